"""Building: what is counted, what is embedded again, and that a refresh equals a build from nothing."""

import os
import shutil
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.building.build import is_stale
from index.building.report import Report
from index.chunks import embedding_text
from index.embedding.embedder import Embedder, HashingEmbedder
from index.errors import CorpusError, IndexLocked, IndexUnusable
from index.reading.parser import InProcessParser
from index.storing.generations import build_lock
from index.storing.snapshot import open_snapshot
from tests.in_process import build

_TEXTS = [
    "",
    " \n",
    "Frost killed nine trees.",
    "# Harvest\n\nIt took eleven days. Nobody rested.\n",
    "Of note: " + "; ".join(f"the harbor of town {number} opened again" for number in range(9)) + ". Rain fell.",
    "Date: 2022-05-24\n\n" + "The ministers met on Tuesday and spoke of trade. " * 30,
    "Date: 2022-05-25\n\n" + "The ministers met on Tuesday and spoke of trade. " * 30 + "They left.",
]
_FOLDERS = st.dictionaries(st.sampled_from(["a.txt", "b.md", "sub/c.txt", "d.7z", "e.gif"]), st.sampled_from(_TEXTS))


def _fill(root: Path, files: dict[str, str]) -> None:
    """Makes `root` hold these files and no others."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    for source, text in files.items():
        (root / source).parent.mkdir(exist_ok=True)
        (root / source).write_text(text, encoding="utf-8")


def _counts(report: Report) -> dict[str, int]:
    """The counts of files that are not 0."""
    return {key.removeprefix("files_"): n for key, n in asdict(report).items() if key.startswith("files_") and n}


def test_every_file_is_counted_by_what_became_of_it(tmp_path: Path, embedder: HashingEmbedder) -> None:
    root, index_dir = tmp_path / "root", tmp_path / "index"
    before = {
        "kept.txt": "Kept.",
        "changed.txt": "Old.",
        "removed.txt": "Gone.",
        "copy.txt": "Kept.",
        "blank.txt": " \n",
    }
    _fill(root, before)
    report = build(root, index_dir, embedder)
    assert _counts(report) == {"added": 3, "duplicate": 1, "empty": 1}
    assert (report.generation, report.chunks, report.chunks_embedded) == (1, 3, 3)

    del before["removed.txt"]
    _fill(root, before | {"changed.txt": "New.", "added.txt": "Added.", "files.7z": "x", "image.gif": "x"})
    report = build(root, index_dir, embedder)
    assert _counts(report) == {
        "added": 1,
        "changed": 1,
        "removed": 1,
        "unchanged": 1,
        "duplicate": 1,
        "empty": 1,
        "failed": 1,
    }
    assert [failure["source"] for failure in report.failures] == ["files.7z"]
    assert report.left_out == {"pictures": 1}
    assert ".7z is not supported" in report.failures[0]["reason"]
    assert (report.generation, report.chunks, report.chunks_embedded) == (2, 3, 2)
    states = {entry.source: entry.state for entry in open_snapshot(index_dir, embedder).files}
    assert states == {
        "added.txt": "indexed", "blank.txt": "empty", "changed.txt": "indexed", "copy.txt": "indexed",
        "files.7z": "failed", "kept.txt": "duplicate",
    }  # fmt: skip


def test_an_unchanged_folder_embeds_nothing_and_writes_nothing(tmp_path: Path, corpus: Path) -> None:
    index_dir = tmp_path / "index"
    first = build(corpus, index_dir, HashingEmbedder())
    written = sorted((index_dir / "generations").rglob("*"))
    again = HashingEmbedder()
    report = build(corpus, index_dir, again)
    assert again.embedded == []
    assert _counts(report) == {"unchanged": 3}
    assert (report.generation, report.chunks, report.chunks_embedded) == (first.generation, first.chunks, 0)
    assert sorted((index_dir / "generations").rglob("*")) == written


def test_only_what_reads_otherwise_is_embedded(tmp_path: Path, corpus: Path) -> None:
    index_dir = tmp_path / "index"
    build(corpus, index_dir, HashingEmbedder())
    (corpus / "notes" / "bridge.txt").rename(corpus / "renamed.txt")
    with (corpus / "orchard.md").open("a", encoding="utf-8") as file:
        file.write("Nobody rested.\n")
    again = HashingEmbedder()
    report = build(corpus, index_dir, again)
    [text] = again.embedded
    assert text == "Orchard report\n## Harvest\n\nThe harvest began in September and took eleven days.\nNobody rested."
    assert report.chunks_embedded == 1 < report.chunks
    snapshot = open_snapshot(index_dir, again)
    expected = HashingEmbedder().documents([embedding_text(chunk) for chunk in snapshot.chunks])
    np.testing.assert_array_equal(snapshot.store.vectors(), expected)


@pytest.mark.slow
@given(st.lists(_FOLDERS, min_size=2, max_size=4))
@settings(max_examples=15)
def test_a_refresh_equals_a_build_from_nothing(folders: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root, refreshed, fresh = (Path(folder) / name for name in ("root", "refreshed", "fresh"))
        for files in folders:
            _fill(root, files)
            if any(text.strip() and not source.endswith((".7z", ".gif")) for source, text in files.items()):
                build(root, refreshed, HashingEmbedder(), parser=InProcessParser())
                shutil.rmtree(fresh, ignore_errors=True)
                build(root, fresh, HashingEmbedder(), parser=InProcessParser())
                one, other = open_snapshot(refreshed, HashingEmbedder()), open_snapshot(fresh, HashingEmbedder())
                assert (one.files, one.documents, one.chunks) == (other.files, other.documents, other.chunks)
                np.testing.assert_array_equal(one.store.vectors(), other.store.vectors())
                np.testing.assert_array_equal(one.lexical.scores("frost trade"), other.lexical.scores("frost trade"))
                assert not is_stale(one, refreshed)
            else:
                with pytest.raises(CorpusError, match="can be indexed"):
                    build(root, refreshed, HashingEmbedder(), parser=InProcessParser())


@pytest.mark.parametrize("what", ["missing", "empty", "only files that fail"])
def test_a_folder_with_nothing_to_index_leaves_the_old_index(
    tmp_path: Path, corpus: Path, embedder: HashingEmbedder, what: str
) -> None:
    index_dir = tmp_path / "index"
    build(corpus, index_dir, embedder)
    shutil.rmtree(corpus)
    if what != "missing":
        _fill(corpus, {"files.7z": "x"} if what == "only files that fail" else {})
    reason = {"missing": "There is no folder", "empty": "Put documents there"}.get(what, r"files\.7z: \.7z is not")
    with pytest.raises(CorpusError, match=reason):
        build(corpus, index_dir, embedder)
    assert len(open_snapshot(index_dir, embedder).documents) == 3


@pytest.mark.parametrize("name", ["vectors.faiss", "manifest.json", "corpus.sqlite"])
def test_a_damaged_index_is_built_anew_and_the_report_says_so(tmp_path: Path, corpus: Path, name: str) -> None:
    index_dir = tmp_path / "index"
    assert build(corpus, index_dir, HashingEmbedder()).notice == ""
    path = index_dir / ("generations" if name == "manifest.json" else "parts") / "1" / name
    path.write_bytes(path.read_bytes()[:-1])
    embedder = HashingEmbedder()
    report = build(corpus, index_dir, embedder)
    assert report.notice.startswith(f"Built anew. The index is damaged: {path}")
    assert report.chunks_embedded == report.chunks == len(embedder.embedded)
    assert len(open_snapshot(index_dir, embedder).documents) == 3


def test_another_embedder_builds_anew_and_the_report_says_so(tmp_path: Path, corpus: Path) -> None:
    build(corpus, tmp_path / "index", HashingEmbedder(64))
    report = build(corpus, tmp_path / "index", HashingEmbedder(32))
    assert "hashing:64" in report.notice and "hashing:32" in report.notice
    assert open_snapshot(tmp_path / "index", HashingEmbedder(32)).store.vectors().shape == (report.chunks, 32)


def test_a_snapshot_is_stale_once_its_folder_reads_otherwise(
    tmp_path: Path, corpus: Path, embedder: HashingEmbedder
) -> None:
    build(corpus, tmp_path / "index", embedder)
    snapshot = open_snapshot(tmp_path / "index", embedder)
    assert not is_stale(snapshot, tmp_path / "index")
    added = corpus / "added.txt"
    added.write_text("Added.", encoding="utf-8")
    assert is_stale(snapshot, tmp_path / "index")
    added.unlink()
    original = (corpus / "harbor.txt").read_bytes()
    (corpus / "harbor.txt").write_bytes(original.replace(b"three", b"seven"))
    assert is_stale(snapshot, tmp_path / "index")
    (corpus / "harbor.txt").write_bytes(original)
    assert not is_stale(snapshot, tmp_path / "index")
    shutil.rmtree(corpus)
    assert not is_stale(snapshot, tmp_path / "index")


def test_nothing_is_truncated_in_english_and_spanish(
    tmp_path: Path, seeds: Path, spanish: str, real_embedder: Embedder
) -> None:
    shutil.copytree(seeds, tmp_path / "root")
    (tmp_path / "root" / "comunicado.txt").write_text(spanish, encoding="utf-8")
    report = build(tmp_path / "root", tmp_path / "index", real_embedder)
    assert _counts(report) == {"added": 6}
    assert report.chunks_embedded == report.chunks > 12
    assert report.chunks_truncated == 0
    assert report.chunks_per_second > 0


def test_another_process_that_builds_keeps_this_one_out(
    tmp_path: Path, corpus: Path, embedder: HashingEmbedder
) -> None:
    with build_lock(tmp_path / "index"), pytest.raises(IndexLocked):
        build(corpus, tmp_path / "index", embedder)
    with pytest.raises(IndexUnusable):
        open_snapshot(tmp_path / "index", embedder)


def test_text_without_a_term_is_no_error(tmp_path: Path, embedder: HashingEmbedder) -> None:
    _fill(tmp_path / "root", {"hamlet.txt": "To be, or not to be: that is it."})
    assert build(tmp_path / "root", tmp_path / "index", embedder).chunks == 1
    assert open_snapshot(tmp_path / "index", embedder).lexical.size == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a file have such a name")
def test_a_file_name_that_is_not_utf_8_fails_alone(tmp_path: Path, corpus: Path, embedder: HashingEmbedder) -> None:
    (corpus / os.fsdecode(b"caf\xe9.txt")).write_text("The café is open.", encoding="utf-8")
    report = build(corpus, tmp_path / "index", embedder)
    assert report.files_added >= 3
    assert report.files_added + report.files_failed == 4
