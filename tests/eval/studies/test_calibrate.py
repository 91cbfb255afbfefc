"""The fits on samples whose truth is known, and the questions that are made up for them."""

import json
import random
from pathlib import Path

import numpy as np
import pytest

from app.answering.evidence import Candidate, Evidence
from app.answering.gate import FILE, Gate
from app.asking.asked import Question
from app.reader.reader import WordReader
from eval.case import Case
from eval.studies.calibrate import (
    FALSE_PREMISE,
    GENUINE,
    HIDDEN,
    OFF_TOPIC,
    _questions,
    fit_gate,
    fit_ranking,
    main,
    pick_thresholds,
)
from eval.studies.judged import Judged
from index.embedding.embedder import HashingEmbedder
from index.records import Chunk, Document, Hit

_WORDS = ("alder", "birch", "cedar", "elm", "fir")
_DOCUMENT = Document("a.txt", " ".join(_WORDS), None, None, "aa")
_HITS = [Hit(Chunk(_DOCUMENT, 0, len(_DOCUMENT.text)), 1.0, 0.5, 1.0)]
_QUESTION = Question.of("which tree", [], lambda typed: typed)


def _judged(features: list[dict[str, float]], case: Case, kind: str = GENUINE) -> Judged:
    """Of a text of single words, each a sentence with its features."""
    starts = [_DOCUMENT.text.index(word) for word in _WORDS]
    ranked = [
        Candidate(_DOCUMENT, start, start + len(word), of_word, of_word["reader"])
        for start, word, of_word in zip(starts, _WORDS, features, strict=False)
    ]
    return Judged(case, kind, Evidence(_QUESTION, _HITS, ranked, {}, 0.5, "answered", [], {}))


def _told(reader: float, answerable: bool, kind: str = GENUINE) -> Judged:
    return _judged([{"reader": reader, "passage": 0.0}], Case("1", "Which tree?", answerable=answerable), kind)


def _samples(seed: int, size: int = 400) -> list[Judged]:
    """Answerable with the probability 1 / (1 + exp(-(4 * reader - 2)))."""
    chance = np.random.default_rng(seed)
    return [
        _told(float(reader), bool(draw < 1 / (1 + np.exp(-(4 * reader - 2)))))
        for reader, draw in chance.random((size, 2))
    ]


def test_the_fit_finds_what_the_samples_were_made_by() -> None:
    found = fit_gate([_samples(1, size=3000), _samples(2, size=3000)])
    assert found["reader"] == pytest.approx(4, abs=0.6)
    assert found["intercept"] == pytest.approx(-2, abs=0.5)
    assert found["unmet"] == 0, "no sample tells"


def test_what_is_made_up_does_not_lower_the_confidence_in_what_people_ask() -> None:
    genuine = [_samples(1, size=2000), _samples(2, size=2000)]
    made_up = [_told(0.1, answerable=False, kind=OFF_TOPIC) for _ in range(2000)]
    gate = Gate(fit_gate([[*own, *made_up] for own in genuine]), 0.5)
    confidences = [gate(sample.features) for own in genuine for sample in own]
    answerable = [sample.answerable for own in genuine for sample in own]
    assert np.mean(confidences) == pytest.approx(np.mean(answerable), abs=0.02)


def _choices(seed: int, size: int = 1500) -> list[Judged]:
    """One of five sentences is right, with odds exp(2 * reader + 4 * passage); `coverage` says nothing."""
    chance = np.random.default_rng(seed)
    made = []
    for _ in range(size):
        rows = chance.random((len(_WORDS), 3)) * (2, 1, 1)
        right = int(np.argmax(rows @ (2, 4, 0) + chance.gumbel(size=len(_WORDS))))
        features = [dict(zip(("reader", "passage", "coverage"), map(float, row), strict=True)) for row in rows]
        made.append(_judged(features, Case("1", "Which tree?", answers=[[_WORDS[right]]])))
    return made


def test_the_ranking_finds_the_odds_by_which_sentences_were_right() -> None:
    found = fit_ranking([_choices(1), _choices(2)])
    assert list(found) == ["reader", "passage", "coverage"]
    assert found["reader"] == 1, "the others are in log-odds of the reader"
    assert found["passage"] == pytest.approx(2, abs=0.3)
    assert found["coverage"] == pytest.approx(0, abs=0.2)


def test_the_ranking_learns_only_from_genuine_questions_with_sentences_right_and_wrong() -> None:
    own = [_choices(1, size=300), _choices(2, size=300)]
    features = [{"reader": 0.0, "passage": float(nth), "coverage": 9.0} for nth in range(len(_WORDS))]
    silent = [
        _judged(features, Case("1", "Which tree?", answers=[["alder"]]), kind=HIDDEN),
        _judged(features, Case("2", "Which tree?", answers=[["yew"]])),
        _judged(features[:1], Case("3", "Which tree?", answers=[["alder"]])),
    ]
    counted = 300 / 303  # each set has the same weight, and so a question of a larger one less
    found, plain = fit_ranking([[*of_set, *silent] for of_set in own]), fit_ranking(own)
    assert found == pytest.approx(plain, abs=1 - counted)


