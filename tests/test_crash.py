"""A build killed at any of its file operations leaves the old generation or the new one, whole.

Run as a program, this file is the builder: for k = 1, 2, ... it forks a child that dies at its k-th file operation.
"""

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import index
from index.build import build
from index.chunks import chunk_document
from index.embedder import HashingEmbedder
from index.errors import IndexUnusable
from index.library import open_snapshot
from index.parser import InProcessParser
from index.records import Document

_KILLED = 70
_OPERATIONS = frozenset(
    "os.rename os.mkdir os.remove os.rmdir os.link os.symlink os.truncate shutil.rmtree shutil.move sqlite3.connect "
    "tempfile.mkdtemp tempfile.mkstemp".split()
)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system can't fork")
@pytest.mark.parametrize("generations", [0, 2], ids=["the first build", "a refresh"])
def test_a_build_killed_anywhere_leaves_one_whole_generation(tmp_path: Path, corpus: Path, generations: int) -> None:
    base, work = tmp_path / "base", tmp_path / "work"
    base.mkdir()
    work.mkdir()
    old: set[str] | None = None
    for number in range(generations):
        (corpus / "log.txt").write_text(f"Day {number}.", encoding="utf-8")
        build(corpus, base, HashingEmbedder())
        old = _texts(base)
    (corpus / "log.txt").write_text("Day 9, the last one.", encoding="utf-8")
    build(corpus, tmp_path / "reference", HashingEmbedder())
    new = _texts(tmp_path / "reference")

    found = []
    for index_dir in _kill_builds(corpus, base, work):
        found.append(_texts(index_dir))
        assert found[-1] in (old, new), (
            f"neither the old nor the new generation if killed at operation {index_dir.name}"
        )
        build(corpus, index_dir, HashingEmbedder(), parser=InProcessParser())
        assert _texts(index_dir) == new, f"not mended after a kill at operation {index_dir.name}"
    assert found[0] == old != new == found[-1]
    assert len(found) >= 15


def _texts(index_dir: Path) -> set[str] | None:
    """The documents of the current generation, None if there is no index; its checksums are verified on the way."""
    try:
        snapshot = open_snapshot(index_dir, HashingEmbedder())
    except IndexUnusable as error:
        assert "There is no index" in str(error), error
        return None
    assert {chunk.document.source for chunk in snapshot.chunks} == {document.source for document in snapshot.documents}
    return {document.text for document in snapshot.documents}


def _kill_builds(corpus: Path, base: Path, work: Path) -> list[Path]:
    """Copies of the index `base`, the k-th one as a builder killed at its k-th file operation left it; the last, whole."""
    environment = os.environ | {"PYTHONPATH": str(Path(str(index.__file__)).parent.parent)}
    subprocess.run([sys.executable, __file__, corpus, base, work], check=True, env=environment, timeout=60)
    return sorted(work.iterdir(), key=lambda path: int(path.name))


def _main(corpus: Path, base: Path, work: Path) -> None:
    chunk_document(Document("", "Loads the tokenizer once, for all children.", None, None, ""), lambda texts: [1], 256)
    for k in count(1):
        index_dir = work / str(k)
        shutil.copytree(base, index_dir)
        child = os.fork()
        if child == 0:
            _build_and_die(corpus, index_dir, k)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code == 0:
            return  # it ended before its k-th operation: all have been tried
        if code != _KILLED:
            sys.exit(f"the builder to be killed at operation {k} failed by itself")


def _build_and_die(corpus: Path, index_dir: Path, k: int) -> None:
    operations = 0

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal operations
        if event in _OPERATIONS or (event == "open" and _writes_below(index_dir, *arguments)):
            operations += 1
            if operations == k:
                if event == "open":
                    with suppress(OSError):
                        os.open(arguments[0], arguments[2])  # dies once the file is made, or emptied
                os._exit(_KILLED)

    try:
        sys.addaudithook(hook)
        build(corpus, index_dir, HashingEmbedder(), parser=InProcessParser())
        os._exit(0)
    finally:
        os._exit(1)


def _writes_below(folder: Path, path: object, mode: str | None, flags: int) -> bool:
    if not isinstance(path, str | bytes | os.PathLike):
        return False  # a descriptor: its opening was seen
    writes = bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)) or not set(mode or "r").isdisjoint("wax+")
    return writes and folder in Path(os.fsdecode(path)).parents


if __name__ == "__main__":
    _main(*map(Path, sys.argv[1:]))
