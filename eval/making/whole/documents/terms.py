"""Figures that hold from a day on until another document states them anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Term:
    """From `start` on the figure is `value`, by a sentence of a document."""

    start: date
    value: int
    source: str
    sentence: str


def on(terms: Sequence[Term], day: date) -> tuple[Term | None, list[Term]]:
    """The term in force on a day, None before the first one, and those that it overrules, oldest first."""
    begun = sorted((term for term in terms if term.start <= day), key=lambda term: term.start)
    return (begun[-1], begun[:-1]) if begun else (None, [])
