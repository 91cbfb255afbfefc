"""The tables of a generation, as they are asked: what there is, which columns hold a text, what a plan comes to.

Nothing is loaded at opening. The file may be deleted meanwhile; it stays readable.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import Lock

from index.errors import IndexUnusable
from index.language.identify import ENGLISH
from index.tables.amounts import amount
from index.tables.computing import compute
from index.tables.days import written
from index.tables.plans import ColumnInfo, NotComputable, Outcome, Plan, RowFound, TableInfo
from index.tables.store import MOST_SPELT, SCHEMA, encoded
from index.tables.typed import NUMBERS
from index.tables.words import key


class Tables:
    """All tables of a file, but for those of documents that are left out. Safe between threads.

    >>> Tables().listed()
    []
    """

    def __init__(self, path: Path | None = None, left_out: Collection[str] = ()) -> None:
        """Opens a file that never changes again; without one there are no tables."""
        self.path = path
        self._left_out = frozenset(left_out)
        self._lock = Lock()
        with self._readable():
            if path is None:
                self._database = sqlite3.connect(":memory:", check_same_thread=False)
                self._database.executescript(SCHEMA)
            else:
                uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
                self._database = sqlite3.connect(uri, uri=True, check_same_thread=False)
            self._database.create_function("key", 1, _key, deterministic=True)

    def without(self, hashes: Collection[str]) -> "Tables":
        """The tables without those of documents with these bytes."""
        narrowed = Tables.__new__(Tables)
        narrowed.path, narrowed._lock, narrowed._database = self.path, self._lock, self._database
        narrowed._left_out = self._left_out | frozenset(hashes)
        return narrowed

    def listed(self) -> list[TableInfo]:
        """All, in the order of their documents."""
        return list(self._tables.values())

    def table(self, number: int) -> TableInfo:
        """The one of that id; `NotComputable` if there is none."""
        try:
            return self._tables[number]
        except KeyError as error:
            raise NotComputable("The table that is asked about is not in the index any more. Ask again.") from error

    def values(self, column: ColumnInfo, most: int) -> list[tuple[str, int]]:
        """The cells of a column, each with how many rows have it, the most frequent first; at most so many."""
        self.table(column.table)
        cell = f"c{column.place:d}"
        with self._readable():
            rows = self._database.execute(
                f"select {cell}, count(*) from t{column.table:d} where {cell} is not null "
                f"group by {cell} order by 2 desc, min(id) limit ?",
                [most],
            ).fetchall()
        return [(str(text), int(count)) for text, count in rows]

    def holding(self, texts: Iterable[str]) -> dict[str, list[tuple[ColumnInfo, str]]]:
        """The columns that have a cell which says the same as a text, each with the cell as it is spelt."""
        texts = [text for text in dict.fromkeys(texts) if 0 < len(text) <= MOST_SPELT]
        found: dict[str, list[tuple[ColumnInfo, str]]] = {text: [] for text in texts}
        tables, typed = self._tables, self._typed
        with self._readable():
            for text in texts:
                rows = self._database.execute(
                    'select "table", place, text from spelt where key = ? order by "table", place, rows desc',
                    [key(text)],
                ).fetchall()
                found[text] += [
                    (tables[table].columns[place], spelt) for table, place, spelt in rows if table in tables
                ]
            figures = [text for text in texts if any(map(str.isdigit, text))]
            for column in typed if figures else ():
                self._equal(column, figures, found)
        return found

    def beginning(self, word: str, most: int) -> list[tuple[ColumnInfo, str]]:
        """The cells of several words that begin with this one, each with its column; at most so many."""
        return self._cells("key >= ? and key < ?", (f"{key(word)} ", f"{key(word)}!"), most)

    def ending(self, word: str, most: int) -> list[tuple[ColumnInfo, str]]:
        """Those that end with it. Looks at all cells."""
        wanted = f" {key(word)}"
        return self._cells("substr(key, ?) = ?", (-len(wanted), wanted), most)

    def is_unique(self, column: ColumnInfo) -> bool:
        """Whether every row has a cell there, and no two have the same."""
        table = self.table(column.table)
        return column.filled == table.rows and all(count == 1 for _, count in self.values(column, 1))

    def _cells(self, condition: str, values: tuple[object, ...], most: int) -> list[tuple[ColumnInfo, str]]:
        tables = self._tables
        query = f'select "table", place, text from spelt where {condition} limit ?'
        with self._readable():
            rows = self._database.execute(query, [*values, most]).fetchall()
        return [(tables[table].columns[place], text) for table, place, text in rows if table in tables]

    def run(self, plan: Plan) -> Outcome:
        """What a plan comes to; `NotComputable` where there is no exact answer."""
        table = self.table(plan.table)
        columns = (plan.measure, plan.group_by, *(condition.column for condition in plan.conditions))
        if any(column and column not in table.columns for column in columns):
            raise NotComputable(f"Some columns that are asked about are not in the table {table.name}. Ask again.")
        with self._readable():
            return compute(self._database, plan)

    def rows(self, ids: Sequence[int]) -> list[RowFound]:
        """The rows of these ids, in that order."""
        rows: dict[int, RowFound] = {}
        for table in self._tables.values():
            own = sorted({number for number in ids if 0 <= number - table.first < table.rows})
            for start in range(0, len(own), _AT_ONCE):
                rows |= self._read(table, own[start : start + _AT_ONCE])
        return [rows[number] for number in ids if number in rows]

    def close(self) -> None:
        self._database.close()

    def _read(self, table: TableInfo, ids: Sequence[int]) -> dict[int, RowFound]:
        cells = ", ".join(f"c{column.place:d}" for column in table.columns)
        query = f'select id, start, "end", {cells} from t{table.id:d} where id in ({", ".join("?" * len(ids))})'
        with self._readable():
            found = self._database.execute(query, ids).fetchall()
        return {
            number: RowFound(
                number, table.source, table.sha256, start, end,
                tuple((column, cell) for column, cell in zip(table.columns, texts, strict=True) if cell is not None),
            )
            for number, start, end, *texts in found
        }  # fmt: skip

    def _equal(
        self, column: ColumnInfo, texts: Sequence[str], found: Mapping[str, list[tuple[ColumnInfo, str]]]
    ) -> None:
        """Adds a column of numbers or dates to the texts whose value it holds."""
        values = {text: value for text in texts if (value := _value(text, column)) is not None}
        query = f"select c{column.place:d} from t{column.table:d} where v{column.place:d} = ? limit 1"
        for text, value in values.items():
            if row := self._database.execute(query, [value]).fetchone():
                found[text].append((column, str(row[0])))

    @cached_property
    def _tables(self) -> dict[int, TableInfo]:
        with self._readable():
            columns: dict[int, list[ColumnInfo]] = {}
            for row in self._database.execute('select * from columns order by "table", place').fetchall():
                number, place, name, kind, units, filled, unread, ambiguous, places, width = row
                info = ColumnInfo(
                    number, place, name, kind, tuple(json.loads(units)), filled, unread, bool(ambiguous), places, width
                )
                columns.setdefault(number, []).append(info)
            tables = self._database.execute(
                'select id, source, sha256, name, rows, first, start, "end" from tables order by id'
            ).fetchall()
        return {
            number: TableInfo(number, source, sha256, name, tuple(columns[number]), *place)
            for number, source, sha256, name, *place in tables
            if sha256 not in self._left_out
        }

    @cached_property
    def _typed(self) -> list[ColumnInfo]:
        return [column for table in self._tables.values() for column in table.columns if column.kind != "text"]

    @contextmanager
    def _readable(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            except sqlite3.Error as error:
                raise IndexUnusable(
                    f"{self.path} can't be read ({error}). Check the disk. Build it anew: python -m index --anew"
                ) from error


_AT_ONCE = 500


def _key(cell: str | None) -> str | None:
    return None if cell is None else key(cell)


def _value(text: str, column: ColumnInfo) -> int | str | None:
    """What a text is as a value of a column of numbers or dates."""
    if column.kind == "date":
        day = written(text, ENGLISH)
        return (day.read("") or None) if day else None
    stated = amount(text, ENGLISH)
    exact = stated.read(".") if stated else None
    if not stated or not exact or exact.places > column.places or column.kind not in NUMBERS:
        return None
    if stated.unit and stated.unit not in column.units:
        return None
    scaled = exact.scaled(column.places)
    return encoded(scaled, column.width) if abs(scaled) < 2**63 or column.width else None
