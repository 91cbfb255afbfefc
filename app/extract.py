"""The answerer without an LLM: ranks the sentences of the best chunks by how well they answer, and keeps 1 to 3."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.answer_type import holds_answer_type
from index.embedder import Embedder, Vectors
from index.lexical import terms
from index.records import Document, Hit
from index.sentences import Span, sentences

Rarity = Callable[[str], float]
"""Inverse document frequency of a term."""

_CHUNKS = 8  # hits whose sentences are considered
_STATEMENTS = 3
_MARGIN = 0.25  # a sentence this much below the best is left out
_FULL_LENGTH = 4  # content words: shorter ones are titles, signatures and datelines
_REMEMBERED = 20_000  # sentence vectors, 30 MB
# By hand from one-feature sweeps on public factoid and long-answer sets.
_WEIGHTS = {"cosine": 1.0, "coverage": 1.0, "chunk": 0.7, "answer_type": 0.15, "length": 0.2}


@dataclass(frozen=True, slots=True)
class Candidate:
    """The sentence `document.text[start:end]` and its features, each about -1 to 1; larger answers better."""

    document: Document
    start: int
    end: int
    features: dict[str, float]
    score: float

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]


class SentenceRanker:
    """Ranks the sentences of hits for a question in one or more forms. Remembers sentence vectors."""

    def __init__(self, embedder: Embedder, rarity: Rarity) -> None:
        self._embedder = embedder
        self._rarity = rarity
        self._vectors: dict[tuple[str, int, int], Vectors] = {}

    def __call__(self, questions: Sequence[str], hits: Sequence[Hit]) -> list[Candidate]:
        """Every sentence of the first hits once, best first."""
        found: dict[tuple[str, int, int], Candidate] = {}
        for hit in hits[:_CHUNKS]:
            document = hit.chunk.document
            for start, end in _sentences(hit):
                key = (document.sha256, start, end)
                if key not in found:  # hits come best first: the first that holds a sentence has its best chunk score
                    found[key] = Candidate(document, start, end, {"chunk": hit.score}, 0.0)
        if not found:
            return []
        cosines = self._embed(found) @ self._embedder.queries(questions).T
        wanted = [{term: self._rarity(term) for term in terms(question)} for question in questions]
        ranked = []
        for candidate, cosine in zip(found.values(), cosines.max(axis=1).tolist(), strict=True):
            words = terms(candidate.text)
            features = {
                "cosine": cosine,
                "coverage": max(coverage(weights, words) for weights in wanted),
                "chunk": candidate.features["chunk"],
                "answer_type": holds_answer_type(questions[0], candidate.text),
                "length": min(len(words), _FULL_LENGTH) / _FULL_LENGTH,
            }
            score = sum(weight * features[name] for name, weight in _WEIGHTS.items())
            ranked.append(replace(candidate, features=features, score=score))
        return sorted(ranked, key=lambda candidate: -candidate.score)

    def _embed(self, found: dict[tuple[str, int, int], Candidate]) -> Vectors:
        """Vectors of the sentences, (sentences, dimension)."""
        if len(self._vectors) > _REMEMBERED:
            self._vectors = {}
        remembered = self._vectors
        new = [key for key in found if key not in remembered]
        if new:
            remembered.update(zip(new, self._embedder.documents([found[key].text for key in new]), strict=True))
        return np.stack([remembered[key] for key in found])


def coverage(wanted: dict[str, float], words: Sequence[str]) -> float:
    """Share of the wanted terms' weight that `words` holds; 0 if nothing is wanted."""
    total = sum(wanted.values())
    return sum(weight for term, weight in wanted.items() if term in set(words)) / total if total else 0.0


def choose(ranked: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence, and up to two more that are nearly as good."""
    return [candidate for candidate in ranked[:_STATEMENTS] if candidate.score >= ranked[0].score - _MARGIN]


def _sentences(hit: Hit) -> list[Span]:
    chunk = hit.chunk
    return [(chunk.start + start, chunk.start + end) for start, end in sentences(chunk.text)]
