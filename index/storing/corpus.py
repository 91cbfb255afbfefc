"""The SQLite file of a part of an index: documents, and all that was made of each.

A build keeps what it has finished in such a file too, until its generation is whole.
"""

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import numpy as np

from index.embedding.embedder import Vectors
from index.errors import IndexUnusable, disk_errors
from index.reading.files import Key, key_of
from index.records import Chunk, Document
from index.storing.generations import ANEW
from index.storing.held import HeldText
from index.storing.part import Entry, Named, Place
from index.storing.titles import words_of

CORPUS = "corpus.sqlite"  # of a part
SCHEMA = """
create table documents (
    id integer primary key, source text, sha256 text, title text, date text, dated_by text, language text, pages text,
    omissions text, recognised text, first integer, chunks integer
);
create table texts (document integer primary key, text text, words text);
create table names (word text, document integer, is_stem integer, primary key (word, document)) without rowid;
create table chunks (
    id integer primary key, document integer, start integer, "end" integer, heading text, lead_in text
);
create index by_document on chunks (document);
create table embeddings (chunk integer primary key, terms text, vector blob);
"""


class Embedded(NamedTuple):
    """A chunk with what the index holds of it: its `terms` and its vector."""

    chunk: Chunk
    terms: str
    vector: Vectors


