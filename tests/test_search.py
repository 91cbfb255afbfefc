"""Hybrid search: the fusion worked by hand, and the promises about its hits."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from index.chunks import embedding_text, embedding_units
from index.embedder import HashingEmbedder, Vectors
from index.lexical import LexicalIndex
from index.library import Snapshot
from index.records import Chunk, Document
from index.search import CANDIDATES, Searcher, fuse
from index.store import FaissStore
from index.unit_store import UnitStore

_TEXTS = [
    "The minister toured the harbor on Tuesday.",
    "Frost killed nine apple trees in April.",
    "The bridge over the river Ebro was closed.",
    "Engineers replaced forty bolts of the bridge.",
    "The harvest of apples took eleven days.",
]


def _snapshot(texts: list[str], vectors: Vectors | None = None) -> Snapshot:
    documents = [Document(f"{number}.txt", text, None, None, sha256="") for number, text in enumerate(texts)]
    chunks = [Chunk(document, 0, len(document.text)) for document in documents]
    read = [embedding_text(chunk) for chunk in chunks]
    own, of_units = HashingEmbedder().passages(read, [embedding_units(chunk) for chunk in chunks])
    store = FaissStore.build(own if vectors is None else vectors)
    assert len(of_units) == len(chunks), "each is one sentence"
    return Snapshot(
        {}, [], documents, chunks, store, UnitStore.build(np.split(of_units, len(chunks))), LexicalIndex.build(read)
    )


@pytest.mark.parametrize(
    ("dense", "lexical", "expected"),
    [
        ([0.2, 0.6, 1.0], [4.0, 0.0, 2.0], [0.5, 0.25, 0.75]),
        ([0.3, 0.3], [1.0, 5.0], [0.1, 0.5]),
        ([-1.0, 1.0], [0.0, 0.0], [0.0, 0.5]),
        ([0.7], [0.0], [0.0]),
    ],
    ids=["both", "equal cosines", "no terms", "one candidate"],
)
def test_fusion_worked_by_hand(dense: list[float], lexical: list[float], expected: list[float]) -> None:
    assert_allclose(fuse(np.array(dense), np.array(lexical)), expected, atol=1e-12)


@pytest.mark.parametrize(
    ("question", "first"),
    [("Which minister toured the harbor?", 0), ("frost on apple trees", 1), ("Who replaced the bolts?", 3)],
)
def test_the_chunk_with_the_words_comes_first(embedder: HashingEmbedder, question: str, first: int) -> None:
    searcher = Searcher(_snapshot(_TEXTS), embedder)
    assert searcher([question])[0].chunk.text == _TEXTS[first]


@pytest.mark.parametrize("question", ["the bridge", "apples", "zeppelin", "the of", ""])
def test_hits_are_distinct_and_sorted_by_scores_of_0_to_1(embedder: HashingEmbedder, question: str) -> None:
    snapshot = _snapshot(_TEXTS)
    hits = Searcher(snapshot, embedder)([question])
    scores = [hit.score for hit in hits]
    assert len({hit.chunk for hit in hits}) == len(hits) == len(_TEXTS)
    assert scores == sorted(scores, reverse=True)
    assert min(scores) >= 0 and max(scores) <= 1
    cosines = snapshot.store.vectors() @ embedder.queries([question])[0]
    for hit in hits:
        row = snapshot.chunks.index(hit.chunk)
        assert hit.dense == pytest.approx(cosines[row], abs=1e-5)
        assert hit.lexical == pytest.approx(snapshot.lexical.scores(question)[row])


def test_of_two_forms_each_chunk_keeps_its_better_hit(embedder: HashingEmbedder) -> None:
    searcher = Searcher(_snapshot(_TEXTS), embedder)
    forms = ["the minister", "What of the bridge over the river?"]
    alone = [{hit.chunk: hit for hit in searcher([form])} for form in forms]
    together = searcher(forms)
    assert {hit.chunk for hit in together} == {chunk for hits in alone for chunk in hits}
    for hit in together:
        assert hit == max((hits[hit.chunk] for hits in alone), key=lambda one: one.score)
    assert [hit.score for hit in together] == sorted((hit.score for hit in together), reverse=True)


def test_a_limit_keeps_the_best(embedder: HashingEmbedder) -> None:
    searcher = Searcher(_snapshot(_TEXTS), embedder)
    assert searcher(["the bridge"], 2) == searcher(["the bridge"])[:2]


def test_a_chunk_far_in_meaning_is_found_by_its_words(embedder: HashingEmbedder) -> None:
    """Its cosine is not among the candidates', so it stands at their lowest."""
    question = embedder.queries(["zeppelin"])[0]
    texts = [f"filler number {number}" for number in range(CANDIDATES + 50)] + ["A zeppelin landed."]
    vectors = np.tile(question, (len(texts), 1))
    vectors[-1] = -question
    hits = Searcher(_snapshot(texts, vectors), embedder)(["zeppelin"], limit=CANDIDATES + 1)
    [found] = [hit for hit in hits if hit.chunk.text == texts[-1]]
    assert found is hits[0]
    assert found.lexical > 0
    assert found.dense == min(hit.dense for hit in hits)
