"""What people are shown, in figures: worked by hand on records of answers, then over a small folder."""

import json
from pathlib import Path

import pytest

from app.records import Answer, quoting
from eval.case import Case
from eval.studies.answers import Shown, figures, main
from index.embedding.embedder import HashingEmbedder
from index.records import Document

_TEXT = "The gate shuts at nine. The guard is Ana Silva."
_GATE = Document("gate.md", _TEXT, None, None, "gate")
_SHUTS, _GUARD = (_GATE, 0, 23), (_GATE, 24, 47)


def shown(case: Case, *spans: tuple[Document, int, int], status: str = "answered") -> Shown:
    return Shown(case, Answer(case.question, case.question, status, 0.9, quoting(spans), (), "extract"))


WHO = Case(
    id="1",
    question="Who guards it?",
    answers=[["Ana Silva"]],
    sources=["gate.md"],
    evidence=["The guard is Ana Silva."],
)
WHY = Case(id="2", question="Why nine?", answerable=False)


def test_what_is_right_first_and_shown() -> None:
    row = figures([shown(WHO, _GUARD), shown(WHO, _SHUTS, _GUARD), shown(WHO, _SHUTS), shown(WHO, status="refused")])
    assert (row["right"], row["first"], row["evidence"], row["any"]) == (0.5, 0.25, 0.25, 0.5)
    assert (row["neither"], row["unsure"], row["words"]) == (0.25, 0.0, 5)
    assert row["early"] == pytest.approx(2 / 3)


def test_facts_count_only_with_a_right_file() -> None:
    elsewhere = Document("copy.md", _TEXT, None, None, "copy")
    row = figures([shown(WHO, (elsewhere, 24, 47))])
    assert (row["right"], row["first"], row["evidence"]) == (0.0, 1.0, 0.0)


def test_passages_that_are_merely_near_answer_nothing() -> None:
    row = figures([shown(WHY, _SHUTS, status="unsure"), shown(WHY, status="refused"), shown(WHY, _SHUTS)])
    assert row["unanswered"] == pytest.approx(2 / 3)
    assert not row.keys() & {"right", "first", "neither"}


def test_a_row_is_printed_for_each_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "gate.md").write_text(_TEXT, encoding="utf-8")
    cases = [case.to_json() for case in (WHO, WHY)]
    (tmp_path / "cases.jsonl").write_text("\n".join(map(json.dumps, cases)), encoding="utf-8")
    assert main([str(tmp_path), "--show"], HashingEmbedder()) == 0
    out = capsys.readouterr().out
    assert f"| {tmp_path.name} | 2 |" in out
    assert "? Who guards it?" in out and "NOT answerable" in out
