"""Sums, means and counts that a question asks of a table. Pure but for looking up cells."""

from dataclasses import replace

from app.asking.tables import words_for
from app.whole.tables.asks import Ask, Choice
from app.whole.tables.columns_meant import ColumnsMeant
from app.whole.tables.names import counts_money, is_called, is_code
from app.whole.tables.rows_asked import cell
from app.whole.tables.rows_meant import Unclear
from index.language.words import fold
from index.tables.plans import ColumnInfo, Operation, Period
from index.tables.typed import NUMBERS

_OPERATIONS: dict[str, Operation] = {"sum": "sum", "mean": "mean", "median": "median", "count": "count"}


def worked_out(
    told: ColumnsMeant, operation: str, measure: ColumnInfo | None, group: ColumnInfo | None, period: Period | None
) -> Ask:
    """A figure of a column, of all rows that are meant or of each group."""
    told.spare()
    if operation == "sum" and measure and (measure.kind == "percent" or is_code(measure)):
        raise Unclear
    plan = told.plan(_OPERATIONS[operation], measure, group, period)
    return told.made(plan, "groups" if group else "figure")


def summed(told: ColumnsMeant, group: ColumnInfo | None, period: Period | None) -> Ask:
    """What amounts come to; of an amount that doesn't add up, such as a price, the cell."""
    if "sum" in told.roles and _is_of_rows(told):
        place = next(place for place, piece in enumerate(told.pieces) if piece.kind == "rows")
        measures = told.table.money() or told.table.measures()
        if not measures:
            return counted(told, group, period)
        typed = told.typed(told.pieces[place])
        total = told.pieces[told.roles["sum"]]
        piece = replace(total, last=told.pieces[place].last) if place == told.roles["sum"] + 1 else total
        rest = f" {typed}" if piece.last > total.last else ""
        options = [(f"How many {typed}", f"number of{rest}")]
        options += [(f"Sum of {column.name}", f"total {column.name} of{rest}") for column in measures]
        reason = f"“Total {typed}” may be how many there are, or a sum."
        raise Unclear(Choice(told.table, "What is to be added up?", reason, piece, tuple(options)))
    additive = "sum" in told.roles or bool(group) or _is_spent(told)
    measure = told.measure()
    if not additive:
        if "amount" in told.roles and not told.rows.conditions:
            raise Unclear
        return cell(told, measure, additive=not is_called(measure, "priced"))
    if (
        "amount" in told.roles
        and "sum" not in told.roles
        and not group
        and not told.rows.conditions
        and not told.naming()
    ):
        raise Unclear
    return worked_out(told, "sum", measure, group, period)


def _is_spent(told: ColumnsMeant) -> bool:
    """Whether a word says that amounts add up, also as a part of a column's name."""
    words = {fold(word.text) for piece in told.pieces if piece.kind in ("spent", "column")
             for word in told.wish.words[piece.first : piece.last]}  # fmt: skip
    return not words.isdisjoint(words_for("spent"))


def _is_of_rows(told: ColumnsMeant) -> bool:
    """Whether a total is asked of rows that are no amounts: "total orders"."""
    kinds = [piece.kind for place, piece in enumerate(told.pieces) if place not in told.used]
    hinted = any(kind in ("spent", "priced") for kind in kinds) or "amount" in told.roles
    return "rows" in kinds and not told.named(NUMBERS) and not hinted and not counts_money(told.nouns)


def counted(told: ColumnsMeant, group: ColumnInfo | None, period: Period | None) -> Ask:
    """How many rows there are, or different values, or what a column that counts comes to."""
    distinct = told.take("distinct") is not None
    places = told.named(NUMBERS)
    if places and not distinct:
        column = told.one(places[0], NUMBERS)
        if is_code(column):
            raise Unclear
        return _how_many_of(told, column, group, period)
    columns = [place for place, piece in enumerate(told.pieces) if piece.kind == "column" and place not in told.used]
    if columns:
        column = told.one(columns[0], grouping=True)
        if distinct or not told.is_row(column):
            if not distinct and not (told.rows.conditions and column.kind == "text"):
                raise Unclear
            told.spare()
            return told.made(told.plan("distinct", column, group, period), "groups" if group else "figure")
    elif not any(kind in ("rows", "row noun") for kind in told.kinds()):
        return _value_counted(told, group, period)
    if distinct:
        raise Unclear
    return worked_out(told, "count", None, group, period)


def _how_many_of(told: ColumnsMeant, column: ColumnInfo, group: ColumnInfo | None, period: Period | None) -> Ask:
    """ "How many hours did Ada work": what the column comes to; of all rows only if a total is asked for."""
    if group or "sum" in told.roles:
        return worked_out(told, "sum", column, group, period)
    if not told.rows.conditions:
        raise Unclear
    return cell(told, column, additive=True)


def _value_counted(told: ColumnsMeant, group: ColumnInfo | None, period: Period | None) -> Ask:
    """ "How many laptops": what the column of quantities says of them, else the rows that are such, if one more
    condition says that it is about them."""
    counts = [one for one in told.table.measures() if fold(one.name).strip() in words_for("quantities")]
    if not any(piece.kind == "value" for piece in told.pieces):
        raise Unclear
    if len(counts) == 1 and not group:
        told.rows.notes.append(f"{counts[0].name} is taken for how many there are")
        return _how_many_of(told, counts[0], group, period)
    if counts or len(told.rows.conditions) < 2:
        raise Unclear
    return worked_out(told, "count", None, group, period)
