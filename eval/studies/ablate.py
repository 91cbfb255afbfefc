"""One choice altered at a time: `python -m eval.studies.ablate SET ...`, each a folder with `docs/` and `cases.jsonl`.

Prints the two tables of `eval/RESULTS.md`: how well files are found, and which sentences are chosen. A variant is a
name and what it puts in the place of module attributes while indexing and asking.
"""

import argparse
import random
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from app.answering.ranking import STATEMENTS, WEIGHTS
from app.asking.conversation import leans
from app.bot import Bot
from eval.case import read_cases
from eval.measuring.metrics import correct, ranking_figures, sentence_f1
from eval.measuring.statistics import mean
from index.building.build import build
from index.chunks import units
from index.embedding.embedder import Embedder
from index.embedding.opening import open_embedder
from index.embedding.remembering import RememberingEmbedder
from index.language.words import terms
from index.records import Chunk, Hit
from index.storing.bm25 import LexicalIndex
from index.storing.snapshot import Snapshot, open_snapshot

Ranking = list[str]
_NEAR = 0.9  # share of terms two chunks have in common, from which on they are near-duplicates
_RRF = 60
_CASES = 300  # of each set, at most


def first_chunk(hits: Sequence[Hit]) -> Ranking:
    """Files in the order of their best chunks."""
    return list(dict.fromkeys(hit.chunk.document.source for hit in hits))


def _two_chunks(hits: Sequence[Hit]) -> Ranking:
    scores: dict[str, list[float]] = defaultdict(list)
    for hit in hits:
        scores[hit.chunk.document.source].append(hit.score)
    return sorted(scores, key=lambda source: -sum(scores[source][:2]))


def _without_near_duplicates(hits: Sequence[Hit]) -> Ranking:
    kept: list[tuple[Hit, set[str]]] = []
    for hit in hits[:20]:
        own = set(terms(hit.chunk.text))
        if all(len(own & other) < _NEAR * len(own | other) for _, other in kept):
            kept.append((hit, own))
    return first_chunk([hit for hit, _ in kept])


def _rrf(dense: NDArray[Any], lexical: NDArray[Any], dense_weights: NDArray[Any]) -> NDArray[np.float64]:
    """Reciprocal rank fusion (Cormack, Clarke, Büttcher 2009) in place of the convex combination."""
    ranks = [np.argsort(np.argsort(-scores)) for scores in (dense, lexical)]
    fused: NDArray[np.float64] = np.sum([1 / (_RRF + 1 + rank) for rank in ranks], axis=0) * _RRF / 2
    return fused


def _text(chunk: Chunk) -> str:
    return chunk.text


def _alone(question: str, history: Any) -> dict[str, float]:
    return {question: 1.0}


def _where_it_leans(question: str, history: Any) -> dict[str, float]:
    from app.asking.conversation import in_context

    return in_context(question, history) if leans(question) else {question: 1.0}


@dataclass(frozen=True, slots=True)
class Variant:
    """`changes` maps "module.attribute" to what stands there; `anew` says what of the index depends on them."""

    name: str
    changes: Mapping[str, Any]
    anew: Literal["nothing", "BM25", "chunks"] = "nothing"
    rank: Callable[[Sequence[Hit]], Ranking] = first_chunk


BASE = Variant("as built", {})
RETRIEVAL = (
    BASE,
    Variant("chunks of 100 tokens", {"index.chunks.CHUNK_TOKENS": 100}, "chunks"),
    Variant("chunks of 150 tokens", {"index.chunks.CHUNK_TOKENS": 150}, "chunks"),
    Variant("no overlap", {"index.chunks.OVERLAP": 0}, "chunks"),
    Variant(
        "no header in the embedding",
        {
            "index.building.staging.embedding_text": _text,
            "index.building.staging.embedding_units": units,
        },
        "chunks",
    ),
    Variant("no header in BM25", {"index.language.words.embedding_text": _text}, "BM25"),
    Variant("no stemming", {"index.language.words._stem": lambda word, language: word}, "BM25"),
    Variant("accents kept", {"index.language.words.fold": str.lower}, "BM25"),
    Variant("function words kept", {"index.language.words.FUNCTION_WORDS": frozenset()}, "BM25"),
    Variant("dense alone", {"index.search.DENSE_WEIGHT": 1.0, "index.search.FOREIGN_DENSE_WEIGHT": 1.0}),
    Variant("BM25 alone", {"index.search.DENSE_WEIGHT": 0.0, "index.search.FOREIGN_DENSE_WEIGHT": 0.0}),
    Variant("dense weight .3", {"index.search.DENSE_WEIGHT": 0.3}),
    Variant("dense weight .7", {"index.search.DENSE_WEIGHT": 0.7}),
    Variant("same weight in every language", {"index.search.FOREIGN_DENSE_WEIGHT": 0.5}),
    Variant("reciprocal rank fusion", {"index.search.fuse": _rrf}),
    Variant("20 candidates", {"index.search.CANDIDATES": 20}),
    Variant("200 candidates", {"index.search.CANDIDATES": 200}),
    Variant("best form instead of the mean", {"index.search.over_forms": max}),
    Variant("the question alone", {"app.answering.answerer.in_context": _alone}),
    Variant("context only where it leans", {"app.answering.answerer.in_context": _where_it_leans}),
    Variant("slips not mended", {"app.asking.spelling.Speller.__call__": lambda self, question: question}),
    Variant("files by their two best chunks", {}, rank=_two_chunks),
    Variant("near-duplicate chunks removed", {}, rank=_without_near_duplicates),
)
SENTENCES = (
    BASE,
    *(Variant(f"without {name}", {"app.answering.ranking.WEIGHTS": WEIGHTS | {name: 0.0}}) for name in WEIGHTS),
)


