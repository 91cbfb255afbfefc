"""Makes of files what a build keeps of them: their documents, with chunks, terms and vectors."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import islice, takewhile
from threading import Event
from typing import Protocol

import numpy as np

from index.chunks import embedding_text, iter_chunks
from index.embedding.embedder import Embedder, Vectors
from index.language.words import distinct_words
from index.reading.changes import Found, Reading, read_files
from index.reading.parser import Parser
from index.records import Chunk, Document
from index.storing.bm25 import chunk_terms

CHUNKS_AT_ONCE = 512  # embedded together, sorted by length, and kept together: the parts of a longer document
FILES_AT_ONCE = 500  # so that the display moves on over unchanged files
_AHEAD = 2  # batches read while one is embedded
_NONE = np.empty((0, 0), dtype=np.float32)

Earlier = Callable[[str], Mapping[str, Vectors]]
"""The vectors that the index holds of a source, by what the embedder reads: what reads the same is taken over."""

Done = Callable[[str, int, int], None]
"""Is told of each step: the source it ends in, how many chunks were embedded, how many of them were cut off."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file, and the chunks of its document if that is new, with the `terms` of each and, once embedded, its vector.

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
    vectors: Vectors = field(default_factory=lambda: _NONE)


class Maker(Protocol):
    """Where files are read and embedded."""

    def make(
        self, sources: Sequence[str], reading: Reading, earlier: Earlier, done: Done
    ) -> Generator[list[Prepared], None, None]:
        """Each file once, in whichever order, in batches that can be kept; closing it ends the work."""


class MakerHere:
    """In this process, but for the parsing. `held` tells how many chunks are kept of a document that was begun."""

    def __init__(self, parser: Parser, embedder: Embedder, held: Callable[[Document], int]) -> None:
        self._parser, self._embedder, self._held = parser, embedder, held

    def make(
        self, sources: Sequence[str], reading: Reading, earlier: Earlier, done: Done
    ) -> Generator[list[Prepared], None, None]:
        return self.embed(read_files(sources, reading, self._parser), earlier, done)

    def embed(self, files: Iterable[Found], earlier: Earlier, done: Done) -> Generator[list[Prepared], None, None]:
        """The same of files that are read."""
        with closing(prepared_ahead(files, self._embedder)) as batches:
            for batch in batches:
                yield embedded(self._rest(batch), earlier, self._embedder, done)

    def _rest(self, batch: Sequence[Prepared]) -> Sequence[Prepared]:
        """Without what is kept of a document that was begun: one before it in the batch will have it dropped."""
        for number, file in enumerate(batch):
            if file.found.document:
                kept = max(0, self._held(file.found.document) - file.first)
                rest = replace(file, chunks=file.chunks[kept:], terms=file.terms[kept:], first=file.first + kept)
                return [*batch[:number], rest, *batch[number + 1 :]]
        return batch


def prepared_ahead(files: Iterable[Found], embedder: Embedder) -> Generator[list[Prepared], None, None]:
    """Batches of files, read and cut into chunks in a thread of their own while the batch before is embedded.

    Closing it waits for the file that is being read: nothing is read afterwards.
    """
    closed = Event()
    wanted = takewhile(lambda _: not closed.is_set(), files)
    batches = _batches(part for file in wanted for part in prepared(file, embedder))
    pool = ThreadPoolExecutor(1)
    try:
        waiting = deque(pool.submit(next, batches, None) for _ in range(_AHEAD))
        while batch := waiting.popleft().result():
            waiting.append(pool.submit(next, batches, None))
            yield batch
    finally:
        closed.set()
        pool.shutdown(cancel_futures=True)


def prepared(file: Found, embedder: Embedder) -> Iterator[Prepared]:
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


def embedded(batch: Sequence[Prepared], earlier: Earlier, embedder: Embedder, done: Done) -> list[Prepared]:
    """A batch with the vectors of its chunks."""
    if not any(file.chunks for file in batch):
        return [*batch]
    sources = {file.found.entry.source for file in batch if file.chunks}
    known = {read: vector for source in sorted(sources) for read, vector in earlier(source).items()}
    chunks = [(file.found.entry.source, embedding_text(chunk)) for file in batch for chunk in file.chunks]
    vectors = np.empty((len(chunks), embedder.dimension), dtype=np.float32)
    for start in range(0, len(chunks), CHUNKS_AT_ONCE):
        step = chunks[start : start + CHUNKS_AT_ONCE]
        unknown = [text for _, text in step if text not in known]
        fresh = dict(zip(unknown, embedder.documents(unknown), strict=True))
        for row, (_, text) in enumerate(step, start):
            vectors[row] = fresh[text] if text in fresh else known[text]
        cut = sum(count > embedder.max_tokens for count in embedder.count_tokens(unknown))
        done(step[-1][0], len(unknown), cut)
    ends = np.cumsum([len(file.chunks) for file in batch])
    return [replace(file, vectors=own) for file, own in zip(batch, np.split(vectors, ends[:-1]), strict=True)]


def _batches(files: Iterable[Prepared]) -> Iterator[list[Prepared]]:
    """Each of at least `CHUNKS_AT_ONCE` chunks, or of `FILES_AT_ONCE` files, but for the last."""
    batch: list[Prepared] = []
    chunks = 0
    for file in files:
        batch.append(file)
        chunks += len(file.chunks)
        if chunks >= CHUNKS_AT_ONCE or len(batch) >= FILES_AT_ONCE:
            yield batch
            batch, chunks = [], 0
    if batch:
        yield batch
