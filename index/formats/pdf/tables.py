"""Tables of a PDF's page without rules between their columns: words in columns that several lines share. Pure."""

import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from index.formats.pdf.cells import LONGEST_LABEL, Cell, Rows, Table, is_value, told
from index.formats.pdf.gutters import GUTTER, column_gutters, largest_share
from index.formats.pdf.lines import Segment, box_of, joined, rows
from index.formats.pdf.rules import Rules
from index.formats.pdf.words import Word

_FORMULA = re.compile("[=∗√∑∫≤≥⊤∝∈\ufffd]")
_NOTHING = {"", "-", "–", "—", "−", "*", "✓", "✔", "✗", "×", "•", "%", "$", "€", "£", "?", "●", "○", "■", "□", "..."}


def table_of(parts: Sequence[Segment], rules: Rules, gutters: Sequence[float] = ()) -> Table | None:
    """The table that segments make, None if they make none. `gutters` are known ones, else they are found."""
    lines = rows(parts)
    gutters = list(gutters) or column_gutters(lines)
    if not gutters or len(lines) < 2:
        return None
    most = max(map(len, lines))
    table = [_cells_of(line, gutters, len(line) <= most / 2) for line in lines]
    box = box_of(parts)
    for place in (1, 0):
        if place + 1 < len(table) and len(table[place]) < len(table[place + 1]):
            table[place] = _widened(table[place], [box[0], *gutters, box[2]])
    edges = sorted(
        y
        for y, left, right in rules.across
        if right - left > 0.5 * (box[2] - box[0]) and left < box[2] and right > box[0] and box[1] - 6 < y < box[3] + 6
    )
    cells: list[Cell] = []
    levels, ruled_off = 0, 0
    groups = _grouped(lines, table, edges)
    for level, group in enumerate(groups):
        cells += _one_row([table[place] for place in group], level)
        levels += 1
    inner = [y for y in edges if lines[-1][0].base < y < lines[0][0].base]
    if inner and len(groups) > 1 and len(inner) <= 2:
        above = [number for number, group in enumerate(groups) if lines[group[0]][0].base > max(inner)]
        ruled_off = len(above) if len(above) <= 3 and len(above) < len(groups) - 1 else 0
    columns = len(gutters) + 1
    if levels < 2 or not _are_filled(cells, columns, levels):
        return None
    lefts = [min((c.left for line in lines for c in line if c.left > place), default=place) for place in gutters]
    found = told(cells, columns, levels, box, (box[0], *lefts), ruled_off)
    if found.certain:
        return found if len(found.rows) > 1 or columns > 2 else None
    if len(found.rows) < 2 or (columns == 2 and not found.names and not _are_pairs(found.rows, lines)):
        return None
    if not found.names and all(is_value(cell) for row in found.rows for cell in row if cell):
        return None  # the numbers along a chart
    return found


def _are_filled(cells: Sequence[Cell], columns: int, levels: int) -> bool:
    """Whether most of the cells hold something, and words or numbers rather than the signs of a formula."""
    if sum(cell.last - cell.first + 1 for cell in cells) < (0.45 if columns < 4 else 0.55) * columns * levels:
        return False
    signs = sum(not any(map(str.isalnum, cell.text)) and cell.text not in _NOTHING for cell in cells)
    formulas = sum(bool(_FORMULA.search(cell.text)) for cell in cells)
    return signs <= 0.12 * len(cells) and formulas <= 0.25 * len(cells)


def _are_pairs(body: Rows, lines: Sequence[Sequence[Segment]]) -> bool:
    """Whether rows are names with their values: short ones, in columns that begin or end alike."""
    full = [row for row in body if all(row)]
    if len(full) < max(2, 0.7 * len(body)):
        return False
    if sum(len(row[0].split()) for row in full) > 6 * len(full) or any(len(row[0]) > LONGEST_LABEL for row in full):
        return False
    if all(row[0].endswith(":") for row in full) or sum(is_value(row[1]) for row in full) > 0.5 * len(full):
        return not all(re.fullmatch(r"\d{1,4}", row[0]) for row in full)
    flush = largest_share([line[-1].left for line in lines if len(line) > 1])
    return len(full) > 2 and flush > 0.85 and not any(map(is_value, (row[0] for row in full)))


def _cells_of(line: Sequence[Segment], gutters: Sequence[float], spans: bool) -> list[tuple[int, int, Segment]]:
    """Segments of a line with the first and the last column that each is in. `spans`: one may go over gutters."""
    cells: list[tuple[int, int, list[Word]]] = []
    for part in line:
        for number, word in enumerate(part.words):
            first, last = bisect_right(gutters, word.left + 0.1), bisect_right(gutters, word.right - 0.1)
            before = cells[-1] if cells else None
            runs_on = spans and number and word.left - part.words[number - 1].right < GUTTER * word.height
            if before and (runs_on or (first <= before[1] and last >= before[0])):
                cells[-1] = (min(first, before[0]), max(last, before[1]), [*before[2], word])
            else:
                cells.append((first, last, [word]))
    return [(first, max(first, last), Segment.of(words)) for first, last, words in cells]


