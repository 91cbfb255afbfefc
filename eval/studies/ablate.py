"""One choice altered at a time: `python -m eval.studies.ablate SET ...`, each a folder with `docs/` and `cases.jsonl`.

Prints the two tables of `eval/RESULTS.md`: how well files are found, and which sentences are chosen.
"""

import argparse
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from app.answering.answerer import Search, merge
from app.answering.ranking import STATEMENTS, ranking_weights
from app.asking.leaning import leans
from app.asking.spelling import Speller
from app.bot import answerer_over
from eval.case import read_cases
from eval.measuring.indexing import indexed
from eval.measuring.metrics import correct, ranking_figures, sentence_f1
from eval.measuring.statistics import mean
from index.chunks import chunk_document, embedding_text
from index.embedding.embedder import BUNDLED, Embedder
from index.embedding.opening import open_embedder
from index.embedding.remembering import RememberingEmbedder
from index.errors import reported
from index.reading.parser import Parser
from index.records import Chunk, Hit
from index.search import SEARCH, Scores, Searcher, SearchSettings
from index.storing.bm25 import LexicalIndex
from index.storing.memory import snapshot_of
from index.storing.snapshot import Snapshot
from index.storing.vectors import FaissStore

T = TypeVar("T")
_RRF = 60
_CASES = 300  # of each set, at most


def _rrf(dense: Scores, lexical: Scores, dense_weights: Scores) -> NDArray[np.float64]:
    """Reciprocal rank fusion (Cormack, Clarke, Büttcher 2009) in place of the convex combination."""
    ranks = [np.argsort(np.argsort(-scores)) for scores in (dense, lexical)]
    fused: NDArray[np.float64] = np.sum([1 / (_RRF + 1 + rank) for rank in ranks], axis=0) * _RRF / 2
    return fused


def _chunked(
    snapshot: Snapshot, embedder: Embedder, text: Callable[[Chunk], str] = embedding_text, **settings: int
) -> Snapshot:
    """The snapshot of its documents cut by other settings, or embedded as another text."""
    chunks = [
        chunk
        for document in snapshot.documents
        for chunk in chunk_document(document, embedder.count_tokens, embedder.max_tokens, **settings)
    ]
    made = snapshot_of(chunks, embedder.documents([text(chunk) for chunk in chunks]), passages=FaissStore.build)
    return replace(made, manifest=snapshot.manifest, files=snapshot.files, tables=snapshot.tables)


def _worded(
    snapshot: Snapshot, _: Embedder, text: Callable[[Chunk], str] = embedding_text, stemmed: bool = True
) -> Snapshot:
    """The snapshot with BM25 over another text, or as if in a language without a stemmer."""
    chunks = list(snapshot.chunks)
    languages = [chunk.document.language if stemmed else "" for chunk in chunks]
    made = replace(snapshot)
    vars(made)["lexical"] = LexicalIndex.build([text(chunk) for chunk in chunks], languages)  # found there once made
    return made


def _best_form(search: Search) -> Search:
    def best(forms: Mapping[str, float]) -> list[Hit]:
        alone = ((weight, search({form: 1.0})) for form, weight in forms.items())
        scaled = ([replace(hit, score=weight * hit.score) for hit in hits] for weight, hits in alone)
        return merge(scaled)[: SEARCH.candidates]

    return best


def _alone(search: Search) -> Search:
    return lambda forms: search({_question(forms): 1.0})


def _where_it_leans(search: Search) -> Search:
    return lambda forms: search(forms if leans(_question(forms)) else {_question(forms): 1.0})


def _question(forms: Mapping[str, float]) -> str:
    """The form without context, which comes last."""
    return list(forms)[-1]


@dataclass(frozen=True, slots=True)
class Variant:
    """What is done otherwise: the index made anew, the search and its settings, and slips."""

    index: Callable[[Snapshot, Embedder], Snapshot] | None = None
    settings: SearchSettings = SEARCH
    searched: Callable[[Search], Search] = lambda search: search
    speller: Speller | None = None


