"""The gate: its features worked by hand on a folder of three sentences, and the model that was fitted on them."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import app.answering.gate
from app.answering.evidence import Candidate
from app.answering.gate import Gate, gate_features
from app.asking.asked import Question
from index.language.words import terms
from index.records import Chunk, Document, Hit
from index.storing.bm25 import LexicalIndex

_COUNCIL = "Ana Silva hosted the talks. They lasted three hours in Lisbon."
_ZOO = "The zoo bought two elephants."
_RARE = math.log(1 + 1.5 / 1.5) / math.log(1 + 2.5 / 0.5)  # of a term in one of two chunks, where 1 is in none
_RECORD = json.loads(Path(app.answering.gate.__file__).with_name("gate.json").read_text(encoding="utf-8"))
_COEFFICIENTS: dict[str, float] = _RECORD["coefficients"]


def _document(source: str, text: str, language: str = "en") -> Document:
    return Document(source, text, title=None, date=None, sha256=source, language=language)


def _hit(document: Document, score: float, dense: float) -> Hit:
    return Hit(Chunk(document, 0, len(document.text)), score, dense, 1.0)


def _best(document: Document, end: int, score: float = 0.9) -> Candidate:
    """The document's first `end` characters, alone."""
    words = frozenset(terms(document.text[:end], document.language))
    return Candidate(document, 0, end, {}, score, words)


COUNCIL, ZOO = _document("council.txt", _COUNCIL), _document("zoo.txt", _ZOO)
LEXICAL = LexicalIndex.build([_COUNCIL, _ZOO], ["en", "en"])
HITS = [_hit(COUNCIL, 0.8, 0.6), _hit(ZOO, 0.5, 0.7)]
HOSTED = _best(COUNCIL, 27)


def _features(*forms: str, best: Candidate = HOSTED) -> dict[str, float]:
    """Of a question as asked, and standing alone if that is another form."""
    full = Question.of(forms[-1])
    question = replace(Question.of(forms[0]), full=full.full, names=full.names, figures=full.figures)
    return gate_features(question, HITS, [best], LEXICAL)


def test_features_worked_by_hand() -> None:
    """Its terms: ana, silva, porto, hate, zoo. The best sentence holds two of them, its file no more, the other one."""
    assert _features("Did Ana Silva of Porto hate the zoo?") == pytest.approx(
        {
            "score": 0.9,
            "dense": 0.7,
            "rivals": 0.65,
            "lead": 0.3,
            "passages": 3 * _RARE / (3 * _RARE + 2),
            "missing": 1.0,
            "names": 2 / 3,
            "absent": 1.0,
            "strangers": 1.0,
            "uncounted": 0.0,
            "length": 5 / 12,
        }
    )


@pytest.mark.parametrize(
    ("question", "names", "absent", "strangers"),
    [
        ("Who is Ana? Describe her.", 1.0, 0.0, 0.0),
        ("¿Quién es Ana?", 1.0, 0.0, 0.0),
        ("Who is Bo Lind?", 0.0, 1.0, 1.0),
        ("who hosted the talks?", 1.0, 0.0, 0.0),
        ("Did Ana come to Lisbon?", 0.5, 0.0, 0.0),
        ("Did Ana buy Elephants?", 0.5, 1.0, 0.0),
        ("Did Ana meet Bo?", 0.5, 1.0, 1.0),
        ("Did they last 3 hours in 2021?", 0.0, 1.0, 1.0),
        ("Bo?", 1.0, 0.0, 0.0),
    ],
)
def test_names_and_figures_are_looked_for_but_not_the_first_word(
    question: str, names: float, absent: float, strangers: float
) -> None:
    found = _features(question)
    assert (found["names"], found["absent"], found["strangers"]) == (names, absent, strangers)


@pytest.mark.parametrize(
    ("question", "end", "uncounted"),
    [
        ("How long did the talks last?", 27, 1.0),
        ("How long did the talks last?", len(_COUNCIL), 0.0),
        ("How many hours were there?", 27, 1.0),
        ("How many hours were there?", len(_COUNCIL), 0.0),
        ("Where were the talks?", 27, 0.0),
        ("When were the talks?", 27, 0.0),
    ],
)
def test_what_is_counted_must_be_in_the_best_sentence(question: str, end: int, uncounted: float) -> None:
    assert _features(question, best=_best(COUNCIL, end))["uncounted"] == uncounted


