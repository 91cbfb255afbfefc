"""The gate: its features worked by hand on two documents, and the model that was fitted on them."""

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.evidence import Candidate
from app.answering.gate import FILE, Gate, gate_features
from app.asking.asked import Question
from index.records import Chunk, Document, Hit

_COUNCIL = "Ana Silva hosted the talks. They lasted three hours in Lisbon."
_ZOO = "The zoo bought two elephants."
_RECORD = json.loads(FILE.read_text(encoding="utf-8"))
_COEFFICIENTS: dict[str, float] = _RECORD["gate"]


def _document(source: str, text: str, language: str = "en") -> Document:
    return Document(source, text, title=None, date=None, sha256=source, language=language)


def _hit(document: Document, score: float) -> Hit:
    return Hit(Chunk(document, 0, len(document.text)), score, 0.5, 1.0)


def _candidate(document: Document, end: int, reader: float = 2.0, cosine: float = 0.0) -> Candidate:
    """The document's first `end` characters."""
    return Candidate(document, 0, end, {"reader": reader, "passage": cosine}, score=reader)


COUNCIL, ZOO = _document("council.txt", _COUNCIL), _document("zoo.txt", _ZOO)
HITS = [_hit(COUNCIL, 0.8), _hit(ZOO, 0.5)]
HOSTED, LASTED, BOUGHT = _candidate(COUNCIL, 27), _candidate(COUNCIL, len(_COUNCIL), 1.0), _candidate(ZOO, 29, 3.0)


def _features(*forms: str) -> dict[str, float]:
    """Of a question as asked, and standing alone if that is another form."""
    full = Question.of(forms[-1])
    question = replace(Question.of(forms[0]), full=full.full, names=full.names)
    return gate_features(question, HITS, [HOSTED, LASTED])


def test_features_worked_by_hand() -> None:
    assert _features("Did Ana Silva of Porto hate the zoo?") == {"reader": 2.0, "unmet": 1.0}
    assert _features("Did Ana Silva host?") == {"reader": 2.0, "unmet": 0.0}


def test_what_the_reader_thinks_is_of_the_sentence_that_it_thinks_most_of_wherever_that_is() -> None:
    question = Question.of("Who hosted the talks?")
    assert gate_features(question, HITS, [HOSTED, BOUGHT])["reader"] == 3.0
    assert gate_features(question, HITS, [LASTED])["reader"] == 1.0


def test_a_sentence_of_a_passage_that_is_far_counts_for_less() -> None:
    near, far = _candidate(COUNCIL, 27, 2.0, cosine=0.6), _candidate(ZOO, 29, 3.0, cosine=0.2)
    question = Question.of("Who hosted the talks?")
    assert (
        gate_features(question, HITS, [far, near])["reader"] == gate_features(question, HITS, [near])["reader"] == 5.0
    )
    assert gate_features(question, HITS, [far])["reader"] == 4.0


@pytest.mark.parametrize(
    ("question", "lacks"),
    [
        ("Who is Ana? Describe her.", 0.0),
        ("Who is Bo Lind?", 1.0),
        ("who hosted the talks?", 0.0),
        ("Did Ana host in 2021?", 1.0),
        ("How many talks were hosted?", 1.0),
        ("Bo?", 0.0),
    ],
)
def test_the_best_sentence_must_hold_what_the_question_pins_down(question: str, lacks: float) -> None:
    assert _features(question)["unmet"] == lacks


def test_it_is_the_best_sentence_alone_that_must_hold_it() -> None:
    question = Question.of("Where did Ana sit, in Lisbon?")
    assert gate_features(question, HITS, [HOSTED, LASTED])["unmet"] == 1.0
    assert gate_features(question, HITS, [LASTED, HOSTED])["unmet"] == 0.0


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_question_has_features_and_a_probability(asked: str, full: str) -> None:
    found = _features(asked, full)
    assert found["unmet"] in (0.0, 1.0)
    assert 0 < Gate.load()(found) < 1


def test_the_fitted_gate_reads_the_features_that_there_are() -> None:
    assert _COEFFICIENTS.keys() - {"intercept"} == _features("Who hosted the talks?").keys()
    gate = Gate.load()
    assert 0 < gate.unsure < gate.answered < 1
    assert {"answered": gate.answered, "unsure": gate.unsure} == _RECORD["thresholds"]


def test_two_thresholds_make_three_bands() -> None:
    gate = Gate({"intercept": 0.0}, 0.6, 0.2)
    bands = ["refused", "unsure", "unsure", "answered", "answered"]
    assert [*map(gate.band, (0.1, 0.2, 0.5, 0.6, 1.0))] == bands


@pytest.mark.parametrize("name", sorted(_COEFFICIENTS.keys() - {"intercept"}))
def test_the_gate_rises_or_falls_with_each_feature_by_the_sign_of_its_coefficient(name: str) -> None:
    gate, features = Gate.load(), _features("Did Ana Silva of Porto hate the zoo?")
    steps = [gate(features | {name: features[name] + 0.1 * step}) for step in range(-5, 6)]
    assert steps == sorted(steps, reverse=_COEFFICIENTS[name] < 0)
    if _COEFFICIENTS[name]:
        assert len(set(steps)) == len(steps)


def test_what_speaks_for_an_answer_never_lowers_the_confidence() -> None:
    assert _COEFFICIENTS["reader"] > 0


def test_what_is_lacking_never_raises_it() -> None:
    assert _COEFFICIENTS["unmet"] <= 0


def test_the_gate_is_the_logistic_function() -> None:
    gate = Gate({"intercept": -1.0, "a": 2.0, "b": -3.0}, 0.3)
    assert gate({"a": 0.5, "b": 0.0, "c": 9.0}) == 0.5
    assert gate({"a": 1.0, "b": 1.0}) == pytest.approx(1 / (1 + math.exp(2)))
    with pytest.raises(KeyError, match="b"):
        gate({"a": 1.0})
    assert Gate({"a": 1.0}, 0.5)({"a": 0.0}) == 0.5
    assert [Gate({"a": 1.0}, 0.5)({"a": value}) for value in (-1e9, 1e9)] == [0.0, 1.0]
