"""The reading order of a page: words become lines, and lines columns, which are read one after the other. Pure.

A gutter is a strip that no line crosses over several lines. What stands on its two sides are columns of prose, a box
beside the text, or a table; which of them, the shape of the lines says. In doubt it is prose.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.formats.pdf.cells import Table
from index.formats.pdf.lines import Segment, rows, segments
from index.formats.pdf.ruled import ruled_tables
from index.formats.pdf.rules import Rules
from index.formats.pdf.shapes import (
    APART,
    MARKER,
    Placed,
    flat,
    gaps_of,
    gutter_places,
    halves,
    kinds_of,
    leading,
    unlike_sides,
)
from index.formats.pdf.tables import table_of
from index.formats.pdf.words import PageWords, Word

_FEWEST_NUMBERED = 5  # lines with a number in the margin
_MOST_SEGMENTS = 3_000  # on a page: more is a drawing, and left in the file's order
_MARGIN = 0.12  # of a page's height: what stands apart there may be a running head
_WIDE = 2.5  # times the height: a blank that parts a line
_DEEPEST = 12


@dataclass(slots=True)
class Line:
    """A line of prose, with its places in points. `room` is the right side of a page without columns, else 0.

    `is_parted`: with a wide blank in it, as between a place and a date that is set to the right. `words` are those that
    it is made of, in order.
    """

    text: str
    left: float
    right: float
    bottom: float
    height: float
    bold: bool = False
    room: float = 0.0
    is_parted: bool = False
    words: Sequence[Word] = ()


Block = Line | Table


def laid_out(page: PageWords) -> list[Block]:
    """The lines and the tables of a page in the order in which they are read."""
    blocks: list[Block] = []
    for words, rules in [(page.upright, page.rules), *((other, Rules()) for other in page.others)]:
        parts = segments(words)
        if len(parts) > _MOST_SEGMENTS:
            blocks += map(_line, ([part] for part in parts))
            continue
        rest, tables = ruled_tables(words, rules)
        kept = _without_line_numbers(rest)
        if len(kept) < len(words):
            parts = segments(kept)
        parts += [Placed([], *table.box, table.box[1], table) for table in tables]
        above, parts, below = _margins(parts, page.height)
        room = _room(parts, page.width)
        for part in (above, parts, below):
            blocks += _ordered(part, rules, frozenset(), 0, room)
    if page.askew:
        blocks.append(Line(page.askew, 0, 0, 0, 1))
    return blocks


def _margins(parts: list[Segment], height: float) -> tuple[list[Segment], list[Segment], list[Segment]]:
    """Segments by what stands apart at the top of a page, its text, and what stands apart at its bottom."""
    lines = rows(parts)
    start, end = 0, len(lines)
    for count in range(1, min(4, len(lines) - 1)):
        if lines[count - 1][0].bottom > (1 - _MARGIN) * height and _is_apart(lines[count - 1 : count + 2]):
            start = count
    for count in range(1, min(4, len(lines) - 1 - start)):
        if lines[-count][0].bottom < _MARGIN * height and _is_apart(lines[-count - 2 : len(lines) - count + 1][::-1]):
            end = len(lines) - count
    return flat(lines[:start]), flat(lines[start:end]), flat(lines[end:])


def _is_apart(lines: Sequence[Sequence[Segment]]) -> bool:
    """Whether more than a usual blank lies between the first of three lines and the others, and no column goes on."""
    line, near, far = lines
    step, usual = abs(line[0].base - near[0].base), abs(near[0].base - far[0].base)
    if step <= max(APART * usual, 1.6 * line[0].height):
        return False
    others = [*near, *far]
    return sum(any(abs(part.left - other.left) < 2 for other in others) for part in line) < 2


def _begins(above: Sequence[Sequence[Segment]], below: Sequence[Sequence[Segment]]) -> bool:
    """Whether lines that stand a little apart from those above share no columns with them: they are another table."""
    steps = [one[0].base - two[0].base for one, two in pairwise(above)]
    if above[-1][0].base - below[0][0].base < 1.2 * max(steps):
        return False
    sides = [side for line in above for part in line for side in (part.left, part.right)]
    parts = [part for line in below for part in line[1:]]
    alike = sum(any(abs(side - own) < 3 for side in sides for own in (part.left, part.right)) for part in parts)
    return bool(parts) and alike < 0.5 * len(parts)


def _room(parts: Sequence[Segment], width: float) -> float:
    """The right side of the text on a page whose margins are alike."""
    return width - max(0.0, min((part.left for part in parts), default=0.0))


def _line(row: Sequence[Segment], room: float = 0.0) -> Line:
    whole = Segment.of([word for part in row for word in part.words])
    text = whole.text if len(row) == 1 else " ".join(part.text for part in row)
    bold = all(part.bold for part in row)
    return Line(text, whole.left, whole.right, whole.bottom, whole.height, bold, room, _is_parted(row), whole.words)


def _is_parted(row: Sequence[Segment]) -> bool:
    return len(row) > 1 and not MARKER.fullmatch(row[0].text) and row[1].left - row[0].right > _WIDE * row[0].height


def _without_line_numbers(words: list[Word]) -> list[Word]:
    """Words without the numbers that count the lines in a margin.

    Such numbers go up by one or by five from line to line, nothing else stands above or below them, and some of the
    lines that they stand before begin within a sentence, as no list's do.
    """
    if sum(word.text.isdecimal() for word in words) < _FEWEST_NUMBERED:
        return words
    edge = min(word.left for word in words)
    column = [word for word in words if word.text.isdecimal() and word.left - edge < 2.5 * word.height]
    limit = max((word.right for word in column), default=0.0)
    if len(column) < _FEWEST_NUMBERED or any(word.left < limit and not word.text.isdecimal() for word in words):
        return words
    column.sort(key=lambda word: -word.base)
    steps = Counter(int(below.text[:6]) - int(above.text[:6]) for above, below in pairwise(column))
    step, count = steps.most_common(1)[0]
    if step not in (1, 2, 5, 10) or count < 0.9 * (len(column) - 1):
        return words
    bases = [-word.base for word in column]
    starts: dict[int, Word] = {}
    for word in words:
        near = bisect_left(bases, -word.base - 0.4 * word.height)
        if word.left >= limit and near < len(column) and abs(column[near].base - word.base) < 0.4 * word.height:
            starts[near] = min(starts.get(near, word), word, key=lambda one: one.left)
    if len(starts) < 0.5 * len(column) or not any(word.text[0].islower() for word in starts.values()):
        return words
    dropped = set(map(id, column))
    return [word for word in words if id(word) not in dropped]


def _ordered(parts: list[Segment], rules: Rules, tried: frozenset[float], depth: int, room: float = 0.0) -> list[Block]:
    """Lines and tables of a part of a page, column by column."""
    gaps = gaps_of(parts) if depth < _DEEPEST and len(parts) > 3 else []
    for place in gutter_places(gaps):
        if place in tried:
            continue
        blocks: list[Block] = []
        plain: list[Segment] = []
        found = False
        for is_split, band in _bands(parts, place):
            for run, kind in kinds_of(band, place, rules) if is_split else [(band, "")]:
                if not kind:
                    plain += run
                    continue
                found = True
                blocks += _ordered(plain, rules, tried | {place}, depth + 1, room)
                plain = []
                if kind == "columns":
                    for half in halves(run, place):
                        blocks += _ordered(half, rules, frozenset(), depth + 1)
                elif kind == "table" and (sides := unlike_sides(run, rules)):
                    for half in sides:
                        blocks += _ordered(half, rules, frozenset(), depth + 1)
                else:
                    blocks += _with_table(run, rules, depth, room)
        if found:
            return [*blocks, *_ordered(plain, rules, tried | {place}, depth + 1, room)]
    return [row[0].table if isinstance(row[0], Placed) else _line(row, room) for row in rows(parts)]


def _bands(parts: Sequence[Segment], place: float) -> list[tuple[bool, list[Segment]]]:
    """Runs from the top down: of segments that cross a place, or stand beside one that does, and of the others."""
    ordered = sorted(parts, key=lambda part: -(part.top + part.bottom))
    crossing = [part for part in ordered if part.left < place < part.right]
    middles = [-(part.top + part.bottom) / 2 for part in crossing]
    tallest = max((part.height for part in crossing), default=0.0)
    bands: list[tuple[bool, list[Segment]]] = []
    for part in ordered:
        middle = -(part.top + part.bottom) / 2
        reach = (tallest + part.height) / 2
        near = crossing[bisect_left(middles, middle - reach) : bisect_left(middles, middle + reach)]
        crosses = any(
            other is part
            or min(part.top, other.top) - max(part.bottom, other.bottom) > 0.5 * min(part.height, other.height)
            for other in near
        )
        if not (bands and bands[-1][0] is not crosses):
            bands.append((not crosses, []))
        bands[-1][1].append(part)
    return bands


def _with_table(run: list[Segment], rules: Rules, depth: int, room: float) -> list[Block]:
    """The table of a run, with the lines above and below it that are none of its rows."""
    lines = rows(run)
    wide = [place for place, line in enumerate(lines) if len(line) > 1]
    if not wide:
        return [_line(line) for line in lines]
    start, end = wide[0], wide[-1] + 1
    steps = [above[0].base - below[0].base for above, below in pairwise(lines[start:end])]
    usual = leading(steps)
    while end < len(lines) and lines[end - 1][0].base - lines[end][0].base <= 1.1 * min(steps, default=usual):
        end += 1
    place = next((p for p in range(start + 2, end - 1) if _begins(lines[start:p], lines[p:end])), 0)
    if place:
        first, second = flat(lines[:place]), flat(lines[place:])
        return [*_with_table(first, rules, depth, room), *_with_table(second, rules, depth, room)]
    table = table_of([part for line in lines[start:end] for part in line], rules)
    if not table:
        return [_line(line) for line in lines]
    before = _ordered([part for line in lines[:start] for part in line], rules, frozenset(), depth + 1, room)
    after = _ordered([part for line in lines[end:] for part in line], rules, frozenset(), depth + 1, room)
    return [*before, table, *after]
