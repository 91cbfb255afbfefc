"""Case files: what is written is read back, and whatever is broken is named with its line and how to mend it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import eval.case
from app.asking.intake import MAX_QUESTION
from app.errors import QuestionError
from eval.case import Case, CaseError, accept_drafts, parse_case, read_cases, write_cases
from index.formats.registry import parse
from index.reading.folder import read, scan

CASE: dict[str, Any] = {
    "id": "a", "question": "Who?", "history": [], "answers": [["Ann", "Anna"]], "sources": ["one.txt"],
    "answerable": True, "type": "who",
}  # fmt: skip
FIELDS = [
    "id",
    "question",
    "history",
    "answers",
    "sources",
    "answerable",
    "type",
    "evidence",
    "hidden",
    "draft",
    "note",
]

WRONG: dict[str, list[Any]] = {
    "id": [None, [], {}, "", " "],
    "question": [None, 5, True, ["Who?"], {"text": "Who?"}],
    "type": [None, 5, ["who"], {}],
    "note": [None, 5, ["Wrong."], {}],
    "answerable": [None, 0, 1, "true", "false", []],
    "draft": [None, 0, 1, "true", []],
    "answers": [None, "Ann", {"a": 1}, 5, ["Ann"], [[]], [["Ann"], []], [[5]], [None]],
    "sources": [None, "one.txt", {"one.txt": 1}, 5, [5], [None], [["one.txt"]]],
    "evidence": [None, "A sentence.", {}, 5, [5], [["A sentence."]]],
    "hidden": [None, "one.txt", {}, 5, [5], [True]],
    "history": [
        *(None, "Hi", {}, 5, ["Hi"], [["user", "Hi"]], [{"role": "user"}], [{"content": "Hi"}]),
        [{"role": "robot", "content": "Hi"}],
        [{"role": "user", "content": 5}],
        [{"role": "user", "content": "Hi"}] * 201,
    ],
}

_fixed = settings(derandomize=True)
_CHARACTERS = st.characters(exclude_categories=["Cs"]) | st.sampled_from("\"'\\\n\r\t\u2028\u2029\x85\ufeff\0🙂👩‍👧é")
_TEXTS = st.text(_CHARACTERS, max_size=20)
_WRITTEN = _TEXTS.filter(lambda text: bool(text.split()))  # a text with something in it
_ROLES = st.sampled_from(["user", "assistant", "system"])
_CASES = st.builds(
    Case,
    id=_WRITTEN.filter(lambda text: min(text) >= " "),  # control characters are refused in an id
    question=_TEXTS.map("{} why".format),
    history=st.lists(st.tuples(_ROLES, _TEXTS), max_size=3),
    answers=st.lists(st.lists(_WRITTEN, min_size=1, max_size=3), max_size=3),
    sources=st.lists(_WRITTEN, min_size=1, max_size=3),
    answerable=st.booleans(),
    type=_WRITTEN,
    evidence=st.lists(_WRITTEN, max_size=3),
    hidden=st.lists(_WRITTEN, max_size=3),
    draft=st.booleans(),
    note=_TEXTS,
).filter(lambda case: not set(case.sources) & set(case.hidden))  # refused: it can't be answered from what is hidden
_ODDEST = Case(
    id="\u2028é",
    question='“Qué”\r\n"dijo"?\u2029🙂',
    history=[("user", "\ufeff")],
    answers=[["\x85'"]],
    sources=["a b/ñ.txt"],
    evidence=["\n\n"],
    hidden=["\\"],
    draft=True,
)
_FILES = st.lists(_CASES, min_size=1, max_size=4, unique_by=lambda case: case.id)
_ODD = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["\ud800", ""])
_JSON = st.recursive(
    _ODD, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cases.jsonl"


def _line(**fields: Any) -> str:
    return json.dumps(CASE | fields)


def _without(*names: str) -> str:
    return json.dumps({name: value for name, value in CASE.items() if name not in names})


def _refusal(path: Path, folder: list[str] | None = None) -> str:
    with pytest.raises(CaseError) as caught:
        read_cases(path, folder)
    return str(caught.value)


def _refusal_of(path: Path, *lines: str) -> str:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return _refusal(path)


@_fixed
@given(_CASES, st.booleans())
def test_a_case_comes_back_from_its_line(case: Case, escaped: bool) -> None:
    assert parse_case(json.dumps(case.to_json(), ensure_ascii=escaped)) == case


@_fixed
@given(_FILES)
@example([_ODDEST])
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, cases: list[Case]) -> None:
    path = tmp_path_factory.getbasetemp() / "written.jsonl"
    write_cases(path, cases)
    assert read_cases(path) == cases


@_fixed
@given(_FILES, st.booleans(), st.booleans(), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\n", " \t\n\n"]))
def test_byte_order_mark_line_ends_and_blank_lines_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, cases: list[Case], marked: bool, escaped: bool, end: str, blank: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "noisy.jsonl"
    lines = [json.dumps(case.to_json(), ensure_ascii=escaped) for case in cases]
    text = "\ufeff" * marked + blank.replace("\n", end) + f"{end}{blank}".join(lines)
    path.write_bytes(text.encode())
    assert read_cases(path) == cases


def test_a_line_says_no_more_than_the_case_holds() -> None:
    assert Case(id="a", question="Who?", history=[("user", "Hi")], sources=["one.txt"]).to_json() == {
        "id": "a",
        "question": "Who?",
        "history": [{"role": "user", "content": "Hi"}],
        "answers": [],
        "sources": ["one.txt"],
        "answerable": True,
        "type": "question",
    }
    full = Case(id="a", question="Who?", evidence=["It was Ann."], hidden=["two.txt"], draft=True).to_json()
    assert (full["evidence"], full["hidden"], full["draft"]) == (["It was Ann."], ["two.txt"], True)


def test_a_note_is_kept_and_may_be_called_otherwise_elsewhere() -> None:
    assert parse_case(_line(note="Ask Ann.")).to_json()["note"] == "Ask Ann."
    assert parse_case(_line(notes=["Ask", "Ann"])).note == ""


def test_only_id_question_and_answerable_are_needed() -> None:
    case = parse_case('{"id": "a", "question": "Who?", "answerable": false}')
    assert (case.id, case.question, case.answerable, case.type, case.draft) == ("a", "Who?", False, "question", False)
    assert not any([case.history, case.answers, case.sources, case.evidence, case.hidden])
    assert parse_case(_without("history", "answers", "type")).sources == ["one.txt"]


def test_writing_replaces_the_file_and_leaves_nothing_else(path: Path) -> None:
    path.write_text("old", encoding="utf-8")
    write_cases(path, [Case(id="b", question="Qué?\u2028", answerable=False)])
    assert [case.id for case in read_cases(path)] == ["b"]
    assert "Qué?\u2028" in path.read_text(encoding="utf-8"), "readable in an editor, not escaped"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("field", ["id", "type", "answers", "sources", "evidence", "hidden", "history", "question"])
def test_half_a_character_is_refused_or_can_be_written(path: Path, field: str) -> None:
    """JSON can escape half of a surrogate pair, which UTF-8 can't hold."""
    half: dict[str, Any] = {
        "id": "\ud83d", "question": "Who \ud83d?", "type": "\ud83d", "answers": [["\ud83d"]],
        "history": [{"role": "user", "content": "\ud83d"}],
    }  # fmt: skip
    path.write_text(_line(**{field: half.get(field, ["\ud83d"])}), encoding="utf-8")
    try:
        cases = read_cases(path)
    except CaseError as error:
        assert "line 1" in str(error)
    else:
        write_cases(path, cases)
        assert read_cases(path) == cases


