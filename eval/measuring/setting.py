"""What a user's own cases make of the thresholds, and what can then be said of the answers to come. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.measuring.bounds import CERTAINTY, Bound, Tried, bound_at, lowest_held, needed, sequence, unsure_from

_STEP = 5  # percent: shares of wrong answers that are proposed where the one asked for can't be held


@dataclass(frozen=True, slots=True)
class Setting:
    """The thresholds to keep; without them those shipped are to be used, or, if the cases are `too_few`, those in use.

    `says` are sentences for whoever ran the cases, `holds` the one of them that says what can be relied on.
    """

    answered: float | None
    unsure: float | None
    too_few: bool
    holds: str
    says: tuple[str, ...]


def setting(tried: Sequence[Tried], shipped: tuple[float, float], at_most: float) -> Setting:
    """What the cases make of the shipped thresholds, `answered` and `unsure`, if at most this share of the answers may
    be wrong."""
    answered, unsure = shipped
    bounds = sequence(tried, at_most, unsure)
    if not bounds:
        can = bound_at(tried, unsure).answers
        few = (
            f"There are too few cases to set thresholds: that at most {at_most:.0%} of answers are wrong can be said "
            f"from {needed(at_most)} answers on if none is wrong, and {can} of these {len(tried)} cases come near one."
        )
        return Setting(None, None, True, "", (few,))
    if held := lowest_held(bounds, at_most):
        holds = in_words(held)
        low = unsure_from(tried, min(unsure, held.threshold))
        before = bound_at(tried, answered).answers
        said = (
            f"By these {len(tried)} cases, questions are answered from a confidence of {held.threshold:.2f} on and "
            f"refused below {low:.2f}, instead of {answered:.2f} and {unsure:.2f}: {held.answers} of the cases are "
            f"answered, instead of {before}."
        )
        return Setting(held.threshold, low, False, holds, (said, holds))
    none = f"No threshold keeps wrong answers to {at_most:.0%}: {_instead(tried, at_most, unsure)}"
    shipped_bound = bound_at(tried, answered)
    holds = in_words(shipped_bound) if shipped_bound.answers else ""
    stay = f"The shipped thresholds are used: answered from {answered:.2f} on, refused below {unsure:.2f}."
    return Setting(None, None, False, holds, (none, stay, *([holds] if holds else [])))


def in_words(bound: Bound) -> str:
    """What the bound says."""
    return (
        f"Of the next {bound.answers} answers to questions like these, at most {bound.most} are wrong "
        f"({bound.share:.0%}), with {CERTAINTY:.0%} certainty; of these {bound.answers}, {bound.wrong} were."
    )


def _instead(tried: Sequence[Tried], at_most: float, unsure: float) -> str:
    """The least share that could be held."""
    shares = (percent / 100 for percent in range(_STEP, 100, _STEP))
    for share in shares:
        if share > at_most and lowest_held(sequence(tried, share, unsure), share):
            return f"the least that can be kept to is {share:.0%} (--wrong-at-most {share:.0%})."
    return "the cases show no share that can be kept to."
