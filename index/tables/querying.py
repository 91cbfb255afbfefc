"""Conditions as SQL of three values: a row meets them, or doesn't, or it can't be told, which is null.

What users say travels as parameters; the names of columns are made here, of their places.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, InvalidOperation

from index.tables.plans import Asked, ColumnInfo, Condition, MixedUnits, NotComputable
from index.tables.store import encoded
from index.tables.words import key

_ORDERED = ("<", "<=", ">", ">=")
_FIRST, _LAST = "0000-01-01", "9999-12-31"
_EXACT = Context(prec=200)
_MOST = 2**63 - 1  # that SQLite holds


@dataclass(frozen=True, slots=True)
class Sql:
    """An expression with its parameters."""

    text: str
    values: tuple[object, ...] = ()


def condition_sql(conditions: Iterable[Condition]) -> Sql:
    """All of the conditions: 1, 0 or null. `NotComputable` for what a column can't be compared with."""
    parts = [_one(condition) for condition in conditions]
    text = " and ".join(f"({part.text})" for part in parts) or "1"
    return Sql(text, tuple(value for part in parts for value in part.values))


def _one(condition: Condition) -> Sql:
    column, comparison = condition.column, condition.comparison
    cell = f"c{column.place}"
    if comparison in ("filled", "blank"):
        return Sql(f"{cell} is {'not ' if comparison == 'filled' else ''}null")
    if not condition.values:
        raise NotComputable(f"Nothing is said that {column.name} is to be compared with.")
    if comparison == "contains":
        found = " or ".join([f"instr(key({cell}), ?) > 0"] * len(condition.values))
        return Sql(f"{cell} is not null and ({found})", tuple(key(str(value)) for value in condition.values))
    if comparison in _ORDERED and len(condition.values) > 1:
        raise NotComputable(f"{column.name} can be compared with one value at a time.")
    if column.kind == "text":
        if comparison in _ORDERED:
            raise NotComputable(f"{column.name} holds words, which are neither more nor less than others.")
        equal = _any_of(f"key({cell})", [key(str(value)) for value in condition.values])
    elif column.kind == "date":
        equal = _days(column, comparison, condition.values)
    else:
        equal = _numbers(condition)
    if comparison == "is":
        return Sql(f"{cell} is not null and ({equal.text})", equal.values)
    if comparison == "is not":
        return Sql(f"case when {cell} is not null then not ({equal.text}) end", equal.values)
    return equal


def _any_of(expression: str, values: list[str]) -> Sql:
    return Sql(f"{expression} in ({', '.join('?' * len(values))})", tuple(values))


def _numbers(condition: Condition) -> Sql:
    """Null where a cell holds no number, or one in another unit."""
    column, value = condition.column, f"v{condition.column.place}"
    comparison = condition.comparison if condition.comparison in _ORDERED else "="
    parts, values = [], []
    for asked in condition.values:
        scaled = number(asked, column).scaleb(column.places, _EXACT)
        whole = scaled.to_integral_value(ROUND_CEILING if comparison in ("<", ">=") else ROUND_FLOOR, _EXACT)
        if comparison == "=" and whole != scaled:
            parts.append(f"case when {value} is not null then 0 end")
            continue
        parts.append(f"{value} {comparison} ?")
        values.append(encoded(int(whole), column.width) if column.width else max(-_MOST, min(int(whole), _MOST)))
    text = " or ".join(parts)
    if len(column.units) < 2:
        if condition.unit and condition.unit not in column.units:
            return Sql("null")
        return Sql(text, tuple(values))
    if not condition.unit:
        raise MixedUnits(column.name, column.units)
    if condition.unit not in column.units:
        return Sql("null")
    return Sql(f"case when u{column.place} = ? then {text} end", (column.units.index(condition.unit), *values))


def number(asked: Asked, column: ColumnInfo) -> Decimal:
    """What amounts are compared with, exactly."""
    try:
        value = Decimal(asked)
    except InvalidOperation:
        value = Decimal("nan")
    if not value.is_finite():
        raise NotComputable(f"{column.name} holds numbers, and “{asked}” is none.")
    return value


def _days(column: ColumnInfo, comparison: str, values: tuple[Asked, ...]) -> Sql:
    """A month, or a year, is a span of days, in a cell and in what it is compared with."""
    sure(column)
    value = f"v{column.place}"
    first, last = (f"({value} || substr('{day}', length({value}) + 1))" for day in (_FIRST, _LAST))
    parts: list[str] = []
    parameters: list[str] = []
    for asked in values:
        text = str(asked)
        if not _is_day(text):
            raise NotComputable(f"{column.name} holds dates, and “{text}” is none.")
        from_, until = text + _FIRST[len(text) :], text + _LAST[len(text) :]
        yes, no, params = {
            "<": (f"{last} < ?", f"{first} >= ?", (from_, from_)),
            "<=": (f"{last} <= ?", f"{first} > ?", (until, until)),
            ">": (f"{first} > ?", f"{last} <= ?", (until, until)),
            ">=": (f"{first} >= ?", f"{last} < ?", (from_, from_)),
        }.get(comparison, (f"{first} >= ? and {last} <= ?", f"{last} < ? or {first} > ?", (from_, until, from_, until)))
        parts.append(f"case when {yes} then 1 when {no} then 0 end")
        parameters += params
    return Sql(" or ".join(parts), tuple(parameters))


def sure(column: ColumnInfo) -> None:
    """Refuses dates that could be of two days."""
    if column.ambiguous:
        raise NotComputable(
            f"The dates in {column.name} don't show whether the day or the month comes first. Write them as 2024-05-31."
        )


def _is_day(text: str) -> bool:
    parts = text.split("-")
    sizes = [len(part) for part in parts]
    return sizes in ([4], [4, 2], [4, 2, 2]) and all(part.isdecimal() for part in parts)