def test_the_cases_that_come_along_quote_the_seeds(seeds: Path) -> None:
    cases = read_cases(Path(eval.case.__file__).with_name("cases.jsonl"), scan(seeds))
    for case in cases:
        texts = [parse(source, read(seeds, source)).text for source in case.sources]
        assert all(any(sentence in text for text in texts) for sentence in case.evidence), case.id
    assert any(case.evidence for case in cases)


def test_bad_json_is_named_by_its_line(path: Path) -> None:
    lines = [_line(id=str(number)) for number in range(1, 7)]
    message = _refusal_of(path, *lines, '{"id": "7", "question": Who?}', _line(id="8"))
    assert message.startswith(f"{path}, line 7: not JSON: ")
    assert "write one JSON object on each line" in message
    assert "\n" not in message


def test_blank_lines_are_counted(path: Path) -> None:
    assert f"{path}, line 4: not JSON" in _refusal_of(path, _line(), "", "  ", "{")


@pytest.mark.parametrize("line", ["[]", "null", "7", '"id"', "true", "NaN"])
def test_json_that_is_no_object_is_refused(path: Path, line: str) -> None:
    assert _refusal_of(path, line) == f"{path}, line 1: not a JSON object; write {{...}} with the fields of a case"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (_without("id"), "without id;"),
        (_without("question"), "without question;"),
        (_without("answerable"), "without answerable;"),
        (_without("id", "answerable"), "without id, answerable;"),
        ("{}", "without id, question, answerable;"),
        (_line(question=""), "The question is empty"),
        (_line(question=" \n\u2028"), "The question is empty"),
        (_line(question="x" * (MAX_QUESTION + 1)), "The question has 2,001 characters"),
        (_without("sources"), "answerable without sources; name the files that answer"),
        (_line(sources=[]), "answerable without sources; name the files that answer"),
    ],
)
def test_what_is_missing_empty_or_too_long_is_named(path: Path, line: str, expected: str) -> None:
    message = _refusal_of(path, _line(id="first"), line)
    assert message.startswith(f"{path}, line 2: {expected}")


