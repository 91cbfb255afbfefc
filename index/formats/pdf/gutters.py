"""Where the columns of lines of a PDF's page part: places that no line has a word at. Pure."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from index.formats.pdf.lines import BLANK, Segment
from index.formats.pdf.words import Word

GUTTER = 0.3  # times the height: the least blank between two columns
_NARROW = 0.15  # the least where the columns' sides are flush
_CLEAR = 0.4  # of the lines have a clear blank there
_BEFORE_AMOUNTS = {"$", "€", "£", "¥", "US$", "C$", "(", "$(", "USD", "EUR", "-", "−"}
_AFTER_AMOUNTS = {"%", ")", ")%", "*", "**", "***", "€"}


def column_gutters(lines: Sequence[Sequence[Segment]]) -> list[float]:
    """Places between columns: no full line has a word there, and a good part of them a clear blank.

    A blank may be narrow where what stands before it ends alike on all lines, and what follows it begins alike.
    """
    most = max(map(len, lines))
    if most < 2:
        return []
    full = [
        sorted((word for part in line for word in part.words), key=lambda word: word.left)
        for line in lines
        if len(line) >= max(2, most / 2)
    ]
    height = median(word.height for line in full for word in line)
    tolerated = len(full) // 15
    events: list[tuple[float, int]] = []
    blanks: list[tuple[Word, Word]] = []
    for line in full:
        end = line[0].right
        events.append((line[0].left, 1))
        for before, word in pairwise(line):
            if word.left - end > _NARROW * height:
                events += [(end, -1), (word.left, 1)]
                blanks.append((before, word))
            end = max(end, word.right)
        events.append((end, -1))
    events.sort()
    covered, places = 0, []
    for (place, change), (following, _) in pairwise(events):
        covered += change
        if covered > tolerated or following - place < _NARROW * height:
            continue
        middle = (place + following) / 2
        across = [pair for pair in blanks if pair[0].right < middle < pair[1].left]
        if following - place > GUTTER * height or _are_flush(across, 0.75 * len(full)):
            places.append((place, following))
    merged: list[tuple[float, float]] = []
    for place, following in places:  # two blanks with but a tolerated word between them are one
        between = merged and any(
            merged[-1][1] <= (word.left + word.right) / 2 <= place for line in full for word in line
        )
        if merged and not between:
            merged[-1] = (merged[-1][0], following)
        else:
            merged.append((place, following))
    gutters = _parted([(place + following) / 2 for place, following in merged], blanks, height)
    return _without_signs(gutters, [word for line in full for word in line])


def _without_signs(gutters: list[float], words: Sequence[Word]) -> list[float]:
    """Gutters but for those between an amount and a column of signs of currency before it, or of percent after it."""
    held: list[set[str]] = [set() for _ in range(len(gutters) + 1)]
    for word in words:
        held[bisect_right(gutters, (word.left + word.right) / 2)].add(word.text)
    return [
        gutter
        for place, gutter in enumerate(gutters)
        if not (held[place] <= _BEFORE_AMOUNTS or held[place + 1] <= _AFTER_AMOUNTS)
    ]


def _parted(gutters: Sequence[float], blanks: Sequence[tuple[Word, Word]], height: float) -> list[float]:
    """Gutters but for those that only part the words of a cell, beside which the other rows have a blank cell."""
    kept: list[float] = []
    for place, gutter in enumerate(gutters):
        low = gutters[place - 1] if place else -math.inf
        high = gutters[place + 1] if place + 1 < len(gutters) else math.inf
        own = [
            (before, after)
            for before, after in blanks
            if before.right < gutter < after.left and before.right > low and after.left < high
        ]
        clear = sum(after.left - before.right > BLANK * height for before, after in own)
        if (clear > _CLEAR * len(own) if len(own) > 3 else clear == len(own) > 0) or _are_flush(own, 0):
            kept.append(gutter)
    return kept


def _are_flush(blanks: Sequence[tuple[Word, Word]], fewest: float) -> bool:
    """Whether words before blanks end at one place but begin at several, and those after them the other way round."""
    if len(blanks) < max(4, fewest):
        return False
    sides = zip(*((pair[0].left, pair[0].right, pair[1].left, pair[1].right) for pair in blanks), strict=True)
    one, two, three, four = (largest_share(side) for side in sides)
    return min(two, three) > 0.7 and max(one, four) < 0.7


def largest_share(values: Sequence[float]) -> float:
    """Of the values, how many lie within a point of each other."""
    ordered = sorted(values)
    return max(bisect_right(ordered, value + 1) - place for place, value in enumerate(ordered)) / len(ordered)
