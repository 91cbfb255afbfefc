"""BM25 against the formula written out, and the terms that it counts."""

import math
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from index.chunks import embedding_text
from index.language.words import distinct_words, terms
from index.records import Chunk, Document
from index.storing.bm25 import LexicalIndex, chunk_terms

_WORDS = ["kiwi", "mango", "melons", "Citrus", "México", "U.S.", "42", "the", "of"]
_TEXTS = st.lists(st.sampled_from(_WORDS), max_size=12).map(" ".join)
_LANGUAGES = [
    "en",
    "es",
    "de",
    "fr",
    "el",
    "ru",
    "ar",
    "hi",
    "ne",
    "hy",
    "ta",
    "tr",
    "nl",
    "zh",
    "ja",
    "th",
    "ko",
    "xx",
]
_ANY_TEXT = st.text(max_size=40) | st.lists(
    st.sampled_from(
        ["__", "_a_", "U.S.", "1,000", "9th", "ισε", "रत्", "กำ", "が", "한국", "İ", "ß", "\u0301", "\ud800"]
    ),
    max_size=8,
).map(" ".join)


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


@pytest.mark.parametrize(
    ("language", "text", "same"),
    [
        ("es", "Las reuniones de los funcionarios mexicanos", "reunion funcionario mexicano"),
        ("es", "NIÑAS y educación", "niña educacion"),
        ("de", "Die Bürgermeisterinnen der größeren Städte", "Burgermeisterin grosser Stadt"),
        ("fr", "les élections nationales", "election national"),
        ("ru", "заседания совета", "заседание совету"),
        ("en", "They met the women", "meet woman"),
    ],
)
def test_inflected_and_unaccented_words_share_their_terms(language: str, text: str, same: str) -> None:
    assert set(terms(same, language)) <= set(terms(text, language))


def test_each_language_has_its_own_stems() -> None:
    assert terms("funcionarios", "es") == terms("funcionaria", "es") != terms("funcionarios", "en")
    assert terms("sold", "en") == ["sell"] and terms("sold", "nl") == ["sold"], "irregular verbs are English"
    assert terms("reuniones", "vi") == ["reuniones"], "no stemmer"
    assert terms("reuniones") == terms("reuniones", "en")


@pytest.mark.parametrize("language", ["zh", "ja", "th", "en"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新的港口", ["新的", "的港", "港口"]),
        ("港口，开放。", ["港口", "开放"]),
        ("2021年8月", ["2021", "年", "8", "月"]),
        ("USMCA协定", ["usmca", "协定"]),
        ("日", ["日"]),
        ("ทะเล", ["ทะ", "ะเ", "เล"]),
        ("カメラ", ["カメ", "メラ"]),
        ("", []),
    ],
)
def test_text_without_spaces_is_cut_into_pairs_of_characters(language: str, text: str, expected: list[str]) -> None:
    assert terms(text, language) == expected


@given(_ANY_TEXT, st.sampled_from(_LANGUAGES))
@example("__", "en")
@example("ισε", "el")
@example("रत्", "ne")
def test_any_text_has_terms_and_none_is_empty(text: str, language: str) -> None:
    found = terms(text, language)
    assert all(found), "an empty term would make blank lines alike"
    assert not [term for term in found if any(char.isspace() for char in term)]
    assert terms(unicodedata.normalize("NFD", text), language) == terms(unicodedata.normalize("NFC", text), language)


def test_markdown_emphasis_leaves_the_word() -> None:
    assert terms("_Ana_ and __Bob__ hosted") == terms("Ana and Bob hosted")


def _idf(texts: Sequence[str], term: str) -> float:
    df = sum(term in terms(text) for text in texts)
    return math.log(1 + (len(texts) - df + 0.5) / (df + 0.5))


