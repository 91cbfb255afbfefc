"""An answer about a table, with the account of how it was worked out and what was left out; or what is asked back."""

from collections.abc import Sequence
from dataclasses import replace

from app.records import Answer, Refinement
from app.whole.folder import Folder
from app.whole.tables.asks import Ask
from app.whole.tables.figures import conditions, counted, formula
from app.whole.tables.items import items_of
from app.whole.telling import MOST, Item, told
from index.tables.plans import ColumnInfo, Outcome, Plan

Parts = Sequence[tuple[Plan, Outcome]]
"""A plan with what it comes to, or one for each currency."""


def asked_back(question: str, headline: str, reason: str, options: Sequence[Refinement]) -> Answer:
    """An answer that claims nothing, and offers what to ask."""
    return replace(told(question, "choices", headline, [], reason, "", options), status="unsure", confidence=0.0)


def refused(question: str, ask: Ask, reason: str) -> Answer:
    """Says why there is no exact answer."""
    return replace(told(question, "table", reason, [], account(ask), ""), status="unsure", confidence=0.0)


def answer(question: str, ask: Ask, headline: str, items: Sequence[Item], parts: Parts, notice: str = "") -> Answer:
    """The answer with the account of what was worked out."""
    plan = " ".join(part for part in (account(ask), _left_out(parts)) if part)
    return told(question, "table", headline, items, plan, notice)


def answer_with_rows(
    question: str, ask: Ask, folder: Folder, headline: str, rows: Sequence[int], column: ColumnInfo | None, parts: Parts
) -> Answer:
    """The answer with all rows that it rests on, the first of them if they are many, with the cell in `column`."""
    notice = f"The first {MOST:,} of {len(rows):,} rows are shown." if len(rows) > MOST else ""
    return answer(question, ask, headline, items_of(folder, rows[:MOST], column), parts, notice)


def account(ask: Ask) -> str:
    """What was worked out, of which table of which file, and what was taken for meant."""
    plan, table = ask.plan, ask.table.info
    what = formula(plan, ask.name)
    if ask.form == "cell" and ask.shown:
        what = f"{ask.shown.name}{conditions(plan.conditions)}"
    if ask.form == "first" and plan.measure:
        order = "highest" if plan.descending else "lowest"
        what = f"rows with the {order} {plan.measure.name}{conditions(plan.conditions)}"
    notes = f" {'. '.join(ask.notes)}." if ask.notes else ""
    of = f"in the table “{ask.name}” of {table.source}, {counted(table.rows)}"
    return f"{what[:1].upper()}{what[1:]}, {of}.{notes}"


def _left_out(parts: Parts) -> str:
    """Which rows and cells do not count."""
    plan, outcome = parts[0]
    of_units = parts[:1] if plan.unit else parts  # of each unit the same cells are none of its amounts
    groups = [group for _, one in of_units for group in one.groups]
    counts = (
        (len(outcome.totals), "summing up others", "left out"),
        (len(outcome.doubtful), "called totals that are none by their figures", "left out"),
        (len(outcome.untold), "of which it can't be told whether they count", "left out"),
        (sum(group.empty for group in groups), "with nothing in the column", "no part of the figure"),
        (sum(group.unread for group in groups), "with something else in the column", "no part of the figure"),
    )
    said = [f"{counted(count)} {what}: {how}." for count, what, how in counts if count]
    if plan.unit and plan.measure and "" in plan.measure.units:
        said.append("Amounts without a unit are left out.")
    return " ".join(said)
