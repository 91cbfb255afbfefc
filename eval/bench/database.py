"""What an index in PostgreSQL needs: `CITESEED_STORE=… python -m eval.bench.database SET [--chunks N]`, a folder with
`docs/` and `cases.jsonl`.

As many chunks are made of the folder's words and vectors and loaded as a build would; then files are changed, and the
set's questions asked, by one and by many at a time. All of it is kept in a schema of its own, which is made anew, and
stays. Prints figures as JSON, each as soon as it is known.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from heapq import nlargest
from pathlib import Path
from typing import Any

import numpy as np

from app.bot import Bot
from eval.bench.made import CHUNKS, MadeDocuments, Model
from eval.bench.process import measured
from eval.bench.vectors import recall
from eval.case import read_cases
from eval.measuring.indexing import indexed
from index.embedding.embedder import BUNDLED, Embedder
from index.embedding.opening import open_embedder
from index.embedding.remembering import RememberingEmbedder
from index.errors import reported
from index.reading.files import FileEntry
from index.search import SEARCH, Searcher
from index.settings import Settings
from index.storing.postgres.database import Database
from index.storing.postgres.part import vector_of
from index.storing.postgres.store import PostgresStore

SCHEMA = "citeseed_bench"
_QUESTIONS = 100
_USERS = 16
_CHANGES = 5

_AT_ONCE = 20_000  # vectors
_VECTORS = "select id, vector_send(embedding) from {chunks} where id >= %s and id < %s"
_SIZES = """
select regexp_replace(relname, '^nearest.*', 'nearest'), sum(pg_total_relation_size(oid))::bigint
from pg_class where relnamespace = to_regnamespace(%s) and (relkind = 'r' or relname like 'nearest%%')
group by 1 order by 2 desc limit 8
"""


def main(words: Sequence[str] | None = None, embedder: Embedder | None = None) -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.database", description=__doc__)
    parser.add_argument("set", type=Path)
    parser.add_argument("--chunks", type=int, default=100_000, help="default: %(default)s")
    parser.add_argument("--kept", action="store_true", help="ask what was loaded before")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(words)
    embedder = embedder or open_embedder(BUNDLED)
    questions = [case.question for case in read_cases(options.set / "cases.jsonl")][:_QUESTIONS]
    with tempfile.TemporaryDirectory() as folder:
        open_store = partial(PostgresStore, Settings().store, SCHEMA, Path(folder))
        if options.serve:
            options.serve.write_text(json.dumps(_served(open_store(), embedder, questions)))
            return 0
        made = MadeDocuments(
            Model.of(indexed(options.set / "docs", embedder), options.chunks), options.chunks // CHUNKS
        )
        if not options.kept:
            _tell(loading=_loaded(open_store(), made, embedder))
        _tell(changing=_changed(open_store(), made, embedder))
        _tell(recall=_recall(open_store(), embedder, questions))
        _tell(together=_together(open_store(), embedder, questions))
        out = Path(folder) / "served.json"
        peak = measured([sys.executable, "-m", "eval.bench.database", str(options.set), "--serve", str(out)])
        _tell(serving={**json.loads(out.read_text()), "peak_mb": round((peak or 0) / 1e6)})
    return 0


def _loaded(store: PostgresStore, made: MadeDocuments, embedder: Embedder) -> dict[str, Any]:
    database = Database(Settings().store, SCHEMA)
    database.rows(f"drop schema if exists {SCHEMA} cascade")
    with store.lock():
        seconds = _seconds(lambda: store.publish(Path(), [], embedder, made.files(), made.picks()))
    sizes = {name: round(size / 1e6) for name, size in database.rows(_SIZES, SCHEMA)}
    chunks = made.size * CHUNKS
    return {"chunks": chunks, "seconds": seconds, "chunks_a_second": round(chunks / seconds), "mb": sizes}


def _changed(store: PostgresStore, made: MadeDocuments, embedder: Embedder) -> dict[str, Any]:
    """Seconds that it takes to publish one changed file, and a server to open that."""
    told: dict[str, list[float]] = {"held": [], "publish": [], "tidy": [], "open": []}
    snapshot = store.open(embedder)

    def timed(name: str, work: Callable[[], Any]) -> Any:
        started = time.perf_counter()
        result = work()
        told[name].append(round(time.perf_counter() - started, 3))
        return result

    for number in range(_CHANGES):
        other = MadeDocuments(made.model, 1, seed=int(time.time()) + number)
        with store.lock():
            held = timed("held", partial(store.held, embedder))
            files = [*held.files.values()]
            picks = [(*held.documents[file.key], file.source) for file in files]
            picks[number] = (other, 0, files[number].source)
            files[number] = FileEntry(files[number].source, other.sha256(0), "indexed")
            timed("publish", partial(store.publish, Path(), [], embedder, files, picks))
            timed("tidy", store.tidy)
        snapshot = timed("open", partial(store.open, embedder, snapshot))
    return told


def _recall(store: PostgresStore, embedder: Embedder, questions: Sequence[str]) -> dict[str, Any]:
    """Of the index of vectors, against a look at each."""
    snapshot = store.open(embedder)
    catalogue: Any = snapshot.parts[0].catalogue
    query, size = _VECTORS.format(chunks=catalogue.listed.state.table("chunks")), snapshot.parts[0].passages.size
    database, asked = Database(Settings().store, SCHEMA, statement=60), embedder.queries(questions)
    best: list[list[tuple[float, int]]] = [[] for _ in asked]
    for start in range(0, size, _AT_ONCE):
        numbers, stored = zip(*database.rows(query, start, start + _AT_ONCE), strict=True)
        scores = asked @ np.array([vector_of(data) for data in stored]).T
        for own, more in zip(best, scores.tolist(), strict=True):
            own[:] = nlargest(SEARCH.candidates, [*own, *zip(more, numbers, strict=True)])
    each = np.array([[row for _, row in own] for own in best])
    near = np.array([snapshot.parts[0].passages.search(one[np.newaxis], SEARCH.candidates)[1][0] for one in asked])
    return {str(limit): round(recall(each, near, limit), 4) for limit in (10, SEARCH.candidates)}


def _together(store: PostgresStore, embedder: Embedder, questions: Sequence[str]) -> dict[str, Any]:
    """Searches of many users at once, for some seconds."""
    search = Searcher(store.open(embedder), RememberingEmbedder(embedder))
    for question in questions:
        search({question: 1.0})
    asked = [*questions] * 4
    with ThreadPoolExecutor(_USERS) as users:
        started = time.perf_counter()
        each = [*users.map(lambda question: _seconds(partial(search, {question: 1.0})), asked)]
        whole = time.perf_counter() - started
    return {"searches_a_second": round(len(asked) / whole, 1), **_percentiles(each)}


def _served(store: PostgresStore, embedder: Embedder, questions: Sequence[str]) -> dict[str, Any]:
    """What a server needs to start, and one user's questions take."""
    opened = time.perf_counter()
    snapshot = store.open(embedder)
    read = time.perf_counter()
    bot = Bot.over(snapshot, RememberingEmbedder(embedder))
    ready = time.perf_counter()
    searches: list[float] = []
    answers: list[float] = []
    for question in questions:
        started = time.perf_counter()
        answer = bot.answerer(question)
        answers.append(time.perf_counter() - started)
        searches.append(answer.timings.get("search", 0.0))
    return {
        "open": round(read - opened, 2), "start": round(ready - opened, 2),
        "answer": _percentiles(answers), "search": _percentiles(searches),
    }  # fmt: skip


def _percentiles(seconds: Sequence[float]) -> dict[str, int]:
    """Milliseconds."""
    return {f"p{share}_ms": round(1000 * float(np.percentile(seconds, share))) for share in (50, 95)}


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _tell(**figures: object) -> None:
    print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    sys.exit(reported(main))