def _bm25(texts: Sequence[str], query: str) -> list[float]:
    """Lucene's BM25 as Kamphuis et al. give it (ECIR 2020), k1 1.5 and b 0.75; a term asked twice counts once."""
    k1, b = 1.5, 0.75
    mean_length = sum(len(terms(text)) for text in texts) / len(texts)
    scores = []
    for text in texts:
        counts, length = Counter(terms(text)), len(terms(text))
        norm = k1 * (1 - b + b * length / mean_length)
        scores.append(sum(_idf(texts, term) * counts[term] / (counts[term] + norm) for term in set(terms(query))))
    return scores


@given(st.lists(_TEXTS, min_size=1, max_size=8), _TEXTS)
def test_scores_and_rarity_are_the_formula(texts: list[str], query: str) -> None:
    assume(any(terms(text) for text in texts))
    index = LexicalIndex.build(texts, ["en"] * len(texts))
    scores = index.scores(query)
    assert scores.dtype == np.float32
    np.testing.assert_allclose(scores, _bm25(texts, query), atol=1e-5)
    for term in terms(query):
        assert index.rarity(term) == pytest.approx(_idf(texts, term))


@given(st.lists(_TEXTS | _ANY_TEXT, max_size=12), st.integers(1, 30))
@example(["kiwi", "", "the"], 1)
@example(["", "the"], 3)
@example([], 1)
def test_scores_and_rarity_are_those_of_bm25s_own_index(texts: list[str], repeats: int) -> None:
    rows = [terms(text) for text in texts * repeats]
    index = LexicalIndex.of_terms((" ".join(row) for row in rows), [], ["en"])
    vocabulary = sorted({term for row in rows for term in row})
    assert index.size == len(rows)
    assert index.scores(" ".join(texts)).shape == (len(rows),)
    if vocabulary:
        theirs = bm25s.BM25(method="lucene")
        theirs.index(rows, show_progress=False)
        for asked in ([term] for term in vocabulary):
            np.testing.assert_array_equal(index.term_scores(asked), theirs.get_scores(asked))
        np.testing.assert_array_equal(index.term_scores(vocabulary), theirs.get_scores(vocabulary))
        for term in vocabulary:
            df = sum(term in row for row in rows)
            assert index.rarity(term) == pytest.approx(math.log(1 + (len(rows) - df + 0.5) / (df + 0.5)))


def test_stored_terms_and_words_make_the_index_of_the_chunks(tmp_path: Path) -> None:
    spanish = Document("a.txt", "Los niños. Nada.", "La reunión", "2022-05-24", "1", language="es")
    english = Document("b.txt", "The U.S. met 1,000 children.", None, None, "2")
    chunks = [Chunk(spanish, 0, 10), Chunk(spanish, 11, 16), Chunk(english, 0, 28)]
    rows = [chunk_terms(chunk) for chunk in chunks]
    assert rows[2] == "us meet 1 000 child"
    words = [distinct_words(map(embedding_text, chunks[:2])), distinct_words([embedding_text(chunks[2])])]
    assert words[0] == {*"2022 24 la los may nada ninos reunion".split()}
    stored = LexicalIndex.of_terms(rows, [word for each in words for word in each], ["es", "es", "en"])
    of_chunks = LexicalIndex.of(chunks)
    assert stored.words == of_chunks.words and stored.languages == of_chunks.languages
    for query in ("niños", "child of 2022", "us 1 000", "reunión"):
        np.testing.assert_array_equal(stored.scores(query), of_chunks.scores(query))
    assert of_chunks.scores("niños").argmax() == 0 and of_chunks.scores("child").argmax() == 2


def test_words_in_no_text_score_nothing_and_are_the_rarest() -> None:
    texts = ["kiwi mango", "kiwi"]
    index = LexicalIndex.build(texts, ["en"] * len(texts))
    for query in ("", "the of", "zeppelin", "???"):
        np.testing.assert_array_equal(index.scores(query), [0, 0])
    np.testing.assert_array_equal(index.scores("zeppelin kiwi"), index.scores("kiwi"))
    assert index.rarity("zeppelin") == pytest.approx(math.log(1 + 2.5 / 0.5))
    assert index.rarity("zeppelin") > index.rarity("mango") > index.rarity("kiwi")


