"""What is asked of a table and what comes of it, as values: columns, conditions, a plan, an outcome."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from index.errors import CiteseedError
from index.tables.typed import Kind

Operation = Literal["rows", "count", "distinct", "sum", "mean", "median", "min", "max"]
Comparison = Literal["is", "is not", "contains", "<", "<=", ">", ">=", "filled", "blank"]
Period = Literal["year", "quarter", "month"]
Asked = str | int | Decimal
"""What cells are compared with: a text, a number, a date as ISO 8601, also of a month or a year."""


class NotComputable(CiteseedError):
    """What is asked has no exact answer; the message says why and what can be asked."""


class MixedUnits(NotComputable):
    """Amounts of several units, or currencies, have no sum: `units` are their names."""

    def __init__(self, column: str, units: tuple[str, ...]) -> None:
        named = ", ".join(unit or "no unit" for unit in units)
        super().__init__(f"The amounts in {column} are in several units ({named}). Ask about one of them.")
        self.units = units


@dataclass(frozen=True, slots=True)
class ColumnInfo:
    """A column of a table: its name, "" for none, and its place, by which columns of one name differ.

    `filled` rows have something in it, of which `unread` are not of its kind; of `ambiguous` dates some could be of two
    days. `units` are the names of its units, the most frequent first; "" for amounts without one.
    """

    table: int
    place: int
    name: str
    kind: Kind
    units: tuple[str, ...] = ()
    filled: int = 0
    unread: int = 0
    ambiguous: bool = False
    places: int = 0
    width: int = 0


@dataclass(frozen=True, slots=True)
class TableInfo:
    """A table: the document it is in, its name, its columns, how many rows it has, and where it stands in the text."""

    id: int
    source: str
    sha256: str
    name: str
    columns: tuple[ColumnInfo, ...]
    rows: int
    first: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class RowFound:
    """`text[start:end]` of a document is the row, with the cells that hold anything, by column."""

    id: int
    source: str
    sha256: str
    start: int
    end: int
    cells: tuple[tuple[ColumnInfo, str], ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """What a row must have in a column: any of the `values` for "is", none of them for "is not", and any for
    "contains". Amounts in another unit than `unit` can't be compared; "" for that of the column, if it has but one."""

    column: ColumnInfo
    comparison: Comparison
    values: tuple[Asked, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of a table: an operation over a column, its `measure`, of the rows that meet all conditions.

    "rows" and "count" need no measure; with one, rows are ordered by it. `group_by` gives a group for each value of a
    column, or for each `period` of a column of dates. `descending`: by value, None for the order of the table, of
    periods that of time. `limit` keeps the first groups, or rows. `unit` picks the amounts in that unit.
    """

    table: int
    operation: Operation
    measure: ColumnInfo | None = None
    conditions: tuple[Condition, ...] = ()
    group_by: ColumnInfo | None = None
    period: Period | None = None
    descending: bool | None = None
    limit: int | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one `key`, "" for those without one and where nothing is grouped, and their value, None for none.

    `rows` are the ids of all its rows. Of them `empty` have nothing in the measure, `unread` something of another kind,
    and `others` an amount in another unit than the plan's. `at`: the rows that hold a least or greatest value.
    """

    key: str
    value: Decimal | str | None
    unit: str = ""
    rows: tuple[int, ...] = ()
    empty: int = 0
    unread: int = 0
    others: int = 0
    at: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a plan comes to. Rows that meet its conditions and are not in it: `totals` sum up others, `doubtful` are
    called so and hold something else. `untold` rows can't be told to meet the conditions or not. `tied` groups, or
    rows, were cut off though they are equal to the last that was kept."""

    groups: tuple[Group, ...]
    totals: tuple[int, ...] = ()
    doubtful: tuple[int, ...] = ()
    untold: tuple[int, ...] = ()
    tied: int = 0
