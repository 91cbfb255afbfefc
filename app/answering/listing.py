"""Lists in a text: the items around a sentence that leads in to them or is one of them. Pure."""

import re
from dataclasses import dataclass

from index.language.sentences import Span, trim

_MARK = re.compile(r"[^\S\n]*(?:[-*+•–·‣◦]|\(?(?:\d{1,3}|[A-Za-z])[.)])[^\S\n]+(?=\S)")
_HEADING = re.compile(r"[^\S\n]*#{1,6}[^\S\n]+")
_LEADS_IN = re.compile(r":[*_\"”]*$")
_SHORT = 90  # characters: longer lines without a mark are prose
_LEAST = 2  # items
_PARAGRAPH = 200  # characters: numbered paragraphs are no list
_NEAR = 2  # blank lines that may part two items, or the lead-in from the first


@dataclass(frozen=True, slots=True)
class Listing:
    """`lead` is the sentence or heading before the items; spans are without marks."""

    lead: Span
    items: list[Span]


def listing(text: str, start: int, end: int) -> Listing | None:
    """The list that `text[start:end]`, a sentence, leads in to or is an item of; None if there is none.

    Items are lines with a bullet or a number, and the indented lines that go on with them; after a colon or a heading
    short lines will do.
    """
    lines = _lines(text)
    at = next(n for n, (low, high) in enumerate(lines) if low <= start <= high)
    last = next(n for n, (low, high) in enumerate(lines) if low <= end <= high)
    if first := _item_at(text, lines, at):
        while (above := _above(text, lines, first)) is not None:
            first = above
        lead = _lead(text, lines, first)
        items = _marked(text, lines, first)
    else:
        sentence = " ".join(text[start:end].split())
        heading = bool(_HEADING.match(text, lines[at][0])) or (_is_short(text, lines[at]) and at == last)
        leads_in = bool(_LEADS_IN.search(sentence))
        if not leads_in and not heading:
            return None
        lead = trim(text, _unmarked(text, start), end)
        following = _next(text, lines, last)
        if following is None or following - last > _NEAR:
            return None
        items = _marked(text, lines, following)
        if not items and leads_in:
            items = _unmarked_lines(text, lines, following)
    long = sum(end - start > _PARAGRAPH for start, end in items)
    return Listing(lead, items) if lead and len(items) >= _LEAST and 2 * long < len(items) else None


def _lines(text: str) -> list[Span]:
    spans, start = [], 0
    for line in text.split("\n"):
        spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans


def _marked(text: str, lines: list[Span], first: int) -> list[Span]:
    """The items from line `first` on, each with the lines that go on with it."""
    items: list[Span] = []
    at, blanks = first, 0
    while at < len(lines) and blanks < _NEAR:
        low, high = lines[at]
        if not text[low:high].strip():
            blanks += 1
        elif mark := _MARK.match(text, low, high):
            items.append((mark.end(), high))
            blanks = 0
        elif items and not blanks and not _HEADING.match(text, low):
            items[-1] = (items[-1][0], high)
        else:
            break
        at += 1
    return [span for item in items if (span := trim(text, *item))]


def _unmarked_lines(text: str, lines: list[Span], first: int) -> list[Span]:
    """Short lines up to the next blank one; none if one of them is long or leads in to something else."""
    items = []
    for low, high in lines[first:]:
        if not text[low:high].strip():
            break
        if not _is_short(text, (low, high)):
            return []
        items.append((low, high))
    return [span for item in items if (span := trim(text, *item))]


def _item_at(text: str, lines: list[Span], at: int) -> int | None:
    """The line on which the item begins that line `at` belongs to; None if that is no item. Line 0 can be none."""
    while at > 0 and text[slice(*lines[at])].strip():
        if _MARK.match(text, *lines[at]):
            return at
        if _HEADING.match(text, lines[at][0]):
            return None
        at -= 1
    return None


def _above(text: str, lines: list[Span], first: int) -> int | None:
    """The line on which the item before begins."""
    at, blanks = first - 1, 0
    while at > 0 and not text[slice(*lines[at])].strip() and blanks < _NEAR - 1:
        at, blanks = at - 1, blanks + 1
    if at < 0 or not text[slice(*lines[at])].strip():
        return None
    found = _item_at(text, lines, at)
    return found if found is None or found < first else None


def _lead(text: str, lines: list[Span], first: int) -> Span | None:
    """The line before the items, without a heading's marks."""
    at = first - 1
    while at >= 0 and first - at <= _NEAR and not text[slice(*lines[at])].strip():
        at -= 1
    return trim(text, _unmarked(text, lines[at][0]), lines[at][1]) if at >= 0 else None


def _next(text: str, lines: list[Span], at: int) -> int | None:
    return next((n for n in range(at + 1, len(lines)) if text[slice(*lines[n])].strip()), None)


def _unmarked(text: str, start: int) -> int:
    heading = _HEADING.match(text, start)
    return heading.end() if heading else start


def _is_short(text: str, line: Span) -> bool:
    stripped = text[slice(*line)].strip()
    return 0 < len(stripped) <= _SHORT and stripped[-1] not in ".!?:;"
