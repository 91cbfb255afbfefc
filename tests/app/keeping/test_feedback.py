"""Thumbs and notes, in a file and in a database: what is given is read back; thumbs-down become drafts of cases."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.asking.conversation import standalone
from app.errors import NotKept
from app.keeping.feedback import Given
from app.keeping.files.feedback import FileFeedback
from app.records import Answer, AnswerRecord, Citation, quoting, to_json
from eval.__main__ import main
from eval.case import parse_case, read_cases
from eval.making.from_feedback import draft_from
from index.records import Chunk, Document, Hit
from tests.app.keeping.places import InFiles, InPostgres, Kept
from tests.app.showing.test_export import TEXTS, records
from tests.whole_answers import counted

HARBOR = Document("harbor.txt", "The minister toured the harbor.", None, None, "a")
ANSWER = to_json(Answer("Who toured?", "Who toured?", "answered", 0.9, quoting([(HARBOR, 0, 31)]), (), "extract"))
REFUSAL = Answer("Who sang?", "Who sang?", "refused", 0.1, (), (), "extract")


def down(record: Any = ANSWER, note: str = "", turn: str = "t") -> Given:
    return Given("2026-01-01T00:00:00+00:00", turn, "down", note, record)


@pytest.mark.parametrize("kind", [InFiles, InPostgres])
@settings(max_examples=30)
@given(lines=st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), TEXTS, records()), max_size=6))
def test_the_last_about_each_turn_is_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    kind: Callable[[Path], Kept],
    lines: Sequence[tuple[str, bool, str, AnswerRecord]],
) -> None:
    with closing(kind(tmp_path_factory.mktemp("given"))) as place:
        feedback = place.feedback()
        for line in [("a", True, "", ANSWER), *lines]:
            feedback.give(line[0], line[3], line[1], line[2])
        last = {turn: (liked, record) for turn, liked, _, record in [("a", True, "", ANSWER), *lines]}
        given_last = place.feedback().read()
    assert {own.id: (own.rating == "up", own.answer) for own in given_last} == last
    assert all(own.at.endswith("+00:00") for own in given_last)


def test_a_thumb_can_be_taken_back_and_given_again(place: Kept) -> None:
    feedback = place.feedback()
    feedback.give("a", ANSWER, False, "wrong")
    feedback.give("b", ANSWER, False)
    feedback.give("a", ANSWER, None)
    assert [own.id for own in place.feedback().read()] == ["b"]
    assert len(draft_from(place.feedback().read())) == 1
    feedback.give("a", ANSWER, True)
    assert [(own.id, own.rating) for own in place.feedback().read()] == [("b", "down"), ("a", "up")]


def test_a_note_is_one_line_and_no_longer_than_two_thousand_characters(place: Kept) -> None:
    place.feedback().give("t", ANSWER, False, " wrong\n\x00 year \u202e" + "x" * 5_000)
    (own,) = place.feedback().read()
    assert own.note.startswith("wrong year x")
    assert len(own.note) == 2_000


def test_threads_lose_nothing(place: Kept) -> None:
    ones = [place.feedback(), place.feedback()]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: ones[number % 2].give(str(number), ANSWER, number % 3 == 0), range(60)))
    assert {own.id: own.rating == "up" for own in place.feedback().read()} == {
        str(number): number % 3 == 0 for number in range(60)
    }


def test_what_is_full_takes_no_more_and_says_so(place: Kept) -> None:
    feedback = place.feedback(full=8_000)
    with pytest.raises(NotKept, match=r"is full: it holds [\d,]+ bytes"):
        for number in range(20):
            feedback.give(str(number), ANSWER, True)
    assert 2 < len(place.feedback().read()) < 10


def test_what_is_no_answer_is_told_with_its_place(place: Kept) -> None:
    place.feedback().give("turn", ANSWER, True)
    place.spoil_feedback("turn", '{"question": "Who?"}')
    with pytest.raises(NotKept, match=r"(line 1,|'turn').* holds no answer of citeseed's: .*standalone"):
        place.feedback().read()
    place.spoil_feedback("turn", "[]")
    with pytest.raises(NotKept, match=r"(line 1,|'turn').* is no feedback"):
        place.feedback().read()


def test_a_draft_holds_what_the_person_who_completes_it_needs() -> None:
    (case,) = draft_from([down(note="Which minister?")])
    assert case.to_json() == {
        "id": case.id,
        "question": "Who toured?",
        "history": [],
        "answers": [["?"]],
        "sources": ["harbor.txt"],
        "answerable": True,
        "type": "feedback",
        "draft": True,
        "note": "Remarked: Which minister? | Answered (answered): The minister toured the harbor. [1]",
    }


def test_of_a_long_list_a_draft_holds_the_beginning() -> None:
    (case,) = draft_from([down(to_json(counted("How many?", 1000)))])
    assert case.note.startswith("Answered (answered): 1,000 documents mention “arbitration”.")
    assert case.note.endswith("and 980 more") and len(case.note) < 3_000
    assert len(case.sources) == 1000


def test_only_thumbs_down_are_drafted_each_question_once() -> None:
    up = replace(down(turn="u"), rating="up")
    other = ANSWER | {"question": "who toured", "standalone": "who toured"}
    assert draft_from([up]) == []
    (case,) = draft_from([down(note="first"), up, down(other, "second")])
    assert "second" in case.note
    assert case.id == draft_from([down()])[0].id, "from one drafting to the next"


def test_a_refusal_suggests_what_came_near() -> None:
    related = replace(REFUSAL, related=(Citation(1, HARBOR, 0, 3),))
    (case,) = draft_from([down(to_json(related))])
    assert (case.sources, case.answerable) == (["harbor.txt"], True)
    assert "The documents don't say." in case.note
    hit = replace(REFUSAL, hits=(Hit(Chunk(HARBOR, 0, 3), 1.0, 1.0, 1.0),))
    assert draft_from([down(to_json(hit))])[0].sources == ["harbor.txt"]
    (nothing,) = draft_from([down(to_json(REFUSAL))])
    assert (nothing.sources, nothing.answerable) == ([], False)


def test_a_follow_up_comes_with_the_question_it_leans_on() -> None:
    before = "Who toured the harbor?"
    asked = standalone("When did he leave?", [("user", before)])
    (case,) = draft_from([down(ANSWER | {"question": "When did he leave?", "standalone": asked})])
    assert (case.question, case.history) == ("When did he leave?", [("user", before)])
    assert standalone(case.question, case.history) == asked
    (mended,) = draft_from([down(ANSWER | {"question": "Whn did he leave?", "standalone": asked})])
    assert (mended.question, mended.history) == (asked, [])
    assert "Asked as: Whn did he leave?" in mended.note


@given(st.lists(records(), max_size=4), TEXTS)
def test_any_record_gives_a_line_that_is_sound_but_for_its_question(chat: Sequence[AnswerRecord], note: str) -> None:
    cases = draft_from([down(record | {"question": f"Who? {record['question']}"}, note) for record in chat])
    for case in cases:
        assert parse_case(json.dumps(case.to_json(), ensure_ascii=False)).to_json() == case.to_json()
    assert len({case.id for case in cases}) == len(cases)


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str]:
    code = main([str(word) for word in words])
    captured = capsys.readouterr()
    return code, captured.out + captured.err


def test_the_command_writes_drafts_that_count_only_when_completed(
    place: Kept, tmp_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out, feedback = tmp_path / "cases.jsonl", place.feedback()
    draft = ("draft", "--index-dir", place.index_dir, "--out", out)
    monkeypatch.setenv("CITESEED_STORE", place.url)
    assert run(capsys, *draft) == (0, f"Nothing to draft: no thumbs-down in {feedback}.\n")
    feedback.give("t", ANSWER, True)
    assert "Nothing to draft" in run(capsys, *draft)[1]
    assert not out.exists()
    feedback.give("t", ANSWER, False, "Which minister?")
    code, said = run(capsys, *draft)
    assert (code, "Wrote 1 drafts to" in said) == (0, True)
    assert [case.draft for case in read_cases(out)] == [True]

    assert "No case counts yet" in run(capsys, "--cases", out, "--docs", corpus)[1]
    code, said = run(capsys, "check", out, "--docs", corpus, "--accept")
    assert (code, "no answer can hold ['?']" in said) == (1, True)
    assert read_cases(out)[0].draft, "a draft that is not completed is not accepted"
    out.write_text(out.read_text(encoding="utf-8").replace('"?"', '"minister"'), encoding="utf-8")
    assert run(capsys, "check", out, "--docs", corpus, "--accept")[0] == 0
    (case,) = read_cases(out)
    assert not case.draft
    assert "Which minister?" in case.note
    code, said = run(capsys, *draft)
    assert (code, "is there already" in said) == (1, True)
    assert read_cases(out) == [case], "nothing is written over"


def test_the_command_names_a_file_that_is_not_there_or_is_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "cases.jsonl"
    code, said = run(capsys, "draft", "--feedback", tmp_path / "none.jsonl", "--out", out)
    assert (code, "There is no feedback in" in said) == (1, True)
    FileFeedback(tmp_path / "f.jsonl").give("t", ANSWER, False)
    line = json.loads((tmp_path / "f.jsonl").read_bytes()) | {"answer": {"question": "Who?"}}
    (tmp_path / "f.jsonl").write_text(json.dumps(line), encoding="utf-8")
    code, said = run(capsys, "draft", "--feedback", tmp_path / "f.jsonl", "--out", out)
    assert (code, "holds no answer of citeseed's" in said) == (1, True)
    assert "f.jsonl, line 1, holds no" in said and "record.standalone must be a string" in said
    assert not out.exists()
