"""Kept chats: against a plain model, between threads, connections and processes, after a kill, and in a bad file."""

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from app.errors import ChatGone, NotKept
from app.keeping.chats import Chat, Chats, Limits, title_of
from app.records import Answer, AnswerRecord, to_json
from app.showing.cards import turn_html
from app.showing.export import chat_markdown
from index import ROOT
from index.errors import CiteseedError
from index.language.tidy import shortened, tidy

_OWNERS = st.sampled_from(["ann", "bo"])
_LIMITS = Limits(per_owner=3, turns=3, overall=4)


def record(question: str = "Who?", notice: str = "") -> AnswerRecord:
    return to_json(Answer(question, question, "answered", 0.5, (), (), "extract", notice=notice))


_RECORDS = st.builds(record, st.text(max_size=20), st.text(max_size=20))


class Machine(RuleBasedStateMachine):
    """`chats` beside a dict of what each chat holds, in the order of their last change."""

    known = Bundle("known")
    turns = Bundle("turns")

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.chats = Chats(Path(self.folder.name) / "chats.sqlite", _LIMITS)
        self.model: dict[str, dict[str, Any]] = {}

    def teardown(self) -> None:
        self.chats.close()
        self.folder.cleanup()

    def mine(self, owner: str, chat: str) -> dict[str, Any] | None:
        held = self.model.get(chat)
        return held if held and held["owner"] == owner else None

    @rule(target=known, owner=_OWNERS, title=st.text(max_size=80))
    def create(self, owner: str, title: str) -> str:
        chat = self.chats.create(owner, title)
        own = [id for id, held in self.model.items() if held["owner"] == owner]
        for id in own[: max(0, len(own) + 1 - _LIMITS.per_owner)]:
            del self.model[id]
        for id in list(self.model)[: max(0, len(self.model) + 1 - _LIMITS.overall)]:
            del self.model[id]
        self.model[chat] = {"owner": owner, "title": title_of(title), "turns": []}
        return chat

    @rule(target=turns, owner=_OWNERS, chat=known, record=_RECORDS, replace=st.booleans())
    def add(self, owner: str, chat: str, record: AnswerRecord, replace: bool) -> str:
        held = self.mine(owner, chat)
        if not held:
            with pytest.raises(ChatGone):
                self.chats.add(owner, chat, record, replace)
            return "none"
        if len(held["turns"]) == _LIMITS.turns and not replace:
            with pytest.raises(NotKept, match="Start a new chat"):
                self.chats.add(owner, chat, record)
            return "none"
        turn = self.chats.add(owner, chat, record, replace)
        held["turns"] = [*(held["turns"][:-1] if replace else held["turns"]), (turn, record)]
        self.model[chat] = self.model.pop(chat)
        return turn

    @rule(owner=_OWNERS, chat=known, title=st.text(max_size=200))
    def rename(self, owner: str, chat: str, title: str) -> None:
        held, name = self.mine(owner, chat), tidy(title, 120)
        if not held or not name:
            with pytest.raises(CiteseedError if not name else ChatGone):
                self.chats.rename(owner, chat, title)
            return
        self.chats.rename(owner, chat, title)
        held["title"] = name

    @rule(owner=_OWNERS, chat=known)
    def delete(self, owner: str, chat: str) -> None:
        if not self.mine(owner, chat):
            with pytest.raises(ChatGone):
                self.chats.delete(owner, chat)
            return
        self.chats.delete(owner, chat)
        del self.model[chat]

    @rule(owner=_OWNERS, chat=known)
    def read(self, owner: str, chat: str) -> None:
        held = self.mine(owner, chat)
        if not held:
            with pytest.raises(ChatGone):
                self.chats.exchanges(owner, chat)
            return
        assert [(turn.id, turn.record) for turn in self.chats.exchanges(owner, chat)] == held["turns"]

    @rule(owner=_OWNERS, turn=turns)
    def read_turn(self, owner: str, turn: str) -> None:
        held = {id: record for own in self.model.values() if own["owner"] == owner for id, record in own["turns"]}
        if turn not in held:
            with pytest.raises(ChatGone):
                self.chats.record(owner, turn)
            return
        assert self.chats.record(owner, turn) == held[turn]

    @rule()
    def reopen(self) -> None:
        self.chats.close()
        self.chats = Chats(self.chats.path, _LIMITS)

    @invariant()
    def lists(self) -> None:
        for owner in ("ann", "bo"):
            own = [(id, held["title"]) for id, held in reversed(self.model.items()) if held["owner"] == owner]
            assert [(chat.id, chat.title) for chat in self.chats.list(owner)] == own


