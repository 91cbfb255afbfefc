"""The eval's other commands at their edges: what they refuse, and what they say then."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from eval.measuring.result import Result
from index.embedding.embedder import HashingEmbedder
from tests.eval.in_process import main, measure
from tests.eval.measuring.test_run import CASES, TREES
from tests.in_process import open_bot

EVIDENCE = "The orchard holds 420 apple trees."
CASE = {"id": "trees", "question": "How many?", "answerable": True, "sources": ["orchard.md"], "answers": [["420"]]}


def refused(capsys: pytest.CaptureFixture[str], *words: str | Path) -> str:
    """What a command that must exit 1 says."""
    assert main([str(word) for word in words]) == 1
    return capsys.readouterr().err


def write(path: Path, *cases: dict[str, Any]) -> Path:
    path.write_text("".join(f"{json.dumps(case)}\n" for case in cases), encoding="utf-8")
    return path


def test_an_option_before_a_command_is_refused_not_ignored(
    tmp_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path / "cases.jsonl", CASE | {"sources": ["nowhere.md"]})
    assert "unrecognized arguments" in refused(capsys, "--docs", corpus, "check", file)
    assert "nowhere.md" in refused(capsys, "check", file, "--docs", corpus)


@pytest.mark.parametrize(
    ("altered", "said"),
    [
        (
            {"evidence": ["The orchard holds 421 apple trees."]},
            "the evidence .* stands in none of its sources; copy it",
        ),
        ({"answers": [["420"], ["?!", ""]]}, "no answer can hold .*; write words or figures"),
    ],
)
def test_check_doubts_what_no_answer_can_meet(
    altered: dict[str, Any], said: str, tmp_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound = write(tmp_path / "sound.jsonl", CASE | {"evidence": [EVIDENCE]})
    assert main(["check", str(sound), "--docs", str(corpus)]) == 0
    file = write(tmp_path / "cases.jsonl", CASE | altered)
    assert re.search(f"case trees: {said}", refused(capsys, "check", file, "--docs", corpus))


def test_nothing_is_done_for_an_output_that_cannot_be_written(
    tmp_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there_not = tmp_path / "none" / "out"
    for words in (("init", corpus, "--out"), ("import", corpus), ("--docs", corpus, "--json")):
        assert "Make it first" in refused(capsys, *words, there_not)
    assert "is a folder" in refused(capsys, "init", corpus, "--out", tmp_path)


def test_results_without_a_common_case_are_not_compared(
    tmp_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bot = open_bot(tmp_path / "index", corpus, HashingEmbedder())
    old = tmp_path / "old.json"
    old.write_text(json.dumps(measure(bot, CASES, False, tmp_path)), encoding="utf-8")
    file = write(tmp_path / "cases.jsonl", TREES.to_json() | {"question": "How many pear trees?"})
    assert "holds none of these cases" in refused(capsys, "--cases", file, "--docs", corpus, "--compare", old)


def test_a_limit_on_what_was_not_measured_says_what_it_needs(
    tmp_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path / "cases.jsonl", CASE | {"type": "[/red]"})
    words = ["--cases", str(file), "--docs", str(corpus), "--index-dir", str(tmp_path / "index")]
    assert main([*words, "--fail-under", "left_out_refused=0"]) == 2
    assert "needs --leave-evidence-out" in capsys.readouterr().err


def test_types_are_shown_as_they_are(tmp_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    off_topic = {"id": "b", "question": "Which volcano erupted?", "answerable": False, "type": "[red]x"}
    file = write(tmp_path / "cases.jsonl", CASE | {"type": "[/red]"}, off_topic)
    assert main(["--cases", str(file), "--docs", str(corpus), "--index-dir", str(tmp_path / "index")]) == 0
    shown = capsys.readouterr().out
    assert "[/red]" in shown
    assert "[red]x" in shown


def test_a_result_that_cannot_be_delivered_is_not_asked_for_again(tmp_path: Path, corpus: Path) -> None:
    bot = open_bot(tmp_path / "index", corpus, HashingEmbedder())

    def full(result: Result) -> None:
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space"):
        measure(bot, CASES, True, tmp_path, full)
    kept = sorted(path.name.rpartition("-")[2] for path in tmp_path.glob("unfinished-*"))
    assert kept == ["cases.jsonl", "left_out.jsonl"]
    delivered: list[Result] = []
    result = measure(bot, CASES, True, tmp_path, delivered.append)
    assert delivered == [result]
    assert not list(tmp_path.glob("unfinished-*"))
