"""Thumbs and notes: what is given is read back, whatever happened to the file; thumbs-down become drafts of cases."""

import json
import stat
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.asking.conversation import standalone
from app.errors import NotKept
from app.keeping.feedback import Feedback, Given, read_feedback
from app.records import Answer, AnswerRecord, Citation, quoting, to_json
from eval.__main__ import main
from eval.case import parse_case, read_cases
from eval.making.from_feedback import draft_from
from index.records import Chunk, Document, Hit
from tests.app.showing.test_export import TEXTS, records
from tests.whole_answers import counted

HARBOR = Document("harbor.txt", "The minister toured the harbor.", None, None, "a")
ANSWER = to_json(Answer("Who toured?", "Who toured?", "answered", 0.9, quoting([(HARBOR, 0, 31)]), (), "extract"))
REFUSAL = Answer("Who sang?", "Who sang?", "refused", 0.1, (), (), "extract")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "feedback.jsonl"


def down(record: Any = ANSWER, note: str = "", turn: str = "t") -> Given:
    return Given("2026-01-01T00:00:00+00:00", turn, "down", note, record)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), TEXTS, records()), max_size=6))
def test_the_last_about_each_turn_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, lines: Sequence[tuple[str, bool, str, AnswerRecord]]
) -> None:
    path = tmp_path_factory.mktemp("given") / "feedback.jsonl"
    feedback = Feedback(path)
    for line in [("a", True, "", ANSWER), *lines]:
        feedback.give(line[0], line[3], line[1], line[2])
    last = {turn: (liked, record) for turn, liked, _, record in [("a", True, "", ANSWER), *lines]}
    assert {own.id: (own.rating == "up", own.answer) for own in read_feedback(path)} == last
    assert all(own.at.endswith("+00:00") for own in read_feedback(path))


def test_a_thumb_can_be_taken_back_and_given_again(path: Path) -> None:
    feedback = Feedback(path)
    feedback.give("a", ANSWER, False, "wrong")
    feedback.give("b", ANSWER, False)
    feedback.give("a", ANSWER, None)
    assert [own.id for own in read_feedback(path)] == ["b"]
    assert len(draft_from(read_feedback(path))) == 1
    feedback.give("a", ANSWER, True)
    assert [(own.id, own.rating) for own in read_feedback(path)] == [("b", "down"), ("a", "up")]


def test_a_note_is_one_line_and_no_longer_than_two_thousand_characters(path: Path) -> None:
    Feedback(path).give("t", ANSWER, False, " wrong\n\x00 year \u202e" + "x" * 5_000)
    (own,) = read_feedback(path)
    assert own.note.startswith("wrong year x")
    assert len(own.note) == 2_000
    assert path.read_bytes().count(b"\n") == 1


def test_only_this_user_can_read_the_file(path: Path) -> None:
    Feedback(path).give("t", ANSWER, True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_threads_lose_nothing(path: Path) -> None:
    ones = [Feedback(path), Feedback(path)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: ones[number % 2].give(str(number), ANSWER, number % 3 == 0), range(60)))
    assert {own.id: own.rating == "up" for own in read_feedback(path)} == {
        str(number): number % 3 == 0 for number in range(60)
    }


@given(cut=st.integers(1, 400))
def test_a_torn_line_is_left_out_and_spoils_no_other(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    path = tmp_path_factory.mktemp("torn") / "feedback.jsonl"
    for turn in "ab":
        Feedback(path).give(turn, ANSWER, True)
    path.write_bytes(path.read_bytes()[:-cut])
    whole = "ab" if cut == 1 else "a"  # the end of the line is no loss
    assert [own.id for own in read_feedback(path)] == [*whole]
    Feedback(path).give("c", ANSWER, False)
    assert [own.id for own in read_feedback(path)] == [*whole, "c"]


def test_a_full_file_takes_no_more_and_says_where_to(path: Path) -> None:
    feedback = Feedback(path, full=3_000)
    with pytest.raises(NotKept, match=r"feedback\.jsonl is full: it holds [\d,]+ bytes\. Move it away"):
        for _ in range(20):
            feedback.give("t", ANSWER, True)
    assert 1_000 < path.stat().st_size <= 3_000
    assert len(read_feedback(path)) == 1


def test_a_disk_that_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotKept, match=r"feedback\.jsonl can't be read or written .*check the disk"):
        Feedback(tmp_path / "nowhere" / "feedback.jsonl").give("t", ANSWER, True)
    with pytest.raises(NotKept, match="There is no feedback in"):
        read_feedback(tmp_path / "feedback.jsonl")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told() -> None:
    with pytest.raises(NotKept, match="No space left on device"):
        Feedback(Path("/dev/full")).give("t", ANSWER, True)


@pytest.mark.parametrize("value", [{}, [], 1, None, {"id": "a", "question": "Who?", "answerable": True}])
def test_another_file_is_refused_with_its_line(value: Any, path: Path) -> None:
    Feedback(path).give("t", ANSWER, True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(value))
    with pytest.raises(NotKept, match=r"feedback\.jsonl, line 2, is no feedback"):
        read_feedback(path)


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
    tmp_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index_dir, out = tmp_path / "index", tmp_path / "cases.jsonl"
    index_dir.mkdir()
    draft = ("draft", "--index-dir", index_dir, "--out", out)
    assert run(capsys, *draft) == (0, f"Nothing to draft: no thumbs-down in {index_dir / 'feedback.jsonl'}.\n")
    Feedback(index_dir / "feedback.jsonl").give("t", ANSWER, True)
    assert "Nothing to draft" in run(capsys, *draft)[1]
    assert not out.exists()
    Feedback(index_dir / "feedback.jsonl").give("t", ANSWER, False, "Which minister?")
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
    Feedback(tmp_path / "f.jsonl").give("t", ANSWER, False)
    line = json.loads((tmp_path / "f.jsonl").read_bytes()) | {"answer": {"question": "Who?"}}
    (tmp_path / "f.jsonl").write_text(json.dumps(line), encoding="utf-8")
    code, said = run(capsys, "draft", "--feedback", tmp_path / "f.jsonl", "--out", out)
    assert (code, "holds no answer of citeseed's" in said) == (1, True)
    assert "f.jsonl, line 1, holds no" in said and "record.standalone must be a string" in said
    assert not out.exists()
