"""The doctor: each thing that can be wrong is named with a command that mends it, and the command does."""

import hashlib
import json
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import faiss
import numpy as np
import pytest

from index.building.doctor import diagnose
from index.embedding.embedder import HashingEmbedder, Vectors
from index.errors import BuildStopped
from index.storing.corpus import Corpus
from index.storing.postings import Postings
from index.storing.vectors import FaissStore
from tests.in_process import build


@pytest.fixture
def index_dir(tmp_path: Path, corpus: Path) -> Path:
    build(corpus, tmp_path / "index", HashingEmbedder())
    return tmp_path / "index"


def _sign(index_dir: Path) -> None:
    """Makes the checksums those of the files as they are now: what no bit flip does, but a bug might."""
    folder = index_dir / "generations" / "1"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for name in (files := manifest["parts"]["1"]["files"]):
        data = (index_dir / "parts" / "1" / name).read_bytes()
        files[name] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    signed = hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    (index_dir / "CURRENT").write_text(f"1 {signed}\n", encoding="utf-8")


def _change_manifest(index_dir: Path, **changes: object) -> None:
    folder = index_dir / "generations" / "1"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps(manifest | changes), encoding="utf-8")


def _swap_vectors(index_dir: Path) -> None:
    path = index_dir / "parts" / "1" / "vectors.faiss"
    FaissStore.build(np.ascontiguousarray(FaissStore.load(path).vectors()[::-1])).save(path)


def _other_terms(index_dir: Path) -> None:
    folder = index_dir / "parts" / "1"
    rows = ["other terms"] * sum(1 for _ in Corpus(folder / "corpus.sqlite").terms())
    Postings.of_terms(rows, [["other"]]).save(folder / "bm25")


def _other_kind(index_dir: Path) -> None:
    faiss.write_index(faiss.IndexFlatL2(64), str(index_dir / "parts" / "1" / "vectors.faiss"))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (_swap_vectors, "The vectors that are searched are not those of the chunks"),
        (_other_terms, "The terms that are searched are not those of the chunks"),
        (_other_kind, "vectors.faiss"),
        (partial(_change_manifest, documents=4), "The manifest counts 4 documents of 3"),
        (partial(_change_manifest, chunks=9), "disagrees with itself about its chunks"),
        (partial(_change_manifest, format=1), "made by another version of citeseed"),
    ],
    ids=["vectors", "terms", "kind", "documents", "chunks", "format"],
)
def test_an_index_that_disagrees_with_itself_is_found_and_mended(
    index_dir: Path, corpus: Path, change: Callable[[Path], None], problem: str
) -> None:
    assert diagnose(index_dir, HashingEmbedder()) == []
    change(index_dir)
    _sign(index_dir)
    [found] = diagnose(index_dir, HashingEmbedder())
    assert problem in found
    assert "python -m index" in found
    build(corpus, index_dir, HashingEmbedder(), anew=found.endswith("--anew"))
    assert diagnose(index_dir, HashingEmbedder()) == []


def test_an_embedder_that_is_not_what_it_calls_itself_is_found(index_dir: Path) -> None:
    class Other(HashingEmbedder):
        def queries(self, texts: Sequence[str]) -> Vectors:
            return np.roll(super().queries(texts), 1, axis=1)

    [found] = diagnose(index_dir, Other())
    assert "hashing does not give the vectors that the index was made with (cosine 0." in found
    assert found.endswith("Build it anew: python -m index --anew")


def test_what_killed_and_stopped_builds_left_behind_is_named_and_the_next_build_deals_with_it(
    index_dir: Path, corpus: Path
) -> None:
    class Stopped(HashingEmbedder):
        def queries(self, texts: Sequence[str]) -> Vectors:  # asked for when a generation is written
            if threading.current_thread() is threading.main_thread():
                raise KeyboardInterrupt
            return super().queries(texts)

    orphans = [index_dir / "generations" / name for name in (".partial-abc", "7")]
    for orphan in orphans:
        orphan.mkdir()
    (corpus / "new.txt").write_text("The ferry is back.", encoding="utf-8")
    with pytest.raises(BuildStopped):
        build(corpus, index_dir, Stopped())
    problems = diagnose(index_dir, HashingEmbedder())
    assert [path for path in orphans if any(problem.startswith(str(path)) for problem in problems)] == orphans
    assert any("had finished 1 documents; they are kept" in problem for problem in problems)
    assert any("have changed since" in problem for problem in problems)
    build(corpus, index_dir, HashingEmbedder())
    assert diagnose(index_dir, HashingEmbedder()) == []


def test_an_unchanged_folder_is_tidied_up_as_well(index_dir: Path, corpus: Path) -> None:
    (index_dir / "generations" / ".partial-abc").mkdir()
    assert len(diagnose(index_dir, HashingEmbedder())) == 1
    assert build(corpus, index_dir, HashingEmbedder()).generation == 1
    assert diagnose(index_dir, HashingEmbedder()) == []


def test_a_damaged_index_and_what_was_left_behind_are_both_named(index_dir: Path) -> None:
    (index_dir / "generations" / ".partial-abc").mkdir()
    (index_dir / "parts" / "1" / "corpus.sqlite").write_bytes(b"")
    problems = diagnose(index_dir, HashingEmbedder())
    assert "corpus.sqlite is missing or altered. Rebuild it: python -m index" in problems[0]
    assert ".partial-abc" in problems[1]
