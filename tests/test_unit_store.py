"""The vectors of units: what is built is what loads, and what does not fit together is refused."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedder import Vectors
from index.errors import IndexUnusable
from index.unit_store import UnitStore


def _by_chunk(counts: list[int]) -> list[Vectors]:
    random = np.random.default_rng(sum(counts))
    return [random.standard_normal((count, 8)).astype(np.float32) for count in counts]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=8), st.data())
def test_each_chunk_keeps_its_units_in_any_selection(counts: list[int], data: st.DataObject) -> None:
    by_chunk = _by_chunk(counts)
    store = UnitStore.build(by_chunk)
    rows = data.draw(st.lists(st.integers(0, len(counts) - 1)))
    taken = store.take(rows)
    assert (store.size, taken.size) == (len(counts), len(rows))
    for place, row in enumerate(rows):
        assert taken[place].dtype == np.float32
        np.testing.assert_array_equal(taken[place], by_chunk[row].astype(np.float16))


def test_what_was_rounded_once_is_not_rounded_again() -> None:
    once = UnitStore.build(_by_chunk([3, 2]))
    again = UnitStore.build([once[0], once[1]])
    np.testing.assert_array_equal(again.vectors, once.vectors)


def test_what_is_saved_loads_and_takes_four_figures_of_a_cosine(tmp_path: Path) -> None:
    vectors = [matrix / np.linalg.norm(matrix, axis=1, keepdims=True) for matrix in _by_chunk([4, 1, 30])]
    UnitStore.build(vectors).save(tmp_path)
    loaded = UnitStore.load(tmp_path)
    for row, matrix in enumerate(vectors):
        np.testing.assert_allclose(loaded[row] @ matrix.T, matrix @ matrix.T, atol=5e-4)


def test_more_or_fewer_vectors_than_units_are_refused(tmp_path: Path) -> None:
    UnitStore.build(_by_chunk([2, 3])).save(tmp_path)
    np.save(tmp_path / "units.npy", np.load(tmp_path / "units.npy")[:-1])
    with pytest.raises(IndexUnusable, match=f"{tmp_path} holds 4 vectors for 5 units. Rebuild it: python -m index"):
        UnitStore.load(tmp_path)
