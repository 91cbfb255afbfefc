"""`python -m eval.bench vectors [FOLDER]`: exact search against the graph, and where to switch.

Two kinds of vectors: those of the folder's chunks, repeated a little turned, asked with real questions; and random
directions asked with random ones, the worst case of a graph. Each row of the table is recorded once measured.
"""

import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.bench.corpus import bench_parser
from eval.bench.tables import Run, measure_once, read_runs, replace_part
from eval.case import read_cases
from eval.measuring.indexing import indexed
from index.embedding.embedder import BUNDLED, Embedder, Vectors
from index.embedding.opening import open_embedder
from index.search import SEARCH
from index.storing.vectors import FLAT_UP_TO, FaissStore

_QUESTIONS = 200
_TURN = 0.02  # length of the noise in each dimension
_BUDGET_MS = 40  # for the vectors' part of a search, 95th percentile
KINDS = ("real", "random")


def main(words: Sequence[str], embedder: Embedder | None = None) -> int:
    """Measures what is not recorded yet and writes the part of the report."""
    parser = bench_parser(" vectors", __doc__, "10000,100000,200000,500000,1000000", "vectors")
    parser.add_argument("--kinds", default=",".join(KINDS), help="default: %(default)s")
    options = parser.parse_args(words)
    measured_before = options.work / "vectors.jsonl"
    options.work.mkdir(parents=True, exist_ok=True)
    embedder = embedder or open_embedder(BUNDLED)
    embedded = indexed(options.folder, embedder).store.vectors()
    asked = embedder.queries([case.question for case in read_cases(options.cases)][:_QUESTIONS])
    for kind in options.kinds.split(","):
        for size in options.sizes:
            key = {"kind": kind, "size": size, "distinct": len(embedded)}
            if run := measure_once(measured_before, key, partial(_compared, kind, size, embedded, asked)):
                print(_row(run), flush=True)
    write_vectors(options.out, read_runs(measured_before))
    print(f"Wrote {options.out}")
    return 0


def _compared(kind: str, size: int, embedded: Vectors, asked: Vectors) -> Run:
    if kind == "real":
        return compare(turned(embedded, size), asked)
    dimension = embedded.shape[1]
    return compare(directions(size, dimension, seed=1), directions(_QUESTIONS, dimension, seed=2))


def compare(vectors: Vectors, queries: Vectors) -> dict[str, Any]:
    """Seconds to build, bytes, milliseconds of a query (one at a time, one thread) and recall, flat and graph."""
    figures: dict[str, Any] = {}
    rankings: list[NDArray[np.int64]] = []
    for name, flat_up_to in (("flat", len(vectors)), ("graph", 0)):
        built = time.perf_counter()
        store = FaissStore.build(vectors, flat_up_to)
        figures[f"{name}_build"] = time.perf_counter() - built
        rows, milliseconds = _asked(store, queries)
        figures[f"{name}_ms"] = np.percentile(milliseconds, (50, 95)).tolist()
        with tempfile.TemporaryDirectory() as folder:
            store.save(Path(folder) / "vectors.faiss")
            figures[f"{name}_bytes"] = (Path(folder) / "vectors.faiss").stat().st_size
        rankings.append(rows)
    figures["recall"] = [recall(rankings[0], rankings[1], limit) for limit in (10, SEARCH.candidates)]
    return figures


def recall(exact: NDArray[np.int64], nearby: NDArray[np.int64], limit: int) -> float:
    """The share of the `limit` best rows that are among the first `limit` nearby, a mean over queries."""
    shares = [len({*a[:limit]} & {*b[:limit]}) / len(a[:limit]) for a, b in zip(exact, nearby, strict=True)]
    return float(np.mean(shares))


def turned(originals: Vectors, size: int) -> Vectors:
    """`size` unit vectors: the given ones over and over, each copy a little to the side."""
    noise = np.random.default_rng(0)
    vectors = originals[np.arange(size) % len(originals)]
    for start in range(0, size, 10_000):
        part = vectors[start : start + 10_000]
        part += _TURN * noise.standard_normal(part.shape, dtype=np.float32)
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    return vectors


def directions(rows: int, dimension: int, seed: int) -> Vectors:
    """Random unit vectors, every direction as likely."""
    vectors = np.random.default_rng(seed).standard_normal((rows, dimension), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def write_vectors(out: Path, runs: Sequence[Run]) -> None:
    """Writes the vectors' part of the report."""
    last = {(run["kind"], run["size"]): run for run in runs}
    kept = [last[key] for key in sorted(last, key=lambda key: (KINDS.index(key[0]), key[1]))]
    body = [
        "# Flat or graph\n",
        f"`python -m eval.bench vectors FOLDER --cases CASES`, {kept[-1]['machine']}. Built on all cores; one question",
        f"at a time on one thread, its best {SEARCH.candidates}. Real: {kept[0]['distinct']:,} vectors of chunks,",
        f"repeated with noise of {_TURN} a dimension, and real questions. Random: all directions, the worst case.\n",
        "| vectors | | flat: build s | MB | ms, p50 | p95 | graph: build s | MB | ms, p50 | p95 | recall@10 | @100 |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
        *map(_row, kept),
        "",
        _reason(kept),
    ]
    replace_part(out, "vectors", "\n".join(body))


def _row(run: Run) -> str:
    def figures(name: str) -> str:
        p50, p95 = run[f"{name}_ms"]
        return f"{run[f'{name}_build']:,.1f} | {run[f'{name}_bytes'] / 1e6:,.0f} | {p50:.1f} | {p95:.1f}"

    recalls = " | ".join(f"{value:.3f}" for value in run["recall"])
    return f"| {run['size']:,} | {run['kind']} | {figures('flat')} | {figures('graph')} | {recalls} |"


def _reason(runs: Sequence[Run]) -> str:
    """What the table says about the switch point."""
    fast = max((run["size"] for run in runs if run["flat_ms"][1] <= _BUDGET_MS), default=0)
    return (
        f"Search is exact while its 95th percentile stays within {_BUDGET_MS} ms, a fair part of an answer: here up\n"
        f"to {fast:,} of the sizes measured. The graph is an answer to time alone: it costs minutes to build, takes\n"
        f"more memory, and misses rows. `FLAT_UP_TO` is {FLAT_UP_TO:,}, with room for slower machines."
    )


def _asked(store: FaissStore, queries: Vectors) -> tuple[NDArray[np.int64], list[float]]:
    """The rows of every query, and the milliseconds it took."""
    rows, milliseconds = [], []
    for query in queries:
        started = time.perf_counter()
        rows.append(store.search(query[np.newaxis], SEARCH.candidates)[1][0])
        milliseconds.append(1000 * (time.perf_counter() - started))
    return np.array(rows), milliseconds
