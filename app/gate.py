"""Abstention: whether the evidence that was found answers the question, as a calibrated probability.

A logistic model over a few features. Its coefficients lie in `gate.json`, fitted on public question sets by
`eval/calibrate.py`; the threshold is fixed at even odds and never lowered to let something through.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.answer_type import holds_answer_type
from app.extract import Candidate, Rarity, coverage
from index.chunks import embedding_text
from index.lexical import fold, terms
from index.records import Hit

THRESHOLD = 0.5
_PASSAGES = 3  # best hits that count as what was found
_NAME = re.compile(r"(?<!^)\b(?:[A-ZÁÉÍÓÚÑ][\w’'-]+|\d[\w.,]*\d|\d)")


def gate_features(
    questions: Sequence[str], hits: Sequence[Hit], ranked: Sequence[Candidate], rarity: Rarity
) -> dict[str, float]:
    """What the gate looks at, each about 0 to 1 (answer_type -1 to 1); larger speaks for answering.

    `questions` are the forms of the question, the one as asked first; `ranked` are sentences, best first.
    """
    asked = {term: rarity(term) for term in terms(questions[-1])}
    passages = [word for hit in hits[:_PASSAGES] for word in terms(embedding_text(hit.chunk))]
    best = ranked[0]
    names = [fold(name) for name in _NAME.findall(questions[0])]
    found = fold(" ".join(embedding_text(hit.chunk) for hit in hits[:_PASSAGES]))
    return {
        "dense": max(hit.dense for hit in hits),
        "sentence": max(candidate.features["cosine"] for candidate in ranked[:3]),
        "coverage": coverage(asked, terms(best.text)),
        "passage": coverage(asked, passages),
        "names": sum(name in found for name in names) / len(names) if names else 1.0,
        "answer_type": holds_answer_type(questions[0], best.text),
    }


class Gate:
    """`gate(features)` is the probability that the documents answer."""

    def __init__(self, coefficients: Mapping[str, float]) -> None:
        self._coefficients = dict(coefficients)
        self._intercept = self._coefficients.pop("intercept")

    @classmethod
    def load(cls) -> "Gate":
        return cls(json.loads(Path(__file__).with_name("gate.json").read_text(encoding="utf-8"))["coefficients"])

    def __call__(self, features: Mapping[str, float]) -> float:
        logit = self._intercept + sum(weight * features[name] for name, weight in self._coefficients.items())
        return 1 / (1 + math.exp(-logit))
