"""Chats and feedback that are moved are what they were, for their owners and in their order; what fails leaves all."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.__main__ import main
from app.errors import NotKept
from app.keeping.chats import Chats
from app.keeping.moving import move
from app.records import Answer, AnswerRecord, to_json
from index.errors import CiteseedError
from tests.app.keeping.places import InFiles, InPostgres, Kept
from tests.postgres import server_url


def record(question: str) -> AnswerRecord:
    return to_json(Answer(question, question, "answered", 0.5, (), (), "extract"))


@pytest.fixture
def files(tmp_path: Path) -> InFiles:
    return InFiles(tmp_path)


def _fill(place: Kept) -> str:
    """Some chats; the id of a turn, which is damaged."""
    chats, feedback = place.chats(), place.feedback()
    first = chats.create("ann", "Höchstens 😀 5?", "handbook")
    turns = [chats.add("ann", first, record(f"What is {number}?")) for number in range(3)]
    chats.create("bo", "nothing asked")
    chats.add("ann", chats.create("ann", "second"), record("What else, \ud83d?"))
    chats.add("ann", first, record("once more"))
    feedback.give(turns[0], record("What is 0?"), True)
    feedback.give(turns[1], record("What is 1?"), False, "no 😀")
    feedback.give(turns[0], record("What is 0?"), None)
    feedback.give(turns[2], record("What is 2?"), True)
    place.spoil(turns[2], b'{"question": 3, "half')
    return turns[2]


def _kept(chats: Chats) -> list[object]:
    """All that their owners see."""
    return [(chat, chats.exchanges(owner, chat.id)) for owner in ("ann", "bo") for chat in chats.list(owner)] + [
        [chat.id for chat in chats.list("ann", words)] for words in ("what else", "once", "half", "höchstens")
    ]


def test_there_and_back_they_are_the_same(files: InFiles, in_postgres: InPostgres, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    damaged, back = _fill(files), InFiles(tmp_path / "other")
    before, given = _kept(files.chats()), files.feedback().read()
    for source, target in ((files, in_postgres), (in_postgres, back)):
        copied = move((source.chats(), source.feedback()), (target.chats(), target.feedback()))
        assert (copied.chats, copied.answers, copied.feedback) == (3, 5, 2)
        assert _kept(target.chats()) == before
        assert target.feedback().read() == given
        assert target.held(damaged) == files.held(damaged)
        new = target.chats().create("ann", "newest")
        assert target.chats().list("ann")[0].id == new
        target.chats().delete("ann", new)
    assert (back.index_dir / "feedback.jsonl").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("kinds", [(InFiles, InPostgres), (InPostgres, InFiles)])
def test_those_that_are_there_are_replaced_only_if_that_is_said(
    tmp_path: Path, kinds: tuple[type[InFiles | InPostgres], ...]
) -> None:
    source, target = (kind(tmp_path) for kind in kinds)
    _fill(source)
    old = target.chats()
    old.add("ann", old.create("ann", "old"), record("old"))
    with pytest.raises(CiteseedError, match=r"chats or feedback in .* already\. .* add --replace"):
        move((source.chats(), source.feedback()), (target.chats(), target.feedback()))
    assert [chat.title for chat in old.list("ann")] == ["old"]
    move((source.chats(), source.feedback()), (target.chats(), target.feedback()), replace=True)
    assert _kept(target.chats()) == _kept(source.chats())


@pytest.mark.parametrize("kinds", [(InFiles, InPostgres), (InPostgres, InFiles)])
def test_what_fails_on_the_way_leaves_what_was_there(
    tmp_path: Path, kinds: tuple[type[InFiles | InPostgres], ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = (kind(tmp_path) for kind in kinds)
    _fill(source)
    old, chats = target.chats(), source.chats()
    old.add("ann", old.create("ann", "old"), record("old"))
    every = chats.every

    def torn() -> object:
        yield next(iter(every()))
        raise NotKept("The disk fails.")

    monkeypatch.setattr(chats, "every", torn)
    with pytest.raises(NotKept, match="The disk fails"):
        move((chats, source.feedback()), (target.chats(), target.feedback()), replace=True)
    assert [chat.title for chat in old.list("ann")] == ["old"]


def test_of_nothing_it_is_said(files: InFiles, in_postgres: InPostgres) -> None:
    with pytest.raises(CiteseedError, match="There are neither chats nor feedback in"):
        move((files.chats(), files.feedback()), (in_postgres.chats(), in_postgres.feedback()))


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def run(*words: str, store: str = "") -> tuple[int, str, str]:
        monkeypatch.setenv("CITESEED_STORE", store)
        code = main(["--index-dir", str(tmp_path / "index"), *words])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_the_command_says_what_it_did(run: Run, files: InFiles, tmp_path: Path) -> None:
    _fill(files)
    named = ["--index-dir", str(files.index_dir.rename(tmp_path / f"index{tmp_path.name}"))]
    code, out, _ = run("move", *named, store=server_url())
    assert code == 0
    assert out.startswith("3 chats with 5 answers, and feedback about 2, were copied from ")
    code, _, err = run("move", *named, store=server_url())
    assert (code, "add --replace" in err) == (1, True)
    assert run("move", "--back", "--replace", *named, store=server_url())[0] == 0


@pytest.mark.parametrize(
    ("store", "said"),
    [
        ("", "CITESEED_STORE names no database. Set it"),
        ("mysql://here", "CITESEED_STORE names no database of PostgreSQL"),
        ("postgresql://me:s3cret@127.0.0.1:1/none", "can't be reached"),
        ("postgresql://[me:s3cret", "CITESEED_STORE"),
    ],
)
def test_without_a_database_it_says_what_to_set(run: Run, files: InFiles, store: str, said: str) -> None:
    _fill(files)
    for words in (["move"], ["move", "--back"]):
        code, out, err = run(*words, store=store)
        assert (code, out) == (1, "")
        assert said in err
        assert "s3cret" not in err


def test_damaged_feedback_is_not_moved(run: Run, files: InFiles) -> None:
    _fill(files)
    (files.index_dir / "feedback.jsonl").write_text(json.dumps({"id": 3}) + "\n", encoding="utf-8")
    code, _, err = run("move", store=server_url())
    assert (code, "feedback.jsonl, line 1, is no feedback" in err) == (1, True)
