"""The SQLite file of a generation: the files that were found, the documents, and all that was made of each document.

A build keeps what it has finished in such a file too, until the generation is whole.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import numpy as np

from index.embedder import Vectors
from index.errors import IndexUnusable, disk_errors
from index.formats import format_of
from index.records import Chunk, Document

_SCHEMA = """
create table files (source text primary key, sha256 text, state text, reason text, kept text);
create table documents (
    id integer primary key, source text, sha256 text, title text, date text, language text, pages text, text text,
    words text
);
create table chunks (id integer primary key, document integer, start integer, "end" integer, heading text);
create index by_document on chunks (document);
create table embeddings (chunk integer primary key, terms text, vector blob, units blob);
"""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """What a build found at `source`.

    `state` is indexed, duplicate (of the file that `reason` names), empty, failed, or stale: failed, but answered
    from as it last could be read; `kept` is the hash of that content. `sha256` is "" where nothing could be read.
    """

    source: str
    sha256: str
    state: str
    reason: str = ""
    kept: str = ""

    @property
    def key(self) -> "Key":
        """Of the content that is answered from, if there is any."""
        return key_of(self.source, self.kept or self.sha256)


class Key(NamedTuple):
    """Content that reads the same: equal bytes, of the same format."""

    sha256: str
    format: str


def key_of(source: str, sha256: str) -> Key:
    """The key of a file with these bytes."""
    return Key(sha256, format_of(source))


class Embedded(NamedTuple):
    """A chunk with what the index holds of it: its `terms`, its vector, and those of its units, (units, dimension)."""

    chunk: Chunk
    terms: str
    vector: Vectors
    units: Vectors


class Corpus:
    """A finished file, which never changes again; it stays readable after it was deleted. Safe between threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with self._readable():
            self._database = sqlite3.connect(uri, uri=True, check_same_thread=False)

    def files(self) -> list[FileEntry]:
        return [FileEntry(*row) for row in self._rows("select * from files order by source")]

    def keys(self) -> dict[Key, int]:
        """The ids of the documents by their content."""
        rows = self._rows("select source, sha256, id from documents")
        return {key_of(source, sha256): number for source, sha256, number in rows}

    def documents(self) -> list[Document]:
        """In order of their ids, each with the paths of its copies."""
        copies: dict[Key, list[str]] = {}
        for entry in self.files():
            if entry.state in ("duplicate", "stale"):
                copies.setdefault(entry.key, []).append(entry.source)
        return [
            replace(
                own, copies=tuple(path for path in copies.get(key_of(own.source, own.sha256), ()) if path != own.source)
            )
            for own in map(_document, self._rows(_DOCUMENTS))
        ]

    def chunks(self, documents: Sequence[Document]) -> list[Chunk]:
        """All, by row."""
        rows = self._rows('select document, start, "end", heading from chunks order by id')
        return [Chunk(documents[document], start, end, heading) for document, start, end, heading in rows]

    def embedded(self, number: int) -> Iterator[Embedded]:
        """All that is held of one document."""
        document = _document(next(self._rows(f"{_DOCUMENTS_WHERE} id = ?", number)))
        rows = self._rows(
            'select start, "end", heading, terms, vector, units from chunks join embeddings on chunk = id '
            "where document = ? order by id",
            number,
        )
        for start, end, heading, terms, vector, units in rows:
            own = np.frombuffer(vector, dtype=np.float32)
            yield Embedded(Chunk(document, start, end, heading), terms, own, _units(units, len(own)))

    def vectors(self, dimension: int) -> Vectors:
        """Of the chunks, by row: (rows, dimension)."""
        [(size,)] = self._rows("select count(*) from embeddings")
        vectors = np.empty((size, dimension), dtype=np.float32)
        for row, (vector,) in enumerate(self._rows("select vector from embeddings order by chunk")):
            vectors[row] = np.frombuffer(vector, dtype=np.float32)
        return vectors

    def units(self, row: int) -> Vectors:
        """The vectors of the units of a chunk, (units, dimension)."""
        [(vector, units)] = self._rows("select length(vector), units from embeddings where chunk = ?", row)
        return _units(units, vector // np.dtype(np.float32).itemsize)

    def terms(self) -> Iterator[str]:
        """Of the chunks, by row."""
        return (terms for (terms,) in self._rows("select terms from embeddings order by chunk"))

    def words(self) -> set[str]:
        """Those of all documents."""
        found: set[str] = set()
        for (words,) in self._rows("select words from documents"):
            found.update(words.split())
        return found

    def languages(self) -> Counter[str]:
        """How many documents there are in each."""
        return Counter(dict(self._rows("select language, count(*) from documents group by language")))

    def chunk_counts(self) -> dict[int, tuple[int, int]]:
        """The first row of each document, and how many rows are its."""
        rows = self._rows("select document, min(id), count(*) from chunks group by document")
        return {document: (first, count) for document, first, count in rows}

    def close(self) -> None:
        self._database.close()

    def _rows(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        with self._lock, self._readable():
            cursor = self._database.execute(query, values)
        while batch := self._fetch(cursor):
            yield from batch

    def _fetch(self, cursor: sqlite3.Cursor) -> list[tuple[Any, ...]]:
        with self._lock, self._readable():
            return cursor.fetchmany(256)

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise IndexUnusable(
                f"{self.path} can't be read ({error}). Check the disk, or rebuild the index: python -m index"
            ) from error


_DOCUMENTS_WHERE = "select source, sha256, title, date, language, pages, text from documents where"
_DOCUMENTS = f"{_DOCUMENTS_WHERE} true order by id"


class Staging(Corpus):
    """A file that finished documents are added to, each whole or not at all, whatever happens meanwhile."""

    def __init__(self, path: Path) -> None:
        """Opens the file, or makes it, anew if it is damaged."""
        self.path = path
        self._lock = Lock()
        with disk_errors(path, sqlite3.Error):
            self._database = _sound(path)
            if not self._database.execute("select 1 from sqlite_master where name = 'embeddings'").fetchone():
                self._database.executescript(f"begin; {_SCHEMA} commit;")
            self._database.execute("pragma synchronous = normal")
        self._documents = 1 + max(self.keys().values(), default=-1)
        self._chunks = sum(count for _, count in self.chunk_counts().values())

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is added within is kept if it ends well, forgotten otherwise."""
        with disk_errors(self.path, sqlite3.Error), self._database:
            yield

    def add(self, document: Document, words: str) -> int:
        """Begins a document; its chunks follow. Returns its id."""
        number, self._documents = self._documents, self._documents + 1
        self._database.execute(
            "insert into documents values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number, document.source, document.sha256, document.title, document.date, document.language,
                json.dumps(document.page_starts), document.text, words,
            ),
        )  # fmt: skip
        return number

    def add_chunk(self, number: int, own: Embedded) -> None:
        """Adds the next chunk of a document. The vectors of units are rounded to 16 bits."""
        chunk, row, self._chunks = own.chunk, self._chunks, self._chunks + 1
        self._database.execute(
            "insert into chunks values (?, ?, ?, ?, ?)", (row, number, chunk.start, chunk.end, chunk.heading)
        )
        units = own.units.astype(np.float16).tobytes()
        vector = own.vector.astype(np.float32).tobytes()
        self._database.execute("insert into embeddings values (?, ?, ?, ?)", (row, own.terms, vector, units))


Pick = tuple[Corpus, int, str]
"""A document taken over: the file it is in, its id there, and its source now."""


def write_corpus(path: Path, files: Iterable[FileEntry], picks: Sequence[Pick]) -> None:
    """Writes a new file of these documents, in this order; rows are numbered through. Holds none of them in memory."""
    with disk_errors(path, sqlite3.Error), closing(sqlite3.connect(path.resolve().as_uri(), uri=True)) as database:
        database.executescript(f"pragma journal_mode = off; pragma synchronous = off; {_SCHEMA}")
        database.execute("create temp table picks (old integer primary key, new integer, source text, shift integer)")
        for origin, moved in _moved(picks).items():
            database.execute("attach ? as origin", (f"{origin.resolve().as_uri()}?mode=ro",))
            with database:
                database.execute("delete from picks")
                database.executemany("insert into picks values (?, ?, ?, ?)", moved)
                database.executescript(_TAKE_OVER)
            database.execute("detach origin")
        with database:
            entries = ({**asdict(entry)} for entry in files)
            database.executemany("insert into files values (:source, :sha256, :state, :reason, :kept)", entries)


_TAKE_OVER = """
insert into documents select new, p.source, sha256, title, date, language, pages, text, words
    from picks p join origin.documents d on d.id = p.old order by new;
insert into chunks select id + shift, new, start, "end", heading
    from picks p join origin.chunks on document = p.old order by 1;
insert into embeddings select chunk + shift, terms, vector, units
    from picks p join origin.chunks c on c.document = p.old join origin.embeddings e on e.chunk = c.id order by 1;
"""


def _moved(picks: Sequence[Pick]) -> Mapping[Path, list[tuple[int, int, str, int]]]:
    """By file: old id, new id, source, and by how much its rows move."""
    counts = {origin.path: origin.chunk_counts() for origin in {id(pick[0]): pick[0] for pick in picks}.values()}
    moved: dict[Path, list[tuple[int, int, str, int]]] = {}
    row = 0
    for new, (origin, old, source) in enumerate(picks):
        first, count = counts[origin.path][old]
        moved.setdefault(origin.path, []).append((old, new, source, row - first))
        row += count
    return moved


def _sound(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, check_same_thread=False)
    try:
        if database.execute("pragma quick_check(1)").fetchone() == ("ok",):
            return database
    except sqlite3.OperationalError:  # a full disk, say: no damage
        database.close()
        raise
    except sqlite3.DatabaseError:
        pass
    database.close()
    path.unlink()
    return sqlite3.connect(path, check_same_thread=False)


def _document(row: tuple[Any, ...]) -> Document:
    source, sha256, title, date, language, pages, text = row
    return Document(source, text, title, date, sha256, tuple(json.loads(pages)), language)


def _units(stored: bytes, dimension: int) -> Vectors:
    return np.frombuffer(stored, dtype=np.float16).astype(np.float32).reshape(-1, dimension)

