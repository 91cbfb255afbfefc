"""What a plan comes to, of the rows of a table: exact sums, means and the like, in groups or of all rows.

Amounts are whole numbers here, of the smallest part that a column has; a mean has 28 digits.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from operator import itemgetter
from statistics import median
from typing import Any, Final

from index.tables.plans import ColumnInfo, Group, MixedUnits, NotComputable, Outcome, Period, Plan
from index.tables.querying import condition_sql, sure
from index.tables.store import decoded
from index.tables.totals import DATA, DOUBTFUL, TOTAL
from index.tables.typed import NUMBERS
from index.tables.words import key

_ADDED = ("sum", "mean", "median")
_COMPARED = ("min", "max")
_MONTH = len("2024-05")

_Value = int | str


_Row = tuple[int, int, int | None, str | None, str | None, str | None, _Value | None, int]
"""A row that meets the conditions, or may: its number, its role, whether it meets them, None if it only may; of what it
is grouped by the cell and the day, None for none; of the measure the cell, the value and the number of its unit. Plain
tuples: a hundred thousand of a class of their own take twice the time."""
_ID: Final = 0
_ROLE: Final = 1
_MET: Final = 2
_GROUP: Final = 3
_DAY: Final = 4
_CELL: Final = 5
_VALUE: Final = 6
_UNIT: Final = 7


def compute(database: sqlite3.Connection, plan: Plan) -> Outcome:
    """The outcome of a plan; `NotComputable` where there is no exact one."""
    _check(plan)
    rows = _rows(database, plan)
    met = [row for row in rows if row[_ROLE] == DATA and row[_MET] is not None]
    others = [row for row in rows if row[_ROLE] != DATA or row[_MET] is None] if len(met) < len(rows) else []
    untold = [row for row in others if row[_ROLE] == DATA]
    if plan.operation == "rows":
        kept, tied = _listed(met, plan)
        groups = [_counted(kept, plan)]
    else:
        named, undated = _grouped(met, plan)
        untold += undated
        groups, tied = _ranked([_group(name, rows, plan) for name, rows in named], plan)
    totals, doubtful = ([row for row in others if row[_ROLE] == role] for role in (TOTAL, DOUBTFUL))
    return Outcome(tuple(groups), _ids(totals), _ids(doubtful), _ids(untold), tied)


def _ids(rows: Iterable[_Row]) -> tuple[int, ...]:
    return tuple(sorted([row[_ID] for row in rows]))


def _check(plan: Plan) -> None:
    measure, operation = plan.measure, plan.operation
    if operation not in ("rows", "count"):
        if not measure:
            raise NotComputable(f"Nothing is said of which column the {operation} is asked.")
        if operation in _ADDED and measure.kind not in NUMBERS:
            raise NotComputable(f"{measure.name} holds {_holds(measure)}, which have no {operation}.")
        if operation in _COMPARED and measure.kind == "text":
            raise NotComputable(f"{measure.name} holds words, which are neither more nor less than others.")
    if plan.period and (not plan.group_by or plan.group_by.kind != "date"):
        raise NotComputable(f"There is no {plan.period} without a column of dates.")
    for column in (measure, plan.group_by):
        if column and column.kind == "date" and (column is not measure or operation != "count"):
            sure(column)


def _holds(column: ColumnInfo) -> str:
    return "dates" if column.kind == "date" else "words"


def _rows(database: sqlite3.Connection, plan: Plan) -> list[_Row]:
    """Those that meet the conditions or may, in the order of the table."""
    condition = condition_sql(plan.conditions)
    group, measure = plan.group_by, plan.measure
    columns = [
        _cell(group, bool(plan.period)),
        f"v{group.place}" if group and group.kind == "date" else "null",
        _cell(measure, plan.operation != "distinct"),
        f"v{measure.place}" if measure and measure.kind != "text" else "null",
        f"coalesce(u{measure.place}, 0)" if measure and len(measure.units) > 1 else "0",
    ]
    query = f"select id, role, {condition.text} as met, {', '.join(columns)} from t{plan.table:d}"
    found = database.execute(f"select * from ({query}) where met is not 0 order by id", condition.values)
    rows: list[_Row] = found.fetchall()
    if measure and measure.kind in NUMBERS and measure.width:
        return [
            (*row[:_VALUE], None if row[_VALUE] is None else decoded(row[_VALUE], measure.width), row[_UNIT])
            for row in rows
        ]
    return rows


def _cell(column: ColumnInfo | None, is_told: bool) -> str:
    """A cell, or but whether there is anything in it: texts are slow to fetch."""
    if not column:
        return "null"
    return f"iif(c{column.place} is null, null, '+')" if is_told else f"c{column.place}"


def _period(day: str | None, period: Period) -> str:
    """The period that a day is in; "" of one that is not stated that precisely.

    >>> _period("2024-05-31", "quarter"), _period("2024-05-31", "month")
    ('2024-Q2', '2024-05')
    """
    if not day or len(day) < _MONTH:
        return ""
    if period == "quarter":
        return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"
    return day[:4] if period == "year" else day[:_MONTH]


def _grouped(rows: Sequence[_Row], plan: Plan) -> tuple[list[tuple[str, list[_Row]]], list[_Row]]:
    """The rows by what they are grouped by, as it is spelt first, periods in their order; and the rows whose period
    can't be told."""
    if not plan.group_by:
        return [("", list(rows))], []
    alike: dict[tuple[str | None, str | None], list[_Row]] = {}
    for row in rows:
        alike.setdefault((row[_GROUP], row[_DAY]), []).append(row)
    groups: dict[str, tuple[str, list[_Row]]] = {}
    undated: list[_Row] = []
    for (cell, day), found in alike.items():
        name = _period(day, plan.period) if plan.period else cell or ""
        if cell and not name:
            undated += found
        else:
            groups.setdefault(name if plan.period else key(name), (name, []))[1].extend(found)
    return sorted(groups.values(), key=itemgetter(0)) if plan.period else list(groups.values()), undated


