"""Fits what is fitted to the reader: `python -m eval.studies.calibrate SET [SET ...]`.

A set is a folder with `docs/` and `cases.jsonl`. Fitted are the weights by which sentences are ranked, and the gate.
Unanswerable questions are those of the sets, questions of the other sets (off topic), answerable ones in which a name
is exchanged for one of another set (a false premise), and answerable ones whose files are hidden. Prints how each set
fares under what is fitted on the others, then writes `app/answering/calibration.json`: what is fitted on all, and the
thresholds by which few unanswerable questions are answered, and hardly any answerable one is shown nothing.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from app.answering.gate import FILE, Gate
from app.bot import answerer_over
from app.reader.openvino_reader import READER
from app.reader.reader import Reader
from eval.case import Case, CaseError, read_cases
from eval.measuring.metrics import correct, sentence_f1
from eval.measuring.statistics import auroc, calibration_error, refused_at, reliability
from eval.studies.judged import Judged, first_right, judged
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

_WRONGLY_ANSWERED = 0.17  # of the unanswerable questions: what a reader who wants to trust an answer puts up with
_WRONGLY_REFUSED = 0.02  # of the answerable ones, which are then shown nothing at all
_CASES = 250  # of each set, at most, unless told otherwise
_MADE_UP = 6  # cases for one question of each kind that is made up, at least
GENUINE, OFF_TOPIC, FALSE_PREMISE, HIDDEN = "genuine", "off-topic", "false premise", "hidden"
_OPEN = Gate({"intercept": 0.0}, 0.5)  # needs no feature: what is fitted may be out of date
_SHARES = {GENUINE: 1.0, OFF_TOPIC: 0.15, FALSE_PREMISE: 0.05, HIDDEN: 0.2}  # of each kind within its set; more of
# the third would teach that a strange name is all there is to a question that can't be answered
_RIDGE = 0.01  # pulls the weights of the ranking together
Samples = Sequence[Judged]


def collect(
    folder: Path, others: Sequence[Case], index_dir: Path, embedder: Embedder, reader: Reader, most: int = _CASES
) -> list[Judged]:
    """The samples of one set, of at most so many cases; `others` are questions of the other sets."""
    build(folder / "docs", index_dir, embedder)
    snapshot, embedder = open_snapshot(index_dir, embedder), RememberingEmbedder(embedder)
    whole = answerer_over(snapshot, embedder, reader, gate=_OPEN)
    cases = [case for case in read_cases(folder / "cases.jsonl") if not (case.draft or case.hidden)]
    chance = random.Random(0)  # noqa: S311 - reproducible, not secret
    cases = chance.sample(cases, min(most, len(cases)))
    samples = []
    for kind, case in _questions(cases, others, chance):
        hidden = snapshot.without(case.hidden) if case.hidden else None
        answerer = answerer_over(hidden, embedder, reader, gate=_OPEN) if hidden else whole
        if sample := judged(answerer, kind, case):
            samples.append(sample)
    return samples


def fit_ranking(samples: Sequence[Samples]) -> dict[str, float]:
    """Weights of the sentences' features, each set of the same weight: a conditional logit (McFadden 1974), in which a
    question's right sentences together are chosen among all that were read."""
    chosen = [
        (one.rows, np.array(one.right), 1 / len(of_set))
        for of_set in samples
        for one in of_set
        if one.kind == GENUINE and any(one.right) and not all(one.right)
    ]
    features = list(next(one for of_set in samples for one in of_set).evidence.ranked[0].features)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, gradient = _RIDGE * float(weights @ weights), 2 * _RIDGE * weights
        for rows, right, share in chosen:
            scores = rows @ weights
            odds = np.exp(scores - scores.max())
            held = odds * right
            total -= share * float(np.log(max(held.sum() / odds.sum(), 1e-12)))
            gradient -= share * (held @ rows / max(held.sum(), 1e-12) - odds @ rows / odds.sum())
        return total, gradient

    weights = minimize(loss, np.zeros(len(features)), jac=True, method="L-BFGS-B").x
    if weights[0] <= 0:
        raise CaseError("The reader's log-odds do not tell right sentences of these sets. Name other sets.")
    return dict(zip(features, (weights / weights[0]).tolist(), strict=True))  # in log-odds of the reader


def fit_gate(samples: Sequence[Samples]) -> dict[str, float]:
    """Coefficients of a logistic regression on the samples of several sets, each set of the same weight.

    The slopes are fitted on all kinds; slope and intercept of their sum once more on genuine questions alone, so that
    what is made up does not lower the confidence in those that people ask (Platt 1999).
    """
    features = list(samples[0][0].features)
    rows, labels, weights = _matrix(samples, features, _SHARES)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=1000))
    model.fit(rows, labels, logisticregression__sample_weight=weights)
    slopes = model[1].coef_[0] / model[0].scale_
    rows, labels, weights = _matrix(samples, features, {GENUINE: 1.0})
    platt = LogisticRegression(C=1e6).fit((rows @ slopes)[:, np.newaxis], labels, sample_weight=weights)
    slopes = slopes * platt.coef_[0, 0]
    intercept = float(platt.intercept_[0])
    return {"intercept": intercept} | dict(zip(features, slopes.tolist(), strict=True))


