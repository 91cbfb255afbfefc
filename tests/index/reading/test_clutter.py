"""Clutter: a folder such as a developer's home reports its documents, and counts the rest by kind."""

import time
from pathlib import Path

import pytest

from index.building.build import is_stale
from index.building.report import report_lines
from index.embedding.embedder import HashingEmbedder
from index.errors import LeftOut, LoadError
from index.formats import kinds
from index.reading.folder import is_left_out, listing, read
from index.storing.snapshot import open_snapshot
from tests.in_process import build

_WORDS = b"The weir at Alna was rebuilt in 1974. It was paid for by the town.\n"
_BINARY = bytes(range(256)) * 4
_DOCUMENTS = {
    "notes/weir.txt": _WORDS,
    "project/README": b"How to build the mill.\n",
    "project/Makefile": b"all:\n\tbuild the mill\n",
    "project/src/mill.py": b'"""Grinds corn by water."""\n',
    "project/target/notes.md": b"# Targets\n\nSell the mill.\n",
    "project/vendor/letter.txt": b"Dear vendor.\n",
    "project/settings.unheard-of": b"wheel = 3 metres\n",
    "data/weir.tmp": b"A temporary weir of logs.\n",
}
_CLUTTER = {
    "hidden": [".git/config", ".cache/x/y.txt", ".DS_Store", "notes/.weir.txt.swp", "notes/.~lock.weir.odt#"],
    "packages": ["project/node_modules/a/README.md", "project/env/pyvenv.cfg", "project/env/lib/python3/a.txt"],
    "generated": ["project/src/__pycache__/mill.cpython-311.pyc", "build/CACHEDIR.TAG", "build/a.txt", "__MACOSX/a.txt",
                  "project/web/jquery.min.js", "notes/weir.txt~"],
    "lock_files": ["project/package-lock.json", "project/poetry.lock"],
    "marks": ["notes/~$weir.docx", "photos/Thumbs.db", "photos/DESKTOP.INI", "notes/~WRL0001.tmp"],
    "pictures": ["photos/a.HEIC", "photos/b.gif", "photos/c.svg"],
    "audio": ["photos/call.mp3"],
    "videos": ["photos/d.mov", "photos/e.mp4"],
    "fonts": ["project/web/a.woff2"],
    "programs": ["project/mill.exe", "project/libmill.so", "project/mill-1.0-py3-none-any.whl"],
    "unknown": ["data/state.dat", "data/blob"],
}  # fmt: skip
_COUNTS = {kind: len(files) for kind, files in _CLUTTER.items()} | {"packages": 2, "generated": 5}  # folders count once
_FAILURES = {
    "data/mill.sqlite3": "it is a database; export its tables as .csv or .xlsx",
    "old/plans.tar.gz": "it is an archive; unpack it into the folder",
    "old/mill.pages": "it is a document of another office program; save it as PDF",
    "old/part": "it is an archive; unpack it into the folder",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "home"
    files = _DOCUMENTS | {name: _BINARY for names in _CLUTTER.values() for name in names}
    for source, data in (files | dict.fromkeys(_FAILURES, b"7z\xbc\xaf\x27\x1c" + _BINARY)).items():
        (root / source).parent.mkdir(parents=True, exist_ok=True)
        (root / source).write_bytes(data)
    return root


def test_the_documents_are_indexed_the_rest_is_counted_and_only_documents_fail(root: Path, tmp_path: Path) -> None:
    report = build(root, tmp_path / "index", HashingEmbedder())
    assert {
        failure["source"]: failure["reason"].split(": ")[-1] for failure in report.failures
    }.keys() == _FAILURES.keys()
    for failure in report.failures:
        assert _FAILURES[failure["source"]] in failure["reason"]
    assert report.files_added == len(_DOCUMENTS)
    assert report.left_out == dict(sorted(_COUNTS.items()))
    lines = report_lines(report)
    assert (
        "left out: 5 files and folders that tools made, 5 hidden files and folders, 4 marks of open documents" in lines
    )
    assert "3 pictures" in lines and "2 binary files of unknown kinds" in lines and "1 sound file" in lines


def test_what_is_left_out_makes_no_index_stale(root: Path, tmp_path: Path) -> None:
    build(root, tmp_path / "index", HashingEmbedder())
    snapshot = open_snapshot(tmp_path / "index", HashingEmbedder())
    assert not is_stale(snapshot, tmp_path / "index")
    for source in ("photos/f.gif", "project/node_modules/b.md", "notes/~$new.docx", "data/Thumbs.db"):
        assert is_left_out(source)
        (root / source).write_bytes(_BINARY)
    assert not is_stale(snapshot, tmp_path / "index")
    report = build(root, tmp_path / "index", HashingEmbedder())
    assert (report.generation, report.left_out["pictures"]) == (1, _COUNTS["pictures"] + 1)
    (root / "data/state.dat").write_bytes(_WORDS)
    assert is_stale(snapshot, tmp_path / "index"), "it is a text now"
    assert build(root, tmp_path / "index", HashingEmbedder()).files_added == 1
    (root / "data/state.dat").write_bytes(_BINARY)
    again = build(root, tmp_path / "index", HashingEmbedder())
    assert (again.files_removed, again.left_out["unknown"]) == (1, 2)
    (root / "data/state.dat").unlink()
    assert build(root, tmp_path / "index", HashingEmbedder()).files_removed == 0


@pytest.mark.parametrize("source", _DOCUMENTS)
def test_documents_are_never_left_out_for_their_names(source: str) -> None:
    assert not is_left_out(source)


def test_a_folder_of_clutter_that_is_named_by_the_user_is_read(tmp_path: Path) -> None:
    for folder in ("node_modules", "env"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "pyvenv.cfg").write_bytes(b"home = /usr")
        (tmp_path / folder / "a.txt").write_bytes(_WORDS)
        assert "a.txt" in listing(tmp_path / folder).sources


def test_a_file_without_a_known_ending_is_told_by_its_first_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.out").write_bytes(b"\x7fELF\2\1\1" + _BINARY)
    (tmp_path / "wide").write_bytes("The mill.".encode("utf-16"))
    (tmp_path / "scan.1").write_bytes(b"%PDF-1.7\0\1\2\3\4\5")
    (tmp_path / "huge.dat").write_bytes(_BINARY)
    with (tmp_path / "huge.dat").open("ab") as file:
        file.truncate(60_000_000)
    with pytest.raises(LeftOut) as error:
        read(tmp_path, "a.out")
    assert error.value.kind == "programs"
    assert read(tmp_path, "wide") and read(tmp_path, "scan.1")
    with pytest.raises(LeftOut):
        read(tmp_path, "huge.dat")
    (tmp_path / "report").write_bytes(b"AT&TFORM\0\0\1\2\3\4DJVM")
    with pytest.raises(LoadError, match=r"it is an e-book or book of pages; save it as PDF or \.epub"):
        read(tmp_path, "report")


def test_many_binary_files_are_told_quickly(tmp_path: Path) -> None:
    for number in range(500):
        (tmp_path / f"{number}.dat").write_bytes(_BINARY * 100)
    started = time.perf_counter()
    for source in listing(tmp_path).sources:
        with pytest.raises(LeftOut):
            read(tmp_path, source)
    assert time.perf_counter() - started < 10


def test_every_kind_can_be_told_and_has_words_for_people() -> None:
    assert kinds.told({"videos": 1, "pictures": 2000}) == "2,000 pictures, 1 video"
    for key in ("pictures", "archives", "unknown", "hidden", "packages"):
        kind = kinds.by_key(key)
        assert kind.reason.startswith(("it is a ", "it is an "))
        assert ("not a document" in kind.reason) == (not kind.remedy)
