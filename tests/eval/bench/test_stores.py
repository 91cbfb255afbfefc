"""The comparison of stores: a real database gives what files give, and what differs is seen."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.records import Answer
from eval.bench.stores import compared, main
from eval.case import Case, CaseError
from index.embedding.embedder import HashingEmbedder
from index.storing.postgres.database import Database
from tests.postgres import server_url
from tests.whole_answers import counted


def test_a_database_answers_as_files_do_and_nothing_of_it_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "docs").mkdir()
    for name, text in (("harbor.txt", "The harbor opened in 1907."), ("mill.txt", "The mill was sold in 1931.")):
        (tmp_path / "docs" / name).write_text(text, encoding="utf-8")
    (tmp_path / "cases.jsonl").write_text(
        '{"id": "a", "question": "When did the harbor open?", "answers": [["1907"]], "sources": ["harbor.txt"], "answerable": true, "type": "when"}\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("CITESEED_STORE", server_url())
    assert main([str(tmp_path)], HashingEmbedder()) == 0
    assert "| by index | 1.0000 | 1.0000 | 1.0000 | 1.0000 | 0.0000 | 1.0000 | 1.0000 |" in capsys.readouterr().out
    schemas = Database(server_url(), "public").rows("select nspname from pg_namespace where nspname like '%study%'")
    assert schemas == []


def test_without_a_database_it_says_what_to_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CITESEED_STORE", raising=False)
    with pytest.raises(CaseError, match="CITESEED_STORE="):
        main([str(tmp_path)], HashingEmbedder())


def test_what_differs_is_counted() -> None:
    answer: Answer = counted("How many harbors are there?")
    cases = [Case(str(number), answer.question, sources=("harbor.txt",)) for number in range(2)]
    figures = compared(cases, [answer, answer], [answer, replace(answer, status="refused", confidence=0.0)])
    assert (figures["status"], figures["statements"], figures["confidence"]) == (0.5, 1.0, answer.confidence)