RETRIEVAL = {
    "as built": Variant(),
    "chunks of 100 tokens": Variant(partial(_chunked, most=100)),
    "chunks of 150 tokens": Variant(partial(_chunked, most=150)),
    "no overlap": Variant(partial(_chunked, overlap=0)),
    "no header in the embedding": Variant(partial(_chunked, text=attrgetter("text"))),
    "no header in BM25": Variant(partial(_worded, text=attrgetter("text"))),
    "no stemming": Variant(partial(_worded, stemmed=False)),
    "dense alone": Variant(settings=SearchSettings(dense_weight=1.0, foreign_dense_weight=1.0)),
    "BM25 alone": Variant(settings=SearchSettings(dense_weight=0.0, foreign_dense_weight=0.0)),
    "dense weight .3": Variant(settings=SearchSettings(dense_weight=0.3)),
    "dense weight .7": Variant(settings=SearchSettings(dense_weight=0.7)),
    "same weight in every language": Variant(settings=SearchSettings(foreign_dense_weight=SEARCH.dense_weight)),
    "reciprocal rank fusion": Variant(settings=SearchSettings(fuse=_rrf)),
    "20 candidates": Variant(settings=SearchSettings(candidates=20)),
    "200 candidates": Variant(settings=SearchSettings(candidates=200)),
    "best form instead of the mean": Variant(searched=_best_form),
    "the question alone": Variant(searched=_alone),
    "context only where it leans": Variant(searched=_where_it_leans),
    "slips not mended": Variant(speller=Speller(tuple, lambda word: True)),
}
_WEIGHTS = ranking_weights()
SENTENCES = {"as built": _WEIGHTS} | {f"without {name}": _WEIGHTS | {name: 0.0} for name in _WEIGHTS}


class Bench:
    """A question set and the index of its documents."""

    def __init__(self, folder: Path, embedder: Embedder, parser: Parser | None = None) -> None:
        self.name = folder.name
        cases = [case for case in read_cases(folder / "cases.jsonl") if case.answerable]
        self._cases = random.Random(0).sample(cases, min(_CASES, len(cases)))  # noqa: S311 - reproducible, not secret
        self._embedder = embedder
        self._snapshot = indexed(folder / "docs", embedder, parser)

    def retrieval(self, variant: Variant) -> str:
        """hit@1 / recall@5 / nDCG@10 over the files."""
        snapshot = variant.index(self._snapshot, self._embedder) if variant.index else self._snapshot
        search = variant.searched(Searcher(snapshot, self._embedder, variant.settings))
        answerer = answerer_over(snapshot, self._embedder, search=search, speller=variant.speller)
        hits = {case.id: answerer.search(case.question, case.history) for case in self._cases}
        rankings = {id: list(dict.fromkeys(hit.chunk.document.source for hit in hits[id])) for id in hits}
        indexed_as = snapshot.originals
        relevant = {case.id: {indexed_as.get(source, source) for source in case.sources} for case in self._cases}
        figures = list(ranking_figures(rankings, relevant).values())
        return " / ".join(f"{mean(case[name] for case in figures):.3f}" for name in ("hit@1", "recall@5", "ndcg@10"))

    def sentences(self, weights: Mapping[str, float]) -> str:
        """Share of answers within the best 1 / 2 / 3 sentences, or F1 of the cited ones against the evidence."""
        within: list[list[bool]] = []
        f1: list[float | None] = []
        answerer = answerer_over(self._snapshot, self._embedder, weights=weights)
        for case in self._cases:
            parts = answerer.evidence(case.question, case.history)
            best = [candidate.text for evidence in parts for candidate in evidence.ranked[:STATEMENTS]]
            if case.answers:
                within.append([correct(" ".join(best[:count]), case.answers) for count in (1, 2, 3)])
            f1.append(sentence_f1(best[:STATEMENTS], case.evidence))
        shares = " / ".join(f"{np.mean(column):.3f}" for column in zip(*within, strict=True))
        average = mean(f1)
        return shares or ("" if average is None else f"{average:.3f}")


def _table(benches: Sequence[Bench], rows: Mapping[str, T], measure: Callable[[Bench, T], str]) -> None:
    print(f"| | {' | '.join(bench.name for bench in benches)} |\n|---|{'---|' * len(benches)}")
    for name, variant in rows.items():
        print(f"| {name} | {' | '.join(measure(bench, variant) for bench in benches)} |", flush=True)


def main(arguments: Sequence[str] | None = None, embedder: Embedder | None = None) -> int:
    """Prints both tables, by the bundled model unless another embedder is given; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m eval.studies.ablate", description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    folders: list[Path] = parser.parse_args(arguments).sets
    embedder = RememberingEmbedder(embedder or open_embedder(BUNDLED))
    benches = [Bench(folder, embedder) for folder in folders]
    print("hit@1 / recall@5 / nDCG@10\n")
    _table(benches, RETRIEVAL, Bench.retrieval)
    print("\nanswer within 1 / 2 / 3 sentences, or F1 of the best three against the evidence\n")
    _table(benches, SENTENCES, Bench.sentences)
    return 0


if __name__ == "__main__":
    sys.exit(reported(main))
