"""A hundred thousand chunks in PostgreSQL: many users search while a writer publishes."""

import hashlib
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from eval.bench.made import CHUNKS, MadeDocuments, Model
from eval.measuring.indexing import indexed
from index.embedding.embedder import Embedder
from index.embedding.remembering import RememberingEmbedder
from index.reading.files import FileEntry, Key
from index.reading.parser import InProcessParser
from index.records import Chunk, Document
from index.search import Searcher
from index.storing.corpus import Embedded
from index.storing.postgres.store import PostgresStore
from tests.postgres import own_server

pytestmark = pytest.mark.slow
_CHUNKS = 100_000
_USERS = 16
_PUBLISHED = 20
_MARKED = 5  # documents that every publish changes, all of them
_P95 = 0.4  # seconds of a search
_QUESTIONS = ("Who met Alicia Bárcena?", "migration and security", "vaccines for the region", "the harbour in Mexico")


class Marked:
    """Documents that tell for which time they were written."""

    def __init__(self, change: int, dimension: int) -> None:
        self._change = change
        self._vector = np.eye(1, dimension, dtype=np.float32)[0]

    def source(self, number: int) -> str:
        return f"marked {number}.txt"

    def document(self, number: int) -> Document:
        text = f"Zanzibaria was told for the time {self._change}."
        sha256 = hashlib.sha256(f"{number} {text}".encode()).hexdigest()
        return Document(self.source(number), text, None, None, sha256)

    def embedded(self, number: int) -> Iterator[Embedded]:
        document = self.document(number)
        yield Embedded(Chunk(document, 0, len(document.text)), "zanzibaria told time", self._vector)

    def words(self, numbers: Sequence[int]) -> Iterator[list[str]]:
        return (["told", "zanzibaria"] for _ in numbers)

    def omissions(self) -> dict[Key, list[str]]:
        return {}

    def close(self) -> None:
        pass


def _publish(store: PostgresStore, embedder: Embedder, marked: Marked) -> None:
    with store.lock():
        held = store.held(embedder)
        own = [(marked, number, marked.source(number)) for number in range(_MARKED)]
        files = [file for file in held.files.values() if not file.source.startswith("marked")]
        picks = [(*held.documents[file.key], file.source) for file in files]
        files += [FileEntry(source, marked.document(number).sha256, "indexed") for _, number, source in own]
        store.publish(Path(), [], embedder, files, [*picks, *own])
        store.tidy()


def test_many_search_while_a_writer_publishes(tmp_path: Path, seeds: Path, real_embedder: Embedder) -> None:
    made = MadeDocuments(Model.of(indexed(seeds, real_embedder, InProcessParser()), _CHUNKS), _CHUNKS // CHUNKS)
    embedder = RememberingEmbedder(real_embedder)
    with own_server("shared_buffers=512MB", "max_wal_size=4GB") as server:
        store = PostgresStore(server.url, "citeseed_many", tmp_path)
        with store.lock():
            store.publish(Path(), [], embedder, made.files(), made.picks())
        _publish(store, embedder, Marked(0, embedder.dimension))
        newest = [Searcher(snapshot := store.open(embedder), embedder)]
        done = threading.Event()
        seconds: list[float] = []
        seen: set[str] = set()

        def follow() -> None:
            before = snapshot
            while not done.is_set():
                if store.current().split()[0] != str(before.generation):
                    before = store.open(embedder, before)
                    newest[:] = [Searcher(before, embedder)]
                done.wait(0.05)

        def ask(user: int) -> None:
            turn = user
            while not done.is_set():
                search, turn = newest[0], turn + 1
                started = time.monotonic()
                hits = search({f"{_QUESTIONS[turn % len(_QUESTIONS)]} zanzibaria": 1.0})
                told = {hit.chunk.text for hit in hits[:10]}
                seconds.append(time.monotonic() - started)
                marked = [text for text in told if "Zanzibaria" in text]
                assert len(marked) == 1, "the texts of two generations, or none"
                seen.update(marked)

        with ThreadPoolExecutor(_USERS + 1) as users:
            work = [users.submit(follow), *(users.submit(ask, user) for user in range(_USERS))]
            try:
                for change in range(1, _PUBLISHED + 1):
                    _publish(store, embedder, Marked(change, embedder.dimension))
            finally:
                time.sleep(0.5)
                done.set()
            for one in work:
                one.result()
        print(f"{len(seconds):,} searches, p95 {np.percentile(seconds, 95):.3f} s, {len(seen)} generations")
        assert len(seen) > _PUBLISHED / 2
        assert np.percentile(seconds, 95) <= _P95
