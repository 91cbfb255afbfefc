"""Whatever is done to a folder between builds, stopped ones among them, the index is as one built from nothing."""

import os
import shutil
import tempfile
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from index.building.build import build, is_stale
from index.building.report import Report
from index.embedding.embedder import HashingEmbedder, Vectors
from index.errors import BuildStopped, CorpusError
from index.formats.names import SUFFIXES
from index.reading.folder import scan
from index.reading.parser import InProcessParser
from index.storing import writing
from index.storing.generations import read_current
from index.storing.snapshot import open_snapshot
from tests.sound import assert_nothing_left_over, assert_same_contents, opened

_BROKEN = b"\x00\x01\x02 not text \x00\x00\x03" * 3
_BLANK = (b"", b" \n\t")
_TEXTS = st.one_of(
    st.sampled_from(
        [
            b"Frost killed nine trees.",
            b"# Harvest\n\nIt took eleven days. Nobody rested.\n",
            b"Date: 2022-05-24\n\n" + b"The ministers met on Tuesday and spoke of trade. " * 30,
            b"Date: 2022-05-25\n\n" + b"The ministers met on Tuesday and spoke of trade. " * 30 + b"They left.",
        ]
    ),
    st.integers(0, 99).map(lambda day: f"Day {day:02}. The ferry to the island was late.".encode()),
)
_PLACES = ("a.txt", "b.md", "c.text", "sub/a.txt", "sub/b.md", "sub/deep/er/a.txt", "photo.gif", "notes")
_NAMES = st.sampled_from(_PLACES)
_EXCLUDES = st.sampled_from([(), ("*.md",), ("sub/",), ("a.txt", "*.gif")])


class _Crash(Exception):
    """What stops a build that no code of ours expects."""


class _Stopping(HashingEmbedder):
    """Raises at the n-th call: of `documents`, which embeds, or of `queries`, which a build asks once all is written."""

    def __init__(self, where: str, after: int, error: type[BaseException]) -> None:
        super().__init__()
        self._where, self._left, self._error = where, after, error

    def count_tokens(self, texts: "list[str]") -> list[int]:  # type: ignore[override]
        self._count("count_tokens")
        return super().count_tokens(texts)

    def documents(self, texts: "list[str]") -> Vectors:  # type: ignore[override]
        self._count("documents")
        return super().documents(texts)

    def queries(self, texts: "list[str]") -> Vectors:  # type: ignore[override]
        if threading.current_thread() is threading.main_thread():  # else it is only woken
            self._count("queries")
        return super().queries(texts)

    def _count(self, where: str) -> None:
        self._left -= where == self._where
        if self._left < 0:
            raise self._error


