"""An index in PostgreSQL: published in one transaction, read as of a generation."""

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from index.embedding.embedder import Embedder
from index.errors import IndexLocked, IndexUnusable
from index.reading.files import FileEntry, key_of
from index.records import Document
from index.storing.generations import REBUILD
from index.storing.held import HeldText
from index.storing.made import Made
from index.storing.part import Entry, Part
from index.storing.postgres.database import Database, Rows
from index.storing.postgres.part import PostgresCatalogue, PostgresPassages, PostgresVocabulary
from index.storing.postgres.publishing import (
    ALIVE,
    DOCUMENT,
    OF_GENERATION,
    Documents,
    Publishing,
    document_of,
    tables_file,
)
from index.storing.postgres.schema import FORMAT, SCHEMA, read, stored
from index.storing.snapshot import Snapshot, check_identity, copies_of, snapshot_documents, with_copies
from index.storing.store import Held, Pick
from index.tables.kept import Tables

_ENTRIES = f"select number, first, chunks, sha256, language from documents where {ALIVE} order by source"  # noqa: S608
_FILES = f"select source, sha256, state, reason, kept from files where {ALIVE}"  # noqa: S608 - constants

_NAMED = """
select number, coalesce((select string_agg(name || ' ' || md5(text), ' ' order by name) from notes), '') from current
"""


class PostgresStore:
    """The index in a schema of a database, and what this machine keeps of it in `folder`. `exact`: vectors are searched
    without an index of them."""

    def __init__(self, url: str, schema: str, folder: Path, exact: bool = False) -> None:
        self.folder = folder
        self._database = Database(url, schema)
        self._exact = exact

    def __str__(self) -> str:
        return f"{self._database} ({self._database.schema})"

    def current(self) -> str:
        rows = self._if_there(_NAMED)
        return " ".join(map(str, rows[0])) if rows else ""

    def manifest(self) -> Mapping[str, Any]:
        rows = self._if_there("select manifest from generations join current using (number)")
        if not rows:
            raise IndexUnusable(f"There is no index in {self}. Build it: python -m index")
        manifest: dict[str, Any] = json.loads(rows[0][0])
        return manifest

    def open(self, embedder: Embedder, before: Snapshot | None = None) -> Snapshot:
        manifest = self.manifest()
        check_identity(manifest, embedder, self)
        now = int(manifest["generation"])
        entries = [Entry(0, *row) for row in self._database.rows(_ENTRIES, now, now)]
        [(size,)] = self._database.rows("select coalesce(max(first + chunks), 0) from documents where born <= %s", now)
        catalogue = PostgresCatalogue(self._database, {entry.number for entry in entries})
        passages = PostgresPassages(self._database, size, embedder.dimension, self._exact)
        part = Part(catalogue, passages, PostgresVocabulary(self._database, now, size))
        copies = cache(
            lambda: copies_of(FileEntry(*row) for row in self._files(now, "state in ('duplicate', 'stale')"))
        )
        files = cache(lambda: self._files(now))

        def read_rows(places: Sequence[int]) -> Rows:
            numbers = [entries[place].number for place in places]
            rows = self._database.rows(f"{DOCUMENT} number = any(%s)", numbers)
            found = {row[0]: row for row in rows}
            return [found[number] for number in numbers]

        def made(row: tuple[Any, ...]) -> Document:
            return with_copies(document_of(row, HeldText(self._text, row[0], row[2])), copies())

        return Snapshot(
            manifest,
            Made(
                int(manifest["listed"]),
                lambda places: [files()[place] for place in places],
                lambda row: FileEntry(*row),
            ),
            snapshot_documents(len(entries), read_rows, made, [part], entries),
            entries,
            [part],
            self._tables(now),
        )

    @contextmanager
    def lock(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._database.locked(self._key) as held:
            if not held:
                raise IndexLocked(
                    f"The index {self} is locked by another process, which is building it. Wait for its end."
                )
            yield

    def is_locked(self) -> bool:
        with self._database.locked(self._key) as held:
            return not held

    def held(self, embedder: Embedder) -> Held:
        manifest = self.manifest()
        check_identity(manifest, embedder, self)
        now = int(manifest["generation"])
        rows = self._database.rows(OF_GENERATION, now, now)
        origin = Documents(self._database, {row[0]: row for row in rows})
        documents = {key_of(source, sha256): (origin, number) for number, source, sha256, _ in rows}
        files = {row[0]: FileEntry(*row) for row in self._files(now)}
        return Held(manifest, documents, files, [origin])

    def publish(
        self,
        root: Path,
        exclude: Sequence[str],
        embedder: Embedder,
        files: Sequence[FileEntry],
        documents: Sequence[Pick],
    ) -> Mapping[str, Any]:
        self._make(embedder.dimension)
        before = self._current() or 0
        with self._database.writing() as transaction:
            return Publishing(transaction, before).publish(root, exclude, embedder, files, documents)

    def tidy(self) -> None:
        pass

    def note(self, name: str) -> str | None:
        rows = self._if_there("select text from notes where name = %s", name)
        return read(rows[0][0]) if rows else None

    def keep(self, name: str, text: str | None) -> None:
        with self._database.writing() as transaction:
            transaction.rows("delete from notes where name = %s", name)
            if text is not None:
                transaction.rows("insert into notes values (%s, %s)", name, stored(text))

    def at(self, name: str) -> str:
        return f"{name} of {self}"

    def _current(self) -> int | None:
        rows = self._if_there("select number from current")
        return int(rows[0][0]) if rows else None

    def _if_there(self, query: str, *values: Any) -> Rows:
        """What is in the tables; nothing without them."""
        with self._database.reading() as transaction:
            [(there,)] = transaction.rows("select to_regclass('current') is not null")
            return transaction.rows(query, *values) if there else []

    def _files(self, now: int, where: str = "true") -> Rows:
        return self._database.rows(f"{_FILES} and {where} order by source", now, now)

    def _text(self, number: int) -> str:
        [(text,)] = self._database.rows("select text from texts where document = %s", number)
        return read(text)

    def _tables(self, generation: int) -> Tables:
        """Those of a generation, from a file that is gone as soon as nobody has it open."""
        with tempfile.TemporaryDirectory() as folder, self._database.reading() as transaction:
            path = tables_file(transaction, generation, Path(folder))
            return Tables(path) if path else Tables()

    def _make(self, dimension: int) -> None:
        """The tables, if they are not there."""
        schema = self._database.schema
        with self._database.writing() as transaction:
            transaction.rows("create extension if not exists vector")
            transaction.rows(f'create schema if not exists "{schema}"')
            [(there,)] = transaction.rows("select to_regclass('about') is not null")
            if not there:
                for statement in SCHEMA.format(dimension=dimension, format=FORMAT).split(";"):
                    if statement.strip():
                        transaction.rows(statement)
            [(version,)] = transaction.rows("select format from about")
            if version != FORMAT:
                raise IndexUnusable(
                    f"The tables in {self} were made by another version of citeseed ({version}). {REBUILD}"
                )

    @property
    def _key(self) -> int:
        """Of the lock: 64 bits of the schema's name."""
        return int.from_bytes(hashlib.sha256(self._database.schema.encode()).digest()[:8], signed=True)
