"""Which figures differ between two wordings of one thing: numbers, money, dates, lengths of time, versions. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.whole.units import has_digit, written_figures
from index.language.mentions import Mention, mentions, seconds

_WRITTEN = re.compile(r"[$€£¥₹]?\s?\d")
_MINUS = ("-", "−")


@dataclass(frozen=True, slots=True)
class Difference:
    """What was `old` is `new`, either of them "" where there is none; `what` names it where a table does."""

    old: str
    new: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure as it is written, and as what it counts: two that are written differently may be the same."""

    text: str
    kind: str
    value: object
    is_written: bool  # with a digit


def differing(old: str, new: str, language: str, aligned: bool = False) -> tuple[Difference, ...]:
    """The figures of which one text has others than the other, in order.

    `aligned`: all but the figures is the same, so that they stand for each other one by one. What only one of the texts
    states counts only if it is written with a digit: "one" may be no number at all.

    >>> differing("Notice is 30 days, by 5 May.", "By May 5 the notice is six weeks.", "en")
    (Difference(old='30 days', new='six weeks', what=''),)
    """
    before, after = _figures(old, language), _figures(new, language)
    if aligned and len(before) == len(after):
        pairs = [(one, other) for one, other in zip(before, after, strict=True) if not _equal(one, other)]
        return tuple(Difference(one.text, other.text) for one, other in pairs)
    left, right = _without(before, after), _without(after, before)
    made = []
    for one, other in _paired(left, right):
        stated = one or other
        if (one and other) or (stated and stated.is_written):
            made.append(Difference(one.text if one else "", other.text if other else ""))
    return tuple(made)


def _figures(text: str, language: str) -> list[_Figure]:
    """The figures of a text, with those that no mention covers: "A4", "4.2-rc1"."""
    placed = {}
    taken = bytearray(len(text))
    for mention in mentions(text, language):
        if mention.kind != "name":
            placed[mention.start] = _stated(text, mention)
            taken[mention.start : mention.end] = b"1" * (mention.end - mention.start)
    for start, end in written_figures(text):
        if not any(taken[start:end]):
            placed[start] = _Figure(text[start:end], "", text[start:end].lower(), True)
    return [placed[start] for start in sorted(placed)]


def _stated(text: str, mention: Mention) -> _Figure:
    start, value, kind = mention.start, mention.value, mention.unit or mention.kind
    if isinstance(value, float) and text[start - 1 : start] in _MINUS and not text[start - 2 : start - 1].isalnum():
        start, value = start - 1, -value
    if isinstance(value, float) and mention.kind in ("duration", "age") and (length := seconds(mention.unit)):
        value, kind = round(value * length, 3), mention.kind
    if mention.vague and (written := _WRITTEN.search(text, start, mention.end)):
        start = written.start()  # "no more than 31" is 31
    words = " ".join(text[start : mention.end].split()).rstrip(".,;:")
    return _Figure(words, kind, words.lower() if value is None else value, has_digit(words))


def _equal(one: _Figure, other: _Figure) -> bool:
    return (one.kind, one.value) == (other.kind, other.value)


def _without(figures: Sequence[_Figure], others: Sequence[_Figure]) -> list[_Figure]:
    """The figures that have no equal among the others, each of which stands for one."""
    left = Counter((other.kind, other.value) for other in others)
    alone = []
    for figure in figures:
        if left[figure.kind, figure.value]:
            left[figure.kind, figure.value] -= 1
        else:
            alone.append(figure)
    return alone


def _paired(left: list[_Figure], right: list[_Figure]) -> Iterator[tuple[_Figure | None, _Figure | None]]:
    """Figures that stand for each other: those of a kind first come first, then whatever is left, in order."""
    partners: dict[int, _Figure] = {}
    rest = [*right]
    for alike in (True, False):
        for place, one in enumerate(left):
            partner = next((other for other in rest if one.kind == other.kind or not alike), None)
            if place not in partners and partner:
                partners[place] = partner
                rest.remove(partner)
    yield from ((one, partners.get(place)) for place, one in enumerate(left))
    yield from ((None, other) for other in rest)
