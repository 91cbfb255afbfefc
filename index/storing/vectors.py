"""Vectors by row, searched by inner product: exactly up to a size, by a graph above. The only owner of faiss."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Self

import faiss
import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Vectors
from index.errors import IndexUnusable, disk_errors
from index.storing.generations import ANEW
from index.storing.part import Mask

FLAT_UP_TO = 200_000  # rows: measured in eval/bench/bench.md

# Malkov, Yashunin, "Efficient and Robust Approximate Nearest Neighbor Search Using HNSW Graphs", TPAMI 2020.
_LINKS = 48  # of a row to its neighbours
_BUILD_WIDTH = 200  # candidates kept while a row's neighbours are sought
_SEARCH_WIDTH = 2048  # and while a query's are: 1024 missed 1 row in 150 of 200,000, this none
_BLOCK = 16_384  # rows copied at once: 25 MB
_FEW = 0.1  # of the rows: a walk through all to as few would miss some
_Bitmap: Any = faiss.IDSelectorBitmap
_HNSWParameters: Any = faiss.SearchParametersHNSW  # type: ignore[attr-defined]  # its stubs lack it


class FaissStore:
    """Exact search in a flat index up to `FLAT_UP_TO` rows; above, a graph (HNSW) that misses a row now and then.

    Unit vectors are numbered by row; scores are cosines, larger is better. Safe between threads. Two graphs of the
    same rows differ a little: they are built on all cores.
    """

    def __init__(self, index: Any) -> None:
        self._index = index
        self.exact = isinstance(index, faiss.IndexFlat)
        self._rows: Any = index if self.exact else faiss.downcast_index(index.storage)
        self.size = int(index.ntotal)

    @classmethod
    def build(cls, vectors: Vectors, flat_up_to: int = FLAT_UP_TO, block: int = _BLOCK) -> Self:
        """Of rows of unit length, or of length 0, (rows, dimension). A memory-mapped array is read block by block."""
        rows, dimension = vectors.shape
        index: Any = faiss.IndexFlatIP(dimension)
        if rows > flat_up_to:
            index = faiss.IndexHNSWFlat(dimension, _LINKS, faiss.METRIC_INNER_PRODUCT)
            index.hnsw.efConstruction = _BUILD_WIDTH
        codes = cls(index)._rows.codes
        codes.resize(4 * rows * dimension)  # reserves: growing from block to block would take twice the memory
        codes.resize(0)
        with _set_for_now(*_THREADS, os.cpu_count() or 1):
            for start in range(0, rows, block):
                index.add(np.ascontiguousarray(vectors[start : start + block], dtype=np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads a file whose checksum the caller has verified: FAISS loads many damaged files without a word."""
        try:
            size = path.stat().st_size  # FAISS reserves no more than that, whatever lengths are written in the file
            with _read_lock, _set_for_now(*_MOST_BYTES, size), _set_for_now(*_MOST_LOOPS, size):
                index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except (RuntimeError, OSError) as error:
            raise IndexUnusable(f"{path} can't be read. {ANEW}") from error
        sound = type(index) in (faiss.IndexFlatIP, faiss.IndexHNSWFlat)
        if not sound or index.metric_type != faiss.METRIC_INNER_PRODUCT:
            raise IndexUnusable(f"{path} is not an inner-product index, flat or HNSW. {ANEW}")
        return cls(index)

    def search(self, queries: Vectors, limit: int, among: Mask | None = None) -> tuple[Vectors, NDArray[np.int64]]:
        size = self.size if among is None else int(among.sum())
        limit, queries = min(limit, size), np.ascontiguousarray(queries, dtype=np.float32)
        if not limit or not len(queries):
            return np.empty((len(queries), limit), dtype=np.float32), np.empty((len(queries), limit), dtype=np.int64)
        bits = None if among is None else np.packbits(among, bitorder="little")
        chosen: Any = {} if bits is None else {"sel": _Bitmap(bits)}
        exactly: Any = faiss.SearchParameters(**chosen) if chosen else None
        with _set_for_now(*_THREADS, 1):
            if self.exact or 2 * limit >= size or size < _FEW * self.size:  # a walk would see most of them anyhow
                scores, rows = self._rows.search(queries, limit, params=exactly)
                return scores, rows
            width = _HNSWParameters(efSearch=max(_SEARCH_WIDTH, 2 * limit), **chosen)
            scores, rows = self._index.search(queries, limit, params=width)
            short = np.flatnonzero(rows.min(axis=1) < 0)  # the walk met fewer rows than were asked for
            if short.size:
                scores[short], rows[short] = self._rows.search(queries[short], limit, params=exactly)
            return scores, rows

    def vectors(self, rows: Sequence[int] | NDArray[np.int64] | None = None) -> Vectors:
        if rows is None:
            return np.asarray(self._rows.reconstruct_n(0, self.size), dtype=np.float32)
        return np.asarray(self._rows.reconstruct_batch(np.asarray(rows, dtype=np.int64)), dtype=np.float32)

    def save(self, path: Path) -> None:
        with disk_errors(path, RuntimeError):
            faiss.write_index(self._index, str(path))


_read_lock = Lock()
_MOST_BYTES = faiss.get_deserialization_vector_byte_limit, faiss.set_deserialization_vector_byte_limit
_MOST_LOOPS = faiss.get_deserialization_loop_limit, faiss.set_deserialization_loop_limit
_THREADS = faiss.omp_get_max_threads, faiss.omp_set_num_threads  # a thread's own: a new one starts with all cores


@contextmanager
def _set_for_now(read: Callable[[], int], write: Callable[[int], object], value: int) -> Iterator[None]:
    """Changes a setting of FAISS for as long as the block lasts."""
    before = read()
    write(value)
    try:
        yield
    finally:
        write(before)
