"""A server that nobody asks changes over to a newer index, whatever goes wrong meanwhile."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app import newer
from app.bot import LiveBot
from app.collection import Collections, Served
from app.documents.folder import Folder
from app.documents.rebuild import Running
from app.newer import looking
from app.reader.reader import WordReader
from index.embedding.embedder import HashingEmbedder
from index.reading.parser import InProcessParser
from index.storing.files import FileStore
from index.storing.snapshot import Snapshot
from tests.in_process import build, rebuild

_OFTEN = 0.01


def until(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + 20
    while not holds() and time.monotonic() < end:
        time.sleep(_OFTEN)
    return holds()


@dataclass(frozen=True)
class Failing(FileStore):
    """Files on a disk that fails for as long as `fails` is set."""

    fails: threading.Event = field(default_factory=threading.Event)

    def current(self) -> str:
        if self.fails.is_set():
            raise OSError("input/output error")
        return super().current()


def test_newer_indexes_are_loaded_while_nobody_asks_until_the_server_ends(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "talks.txt").write_text("Mayor Ana Silva hosted the council talks.", encoding="utf-8")
    store = Failing(tmp_path / "index")
    live = LiveBot(store, root, HashingEmbedder(), rebuild=rebuild, reader=WordReader())
    collections = Collections({"": Served("", live, Folder(root, store, HashingEmbedder()))})
    newest = live._newest.bot.snapshot.generation

    def generation() -> int:
        """Of what has been loaded; asking for the bot would have it loaded."""
        return live._newest.bot.snapshot.generation

    with looking(collections, _OFTEN):
        [thread] = [each for each in threading.enumerate() if each.name == "newer"]
        (root / "talks.txt").write_text("Mayor Bo Lind hosted the council talks.", encoding="utf-8")
        build(root, store.folder, HashingEmbedder())
        assert until(lambda: generation() == newest + 1)
        store.fails.set()
        with caplog.at_level(logging.WARNING):
            assert until(lambda: "input/output error" in caplog.text)
            (root / "talks.txt").write_text("Mayor Cy Moss hosted the council talks.", encoding="utf-8")
            build(root, store.folder, HashingEmbedder())
            time.sleep(10 * _OFTEN)
        assert caplog.text.count("input/output error") == 1  # once is enough
        assert generation() == newest + 1
        store.fails.clear()
        assert until(lambda: generation() == newest + 2)
    thread.join(20)
    assert not thread.is_alive()


def served(root: Path, index: Path, exclude: list[str] | None = None) -> Served:
    live = LiveBot(index, root, HashingEmbedder(), exclude, rebuild=rebuild, reader=WordReader())
    return Served("", live, Folder(root, index, HashingEmbedder(), exclude, read_only=True, parser=InProcessParser()))


def indexed(tmp_path: Path) -> tuple[Path, Path]:
    """A folder with one file, and its index."""
    root, index = tmp_path / "root", tmp_path / "index"
    root.mkdir()
    (root / "talks.txt").write_text("Mayor Ana Silva hosted the council talks.", encoding="utf-8")
    build(root, index, HashingEmbedder())
    return root, index


def changed_since(tmp_path: Path) -> tuple[Path, Path]:
    """The same, of which the file has changed since."""
    root, index = indexed(tmp_path)
    (root / "talks.txt").write_text("Mayor Bo Lind hosted the council talks.", encoding="utf-8")
    return root, index


def test_a_folder_that_changed_before_the_start_is_read_before_the_server_answers(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    root, index = changed_since(tmp_path)
    own = served(root, index)
    assert "Ana" in own.live.bot.snapshot.documents[0].text, "it is looked at while other things are done"
    with caplog.at_level(logging.WARNING), looking(Collections({"": own}), _OFTEN, patience=20) as caught_up:
        caught_up()
        assert "Bo" in own.live.bot.snapshot.documents[0].text
    assert "The folder root has changed since it was read. It is read again." in caplog.text
    assert own.folder.building and own.folder.building.outcome.result(20).files_changed == 1


class Large(Folder):
    """One of so many files that it takes a while until it is known whether any has changed."""

    def __init__(self, root: Path, index: Path) -> None:
        super().__init__(root, index, HashingEmbedder(), read_only=True, parser=InProcessParser())
        self.known = threading.Event()

    def catch_up(self, snapshot: Snapshot) -> Running | None:
        assert self.known.wait(20)
        return super().catch_up(snapshot)


def test_a_large_folder_is_not_waited_for_and_read_while_the_server_answers(tmp_path: Path) -> None:
    root, index = changed_since(tmp_path)
    large = Large(root, index)
    own = Served("", served(root, index).live, large)
    with looking(Collections({"": own}), _OFTEN, patience=0) as caught_up:
        caught_up()
        assert "Ana" in own.live.bot.snapshot.documents[0].text
        large.known.set()
        assert until(lambda: "Bo" in own.live.bot.snapshot.documents[0].text)


def test_of_very_many_files_it_is_looked_a_moment_after_the_server_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newer, "_LATER", 5.0)
    root, index = changed_since(tmp_path)
    own = served(root, index)
    with looking(Collections({"": own}), _OFTEN, patience=20, many=0) as caught_up:
        caught_up()
        assert own.folder.building is None
        assert until(lambda: "Bo" in own.live.bot.snapshot.documents[0].text)


def test_a_folder_that_did_not_change_is_not_read_and_one_of_others_never(tmp_path: Path) -> None:
    root, index = indexed(tmp_path)
    own = served(root, index)
    assert own.folder.catch_up(own.live.bot.snapshot) is None
    assert own.folder.building is None
    (root / "more.txt").write_text("The ferry leaves at nine.", encoding="utf-8")
    with looking(Collections({"": own}), _OFTEN, catch_up=False):
        time.sleep(10 * _OFTEN)
    assert own.folder.building is None
    assert own.folder.catch_up(own.live.bot.snapshot)


def test_other_patterns_than_those_of_the_build_have_the_folder_read_again(tmp_path: Path) -> None:
    root, index = tmp_path / "root", tmp_path / "index"
    root.mkdir()
    for name in ("talks.txt", "draft.txt"):
        (root / name).write_text(f"Mayor Ana Silva hosted the talks of {name}.", encoding="utf-8")
    build(root, index, HashingEmbedder())
    own = served(root, index, ["draft*"])
    assert len(own.live.bot.snapshot.documents) == 2
    with looking(Collections({"": own}), _OFTEN, patience=0, many=0) as caught_up:
        caught_up()
        assert [document.source for document in own.live.bot.snapshot.documents] == ["talks.txt"]
    assert own.folder.catch_up(own.live.bot.snapshot) is None