def test_a_large_set_weighs_no_more_than_a_small_one() -> None:
    small, large = _choices(1, size=100), _choices(2, size=900)
    assert fit_ranking([small, large]) == pytest.approx(fit_ranking([small, large * 3]), abs=1e-3)


def test_the_thresholds_answer_few_that_cannot_be_answered_and_refuse_hardly_any_that_can() -> None:
    gate = Gate({"intercept": 0.0, "reader": 1.0}, 0.5)
    logits = np.log(np.linspace(0.005, 0.995, 100) / (1 - np.linspace(0.005, 0.995, 100)))
    samples = [_told(float(logit), answerable) for logit in logits for answerable in (True, False)]
    ignored = [_told(9.0, False, HIDDEN), _told(-9.0, True, HIDDEN)]
    picked = pick_thresholds([gate], [[*samples, *ignored]])
    assert picked == {"answered": pytest.approx(0.83), "unsure": pytest.approx(0.02)}


def test_no_more_is_shown_as_near_than_is_left_unanswered() -> None:
    gate = Gate({"intercept": 0.0, "reader": 1.0}, 0.5)
    samples = [_told(3.0, answerable=True), _told(-3.0, answerable=False)]
    picked = pick_thresholds([gate], [samples])
    assert picked["unsure"] == picked["answered"] == pytest.approx(0.05)


def test_made_up_questions_are_unanswerable_and_of_each_kind() -> None:
    cases = [
        Case(id="1", question="Who met Ann Lee?", answers=[["Bo"]], sources=["a.txt"]),
        Case(id="2", question="when was that", answerable=False),
    ]
    others = [Case(id="3", question="Who is Carl Gauss?", sources=["b.txt"], answers=[["x"]])]
    found = list(_questions(cases, others, random.Random(0)))
    assert [kind for kind, _ in found] == [GENUINE, GENUINE, OFF_TOPIC, FALSE_PREMISE, HIDDEN]
    assert [case for kind, case in found if kind == GENUINE] == cases
    assert not any(case.answerable for kind, case in found if kind != GENUINE)
    by_kind = {kind: case for kind, case in found if kind != GENUINE}
    assert by_kind[FALSE_PREMISE].question == "Who met Carl Gauss?"
    assert list(by_kind[HIDDEN].hidden) == ["a.txt"] and by_kind[HIDDEN].question == cases[0].question


def _set(folder: Path, name: str, other: str) -> Path:
    (folder / "docs").mkdir(parents=True)
    for number in range(4):
        text = f"In room {number} Mr {name} met {number + 2} of the guests. They spoke of trade {number}."
        (folder / "docs" / f"{number}.txt").write_text(text, encoding="utf-8")
    asked = [
        {"id": f"{n}", "question": f"Who met the guests in room {n}?", "answerable": True, "sources": [f"{n}.txt"]}
        | {"answers": [[name]], "evidence": []}
        for n in range(4)
    ]
    asked += [{"id": f"x{n}", "question": f"Why did {other} sell boat {n}?", "answerable": False} for n in range(4)]
    (folder / "cases.jsonl").write_text("".join(f"{json.dumps(case)}\n" for case in asked), encoding="utf-8")
    return folder


def test_the_command_fits_ranking_and_gate_and_writes_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CITESEED_INDEX", str(tmp_path / "index"))
    sets = [str(_set(tmp_path / "one", "Silva", "Zorro")), str(_set(tmp_path / "two", "Berg", "Yeti"))]
    fitted = FILE.read_bytes()
    out = tmp_path / "calibration.json"
    assert main([*sets, "--out", str(out)], HashingEmbedder(), WordReader()) == 0
    record, ours = json.loads(out.read_text(encoding="utf-8")), json.loads(fitted)
    assert record.keys() == ours.keys()
    assert (record["sets"], record["reader"]) == (["one", "two"], "words")
    assert 0 <= record["thresholds"]["unsure"] <= record["thresholds"]["answered"] < 1
    assert record["gate"].keys() == ours["gate"].keys()
    assert record["ranking"].keys() == ours["ranking"].keys() and record["ranking"]["reader"] == 1
    assert FILE.read_bytes() == fitted
    shown = capsys.readouterr()
    lines = shown.out.splitlines()
    assert [line.split()[:3] for line in lines[:2]] == [["one", "first", "1.000,"], ["two", "first", "1.000,"]]
    assert all("AUROC 1.000" in line for line in lines[:2])
    assert all("first of those read 1.000" in line and "spans " in line for line in lines[:2])
    # eight of its own, two of the other, two with the files hidden
    assert shown.err == "one: 12 samples\ntwo: 12 samples\n"


def test_a_single_set_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([str(tmp_path)], HashingEmbedder())
    assert "name two sets or more" in capsys.readouterr().err
