"""Groups and claims of a small folder: answers stand where they are said to, and what may answer is no counterexample."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.training.examples import Claim, Group, read_claims, read_groups
from eval.training.from_folders import Folder, main
from index.embedding.embedder import HashingEmbedder

TREES = {
    "id": "trees", "question": "How many apple trees does the orchard hold?", "answers": [["420"]],
    "sources": ["orchard.md"], "answerable": True, "evidence": ["The orchard holds 420 apple trees."],
}  # fmt: skip
TOUR = {
    "id": "tour", "question": "Who toured it on Tuesday?", "answers": [["the minister"]], "sources": ["harbor.txt"],
    "answerable": True, "evidence": ["The minister toured the harbor on Tuesday."],
    "history": [{"role": "user", "content": "Tell me of the harbor."}],
}  # fmt: skip
VOLCANO = {"id": "volcano", "question": "Which apple volcano erupted?", "answerable": False}
ELSEWHERE = TREES | {"id": "elsewhere", "evidence": ["The orchard holds 421 apple trees."]}


def _statements(id: str, quote: str, true: str, false: str) -> list[dict[str, Any]]:
    return [
        {"id": f"{id}-{nth}", "statement": statement, "quote": quote, "supported": nth == 0}
        for nth, statement in enumerate((true, false))
    ]


CLAIMS = [
    *_statements("trees", TREES["evidence"][0], "There are 420 trees.", "There are 421 trees."),  # type: ignore[index]
    *_statements("volcano", "Lava.", "It erupted.", "It did not erupt."),
]


@pytest.fixture
def folder(corpus: Path, tmp_path: Path) -> Path:
    made = tmp_path / "tiny"
    made.mkdir()
    corpus.rename(made / "docs")
    (made / "docs" / "late.txt").write_text("On Wednesday the minister slept in the harbor.", encoding="utf-8")
    for name, records in (("cases", [TREES, TOUR, VOLCANO, ELSEWHERE]), ("claims", CLAIMS)):
        lines = "".join(f"{json.dumps(record)}\n" for record in records)
        (made / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return made


@pytest.fixture
def groups(folder: Path) -> dict[str, Group]:
    return {group.id: group for group in Folder.open(folder, HashingEmbedder()).groups()}


def test_cases_whose_evidence_stands_in_the_documents_and_those_without_any_have_groups(
    groups: dict[str, Group],
) -> None:
    assert {id: group.answerable for id, group in groups.items()} == {"trees": True, "tour": True, "volcano": False}
    assert {group.name for group in groups.values()} == {"tiny"}
    assert all(group.shown for group in groups.values())
    assert not any(shown.answering or shown.spans for shown in groups["volcano"].shown)


@pytest.mark.parametrize("case", [TREES, TOUR], ids=["trees", "tour"])
def test_the_units_that_answer_are_the_evidence_and_the_spans_the_answers(
    groups: dict[str, Group], case: dict[str, Any]
) -> None:
    holding = [shown for shown in groups[case["id"]].shown if shown.answering]
    assert holding and all(shown.settled for shown in holding)
    for shown in holding:
        text = shown.passage.text
        assert [text[slice(*shown.passage.units[nth])] for nth in shown.answering] == case["evidence"]
        assert [text[start:end].lower() for start, end in shown.spans] == case["answers"][0]


def test_what_is_no_evidence_and_holds_the_answer_is_not_shown(groups: dict[str, Group]) -> None:
    tour, volcano = ([shown.passage.text for shown in groups[id].shown] for id in ("tour", "volcano"))
    assert any("Wednesday" in text for text in volcano)
    assert not any("Wednesday" in text for text in tour)
    assert len(tour) == len(volcano) - 1


def test_a_question_is_worded_alone_and_with_what_was_said_before(groups: dict[str, Group]) -> None:
    assert groups["trees"].questions == (TREES["question"],)
    assert "Tell me of the harbor. Who toured it on Tuesday?" in groups["tour"].questions
    assert len(groups["tour"].questions) == len({*groups["tour"].questions})


def test_a_statement_is_shown_with_its_passage_its_quote_and_another_passage(folder: Path) -> None:
    opened = Folder.open(folder, HashingEmbedder())
    groups = list(opened.groups())
    made = list(opened.claims(groups))
    trees = next(group for group in groups if group.id == "trees")
    passage = next(shown.passage.text for shown in trees.shown if shown.answering)
    other = next(shown.passage.text for shown in trees.shown if not shown.answering)
    (true, false), quote = (record["statement"] for record in CLAIMS[:2]), str(CLAIMS[0]["quote"])
    assert made == [
        Claim("tiny", true, passage, True),
        Claim("tiny", true, quote, True),
        Claim("tiny", true, other, False),
        Claim("tiny", false, passage, False),
        Claim("tiny", false, quote, False),
    ]


def test_the_command_writes_both_for_each_folder(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "out"), str(folder)], HashingEmbedder()) == 0
    assert capsys.readouterr().out == "tiny: 3 groups, 2 of them answerable, 5 claims\n"
    opened = Folder.open(folder, HashingEmbedder())
    groups = list(opened.groups())
    assert list(read_groups(tmp_path / "out" / "tiny.groups.xz")) == groups
    assert list(read_claims(tmp_path / "out" / "tiny.claims.xz")) == list(opened.claims(groups))
