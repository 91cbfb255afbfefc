"""Whole files: the old one or the new one, and nothing beside them, whatever fails and whoever else writes."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.disk import partial_file, partial_folder, place_new, write_whole


@pytest.mark.parametrize("durable", [False, True])
def test_a_file_is_replaced_as_it_is_given(tmp_path: Path, durable: bool) -> None:
    for text in ("one\r\ntwo\n", "", "ñ🙂"):
        write_whole(tmp_path / "a.txt", text, durable)
        assert (tmp_path / "a.txt").read_bytes() == text.encode()
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_what_can_not_be_written_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.txt", "before")
    with pytest.raises(UnicodeEncodeError):
        write_whole(tmp_path / "a.txt", "half of a character: \ud800")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        write_whole(tmp_path / "folder", "no file can replace a folder")
    assert (tmp_path / "a.txt").read_text() == "before"
    assert {path.name for path in tmp_path.iterdir()} == {"a.txt", "folder"}


def test_many_can_write_one_file_at_once(tmp_path: Path) -> None:
    texts = [f"{number}" * 100_000 for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda text: write_whole(tmp_path / "a.txt", text), texts * 3))
    assert (tmp_path / "a.txt").read_text() in texts
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_new_file_takes_no_name_that_is_taken(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("there")
    for name, outcome in (("a.txt", "placed"), ("b.txt", "there")):
        with partial_file(tmp_path, ".partial-") as partial:
            partial.write_text("placed")
            if outcome == "placed":
                place_new(partial, tmp_path / name)
            else:
                with pytest.raises(FileExistsError):
                    place_new(partial, tmp_path / name)
        assert (tmp_path / name).read_text() == outcome
    assert {path.name for path in tmp_path.iterdir()} == {"a.txt", "b.txt"}


def test_a_folder_that_is_not_finished_is_gone(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), partial_folder(tmp_path, ".new-") as partial:
        (partial / "half").write_text("half")
        raise ZeroDivisionError
    with partial_folder(tmp_path, ".new-") as partial:
        (partial / "whole").write_text("whole")
        partial.rename(tmp_path / "done")
    assert [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*"))] == ["done", "done/whole"]
