"""Which rows of two tables are of the same thing, and which of their cells differ. Pure.

Rows are told by the column, or the columns, in which no two rows of a table say the same: so rows may be inserted, left
out and put in another order.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, groupby, product

from app.whole.figures import Difference
from app.whole.units import Tokens, Unit, Units, has_digit, tokens
from index.language.vocabulary import vocabulary

_ALIKE = 0.5  # of the names of the columns of two tables that must be the same
_HEADING = 0.5  # what an equal heading counts for, as a share of equal rows
_SHARED = 0.5  # of the keys of the shorter table that the other must have
_SEVERAL = 3  # columns among which a key of two is looked for

_Free = tuple[Collection[Unit], Collection[Unit]]
Row = Mapping[str, Tokens]
"""What a row says, by column."""


@dataclass(frozen=True, slots=True)
class _Table:
    """A run of rows, with what they say and what they stand under."""

    units: Sequence[Unit]
    rows: Sequence[Row]
    columns: frozenset[str]
    heading: str


def paired(old: Units, new: Units, free: _Free) -> Iterator[tuple[Unit, Unit]]:
    """The rows of the one document with those of the other that have the same key, in a table with such columns.

    Only tables with rows that are free yet are looked at.
    """
    before, after = ([*_tables(side, rest)] for side, rest in zip((old, new), free, strict=True))
    likeness = {
        (one, other): _likeness(before[one], after[other])
        for one, other in product(range(len(before)), range(len(after)))
    }
    taken: tuple[set[int], set[int]] = (set(), set())
    for one, other in sorted(likeness, key=lambda pair: (-likeness[pair], pair)):
        if likeness[one, other] >= _ALIKE and one not in taken[0] and other not in taken[1]:
            taken[0].add(one)
            taken[1].add(other)
            yield from _by_key(before[one], after[other], free)


def differing_cells(old: Units, new: Units, pair: tuple[Unit, Unit]) -> list[Difference]:
    """The cells of two rows of the same thing that differ, each named by its column and the row's first cell."""
    before, after = (_cells(side, row) for side, row in zip((old, new), pair, strict=True))
    subject, named = next(iter(before.values()), ""), []
    for column in dict.fromkeys([*before, *after]):
        one, other = before.get(column, ""), after.get(column, "")
        if tokens(one) != tokens(other):
            named.append(Difference(one, other, _what(column, subject if subject != one else "", new)))
    return named


def _what(column: str, subject: str, side: Units) -> str:
    """What a cell is called, in the language of its document: the price of the basic plan."""
    if column and subject:
        return str(vocabulary(side.document.language, "whole.compare")["cell"]).format(column=column, row=subject)
    return column or subject


def _tables(side: Units, free: Collection[Unit]) -> Iterator[_Table]:
    for is_row, run in groupby(side.units, lambda unit: unit.kind == "row"):
        units = [*run]
        if is_row and any(unit in free for unit in units):
            rows = [
                {" ".join(tokens(name)): tokens(value) for name, value in _cells(side, unit).items()} for unit in units
            ]
            yield _Table(
                units, rows, frozenset(chain.from_iterable(rows)), "".join(side.headings[units[0].section][-1:])
            )


def _likeness(one: _Table, other: _Table) -> float:
    """The share of the columns that two tables have in common, more for equal rows and an equal heading, or 0."""
    columns = len(one.columns & other.columns) / max(1, len(one.columns | other.columns))
    if columns < _ALIKE:
        return 0.0
    equal = {unit.tokens for unit in one.units} & {unit.tokens for unit in other.units}
    return columns + len(equal) / max(len(one.units), len(other.units)) + _HEADING * (one.heading == other.heading)


def _by_key(one: _Table, other: _Table, free: _Free) -> Iterator[tuple[Unit, Unit]]:
    key = next(_keys(one.rows, other.rows), ())
    places = {_value(row, key): unit for row, unit in zip(other.rows, other.units, strict=True)}
    for row, unit in zip(one.rows, one.units, strict=True):
        if any(value := _value(row, key)) and value in places:
            yield unit, places[value]
    if not key or any(_share_of_figures(one.rows, column) > _SHARED for column in key):
        yield from _but_for_one(one, other, free)  # a figure may tell rows apart and have changed


def _but_for_one(one: _Table, other: _Table, free: _Free) -> Iterator[tuple[Unit, Unit]]:
    """The rows of tables without a key that differ in one cell, where no other row does."""
    for column in sorted(one.columns & other.columns):
        rests: list[dict[Hashable, list[Unit]]] = []
        for table, left in zip((one, other), free, strict=True):
            there: dict[Hashable, list[Unit]] = defaultdict(list)
            for row, unit in zip(table.rows, table.units, strict=True):
                if unit in left and column in row:
                    there[frozenset((name, value) for name, value in row.items() if name != column)].append(unit)
            rests.append(there)
        for rest, (unit, *more) in rests[0].items():
            partners = rests[1].get(rest, [])
            if not more and len(partners) == 1:
                yield unit, partners[0]


def _keys(before: Sequence[Row], after: Sequence[Row]) -> Iterator[tuple[str, ...]]:
    """The columns, or pairs of columns, that tell the rows of both tables apart, the likeliest first."""
    held = {column for row in after for column in row}
    columns = [column for column in dict.fromkeys(name for row in before for name in row) if column in held]
    worded = sorted(columns, key=lambda column: _share_of_figures(before, column) > _SHARED)
    for key in (*((column,) for column in worded), *combinations(worded[:_SEVERAL], 2)):
        left, right = (Counter(filter(any, (_value(row, key) for row in rows))) for rows in (before, after))
        shared = len(left.keys() & right.keys())
        alone = all(count == 1 for counts in (left, right) for count in counts.values())
        if shared and alone and shared >= _SHARED * min(len(left), len(right)):
            yield key


def _share_of_figures(rows: Sequence[Row], column: str) -> float:
    filled = [row[column] for row in rows if column in row]
    return sum(any(map(has_digit, words)) for words in filled) / len(filled)


def _value(row: Row, key: Sequence[str]) -> tuple[Tokens, ...]:
    return tuple(row.get(column, ()) for column in key)


def _cells(side: Units, unit: Unit) -> dict[str, str]:
    words = side.text(unit)
    return {words[slice(*cell.column)]: words[slice(*cell.value)] for cell in unit.cells}
