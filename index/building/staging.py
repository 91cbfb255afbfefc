"""Embeds new documents batch by batch and keeps what is finished: a build that is stopped loses little work."""

import hashlib
import json
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from threading import Event, Lock

import numpy as np

from index.chunks import chunk_document, embedding_text
from index.embedding.embedder import Embedder
from index.errors import IndexUnusable
from index.language.words import distinct_words
from index.reading.changes import Found
from index.records import Chunk, Document
from index.storing.bm25 import chunk_terms
from index.storing.corpus import SCHEMA, Corpus, Embedded, checksum, open_sound, written
from index.storing.snapshot import identity

CHUNKS_AT_ONCE = 512  # embedded together, sorted by length, and kept together; a longer document is kept as a whole
_FILES_AT_ONCE = 500  # so that the display moves on over unchanged files
_AHEAD = 2  # batches read while one is embedded
_CHECKS = "create table checks (document integer primary key, sha256 text);"  # a disk may lose a bit meanwhile


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file, and the chunks of its document if that is new, with the `terms` of each and the document's `words`."""

    found: Found
    chunks: Sequence[Chunk] = ()
    terms: Sequence[str] = ()
    words: str = ""


class Staging(Corpus):
    """A file that finished documents are added to, each whole or not at all, whatever happens meanwhile."""

    def __init__(self, path: Path) -> None:
        """Opens the file, or makes it, anew if it is damaged."""
        self.path = path
        self._lock = Lock()
        with written(path):
            self._database = open_sound(path)
            if not self._database.execute("select 1 from sqlite_master where name = 'embeddings'").fetchone():
                self._database.executescript(f"begin; {SCHEMA} {_CHECKS} commit;")
            self._database.execute("pragma synchronous = normal")
        self._documents = 1 + max(self.keys().values(), default=-1)
        self._chunks = sum(count for _, count in self.chunk_counts().values())

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is added within is kept if it ends well, forgotten otherwise."""
        first = self._documents
        with written(self.path), self._database:
            yield
            checks = [(number, checksum(self._database, number)) for number in range(first, self._documents)]
            self._database.executemany("insert into checks values (?, ?)", checks)

    def add(self, document: Document, words: str) -> int:
        """Begins a document; its chunks follow. Returns its id."""
        number, self._documents = self._documents, self._documents + 1
        self._database.execute(
            "insert into documents values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number, document.source, document.sha256, document.title, document.date, document.language,
                json.dumps(document.page_starts), json.dumps(document.omissions),
                json.dumps(document.recognised), document.text, words,
            ),
        )  # fmt: skip
        return number

    def add_chunk(self, number: int, embedded: Embedded) -> None:
        """Adds the next chunk of a document."""
        chunk, terms, vector = embedded
        place = (self._chunks, number, chunk.start, chunk.end, chunk.heading)
        made = (self._chunks, terms, vector.astype(np.float32).tobytes())
        self._database.execute("insert into chunks values (?, ?, ?, ?, ?)", place)
        self._database.execute("insert into embeddings values (?, ?, ?)", made)
        self._chunks += 1


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


def prepared_ahead(files: Iterable[Found], embedder: Embedder) -> Generator[list[Prepared], None, None]:
    """Batches of files, read and cut into chunks in a thread of their own while the batch before is embedded.

    Closing it waits for the file that is being read: nothing is read afterwards.
    """
    closed = Event()
    wanted = takewhile(lambda _: not closed.is_set(), files)
    batches = _batches(_prepare(file, embedder) for file in wanted)
    pool = ThreadPoolExecutor(1)
    try:
        waiting = deque(pool.submit(next, batches, None) for _ in range(_AHEAD))
        while batch := waiting.popleft().result():
            waiting.append(pool.submit(next, batches, None))
            yield batch
    finally:
        closed.set()
        pool.shutdown(cancel_futures=True)


def stage(
    batch: Sequence[Prepared],
    staging: Staging,
    earlier: Callable[[str], Mapping[str, Embedded]],
    embedder: Embedder,
    done: Callable[[str, int, int], None],
) -> None:
    """Embeds the new documents of a batch and keeps them, all or none.

    `earlier` gives what the index holds of a source, by what the embedder reads: what reads the same is taken over.
    `done` is told of each step: the source it ends in, how many chunks were embedded, how many of them were cut off.
    """
    rows = [(file, *row) for file in batch for row in zip(file.chunks, file.terms, strict=True)]
    known = {read: held for file in batch if file.chunks for read, held in earlier(file.found.entry.source).items()}
    number = -1
    with staging.transaction():
        for start in range(0, len(rows), CHUNKS_AT_ONCE):
            step = rows[start : start + CHUNKS_AT_ONCE]
            texts = [embedding_text(chunk) for _, chunk, _ in step]
            new = [text for text in texts if text not in known]
            fresh = dict(zip(new, embedder.documents(new), strict=True))
            for text, (file, chunk, terms) in zip(texts, step, strict=True):
                if chunk is file.chunks[0] and file.found.document:
                    number = staging.add(file.found.document, file.words)
                vector = fresh[text] if text in fresh else known[text].vector
                staging.add_chunk(number, Embedded(chunk, terms, vector))
            cut = sum(count > embedder.max_tokens for count in embedder.count_tokens(new))
            done(step[-1][0].found.entry.source, len(new), cut)


def _prepare(file: Found, embedder: Embedder) -> Prepared:
    if not file.document:
        return Prepared(file)
    chunks = chunk_document(file.document, embedder.count_tokens, embedder.max_tokens)
    return Prepared(file, chunks, [chunk_terms(chunk) for chunk in chunks], distinct_words(map(embedding_text, chunks)))


def _batches(files: Iterable[Prepared]) -> Iterator[list[Prepared]]:
    """Each of at least `CHUNKS_AT_ONCE` chunks, or of `_FILES_AT_ONCE` files, but for the last."""
    batch: list[Prepared] = []
    chunks = 0
    for prepared in files:
        batch.append(prepared)
        chunks += len(prepared.chunks)
        if chunks >= CHUNKS_AT_ONCE or len(batch) >= _FILES_AT_ONCE:
            yield batch
            batch, chunks = [], 0
    if batch:
        yield batch
