"""What else can befall an index folder or the folder of documents: the next build is right, or says why not."""

import os
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from index.building.build import build, is_stale
from index.building.doctor import diagnose
from index.building.making import prepared_ahead
from index.building.report import Report
from index.embedding.embedder import HashingEmbedder, Vectors
from index.errors import CorpusError, IndexLocked, IndexUnusable, IndexWriteError
from index.reading.changes import Found
from index.reading.files import FileEntry
from index.reading.parser import InProcessParser
from index.storing.corpus import Corpus
from index.storing.generations import build_lock
from index.storing.snapshot import open_snapshot
from index.storing.vectors import FaissStore
from tests.sound import assert_nothing_left_over, assert_same_index, opened, texts


class _Fails(HashingEmbedder):
    """Fails once all is staged, as the generation is written."""

    def queries(self, texts: Sequence[str]) -> Vectors:
        raise RuntimeError("out of memory")


def _build(root: Path, index_dir: Path, embedder: HashingEmbedder | None = None) -> Report:
    return build(root, index_dir, embedder or HashingEmbedder(), parser=InProcessParser())


def _assert_as_new(corpus: Path, index_dir: Path, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "new", ignore_errors=True)
    _build(corpus, tmp_path / "new")
    one, other = opened(index_dir), opened(tmp_path / "new")
    assert one and other
    assert_same_index(one, other)
    assert_nothing_left_over(index_dir)


@pytest.fixture
def index_dir(tmp_path: Path, corpus: Path) -> Path:
    """An index of the corpus, which has changed since."""
    _build(corpus, tmp_path / "index")
    (corpus / "log.txt").write_text("Day 2.", encoding="utf-8")
    return tmp_path / "index"


@pytest.fixture
def staged(index_dir: Path, corpus: Path) -> Path:
    """What a stopped build of it has left."""
    with pytest.raises(RuntimeError):
        _build(corpus, index_dir, _Fails())
    [path] = index_dir.glob("staging-*.sqlite")
    return path


def test_what_was_staged_is_not_embedded_again(corpus: Path, index_dir: Path, staged: Path, tmp_path: Path) -> None:
    assert _build(corpus, index_dir).chunks_embedded == 0
    _assert_as_new(corpus, index_dir, tmp_path)


def test_what_another_embedder_staged_is_not_used_and_goes(
    corpus: Path, index_dir: Path, staged: Path, tmp_path: Path
) -> None:
    staged.rename(index_dir / "staging-0123456789ab.sqlite")
    assert _build(corpus, index_dir).chunks_embedded == 1
    _assert_as_new(corpus, index_dir, tmp_path)


@pytest.mark.parametrize("keep", [0, 1, 15, 50, 100, 4096, 5000, 12288, -1])
def test_a_staging_file_that_is_cut_off_is_made_anew(
    corpus: Path, index_dir: Path, staged: Path, tmp_path: Path, keep: int
) -> None:
    staged.write_bytes(staged.read_bytes()[:keep])
    _build(corpus, index_dir)
    _assert_as_new(corpus, index_dir, tmp_path)


def test_a_staging_file_of_noise_is_made_anew(corpus: Path, index_dir: Path, staged: Path, tmp_path: Path) -> None:
    chance = random.Random(1)
    data = staged.read_bytes()
    for start in (0, 16, 28, 44, 56, 100, 4096, 8192):
        staged.write_bytes(data[:start] + chance.randbytes(64) + data[start + 64 :])
        shutil.copytree(index_dir, tmp_path / "copy")
        _build(corpus, tmp_path / "copy")
        _assert_as_new(corpus, tmp_path / "copy", tmp_path)
        shutil.rmtree(tmp_path / "copy")


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"root": 1}', b"\xff", b'{"root": "%s", "files": {"log.txt": 3}}']
)
def test_damaged_stamps_cost_a_reading_no_more(corpus: Path, index_dir: Path, tmp_path: Path, content: bytes) -> None:
    (index_dir / "stamps.json").write_bytes(content.replace(b"%s", os.fsencode(corpus.resolve())))
    assert _build(corpus, index_dir).files_unchanged == 3
    _assert_as_new(corpus, index_dir, tmp_path)
    assert not is_stale(open_snapshot(index_dir, HashingEmbedder()), index_dir)


def test_files_of_a_build_that_was_killed_go_though_nothing_has_changed(index_dir: Path, corpus: Path) -> None:
    (corpus / "log.txt").unlink()
    (index_dir / "CURRENT.partial").write_text("2 abc", encoding="utf-8")
    (index_dir / "stamps.1-2.partial").write_text("{", encoding="utf-8")
    (index_dir / "generations" / ".partial-x").mkdir()
    assert _build(corpus, index_dir).generation == 1
    assert_nothing_left_over(index_dir)


