"""Questions over three made-up folders, written from the documents alone before anybody saw what the bot says.

Nothing is tuned to them, so the floors lie under what was measured by about two questions a folder.
"""

from pathlib import Path

import pytest

from app.bot import answerer_over
from eval.case import read_cases
from eval.measuring.indexing import indexed
from eval.studies.answers import Shown, figures
from index.embedding.opening import open_embedder
from index.embedding.remembering import RememberingEmbedder
from index.settings import Settings

FOLDERS = [path for path in sorted(Path(__file__).parent.iterdir()) if (path / "cases.jsonl").exists()]
FLOORS = {
    "brewery": {"first": 0.48, "right": 0.58, "unanswered": 0.8},
    "heatpump": {"first": 0.17, "right": 0.48, "unanswered": 0.75},
    "theatre": {"first": 0.51, "right": 0.62, "unanswered": 0.87},
}


def test_there_are_questions_enough_of_either_kind() -> None:
    cases = [case for folder in FOLDERS for case in read_cases(folder / "cases.jsonl")]
    assert len(cases) >= 120
    assert sum(not case.answerable for case in cases) >= 40
    assert sum(bool(case.history) for case in cases) >= 27


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_strangers_questions_are_answered_or_not_as_often_as_was_measured(folder: Path) -> None:
    embedder = RememberingEmbedder(open_embedder(Settings().embedder))
    answerer = answerer_over(indexed(folder / "docs", embedder), embedder)
    shown = [Shown(case, answerer(case.question, case.history)) for case in read_cases(folder / "cases.jsonl")]
    measured = figures(shown)
    for name, floor in FLOORS[folder.name].items():
        assert measured[name] >= floor, name
    assert measured["neither"] <= 0.14
    assert measured["words"] <= 30
    for one in shown:
        for citation in [*one.answer.citations]:
            assert citation.document.text[citation.start : citation.end] == citation.quote != ""