def test_an_empty_term_is_in_no_text_and_blanks_can_be_asked_for() -> None:
    texts = ["Name: ____", "kiwi mango"]
    index = LexicalIndex.build(texts, ["en", "en"])
    assert "" not in index
    assert index.rarity("") == index.rarity("zeppelin")
    for query in ("__", "____", "_ _", "-- __ ??"):
        np.testing.assert_array_equal(index.scores(query), [0, 0])
    np.testing.assert_array_equal(index.scores("kiwi __"), index.scores("kiwi"))


def test_texts_of_function_words_alone_make_an_index() -> None:
    index = LexicalIndex.build(["To be, or not to be.", "!!!"], ["en", "en"])
    assert index.size == 2
    np.testing.assert_array_equal(index.scores("to be"), [0, 0])


_MIXED = {
    "en": "The delegations met at the harbor to discuss migration.",
    "es": "Los funcionarios mexicanos se reunieron para hablar de la educación de las niñas.",
    "de": "Die Bürgermeisterinnen der größeren Städte besuchten gestern die Brücke.",
    "zh": "委员会于星期二开会，讨论明年的预算和新的港口项目。",
    "th": "คณะกรรมการประชุมเมื่อวันอังคารเพื่อหารือเกี่ยวกับงบประมาณปีหน้า",
}


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("Where did a delegation meet?", "en"),
        ("funcionario mexicana", "es"),
        ("REUNIERON", "es"),
        ("educacion de ninas", "es"),
        ("Burgermeisterin", "de"),
        ("große Stadt", "de"),
        ("Wer besuchte die Brucken?", "de"),
        ("新港口什么时候开放？", "zh"),
        ("预算", "zh"),
        ("งบประมาณ", "th"),
    ],
)
def test_in_a_mixed_corpus_a_question_finds_words_of_any_language(query: str, language: str) -> None:
    index = LexicalIndex.build(list(_MIXED.values()), list(_MIXED))
    scores = dict(zip(_MIXED, index.scores(query).tolist(), strict=True))
    assert max(scores, key=lambda code: scores[code]) == language
    assert scores[language] > 0


def test_words_are_stemmed_in_the_languages_of_the_texts_alone() -> None:
    texts = ["Los funcionarios.", "The officials."]
    spanish, english = LexicalIndex.build(texts, ["es", "en"]), LexicalIndex.build(texts, ["en", "en"])
    assert spanish.scores("funcionario")[0] > 0 == spanish.scores("funcionario")[1]
    assert english.scores("funcionarias").max() == 0 < spanish.scores("funcionarias").max()
    assert list(english.languages) == ["en"]


def test_a_corpus_in_one_language_scores_as_if_there_were_no_others() -> None:
    texts = ["Los funcionarios mexicanos.", "Las reuniones de los funcionarios.", "Nada."]
    index = LexicalIndex.build(texts, ["es"] * 3)
    stems = terms("funcionaria reunión", "es")
    counts = [Counter(terms(text, "es")) for text in texts]
    length = sum(count.total() for count in counts) / len(counts)
    expected = [
        sum(
            index.rarity(stem) * count[stem] / (count[stem] + 1.5 * (0.25 + 0.75 * count.total() / length))
            for stem in stems
        )
        for count in counts
    ]
    np.testing.assert_allclose(index.scores("funcionaria reunión"), expected, atol=1e-5)


@pytest.mark.parametrize("languages", [[], ["en"], ["en"] * 3])
def test_every_text_needs_its_language(languages: list[str]) -> None:
    with pytest.raises(ValueError, match=r"shorter|longer"):
        LexicalIndex.build(["kiwi", "mango"], languages)
