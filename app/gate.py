"""Abstention: whether the evidence that was found answers the question, as a calibrated probability.

A logistic model over a few features. Coefficients and threshold lie in `gate.json`, both fitted on public question sets
by `eval/calibrate.py`; the threshold is never lowered to let something through.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.answer_type import answer_type, holds_answer_type
from app.extract import Candidate
from index.chunks import embedding_text
from index.lexical import LexicalIndex, terms
from index.records import Hit

_PASSAGES = 3  # best hits that count as what was found
_SENTENCES = 3  # best sentences, the ones that would be said
_LONG = 12  # terms: a question this long is counted as long
_NAME = re.compile(r"(?<!^)(?<![?.!:]\s)(?<![¿¡“])\b(?:[A-ZÁÉÍÓÚÑ][\w’'-]+|\d[\w.,]*\d|\d)")
_COUNTING = ("number", "money", "age", "duration")


def gate_features(
    questions: Sequence[str], hits: Sequence[Hit], ranked: Sequence[Candidate], lexical: LexicalIndex
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
        "strangers": float(any(name not in lexical for name in names)),
        "uncounted": float(answer_type(asked) in _COUNTING and holds_answer_type(asked, best[0].text) <= 0),
        "length": min(len(set(terms(full))), _LONG) / _LONG,
    }


class Gate:
    """`gate(features)` is the probability that the documents answer; from `threshold` on they are taken to."""

    def __init__(self, coefficients: Mapping[str, float], threshold: float) -> None:
        self._coefficients = dict(coefficients)
        self._intercept = self._coefficients.pop("intercept")
        self.threshold = threshold

    @classmethod
    def load(cls) -> "Gate":
        record = json.loads(Path(__file__).with_name("gate.json").read_text(encoding="utf-8"))
        return cls(record["coefficients"], record["threshold"])

    def __call__(self, features: Mapping[str, float]) -> float:
        logit = self._intercept + sum(weight * features[name] for name, weight in self._coefficients.items())
        return 1 / (1 + math.exp(-logit))