def _counted(rows: Sequence[_Row], plan: Plan, name: str = "") -> Group:
    measure = plan.measure
    empty = sum(row[_CELL] is None for row in rows) if measure else 0
    is_typed = measure is not None and measure.kind != "text"
    unread = sum(row[_CELL] is not None and row[_VALUE] is None for row in rows) if is_typed else 0
    return Group(
        name,
        None,
        rows=_ids(rows) if plan.operation != "rows" else tuple(row[_ID] for row in rows),
        empty=empty,
        unread=unread,
    )


def _group(name: str, rows: Sequence[_Row], plan: Plan) -> Group:
    """The rows of a group with their value."""
    group = _counted(rows, plan, name)
    if plan.operation == "count":
        return replace(group, value=Decimal(len(rows)))
    if plan.operation == "distinct":
        cells = {(row[_CELL], row[_VALUE], row[_UNIT]) for row in rows if row[_CELL] is not None}
        return replace(group, value=Decimal(len({_same(*cell) for cell in cells})))
    return replace(group, **_measured(rows, plan))


def _same(cell: str, value: _Value | None, unit: int) -> object:
    """What is equal for cells that say the same."""
    return key(cell) if value is None else (value, unit)


def _measured(rows: Sequence[_Row], plan: Plan) -> dict[str, Any]:
    measure = plan.measure
    assert measure  # noqa: S101 # as checked
    having = [row for row in rows if row[_VALUE] is not None]
    used = _of_unit(having, measure, plan.unit)
    units = {row[_UNIT] for row in used}
    if len(units) > 1:
        raise MixedUnits(measure.name, tuple(measure.units[number] for number in sorted(units)))
    unit = measure.units[units.pop()] if units and measure.units else ""
    found: dict[str, Any] = {"value": None, "unit": unit, "others": len(having) - len(used)}
    values = [row[_VALUE] for row in used if row[_VALUE] is not None]
    if not values:
        return found
    if plan.operation in _COMPARED:
        best = _best(values, plan.operation == "max", measure)
        found["at"] = tuple(row[_ID] for row in used if row[_VALUE] == best)
        return found | {"value": best if isinstance(best, str) else _exact(best, measure.places)}
    amounts = [int(value) for value in values]
    if plan.operation == "median":
        middle = median([2 * amount for amount in amounts])  # of an even number it is the mean of two
        return found | {"value": _exact(int(middle), measure.places) / 2}
    total = _exact(sum(amounts), measure.places)
    return found | {"value": total if plan.operation == "sum" else total / len(amounts)}


def _of_unit(rows: Sequence[_Row], measure: ColumnInfo, unit: str) -> list[_Row]:
    if not unit:
        return list(rows)
    number = measure.units.index(unit) if unit in measure.units else -1
    return [row for row in rows if row[_UNIT] == number]


def _best(values: Sequence[_Value], greatest: bool, measure: ColumnInfo) -> _Value:
    if measure.kind in NUMBERS:
        return (max if greatest else min)(int(value) for value in values)
    days = {str(value) for value in values}
    best = (max if greatest else min)(days)
    if any(day != best and (day.startswith(best) or best.startswith(day)) for day in days):
        raise NotComputable(f"Some dates in {measure.name} are of a month alone: which comes first can't be told.")
    return best


def _exact(amount: int, places: int) -> Decimal:
    return Decimal(f"{amount}E-{places}")


def _ranked(groups: list[Group], plan: Plan) -> tuple[list[Group], int]:
    """The groups that are kept, and how many were cut off though they are equal to the last."""
    if plan.descending is not None:
        units = {group.unit for group in groups if group.value is not None}
        if len(units) > 1:
            raise MixedUnits(plan.measure.name if plan.measure else "", tuple(sorted(units)))
        valued = [group for group in groups if group.value is not None]
        valued.sort(key=lambda group: group.value, reverse=plan.descending)  # type: ignore[arg-type,return-value]
        groups = valued + [group for group in groups if group.value is None]
    if plan.limit is None or plan.limit >= len(groups):
        return groups, 0
    kept, cut = groups[: plan.limit], groups[plan.limit :]
    is_ranked = kept and plan.descending is not None
    return kept, sum(group.value == kept[-1].value for group in cut) if is_ranked else 0


def _listed(rows: list[_Row], plan: Plan) -> tuple[list[_Row], int]:
    """The rows that are kept, by the measure if they are ordered, those without one last; and how many were cut off
    though they are equal to the last."""
    measure = plan.measure
    if measure and plan.descending is not None:
        having = _of_unit([row for row in rows if row[_VALUE] is not None], measure, plan.unit)
        if measure.kind == "text":
            raise NotComputable(f"{measure.name} holds words, which are neither more nor less than others.")
        if len(units := {row[_UNIT] for row in having}) > 1:
            raise MixedUnits(measure.name, tuple(measure.units[number] for number in sorted(units)))
        chosen = {row[_ID] for row in having}
        having.sort(key=lambda row: row[_VALUE], reverse=plan.descending)  # type: ignore[arg-type,return-value]
        rows = having + [row for row in rows if row[_ID] not in chosen]
    if plan.limit is None or plan.limit >= len(rows):
        return rows, 0
    kept, cut = rows[: plan.limit], rows[plan.limit :]
    is_ranked = measure and kept and plan.descending is not None
    return kept, sum(row[_VALUE] == kept[-1][_VALUE] for row in cut) if is_ranked else 0
