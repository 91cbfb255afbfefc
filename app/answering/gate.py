"""Abstention: whether the evidence that was found answers the question, as a calibrated probability.

A logistic model over a few features. Coefficients and threshold lie in `gate.json`, both fitted on public question sets
by `eval/studies/calibrate.py`; the threshold is never lowered to let something through.
"""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean

from app.answering.evidence import Candidate, coverage
from app.answering.holding import holds_answer
from app.asking.asked import Question
from app.asking.wanted import COUNTING
from index.chunks import embedding_text
from index.language.words import terms
from index.records import Hit
from index.storing.bm25 import LexicalIndex

FILE = Path(__file__).with_name("gate.json")
_PASSAGES = 3  # best hits that count as what was found
_RIVALS = 10  # best hits whose mean cosine tells how near everything is to the question
_LONG = 12  # terms: a question this long is counted as long


def gate_features(
    question: Question, hits: Sequence[Hit], ranked: Sequence[Candidate], lexical: LexicalIndex
) -> dict[str, float]:
    """What the gate looks at.

    `ranked` are sentences, best first.

    - `score`: of the best sentence, as the ranker weighs it. `dense`: the best chunk's cosine, in any form searched.
    - `rivals`: mean cosine of the best chunks. `lead`: how far the best chunk is ahead of the next file's.
    - `passages`: share of the question's terms, weighted by rarity, in the best chunks. `missing`: rarity of the rarest
      term that is not in the best file's chunks, 1 if no document holds it.
    - `names`: share of the question's names and figures in the best sentence or around it. `absent`: whether one is not
      in the best file's chunks. `strangers`: whether one is in no document at all.
    - `uncounted`: it asks how many, how much or how long, and the best sentence does not say.
    - `length`: long questions match less well.
    """
    best = ranked[0]
    language = best.document.language
    wanted = {term: lexical.rarity(term) / lexical.highest_rarity for term in terms(question.full, language)}
    names = {term for name in (*question.names, *question.figures) for term in terms(name, language)}
    passages = {word for hit in hits[:_PASSAGES] for word in _words(hit)}
    best_file = {word for hit in hits[:_RIVALS] if hit.chunk.document is best.document for word in _words(hit)}
    others = (hit.score for hit in hits if hit.chunk.document is not hits[0].chunk.document)
    return {
        "score": best.score,
        "dense": max(hit.dense for hit in hits),
        "rivals": fmean(hit.dense for hit in hits[:_RIVALS]),
        "lead": hits[0].score - next(others, 0.0),
        "passages": coverage(wanted, passages),
        "missing": max((rarity for term, rarity in wanted.items() if term not in best_file), default=0.0),
        "names": len(names & best.words) / len(names) if names else 1.0,
        "absent": float(not names <= best_file),
        "strangers": float(any(name not in lexical for name in names)),
        "uncounted": float(question.wanted in COUNTING and holds_answer(question, best.text, language) <= 0),
        "length": min(len(wanted), _LONG) / _LONG,
    }


def _words(hit: Hit) -> list[str]:
    return terms(embedding_text(hit.chunk), hit.chunk.document.language)


class Gate:
    """`gate(features)` is the probability that the documents answer; from `threshold` on they are taken to."""

    def __init__(self, coefficients: Mapping[str, float], threshold: float) -> None:
        self._coefficients = dict(coefficients)
        self._intercept = self._coefficients.pop("intercept")
        self.threshold = threshold

    @classmethod
    def load(cls) -> "Gate":
        record = json.loads(FILE.read_text(encoding="utf-8"))
        return cls(record["coefficients"], record["threshold"])

    def __call__(self, features: Mapping[str, float]) -> float:
        logit = self._intercept + sum(weight * features[name] for name, weight in self._coefficients.items())
        return 1 / (1 + math.exp(-logit))
