"""Lists in a text: the items around a sentence that leads in to them or is one of them. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from index.language.layout import HEADING, ITEM, LEADS_IN
from index.language.sentences import Span, trim
from index.language.shown import opening

_LINE = re.compile(r"^.*$", re.MULTILINE)
_NUMBER = re.compile(r"(?P<mark>\(?(?P<number>\d{1,3})[.)])[^\S\n]+\Z")
_MARK = 8  # characters that the number of an item may take
_BEHIND = 12  # characters behind it that tell whether it is one
_SHORT = 90  # characters: longer lines without a mark are prose
_LEAST = 2  # items
_PARAGRAPH = 200  # characters: numbered paragraphs are no list
_REACH = 2000  # characters around an item in which the one before or after it begins
_NEAR = 2  # blank lines that may part two items, or the lead-in from the first


@dataclass(frozen=True, slots=True)
class Listing:
    """`lead` is the sentence or heading before the items. Spans are without marks, but for numbers: `marks` are
    those of the items, none unless each has one."""

    lead: Span
    items: list[Span]
    marks: list[str]


def listing(text: str, start: int, end: int) -> Listing | None:
    """The list that `text[start:end]`, a sentence, leads in to or is an item of; None if there is none.

    Items are lines with a bullet or a number, and the indented lines that go on with them; after a colon or a heading
    short lines will do.
    """
    lines = [line.span() for line in _LINE.finditer(text)]
    at, last = text.count("\n", 0, start), text.count("\n", 0, end)
    if first := _item_at(text, lines, at):
        while (above := _above(text, lines, first)) is not None:
            first = above
        lead = _lead(text, lines, first)
        items = _marked(text, lines, first)
    else:
        sentence = " ".join(text[start:end].split())
        leads_in = LEADS_IN.search(sentence)
        if not (leads_in or HEADING.match(text, lines[at][0]) or (_is_short(text, lines[at]) and at == last)):
            return None
        lead = trim(text, _unmarked(text, start), end)
        following = next((n for n in range(last + 1, len(lines)) if not _is_blank(text, lines[n])), len(lines))
        if following - last > _NEAR:
            return None
        items = _marked(text, lines, following) or (_unmarked_lines(text, lines[following:]) if leads_in else [])
    numbers = [mark for low, _ in items if (mark := _NUMBER.search(text, max(0, low - _MARK), low))]
    if numbered := len(numbers) == len(items) > 0:
        items = [(mark.start(), high) for mark, (_, high) in zip(numbers, items, strict=True)]
    long = sum(end - start > _PARAGRAPH for start, end in items)
    marks = _counted(numbers) if numbered and not any(_is_said(text, mark) for mark in numbers) else []
    return Listing(lead, items, marks) if lead and len(items) >= _LEAST and 2 * long < len(items) else None


def mark_at(text: str, start: int) -> str:
    """The number, as it stands, of the item that begins at `start`, at its number or behind it; "" if there is none, or
    no item near has the number before or after it.

    >>> steps = "To open:\\n2. Turn it.\\n3. Push."
    >>> mark_at(steps, steps.index("3.")), mark_at(steps, steps.index("Push")), mark_at(steps, 0)
    ('3.', '3.', '')
    """
    line = text.rfind("\n", 0, start) + 1
    item = ITEM.match(text, line)
    mark = _NUMBER.search(text, line, item.end()) if item else None
    if not item or not mark or not mark.start() <= start <= item.end():
        return ""
    if _is_said(text, mark):
        return ""
    near = text[max(0, start - _REACH) : start + _REACH]
    beside = "|".join(str(int(mark["number"]) + step) for step in (-1, 1))
    return mark["mark"] if re.search(rf"^[^\S\n]*\(?(?:{beside})[.)][^\S\n]", near, re.MULTILINE) else ""


def _is_said(text: str, mark: re.Match[str]) -> bool:
    """Whether the number is shown with the words behind it: "24. Dezember"."""
    return opening(text[mark.start() : mark.end() + _BEHIND]) < mark.end() - mark.start()


def _counted(numbers: Sequence[re.Match[str]]) -> list[str]:
    """The marks of items; of items that all have the same number, as Markdown lets them, that and those after it."""
    if len({number["number"] for number in numbers}) > 1:
        return [number["mark"] for number in numbers]
    first = int(numbers[0]["number"])
    return [number["mark"].replace(number["number"], str(first + at)) for at, number in enumerate(numbers)]


def _marked(text: str, lines: list[Span], first: int) -> list[Span]:
    """The items from line `first` on, each with the lines that go on with it."""
    items: list[Span] = []
    blanks = 0
    for low, high in lines[first:]:
        if _is_blank(text, (low, high)):
            blanks += 1
        elif blanks >= _NEAR:
            break
        elif mark := ITEM.match(text, low, high):
            items.append((mark.end(), high))
            blanks = 0
        elif items and not blanks and not HEADING.match(text, low):
            items[-1] = (items[-1][0], high)
        else:
            break
    return [span for item in items if (span := trim(text, *item))]


def _unmarked_lines(text: str, lines: list[Span]) -> list[Span]:
    """Short lines up to the next blank one; none if one of them is long or leads in to something else."""
    items = [*takewhile(lambda line: not _is_blank(text, line), lines)]
    short = all(_is_short(text, item) for item in items)
    return [span for item in items if (span := trim(text, *item))] if short else []


def _item_at(text: str, lines: list[Span], at: int) -> int | None:
    """The line on which the item begins that line `at` belongs to; None if that is no item. Line 0 can be none."""
    while at > 0 and not _is_blank(text, lines[at]):
        if ITEM.match(text, *lines[at]):
            return at
        if HEADING.match(text, lines[at][0]):
            return None
        at -= 1
    return None


def _above(text: str, lines: list[Span], first: int) -> int | None:
    """The line on which the item before begins."""
    at, blanks = first - 1, 0
    while at > 0 and _is_blank(text, lines[at]) and blanks < _NEAR - 1:
        at, blanks = at - 1, blanks + 1
    return _item_at(text, lines, at)


def _lead(text: str, lines: list[Span], first: int) -> Span | None:
    """The line before the items, without a heading's marks."""
    at = first - 1
    while at >= 0 and first - at <= _NEAR and _is_blank(text, lines[at]):
        at -= 1
    return trim(text, _unmarked(text, lines[at][0]), lines[at][1]) if at >= 0 else None


def _unmarked(text: str, start: int) -> int:
    heading = HEADING.match(text, start)
    return heading.start(2) if heading else start


def _is_blank(text: str, line: Span) -> bool:
    return not text[slice(*line)].strip()


def _is_short(text: str, line: Span) -> bool:
    stripped = text[slice(*line)].strip()
    return 0 < len(stripped) <= _SHORT and stripped[-1] not in ".!?:;"
