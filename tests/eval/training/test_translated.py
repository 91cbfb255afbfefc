"""Groups whose questions were translated: the passages stay, and who is not known is left out."""

import json
from pathlib import Path

import pytest

from app.reader.passage import Passage
from eval.case import CaseError
from eval.training.examples import Group, Shown, read_groups, write
from eval.training.translated import main


def test_a_question_is_exchanged_and_what_was_found_for_it_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = (Shown(Passage("Nine trees died.", ((0, 16),)), (0,), ((0, 4),)),)
    write(
        tmp_path / "data" / "frost.groups.xz", [Group("frost", "1", ("How many died?", "And how many?"), True, shown)]
    )
    lines = [
        {"folder": "frost", "id": "1", "question": "Wie viele?"},
        {"folder": "frost", "id": "2", "question": "Wer?"},
    ]
    (tmp_path / "de.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert main([str(tmp_path / "out"), str(tmp_path / "data"), str(tmp_path / "de.jsonl")]) == 0
    assert [*read_groups(tmp_path / "out" / "de.groups.xz")] == [Group("de", "1", ("Wie viele?",), True, shown)]
    assert capsys.readouterr().out == "de: 1 groups\n"
    (tmp_path / "fr.jsonl").write_text(json.dumps(lines[1]), encoding="utf-8")
    with pytest.raises(CaseError, match=r"no groups of the questions in .*fr\.jsonl"):
        main([str(tmp_path / "out"), str(tmp_path / "data"), str(tmp_path / "fr.jsonl")])
