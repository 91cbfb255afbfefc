"""Fits the gate: `python -m eval.calibrate SET [SET ...]`, each a folder with `docs/` and `cases.jsonl`.

Unanswerable questions are those of the sets, questions of the other sets (off topic), and answerable ones in which a
name is exchanged for one of another set (a false premise). Prints how each set fares under coefficients fitted on the
others, then writes `app/gate.json`.
"""

import argparse
import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import app.gate
from app.open import open_bot
from app.question import Turn
from eval.cases import Case, read_cases
from index.build import build
from index.embedder import Embedder, open_embedder
from index.settings import Settings

_CASES = 400  # of each set, at most
_MADE_UP = 80  # off-topic and false-premise questions of each kind, for each set
_NAME = re.compile(r"(?<!^)\b[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*")


@dataclass(frozen=True, slots=True)
class Sample:
    """A question's gate features, whether it can be answered, and whether its set holds it as it is."""

    features: dict[str, float]
    answerable: bool
    genuine: bool


def collect(folder: Path, others: Sequence[Case], index_dir: Path, embedder: Embedder) -> list[Sample]:
    """The samples of one set; `others` are questions of the other sets."""
    build(folder / "docs", index_dir, embedder)
    bot = open_bot(index_dir, folder / "docs", embedder)
    cases = read_cases(folder / "cases.jsonl")
    chance = random.Random(0)  # noqa: S311 - reproducible, not secret
    cases = chance.sample(cases, min(_CASES, len(cases)))
    samples = []
    for question, history, answerable, genuine in _questions(cases, others, chance):
        for evidence in bot.answerer.evidence(question, history)[:1]:
            samples.append(Sample(evidence.features, answerable, genuine))
    return samples


def fit(samples: Sequence[Sequence[Sample]]) -> dict[str, float]:
    """Coefficients of a logistic regression on the samples of several sets, each set of the same weight."""
    names = list(samples[0][0].features)
    rows, labels = _matrix([sample for own in samples for sample in own], names)
    weights = np.concatenate([np.full(len(own), 1000 / len(own)) for own in samples])
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    model.fit(rows, labels, logisticregression__sample_weight=weights)
    scale, centre = model[0].scale_, model[0].mean_
    slopes = model[1].coef_[0] / scale
    intercept = float(model[1].intercept_[0] - slopes @ centre)
    return {"intercept": intercept} | {name: float(slope) for name, slope in zip(names, slopes, strict=True)}


def _questions(
    cases: Sequence[Case], others: Sequence[Case], chance: random.Random
) -> Iterator[tuple[str, Sequence[Turn], bool, bool]]:
    for case in cases:
        yield case.question, case.history, case.answerable, True
    for case in chance.sample(list(others), min(_MADE_UP, len(others))):
        yield case.question, (), False, False
    names = [name for case in others for name in _NAME.findall(case.question)]
    named = [case for case in cases if case.answerable and _NAME.search(case.question)]
    for case in chance.sample(named, min(_MADE_UP, len(named))):
        name = chance.choice(_NAME.findall(case.question))
        yield case.question.replace(name, chance.choice(names)), case.history, False, False


def _matrix(samples: Sequence[Sample], names: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    rows = [[sample.features[name] for name in names] for sample in samples]
    return np.array(rows), np.array([int(sample.answerable) for sample in samples])


def _line(name: str, samples: Sequence[Sample], gate: app.gate.Gate) -> str:
    def refused(chosen: Sequence[Sample]) -> str:
        return f"{np.mean([gate(s.features) < app.gate.THRESHOLD for s in chosen]):.2f}" if chosen else "  - "

    genuine = [sample for sample in samples if sample.genuine]
    labels = {sample.answerable for sample in genuine}
    auroc = (
        roc_auc_score([s.answerable for s in genuine], [gate(s.features) for s in genuine]) if len(labels) > 1 else None
    )
    return (
        f"{name:12} AUROC {'  - ' if auroc is None else f'{auroc:.3f}'}, refused: "
        f"{refused([s for s in genuine if s.answerable])} of the answerable, "
        f"{refused([s for s in genuine if not s.answerable])} of the unanswerable, "
        f"{refused([s for s in samples if not s.genuine])} of the made-up"
    )


def main() -> None:
    """Collects, shows each set under the others' coefficients, writes the coefficients of all."""
    parser = argparse.ArgumentParser(prog="python -m eval.calibrate", description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    folders: list[Path] = parser.parse_args().sets
    settings = Settings()
    embedder = open_embedder(settings.embedder)
    cases = {folder: [case for case in read_cases(folder / "cases.jsonl") if not case.history] for folder in folders}
    samples = {}
    for folder in folders:
        others = [case for other in folders if other != folder for case in cases[other]]
        samples[folder] = collect(folder, others, settings.index_dir / "calibrate" / folder.name, embedder)
        print(f"{folder.name}: {len(samples[folder])} samples", file=sys.stderr)
    for folder in folders:
        rest = [samples[other] for other in folders if other != folder]
        if rest:
            print(_line(folder.name, samples[folder], app.gate.Gate(fit(rest))))
    coefficients = {name: round(value, 4) for name, value in fit(list(samples.values())).items()}
    record = {"sets": [folder.name for folder in folders], "coefficients": coefficients}
    Path(app.gate.__file__).with_name("gate.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(coefficients)


if __name__ == "__main__":
    main()
