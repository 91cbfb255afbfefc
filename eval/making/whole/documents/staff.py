"""Profiles of people and guides to sites: documents without a date, whose every fact is stated once."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from eval.making.whole.documents.naming import Names, ending
from eval.making.whole.files.record import File, Paragraph
from eval.making.whole.words import words
from eval.making.whole.world import World

_FACTS_A_GUIDE = 4


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence of a document, what it gives as the answer, and how one asks for it."""

    sentence: str
    value: str
    wordings: tuple[str, ...]
    trap: bool
    file: File


def profiles(world: World, names: Names, number: int) -> Iterator[list[Fact]]:
    """A page of the staff list a person."""
    chance, asked = world.random("profiles"), words("wordings")["ordinary"]
    for person in world.people[:number]:
        job, site = chance.choice(words("names")["functions"]), chance.choice(world.sites)
        year, room = chance.randint(1998, 2020), chance.randint(1, 480)
        facts = {
            "job": (f"{person} works as {job}.", job),
            "joined": (f"{person} joined in the year {year}.", str(year)),
            "place": (f"The office of {person} is room {room} in {site}.", f"room {room} in {site}"),
        }
        file = File(
            names.source("profile", None, person, ending(chance)),
            "profile",
            person,
            None,
            tuple(Paragraph((sentence,)) for sentence, _ in facts.values()),
        )
        yield [
            Fact(sentence, value, tuple(one.format(person=person) for one in asked[key]), False, file)
            for key, (sentence, value) in facts.items()
        ]


def guides(world: World, names: Names, number: int) -> Iterator[list[Fact]]:
    """Guides to sites of some facts each; no two guides to a site share one."""
    chance, every = world.random("guides"), words("facts")["fact"]
    every = chance.sample(every, len(every))
    parts = [every[start : start + _FACTS_A_GUIDE] for start in range(0, len(every), _FACTS_A_GUIDE)]
    for (part, facts), site in list(product(enumerate(parts, 1), world.sites))[:number]:
        values = [chance.randint(fact["low"], fact["high"]) for fact in facts]
        said = [fact["sentence"].format(site=site, number=value) for fact, value in zip(facts, values, strict=True)]
        file = File(
            names.source("guide", None, f"{site} guide {part}", ending(chance)),
            "guide",
            f"Guide to {site}, part {part}",
            None,
            tuple(Paragraph((sentence,)) for sentence in said),
        )
        yield [
            Fact(sentence, str(value), tuple(one.format(site=site) for one in fact["wordings"]), fact["trap"], file)
            for fact, value, sentence in zip(facts, values, said, strict=True)
        ]
