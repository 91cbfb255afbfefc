"""From the pieces of a question to what is asked of the table: which operation, over which column, of which groups.

What could be meant in two ways is asked back, and what can't be told is nothing. Pure but for looking up cells.
"""

from collections.abc import Sequence
from dataclasses import replace

from app.asking.tables import TableWish
from app.whole.tables.asks import Ask, Cells, Choice
from app.whole.tables.columns_meant import RANKS, ColumnsMeant
from app.whole.tables.figures_meant import counted, summed, worked_out
from app.whole.tables.names import Named
from app.whole.tables.pieces import Piece
from app.whole.tables.ranks_meant import ranked
from app.whole.tables.rows_asked import is_list, listed, looked_up
from app.whole.tables.rows_meant import RowsMeant, Unclear
from index.language.words import fold
from index.tables.plans import Period
from index.tables.typed import NUMBERS

_MEANS = ("mean", "median")
_ABOUT = ("column", "value", "coded", "rows", "name", "priced")
"""Kinds of pieces of which one has to be there: without them nothing is about the table."""
_MET = ("value", "coded", "number")
"""Kinds of pieces that rows are told by, so that there is something to be asked back about."""
_SPARE = ("which", "who", "list", "rows", "name")
"""Kinds of pieces that may be left when all others are told."""


def meaning(wish: TableWish, table: Named, pieces: Sequence[Piece], cells: Cells) -> Ask | Choice | None:
    """What the pieces of a question ask of their table; None if it can't be told for certain."""
    if not any(piece.kind in _ABOUT or piece.about for piece in pieces):
        return None
    rows = RowsMeant(table, pieces, wish.words, cells)
    told = ColumnsMeant(wish, table, pieces, cells, rows)
    try:
        rows.read()
        met = {*rows.used}
        ask = _ask(told)
    except Unclear as unclear:
        is_about_rows = wish.stated or any(piece.kind in _MET for piece in pieces)
        return replace(unclear.choice, named=told.naming()) if unclear.choice and is_about_rows else None
    # "and" between two conditions says no more than that there are two.
    left = [
        piece.kind
        for place, piece in enumerate(told.pieces)
        if place not in told.used and not (piece.kind == "and" and {place - 1, place + 1} <= met)
    ]
    return None if any(kind not in _SPARE for kind in left) else ask


def _ask(told: ColumnsMeant) -> Ask:
    told.used.update(told.roles.values())
    group, period = told.group()
    ranks = [name for name in told.roles if name in RANKS]
    means = [name for name in told.roles if name in _MEANS]
    if len(ranks) > 1 or len(means) > 1:
        raise Unclear
    if ranks:
        return ranked(told, ranks[0], means[0] if means else "", group, period)
    if means:
        is_of_counts = "count" in told.roles and not told.named(NUMBERS)  # "how many orders a customer on average"
        if "sum" in told.roles or is_of_counts or _per_period(told, period):
            raise Unclear
        return worked_out(told, means[0], told.measure(), group, period)
    if "count" in told.roles:
        return counted(told, group, period)
    if "amount" in told.roles or "sum" in told.roles:
        return summed(told, group, period)
    if group:
        return summed(told, group, period) if told.has_measure() else counted(told, group, period)
    return listed(told) if is_list(told) else looked_up(told)


def _per_period(told: ColumnsMeant, period: Period | None) -> bool:
    """ "The average per month" may be that of the months' sums."""
    text = fold(told.wish.question)
    return period is not None and f" per {period}" in text
