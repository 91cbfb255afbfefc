"""An ask computed and told: the figure as a sentence with its formula, and the rows that it rests on."""

from dataclasses import replace
from decimal import Decimal

from app.records import Answer
from app.whole.folder import Folder
from app.whole.tables.accounts import Parts, account, answer, answer_with_rows
from app.whole.tables.asks import Ask
from app.whole.tables.computed import computed, said, unit_of, with_tied
from app.whole.tables.figures import conditions, counted, formula
from app.whole.tables.items import grouped
from app.whole.tables.rows_told import cell_told, rows_told
from app.whole.telling import told
from index.language.dates import spelt
from index.tables.plans import Group, Outcome, Plan

_NAMED = 5  # groups that the headline names


def told_of(question: str, ask: Ask, folder: Folder) -> Answer | None:
    """The answer to what is asked of a table; None if no row, or more than one, can be meant.

    Raises `NotComputable` where there is no exact one.
    """
    measure = ask.plan.measure
    if measure and not measure.filled:
        return told(question, "table", f"No cell of {measure.name} in {ask.name} has a value.", [], account(ask), "")
    if ask.form == "cell":
        return cell_told(question, ask, folder) or (_summed(question, ask, folder) if ask.additive else None)
    if ask.form in ("first", "rows"):
        return rows_told(question, ask, folder)
    parts = computed(ask, folder)
    if ask.form == "figure":
        return _figure(question, ask, folder, parts)
    if ask.form == "values":
        return _values(question, ask, folder, parts[0][1])
    return _groups(question, ask, folder, [(plan, with_tied(plan, outcome, folder)) for plan, outcome in parts])


def _summed(question: str, ask: Ask, folder: Folder) -> Answer | None:
    """Of several rows that differ, what they come to."""
    plan = Plan(ask.plan.table, "sum", ask.shown, ask.plan.conditions)
    found = told_of(question, replace(ask, form="figure", plan=plan), folder)
    return found if found and found.statements else None


def _figure(question: str, ask: Ask, folder: Folder, parts: Parts) -> Answer:
    plan, _ = parts[0]
    groups = [group for _, outcome in parts for group in outcome.groups]
    rows = [*dict.fromkeys(row for group in groups for row in group.rows)]
    measure = plan.measure.name if plan.measure else ""
    where, of = conditions(ask.plan.conditions), f"{counted(len(rows))} of {ask.name}"
    if not rows:
        headline = f"No rows of {ask.name}{where}."
    elif plan.operation == "count":
        headline = f"{of}{where}."
    elif plan.operation == "distinct":
        values = folder.tables.run(replace(plan, operation="count", measure=None, group_by=plan.measure))
        items = grouped(folder, [(_counted(group.key, group), group) for group in values.groups if group.key])
        headline = f"{said(plan, groups[0])} different values of {measure}{where}, in {of}."
        return answer(question, ask, headline, items, parts)
    elif all(group.value is None for group in groups):
        headline = f"No cell of {measure} has a value{where}, in {of}."
    else:
        values_ = "; ".join(said(one, group) for one, outcome in parts for group in outcome.groups if group.rows)
        headline = f"{values_}: {formula(ask.plan, ask.name)}, {of}."
    return answer_with_rows(question, ask, folder, headline, rows, plan.measure, parts)


def _groups(question: str, ask: Ask, folder: Folder, parts: Parts) -> Answer:
    """A figure for each group; the greatest, or least, alone if only that is asked."""
    told_groups: list[tuple[str, Group]] = []
    named: list[str] = []
    for plan, outcome in parts:
        for group in outcome.groups:
            unit = f" ({group.unit or unit_of(plan)})" if len(parts) > 1 else ""
            key, count = f"{_key(group, plan)}{unit}", counted(len(group.rows))
            value = count if plan.operation == "count" else said(plan, group)
            told_groups.append((f"{key}: {value if value == count else f'{value}, {count}'}", group))
            named.append(f"{key} {value}")
    plan, outcome = parts[0]
    what = formula(ask.plan, ask.name)
    items = grouped(folder, told_groups)
    if not items:
        headline = f"No rows of {ask.name}{conditions(plan.conditions)}."
    elif ask.ranked:
        tied = f" {outcome.tied + 1:,} are equal." if outcome.tied else ""
        headline = f"{_few(named)}: the {'most' if plan.descending else 'least'}, {what}.{tied}"
    else:
        headline = f"{what[:1].upper()}{what[1:]}: {_few(named)}{_in_all(ask, parts)}."
    return answer(question, ask, headline, items, parts)


def _values(question: str, ask: Ask, folder: Folder, outcome: Outcome) -> Answer | None:
    """What a column has in the rows that are meant; of one value it is what is asked for."""
    plan = ask.plan
    groups = [group for group in outcome.groups if group.key]
    if len(groups) == 1:
        rows = Plan(plan.table, "rows", None, plan.conditions)
        return cell_told(question, replace(ask, form="cell", plan=rows), folder)
    if not groups:
        return None
    name = plan.group_by.name if plan.group_by else ""
    keys = [_key(group, plan) for group in groups]
    items = grouped(folder, [(_counted(key, group), group) for key, group in zip(keys, groups, strict=True)])
    headline = f"{len(keys):,} different values of {name}{conditions(plan.conditions)}: {_few(keys, ', ')}."
    return answer(question, ask, headline, items, [(plan, outcome)])


def _in_all(ask: Ask, parts: Parts) -> str:
    """What the groups come to together, where that is one figure."""
    plan, outcome = parts[0]
    units = {group.unit for group in outcome.groups}
    if plan.operation not in ("sum", "count") or len(parts) > 1 or len(units) > 1 or len(outcome.groups) < 2:
        return ""
    values = [group.value for group in outcome.groups if isinstance(group.value, Decimal)]
    rows = tuple(row for group in outcome.groups for row in group.rows)
    whole = Group("", sum(values, Decimal(0)), units.pop(), rows)
    return f"; in all {counted(len(rows)) if plan.operation == 'count' else said(plan, whole)}"


def _counted(key: str, group: Group) -> str:
    return f"{key}: {counted(len(group.rows))}"


def _few(named: list[str], between: str = "; ") -> str:
    more = f" and {len(named) - _NAMED:,} more" if len(named) > _NAMED else ""
    return f"{between.join(named[:_NAMED])}{more}"


def _key(group: Group, plan: Plan) -> str:
    if not group.key:
        return f"no {plan.group_by.name}" if plan.group_by else ""
    return spelt(group.key) if plan.period == "month" else group.key
