"""The SQLite file of a generation: the files that were found, and where each document is."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import astuple
from pathlib import Path
from typing import NamedTuple

from index.errors import IndexUnusable
from index.reading.files import FileEntry
from index.storing.corpus import written
from index.storing.generations import ANEW

LISTING = "listing.sqlite"  # of a generation
_SCHEMA = """
create table files (source text primary key, sha256 text, state text, reason text, kept text);
create table documents (place integer primary key, part integer, number integer, source text);
"""


class Listed(NamedTuple):
    """A document: in which part it is, its number there, and its source now."""

    part: int
    number: int
    source: str


def write_listing(path: Path, files: Iterable[FileEntry], documents: Iterable[Listed]) -> None:
    """Writes a new file. The documents are in the order in which they are numbered."""
    with written(path), closing(sqlite3.connect(path.resolve().as_uri(), uri=True)) as database:
        database.executescript(f"pragma journal_mode = off; pragma synchronous = off; {_SCHEMA}")
        with database:
            database.executemany("insert into files values (?, ?, ?, ?, ?)", map(astuple, files))
            rows = ((place, *document) for place, document in enumerate(documents))
            database.executemany("insert into documents values (?, ?, ?, ?)", rows)


def read_listing(path: Path) -> tuple[list[FileEntry], list[Listed]]:
    """The files, by source, and the documents."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            files = [FileEntry(*row) for row in database.execute("select * from files order by source")]
            rows = database.execute("select part, number, source from documents order by place")
            return files, [Listed(*row) for row in rows]
    except sqlite3.Error as error:
        raise IndexUnusable(f"{path} can't be read ({error}). Check the disk. {ANEW}") from error
