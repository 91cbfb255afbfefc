"""The fit of the gate on samples whose truth is known, and the questions that are made up for it."""

import json
import random
from pathlib import Path

import numpy as np
import pytest

from app.answering.gate import FILE, Gate
from eval.case import Case
from eval.studies.calibrate import (
    FALSE_PREMISE,
    GENUINE,
    HIDDEN,
    OFF_TOPIC,
    Sample,
    _questions,
    fit,
    main,
    pick_threshold,
)
from index.embedding.embedder import HashingEmbedder


def _samples(seed: int, kind: str = GENUINE, size: int = 400) -> list[Sample]:
    """Answerable with the probability 1 / (1 + exp(-(4 * tells - 2))); `noise` says nothing."""
    chance = np.random.default_rng(seed)
    samples = []
    for tells, noise, draw in chance.random((size, 3)):
        answerable = draw < 1 / (1 + np.exp(-(4 * tells - 2)))
        samples.append(Sample({"tells": float(tells), "noise": float(noise)}, bool(answerable), kind))
    return samples


def test_the_fit_finds_what_the_samples_were_made_by() -> None:
    found = fit([_samples(1, size=3000), _samples(2, size=3000)])
    assert found["tells"] == pytest.approx(4, abs=0.6)
    assert found["intercept"] == pytest.approx(-2, abs=0.5)
    assert abs(found["noise"]) < 0.4


def test_what_is_made_up_does_not_lower_the_confidence_in_what_people_ask() -> None:
    genuine = [_samples(1, size=2000), _samples(2, size=2000)]
    made_up = [Sample({"tells": 0.1, "noise": 0.5}, answerable=False, kind=OFF_TOPIC) for _ in range(2000)]
    gate = Gate(fit([[*own, *made_up] for own in genuine]), 0.5)
    confidences = [gate(sample.features) for own in genuine for sample in own]
    answerable = [sample.answerable for own in genuine for sample in own]
    assert np.mean(confidences) == pytest.approx(np.mean(answerable), abs=0.02)


def test_the_threshold_refuses_one_answerable_question_in_ten_and_no_more() -> None:
    gate = Gate({"intercept": 0.0, "logit": 1.0}, 0.5)
    logits = np.log(np.linspace(0.005, 0.995, 100) / (1 - np.linspace(0.005, 0.995, 100)))
    samples = [Sample({"logit": float(logit)}, answerable=True, kind=GENUINE) for logit in logits]
    ignored = [Sample({"logit": -9.0}, answerable, kind) for answerable, kind in ((False, GENUINE), (True, HIDDEN))]
    assert pick_threshold([gate], [[*samples, *ignored]]) == pytest.approx(0.1)


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


def test_the_command_fits_and_writes_the_gate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CITESEED_INDEX", str(tmp_path / "index"))
    sets = [str(_set(tmp_path / "one", "Silva", "Zorro")), str(_set(tmp_path / "two", "Berg", "Yeti"))]
    fitted = FILE.read_bytes()
    assert main([*sets, "--out", str(tmp_path / "gate.json")], HashingEmbedder()) == 0
    record = json.loads((tmp_path / "gate.json").read_text(encoding="utf-8"))
    assert record["sets"] == ["one", "two"] and 0 <= record["threshold"] < 1
    assert record["coefficients"].keys() == json.loads(fitted)["coefficients"].keys()
    assert FILE.read_bytes() == fitted
    shown = capsys.readouterr()
    assert [line.split()[:2] for line in shown.out.splitlines()[:2]] == [["one", "AUROC"], ["two", "AUROC"]]
    # eight of its own, eight of the other, four with the files hidden
    assert shown.err == "one: 20 samples\ntwo: 20 samples\n"


def test_a_single_set_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([str(tmp_path)], HashingEmbedder())
    assert "name two sets or more" in capsys.readouterr().err
