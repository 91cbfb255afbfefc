"""The tables of a generation by what they are called, and what a question asks of each that all its words are about."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from app.asking.tables import TableWish
from app.whole.tables.asks import Ask, Cells, Choice
from app.whole.tables.meaning import meaning
from app.whole.tables.names import Named
from app.whole.tables.pieces import Pieces
from index.records import Document
from index.tables.kept import Tables
from index.tables.plans import ColumnInfo, Condition, NotComputable, Plan

_FREQUENT = 20  # cells of a column that are looked at
_TRIED = 300  # tables that a question is read for


class Catalogue:
    """The tables of a generation by the stems of their names."""

    def __init__(self, tables: Tables, of_hash: Callable[[str], Sequence[Document]]) -> None:
        """`of_hash` gives the documents with some bytes."""
        listed = ((table, document) for table in tables.listed() for document in of_hash(table.sha256))
        self.tables = [Named.of(table, document) for table, document in listed if table.source == document.source]
        self._tables = tables
        self._by_stem: dict[str, set[int]] = {}
        for place, table in enumerate(self.tables):
            for stem in table.name.union(*table.columns):
                self._by_stem.setdefault(stem, set()).add(place)
        self._places = {table.info.id: place for place, table in enumerate(self.tables)}
        self._is_unique = lru_cache(maxsize=256)(tables.is_unique)
        self._cells = Cells(self._unique, lru_cache(maxsize=256)(self._frequent), self._years)

    def asks(self, wish: TableWish) -> list[Ask | Choice]:
        """What the question asks of each table that all its words are about."""
        pieces = Pieces(wish, self._tables)
        held = {self._places[number] for number in pieces.tables if number in self._places}
        by_word = [self._by_stem.get(stem, set()) for stem in pieces.stems]
        counts: dict[int, int] = {}
        for places in [*by_word, held]:
            for place in places:
                counts[place] = counts.get(place, 0) + 1
        likely = sorted(counts, key=lambda place: (-counts[place], place))[:_TRIED]
        found: list[Ask | Choice] = []
        for place in sorted(likely):
            table = self.tables[place]
            if (told := pieces.of(table)) is not None:
                ask = meaning(wish, table, told, self._cells)
                found += [ask] if ask else []
        return found

    def _unique(self, column: ColumnInfo, conditions: Sequence[Condition]) -> bool:
        if not conditions:
            return self._is_unique(column)
        groups = self._tables.run(Plan(column.table, "count", None, tuple(conditions), column)).groups
        return all(group.key and len(group.rows) == 1 for group in groups)

    def _frequent(self, column: ColumnInfo) -> Sequence[str]:
        return [cell for cell, _ in self._tables.values(column, _FREQUENT)]

    def _years(self, column: ColumnInfo, month: int) -> list[int]:
        """The years in which a column has days of that month."""
        try:
            outcome = self._tables.run(Plan(column.table, "count", None, (), column, "month"))
        except NotComputable:
            return []
        return sorted(int(group.key[:4]) for group in outcome.groups if group.key.endswith(f"-{month:02}"))
