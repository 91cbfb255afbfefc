"""Which columns a question means: what is worked with, what rows are put together by, what is to be shown.

What could be several is asked back. Pure but for looking up cells.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from app.asking.tables import OPERATIONS, TableWish
from app.whole.tables.asks import Ask, Cells, Choice, Form
from app.whole.tables.names import Named, Stems, counts_money, is_called, is_code, meant_by, stems
from app.whole.tables.pieces import Piece
from app.whole.tables.rows_meant import RowsMeant, Unclear
from index.language.words import fold
from index.tables.plans import ColumnInfo, Operation, Period, Plan
from index.tables.typed import NUMBERS

_PERIODS: tuple[Period, ...] = ("year", "quarter", "month")
RANKS = {"most": True, "high": True, "newest": True, "least": False, "low": False, "oldest": False}
_MOST = 200  # more are no answer that anyone reads


@dataclass
class ColumnsMeant:
    """Tells the pieces of a question that `rows` has left; `used` are the places of those that are told."""

    wish: TableWish
    table: Named
    pieces: Sequence[Piece]
    cells: Cells

    rows: RowsMeant

    def naming(self) -> int:
        return self.rows.named + sum(piece.kind in ("rows", "name") for piece in self.pieces)

    @cached_property
    def used(self) -> set[int]:
        return self.rows.used

    @cached_property
    def roles(self) -> dict[str, int]:
        """The words that say what is worked out, each with its place."""
        return {piece.kind: place for place, piece in enumerate(self.pieces) if piece.kind in OPERATIONS}

    def kind(self, place: int) -> str:
        return self.pieces[place].kind if 0 <= place < len(self.pieces) else ""

    def kinds(self) -> list[str]:
        return [piece.kind for piece in self.pieces]

    def typed(self, piece: Piece) -> str:
        return " ".join(word.text for word in self.wish.words[piece.first : piece.last])

    def take(self, kind: str) -> int | None:
        """The place of the first piece of that kind that is not told yet; it is now."""
        for place, piece in enumerate(self.pieces):
            if piece.kind == kind and place not in self.used:
                self.used.add(place)
                return place
        return None

    def group(self) -> tuple[ColumnInfo | None, Period | None]:
        found: list[tuple[ColumnInfo, Period | None]] = []
        for place, piece in enumerate(self.pieces):
            if piece.kind != "by" or place in self.used:
                continue
            self.used.add(place)
            behind = place + 1
            if self.kind(behind) == "value" or behind in self.used:
                continue
            if self.kind(behind) == "column":
                column = self.one(behind, grouping=True)
                if column in self.table.measures() and any(name in RANKS for name in self.roles):
                    self.used.discard(behind)  # "top 5 customers by revenue"
                    continue
                found.append((column, None))
            elif self.kind(behind) in _PERIODS:
                self.used.add(behind)
                found.append(self.by_time(self.kind(behind)))
            else:
                raise Unclear
        if len(found) > 1:
            raise Unclear
        return found[0] if found else (None, None)

    def by_time(self, unit: str) -> tuple[ColumnInfo, Period | None]:
        named = [one for one in self.table.info.columns if fold(one.name).strip() == unit]
        dates = [one for one in self.table.info.columns if one.kind == "date"]
        if len(named) == 1:
            return named[0], None
        if len(dates) != 1:
            raise Unclear
        period: Period = "year" if unit == "year" else "quarter" if unit == "quarter" else "month"
        return dates[0], period

    def one(self, place: int, kinds: Sequence[str] = (), grouping: bool = False) -> ColumnInfo:
        """The column that a piece names; asks back where it could be several."""
        piece = self.pieces[place]
        self.used |= {near for near, other in enumerate(self.pieces) if near == place or _is_again(other, piece)}
        fitting = [one for one in piece.columns if not kinds or _fits(one, kinds)]
        if grouping and len(fitting) > 1:
            fitting = [one for one in fitting if one.kind == "text" and not is_called(one, "codes")] or fitting
        if len(fitting) == 1:
            return fitting[0]
        if not fitting:
            raise Unclear
        raise Unclear(self._which_column(piece, fitting))

    def _which_column(self, piece: Piece, columns: Sequence[ColumnInfo]) -> Choice:
        typed = self.typed(piece)
        names = " and ".join(f"“{column.name}”" for column in columns)
        reason = f"“{typed}” may be {names} of {self.table.info.name}."
        options = tuple((column.name, column.name) for column in columns)
        return Choice(self.table, "Which column is meant?", reason, piece, options)

    def named(self, kinds: Sequence[str], codes: bool = False) -> list[int]:
        """The pieces not told yet that name a column of these kinds, one for each; `codes` are no amounts."""
        found: dict[tuple[ColumnInfo, ...], int] = {}
        for place, piece in enumerate(self.pieces):
            fits = any(one.kind in kinds if codes else _fits(one, kinds) for one in piece.columns)
            if piece.kind == "column" and place not in self.used and fits:
                found.setdefault(piece.columns, place)
        return [*found.values()]

    def has_measure(self) -> bool:
        kinds = {piece.kind for place, piece in enumerate(self.pieces) if place not in self.used}
        money = counts_money(self.nouns) and bool(self.table.money())
        return bool(self.named(NUMBERS)) or bool(kinds & {"spent", "priced"}) or money

    def measure(self, about: Sequence[str] = (), dates: bool = False) -> ColumnInfo:
        kinds = (*NUMBERS, "date") if dates else NUMBERS
        places = self.named(kinds)
        empty = [piece.columns[0] for piece in self.pieces if piece.kind == "column" and not piece.columns[0].filled]
        if empty and not places:
            self.used.update(place for place, piece in enumerate(self.pieces) if piece.columns[:1] == (empty[0],))
            return empty[0]
        if about and (meant := [one for one in self.table.measures() if stems(one.name) & _stems_of(about)]):
            places = [place for place in places if any(one in meant for one in self.pieces[place].columns)]
        if len(places) > 1:
            raise Unclear
        if places:
            column = self.one(places[0], kinds)
            prices = [
                piece for place, piece in enumerate(self.pieces) if piece.kind == "priced" and place not in self.used
            ]
            if prices and column not in self.table.money() and not is_called(column, "priced"):
                raise Unclear  # "the value of the stock" is not how much there is of it
            self.hints()
            return column
        hints = self.hints()
        wanted = _stems_of(about).union(*map(meant_by, hints))
        return self._only(wanted, money=bool(hints) or counts_money(self.nouns))

    def hints(self) -> list[str]:
        """Words such as "spent" that stand for a column; they are told now."""
        found = []
        for kind in ("spent", "priced"):
            while (place := self.take(kind)) is not None:
                piece = self.pieces[place]
                found += [fold(word.text) for word in self.wish.words[piece.first : piece.last]]
        return found

    def _only(self, wanted: Stems, money: bool) -> ColumnInfo:
        """The column that is meant though it is not named: of a name that is meant, else the only one there is."""
        measures = self.table.measures()
        places = {
            column.place: stems_ for column, stems_ in zip(self.table.info.columns, self.table.columns, strict=True)
        }
        named = [one for one in measures if places[one.place] & wanted]
        is_told = bool({"column", "value", "coded", "rows", "name"} & {*self.kinds()})
        if not is_told and (not named or "spent" in self.kinds()):
            raise Unclear  # nothing of the question is about this table
        chosen = named or ([] if wanted and not money else self.table.money() if money else self.likely(measures))
        if len(chosen) != 1:
            raise Unclear(self.choice_of_measure(chosen or measures)) if chosen or not wanted else Unclear
        self.rows.notes.append(f"{chosen[0].name} is taken for meant")
        return chosen[0]

    def likely(self, measures: list[ColumnInfo]) -> list[ColumnInfo]:
        """Those by which rows are large, or add up: an amount, and no price."""
        return [one for one in self.table.money() or measures if is_called(one, "amounts")]

    def choice_of_measure(self, columns: Sequence[ColumnInfo]) -> Choice | None:
        """Asks back, with the column's name behind the word that says what is worked out."""
        if not columns:
            return None
        places = [*self.roles.values()] or [0]
        piece = self.pieces[max(places)]
        typed = self.typed(piece)
        names = " and ".join(f"“{column.name}”" for column in columns)
        options = tuple((column.name, f"{typed} {column.name} of") for column in columns)
        return Choice(self.table, "Which column is meant?", f"It may be about {names}.", piece, options)

    @cached_property
    def nouns(self) -> Stems:
        return frozenset(
            stem for piece in self.pieces if piece.kind == "rows"
            for word in self.wish.words[piece.first : piece.last] for stem in stems(word.text)
        )  # fmt: skip

    def subject(self, rank: int) -> tuple[ColumnInfo | None, str]:
        """The column, or the unit of time, that is asked for: behind "which", or behind the word for the most."""
        asking = [place for place, piece in enumerate(self.pieces) if piece.kind == "which"]
        places = [*(place + 1 for place in asking), rank + 1, rank + 2, rank - 1]
        for place in places:
            if self.kind(place) in _PERIODS:
                self.used.add(place)
                return None, self.kind(place)
            if self.kind(place) == "column" and place not in self.used:
                columns = [one for one in self.pieces[place].columns if one.kind == "text" and one.filled]
                if any(one.place == 0 and is_code(one) for one in self.pieces[place].columns):
                    self.used.add(place)
                    return None, ""
                if columns:
                    return self.one(place, ("text",), grouping=True), ""
        if any(piece.kind == "who" for piece in self.pieces):
            return self.person(), ""
        return None, ""

    def limit(self, place: int) -> int:
        """How many are asked for, 0 if that is not said."""
        heads = ("rows", "column", *_PERIODS)
        for near, piece in enumerate(self.pieces):
            beside = near in (place + 1, place - 1) or self.kind(near + 1) in heads
            if piece.kind == "number" and near not in self.used and beside and not piece.unit:
                number = piece.number or 0
                if number != int(number) or not 0 < number <= _MOST:
                    raise Unclear
                self.used.add(near)
                return int(number)
        return 0

    def person(self) -> ColumnInfo | None:
        """The column that says who."""
        columns = [one for one in self.table.info.columns if one.kind == "text" and is_called(one, "persons")]
        columns = [one for one in columns if not is_called(one, "codes")]
        unique = [one for one in columns if self.is_row(one)]
        if not columns:
            unique = [one for one in self.table.info.columns[:1] if self.is_row(one)]
        if unique:
            return unique[0]
        if len(columns) != 1:
            raise Unclear
        return columns[0]

    def date(self) -> ColumnInfo:
        places = self.named(("date",))
        if places:
            return self.one(places[0], ("date",))
        columns = [one for one in self.table.info.columns if one.kind == "date" and self.rows.is_of_rows(one)]
        if len(columns) != 1:
            raise Unclear
        return columns[0]

    def tells_rows(self, place: int) -> bool:
        """Whether a piece is what rows are called: "orders", also where a column of codes is called so."""
        if self.kind(place) != "column":
            return self.kind(place) == "rows"
        return all(self.is_row(one) or (one.place == 0 and is_code(one)) for one in self.pieces[place].columns)

    def is_row(self, column: ColumnInfo) -> bool:
        """Whether it names the rows: each has a cell of its own there, and not by chance."""
        names = column.place == 0 or stems(column.name) <= self.table.nouns or is_called(column, "naming")
        return column.kind == "text" and names and self.cells.is_unique(column, ())

    def spare(self) -> None:
        """Words that are told by all the others."""
        for place, piece in enumerate(self.pieces):
            if piece.kind == "name" or (place not in self.used and self.tells_rows(place)):
                self.used.add(place)

    def plan(
        self,
        operation: Operation,
        measure: ColumnInfo | None,
        group: ColumnInfo | None = None,
        period: Period | None = None,
    ) -> Plan:
        return Plan(self.table.info.id, operation, measure, tuple(self.rows.conditions), group, period)

    def made(
        self, plan: Plan, form: Form, shown: ColumnInfo | None = None, ranked: bool = False, additive: bool = False
    ) -> Ask:
        notes = tuple(dict.fromkeys(self.rows.notes))
        return Ask(self.table, plan, form, shown, notes, ranked, additive, self.naming())


def _stems_of(names: Sequence[str]) -> Stems:
    return frozenset[str]().union(*map(stems, names))


def _is_again(other: Piece, piece: Piece) -> bool:
    """Whether the same column is named once more: "the price of Basic in the price list"."""
    return other.kind == "column" and other.columns == piece.columns


def _fits(column: ColumnInfo, kinds: Sequence[str]) -> bool:
    return column.kind in kinds and not (column.kind in NUMBERS and is_code(column))
