"""The file of tables that a generation has: one SQLite table for each, with a column for the cells and one for values.

tables   where each is, and its rows: ids are numbered through, those of a table follow each other
columns  what each column holds; units as JSON
spelt    which columns of text hold which cells, by what `words.key` makes of them
t<id>    id, start, "end", role, c<place> the cell, v<place> its value, u<place> its unit where there are several
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.errors import disk_errors
from index.records import Document
from index.tables.reading import Table, tables_of
from index.tables.totals import roles
from index.tables.typed import Column, typed
from index.tables.words import key

SCHEMA = """
create table tables (
    id integer primary key, source text, sha256 text, name text, first integer, rows integer, start integer,
    "end" integer
);
create table columns (
    "table" integer, place integer, name text, kind text, units text, filled integer, unread integer,
    ambiguous integer, places integer, width integer, primary key ("table", place)
) without rowid;
create table spelt (
    key text, "table" integer, place integer, text text, rows integer, primary key (key, "table", place, text)
) without rowid;
"""
MOST_SPELT = 100  # characters of a cell that questions name
_LARGEST = 2**62


def write_tables(path: Path, documents: Iterable[Document], before: Path | None = None) -> dict[str, int]:
    """Writes the tables of these documents to a new file; returns how many tables and rows there are.

    Those of a document that has some in the file `before` are copied from there.
    """
    with disk_errors(path, sqlite3.Error), closing(sqlite3.connect(path.resolve().as_uri(), uri=True)) as database:
        database.executescript(f"pragma journal_mode = off; pragma synchronous = off; {SCHEMA}")
        if before:
            database.execute("attach ? as origin", (f"{before.resolve().as_uri()}?mode=ro",))
        known = tabled(before) if before else frozenset()
        writing = _Writing(database)
        with database:
            for document in documents:
                of = (document.source, document.sha256)
                if of in known:
                    for row in database.execute(f"select * from origin.tables {_OF} order by id", of).fetchall():
                        writing.copy(*row)
                else:
                    for table in tables_of(document):
                        writing.add(document, table)
    return {"tables": writing.tables, "rows": writing.rows}


def tabled(path: Path) -> Set[tuple[str, str]]:
    """The source and the hash of each document that has tables in a file."""
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    with disk_errors(path, sqlite3.Error), closing(sqlite3.connect(uri, uri=True)) as database:
        return {*database.execute("select distinct source, sha256 from tables")}


_OF = "where source = ? and sha256 = ?"


@dataclass(slots=True)
class _Writing:
    """Adds tables to a file, counted through."""

    database: sqlite3.Connection
    tables: int = 0
    rows: int = 0

    def add(self, document: Document, table: Table) -> None:
        """A table as it was read."""
        rows = table.rows
        unsure = [row.unsure for row in rows] if any(row.unsure for row in rows) else ()
        columns = typed(table.columns, [row.cells for row in rows], document.language, unsure)
        widths = [_width(column) for column in columns]
        data = {
            "id": range(self.rows, self.rows + len(rows)),
            "start": [row.start for row in rows],
            '"end"': [row.end for row in rows],
            "role": roles(columns, document.language),
        } | dict(_stored(columns, widths))
        self.database.execute(f"create table t{self.tables} (id integer primary key, {', '.join([*data][1:])})")
        self._insert(f"t{self.tables}", zip(*data.values(), strict=True), len(data))
        self._insert("columns", _described(self.tables, columns, widths), 10)
        self._insert("spelt", _spelt(self.tables, columns), 5)
        self._count(document.source, document.sha256, table.name, len(rows), rows[0].start, rows[-1].end)

    def copy(
        self, number: int, source: str, sha256: str, name: str, first: int, rows: int, start: int, end: int
    ) -> None:
        """A table of the file `origin`."""
        [(made,)] = self.database.execute("select sql from origin.sqlite_master where name = ?", [f"t{number}"])
        columns = str(made).partition("(")[2]
        names = [column.split()[0] for column in columns.rstrip(")").split(", ")][1:]
        self.database.execute(f"create table t{self.tables} ({columns}")
        shown, into = ", ".join(names), f"t{self.tables}"
        self.database.execute(
            f"insert into {into} select id + ?, {shown} from origin.t{number} order by id",
            [self.rows - first],
        )
        for table, rest in _ABOUT.items():
            query = f'insert into {table} ("table", {rest}) select ?, {rest} from origin.{table} where "table" = ?'
            self.database.execute(query, [self.tables, number])
        self._count(source, sha256, name, rows, start, end)

    def _count(self, source: str, sha256: str, name: str, rows: int, start: int, end: int) -> None:
        self._insert("tables", [(self.tables, source, sha256, name, self.rows, rows, start, end)], 8)
        self.tables, self.rows = self.tables + 1, self.rows + rows

    def _insert(self, table: str, rows: Iterable[tuple[object, ...]], width: int) -> None:
        self.database.executemany(f"insert into {table} values ({', '.join('?' * width)})", rows)


_ABOUT = {
    "columns": "place, name, kind, units, filled, unread, ambiguous, places, width",
    "spelt": "key, place, text, rows",
}


def _described(number: int, columns: Iterable[Column], widths: Iterable[int]) -> Iterator[tuple[object, ...]]:
    for place, (column, width) in enumerate(zip(columns, widths, strict=True)):
        yield (
            number, place, column.name, column.kind, json.dumps(column.units, ensure_ascii=False), column.filled,
            column.unread, column.ambiguous, column.places, width,
        )  # fmt: skip


def _spelt(number: int, columns: Iterable[Column]) -> list[tuple[object, ...]]:
    counts = {
        place: Counter(cell for cell in column.cells if cell and len(cell) <= MOST_SPELT)
        for place, column in enumerate(columns)
        if column.kind == "text"
    }
    return sorted(
        (key(cell), number, place, cell, count) for place, cells in counts.items() for cell, count in cells.items()
    )


def _stored(columns: Iterable[Column], widths: Iterable[int]) -> Iterator[tuple[str, Iterable[object]]]:
    for place, (column, width) in enumerate(zip(columns, widths, strict=True)):
        yield f"c{place}", [cell or None for cell in column.cells]
        if column.kind != "text":
            yield f"v{place}", [encoded(value, width) for value in column.values] if width else column.values
        if column.unit_of:
            yield f"u{place}", column.unit_of


def _width(column: Column) -> int:
    """Digits of a column whose numbers SQLite has no integers for; 0 of any other."""
    largest = max((abs(value) for value in column.values if isinstance(value, int)), default=0)
    return len(str(largest)) + 1 if largest > _LARGEST else 0


def encoded(value: int | str | None, width: int) -> int | str | None:
    """A number as SQLite compares it: where there is a width, as a text that sorts as the numbers do.

    >>> encoded(-2, 3), encoded(15, 3)
    ('0998', '1015')
    """
    if not width or not isinstance(value, int):
        return value
    return f"{min(max(value, 1 - 10**width), 10**width - 1) + 10**width:0{width + 1}}"


def decoded(value: int | str, width: int) -> int:
    """The number that `encoded` made this of."""
    return int(value) - 10**width if width else int(value)
