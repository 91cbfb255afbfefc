"""Rows of a table as items of an answer, with the cell that counts marked; what they are called. Pure."""

import re
from collections.abc import Sequence
from decimal import Decimal

from app.whole.folder import Folder
from app.whole.tables.asks import Ask
from app.whole.tables.figures import figure
from app.whole.telling import MOST, Item
from index.tables.plans import ColumnInfo, Group, RowFound
from index.tables.typed import NUMBERS

_CITED = 3  # rows of a group that are cited
_PLAIN = re.compile(r"\d+(?:\.\d\d?)?")


def items_of(folder: Folder, ids: Sequence[int], column: ColumnInfo | None) -> list[Item]:
    """Rows with their cell in a column marked."""
    return [_item(folder, row, column) for row in folder.tables.rows(ids)]


def _item(folder: Folder, row: RowFound, column: ColumnInfo | None) -> Item:
    document = folder.by_source(row.source)
    cell = value_of(row, column) if column else ""
    at = document.text.find(f"{column.name}: {cell}", row.start, row.end) if column and cell else -1
    if not column or at < 0:
        return Item("", document, 0, 0, (row.start, row.end))
    start = at + len(column.name) + len(": ")
    return Item("", document, start, start + len(cell), (row.start, row.end))


def grouped(folder: Folder, groups: Sequence[tuple[str, Group]]) -> list[Item]:
    """Groups, each by what is said of it, with the first of its rows, those with its least or greatest value before
    others; of the groups that are shown."""
    firsts = [[*dict.fromkeys([*group.at, *group.rows[:_CITED]])][:_CITED] for _, group in groups[:MOST]]
    found = {row.id: row for row in folder.tables.rows([row for rows in firsts for row in rows])}
    items = []
    for (said, _), ids in zip(groups, firsts, strict=False):
        rows = [found[row] for row in ids if row in found]
        document = folder.by_source(rows[0].source) if rows else None
        items.append(Item(said, document, cited=tuple((row.start, row.end) for row in rows)))
    return [*items, *(Item(said) for said, _ in groups[MOST:])]


def value_of(row: RowFound, column: ColumnInfo) -> str:
    """The cell in a column, "" for none."""
    return next((cell for own, cell in row.cells if own == column), "")


def cell_figure(row: RowFound, column: ColumnInfo) -> str:
    """The cell as it stands there; a bare number with the unit of its column."""
    cell = value_of(row, column)
    unit = column.units[0] if len(column.units) == 1 else ""
    if column.kind in NUMBERS and unit and _PLAIN.fullmatch(cell):
        return figure(Decimal(cell), unit, column, "is")
    return cell


def row_name(row: RowFound, ask: Ask) -> str:
    """What a row is told by: the column that is asked for, else its code and the first of its cells that is a text."""
    if ask.shown and ask.form != "cell":
        return value_of(row, ask.shown)
    others = [(column, cell) for column, cell in row.cells if column not in (ask.shown, ask.plan.measure)]
    text = next((cell for column, cell in others if column.kind == "text"), "")
    code = next((f"{column.name} {cell}" for column, cell in others[:1] if column.kind in NUMBERS), "")
    return ", ".join(part for part in (code, text) if part)
