"""An index in PostgreSQL: published in one transaction, read as of a generation."""

import hashlib
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from index.embedding.embedder import Embedder
from index.errors import IndexUnusable, OtherEmbedder, StoreBusy, StoreLocked, StoreUnreachable, StoreUnusable
from index.reading.files import FileEntry
from index.records import Document
from index.storing.generations import ANEW
from index.storing.held import HeldText
from index.storing.listed import Files
from index.storing.part import Part
from index.storing.postgres.checking import Checking
from index.storing.postgres.database import Database, Rows, Transaction, make_schema
from index.storing.postgres.edition import Edition, Generation, State
from index.storing.postgres.origin import FILES, Alive, document_of
from index.storing.postgres.part import Listed, PostgresCatalogue, PostgresPassages, PostgresVocabulary
from index.storing.postgres.publishing import Publishing, is_next
from index.storing.postgres.schema import EXACT, FORMAT, SCHEMA, read, statements, stored
from index.storing.postgres.tables import tables_file, tables_of
from index.storing.postgres.tidying import tidy
from index.storing.snapshot import Snapshot, check_identity, copies_of, snapshot_documents, with_copies
from index.storing.store import NO_NOTES, Held, Pick
from index.tables.kept import Tables

_GENERATION = """
select number, id, edition, documents, rows, manifest from {schema}.generations join {schema}.current using (number)
"""

_NAMED = """
select number, id, coalesce(
    (select string_agg(name || ' ' || md5(text), ' ' order by name) from {schema}.notes), ''
) from {schema}.generations join {schema}.current using (number)
"""

_TRIED = (
    "create table {schema}.tried ()",
    "drop table {schema}.tried",
    "update {schema}.about set format = format",
)
"""What a build does at its end."""


