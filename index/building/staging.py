"""Embeds new documents batch by batch and keeps what is finished: a build that is stopped loses little work."""

import hashlib
import json
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import islice, takewhile
from pathlib import Path
from threading import Event, Lock

import numpy as np

from index.chunks import embedding_text, iter_chunks
from index.embedding.embedder import Embedder
from index.errors import IndexUnusable
from index.language.words import distinct_words
from index.reading.changes import Found
from index.records import Chunk, Document
from index.storing.bm25 import chunk_terms
from index.storing.corpus import INSERT, SCHEMA, WHOLE, Corpus, Embedded, checksum, open_sound, told_of, written
from index.storing.snapshot import identity

CHUNKS_AT_ONCE = 512  # embedded together, sorted by length, and kept together: the parts of a longer document
_FILES_AT_ONCE = 500  # so that the display moves on over unchanged files
_AHEAD = 2  # batches read while one is embedded
# A disk may lose a bit meanwhile. `first` and `last` as in `checksum`.
_CHECKS = "create table checks (document integer, first integer, last integer, sha256 text);"
_DROP = (
    "delete from checks where document = :number",
    "delete from embeddings where chunk in (select id from chunks where document = :number)",
    "delete from chunks where document = :number",
    "delete from texts where document = :number",
    "delete from documents where id = :number",
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file, and the chunks of its document if that is new, with the `terms` of each.

    A long document comes in parts, which follow each other; `first` is the number of a part's first chunk, and the last
    part has the document's `words`. `size` are the bytes of the file that a part stands for.
    """

    found: Found
    size: int
    chunks: Sequence[Chunk] = ()
    terms: Sequence[str] = ()
    first: int = 0
    words: str = ""
    is_last: bool = True


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


def prepared_ahead(files: Iterable[Found], embedder: Embedder) -> Generator[list[Prepared], None, None]:
    """Batches of files, read and cut into chunks in a thread of their own while the batch before is embedded.

    Closing it waits for the file that is being read: nothing is read afterwards.
    """
    closed = Event()
    wanted = takewhile(lambda _: not closed.is_set(), files)
    batches = _batches(part for file in wanted for part in _prepare(file, embedder))
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
    """Embeds the new documents of a batch, or the parts of one, and keeps them, all or none.

    `earlier` gives what the index holds of a source, by what the embedder reads: what reads the same is taken over.
    `done` is told of each step: the source it ends in, how many chunks were embedded, how many of them were cut off.
    """
    sources = {file.found.entry.source for file in batch if file.chunks}
    known = {read: held for source in sorted(sources) for read, held in earlier(source).items()}
    new = []
    for number, file in enumerate(file for file in batch if file.found.document):
        rows = [(file, *row) for row in zip(file.chunks, file.terms, strict=True)]
        # Of a document that was begun the rest is new; a document before it in the batch will have it dropped.
        held = staging.held(file.found.document) if file.found.document and not number else 0
        new += rows[max(0, held - file.first) :]
    embedded: dict[int, list[Embedded]] = {}
    with staging.transaction():
        for start in range(0, len(new), CHUNKS_AT_ONCE):
            step = new[start : start + CHUNKS_AT_ONCE]
            texts = [embedding_text(chunk) for _, chunk, _ in step]
            unknown = [text for text in texts if text not in known]
            fresh = dict(zip(unknown, embedder.documents(unknown), strict=True))
            for text, (file, chunk, terms) in zip(texts, step, strict=True):
                vector = fresh[text] if text in fresh else known[text].vector
                embedded.setdefault(id(file), []).append(Embedded(chunk, terms, vector))
            cut = sum(count > embedder.max_tokens for count in embedder.count_tokens(unknown))
            done(step[-1][0].found.entry.source, len(unknown), cut)
        for file in batch:
            if file.found.document:
                staging.begin(file.found.document)
                for row in embedded.get(id(file), []):
                    staging.add_chunk(row)
                if file.is_last:
                    staging.finish(file.words)


def _prepare(file: Found, embedder: Embedder) -> Iterator[Prepared]:
    """A file in parts of at most `CHUNKS_AT_ONCE` chunks."""
    document = file.document
    if not document:
        yield Prepared(file, file.size)
        return
    chunks = iter_chunks(document, embedder.count_tokens, embedder.max_tokens)
    words: set[str] = set()
    first = size = 0
    part = list(islice(chunks, CHUNKS_AT_ONCE))
    while part:
        following = list(islice(chunks, CHUNKS_AT_ONCE))
        words |= distinct_words(map(embedding_text, part))
        until = file.size * part[-1].end // len(document.text) if following else file.size
        terms = [chunk_terms(chunk) for chunk in part]
        yield Prepared(
            file, until - size, part, terms, first, "" if following else " ".join(sorted(words)), not following
        )
        first, size, part = first + len(part), until, following


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
