"""Which rows of two tables are of the same thing, and which of their cells differ. Pure.

Rows are told by the column, or the columns, in which no two rows of a table say the same: so rows may be inserted, left
out and put in another order.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, groupby, product

from app.whole.figures import Difference
from app.whole.units import Tokens, Unit, Units, has_digit, tokens

_ALIKE = 0.5  # of the names of the columns of two tables that must be the same
_SHARED = 0.5  # of the keys of the shorter table that the other must have
_HEADING = 0.5  # what an equal heading counts for
_SEVERAL = 3  # columns among which a key of two is looked for

Row = Mapping[str, Tokens]
"""What a row says, by column."""
Table = Sequence[Unit]


def tables(units: Units) -> list[list[Unit]]:
    """The runs of rows."""
    return [[*run] for is_row, run in groupby(units.units, lambda unit: unit.kind == "row") if is_row]


def paired(old: Units, new: Units) -> Iterator[tuple[Unit, Unit]]:
    """The rows of the one document with those of the other that have the same key, in a table with such columns."""
    before, after = tables(old), tables(new)
    likeness = {
        (one, other): _likeness(old, before[one], new, after[other])
        for one, other in product(range(len(before)), range(len(after)))
    }
    taken: tuple[set[int], set[int]] = (set(), set())
    for one, other in sorted(likeness, key=lambda pair: (-likeness[pair], pair)):
        if likeness[one, other] >= _ALIKE and one not in taken[0] and other not in taken[1]:
            taken[0].add(one)
            taken[1].add(other)
            yield from _by_key(old, before[one], new, after[other])


def differing_cells(old: Units, new: Units, pair: tuple[Unit, Unit]) -> list[Difference]:
    """The cells of two rows of the same thing that differ, each named by its column and the row's first cell."""
    (before, after), named = (_cells(one, row) for one, row in zip((old, new), pair, strict=True)), []
    subject = next(iter(before.values()), "")
    for column in dict.fromkeys([*before, *after]):
        one, other = before.get(column, ""), after.get(column, "")
        if tokens(one) != tokens(other):
            of = f" of {subject}" if subject and subject != one else ""
            named.append(Difference(one, other, f"{column}{of}" if column else subject))
    return named


def _by_key(old: Units, table: Table, new: Units, other: Table) -> Iterator[tuple[Unit, Unit]]:
    before, after = [_row(old, unit) for unit in table], [_row(new, unit) for unit in other]
    for key in _keys(before, after):
        places = {_value(row, key): unit for row, unit in zip(after, other, strict=True)}
        for row, unit in zip(before, table, strict=True):
            if any(value := _value(row, key)) and value in places:
                yield unit, places[value]
        return


def _keys(before: Sequence[Row], after: Sequence[Row]) -> Iterator[tuple[str, ...]]:
    """The columns, or pairs of columns, that tell the rows of both tables apart, the likeliest first."""
    columns = [
        column
        for column in dict.fromkeys(name for row in before for name in row)
        if any(column in row for row in after)
    ]
    worded = sorted(columns, key=lambda column: _share_of_figures(before, column) > _SHARED)
    for key in (*((column,) for column in worded), *combinations(worded[:_SEVERAL], 2)):
        left, right = Counter(_value(row, key) for row in before), Counter(_value(row, key) for row in after)
        shared = len(left.keys() & right.keys())
        if max(left.values()) == max(right.values()) == 1 and shared >= _SHARED * min(len(left), len(right)):
            yield key


def _share_of_figures(rows: Sequence[Row], column: str) -> float:
    filled = [row[column] for row in rows if column in row]
    return sum(any(map(has_digit, words)) for words in filled) / len(filled)


def _value(row: Row, key: Sequence[str]) -> tuple[Tokens, ...]:
    return tuple(row.get(column, ()) for column in key)


def _row(units: Units, unit: Unit) -> Row:
    return {" ".join(tokens(column)): tokens(value) for column, value in _cells(units, unit).items()}


def _cells(units: Units, unit: Unit) -> dict[str, str]:
    words = units.text(unit)
    return {words[slice(*cell.column)]: words[slice(*cell.value)] for cell in unit.cells}


def _likeness(old: Units, table: Table, new: Units, other: Table) -> float:
    """The share of the names of columns that two tables have in common, more with equal rows and an equal heading."""
    left, right = (
        {*_row(units, max(rows, key=lambda row: len(row.cells)))} for units, rows in ((old, table), (new, other))
    )
    names = len(left & right) / max(1, len(left | right))
    if names < _ALIKE:
        return 0.0
    rows = {row.tokens for row in table} & {row.tokens for row in other}
    same_heading = old.headings[table[0].section][-1:] == new.headings[other[0].section][-1:]
    return names + len(rows) / max(len(table), len(other)) + _HEADING * same_heading
