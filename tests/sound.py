"""What tests ask of an index folder: which generation it holds, whole or not, and whether anything else lies about."""

import json
from pathlib import Path

import numpy as np

from index.chunks import embedding_text
from index.embedding.embedder import HashingEmbedder
from index.errors import IndexUnusable
from index.storing.bm25 import LexicalIndex
from index.storing.generations import read_current
from index.storing.snapshot import Snapshot, open_snapshot

QUERIES = ("the minister toured the harbor", "apple trees, frost and harvest", "day of the bridge", "zebra")


def opened(index_dir: Path) -> Snapshot | None:
    """The current generation, its checksums verified and its parts compared; None if there is no index."""
    try:
        snapshot = open_snapshot(index_dir, HashingEmbedder())
    except IndexUnusable as error:
        assert "There is no index" in str(error), error
        return None
    embedder = HashingEmbedder()
    assert {chunk.document.source for chunk in snapshot.chunks} == {document.source for document in snapshot.documents}
    texts = [embedding_text(chunk) for chunk in snapshot.chunks]
    np.testing.assert_allclose(snapshot.store.vectors(), embedder.documents(texts), atol=1e-6)
    lexical = LexicalIndex.of(snapshot.chunks)
    for query in QUERIES:
        np.testing.assert_array_equal(snapshot.lexical.scores(query), lexical.scores(query))
    return snapshot


def texts(index_dir: Path) -> set[str] | None:
    """Those of the documents of the current generation, which is whole; None if there is no index."""
    snapshot = opened(index_dir)
    return {document.text for document in snapshot.documents} if snapshot else None


def assert_same_index(snapshot: Snapshot, other: Snapshot) -> None:
    """The same files, documents, chunks, vectors, words and scores."""
    assert (snapshot.files, snapshot.documents, snapshot.chunks) == (other.files, other.documents, other.chunks)
    assert_same_contents(snapshot, other)


def assert_same_contents(snapshot: Snapshot, other: Snapshot) -> None:
    """The same chunks, vectors, words and scores."""
    assert snapshot.chunks == other.chunks
    assert [document.text for document in snapshot.documents] == [document.text for document in other.documents]
    np.testing.assert_array_equal(snapshot.store.vectors(), other.store.vectors())
    assert list(snapshot.lexical.words) == list(other.lexical.words)
    assert snapshot.lexical.size == snapshot.store.size == len(snapshot.chunks)
    for query in QUERIES:
        np.testing.assert_array_equal(snapshot.lexical.scores(query), other.lexical.scores(query))


def assert_nothing_left_over(index_dir: Path) -> None:
    """Besides at most the two generations that may be read, and the files that are always there."""
    names = {path.name for path in index_dir.iterdir()}
    assert names <= {"CURRENT", "LOCK", "LOCK.pid", "generations", "parts", "stamps.json", "verified.json"}
    generations = {path.name for path in (index_dir / "generations").iterdir()}
    assert read_current(index_dir).split()[0] in generations
    assert len(generations) <= 2
    assert all(name.isdecimal() for name in generations)
    manifests = [json.loads((index_dir / "generations" / name / "manifest.json").read_text()) for name in generations]
    parts = {path.name for path in (index_dir / "parts").iterdir()}
    assert parts == {name for manifest in manifests for name in manifest["parts"]}
