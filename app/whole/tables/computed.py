"""What a plan comes to, for each currency or unit where a column has several; its figures as they are said."""

from dataclasses import replace

from app.whole.folder import Folder
from app.whole.tables.accounts import Parts
from app.whole.tables.asks import Ask
from app.whole.tables.figures import figure, is_rounded
from app.whole.tables.names import is_parting
from index.tables.plans import ColumnInfo, Condition, Group, MixedUnits, Outcome, Plan
from index.tables.typed import NUMBERS


def computed(ask: Ask, folder: Folder) -> Parts:
    """The plan with what it comes to; one for each currency, or unit, where there are several.

    Raises `NotComputable` for what has no exact answer: amounts in several units have no greatest, and what amounts
    without a unit are of can't be told where others have one.
    """
    plan = ask.plan
    names = parted(ask, folder)
    if len(names) > 1:
        if plan.descending is not None:
            raise MixedUnits(plan.measure.name if plan.measure else "", names)
        column = ask.table.parting()
        plans = [replace(plan, conditions=(*plan.conditions, _only(column, name))) for name in names if column]
        return [(one, folder.tables.run(one)) for one in plans]
    try:
        return [(plan, folder.tables.run(plan))]
    except MixedUnits as mixed:
        if plan.descending is not None or "" in mixed.units:
            raise
        return [(one, folder.tables.run(one)) for one in (replace(plan, unit=unit) for unit in mixed.units)]


def parted(ask: Ask, folder: Folder) -> tuple[str, ...]:
    """The currencies, or units, that a column of their own says of the rows; none if the figure needs none."""
    column, plan = ask.table.parting(), ask.plan
    is_figure = plan.measure is not None and plan.measure.kind in NUMBERS
    told = plan.group_by == column or any(one.column == column for one in plan.conditions)
    if not column or not is_figure or told:
        return ()
    counts = folder.tables.run(Plan(plan.table, "count", None, plan.conditions, column)).groups
    return tuple(group.key for group in counts if group.rows)


def _only(column: ColumnInfo, name: str) -> Condition:
    return Condition(column, "is", (name,)) if name else Condition(column, "blank")


def said(plan: Plan, group: Group) -> str:
    """The value of a group, and whether it is rounded."""
    unit = group.unit or unit_of(plan)
    text = figure(group.value, unit, plan.measure, plan.operation)
    return f"{text} (rounded)" if is_rounded(group.value, unit, plan.measure, plan.operation) else text


def unit_of(plan: Plan) -> str:
    """The currency, or the unit, that a column of its own says of all rows."""
    named = [one for one in plan.conditions if is_parting(one.column) and one.comparison == "is"]
    return str(named[0].values[0]) if len(named) == 1 and len(named[0].values) == 1 else ""


def with_tied(plan: Plan, outcome: Outcome, folder: Folder) -> Outcome:
    """With the groups that are equal to the last."""
    if not outcome.tied or plan.limit is None:
        return outcome
    return replace(folder.tables.run(replace(plan, limit=plan.limit + outcome.tied)), tied=outcome.tied)
