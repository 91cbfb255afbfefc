"""Sums up outcomes: every figure with its interval and its number of cases, by type too, and the two curves. Pure."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from eval.measuring.result import Figures, Outcome, is_answer, not_answered
from eval.measuring.statistics import (
    auroc,
    calibration_error,
    interval,
    mean,
    quantile,
    refusal_curve,
    refused_at,
    reliability,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """What a figure is called, in which section it is shown, and what it says; without `higher`, lower is better."""

    name: str
    section: str
    meaning: str
    higher: bool = True


FIGURES = tuple(
    Figure(name, section, row["meaning"], not row.get("lower"))
    for section, rows in tomllib.loads(Path(__file__).with_name("figures.toml").read_text(encoding="utf-8")).items()
    for name, row in rows.items()
)
OF_WRITING = tuple(figure.name for figure in FIGURES if figure.section == "Language model")
_OF_A_CASE = ("All cases", "Answers", "Retrieval", "Citations")  # sections whose figures are means over cases


@dataclass(frozen=True, slots=True)
class _Sample:
    """The values that a figure is computed from. A figure that is no `share`, such as a number, has no interval."""

    values: Sequence[Sequence[float]]
    statistic: Callable[..., float | None] = mean
    paired: bool = False
    share: bool = True


def summarise(outcomes: Sequence[Outcome], left_out: Sequence[Outcome] = ()) -> Figures:
    """The parts of a result that are computed from its outcomes.

    `summary`: each of `FIGURES`, None without cases, and the numbers of cases and errors. `intervals`: [low, high],
    95%, where there are two cases or more. `counts`: the cases that a figure is of. `by_type`: the summary of each
    type of case. `latency`: seconds by stage. `reliability` and `refusal_curve`: the points of the plots.
    `left_out` are outcomes of the same cases with their evidence hidden. Figures of a language model, and those with
    the evidence hidden, are there only if they were measured.
    """
    samples = _samples(outcomes, left_out)
    kinds = sorted({outcome["case"]["type"] for outcome in outcomes})
    by_type = {kind: [outcome for outcome in outcomes if outcome["case"]["type"] == kind] for kind in kinds}
    stages = sorted({stage for outcome in outcomes for stage in outcome.get("stages", {})})
    return {
        "summary": _values(outcomes, samples, left_out),
        "intervals": {
            name: [round(min(max(end, 0.0), 1.0), 4) for end in ends]
            for name, sample in samples.items()
            if sample.share and (ends := interval(sample.values, sample.statistic, sample.paired))
        },
        "counts": {name: len(s.values[0]) if s.paired else sum(map(len, s.values)) for name, s in samples.items()},
        "by_type": {kind: _values(alike, _samples(alike)) for kind, alike in by_type.items()},
        "latency": {
            stage: _quantiles([times[stage] for outcome in outcomes if stage in (times := outcome.get("stages", {}))])
            for stage in stages
        },
        "reliability": [asdict(tenth) for tenth in reliability(*samples["calibration_error"].values)],
        "refusal_curve": refusal_curve(*samples["auroc"].values),
    }


def _values(
    outcomes: Sequence[Outcome], samples: dict[str, _Sample], left_out: Sequence[Outcome] = ()
) -> dict[str, Any]:
    times = _quantiles([outcome["seconds"] for outcome in outcomes])
    return {
        "cases": len(outcomes),
        "errors": sum("error" in outcome for outcome in [*outcomes, *left_out]),
        **{name: _rounded(sample.statistic(*sample.values)) for name, sample in samples.items()},
        "seconds_p50": times["p50"],
        "seconds_p95": times["p95"],
    }


def _samples(outcomes: Sequence[Outcome], left_out: Sequence[Outcome] = ()) -> dict[str, _Sample]:
    """What every figure but the times is computed from, in the order of `FIGURES`."""
    known, unknown = (_scores(_of(outcomes, answerable), "confidence") for answerable in (True, False))
    labels = [1.0] * len(known) + [0.0] * len(unknown)
    right_refusals = [float(not outcome["case"]["answerable"]) for outcome in outcomes if outcome["scores"]["refused"]]
    nothing_shown = [float(bool(outcome["scores"]["refused"] or "error" in outcome)) for outcome in _of(outcomes, True)]
    names = [figure.name for figure in FIGURES if figure.section in _OF_A_CASE]
    wrong = [float(not outcome["scores"]["right"]) for outcome in outcomes if is_answer(outcome)]
    samples = {name: _Sample([_scores(outcomes, name)]) for name in names} | {
        "wrong_answers": _Sample([wrong]),
        "words": _Sample([_scores(outcomes, "words")], partial(quantile, share=0.5), share=False),
        "refusal_recall": _Sample([[*map(float, map(not_answered, _of(outcomes, False)))]]),
        "refusal_precision": _Sample([right_refusals]),
        "false_refusals": _Sample([nothing_shown]),
        "unsure_answerable": _Sample([_scores(_of(outcomes, True), "unsure")]),
        "unsure_unanswerable": _Sample([_scores(_of(outcomes, False), "unsure")]),
        "auroc": _Sample([known, unknown], auroc),
        "refused_at_10": _Sample([known, unknown], refused_at),
        "calibration_error": _Sample([known + unknown, labels], calibration_error, paired=True),
    }
    if left_out:
        answered = {before["id"]: is_answer(before) for before in outcomes}
        told_apart = [float(not_answered(after) and answered[after["id"]]) for after in left_out]
        samples |= {
            "left_out_refused": _Sample([[*map(float, map(not_answered, left_out))]]),
            "left_out_told_apart": _Sample([told_apart]),
            "left_out_auroc": _Sample(_confidence_pairs(outcomes, left_out), auroc, paired=True),
        }
    return samples | (_writing(outcomes) if any("written" in outcome["scores"] for outcome in outcomes) else {})


def _writing(outcomes: Sequence[Outcome]) -> dict[str, _Sample]:
    """What the figures of a language model are computed from; the rates are of all statements, not of each answer's."""

    def rate(name: str, weight: Callable[[Mapping[str, Any]], float]) -> _Sample:
        weights = [weight(outcome["scores"]) for outcome in outcomes if outcome["scores"].get(name) is not None]
        return _Sample([_scores(outcomes, name), weights], _weighted, paired=True)

    def of(name: str, statistic: Callable[..., float | None]) -> _Sample:
        return _Sample([_scores(outcomes, name)], statistic, share=False)

    numbers = ("statements", "unsupported_shown", "unfounded", "unknown_numbers", "llm_failures")
    return {
        "written": _Sample([_scores(outcomes, "written")]),
        "support_rate": rate("support_rate", lambda scores: scores["statements"]),
        "corrected_citations": rate(
            "corrected_citations", lambda scores: scores["statements"] - scores["unsupported_shown"]
        ),
        **{name: of(name, sum) for name in numbers},
        "first_token_p50": of("first_token", partial(quantile, share=0.5)),
        "first_token_p95": of("first_token", partial(quantile, share=0.95)),
        "tokens_in": of("tokens_in", mean),
        "tokens_out": of("tokens_out", mean),
        "tokens_in_total": of("tokens_in", sum),
        "tokens_out_total": of("tokens_out", sum),
    }


def _weighted(values: Sequence[float], weights: Sequence[float]) -> float | None:
    return float(np.average(values, weights=weights)) if len(values) else None


def _confidence_pairs(outcomes: Sequence[Outcome], left_out: Sequence[Outcome]) -> list[list[float]]:
    """The confidences with the evidence and those without it, of the cases that have both."""
    confidence = {outcome["id"]: outcome["scores"]["confidence"] for outcome in outcomes}
    pairs = [(confidence[outcome["id"]], outcome["scores"]["confidence"]) for outcome in left_out]
    whole = [(before, after) for before, after in pairs if before is not None and after is not None]
    return [[before for before, _ in whole], [after for _, after in whole]]


def _of(outcomes: Sequence[Outcome], answerable: bool) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome["case"]["answerable"] == answerable]


def _scores(outcomes: Sequence[Outcome], name: str) -> list[float]:
    return [value for outcome in outcomes if (value := outcome["scores"].get(name)) is not None]


def _quantiles(seconds: Sequence[float]) -> dict[str, float | None]:
    return {"p50": quantile(seconds, 0.5), "p95": quantile(seconds, 0.95)}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
