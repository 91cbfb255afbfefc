"""The benchmark of an index in PostgreSQL, small."""

from pathlib import Path

import pytest

from eval.bench import database
from eval.bench.made import CHUNKS, MadeDocuments, Model
from eval.measuring.indexing import indexed
from index.embedding.embedder import HashingEmbedder
from index.reading.parser import InProcessParser
from index.storing.postgres.store import PostgresStore
from tests.postgres import server_url


def _made(corpus: Path, embedder: HashingEmbedder, documents: int, seed: int = 0) -> MadeDocuments:
    return MadeDocuments(Model.of(indexed(corpus, embedder, InProcessParser()), 100), documents, seed)


def test_made_documents_are_the_same_for_the_same_seed(corpus: Path) -> None:
    embedder = HashingEmbedder()
    one, same, other = (_made(corpus, embedder, 3, seed) for seed in (1, 1, 2))
    assert one.document(2) == same.document(2) != other.document(2)
    for number in range(3):
        rows = [*one.embedded(number)]
        assert len(rows) == CHUNKS
        for row in rows:
            assert row.chunk.text in row.chunk.document.text
            assert abs(float(row.vector @ row.vector) - 1) < 1e-5
        [words] = one.words([number])
        assert {word.lower().strip(".") for word in rows[0].chunk.text.split()} <= {*words}


def test_what_is_loaded_is_changed_searched_and_served(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITESEED_STORE", server_url())
    embedder, questions = HashingEmbedder(), ["Which harbor was toured?", "How many apple trees are there?"]
    store = PostgresStore(server_url(), database.SCHEMA, tmp_path)
    made = _made(corpus, embedder, 8)
    loaded = database._loaded(store, made, embedder)
    assert loaded["chunks"] == 8 * CHUNKS == len(store.open(embedder).chunks)
    assert all(len(seconds) == 5 for seconds in database._changed(store, made, embedder).values())
    assert store.open(embedder).generation == 6
    assert database._recall(store, embedder, questions * 2)["10"] == 1.0
    assert database._together(store, embedder, questions)["searches_a_second"] > 0
    assert {"open", "start", "answer", "search"} == database._served(store, embedder, questions).keys()