def _questions(cases: Sequence[Case], others: Sequence[Case], chance: random.Random) -> Iterator[tuple[str, Case]]:
    """Kind and question: those of the set, and what is made up of them and of other sets' questions."""
    yield from ((GENUINE, case) for case in cases)
    made_up = -(-len(cases) // _MADE_UP)
    for number, case in enumerate(chance.sample(list(others), min(made_up, len(others)))):
        before = [("user", chance.choice(cases).question)] if number % 2 else []
        yield OFF_TOPIC, _unanswerable(replace(case, history=before))
    names = [name for case in others for name in _names(case.question)]
    named = [case for case in cases if case.answerable and _names(case.question)]
    for case in chance.sample(named, min(made_up, len(named))):
        name = chance.choice(_names(case.question))
        if strange := [other for other in names if other != name]:
            asked = case.question.replace(name, chance.choice(strange))
            yield FALSE_PREMISE, _unanswerable(replace(case, question=asked))
    answerable = [case for case in cases if case.answerable]
    for case in chance.sample(answerable, min(made_up, len(answerable))):
        yield HIDDEN, case.without_evidence()


def _names(question: str) -> list[str]:
    """The names in a question."""
    return [question[name.start : name.end] for name in names(question, ENGLISH) if not name.first]


def _unanswerable(case: Case) -> Case:
    return replace(case, answerable=False, answers=(), sources=(), evidence=())


def _matrix(
    samples: Sequence[Samples], features: Sequence[str], shares: Mapping[str, float]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """Rows of features, labels, and weights by which each set, and in it each kind, counts for its share."""
    rows, labels, weights = [], [], []
    for of_set in samples:
        counts = Counter(sample.kind for sample in of_set)
        for sample in of_set:
            if sample.kind in shares:
                looked_at = sample.features
                rows.append([looked_at[name] for name in features])
                labels.append(int(sample.answerable))
                weights.append(1000 * shares[sample.kind] / counts[sample.kind])
    return np.array(rows), np.array(labels), np.array(weights)


def pick_thresholds(gates: Sequence[Gate], samples: Sequence[Samples]) -> dict[str, float]:
    """In hundredths: `answered` is the lowest at which the gates answer `_WRONGLY_ANSWERED` of their sets' unanswerable
    questions, `unsure` the highest at which they refuse `_WRONGLY_REFUSED` of the answerable ones."""

    def below(answerable: bool, highest: Callable[[Judged], float]) -> Callable[[float], float]:
        """Share of such questions below a threshold; `highest` bounds the confidence of one."""
        confidences = [
            np.array(
                [min(gate(s.features), highest(s)) for s in of_set if s.kind == GENUINE and s.answerable == answerable]
            )
            for gate, of_set in zip(gates, samples, strict=True)
        ]
        return lambda threshold: float(np.mean([np.mean(of_set < threshold) for of_set in confidences if len(of_set)]))

    refused = below(True, lambda sample: 1.0)
    not_answered = below(False, lambda sample: 0.0 if sample.features["unmet"] else 1.0)  # that is never answered
    hundredths = [hundredth / 100 for hundredth in range(100)]
    answered = next((one for one in hundredths if not_answered(one) >= 1 - _WRONGLY_ANSWERED), hundredths[-1])
    unsure = max(one for one in hundredths if refused(one) <= _WRONGLY_REFUSED)
    return {"answered": answered, "unsure": min(unsure, answered)}


def _line(name: str, samples: Samples, gate: Gate, thresholds: Mapping[str, float]) -> str:
    """How a set fares: which sentences come first, then how its questions are told apart."""
    asked = [sample for sample in samples if sample.kind == GENUINE]

    def confidences(kind: str, answerable: bool) -> list[float]:
        return [gate(s.features) for s in samples if (s.kind, s.answerable) == (kind, answerable)]

    def below(kind: str, answerable: bool, band: str = "answered") -> str:
        shares = [confidence < thresholds[band] for confidence in confidences(kind, answerable)]
        return f"{np.mean(shares):.2f}" if shares else "-"

    can, not_ = confidences(GENUINE, True), confidences(GENUINE, False)
    every = [(gate(sample.features), float(sample.answerable)) for sample in asked]
    figures = {
        "first": first_right(asked, 1),
        "three": first_right(asked, 3),
        "first of those read": first_right([one for one in asked if any(one.right)], 1),
        "within": _within(asked),
        "spans": _spans(asked),
        "F1": _f1(asked),
        "AUROC": auroc(can, not_),
        "refused at .1": refused_at(can, not_),
        "calibration error": calibration_error(*zip(*every, strict=True)) if not_ else None,
    }
    shown = ", ".join(f"{what} {_shown(value)}" for what, value in figures.items() if value not in (None, ""))
    made_up = ", ".join(f"{below(kind, False)} {kind}" for kind in (OFF_TOPIC, FALSE_PREMISE, HIDDEN))
    return (
        f"{name:16} {shown}; refused: {below(GENUINE, True, 'unsure')} of the answerable; not answered: "
        f"{below(GENUINE, True)} of them, {below(GENUINE, False)} of the unanswerable, {made_up}"
    )


def _shown(value: float | str | None) -> str:
    return f"{value:.3f}" if isinstance(value, float) else value or ""


def _within(asked: Samples) -> str:
    """Share of the questions with answers that are within the best one / two / three sentences."""
    best = [(one.case, [s.text for s in one.evidence.ranked[:3]]) for one in asked if one.case.answers]
    shares = (fmean(correct(" ".join(texts[:n]), case.answers) for case, texts in best) for n in (1, 2, 3))
    return "/".join(f"{share:.3f}" for share in shares) if best else ""


def _spans(asked: Samples) -> str:
    """Exact match and token F1 of the answer proper, where the best sentence holds it."""
    figures = [one.answer_proper for one in asked if one.answer_proper]
    exact, overlap = zip(*figures, strict=True) if figures else ((), ())
    return f"{fmean(exact):.3f}/{fmean(overlap):.3f}" if figures else ""


def _f1(asked: Samples) -> float | None:
    """Of the best three sentences against the evidence."""
    each = [sentence_f1([s.text for s in one.evidence.ranked[:3]], one.case.evidence) for one in asked]
    known = [value for value in each if value is not None]
    return fmean(known) if known else None


def main(arguments: Sequence[str] | None = None, embedder: Embedder | None = None, reader: Reader = READER) -> int:
    """Collects, shows each set under the others' coefficients, writes those of all; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m eval.studies.calibrate", description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--cases", type=int, default=_CASES, help="of each set, at most; default: %(default)s")
    parser.add_argument("--out", type=Path, default=FILE, help="default: %(default)s")
    options = parser.parse_args(arguments)
    folders: list[Path] = options.sets
    if len(folders) < 2:
        parser.error("name two sets or more: each is judged by what is fitted on the others")
    settings = Settings()
    embedder = embedder or open_embedder(settings.embedder)
    cases = {folder: [case for case in read_cases(folder / "cases.jsonl") if not case.history] for folder in folders}
    samples: dict[Path, list[Judged]] = {}
    for folder in folders:
        others = [case for elsewhere in folders if elsewhere != folder for case in cases[elsewhere]]
        index_dir = settings.index_dir / "calibrate" / folder.name
        samples[folder] = collect(folder, others, index_dir, embedder, reader, options.cases)
        print(f"{folder.name}: {len(samples[folder])} samples", file=sys.stderr)
    left_out = {folder: _fitted([samples[other] for other in folders if other != folder]) for folder in folders}
    ranked = {
        folder: [sample.ranked_by(ranking) for sample in samples[folder]] for folder, (ranking, _) in left_out.items()
    }
    gates = [gate for _, gate in left_out.values()]
    thresholds = pick_thresholds(gates, list(ranked.values()))
    for folder, gate in zip(folders, gates, strict=True):
        print(_line(folder.name, ranked[folder], gate, thresholds))
    _show_reliability(gates, list(ranked.values()))
    ranking, gate = _fitted(list(samples.values()))
    record = {
        "sets": [folder.name for folder in folders],
        "reader": reader.fingerprint,
        "thresholds": thresholds,
        "ranking": {name: round(value, 3) for name, value in ranking.items()},
        "gate": {name: round(value, 4) for name, value in gate.coefficients.items()},
    }
    write_whole(options.out, json.dumps(record, indent=1) + "\n")
    print(record)
    return 0


def _fitted(samples: Sequence[Samples]) -> tuple[dict[str, float], Gate]:
    ranking = fit_ranking(samples)
    return ranking, Gate(fit_gate([[sample.ranked_by(ranking) for sample in of_set] for of_set in samples]), 0.5)


def _show_reliability(gates: Sequence[Gate], samples: Sequence[Samples]) -> None:
    """How often the documents do answer, by what the gates said, each of a set that it was not fitted on."""
    told = [
        (gate(sample.features), float(sample.answerable))
        for gate, of_set in zip(gates, samples, strict=True)
        for sample in of_set
        if sample.kind == GENUINE
    ]
    for tenth in reliability(*zip(*told, strict=True)):
        print(f"confidence {tenth.confidence:.2f}: {tenth.answerable:.2f} of {tenth.cases} can be answered")


if __name__ == "__main__":
    sys.exit(reported(main))
