"""The study of splits: its halves, what counts as held, and a small set from end to end."""

import json
from pathlib import Path

import pytest

from app.answering.gate import Gate
from app.reader.reader import WordReader
from eval.measuring.bounds import Bound, Tried
from eval.studies.splits import Split, halves, main, split
from index.embedding.embedder import HashingEmbedder

SHIPPED = Gate({"intercept": 0.0}, 0.6, 0.2)


def test_halves_share_no_case_and_are_the_same_each_time() -> None:
    drawn = list(halves(11, 20))
    assert drawn == list(halves(11, 20))
    assert len({tuple(first) for first, _ in drawn}) == 20
    for first, second in drawn:
        assert sorted(first + second) == [*range(11)]
        assert len(first) == 5


@pytest.mark.parametrize(("wrong", "holds"), [(0, True), (2, True), (3, False)])
def test_a_share_that_is_larger_than_was_said_does_not_hold(wrong: int, holds: bool) -> None:
    assert Split(Bound(0.6, 40, 1, 4), True, Bound(0.6, 20, wrong, 20)).holds is holds


def test_without_a_threshold_that_does_it_the_shipped_one_is_looked_at() -> None:
    sound = [Tried(True, 0.9, ((0.9, False),))] * 80
    unsound = [Tried(False, 0.9, ((0.9, True),))] * 80
    chosen = split(sound, unsound, SHIPPED, 0.1)
    assert (chosen.chosen, chosen.said.threshold, chosen.after.wrong, chosen.holds) == (True, 0.2, 80, False)
    fallen_back = split(unsound, sound, SHIPPED, 0.1)
    assert (fallen_back.chosen, fallen_back.said.threshold, fallen_back.holds) == (False, 0.6, True)


def test_a_set_is_asked_once_and_gives_a_line_for_each_share(
    tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CITESEED_INDEX", str(tmp_path / "index"))
    folder = tmp_path / "set"
    folder.mkdir()
    corpus.rename(folder / "docs")
    cases = [
        {"id": "trees", "question": "How many apple trees does the orchard hold?", "answers": [["420"]],
         "sources": ["orchard.md"], "answerable": True},
        {"id": "volcano", "question": "Which volcano erupted in Iceland?", "answerable": False},
    ]  # fmt: skip
    (folder / "cases.jsonl").write_text("".join(f"{json.dumps(case)}\n" for case in cases), encoding="utf-8")
    reader = WordReader()
    for _ in range(2):
        assert main([str(folder), "--splits", "4"], HashingEmbedder(), reader) == 0
        lines = capsys.readouterr().out.splitlines()
        assert len(lines) == 5
        assert all("of 4; said at most" in line for line in lines)
        assert len(reader.asked) == 2, "kept for the second time"