class Corpus:
    """A finished file, which never changes again; it stays readable after it was deleted. Safe between threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with self._readable():
            self._database = sqlite3.connect(uri, uri=True, check_same_thread=False)

    def keys(self) -> dict[Key, int]:
        """The ids of the documents by their content. One that is not finished is not all there."""
        rows = self._rows("select source, sha256, id from documents where chunks is not null")
        return {key_of(source, sha256): number for source, sha256, number in rows}

    def omissions(self) -> dict[Key, list[str]]:
        """What is missing of the documents that were read in part, by their content."""
        rows = self._rows("select source, sha256, omissions from documents where omissions != '[]'")
        return {key_of(source, sha256): json.loads(omissions) for source, sha256, omissions in rows}

    @cached_property
    def size(self) -> int:
        """How many chunks there are."""
        [(size,)] = self._rows("select coalesce(max(id), -1) + 1 from chunks")
        return int(size)

    def numbers(self) -> set[int]:
        """The ids of the documents."""
        return {number for (number,) in self._rows("select id from documents")}

    def documents(self) -> dict[int, Document]:
        """All by their ids, in that order, without their copies; their texts are read when they are wanted."""
        return {number: self.made(row) for number, row in self.rows().items()}

    def rows(self, numbers: Sequence[int] | None = None) -> dict[int, tuple[Any, ...]]:
        """What `made` makes documents of, by their ids; of all if none are named."""
        named = "" if numbers is None else " where id in (select value from json_each(?))"
        values = [] if numbers is None else [json.dumps([*numbers])]
        return {row[0]: row for row in self._rows(f"{_DOCUMENTS}{named} order by id", *values)}

    def made(self, row: Sequence[Any]) -> Document:
        """The document of a row; its text is read when it is wanted."""
        number, _, sha256, *_ = row
        return _document(row, HeldText(self.texts, number, sha256))

    def sources(self) -> dict[int, str]:
        """Those of the documents, by their ids."""
        return dict(self._rows("select id, source from documents"))

    def entries(self, part: int) -> dict[int, Entry]:
        """Where the documents are, as those of a part of that number, by their ids."""
        rows = self._rows("select id, first, chunks, sha256, language from documents where chunks is not null")
        return {row[0]: Entry(part, *row) for row in rows}

    def document(self, number: int) -> Document:
        """The one of that id, whole."""
        [row] = self._rows(f"{_DOCUMENTS} where id = ?", number)
        return _document(row, self._text(number))

    def texts(self, numbers: Sequence[int]) -> list[str]:
        return [self._text(number) for number in numbers]

    def places(self, rows: Sequence[int]) -> list[Place]:
        if len(rows) > 1 and rows[-1] - rows[0] == len(rows) - 1 and all(map(int.__lt__, rows, rows[1:])):
            found = self._rows(_PLACES.format("between ? and ?"), rows[0], rows[-1])
        else:
            found = self._rows(_PLACES.format("in (select value from json_each(?))"), json.dumps([*rows]))
        places = {number: Place(*place) for number, *place in found}
        return [places[row] for row in rows]

    def called(self, words: Collection[str]) -> dict[str, Named]:
        rows = self._rows(_NAMES, json.dumps([*words]))
        found: dict[str, list[tuple[int, int]]] = {word: [] for word in words}
        for word, number, is_stem in rows:
            found[word].append((number, is_stem))
        return {word: Named.of(pairs) for word, pairs in found.items()}

    def words(self, numbers: Sequence[int] | None = None) -> Iterator[list[str]]:
        """The distinct words of documents, of all if none are named."""
        if numbers is None:
            yield from (words.split() for (words,) in self._rows("select words from texts order by document"))
            return
        for number in numbers:
            [(words,)] = self._rows("select words from texts where document = ?", number)
            yield words.split()

    def embedded(self, number: int) -> Iterator[Embedded]:
        """All that is held of one document."""
        document = self.document(number)
        columns = 'terms, vector, start, "end", heading, lead_in'
        for terms, vector, *place in self._rows(f"select {columns} {_OF_DOCUMENT}", number):
            yield Embedded(Chunk(document, *place), terms, np.frombuffer(vector, np.float32))

    def vectors(self, dimension: int) -> Vectors:
        """Of the chunks, by row: (rows, dimension)."""
        [(size,)] = self._rows("select count(*) from embeddings")
        vectors = np.empty((size, dimension), dtype=np.float32)
        for row, (vector,) in enumerate(self._rows("select vector from embeddings order by chunk")):
            vectors[row] = np.frombuffer(vector, dtype=np.float32)
        return vectors

    def terms(self) -> Iterator[str]:
        """Of the chunks, by row."""
        return (terms for (terms,) in self._rows("select terms from embeddings order by chunk"))

    def languages(self) -> Counter[str]:
        """How many documents there are in each."""
        return Counter(
            dict(self._rows("select language, count(*) from documents where chunks is not null group by language"))
        )

    def close(self) -> None:
        self._database.close()

    def _text(self, number: int) -> str:
        [(text,)] = self._rows("select text from texts where document = ?", number)
        return str(text)

    def _rows(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        with self._readable():
            with self._lock:
                cursor = self._database.execute(query, values)
                rows = cursor.fetchmany(_BATCH)
            while rows:
                yield from rows
                with self._lock:
                    rows = cursor.fetchmany(_BATCH)

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise IndexUnusable(f"{self.path} can't be read ({error}). Check the disk. {ANEW}") from error


_DOCUMENTS = "select id, source, sha256, title, date, dated_by, language, pages, omissions, recognised from documents"
_PLACES = 'select id, start, "end", heading, lead_in from chunks where id {}'
_NAMES = "select word, document, is_stem from names where word in (select value from json_each(?)) order by 1, 2"
_OF_DOCUMENT = "from chunks join embeddings on chunk = id where document = ? order by id"
_OF_ROWS = "select * from chunks join embeddings on chunk = id where document = ? and id between ? and ? order by id"
_OF_DOCUMENT_ITSELF = "select * from documents join texts on document = id where id = ?"
_BATCH = 256  # rows read at once
INSERT = "insert into documents values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

WHOLE = (-1, -1)
"""Stands for a document itself, where rows of its chunks are named."""

Pick = tuple[Corpus, int, str]
"""A document taken over: the file it is in, its id there, and its source now."""


def write_corpus(path: Path, picks: Sequence[Pick]) -> None:
    """Writes a new file of these documents, in this order; rows are numbered through. Holds none of them in memory."""
    with written(path), closing(sqlite3.connect(path.resolve().as_uri(), uri=True)) as database:
        database.executescript(f"pragma journal_mode = off; pragma synchronous = off; {SCHEMA}")
        database.execute("create temp table picks (old integer primary key, new integer, source text, shift integer)")
        for origin, moved in _moved(picks).items():
            database.execute("attach ? as origin", (f"{origin.resolve().as_uri()}?mode=ro",))
            with database:
                database.execute("delete from picks")
                database.executemany("insert into picks values (?, ?, ?, ?)", moved)
                database.executescript(_TAKE_OVER)
            database.execute("detach origin")
        with database:
            made = (_document(row, "") for row in database.execute(f"{_DOCUMENTS} order by id").fetchall())
            rows = (
                (word, number, word in words.stems)
                for number, words in enumerate(map(words_of, made))
                for word in words.every
            )
            database.executemany("insert into names values (?, ?, ?)", sorted(rows))


_TAKE_OVER = """
insert into documents select new, p.source, sha256, title, date, dated_by, language, pages, omissions, recognised,
    first + shift, chunks from picks p join origin.documents d on d.id = p.old order by new;
insert into texts select new, text, words from picks p join origin.texts t on t.document = p.old order by new;
insert into chunks select id + shift, new, start, "end", heading, lead_in
    from picks p join origin.chunks on document = p.old order by 1;
insert into embeddings select chunk + shift, terms, vector
    from picks p join origin.chunks c on c.document = p.old join origin.embeddings e on e.chunk = c.id order by 1;