def test_a_lock_without_its_owner_is_reported_all_the_same(index_dir: Path, corpus: Path) -> None:
    with build_lock(index_dir):
        for content in (b"", b"\xff\xfe", None):
            if content is None:
                (index_dir / "LOCK.pid").unlink()
            else:
                (index_dir / "LOCK.pid").write_bytes(content)
            with pytest.raises(IndexLocked, match="is locked by pid "):
                _build(corpus, index_dir)
    (index_dir / "LOCK").unlink()
    assert _build(corpus, index_dir).generation == 2


def test_a_current_that_names_a_removed_generation_is_built_anew(index_dir: Path, corpus: Path, tmp_path: Path) -> None:
    shutil.rmtree(index_dir / "generations" / "1")
    with pytest.raises(IndexUnusable, match="missing or altered"):
        open_snapshot(index_dir, HashingEmbedder())
    assert "Built anew" in _build(corpus, index_dir).notice
    _assert_as_new(corpus, index_dir, tmp_path)


def test_an_index_that_can_not_be_written_says_so(tmp_path: Path, corpus: Path) -> None:
    (tmp_path / "a file").write_bytes(b"")
    for index_dir in (tmp_path / "a file", tmp_path / "a file" / "index"):
        with pytest.raises(IndexWriteError, match=r"a file.*permissions"):
            _build(corpus, index_dir)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is closed to root")
def test_an_index_folder_that_is_read_only_says_so(index_dir: Path, corpus: Path) -> None:
    index_dir.chmod(0o555)
    try:
        with pytest.raises(IndexWriteError, match=r"Permission denied.*permissions"):
            _build(corpus, index_dir)
        assert open_snapshot(index_dir, HashingEmbedder()).generation == 1
    finally:
        index_dir.chmod(0o755)


def test_an_index_inside_the_documents_is_not_indexed(corpus: Path, tmp_path: Path) -> None:
    for index_dir in (corpus / "index", corpus / "notes" / ".citeseed"):
        assert _build(corpus, index_dir).files_failed == 0
        report = _build(corpus, index_dir)
        assert (report.generation, report.files_unchanged, report.files_failed) == (1, 3, 0)
        assert not is_stale(open_snapshot(index_dir, HashingEmbedder()), index_dir)


def test_documents_in_the_folder_of_the_index_are_refused(corpus: Path) -> None:
    with pytest.raises(CorpusError, match=r"is that of an index. Keep the index and the documents apart"):
        _build(corpus, corpus)


def test_a_file_in_place_of_the_folder_leaves_the_index(index_dir: Path, corpus: Path) -> None:
    before = texts(index_dir)
    shutil.rmtree(corpus)
    corpus.write_text("A file.", encoding="utf-8")
    with pytest.raises(CorpusError, match="There is no folder"):
        _build(corpus, index_dir)
    assert texts(index_dir) == before
    assert not is_stale(open_snapshot(index_dir, HashingEmbedder()), index_dir)


def test_a_generation_that_is_removed_while_it_is_opened_is_no_crash(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable, match=r"corpus\.sqlite can't be read"):
        Corpus(tmp_path / "corpus.sqlite")
    with pytest.raises(IndexUnusable, match=r"vectors\.faiss can't be read"):
        FaissStore.load(tmp_path / "vectors.faiss")


def test_doctor_finds_no_fault_with_an_index_that_answers_from_what_was_last_read(
    index_dir: Path, corpus: Path
) -> None:
    _build(corpus, index_dir)
    shutil.copy(corpus / "harbor.txt", corpus / "z.txt")
    (corpus / "harbor.txt").write_bytes(b"\x00" * 50)
    assert _build(corpus, index_dir).files_stale == 1
    [problem] = diagnose(index_dir, HashingEmbedder())
    assert problem.startswith("harbor.txt is not indexed as it is now: it is a binary file")


def test_nothing_is_read_once_a_build_has_stopped() -> None:
    read: list[int] = []

    def files() -> Iterator[Found]:
        for number in range(5000):
            read.append(number)
            time.sleep(0.0005)
            yield Found(FileEntry(f"{number}.txt", "", "failed"), 0)

    batches = prepared_ahead(files(), HashingEmbedder())
    next(batches)
    batches.close()
    count = len(read)
    time.sleep(0.05)
    assert len(read) == count < 2000
