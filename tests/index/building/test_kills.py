"""Real builds in real processes: killed at any moment, or two at a time, and what the next one makes of it.

Run as a program, this file builds as `python -m index` does, with a slow fake for an embedder.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from index import ROOT
from index.building.build import build
from index.embedding.embedder import HashingEmbedder, Vectors
from index.errors import IndexLocked, reported
from index.reading.parser import InProcessParser
from index.storing.generations import build_lock
from tests.sound import assert_nothing_left_over, assert_same_index, opened, texts

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to look for processes left over"),
]
_ROUNDS = 20
_FILES = 250  # in each subfolder
_WORDS = "harbor minister orchard frost bridge harvest treaty summit border trade island ferry river crane".split()


class SlowEmbedder(HashingEmbedder):
    """Takes a while for each batch, so that many kills fall between two; the batch `endless` is never done."""

    def __init__(self, endless: int = 0) -> None:
        super().__init__()
        self._left = endless

    def documents(self, texts: Sequence[str]) -> Vectors:
        time.sleep(0.2)
        self._left -= 1
        if self._left == 0:
            print("endless", flush=True)
            time.sleep(120)
        return super().documents(texts)


def _start(corpus: Path, index_dir: Path, endless: int = 0) -> "subprocess.Popen[str]":
    """A process that has loaded all it needs and begins to build."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, __file__, str(corpus), str(index_dir), str(endless)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    assert process.stdout and process.stdout.readline() == "building\n"
    return process


def _report(process: "subprocess.Popen[str]") -> dict[str, Any]:
    out, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    report: dict[str, Any] = json.loads(out)
    return report


def _write(corpus: Path, name: str, seed: int) -> None:
    """A subfolder of many short documents: a build finishes some hundreds at a time."""
    shutil.rmtree(corpus / name, ignore_errors=True)
    (corpus / name).mkdir(parents=True)
    chosen = random.Random(seed)
    for number in range(_FILES):
        text = f"The {' '.join(chosen.choices(_WORDS, k=5))} of day {seed} came to {number}."
        (corpus / name / f"{number}.txt").write_text(text, encoding="utf-8")


def _subfolders(tmp_path: Path, number: int) -> tuple[Path, Path]:
    """A folder with so many of them, and where its index is to be."""
    for name in range(number):
        _write(tmp_path / "corpus", f"{name}", name)
    return tmp_path / "corpus", tmp_path / "index"


def _children(pid: int) -> set[int]:
    """The processes below `pid`."""
    below: dict[int, set[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        below.setdefault(int(fields[1]), set()).add(int(path.parent.name))
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        own = below.get(waiting.pop(), set()) - found
        found |= own
        waiting += own
    return found


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _await_end(pids: set[int]) -> None:
    until = time.monotonic() + 20
    while alive := [pid for pid in pids if _alive(pid)]:
        assert time.monotonic() < until, f"left over: {alive}"
        time.sleep(0.05)


def test_builds_killed_at_any_moment_break_nothing(tmp_path: Path) -> None:
    corpus, index_dir = _subfolders(tmp_path, 6)
    process = _start(corpus, index_dir)
    began = time.monotonic()
    _report(process)
    lasts = time.monotonic() - began
    chance = random.Random(7)
    killed = 0
    for number in range(_ROUNDS):
        before = texts(index_dir) or set()
        for name in chance.sample(range(6), 4):
            _write(corpus, f"{name}", 100 * number + name + 10)
        if number % 4 == 3:
            shutil.rmtree(corpus / f"{chance.randrange(6)}", ignore_errors=True)
        process = _start(corpus, index_dir)
        time.sleep(chance.uniform(0, 1) * lasts)
        parsers = _children(process.pid)
        killed += process.poll() is None
        process.kill()
        process.communicate()
        _await_end(parsers)
        after = texts(index_dir) or set()
        assert after in (before, {path.read_text(encoding="utf-8") for path in corpus.rglob("*.txt")})
        if number % 2:
            _mend(corpus, index_dir, tmp_path / "fresh", after)  # else killed twice, after another change
    assert killed >= _ROUNDS // 4, "many are to be killed while they build"


def test_what_a_killed_build_had_finished_is_not_embedded_again(tmp_path: Path) -> None:
    corpus, index_dir = _subfolders(tmp_path, 6)
    process = _start(corpus, index_dir, endless=3)
    try:
        assert process.stdout and process.stdout.readline() == "endless\n"
        parsers = _children(process.pid)
    finally:
        process.kill()
        process.communicate()
    _await_end(parsers)
    embedded = _mend(corpus, index_dir, tmp_path / "fresh", set())
    assert embedded == 6 * _FILES - 2 * 500  # of two batches of as many files as one holds


def _mend(corpus: Path, index_dir: Path, fresh: Path, before: set[str]) -> int:
    """Builds to the end; the index is as one built from nothing. Returns how many chunks were embedded."""
    report = _report(_start(corpus, index_dir))
    scratch = build(corpus, fresh, HashingEmbedder(), parser=InProcessParser())
    mended, expected = opened(index_dir), opened(fresh)
    assert mended and expected
    assert_same_index(mended, expected)
    assert_nothing_left_over(index_dir)
    shutil.rmtree(fresh)
    changed = sum(chunk.document.text not in before for chunk in mended.chunks)
    assert report["chunks_embedded"] <= changed <= scratch.chunks_embedded
    return int(report["chunks_embedded"])


def test_of_two_builders_the_second_names_the_first_and_kill_9_frees_the_lock(tmp_path: Path) -> None:
    corpus, index_dir = _subfolders(tmp_path, 3)
    first = _start(corpus, index_dir)
    try:
        while not list(index_dir.glob("staging-*.sqlite")):
            time.sleep(0.02)
        first.send_signal(signal.SIGSTOP)  # so that it can't end before the second one comes
        command = [sys.executable, "-m", "index", str(corpus), "--index-dir", str(index_dir)]
        second = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert second.returncode == 3
        assert f"is locked by pid {first.pid}" in second.stderr
        assert "Traceback" not in second.stderr
        parsers = _children(first.pid)
        first.kill()
        first.wait()
        with build_lock(index_dir), pytest.raises(IndexLocked), build_lock(index_dir):
            pass
        _await_end(parsers)
    finally:
        first.kill()
        first.communicate()
    build(corpus, index_dir, HashingEmbedder(), parser=InProcessParser())
    assert len(texts(index_dir) or ()) == 3 * _FILES
    assert_nothing_left_over(index_dir)


def _main(corpus: Path, index_dir: Path, endless: int) -> int:
    print("building", flush=True)
    print(json.dumps(asdict(build(corpus, index_dir, SlowEmbedder(endless)))))
    return 0


if __name__ == "__main__":
    sys.exit(reported(lambda: _main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))))
