"""The vectors of units, the sentences and list items of chunks: two arrays, read from disk as questions need them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.embedder import Vectors
from index.errors import IndexUnusable


@dataclass(frozen=True, slots=True)
class UnitStore:
    """`vectors[start:end]`, where `start, end = bounds[row]`, are those of the units of chunk `row`, in order.

    They are rounded to 16 bits: a cosine is off by about 0.0001 then, and the file half as large.
    """

    vectors: NDArray[np.float16]
    bounds: NDArray[np.int64]

    @classmethod
    def build(cls, by_chunk: Sequence[Vectors]) -> Self:
        """From a matrix for each of one or more chunks, (its units, dimension)."""
        ends = np.cumsum([len(vectors) for vectors in by_chunk], dtype=np.int64)
        vectors = np.concatenate(by_chunk, dtype=np.float16, casting="same_kind")
        return cls(vectors, np.stack([np.append(0, ends[:-1]), ends], axis=1))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Maps files whose checksums the caller has verified: what no question needs is not read into memory."""
        store = cls(
            np.load(folder / "units.npy", mmap_mode="r", allow_pickle=False),
            np.load(folder / "unit_bounds.npy", allow_pickle=False),
        )
        needed = int(store.bounds[-1, 1])
        if needed != len(store.vectors):
            raise IndexUnusable(
                f"{folder} holds {len(store.vectors)} vectors for {needed} units. Rebuild it: python -m index"
            )
        return store

    @property
    def size(self) -> int:
        """How many chunks it holds the units of."""
        return len(self.bounds)

    def __getitem__(self, row: int) -> Vectors:
        start, end = self.bounds[row]
        return np.array(self.vectors[start:end], dtype=np.float32)

    def take(self, rows: Sequence[int]) -> Self:
        """The store of these chunks alone, numbered anew. Copies no vectors; not meant to be saved."""
        return replace(self, bounds=self.bounds[np.array(rows, dtype=np.int64)])

    def save(self, folder: Path) -> None:
        np.save(folder / "units.npy", self.vectors, allow_pickle=False)
        np.save(folder / "unit_bounds.npy", self.bounds, allow_pickle=False)
