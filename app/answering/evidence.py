"""What a question is decided on: sentences with their features, and all that was found for a part of it. Pure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.asking.asked import Question
from app.whole.valid import Standing
from index.language.sentences import Span
from index.language.shown import shown
from index.records import Document, Hit

Band = Literal["answered", "unsure", "refused"]
"""What is made of a question: answered, with the closest passages shown, or with nothing."""

HITS = 10  # the best, of which an answer is made, and which it shows


@dataclass(frozen=True, slots=True)
class Candidate:
    """The sentence `document.text[start:end]`, its features and their weighted sum, in log-odds.

    `span` are the document's characters that are the answer proper, if the reader saw any, and `exact` is how sure it
    is of them, in log-odds.
    """

    document: Document
    start: int
    end: int
    features: dict[str, float]
    score: float
    span: Span | None = None
    exact: float = -math.inf

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]

    @property
    def line(self) -> str:
        """The sentence in one line, as a statement gives it."""
        return shown(self.text).text

    def in_line(self, span: Span) -> Span | None:
        """Characters of the document as characters of `line`, None if they are not shown."""
        return shown(self.text).span(span[0] - self.start, span[1] - self.start)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one question is decided on; what `explain` shows.

    `chosen` are the sentences to answer with, or, in the band `unsure`, those that come nearest; none if refused.
    `unmet` are words of the question that pin down what is asked for, and that `chosen` does not bear out; `said` tells
    that the first of these led an earlier answer of the conversation. `standing` tells which of them holds at the time
    asked for, where a text says so.
    """

    question: Question
    hits: Sequence[Hit]
    ranked: Sequence[Candidate]
    features: dict[str, float]
    confidence: float
    band: Band
    chosen: Sequence[Candidate]
    timings: dict[str, float]
    unmet: tuple[str, ...] = ()
    said: bool = False
    standing: Standing[Candidate] | None = None


def weighed(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The sum of the features that have a weight, each times its own."""
    return sum(weight * features[name] for name, weight in weights.items())


def coverage(wanted: Mapping[str, float], words: Iterable[str]) -> float:
    """Share of the wanted terms' weight that `words` holds; 0 if nothing is wanted."""
    total, held = sum(wanted.values()), set(words)
    return sum(weight for term, weight in wanted.items() if term in held) / total if total else 0.0
