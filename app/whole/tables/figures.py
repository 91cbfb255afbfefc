"""Figures as they are read: "£1,234.50", "12.5 %", "40 hours"; what a plan asks, in words. Pure."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from app.whole.tables.names import is_code
from index.language.cldr import CURRENCIES, currency_sign
from index.language.dates import spelt
from index.tables.plans import ColumnInfo, Condition, Plan

_MONEY = 2  # places of money
_MORE = 2  # places that a mean has more than its column
_OPERATIONS = {
    "sum": "sum of", "mean": "mean of", "median": "median of", "max": "highest", "min": "lowest",
    "distinct": "different",
}  # fmt: skip
_LINKS = {"is": "is", "is not": "is not", "<": "is under", "<=": "is at most", ">": "is over", ">=": "is at least",
          "contains": "has", "filled": "has a value", "blank": "is empty"}  # fmt: skip
_DATED = {"<": "is before", "<=": "is up to", ">": "is after", ">=": "is from"}


def figure(value: Decimal | str | None, unit: str, column: ColumnInfo | None, operation: str = "sum") -> str:
    """A value as it is said.

    >>> figure(Decimal("1234.5"), "GBP", ColumnInfo(0, 0, "Amount", "money", ("GBP",), places=1))
    '£1,234.50'
    """
    if value is None:
        return "none"
    if isinstance(value, str):
        return spelt(value)
    is_money = unit in CURRENCIES
    rounded = _rounded(value, is_money, column, operation)
    places = max(0, -int(rounded.normalize().as_tuple().exponent), column.places if column else 0)
    if is_money:
        places = max(places, _MONEY) if places or rounded != value else 0
    elif operation != "sum":
        places = max(0, -int(rounded.normalize().as_tuple().exponent))
    text = f"{abs(rounded):,.{places}f}"
    sign = "-" if rounded < 0 else ""
    if is_money:
        mark = currency_sign(unit)
        return f"{sign}{mark}{' ' if mark.isalpha() else ''}{text}"
    shown = "%" if unit == "percent" else unit
    return f"{sign}{text} {shown}".strip() if shown else f"{sign}{text}"


def is_rounded(value: Decimal | str | None, unit: str, column: ColumnInfo | None, operation: str) -> bool:
    """Whether it is said with fewer digits than it has."""
    return isinstance(value, Decimal) and _rounded(value, unit in CURRENCIES, column, operation) != value


def _rounded(value: Decimal, is_money: bool, column: ColumnInfo | None, operation: str) -> Decimal:
    if operation not in ("mean", "median"):
        return value
    places = max(_MONEY, column.places if column else 0) if is_money else (column.places if column else 0) + _MORE
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)


def formula(plan: Plan, named: str) -> str:
    """ "sum of Amount where Team is North"."""
    measure = plan.measure.name if plan.measure else ""
    what = f"{_OPERATIONS[plan.operation]} {measure}" if plan.operation in _OPERATIONS else f"rows of {named}"
    grouped = f" by {plan.period or plan.group_by.name}" if plan.group_by else ""
    return f"{what}{grouped}{conditions(plan.conditions)}"


def conditions(met: Sequence[Condition]) -> str:
    """ " where Team is North and Amount is over 500"."""
    said = " and ".join(_conditions(met))
    return f" where {said}" if said else ""


def _conditions(met: Sequence[Condition]) -> Iterator[str]:
    """Each as it is said; a first and a last day together."""
    for place, one in enumerate(met):
        behind = met[place + 1] if place + 1 < len(met) else None
        before = met[place - 1] if place else None
        if behind and _is_span(one, behind):
            yield f"{one.column.name} is {spelt(str(one.values[0]))} to {spelt(str(behind.values[0]))}"
        elif not (before and _is_span(before, one)):
            yield _condition(one)


def _is_span(one: Condition, other: Condition) -> bool:
    same = one.column == other.column and one.column.kind == "date"
    return same and (one.comparison, other.comparison) == (">=", "<=")


def _condition(one: Condition) -> str:
    is_date = one.column.kind == "date"
    link = (_DATED if is_date else {}).get(one.comparison, _LINKS[one.comparison])
    return f"{one.column.name} {link} {' or '.join(compared(one))}".strip()


def compared(one: Condition) -> list[str]:
    """What a column is compared with, as it is said."""
    unit = one.unit or (one.column.units[0] if len(one.column.units) == 1 else "")
    if one.column.kind == "date":
        return [spelt(str(value)) for value in one.values]
    return [
        value if isinstance(value, str) else f"{value}" if is_code(one.column)
        else figure(Decimal(value), unit, None, "is")
        for value in one.values
    ]  # fmt: skip


def counted(count: int, what: str = "row") -> str:
    """ "1 row", "1,200 rows"."""
    return f"{count:,} {what}{'s' * (count != 1)}"
