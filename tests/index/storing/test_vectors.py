"""The vector store against brute force, exact and by graph: which rows, and what scores."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedding.embedder import Vectors
from index.errors import IndexUnusable
from index.storing.vectors import FLAT_UP_TO, FaissStore

KINDS = {"flat": FLAT_UP_TO, "graph": 0}  # built flat up to
kinds = pytest.mark.parametrize("flat_up_to", KINDS.values(), ids=KINDS)


def _unit_vectors(rows: int, dimension: int, seed: int) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((rows, dimension), dtype=np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def _check(store: FaissStore, vectors: Vectors, queries: Vectors, limit: int) -> None:
    """The rows are rows, their scores their cosines, and none is better."""
    scores, found = store.search(queries, limit)
    cosines = queries @ vectors.T
    assert scores.shape == found.shape == (len(queries), min(limit, len(vectors)))
    assert scores.dtype == np.float32
    assert found.dtype == np.int64
    assert all(len(set(row)) == len(row) and min(row) >= 0 for row in found.tolist())
    np.testing.assert_allclose(scores, np.take_along_axis(cosines, found, axis=1), atol=1e-5)
    np.testing.assert_allclose(scores, -np.sort(-cosines, axis=1)[:, :limit], atol=1e-5)


@kinds
@given(st.integers(1, 60), st.integers(2, 40), st.integers(1, 100), st.integers(0, 2**32 - 1))
def test_search_equals_brute_force(flat_up_to: int, rows: int, dimension: int, limit: int, seed: int) -> None:
    vectors = _unit_vectors(rows, dimension, seed)
    _check(FaissStore.build(vectors, flat_up_to), vectors, _unit_vectors(3, dimension, seed + 1), limit)


@kinds
@pytest.mark.parametrize("limit", [1, 10, 299, 300, 1000])
def test_rows_that_are_the_same_or_nothing_are_found_too(flat_up_to: int, limit: int) -> None:
    distinct = _unit_vectors(3, 8, seed=0)
    for vectors in (np.repeat(distinct, 100, axis=0), np.repeat(distinct[:1], 300, axis=0)):
        _check(FaissStore.build(vectors, flat_up_to), vectors, distinct, limit)
    vectors = np.repeat(distinct, 100, axis=0)
    vectors[::2] = 0
    _check(FaissStore.build(vectors, flat_up_to), vectors, distinct, limit)


@kinds
def test_it_is_exact_up_to_the_switch_and_a_graph_above(flat_up_to: int) -> None:
    assert FaissStore.build(_unit_vectors(5, 4, seed=0), flat_up_to).exact == (flat_up_to > 0)
    assert FaissStore.build(_unit_vectors(5, 4, seed=0), 5).exact
    assert not FaissStore.build(_unit_vectors(6, 4, seed=0), 5).exact


def test_the_graph_finds_nearly_all_of_many_vectors() -> None:
    centres, noise = _unit_vectors(100, 32, seed=0), np.random.default_rng(1)
    vectors = np.repeat(centres, 30, axis=0) + noise.normal(scale=0.05, size=(3000, 32)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    queries = _unit_vectors(50, 32, seed=2)
    exact = FaissStore.build(vectors).search(queries, 10)[1]
    found = FaissStore.build(vectors, 0).search(queries, 10)[1]
    assert np.mean([len({*a} & {*b}) / 10 for a, b in zip(exact, found, strict=True)]) >= 0.99


@kinds
def test_a_walk_that_ends_early_is_made_up_for(flat_up_to: int) -> None:
    vectors = _unit_vectors(40, 8, seed=0)
    store = FaissStore.build(vectors, flat_up_to)
    if flat_up_to == 0:
        links = store._index.hnsw.neighbors
        faiss.copy_array_to_vector(np.full(links.size(), -1, dtype=np.int32), links)
    _check(store, vectors, _unit_vectors(3, 8, seed=1), 7)


@kinds
@pytest.mark.parametrize("rows", [1, 50, 1000])
def test_vectors_are_given_back_as_they_were(flat_up_to: int, rows: int) -> None:
    vectors = _unit_vectors(rows, 16, seed=0)
    np.testing.assert_array_equal(FaissStore.build(vectors, flat_up_to).vectors(), vectors)


@kinds
def test_a_mapped_file_of_many_blocks_is_built_from(flat_up_to: int, tmp_path: Path) -> None:
    vectors = _unit_vectors(50, 16, seed=0)
    np.save(tmp_path / "vectors.npy", vectors)
    store = FaissStore.build(np.load(tmp_path / "vectors.npy", mmap_mode="r"), flat_up_to, block=7)
    np.testing.assert_array_equal(store.vectors(), vectors)
    _check(store, vectors, vectors[:5], 10)
    half = FaissStore.build(vectors.astype(np.float16), flat_up_to, block=7)
    np.testing.assert_array_equal(half.vectors(), vectors.astype(np.float16).astype(np.float32))


def test_an_empty_store_finds_nothing() -> None:
    store = FaissStore.build(np.empty((0, 8), dtype=np.float32))
    assert store.size == 0
    assert store.vectors().shape == (0, 8)
    assert store.search(_unit_vectors(2, 8, seed=0), 5)[1].shape == (2, 0)
    assert FaissStore.build(_unit_vectors(3, 8, seed=0)).search(np.empty((0, 8), dtype=np.float32), 2)[0].shape == (
        0,
        2,
    )


@kinds
def test_sixteen_threads_find_what_one_finds(flat_up_to: int) -> None:
    store = FaissStore.build(_unit_vectors(2000, 16, seed=0), flat_up_to)
    queries = _unit_vectors(200, 16, seed=1)
    alone = [store.search(query[np.newaxis], 1 + row % 20) for row, query in enumerate(queries)]
    with ThreadPoolExecutor(16) as pool:
        for _ in range(5):
            together = pool.map(lambda row: store.search(queries[row : row + 1], 1 + row % 20), range(200))
            for own, other in zip(alone, together, strict=True):
                np.testing.assert_array_equal(own[0], other[0])
                np.testing.assert_array_equal(own[1], other[1])


@kinds
def test_building_and_searching_leave_the_number_of_threads_alone(flat_up_to: int) -> None:
    before = faiss.omp_get_max_threads()
    FaissStore.build(_unit_vectors(20, 4, seed=0), flat_up_to).search(_unit_vectors(2, 4, seed=1), 3)
    assert faiss.omp_get_max_threads() == before


@kinds
def test_a_loaded_store_is_the_saved_one(flat_up_to: int, tmp_path: Path) -> None:
    vectors = _unit_vectors(50, 16, seed=0)
    saved = FaissStore.build(vectors, flat_up_to)
    saved.save(tmp_path / "vectors.faiss")
    loaded = FaissStore.load(tmp_path / "vectors.faiss")
    assert loaded.size == saved.size == 50
    assert loaded.exact == saved.exact
    np.testing.assert_array_equal(loaded.vectors(), vectors)
    for ours, theirs in zip(loaded.search(vectors[:5], 7), saved.search(vectors[:5], 7), strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize(
    "index",
    [
        faiss.IndexFlatL2(16),
        faiss.IndexHNSWFlat(16, 8),
        faiss.IndexPQ(16, 4, 8, faiss.METRIC_INNER_PRODUCT),
        faiss.IndexLSH(16, 32),
    ],
    ids=lambda index: type(index).__name__,
)
def test_an_index_of_another_kind_is_refused(index: faiss.Index, tmp_path: Path) -> None:
    path = tmp_path / "vectors.faiss"
    faiss.write_index(index, str(path))
    with pytest.raises(IndexUnusable, match=f"{path} is not an inner-product index.*python -m index"):
        FaissStore.load(path)


@kinds
def test_a_file_cut_short_is_refused(flat_up_to: int, tmp_path: Path) -> None:
    path = tmp_path / "vectors.faiss"
    FaissStore.build(_unit_vectors(50, 16, seed=0), flat_up_to).save(path)
    whole = path.read_bytes()
    limits = faiss.get_deserialization_vector_byte_limit(), faiss.get_deserialization_loop_limit()
    for length in range(0, len(whole), 101):
        path.write_bytes(whole[:length])
        with pytest.raises(IndexUnusable, match=r"can't be read\. Build it anew: python -m index --anew"):
            FaissStore.load(path)
    assert limits == (faiss.get_deserialization_vector_byte_limit(), faiss.get_deserialization_loop_limit())
