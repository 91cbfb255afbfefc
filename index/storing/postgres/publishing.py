"""Writes a generation into PostgreSQL, within a transaction: what is new and what is gone of the one before."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from index.embedding.embedder import Embedder
from index.reading.files import FileEntry
from index.records import Document
from index.storing.corpus import Embedded
from index.storing.held import HeldText
from index.storing.postgres.blocks import COLUMNS, LARGE, Block, block, blocks_of, counted, merge
from index.storing.postgres.database import Transaction
from index.storing.postgres.edition import Generation
from index.storing.postgres.origin import ALIVE, DOCUMENT, Alive, document_of, told_of
from index.storing.postgres.schema import EDITION, GRAPH, KEYS, OF_EDITION, graphs, read, statements, stored
from index.storing.postgres.tables import COLUMNS as TABLES
from index.storing.postgres.tables import pieces, tables_file, tables_of
from index.storing.postings import Postings
from index.storing.store import Pick
from index.storing.titles import words_of
from index.storing.writing import described
from index.tables import reading
from index.tables.store import write_tables

_BATCH = LARGE  # chunks written together, whose terms are blocks of their own
_GAPS = 0.5  # of the numbers of rows: once more are of documents that are gone, all are numbered anew
_A_ROW = 2600  # bytes that making an index of vectors takes a row


class _New(NamedTuple):
    """A document with all that is kept of it."""

    document: Document
    rows: Sequence[Embedded]
    words: Sequence[str]


class Publishing:
    """Makes the generation after the one `before` within a transaction, with the lock held.

    Documents of it that are picked, with their sources as they are, stay where they are. Where none does, or too many
    are gone, all is written anew.
    """

    def __init__(
        self, transaction: Transaction, before: Generation, alive: Alive | None, picks: Sequence[Pick], exact_to: int
    ) -> None:
        self._transaction = transaction
        self._rows = transaction.rows
        [(last, edition)] = self._rows(_LAST)
        alive = alive if before.number == last else None  # else there are numbers of what was put aside
        self._before = before
        self._alive = alive
        self._now = last + 1
        self._picks = picks
        self._exact_to = exact_to
        sources = alive.sources if alive else {}
        kept = {number for origin, number, source in picks if origin is alive and sources[number] == source}
        chunks = sum(alive.runs[number][1] for number in kept) if alive else 0
        self._is_anew = not chunks or (before.rows > exact_to and chunks < _GAPS * before.rows)
        self._kept = set() if self._is_anew else kept
        self._edition = edition + self._is_anew
        self._document, self._row = (0, 0) if self._is_anew else (before.documents, before.rows)  # the next numbers
        self._chunks = 0 if self._is_anew else chunks
        self._has_tables = self._is_anew  # whether a document that is new or gone has some

    def publish(
        self, root: Path, exclude: Sequence[str], embedder: Embedder, files: Sequence[FileEntry]
    ) -> Mapping[str, Any]:
        """The manifest. See `Store.publish`."""
        if self._is_anew:
            self._clear()
            self._run(EDITION, embedder.dimension)
        elif self._alive:
            self._let_go(sorted(self._alive.sources.keys() - self._kept))
        self._add(_new(pick) for pick in self._picks if pick[0] is not self._alive or pick[1] not in self._kept)
        if self._is_anew:
            self._run(KEYS, embedder.dimension)
        self._index()
        self._list(files)
        query = f"select language, count(*) from {self._table('documents')} where {ALIVE} group by 1 order by 1"
        manifest = {
            "generation": self._now,
            "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
            **described(root, exclude, embedder, dict(self._rows(query, self._now, self._now))),
            "chunks": self._chunks,
            "listed": len(files),
            "tables": self._write_tables(),
        }
        self._rows(_GENERATION, self._now, json.dumps(manifest), self._edition, self._document, self._row)
        self._rows(_CURRENT, self._now)
        return manifest

    def _table(self, name: str) -> str:
        return f"{name}_{self._edition}"

    def _run(self, script: str, dimension: int = 0) -> None:
        for statement in statements(script, edition=self._edition, dimension=dimension):
            self._rows(statement)

    def _clear(self) -> None:
        """Removes what no generation has, as where only some of a database was put back."""
        if self._now == 1:
            self._rows("delete from files")
            self._rows("delete from tables")
        for table in OF_EDITION:
            self._rows(f"drop table if exists {self._table(table)}")

    def _let_go(self, numbers: Sequence[int]) -> None:
        words = self._rows(f"select words from {self._table('texts')} where document = any(%s)", numbers)
        query = f"update {self._table('documents')} set died = %s where number = any(%s) returning has_tables"
        self._has_tables |= any(has for (has,) in self._rows(query, self._now, numbers))
        gone = counted(read(own).split() for (own,) in words)
        self._count({word: -held for word, held in gone.items()})

    def _add(self, new: Iterable[_New]) -> None:
        words = counted(())
        named: set[bytes] = set()
        termed: set[bytes] = set()
        for batch in _batches(new):
            firsts = [*accumulate((len(one.rows) for one in batch), initial=self._row)]
            self._write(batch, firsts)
            named |= self._write_blocks("names", self._names(batch))
            termed |= self._write_blocks("postings", self._postings(batch, firsts[-1]))
            words.update(word for one in batch for word in one.words)
            self._document += len(batch)
            self._chunks += firsts[-1] - self._row
            self._row = firsts[-1]
        self._count(words)
        if not self._is_anew:
            merge(self._transaction, self._table("names"), named, self._document)
            merge(self._transaction, self._table("postings"), termed, self._row)

    def _write(self, batch: Sequence[_New], firsts: Sequence[int]) -> None:
        placed = [*zip(batch, range(self._document, self._document + len(batch)), firsts, strict=False)]
        documents = (
            (
                number, one.document.source, one.document.sha256, told_of(one.document), one.document.language, first,
                len(one.rows), _lengths(one.rows), self._tables(one.document), self._now, None,
            )
            for one, number, first in placed
        )  # fmt: skip
        self._copy("documents", documents)
        self._copy(
            "texts",
            ((number, stored(one.document.text), stored(" ".join(one.words))) for one, number, _ in placed),
        )
        chunks = (
            (
                first + at, row.chunk.start, row.chunk.end, json.dumps([row.chunk.heading, row.chunk.lead_in]),
                stored(row.terms), row.vector,
            )
            for one, _, first in placed
            for at, row in enumerate(one.rows)
        )  # fmt: skip
        self._copy("chunks", chunks)

    def _tables(self, document: Document) -> bool:
        has = bool(reading.tables_of(document))
        self._has_tables |= has
        return has

    def _names(self, batch: Sequence[_New]) -> Iterator[Block]:
        named = ((number, words_of(one.document)) for number, one in enumerate(batch, self._document))
        numbered = ((number, words.every, words.stems) for number, words in named)
        return blocks_of(numbered, self._document, self._document + len(batch))

    def _postings(self, batch: Sequence[_New], end: int) -> Iterator[Block]:
        postings = Postings.of_terms(row.terms for one in batch for row in one.rows)
        first = np.int32(self._row)
        return (block(term, self._row, end, rows + first, counts) for term, (rows, counts) in postings.every())

    def _write_blocks(self, table: str, blocks: Iterable[Block]) -> set[bytes]:
        """Returns the words."""
        words: set[bytes] = set()

        def told() -> Iterator[Block]:
            for one in blocks:
                words.add(one[0])
                yield one

        self._transaction.copy(self._table(table), COLUMNS, told())
        return words

    def _copy(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        self._transaction.copy(self._table(table), _COLUMNS[table], rows)

    def _count(self, words: Mapping[str, int]) -> None:
        """Adds to the numbers of documents that hold words."""
        spelt = sorted((stored(word), held) for word, held in words.items() if held)
        if self._is_anew:
            self._copy("words", spelt)
            return
        own = [word for word, _ in spelt]
        self._rows(_COUNT.format(words=self._table("words")), own, [held for _, held in spelt])
        self._rows(f"delete from {self._table('words')} where word = any(%s) and documents <= 0", own)

    def _index(self) -> None:
        """Makes the indexes of vectors once there are many, which PostgreSQL keeps up to date then."""
        if self._is_anew:
            for table in OF_EDITION:
                self._rows(f"analyze {self._table(table)}")
        if self._row <= self._exact_to:
            return
        for graph in graphs(self._edition, self._row):
            [(there,)] = self._rows("select to_regclass(%s) is not null", graph.name)
            if not there:
                self._rows(_ALLOW, min(self._row, GRAPH) * _A_ROW >> 10)
                self._rows(graph.make)

    def _list(self, files: Sequence[FileEntry]) -> None:
        before = self._alive.files if self._alive else {}
        new = [file for file in files if before.get(file.source) != file]
        if self._alive:
            gone = [*before.keys() - {file.source for file in files}, *(file.source for file in new)]
            self._rows("update files set died = %s where died is null and source = any(%s)", self._now, gone)
        else:
            self._rows("update files set died = %s where died is null", self._now)
        listed = ((file.source, file.sha256, file.state, file.reason, file.kept, self._now, None) for file in new)
        self._transaction.copy("files", _COLUMNS["files"], listed)

    def _write_tables(self) -> Mapping[str, int]:
        """Keeps the tables of the documents in a file, unless that of before will do; how many there are."""
        if not self._has_tables:
            told: Mapping[str, int] = json.loads(self._before.manifest)["tables"]
            return told
        document = DOCUMENT.format(documents=self._table("documents"))
        rows = self._rows(f"{document} {ALIVE} and has_tables order by source", self._now, self._now)
        documents = (document_of(row, HeldText(self._texts, row[0], row[2])) for row in rows)
        with tempfile.TemporaryDirectory() as folder:
            known = tables_of(self._rows, self._before.number)
            before = tables_file(self._rows, known, Path(folder)) if self._alive else None
            path = Path(folder) / "new.sqlite"
            counts = write_tables(path, documents, before)
            self._transaction.copy("tables", TABLES, pieces(path, self._now))
        return counts

    def _texts(self, numbers: Sequence[int]) -> list[str]:
        query = f"select document, text from {self._table('texts')} where document = any(%s)"
        found = {number: read(text) for number, text in self._rows(query, [*numbers])}
        return [found[number] for number in numbers]


_GENERATION = "insert into generations (number, manifest, edition, documents, rows) values (%s, %s, %s, %s, %s)"
_CURRENT = "insert into current values (true, %s) on conflict (only_one) do update set number = excluded.number"
_LAST = "select coalesce(max(number), 0), coalesce(max(edition), 0) from generations"
_COUNT = """
insert into {words} as held select * from unnest(%s::bytea[], %s::int[]) on conflict (word)
do update set documents = held.documents + excluded.documents
"""
_ALLOW = """
select set_config('maintenance_work_mem', greatest(setting::bigint, %s)::text || 'kB', true)
from pg_settings where name = 'maintenance_work_mem'
"""
_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "documents": {
        "number": "int4", "source": "text", "sha256": "text", "about": "text", "language": "text", "first": "int4",
        "chunks": "int4", "lengths": "bytea", "has_tables": "bool", "born": "int8", "died": "int8",
    },
    "texts": {"document": "int4", "text": "bytea", "words": "bytea"},
    "chunks": {
        "id": "int4", "start": "int4", "stop": "int4", "place": "text", "terms": "bytea", "embedding": "vector",
    },
    "words": {"word": "bytea", "documents": "int4"},
    "files": {
        "source": "text", "sha256": "text", "state": "text", "reason": "text", "kept": "text", "born": "int8",
        "died": "int8",
    },
}  # fmt: skip
"""Of what is copied: each column with its type."""


def is_next(transaction: Transaction, before: Generation) -> bool:
    """Whether that generation, or none, is the current one; nobody else makes another until the transaction ends."""
    transaction.rows("lock table current in share row exclusive mode")
    current = transaction.rows("select id from generations join current using (number)")
    return current == ([(before.id,)] if before.id else [])


def _new(pick: Pick) -> _New:
    origin, number, source = pick
    rows = [*origin.embedded(number)]
    document = rows[0].chunk.document if rows else origin.document(number)
    [words] = origin.words([number])
    return _New(replace(document, source=source), rows, words)


def _batches(new: Iterable[_New]) -> Iterator[list[_New]]:
    batch: list[_New] = []
    size = 0
    for one in new:
        batch.append(one)
        size += len(one.rows)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _lengths(rows: Sequence[Embedded]) -> bytes:
    """How many terms each row has."""
    return np.array([len(row.terms.split()) for row in rows], dtype=np.int32).tobytes()
