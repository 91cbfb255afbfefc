"""What a question is decided on: sentences with their features, and all that was found for a part of it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.asking.asked import Question
from index.records import Document, Hit


@dataclass(frozen=True, slots=True)
class Candidate:
    """The sentence `document.text[start:end]` and its features, each about 0 to 1 (answer_type -1 to 1).

    `words` are the terms of the sentence, of the one before it, and of its document's header.
    """

    document: Document
    start: int
    end: int
    features: dict[str, float]
    score: float
    words: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one question is decided on; what `explain` shows.

    `chosen` are the sentences to answer with, none if the gate does not think that they answer.
    """

    question: Question
    hits: Sequence[Hit]
    ranked: Sequence[Candidate]
    features: dict[str, float]
    confidence: float
    chosen: Sequence[Candidate]
    timings: dict[str, float]


def coverage(wanted: Mapping[str, float], words: Iterable[str]) -> float:
    """Share of the wanted terms' weight that `words` holds; 0 if nothing is wanted."""
    total, held = sum(wanted.values()), set(words)
    return sum(weight for term, weight in wanted.items() if term in held) / total if total else 0.0
