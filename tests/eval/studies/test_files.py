"""Questions about awkward files: what counts as passed, and what is printed of the rest."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.records import Answer, quoting
from eval.studies.files import main, passes
from index.records import Document

TEXT = "The mast is 20 metres high. It was painted."
DOCUMENT = Document("boat.txt", TEXT, None, None, "b", (0, 28))


def answer(*spans: tuple[int, int], status: str = "answered") -> Answer:
    return Answer("q", "q", status, 0.9, quoting([(DOCUMENT, *span) for span in spans]), (), "extract")


@pytest.mark.parametrize(
    ("question", "passed"),
    [
        ({"want": ["20 metres"]}, True),
        ({"want": ["20 metres", "30"]}, False),
        ({"want": ["20 metres"], "not": ["painted"]}, True),
        ({"want": [r"20\s\w+"], "not": ["mast"]}, False),
        ({"want": ["20"], "page": 1}, True),
        ({"want": ["20"], "page": 2}, False),
        ({"want": [], "refuse": True}, False),
    ],
)
def test_an_answer_passes_by_its_words_and_pages(question: dict[str, Any], passed: bool) -> None:
    assert passes(question, answer((0, 27))) is passed


def test_a_refusal_passes_only_where_it_is_asked_for() -> None:
    assert not passes({"want": []}, answer(status="refused"))
    assert passes({"want": [], "refuse": True}, answer(status="refused"))


def test_what_failed_is_printed_with_where_it_failed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "txt").mkdir()
    (tmp_path / "txt" / "boat.txt").write_text(TEXT)
    questions = [
        {"group": "txt", "file": "boat", "q": "How high is the mast?", "want": ["20 metres"]},
        {"group": "txt", "file": "boat", "q": "How high is the mast?", "want": ["30 metres"]},
    ]
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, questions)))
    assert main([str(tmp_path), "--at-least", "2"]) == 2
    shown = capsys.readouterr().out
    assert "text   txt/boat: How high is the mast?\n       20 metres high [1] The mast is 20 metres high. [1]" in shown
    assert shown.endswith("txt: 1 of 2\n1 of 2 passed\n")
    assert main([str(tmp_path), "txt", "--at-least", "1"]) == 0
    assert main([str(tmp_path), "other"]) == 1


@pytest.mark.slow
def test_awkward_files_are_read_and_asked() -> None:
    """Small files of many kinds, each with what is easily lost or read wrong in it: see `tests/field/questions.jsonl`."""
    assert main([str(Path(__file__).parents[2] / "field"), "--at-least", "165"]) == 0
