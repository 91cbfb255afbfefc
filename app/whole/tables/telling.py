"""An ask computed and told: the figure as a sentence with its formula, and the rows that it rests on."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from app.records import Answer, Refinement
from app.whole.folder import Folder
from app.whole.tables.asks import Ask
from app.whole.tables.figures import compared, conditions, counted, figure, formula, is_rounded
from app.whole.tables.names import is_code
from app.whole.telling import MOST, Item, told
from index.language.dates import spelt
from index.tables.plans import ColumnInfo, Condition, Group, MixedUnits, NotComputable, Outcome, Plan, RowFound
from index.tables.typed import NUMBERS

_CITED = 3  # rows of a group that are cited
_NAMED = 5  # groups that the headline names
_LISTED = 5  # rows with different values that a question for one of them is answered with


class Unsaid(Exception):
    """There is nothing certain to be told; `answer` asks back, if that is of use."""

    def __init__(self, answer: Answer | None = None) -> None:
        super().__init__()
        self.answer = answer


def told_of(question: str, ask: Ask, folder: Folder) -> Answer:
    """The answer to what is asked of a table. Raises `NotComputable` where there is no exact one."""
    measure = ask.plan.measure
    if measure and not measure.filled:
        headline = f"No cell of {measure.name} in {_name(ask)} has a value."
        return told(question, "table", headline, [], _plan(ask, ""), "")
    if ask.form == "cell":
        return _cell(question, ask, folder)
    if ask.form in ("first", "rows"):
        return _rows(question, ask, folder)
    return _figures(question, ask, folder)


def asked_back(question: str, headline: str, reason: str, options: Sequence[Refinement]) -> Answer:
    """An answer that claims nothing, and offers what to ask."""
    return replace(told(question, "choices", headline, [], reason, "", options), status="unsure", confidence=0.0)


def refused(question: str, ask: Ask, refusal: NotComputable) -> Answer:
    """Says why there is no exact answer."""
    answer = told(question, "table", str(refusal), [], _plan(ask, ""), "")
    return replace(answer, status="unsure", confidence=0.0)


def _figures(question: str, ask: Ask, folder: Folder) -> Answer:
    parts = _parts(ask, folder)
    if ask.form == "groups" or ask.form == "values":
        return _groups(question, ask, folder, parts)
    said = []
    rows: list[int] = []
    for plan, outcome in parts:
        [group] = outcome.groups
        said.append(_said(plan, group))
        rows += group.rows
    plan, outcome = parts[0]
    count = len(rows)
    values = "; ".join(said)
    if plan.operation == "count":
        headline = f"{formula_of_count(plan, ask, count)}."
    elif plan.operation == "distinct":
        values_of = replace(plan, operation="count", measure=None, group_by=plan.measure)
        groups = [group for group in folder.tables.run(values_of).groups if group.key]
        items = [_grouped(folder, f"{group.key}: {counted(len(group.rows))}", group) for group in groups]
        headline = f"{said[0]} different values of {plan.measure.name if plan.measure else ''}{conditions(plan.conditions)}, in {counted(count)} of {_name(ask)}."
        return _answer(question, ask, folder, headline, items, rows, parts, len(items))
    elif count and all(group.value is None for _, one in parts for group in one.groups):
        headline = (
            f"No cell of {plan.measure.name if plan.measure else ''} has a value that can be used, in {counted(count)}."
        )
    elif not count:
        headline = f"No rows of {_name(ask)}{conditions(plan.conditions)}."
    else:
        headline = f"{values}: {formula(ask.plan, _name(ask))}, {counted(count)} of {_name(ask)}."
    return _answer(question, ask, folder, headline, _items(folder, rows, plan.measure), rows, parts)


def formula_of_count(plan: Plan, ask: Ask, count: int) -> str:
    """ "14 rows of Employees where Site is Leeds"."""
    return f"{counted(count)} of {_name(ask)}{conditions(plan.conditions)}"


def _parts(ask: Ask, folder: Folder) -> list[tuple[Plan, Outcome]]:
    """The plan with what it comes to; one for each currency, or unit, where a column has several."""
    plan = ask.plan
    parting = ask.table.parting()
    if parting and _is_parted(plan, parting) and not any(one.column == parting for one in plan.conditions):
        kept = folder.tables.run(Plan(plan.table, "count", None, plan.conditions, parting)).groups
        names = [group.key for group in kept if group.rows]
        if len(names) > 1:
            plans = [
                replace(
                    plan,
                    conditions=(*plan.conditions, Condition(parting, "is" if name else "blank", (name,) * bool(name))),
                )
                for name in names
            ]
            if plan.descending is not None:
                raise MixedUnits(plan.measure.name if plan.measure else "", tuple(names))
            return [(one, folder.tables.run(one)) for one in plans]
    try:
        return [(plan, folder.tables.run(plan))]
    except MixedUnits as mixed:
        if plan.descending is not None:
            raise
        plans = [replace(plan, unit=unit) for unit in mixed.units if unit]
        return [(one, folder.tables.run(one)) for one in plans]


def _is_parted(plan: Plan, parting: ColumnInfo) -> bool:
    return plan.measure is not None and plan.measure.kind in NUMBERS and plan.group_by != parting


def _said(plan: Plan, group: Group) -> str:
    parted = _unit_of(plan)
    text = figure(group.value, group.unit or parted, plan.measure, plan.operation)
    return f"{text} (rounded)" if is_rounded(group.value, group.unit or parted, plan.measure, plan.operation) else text


def _unit_of(plan: Plan) -> str:
    """The currency that a condition of its own says, of amounts without one."""
    for one in plan.conditions:
        if one.column.name.lower() in ("currency", "ccy", "curr") and one.comparison == "is" and len(one.values) == 1:
            return str(one.values[0])
    return ""


def _with_tied(plan: Plan, outcome: Outcome, folder: Folder) -> Outcome:
    """With the groups that are equal to the last."""
    if not outcome.tied or plan.limit is None:
        return outcome
    return replace(folder.tables.run(replace(plan, limit=plan.limit + outcome.tied)), tied=outcome.tied)


def _groups(question: str, ask: Ask, folder: Folder, parts: Sequence[tuple[Plan, Outcome]]) -> Answer:
    parts = [(plan, _with_tied(plan, outcome, folder)) for plan, outcome in parts]
    items: list[Item] = []
    rows: list[int] = []
    named: list[str] = []
    several = len(parts) > 1
    for plan, outcome in parts:
        for group in outcome.groups:
            key = _key(group, plan)
            value = _said(plan, group)
            count = counted(len(group.rows))
            figures = count if plan.operation == "count" else f"{value}, {count}"
            unit = f" ({group.unit or _unit_of(plan)})" if several else ""
            items.append(_grouped(folder, f"{key}{unit}: {figures}", group))
            named.append(f"{key} {count if plan.operation == 'count' else value}")
            rows += group.rows
    plan, outcome = parts[0]
    if ask.form == "values" and len(outcome.groups) == 1:
        return _cell(question, replace(ask, plan=Plan(plan.table, "rows", None, plan.conditions)), folder)
    where = f"{formula(plan, _name(ask))}"
    if ask.form == "values":
        column = plan.group_by.name if plan.group_by else ""
        keys = [_key(group, plan) for group in outcome.groups if group.key]
        shown = ", ".join(keys[:_NAMED]) + (" and others" if len(keys) > _NAMED else "")
        headline = f"{len(keys):,} different {column}{conditions(plan.conditions)}: {shown}." if keys else ""
        headline = headline or f"No rows of {_name(ask)}{conditions(plan.conditions)}."
    elif not rows:
        headline = f"No rows of {_name(ask)}{conditions(plan.conditions)}."
    elif ask.ranked:
        most = "most" if plan.descending else "least"
        tied = f" {outcome.tied + 1:,} are equal." if outcome.tied else ""
        headline = f"{'; '.join(named[:MOST])}: the {most}, {where}.{tied}"
    else:
        more = f"; and {len(named) - _NAMED:,} more" if len(named) > _NAMED else ""
        headline = f"{where[:1].upper()}{where[1:]}: {'; '.join(named[:_NAMED])}{more}."
    return _answer(question, ask, folder, headline, items, rows, parts, len(items))


def _key(group: Group, plan: Plan) -> str:
    if not group.key:
        return f"no {plan.group_by.name}" if plan.group_by else ""
    return spelt(group.key) if plan.period in ("month",) and len(group.key) > len("2024") else group.key


def _rows(question: str, ask: Ask, folder: Folder) -> Answer:
    plan = ask.plan
    outcome = folder.tables.run(plan)
    [group] = outcome.groups
    rows = list(group.rows)
    column = plan.measure or ask.shown
    name = _name(ask)
    if not rows:
        headline = f"No rows of {name}{conditions(plan.conditions)}."
        return _answer(question, ask, folder, headline, [], rows, [(plan, outcome)])
    if ask.form == "rows":
        headline = f"{counted(len(rows))} of {name}{conditions(plan.conditions)}."
        if ask.shown:
            shown = [_value(row, ask.shown) for row in folder.tables.rows(rows[:_NAMED])]
            more = f" and {len(rows) - _NAMED:,} more" if len(rows) > _NAMED else ""
            headline = f"{headline[:-1]}: {', '.join(shown)}{more}."
        return _answer(question, ask, folder, headline, _items(folder, rows, column), rows, [(plan, outcome)])
    return _first(question, ask, folder, outcome)


def _first(question: str, ask: Ask, folder: Folder, outcome: Outcome) -> Answer:
    """The rows with the most, or the least; those equal to the last among them."""
    plan, measure = ask.plan, ask.plan.measure
    assert measure  # noqa: S101 # a rank is by one
    _check_parted(ask, folder)
    rows = list(outcome.groups[0].rows)
    if outcome.tied:
        every = folder.tables.run(replace(plan, limit=len(rows) + outcome.tied))
        rows = list(every.groups[0].rows)
    found = folder.tables.rows(rows)
    having = [row for row in found if _value(row, measure)]
    if not having:
        headline = f"No cell of {measure.name} has a value{conditions(plan.conditions)}."
        return _answer(question, ask, folder, headline, [], [], [(plan, outcome)])
    count = ask.table.info.rows - len(outcome.totals) - len(outcome.doubtful)
    if plan.conditions:
        count = len(folder.tables.run(Plan(plan.table, "count", None, plan.conditions)).groups[0].rows)
    said = [f"{name}: {_cell_figure(row, measure)}" if (name := _row_name(row, ask)) else _cell_figure(row, measure)
            for row in having[:_NAMED]]  # fmt: skip
    word = (
        ("newest" if plan.descending else "oldest")
        if measure.kind == "date"
        else "highest"
        if plan.descending
        else "lowest"
    )
    tied = f" {outcome.tied + 1:,} are equal." if outcome.tied and (plan.limit or 1) == 1 else ""
    tied = tied or (
        f" {counted(outcome.tied)} more {'is' if outcome.tied == 1 else 'are'} equal to the last."
        if outcome.tied
        else ""
    )
    headline = f"{'; '.join(said)}: the {word} {measure.name} of {counted(count)} of {_name(ask)}{conditions(plan.conditions)}.{tied}"
    return _answer(
        question, ask, folder, headline, _items(folder, [row.id for row in having], measure), rows, [(plan, outcome)]
    )


def _check_parted(ask: Ask, folder: Folder) -> None:
    """Amounts in several currencies have no greatest."""
    parting, plan = ask.table.parting(), ask.plan
    if parting and _is_parted(plan, parting):
        groups = folder.tables.run(Plan(plan.table, "count", None, plan.conditions, parting)).groups
        if len(groups) > 1:
            raise MixedUnits(plan.measure.name if plan.measure else "", tuple(group.key for group in groups))


def _cell(question: str, ask: Ask, folder: Folder) -> Answer:
    """What a column has in the row that is meant."""
    column, plan = ask.shown, ask.plan
    assert column  # noqa: S101 # a cell is one of a column
    outcome = folder.tables.run(plan)
    rows = folder.tables.rows(outcome.groups[0].rows[: MOST + 1])
    values = {_value(row, column) for row in rows}
    if not rows or values == {""}:
        raise Unsaid
    if len(values) > 1 and ask.additive and column.kind in NUMBERS:
        summed = replace(ask, form="figure", plan=Plan(plan.table, "sum", column, plan.conditions))
        return _figures(question, summed, folder)
    what = " and ".join(" or ".join(_asked(one)) for one in plan.conditions)
    ids = [row.id for row in rows]
    items = _items(folder, ids, column)
    if len(values) == 1:
        stated = _cell_figure(rows[0], column)
        headline = f"{stated} is the {column.name} of {what}."
        return _answer(question, ask, folder, headline, items, ids, [(plan, outcome)])
    if len(rows) > _LISTED:
        raise Unsaid
    said = "; ".join(f"{_row_name(row, ask)}: {_value(row, column) or 'none'}" for row in rows)
    headline = f"{counted(len(rows))} have {column.name} of {what}: {said}."
    return _answer(question, ask, folder, headline, items, ids, [(plan, outcome)])


def _asked(one: Condition) -> list[str]:
    if one.column.kind == "text" and one.comparison == "is":
        return [str(value) for value in one.values]
    if one.comparison == "is" and is_code(one.column):
        return [f"{one.column.name} {value}" for value in compared(one)]
    return [conditions([one]).removeprefix(" where ")]


def _answer(
    question: str, ask: Ask, folder: Folder, headline: str, items: Sequence[Item], rows: Sequence[int],
    parts: Sequence[tuple[Plan, Outcome]], shown: int | None = None,
) -> Answer:  # fmt: skip
    left = len(rows) - MOST
    notice = f"The first {MOST:,} of {len(rows):,} rows are shown." if left > 0 and shown is None else ""
    plan = " ".join(part for part in (_plan(ask, headline), _left_out(parts)) if part)
    return told(question, "table", headline, items, plan, notice)


def _plan(ask: Ask, _: str) -> str:
    """What was worked out, of which table of which file."""
    plan, table = ask.plan, ask.table.info
    what = formula(plan, _name(ask))
    if ask.form == "cell" and ask.shown:
        what = f"{ask.shown.name}{conditions(plan.conditions)}"
    if ask.form == "first" and plan.measure:
        order = "highest" if plan.descending else "lowest"
        what = f"rows with the {order} {plan.measure.name}{conditions(plan.conditions)}"
    notes = f" {'. '.join(ask.notes)}." if ask.notes else ""
    return f"{what[:1].upper()}{what[1:]}, in the table “{_name(ask)}” of {table.source}, {counted(table.rows)}.{notes}"


def _left_out(parts: Sequence[tuple[Plan, Outcome]]) -> str:
    """Which rows and cells do not count."""
    outcome = parts[0][1]
    groups = [group for _, one in parts for group in one.groups]
    counts = [
        (len(outcome.totals), "that sums up others", "is", "are", "left out"),
        (len(outcome.doubtful), "that is called a total but is none by its figures", "is", "are", "left out"),
        (len(outcome.untold), "of which it can't be told whether it counts", "is", "are", "left out"),
        (sum(group.empty for group in groups), "with nothing in the column", "is", "are", "not part of the figure"),
        (sum(group.unread for group in groups), "with something else there", "is", "are", "not part of the figure"),
    ]
    said = [f"{counted(count)} {what}: {how}." for count, what, _, _, how in counts if count]
    return " ".join(said)


def _items(folder: Folder, ids: Sequence[int], column: ColumnInfo | None) -> list[Item]:
    return [_item(folder, row, column) for row in folder.tables.rows(ids[:MOST])]


def _item(folder: Folder, row: RowFound, column: ColumnInfo | None) -> Item:
    document = folder.documents[folder.places[row.source]]
    cell = _value(row, column) if column else ""
    text = document.text[row.start : row.end]
    at = text.find(f"{column.name}: {cell}") if column and cell else -1
    if column and at >= 0:
        start = row.start + at + len(column.name) + 2
        return Item("", document, start, start + len(cell), (row.start, row.end))
    return Item("", document, 0, 0, (row.start, row.end))


def _grouped(folder: Folder, said: str, group: Group) -> Item:
    """A group with the first of its rows, those with its least or greatest value before others."""
    rows = folder.tables.rows([*dict.fromkeys([*group.at, *group.rows])][:_CITED])
    spans = tuple((row.start, row.end) for row in rows)
    document = folder.documents[folder.places[rows[0].source]] if rows else None
    return Item(said, document, cited=spans)


def _value(row: RowFound, column: ColumnInfo) -> str:
    return next((cell for own, cell in row.cells if own == column), "")


def _cell_figure(row: RowFound, column: ColumnInfo) -> str:
    """The cell as it stands there, with the unit that its column's name states."""
    cell = _value(row, column)
    plain = cell.replace(",", "").replace(".", "", 1)
    if (
        column.kind in NUMBERS
        and plain.isdecimal()
        and len(column.units) == 1
        and column.units[0]
        and "." in cell[-4:] + "."
    ):
        try:
            return figure(Decimal(cell.replace(",", "")), column.units[0], column, "is")
        except ArithmeticError:
            return cell
    return cell


def _row_name(row: RowFound, ask: Ask) -> str:
    """What a row is told by: the column that is asked for, else the first of its cells that is a text."""
    if ask.shown and ask.form != "cell":
        return _value(row, ask.shown)
    others = [(column, cell) for column, cell in row.cells if column not in (ask.shown, ask.plan.measure)]
    text = next((cell for column, cell in others if column.kind == "text"), "")
    code = next((f"{column.name} {cell}" for column, cell in others[:1] if column.kind in NUMBERS), "")
    return ", ".join(part for part in (code, text) if part)


def _name(ask: Ask) -> str:
    return ask.table.info.name
