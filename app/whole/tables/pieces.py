"""A question in pieces, each of which is there for something that a table has, or for what is asked of it.

All words have to be: else it is no question about that table. Pure but for looking up cells.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import PurePosixPath

from app.asking.filters import Filter
from app.asking.tables import NTH, OPERATIONS, Role, TableWish
from app.whole.tables.names import Named, Stems, is_code, meant_by, stems
from index.language.words import fold
from index.tables.kept import Tables
from index.tables.plans import ColumnInfo
from index.tables.typed import NUMBERS

Cells = tuple[tuple[ColumnInfo, str], ...]

_MOST = 6  # words of a name or a cell
_WORDS = 5  # of a cell that is called by one of them
_CELLS = 500  # that are called by one word: more are no names
_SHORT = 2  # letters by which no cell is told
_ORDER = {*NTH, "last", "next"}  # of rows, and no names: "the first order" is none of First Bank
_RUNS = 2  # of words that nothing else is known of
_SILENT = {*OPERATIONS, "empty", "by", "not", "and", "or", "which", "who", "when", "rows", "list", "between"}
_UNKNOWN = 100.0
_COSTS = {
    "column": 1.0,
    "value": 1.03,
    "rows": 1.05,
    "behind": 1.1,
    "name": 1.04,
    "number": 1.02,
    "spent": 1.07,
    "priced": 1.07,
    "period": 1.0,
}


_ABOUT = {"column", "value", "rows", "name", "spent", "priced"}
_HINTED = 0.03  # by which a word such as "price" is rather the column's than what rows are called


@dataclass(frozen=True, slots=True)
class Piece:
    """The words from `first` to before `last`: a column, a value (`cells` are what it may be), a number that is in a
    column ("coded"), what rows are called, a name of the table, or a role of the words."""

    first: int
    last: int
    kind: str
    columns: tuple[ColumnInfo, ...] = ()
    cells: Cells = ()
    number: Decimal | None = None
    unit: str = ""
    period: Filter | None = None
    about: tuple[str, ...] = ()
    partly: bool = False


class Pieces:
    """The pieces of one question, for each table."""

    def __init__(self, wish: TableWish, tables: Tables) -> None:
        self.wish, self._tables = wish, tables
        self._size = len(wish.words)
        self.spans: dict[tuple[int, int], Stems] = {}
        empty = {place for role in wish.roles if role.name == "empty" for place in range(role.first, role.last)}
        every = [
            (first, last)
            for first in range(self._size)
            for last in range(first + 1, min(first + _MOST, self._size) + 1)
            if last - first == 1 or not empty.issuperset(range(first, last))
        ]
        for first, last in every:
            if last - first == 1 or not {first, last - 1} & empty:
                self.spans[first, last] = stems(self.text(first, last))
        self._cells = self._held(every)
        self._called: dict[str, list[tuple[ColumnInfo, str]]] = {}
        self._verbs = {role.first for role in wish.roles if role.name == "list" and role.last - role.first == 1}
        self._asked = {role.last for role in wish.roles if role.name in ("by", "which")}

    def text(self, first: int, last: int) -> str:
        words = self.wish.words
        return self.wish.question[words[first].start : words[last - 1].end]

    @property
    def stems(self) -> Stems:
        """Of all words that have to be there for something."""
        silent = {
            place for role in self.wish.roles if role.name not in ("spent", "priced")
            for place in range(role.first, role.last)
        }  # fmt: skip
        return frozenset(
            stem for (first, last), found in self.spans.items() if last - first == 1 and first not in silent
            for stem in found
        ).union(self.meant)  # fmt: skip

    @property
    def meant(self) -> Stems:
        """Of columns that a word such as "earn", or "cheapest", is about."""
        hints = [role for role in self.wish.roles if role.name in ("spent", "priced")]
        names = [stems(name) for role in self.wish.roles for name in role.columns]
        return frozenset[str]().union(*names, *(meant_by(fold(self.text(role.first, role.last))) for role in hints))

    @property
    def tables(self) -> set[int]:
        """Those that have a cell that the question names."""
        return {column.table for cells in self._cells.values() for column, _ in cells}

    def of(self, table: Named) -> list[Piece] | None:
        """The pieces by which all words are told, the empty ones left out."""
        known = list(self._known(table))
        pieces = self._cheapest(known)
        unknown = [piece for piece in pieces if piece.kind == "unknown"]
        runs = list(_runs(unknown))
        if 0 < len(runs) <= _RUNS and any(piece.kind in _ABOUT for piece in pieces):
            partly = [piece for run in runs for piece in self._partly(run, table)]
            pieces = self._cheapest([*known, *partly]) if partly else pieces
        if any(piece.kind == "unknown" for piece in pieces):
            return None
        return [piece for piece in pieces if piece.kind != "empty"]

    def _held(self, spans: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Cells]:
        """The cells that say what words of the question say, also in the singular or plural."""
        silent = {role.first for role in self.wish.roles if role.last - role.first == 1 and role.name in _SILENT}
        texts: dict[str, list[tuple[int, int]]] = {}
        for first, last in spans:
            if last - first > 1 or first not in silent or len(self.wish.words[first].text) == 1:
                for text in _spellings(self.text(first, last), [word.text for word in self.wish.words[first:last]]):
                    texts.setdefault(text, []).append((first, last))
        found: dict[tuple[int, int], dict[tuple[ColumnInfo, str], None]] = {}
        for text, cells in self._tables.holding(texts).items():
            for span in texts[text]:
                found.setdefault(span, {}).update(dict.fromkeys(cells))
        return {span: tuple(cells) for span, cells in found.items() if cells}

    def _known(self, table: Named) -> Iterator[tuple[float, Piece]]:
        yield from self._roles(table)
        for (first, last), wanted in self.spans.items():
            full = wanted and self.spans.get((first, first + 1)) and self.spans.get((last - 1, last))
            columns, exact = table.called(wanted) if full else ((), False)
            if columns:
                asked = exact and (
                    first in self._asked or first in self._verbs
                )  # "by make", "name": else they say nothing
                yield (
                    0.15 if asked else _COSTS["column"] + 0.2 * (not exact),
                    Piece(first, last, "column", columns, partly=not exact),
                )
                yield from self._behind(first, last, columns, table)
        for (first, last), held in self._cells.items():
            cells = tuple(cell for cell in held if cell[0].table == table.info.id)
            if cells and (last - first > 1 or len(self.text(first, last)) > 1) and not self._is_number(first, last):
                yield _COSTS["value"], Piece(first, last, "value", cells=cells)
        for (first, last), wanted in self.spans.items():
            if last - first == 1 and wanted and wanted <= table.nouns:
                yield _COSTS["rows"], Piece(first, last, "rows")
            elif last - first == 1 and wanted and wanted <= table.name:
                yield _COSTS["name"] - _HINTED * (self.text(first, last) in table.name), Piece(first, last, "name")
            elif fold(self.text(first, last)) in _titles(table):
                yield _COSTS["name"] / 2, Piece(first, last, "name")

    def _is_number(self, first: int, last: int) -> bool:
        """A bare number is one of an amount or of how many, if no column of texts has it."""
        return any(
            role.name == "number" and (role.first, role.last) == (first, last) for role in self.wish.roles
        ) and not any(column.kind == "text" for column, _ in self._cells.get((first, last), ()))

    def _behind(
        self, first: int, last: int, columns: Sequence[ColumnInfo], table: Named
    ) -> Iterator[tuple[float, Piece]]:
        """A column with one of its cells behind it: "grade A", "part 4711"."""
        for end in range(last + 1, min(last + _MOST, self._size) + 1):
            cells = tuple(
                cell for cell in self._cells.get((last, end), ()) if cell[0] in columns and cell[0].kind == "text"
            )
            if cells:
                yield _COSTS["behind"], Piece(first, end, "value", cells=cells)
        coded = [one for one in columns if one.kind in NUMBERS]
        coded = coded if len(coded) == 1 else [one for one in coded if is_code(one)]
        for role in self.wish.roles:
            if role.name == "number" and role.first == last and len(coded) == 1 and role.number not in table.years:
                yield (
                    _COSTS["behind"],
                    Piece(first, role.last, "coded", (coded[0],), number=role.number, unit=role.unit),
                )

    def _roles(self, table: Named) -> Iterator[tuple[float, Piece]]:
        names = {fold(column.name) for column in table.info.columns}
        for role in self.wish.roles:
            if role.name == "period" and any(
                fold(word.text) in names for word in self.wish.words[role.first : role.last]
            ):
                continue  # a year that is the name of a column
            is_hint = role.name in ("spent", "priced") and any(
                meant_by(fold(self.text(role.first, role.last))) & name for name in table.columns
            )
            yield _cost(role) - _HINTED * is_hint, _of_role(role)

    def _cheapest(self, known: Iterable[tuple[float, Piece]]) -> list[Piece]:
        """The fewest pieces that make up the question."""
        starting: Mapping[int, list[tuple[float, Piece]]] = {place: [] for place in range(self._size)}
        for cost, piece in known:
            starting[piece.first].append((cost, piece))
        best: list[tuple[float, list[Piece]]] = [(0.0, [])] * (self._size + 1)
        for first in reversed(range(self._size)):
            unknown = (_UNKNOWN, Piece(first, first + 1, "unknown"))
            ways = [
                (cost + best[piece.last][0], piece.last - piece.first, piece)
                for cost, piece in [*starting[first], unknown]
            ]
            cost, _, piece = min(ways, key=lambda way: way[:2])
            best[first] = cost, [piece, *best[piece.last][1]]
        return best[0][1]

    def _partly(self, run: Piece, table: Named) -> Iterator[tuple[float, Piece]]:
        """A cell that is called by its first words, or its last one: "Ada" of "Ada Smith"."""
        text = self.text(run.first, run.last)
        if text in _ORDER:
            return
        if text not in self._called:
            cells = self._tables.beginning(text, _CELLS)
            cells = cells or (self._tables.ending(text, _CELLS) if len(text) > _SHORT else [])
            self._called[text] = cells if len(cells) < _CELLS else []
        named = tuple(cell for cell in self._called[text] if cell[0].table == table.info.id and _is_name(cell[1]))
        if named:
            yield _COSTS["value"] + 0.5, Piece(run.first, run.last, "value", cells=named, partly=True)


def _of_role(role: Role) -> Piece:
    return Piece(
        role.first, role.last, role.name, number=role.number, unit=role.unit, period=role.period, about=role.columns
    )


def _titles(table: Named) -> set[str]:
    info = table.info
    titles = (info.source, PurePosixPath(info.source).name, info.name, table.document.title or "")
    return {fold(title) for title in titles if title}


def _cost(role: Role) -> float:
    """What a role counts for; that the question begins with it, "list", says more than that it is a small word."""
    if role.name == "list":
        return 0.4
    if role.name == "empty":
        return 0.5 * (role.last - role.first)
    if role.name == "number" and role.last - role.first > 1:
        return 2.1  # "20 days" is a number and a column, if there is one
    return _COSTS.get(role.name, 0.9)


def _runs(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Unknown words that follow each other, together."""
    run: Piece | None = None
    for piece in pieces:
        if run and run.last == piece.first:
            run = replace(run, last=piece.last)
        else:
            if run:
                yield run
            run = piece
    if run:
        yield run


def _is_name(cell: str) -> bool:
    words = cell.split()
    return len(words) <= _WORDS and all(word[:1].isupper() or not word[:1].isalpha() for word in words)


def _spellings(typed: str, words: Sequence[str]) -> Iterator[str]:
    yield typed
    plain = " ".join(words)
    yield plain
    if plain[-1:].isdigit():
        return
    yield f"{plain}s"
    for ending, singular in (("ies", "y"), ("es", ""), ("s", "")):
        if plain.lower().endswith(ending) and len(plain) > len(ending) + 2:
            yield plain[: -len(ending)] + singular
