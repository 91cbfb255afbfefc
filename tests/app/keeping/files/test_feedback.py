"""Feedback in a file: torn, full, of another program, and who can read it."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import NotKept
from app.keeping.files.feedback import FileFeedback
from tests.app.keeping.test_feedback import ANSWER


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "feedback.jsonl"


def test_only_this_user_can_read_the_file(path: Path) -> None:
    FileFeedback(path).give("t", ANSWER, True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@given(cut=st.integers(1, 400))
def test_a_torn_line_is_left_out_and_spoils_no_other(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    path = tmp_path_factory.mktemp("torn") / "feedback.jsonl"
    for turn in "ab":
        FileFeedback(path).give(turn, ANSWER, True)
    path.write_bytes(path.read_bytes()[:-cut])
    whole = "ab" if cut == 1 else "a"  # the end of the line is no loss
    assert [own.id for own in FileFeedback(path).read()] == [*whole]
    FileFeedback(path).give("c", ANSWER, False)
    assert [own.id for own in FileFeedback(path).read()] == [*whole, "c"]


def test_a_full_file_takes_no_more_and_says_where_to(path: Path) -> None:
    feedback = FileFeedback(path, full=3_000)
    with pytest.raises(NotKept, match=r"feedback\.jsonl is full: it holds [\d,]+ bytes\. Move it away"):
        for _ in range(20):
            feedback.give("t", ANSWER, True)
    assert 1_000 < path.stat().st_size <= 3_000
    assert len(FileFeedback(path).read()) == 1


def test_a_disk_that_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotKept, match=r"feedback\.jsonl can't be read or written .*check the disk"):
        FileFeedback(tmp_path / "nowhere" / "feedback.jsonl").give("t", ANSWER, True)
    assert not FileFeedback(tmp_path / "feedback.jsonl").read(), "nobody has used the thumbs yet"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told() -> None:
    with pytest.raises(NotKept, match="No space left on device"):
        FileFeedback(Path("/dev/full")).give("t", ANSWER, True)


@pytest.mark.parametrize("value", [{}, [], 1, None, {"id": "a", "question": "Who?", "answerable": True}])
def test_another_file_is_refused_with_its_line(value: Any, path: Path) -> None:
    FileFeedback(path).give("t", ANSWER, True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(value))
    with pytest.raises(NotKept, match=r"feedback\.jsonl, line 2, is no feedback"):
        FileFeedback(path).read()
