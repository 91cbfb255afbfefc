"""Whether what was found answers the question: one probability, from what the reader thinks and what is pinned down."""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from app.answering.evidence import Candidate
from app.answering.pinned import unmet
from app.asking.asked import Question
from index.records import Hit

FILE = Path(__file__).with_name("calibration.json")
NEAR = 5.0  # log-odds that a cosine of 1 is worth: see eval/RESULTS.md


def gate_features(question: Question, hits: Sequence[Hit], ranked: Sequence[Candidate]) -> dict[str, float]:
    """What the gate looks at; `ranked` are sentences, best first.

    - `reader`: the highest log-odds that a sentence answers, `NEAR` times the cosine of its passage added: a sentence
      of a passage that is far from the question seldom does.
    - `unmet`: whether the best one lacks what the question pins down: a name, a date, a code, or the amount asked for.
    """
    return {
        "reader": max(one.features["reader"] + NEAR * one.features["passage"] for one in ranked),
        "unmet": float(bool(unmet(question, hits, ranked[0]))),
    }


class Gate:
    """`gate(features)` is the probability that the documents answer; from `threshold` on they are taken to."""

    def __init__(self, coefficients: Mapping[str, float], threshold: float) -> None:
        self.coefficients = dict(coefficients)
        self.threshold = threshold

    @classmethod
    def load(cls) -> Self:
        record = json.loads(FILE.read_text(encoding="utf-8"))
        return cls(record["gate"], record["threshold"])

    def __call__(self, features: Mapping[str, float]) -> float:
        weights = self.coefficients
        logit = sum(weight * (1.0 if name == "intercept" else features[name]) for name, weight in weights.items())
        return (1 + math.tanh(logit / 2)) / 2