def _widened(line: Sequence[tuple[int, int, Segment]], sides: Sequence[float]) -> list[tuple[int, int, Segment]]:
    """The cells of a line, each over the columns in whose middle it stands."""
    wide = []
    for place, (first, last, part) in enumerate(line):
        lowest = line[place - 1][1] + 1 if place else 1
        highest = line[place + 1][0] - 1 if place + 1 < len(line) else len(sides) - 2
        best, least = (first, last), math.inf
        for begin in range(min(lowest, first), first + 1):
            for end in range(last, max(last, highest) + 1):
                off = abs((sides[begin] + sides[end + 1]) / 2 - (part.left + part.right) / 2)
                if off < least - 0.15 * part.height or (begin, end) == (first, last):
                    best, least = (begin, end), off
        wide.append((*best, part))
    return wide


def _grouped(
    lines: Sequence[Sequence[Segment]], table: Sequence[Sequence[tuple[int, int, Segment]]], edges: Sequence[float]
) -> list[list[int]]:
    """Lines by the row of the table that they are in."""
    bases = [line[0].base for line in lines]
    height = median(part.height for line in lines for part in line)
    between = [y for y in edges if bases[-1] < y < bases[0]]
    if len(between) >= 3:
        groups: dict[int, list[int]] = {}
        for place, base in enumerate(bases):
            groups.setdefault(sum(base < y for y in between), []).append(place)
        if max(map(len, groups.values())) <= max(3, 0.34 * len(lines)) and all(
            _is_row([table[place] for place in group], True, number == 0)
            for number, group in enumerate(groups.values())
        ):
            return list(groups.values())
    steps = [above - below for above, below in pairwise(bases)]
    tight = min(steps)
    if max(steps) > 1.15 * tight + 0.5:
        wide = [place for place, step in enumerate(steps) if step > 1.15 * tight + 0.5]
        starts = [0, *(place + 1 for place in wide)]
        found = [list(range(a, b)) for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]
        if tight < 1.6 * height and all(
            _is_row([table[place] for place in group], False, number == 0) for number, group in enumerate(found)
        ):
            return found
    found = [[0]]
    for place in range(1, len(lines)):
        if _continues([table[place] for place in found[-1]], table[place], steps[place - 1], height):
            found[-1].append(place)
        else:
            found.append([place])
    return found


def _is_row(group: Sequence[Sequence[tuple[int, int, Segment]]], ruled: bool, first: bool) -> bool:
    """Whether lines can be one row: no column has numbers on two of them, and not all go on but for names.

    Where rules part the rows, all may go on.
    """
    if len(group) == 1:
        return True
    if first and len(group) < 4 and not any(is_value(part.text) for line in group for _, _, part in line):
        return True
    seen: set[int] = set()
    for line in group:
        values = {first for first, _, part in line if is_value(part.text)}
        if values & seen:
            return False
        seen |= values
    widest = max(len(line) for line in group)
    return ruled or widest < 3 or sum(len(line) == widest for line in group) <= max(1, len(group) / 2)


def _continues(
    group: Sequence[Sequence[tuple[int, int, Segment]]],
    line: Sequence[tuple[int, int, Segment]],
    step: float,
    height: float,
) -> bool:
    """Whether a line goes on with the cells of the row before it."""
    filled = {first for before in group for first, _, _ in before}
    firsts = {first for first, _, _ in line}
    if step > 1.9 * height or not firsts <= filled or len(firsts) >= len(group[0]):
        return False
    if any(is_value(part.text) for _, _, part in line):
        return False
    last = {first: part for before in group for first, _, part in before}
    if any(is_value(last[first].text) for first in firsts):
        return False
    if 0 not in firsts:
        return True
    return all(part.text[0].islower() or last[first].words[-1].text.endswith("\ufffe") for first, _, part in line)


def _one_row(group: Sequence[Sequence[tuple[int, int, Segment]]], level: int) -> Iterator[Cell]:
    found: dict[int, tuple[int, list[Segment]]] = {}
    for line in group:
        for first, last, part in line:
            before = found.get(first, (last, []))
            found[first] = (max(before[0], last), [*before[1], part])
    for first, (last, parts) in sorted(found.items()):
        text = joined([part.text for part in parts])
        yield Cell(text, first, last, level, level, all(part.bold for part in parts))
