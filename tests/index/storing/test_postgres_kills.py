"""Servers and builders killed at any moment: there is the old generation or the new one, whole; and a replica answers."""

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index import ROOT
from index.embedding.embedder import HashingEmbedder
from index.storing.postgres.store import PostgresStore
from tests.in_process import build
from tests.postgres import Server, own_server, own_servers

pytestmark = pytest.mark.slow
ROUNDS = 20
DOCUMENTS = 12
SCHEMA = "citeseed_kills"
_LONGEST = 0.15  # seconds after the beginning of a publish at which something is killed
_SOON = 5.0  # seconds within which the lock of a killed builder is free

_BUILDER = """
import sys
from pathlib import Path
from index.embedding.embedder import HashingEmbedder
from index.storing.postgres.store import PostgresStore
from tests.in_process import build

class Telling(PostgresStore):
    def publish(self, *args):
        print("publishing", flush=True)
        return super().publish(*args)

url, schema, local, docs = sys.stdin.readline().strip().split("\\t")
store = Telling(url, schema, Path(local))
print("ready", flush=True)
for line in sys.stdin:
    build(Path(docs), store, HashingEmbedder())
    print("built", flush=True)
"""


class Builder:
    """A process that builds when it is told to."""

    def __init__(self, server: Server, local: Path, docs: Path) -> None:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen([sys.executable, "-c", _BUILDER], text=True, cwd=ROOT, **pipes)  # type: ignore[call-overload]
        self._say("\t".join([server.url, SCHEMA, str(local), str(docs)]))
        assert self.hears() == "ready"

    def begin(self) -> None:
        """Returns once it publishes."""
        self._say("build")
        assert self.hears() == "publishing"

    def hears(self) -> str:
        return str(self.process.stdout.readline()).strip()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def _say(self, line: str) -> None:
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()


def _write(docs: Path, change: int) -> None:
    """Each change is of three files."""
    for number in range(DOCUMENTS if change == 0 else 3):
        (docs / f"{number:02}.txt").write_text(f"The harbour {number}, told for the time {change}. Ships came.")


def _soon(work: Callable[[], object]) -> object:
    until = time.monotonic() + _SOON
    while True:
        try:
            return work()
        except Exception:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def test_whatever_is_killed_there_is_the_old_generation_or_the_new_one(tmp_path: Path) -> None:
    docs, local, rng = tmp_path / "docs", tmp_path / "local", random.Random(22)
    docs.mkdir()
    _write(docs, 0)
    with own_server() as server:
        store, embedder = PostgresStore(server.url, SCHEMA, local), HashingEmbedder()
        build(docs, store, embedder)
        builder = Builder(server, local, docs)
        seen: list[bool] = []
        for change in range(1, ROUNDS + 1):
            before = store.open(embedder)
            old = {document.source: document.text for document in before.documents}
            _write(docs, change)
            new = {path.name: path.read_text() for path in sorted(docs.iterdir())}
            builder.begin()
            time.sleep(rng.random() * _LONGEST)
            if change % 2:
                builder.kill()
            else:
                server.kill()
                server.start()
                builder.kill()
            builder = Builder(server, local, docs)
            after = store.open(embedder)
            held = {document.source: document.text for document in after.documents}
            assert held in (old, new), f"after {change} kills it is neither"
            assert len(after.chunks) == DOCUMENTS
            seen.append(held == new)
            _soon(lambda: _free(store))
            build(docs, store, embedder)
            whole = store.open(embedder)
            assert {document.source: document.text for document in whole.documents} == new
            assert whole.generation == before.generation + 1
        builder.kill()
        assert {*seen} == {True, False}, "some were killed before the end, and some after it"


def _free(store: PostgresStore) -> None:
    assert not store.is_locked()


@pytest.fixture
def pair() -> Iterator[list[Server]]:
    with own_servers(2) as servers:
        yield [*servers]


def test_a_replica_answers_where_the_first_server_is_dead(pair: list[Server], corpus: Path, tmp_path: Path) -> None:
    first, second = pair
    first.make()
    second.follow(first)
    url = first.url.replace(f"127.0.0.1:{first.port}", f"127.0.0.1:{first.port},127.0.0.1:{second.port}")
    embedder = HashingEmbedder()
    store = PostgresStore(f"{url}?target_session_attrs=any", SCHEMA, tmp_path / "local")
    build(corpus, store, embedder)
    snapshot = store.open(embedder)
    replica = PostgresStore(second.url, SCHEMA, tmp_path / "local")
    _soon(replica.manifest)
    first.kill()
    assert "minister" in " ".join(document.text for document in snapshot.documents)
    assert snapshot.store.search(embedder.queries(["harbor"]), 1)[1].size
    assert store.open(embedder).generation == 1
    second.promote()
    (corpus / "new.txt").write_text("A kiln was built.")
    assert build(corpus, store, embedder).generation == 2
