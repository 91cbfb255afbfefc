"""Questions that a table can't answer with one figure: two columns fit, none does, currencies or dates are mixed."""

from collections.abc import Iterator
from datetime import date, datetime
from random import Random
from typing import Any

from eval.making.whole.asking.figures import rounded, slots, total
from eval.making.whole.asking.question import Question, shuffled, worded
from eval.making.whole.folder import Folder
from eval.making.whole.found import Found
from eval.making.whole.tables.awkward import DAY_FIRST, MONTH_FIRST

_AMBIGUOUS = (
    ("orders", "amount", ("Net amount", "Gross amount")),
    ("orders", "amounts", ("Net amount", "Gross amount")),
    ("budget", "planned", ("2025 Planned", "2026 Planned")),
    ("budget", "spent", ("2025 Spent", "2026 Spent")),
)
_MISSING = {
    "expenses": ("bonus", "tax", "mileage", "distance"),
    "employees": ("bonus", "age", "overtime", "height"),
    "orders": ("weight", "commission", "freight", "deposit"),
}
_YEAR = 2025  # of the deliveries


def two_columns(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """More than one column may be meant: the answer is to ask back which."""
    for name, column, candidates in shuffled(chance, _AMBIGUOUS):
        table = folder.table(name)
        answer = {"ask_back": list(candidates), "value": None, "document": table.source}
        yield worded(chance, "ambiguous_column", "column", slots(table, column=column), answer)


def two_ways_of_dates(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """Some dates may be of one month or of another: what is certain, and which rows are not."""
    table = folder.table("deliveries")
    for month in shuffled(chance, [date(_YEAR, number, 1) for number in range(1, 13)]):
        readings = {row.line: _months(str(row.cells["Date"])) for row in table.rows()}
        certain = [line for line, months in readings.items() if months == {month.month}]
        unsure = [line for line, months in readings.items() if month.month in months and len(months) > 1]
        if unsure:
            answer = {
                "certain": len(certain),
                "rows": certain,
                "uncertain": unsure,
                "value": None,
                "document": table.source,
            }
            yield worded(chance, "ambiguous_column", "dates", slots(table, month=f"{month:%B %Y}"), answer)


def no_column(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """No column has what is asked for: nothing is claimed."""
    for name, column in shuffled(chance, [(name, column) for name, every in _MISSING.items() for column in every]):
        table = folder.table(name)
        answer = {"value": None, "missing": column, "document": table.source}
        yield worded(chance, "column_missing", "all", slots(table, column=column), answer)


def empty_column(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """The column is there and empty: nothing is claimed either."""
    table = folder.table("equipment")
    answer = {"value": None, "missing": "Residual value", "document": table.source}
    yield worded(chance, "column_missing", "empty", slots(table, column="residual value"), answer)


def two_currencies(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """A sum for each currency, never one over both."""
    table = folder.table("travel-claims")
    yield worded(chance, "mixed_currency", "sum", slots(table, column="amount"), _by_currency(folder, ""))
    teams = sorted({str(row.cells["Team"]) for row in table.rows()})
    for team in shuffled(chance, teams):
        answer = _by_currency(folder, team)
        if len(answer["totals"]) > 1:
            yield worded(chance, "mixed_currency", "where", slots(table, column="amount", value=team), answer)


def _by_currency(folder: Folder, team: str) -> dict[str, Any]:
    table = folder.table("travel-claims")
    amounts: dict[str, list[float]] = {}
    rows = [row for row in table.rows() if not team or row.cells["Team"] == team]
    for row in rows:
        currency, figure = str(row.cells["Amount"]).split()
        amounts.setdefault(currency, []).append(float(figure))
    totals = {currency: rounded(total(figures)) for currency, figures in sorted(amounts.items())}
    return {"totals": totals, "value": None, "rows": [row.line for row in rows], "document": table.source}


def _months(written: str) -> set[int]:
    """The months that a date may be of."""
    months = set()
    for form in (DAY_FIRST, MONTH_FIRST):
        try:
            months.add(datetime.strptime(written, form).month)
        except ValueError:  # there is no month with such a number
            continue
    return months
