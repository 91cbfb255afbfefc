"""Kept chats, in a file and in a database: against a plain model, between threads, servers and processes, after a kill,
and of damaged records."""

import json
import os
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
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
from tests.app.keeping.places import InFiles, InPostgres, Kept

_OWNERS = st.sampled_from(["ann", "bo"])
_LIMITS = Limits(per_owner=3, turns=3, overall=4)


def record(question: str = "Who?", notice: str = "") -> AnswerRecord:
    return to_json(Answer(question, question, "answered", 0.5, (), (), "extract", notice=notice))


_RECORDS = st.builds(record, st.text(max_size=20), st.text(max_size=20))


class Machine(RuleBasedStateMachine):
    """`chats` of two servers beside a dict of what each chat holds, in the order of their last change."""

    kind: type[InFiles] | type[InPostgres] = InFiles

    known = Bundle("known")
    turns = Bundle("turns")

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.place = self.kind(Path(self.folder.name))
        self.chats, self.other = self.place.chats(_LIMITS), self.place.chats(_LIMITS)
        self.model: dict[str, dict[str, Any]] = {}

    def teardown(self) -> None:
        for chats in (self.chats, self.other):
            chats.close()
        self.place.close()
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
    def ask_the_other(self) -> None:
        self.chats, self.other = self.other, self.chats

    @rule()
    def reopen(self) -> None:
        self.chats.close()
        self.chats = self.place.chats(_LIMITS)

    @invariant()
    def lists(self) -> None:
        for owner in ("ann", "bo"):
            own = [(id, held["title"]) for id, held in reversed(self.model.items()) if held["owner"] == owner]
            assert [(chat.id, chat.title) for chat in self.chats.list(owner)] == own


class PostgresMachine(Machine):
    kind = InPostgres


TestInFiles = Machine.TestCase
TestInFiles.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestInPostgres = PostgresMachine.TestCase
TestInPostgres.settings = settings(max_examples=20, stateful_step_count=30, deadline=None)


def test_the_collection_of_anothers_chat_is_not_told(place: Kept) -> None:
    with closing(place.chats()) as chats:
        chat = chats.create("ann", "Rent", "contracts")
        with pytest.raises(ChatGone):
            chats.collection("bo", chat)


def test_another_owners_chat_and_none_are_told_apart_by_nothing(place: Kept) -> None:
    with closing(place.chats()) as chats:
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


@pytest.mark.parametrize("text", ["a\0b", "half \ud83d", "\U0001f600", "' or 1=1 --", "%s"])
def test_any_text_is_kept_as_it_is(text: str, place: Kept) -> None:
    with closing(place.chats()) as chats:
        chat = chats.create("ann", text)
        turns = [chats.add("ann", chat, record(f"Which xylophone? {text}", text)) for _ in range(2)]
        assert [(own.id, own.record) for own in chats.exchanges("ann", chat)] == [
            (turn, record(f"Which xylophone? {text}", text)) for turn in turns
        ]
        (listed,) = chats.list("ann")
        assert listed.title == title_of(text)
        assert chats.list("ann", "XYLOPHONE which") == [listed] and not chats.list("ann", "piano")


def test_a_chat_is_about_the_collection_that_it_began_with(place: Kept) -> None:
    with closing(place.chats()) as one, closing(place.chats()) as other:
        assert other.collection("ann", one.create("ann", "Rent")) == ""
        chat = one.create("ann", "Rent", "übungen")
        assert other.collection("ann", chat) == "übungen"
        assert other.list("ann")[0] == Chat(chat, "Rent", one.list("ann")[0].changed, "übungen")
        assert datetime.now(UTC) - datetime.fromisoformat(other.list("ann")[0].changed) < timedelta(minutes=5)


def test_ids_are_long_and_never_the_same(place: Kept) -> None:
    with closing(place.chats()) as chats:
        made = [chats.create("ann", "One") for _ in range(20)]
        made += [chats.add("ann", made[-1], record()) for _ in range(20)]
    assert len(set(made)) == 40
    assert min(map(len, made)) >= 22


