"""Writes a generation into PostgreSQL, within a transaction."""

import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, replace
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from index.embedding.embedder import Embedder
from index.reading.files import FileEntry, Key, key_of
from index.records import Chunk, Document
from index.storing.corpus import Embedded
from index.storing.held import HeldText
from index.storing.postgres.database import Database, Transaction
from index.storing.postgres.part import vector_of
from index.storing.postgres.schema import HNSW, HNSW_FROM, read, stored
from index.storing.postings import Postings
from index.storing.store import Pick
from index.storing.titles import words_of
from index.storing.writing import described
from index.tables.store import write_tables

ALIVE = "born <= %s and (died is null or died > %s)"
"""Of a generation, given twice."""
DOCUMENT = "select number, source, sha256, about from documents where"
OF_GENERATION = f"{DOCUMENT} {ALIVE}"
_CHUNKS = f"select coalesce(sum(chunks), 0)::bigint from documents where {ALIVE}"  # noqa: S608 - a constant
_ENDS = "select coalesce(max(number), -1) + 1, coalesce(max(first + chunks), 0) from documents"
_CURRENT = "insert into current values (true, %s) on conflict (only_one) do update set number = excluded.number"
_PIECE = 8_000_000  # bytes of a file in one row
_BLOCK = 20_000  # chunks written together, whose postings are blocks of their own


def document_of(row: Sequence[Any], text: str | HeldText) -> Document:
    """The document of a row of `DOCUMENT`."""
    _, source, sha256, about = row
    told = json.loads(about)
    return Document(
        source, text, told["title"], told["date"], sha256, tuple(told["page_starts"]), told["language"],
        tuple(told["omissions"]), told["dated_by"], recognised=tuple((page, sure) for page, sure in told["recognised"]),
    )  # fmt: skip


class Documents:
    """The documents of the current generation as a build takes them over."""

    def __init__(self, database: Database, documents: Mapping[int, tuple[Any, ...]]) -> None:
        self._database = database
        self._documents = documents

    def omissions(self) -> dict[Key, list[str]]:
        told = ((key_of(source, sha256), json.loads(about)) for _, source, sha256, about in self._documents.values())
        return {key: about["omissions"] for key, about in told if about["omissions"]}

    def document(self, number: int) -> Document:
        """The one of that number, whole."""
        [(text,)] = self._database.rows("select text from texts where document = %s", number)
        return document_of(self._documents[number], read(text))

    def words(self, numbers: Sequence[int]) -> Iterator[list[str]]:
        for number in numbers:
            [(words,)] = self._database.rows("select words from texts where document = %s", number)
            yield read(words).split()

    def embedded(self, number: int) -> Iterator[Embedded]:
        document = self.document(number)
        query = "select start, stop, place, terms, vector_send(embedding) from chunks where document = %s order by id"
        for start, stop, place, terms, vector in self._database.rows(query, number):
            yield Embedded(Chunk(document, start, stop, *json.loads(place)), read(terms), vector_of(vector))

    def close(self) -> None:
        pass


class _New(NamedTuple):
    """A document with all that is kept of it."""

    document: Document
    rows: Sequence[Embedded]
    words: Sequence[str]


