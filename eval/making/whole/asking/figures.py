"""Questions that work out one figure of a large table: sums, means, medians, extremes, counts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from random import Random
from statistics import median
from typing import Any

from eval.making.whole.asking.question import Answer, Maker, Question, shuffled, worded
from eval.making.whole.folder import Folder
from eval.making.whole.found import Found
from eval.making.whole.spans import a_span
from eval.making.whole.tables.table import Row, Table

NUMBERS = {
    "expenses": ("Amount",),
    "employees": ("Salary", "Percent"),
    "orders": ("Quantity", "Unit price", "Net amount", "Gross amount", "Discount"),
}
"""The columns of each large table that hold figures."""
KEYS = {
    "expenses": ("Team", "Category", "Payee"),
    "employees": ("Site", "Role", "Department"),
    "orders": ("Item", "Supplier", "Status"),
}
"""The columns that rows are told apart by."""
_DATES = {"expenses": "Date", "employees": "Start", "orders": "Date"}
_FIRST_DAY = date(2024, 2, 1)  # of spans over tables with dates
_UNSUMMED = ("Percent", "Discount", "Unit price")  # whose sum says nothing
_TRIES = 300


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table with figures."""

    table: Table
    name: str

    @property
    def unit(self) -> str:
        return self.table.units.get(self.name, "")

    def answer(self, value: float, rows: Sequence[Row]) -> dict[str, Any]:
        """A figure and the rows that it comes from."""
        return {
            "value": rounded(value),
            "unit": self.unit,
            "rows": [row.line for row in rows],
            "document": self.table.source,
        }


def number(cell: Any) -> float:
    """The figure of a cell.

    >>> number("15%"), number(12)
    (15.0, 12)
    """
    return float(cell.removesuffix("%")) if isinstance(cell, str) else cell


def rounded(value: float) -> float:
    """A figure to the hundredth, as no answer needs more."""
    return int(value) if value == int(value) else round(value, 2)


def total(values: Sequence[float]) -> float:
    """Their sum, exact to the hundredth."""
    return sum(round(value * 100) for value in values) / 100


def mean(values: Sequence[float]) -> float:
    """Their mean."""
    return total(values) / len(values)


_FIGURES: dict[str, Callable[[Sequence[float]], float]] = {
    "table_sum": total,
    "table_mean": mean,
    "table_median": median,
    "table_min": min,
    "table_max": max,
}


def over_all(kind: str) -> Maker:
    """Makes questions for the figure of a column over all rows."""
    return partial(_over_all, kind)


def over_some(kind: str) -> Maker:
    """Makes questions for the figure of a column over the rows that have one value in another."""
    return partial(_over_some, kind)


def _over_all(kind: str, folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    for column in shuffled(chance, [*columns(folder, kind)]):
        yield worded(chance, kind, "all", slots(column), _figure(kind, column, [*column.table.rows()]))


def _over_some(kind: str, folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    for column, key, value in shuffled(chance, [*selections(folder, kind)]):
        rows = [row for row in column.table.rows() if row.cells[key] == value]
        yield worded(chance, kind, "where", slots(column, key=key, value=value), _figure(kind, column, rows))


def sum_of_time(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """The sum of a column over the rows of some time."""
    every = [column for column in columns(folder, "table_sum") if stem(column.table) != "employees"]
    for _ in range(_TRIES):
        column, span = chance.choice(every), a_span(chance, _FIRST_DAY)
        rows = [row for row in column.table.rows() if span.holds(row.cells[_DATES[stem(column.table)]])]  # type: ignore[arg-type]
        if rows:
            yield worded(chance, "table_sum", "year", slots(column, when=span.said), _figure("table_sum", column, rows))


def sum_under_two_headers(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """The sum of a column whose name is spread over two lines of header."""
    table = folder.table("budget")
    for name in shuffled(chance, table.columns[1:]):
        column = Column(table, name)
        yield worded(chance, "table_sum", "all", slots(column), _figure("table_sum", column, [*table.rows()]))


def rows_of_all(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """How many rows a table has, totals left out."""
    for table in shuffled(chance, [folder.table(name) for name in NUMBERS]):
        rows = [*table.rows()]
        yield worded(chance, "table_count", "all", slots(table), counted(table, rows))


def rows_with(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """How many rows have a value."""
    for column, key, value in shuffled(chance, [*selections(folder, "table_min")]):
        rows = [row for row in column.table.rows() if row.cells[key] == value]
        yield worded(
            chance, "table_count", "where", slots(column.table, key=key, value=value), counted(column.table, rows)
        )


def rows_above(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """How many rows have a figure above a limit."""
    for column in shuffled(chance, [*columns(folder, "table_min")]):
        limit = a_limit(chance, column)
        rows = [row for row in column.table.rows() if number(row.cells[column.name]) > limit]
        if rows:
            yield worded(chance, "table_count", "above", slots(column, limit=f"{limit:g}"), counted(column.table, rows))


def different_values(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """How many values a column has."""
    for name, keys in shuffled(chance, [*KEYS.items()]):
        for key in keys:
            table = folder.table(name)
            values = sorted({str(row.cells[key]) for row in table.rows()})
            answer: Answer = {"value": len(values), "unit": "", "values": values, "document": table.source}
            yield worded(chance, "table_count", "distinct", slots(table, key=key), answer)


def columns(folder: Folder, kind: str) -> Iterator[Column]:
    """The columns of the large tables that a figure of that kind makes sense for."""
    for name, numbers in NUMBERS.items():
        for column in numbers:
            if not (kind == "table_sum" and column in _UNSUMMED):
                yield Column(folder.table(name), column)


def selections(folder: Folder, kind: str) -> Iterator[tuple[Column, str, str]]:
    """The same with another column and a value in it."""
    for column in columns(folder, kind):
        for key in KEYS[stem(column.table)]:
            for value in sorted({str(row.cells[key]) for row in column.table.rows()}):
                yield column, key, value


def a_limit(chance: Random, column: Column, share: tuple[float, float] = (0.3, 0.95)) -> float:
    """A round limit that most rows stay below."""
    values = sorted(number(row.cells[column.name]) for row in column.table.rows())
    value = values[int(len(values) * chance.uniform(*share))]
    step: int = 10 ** max(len(str(int(value))) - 2, 0)
    return float(value // step * step)


def slots(of: Column | Table, **more: str | Sequence[str]) -> dict[str, str | Sequence[str]]:
    """What the wordings call a table and its rows, and the column if one is given."""
    table, named = (of.table, {"column": of.name}) if isinstance(of, Column) else (of, {})
    return {**named, "table": table.names, "rows": table.entries, **more}


def stem(table: Table) -> str:
    """The name of a table's file without folder and ending."""
    return table.source.rsplit("/", 1)[-1].split(".")[0]


def counted(table: Table, rows: Sequence[Row]) -> Answer:
    """How many rows, and which."""
    return {"value": len(rows), "unit": "", "rows": [row.line for row in rows], "document": table.source}


def _figure(kind: str, column: Column, rows: Sequence[Row]) -> Answer:
    value = _FIGURES[kind]([number(row.cells[column.name]) for row in rows])
    if kind in ("table_min", "table_max"):
        rows = [row for row in rows if number(row.cells[column.name]) == value]
    return column.answer(value, rows)
