"""The made-up organisation: who and what there is, drawn from a seed."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from eval.making.whole.words import words

FIRST, NOW = date(2021, 1, 4), date(2026, 9, 30)
"""The days of the oldest and of no document after: the last one is the world's today."""
_FEWEST_PEOPLE = 12
_ALIKE = ("Daniel Marsh", "Danielle Marsh", "Daniel Marshall")  # who share parts of their names


@dataclass(frozen=True, slots=True)
class Topic:
    """What documents are about: all of its spellings and inflections, and sentences with it, or only alike."""

    forms: tuple[str, ...]
    sentences: tuple[str, ...]
    alike: str
    near: str

    @property
    def name(self) -> str:
        return self.forms[0]


@dataclass(frozen=True, slots=True)
class Set:
    """A phrase or a reference: itself, sentences with it, and one that only comes close."""

    text: str
    sentences: tuple[str, ...]
    alike: str


@dataclass(frozen=True, slots=True)
class World:
    """Who and what there is. `people` all write or attend something, so the first of them do so more often."""

    seed: int
    people: tuple[str, ...]
    companies: tuple[str, ...]
    sites: tuple[str, ...]
    topics: tuple[Topic, ...]
    phrases: tuple[Set, ...]
    references: tuple[Set, ...]

    def random(self, part: str) -> Random:
        """The chance of one part of the world, which no other part's draws change."""
        return Random(f"{self.seed}:{part}")  # noqa: S311 - nothing is kept secret by it


def draw_world(seed: int, people: int) -> World:
    """The world of a seed with at least so many people."""
    names, prose = words("names"), words("prose")
    chance = Random(f"{seed}:world")  # noqa: S311
    pairs = [f"{first} {last}" for first in names["first"] for last in names["last"]]
    others = [name for name in chance.sample(pairs, len(pairs)) if name not in _ALIKE]
    everybody = [*_ALIKE, *others[: max(people, _FEWEST_PEOPLE) - len(_ALIKE)]]
    return World(
        seed,
        tuple(chance.sample(everybody, len(everybody))),
        tuple(chance.sample(names["companies"], len(names["companies"]))),
        tuple(chance.sample(names["sites"], len(names["sites"]))),
        tuple(
            Topic(tuple(topic["forms"]), tuple(topic["sentences"]), topic["alike"], topic["near"])
            for topic in words("topics")["topic"]
        ),
        tuple(Set(phrase["text"], (phrase["sentence"],), phrase["alike"]) for phrase in prose["phrase"]),
        tuple(Set(one["text"], tuple(one["sentences"]), one["alike"]) for one in prose["reference"]),
    )


def a_day(chance: Random, first: date = FIRST, last: date = NOW) -> date:
    """Some day, both ends included."""
    return first + timedelta(days=chance.randrange((last - first).days + 1))


def a_person(chance: Random, world: World) -> str:
    """Somebody, the first ones more often than the last."""
    return world.people[min(int(chance.expovariate(4 / len(world.people))), len(world.people) - 1)]
