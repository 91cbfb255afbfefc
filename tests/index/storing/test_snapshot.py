"""Generations on disk: what is published is what opens, and whatever was altered is refused with the remedy."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index import ROOT
from index.building.build import build
from index.building.staging import open_staging, remove_staging
from index.chunks import embedding_text
from index.embedding.embedder import HashingEmbedder
from index.errors import IndexLocked, IndexUnusable
from index.language.words import distinct_words
from index.reading.files import FileEntry
from index.reading.parser import InProcessParser
from index.records import Chunk, Document
from index.storing.bm25 import LexicalIndex, chunk_terms
from index.storing.corpus import Embedded
from index.storing.files import indexed_folder
from index.storing.generations import build_lock, orphans, publish, read_current
from index.storing.snapshot import Snapshot, identity, open_snapshot
from index.storing.writing import write_generation

_DOCUMENTS = [
    Document(
        "a.txt", "Dr. Núñez left.\r\nHe ran 🙂.\0", "A “title”", "2022-05-24", "aa", copies=("copy.txt", "old.txt")
    ),
    Document("notes/b.md", "# B\n\nOne page.\fAnd two.", None, None, "bb", page_starts=(0, 14), language="es"),
]
_CHUNKS = [Chunk(_DOCUMENTS[0], 0, 15), Chunk(_DOCUMENTS[0], 17, 26), Chunk(_DOCUMENTS[1], 0, 23, "B")]
_FILES = [
    FileEntry("a.txt", "aa", "indexed"),
    FileEntry("bad.gif", "", "failed", ".gif is not supported"),
    FileEntry("copy.txt", "aa", "duplicate", "a.txt"),
    FileEntry("notes/b.md", "bb", "indexed"),
    FileEntry("old.txt", "cc", "stale", "it can't be read", "aa"),
]


def _publish(index_dir: Path, embedder: HashingEmbedder) -> int:
    index_dir.mkdir(exist_ok=True)
    with closing(open_staging(index_dir, embedder)) as staging, staging.transaction():
        for document in _DOCUMENTS:
            staging.begin(document)
            own = [chunk for chunk in _CHUNKS if chunk.document == document]
            for chunk in own:
                [vector] = embedder.documents([embedding_text(chunk)])
                staging.add_chunk(Embedded(chunk, chunk_terms(chunk), vector))
            staging.finish(" ".join(sorted(distinct_words(map(embedding_text, own)))))
    with closing(open_staging(index_dir, embedder)) as staging:
        numbers = {document.source: number for number, document in staging.documents().items()}
        picks = [(staging, number, source) for source, number in numbers.items()]
        manifest = write_generation(index_dir, index_dir.parent, ["drafts/"], embedder, _FILES, picks)
    remove_staging(index_dir)
    return int(manifest["generation"])


@pytest.fixture
def index_dir(tmp_path: Path, embedder: HashingEmbedder) -> Path:
    _publish(tmp_path / "index", embedder)
    return tmp_path / "index"


def _rewrite_manifest(index_dir: Path, **changes: Any) -> None:
    """Changes the manifest and signs it, as another version of citeseed would have."""
    path = index_dir / "generations" / "1" / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")
    (index_dir / "CURRENT").write_text(f"1 {hashlib.sha256(path.read_bytes()).hexdigest()}\n", encoding="utf-8")


def test_what_is_published_opens_and_outlives_its_files(index_dir: Path, embedder: HashingEmbedder) -> None:
    assert read_current(index_dir).startswith("1 ")
    assert indexed_folder(index_dir) == index_dir.parent.resolve()
    snapshot = open_snapshot(index_dir, embedder)
    shutil.rmtree(index_dir)
    assert (snapshot.generation, snapshot.root) == (1, index_dir.parent.resolve())
    assert (list(snapshot.files), list(snapshot.documents), list(snapshot.chunks)) == (_FILES, _DOCUMENTS, _CHUNKS)
    assert [chunk.heading for chunk in snapshot.chunks] == ["", "", "B"]
    assert snapshot.manifest["exclude"] == ["drafts/"]
    read = [embedding_text(chunk) for chunk in _CHUNKS]
    np.testing.assert_array_equal(snapshot.store.vectors(), embedder.documents(read))
    np.testing.assert_array_equal(snapshot.lexical.scores("who left"), LexicalIndex.of(_CHUNKS).scores("who left"))
    assert list(snapshot.lexical.languages) == ["en", "es"]


def test_a_new_generation_keeps_the_one_before_and_no_more(index_dir: Path, embedder: HashingEmbedder) -> None:
    (index_dir / "generations" / ".partial-killed").mkdir()
    assert orphans(index_dir) == [index_dir / "generations" / ".partial-killed"]
    assert [_publish(index_dir, embedder) for _ in range(2)] == [2, 3]
    assert read_current(index_dir).startswith("3 ")
    assert open_snapshot(index_dir, embedder).generation == 3
    assert sorted(path.name for path in (index_dir / "generations").iterdir()) == ["2", "3"]
    assert orphans(index_dir) == []


def test_an_index_of_before_there_were_parts_is_followed_by_one_with_them(
    index_dir: Path, embedder: HashingEmbedder
) -> None:
    path = index_dir / "generations" / "1" / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    del told["parts"]
    path.write_text(json.dumps(told | {"format": 7}), encoding="utf-8")
    (index_dir / "CURRENT").write_text(f"1 {hashlib.sha256(path.read_bytes()).hexdigest()}\n", encoding="utf-8")
    shutil.rmtree(index_dir / "parts")
    assert orphans(index_dir) == []
    for number in (2, 3):
        assert _publish(index_dir, embedder) == number
        assert open_snapshot(index_dir, embedder).generation == number
    assert orphans(index_dir) == []


def test_no_part_is_taken_for_left_over_while_it_cannot_be_told_which_are(
    index_dir: Path, embedder: HashingEmbedder
) -> None:
    (index_dir / "generations" / "1" / "manifest.json").write_text("[", encoding="utf-8")
    (index_dir / "generations" / ".partial-killed").mkdir()
    assert orphans(index_dir) == [index_dir / "generations" / ".partial-killed"]


def test_the_generation_that_readers_are_about_to_open_stays(index_dir: Path, embedder: HashingEmbedder) -> None:
    """Also if a build was killed after it had renamed its generation, before it made it current."""
    shutil.copytree(index_dir / "generations" / "1", index_dir / "generations" / "2")
    _publish(index_dir, embedder)
    assert (index_dir / "generations" / "1").is_dir()


def test_a_generation_that_could_not_be_written_leaves_nothing_behind(index_dir: Path) -> None:
    def write(folder: Path) -> dict[str, Any]:
        (folder / "half").write_bytes(b"written")
        raise OSError(28, "No space left on device")

    before = sorted(index_dir.rglob("*")), read_current(index_dir)
    with pytest.raises(OSError, match="No space left"):
        publish(index_dir, write)
    assert (sorted(index_dir.rglob("*")), read_current(index_dir)) == before


@pytest.mark.parametrize("damage", ["flipped", "truncated", "emptied", "deleted"])
def test_a_damaged_file_is_named_with_the_remedy(index_dir: Path, embedder: HashingEmbedder, damage: str) -> None:
    files = [
        path for kind in ("generations", "parts") for path in (index_dir / kind / "1").rglob("*") if path.is_file()
    ]
    assert {"manifest.json", "corpus.sqlite", "vectors.faiss"} < {path.name for path in files}
    for path in files:
        data = path.read_bytes()
        middle = len(data) // 2
        if damage == "deleted":
            path.unlink()
        else:
            flipped = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
            path.write_bytes({"flipped": flipped, "truncated": data[:-1], "emptied": b""}[damage])
        with pytest.raises(IndexUnusable) as error:
            open_snapshot(index_dir, embedder)
        assert f"{path} is missing or altered. Rebuild it: python -m index" in str(error.value)
        path.write_bytes(data)
    open_snapshot(index_dir, embedder)


def test_no_index_says_how_to_build_one(tmp_path: Path, embedder: HashingEmbedder) -> None:
    with pytest.raises(IndexUnusable, match=f"There is no index in {tmp_path}. Build it: python -m index"):
        open_snapshot(tmp_path, embedder)
    assert read_current(tmp_path) == ""
    assert indexed_folder(tmp_path) is None


@pytest.mark.parametrize(
    "line",
    [b"", b"1", b"1 2 3", b"\xff\xfe1\x00", b"../.. abc", b"7 abc", b"\0 \0", b"x" * 300 + b" y"],
    ids=["empty", "one word", "three words", "no text", "a path", "no such generation", "zeros", "long"],
)
def test_a_garbled_current_is_refused_with_the_remedy(index_dir: Path, embedder: HashingEmbedder, line: bytes) -> None:
    (index_dir / "CURRENT").write_bytes(line)
    with pytest.raises(IndexUnusable, match="Rebuild it: python -m index"):
        open_snapshot(index_dir, embedder)
    assert isinstance(read_current(index_dir), str)  # no error: the page reads it before each question


@pytest.mark.parametrize(
    "changes", [{"format": 1}, {"format": 4}, {"chunker": "words:100"}], ids=["format", "with units", "chunker"]
)
def test_another_version_is_refused(index_dir: Path, embedder: HashingEmbedder, changes: dict[str, Any]) -> None:
    _rewrite_manifest(index_dir, **changes)
    with pytest.raises(IndexUnusable, match=r"another version of citeseed\. Rebuild it: python -m index"):
        open_snapshot(index_dir, embedder)


def test_an_index_whose_sentences_were_told_otherwise_is_refused_and_both_are_named(
    index_dir: Path, embedder: HashingEmbedder
) -> None:
    words = identity(embedder)["words"]
    for tool in ("sentencex", "PyStemmer", "simplemma"):
        assert f"{tool} {version(tool)}" in words
    _rewrite_manifest(index_dir, words="rules 0, sentencex 0.1")
    with pytest.raises(
        IndexUnusable, match=rf"rules 0, sentencex 0\.1, but {words} are in use\. Rebuild it: python -m index"
    ):
        open_snapshot(index_dir, embedder)


def test_counts_that_disagree_are_refused(index_dir: Path, embedder: HashingEmbedder) -> None:
    _rewrite_manifest(index_dir, chunks=4)
    with pytest.raises(IndexUnusable, match=r"disagrees with itself .*'parts': 3.*'manifest': 4.*python -m index"):
        open_snapshot(index_dir, embedder)


def test_another_embedder_is_refused_and_both_are_named(index_dir: Path) -> None:
    with pytest.raises(IndexUnusable, match=r"made by the embedder hashing \(hashing:64\), but hashing \(hashing:32\)"):
        open_snapshot(index_dir, HashingEmbedder(dimension=32))


@contextmanager
def _process_that_builds(index_dir: Path) -> Iterator[subprocess.Popen[str]]:
    program = (
        "import sys, time; from pathlib import Path; from index.storing.generations import build_lock\n"
        "with build_lock(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program, str(index_dir)]
    folder = ROOT
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder) as process:
        try:
            assert process.stdout is not None and process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


def test_one_process_builds_and_kill_9_frees_the_lock(tmp_path: Path) -> None:
    with _process_that_builds(tmp_path) as process:
        with (
            pytest.raises(IndexLocked, match=f"{tmp_path} is locked by pid {process.pid}") as error,
            build_lock(tmp_path),
        ):
            pass
        assert error.value.exit_code == 3
        process.kill()
        process.wait()
        with build_lock(tmp_path), pytest.raises(IndexLocked), build_lock(tmp_path):
            pass


def _built(folder: Path, index_dir: Path) -> Snapshot:
    embedder = HashingEmbedder()
    build(folder, index_dir, embedder, parser=InProcessParser())
    return open_snapshot(index_dir, embedder)


def _assert_same_index(snapshot: Snapshot, other: Snapshot) -> None:
    assert (snapshot.files, snapshot.documents, snapshot.chunks) == (other.files, other.documents, other.chunks)
    np.testing.assert_array_equal(snapshot.store.vectors(), other.store.vectors())
    assert list(snapshot.lexical.words) == list(other.lexical.words)
    assert snapshot.lexical.size == snapshot.store.size == len(snapshot.chunks)
    for query in ("the minister toured the harbor", "apple trees, frost and harvest", "bolts of the bridge", "zebra"):
        np.testing.assert_array_equal(snapshot.lexical.scores(query), other.lexical.scores(query))


@pytest.mark.parametrize(
    "hidden", [["harbor.txt"], ["notes/bridge.txt", "orchard.md"], [], ["no such file.txt"]], ids=" ".join
)
def test_a_snapshot_without_files_is_that_of_a_folder_without_them(
    corpus: Path, tmp_path: Path, hidden: list[str]
) -> None:
    whole = _built(corpus, tmp_path / "whole")
    for source in hidden:
        (corpus / source).unlink(missing_ok=True)
    _assert_same_index(whole.without(hidden), _built(corpus, tmp_path / "smaller"))
    assert len(whole.documents) == 3, "the snapshot itself stays as it is"


@pytest.mark.parametrize("named", ["orchard.md", "a copy.md", "zz/copy.md"])
def test_without_a_file_its_copies_are_gone_whatever_they_are_called(corpus: Path, tmp_path: Path, named: str) -> None:
    copies = [corpus / "orchard.md", corpus / "a copy.md", corpus / "zz" / "copy.md"]
    (corpus / "zz").mkdir()
    for copy in copies[1:]:
        shutil.copy(copies[0], copy)
    whole = _built(corpus, tmp_path / "whole")
    for copy in copies:
        copy.unlink()
    _assert_same_index(whole.without([named]), _built(corpus, tmp_path / "smaller"))


def test_without_a_file_that_could_not_be_read_the_others_of_the_kind_are_still_listed(
    corpus: Path, tmp_path: Path
) -> None:
    (corpus / "plan.pdf").write_bytes(b"%PDF")
    (corpus / "photo.gif").write_bytes(b"PNG")
    whole = _built(corpus, tmp_path / "whole")
    (corpus / "plan.pdf").unlink()
    _assert_same_index(whole.without(["plan.pdf"]), _built(corpus, tmp_path / "smaller"))


def test_without_any_file_nothing_is_left(corpus: Path, tmp_path: Path) -> None:
    whole = _built(corpus, tmp_path / "whole")
    nothing = whole.without([file.source for file in whole.files])
    assert (list(nothing.files), list(nothing.documents), list(nothing.chunks)) == ([], [], [])
    assert nothing.store.size == nothing.lexical.size == 0
    assert nothing.store.vectors().shape == (0, 64)
    assert nothing.lexical.scores("the minister").shape == (0,)


def test_files_can_be_taken_away_one_after_another(corpus: Path, tmp_path: Path) -> None:
    whole = _built(corpus, tmp_path / "whole")
    _assert_same_index(
        whole.without(["harbor.txt"]).without(["orchard.md"]), whole.without(["orchard.md", "harbor.txt"])
    )
