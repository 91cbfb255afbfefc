"""Fits the gate: `python -m eval.studies.calibrate SET [SET ...]`, each a folder with `docs/` and `cases.jsonl`.

Unanswerable questions are those of the sets, questions of the other sets (off topic), answerable ones in which a name
is exchanged for one of another set (a false premise), and answerable ones whose files are hidden. Prints how each set
fares under coefficients fitted on the others, then writes `app/answering/gate.json`: coefficients fitted on all, and
the threshold that wrongly refuses one in ten.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from app.answering.gate import FILE, Gate
from app.bot import answerer_over
from eval.case import Case, read_cases
from eval.measuring.statistics import auroc
from index.building.build import build
from index.disk import write_whole
from index.embedding.embedder import Embedder
from index.embedding.opening import open_embedder
from index.embedding.remembering import RememberingEmbedder
from index.errors import reported
from index.language.identify import ENGLISH
from index.language.mentions import names
from index.settings import Settings
from index.storing.snapshot import open_snapshot

_WRONGLY_REFUSED = 0.1  # of the answerable questions: what a reader who wants to trust an answer puts up with
_CASES = 400  # of each set, at most
_MADE_UP = 120  # questions of each kind that are made up for a set, at most
GENUINE, OFF_TOPIC, FALSE_PREMISE, HIDDEN = "genuine", "off-topic", "false premise", "hidden"
_OPEN = Gate({"intercept": 0.0}, 0.5)  # needs no feature: the one that is there may be out of date
_WEIGHTS = {GENUINE: 1.0, OFF_TOPIC: 0.15, FALSE_PREMISE: 0.3, HIDDEN: 0.2}  # of each kind within its set


@dataclass(frozen=True, slots=True)
class Sample:
    """A question's gate features, whether it can be answered, and of which kind it is."""

    features: dict[str, float]
    answerable: bool
    kind: str


def collect(folder: Path, others: Sequence[Case], index_dir: Path, embedder: Embedder) -> list[Sample]:
    """The samples of one set; `others` are questions of the other sets."""
    build(folder / "docs", index_dir, embedder)
    snapshot, embedder = open_snapshot(index_dir, embedder), RememberingEmbedder(embedder)
    whole = answerer_over(snapshot, embedder, gate=_OPEN)
    cases = [case for case in read_cases(folder / "cases.jsonl") if not (case.draft or case.hidden)]
    chance = random.Random(0)  # noqa: S311 - reproducible, not secret
    cases = chance.sample(cases, min(_CASES, len(cases)))
    samples = []
    for kind, case in _questions(cases, others, chance):
        answerer = answerer_over(snapshot.without(case.hidden), embedder, gate=_OPEN) if case.hidden else whole
        parts = answerer.evidence(case.question, case.history)
        if len(parts) == 1 and parts[0].features:  # of a double question it is not known which part can't be answered
            samples.append(Sample(parts[0].features, case.answerable, kind))
    return samples


def fit(samples: Sequence[Sequence[Sample]]) -> dict[str, float]:
    """Coefficients of a logistic regression on the samples of several sets, each set of the same weight.

    The slopes are fitted on all kinds; slope and intercept of their sum once more on genuine questions alone, so that
    what is made up does not lower the confidence in those that people ask (Platt 1999).
    """
    names = list(samples[0][0].features)
    rows, labels, weights = _matrix(samples, names, _WEIGHTS)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=1000))
    model.fit(rows, labels, logisticregression__sample_weight=weights)
    slopes = model[1].coef_[0] / model[0].scale_
    rows, labels, weights = _matrix(samples, names, {GENUINE: 1.0})
    platt = LogisticRegression(C=1e6).fit((rows @ slopes)[:, np.newaxis], labels, sample_weight=weights)
    slopes = slopes * platt.coef_[0, 0]
    intercept = float(platt.intercept_[0])
    return {"intercept": intercept} | dict(zip(names, slopes.tolist(), strict=True))


def _questions(cases: Sequence[Case], others: Sequence[Case], chance: random.Random) -> Iterator[tuple[str, Case]]:
    """Kind and question: those of the set, and what is made up of them and of other sets' questions."""
    yield from ((GENUINE, case) for case in cases)
    for number, case in enumerate(chance.sample(list(others), min(_MADE_UP, len(others)))):
        before = [("user", chance.choice(cases).question)] if number % 2 else []
        yield OFF_TOPIC, _unanswerable(replace(case, history=before))
    names = [name for case in others for name in _names(case.question)]
    named = [case for case in cases if case.answerable and _names(case.question)]
    for case in chance.sample(named, min(_MADE_UP, len(named))):
        name = chance.choice(_names(case.question))
        yield FALSE_PREMISE, _unanswerable(replace(case, question=case.question.replace(name, chance.choice(names))))
    answerable = [case for case in cases if case.answerable]
    for case in chance.sample(answerable, min(_MADE_UP, len(answerable))):
        yield HIDDEN, case.without_evidence()


