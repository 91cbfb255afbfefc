"""The vectors of units, the sentences and list items of chunks: read from disk as questions need them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, Self

from index.embedding.embedder import Vectors


class HoldsUnits(Protocol):
    """Where they are kept."""

    def units(self, row: int) -> Vectors:
        """The vectors of the units of a chunk, (units, dimension)."""


@dataclass(frozen=True, slots=True)
class UnitStore:
    """`units[row]` are the vectors of the units of chunk `row`, (units, dimension), in order.

    They are kept in 16 bits: a cosine is off by about 0.0001 then, and the file half as large. `rows[row]` is the row
    that a chunk has in the corpus.
    """

    corpus: HoldsUnits
    rows: Sequence[int]

    @property
    def size(self) -> int:
        """How many chunks it holds the units of."""
        return len(self.rows)

    def __getitem__(self, row: int) -> Vectors:
        return self.corpus.units(self.rows[row])

    def take(self, rows: Sequence[int]) -> Self:
        """The store of these chunks alone, numbered anew."""
        return replace(self, rows=[self.rows[row] for row in rows])
