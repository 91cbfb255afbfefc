"""BM25 against the formula written out, and the terms that it counts."""

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.lexical import LexicalIndex, terms

_WORDS = ["kiwi", "mango", "melons", "Citrus", "México", "U.S.", "42", "the", "of"]
_TEXTS = st.lists(st.sampled_from(_WORDS), max_size=12).map(" ".join)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who met the U.S. Ambassadors in México?", ["meet", "us", "ambassador", "mexico"]),
        ("He told us of the U.S. and the U.N.", ["tell", "us", "un"]),
        ("Title 42, on May 9th", ["titl", "42", "may", "9"]),
        ("the CDC’s announced end", ["cdc", "announc", "end"]),
        ("MIGRATIONS migration Migration’s", ["migrat", "migrat", "migrat"]),
        ("niños Bárcena", ["nino", "barcena"]),
        ("To be, or not to be: that is it!", []),
        ("...", []),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def _idf(texts: Sequence[str], term: str) -> float:
    df = sum(term in terms(text) for text in texts)
    return math.log(1 + (len(texts) - df + 0.5) / (df + 0.5))


def _bm25(texts: Sequence[str], query: str) -> list[float]:
    """Lucene's BM25 as Kamphuis et al. give it (ECIR 2020), k1 1.5 and b 0.75."""
    k1, b = 1.5, 0.75
    mean_length = sum(len(terms(text)) for text in texts) / len(texts)
    scores = []
    for text in texts:
        counts, length = Counter(terms(text)), len(terms(text))
        norm = k1 * (1 - b + b * length / mean_length)
        scores.append(sum(_idf(texts, term) * counts[term] / (counts[term] + norm) for term in terms(query)))
    return scores


@given(st.lists(_TEXTS, min_size=1, max_size=8), _TEXTS)
def test_scores_and_rarity_are_the_formula(texts: list[str], query: str) -> None:
    assume(any(terms(text) for text in texts))
    index = LexicalIndex.build(texts)
    scores = index.scores(query)
    assert scores.dtype == np.float32
    np.testing.assert_allclose(scores, _bm25(texts, query), atol=1e-5)
    for term in terms(query):
        assert index.rarity(term) == pytest.approx(_idf(texts, term))


def test_words_in_no_text_score_nothing_and_are_the_rarest() -> None:
    texts = ["kiwi mango", "kiwi"]
    index = LexicalIndex.build(texts)
    for query in ("", "the of", "zeppelin", "???"):
        np.testing.assert_array_equal(index.scores(query), [0, 0])
    np.testing.assert_array_equal(index.scores("zeppelin kiwi"), index.scores("kiwi"))
    assert index.rarity("zeppelin") == pytest.approx(math.log(1 + 2.5 / 0.5))
    assert index.rarity("zeppelin") > index.rarity("mango") > index.rarity("kiwi")


def test_texts_of_function_words_alone_make_an_index() -> None:
    index = LexicalIndex.build(["To be, or not to be.", "!!!"])
    assert index.size == 2
    np.testing.assert_array_equal(index.scores("to be"), [0, 0])


def test_a_loaded_index_is_the_saved_one(tmp_path: Path) -> None:
    saved = LexicalIndex.build(["kiwi mango México", "kiwi", "the", "U.S. 42"])
    saved.save(tmp_path / "bm25")
    loaded = LexicalIndex.load(tmp_path / "bm25")
    assert loaded.size == saved.size == 4
    assert list(loaded.words) == list(saved.words) == ["42", "kiwi", "mango", "mexico", "s", "the", "u"]
    for query in ("kiwi", "kiwi kiwi mango", "Mexico 42 US", "zeppelin"):
        np.testing.assert_array_equal(loaded.scores(query), saved.scores(query))
        assert [loaded.rarity(term) for term in terms(query)] == [saved.rarity(term) for term in terms(query)]
