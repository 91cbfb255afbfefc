"""The vectors of units: each chunk keeps its own in any selection."""

from typing import NamedTuple

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.embedding.embedder import Vectors
from index.storing.unit_store import UnitStore


class _Held(NamedTuple):
    by_row: list[Vectors]

    def units(self, row: int) -> Vectors:
        return self.by_row[row]


@given(st.integers(1, 8), st.data())
def test_each_chunk_keeps_its_units_in_any_selection(size: int, data: st.DataObject) -> None:
    held = _Held([np.full((row % 3, 4), row, dtype=np.float32) for row in range(size)])
    store = UnitStore(held, range(size))
    rows = data.draw(st.lists(st.integers(0, size - 1)))
    taken = store.take(rows)
    again = taken.take(range(0, len(rows), 2))
    assert (store.size, taken.size) == (size, len(rows))
    for place, row in enumerate(rows):
        np.testing.assert_array_equal(taken[place], held.by_row[row])
    for place, row in enumerate(rows[::2]):
        np.testing.assert_array_equal(again[place], held.by_row[row])