class PostgresStore:
    """The index in a schema of a database, and what this machine keeps of it in `folder`. Of up to `exact_to` rows
    each vector is looked at, of more those that an index of them leads to."""

    def __init__(self, url: str, schema: str, folder: Path, exact_to: int = EXACT) -> None:
        self.folder = folder
        self._database = Database(url, schema)
        self._exact_to = exact_to
        self._lock = Lock()
        self._edition = Edition(self._database, Generation())

    def __str__(self) -> str:
        return f"{self._database} ({self._database.schema})"

    def current(self) -> str:
        rows = self._database.rows_if_there(_NAMED.format(schema=self._schema))
        return " ".join(map(str, rows[0])) if rows else ""

    def manifest(self) -> Mapping[str, Any]:
        return self._newest().told(self)

    def open(self, embedder: Embedder, before: Snapshot | None = None) -> Snapshot:
        newest, manifest = self._checked(embedder)
        state = self._of(newest)
        known = before.parts[0].catalogue if before and before.parts else None
        listed = Listed.read(state, manifest, known.listed if isinstance(known, PostgresCatalogue) else None)
        passages = PostgresPassages(state, embedder.dimension, self._exact_to)
        part = Part(PostgresCatalogue(listed), passages, PostgresVocabulary(listed))
        rows, texts, entries = state.rows, state.texts, listed.entries
        copied = f"{FILES} and state in ('duplicate', 'stale') order by source"
        copies = cache(lambda: copies_of(FileEntry(*row) for row in rows(copied, newest.number, newest.number)))

        def read_files(places: Sequence[int]) -> Rows:
            first, stop = min(places), max(places) + 1
            some = f"{FILES} order by source offset %s limit %s"
            found = rows(some, newest.number, newest.number, first, stop - first)
            if len(found) < stop - first:
                raise StoreUnusable(f"The list of files in {self} is not whole. {ANEW}")
            return [found[place - first] for place in places]

        def read_named(sources: Collection[str]) -> Rows:
            wanted = [source for source in sources if _can_be_kept(source)]
            return rows(f"{FILES} and source = any(%s)", newest.number, newest.number, wanted)

        def read_documents(places: Sequence[int]) -> Rows:
            numbers = [entries[place].number for place in places]
            told = state.each(f"select number, about from {state.table('documents')} where number = any(%s)", numbers)
            held = ((listed.sources[place], entries[place].sha256) for place in places)  # there once, not twice
            return [(number, *own, about) for own, (number, about) in zip(held, told, strict=True)]

        def made(row: tuple[Any, ...]) -> Document:
            return with_copies(document_of(row, HeldText(texts, row[0], row[2])), copies())

        return Snapshot(
            manifest,
            Files(int(manifest["listed"]), read_files, read_named),
            snapshot_documents(len(entries), read_documents, made, [part], entries),
            entries,
            [part],
            self._tables_of(state),
        )

    @contextmanager
    def lock(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._database.locked(self._key) as held:
            if not held:
                raise StoreLocked(
                    f"The index {self} is locked by another process, which is building it. Wait for its end."
                )
            self._make()
            yield

    def is_locked(self) -> bool:
        return self._database.is_locked(self._key)

    def held(self, embedder: Embedder | None) -> Held:
        newest, manifest = self._checked(embedder)
        alive = Alive(self._of(newest))
        documents = {key: (alive, number) for key, number in alive.keys.items()}
        return Held(manifest, documents, alive.files, [alive])

    def publish(
        self,
        root: Path,
        exclude: Sequence[str],
        embedder: Embedder,
        files: Sequence[FileEntry],
        documents: Sequence[Pick],
        notes: Mapping[str, str | None] = NO_NOTES,
    ) -> Mapping[str, Any]:
        self._make()
        before = self._generation() or Generation()
        origins = {id(origin): origin for origin, _, _ in documents}.values()
        held = (origin for origin in origins if isinstance(origin, Alive))
        alive = next((origin for origin in held if origin.state.now.id == before.id), None)
        with self._database.writing() as transaction:
            if not is_next(transaction, before):
                raise StoreLocked(
                    f"Another process has built the index {self} meanwhile, as the connection was lost for a while. "
                    "Run the same command again: what is finished is kept."
                )
            for name, text in notes.items():
                _keep(transaction, name, text)
            return Publishing(transaction, before, alive, documents, self._exact_to).publish(
                root, exclude, embedder, files
            )

    def tidy(self) -> None:
        if self._generation():
            # what is still read stays
            with suppress(StoreBusy, StoreUnreachable), self._database.writing() as transaction:
                tidy(transaction)

    def note(self, name: str) -> str | None:
        rows = self._database.rows_if_there(f"select text from {self._schema}.notes where name = %s", name)
        return read(rows[0][0]) if rows else None

    def keep(self, name: str, text: str | None) -> None:
        with self._database.changing() as transaction:
            _keep(transaction, name, text)

    def problems(self, embedder: Embedder) -> Iterator[str]:
        newest, manifest = self._checked(embedder)
        try:
            yield from Checking(self._database, newest, manifest).problems()
        except StoreUnreachable:
            raise
        except IndexUnusable as error:  # some of it is not there
            yield f"{error} {ANEW}"

    def facts(self) -> Iterator[str]:
        if newest := self._generation():
            yield from Checking(self._database, newest, newest.told(self)).facts(self._key)

    def at(self, name: str) -> str:
        return f"{name} of {self}"

    def remove(self) -> None:
        """Drops the schema, with all that is in it."""
        with self._database.writing() as transaction:
            transaction.rows(f"drop schema if exists {self._schema} cascade")

    def _newest(self) -> Generation:
        newest = self._generation()
        if not newest:
            raise StoreUnusable(f"There is no index in {self}. Build it: python -m index")
        return newest

    def _generation(self) -> Generation | None:
        rows = self._database.rows_if_there(_GENERATION.format(schema=self._schema))
        return Generation(*rows[0]) if rows else None

    def _checked(self, embedder: Embedder | None) -> tuple[Generation, dict[str, Any]]:
        """The newest generation and its manifest, if it is of use with this embedder."""
        newest = self._newest()
        self._check_format(self._database.rows(f"select format from {self._schema}.about"))
        manifest = newest.told(self)
        try:
            check_identity(manifest, embedder, self)
        except OtherEmbedder:
            raise
        except IndexUnusable as error:
            raise StoreUnusable(str(error)) from None
        return newest, manifest

    def _of(self, generation: Generation) -> State:
        with self._lock:
            if self._edition.goes_on(generation):
                self._edition.newest = generation
            else:
                self._edition = Edition(self._database, generation)
            return State(self._edition, generation)

    def _tables_of(self, state: State) -> Tables:
        """From a file that is gone as soon as nobody has it open."""
        number = tables_of(state.rows, state.now.number)
        with self._lock:
            if state.edition.tables[0] != number:
                with tempfile.TemporaryDirectory() as folder:
                    state.edition.tables = number, Tables(tables_file(state.rows, number, Path(folder)))
            return state.edition.tables[1]

    def _make(self) -> None:
        """The tables, if they are not there. Fails where this user can't write them: better now than at the end."""
        with self._database.changing() as transaction:
            [(has_vectors,)] = transaction.rows("select to_regtype('vector') is not null")
            if not has_vectors:
                transaction.rows("create extension if not exists vector")
            [(there,)] = transaction.rows("select to_regclass(%s) is not null", f"{self._schema}.about")
            if not there:
                make_schema(transaction, self._database.schema)
                for statement in statements(SCHEMA, format=FORMAT):
                    transaction.rows(statement)
            self._check_format(transaction.rows(f"select format from {self._schema}.about"))
            for statement in _TRIED:
                transaction.rows(statement.format(schema=self._schema))

    def _check_format(self, rows: Rows) -> None:
        version = rows[0][0] if rows else "unknown"
        if version != FORMAT:
            raise StoreUnusable(
                f"The tables in {self} were made by another version of citeseed ({version}; this one has {FORMAT}). "
                f"Use that version, or have them made anew: drop schema {self._schema} cascade, then python -m index"
            )

    @property
    def _schema(self) -> str:
        return f'"{self._database.schema}"'

    @property
    def _key(self) -> int:
        """Of the lock: 64 bits of the schema's name."""
        return int.from_bytes(hashlib.sha256(self._database.schema.encode()).digest()[:8], signed=True)


def _can_be_kept(source: str) -> bool:
    """Whether a column of texts can hold it; what users name may be anything."""
    return "\0" not in source and source.encode(errors="ignore").decode() == source


def _keep(transaction: Transaction, name: str, text: str | None) -> None:
    transaction.rows("delete from notes where name = %s", name)
    if text is not None:
        transaction.rows("insert into notes values (%s, %s)", name, stored(text))
