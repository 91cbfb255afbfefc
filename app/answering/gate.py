"""Whether what was found answers the question: one probability, and the three bands that two thresholds make of it."""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from app.answering.evidence import Band, Candidate
from app.answering.pinned import unmet
from app.asking.asked import Question
from index.records import Hit
from index.storing.files import store_at
from index.storing.store import Store
from index.storing.thresholds import NAME, ThresholdsDamaged, read_thresholds

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
    """`gate(features)` is the probability that the documents answer. From `answered` on they are taken to, below
    `unsure` nothing is near; between the two the closest passages are shown, and nothing is claimed."""

    def __init__(self, coefficients: Mapping[str, float], answered: float, unsure: float = 0.0) -> None:
        self.coefficients = dict(coefficients)
        self.answered, self.unsure = answered, unsure

    @classmethod
    def load(cls) -> Self:
        record = json.loads(FILE.read_text(encoding="utf-8"))
        return cls(record["gate"], **record["thresholds"])

    def at(self, answered: float, unsure: float) -> "Gate":
        """The same with other thresholds."""
        return Gate(self.coefficients, answered, unsure)

    def __call__(self, features: Mapping[str, float]) -> float:
        weights = self.coefficients
        logit = sum(weight * (1.0 if name == "intercept" else features[name]) for name, weight in weights.items())
        return (1 + math.tanh(logit / 2)) / 2

    def band(self, confidence: float) -> Band:
        return "answered" if confidence >= self.answered else "unsure" if confidence >= self.unsure else "refused"


def calibration() -> str:
    """Names what is fitted to the reader: thresholds that were set under another ranking or gate are of no use."""
    record = json.loads(FILE.read_text(encoding="utf-8"))
    fitted = json.dumps([record["gate"], record["ranking"]], sort_keys=True)
    return hashlib.sha256(fitted.encode()).hexdigest()[:16]


def folder_gate(index: Path | Store, root: Path, reader: str) -> tuple[Gate, str]:
    """The gate for an index of the folder `root`, read by the reader of this fingerprint: with the thresholds that are
    kept beside it, or with the shipped ones; and if those kept are ignored, which and why."""
    shipped = Gate.load()
    try:
        kept = read_thresholds(index)
    except ThresholdsDamaged as error:
        return shipped, f"The shipped thresholds are in use: {error}"
    if kept is None:
        return shipped, ""
    others = {
        f"of the folder {kept.root}": kept.root != str(root.resolve()),
        "of another reader": kept.reader != reader,
        "of another calibration": kept.calibration != calibration(),
    }
    if why := [what for what, differs in others.items() if differs]:
        return shipped, (
            f"The shipped thresholds are in use: those in {store_at(index).at(NAME)} are {' and '.join(why)}. Set them "
            "anew with your cases: python -m eval --cases FILE. Or remove them: python -m eval --reset"
        )
    return shipped.at(kept.answered, kept.unsure), ""
