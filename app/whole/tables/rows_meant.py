"""Which rows of a table a question means: values, comparisons and times become conditions. Pure but for looking up."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise

from app.asking.filters import Filter
from app.asking.tables import Word, words_for
from app.whole.tables.asks import Cells, Choice
from app.whole.tables.names import Named, is_code, stems
from app.whole.tables.pieces import Piece
from index.language.cldr import months
from index.language.identify import ENGLISH
from index.language.words import fold
from index.tables.plans import ColumnInfo, Comparison, Condition
from index.tables.typed import NUMBERS

_COMPARED: dict[str, Comparison] = {"over": ">", "from": ">=", "under": "<", "upto": "<=", "equal": "is"}
_BEHIND: dict[str, Comparison] = {"behind_from": ">=", "behind_upto": "<="}
Held = tuple[tuple[ColumnInfo, str], ...]

_ASKED = ("by", "which", "distinct", "count")
_YEAR = re.compile(r"(?:19|20)\d\d")


class Unclear(Exception):
    """What can't be told for certain: with a choice to be offered, or none."""

    def __init__(self, choice: Choice | None = None) -> None:
        super().__init__()
        self.choice = choice


@dataclass
class RowsMeant:
    """Reads conditions out of the pieces of a question; `used` are the places of pieces that are told by then."""

    table: Named
    pieces: Sequence[Piece]
    words: Sequence[Word]
    cells: Cells
    conditions: list[Condition] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    named: int = 0

    def read(self) -> None:
        """Raises `Unclear` where a condition can't be told."""
        self._values()
        self._comparisons()
        self._times()
        self._marks()

    def kind(self, place: int) -> str:
        return self.pieces[place].kind if 0 <= place < len(self.pieces) else ""

    def _values(self) -> None:
        found: dict[tuple[ColumnInfo, bool], list[tuple[int, tuple[str, ...]]]] = {}
        for place, piece in enumerate(self.pieces):
            if piece.kind == "coded":
                self.conditions.append(Condition(piece.columns[0], "is", (piece.number or 0,), piece.unit))
                self.used.add(place)
            if piece.kind != "value":
                continue
            column, cells = self._column_of(place, piece.cells)
            absent = self._is_absent(place)
            found.setdefault((column, absent), []).append((place, cells))
            self.used.add(place)
        for (column, absent), values in found.items():
            for (before, _), (behind, _) in pairwise(values):
                self._join(before, behind)
            cells = tuple(dict.fromkeys(cell for _, texts in values for cell in texts))
            self.conditions.append(Condition(column, "is not" if absent else "is", cells))

    def _marks(self) -> None:
        """A column of yes and no: "with a projector", "without gift aid"."""
        for place, piece in enumerate(self.pieces):
            column = piece.columns[0] if piece.kind == "column" and len(piece.columns) == 1 else None
            if not column or column.kind != "text" or place in self.used or self.kind(place - 1) in _ASKED:
                continue
            cells = self.cells.frequent(column)
            yes, no = ([cell for cell in cells if fold(cell).strip(" .") in words_for(key)] for key in ("yes", "no"))
            if cells and len(yes) + len(no) == len(cells):
                wanted = no if self._is_absent(place) else yes
                blank = not wanted and wanted is no
                self.conditions.append(
                    Condition(column, "blank" if blank else "is", tuple(wanted) or ("yes",) * (not blank))
                )
                self.used.add(place)

    def _column_of(self, place: int, cells: Held) -> tuple[ColumnInfo, tuple[str, ...]]:
        """The column that a value is in, named beside it where several have it, and the cells."""
        piece = self.pieces[place]
        columns = list(dict.fromkeys(column for column, _ in cells))
        beside = [near for near in (place - 1, place + 1) if self._names(near, columns)]
        if beside:
            near = beside[0]
            columns = [column for column in self.pieces[near].columns if column in columns]
            if self.kind(near - 1) not in ("by", "which", "distinct"):
                self.used.add(near)
        if len(columns) > 1:
            typed = self._typed(piece)
            options = tuple(
                (f"{column.name}: {cells_of(cells, column)[0]}", f"{column.name} {typed}") for column in columns
            )
            names = " and ".join(column.name for column in columns)
            raise Unclear(Choice(self.table, "Which column is meant?", f"“{typed}” is in {names}.", piece, options))
        found = cells_of(cells, columns[0])
        if piece.partly and len(found) > 1:
            reason = f"Several cells of {columns[0].name} begin or end with “{self._typed(piece)}”."
            options = tuple((cell, cell) for cell in found)
            raise Unclear(Choice(self.table, f"Which {columns[0].name} is meant?", reason, piece, options))
        if piece.partly:
            self.notes.append(f"“{self._typed(piece)}” is {found[0]}")
        return columns[0], found

    def _names(self, place: int, columns: Sequence[ColumnInfo]) -> bool:
        return self.kind(place) == "column" and any(column in columns for column in self.pieces[place].columns)

    def _typed(self, piece: Piece) -> str:
        return " ".join(word.text for word in self.words[piece.first : piece.last])

    def _is_absent(self, place: int) -> bool:
        before = place - 1
        while before in self.used and self.kind(before) == "column":
            before -= 1
        if self.kind(before) != "not":
            return False
        self.used.add(before)
        return True

    def _join(self, before: int, behind: int) -> None:
        """Several values of a column have to be put together: by "and", "or" or a comma."""
        between = range(before + 1, behind)
        joins = [place for place in between if self.kind(place) in ("and", "or")]
        comma = any(word.before_comma for word in self.words[self.pieces[before].first : self.pieces[behind].first])
        if not joins and not comma:
            raise Unclear
        self.used.update(joins)

    def _comparisons(self) -> None:
        for place, piece in enumerate(self.pieces):
            if piece.kind == "between":
                numbers = [place + 1, place + 3]
                if [self.kind(near) for near in numbers] != ["number"] * 2 or self.kind(place + 2) != "and":
                    continue
                self.used.add(place + 2)
                unit = self.pieces[place + 1].unit or self.pieces[place + 3].unit
                self._compare(place, numbers[:1], ">=", unit)
                self._compare(place, numbers[1:], "<=", unit, self.conditions[-1].column)
            elif piece.kind in _COMPARED:
                if self.kind(place + 1) != "number":
                    raise Unclear
                self._compare(place, [place + 1], _COMPARED[piece.kind])
            elif piece.kind in _BEHIND:
                if self.kind(place - 1) != "number":
                    raise Unclear
                self._compare(place, [place - 1], _BEHIND[piece.kind])

    def _compare(
        self, place: int, numbers: Sequence[int], how: Comparison, unit: str = "", column: ColumnInfo | None = None
    ) -> None:
        number = self.pieces[numbers[0]]
        unit = number.unit or unit
        first, last = min(place, *numbers), max(place, *numbers)
        column = column or self._compared(first, last, unit)
        if unit and unit not in column.units:
            if column.units != ("",) and column.units:
                raise Unclear
            unit = ""
        self.used |= {place, *numbers}
        self.conditions.append(Condition(column, how, (number.number or 0,), unit if len(column.units) > 1 else ""))

    def _compared(self, first: int, last: int, unit: str) -> ColumnInfo:
        """The column that a number is compared with: beside it, else the only one that it can be."""
        if self.kind(last + 1) == "rows" and not unit:
            raise Unclear  # "more than 5 orders" are counted
        for near in (first - 1, last + 1):
            if self.kind(near) == "column" and near not in self.used and self.kind(near - 1) not in ("by", "which"):
                fitting = [one for one in self.pieces[near].columns if self._may_be_compared(one)]
                if len(fitting) == 1:
                    self.used.add(near)
                    return fitting[0]
        named = [one for place, piece in enumerate(self.pieces) if piece.kind == "column" and place not in self.used
                 for one in piece.columns if self._may_be_compared(one)]  # fmt: skip
        measures = named or [one for one in self.table.measures() if not unit or unit in one.units]
        money = [one for one in self.table.money() if one in measures]
        chosen = money if unit and money else measures if len(measures) == 1 else money
        if len(chosen) != 1:
            self._ask_of(replace(self.pieces[first], last=self.pieces[last].last), chosen or measures)
        if not named:
            self.notes.append(f"“{self._between(first, last)}” is taken for {chosen[0].name}")
        return chosen[0]

    def _may_be_compared(self, column: ColumnInfo) -> bool:
        """Not the column "Order" of orders: "orders over 500" are not those with such numbers."""
        return column.kind in NUMBERS and not (is_code(column) and stems(column.name) <= self.table.nouns)

    def _between(self, first: int, last: int) -> str:
        return self._typed(replace(self.pieces[first], last=self.pieces[last].last))

    def _ask_of(self, span: Piece, columns: Sequence[ColumnInfo]) -> None:
        if len(columns) < 2:
            raise Unclear
        typed = self._typed(span)
        options = tuple((column.name, f"with {column.name} {typed}") for column in columns)
        raise Unclear(Choice(self.table, "Which column is meant?", f"“{typed}” may be about several.", span, options))

    def _times(self) -> None:
        for place, piece in enumerate(self.pieces):
            if piece.kind == "period" and piece.period:
                self.used.add(place)
                self._time(place, piece.period)

    def _time(self, place: int, period: Filter) -> None:
        columns = [one for one in self.table.info.columns if one.kind == "date"]
        beside = [
            near for near in (place - 1, place + 1)
            if self.kind(near) == "column" and any(one.kind == "date" for one in self.pieces[near].columns)
        ]  # fmt: skip
        if beside:
            columns = [one for one in self.pieces[beside[0]].columns if one.kind == "date"]
            self.used.add(beside[0])
        own = columns if beside else [one for one in columns if self.is_of_rows(one, alone=len(columns) == 1)]
        columns = own if len(own) == 1 else columns
        if len(columns) > len(own) or len(columns) > 1:
            typed = period.words
            options = tuple((column.name, f"{column.name} {typed}") for column in columns)
            names = " or ".join(f"“{column.name}”" for column in columns)
            reason = f"“{typed}” may be about {names}, or about none of the table's dates."
            raise Unclear(Choice(self.table, "Which date is meant?", reason, self.pieces[place], options))
        if columns:
            self.conditions += self._within(columns[0], period)
        elif self._is_of_year(period) or self._is_of_month(period):
            return
        elif period.first and str(period.first.year) in self.table.name:
            self.named += 1
        else:
            raise Unclear

    def is_of_rows(self, column: ColumnInfo, alone: bool = False) -> bool:
        """Whether a date is just that of the row: "Order date" of orders, and not "MOT due" of vehicles. Where it is
        the only one, "Paid on" is too."""
        known = frozenset(stem for word in words_for("dated" if alone else "dates") for stem in stems(word))
        return stems(column.name) <= known | self.table.nouns

    def _within(self, column: ColumnInfo, period: Filter) -> list[Condition]:
        first, last = period.first, period.last
        if first and last and not _YEAR.search(period.words) and first.year == last.year and _is_of_calendar(period):
            years = self.cells.years(column, first.month)
            if len(years) > 1:
                raise Unclear
            if years:
                first, last = first.replace(year=years[0]), _end_of(first.replace(year=years[0]), last)
                self.notes.append(f"“{period.words}” is taken for that of {years[0]}, the only one that there is")
        found = [Condition(column, ">=", (first.isoformat(),))] if first else []
        return [*found, Condition(column, "<=", (last.isoformat(),))] if last else found

    def _is_of_year(self, period: Filter) -> bool:
        """A condition on a column of years, if the period is made of whole years."""
        first, last = period.first, period.last
        named = [one for one in self.table.info.columns if fold(one.name).strip() == "year"]
        whole = (not first or (first.month, first.day) == (1, 1)) and (not last or (last.month, last.day) == (12, 31))
        if len(named) != 1 or not whole:
            return False
        if named[0].kind == "text":
            if not first or not last or first.year != last.year:
                return False
            self.conditions.append(Condition(named[0], "is", (str(first.year),)))
            return True
        self.conditions += [Condition(named[0], ">=", (first.year,))] if first else []
        self.conditions += [Condition(named[0], "<=", (last.year,))] if last else []
        return True

    def _is_of_month(self, period: Filter) -> bool:
        """A condition on a column with names of months, if the period is one month without a year."""
        first, last = period.first, period.last
        named = [one for one in self.table.info.columns if one.kind == "text" and fold(one.name).strip() == "month"]
        if len(named) != 1 or not first or not last or _YEAR.search(period.words) or not _is_of_calendar(period):
            return False
        numbers = months(ENGLISH)
        cells = [cell for cell in self.cells.frequent(named[0]) if numbers.get(fold(cell).strip(" .")) == first.month]
        if not cells:
            raise Unclear
        self.conditions.append(Condition(named[0], "is", tuple(cells)))
        return True


def cells_of(cells: Held, column: ColumnInfo) -> tuple[str, ...]:
    """The cells of that column."""
    return tuple(dict.fromkeys(cell for own, cell in cells if own == column))


def _is_of_calendar(period: Filter) -> bool:
    """Whether it is a month by its name: "in May", and not "last month"."""
    first, last = period.first, period.last
    names = months(ENGLISH)
    named = any(fold(word).strip(".") in names for word in period.words.split())
    return bool(named and first and last and first.day == 1 and last == _end_of(first, last))


def _end_of(first: date, _: date) -> date:
    """The last day of the month that begins so."""
    return (first.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