class Bench:
    """A question set, indexed anew for each variant that asks for it."""

    def __init__(self, folder: Path, embedder: Embedder, scratch: Path) -> None:
        self.name = folder.name
        self._docs = folder / "docs"
        cases = [case for case in read_cases(folder / "cases.jsonl") if case.answerable]
        self._cases = random.Random(0).sample(cases, min(_CASES, len(cases)))  # noqa: S311 - reproducible, not secret
        self._embedder = embedder
        self._scratch = scratch / folder.name
        self._snapshot = self._indexed("base")

    def retrieval(self, variant: Variant) -> str:
        """hit@1 / recall@5 / nDCG@10 over the files."""
        with ExitStack() as stack:
            for target, value in variant.changes.items():
                stack.enter_context(patch(target, value))
            snapshot = self._indexed(variant.name) if variant.anew == "chunks" else self._snapshot
            if variant.anew == "BM25":
                snapshot = replace(snapshot, lexical=LexicalIndex.of(snapshot.chunks))
            bot = Bot.over(snapshot, self._embedder)
            found = {case.id: variant.rank(bot.answerer.search(case.question, case.history)) for case in self._cases}
        indexed_as = snapshot.originals
        relevant = {case.id: {indexed_as.get(source, source) for source in case.sources} for case in self._cases}
        figures = list(ranking_figures(found, relevant).values())
        return " / ".join(f"{mean(case[name] for case in figures):.3f}" for name in ("hit@1", "recall@5", "ndcg@10"))

    def sentences(self, variant: Variant) -> str:
        """Share of answers within the best 1 / 2 / 3 sentences, or F1 of the cited ones against the evidence."""
        within: list[list[bool]] = []
        f1: list[float | None] = []
        with ExitStack() as stack:
            for target, value in variant.changes.items():
                stack.enter_context(patch(target, value))
            answerer = Bot.over(self._snapshot, self._embedder).answerer
            for case in self._cases:
                found = answerer.evidence(case.question, case.history)
                best = [candidate.text for evidence in found for candidate in evidence.ranked[:STATEMENTS]]
                if case.answers:
                    within.append([correct(" ".join(best[:count]), case.answers) for count in (1, 2, 3)])
                f1.append(sentence_f1(best[:STATEMENTS], case.evidence))
        shares = " / ".join(f"{np.mean(column):.3f}" for column in zip(*within, strict=True))
        average = mean(f1)
        return shares or ("" if average is None else f"{average:.3f}")

    def _indexed(self, name: str) -> Snapshot:
        index_dir = self._scratch / name.replace(" ", "-")
        build(self._docs, index_dir, self._embedder)
        return open_snapshot(index_dir, self._embedder)


def _table(benches: Sequence[Bench], variants: Sequence[Variant], measure: Callable[[Bench, Variant], str]) -> None:
    print(f"| | {' | '.join(bench.name for bench in benches)} |\n|---|{'---|' * len(benches)}")
    for variant in variants:
        print(f"| {variant.name} | {' | '.join(measure(bench, variant) for bench in benches)} |", flush=True)


def main() -> None:
    """Prints both tables."""
    parser = argparse.ArgumentParser(prog="python -m eval.studies.ablate", description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    folders: list[Path] = parser.parse_args().sets
    with tempfile.TemporaryDirectory() as scratch:
        embedder = RememberingEmbedder(open_embedder("all-MiniLM-L6-v2"))
        benches = [Bench(folder, embedder, Path(scratch)) for folder in folders]
        print("hit@1 / recall@5 / nDCG@10\n")
        _table(benches, RETRIEVAL, Bench.retrieval)
        print("\nanswer within 1 / 2 / 3 sentences, or F1 of the best three against the evidence\n")
        _table(benches, SENTENCES, Bench.sentences)


if __name__ == "__main__":
    main()