class FolderMachine(RuleBasedStateMachine):
    """A folder, its index, and what is known of both.

    `good` holds what the index answers from, by source, if it is of this folder; `seen` the contents it was built from.
    """

    def __init__(self) -> None:
        super().__init__()
        fast = Path("/dev/shm")  # syncing costs nothing there
        self.folder = Path(tempfile.mkdtemp(dir=fast if os.access(fast, os.W_OK) else None))
        self.root, self.index_dir = self.folder / "root", self.folder / "index"
        self.exclude: tuple[str, ...] = ()
        self.good: dict[str, bytes] = {}
        self.seen: dict[str, bytes | None] | None = None

    @initialize()
    def start(self) -> None:
        self.root.mkdir()
        (self.folder / "other").mkdir()
        (self.folder / "other" / "a.txt").write_bytes(b"Frost killed nine trees.")
        (self.folder / "other" / "zoo.txt").write_bytes(b"The zoo opened in May.")
        for name, content in (
            ("a.txt", b"Frost killed nine trees."),
            ("sub/b.md", b"# B\n\nRain fell."),
            ("c.text", b"C."),
        ):
            self.write(name, content)
        self.build()

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @rule(name=_NAMES, content=_TEXTS)
    def write(self, name: str, content: bytes) -> None:
        path = self.root / name
        if path.is_dir():
            shutil.rmtree(path)  # a file in place of a folder
        for above in path.parents:
            if above.is_file():
                above.unlink()  # a folder in place of a file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    @rule(name=_NAMES, content=_TEXTS)
    def put_into_a_folder_of_that_name(self, name: str, content: bytes) -> None:
        self.write(f"{name}/inner.txt", content)

    @rule(data=st.data(), content=_TEXTS)
    def append(self, data: st.DataObject, content: bytes) -> None:
        """But to what is broken: with enough text behind it, it would be one."""
        if (path := self._some(data)) and b"\0" not in path.read_bytes():
            path.write_bytes(path.read_bytes() + b"\n\n" + content)

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        if path := self._some(data):
            path.unlink()

    @rule(data=st.data(), name=_NAMES)
    def rename(self, data: st.DataObject, name: str) -> None:
        if path := self._some(data):
            content = path.read_bytes()
            path.unlink()
            self.write(name, content)

    @rule(data=st.data(), name=_NAMES)
    def copy(self, data: st.DataObject, name: str) -> None:
        if path := self._some(data):
            self.write(name, path.read_bytes())

    @rule(data=st.data())
    def touch(self, data: st.DataObject) -> None:
        if path := self._some(data):
            os.utime(path, (1_600_000_000, 1_600_000_000))

    @rule(data=st.data())
    def edit_and_restore_size_and_time(self, data: st.DataObject) -> None:
        if path := self._some(data):
            before = path.stat()
            path.write_bytes(path.read_bytes().swapcase())
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    @rule(data=st.data(), more=st.sampled_from([b"", b"\x00"]), built=st.sampled_from([True, True, False]))
    def break_it(self, data: st.DataObject, more: bytes, built: bool) -> None:
        if path := self._some(data):
            path.write_bytes(_BROKEN + more)
            if built:
                self.build()

    @precondition(lambda self: any(self._is_broken(source) for source in self.good))
    @rule(data=st.data(), content=_TEXTS)
    def mend(self, data: st.DataObject, content: bytes) -> None:
        broken = sorted(source for source in self.good if self._is_broken(source))
        (self.root / data.draw(st.sampled_from(broken))).write_bytes(content)

    @rule(data=st.data(), content=st.sampled_from(_BLANK))
    def empty(self, data: st.DataObject, content: bytes) -> None:
        if path := self._some(data):
            path.write_bytes(content)

    @rule(exclude=_EXCLUDES)
    def leave_out(self, exclude: tuple[str, ...]) -> None:
        self.exclude = exclude

    @rule(
        where=st.sampled_from(["documents", "queries", "count_tokens"]),
        after=st.integers(0, 2),
        error=st.sampled_from([_Crash, KeyboardInterrupt]),
    )
    def stop_a_build(self, where: str, after: int, error: type[BaseException]) -> None:
        before = read_current(self.index_dir)
        try:
            self._build(_Stopping(where, after, error))
        except (_Crash, KeyboardInterrupt, BuildStopped):
            assert read_current(self.index_dir) == before
            assert not before or opened(self.index_dir)
        except CorpusError:
            assert read_current(self.index_dir) == before
        else:
            self._check()

    @rule(change=st.sampled_from([None, *_PLACES]), content=_TEXTS)
    def build(self, change: str | None = None, content: bytes = b"") -> None:
        if change:
            self.write(change, content)
        try:
            self._build(HashingEmbedder())
        except CorpusError:
            assert not any(self._answered(source) for source in self._contents())
        else:
            self._check()

    @precondition(lambda self: self.seen is not None)
    @rule()
    def build_again(self) -> None:
        unchanged = self.seen == self._contents()
        before = read_current(self.index_dir)
        if unchanged and tuple(open_snapshot(self.index_dir, HashingEmbedder()).manifest["exclude"]) == self.exclude:
            report = self._build(HashingEmbedder(), allow_empty=True)
            assert report.chunks_embedded == 0
            assert read_current(self.index_dir) == before

    @rule()
    def build_of_another_folder(self) -> None:
        build(self.folder / "other", self.index_dir, HashingEmbedder(), parser=InProcessParser())
        self.good, self.seen = {}, None
        snapshot = opened(self.index_dir)
        assert snapshot and [document.source for document in snapshot.documents] == ["a.txt", "zoo.txt"]

    @precondition(lambda self: self.seen is not None)
    @rule()
    def ask_whether_it_is_stale(self) -> None:
        snapshot = open_snapshot(self.index_dir, HashingEmbedder())
        now = self._contents(tuple(snapshot.manifest["exclude"]))
        assert is_stale(snapshot, self.index_dir) == (now != self.seen)

    def _some(self, data: st.DataObject) -> Path | None:
        files = sorted(path for path in self.root.rglob("*") if path.is_file())
        return data.draw(st.sampled_from(files)) if files else None

    def _is_broken(self, source: str) -> bool:
        path = self.root / source
        return path.is_file() and b"\0" in path.read_bytes()

    def _contents(self, exclude: tuple[str, ...] | None = None) -> dict[str, bytes | None]:
        """By source; None for what is no document: of unknown ending, and no text."""
        sources = scan(self.root, self.exclude if exclude is None else exclude)
        known = {own for own in sources if Path(own).suffix in SUFFIXES or not self._is_broken(own)}
        return {own: (self.root / own).read_bytes() if own in known else None for own in sources}

    def _answered(self, source: str) -> bytes | None:
        """What is to be answered from of a file: its content, that it had when last read, or nothing."""
        content = self._contents()[source]
        if content is None or not content.strip():
            return None
        if b"\0" not in content:
            return content
        return self.good.get(source)

    def _build(self, embedder: HashingEmbedder, allow_empty: bool = False) -> Report:
        return build(
            self.root, self.index_dir, embedder,
            exclude=self.exclude, parser=InProcessParser(), allow_empty=allow_empty,
        )  # fmt: skip

    def _check(self) -> None:
        """The index equals one built from nothing of a folder that holds the last good content of each file."""
        contents = self._contents()
        answered = {source: own for source in contents if (own := self._answered(source))}
        shadow, fresh = self.folder / "shadow", self.folder / "fresh"
        for source, content in contents.items():
            (shadow / source).parent.mkdir(parents=True, exist_ok=True)
            (shadow / source).write_bytes(answered.get(source, _BROKEN if content is None else content))
        build(shadow, fresh, HashingEmbedder(), exclude=self.exclude, parser=InProcessParser())
        snapshot, expected = opened(self.index_dir), opened(fresh)
        assert snapshot and expected
        assert snapshot.documents == expected.documents
        assert_same_contents(snapshot, expected)
        np.testing.assert_array_equal(snapshot.manifest["probe"], expected.manifest["probe"])
        for entry, other in zip(snapshot.files, expected.files, strict=True):
            if self._is_broken(entry.source) and entry.source in answered:
                assert (entry.source, entry.kept, entry.state) == (other.source, other.sha256, "stale")
            else:
                assert entry == other
        shutil.rmtree(shadow)
        shutil.rmtree(fresh)
        assert_nothing_left_over(self.index_dir)
        self.good, self.seen = answered, contents
        assert not is_stale(snapshot, self.index_dir)


def _run(examples: int, steps: int) -> None:
    own = settings(
        max_examples=examples, stateful_step_count=steps, suppress_health_check=list(HealthCheck), deadline=None
    )
    run_state_machine_as_test(FolderMachine, settings=own)


@pytest.fixture(params=["parts are merged", "parts stay"], autouse=True)
def parts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """So small an index is one part as a rule."""
    if request.param == "parts stay":
        monkeypatch.setattr(writing, "STALE", float("inf"))
        monkeypatch.setattr(writing, "MOST_PARTS", 3)


def test_a_folder_that_changes_a_little() -> None:
    _run(4, 25)


@pytest.mark.slow
def test_a_folder_that_changes_a_lot() -> None:
    _run(50, 50)