class Publishing:
    """Makes the generation after the one `before` within a transaction, with the lock held."""

    def __init__(self, transaction: Transaction, before: int) -> None:
        self._transaction = transaction
        self._before = before
        self._now = before + 1

    def publish(
        self,
        root: Path,
        exclude: Sequence[str],
        embedder: Embedder,
        files: Sequence[FileEntry],
        picks: Sequence[Pick],
    ) -> Mapping[str, Any]:
        """The manifest. See `Store.publish`."""
        rows = self._transaction.rows
        alive = {row[0]: row for row in rows(OF_GENERATION, *[self._before] * 2)}
        stays = [isinstance(origin, Documents) and alive[number][1] == source for origin, number, source in picks]
        kept = {number for (_, number, _), same in zip(picks, stays, strict=True) if same}
        gone = sorted(alive.keys() - kept)
        self._let_go(gone)
        new = self._add(_new(pick) for pick, same in zip(picks, stays, strict=True) if not same)
        self._list(files)
        old = [document_of(alive[number], HeldText(self._text, number, alive[number][2])) for number in sorted(kept)]
        placed = sorted([*old, *new], key=lambda document: document.source)
        [(chunks,)] = rows(_CHUNKS, *[self._now] * 2)
        [(block,)] = rows("select coalesce(max(block), 0) from postings")
        manifest = {
            "generation": self._now,
            "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
            **described(root, exclude, embedder, Counter(document.language for document in placed)),
            "chunks": int(chunks),
            "block": int(block),
            "listed": len(files),
            "tables": self._write_tables(placed, new, [document_of(alive[number], "") for number in gone]),
        }
        rows("insert into generations values (%s, %s)", self._now, json.dumps(manifest))
        rows(
            "insert into current values (true, %s) on conflict (only_one) do update set number = %s",
            self._now,
            self._now,
        )
        if chunks >= HNSW_FROM:
            rows(HNSW)
        return manifest

    def _let_go(self, numbers: Sequence[int]) -> None:
        rows = self._transaction.rows
        found = rows("select words from texts where document = any(%s)", numbers)
        gone = Counter(word for (words,) in found for word in read(words).split())
        rows("update documents set died = %s where number = any(%s)", self._now, numbers)
        self._count({word: -held for word, held in gone.items()})

    def _add(self, new: Iterable[_New]) -> list[Document]:
        """Writes documents; returns them, their texts where they are written."""
        rows = self._transaction.rows
        [(number, first)] = rows(_ENDS)
        [(block,)] = rows("select coalesce(max(block), 0) + 1 from postings")
        added: list[Document] = []
        for batch in _batches(new):
            sizes = [len(one.rows) for one in batch]
            numbers = range(number, number + len(batch))
            firsts = [first + before for before in accumulate(sizes[:-1], initial=0)]
            self._write(batch, numbers, firsts, block)
            self._count(Counter(word for one in batch for word in one.words))
            for at, one in zip(numbers, batch, strict=True):
                added.append(replace(one.document, body=HeldText(self._text, at, one.document.sha256)))
            number, block, first = number + len(batch), block + 1, first + sum(sizes)
        return added

    def _write(self, batch: Sequence[_New], numbers: Sequence[int], firsts: Sequence[int], block: int) -> None:
        placed = list(zip(batch, numbers, firsts, strict=True))
        copy = self._transaction.copy
        copy(
            "documents", _COLUMNS["documents"],
            (
                (
                    number, one.document.source, one.document.sha256, _about(one.document), one.document.language,
                    first, len(one.rows), _lengths(one.rows),
                    self._now, None,
                )
                for one, number, first in placed
            ),
        )  # fmt: skip
        texts = ((number, stored(one.document.text), stored(" ".join(one.words))) for one, number, _ in placed)
        copy("texts", _COLUMNS["texts"], texts)
        copy(
            "chunks", _COLUMNS["chunks"],
            (
                (
                    first + at, number, row.chunk.start, row.chunk.end,
                    json.dumps([row.chunk.heading, row.chunk.lead_in]), stored(row.terms), row.vector,
                )
                for one, number, first in placed
                for at, row in enumerate(one.rows)
            ),
        )  # fmt: skip
        named = ((words_of(one.document), number) for one, number, _ in placed)
        names = ((stored(word), number, word in words.stems) for words, number in named for word in words.every)
        copy("names", _COLUMNS["names"], names)
        postings = Postings.of_terms(row.terms for one in batch for row in one.rows)
        blocks = (
            (stored(term), block, (rows + np.int32(firsts[0])).tobytes(), counts.tobytes())
            for term, (rows, counts) in postings.every()
        )
        copy("postings", _COLUMNS["postings"], blocks)

    def _count(self, words: Mapping[str, int]) -> None:
        """Adds to the numbers of documents that hold words."""
        spelt = sorted((stored(word), held) for word, held in words.items())
        self._transaction.rows(_COUNT, [word for word, _ in spelt], [held for _, held in spelt])
        self._transaction.rows("delete from words where documents <= 0")

    def _list(self, files: Sequence[FileEntry]) -> None:
        rows = self._transaction.rows
        before = {*rows("select source, sha256, state, reason, kept from files where died is null")}
        now = {astuple(file) for file in files}
        gone = [source for source, *_ in before - now]
        rows("update files set died = %s where died is null and source = any(%s)", self._now, gone)
        new = ((*row, self._now, None) for row in sorted(now - before))
        self._transaction.copy("files", _COLUMNS["files"], new)

    def _text(self, number: int) -> str:
        [(text,)] = self._transaction.rows("select text from texts where document = %s", number)
        return read(text)

    def _write_tables(
        self, placed: Sequence[Document], new: Sequence[Document], gone: Sequence[Document]
    ) -> Mapping[str, int]:
        """Keeps the tables of the documents in a file, unless that of before will do; how many there are."""
        with tempfile.TemporaryDirectory() as folder:
            before = tables_file(self._transaction, self._before, Path(folder))
            path = Path(folder) / "new.sqlite"
            told = write_tables(path, placed, before)
            data = path.read_bytes()
        pieces = ((self._now, piece, data[at : at + _PIECE]) for piece, at in enumerate(range(0, len(data), _PIECE)))
        self._transaction.copy("tables", _COLUMNS["tables"], pieces)
        return told


