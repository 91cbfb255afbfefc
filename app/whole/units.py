"""A document as the units that a comparison is made of: sentences, rows, items and headings, each in its section.

Two units are the same if their tokens are: white space, punctuation, case, emphasis, the number of an item or a
heading, and a column that only counts its rows make no difference. Pure.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Literal

from index.language.layout import HEADING, outline
from index.language.rows import Cell, cells
from index.language.sentences import Span, sentences
from index.language.shown import opening, shown
from index.language.vocabulary import any_of, vocabulary
from index.records import Document

Tokens = tuple[str, ...]

_SIGN = r"(?<![\w)])[-−](?=\d)"
_WORD = r"[^\W_]+(?:(?<=\d)[.,:/'’\u00a0\u202f]\d[^\W_]*)*"
_SYMBOL = r"[$€£¥₹%‰§°<>≤≥=±×+✓✔✗✘☐☑☒●○]"
_TOKEN = re.compile(f"{_SIGN}|{_WORD}|{_SYMBOL}")
_LINKED = re.compile(r"\]\(|https?://|www\.")
_MASK = "0"  # stands for whatever has a digit
_COUNTED = 3  # rows: fewer don't show that a column counts them


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """`document.text[start:end]`, which stands in a section, counted by headings from 1; 0 is what is above them.

    Its words begin at `words`, behind its marks and its number. `cells` are those of a row, with places in the unit;
    `opens` is the section that a heading opens, 0 of anything else.
    """

    start: int
    end: int
    words: int
    tokens: Tokens
    section: int
    kind: Literal["sentence", "row", "heading"]
    cells: tuple[Cell, ...] = ()
    opens: int = 0


@dataclass(frozen=True, slots=True)
class Units:
    """The units of a document in order, and the headings, widest first, that each section stands under."""

    document: Document
    units: tuple[Unit, ...]
    headings: tuple[tuple[str, ...], ...]

    def text(self, unit: Unit) -> str:
        return self.document.text[unit.start : unit.end]

    def words(self, unit: Unit) -> str:
        """Its text without its marks and its number."""
        return self.document.text[unit.words : unit.end]


def units(document: Document, within: Span | None = None) -> Units:
    """The units of a document, or of a stretch of it; marks that hold no words, and headings that are but a number, are
    none."""
    text, language = document.text, document.language
    sections = outline(text).sections
    starts = [start for start, _ in sections]
    made: list[Unit] = []
    for start, end in sentences(text, language):
        if made and start < made[-1].end:  # the rest of a heading that has a full stop
            continue
        words, section = text[start:end], bisect_right(starts, start)
        if heading := HEADING.match(text, start):
            words, end = heading[0].rstrip(), start + len(heading[0].rstrip())
            parent = _parent(sections, section - 1)
            begin = start + _heading_words(words, language)
            made.append(Unit(start, end, begin, tokens(text[begin:end]), parent, "heading", opens=section))
        else:
            row = tuple(cells(words)) if "; " in words else ()
            begin = start + opening(words)
            said = tokens(words) if _LINKED.search(words) else _plain(words[begin - start :])
            made.append(Unit(start, end, begin, said, section, "row" if row else "sentence", row))
    counted = _without_counts(text, made)
    start, end = within or (0, len(text))
    there = tuple(unit for unit in counted if unit.tokens and start <= unit.start < end)
    return Units(document, there, ((), *(path for _, path in sections)))


def tokens(text: str) -> Tokens:
    """What a text says, as words and figures.

    >>> tokens("- Rent:  **£1,200.50** a month"), tokens("rent, £1,200.50 a Month.")
    (('rent', '£', '1,200.50', 'a', 'month'), ('rent', '£', '1,200.50', 'a', 'month'))
    """
    return _plain(shown(text).text if _LINKED.search(text) else text[opening(text) :])


def _plain(words: str) -> Tokens:
    """The tokens of a text without marks of layout before it."""
    return tuple(_TOKEN.findall(words.lower()))


def masked(words: Tokens) -> Tokens:
    """The tokens with all that have a digit alike.

    >>> masked(("rent", "£", "1,200", "a", "month"))
    ('rent', '£', '0', 'a', 'month')
    """
    return tuple(_MASK if has_digit(word) else word for word in words)


def written_figures(text: str) -> Iterator[Span]:
    """Where the tokens stand that have a digit."""
    return (match.span() for match in _TOKEN.finditer(text) if has_digit(match[0]))


def has_digit(token: str) -> bool:
    """Whether it is a figure, or holds one."""
    return any(map(str.isdigit, token))


def _heading_words(line: str, language: str) -> int:
    """Where a heading begins without the number that it has among others: "Article 5. Rent" and "6. Rent" are alike."""
    number = _numbered(language).match(line, opening(line))
    return number.end() if number else opening(line)


@cache
def _numbered(language: str) -> re.Pattern[str]:
    before = any_of(vocabulary(language, "identifiers")["before"])
    return re.compile(rf"(?:(?:{before})\s+|(?=\d+[.):]?\s+[^\W\d]))\d+(?:\.\d+)*[.):]?(?:\s+|$)", re.IGNORECASE)


def _parent(sections: Sequence[tuple[int, tuple[str, ...]]], own: int) -> int:
    """The section that a heading stands in, counted from 1; 0 if it is the widest."""
    depth = len(sections[own][1])
    return next((at + 1 for at in range(own - 1, -1, -1) if len(sections[at][1]) < depth), 0)


def _without_counts(text: str, made: Sequence[Unit]) -> Iterator[Unit]:
    """The units, the rows of a table without the column that only counts them."""
    for is_row, run in groupby(made, lambda unit: unit.kind == "row"):
        rows = [*run]
        if not is_row or len(rows) < _COUNTED or not all(_count(text, row) is not None for row in rows):
            yield from rows
            continue
        counts = [_count(text, row) for row in rows]
        first = counts[0] or 0
        if counts != [*range(first, first + len(rows))]:
            yield from rows
            continue
        for row in rows:
            rest = row.cells[1:]
            begin = row.start + rest[0].column[0]
            yield Unit(row.start, row.end, begin, tokens(text[begin : row.end]), row.section, "row", rest)


def _count(text: str, row: Unit) -> int | None:
    """The whole number in the first cell of a row that has more."""
    value = text[row.start : row.end][slice(*row.cells[0].value)]
    return int(value) if value.isdecimal() and len(value) < 7 and len(row.cells) > 2 else None
