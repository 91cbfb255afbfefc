"""Keeps the documents that a build has finished: one that is stopped loses little work."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import islice
from pathlib import Path
from threading import Lock

import numpy as np

from index.building.making import Prepared
from index.embedding.embedder import Embedder
from index.errors import IndexUnusable
from index.records import Document
from index.storing.corpus import INSERT, SCHEMA, WHOLE, Corpus, Embedded, checksum, open_sound, told_of, written
from index.storing.snapshot import identity

# A disk may lose a bit meanwhile. `first` and `last` as in `checksum`.
_CHECKS = "create table checks (document integer, first integer, last integer, sha256 text);"
_DROP = (
    "delete from checks where document = :number",
    "delete from embeddings where chunk in (select id from chunks where document = :number)",
    "delete from chunks where document = :number",
    "delete from texts where document = :number",
    "delete from documents where id = :number",
)


class Staging(Corpus):
    """A file that documents are added to, one after the other. What was added stays, whatever happens meanwhile; a
    document that was begun counts when it is finished, and can be gone on with."""

    def __init__(self, path: Path) -> None:
        """Opens the file, or makes it, anew if it is damaged."""
        self.path = path
        self._lock = Lock()
        with written(path):
            self._database = open_sound(path)
            if not self._database.execute("select 1 from sqlite_master where name = 'embeddings'").fetchone():
                self._database.executescript(f"begin; {SCHEMA} {_CHECKS} commit;")
            self._database.execute("pragma synchronous = normal")
        unfinished = self._rows("select id from documents where chunks is null")
        self._unfinished: int | None = next((number for (number,) in unfinished), None)
        self._begun: Document | None = None  # in this process
        self._finished: list[int] = []  # in this transaction
        [(self._documents,)] = self._rows("select coalesce(max(id), -1) + 1 from documents")
        [(self._chunks,)] = self._rows("select coalesce(max(id), -1) + 1 from chunks")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is added within is kept if it ends well, forgotten otherwise."""
        first, self._finished = self._chunks, []
        with written(self.path), self._database:
            yield
            rows = self._rows("select document, min(id), max(id) from chunks where id >= ? group by document", first)
            places = [*rows, *((number, *WHOLE) for number in self._finished)]
            checks = [(*place, checksum(self._database, *place)) for place in places]
            self._database.executemany("insert into checks values (?, ?, ?, ?)", checks)

    def held(self, document: Document) -> int:
        """How many chunks are there of a document that was begun and is not finished; 0 of any other."""
        if self._unfinished is None:
            return 0
        if document is not self._begun and self.document(self._unfinished) != document:
            return 0
        [(count,)] = self._rows("select count(*) from chunks where document = ?", self._unfinished)
        return int(count)

    def begin(self, document: Document) -> None:
        """Makes this the document that chunks are added to. What there is of another unfinished one is dropped."""
        if document is self._begun:
            return
        held, self._begun = self.held(document), document
        if held:
            return
        for statement in _DROP if self._unfinished is not None else ():
            self._database.execute(statement, {"number": self._unfinished})
        number, self._documents = self._documents, self._documents + 1
        self._unfinished = number
        self._database.execute(INSERT, (*told_of(number, document), self._chunks, None))
        self._database.execute("insert into texts values (?, ?, null)", (number, document.text))

    def add_chunk(self, embedded: Embedded) -> None:
        """Adds the next chunk of the document that was begun."""
        chunk, terms, vector = embedded
        place = (self._chunks, self._documents - 1, chunk.start, chunk.end, chunk.heading, chunk.lead_in)
        made = (self._chunks, terms, vector.astype(np.float32).tobytes())
        self._database.execute("insert into chunks values (?, ?, ?, ?, ?, ?)", place)
        self._database.execute("insert into embeddings values (?, ?, ?)", made)
        self._chunks += 1

    def finish(self, words: str) -> None:
        """All chunks of the document that was begun are there, and these are its words."""
        self._begun = self._unfinished = None
        number = self._documents - 1
        self._finished.append(number)
        self._database.execute("update documents set chunks = ? - first where id = ?", (self._chunks, number))
        self._database.execute("update texts set words = ? where document = ?", (words, number))


def open_staging(index_dir: Path, embedder: Embedder) -> Staging:
    """What an earlier build finished and did not publish, if it was of the same make; else an empty file."""
    make = hashlib.sha256(json.dumps(identity(embedder), sort_keys=True).encode()).hexdigest()[:12]
    return Staging(index_dir / f"staging-{make}.sqlite")


def staged_documents(index_dir: Path) -> int:
    """How many documents wait there for a build to go on with."""
    total = 0
    for path in index_dir.glob("staging-*.sqlite"):
        with suppress(IndexUnusable), closing(Corpus(path)) as staged:  # it may have been killed before it began
            total += sum(staged.languages().values())
    return total


def remove_staging(index_dir: Path) -> None:
    """Once all of it is in a generation, or nothing of it is wanted."""
    for path in index_dir.glob("staging-*.sqlite*"):
        path.unlink(missing_ok=True)


def keep(batch: Sequence[Prepared], staging: Staging) -> None:
    """Keeps the new documents of a batch, or the parts of one, all or none. What there is of them stays as it is."""
    if not any(file.found.document for file in batch):
        return
    with staging.transaction():
        for file in batch:
            if file.found.document:
                staging.begin(file.found.document)
                rows = map(Embedded, file.chunks, file.terms, file.vectors)
                for row in islice(rows, max(0, staging.held(file.found.document) - file.first), None):
                    staging.add_chunk(row)
                if file.is_last:
                    staging.finish(file.words)
