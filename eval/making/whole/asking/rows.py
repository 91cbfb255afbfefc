"""Questions for rows of a table: the first ones by a figure, those that two conditions leave, groups, single cells."""

from collections import Counter
from collections.abc import Iterator
from random import Random

from eval.making.whole.asking.figures import KEYS, a_limit, columns, number, rounded, selections, slots, stem, total
from eval.making.whole.asking.question import Question, in_figures_or_words, shuffled, worded
from eval.making.whole.folder import Folder
from eval.making.whole.found import Found
from eval.making.whole.tables.table import Row

_MOST_ROWS = 40  # of a list that is asked for
_LOOKED_UP = (
    ("employees", "Name", ("Salary", "Site", "Department", "Role")),
    ("employees", "Number", ("Name", "Salary")),
    ("orders", "Order", ("Supplier", "Quantity", "Net amount", "Status")),
)
"""By what rows of which table are looked up, and what for."""


def first_rows(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """The rows with the highest or lowest figures, where it is certain which they are."""
    for column in shuffled(chance, [*columns(folder, "table_min")] * 3):
        form, many = chance.choice(("highest", "lowest")), chance.randint(3, 7)
        ordered = sorted(
            column.table.rows(),
            key=lambda row: number(row.cells[column.name]),
            reverse=form == "highest",
        )
        values = [number(row.cells[column.name]) for row in ordered[: many + 1]]
        if len(set(values)) == len(values) > many:
            rows = ordered[:many]
            answer = {
                "values": [rounded(value) for value in values[:many]],
                "unit": column.unit,
                "rows": [row.line for row in rows],
                "document": column.table.source,
            }
            yield worded(chance, "table_top", form, slots(column, number=in_figures_or_words(many)), answer)


def rows_left(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """The rows with a value and a figure above a limit."""
    for column, key, value in shuffled(chance, [*selections(folder, "table_min")]):
        limit = a_limit(chance, column, (0.8, 0.98))
        rows = [
            row for row in column.table.rows() if row.cells[key] == value and number(row.cells[column.name]) > limit
        ]
        if 0 < len(rows) <= _MOST_ROWS:
            answer = {"count": len(rows), "rows": [row.line for row in rows], "document": column.table.source}
            yield worded(chance, "table_filter", "two", slots(column, key=key, value=value, limit=f"{limit:g}"), answer)


def sums_of_groups(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """The sum of a column for each value of another."""
    for column in shuffled(chance, [*columns(folder, "table_sum")]):
        for key in KEYS[stem(column.table)]:
            groups: dict[str, list[float]] = {}
            for row in column.table.rows():
                groups.setdefault(str(row.cells[key]), []).append(number(row.cells[column.name]))
            sums = {name: rounded(total(values)) for name, values in sorted(groups.items())}
            answer = {"groups": sums, "unit": column.unit, "document": column.table.source}
            yield worded(chance, "table_group", "sum", slots(column, key=key), answer)


def sizes_of_groups(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """How many rows there are for each value of a column."""
    for name, keys in shuffled(chance, [*KEYS.items()]):
        table = folder.table(name)
        for key in keys:
            sizes = Counter(str(row.cells[key]) for row in table.rows())
            answer = {"groups": dict(sorted(sizes.items())), "unit": "", "document": table.source}
            yield worded(chance, "table_group", "count", slots(table, key=key), answer)


def single_cells(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """A cell of the one row that has a name or a number."""
    for name, key, wanted in shuffled(chance, [*_LOOKED_UP] * 20):
        table = folder.table(name)
        row: Row = chance.choice([*table.rows()])
        column = chance.choice(wanted)
        answer = {
            "value": row.cells[column],
            "unit": table.units.get(column, ""),
            "rows": [row.line],
            "document": table.source,
        }
        slotted = slots(table, column=column, key=key.lower(), value=str(row.cells[key]))
        yield worded(chance, "table_lookup", "cell", slotted, answer)


def prices(folder: Folder, found: Found, chance: Random) -> Iterator[Question]:
    """What a price list says that an item costs."""
    for edition in shuffled(chance, folder.prices):
        item = chance.choice([*edition.figures])
        figure, unit = edition.figures[item].split()
        answer = {"value": float(figure), "unit": unit, "rows": [], "document": edition.file.source}
        slotted = {"item": item, "name": edition.name, "year": edition.label}
        yield worded(chance, "table_lookup", "price", slotted, answer)
