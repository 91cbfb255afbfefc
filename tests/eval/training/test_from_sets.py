"""Groups and claims of public sets: whatever is put between sentences, every answer stands where it is said to."""

import json
import lzma
import random
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.training.examples import read_claims, read_groups
from eval.training.from_sets import MOST, STATED, Line, _roughened, claims, groups, main, read_sets
from index.embedding.embedder import HashingEmbedder
from index.language.sentences import sentences

_PASSAGE = (
    "Ann Lee sold 12 boats in Lima.  The harbor closed in May 1999.\nBo Berg bought the mill from her. "
    "It rained for days, and nobody slept. In Oslo the ferry ran late."
)
_QUESTION = "How many boats did Ann Lee sell?"


def _line(answer: str = "12", **changes: Any) -> Line:
    start = _PASSAGE.index(answer)
    record = {
        "question": _QUESTION, "passage": _PASSAGE, "answerable": True, "spans": [[start, start + len(answer)]],
        "sentences": [],
    }  # fmt: skip
    return Line.of("squad_train", record | changes)


_SENTENCES = sentences(_PASSAGE, "en")
_WORDS = [(start, start + len(word)) for word in _PASSAGE.split() for start in [_PASSAGE.index(word)]]
_GOLD = st.lists(st.sampled_from([*_SENTENCES, (_SENTENCES[1][0], _SENTENCES[2][1]), (0, 3)]), max_size=3)


@given(_GOLD, st.lists(st.sampled_from(_WORDS), max_size=3), st.integers(0, 10_000))
def test_every_gold_span_stands_at_its_offsets_whatever_is_put_between_sentences(
    gold: list[tuple[int, int]], spans: list[tuple[int, int]], seed: int
) -> None:
    line = _line(sentences=gold, spans=spans)
    rough = _roughened(line, _line(question="Who asked?"), random.Random(seed))
    for before, after in ((line.gold, rough.gold), (line.spans, rough.spans)):
        assert [rough.passage[start:end] for start, end in after] == [_PASSAGE[start:end] for start, end in before]
    assert (rough.set, rough.question, rough.answerable) == (line.set, line.question, line.answerable)
    kept = "".join(_PASSAGE.split())
    parts = iter("".join(rough.passage.split()))
    assert all(letter in parts for letter in kept), "all of it is still there, in order"


@given(st.integers(0, 10_000))
def test_something_is_put_in_unless_the_answer_is_all_of_it(seed: int) -> None:
    other = _line()
    assert len(_roughened(_line(), other, random.Random(seed)).passage.splitlines()) > len(_PASSAGE.splitlines())
    whole = _roughened(_line(spans=[[0, len(_PASSAGE)]]), other, random.Random(seed))
    assert whole.passage.endswith(_PASSAGE), "but before its beginning"


def test_groups_hold_what_is_known_of_each_line() -> None:
    embedder = HashingEmbedder()
    lines = [_line(), _line("the mill"), _line(answerable=False, spans=[]), _line(spans=[])] * 30
    made = list(groups(lines, embedder.count_tokens, embedder.max_tokens))
    assert {group.name for group in made} == {"squad_train"}
    assert {len(group.shown) for group in made} == {1}
    numbers = {int(group.id.partition("-")[0]) for group in made}
    settled = {number for number in range(len(lines)) if number % 4 < 3}
    assert settled < numbers, "of those that don't say what answers, only what is one passage is of use"
    roughened = titled = 0
    for group in made:
        [shown] = group.shown
        text, kind = shown.passage.text, int(group.id.partition("-")[0]) % 4
        roughened += len(text.splitlines()) > 3
        titled += not text.startswith("Ann Lee sold")
        assert group.questions[0].lower().rstrip("? ") == _QUESTION.lower().rstrip("? ")
        if kind in (0, 1):
            answer = ("12", "the mill")[kind]
            assert group.answerable == bool(shown.answering) and shown.settled
            if group.answerable:
                assert [text[start:end] for start, end in shown.spans] == [answer]
                [unit] = [text[slice(*shown.passage.units[nth])] for nth in shown.answering]
                assert answer in unit
        else:
            assert not shown.answering and not shown.spans
            assert (group.answerable, shown.settled) == ((False, True) if kind == 2 else (True, False))
    assert roughened and titled
    assert made == list(groups(lines, embedder.count_tokens, embedder.max_tokens)), "always the same"


