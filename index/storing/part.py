"""What an index is made of: parts that never change, each with documents and all that was made of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Vectors

MOST_WORDS = 300_000
"""Of those of the documents, that a question is spelt by."""

Mask = NDArray[np.bool_]
"""Which rows count, (rows,)."""


class Entry(NamedTuple):
    """A document: its `part`, its number there, which rows of the part are its, its hash and its language."""

    part: int
    number: int
    first: int
    rows: int
    sha256: str
    language: str


class Named(NamedTuple):
    """The `places` of the documents that go by a word, ascending, and whether it is one of the stems of what they are
    called; see `index.storing.titles`."""

    places: NDArray[np.int64]
    are_stems: NDArray[np.bool_]

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, int]]) -> "Named":
        table = np.array([*pairs], dtype=np.int64).reshape(-1, 2)
        return cls(table[:, 0], table[:, 1].astype(bool))


class Place(NamedTuple):
    """A chunk, but for its document; see `index.records.Chunk`."""

    start: int
    end: int
    heading: str
    lead_in: str


class Posting(NamedTuple):
    """The `rows` that hold a term, ascending, and how often each does."""

    rows: NDArray[np.int32]
    counts: NDArray[np.int32]


class Catalogue(Protocol):
    """The documents of a part by their numbers, and its chunks by row."""

    def numbers(self) -> AbstractSet[int]:
        """Of all documents."""

    def texts(self, numbers: Sequence[int]) -> Sequence[str]:
        """Of documents."""

    def places(self, rows: Sequence[int]) -> Sequence[Place]:
        """Of chunks."""

    def called(self, words: Collection[str]) -> Mapping[str, Named]:
        """The numbers of the documents that go by each of the words."""

    def words(self, numbers: Sequence[int]) -> Iterable[Iterable[str]]:
        """The distinct words of documents."""


class Passages(Protocol):
    """The vectors of a part by row."""

    @property
    def size(self) -> int: ...
    def search(self, queries: Vectors, limit: int, among: Mask | None = None) -> tuple[Vectors, NDArray[np.int64]]:
        """Cosines and rows of the nearest of some rows, or of all, (queries, limit), best first; fewer if there are
        not so many."""

    def vectors(self, rows: Sequence[int] | NDArray[np.int64] | None = None) -> Vectors:
        """Of these rows, or of all, (rows, dimension)."""


class Vocabulary(Protocol):
    """The terms of a part's chunks, and the words of its documents."""

    @property
    def lengths(self) -> NDArray[np.int32]:
        """How many terms each row has, (rows,)."""

    def postings(self, terms: Sequence[str]) -> Sequence[Posting]:
        """Of each term; empty ones for what no row holds."""

    def words(self) -> Mapping[str, int]:
        """In how many documents each word stands."""


class Part(NamedTuple):
    """One part."""

    catalogue: Catalogue
    passages: Passages
    vocabulary: Vocabulary
