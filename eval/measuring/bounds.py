"""How many of the answers to come may be wrong, said of a user's own cases, and the threshold that keeps it low.

The bound is exact, of as many answers again, for any share of wrong ones (Thatcher 1964). The threshold is the lowest
of a sequence that begins with the strictest and ends where the bound first fails (fixed-sequence testing, as in Learn
then Test, Angelopoulos et al. 2021): so that it is chosen by the same cases does not make the bound untrue. Pure.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.stats import hypergeom

CERTAINTY = 0.95
_DOUBT = (1 - CERTAINTY) / 4
"""A quarter for the bound at a threshold that is chosen, one for that at the shipped threshold, said where none can be.
The rest is for what is only nearly exact: how many answers there will be is not known, nor is where the sequence
begins. See `eval.studies.splits`."""
_REFUSED = 0.03  # of the answerable questions, which are then shown nothing at all
_FIRST = 0.5  # of the questions that come near an answer: those that the strictest threshold of the sequence answers


@dataclass(frozen=True, slots=True)
class Tried:
    """A case at every threshold. `nearest` is its confidence, of its parts the highest.

    `steps` are (confidence, wrong), highest first: a threshold up to this confidence, but above the next, gives an
    answer which is wrong, or not; a question in parts has one for each set of parts that are answered.
    """

    answerable: bool
    nearest: float
    steps: tuple[tuple[float, bool], ...] = ()

    def wrong(self, threshold: float) -> bool | None:
        """Whether the answer given at this threshold is wrong; None if none is given."""
        given = [wrong for confidence, wrong in self.steps if confidence >= threshold]
        return given[-1] if given else None


@dataclass(frozen=True, slots=True)
class Bound:
    """At the threshold `wrong` of so many `answers` were wrong; of as many again at most `most` will be."""

    threshold: float
    answers: int
    wrong: int
    most: int

    @property
    def share(self) -> float:
        return self.most / self.answers if self.answers else 1.0


@cache
def most_wrong(wrong: int, answers: int, following: int, doubt: float = _DOUBT) -> int:
    """At most so many of the `following` answers are wrong, save with a probability of at most `doubt`, if they are of
    the same kind as the `answers` of which `wrong` were wrong.

    It is the largest number at which so few wrong ones among the first would not be a surprise: if all are shuffled,
    they are hypergeometric, whatever the share of wrong ones is.
    """
    if not answers:
        return following
    to_come = np.arange(following + 1)
    likely = hypergeom.cdf(wrong, answers + following, wrong + to_come, answers) > doubt
    return int(to_come[likely].max())


@cache
def needed(at_most: float) -> int:
    """The fewest answers, none of them wrong, of which the bound is at most this share, above 0."""
    answers = max(1, math.floor(1 / at_most))
    while most_wrong(0, answers, answers) > at_most * answers:
        answers += 1
    return answers


def bound_at(tried: Sequence[Tried], threshold: float) -> Bound:
    """The bound at a threshold that was not chosen by these cases."""
    given = [wrong for one in tried if (wrong := one.wrong(threshold)) is not None]
    return Bound(threshold, len(given), sum(given), most_wrong(sum(given), len(given), len(given)))


def sequence(tried: Sequence[Tried], at_most: float, lowest: float) -> list[Bound]:
    """The bounds at the thresholds that are tried, in hundredths, strictest first.

    The first is the highest that answers half of what can be answered at all, and as many as are `needed`. It is told
    by how many there are, not by how many are wrong. Empty if there are too few.
    """
    least = max(needed(at_most), math.ceil(_FIRST * bound_at(tried, lowest).answers))
    bounds = (bound_at(tried, hundredth / 100) for hundredth in range(100, round(lowest * 100) - 1, -1))
    return [bound for bound in bounds if bound.answers >= least]


def lowest_held(bounds: Sequence[Bound], at_most: float) -> Bound | None:
    """The last before the first of which the share may be larger; None if that is the first of all."""
    held = None
    for bound in bounds:
        if bound.share > at_most:
            break
        held = bound
    return held


def unsure_from(tried: Sequence[Tried], most: float) -> float:
    """The threshold below which nothing is shown, in hundredths: at most `most`, and such that hardly any answerable
    question is refused."""
    answerable = [one.nearest for one in tried if one.answerable]
    below = (hundredth / 100 for hundredth in range(round(most * 100), 0, -1))
    allowed = _REFUSED * len(answerable)
    return next((one for one in below if sum(nearest < one for nearest in answerable) <= allowed), 0.0)