def test_a_question_may_be_as_long_as_the_bot_takes() -> None:
    assert parse_case(_line(question="x" * MAX_QUESTION)).question == "x" * MAX_QUESTION


@pytest.mark.parametrize(("field", "value"), [(field, value) for field, values in WRONG.items() for value in values])
def test_a_value_of_the_wrong_kind_is_named_by_its_field(path: Path, field: str, value: Any) -> None:
    message = _refusal_of(path, _line(id="first"), _line(**{field: value}))
    assert message.startswith(f"{path}, line 2: ")
    assert re.search(rf"\b{field}\b", message.removeprefix(str(path)))


def test_a_second_case_of_the_same_id_is_refused(path: Path) -> None:
    message = _refusal_of(path, _line(id="x"), _line(id="y"), _line(id="x"), _line(id="x"))
    assert message.splitlines() == [
        f"{path}, line 3: the id 'x' is that of line 1; give it one of its own",
        f"{path}, line 4: the id 'x' is that of line 1; give it one of its own",
    ]


@pytest.mark.parametrize("field", ["sources", "hidden"])
def test_an_unknown_file_is_named_with_the_nearest(path: Path, field: str) -> None:
    own = {"sources": ["harbor.txt"]} | {field: ["orchad.md"]}
    path.write_text(f"{_line(sources=['harbor.txt'])}\n{_line(id='b', **own)}\n", encoding="utf-8")
    message = _refusal(path, ["harbor.txt", "notes/bridge.txt", "orchard.md"])
    assert message == f"{path}, line 2: no file 'orchad.md' in the folder; is it 'orchard.md'?"
    assert [case.id for case in read_cases(path)] == ["a", "b"], "without a folder no file is looked for"


def test_an_unknown_file_unlike_any_other_is_to_be_mended(path: Path) -> None:
    path.write_text(_line(sources=["zzz"]), encoding="utf-8")
    for folder in ([], ["harbor.txt"]):
        assert _refusal(path, folder) == f"{path}, line 1: no file 'zzz' in the folder; mend the name"


def test_known_files_are_accepted(path: Path) -> None:
    path.write_text(_line(sources=["a/one.txt", "two.md"], hidden=["three.txt"]), encoding="utf-8")
    (case,) = read_cases(path, ["a/one.txt", "three.txt", "two.md"])
    assert (case.sources, case.hidden) == (["a/one.txt", "two.md"], ["three.txt"])


