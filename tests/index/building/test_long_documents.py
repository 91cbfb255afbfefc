"""A document of many chunks is embedded and kept in parts: progress is seen within it, and a stopped build goes on."""

import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from index.building.build import build
from index.building.making import CHUNKS_AT_ONCE
from index.building.progress import BuildProgress
from index.building.staging import open_staging
from index.embedding.embedder import HashingEmbedder, Vectors
from index.errors import BuildStopped
from index.reading.parser import InProcessParser
from index.records import Document
from index.storing.snapshot import open_snapshot
from tests.sound import assert_same_index

WORDS = " ".join(["𒀀𒁀𒂀𒃀"] * 11)  # many tokens in few characters: about a chunk
LONG = "\n\n".join(f"Paragraph {number}: {WORDS}." for number in range(4 * CHUNKS_AT_ONCE))


class CountingEmbedder(HashingEmbedder):
    """Sets `stop` once it has embedded more than `most` chunks."""

    def __init__(self, most: int = 10**9) -> None:
        super().__init__()
        self.most, self.stop = most, Event()

    def documents(self, texts: Sequence[str]) -> Vectors:
        vectors = super().documents(texts)
        if len(self.embedded) > self.most:
            self.stop.set()
        return vectors


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "long.txt").write_text(LONG)
    (folder / "z.txt").write_text("The end.")
    return folder


def _build(folder: Path, index_dir: Path, embedder: CountingEmbedder, seen: list[BuildProgress] | None = None) -> int:
    show = (lambda _: None) if seen is None else seen.append
    return build(folder, index_dir, embedder, show, parser=InProcessParser(), stop=embedder.stop).chunks


def test_progress_is_seen_within_a_file(folder: Path, tmp_path: Path) -> None:
    seen: list[BuildProgress] = []
    _build(folder, tmp_path / "index", CountingEmbedder(), seen)
    within = [each for each in seen if each.files == 0 and each.source == "long.txt"]
    assert len({each.bytes for each in within}) >= 4, "bytes of it are done one after the other"
    assert len({each.chunks for each in within}) >= 4
    assert [each.bytes for each in seen] == sorted(each.bytes for each in seen)
    assert (seen[-1].files, seen[-1].bytes) == (2, seen[-1].bytes_total)


def test_a_stopped_build_goes_on_within_a_file(folder: Path, tmp_path: Path) -> None:
    whole = CountingEmbedder()
    chunks = _build(folder, tmp_path / "whole", whole)
    stopped = CountingEmbedder(most=2 * CHUNKS_AT_ONCE)
    with pytest.raises(BuildStopped, match="They are kept"):
        _build(folder, tmp_path / "index", stopped)
    resumed = CountingEmbedder()
    assert _build(folder, tmp_path / "index", resumed) == chunks
    assert len(resumed.embedded) <= len(whole.embedded) - CHUNKS_AT_ONCE
    one, other = (open_snapshot(tmp_path / name, HashingEmbedder()) for name in ("whole", "index"))
    assert_same_index(one, other)
    assert [chunk.heading for chunk in one.chunks] == [chunk.heading for chunk in other.chunks]


@pytest.mark.parametrize("change", ["changed", "another first", "damaged"])
def test_what_was_begun_is_dropped_when_it_is_of_no_use(change: str, folder: Path, tmp_path: Path) -> None:
    stopped = CountingEmbedder(most=2 * CHUNKS_AT_ONCE)
    with pytest.raises(BuildStopped):
        _build(folder, tmp_path / "index", stopped)
    if change == "changed":
        (folder / "long.txt").write_text(LONG.replace("Paragraph", "Section"))
    elif change == "another first":
        (folder / "a.txt").write_text("A new file.")
    else:
        with closing(open_staging(tmp_path / "index", stopped)) as staging, staging._database:
            staging._database.execute("update embeddings set vector = zeroblob(length(vector)) where chunk = 3")
    stopped.most, stopped.stop = 10**9, Event()
    _build(folder, tmp_path / "index", stopped)
    _build(folder, tmp_path / "anew", CountingEmbedder())
    one, other = (open_snapshot(tmp_path / name, HashingEmbedder()) for name in ("anew", "index"))
    assert one.chunks == other.chunks
    assert np.array_equal(one.store.vectors(), other.store.vectors())


def test_an_unfinished_document_is_not_answered_from(folder: Path, tmp_path: Path) -> None:
    stopped = CountingEmbedder(most=2 * CHUNKS_AT_ONCE)
    with pytest.raises(BuildStopped):
        _build(folder, tmp_path / "index", stopped)
    with closing(open_staging(tmp_path / "index", stopped)) as staging:
        assert not staging.keys() and not staging.languages().total()
    (folder / "long.txt").unlink()
    _build(folder, tmp_path / "index", CountingEmbedder())
    assert [document.source for document in open_snapshot(tmp_path / "index", HashingEmbedder()).documents] == ["z.txt"]


@pytest.mark.slow
def test_what_is_kept_takes_no_longer_the_more_there_is(tmp_path: Path) -> None:
    began = time.process_time()
    with closing(open_staging(tmp_path, HashingEmbedder())) as staging:
        for number in range(600):
            with staging.transaction():
                staging.begin(Document(f"{number} of May 2023.txt", "x", None, None, str(number)))
                staging.finish("x")
        assert len(staging.keys()) == 600
    assert time.process_time() - began < 5
