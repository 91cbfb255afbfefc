"""From the pieces of a question to what is asked of the table: which operation, over which column, of which groups.

What could be meant in two ways is asked back, and what can't be told is nothing. Pure but for looking up cells.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from app.asking.tables import OPERATIONS, TableWish, words_for
from app.whole.tables.asks import Ask, Cells, Choice, Form
from app.whole.tables.names import Named, Stems, counts_money, is_called, is_code, meant_by, stems
from app.whole.tables.pieces import Piece
from app.whole.tables.rows_meant import RowsMeant, Unclear
from index.language.words import fold
from index.tables.plans import ColumnInfo, Operation, Period, Plan
from index.tables.typed import NUMBERS

_PERIODS: tuple[Period, ...] = ("year", "quarter", "month")
_RANKS = {"most": True, "high": True, "newest": True, "least": False, "low": False, "oldest": False}
_MEANS = ("mean", "median")
_LISTS = ("list", "which", "who")
_GROUPS = 200  # more are no answer that anyone reads


@dataclass
class Meaning:
    """What the pieces mean for their table."""

    wish: TableWish
    table: Named
    pieces: Sequence[Piece]
    cells: Cells

    def read(self) -> Ask | Choice | None:
        """None if it can't be told for certain."""
        try:
            self.rows = RowsMeant(self.table, self.pieces, self.wish.words, self.cells)
            self.rows.read()
            ask = self._ask()
        except Unclear as unclear:
            return unclear.choice and replace(unclear.choice, named=self._naming())
        left = [piece.kind for place, piece in enumerate(self.pieces) if place not in self._used]
        return None if any(kind not in _SPARE for kind in left) else ask

    def _naming(self) -> int:
        return self.rows.named + sum(piece.kind in ("rows", "name") for piece in self.pieces)

    @cached_property
    def _used(self) -> set[int]:
        return self.rows.used

    @cached_property
    def _roles(self) -> dict[str, int]:
        """The words that say what is worked out, each with its place."""
        return {piece.kind: place for place, piece in enumerate(self.pieces) if piece.kind in OPERATIONS}

    def _kind(self, place: int) -> str:
        return self.pieces[place].kind if 0 <= place < len(self.pieces) else ""

    def _typed(self, piece: Piece) -> str:
        return " ".join(word.text for word in self.wish.words[piece.first : piece.last])

    def _take(self, kind: str) -> int | None:
        """The place of the first piece of that kind that is not told yet; it is now."""
        for place, piece in enumerate(self.pieces):
            if piece.kind == kind and place not in self._used:
                self._used.add(place)
                return place
        return None

    def _ask(self) -> Ask:
        self._used.update(self._roles.values())
        group, period = self._group()
        ranks = [name for name in self._roles if name in _RANKS]
        means = [name for name in self._roles if name in _MEANS]
        if len(ranks) > 1 or len(means) > 1:
            raise Unclear
        if ranks:
            return self._ranked(ranks[0], means[0] if means else "", group, period)
        if means:
            if "sum" in self._roles or self._per_period(period):
                raise Unclear
            return self._worked_out(means[0], self._measure(), group, period)
        if "count" in self._roles:
            return self._counted(group, period)
        if "amount" in self._roles or "sum" in self._roles:
            return self._summed(group, period)
        if group:
            return self._summed(group, period) if self._has_measure() else self._counted(group, period)
        return self._listed() if self._is_list() else self._looked_up()

    # What rows are put together by.

    def _group(self) -> tuple[ColumnInfo | None, Period | None]:
        found: list[tuple[ColumnInfo, Period | None]] = []
        for place, piece in enumerate(self.pieces):
            if piece.kind != "by" or place in self._used:
                continue
            self._used.add(place)
            behind = place + 1
            if self._kind(behind) == "value" or behind in self._used:
                continue
            if self._kind(behind) == "column":
                column = self._one(behind, grouping=True)
                if column in self.table.measures() and any(name in _RANKS for name in self._roles):
                    self._used.discard(behind)  # "top 5 customers by revenue"
                    continue
                found.append((column, None))
            elif self._kind(behind) in _PERIODS:
                self._used.add(behind)
                found.append(self._by_time(self._kind(behind)))
            else:
                raise Unclear
        if len(found) > 1:
            raise Unclear
        return found[0] if found else (None, None)

    def _by_time(self, unit: str) -> tuple[ColumnInfo, Period | None]:
        named = [one for one in self.table.info.columns if fold(one.name).strip() == unit]
        dates = [one for one in self.table.info.columns if one.kind == "date"]
        if len(named) == 1:
            return named[0], None
        if len(dates) != 1:
            raise Unclear
        period: Period = "year" if unit == "year" else "quarter" if unit == "quarter" else "month"
        return dates[0], period

    def _per_period(self, period: Period | None) -> bool:
        """ "The average per month" may be that of the months' sums."""
        text = fold(self.wish.question)
        return period is not None and f" per {period}" in text

    def _one(self, place: int, kinds: Sequence[str] = (), grouping: bool = False) -> ColumnInfo:
        """The column that a piece names; asks back where it could be several."""
        piece = self.pieces[place]
        self._used.add(place)
        fitting = [one for one in piece.columns if not kinds or _fits(one, kinds)]
        if grouping and len(fitting) > 1:
            fitting = [one for one in fitting if one.kind == "text" and not is_called(one, "codes")] or fitting
        if len(fitting) == 1:
            return fitting[0]
        if not fitting:
            raise Unclear
        raise Unclear(self._which_column(piece, fitting))

    def _which_column(self, piece: Piece, columns: Sequence[ColumnInfo]) -> Choice:
        typed = self._typed(piece)
        names = " and ".join(f"“{column.name}”" for column in columns)
        reason = f"“{typed}” may be {names} of {self.table.info.name}."
        options = tuple((column.name, column.name) for column in columns)
        return Choice(self.table, "Which column is meant?", reason, piece, options)

    # The column that is worked with.

    def _named(self, kinds: Sequence[str]) -> list[int]:
        """The pieces not told yet that name a column of these kinds."""
        return [
            place for place, piece in enumerate(self.pieces)
            if piece.kind == "column" and place not in self._used and any(_fits(one, kinds) for one in piece.columns)
        ]  # fmt: skip

    def _has_measure(self) -> bool:
        kinds = {piece.kind for place, piece in enumerate(self.pieces) if place not in self._used}
        money = counts_money(self._nouns) and bool(self.table.money())
        return bool(self._named(NUMBERS)) or bool(kinds & {"spent", "priced"}) or money

    def _measure(self, about: Sequence[str] = (), dates: bool = False) -> ColumnInfo:
        kinds = (*NUMBERS, "date") if dates else NUMBERS
        places = self._named(kinds)
        empty = [piece.columns[0] for piece in self.pieces if piece.kind == "column" and not piece.columns[0].filled]
        if empty and not places:
            self._used.update(place for place, piece in enumerate(self.pieces) if piece.columns[:1] == (empty[0],))
            return empty[0]
        if about and (meant := [one for one in self.table.measures() if stems(one.name) & _stems_of(about)]):
            places = [place for place in places if any(one in meant for one in self.pieces[place].columns)]
        if len(places) > 1:
            raise Unclear
        if places:
            column = self._one(places[0], kinds)
            self._hints()
            return column
        hints = self._hints()
        wanted = _stems_of(about).union(*map(meant_by, hints))
        return self._only(wanted, money=bool(hints) or counts_money(self._nouns))

    def _hints(self) -> list[str]:
        """Words such as "spent" that stand for a column; they are told now."""
        found = []
        for kind in ("spent", "priced"):
            while (place := self._take(kind)) is not None:
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
        if not named and not {"column", "value", "coded", "rows", "name"} & {*self._kinds()}:
            raise Unclear  # nothing of the question is about this table
        chosen = named or ([] if wanted and not money else self.table.money() if money else self._likely(measures))
        if len(chosen) != 1:
            raise Unclear(self._choice_of_measure(chosen or measures)) if chosen or not wanted else Unclear
        self.rows.notes.append(f"{chosen[0].name} is taken for meant")
        return chosen[0]

    def _likely(self, measures: list[ColumnInfo]) -> list[ColumnInfo]:
        """Those by which rows are large, or add up: an amount, and no price."""
        return [one for one in self.table.money() or measures if is_called(one, "amounts")]

    def _choice_of_measure(self, columns: Sequence[ColumnInfo]) -> Choice | None:
        """Asks back, with the column's name behind the word that says what is worked out."""
        if not columns:
            return None
        places = [*self._roles.values()] or [0]
        piece = self.pieces[max(places)]
        typed = self._typed(piece)
        names = " and ".join(f"“{column.name}”" for column in columns)
        options = tuple((column.name, f"{typed} {column.name} of") for column in columns)
        return Choice(self.table, "Which column is meant?", f"It may be about {names}.", piece, options)

    @cached_property
    def _nouns(self) -> Stems:
        return frozenset(
            stem for piece in self.pieces if piece.kind == "rows"
            for word in self.wish.words[piece.first : piece.last] for stem in stems(word.text)
        )  # fmt: skip

    # What is worked out.

    def _worked_out(
        self, operation: str, measure: ColumnInfo | None, group: ColumnInfo | None, period: Period | None
    ) -> Ask:
        self._spare()
        if operation == "sum" and measure and (measure.kind == "percent" or is_code(measure)):
            raise Unclear
        plan = self._plan(_operation(operation), measure, group, period)
        return self._made(plan, "groups" if group else "figure")

    def _summed(self, group: ColumnInfo | None, period: Period | None) -> Ask:
        if "sum" in self._roles and self._is_of_rows():
            place = next(place for place, piece in enumerate(self.pieces) if piece.kind == "rows")
            measures = self.table.money() or self.table.measures()
            if not measures:
                return self._counted(group, period)
            typed = self._typed(self.pieces[place])
            total = self.pieces[self._roles["sum"]]
            piece = replace(total, last=self.pieces[place].last) if place == self._roles["sum"] + 1 else total
            rest = f" {typed}" if piece.last > total.last else ""
            options = [(f"How many {typed}", f"number of{rest}")]
            options += [(f"Sum of {column.name}", f"total {column.name} of{rest}") for column in measures]
            reason = f"“Total {typed}” may be how many there are, or a sum."
            raise Unclear(Choice(self.table, "What is to be added up?", reason, piece, tuple(options)))
        additive = "sum" in self._roles or bool(group) or self._is_spent()
        measure = self._measure()
        if not additive:
            if "amount" in self._roles and not self.rows.conditions:
                raise Unclear
            return self._cell(measure, additive=not is_called(measure, "priced"))
        if (
            "amount" in self._roles
            and "sum" not in self._roles
            and not group
            and not self.rows.conditions
            and not self._naming()
        ):
            raise Unclear
        return self._worked_out("sum", measure, group, period)

    def _is_spent(self) -> bool:
        """Whether a word says that amounts add up, also as a part of a column's name."""
        words = {fold(word.text) for piece in self.pieces if piece.kind in ("spent", "column")
                 for word in self.wish.words[piece.first : piece.last]}  # fmt: skip
        return not words.isdisjoint(words_for("spent"))

    def _is_of_rows(self) -> bool:
        """Whether a total is asked of rows that are no amounts: "total orders"."""
        kinds = [piece.kind for place, piece in enumerate(self.pieces) if place not in self._used]
        hinted = any(kind in ("spent", "priced") for kind in kinds) or "amount" in self._roles
        return "rows" in kinds and not self._named(NUMBERS) and not hinted and not counts_money(self._nouns)

    def _counted(self, group: ColumnInfo | None, period: Period | None) -> Ask:
        distinct = self._take("distinct") is not None
        places = self._named(NUMBERS)
        if places and not distinct:
            column = self._one(places[0], NUMBERS)
            if is_code(column):
                raise Unclear
            return self._how_many_of(column, group, period)
        columns = [
            place for place, piece in enumerate(self.pieces) if piece.kind == "column" and place not in self._used
        ]
        if columns:
            column = self._one(columns[0], grouping=True)
            if distinct or not self._is_row(column):
                if not distinct and not (self.rows.conditions and column.kind == "text"):
                    raise Unclear
                self._spare()
                return self._made(self._plan("distinct", column, group, period), "groups" if group else "figure")
        elif not any(kind in ("rows", "row noun") for kind in self._kinds()):
            return self._value_counted(group, period)
        if distinct:
            raise Unclear
        return self._worked_out("count", None, group, period)

    def _kinds(self) -> list[str]:
        return [piece.kind for piece in self.pieces]

    def _how_many_of(self, column: ColumnInfo, group: ColumnInfo | None, period: Period | None) -> Ask:
        """ "How many hours did Ada work": what the column comes to; of all rows only if a total is asked for."""
        if group or "sum" in self._roles:
            return self._worked_out("sum", column, group, period)
        if not self.rows.conditions:
            raise Unclear
        return self._cell(column, additive=True)

    def _value_counted(self, group: ColumnInfo | None, period: Period | None) -> Ask:
        """ "How many laptops": what the column of quantities says of them, else the rows that are such, if one more
        condition says that it is about them."""
        counts = [one for one in self.table.measures() if fold(one.name).strip() in _quantities()]
        if not any(piece.kind == "value" for piece in self.pieces):
            raise Unclear
        if len(counts) == 1 and not group:
            self.rows.notes.append(f"{counts[0].name} is taken for how many there are")
            return self._how_many_of(counts[0], group, period)
        if counts or len(self.rows.conditions) < 2:
            raise Unclear
        return self._worked_out("count", None, group, period)

    def _is_row(self, column: ColumnInfo) -> bool:
        """Whether it names the rows: each has a cell of its own there, in one of the first columns."""
        return column.kind == "text" and column.place < 3 and self.cells.is_unique(column, ())

    # The most and the least.

    def _ranked(self, rank: str, mean: str, group: ColumnInfo | None, period: Period | None) -> Ask:
        place = self._roles[rank]
        descending, about = _RANKS[rank], self.pieces[place].about
        limit = self._limit(place)
        subject, unit = self._subject(place)
        if unit and not group:
            group, period = self._by_time(unit)
        by_date = rank in ("newest", "oldest")
        is_of_rows = rank in ("most", "least") and self._kind(place + 1) == "rows" and not self._named(NUMBERS)
        if (is_of_rows or "count" in self._roles) and (group or (subject and not self._is_row(subject))):
            return self._first_group("count", None, group or subject, period, descending, limit)
        if mean or "sum" in self._roles:
            if not (group or (subject and not self._is_row(subject))):
                raise Unclear
            return self._first_group(mean or "sum", self._measure(about), group or subject, period, descending, limit)
        if is_of_rows or "count" in self._roles:
            raise Unclear
        measure = self._date() if by_date else self._measure(about)
        row_asked = self._kind(place + 1) == "rows" or (
            self._kind(place + 1) == "number" and self._kind(place + 2) == "rows"
        )
        if group or (subject and not row_asked and not by_date and not self._is_row(subject)):
            if group and not subject and not unit:  # "the highest salary by team"
                self._spare()
                plan = self._plan("max" if descending else "min", measure, group, period)
                return self._made(plan, "groups")
            if "who" in self._kinds() and rank in ("high", "low") or self._is_single(subject):
                self._spare()
                plan = replace(self._plan("rows", measure), descending=descending, limit=limit or 1)
                return self._made(plan, "first", shown=subject)
            return self._best_group(rank, measure, group or subject, period, descending, limit)
        self._spare()
        plan = replace(self._plan("rows", measure), descending=descending, limit=limit or 1)
        return self._made(plan, "first", shown=subject)

    def _is_single(self, subject: ColumnInfo | None) -> bool:
        """Whether no two of the rows that count have the same there: then the highest row is the highest sum too."""
        return subject is not None and self.cells.is_unique(subject, self.rows.conditions)

    def _best_group(
        self,
        rank: str,
        measure: ColumnInfo,
        group: ColumnInfo | None,
        period: Period | None,
        descending: bool,
        limit: int,
    ) -> Ask:
        """ "Which team spent the most" is about sums; "which team has the highest salary" may be about one row."""
        if rank in ("most", "least") or period or any(piece.kind == "spent" for piece in self.pieces):
            return self._first_group("sum", measure, group, period, descending, limit)
        piece = self.pieces[self._roles[rank]]
        typed = self._typed(piece)
        options = [(f"{typed} sum of {measure.name}", f"{typed} total"), (f"{typed} mean", f"{typed} average")]
        reason = f"There may be several rows of each {group.name if group else ''}."
        raise Unclear(Choice(self.table, "Is the sum or the mean meant?", reason, piece, tuple(options)))

    def _first_group(
        self, operation: str, measure: ColumnInfo | None, group: ColumnInfo | None, period: Period | None,
        descending: bool, limit: int,
    ) -> Ask:  # fmt: skip
        if operation == "sum" and measure and measure.kind == "percent":
            raise Unclear
        self._spare()
        plan = replace(self._plan(_operation(operation), measure, group, period), descending=descending)
        return self._made(replace(plan, limit=limit or 1), "groups", ranked=True)

    def _limit(self, place: int) -> int:
        """How many are asked for, 0 if that is not said."""
        for near in (place + 1, place - 1):
            number = self.pieces[near].number if self._kind(near) == "number" and near not in self._used else None
            if number is not None:
                if number != number.to_integral_value() or not 0 < number <= _GROUPS:
                    raise Unclear
                self._used.add(near)
                return int(number)
        return 0

    def _subject(self, rank: int) -> tuple[ColumnInfo | None, str]:
        """The column, or the unit of time, that is asked for: behind "which", or behind the word for the most."""
        asking = [place for place, piece in enumerate(self.pieces) if piece.kind == "which"]
        places = [*(place + 1 for place in asking), rank + 1, rank + 2]
        for place in places:
            if self._kind(place) in _PERIODS:
                self._used.add(place)
                return None, self._kind(place)
            if self._kind(place) == "column" and place not in self._used:
                columns = [one for one in self.pieces[place].columns if one.kind == "text"]
                if any(one.place == 0 and is_code(one) for one in self.pieces[place].columns):
                    self._used.add(place)
                    return None, ""
                if columns:
                    return self._one(place, ("text",), grouping=True), ""
        if any(piece.kind == "who" for piece in self.pieces):
            return self._person(), ""
        return None, ""

    def _person(self) -> ColumnInfo | None:
        """The column that says who."""
        columns = [one for one in self.table.info.columns if one.kind == "text" and is_called(one, "persons")]
        columns = [one for one in columns if not is_called(one, "codes")]
        unique = [one for one in columns if self._is_row(one)]
        if not columns:
            unique = [one for one in self.table.info.columns[:1] if self._is_row(one)]
        if unique:
            return unique[0]
        if len(columns) != 1:
            raise Unclear
        return columns[0]

    def _date(self) -> ColumnInfo:
        places = self._named(("date",))
        if places:
            return self._one(places[0], ("date",))
        columns = [one for one in self.table.info.columns if one.kind == "date" and self.rows.is_of_rows(one)]
        if len(columns) != 1:
            raise Unclear
        return columns[0]

    # Rows and cells.

    def _is_list(self) -> bool:
        """Whether rows are asked for: "list all orders", "which employees are in Leeds"."""
        asking = [place for place, piece in enumerate(self.pieces) if piece.kind in ("list", "which", "who")]
        if not asking:
            first = self.pieces[0] if self.pieces else None
            is_row = bool(first and first.kind == "column" and self._is_row(first.columns[0]))
            if first and first.kind == "rows" and self._named(("text", "date", *NUMBERS)):
                return False
            return bool(is_row or (first and first.kind == "rows")) and self._typed(first or self.pieces[0]).endswith(
                "s"
            )
        behind = asking[-1] + 1
        stated = self.pieces[asking[-1]].kind == "list"
        if self._kind(behind) == "column" and behind not in self._used:
            column = self.pieces[behind].columns[0]
            return stated or self._is_row(column) or column.kind == "text"
        return (
            self._kind(behind) == "rows"
            or (stated and "rows" in self._kinds())
            or self.pieces[asking[-1]].kind == "who"
        )

    def _listed(self) -> Ask:
        asking = next((place for place, kind in reversed([*enumerate(self._kinds())]) if kind in _LISTS), 0)
        stated = self._kind(asking) == "list"
        self._used.add(asking)
        if not self.rows.conditions and not (stated and "rows" in self._kinds()):
            raise Unclear
        columns = [
            place for place, piece in enumerate(self.pieces) if piece.kind == "column" and place not in self._used
        ]
        if len(columns) > 1:
            raise Unclear
        shown = self._one(columns[0], grouping=True) if columns else None
        if self.pieces[asking].kind == "who":
            shown = shown or self._person()
        self._spare()
        if shown and "rows" not in self._kinds() and not self._is_row(shown):
            if not self.rows.conditions:
                raise Unclear
            return self._made(self._plan("count", None, shown), "values", shown=shown)
        return self._made(self._plan("rows", None), "rows", shown=shown)

    def _looked_up(self) -> Ask:
        """ "What is the salary of Ada Smith"."""
        places = [
            place for place, piece in enumerate(self.pieces) if piece.kind == "column" and place not in self._used
        ]
        if len(places) > 1:
            raise Unclear
        when = self._take("when") is not None
        if places:
            column = self._one(places[0], ("date",) if when else ())
            self._hints()
        else:
            column = self._measure()
        return self._cell(column)

    def _cell(self, column: ColumnInfo, additive: bool = False) -> Ask:
        if not any(condition.comparison == "is" for condition in self.rows.conditions) and not (
            additive and self.rows.conditions
        ):
            raise Unclear
        self._spare()
        plan = Plan(self.table.info.id, "rows", None, tuple(self.rows.conditions))
        return self._made(plan, "cell", shown=column, additive=additive)

    # How it is put together.

    def _spare(self) -> None:
        """Words that are told by all the others."""
        for place, piece in enumerate(self.pieces):
            is_row = piece.kind == "column" and place not in self._used and self._is_row(piece.columns[0])
            if is_row or piece.kind in ("rows", "name"):
                self._used.add(place)

    def _plan(
        self,
        operation: Operation,
        measure: ColumnInfo | None,
        group: ColumnInfo | None = None,
        period: Period | None = None,
    ) -> Plan:
        return Plan(self.table.info.id, operation, measure, tuple(self.rows.conditions), group, period)

    def _made(
        self, plan: Plan, form: Form, shown: ColumnInfo | None = None, ranked: bool = False, additive: bool = False
    ) -> Ask:
        notes = tuple(dict.fromkeys(self.rows.notes))
        return Ask(self.table, plan, form, shown, notes, ranked, additive, self._naming())


_SPARE = ("which", "who", "list", "rows", "name")
"""Kinds of pieces that may be left when all others are told."""


def _stems_of(names: Sequence[str]) -> Stems:
    return frozenset[str]().union(*map(stems, names))


def _fits(column: ColumnInfo, kinds: Sequence[str]) -> bool:
    return column.kind in kinds and not (column.kind in NUMBERS and is_code(column))


def _operation(name: str) -> Operation:
    operations: dict[str, Operation] = {"sum": "sum", "mean": "mean", "median": "median", "count": "count"}
    return operations[name]


def _quantities() -> Sequence[str]:
    quantities: Sequence[str] = words_for("quantities")
    return quantities
