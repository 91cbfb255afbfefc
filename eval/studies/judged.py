"""Questions with what was found for each: what the ranking and the gate are fitted on, and how they fare."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.answering.answerer import Answerer
from app.answering.evidence import Candidate, Evidence, weighed
from app.answering.gate import gate_features
from eval.case import Case
from eval.measuring.metrics import correct, normalise, places, token_f1
from index.records import Document

_HALF = 0.5  # of a sentence or of the evidence, whichever is shorter, that they must share


@dataclass(frozen=True)
class Judged:
    """A question of a kind, whether the documents answer it, and what there is for it, of its one part."""

    case: Case
    kind: str
    evidence: Evidence

    @property
    def answerable(self) -> bool:
        return self.case.answerable

    @cached_property
    def right(self) -> list[bool]:
        """Which of the ranked sentences answer: the evidence, or, where the case names none, what holds the answers."""
        gold = [span for quote in self.case.evidence for span in self._places(quote)]
        if not gold:
            return [bool(self.case.answers) and correct(one.text, self.case.answers) for one in self.evidence.ranked]
        return [any(_same(one, *place) for place in gold) for one in self.evidence.ranked]

    @cached_property
    def rows(self) -> NDArray[np.float64]:
        """The features of the ranked sentences, (sentences, features)."""
        return np.array([[*one.features.values()] for one in self.evidence.ranked], dtype=np.float64)

    @cached_property
    def answer_proper(self) -> tuple[bool, float] | None:
        """Exact match and token F1 of what the reader takes for the answer proper in the best sentence; None where that
        sentence does not hold the one answer that the case names."""
        best, answers = self.evidence.ranked[0], self.case.answers
        if len(answers) != 1 or not correct(best.text, answers):
            return None
        told = best.document.text[slice(*best.span)] if best.span else ""
        return any(normalise(told) == normalise(alternative) for alternative in answers[0]), token_f1(told, answers)

    @property
    def features(self) -> dict[str, float]:
        """What the gate looks at."""
        return gate_features(self.evidence.question, self.evidence.hits, self.evidence.ranked)

    def ranked_by(self, weights: Mapping[str, float]) -> "Judged":
        """The same with its sentences in the order of these weights."""
        scored = [replace(one, score=weighed(one.features, weights)) for one in self.evidence.ranked]
        ranked = sorted(scored, key=lambda one: -one.score)
        return replace(self, evidence=replace(self.evidence, ranked=ranked))

    def _places(self, quote: str) -> Iterator[tuple[Document, int, int]]:
        """Where the words of a quote stand in the documents that it is cited from; spaces may differ."""
        documents = {one.document.sha256: one.document for one in self.evidence.ranked}
        for document in documents.values():
            if {document.source, *document.copies} & {*self.case.sources}:
                yield from ((document, *span) for span in places(document.text, quote))


def judged(answerer: Answerer, kind: str, case: Case) -> Judged | None:
    """None of a question in several parts, of which it is not known which can't be answered, or without a sentence."""
    parts = answerer.evidence(case.question, case.history)
    if len(parts) != 1 or not parts[0].ranked:
        return None
    return Judged(case, kind, parts[0])


def first_right(asked: Sequence[Judged], within: int) -> float | None:
    """Share of the answerable questions of which one of the first sentences answers."""
    answerable = [one for one in asked if one.answerable]
    return float(np.mean([any(one.right[:within]) for one in answerable])) if answerable else None


def _same(one: Candidate, document: Document, start: int, end: int) -> bool:
    shared = min(one.end, end) - max(one.start, start)
    return one.document is document and shared >= _HALF * min(one.end - one.start, end - start)