def test_threads_and_connections_lose_no_turn_and_mix_none_up(place: Kept) -> None:
    with closing(place.chats()) as one, closing(place.chats()) as other:
        ids = {owner: one.create(owner, owner) for owner in ("ann", "bo")}

        def ask(number: int) -> None:
            chats, owner = (one, other)[number % 2], ("ann", "bo")[number // 2 % 2]
            turn = chats.add(owner, ids[owner], record(str(number)))
            assert chats.record(owner, turn) == record(str(number))

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(ask, range(80)))
        for turn_of, owner in enumerate(("ann", "bo")):
            kept = sorted(int(turn.record["question"]) for turn in other.exchanges(owner, ids[owner]))
            assert kept == [number for number in range(80) if number // 2 % 2 == turn_of]


def test_many_open_the_same_new_place_at_once(place: Kept) -> None:
    def begin(number: int) -> tuple[Chats, str]:
        chats = place.chats()
        return chats, chats.create("ann", str(number))

    with ThreadPoolExecutor(6) as pool:
        opened, ids = zip(*pool.map(begin, range(6)), strict=True)
    assert all({own.id for own in chats.list("ann")} == {*ids} for chats in opened)
    for chats in opened:
        chats.close()


_KEEPS_ADDING = """
import os, sys
from pathlib import Path
from app.keeping.opening import open_kept
from tests.app.keeping.test_chats import record
chats, _ = open_kept(Path(sys.argv[1]), os.environ["CITESEED_STORE"])
chat = chats.create("ann", "One")
print(chat, flush=True)
for number in range(100_000):
    turn = chats.add("ann", chat, record(str(number), "long " * 5_000), again=bool(number))
    print(turn, number, flush=True)
"""


@pytest.mark.parametrize("after", [1, 2, 7, 20, 40])
def test_after_a_kill_a_turn_is_there_wholly_or_not_at_all(after: int, place: Kept) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "CITESEED_STORE": place.url}
    command = [sys.executable, "-c", _KEEPS_ADDING, str(place.index_dir)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout
    chat = process.stdout.readline().strip()
    for _ in range(after):
        process.stdout.readline()
    process.kill()
    said = process.stdout.read().splitlines()
    assert process.wait() == -signal.SIGKILL
    process.stdout.close()
    last = int(said[-1].split()[1]) if said and len(said[-1].split()) == 2 else after - 1
    with closing(place.chats()) as chats:
        (turn,) = chats.exchanges("ann", chat)
        assert int(turn.record["question"]) >= last
        assert turn.record["notice"] == "long " * 5_000
        chats.add("ann", chat, record("0"))


def test_past_the_size_the_chats_go_that_were_left_alone_for_longest(place: Kept) -> None:
    with closing(place.chats(Limits(size=400_000))) as chats:
        for number in range(30):
            chats.add(f"owner {number}", chats.create(f"owner {number}", "One"), record(notice="x" * 30_000))
        left = [number for number in range(30) if chats.list(f"owner {number}")]
        assert left == list(range(left[0], 30))
        assert 0 < left[0] < 25


def test_the_chat_that_is_added_to_stays_whatever_its_size(place: Kept) -> None:
    with closing(place.chats(Limits(size=50_000))) as chats:
        chat = chats.create("ann", "One")
        for number in range(3):
            chats.add("ann", chat, record(str(number), "x" * 40_000))
        assert [turn.record["question"] for turn in chats.exchanges("ann", chat)] == ["0", "1", "2"]


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
    damaged: bytes, question: str, reason: str, place: Kept
) -> None:
    with closing(place.chats()) as chats:
        chat = chats.create("ann", "One")
        ids = [chats.add("ann", chat, record(str(number))) for number in range(3)]
        place.spoil(ids[1], damaged)
        held = place.held(ids[1])
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
        assert place.held(ids[1]) == held, "what is there is left as it is"


def test_a_record_of_an_earlier_version_is_read(place: Kept) -> None:
    with closing(place.chats()) as chats:
        chat = chats.create("ann", "One")
        turn = chats.add("ann", chat, record())
        old = {name: value for name, value in record().items() if name not in ("usage", "related", "shape")}
        place.spoil(turn, json.dumps(old).encode())
        assert chats.record("ann", turn) == record()


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
