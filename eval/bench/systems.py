"""One system indexes and is asked: `python -m eval.bench.systems SYSTEM FOLDER OUT`, a process of its own.

`citeseed` is the product: files to an index on disk, then hybrid search; `citeseed-multilingual` the same with the
model of many languages. `citeseed-embedding` and `sentence-transformers` get the texts ready-made, embed them and put
them into a flat FAISS index on disk.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from index.building.build import build
from index.building.making import CHUNKS_AT_ONCE
from index.disk import write_whole
from index.embedding.embedder import BUNDLED, MULTILINGUAL, Embedder, Vectors
from index.embedding.opening import open_embedder
from index.embedding.openvino_model import bundled_model
from index.search import Searcher
from index.storing.bm25 import LexicalIndex
from index.storing.snapshot import open_snapshot
from index.storing.vectors import FaissStore

T = TypeVar("T")


def product(folder: Path, embedder: Embedder) -> dict[str, Any]:
    """The whole path of citeseed, and where its time goes."""
    timed = TimedEmbedder(embedder)
    with tempfile.TemporaryDirectory(dir=folder) as index_dir:
        started = time.perf_counter()
        report = build(folder / "docs", Path(index_dir), timed)
        seconds, embedded = time.perf_counter() - started, timed.done - started
        size = _bytes(Path(index_dir))
        snapshot = open_snapshot(Path(index_dir), embedder)
        search = Searcher(snapshot, embedder)
        asked = _asked(folder, lambda question: search({question: 1.0}, 10))
        vectors, chunks = snapshot.store.vectors(), list(snapshot.chunks)
    before = {"reading and chunking": embedded - timed.seconds, "embedding": timed.seconds}
    after = {"BM25": _seconds(lambda: LexicalIndex.of(chunks)), "FAISS": _seconds(lambda: FaissStore.build(vectors))}
    stages = before | after | {"writing": max(0.0, seconds - embedded - sum(after.values()))}
    return {"chunks": report.chunks, "seconds": seconds, "bytes": size, "query_seconds": asked, "stages": stages}


def embedding(folder: Path, embedder: Embedder, at_once: int) -> dict[str, Any]:
    """Texts to a flat FAISS index on disk, embedded `at_once` a call."""
    texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(dir=folder) as target:
        started = time.perf_counter()
        parts = [embedder.documents(texts[start : start + at_once]) for start in range(0, len(texts), at_once)]
        embedded = time.perf_counter() - started
        store = FaissStore.build(np.concatenate(parts), flat_up_to=len(texts))
        store.save(Path(target) / "vectors.faiss")
        seconds = time.perf_counter() - started
        size = _bytes(Path(target))
    asked = _asked(folder, lambda question: store.search(embedder.queries([question]), 10))
    stages = {"embedding": embedded, "FAISS and writing": seconds - embedded}
    return {"chunks": len(texts), "seconds": seconds, "bytes": size, "query_seconds": asked, "stages": stages}


class TimedEmbedder:
    """An embedder that knows how long it has worked on passages and questions, and when it was last done."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name, self.fingerprint, self.dimension = embedder.name, embedder.fingerprint, embedder.dimension
        self.languages, self.max_tokens = embedder.languages, embedder.max_tokens
        self.unrelated = embedder.unrelated
        self.count_tokens = embedder.count_tokens
        self.seconds = self.done = 0.0

    def documents(self, texts: Sequence[str]) -> Vectors:
        return self._timed(lambda: self._embedder.documents(texts))

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._timed(lambda: self._embedder.queries(texts))

    def _timed(self, work: Callable[[], T]) -> T:
        started = time.perf_counter()
        result = work()
        self.done = time.perf_counter()
        self.seconds += self.done - started
        return result


def _asked(folder: Path, ask: Callable[[str], object]) -> list[float]:
    """Seconds of each question, one after the other; the first is asked once before."""
    questions = json.loads((folder / "questions.json").read_text(encoding="utf-8"))
    ask(questions[0])
    return [_seconds(lambda question=question: ask(question)) for question in questions]  # type: ignore[misc]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main(system: str, folder: Path, out: Path) -> None:
    """Runs one system over the folder that `eval.bench.corpus` wrote and writes its figures."""
    texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    theirs = system == "sentence-transformers"
    libraries = ["sentence-transformers", "transformers", "torch"] if theirs else ["openvino", "tokenizers"]
    names = {"sentence-transformers": str(bundled_model()), "citeseed-multilingual": MULTILINGUAL}
    embedder = open_embedder(names.get(system, BUNDLED))
    sample = np.round(embedder.documents(texts[:2]).astype(np.float64), 6).tolist()  # warms as well
    at_once = len(texts) if theirs else CHUNKS_AT_ONCE
    whole = system in ("citeseed", "citeseed-multilingual")
    result = product(folder, embedder) if whole else embedding(folder, embedder, at_once)
    versions = {name: version(name) for name in (*libraries, "faiss-cpu")}
    write_whole(out, json.dumps(result | {"sample": sample, "versions": versions}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