def tables_file(transaction: Transaction, generation: int, folder: Path) -> Path | None:
    """The file of the tables of a generation, written into a folder; None if there is none."""
    pieces = transaction.rows(_TABLES, generation)
    path = folder / "tables.sqlite"
    path.write_bytes(b"".join(data for (data,) in pieces))
    return path if pieces else None


_TABLES = """
select data from tables where generation = (select max(generation) from tables where generation <= %s) order by piece
"""
_COUNT = """
insert into words select * from unnest(%s::bytea[], %s::int[]) on conflict (word)
do update set documents = words.documents + excluded.documents
"""
_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "documents": {
        "number": "int4", "source": "text", "sha256": "text", "about": "text", "language": "text", "first": "int4",
        "chunks": "int4", "lengths": "bytea", "born": "int8", "died": "int8",
    },
    "texts": {"document": "int4", "text": "bytea", "words": "bytea"},
    "chunks": {
        "id": "int4", "document": "int4", "start": "int4", "stop": "int4", "place": "text", "terms": "bytea",
        "embedding": "vector",
    },
    "names": {"word": "bytea", "document": "int4", "is_stem": "bool"},
    "postings": {"term": "bytea", "block": "int8", "rows": "bytea", "counts": "bytea"},
    "files": {
        "source": "text", "sha256": "text", "state": "text", "reason": "text", "kept": "text", "born": "int8",
        "died": "int8",
    },
    "tables": {"generation": "int8", "piece": "int4", "data": "bytea"},
}  # fmt: skip
"""Of what is copied: each column with its type."""


def _new(pick: Pick) -> _New:
    origin, number, source = pick
    document = replace(origin.document(number), source=source)
    [words] = origin.words([number])
    return _New(document, list(origin.embedded(number)), words)


def _batches(new: Iterable[_New]) -> Iterator[list[_New]]:
    batch: list[_New] = []
    size = 0
    for one in new:
        batch.append(one)
        size += len(one.rows)
        if size >= _BLOCK:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _about(document: Document) -> str:
    kept = ("title", "date", "dated_by", "language", "page_starts", "omissions", "recognised")
    return json.dumps({name: getattr(document, name) for name in kept})


def _lengths(rows: Sequence[Embedded]) -> bytes:
    """How many terms each row has."""
    return np.array([len(row.terms.split()) for row in rows], dtype=np.int32).tobytes()
