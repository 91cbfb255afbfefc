"""The SQLite file of a generation: the files that were found, and where each document is."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from index.errors import IndexUnusable
from index.reading.files import FileEntry
from index.storing.corpus import written
from index.storing.generations import ANEW

LISTING = "listing.sqlite"  # of a generation
_NAMED = "select * from files where source in (select value from json_each(?))"
_SCHEMA = """
create table files (source text primary key, sha256 text, state text, reason text, kept text) without rowid;
create table documents (place integer primary key, part integer, number integer);
"""


class Listed(NamedTuple):
    """A document: in which part it is, and its number there."""

    part: int
    number: int


class Listing:
    """A finished file. It is read when something of it is wanted, and stays readable after it was deleted."""

    def __init__(self, path: Path) -> None:
        self._path = path
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with self._readable():
            self._database = sqlite3.connect(uri, uri=True, check_same_thread=False)

    @cached_property
    def size(self) -> int:
        """How many files there are."""
        [(size,)] = self._rows("select count(*) from files")
        return int(size)

    def files(self) -> list[tuple[Any, ...]]:
        """What a `FileEntry` is made of, by source."""
        return self._rows("select * from files order by source")

    def some_files(self, places: Sequence[int]) -> list[tuple[Any, ...]]:
        """Of those in some places, by source."""
        if len(places) == self.size:
            return self.files()
        files = self._by_place
        return [files[place] for place in places]

    def named(self, sources: Collection[str]) -> list[tuple[Any, ...]]:
        """Of those of these sources."""
        return self._rows(_NAMED, json.dumps([*sources]))

    @cached_property
    def _by_place(self) -> list[tuple[Any, ...]]:
        return self.files()

    def copies(self) -> Iterator[FileEntry]:
        """The files that may be answered from by another one's document."""
        return (FileEntry(*row) for row in self._rows("select * from files where state in ('duplicate', 'stale')"))

    def documents(self) -> list[tuple[int, int]]:
        """In their order: `Listed`."""
        return self._rows("select part, number from documents order by place")

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._readable():
            return self._database.execute(query, values).fetchall()

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise IndexUnusable(f"{self._path} can't be read ({error}). Check the disk. {ANEW}") from error


def write_listing(path: Path, files: Iterable[FileEntry], documents: Iterable[Listed]) -> None:
    """Writes a new file. The documents are in the order in which they are numbered."""
    with written(path), closing(sqlite3.connect(path.resolve().as_uri(), uri=True)) as database:
        database.executescript(f"pragma journal_mode = off; pragma synchronous = off; {_SCHEMA}")
        with database:
            found = ((file.source, file.sha256, file.state, file.reason, file.kept) for file in files)
            database.executemany("insert into files values (?, ?, ?, ?, ?)", found)
            places = ((place, *document) for place, document in enumerate(documents))
            database.executemany("insert into documents values (?, ?, ?)", places)
