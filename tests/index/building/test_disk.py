"""A full or failing disk: the build says so in words, the index stays whole, and the next build puts all right."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.building.build import build
from index.embedding.embedder import HashingEmbedder
from index.reading.parser import InProcessParser
from index.storing.generations import read_current
from tests.builder import Builder, Call, Outcome, builder, changes, copied, needs_fork, needs_strace
from tests.sound import assert_nothing_left_over, texts

pytestmark = needs_fork
_READS = "openat,read,pread64"


@pytest.fixture(scope="module")
def forked() -> Iterator[Builder]:
    with builder() as own:
        yield own


class Disk:
    """An index `base`, and its folder, which has changed since."""

    def __init__(self, corpus: Path, folder: Path) -> None:
        self.corpus, self.base, self.index_dir = corpus, folder / "base", folder / "index"
        for day in range(2):
            (corpus / "log.txt").write_text(f"Day {day}.", encoding="utf-8")
            self._build(self.base)
        old = texts(self.base)
        (corpus / "log.txt").write_text("Day 9, the last one.", encoding="utf-8")
        shutil.copytree(self.base, self.index_dir)
        self._build(self.index_dir)
        new = texts(self.index_dir)
        assert old and new
        self.old, self.new = old, new

    def fresh(self) -> Path:
        return copied(self.base, self.index_dir)

    def check_failed(self, outcome: Outcome, where: object) -> None:
        """It failed in words that name the index, which is as before; the next build is right and tidies up."""
        assert outcome.code == 1, f"{where}: {outcome}"
        self.check_told(outcome, where)
        published = read_current(self.index_dir) != read_current(self.base)
        assert texts(self.index_dir) == (self.new if published else self.old), where
        assert not published or "fsync" in str(where), where  # the last one comes after `CURRENT` was replaced
        self.check_mended(where)

    def check_not_needed(self, outcome: Outcome, where: object) -> None:
        """It was built all the same."""
        assert outcome.code == 0, f"{where}: {outcome}"
        assert texts(self.index_dir) == self.new, where
        self.check_mended(where)

    def check_told(self, outcome: Outcome, where: object) -> None:
        assert "Traceback" not in outcome.said, f"{where}: {outcome.said}"
        named = f"({re.escape(str(self.index_dir))}.*[Cc]heck the disk|{re.escape(str(self.corpus))}.*Check its permissions)"
        assert re.search(named, outcome.said), f"{where}: {outcome.said}"

    def check_mended(self, where: object) -> None:
        self._build(self.index_dir)
        assert texts(self.index_dir) == self.new, where
        assert_nothing_left_over(self.index_dir)

    def _build(self, index_dir: Path) -> None:
        build(self.corpus, index_dir, HashingEmbedder(), parser=InProcessParser())


@pytest.fixture
def disk(tmp_path: Path, corpus: Path) -> Disk:
    return Disk(corpus, tmp_path)


@pytest.mark.parametrize("size", [1, 3, 100, 1_000, 5_000, 20_000, 25_000])
def test_a_disk_that_is_full(disk: Disk, forked: Builder, size: int) -> None:
    outcome = forked.build(disk.corpus, disk.fresh(), file_size=size)
    disk.check_failed(outcome, f"files of {size} bytes at most")


@needs_strace
@pytest.mark.slow
def test_a_disk_that_fills_up_at_any_write(disk: Disk, forked: Builder) -> None:
    """From each write on, in turn, all that takes space fails: so does what would be written to clean up."""
    taking = [own for own in _traced(disk, forked) if own.name in ("write", "pwrite64", "mkdir")]
    assert len(taking) > 50
    for k, call in enumerate(taking):
        first = {own.name: own for own in reversed(taking[k:])}
        outcome = forked.traced(
            disk.corpus, disk.fresh(), *(f"{own.inject('error=ENOSPC')}+" for own in first.values())
        )
        if all(map(_is_of_cache, taking[k:])):
            disk.check_not_needed(outcome, call)
        else:
            disk.check_failed(outcome, call)
    for call in filter(_is_of_cache, taking):  # one that can't be kept, and then there is space again
        disk.check_not_needed(forked.traced(disk.corpus, disk.fresh(), call.inject("error=ENOSPC")), call)


@needs_strace
@pytest.mark.slow
def test_a_disk_that_fails_to_sync(disk: Disk, forked: Builder) -> None:
    syncs = [own for own in _traced(disk, forked) if own.name in ("fsync", "fdatasync")]
    for call in syncs:
        if call.name == "fdatasync" and f"{disk.index_dir}>" in call.text:
            continue  # that of a folder by SQLite, which does not mind: its journal is synced
        outcome = forked.traced(disk.corpus, disk.fresh(), call.inject("error=EIO"))
        disk.check_failed(outcome, call)


@needs_strace
@pytest.mark.slow
def test_a_disk_that_fails_at_any_read(disk: Disk, forked: Builder) -> None:
    """Each read of the thread that builds fails, in turn; with it one of the thread that reads documents."""
    index_dir = disk.fresh()
    calls = forked.traced(disk.corpus, index_dir, trace=_READS).calls
    for call in [own for own in calls if str(index_dir) in own.text or str(disk.corpus) in own.text]:
        outcome = forked.traced(disk.corpus, disk.fresh(), call.inject("error=EIO"), trace=_READS)
        assert outcome.code in (0, 1, 2), f"{call}: {outcome}"
        found = texts(index_dir)
        assert found is not None
        if outcome.code == 1:
            disk.check_told(outcome, call)
        else:
            assert found <= disk.old | disk.new
        disk.check_mended(call)


def _traced(disk: Disk, forked: Builder) -> list[Call]:
    index_dir = disk.fresh()
    outcome = forked.traced(disk.corpus, index_dir)
    assert outcome.code == 0, outcome
    return changes(outcome.calls, index_dir)


def _is_of_cache(call: Call) -> bool:
    return "/stamps." in call.text or "/verified." in call.text