def test_what_is_asked_for_is_read_from_the_question_as_asked_and_the_words_from_its_fullest_form() -> None:
    found = _features("How long?", "How long?", "Did Ana Silva host? How long?")
    assert found["uncounted"] == 1.0
    assert found["length"] == 4 / 12
    assert found["names"] == 1.0
    assert _features("How long?", "Did Ana Silva host?")["uncounted"] == 1.0
    assert _features("Did Ana Silva host?", "How long? Did Ana Silva host?")["uncounted"] == 0.0


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Who hosted the talks?", 0.0),
        ("Did the talks last hours?", 0.0),
        ("Who hosted elephants?", _RARE),
        ("Who bought the zebra?", 1.0),
        ("Who was it?", 0.0),
    ],
)
def test_missing_is_the_rarity_of_the_rarest_term_outside_the_best_file(question: str, missing: float) -> None:
    assert _features(question)["missing"] == pytest.approx(missing)


def test_the_lead_is_over_the_next_file_and_everything_where_there_is_none() -> None:
    halves = [Hit(Chunk(COUNCIL, start, start + 20), score, 0.5, 1.0) for start, score in ((0, 0.8), (30, 0.7))]
    question = Question.of("Who hosted the talks?")
    assert gate_features(question, [*halves, HITS[1]], [HOSTED], LEXICAL)["lead"] == pytest.approx(0.3)
    assert gate_features(question, halves, [HOSTED], LEXICAL)["lead"] == pytest.approx(0.8)


def test_only_the_best_chunks_count_as_found() -> None:
    others = [_hit(_document(f"{number}.txt", f"Filler {number}."), 0.7, 0.1) for number in range(12)]
    zoo = [_hit(ZOO, 0.1, 0.9)]
    question = Question.of("Did the zoo buy elephants?")
    assert gate_features(question, zoo + others, [HOSTED], LEXICAL)["passages"] == pytest.approx(1.0)
    found = gate_features(question, others + zoo, [HOSTED], LEXICAL)
    assert found["passages"] == 0.0
    assert (found["dense"], found["rivals"]) == pytest.approx((0.9, 0.1))


def test_a_question_is_read_in_the_language_of_the_best_sentence() -> None:
    text = "Los funcionarios mexicanos se reunieron."
    spanish = _document("es.txt", text, "es")
    lexical = LexicalIndex.build([text, _ZOO], ["es", "en"])
    found = gate_features(
        Question.of("¿Qué Funcionarias se reunieron?"), [_hit(spanish, 0.9, 0.3)], [_best(spanish, len(text))], lexical
    )
    assert found["passages"] == pytest.approx(_RARE * 3 / (_RARE * 3 + 1)), "all but qué"
    assert (found["names"], found["strangers"], found["absent"]) == (1.0, 0.0, 0.0)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_question_has_finite_features(asked: str, full: str) -> None:
    found = _features(asked, full)
    assert all(math.isfinite(value) for value in found.values())
    for name in ("passages", "missing", "names", "absent", "strangers", "uncounted", "length"):
        assert 0 <= found[name] <= 1
    assert 0 < Gate.load()(found) < 1


def test_the_fitted_gate_reads_the_features_that_there_are() -> None:
    assert _COEFFICIENTS.keys() - {"intercept"} == _features("Who hosted the talks?").keys()
    assert 0 < Gate.load().threshold < 1
    assert Gate.load().threshold == _RECORD["threshold"]


@pytest.mark.parametrize("name", sorted(_COEFFICIENTS.keys() - {"intercept"}))
def test_the_gate_rises_or_falls_with_each_feature_by_the_sign_of_its_coefficient(name: str) -> None:
    gate, features = Gate.load(), _features("Did Ana Silva of Porto hate the zoo?")
    steps = [gate(features | {name: features[name] + 0.1 * step}) for step in range(-5, 6)]
    assert steps == sorted(steps, reverse=_COEFFICIENTS[name] < 0)
    if _COEFFICIENTS[name]:
        assert len(set(steps)) == len(steps)


@pytest.mark.parametrize("name", ["score", "dense"])
def test_more_of_what_speaks_for_an_answer_never_lowers_the_confidence(name: str) -> None:
    assert _COEFFICIENTS[name] >= 0


@pytest.mark.parametrize("name", ["missing", "strangers", "uncounted"])
def test_more_of_what_speaks_against_one_never_raises_it(name: str) -> None:
    assert _COEFFICIENTS[name] <= 0


def test_the_gate_is_the_logistic_function() -> None:
    gate = Gate({"intercept": -1.0, "a": 2.0, "b": -3.0}, threshold=0.3)
    assert gate({"a": 0.5, "b": 0.0, "c": 9.0}) == 0.5
    assert gate({"a": 1.0, "b": 1.0}) == pytest.approx(1 / (1 + math.exp(2)))
    with pytest.raises(KeyError, match="b"):
        gate({"a": 1.0})
    with pytest.raises(KeyError, match="intercept"):
        Gate({"a": 1.0}, threshold=0.5)
