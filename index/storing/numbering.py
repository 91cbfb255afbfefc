"""Rows of several parts, numbered through: document by document, in the order of the documents. Pure."""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]


class Run(NamedTuple):
    """Where the chunks of a document are: so many `rows` of a part, from `first` on."""

    part: int
    first: int
    rows: int


class Numbering:
    """Numbers the rows of the runs of some documents, which are the places that are spoken of, from 0 on.

    Rows of a part that are in none of the runs have no number: they are of documents that are gone, or left out.
    """

    def __init__(self, runs: Sequence[Run], sizes: Sequence[int]) -> None:
        """`sizes` are the numbers of rows of the parts, in which no two runs overlap."""
        self._sizes = sizes
        table = np.array(runs, dtype=np.int64).reshape(len(runs), 3)
        self._parts, self._firsts, counts = table.T
        self._starts = np.append(0, np.cumsum(counts))
        self.size = int(self._starts[-1])
        self.counts = np.bincount(self._parts, counts, len(sizes)).astype(np.int64)
        """How many rows of each part have a number."""

    def rows(self, place: int) -> range:
        """The rows of a document."""
        return range(int(self._starts[place]), int(self._starts[place + 1]))

    def places(self, rows: Rows) -> Rows:
        """The documents of rows."""
        return np.searchsorted(self._starts, rows, side="right") - 1

    def stored(self, rows: Rows) -> tuple[Rows, Rows]:
        """In which parts rows are, and which rows there."""
        places = self.places(rows)
        return self._parts[places], rows - self._starts[places] + self._firsts[places]

    def numbered(self, part: int, stored: NDArray[np.integer]) -> Rows:
        """The numbers of rows of a part, -1 for those that have none."""
        if self.is_whole:
            return stored.astype(np.int64, copy=False)
        numbers: Rows = self._numbers[part][stored].astype(np.int64)
        return numbers

    def held(self, part: int) -> NDArray[np.bool_] | None:
        """Which rows of a part have a number; None if all have."""
        return None if self.counts[part] == self._sizes[part] else self._numbers[part][:-1] >= 0

    @cached_property
    def is_whole(self) -> bool:
        """Whether all is as it is in the only part."""
        return len(self._sizes) == 1 and self.size == self._sizes[0] and bool((self._firsts == self._starts[:-1]).all())

    @cached_property
    def _numbers(self) -> list[NDArray[np.int32]]:
        """By part the numbers of its rows, -1 for those that have none and behind the last."""
        parts, stored = self.stored(np.arange(self.size))
        found = []
        for part, size in enumerate(self._sizes):
            numbers = np.full(size + 1, -1, dtype=np.int32)
            own = np.flatnonzero(parts == part)
            numbers[stored[own]] = own
            found.append(numbers)
        return found
