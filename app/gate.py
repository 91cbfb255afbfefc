"""Abstention: whether the evidence that was found answers the question, as a calibrated probability.

A logistic model over a few features. Its coefficients lie in `gate.json`, fitted on public question sets by
`eval/calibrate.py`; the threshold is fixed at even odds and never lowered to let something through.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.answer_type import answer_type, holds_answer_type
from app.extract import Candidate, Rarity
from index.chunks import embedding_text
from index.lexical import terms
from index.records import Hit

THRESHOLD = 0.2
_PASSAGES = 3  # best hits that count as what was found
_SENTENCES = 3  # best sentences, the ones that would be said
_LONG = 12  # terms: a question this long is counted as long
_NAME = re.compile(r"(?<!^)\b(?:[A-ZÁÉÍÓÚÑ][\w’'-]+|\d[\w.,]*\d|\d)")
_NOWHERE = "\0"  # a term that no text holds
_COUNTING = ("number", "money", "age", "duration")


def gate_features(
    questions: Sequence[str], hits: Sequence[Hit], ranked: Sequence[Candidate], rarity: Rarity
) -> dict[str, float]:
    """What the gate looks at, each 0 to 1.

    `questions` are the forms of the question, the one as asked first and the fullest last; `ranked` are sentences,
    best first. `dense`: the best chunk's cosine. `sentence`: the best sentence's. `context`: the share of the
    question's terms, weighted by rarity, that a sentence with its surroundings holds. `names`: the share of its names
    and figures that the passages hold. `strangers`: a name or figure that no document holds. `uncounted`: it asks how
    many, how much or how long, and the best sentence does not say. `length`: long questions match less well.
    """
    asked, full, best = questions[0], questions[-1], ranked[:_SENTENCES]
    names = {term for name in _NAME.findall(full) for term in terms(name)}
    passages = {word for hit in hits[:_PASSAGES] for word in terms(embedding_text(hit.chunk))}
    return {
        "dense": max(hit.dense for hit in hits),
        "sentence": max(candidate.features["cosine"] for candidate in best),
        "context": max(candidate.features["context"] for candidate in best),
        "names": len(names & passages) / len(names) if names else 1.0,
        "strangers": float(any(rarity(name) == rarity(_NOWHERE) for name in names)),
        "uncounted": float(answer_type(asked) in _COUNTING and holds_answer_type(asked, best[0].text) <= 0),
        "length": min(len(set(terms(full))), _LONG) / _LONG,
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
