"""Whether what was found answers the question: one probability, and the three bands that two thresholds make of it."""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from app.answering.evidence import HITS, Band, Candidate
from app.asking.asked import Question
from index.chunks import embedding_text
from index.language.words import terms
from index.records import Hit

FILE = Path(__file__).with_name("calibration.json")
NEAR = 5.0  # log-odds that a cosine of 1 is worth: see eval/RESULTS.md


def gate_features(question: Question, hits: Sequence[Hit], ranked: Sequence[Candidate]) -> dict[str, float]:
    """What the gate looks at; `ranked` are sentences, best first.

    - `reader`: the highest log-odds that a sentence answers, `NEAR` times the cosine of its passage added: a sentence
      of a passage that is far from the question seldom does.
    - `absent`: whether a name or figure of the question is not in those of the best chunks that are the best file's.
    """
    best = ranked[0].document
    names = {term for name in (*question.names, *question.figures) for term in terms(name, best.language)}
    texts = [embedding_text(hit.chunk) for hit in hits[:HITS] if hit.chunk.document is best]
    return {
        "reader": max(one.features["reader"] + NEAR * one.features["passage"] for one in ranked),
        "absent": float(not names <= {word for text in texts for word in terms(text, best.language)}),
    }


class Gate:
    """`gate(features)` is the probability that the documents answer. From `answered` on they are taken to, below
    `unsure` nothing is near; between the two the closest passages are shown, and nothing is claimed."""

    def __init__(self, coefficients: Mapping[str, float], answered: float, unsure: float = 0.0) -> None:
        self.coefficients = dict(coefficients)
        self.answered, self.unsure = answered, unsure

    @classmethod
    def load(cls) -> Self:
        record = json.loads(FILE.read_text(encoding="utf-8"))
        return cls(record["gate"], **record["thresholds"])

    def __call__(self, features: Mapping[str, float]) -> float:
        weights = self.coefficients
        logit = sum(weight * (1.0 if name == "intercept" else features[name]) for name, weight in weights.items())
        return (1 + math.tanh(logit / 2)) / 2

    def band(self, confidence: float) -> Band:
        return "answered" if confidence >= self.answered else "unsure" if confidence >= self.unsure else "refused"
