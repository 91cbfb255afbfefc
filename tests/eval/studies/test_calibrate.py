"""The fit of the gate on samples whose truth is known, and the questions that are made up for it."""

import random

import numpy as np
import pytest

from app.answering.gate import Gate
from eval.case import Case
from eval.studies.calibrate import FALSE_PREMISE, GENUINE, HIDDEN, OFF_TOPIC, Sample, _questions, fit, pick_threshold


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
