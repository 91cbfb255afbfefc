"""The chunks of a snapshot by row, read when they are wanted."""

from collections.abc import Iterator, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from index.records import Chunk
from index.storing.numbering import Numbering
from index.storing.part import Catalogue
from index.storing.titles import Documents

_AT_ONCE = 2000  # read together where all are gone through
_KEPT = 20_000  # that are kept in memory


class Chunks(Sequence[Chunk]):
    """Equal to any sequence of the same chunks. Safe between threads."""

    def __init__(self, documents: Documents[Any], catalogues: Sequence[Catalogue], numbering: Numbering) -> None:
        self._documents = documents
        self._catalogues = catalogues
        self._numbering = numbering
        self._kept: dict[int, Chunk] = {}

    def __len__(self) -> int:
        return self._numbering.size

    @overload
    def __getitem__(self, row: int) -> Chunk: ...
    @overload
    def __getitem__(self, row: slice) -> list[Chunk]: ...
    def __getitem__(self, row: int | slice) -> Chunk | list[Chunk]:
        if isinstance(row, slice):
            return self.take(range(len(self))[row])
        return self.take([range(len(self))[row]])[0]

    def __iter__(self) -> Iterator[Chunk]:
        return self.each(range(len(self)))

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, Sequence) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def each(self, rows: Sequence[int] | NDArray[np.int64]) -> Iterator[Chunk]:
        """Those of rows, some at a time."""
        for start in range(0, len(rows), _AT_ONCE):
            yield from self.take(rows[start : start + _AT_ONCE])

    def take(self, rows: Sequence[int] | NDArray[np.int64]) -> list[Chunk]:
        """Those of rows, read together."""
        wanted = np.asarray(rows, dtype=np.int64).tolist()
        kept = self._kept
        if missing := [row for row in dict.fromkeys(wanted) if row not in kept]:
            if len(kept) + len(missing) > _KEPT:
                kept = {row: kept[row] for row in wanted if row in kept}
            kept |= self._read(np.array(missing))
            self._kept = kept
        return [kept[row] for row in wanted]

    def _read(self, rows: NDArray[np.int64]) -> dict[int, Chunk]:
        parts, stored = self._numbering.stored(rows)
        places = self._numbering.places(rows).tolist()
        documents = self._documents.take(places)
        chunks: dict[int, Chunk] = {}
        for part in set(parts.tolist()):
            own = np.flatnonzero(parts == part).tolist()
            held = self._catalogues[part].places(stored[own].tolist())
            for at, place in zip(own, held, strict=True):
                chunks[int(rows[at])] = Chunk(documents[at], *place)
        return chunks