TestMachine = Machine.TestCase
TestMachine.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chats.sqlite"


def made_by_version_1(path: Path) -> None:
    """A file as version 1 made it, with a chat of one turn."""
    with closing(sqlite3.connect(path)) as database:
        for statement in (
            "create table chats (id text primary key, owner text not null, title text not null, changed text not null, "
            "rank integer not null unique)",
            "create index by_owner on chats (owner, rank)",
            "create table turns (number integer primary key, id text not null unique, "
            "chat text not null references chats on delete cascade, record text not null)",
            "create index by_chat on turns (chat, number)",
            f"pragma application_id = {0x63697465}",
            "pragma user_version = 1",
            "insert into chats values ('old', 'ann', 'Harbor', '2026-01-01T00:00:00+00:00', 7)",
        ):
            database.execute(statement)
        database.execute("insert into turns values (1, 'turn', 'old', ?)", [json.dumps(record())])
        database.commit()


def test_chats_of_version_1_are_taken_over_and_are_about_the_folder_without_a_name(path: Path) -> None:
    made_by_version_1(path)
    for _ in range(2):  # and opened again
        with closing(Chats(path)) as chats:
            assert chats.list("ann")[-1] == Chat("old", "Harbor", "2026-01-01T00:00:00+00:00", "")
            assert [turn.record for turn in chats.exchanges("ann", "old")] == [record()]
            assert chats.collection("ann", "old") == ""
            chat = chats.create("ann", "Rent", "contracts")
            newest = chats.list("ann")[0]
            assert (newest.id, newest.collection) == (chat, "contracts")
            assert chats.collection("ann", chat) == "contracts"


def test_a_version_1_that_can_not_be_taken_over_stays_what_it_was(path: Path) -> None:
    made_by_version_1(path)
    with closing(sqlite3.connect(path)) as database:  # as if it had been done by half
        database.execute("alter table chats add column collection text not null default ''")
        database.commit()
    with pytest.raises(NotKept):
        Chats(path)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("pragma user_version").fetchone() == (1,)
        assert database.execute("select id from chats").fetchall() == [("old",)]


def test_the_collection_of_anothers_chat_is_not_told(path: Path) -> None:
    with closing(Chats(path)) as chats:
        chat = chats.create("ann", "Rent", "contracts")
        with pytest.raises(ChatGone):
            chats.collection("bo", chat)


def test_another_owners_chat_and_none_are_told_apart_by_nothing(path: Path) -> None:
    with closing(Chats(path)) as chats:
        chat = chats.create("ann", "Harbor")
        turn = chats.add("ann", chat, record())
        calls: list[Callable[[str, str], object]] = [
            lambda chat, _: chats.exchanges("bo", chat),
            lambda chat, _: chats.add("bo", chat, record()),
            lambda chat, _: chats.add("bo", chat, record(), again=True),
            lambda chat, _: chats.rename("bo", chat, "Mine"),
            lambda chat, _: chats.delete("bo", chat),
            lambda _, turn: chats.record("bo", turn),
        ]
        for call in calls:
            said = set()
            for ids in [(chat, turn), ("none", "none"), ("", ""), ("\ud800", "\ud800"), ("a\0b", "' or 1=1 --")]:
                with pytest.raises(ChatGone) as raised:
                    call(*ids)
                said.add(str(raised.value))
            assert len(said) == 1
        assert chats.list("bo") == []
        assert [own.record for own in chats.exchanges("ann", chat)] == [record()]


def test_ids_are_long_and_never_the_same(path: Path) -> None:
    with closing(Chats(path)) as chats:
        made = [chats.create("ann", "One") for _ in range(20)]
        made += [chats.add("ann", made[-1], record()) for _ in range(20)]
    assert len(set(made)) == 40
    assert min(map(len, made)) >= 22


