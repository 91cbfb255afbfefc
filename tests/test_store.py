"""The vector store against brute force: which rows, and what scores."""

from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedder import Vectors
from index.errors import IndexUnusable
from index.store import FaissStore


def _unit_vectors(rows: int, dimension: int, seed: int) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((rows, dimension), dtype=np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


@given(st.integers(1, 60), st.integers(2, 40), st.integers(1, 100), st.integers(0, 2**32 - 1))
def test_search_equals_brute_force(rows: int, dimension: int, limit: int, seed: int) -> None:
    vectors, queries = _unit_vectors(rows, dimension, seed), _unit_vectors(3, dimension, seed + 1)
    scores, found = FaissStore.build(vectors).search(queries, limit)
    cosines = queries @ vectors.T
    assert scores.shape == found.shape == (3, min(limit, rows))
    assert all(len(set(row)) == len(row) for row in found.tolist())
    np.testing.assert_allclose(scores, np.take_along_axis(cosines, found, axis=1), atol=1e-5)
    np.testing.assert_allclose(scores, -np.sort(-cosines, axis=1)[:, :limit], atol=1e-5)


def test_a_loaded_store_is_the_saved_one(tmp_path: Path) -> None:
    vectors = _unit_vectors(50, 16, seed=0)
    saved = FaissStore.build(vectors)
    saved.save(tmp_path / "vectors.faiss")
    loaded = FaissStore.load(tmp_path / "vectors.faiss")
    assert loaded.size == saved.size == 50
    np.testing.assert_array_equal(loaded.vectors(), vectors)
    for ours, theirs in zip(loaded.search(vectors[:5], 7), saved.search(vectors[:5], 7), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_an_index_that_scores_otherwise_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vectors.faiss"
    faiss.write_index(faiss.IndexFlatL2(16), str(path))
    with pytest.raises(IndexUnusable, match=f"{path} is not a flat inner-product index.*python -m index"):
        FaissStore.load(path)
