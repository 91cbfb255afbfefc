"""A table: what is in it, where its rows are, and its file."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import PurePosixPath

from eval.making.whole.files.office import Cell, xlsx


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its line in the file, the first line being 1, and its cells by column. An empty cell is None."""

    line: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """`names` are what people call it and `entries` what a row is one of. `totals` are places of rows that only sum up.

    `units` has the unit of a column where it has one. `header` are the lines of the header as they are written, where
    the names of columns are not all of it, and `merged` are cells of it that are one.
    """

    source: str
    names: tuple[str, ...]
    entries: str
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    units: Mapping[str, str]
    totals: frozenset[int] = frozenset()
    header: tuple[tuple[Cell, ...], ...] = ()
    merged: tuple[str, ...] = ()

    def rows(self) -> Iterator[Row]:
        """Those that are no totals."""
        first = len(self.lines) - len(self.cells) + 1
        for place, cells in enumerate(self.cells):
            if place not in self.totals:
                yield Row(first + place, dict(zip(self.columns, cells, strict=True)))

    @property
    def lines(self) -> list[tuple[Cell, ...]]:
        """All of its lines, the header's first."""
        return [*(self.header or (self.columns,)), *self.cells]

    @property
    def data(self) -> bytes:
        """The bytes of its file."""
        if PurePosixPath(self.source).suffix == ".xlsx":
            return xlsx(self.lines, self.merged)
        text = StringIO()
        csv.writer(text, lineterminator="\n").writerows([[_written(cell) for cell in line] for line in self.lines])
        return text.getvalue().encode()

    @property
    def text(self) -> str:
        """All its cells, a line a row."""
        return "\n".join(" | ".join(map(_written, line)) for line in self.lines)


def _written(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case date():
            return cell.isoformat()
        case float():
            return f"{cell:.2f}"
        case _:
            return str(cell)
