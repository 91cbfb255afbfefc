"""The vectors of the rows that have a number, in however many parts they are."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Vectors
from index.storing.numbering import Numbering
from index.storing.part import Mask, Passages


class Nearest:
    """Searches all of them. Scores are cosines, larger is better. Safe between threads."""

    def __init__(self, parts: Sequence[Passages], numbering: Numbering, dimension: int) -> None:
        self.size = numbering.size
        self._parts = parts
        self._numbering = numbering
        self._dimension = dimension

    def search(self, queries: Vectors, limit: int) -> tuple[Vectors, NDArray[np.int64]]:
        """Cosines and rows, best first, (queries, limit); fewer if there are not so many rows."""
        found = [
            self._searched(number, passages, queries, limit)
            for number, passages in enumerate(self._parts)
            if self._numbering.counts[number]
        ]
        if len(found) == 1:
            return found[0]
        scores = np.concatenate([_empty(queries, np.float32), *(one for one, _ in found)], axis=1)
        rows = np.concatenate([_empty(queries, np.int64), *(one for _, one in found)], axis=1)
        order = np.lexsort((rows, -scores), axis=1)[:, :limit]
        return np.take_along_axis(scores, order, 1), np.take_along_axis(rows, order, 1)

    def vectors(self, rows: Sequence[int] | None = None) -> Vectors:
        """Those of rows, else all: (rows, dimension)."""
        wanted = np.arange(self.size) if rows is None else np.asarray(rows, dtype=np.int64)
        vectors = np.empty((len(wanted), self._dimension), dtype=np.float32)
        parts, stored = self._numbering.stored(wanted)
        for number, passages in enumerate(self._parts):
            own = parts == number
            vectors[own] = passages.vectors(stored[own])
        return vectors

    def _searched(
        self, number: int, passages: Passages, queries: Vectors, limit: int
    ) -> tuple[Vectors, NDArray[np.int64]]:
        scores, stored = passages.search(queries, limit, self._held[number])
        return scores, self._numbering.numbered(number, stored.ravel()).reshape(stored.shape)

    @cached_property
    def _held(self) -> Sequence[Mask | None]:
        return [self._numbering.held(number) for number in range(len(self._parts))]


def _empty(queries: Vectors, kind: type) -> NDArray[np.generic]:
    return np.empty((len(queries), 0), dtype=kind)
