"""A part that was never written: for tests and studies, and what every other part must behave as."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.chunks import embedding_text
from index.embedding.embedder import Vectors
from index.language.words import distinct_words
from index.records import Chunk, Document
from index.storing.bm25 import chunk_terms
from index.storing.part import Entry, Mask, Named, Part, Passages, Place
from index.storing.postings import Postings
from index.storing.snapshot import Snapshot, snapshot_documents
from index.storing.titles import TitlesOf


def snapshot_of(
    chunks: Sequence[Chunk],
    vectors: Vectors,
    passages: Callable[[Vectors], Passages] | None = None,
    documents: Sequence[Document] = (),
) -> Snapshot:
    """Of chunks, those of a document together, and their vectors, (chunks, dimension). `passages` searches the vectors.
    `documents` come first, whether they have chunks or not."""
    texts = [embedding_text(chunk) for chunk in chunks]
    rows: dict[Document, list[int]] = {document: [] for document in documents}
    for row, chunk in enumerate(chunks):
        rows.setdefault(chunk.document, []).append(row)
    every = list(rows)
    words = [distinct_words(texts[row] for row in own) for own in rows.values()]
    part = Part(
        MemoryCatalogue(every, chunks, words),
        (passages or MemoryPassages)(vectors),
        Postings.of_terms(map(chunk_terms, chunks), words),
    )
    entries = [
        Entry(0, number, own[0] if own else 0, len(own), document.sha256, document.language)
        for number, (document, own) in enumerate(rows.items())
    ]
    manifest = {"generation": 0, "embedder": {"dimension": vectors.shape[1]}}

    def of(places: Sequence[int]) -> list[Document]:
        return [every[place] for place in places]

    made = snapshot_documents(len(every), of, lambda document: document, [part], entries)
    return Snapshot(manifest, [], made, entries, [part])


@dataclass(frozen=True)
class MemoryCatalogue:
    """Documents, chunks by row, and the words of each document."""

    documents: Sequence[Document]
    chunks: Sequence[Chunk]
    spelt: Sequence[Iterable[str]]

    def numbers(self) -> set[int]:
        return set(range(len(self.documents)))

    def texts(self, numbers: Sequence[int]) -> list[str]:
        return [self.documents[number].text for number in numbers]

    def places(self, rows: Sequence[int]) -> list[Place]:
        chosen = (self.chunks[row] for row in rows)
        return [Place(chunk.start, chunk.end, chunk.heading, chunk.lead_in) for chunk in chosen]

    def called(self, words: Collection[str]) -> Mapping[str, Named]:
        return self._titles.called(words)

    @cached_property
    def _titles(self) -> TitlesOf:
        return TitlesOf(self.documents)

    def words(self, numbers: Sequence[int]) -> list[Iterable[str]]:
        return [self.spelt[number] for number in numbers]


class MemoryPassages:
    """Vectors, searched by looking at each."""

    def __init__(self, vectors: Vectors) -> None:
        self.size = len(vectors)
        self._vectors = vectors

    def search(self, queries: Vectors, limit: int, among: Mask | None = None) -> tuple[Vectors, NDArray[np.int64]]:
        rows = np.arange(self.size) if among is None else np.flatnonzero(among)
        each = [self._vectors[rows] @ query for query in queries]  # one by one: a product of all rounds otherwise
        cosines = np.array(each, dtype=np.float32).reshape(len(queries), len(rows))
        order = np.argsort(-cosines, axis=1, kind="stable")[:, :limit]
        return np.take_along_axis(cosines, order, 1), rows[order].astype(np.int64)

    def vectors(self, rows: Sequence[int] | NDArray[np.int64] | None = None) -> Vectors:
        return self._vectors if rows is None else self._vectors[np.asarray(rows, dtype=np.int64)]
