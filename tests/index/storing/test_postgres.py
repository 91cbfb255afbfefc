"""An index in PostgreSQL is the one in files: the same parts, documents, rows and scores after every change."""

import shutil
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings

from index.building.staging import open_staging
from index.embedding.embedder import HashingEmbedder
from index.records import Document
from index.storing.postgres import schema
from index.storing.snapshot import open_snapshot
from tests.in_process import build
from tests.index.storing.parts import check_part, some_documents, stage, vectors_of
from tests.postgres import empty_store
from tests.sound import assert_same_index


@settings(max_examples=15, deadline=None)
@given(some_documents())
def test_a_part_in_postgres(documents: list[Document]) -> None:
    embedder = HashingEmbedder()
    with TemporaryDirectory() as folder:
        store = empty_store(Path(folder))
        with closing(open_staging(Path(folder), embedder)) as staging:
            store.publish(Path(folder), [], embedder, [], stage(staging, documents))
        snapshot = store.open(embedder)
        assert [*snapshot.documents] == documents
        assert [document.text for document in snapshot.documents] == [document.text for document in documents]
        check_part(snapshot.parts[0], documents, vectors_of(documents))


def _changed(root: Path) -> None:
    (root / "harbor.txt").write_text("The harbor was closed. \0 \ud83d", encoding="utf-8", errors="surrogatepass")
    (root / "table.csv").write_text("name,price\nrope,3\nlamp,4\n", encoding="utf-8")


def _moved(root: Path) -> None:
    (root / "harbor.txt").rename(root / "zz.txt")
    shutil.copy(root / "orchard.md", root / "copy.md")


def _gone(root: Path) -> None:
    (root / "orchard.md").unlink()


@pytest.mark.parametrize("change", [_changed, _moved, _gone])
def test_after_a_change_it_is_the_index_in_files(corpus: Path, tmp_path: Path, change: Callable[[Path], None]) -> None:
    embedder, store = HashingEmbedder(), empty_store(tmp_path / "local")
    for generation in (1, 2):
        for index in (tmp_path / "files", store):
            assert build(corpus, index, embedder).generation == generation
        one, other = store.open(embedder), open_snapshot(tmp_path / "files", embedder)
        assert_same_index(one, other)
        for hidden in (["harbor.txt"], ["orchard.md", "zz.txt"]):
            assert_same_index(one.without(hidden), other.without(hidden))
            assert_same_index(one.only(hidden), other.only(hidden))
        if generation == 1:
            change(corpus)


def test_a_generation_stays_readable_after_the_next(corpus: Path, tmp_path: Path) -> None:
    embedder, store = HashingEmbedder(), empty_store(tmp_path / "local")
    build(corpus, store, embedder)
    before = store.open(embedder)
    _changed(corpus)
    build(corpus, store, embedder)
    build(shutil.copytree(corpus, tmp_path / "fresh"), tmp_path / "files", embedder)
    assert_same_index(store.open(embedder), open_snapshot(tmp_path / "files", embedder))
    assert "minister" in before.of_hash(before.entries[0].sha256)[0].text + before.documents[0].text


def test_vectors_are_found_through_all_indexes_of_them(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "GRAPH", 2)
    embedder, store = HashingEmbedder(), empty_store(tmp_path / "local", exact_to=0)
    for generation in (1, 2):
        for index in (tmp_path / "files", store):
            build(corpus, index, embedder)
        store._database.rows("set enable_seqscan = off")
        store._database.rows("set enable_sort = off")
        one, other = store.open(embedder), open_snapshot(tmp_path / "files", embedder)
        asked = other.store.vectors()
        (scores, rows), (expected, same) = (each.store.search(asked, 3) for each in (one, other))
        np.testing.assert_array_equal(rows, same)
        np.testing.assert_allclose(scores, expected, atol=1e-6)
        wanted, until = one.parts[0].passages.size // 2 + 1, time.monotonic() + 20
        while min(used := [used for (used,) in store._database.rows(_USED, store._database.schema)], default=0) == 0:
            assert time.monotonic() < until
            time.sleep(0.1)  # the server counts them a moment later
        assert len(used) == wanted > 1
        if generation == 1:
            _changed(corpus)


_USED = "select idx_scan from pg_stat_user_indexes where schemaname = %s and indexrelname like 'nearest%%'"
