"""The store of the index can't be reached for a while: each question is told so, and nothing has to be started anew."""

import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from app.bot import LiveBot
from app.reader.reader import WordReader
from index.embedding.embedder import Embedder, HashingEmbedder
from index.errors import StoreUnreachable
from index.storing.files import FileStore
from index.storing.snapshot import Snapshot
from tests.in_process import build, rebuild

SAID = "The index in the database here can't be reached (refused). Try again."
QUESTION = "Who hosted the council talks?"


@dataclass(frozen=True)
class FakeStore(FileStore):
    """The index in a folder, which can't be reached while `away` holds something."""

    away: list[str] = field(default_factory=list)
    opens_away: list[str] = field(default_factory=list)  # said by the next openings, one each
    before_notes: list[Callable[[], object]] = field(default_factory=list)  # what happens before some are read
    slowness: list[float] = field(default_factory=lambda: [0.0])  # seconds that a look takes

    def current(self) -> str:
        sleep(self.slowness[0])
        self._check()
        return super().current()

    def manifest(self) -> Mapping[str, Any]:
        self._check()
        return super().manifest()

    def open(self, embedder: Embedder, before: Snapshot | None = None) -> Snapshot:
        self._check()
        if self.opens_away:
            raise StoreUnreachable(self.opens_away.pop())
        return super().open(embedder, before)

    def note(self, name: str) -> str | None:
        while self.before_notes:
            self.before_notes.pop()()
        return super().note(name)

    def _check(self) -> None:
        if self.away:
            raise StoreUnreachable(self.away[0])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    _write(tmp_path / "docs", "Ana Silva")
    return tmp_path / "docs"


def _write(root: Path, who: str) -> None:
    root.mkdir(exist_ok=True)
    (root / "talks.txt").write_text(f"Mayor {who} hosted the council talks.", encoding="utf-8")


def _live(store: FakeStore, root: Path) -> LiveBot:
    return LiveBot(store, root, HashingEmbedder(), rebuild=rebuild, reader=WordReader())


def test_at_start_it_is_raised(root: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachable, match="can't be reached"):
        _live(FakeStore(tmp_path / "index", [SAID]), root)


def test_meanwhile_each_question_is_told_and_afterwards_the_newest_index_answers(root: Path, tmp_path: Path) -> None:
    store = FakeStore(tmp_path / "index")
    live = _live(store, root)
    assert ("Ana Silva" in live.ask(QUESTION).text, live.problem) == (True, "")
    _write(root, "Bo Lind")
    build(root, store, HashingEmbedder())
    store.away.append(SAID)
    for _ in range(2):
        with pytest.raises(StoreUnreachable) as raised:
            live.ask(QUESTION)
        assert str(raised.value) == SAID
        assert live.problem == SAID
    assert live.bot.snapshot.generation == 1  # what is listed from memory stays
    store.away.clear()
    assert ("Bo Lind" in live.ask(QUESTION).text, live.problem) == (True, "")


def test_away_only_while_the_newest_index_is_opened_it_is_opened_later(root: Path, tmp_path: Path) -> None:
    store = FakeStore(tmp_path / "index")
    live = _live(store, root)
    _write(root, "Bo Lind")
    build(root, store, HashingEmbedder())
    store.opens_away.append(SAID)
    with pytest.raises(StoreUnreachable):
        live.ask(QUESTION)
    assert live.problem == SAID
    assert ("Bo Lind" in live.ask(QUESTION).text, live.problem) == (True, "")


def test_those_who_ask_a_slow_store_do_not_wait_for_each_other(root: Path, tmp_path: Path) -> None:
    store = FakeStore(tmp_path / "index")
    live = _live(store, root)
    store.away.append(SAID)
    store.slowness[0] = 0.5
    with ThreadPoolExecutor(8) as pool:
        started = monotonic()
        looks = [pool.submit(live.look) for _ in range(8)]
        assert [look.result() for look in looks] == [None] * 8
        assert monotonic() - started < 4 * 0.5  # each of them by itself
    assert live.problem == SAID
    started = monotonic()
    assert live.bot.snapshot.generation == 1
    assert monotonic() - started < 0.5


def test_an_index_that_was_built_from_nothing_meanwhile_is_loaded(root: Path, tmp_path: Path) -> None:
    store = FakeStore(tmp_path / "index")
    live = _live(store, root)
    shutil.rmtree(store.folder)
    _write(root, "Bo Lind")
    assert build(root, store, HashingEmbedder()).generation == 1
    assert "Bo Lind" in live.ask(QUESTION).text


def test_one_that_is_built_from_nothing_while_a_server_starts_is_loaded(root: Path, tmp_path: Path) -> None:
    store = FakeStore(tmp_path / "index")
    build(root, store, HashingEmbedder())

    def restored() -> None:
        shutil.rmtree(store.folder)
        _write(root, "Bo Lind")
        assert build(root, store, HashingEmbedder()).generation == 1

    store.before_notes.append(restored)  # the index is open by then
    live = _live(store, root)
    assert not store.before_notes
    assert "Bo Lind" in live.ask(QUESTION).text
    assert live.look() is None


def test_an_unsound_index_is_still_told_of_once_the_store_is_back(root: Path, tmp_path: Path) -> None:
    store = FakeStore(tmp_path / "index")
    live = _live(store, root)
    _write(root, "Bo Lind")
    build(root, store, HashingEmbedder())
    (store.folder / "generations" / "2" / "listing.sqlite").write_bytes(b"damaged")
    assert "Ana Silva" in live.ask(QUESTION).text
    assert "damaged" in live.problem
    store.away.append(SAID)
    assert live.look() is None
    assert live.problem == SAID
    store.away.clear()
    assert "Ana Silva" in live.ask(QUESTION).text
    assert "damaged" in live.problem
