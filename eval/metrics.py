"""The figures of an eval run. Pure functions; None where a figure has no cases, never 0."""

import math
import re
from collections.abc import Iterable, Sequence

from index.lexical import fold

_ARTICLE_OR_MARK = re.compile(r"\b(?:a|an|the)\b|[^\w\s]|_")


def normalise(text: str) -> str:
    """Lower case, no punctuation, articles or accents: after SQuAD's rule (Rajpurkar et al. 2016)."""
    return " ".join(_ARTICLE_OR_MARK.sub(" ", fold(text)).split())


def correct(text: str, answers: Sequence[Sequence[str]]) -> bool:
    """Whether of every group at least one alternative stands in `text`, as whole words, after `normalise`."""
    said = f" {normalise(text)} "
    return all(any(f" {normalise(alternative)} " in said for alternative in group) for group in answers)


def hit_at(ranked: Sequence[str], relevant: Sequence[str], depth: int) -> float:
    """1 if one of the first `depth` ranked sources is relevant, else 0."""
    return float(bool(set(ranked[:depth]) & set(relevant)))


def recall_at(ranked: Sequence[str], relevant: Sequence[str], depth: int) -> float:
    """Share of the relevant sources among the first `depth` ranked ones."""
    return len(set(ranked[:depth]) & set(relevant)) / len(set(relevant))


def reciprocal_rank(ranked: Sequence[str], relevant: Sequence[str], depth: int = 10) -> float:
    """1 / rank of the first relevant source among the first `depth`, 0 if there is none (Voorhees 1999)."""
    return next((1 / rank for rank, source in enumerate(ranked[:depth], start=1) if source in relevant), 0.0)


def precision(found: Iterable[str], relevant: Sequence[str]) -> float | None:
    """Share of the found items that are relevant; None if nothing was found."""
    found = set(found)
    return len(found & set(relevant)) / len(found) if found else None


def mean(values: Iterable[float | None]) -> float | None:
    """Mean of the values that are there; None if there is none."""
    present = [value for value in values if value is not None]
    return sum(present) / len(present) if present else None


def quantile(values: Sequence[float], share: float) -> float | None:
    """The smallest value with at least `share` of the values at or below it; None without values."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)] if ordered else None
