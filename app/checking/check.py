"""Checks what a language model wrote against the passages that it was given. It keeps their vectors, and no more."""

import time
from collections.abc import Sequence
from functools import cache

from app.checking.support import Quote, find
from index.chunks import units
from index.embedding.embedder import Embedder, UnitVectors, Vectors
from index.records import Chunk


class Check:
    """Finds the exact sentences that state what was written, among the passages that the model was given."""

    def __init__(self, passages: Sequence[Chunk], embedder: Embedder, unit_vectors: UnitVectors) -> None:
        self.passages = passages
        self.seconds = 0.0
        self._embedder = embedder
        self._vectors = cache(lambda passage: dict(zip(units(passage.text), unit_vectors(passage), strict=True)))

    def __call__(self, said: str, numbers: Sequence[int]) -> tuple[list[Quote], bool]:
        """The quotes that state it, and whether they are of other passages than those that the numbers name."""
        started = time.perf_counter()

        @cache
        def vector() -> Vectors:  # most statements are judged without
            own: Vectors = self._embedder.queries([said])[0]
            return own

        def near(chunk: Chunk, start: int, end: int) -> float:
            return float(self._vectors(chunk)[start, end] @ vector())

        cited = [self.passages[number - 1] for number in numbers]
        quotes = find(said, cited, near)
        others = [] if quotes else find(said, self.passages, near)
        self.seconds += time.perf_counter() - started
        return quotes or others, bool(others)
