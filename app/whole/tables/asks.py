"""What is asked of one table, as values: a plan with what is to be told of it, or what has to be asked back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from app.whole.tables.names import Named
from app.whole.tables.pieces import Piece
from index.tables.plans import ColumnInfo, Condition, Plan

Form = Literal["figure", "groups", "first", "rows", "cell", "values"]
"""figure: one of all rows; groups: one of each; first: the rows with the most or least; rows: a list; cell: what stands
in a column of the row that is meant; values: what a column has."""


@dataclass(frozen=True, slots=True)
class Ask:
    """`shown` is the column that answers beside the measure, such as who has the most. `notes` say what was taken for
    meant. `ranked`: of groups only the first counts. `additive`: the amounts of several rows may be summed up. `named`
    words of the question name the table."""

    table: Named
    plan: Plan
    form: Form
    shown: ColumnInfo | None = None
    notes: tuple[str, ...] = ()
    ranked: bool = False
    additive: bool = False
    named: int = 0

    @property
    def name(self) -> str:
        """What the table is called."""
        return self.table.info.name


@dataclass(frozen=True, slots=True)
class Choice:
    """What is meant by `piece` can't be told: each of `options` is a label and what to write in its place."""

    table: Named
    headline: str
    reason: str
    piece: Piece
    options: tuple[tuple[str, str], ...]
    named: int = 0


@dataclass(frozen=True, slots=True)
class Cells:
    """What can be looked up of a column's cells: whether each row, of those that meet conditions, has one of its own;
    the most frequent ones; and the years in which there are days of a month."""

    is_unique: Callable[[ColumnInfo, Sequence[Condition]], bool]
    frequent: Callable[[ColumnInfo], Sequence[str]]
    years: Callable[[ColumnInfo, int], list[int]]
