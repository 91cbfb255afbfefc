"""What stands on the two sides of a gutter of a PDF's page: columns of prose, boxes, or the cells of a table. Pure."""

import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.formats.pdf.cells import Table, is_value
from index.formats.pdf.gutters import column_gutters
from index.formats.pdf.lines import Segment, box_of, rows
from index.formats.pdf.rules import Rules

_WIDE_LETTERS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
MARKER = re.compile(r"[-•▪●○■‣◦∙·–—*✓➢§]|\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{2,5})[.)]|\d{1,2}(?:\.\d{1,2})+\.?")
_GUTTERS = 8  # tried for each part of a page
_WORDS_OF_PROSE = 3  # in a usual line of a column
_FILLED = 0.5  # of the lines of a column that are nearly as wide as it is
_FAR_APART = 2.6
_TIGHT = 1.1  # times the height of a line: the steps of a block such as an address
APART = 1.6  # times the usual step: another part begins


@dataclass(slots=True, eq=False)
class Placed(Segment):
    """A table among the segments of a page."""

    table: Table


def gaps_of(parts: Sequence[Segment]) -> list[tuple[float, float]]:
    """The blanks between each segment and the next one to its right."""
    ordered = sorted(parts, key=lambda part: -part.top)
    nearest: dict[int, float] = {}
    for place, part in enumerate(ordered):
        for number in range(place + 1, len(ordered)):
            other = ordered[number]
            if other.top < part.bottom:
                break
            if min(part.top, other.top) - max(part.bottom, other.bottom) < 0.3 * min(part.height, other.height):
                continue
            one, two = (part, other) if part.left <= other.left else (other, part)
            if two.left >= one.right:
                nearest[id(one)] = min(nearest.get(id(one), two.left), two.left)
    return [(part.right, nearest[id(part)]) for part in parts if id(part) in nearest]


def gutter_places(gaps: Sequence[tuple[float, float]]) -> list[float]:
    """Places that lie in two gaps or more, those of most gaps first, each in the middle of what its gaps share."""
    found: list[tuple[int, float, float]] = []
    left = list(gaps)
    while len(left) > 1 and len(found) < 3 * _GUTTERS:
        edges = sorted([(start, 0) for start, _ in left] + [(end, 1) for _, end in left])
        best, opened, at, until = 0, 0, 0.0, 0.0
        for (place, is_end), (following, _) in pairwise(edges):
            opened += -1 if is_end else 1
            if opened > best or (opened == best and following - place > until - at):
                best, at, until = opened, place, following
        if best < 2:
            break
        middle = (at + until) / 2
        found.append((best, until - at, middle))
        left = [gap for gap in left if not gap[0] <= middle <= gap[1]]
    return [round(middle, 2) for _, _, middle in sorted(found, key=lambda one: (-one[0], -one[1]))[:_GUTTERS]]


def halves(run: Sequence[Segment], place: float) -> tuple[list[Segment], list[Segment]]:
    """What stands to the left and to the right of a place that nothing crosses."""
    left = [part for part in run if part.right <= place]
    return left, [part for part in run if part.right > place]


def kinds_of(band: list[Segment], place: float, rules: Rules) -> list[tuple[list[Segment], str]]:
    """The parts of a band from the top down, each "columns", "table", "rows" of wrapped cells, or none of them, "".

    A blank over the whole width begins another part: a table may stand under columns. Columns on both sides of such a
    blank are one, as a new paragraph may begin in both.
    """
    lines = rows(band)
    usual = leading([above[0].base - below[0].base for above, below in pairwise(lines)])
    kinds: list[tuple[list[Segment], str]] = []
    for piece in _parted(lines, _FAR_APART * usual):
        if _are_wrapped_rows(piece, place):
            kinds.append((flat(piece), "rows"))
        else:
            parts = [flat(part) for part in _parted(piece, APART * usual)]
            kinds += [(part, _kind(part, place, rules)) for part in parts]
    if len(kinds) > 1 and not any(kind in ("columns", "rows") for _, kind in kinds):
        whole = _kind(band, place, rules)
        if whole == "columns" or (whole and not any(kind for _, kind in kinds)):
            return [(band, whole)]
    merged: list[tuple[list[Segment], str]] = []
    for number, (part, kind) in enumerate(kinds):
        following = next((other for _, other in kinds[number + 1 :] if other), "")
        if not kind and not _is_headline(part, band) and "columns" in (following, merged[-1][1] if merged else ""):
            kind = "columns"
        if merged and merged[-1][1] == kind == "columns":
            merged[-1] = (merged[-1][0] + part, kind)
        else:
            merged.append((part, kind))
    return merged


