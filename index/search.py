"""Hybrid search: dense and BM25 scores of a snapshot's chunks, fused into one ranking."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Embedder, Vectors, nearness
from index.language.words import told_language
from index.records import Hit
from index.storing.snapshot import Snapshot

Scores = NDArray[np.floating]


def fuse(dense: Scores, lexical: Scores, dense_weights: Scores) -> NDArray[np.float64]:
    """Convex combination of min-max normalised scores, 0 to 1.

    Bruch, Gai, Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", ACM TOIS 2023. BM25's minimum is
    its theoretical one, 0.
    """
    return dense_weights * _unit(dense, float(dense.min())) + (1 - dense_weights) * _unit(lexical, 0.0)


def _unit(scores: Scores, minimum: float) -> NDArray[np.float64]:
    spread = float(scores.max()) - minimum
    unit = (scores - minimum) / spread if spread > 0 else np.zeros(len(scores))
    return unit.astype(np.float64)


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """How many chunks each method brings, and how much the dense one weighs in `fuse`, from 0 to 1."""

    candidates: int = 100
    dense_weight: float = 0.5
    multilingual_dense_weight: float = 0.6  # by an embedder of several languages
    foreign_dense_weight: float = 0.15  # where the embedder does not know the document's language
    across_dense_weight: float = 0.85  # where the question is in another one that it knows
    fuse: Callable[[Scores, Scores, Scores], NDArray[np.float64]] = fuse


SEARCH = SearchSettings()


class Searcher:
    """`searcher(forms, limit)` finds the chunks that fit one question best, put in one or more forms."""

    def __init__(self, snapshot: Snapshot, embedder: Embedder, settings: SearchSettings = SEARCH) -> None:
        self._snapshot = snapshot
        self._embedder = embedder
        self._settings = settings
        self._languages = sorted({entry.language for entry in snapshot.entries})
        place = {language: number for number, language in enumerate(self._languages)}
        self._language_of = np.array([place[entry.language] for entry in snapshot.entries], dtype=np.int64)
        """The place of each document's language among those of all."""

    def __call__(self, forms: Mapping[str, float], limit: int = SEARCH.candidates) -> list[Hit]:
        """Hits best first, at most `limit`; none without chunks.

        `forms` gives the weight of each form of the question. A chunk's score is its mean over them, so a chunk that
        fits the question alone and in its conversation comes before one that fits only one of the two. `dense`, as
        `nearness` has it, and `lexical` of a hit are those of the form that fits it best.
        """
        if not self._snapshot.numbering.size:
            return []
        self._snapshot.lexical.prepare(forms)
        nearest = self._snapshot.store.search(self._embedder.queries(list(forms)), self._settings.candidates)
        weights = self._dense_weights([*forms])
        by_row: dict[int, list[tuple[float, float, float]]] = defaultdict(list)
        for (question, weight), cosines, rows in zip(forms.items(), *nearest, strict=True):
            for row, score, cosine, lexical in self._fused(question, cosines, rows, weights):
                by_row[row].append((weight * score, cosine, lexical))
        total = sum(forms.values())
        found = []
        for row, scores in by_row.items():
            fused, cosines, lexicals = zip(*scores, strict=True)
            found.append((row, sum(fused) / total, max(cosines), max(lexicals)))
        best = sorted(found, key=lambda one: -one[1])[:limit]
        chunks = self._snapshot.chunks.take([row for row, *_ in best])
        return [Hit(chunk, *scores) for chunk, (_, *scores) in zip(chunks, best, strict=True)]

    def _fused(
        self, question: str, cosines: Vectors, rows: NDArray[np.int64], dense_weights: NDArray[np.float64]
    ) -> list[tuple[int, float, float, float]]:
        """Row, fused score, nearness and BM25 score of the candidates of one form, whose nearest rows are given."""
        lexical = self._snapshot.lexical.scores(question)
        dense = dict(zip(rows.tolist(), nearness(cosines, self._embedder).tolist(), strict=True))
        union = sorted(dense.keys() | set(highest(lexical, self._settings.candidates).tolist()))
        floor = min(dense.values())  # of a chunk outside the dense candidates only an upper bound is known
        dense_scores = np.array([dense.get(row, floor) for row in union])
        weights = dense_weights[self._snapshot.numbering.places(np.array(union))]
        fused = self._settings.fuse(dense_scores, lexical[union], weights)
        return list(zip(union, fused.tolist(), dense_scores.tolist(), lexical[union].tolist(), strict=True))

    def _dense_weights(self, forms: Sequence[str]) -> NDArray[np.float64]:
        """Of each document, by its language and the question's, which its last form tells best: others may begin with
        what was said before."""
        known, settings = self._embedder.languages, self._settings
        asked = next(filter(None, map(told_language, reversed(forms))), "")

        def weight(language: str) -> float:
            if known is not None and language not in known:
                return settings.foreign_dense_weight
            if known is None or len(known) == 1:
                return settings.dense_weight
            across = asked in known and asked != language
            return settings.across_dense_weight if across else settings.multilingual_dense_weight

        return np.array([weight(language) for language in self._languages], dtype=np.float64)[self._language_of]


def highest(scores: Scores, limit: int) -> NDArray[np.int64]:
    """Rows of the `limit` highest scores above 0, best first, of equal ones the first row first. Sorts only those."""
    rows = np.flatnonzero(scores > 0)
    if len(rows) > limit:
        least = np.partition(scores[rows], -limit)[-limit]
        rows = rows[scores[rows] >= least]
    return rows[np.argsort(-scores[rows], kind="stable")][:limit]
