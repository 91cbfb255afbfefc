"""Hybrid search: dense and BM25 scores of a snapshot's chunks, fused into one ranking."""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Embedder, Vectors
from index.records import Hit
from index.storing.snapshot import Snapshot

CANDIDATES = 100
DENSE_WEIGHT = 0.5
FOREIGN_DENSE_WEIGHT = 0.15  # where the embedder does not know the document's language


class Searcher:
    """`searcher(forms, limit)` finds the chunks that fit one question best, put in one or more forms."""

    def __init__(self, snapshot: Snapshot, embedder: Embedder) -> None:
        self._snapshot = snapshot
        self._embedder = embedder
        known = embedder.languages
        foreign = [known is not None and chunk.document.language not in known for chunk in snapshot.chunks]
        self._dense_weights = np.where(foreign, FOREIGN_DENSE_WEIGHT, DENSE_WEIGHT)

    def __call__(self, forms: Mapping[str, float], limit: int = CANDIDATES) -> list[Hit]:
        """Hits best first, at most `limit`; none without chunks.

        `forms` gives the weight of each form of the question. A chunk's score is its mean over them, so a chunk that
        fits the question alone and in its conversation comes before one that fits only one of the two. `dense` and
        `lexical` of a hit are those of the form that fits it best.
        """
        if not self._snapshot.chunks:
            return []
        by_row: dict[int, list[tuple[float, float, float]]] = defaultdict(list)
        for (question, weight), vector in zip(forms.items(), self._embedder.queries(list(forms)), strict=True):
            for row, score, cosine, lexical in self._search(question, vector):
                by_row[row].append((weight * score, cosine, lexical))
        total = sum(forms.values())
        hits = []
        for row, scores in by_row.items():
            fused, cosines, lexicals = zip(*scores, strict=True)
            hits.append(Hit(self._snapshot.chunks[row], over_forms(fused) / total, max(cosines), max(lexicals)))
        return sorted(hits, key=lambda hit: -hit.score)[:limit]

    def _search(self, question: str, vector: Vectors) -> list[tuple[int, float, float, float]]:
        """Row, fused score, cosine and BM25 score of the candidates of one form."""
        lexical = self._snapshot.lexical.scores(question)
        cosines, rows = self._snapshot.store.search(vector[np.newaxis], CANDIDATES)
        dense = dict(zip(rows[0].tolist(), cosines[0].tolist(), strict=True))
        union = sorted(dense.keys() | set(highest(lexical, CANDIDATES).tolist()))
        floor = min(dense.values())  # of a chunk outside the dense candidates only an upper bound is known
        dense_scores = np.array([dense.get(row, floor) for row in union])
        fused = fuse(dense_scores, lexical[union], self._dense_weights[union])
        return list(zip(union, fused.tolist(), dense_scores.tolist(), lexical[union].tolist(), strict=True))


def highest(scores: NDArray[np.floating], limit: int) -> NDArray[np.int64]:
    """Rows of the `limit` highest scores above 0, best first, of equal ones the first row first. Sorts only those."""
    rows = np.flatnonzero(scores > 0)
    if len(rows) > limit:
        least = np.partition(scores[rows], -limit)[-limit]
        rows = rows[scores[rows] >= least]
    return rows[np.argsort(-scores[rows], kind="stable")][:limit]


over_forms = sum  # how a chunk's weighted scores under the forms of a question are brought together


def fuse(
    dense: NDArray[np.floating], lexical: NDArray[np.floating], dense_weights: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Convex combination of min-max normalised scores, 0 to 1.

    Bruch, Gai, Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", ACM TOIS 2023. BM25's minimum is
    its theoretical one, 0.
    """
    return dense_weights * _unit(dense, float(dense.min())) + (1 - dense_weights) * _unit(lexical, 0.0)


def _unit(scores: NDArray[np.floating], minimum: float) -> NDArray[np.float64]:
    spread = float(scores.max()) - minimum
    unit = (scores - minimum) / spread if spread > 0 else np.zeros(len(scores))
    return unit.astype(np.float64)
