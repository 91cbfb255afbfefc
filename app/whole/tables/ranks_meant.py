"""The most and the least that a question asks of a table: of rows, or of groups. Pure but for looking up cells."""

from dataclasses import replace

from app.whole.tables.asks import Ask, Choice
from app.whole.tables.columns_meant import RANKS, ColumnsMeant
from app.whole.tables.rows_meant import Unclear
from index.tables.plans import ColumnInfo, Operation, Period
from index.tables.typed import NUMBERS

_OPERATIONS: dict[str, Operation] = {"sum": "sum", "mean": "mean", "median": "median", "count": "count"}


def ranked(told: ColumnsMeant, rank: str, mean: str, group: ColumnInfo | None, period: Period | None) -> Ask:
    """The rows, or groups, with the most or the least of something."""
    place = told.roles[rank]
    descending, about = RANKS[rank], told.pieces[place].about
    limit = told.limit(place)
    subject, unit = told.subject(place)
    if unit and not group:
        group, period = told.by_time(unit)
    by_date = rank in ("newest", "oldest")
    is_of_rows = rank in ("most", "least") and told.tells_rows(place + 1) and not told.named(NUMBERS)
    if (is_of_rows or "count" in told.roles) and (group or (subject and not told.is_row(subject))):
        return _first_group(told, "count", None, group or subject, period, descending, limit)
    if mean or "sum" in told.roles:
        if not (group or (subject and not told.is_row(subject))):
            raise Unclear
        return _first_group(told, mean or "sum", told.measure(about), group or subject, period, descending, limit)
    if is_of_rows or "count" in told.roles:
        raise Unclear
    measure = told.date() if by_date else told.measure(about)
    row_asked = told.tells_rows(place + 1) or (told.kind(place + 1) == "number" and told.tells_rows(place + 2))
    if group or (subject and not row_asked and not by_date and not told.is_row(subject)):
        if group and not subject and not unit:  # "the highest salary by team"
            told.spare()
            plan = told.plan("max" if descending else "min", measure, group, period)
            return told.made(plan, "groups")
        if ("who" in told.kinds() and rank in ("high", "low")) or _is_single(told, subject):
            told.spare()
            plan = replace(told.plan("rows", measure), descending=descending, limit=limit or 1)
            return told.made(plan, "first", shown=subject)
        return _best_group(told, rank, measure, group or subject, period, descending, limit)
    told.spare()
    plan = replace(told.plan("rows", measure), descending=descending, limit=limit or 1)
    return told.made(plan, "first", shown=subject)


def _is_single(told: ColumnsMeant, subject: ColumnInfo | None) -> bool:
    """Whether no two of the rows that count have the same there: then the highest row is the highest sum too."""
    return subject is not None and told.cells.is_unique(subject, told.rows.conditions)


def _best_group(
    told: ColumnsMeant,
    rank: str,
    measure: ColumnInfo,
    group: ColumnInfo | None,
    period: Period | None,
    descending: bool,
    limit: int,
) -> Ask:
    """ "Which team spent the most" is about sums; "which team has the highest salary" may be about one row."""
    if rank in ("most", "least") or period or any(piece.kind == "spent" for piece in told.pieces):
        return _first_group(told, "sum", measure, group, period, descending, limit)
    piece = told.pieces[told.roles[rank]]
    typed = told.typed(piece)
    options = [(f"{typed} sum of {measure.name}", f"{typed} total"), (f"{typed} mean", f"{typed} average")]
    reason = f"There may be several rows of each {group.name if group else ''}."
    raise Unclear(Choice(told.table, "Is the sum or the mean meant?", reason, piece, tuple(options)))


def _first_group(
    told: ColumnsMeant, operation: str, measure: ColumnInfo | None, group: ColumnInfo | None, period: Period | None,
    descending: bool, limit: int,
) -> Ask:  # fmt: skip
    if operation == "sum" and measure and measure.kind == "percent":
        raise Unclear
    told.spare()
    plan = replace(told.plan(_OPERATIONS[operation], measure, group, period), descending=descending)
    return told.made(replace(plan, limit=limit or 1), "groups", ranked=True)
