"""Hashes told by size, times and place: trusted only for what has surely not been touched since."""

import os
import time
from pathlib import Path

import pytest

from index.reading.folder import status
from index.reading.stamps import Stamps, stamped_root

_DAY = 86_400 * 10**9


def _old(path: Path, text: str = "The minister left.") -> os.stat_result:
    """A file last written a day ago, as its modification time says, and its status."""
    path.write_text(text, encoding="utf-8")
    day_ago = time.time_ns() - _DAY
    os.utime(path, ns=(day_ago, day_ago))
    time.sleep(0.06)  # its change of status is of just now
    return path.lstat()


def _noted(index_dir: Path, root: Path, name: str) -> Stamps:
    stamps = Stamps.load(index_dir, root)
    stamps.note(name, status(root, name), "aa")
    stamps.save()
    return Stamps.load(index_dir, root)


def test_an_untouched_file_is_known_by_its_stamp(tmp_path: Path) -> None:
    own = _old(tmp_path / "a.txt")
    stamps = _noted(tmp_path, tmp_path, "a.txt")
    assert stamps.sha256("a.txt", own) == "aa"
    assert stamps.sha256("b.txt", own) is None
    assert stamps.unknown(tmp_path, ["a.txt", "gone.txt"]) == {}


@pytest.mark.parametrize("how", ["same size, times put back", "replaced", "longer"])
def test_an_edit_shows_even_if_its_time_was_put_back(tmp_path: Path, how: str) -> None:
    before = _old(tmp_path / "a.txt")
    stamps = _noted(tmp_path, tmp_path, "a.txt")
    if how == "replaced":
        _old(tmp_path / "b.txt", "The minister came.")
        (tmp_path / "b.txt").replace(tmp_path / "a.txt")
    else:
        (tmp_path / "a.txt").write_text("The minister ran." + "?" * (1 + 8 * (how == "longer")), encoding="utf-8")
    os.utime(tmp_path / "a.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    after = (tmp_path / "a.txt").lstat()
    assert after.st_mtime_ns == before.st_mtime_ns
    assert stamps.sha256("a.txt", after) is None
    assert stamps.unknown(tmp_path, ["a.txt"]) == {"a.txt": after.st_size}


def test_a_file_written_this_moment_is_read_once_more(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The minister left.", encoding="utf-8")
    stamps = _noted(tmp_path, tmp_path, "a.txt")
    assert stamps.sha256("a.txt", (tmp_path / "a.txt").lstat()) is None


def test_the_folder_is_told_even_if_no_file_was_old_enough(tmp_path: Path) -> None:
    Stamps.load(tmp_path, tmp_path).save()
    assert stamped_root(tmp_path) == str(tmp_path.resolve())


def test_what_was_not_met_again_is_forgotten(tmp_path: Path) -> None:
    own = _old(tmp_path / "a.txt")
    _noted(tmp_path, tmp_path, "a.txt")
    _old(tmp_path / "b.txt")
    assert _noted(tmp_path, tmp_path, "b.txt").sha256("a.txt", own) is None


@pytest.mark.parametrize(
    "kept",
    [
        b"",
        b"{",
        b"[]",
        b'{"root": 1}',
        b'{"root": "ROOT", "files": {"a.txt": 1}}',
        b'{"root": "ROOT", "files": {"a.txt": ["1 2 3 4", "aa"]}}',
        b'{"root": "ROOT", "files": []}',
        b"\xff",
    ],
)
def test_a_damaged_file_or_one_of_another_folder_tells_nothing(tmp_path: Path, kept: bytes) -> None:
    own = _old(tmp_path / "a.txt")
    _noted(tmp_path, tmp_path, "a.txt")
    assert Stamps.load(tmp_path, tmp_path / "other").sha256("a.txt", own) is None
    (tmp_path / "stamps.json").write_bytes(kept.replace(b"ROOT", str(tmp_path.resolve()).encode()))
    assert Stamps.load(tmp_path, tmp_path).sha256("a.txt", own) is None


def test_not_being_able_to_keep_them_is_no_error(tmp_path: Path) -> None:
    _old(tmp_path / "a.txt")
    stamps = Stamps.load(tmp_path / "no such folder", tmp_path)
    stamps.note("a.txt", status(tmp_path, "a.txt"), "aa")
    stamps.save()


def test_only_what_will_be_read_counts_towards_the_time_it_takes(tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("The minister left.", encoding="utf-8")
    (tmp_path / "film.mp4").write_bytes(bytes(1000))
    with (tmp_path / "huge.pdf").open("wb") as file:
        file.truncate(51_000_000)
    stamps = Stamps.load(tmp_path, tmp_path)
    assert stamps.unknown(tmp_path, ["new.txt", "film.mp4", "huge.pdf", "gone.txt"]) == {"new.txt": 18}
