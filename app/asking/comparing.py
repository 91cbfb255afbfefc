"""A wish to compare two documents or versions, and the words that name them. Pure.

That the words look like such a wish does not say that the documents have what they name: see `app.whole.sides`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from index.language.vocabulary import LANGUAGES, in_all, own_table, pattern

_TABLE = "whole.compare"
_LONGEST = 40  # words: a longer question is no such wish, and patterns that overlap take no time
_QUOTES = "“”\"'‘’«»"


@dataclass(frozen=True, slots=True)
class Sides:
    """The words that name the two sides, and what is to be compared of them, "" for everything.

    `first` alone is compared with the version before it, `second` alone with the newest. `of` is what both are versions
    of, "" where the names say it themselves.
    """

    first: str
    second: str = ""
    topic: str = ""
    of: str = ""

    @property
    def readings(self) -> tuple["Sides", ...]:
        """The ways to understand it, the simplest first: what is `of` may be a topic, and a name may hold one.

        >>> [(sides.first, sides.topic) for sides in Sides("leave of interns", "staff").readings]
        [('leave of interns', ''), ('interns', 'leave')]
        """
        ways = [self, *_joined_otherwise(self)]
        ways += [other for way in ways for other in _without_topics(way)]
        if self.of:
            ways += [replace(way, of="", topic=way.topic or way.of) for way in ways]
        return tuple(dict.fromkeys(ways))


def read(question: str) -> Sides | None:
    """The sides that a question wants compared; None if it wants something else. It may still name no documents.

    >>> read("What changed between 4.1 and 4.2?")
    Sides(first='4.1', second='4.2', topic='', of='')
    >>> read("What is the rent?")
    """
    asked = question.strip(" ¿¡?!.…").translate(dict.fromkeys(map(ord, _QUOTES.replace("'", "").replace("’", ""))))
    if asked.count(" ") >= _LONGEST:
        return None
    for wish in _wishes():
        if match := wish.fullmatch(asked):
            slots = {name: (words or "").strip(" ,:;") for name, words in match.groupdict().items()}
            newer, since = slots.get("newer", ""), slots.get("since", "")
            first, second = slots.get("first", "") or newer, slots.get("second", "") or since
            return Sides(first, second, of=slots.get("of", ""))
    return None


def _joined_otherwise(sides: Sides) -> Iterator[Sides]:
    """With more in the first name: "Terms" and "conditions 2023 and Terms and conditions 2024"."""
    for join in re.finditer(in_all(_TABLE, "joint"), sides.second, re.IGNORECASE):
        first, second = f"{sides.first} and {sides.second[: join.start()]}", sides.second[join.end() :]
        yield replace(sides, first=first, second=second)


def _without_topics(sides: Sides) -> Iterator[Sides]:
    for split in _splits():
        if behind := split.fullmatch(sides.second):
            yield replace(sides, second=behind["name"], topic=behind["topic"])
        if before := split.fullmatch(sides.first):
            yield replace(sides, first=before["name"], topic=before["topic"])


@cache
def _wishes() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(wish, re.IGNORECASE)
        for language in LANGUAGES
        if own_table(language, _TABLE)
        for wish in pattern(language, _TABLE, "wishes", "\n").split("\n")
    )


@cache
def _splits() -> tuple[re.Pattern[str], ...]:
    """What parts a name from a topic: "4.2 regarding leave", "the leave of interns"."""
    spoken = [language for language in LANGUAGES if own_table(language, _TABLE)]
    about = [rf"(?P<name>.+?),? {pattern(language, _TABLE, 'about')} (?P<topic>.+)" for language in spoken]
    within = [rf"(?P<topic>.+?) {pattern(language, _TABLE, 'in')} (?P<name>.+)" for language in spoken]
    return tuple(re.compile(split, re.IGNORECASE) for split in (*about, *within))
