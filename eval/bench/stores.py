"""Whether a database gives the answers that files give: `python -m eval.bench.stores SET [SET ...]`.

A set is a folder with `docs/` and `cases.jsonl`. All of them make one index, in files and in a schema of its own, which
goes at the end, of the database of CITESEED_STORE. Each question is asked of both: first with every vector looked at,
then through the database's index of vectors, as in large indexes. Printed are the shares of questions with the same
ranked passages, first passage, statements and status, by how much the confidence differs at most, and nDCG@10 of both.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import fmean

from app.bot import answerer_over
from app.records import Answer
from eval.bench.tables import markdown
from eval.case import Case, CaseError, read_cases
from eval.measuring.metrics import ranking_figures
from index.building.build import build
from index.building.moving import move
from index.embedding.embedder import Embedder
from index.embedding.opening import open_embedder
from index.embedding.remembering import RememberingEmbedder
from index.errors import reported
from index.settings import Settings
from index.storing.files import FileStore
from index.storing.postgres.store import PostgresStore
from index.storing.snapshot import Snapshot

_SCHEMA = "citeseed_study_of_stores"
_SAME: Mapping[str, Callable[[Answer], object]] = {
    "ranked": lambda answer: [(hit.chunk.document.source, hit.chunk.start) for hit in answer.hits],
    "first": lambda answer: [(hit.chunk.document.source, hit.chunk.start) for hit in answer.hits[:1]],
    "statements": lambda answer: [statement.text for statement in answer.statements],
    "status": lambda answer: answer.status,
}


def compared(cases: Sequence[Case], files: Sequence[Answer], others: Sequence[Answer]) -> dict[str, float]:
    """The figures of answers from files and from elsewhere, to the same cases."""
    pairs = list(zip(files, others, strict=True))
    shares = {name: fmean(float(seen(one) == seen(other)) for one, other in pairs) for name, seen in _SAME.items()}
    differs = max(abs(one.confidence - other.confidence) for one, other in pairs)
    return shares | {"confidence": differs, "nDCG files": _ndcg(cases, files), "nDCG": _ndcg(cases, others)}


def _ndcg(cases: Sequence[Case], answers: Sequence[Answer]) -> float:
    relevant = {case.id: case.sources for case in cases if case.answerable}
    rankings = {
        case.id: [*dict.fromkeys(hit.chunk.document.source for hit in answer.hits)]
        for case, answer in zip(cases, answers, strict=True)
    }
    return fmean(figures["ndcg@10"] for figures in ranking_figures(rankings, relevant).values())


def _answers(snapshot: Snapshot, cases: Sequence[Case], embedder: Embedder) -> list[Answer]:
    answerer = answerer_over(snapshot, embedder)
    return [answerer(case.question, case.history) for case in cases]


def _together(sets: Sequence[Path], docs: Path, limit: int | None) -> list[Case]:
    """Copies the documents of all sets into one folder; their cases."""
    cases: list[Case] = []
    for number, path in enumerate(sets):
        shutil.copytree(path / "docs", docs / str(number))
        cases += (
            replace(case, id=f"{number}/{case.id}", sources=tuple(f"{number}/{source}" for source in case.sources))
            for case in read_cases(path / "cases.jsonl")[:limit]
        )
    return cases


@contextmanager
def _stores(url: str, folder: Path) -> Iterator[tuple[PostgresStore, PostgresStore]]:
    """The one that looks at every vector, and the one that never does; they hold one index, which goes."""
    exact, indexed = (PostgresStore(url, _SCHEMA, folder, exact_to) for exact_to in (sys.maxsize, 0))
    try:
        yield exact, indexed
    finally:
        exact.remove()


def main(arguments: Sequence[str] | None = None, embedder: Embedder | None = None) -> int:
    """Prints the table; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.stores", description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, help="only the first N cases of each")
    options, settings = parser.parse_args(arguments), Settings()
    if not settings.store:
        raise CaseError("There is no database to compare with. Name it: CITESEED_STORE=postgresql://…")
    embedder = RememberingEmbedder(embedder or open_embedder(settings.embedder))
    with tempfile.TemporaryDirectory() as folder, _stores(settings.store, Path(folder) / "database") as stores:
        cases = _together(options.sets, Path(folder) / "docs", options.limit)
        files = FileStore(Path(folder) / "files")
        build(Path(folder) / "docs", files, embedder)
        move(files, stores[1], replace=True)
        rows = [_answers(store.open(embedder), cases, embedder) for store in (files, *stores)]
        print(f"{len(cases)} questions, {files.manifest()['chunks']:,} chunks\n")
        told = [compared(cases, rows[0], others) for others in rows[1:]]
        cells = (
            [name, *(f"{figure:.4f}" for figure in row.values())]
            for name, row in zip(("all looked at", "by index"), told, strict=True)
        )
        print("\n".join(markdown(["vectors", *told[0]], cells)))
    return 0


if __name__ == "__main__":
    sys.exit(reported(main))