@pytest.mark.parametrize("data", [b"", b"\n", b" \r\n\t\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n\n"])
def test_a_file_without_cases_is_refused(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    message = _refusal(path)
    assert message.startswith(f"{path} holds no cases. ")
    assert "python -m eval init" in message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp1252", "shift-jis"])
def test_a_file_that_is_not_utf8_is_refused(path: Path, encoding: str) -> None:
    question = "誰？" if encoding == "shift-jis" else "Qué?"
    path.write_text(json.dumps(CASE | {"question": question}, ensure_ascii=False), encoding=encoding)
    assert _refusal(path).startswith(f"The case file {path} can't be read: ")
    assert _refusal(path).endswith("Give a UTF-8 file of JSON lines.")


def test_a_folder_or_a_missing_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.jsonl", tmp_path / "none" / "cases.jsonl"):
        message = _refusal(path)
        assert message.startswith(f"The case file {path} can't be read: ")
        assert message.endswith("Give a UTF-8 file of JSON lines.")


def test_every_problem_of_a_file_is_listed(path: Path) -> None:
    message = _refusal_of(path, "{", _line(), _line(question=""), _line(id="b", answerable="yes"), _line())
    assert [line.split(": ")[0] for line in message.splitlines()] == [
        f"{path}, line {number}" for number in (1, 3, 4, 5)
    ]


@pytest.mark.parametrize(("broken", "last"), [(20, "line 20"), (21, "... and 1 more"), (1000, "... and 980 more")])
def test_at_most_twenty_problems_are_shown(path: Path, broken: int, last: str) -> None:
    shown = _refusal_of(path, *["{"] * broken).splitlines()
    assert [f"line {number}: " in line for number, line in enumerate(shown[:20], start=1)] == [True] * 20
    assert len(shown) == min(broken, 21)
    assert last in shown[-1]


@pytest.mark.parametrize(
    "line",
    [
        "[" * 100_000,
        '{"id": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"id": ' + "9" * 5000 + ', "question": "Who?", "answerable": false, "type": []}',
    ],
    ids=["open brackets", "deep", "a number of 5,000 digits"],
)
def test_json_that_python_can_not_hold_is_refused(path: Path, line: str) -> None:
    assert f"{path}, line 2: " in _refusal_of(path, _line(), line)


def _read_or_refused(path: Path) -> list[Case]:
    """The cases, which can be written and read again; none if the file is refused as it should be."""
    try:
        cases = read_cases(path, ["one.txt", "two.txt"])
    except CaseError as error:
        assert str(path) in str(error)
        return []
    assert cases
    write_cases(path, cases)
    assert read_cases(path) == cases
    return cases


@_fixed
@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbf{}")
@example(b'{"id": "a", "question": "\xed\xa0\x80", "answerable": false}')
@example(b"\r" * 5)
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.jsonl"
    path.write_bytes(data)
    _read_or_refused(path)


@_fixed
@given(st.integers(0, 400), st.integers(0, 30), st.binary(max_size=10))
def test_a_file_damaged_anywhere_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, start: int, length: int, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.jsonl"
    whole = f"{_line()}\n{_line(id='é', evidence=['“It was Ann.”'], hidden=['two.txt'])}\n".encode()
    path.write_bytes(whole[:start] + data + whole[start + length :])
    _read_or_refused(path)


@_fixed
@given(_JSON)
def test_any_json_on_a_line_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, value: Any) -> None:
    path = tmp_path_factory.getbasetemp() / "json.jsonl"
    path.write_text(json.dumps(value), encoding="utf-8")
    assert _read_or_refused(path) == [], "no such value has the fields of a case"


@_fixed
@given(st.sampled_from(FIELDS), _JSON)
def test_any_value_of_any_field_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, field: str, value: Any
) -> None:
    path = tmp_path_factory.getbasetemp() / "field.jsonl"
    path.write_text(_line(**{field: value}), encoding="utf-8")
    for case in _read_or_refused(path):
        assert isinstance(case.question, str) and isinstance(case.answerable, bool)


@_fixed
@given(_TEXTS)
def test_a_line_that_is_no_case_raises_what_it_says(line: str) -> None:
    with pytest.raises((ValueError, QuestionError)):
        parse_case(line)


@pytest.mark.parametrize(("field", "meant"), [("anwers", "answers"), ("source", "sources"), ("evidense", "evidence")])
def test_a_misspelt_field_is_named_and_a_foreign_one_let_be(field: str, meant: str) -> None:
    line = json.dumps({"id": "a", "question": "Who?", "answerable": False, field: []})
    with pytest.raises(ValueError, match=f"'{field}' is no field of a case; is it '{meant}'"):
        parse_case(line)
    assert parse_case('{"id": 7, "question": "Who?", "answerable": false, "annotator": "Bo"}').id == "7"
    with pytest.raises(ValueError, match="control characters"):
        parse_case('{"id": "a\\u0000", "question": "Who?", "answerable": false}')


def test_accepting_takes_out_the_mark_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    record = {"id": "a", "question": "Who?", "answerable": False, "annotator": "Bo"}
    path.write_text(f"{json.dumps(record | {'draft': True})}\n\n{json.dumps(record | {'id': 'b'})}\n", encoding="utf-8")
    accept_drafts(path)
    assert [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line] == [
        record,
        record | {"id": "b"},
    ]


def test_a_file_that_answers_cannot_be_hidden() -> None:
    record = {
        "id": "a",
        "question": "Who?",
        "answerable": True,
        "sources": ["one.txt", "two.txt"],
        "hidden": ["two.txt"],
    }
    with pytest.raises(ValueError, match=r"'two\.txt' is in sources and in hidden"):
        parse_case(json.dumps(record))
