"""Hybrid search: fusion and the mean over forms worked by hand, and the promises about its hits."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from index.chunks import embedding_text
from index.embedding.embedder import HashingEmbedder, Vectors
from index.records import Chunk, Document
from index.search import SEARCH, Searcher, SearchSettings, fuse, highest
from index.storing.memory import snapshot_of
from index.storing.snapshot import Snapshot

_TEXTS = [
    "The minister toured the harbor on Tuesday.",
    "Frost killed nine apple trees in April.",
    "The bridge over the river Ebro was closed.",
    "Engineers replaced forty bolts of the bridge.",
    "The harvest of apples took eleven days.",
]


def _snapshot(texts: Sequence[str], vectors: Vectors | None = None, languages: Sequence[str] | None = None) -> Snapshot:
    languages = languages or ["en"] * len(texts)
    documents = [
        Document(f"{number}.txt", text, None, None, sha256="", language=language)
        for number, (text, language) in enumerate(zip(texts, languages, strict=True))
    ]
    chunks = [Chunk(document, 0, len(document.text)) for document in documents]
    read = [embedding_text(chunk) for chunk in chunks]
    return snapshot_of(chunks, HashingEmbedder().documents(read) if vectors is None else vectors)


class _Planned(HashingEmbedder):
    """Knows the vectors of the questions it will be asked."""

    def __init__(self, vectors: Mapping[str, Sequence[float]]) -> None:
        super().__init__(dimension=2)
        self._vectors = vectors

    def queries(self, texts: Sequence[str]) -> Vectors:
        return np.array([self._vectors[text] for text in texts], dtype=np.float32).reshape(-1, 2)


def _unit(scores: Sequence[float], minimum: float) -> NDArray[np.float64]:
    found = np.array(scores, dtype=np.float64)
    return (found - minimum) / (found.max() - minimum) if found.max() > minimum else np.zeros(len(found))


@pytest.mark.parametrize(
    ("dense", "lexical", "weights", "expected"),
    [
        ([0.2, 0.6, 1.0], [4.0, 0.0, 2.0], [0.5, 0.5, 0.5], [0.5, 0.25, 0.75]),
        ([0.3, 0.3], [1.0, 5.0], [0.5, 0.5], [0.1, 0.5]),
        ([-1.0, 1.0], [0.0, 0.0], [0.5, 0.5], [0.0, 0.5]),
        ([0.7], [0.0], [0.5], [0.0]),
        ([0.2, 0.6, 1.0], [4.0, 0.0, 2.0], [0.2, 0.2, 0.5], [0.8, 0.1, 0.75]),
        ([0.0, 1.0], [1.0, 0.0], [1.0, 0.0], [0.0, 0.0]),
    ],
    ids=["both", "equal cosines", "no terms", "one candidate", "a weight each", "one side alone"],
)
def test_fusion_worked_by_hand(
    dense: list[float], lexical: list[float], weights: list[float], expected: list[float]
) -> None:
    assert_allclose(fuse(np.array(dense), np.array(lexical), np.array(weights)), expected, atol=1e-12)


@given(
    st.lists(st.sampled_from([0.0, 0.5, 1.0, 1.5, 2.0]) | st.floats(0, 3, width=32), max_size=40), st.integers(1, 45)
)
def test_the_highest_are_the_head_of_all_sorted(scores: list[float], limit: int) -> None:
    found = np.array(scores, dtype=np.float32)
    expected = [row for row in np.argsort(-found, kind="stable")[:limit].tolist() if found[row] > 0]
    assert highest(found, limit).tolist() == expected


@pytest.mark.parametrize(
    ("question", "first"),
    [("Which minister toured the harbor?", 0), ("frost on apple trees", 1), ("Who replaced the bolts?", 3)],
)
def test_the_chunk_with_the_words_comes_first(embedder: HashingEmbedder, question: str, first: int) -> None:
    searcher = Searcher(_snapshot(_TEXTS), embedder)
    assert searcher({question: 1.0})[0].chunk.text == _TEXTS[first]


@pytest.mark.parametrize("question", ["the bridge", "apples", "zeppelin", "the of", ""])
def test_hits_are_distinct_and_sorted_by_scores_of_0_to_1(embedder: HashingEmbedder, question: str) -> None:
    snapshot = _snapshot(_TEXTS)
    hits = Searcher(snapshot, embedder)({question: 1.0})
    scores = [hit.score for hit in hits]
    assert len({hit.chunk for hit in hits}) == len(hits) == len(_TEXTS)
    assert scores == sorted(scores, reverse=True)
    assert min(scores) >= 0 and max(scores) <= 1
    cosines = snapshot.store.vectors() @ embedder.queries([question])[0]
    for hit in hits:
        row = snapshot.chunks.index(hit.chunk)
        assert hit.dense == pytest.approx(cosines[row], abs=1e-5)
        assert hit.lexical == pytest.approx(snapshot.lexical.scores(question)[row])


_FORMS = ["the minister", "What of the bridge over the river?", "apples in April"]


def test_the_mean_over_forms_worked_by_hand() -> None:
    """No word of the forms is in the texts, so half of each score is the cosine, normalised, and half is 0."""
    vectors = np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)
    snapshot = _snapshot(["Kiwi.", "Mango.", "Melon."], vectors)
    searcher = Searcher(snapshot, _Planned({"ab": (1, 0), "cd": (0, 1)}))

    def scores(forms: Mapping[str, float]) -> object:
        return pytest.approx({hit.chunk.text: hit.score for hit in searcher(forms)}, abs=1e-6)

    assert scores({"ab": 1.0}) == {"Kiwi.": 0.5, "Mango.": 0.0, "Melon.": 0.3}
    assert scores({"ab": 1.0, "cd": 1.0}) == {"Melon.": 0.35, "Kiwi.": 0.25, "Mango.": 0.25}
    assert scores({"ab": 3.0, "cd": 1.0}) == {"Kiwi.": 0.375, "Melon.": 0.325, "Mango.": 0.125}
    assert searcher({"ab": 1.0, "cd": 1.0})[0].chunk.text == "Melon.", "it fits both forms"
    assert [hit.chunk.text for hit in searcher({"ab": 3.0, "cd": 1.0})] == ["Kiwi.", "Melon.", "Mango."]
    for hit in searcher({"ab": 3.0, "cd": 1.0}):
        assert hit.dense == pytest.approx({"Kiwi.": 1.0, "Mango.": 1.0, "Melon.": 0.8}[hit.chunk.text], abs=1e-6)


@given(st.lists(st.floats(0.1, 4), min_size=3, max_size=3))
def test_a_score_is_the_weighted_mean_of_those_under_each_form(weights: list[float]) -> None:
    searcher = Searcher(_snapshot(_TEXTS), HashingEmbedder())
    forms = dict(zip(_FORMS, weights, strict=True))
    alone = [{hit.chunk: hit for hit in searcher({form: weight})} for form, weight in forms.items()]
    together = searcher(forms)
    assert {hit.chunk for hit in together} == {chunk for hits in alone for chunk in hits}
    for hit in together:
        each = [hits[hit.chunk] for hits in alone]
        assert hit.score == pytest.approx(np.average([one.score for one in each], weights=weights))
        assert hit.dense == max(one.dense for one in each)
        assert hit.lexical == max(one.lexical for one in each)
    assert [hit.score for hit in together] == sorted((hit.score for hit in together), reverse=True)


def test_neither_the_order_of_forms_nor_the_unit_of_their_weights_matters(embedder: HashingEmbedder) -> None:
    searcher = Searcher(_snapshot(_TEXTS), embedder)
    forms = dict(zip(_FORMS, (1.0, 0.5, 0.25), strict=True))
    expected = {hit.chunk: pytest.approx(hit.score) for hit in searcher(forms)}
    for others in (dict(reversed(forms.items())), {form: 8 * weight for form, weight in forms.items()}):
        assert {hit.chunk: hit.score for hit in searcher(others)} == expected


def test_a_form_weighs_what_it_is_given(embedder: HashingEmbedder) -> None:
    searcher = Searcher(_snapshot(_TEXTS), embedder)
    bridge, frost = "Which bridge over the river?", "Frost killed apple trees"
    for heavy, light, first in ((bridge, frost, 2), (frost, bridge, 1)):
        assert searcher({light: 0.2, heavy: 1.0})[0].chunk.text == _TEXTS[first]


def test_a_chunk_that_is_no_candidate_of_a_form_gets_nothing_from_it() -> None:
    """Here the last one of 150, which is far in meaning from the second form and has none of its words; in a language
    that the embedder does not know."""
    texts = [f"Filler {number}." for number in range(SEARCH.candidates + 49)] + ["A zeppelin."]
    vectors = np.tile(np.array([0, 1], dtype=np.float32), (len(texts), 1))
    vectors[-1] = (1, 0)
    embedder = _Planned({"ab": (1, 0), "cd": (0, 1)})
    embedder.languages = frozenset({"en"})
    searcher = Searcher(_snapshot(texts, vectors, ["en"] * (len(texts) - 1) + ["es"]), embedder)
    for forms, share in (({"ab": 1.0}, 1), ({"ab": 1.0, "cd": 1.0}, 1 / 2), ({"ab": 1.0, "cd": 3.0}, 1 / 4)):
        [found] = [hit for hit in searcher(forms, len(texts)) if hit.chunk.text == "A zeppelin."]
        assert found.score == pytest.approx(SEARCH.foreign_dense_weight * share)


@pytest.mark.parametrize("known", [None, frozenset({"en", "es"}), frozenset({"en"}), frozenset[str]()], ids=str)
@pytest.mark.parametrize(("asked", "said"), [("", "en"), ("", "es"), ("Ebro", None)])
def test_cosines_count_by_the_languages_of_question_and_document(
    embedder: HashingEmbedder, known: frozenset[str] | None, asked: str, said: str | None
) -> None:
    asked = asked or {"en": "Who has the bolts of the bridge?", "es": "¿Quién tiene apples of the bridge?"}[said or ""]
    embedder.languages, embedder.unrelated = known, 0.25
    snapshot = _snapshot(_TEXTS, languages=["en", "es", "en", "es", "es"])
    hits = Searcher(snapshot, embedder)({asked: 1.0})
    dense = _unit([hit.dense for hit in hits], min(hit.dense for hit in hits))
    lexical = _unit([hit.lexical for hit in hits], 0.0)
    for hit, cosine, bm25 in zip(hits, dense, lexical, strict=True):
        language = hit.chunk.document.language
        weight = SEARCH.dense_weight
        if known is not None and len(known) > 1:
            across = said in known and said != language
            weight = SEARCH.across_dense_weight if across else SEARCH.multilingual_dense_weight
        if known is not None and language not in known:
            weight = SEARCH.foreign_dense_weight
        assert hit.score == pytest.approx(weight * cosine + (1 - weight) * bm25, abs=1e-6)


def test_what_was_said_before_does_not_tell_the_language_of_a_question(embedder: HashingEmbedder) -> None:
    embedder.languages = frozenset({"en", "es"})
    searcher = Searcher(_snapshot(_TEXTS), embedder)
    followed = searcher({"Engineers replaced the bolts of the bridge. ¿Y cuándo?": 1e-9, "¿Y cuándo bridge?": 1.0})
    alone = searcher({"¿Y cuándo bridge?": 1.0})
    assert [hit.score for hit in followed] == pytest.approx([hit.score for hit in alone], abs=1e-6)


def test_words_find_what_a_misled_embedder_would_not(embedder: HashingEmbedder) -> None:
    texts = ["El tranvía cruza el puente viejo.", "Nada de eso."]
    question = "puente viejo"
    vectors = np.stack([-embedder.queries([question])[0], embedder.queries([question])[0]])
    embedder.languages = frozenset({"en"})
    assert Searcher(_snapshot(texts, vectors, ["es", "es"]), embedder)({question: 1.0})[0].chunk.text == texts[0]


def test_without_forms_or_chunks_nothing_is_found(embedder: HashingEmbedder) -> None:
    snapshot = _snapshot(_TEXTS)
    assert Searcher(snapshot, embedder)({}) == []
    empty = snapshot_of([], np.empty((0, 64), dtype=np.float32))
    assert Searcher(empty, embedder)({"the bridge": 1.0}) == []


def test_a_limit_keeps_the_best(embedder: HashingEmbedder) -> None:
    searcher = Searcher(_snapshot(_TEXTS), embedder)
    assert searcher({"the bridge": 1.0}, 2) == searcher({"the bridge": 1.0})[:2]


def test_a_chunk_far_in_meaning_is_found_by_its_words(embedder: HashingEmbedder) -> None:
    """Its cosine is not among the candidates', so it stands at their lowest."""
    question = embedder.queries(["zeppelin"])[0]
    texts = [f"filler number {number}" for number in range(SEARCH.candidates + 50)] + ["A zeppelin landed."]
    vectors = np.tile(question, (len(texts), 1))
    vectors[-1] = -question
    hits = Searcher(_snapshot(texts, vectors), embedder)({"zeppelin": 1.0}, limit=SEARCH.candidates + 1)
    [found] = [hit for hit in hits if hit.chunk.text == texts[-1]]
    assert found is hits[0]
    assert found.lexical > 0
    assert found.dense == min(hit.dense for hit in hits)


def test_settings_decide_what_is_searched_and_how_it_is_brought_together(embedder: HashingEmbedder) -> None:
    snapshot, forms = _snapshot(_TEXTS), {"bolts of the bridge and apples": 1.0}
    dense, lexical = (Searcher(snapshot, embedder, SearchSettings(dense_weight=weight))(forms) for weight in (1.0, 0.0))
    assert [hit.dense for hit in dense] == sorted((hit.dense for hit in dense), reverse=True)
    assert [hit.lexical for hit in lexical] == sorted((hit.lexical for hit in lexical), reverse=True)
    assert len(Searcher(snapshot, embedder, SearchSettings(candidates=1))(forms)) <= 2
    worst = Searcher(
        snapshot, embedder, SearchSettings(fuse=lambda dense, lexical, weights: -fuse(dense, lexical, weights))
    )
    assert worst(forms)[-1].chunk == Searcher(snapshot, embedder)(forms)[0].chunk
