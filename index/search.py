"""Hybrid search: dense and BM25 scores of a snapshot's chunks, fused into one ranking."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.embedder import Embedder, Vectors
from index.library import Snapshot
from index.records import Hit

CANDIDATES = 100
DENSE_WEIGHT = 0.5


class Searcher:
    """`searcher(questions, limit)` finds the chunks that fit any of several forms of one question best."""

    def __init__(self, snapshot: Snapshot, embedder: Embedder) -> None:
        self._snapshot = snapshot
        self._embedder = embedder

    def __call__(self, questions: Sequence[str], limit: int = CANDIDATES) -> list[Hit]:
        """Hits best first, at most `limit`; none without chunks. A chunk's scores are its best over the forms."""
        if not self._snapshot.chunks:
            return []
        best: dict[int, Hit] = {}
        for question, vector in zip(questions, self._embedder.queries(questions), strict=True):
            for row, hit in self._search(question, vector).items():
                if row not in best or hit.score > best[row].score:
                    best[row] = hit
        return sorted(best.values(), key=lambda hit: -hit.score)[:limit]

    def _search(self, question: str, vector: Vectors) -> dict[int, Hit]:
        lexical = self._snapshot.lexical.scores(question)
        cosines, rows = self._snapshot.store.search(vector[np.newaxis], CANDIDATES)
        dense = dict(zip(rows[0].tolist(), cosines[0].tolist(), strict=True))
        by_terms = [int(row) for row in np.argsort(-lexical, kind="stable")[:CANDIDATES] if lexical[row] > 0]
        union = sorted(dense.keys() | set(by_terms))
        floor = min(dense.values())  # of a chunk outside the dense candidates only an upper bound is known
        dense_scores = np.array([dense.get(row, floor) for row in union])
        fused = fuse(dense_scores, lexical[union])
        return {
            row: Hit(self._snapshot.chunks[row], float(score), float(cosine), float(lexical[row]))
            for row, score, cosine in zip(union, fused, dense_scores, strict=True)
        }


def fuse(dense: NDArray[np.floating], lexical: NDArray[np.floating]) -> NDArray[np.float64]:
    """Convex combination of min-max normalised scores, 0 to 1.

    Bruch, Gai, Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", ACM TOIS 2023. BM25's minimum is
    its theoretical one, 0.
    """
    return DENSE_WEIGHT * _unit(dense, float(dense.min())) + (1 - DENSE_WEIGHT) * _unit(lexical, 0.0)


def _unit(scores: NDArray[np.floating], minimum: float) -> NDArray[np.float64]:
    spread = float(scores.max()) - minimum
    unit = (scores - minimum) / spread if spread > 0 else np.zeros(len(scores))
    return unit.astype(np.float64)