def test_only_this_user_can_read_the_file(path: Path) -> None:
    path.touch(0o644)
    with closing(Chats(path)) as chats:
        chats.create("ann", "One")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_was_deleted_is_not_in_the_file(path: Path) -> None:
    with closing(Chats(path)) as chats:
        chat = chats.create("ann", "One")
        chats.add("ann", chat, record("Who is Zaphod?"))
        assert b"Zaphod" in path.read_bytes()
        chats.delete("ann", chat)
        assert b"Zaphod" not in path.read_bytes()


def test_threads_and_connections_lose_no_turn_and_mix_none_up(path: Path) -> None:
    with closing(Chats(path)) as one, closing(Chats(path)) as other:
        ids = {owner: one.create(owner, owner) for owner in ("ann", "bo")}

        def ask(number: int) -> None:
            chats, owner = (one, other)[number % 2], ("ann", "bo")[number // 2 % 2]
            turn = chats.add(owner, ids[owner], record(str(number)))
            assert chats.record(owner, turn) == record(str(number))

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(ask, range(80)))
        for place, owner in enumerate(("ann", "bo")):
            kept = sorted(int(turn.record["question"]) for turn in other.exchanges(owner, ids[owner]))
            assert kept == [number for number in range(80) if number // 2 % 2 == place]


def test_many_open_the_same_new_file_at_once(path: Path) -> None:
    with ThreadPoolExecutor(6) as pool:
        opened = list(pool.map(lambda _: Chats(path), range(6)))
    chat = opened[0].create("ann", "One")
    assert all([own.id for own in chats.list("ann")] == [chat] for chats in opened)
    for chats in opened:
        chats.close()


_KEEPS_ADDING = """
import sys
from pathlib import Path
from app.keeping.chats import Chats
from tests.app.keeping.test_chats import record
chats = Chats(Path(sys.argv[1]))
chat = chats.create("ann", "One")
print(chat, flush=True)
for number in range(100_000):
    turn = chats.add("ann", chat, record(str(number), "long " * 5_000), again=bool(number))
    print(turn, number, flush=True)
"""


@pytest.mark.parametrize("after", [1, 2, 7, 20, 40])
def test_after_a_kill_a_turn_is_there_wholly_or_not_at_all(after: int, path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-c", _KEEPS_ADDING, str(path)], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout
    chat = process.stdout.readline().strip()
    for _ in range(after):
        process.stdout.readline()
    process.kill()
    said = process.stdout.read().splitlines()
    assert process.wait() == -signal.SIGKILL
    process.stdout.close()
    last = int(said[-1].split()[1]) if said and len(said[-1].split()) == 2 else after - 1
    with closing(Chats(path)) as chats:
        (turn,) = chats.exchanges("ann", chat)
        assert int(turn.record["question"]) >= last
        assert turn.record["notice"] == "long " * 5_000
        chats.add("ann", chat, record("0"))


def test_past_the_size_the_chats_go_that_were_left_alone_for_longest(path: Path) -> None:
    with closing(Chats(path, Limits(size=400_000))) as chats:
        for number in range(30):
            chats.add(f"owner {number}", chats.create(f"owner {number}", "One"), record(notice="x" * 30_000))
        left = [number for number in range(30) if chats.list(f"owner {number}")]
        assert left == list(range(left[0], 30))
        assert 0 < left[0] < 25
        assert path.stat().st_size < 500_000


def test_the_chat_that_is_added_to_stays_whatever_its_size(path: Path) -> None:
    with closing(Chats(path, Limits(size=50_000))) as chats:
        chat = chats.create("ann", "One")
        for number in range(3):
            chats.add("ann", chat, record(str(number), "x" * 40_000))
        assert [turn.record["question"] for turn in chats.exchanges("ann", chat)] == ["0", "1", "2"]


@pytest.mark.parametrize("content", [b"no database" * 100, b"SQLite format 3\0" + b"\xff" * 5_000])
def test_a_file_of_something_else_is_named_and_left_as_it_is(content: bytes, path: Path) -> None:
    path.write_bytes(content)
    with pytest.raises(NotKept, match=r"chats\.sqlite is damaged.*Move it away and start citeseed again"):
        Chats(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("statement", ["create table other (x)", "pragma user_version = 99"])
def test_another_programs_database_is_left_as_it_is(statement: str, path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(statement)
    content = path.read_bytes()
    with pytest.raises(NotKept, match=r"chats\.sqlite was not made by this version of citeseed\. Move it away"):
        Chats(path)
    assert path.read_bytes() == content


def test_damage_is_told_when_it_is_met(path: Path) -> None:
    with closing(Chats(path)) as chats:
        chat = chats.create("ann", "One")
        for _ in range(20):
            chats.add("ann", chat, record(notice="x" * 3_000))
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 40_000)
    with closing(Chats(path)) as chats, pytest.raises(NotKept, match="is damaged"):
        chats.exchanges("ann", chat)


@pytest.mark.parametrize(
    ("damaged", "question", "reason"),
    [
        (b'{"question": "Who sang?"}', "Who sang?", "record.standalone must be a string. Ask again."),
        (
            b'{"question": "Who sa\xffng?", "text": "x"}',
            "Who sa\ufffdng?",
            "record.standalone must be a string. Ask again.",
        ),
        (b'{"question": 5}', "?", "record.question must be a string. Ask again."),
        (b'{"question": "Who s', "?", "Unterminated string"),
        (b"[]", "?", "record must be an object. Ask again."),
        (b"[" * 100_000, "?", "recursion"),
    ],
)
def test_a_damaged_record_is_told_in_its_place_and_spoils_no_other(
    damaged: bytes, question: str, reason: str, path: Path
) -> None:
    with closing(Chats(path)) as chats:
        chat = chats.create("ann", "One")
        ids = [chats.add("ann", chat, record(str(number))) for number in range(3)]
        with closing(sqlite3.connect(path)) as database, database:
            database.execute("update turns set record = cast(? as text) where id = ?", [damaged, ids[1]])
        turns = chats.exchanges("ann", chat)
        assert [turn.id for turn in turns] == ids
        assert [turn.record for turn in turns[::2]] == [record("0"), record("2")]
        shown = turns[1].record
        assert shown == chats.record("ann", ids[1])
        assert (shown["question"], shown["status"], shown["statements"]) == (question, "partial", [])
        assert "This answer was damaged where it is kept" in shown["notice"] and reason in shown["notice"]
        for page in (turn_html(shown), chat_markdown("One", [turn.record for turn in turns])):
            assert "This answer was damaged" in page
        assert len(chats.list("ann", "one")) == 1 and not chats.list("ann", "none"), "nor a search"
        chats.add("ann", chat, record("3"))
        with closing(sqlite3.connect(path)) as database:
            kept = database.execute("select cast(record as blob) from turns where id = ?", [ids[1]]).fetchone()[0]
        assert kept == damaged, "what is there is left as it is"


def test_a_record_of_an_earlier_version_is_read(path: Path) -> None:
    with closing(Chats(path)) as chats:
        chat = chats.create("ann", "One")
        turn = chats.add("ann", chat, record())
        old = {name: value for name, value in record().items() if name not in ("usage", "related", "shape")}
        with closing(sqlite3.connect(path)) as database, database:
            database.execute("update turns set record = ?", [json.dumps(old)])
        assert chats.record("ann", turn) == record()


def test_a_file_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotKept, match=r"chats\.sqlite can't be read or written .*check the disk"):
        Chats(tmp_path / "nowhere" / "chats.sqlite")


def test_a_file_that_was_taken_away_is_not_written_to_in_secret(path: Path) -> None:
    with closing(Chats(path)) as chats:
        chats.create("ann", "One")
        path.unlink()
        with pytest.raises(NotKept, match="can't be read or written"):
            chats.create("ann", "Two")


@given(st.text(), st.integers(2, 30))
def test_titles_are_one_short_line_that_can_be_seen(text: str, most: int) -> None:
    for line in (tidy(text, most), shortened(text, most)):
        assert len(line) <= most
        assert line == " ".join(line.split())
        assert not [char for char in line if unicodedata.category(char) in ("Cc", "Cs")]
        assert not line or any(char.isprintable() and char != " " for char in line)
        line.encode()
    assert title_of(text)


def test_titles_end_after_a_word() -> None:
    assert title_of("Who \n toured  the harbor?") == "Who toured the harbor?"
    long = title_of("Who toured the harbor on the day the minister came with three of her colleagues?")
    assert long == "Who toured the harbor on the day the minister came with…"
    assert title_of("x" * 100) == "x" * 59 + "…"
    assert title_of("\u202e\x00") == "Chat"
