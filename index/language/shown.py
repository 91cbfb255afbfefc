"""A text as it is shown in an answer: in one line, without the marks that only lay it out. Pure.

Marks of items, headings, clauses and emphasis go, and the targets of links behind their words; every other character
keeps its place, so that a span of the text has one of what is shown.
"""

import re
from dataclasses import dataclass

from index.language.cldr import months
from index.language.sentences import Span
from index.language.vocabulary import LANGUAGES, any_of, own_table

_ORDINALS = [code for code in LANGUAGES if own_table(code, "sentences").get("ordinals")]
_MONTH = any_of(month for code in _ORDINALS for month in months(code))  # "24. Dezember" is no item
_AMOUNT = r"\d{1,2}\.\d\d\s|[\d.]+\s+[A-Z]{2}[A-Za-z]?\b"  # 10.30 Lunch, 2.5 GB: no number of a clause
_OPENS = re.compile(
    r"\s*(?:(?:#{1,6}|>|[-*+•–·‣◦|])\s+)*(?:\[[ xX]\]\s+)?"
    rf"(?:(?:§ ?|(?!{_AMOUNT}))\d{{1,3}}(?:\.\d{{1,3}})+\.?\s+(?=[(]|[^\W\d_a-z])"
    rf"|(?!\d+\. (?i:{_MONTH})\b)\(?\d{{1,3}}[.)]\s+|\(?(?:[a-z]|[ivx]{{1,4}})\)\s+"
    r"|[A-Z]\)\s+)*"
)
_LINK = re.compile(r"!?\[(?P<words>[^\[\]\n]+)\]\((?P<target>[^()\s]+(?:\([^()\s]*\))?)[^()\n]*\)")
_TARGET = re.compile(r"(?<=\w)\s?[(<](?:https?://|www\.|mailto:|tel:)[^\s()<>]+(?:\([^()\s]*\)[^\s()<>]*)?[)>]")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3}|~~)(?=[^\s*_])(?P<words>[^*_]{1,400}?)(?<=\S)\1(?![\w*])")
_HEADING_END = re.compile(r"\s#+\s*$")
_PIPES = re.compile(r"(?<!\s)\s*\|\s*$|(?<!\s)\s+(?=\|\s)")


@dataclass(frozen=True, slots=True)
class Shown:
    """`text` is what is shown; `places` are, for each of its characters, where it stands in the text it is of."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> Span | None:
        """Where the characters from `start` to `end` of the whole text are shown; None where they are not."""
        there = [at for at, place in enumerate(self.places) if start <= place < end]
        while there and self.text[there[-1]] == " ":
            there.pop()
        return (there[0], there[-1] + 1) if there else None


def shown(text: str) -> Shown:
    """The text as it is shown; as it stands, in one line, if it holds nothing but marks.

    >>> shown("- **Dogs** are let\\n  in ([rules](https://a.example/b)).").text
    'Dogs are let in (rules).'
    """
    hidden = _hidden(text)
    characters: list[str] = []
    places: list[int] = []
    for at, char in enumerate(text):
        if at in hidden:
            continue
        if not char.isspace():
            characters.append(";" if char == "|" and text[at - 1 : at].isspace() else char)
            places.append(at)
        elif characters and characters[-1] != " ":
            characters.append(" ")
            places.append(at)
    while characters and characters[-1] == " ":
        characters.pop()
    if not any(char.isalnum() for char in characters) and hidden:
        return _as_it_stands(text)
    return Shown("".join(characters), tuple(places[: len(characters)]))


def opening(text: str) -> int:
    """Where the words of a text begin behind the marks of its item, heading or clause; 0 if it holds nothing else.

    >>> opening("3.2 Rent is due."), opening("- oats"), opening("Rent")
    (4, 2, 0)
    """
    match = _OPENS.match(text)
    return match.end() if match and match.end() < len(text) else 0


def _as_it_stands(text: str) -> Shown:
    words = list(re.finditer(r"\S+", text))
    places = [at for word in words for at in (*range(*word.span()), word.end())][:-1]
    return Shown(" ".join(word[0] for word in words), tuple(places))


def _hidden(text: str) -> set[int]:
    """The places of the characters that are not shown."""
    hidden = set(range(opening(text)))
    for link in _LINK.finditer(text):
        hidden |= {*range(link.start(), link.start("words")), *range(link.end("words"), link.end())}
    for pattern in (_TARGET, _HEADING_END, _PIPES):
        hidden |= {at for match in pattern.finditer(text) for at in range(*match.span())}
    for match in _EMPHASIS.finditer(text):
        hidden |= {*range(match.start(), match.start("words")), *range(match.end("words"), match.end())}
    return hidden
