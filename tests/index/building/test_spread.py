"""Files that a pool of processes reads and embeds: whatever it loses, and whenever it finishes what, the index is that
of a plain build."""

import random
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from threading import Event

import pytest

from index.building.build import build
from index.building.progress import BuildProgress
from index.building.report import Report
from index.building.spread import Files, Made, Spread, made
from index.embedding.embedder import HashingEmbedder
from index.errors import BuildStopped, ClusterError
from index.reading.parser import InProcessParser, Parser
from index.storing.snapshot import open_snapshot
from tests.sound import assert_same_index

TEXTS = {f"{number:03}.txt": f"The {word} of day {number} was read." for number, word in enumerate(["harbor"] * 90)}


class PoolHere:
    """Runs tasks in this process, when they are asked for, in any order. Loses those of `lost` files."""

    def __init__(
        self,
        seed: int = 1,
        lost: Mapping[str, int] | None = None,
        embedder: HashingEmbedder | None = None,
        parser: Parser | None = None,
    ) -> None:
        self.embedder = embedder or HashingEmbedder()
        self._parser = parser or InProcessParser()
        self.room = 6
        self.sizes: list[int] = []
        self._lost = dict(lost or {})  # how often
        self._tasks: list[Files] = []
        self._chance = random.Random(seed)

    @property
    def running(self) -> int:
        return len(self._tasks)

    def submit(self, files: Files) -> None:
        self.sizes.append(len(files))
        self._tasks.append(files)

    def next(self) -> tuple[Files, Made | None]:
        files = self._tasks.pop(self._chance.randrange(len(self._tasks)))
        for file, _ in files:
            if self._lost.get(file.source, 0):
                self._lost[file.source] -= 1
                return files, None
        return files, made(files, self._parser, self.embedder)


@pytest.fixture
def folder(tmp_path: Path, corpus: Path) -> Path:
    """Of new, empty, bad and equal files, some of which are equal to bad and to empty ones."""
    for name, text in TEXTS.items():
        (corpus / name).write_text(text, encoding="utf-8")
    for name in ("b.txt", "c.txt"):
        (corpus / f"copy-{name}").write_text(TEXTS["017.txt"], encoding="utf-8")
        (corpus / f"blank-{name}").write_text(" \n", encoding="utf-8")
        (corpus / f"bad-{name}").write_bytes(b"\x00" * 50)
    (corpus / "bad.pdf").write_bytes(b"%PDF-1.7 no more")
    (corpus / "bad2.pdf").write_bytes(b"%PDF-1.7 no more")
    (corpus / "image.gif").write_bytes(b"GIF89a")
    return corpus


def _counts(report: Report) -> dict[str, object]:
    return {name: value for name, value in asdict(report).items() if "second" not in name}


def _build(folder: Path, index_dir: Path, pool: PoolHere) -> Report:
    return build(folder, index_dir, HashingEmbedder(), maker=Spread(pool))


def _plain(folder: Path, index_dir: Path) -> Report:
    return build(folder, index_dir, HashingEmbedder(), parser=InProcessParser())


def _assert_same(one: Path, other: Path) -> None:
    assert_same_index(*(open_snapshot(index_dir, HashingEmbedder()) for index_dir in (one, other)))


@pytest.mark.parametrize("seed", range(5))
def test_the_index_and_the_report_are_those_of_a_plain_build(folder: Path, tmp_path: Path, seed: int) -> None:
    pool = PoolHere(seed, lost={"003.txt": 1, "040.txt": 1})
    report = _build(folder, tmp_path / "spread", pool)
    assert _counts(report) == _counts(_plain(folder, tmp_path / "plain"))
    assert report.files_failed == 4 and report.files_empty == 2 and report.files_duplicate == 2
    _assert_same(tmp_path / "spread", tmp_path / "plain")
    assert len(pool.embedder.embedded) == report.chunks_embedded == report.chunks
    assert max(pool.sizes) == 16