def test_a_statement_is_made_of_the_answer_and_of_another_of_its_kind() -> None:
    embedder = HashingEmbedder()
    lines = [
        _line(),
        _line("Bo Berg", question="Who bought the mill?"),
        _line("the mill", question="What was sold?"),
    ] * 9
    made = list(claims(list(groups(lines, embedder.count_tokens, embedder.max_tokens))))
    assert {claim.supported for claim in made} == {True, False}
    answers = ("12", "Bo Berg", "The mill")
    for claim in made:
        told = [answer for answer in answers if answer in claim.statement]
        assert bool(told) == claim.supported, claim.statement
        assert claim.name == "squad_train"
        assert any(answer.lower() in claim.text.lower() for answer in answers)
    for one, other in pairwise(made):
        if not other.supported:
            assert one.supported and one.text == other.text, "a false one follows its true one"
    assert any(claim.statement == "Bo Berg bought the mill." or "? Bo Berg." in claim.statement for claim in made)


def test_statements_are_made_of_some_sets_alone() -> None:
    embedder = HashingEmbedder()
    line = Line.of("boolq", {"question": _QUESTION, "passage": _PASSAGE, "answerable": True, "spans": [[13, 15]]})
    assert "boolq" not in STATED
    assert list(claims(list(groups([line], embedder.count_tokens, embedder.max_tokens)))) == []


def test_a_line_is_a_question_with_what_was_said_last_and_its_gold() -> None:
    history = ["First?", {"role": "user", "content": "Who is\nAnn?"}, "A captain."]
    line = _line(history=history, spans=[[13, 15]])
    assert line.question == f"Who is Ann? A captain. {_QUESTION}"
    assert line.gold == line.spans == ((13, 15),)
    assert _line(sentences=[[0, 30]]).gold == ((0, 30),)
    assert len(_line(question="long " * 200).question) == 300


def _write(folder: Path, name: str, records: list[Mapping[str, Any]]) -> None:
    folder.mkdir(exist_ok=True)
    with lzma.open(folder / f"{name}.jsonl.xz", "wt", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(record)}\n" for record in records)


def _record(number: int, passage: str = _PASSAGE) -> dict[str, Any]:
    return {"question": f"How many boats, {number}?", "passage": passage, "answerable": True, "spans": [[13, 15]]}


def test_sets_are_read_in_an_order_that_is_always_the_same_and_large_ones_in_part(tmp_path: Path) -> None:
    _write(tmp_path / "sets", "qmsum", [_record(number) for number in range(MOST["qmsum"] + 5)])
    _write(tmp_path / "sets", "own", [_record(number) for number in range(3)])
    _write(tmp_path / "sets", "long", [_record(1, "x" * 20_001), _record(2, "x" * 20_000)])
    lines = read_sets(tmp_path / "sets")
    counts = {name: sum(line.set == name for line in lines) for name in ("qmsum", "own", "long")}
    assert counts == {"qmsum": MOST["qmsum"], "own": 3, "long": 1}
    assert lines == read_sets(tmp_path / "sets")
    assert read_sets(tmp_path / "sets", 7) == lines[:7]


def test_the_command_writes_groups_and_claims(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _write(tmp_path / "sets", "squad_train", [_record(number) for number in range(20)])
    assert main([str(tmp_path / "out"), str(tmp_path / "sets"), "--limit", "10"]) == 0
    made = list(read_groups(tmp_path / "out" / "sets.groups.xz"))
    stated = list(read_claims(tmp_path / "out" / "sets.claims.xz"))
    assert len({group.id.partition("-")[0] for group in made}) == 10 and stated
    assert capsys.readouterr().out == f"{len(made)} groups\n{len(stated)} claims\n"
