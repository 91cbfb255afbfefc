"""A column of cells as one type: numbers with units, money, percents, dates, or text. Pure.

What marks decimals, and whether day or month comes first, is decided for a column as a whole: by its own cells, else by
the other columns of its table, else by the language. Cells that are not of the type of most are unread, never guessed.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from index.language.cldr import decimal_mark
from index.language.identify import ENGLISH
from index.language.words import fold
from index.tables.amounts import Amount, amount, unit_in_name
from index.tables.days import DAY_FIRST, Written, in_doubt, order_of, written
from index.tables.decimals import Exact, mark_of
from index.tables.words import is_blank

Kind = Literal["text", "number", "money", "percent", "date"]
NUMBERS: tuple[Kind, ...] = ("number", "money", "percent")

_SAMPLE = 400  # cells
_HARDLY = 0.4  # of the sample: with fewer it is text, and the rest is not looked at
_MOSTLY = 0.75  # of the cells are of the type of a column
_MOST_WORDS = 5  # units that only this column knows
_Cell = TypeVar("_Cell")


@dataclass(frozen=True, slots=True)
class Column:
    """A column with a value for each row, None for none: of numbers a count of parts of which 10 to the power of
    `places` make one, of dates ISO 8601.

    `units` are the names of its units, "" for none; `unit_of` says by row which of them, empty if there is but one.
    `ambiguous`: some of its dates could be of two days. `unread` counts cells that hold something of another type.
    """

    name: str
    kind: Kind
    cells: Sequence[str]
    values: Sequence[int | str | None] = ()
    places: int = 0
    units: tuple[str, ...] = ()
    unit_of: Sequence[int | None] = ()
    ambiguous: bool = False
    filled: int = 0
    unread: int = 0


@dataclass(slots=True)
class _Read:
    """The cells of a column as what most of them are."""

    name: str
    cells: list[str]
    filled: int
    amounts: list[Amount | None] = field(default_factory=list)
    days: list[Written | None] = field(default_factory=list)


def typed(
    names: Sequence[str], rows: Sequence[Sequence[str]], language: str, unsure: Sequence[Sequence[int]] = ()
) -> list[Column]:
    """The columns of a table. `unsure`: by row, the cells that may be another column's, which are not read.

    >>> typed(["Sum"], [["1.200 €"], ["3,50 €"], ["n/a"]], "en")[0].values
    [120000, 350, None]
    """
    doubtful = {(number, place) for number, places in enumerate(unsure) for place in places}
    reads = []
    for place, name in enumerate(names):
        cells = ["" if not (cell := row[place]) or is_blank(cell) else cell for row in rows]
        reads.append(_read(name, cells, language))
        for number, other in doubtful:
            if other == place:
                for found in (reads[-1].amounts, reads[-1].days):
                    if found:
                        found[number] = None
    marks = mark_of(one.figure for read in reads for one in read.amounts if one)
    order = order_of(day for read in reads for day in read.days if day)
    return [
        _of_numbers(read, language, marks)
        if read.amounts
        else _of_days(read, language, order)
        if read.days
        else Column(read.name, "text", read.cells, filled=read.filled)
        for read in reads
    ]


def _read(name: str, cells: list[str], language: str) -> _Read:
    filled = [cell for cell in cells if cell]
    read = _Read(name, cells, len(filled))
    sample = filled[:_SAMPLE]
    if not sample:
        return read
    if sum(written(cell, language) is not None for cell in sample) >= _HARDLY * len(sample):
        read.days = _each(cells, lambda cell: written(cell, language))
    elif sum(amount(cell, language) is not None for cell in sample) >= _HARDLY * len(sample):
        read.amounts = _known(_each(cells, lambda cell: amount(cell, language)))
    for found in (read.amounts, read.days):
        if len(found) - found.count(None) < _MOSTLY * len(filled):
            found.clear()
    if any(len(cell) > 1 and cell[0] == "0" and cell.isdecimal() for cell in filled):
        read.amounts = []  # codes
    return read


def _each(cells: Sequence[str], reading: Callable[[str], _Cell | None]) -> list[_Cell | None]:
    return [reading(cell) if cell else None for cell in cells]


def _known(amounts: list[Amount | None]) -> list[Amount | None]:
    """Without those behind which a word stands that hardly any other has."""
    words = Counter(fold(one.unit) for one in amounts if one and not one.kind)
    usual = {word for word, count in words.items() if count > 1} if len(words) <= _MOST_WORDS else set()
    return [None if one and not one.kind and fold(one.unit) not in usual else one for one in amounts]


def _of_numbers(read: _Read, language: str, of_table: str | None) -> Column:
    own = mark_of(one.figure for one in read.amounts if one)
    mark = "" if own is None else own or of_table or decimal_mark(language)
    exact: list[Exact | None] = [one.read(mark) if one else None for one in read.amounts]
    places = max((one.places for one in exact if one), default=0)
    named = unit_in_name(read.name, language)
    units: dict[str, int] = {}
    unit_of: list[int | None] = []
    kinds: Counter[str] = Counter()
    for amount_, value in zip(read.amounts, exact, strict=True):
        if not amount_ or value is None:
            unit_of.append(None)
            continue
        kind, unit = (amount_.kind, amount_.unit) if amount_.unit else named or ("number", "")
        kinds[kind or "number"] += 1
        unit_of.append(units.setdefault(unit if kind else fold(unit), len(units)))
    most = kinds.most_common(1)[0][0] if kinds else "number"
    count = sum(kinds.values())
    return Column(
        read.name,
        "money" if most == "money" else "percent" if most == "percent" else "number",
        read.cells,
        [one.scaled(places) if one else None for one in exact],
        places,
        tuple(units),
        unit_of if len(units) > 1 else (),
        filled=read.filled,
        unread=read.filled - count,
    )


def _of_days(read: _Read, language: str, of_table: str | None) -> Column:
    stated = [day for day in read.days if day]
    own = order_of(stated)
    order = "" if own is None else own or of_table or ("" if language == ENGLISH else DAY_FIRST)
    values: list[int | str | None] = [(day.read(order) or None) if day else None for day in read.days]
    ambiguous = not order and in_doubt(stated)
    unread = read.filled - len(stated)
    return Column(read.name, "date", read.cells, values, ambiguous=ambiguous, filled=read.filled, unread=unread)
