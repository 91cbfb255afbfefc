"""Rows and single cells that a question asks of a table. Pure but for looking up cells."""

from app.whole.tables.asks import Ask
from app.whole.tables.columns_meant import ColumnsMeant
from app.whole.tables.rows_meant import Unclear
from index.tables.plans import ColumnInfo, Plan
from index.tables.typed import NUMBERS

_LISTS = ("list", "which", "who")


def is_list(told: ColumnsMeant) -> bool:
    """Whether rows are asked for: "list all orders", "which employees are in Leeds"."""
    asking = [place for place, piece in enumerate(told.pieces) if piece.kind in ("list", "which", "who")]
    if not asking:
        first = next((place for place, piece in enumerate(told.pieces) if piece.kind != "name"), 0)
        lone = told.kind(first) == "column" or not told.named(("text", "date", *NUMBERS))
        return told.tells_rows(first) and lone and told.typed(told.pieces[first]).endswith("s")
    behind = asking[-1] + 1
    stated = told.pieces[asking[-1]].kind == "list"
    if told.kind(behind) == "column" and behind not in told.used:
        column = told.pieces[behind].columns[0]
        return stated or told.is_row(column) or column.kind == "text"
    return told.kind(behind) == "rows" or (stated and "rows" in told.kinds()) or told.pieces[asking[-1]].kind == "who"


def listed(told: ColumnsMeant) -> Ask:
    """All rows that are meant, or what a column has in them."""
    asking = next((place for place, kind in reversed([*enumerate(told.kinds())]) if kind in _LISTS), 0)
    stated = told.kind(asking) == "list"
    told.used.add(asking)
    rows = [place for place in range(len(told.pieces)) if told.tells_rows(place)]
    if not told.rows.conditions and not (stated and rows):
        raise Unclear
    named = [place for place in told.named(("text", "date", *NUMBERS), codes=True) if place not in rows]
    if len(named) > 1:
        raise Unclear
    shown = told.one(named[0], grouping=True) if named else None
    if told.kind(asking) == "who":
        shown = shown or told.person()
    if not shown and told.kind(asking + 1) == "column" and asking + 1 not in told.used:
        shown = told.pieces[asking + 1].columns[0]
    told.spare()
    if not shown or rows or told.is_row(shown):
        return told.made(told.plan("rows", None), "rows", shown=shown)
    if not told.rows.conditions:
        raise Unclear
    return told.made(told.plan("count", None, shown), "values", shown=shown)


def looked_up(told: ColumnsMeant) -> Ask:
    """ "What is the salary of Ada Smith"."""
    places = told.named(("text", "date", *NUMBERS), codes=True)
    if len(places) > 1:
        places = [place for place in places if not told.tells_rows(place)]
    if len(places) > 1:
        raise Unclear
    when = told.take("when") is not None
    if places:
        column = told.one(places[0], ("date",) if when else ())
        told.hints()
    elif {"priced", "spent"} & {*told.kinds()}:
        column = told.measure()
    else:
        raise Unclear
    return cell(told, column)


def cell(told: ColumnsMeant, column: ColumnInfo, additive: bool = False) -> Ask:
    """What a column has in the row that is meant, or, of amounts that add up, in all that are."""
    if not any(condition.comparison == "is" for condition in told.rows.conditions) and not (
        additive and told.rows.conditions
    ):
        raise Unclear
    told.spare()
    plan = Plan(told.table.info.id, "rows", None, tuple(told.rows.conditions))
    return told.made(plan, "cell", shown=column, additive=additive)