"""


def copy_documents(path: Path, picks: Iterable[tuple[Any, int, str]]) -> None:
    """Writes a new file of documents of any `Origin`, each with its id there and its source, in this order; their ids
    are their places. Holds one of them in memory."""
    with written(path), closing(sqlite3.connect(path)) as database:
        database.executescript(f"pragma journal_mode = off; pragma synchronous = off; {SCHEMA}")
        row = 0
        for new, (origin, number, source) in enumerate(picks):
            with database:
                row += _copy(database, new, row, replace(origin.document(number), source=source), origin, number)


def _copy(database: sqlite3.Connection, new: int, first: int, document: Document, origin: Any, number: int) -> int:
    """Adds one; how many chunks it has."""
    [words] = origin.words([number])
    rows = [*enumerate(origin.embedded(number), first)]
    places = ((at, new, row.chunk.start, row.chunk.end, row.chunk.heading, row.chunk.lead_in) for at, row in rows)
    made = ((at, row.terms, row.vector.astype(np.float32).tobytes()) for at, row in rows)
    database.execute(INSERT, (*told_of(new, document), first, len(rows)))
    database.execute("insert into texts values (?, ?, ?)", (new, document.text, " ".join(words)))
    database.executemany("insert into chunks values (?, ?, ?, ?, ?, ?)", places)
    database.executemany("insert into embeddings values (?, ?, ?)", made)
    return len(rows)


def told_of(number: int, document: Document) -> tuple[object, ...]:
    """What a row of documents holds of one, but for its chunks."""
    lists = (document.page_starts, document.omissions, document.recognised)
    told = (document.source, document.sha256, document.title, document.date, document.dated_by, document.language)
    return number, *told, *map(json.dumps, lists)


def _moved(picks: Sequence[Pick]) -> Mapping[Path, list[tuple[int, int, str, int]]]:
    """By file: old id, new id, source, and by how much its rows move."""
    entries = {origin.path: origin.entries(0) for origin in {pick[0] for pick in picks}}
    moved: dict[Path, list[tuple[int, int, str, int]]] = {}
    row = 0
    for new, (origin, old, source) in enumerate(picks):
        entry = entries[origin.path][old]
        moved.setdefault(origin.path, []).append((old, new, source, row - entry.first))
        row += entry.rows
    return moved


def open_sound(path: Path) -> sqlite3.Connection:
    """A connection to add documents with. A damaged file, or one of a damaged document, is replaced by an empty one."""
    database = sqlite3.connect(path, check_same_thread=False)
    try:
        if database.execute("pragma quick_check(1)").fetchone() == ("ok",) and _agrees(database):
            return database
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF not in _DAMAGED:  # a full disk, say
            database.close()
            raise
    database.close()
    path.unlink()
    return sqlite3.connect(path, check_same_thread=False)


def checksum(database: sqlite3.Connection, number: int, first: int, last: int) -> str:
    """Of what is held of a document's chunks, rows `first` to `last`; of the document itself for `WHOLE`."""
    digest = hashlib.sha256()
    rows = database.execute(_OF_ROWS, [number, first, last])
    for row in rows if (first, last) != WHOLE else database.execute(_OF_DOCUMENT_ITSELF, [number]):
        digest.update(repr(row).encode(errors="surrogatepass"))
    return digest.hexdigest()


_DAMAGED = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _agrees(database: sqlite3.Connection) -> bool:
    if not database.execute("select 1 from sqlite_master").fetchone():
        return True  # made a moment ago
    checks = database.execute("select document, first, last, sha256 from checks").fetchall()
    finished = {number for (number,) in database.execute("select id from documents where chunks is not null")}
    [(chunks,)] = database.execute("select count(*) from embeddings").fetchall()
    return (
        finished == {number for number, *rows, _ in checks if tuple(rows) == WHOLE}
        and chunks == sum(last - first + 1 for _, first, last, _ in checks if (first, last) != WHOLE)
        and all(sha256 == checksum(database, *place) for *place, sha256 in checks)
    )


def _document(row: Sequence[Any], text: str | HeldText) -> Document:
    _, source, sha256, title, date, dated_by, language, *lists = row
    pages, omissions, recognised = (() if each == "[]" else json.loads(each) for each in lists)
    return Document(
        source, text, title, date, sha256, tuple(pages), language, tuple(omissions), dated_by,
        recognised=tuple((page, sure) for page, sure in recognised),
    )  # fmt: skip


def written(path: Path) -> AbstractContextManager[None]:
    """Failures to write become `IndexWriteError`."""
    return disk_errors(path, sqlite3.Error)