def _names(question: str) -> list[str]:
    """The names in a question."""
    return [question[name.start : name.end] for name in names(question, ENGLISH) if not name.first]


def _unanswerable(case: Case) -> Case:
    return replace(case, answerable=False, answers=(), sources=(), evidence=())


def _matrix(
    samples: Sequence[Sequence[Sample]], names: Sequence[str], shares: Mapping[str, float]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """Rows of features, labels, and weights by which each set, and in it each kind, counts for its share."""
    rows, labels, weights = [], [], []
    for of_set in samples:
        counts = Counter(sample.kind for sample in of_set)
        for sample in of_set:
            if sample.kind in shares:
                rows.append([sample.features[name] for name in names])
                labels.append(int(sample.answerable))
                weights.append(1000 * shares[sample.kind] / counts[sample.kind])
    return np.array(rows), np.array(labels), np.array(weights)


def pick_threshold(gates: Sequence[Gate], samples: Sequence[Sequence[Sample]]) -> float:
    """The highest, in hundredths, at which the gates refuse `_WRONGLY_REFUSED` of their sets' answerable questions."""
    confidences = [
        [gate(s.features) for s in of_set if s.kind == GENUINE and s.answerable]
        for gate, of_set in zip(gates, samples, strict=True)
    ]

    def refused(threshold: float) -> float:
        return float(np.mean([np.mean(np.array(of_set) < threshold) for of_set in confidences]))

    return max(hundredth / 100 for hundredth in range(100) if refused(hundredth / 100) <= _WRONGLY_REFUSED)


def _line(name: str, samples: Sequence[Sample], gate: Gate, threshold: float) -> str:
    def confidences(kind: str, answerable: bool) -> list[float]:
        return [gate(s.features) for s in samples if (s.kind, s.answerable) == (kind, answerable)]

    def refused(kind: str, answerable: bool) -> str:
        shares = [confidence < threshold for confidence in confidences(kind, answerable)]
        return f"{np.mean(shares):.2f}" if shares else "-"

    ranked = auroc(confidences(GENUINE, True), confidences(GENUINE, False))
    area = "nan" if ranked is None else f"{ranked:.3f}"
    made_up = ", ".join(f"{refused(kind, False)} {kind}" for kind in (OFF_TOPIC, FALSE_PREMISE, HIDDEN))
    return (
        f"{name:12} AUROC {area}, refused: {refused(GENUINE, True)} of the answerable, "
        f"{refused(GENUINE, False)} of the unanswerable, {made_up}"
    )


def main(arguments: Sequence[str] | None = None, embedder: Embedder | None = None) -> int:
    """Collects, shows each set under the others' coefficients, writes those of all; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m eval.studies.calibrate", description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=FILE, help="default: %(default)s")
    options = parser.parse_args(arguments)
    folders: list[Path] = options.sets
    if len(folders) < 2:
        parser.error("name two sets or more: each is judged by what is fitted on the others")
    settings = Settings()
    embedder = embedder or open_embedder(settings.embedder)
    cases = {folder: [case for case in read_cases(folder / "cases.jsonl") if not case.history] for folder in folders}
    samples = {}
    for folder in folders:
        others = [case for elsewhere in folders if elsewhere != folder for case in cases[elsewhere]]
        samples[folder] = collect(folder, others, settings.index_dir / "calibrate" / folder.name, embedder)
        print(f"{folder.name}: {len(samples[folder])} samples", file=sys.stderr)
    gates = [Gate(fit([samples[set_] for set_ in folders if set_ != folder]), 0.5) for folder in folders]
    threshold = pick_threshold(gates, list(samples.values()))
    for folder, gate in zip(folders, gates, strict=True):
        print(_line(folder.name, samples[folder], gate, threshold))
    coefficients = {name: round(value, 4) for name, value in fit(list(samples.values())).items()}
    record = {"sets": [folder.name for folder in folders], "threshold": threshold, "coefficients": coefficients}
    write_whole(options.out, json.dumps(record, indent=1) + "\n")
    print(record)
    return 0


if __name__ == "__main__":
    sys.exit(reported(main))
