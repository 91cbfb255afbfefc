"""A table of a PDF's page made of its cells: which of its rows name the columns, and what spans several rows. Pure.

What is above the rows names the columns where it is bold, ruled off or of words above numbers. Of two such rows a
column has both names.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.formats.pdf.rules import Box

Rows = list[list[str]]
LONGEST_LABEL = 80
_SAME_COLUMN = 12.0  # points
_YEARS = re.compile(r"(?:fy|q[1-4]|h[12])?[ /’'-]*(?:19|20)\d\d[a-z*]?(?:[-/–]\d\d(?:\d\d)?)?", re.IGNORECASE)


@dataclass(slots=True)
class Table:
    """`names` are those of the columns, empty for none; `certain`: the page shows them to be names.

    `columns` are the left sides of the columns, and `above` is what stands across the whole table over its rows.
    """

    rows: Rows
    box: Box
    columns: tuple[float, ...]
    names: list[str] = field(default_factory=list)
    certain: bool = False
    above: list[str] = field(default_factory=list)

    def go_on_from(self, before: "Table") -> None:
        """Takes the names of the columns of the table at the end of the page before, if it is the same one."""
        if len(self.columns) != len(before.columns) or not before.names or self.above:
            return
        if any(abs(one - two) > _SAME_COLUMN for one, two in zip(self.columns, before.columns, strict=True)):
            return
        if self.names and self.names != before.names:
            if self.certain:
                return
            self.rows.insert(0, self.names)
        self.names, self.certain = before.names, True


@dataclass(slots=True)
class Cell:
    """A text over columns `first` to `last` and rows `top` to `bottom` of a grid."""

    text: str
    first: int
    last: int
    top: int
    bottom: int
    bold: bool = False


def is_value(text: str) -> bool:
    """Whether a text is a number, an amount, a date or a code rather than words.

    >>> [is_value(text) for text in ("1,250 kg", "INV-20417", "–", "Head office 2")]
    [True, True, True, False]
    """
    digits = sum(map(str.isdecimal, text))
    return digits >= sum(map(str.isalpha, text)) and (digits > 0 or not text.strip("-–—−. "))


def told(
    cells: Sequence[Cell], columns: int, levels: int, box: Box, lefts: tuple[float, ...], ruled_off: int = 0
) -> Table:
    """A table of its cells: names of columns are found, and what spans several rows is said on each."""
    by_level: list[list[Cell]] = [[] for _ in range(levels)]
    for cell in cells:
        by_level[cell.top].append(cell)
    above: list[str] = []
    start = 0
    while start < levels - 1 and len(by_level[start]) <= 1:
        one = by_level[start]
        if one and (one[0].last - one[0].first + 1 < columns and columns > 2 and one[0].first > 0):
            break
        if one and not (one[0].last - one[0].first > 0 or one[0].bold or len(one[0].text) > 3):
            break
        above += [cell.text for cell in one]
        start += 1
    depth, certain = _depth(by_level[start:], columns)
    if ruled_off > start:
        depth, certain = ruled_off - start, True
    grid = [[""] * columns for _ in range(levels)]
    for cell in cells:
        is_name = start <= cell.top < start + depth
        for level in range(cell.top, cell.bottom + 1):
            spread = cell.last if is_name and cell.last > cell.first else cell.first
            for column in range(cell.first, spread + 1):
                if level == cell.top or (len(cell.text) <= LONGEST_LABEL and not grid[level][column]):
                    grid[level][column] = cell.text
    names = []
    if depth:
        for column in range(columns):
            parts = list(dict.fromkeys(grid[level][column] for level in range(start, start + depth)))
            names.append(" ".join(filter(None, parts)))
    body = [row for row in grid[start + depth :] if any(row)]
    return Table(body, box, lefts, names, certain, above)


def _depth(by_level: Sequence[Sequence[Cell]], columns: int) -> tuple[int, bool]:
    """How many rows at the top name the columns, and whether that is certain."""
    if len(by_level) < 2:
        return 0, False
    bold = 0
    while bold < min(3, len(by_level) - 1) and by_level[bold] and all(cell.bold for cell in by_level[bold]):
        bold += 1
    if bold and any(not cell.bold for level in by_level[bold:] for cell in level):
        return bold, True
    below = [cell for level in by_level[1:] for cell in level]
    numeric = {
        column
        for column in range(columns)
        if (texts := [cell.text for cell in below if cell.first == column])
        and sum(map(is_value, texts)) > 0.6 * len(texts)
    }
    first = by_level[0]
    if any(cell.last > cell.first for cell in first) and len(first) < columns and len(by_level) > 2:
        second = by_level[1]
        if not any(is_value(cell.text) and not _YEARS.fullmatch(cell.text) for cell in second):
            return 2, True
    deep = max((cell.bottom for cell in first), default=0) - (first[0].top if first else 0)
    if deep and len(first) > 1 and any(cell.last > cell.first for cell in first):
        return deep + 1, True
    years = [cell for cell in first if _YEARS.fullmatch(cell.text)]
    if len(years) >= 1 and all(_YEARS.fullmatch(cell.text) or not is_value(cell.text) for cell in first):
        under = [cell.text for cell in below if cell.first in {year.first for year in years}]
        if under and sum(bool(_YEARS.fullmatch(text)) for text in under) < 0.5 * len(under):
            return 1, True
    if any(is_value(cell.text) for cell in first):
        return 0, False
    if numeric & {cell.first for cell in first} or (numeric and columns > 2 and len(first) > 1):
        depth = 1
        while depth < min(3, len(by_level) - 1) and _are_names(by_level[depth], numeric):
            depth += 1
        return depth, True
    return (1, False) if columns > 2 and len(first) >= columns - 1 else (0, False)


def _are_names(cells: Sequence[Cell], numeric: set[int]) -> bool:
    """Whether cells over columns of numbers are words, most of them filled."""
    over = [cell for cell in cells if cell.first in numeric]
    return len(over) > len(numeric) / 2 and not any(is_value(cell.text) for cell in cells)
