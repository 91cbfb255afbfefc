"""Vectors by row, searched by inner product. The only owner of faiss."""

from pathlib import Path
from typing import Protocol, Self

import faiss
import numpy as np
from numpy.typing import NDArray

from index.embedder import Vectors
from index.errors import IndexUnusable, disk_errors

faiss.omp_set_num_threads(1)  # questions run side by side in threads; one search is fast enough on one


class VectorStore(Protocol):
    """Unit vectors numbered by row. Scores are cosines: larger is better."""

    @property
    def size(self) -> int: ...
    def search(self, queries: Vectors, limit: int) -> tuple[Vectors, NDArray[np.int64]]:
        """Scores and rows of the `limit` best, both (queries, limit), best first; fewer columns in a smaller store."""

    def vectors(self) -> Vectors:
        """All vectors, (rows, dimension)."""

    def save(self, path: Path) -> None: ...


class FaissStore:
    """Exact search in a flat FAISS index."""

    def __init__(self, index: faiss.IndexFlatIP) -> None:
        self._index = index
        self.size = int(index.ntotal)

    @classmethod
    def build(cls, vectors: Vectors) -> Self:
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads a file whose checksum the caller has verified: FAISS loads many damaged files without a word."""
        try:
            index = faiss.read_index(str(path))
        except RuntimeError as error:
            raise IndexUnusable(f"{path} can't be read. Rebuild it: python -m index") from error
        if not isinstance(index, faiss.IndexFlatIP):
            raise IndexUnusable(f"{path} is not a flat inner-product index. Rebuild it: python -m index")
        return cls(index)

    def search(self, queries: Vectors, limit: int) -> tuple[Vectors, NDArray[np.int64]]:
        return self._index.search(np.ascontiguousarray(queries), min(limit, self.size))

    def vectors(self) -> Vectors:
        return np.asarray(self._index.reconstruct_n(0, self.size), dtype=np.float32)

    def save(self, path: Path) -> None:
        with disk_errors(path, RuntimeError):
            faiss.write_index(self._index, str(path))
