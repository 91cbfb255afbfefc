"""Paragraphs between the facts: about topics, with what is looked for strewn in, and with what only looks like it."""

from random import Random
from typing import TypeVar

from eval.making.whole.files.record import Paragraph
from eval.making.whole.words import words
from eval.making.whole.world import World

_One = TypeVar("_One")
_ODDS = {"topic": 0.55, "alike": 0.12, "near": 0.12, "phrase": 0.09, "reference": 0.08, "company": 0.2, "person": 0.06}
"""Of a paragraph to hold a sentence of that sort."""


def paragraph(chance: Random, world: World, topic: str = "", company: str = "") -> Paragraph:
    """Some sentences in any order. A topic or a company that is named comes up for certain."""
    prose = words("prose")
    sentences = chance.sample(prose["filler"], chance.randint(1, 3))
    topics = [one for one in world.topics if one.name == topic]
    if not topics and chance.random() < _ODDS["topic"]:
        topics = [_common(chance, world.topics)]
    for one in topics:
        sentences += chance.sample(one.sentences, chance.randint(1, 2))
    for sort, of in (("alike", world.topics), ("near", world.topics)):
        if chance.random() < _ODDS[sort]:
            sentences.append(getattr(chance.choice(of), sort))
    for sort, sets in (("phrase", world.phrases), ("reference", world.references)):
        if chance.random() < _ODDS[sort]:
            one_of = _common(chance, sets)
            sentences.append(chance.choice([*one_of.sentences, *one_of.sentences, one_of.alike]))
    if company or chance.random() < _ODDS["company"]:
        company = company or chance.choice(world.companies)
        sentences.append(chance.choice(prose["named"]).replace("{company}", company))
    if chance.random() < _ODDS["person"]:
        sentences.append(f"{chance.choice(world.people)} had sent a note.")
    chance.shuffle(sentences)
    return Paragraph(tuple(filled(chance, world, sentence) for sentence in sentences))


def filled(chance: Random, world: World, sentence: str) -> str:
    """A sentence with a site, a team and a number in the places that it leaves for them."""
    return sentence.format(
        site=chance.choice(world.sites), team=chance.choice(words("names")["teams"]), number=chance.randint(2, 60)
    )


def _common(chance: Random, ones: tuple[_One, ...]) -> _One:
    """One of them, the first ones more often, so that counts are of all sizes."""
    return ones[int(len(ones) * chance.random() ** 1.5)]