def test_a_refresh_takes_over_what_reads_the_same(folder: Path, tmp_path: Path) -> None:
    for index_dir in (tmp_path / "spread", tmp_path / "plain"):
        _plain(folder, index_dir)
    with (folder / "orchard.md").open("a", encoding="utf-8") as file:
        file.write("Nobody rested.\n")
    (folder / "000.txt").unlink()
    pool = PoolHere()
    report = _build(folder, tmp_path / "spread", pool)
    assert report.chunks_embedded == len(pool.embedder.embedded) == 1
    assert _counts(report) == _counts(_plain(folder, tmp_path / "plain"))
    _assert_same(tmp_path / "spread", tmp_path / "plain")
    idle = PoolHere()
    (folder / "copy-d.txt").write_text(TEXTS["017.txt"], encoding="utf-8")
    assert _build(folder, tmp_path / "spread", idle).files_duplicate == 3
    assert not idle.embedder.embedded


def test_a_file_that_is_lost_each_time_fails_alone(folder: Path, tmp_path: Path) -> None:
    report = _build(folder, tmp_path / "index", PoolHere(lost={"003.txt": 2}))
    [failure] = [failure for failure in report.failures if failure["source"] == "003.txt"]
    assert failure["reason"].startswith("the process that read it was lost each time")
    sources = {document.source for document in open_snapshot(tmp_path / "index", HashingEmbedder()).documents}
    assert sources >= TEXTS.keys() - {"003.txt"} and "003.txt" not in sources
    assert _build(folder, tmp_path / "index", PoolHere()).chunks_embedded == 1


def test_a_file_that_is_lost_is_answered_from_as_it_was(folder: Path, tmp_path: Path) -> None:
    _build(folder, tmp_path / "index", PoolHere())
    (folder / "003.txt").write_text("The harbor is closed.", encoding="utf-8")
    assert _build(folder, tmp_path / "index", PoolHere(lost={"003.txt": 2})).files_stale == 1


@pytest.mark.parametrize("how", ["stopped", "failed"])
def test_what_was_finished_is_kept(folder: Path, tmp_path: Path, how: str) -> None:
    stop, pool = Event(), PoolHere()
    pool.room = 1

    def show(progress: BuildProgress) -> None:
        if progress.files > 30:
            if how == "failed":
                raise ClusterError("The cluster is gone.")
            stop.set()

    with pytest.raises(BuildStopped if how == "stopped" else ClusterError):
        build(folder, tmp_path / "index", HashingEmbedder(), show, maker=Spread(pool), stop=stop)
    kept = len(pool.embedder.embedded)
    assert 20 < kept < 90
    again = PoolHere()
    report = _build(folder, tmp_path / "index", again)
    assert len(again.embedder.embedded) == report.chunks - kept
    _plain(folder, tmp_path / "plain")
    _assert_same(tmp_path / "index", tmp_path / "plain")


def test_progress_ends_with_every_file(folder: Path, tmp_path: Path) -> None:
    seen: list[BuildProgress] = []
    build(folder, tmp_path / "index", HashingEmbedder(), seen.append, maker=Spread(PoolHere()))
    assert (seen[-1].files, seen[-1].bytes) == (seen[-1].files_total, seen[-1].bytes_total)
    assert [each.files for each in seen] == sorted(each.files for each in seen)


def test_a_document_that_a_plain_build_has_begun_is_whole(tmp_path: Path) -> None:
    folder, stop = tmp_path / "docs", Event()
    folder.mkdir()
    words = " ".join(["𒀀𒁀𒂀𒃀"] * 11)  # about a chunk
    (folder / "long.txt").write_text("\n\n".join(f"Paragraph {number}: {words}." for number in range(1500)))

    def show(progress: BuildProgress) -> None:
        if progress.bytes:
            stop.set()

    with pytest.raises(BuildStopped):
        build(folder, tmp_path / "spread", HashingEmbedder(), show, parser=InProcessParser(), stop=stop)
    _build(folder, tmp_path / "spread", PoolHere())
    _plain(folder, tmp_path / "plain")
    _assert_same(tmp_path / "spread", tmp_path / "plain")
