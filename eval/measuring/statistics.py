"""The figures over many cases: abstention, calibration, latency, intervals, paired tests. Pure; owns scipy.

`confidence` is the estimated probability that a question can be answered, `answerable` whether it can.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

Confidences = Sequence[float]

_BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The cases whose confidence lies in one tenth of 0 to 1: how many, mean confidence, share of answerable ones."""

    cases: int
    confidence: float
    answerable: float


def mean(values: Iterable[float | None]) -> float | None:
    """Mean of the values that are there; None if there is none."""
    present = [value for value in values if value is not None]
    return sum(present) / len(present) if present else None


def quantile(values: Sequence[float], share: float) -> float | None:
    """The smallest value with at least `share` of the values at or below it; None without values."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)] if ordered else None


def auroc(answerable: Confidences, unanswerable: Confidences) -> float | None:
    """The probability that an answerable question is given the higher confidence of two, ties half (Hanley, McNeil
    1982). None if either kind is missing."""
    if not len(answerable) or not len(unanswerable):
        return None
    lower = np.sort(unanswerable)
    beaten = np.searchsorted(lower, answerable, "left") + np.searchsorted(lower, answerable, "right")
    return float(beaten.sum() / 2 / (len(answerable) * len(unanswerable)))


def refused_at(answerable: Confidences, unanswerable: Confidences, false_refusals: float = 0.1) -> float | None:
    """Share of the unanswerable questions that are refused at the threshold that refuses at most `false_refusals` of
    the answerable ones: one point of the ROC curve, with refusal as the positive. None if either kind is missing."""
    if not len(answerable) or not len(unanswerable):
        return None
    allowed = int(len(answerable) * false_refusals + 1e-9)
    threshold = np.sort(answerable)[allowed] if allowed < len(answerable) else np.inf
    return float(np.mean(np.asarray(unanswerable) < threshold))


def refusal_curve(answerable: Confidences, unanswerable: Confidences) -> list[tuple[float, float]]:
    """For each threshold, from none to all: share of the answerable and of the unanswerable questions refused; empty
    if either kind is missing."""
    if not len(answerable) or not len(unanswerable):
        return []
    thresholds = [*np.unique([*answerable, *unanswerable]), np.inf]
    false, right = (np.searchsorted(np.sort(kind), thresholds) / len(kind) for kind in (answerable, unanswerable))
    return list(zip(false.tolist(), right.tolist(), strict=True))


def reliability(confidence: Confidences, answerable: Sequence[float]) -> list[Bin]:
    """The bins of a reliability diagram (Guo et al. 2017), ten of equal width; those without cases are left out."""
    place = np.minimum((np.asarray(confidence, dtype=float) * _BINS).astype(int), _BINS - 1)
    labels = np.asarray(answerable, dtype=float)
    return [
        Bin(int(inside.sum()), float(np.asarray(confidence)[inside].mean()), float(labels[inside].mean()))
        for inside in (place == number for number in range(_BINS))
        if inside.any()
    ]


def calibration_error(confidence: Confidences, answerable: Sequence[float]) -> float | None:
    """Expected calibration error (Guo et al. 2017): the mean distance, over cases, of a bin's confidence from its share
    of answerable questions. 0 is best. None without cases."""
    bins = reliability(confidence, answerable)
    total = sum(tenth.cases for tenth in bins)
    return sum(tenth.cases * abs(tenth.confidence - tenth.answerable) for tenth in bins) / total if total else None


def interval(
    samples: Sequence[Sequence[float]], statistic: Callable[..., float | None], paired: bool = False
) -> tuple[float, float] | None:
    """The bootstrap's 95% percentile interval (Efron 1979), 2,000 resamples, always the same ones.

    Each sample is resampled on its own, or all by the same rows if `paired`. None if one has fewer than two values. Of
    the calibration error it is the basic interval (Davison and Hinkley 1997): resamples have a larger error each.
    """
    if any(len(sample) < 2 for sample in samples):
        return None
    vectorized = statistic is mean
    ends = stats.bootstrap(
        samples,
        np.mean if vectorized else statistic,
        method="basic" if statistic is calibration_error else "percentile",
        n_resamples=2000,
        paired=paired,
        vectorized=vectorized,
        rng=np.random.default_rng(0),
    ).confidence_interval
    return float(ends.low), float(ends.high)


def paired_test(differences: Sequence[float]) -> float:
    """Two-sided p-value of a randomisation test on paired differences (Fisher 1935; for retrieval Smucker et al. 2007):
    how often random signs give a mean as far from 0. Exact up to 13 pairs that differ, 9,999 draws above."""
    differing = np.array([difference for difference in differences if difference])
    if len(differing) < 2:
        return 1.0  # either sign is as far
    test = stats.permutation_test(
        (differing, np.zeros(len(differing))),
        lambda new, old, axis: np.mean(new - old, axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=9999,
        batch=500,
        rng=np.random.default_rng(0),
    )
    return float(test.pvalue)
