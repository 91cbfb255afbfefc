"""Rows and cells told: those with the most or the least, lists, and what stands in the row that is meant."""

from collections.abc import Sequence
from dataclasses import replace

from app.records import Answer
from app.whole.folder import Folder
from app.whole.tables.accounts import answer_with_rows
from app.whole.tables.asks import Ask
from app.whole.tables.computed import parted
from app.whole.tables.figures import compared, conditions, counted
from app.whole.tables.items import cell_figure, row_name, value_of
from app.whole.tables.names import is_code
from app.whole.telling import MOST
from index.tables.plans import ColumnInfo, Condition, MixedUnits, Outcome, Plan
from index.tables.typed import NUMBERS

_NAMED = 5  # rows that the headline names
_LISTED = 5  # rows with different values that a question for one of them is answered with


def rows_told(question: str, ask: Ask, folder: Folder) -> Answer:
    """The rows that are meant, or those with the most or the least."""
    plan = ask.plan
    if plan.measure and len(names := parted(ask, folder)) > 1:
        raise MixedUnits(plan.measure.name, names)
    outcome = folder.tables.run(plan)
    rows = outcome.groups[0].rows
    if not rows:
        headline = f"No rows of {ask.name}{conditions(plan.conditions)}."
    elif plan.measure:
        return _first(question, ask, folder, outcome, plan.measure)
    else:
        shown = [value_of(row, ask.shown) for row in folder.tables.rows(rows[:_NAMED])] if ask.shown else []
        more = f" and {len(rows) - _NAMED:,} more" if len(rows) > _NAMED else ""
        named = f": {', '.join(shown)}{more}" if shown else ""
        headline = f"{counted(len(rows))} of {ask.name}{conditions(plan.conditions)}{named}."
    return answer_with_rows(question, ask, folder, headline, rows, ask.shown, [(plan, outcome)])


def _first(question: str, ask: Ask, folder: Folder, outcome: Outcome, measure: ColumnInfo) -> Answer:
    """The rows with the most, or the least; those equal to the last among them."""
    plan, tied = ask.plan, outcome.tied
    ids = outcome.groups[0].rows
    if tied:
        ids = folder.tables.run(replace(plan, limit=len(ids) + tied)).groups[0].rows
    found = [row for row in folder.tables.rows(ids) if value_of(row, measure)]
    if not found:
        headline = f"No cell of {measure.name} has a value{conditions(plan.conditions)}."
        return answer_with_rows(question, ask, folder, headline, [], measure, [(plan, outcome)])
    pairs = [(row_name(row, ask), cell_figure(row, measure)) for row in found[:_NAMED]]
    said = "; ".join(f"{name}: {value}" if name else value for name, value in pairs)
    more = f" and {len(found) - _NAMED:,} more" if len(found) > _NAMED else ""
    of = f"{counted(_count(ask, folder, outcome))} of {ask.name}{conditions(plan.conditions)}"
    headline = f"{said}{more}: the {_rank(plan)} {measure.name} of {of}.{_tied(tied, plan)}"
    return answer_with_rows(question, ask, folder, headline, [row.id for row in found], measure, [(plan, outcome)])


def _count(ask: Ask, folder: Folder, outcome: Outcome) -> int:
    """The rows among which these are the first."""
    if ask.plan.conditions:
        return len(folder.tables.run(Plan(ask.plan.table, "count", None, ask.plan.conditions)).groups[0].rows)
    return ask.table.info.rows - len(outcome.totals) - len(outcome.doubtful)


def _rank(plan: Plan) -> str:
    if plan.measure and plan.measure.kind == "date":
        return "newest" if plan.descending else "oldest"
    return "highest" if plan.descending else "lowest"


def _tied(count: int, plan: Plan) -> str:
    if not count:
        return ""
    if plan.limit == 1:
        return f" {count + 1:,} are equal."
    return f" {counted(count)} more {'is' if count == 1 else 'are'} equal to the last."


def cell_told(question: str, ask: Ask, folder: Folder) -> Answer | None:
    """What a column has in the row that is meant; of few rows what each has, None if they are to be summed up or can't
    all be meant."""
    column, plan = ask.shown, ask.plan
    outcome = folder.tables.run(plan)
    rows = folder.tables.rows(outcome.groups[0].rows[: MOST + 1])
    values = {value_of(row, column) for row in rows} if column else set()
    if not column or values <= {""}:
        return None
    what = _meant(plan.conditions)
    if len(values) == 1:
        headline = f"{cell_figure(rows[0], column)} is {_column(column)} of {what}."
    elif len(rows) > _LISTED or (ask.additive and column.kind in NUMBERS):
        return None
    else:
        said = "; ".join(f"{row_name(row, ask)}: {value_of(row, column) or 'none'}" for row in rows)
        headline = f"{counted(len(rows))} of {what} have {column.name}: {said}."
    return answer_with_rows(question, ask, folder, headline, [row.id for row in rows], column, [(plan, outcome)])


def _column(column: ColumnInfo) -> str:
    """A year as the name of a column is no thing."""
    return f"the value in {column.name}" if column.name.isdecimal() else f"the {column.name}"


def _meant(met: Sequence[Condition]) -> str:
    """What rows are told by: "Ada Smith", "Part 4711 where Date is after May 1, 2024"."""
    named = [one for one in met if one.comparison == "is" and (one.column.kind == "text" or is_code(one.column))]
    said = " and ".join(" or ".join(_called(one)) for one in named)
    rest = conditions([one for one in met if one not in named])
    return f"{said}{rest}" if said else f"rows{rest}"


def _called(one: Condition) -> list[str]:
    values = compared(one)
    return values if one.column.kind == "text" else [f"{one.column.name} {value}" for value in values]