def _is_headline(part: Sequence[Segment], band: Sequence[Segment]) -> bool:
    """Whether a part is one line with nothing beside it that is larger than the others, or bold: it heads them all."""
    usual = median(other.height for other in band)
    return len(part) == 1 and bool(part[0].words) and (part[0].height > 1.1 * usual or part[0].bold)


def _parted(lines: Sequence[list[Segment]], step: float) -> list[list[list[Segment]]]:
    """Lines that follow on each other, parted where the step from one to the next is larger, and blank indeed."""
    parts = [[lines[0]]]
    bottom = _bottom(lines[0])
    for above, below in pairwise(lines):
        blank = bottom - max(part.top for part in below)
        if above[0].base - below[0].base > step and blank > 0.55 * below[0].height:
            parts.append([])
            bottom = _bottom(below)
        bottom = min(bottom, _bottom(below))
        parts[-1].append(below)
    return parts


def _bottom(line: Sequence[Segment]) -> float:
    return min(part.bottom for part in line)


def leading(steps: Sequence[float]) -> float:
    """The usual step from line to line of what is set tightly."""
    ordered = sorted(step for step in steps if step > 0)
    return ordered[len(ordered) // 2] if ordered else 0.0


def _kind(run: Sequence[Segment], place: float, rules: Rules) -> str:
    left, right = halves(run, place)
    if not left or not right:
        return ""
    ones, twos = rows(left), rows(right)
    overlap = min(ones[0][0].top, twos[0][0].top) - max(ones[-1][0].bottom, twos[-1][0].bottom)
    if overlap < 1.5 * min(ones[0][0].height, twos[0][0].height):
        return ""  # one above the other
    if any(isinstance(part, Placed) for part in run):
        return "columns"
    crossing = _crossing(run, place, rules)
    if any(all(MARKER.fullmatch(part.text) for part in half) for half in (left, right)):
        return ""  # the marks of a list
    is_prose = [_is_prose(half, 0) for half in (left, right)]
    if crossing < 3:
        if all(is_prose):
            return "columns"
        if any(is_prose):
            prose, other = (ones, twos) if is_prose[0] else (twos, ones)
            return "table" if _are_starts(prose, other) else "columns"
        if _are_blocks(ones, twos):
            return "columns"
    return "table" if _is_table(run) or crossing >= 3 else ""


def _crossing(run: Sequence[Segment], place: float, rules: Rules) -> int:
    """How many rules over, between and under the lines of a run go over a place."""
    box = box_of(run)
    return sum(box[1] - 8 < y < box[3] + 8 and start < place < end for y, start, end in rules.across)


def _units(line: Sequence[Segment]) -> float:
    """Words of a line; of letters that make words without blanks, two are one."""
    text = " ".join(word.text for part in line for word in part.words)
    return max(len(text.split()), len(_WIDE_LETTERS.findall(text)) / 2)


def _is_prose(half: Sequence[Segment], depth: int) -> bool:
    """Whether lines are those of a column of prose, or of several."""
    lines = rows(half)
    if len(lines) < 2:
        return False
    if sum(len(line) > 1 for line in lines) > 0.4 * len(lines):
        gutters = gutter_places(gaps_of(half)) if depth < 3 else []
        if not gutters or any(part.left < gutters[0] < part.right for part in half):
            return False
        return all(_is_prose(part, depth + 1) for part in halves(half, gutters[0]) if part)
    left, _, right, _ = box_of(half)
    texts = [word.text for line in lines for part in line for word in part.words]
    filled = sum(line[-1].right - line[0].left > 0.75 * (right - left) for line in lines)
    return (
        median(map(_units, lines)) >= _WORDS_OF_PROSE
        and filled >= _FILLED * len(lines)
        and sum(map(is_value, texts)) < 0.35 * len(texts)
    )


def _are_wrapped_rows(lines: Sequence[Sequence[Segment]], place: float) -> bool:
    """Whether lines fall apart, by blanks over the whole width, to rows of which each begins in several columns."""
    steps = [above[0].base - below[0].base for above, below in pairwise(lines)]
    if len(steps) < 3 or max(steps) <= 1.15 * min(steps) + 0.5 or any(isinstance(line[0], Placed) for line in lines):
        return False
    groups = [[lines[0]]]
    for line, step in zip(lines[1:], steps, strict=True):
        if step > 1.15 * min(steps) + 0.5:
            groups.append([])
        groups[-1].append(line)
    if len(groups) < 3 or len(groups) > 0.8 * len(lines) or len(lines) > 6 * len(groups):
        return False
    gutters = column_gutters(lines)
    if not any(abs(gutter - place) < lines[0][0].height for gutter in gutters) and len(gutters) < 2:
        return False
    begun = sum(len({bisect_left(gutters, part.left) for part in group[0]}) > 1 for group in groups)
    return begun >= 0.8 * len(groups) and (len(gutters) > 1 or len(groups) > 3)


def _are_starts(prose: Sequence[Sequence[Segment]], other: Sequence[Sequence[Segment]]) -> bool:
    """Whether the lines beside a column of prose stand where its paragraphs start: each is a cell of a row."""
    right = max(line[-1].right for line in prose)
    width = right - min(line[0].left for line in prose)
    steps = [above[0].base - below[0].base for above, below in pairwise(prose)]
    tight = min(steps, default=0)
    if all(line[0].text[0].isupper() for line in prose):
        steps = [math.inf] * len(steps)  # no line goes on with the one before it
    starts = [prose[0][0].base]
    for (above, below), step in zip(pairwise(prose), steps, strict=True):
        if step > 1.2 * tight or right - above[-1].right > 0.3 * width:
            starts.append(below[0].base)
    bases = [line[0].base for line in other]
    height = prose[0][0].height
    matched = sum(any(abs(start - base) < 0.3 * height for base in bases) for start in starts)
    stray = sum(not any(abs(start - base) < 0.3 * height for start in starts) for base in bases)
    return len(starts) >= 2 and matched >= 0.8 * len(starts) and stray <= 0.4 * len(bases)


def unlike_sides(run: Sequence[Segment], rules: Rules) -> tuple[list[Segment], list[Segment]] | None:
    """The sides of a run where the lines of the one don't stand beside those of the other: no row goes over both."""
    for place in gutter_places(gaps_of(run)):
        left, right = halves(run, place)
        crossed = any(part.left < place < part.right for part in run) or _crossing(run, place, rules) > 1
        if left and right and not crossed and _are_blocks(rows(left), rows(right)):
            return left, right
    return None


def _are_blocks(ones: Sequence[Sequence[Segment]], twos: Sequence[Sequence[Segment]]) -> bool:
    """Whether two sides are addresses and the like: each under a word with a colon, or on lines of their own."""
    if ones[0][-1].text.endswith(":") and twos[0][-1].text.endswith(":") and len(ones) > 2:
        later = [line[-1].text for line in (*ones[1:], *twos[1:])]
        return sum(text.endswith(":") for text in later) < 0.3 * len(later)
    if min(len(ones), len(twos)) < 3:
        return False
    few, many = sorted((ones, twos), key=len)
    bases = [part.base for line in many for part in line]
    bases += [(above[0].base + below[0].base) / 2 for above, below in pairwise(many)]  # cells in the middle of a row
    beside = sum(any(abs(part.base - base) < 0.1 * part.height for part in line for base in bases) for line in few)
    if beside < 0.7 * min(len(ones), len(twos)):
        return True
    lines = [*ones, *twos]
    if max(len(ones), len(twos)) > 8 or any(len(line) > 1 for line in lines) or (ones[0][0].bold and twos[0][0].bold):
        return False
    steps = [above[0].base - below[0].base for above, below in pairwise(ones)]
    values = sum(is_value(line[0].text) for line in lines)
    return values < 0.3 * len(lines) and leading(steps) < _TIGHT * ones[0][0].height


def _is_table(run: Sequence[Segment]) -> bool:
    lines = rows(run)
    wide = [line for line in lines if len(line) > 1]
    if len(wide) < 2 or len(wide) < 0.4 * len(lines):
        return False
    if median(len(part.words) for line in wide for part in line) > 6:
        return False
    if max(map(len, wide)) > 2 or len(wide) > 2:
        return True
    return all(is_value(line[-1].text) for line in wide[1:])


def flat(lines: Sequence[Sequence[Segment]]) -> list[Segment]:
    """The segments of all lines."""
    return [part for line in lines for part in line]
