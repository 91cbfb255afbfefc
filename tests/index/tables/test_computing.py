"""What a plan comes to, against the same sums in plain Python; and what has no exact answer is refused."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.tables.plans import Comparison, Condition, MixedUnits, NotComputable, Operation, Outcome, Plan
from tests.index.tables.sheets import document, kept, one, sheet

_TEAMS = ["North", "South", "Øst", ""]
_CELL = st.one_of(st.decimals(-999, 999, places=2).map(lambda value: f"{value:f}"), st.sampled_from(["", "unknown"]))
_DAYS = st.dates().filter(lambda day: day.year > 1000).map(lambda day: day.isoformat())


@st.composite
def _sheets(draw: st.DrawFn) -> list[list[str]]:
    rows = draw(st.lists(st.tuples(st.sampled_from(_TEAMS), _CELL, st.one_of(_DAYS, st.just(""))), max_size=12))
    head = [
        ["a", "North", "1.50", "2024-05-01"],
        *(["b", "South", f"{number}.25", "2023-01-31"] for number in range(40)),
    ]
    return [["Key", "Team", "Amount", "Day"], *head, *(["c", *row] for row in rows)]


_COMPARED: dict[Comparison, Callable[[Decimal, Decimal], bool]] = {
    "is": lambda one, other: one == other,
    "is not": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}


def _number(cell: str) -> Decimal | None:
    return Decimal(cell) if cell not in ("", "unknown") else None


def _expected(operation: Operation, cells: list[str], values: list[Decimal]) -> Decimal | None:
    if operation == "count":
        return Decimal(len(cells))
    if operation == "distinct":
        return Decimal(len({cell if _number(cell) is None else _number(cell) for cell in cells if cell}))
    if not values:
        return None
    if operation in ("sum", "mean"):
        return sum(values, Decimal()) / (len(values) if operation == "mean" else 1)
    if operation == "median":
        return median(values)
    return min(values) if operation == "min" else max(values)


@given(_sheets(), st.sampled_from(get_args(Operation)[1:]), st.booleans())
def test_every_operation_is_what_plain_python_makes_of_it(
    rows: list[list[str]], operation: Operation, is_grouped: bool
) -> None:
    with TemporaryDirectory() as folder:
        tables = kept(Path(folder), document(rows))
        [table] = tables.listed()
        team, amount = table.columns[1:3]
        outcome = tables.run(Plan(table.id, operation, amount, group_by=team if is_grouped else None))
    expected: dict[str, list[tuple[int, str]]] = {}
    for number, (_, name, cell, _) in enumerate(rows[1:]):
        expected.setdefault(name if is_grouped else "", []).append((number, cell))
    assert [group.key for group in outcome.groups] == list(expected)
    for group, cells in zip(outcome.groups, expected.values(), strict=True):
        values = [value for _, cell in cells if (value := _number(cell)) is not None]
        assert group.value == _expected(operation, [cell for _, cell in cells], values)
        assert group.rows == tuple(number for number, _ in cells)
        assert group.empty == sum(not cell for _, cell in cells)
        assert group.unread == sum(cell == "unknown" for _, cell in cells)
        if operation in ("min", "max"):
            assert group.at == tuple(number for number, cell in cells if _number(cell) == group.value is not None)


@given(_sheets(), st.sampled_from(sorted(_COMPARED)), st.decimals(-50, 50, places=3))
def test_comparisons_keep_the_rows_that_plain_python_keeps(
    rows: list[list[str]], comparison: Comparison, asked: Decimal
) -> None:
    with TemporaryDirectory() as folder:
        tables = kept(Path(folder), document(rows))
        [table] = tables.listed()
        amount = table.columns[2]
        outcome = tables.run(Plan(table.id, "rows", conditions=(Condition(amount, comparison, (asked,)),)))
    values = [_number(row[2]) for row in rows[1:]]
    kept_rows = [n for n, value in enumerate(values) if value is not None and _COMPARED[comparison](value, asked)]
    assert list(outcome.groups[0].rows) == kept_rows
    empty_is_told = comparison == "is"
    assert list(outcome.untold) == [
        n for n, row in enumerate(rows[1:]) if values[n] is None and (row[2] or not empty_is_told)
    ]


@given(_sheets(), st.integers(1, 8), st.booleans())
def test_the_first_rows_by_a_column_are_the_greatest_and_ties_are_counted(
    rows: list[list[str]], limit: int, descending: bool
) -> None:
    with TemporaryDirectory() as folder:
        tables = kept(Path(folder), document(rows))
        [table] = tables.listed()
        plan = Plan(table.id, "rows", table.columns[2], descending=descending, limit=limit)
        outcome = tables.run(plan)
    values = {n: value for n, row in enumerate(rows[1:]) if (value := _number(row[2])) is not None}
    ranked = sorted(values, key=lambda n: -values[n] if descending else values[n])
    assert list(outcome.groups[0].rows) == ranked[:limit]
    assert outcome.tied == sum(values[n] == values[ranked[limit - 1]] for n in ranked[limit:])


ORDERS = """
Order | Team  | Amount | Day
1     | North | 10     | 2024-01-31
2     | north | 20     | 2024-02
3     | South | 5      | 2023-12-31
4     | Öst   |        | 2024-04-01
5     |       | 7      |
6     | South | closed | 2024-05-05
7     | East  | 30     | 2024-02-15
8     | East  | 8      | 2024-02-16
"""


def _keys(outcome: Outcome) -> list[tuple[str, str]]:
    return [(group.key, str(group.value)) for group in outcome.groups]


@pytest.mark.parametrize(
    ("column", "comparison", "values", "rows", "untold"),
    [
        ("Team", "is", ("NORTH",), [1, 2], []),
        ("Team", "is", ("ost", "south"), [3, 4, 6], []),
        ("Team", "is not", ("North",), [3, 4, 6, 7, 8], [5]),
        ("Team", "contains", ("ST",), [4, 7, 8], []),
        ("Team", "blank", (), [5], []),
        ("Team", "filled", (), [1, 2, 3, 4, 6, 7, 8], []),
        ("Amount", "is", (20, "7"), [2, 5], [6]),
        ("Amount", "contains", ("clos",), [6], []),
        ("Day", "<", ("2024",), [3], [5]),
        ("Day", ">", ("2024-02-15",), [4, 6, 8], [2, 5]),
        ("Day", ">=", ("2024-02",), [2, 4, 6, 7, 8], [5]),
        ("Day", "<=", ("2024-02",), [1, 2, 3, 7, 8], [5]),
        ("Day", "is", ("2024-02",), [2, 7, 8], []),
        ("Day", "is", ("2024-02-15",), [7], [2]),
    ],
)
def test_conditions_tell_rows_from_those_that_cant_be_told(
    tmp_path: Path, column: str, comparison: Comparison, values: tuple[str, ...], rows: list[int], untold: list[int]
) -> None:
    tables, table, columns = one(tmp_path, ORDERS)
    outcome = tables.run(Plan(table.id, "rows", conditions=(Condition(columns[column], comparison, values),)))
    assert ([n + 1 for n in outcome.groups[0].rows], [n + 1 for n in outcome.untold]) == (rows, untold)


def test_several_conditions_must_all_be_met(tmp_path: Path) -> None:
    tables, table, columns = one(tmp_path, ORDERS)
    conditions = (Condition(columns["Team"], "is", ("East",)), Condition(columns["Amount"], ">", (9,)))
    outcome = tables.run(Plan(table.id, "count", conditions=conditions))
    assert (_keys(outcome), outcome.untold) == ([("", "1")], ())


def test_periods_are_in_order_and_what_has_no_month_is_told(tmp_path: Path) -> None:
    tables, table, columns = one(tmp_path, ORDERS)
    plan = Plan(table.id, "sum", columns["Amount"], group_by=columns["Day"], period="quarter")
    assert _keys(tables.run(plan)) == [
        ("", "7"), ("2023-Q4", "5"), ("2024-Q1", "68"), ("2024-Q2", "None"),
    ]  # fmt: skip


def test_totals_are_never_added(tmp_path: Path) -> None:
    tables, table, columns = one(
        tmp_path,
        "Team|Item|Amount\nNorth|a|10\nNorth|b|20\nNorth|Subtotal|30\nSouth|a|5\nSouth|Subtotal|5\nTotal||35\nTotal||99",
    )
    outcome = tables.run(Plan(table.id, "sum", columns["Amount"]))
    assert (_keys(outcome), outcome.totals, outcome.doubtful) == ([("", "35")], (2, 4, 5), (6,))
    north = tables.run(Plan(table.id, "sum", columns["Amount"], (Condition(columns["Team"], "is", ("North",)),)))
    assert (_keys(north), north.totals, north.groups[0].rows) == ([("", "30")], (2,), (0, 1))


def test_amounts_in_several_units_have_a_sum_only_in_one(tmp_path: Path) -> None:
    tables, table, columns = one(tmp_path, "Item|Price\nTea|€ 3\nMilk|$ 4\nRum|5 EUR\nSalt|6")
    price = columns["Price"]
    with pytest.raises(MixedUnits, match=r"EUR, USD, no unit"):
        tables.run(Plan(table.id, "sum", price))
    [group] = tables.run(Plan(table.id, "sum", price, unit="EUR")).groups
    assert (group.value, group.unit, group.others, group.rows) == (Decimal(8), "EUR", 2, (0, 1, 2, 3))
    over = tables.run(Plan(table.id, "rows", conditions=(Condition(price, ">", (2,), "EUR"),)))
    assert (over.groups[0].rows, over.untold) == ((0, 2), (1, 3))
    tea = Condition(columns["Item"], "is", ("tea", "rum"))
    assert tables.run(Plan(table.id, "max", price, (tea,))).groups[0].at == (2,)
    with pytest.raises(MixedUnits):
        tables.run(Plan(table.id, "rows", price, descending=True))
    with pytest.raises(MixedUnits):
        tables.run(Plan(table.id, "rows", conditions=(Condition(price, ">", (2,)),)))


def test_numbers_longer_than_a_database_holds_are_exact(tmp_path: Path) -> None:
    long = "12345678901234567890123.45"
    tables, table, columns = one(tmp_path, f"Item|Size\na|{long}\nb|-{long}\nc|{long}\nd|0.05")
    size = columns["Size"]
    assert tables.run(Plan(table.id, "sum", size)).groups[0].value == Decimal("12345678901234567890123.50")
    more = tables.run(Plan(table.id, "rows", conditions=(Condition(size, ">", ("12345678901234567890123.44",)),)))
    assert more.groups[0].rows == (0, 2)


def test_dates_have_a_first_and_a_last(tmp_path: Path) -> None:
    tables, table, columns = one(tmp_path, "Item|Day\na|2024-05-01\nb|2023-01-01\nc|2024-05-01")
    [group] = tables.run(Plan(table.id, "max", columns["Day"])).groups
    assert (group.value, group.at) == ("2024-05-01", (0, 2))


@pytest.mark.parametrize(
    ("operation", "column", "message"),
    [
        ("sum", "Team", "holds words, which have no sum"),
        ("max", "Team", "holds words"),
        ("mean", "Due", "holds dates, which have no mean"),
        ("min", "Due", "whether the day or the month comes first"),
        ("sum", None, "Nothing is said of which column"),
    ],
)
def test_what_has_no_exact_answer_is_refused(
    tmp_path: Path, operation: Operation, column: str | None, message: str
) -> None:
    tables, table, columns = one(tmp_path, "Team|Due|Amount\nA|3/5/2024|1\nB|4/6/2024|2\nC|5/7/2024|3")
    with pytest.raises(NotComputable, match=message):
        tables.run(Plan(table.id, operation, columns[column] if column else None))


def test_a_first_day_among_months_is_refused(tmp_path: Path) -> None:
    tables, table, columns = one(tmp_path, "Item|Day\na|2024-05-01\nb|2024-05")
    with pytest.raises(NotComputable, match="of a month alone"):
        tables.run(Plan(table.id, "min", columns["Day"]))


@pytest.mark.parametrize(
    ("column", "comparison", "value"), [("Team", ">", "x"), ("Amount", ">", "many"), ("Day", "<", "soon")]
)
def test_a_condition_that_a_column_cant_meet_is_refused(
    tmp_path: Path, column: str, comparison: Comparison, value: str
) -> None:
    tables, table, columns = one(tmp_path, ORDERS)
    with pytest.raises(NotComputable):
        tables.run(Plan(table.id, "count", conditions=(Condition(columns[column], comparison, (value,)),)))


@given(st.text(max_size=20))
def test_whatever_is_asked_stays_a_value(text: str) -> None:
    with TemporaryDirectory() as folder:
        tables = kept(Path(folder), document(sheet("Te\"am|A'mount\nNorth; drop|1\nSouth|2")))
        [table] = tables.listed()
        for comparison in ("is", "is not", "contains"):
            condition = Condition(table.columns[0], comparison, (f"'; drop table tables; --{text}",))
            tables.run(Plan(table.id, "count", conditions=(condition,)))
        assert tables.run(Plan(table.id, "sum", table.columns[1])).groups[0].value == 3
