"""A build killed at any file operation of its own, or at any system call, leaves the old generation or the new one.

Audit events see what Python itself does, everywhere; strace sees what SQLite, FAISS and NumPy write, too.
"""

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from index.building.build import build
from index.embedding.embedder import HashingEmbedder
from index.reading.parser import InProcessParser
from index.storing.generations import read_current
from tests.builder import KILLED, Builder, Call, builder, changes, copied, needs_fork, needs_strace
from tests.sound import assert_nothing_left_over, texts


@pytest.fixture(scope="module")
def forked() -> Iterator[Builder]:
    with builder() as own:
        yield own


class Case:
    """A folder that has changed since its index `base` was built, and what the index holds before and after."""

    def __init__(self, corpus: Path, folder: Path, generations: int) -> None:
        self.corpus, self.base, self.folder = corpus, folder / "base", folder
        self.base.mkdir()
        self.old: set[str] | None = None
        for number in range(generations):
            (corpus / "log.txt").write_text(f"Day {number}.", encoding="utf-8")
            self._build(self.base)
            self.old = texts(self.base)
        (corpus / "log.txt").write_text("Day 9, the last one.", encoding="utf-8")
        if generations:
            (corpus / "orchard.md").unlink()
        self._build(folder / "reference")
        new = texts(folder / "reference")
        assert new
        self.new = new

    def copy(self, name: object) -> Path:
        """The index before the build, anew."""
        index_dir = self.folder / str(name)
        return copied(self.base, index_dir)

    def check(self, index_dir: Path, where: object) -> set[str] | None:
        """What a killed build left must be one generation, and the next build must bring the new one and tidy up."""
        found = texts(index_dir)
        assert found in (self.old, self.new), f"neither the old nor the new generation if killed at {where}"
        self._build(index_dir)
        assert texts(index_dir) == self.new, f"not mended after a kill at {where}"
        assert_nothing_left_over(index_dir)
        return found

    def _build(self, index_dir: Path) -> None:
        build(self.corpus, index_dir, HashingEmbedder(), parser=InProcessParser())


@pytest.fixture(params=[0, 2], ids=["the first build", "a refresh"])
def case(request: pytest.FixtureRequest, tmp_path: Path, corpus: Path) -> Case:
    return Case(corpus, tmp_path, request.param)


@pytest.mark.slow
@needs_fork
def test_killed_at_any_operation_of_python_a_build_leaves_one_whole_generation(case: Case, forked: Builder) -> None:
    found = []
    for k in count(1):
        index_dir = case.copy("killed")
        code = forked.build(case.corpus, index_dir, die_at=k).code
        found.append(case.check(index_dir, f"operation {k}"))
        if code == 0:
            break  # it ended before its k-th operation: all have been tried
        assert code == KILLED, f"the build to be killed at operation {k} failed by itself"
    assert found[0] == case.old != case.new == found[-1]
    assert len(found) >= 15


@needs_fork
@needs_strace
@pytest.mark.slow
def test_killed_at_every_system_call_a_build_leaves_one_whole_generation(case: Case, forked: Builder) -> None:
    places = _places(case, forked)
    with builder() as second, ThreadPoolExecutor(2) as pool:
        halves = [
            pool.submit(_kill, case, own, places[start::2], f"killed {start}")
            for start, own in enumerate((forked, second))
        ]
        found = [one for half in halves for one in half.result()]
    assert len(found) == len(places)
    assert case.old in found
    assert case.new in found


def _places(case: Case, own: Builder) -> list[Call]:
    """The system calls that change the index, in a build that is not disturbed."""
    index_dir = case.copy("traced")
    outcome = own.traced(case.corpus, index_dir)
    assert outcome.code == 0, outcome.said
    assert texts(index_dir) == case.new
    places = changes(outcome.calls, index_dir)
    assert len(places) > 80
    _assert_synced_in_order(outcome.calls, index_dir)
    return places


def _kill(case: Case, own: Builder, places: list[Call], name: str) -> list[set[str] | None]:
    found = []
    for call in places:
        index_dir = case.copy(name)
        outcome = own.traced(case.corpus, index_dir, call.inject("signal=SIGKILL"))
        assert outcome.code == -9, f"not killed at {call}: {outcome}"
        found.append(case.check(index_dir, str(call)))
    return found


def _assert_synced_in_order(calls: Sequence[Call], index_dir: Path) -> None:
    """Every file of the part and of the generation, then their folders, before the renames; after each rename its
    parent, before `CURRENT` names the generation."""
    said = [call.text for call in calls if call.name.startswith(("rename", "fsync"))]
    part, renamed = (k for k, text in enumerate(said) if text.startswith("rename") and ".partial-" in text)
    current = next(k for k, text in enumerate(said) if text.startswith("rename") and "CURRENT" in text)
    [number, _] = read_current(index_dir).split()
    for folder in (index_dir / "parts" / number, index_dir / "generations" / number):
        for path in folder.rglob("*"):
            assert f"/{path.relative_to(folder).as_posix()}>" in " ".join(said[:part])
    assert "/parts>" in said[part + 1]
    assert "/generations>" in said[renamed + 1]
    assert re.search(r"/CURRENT\.\w+\.partial>", said[current - 1])
    assert f"{index_dir}>" in said[current + 1]
