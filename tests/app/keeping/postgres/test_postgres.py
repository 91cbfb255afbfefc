"""Chats and feedback in a database that is away for a while, frozen, of another version, or made by many at once."""

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from app.errors import KeptOutOfReach, NotKept
from app.keeping.chats import Chats, Limits
from app.keeping.feedback import Feedback
from app.keeping.opening import feedback_of, open_kept
from index.errors import CiteseedError
from tests.app.keeping.places import InPostgres
from tests.app.keeping.test_chats import record
from tests.app.keeping.test_feedback import ANSWER
from tests.app.keeping.way import PASSWORD, Way

_AWAY = r"^Chats and feedback can't be kept or shown now\. The database {} can't be reached \(.*\)\. Try again; "


@pytest.fixture
def way(in_postgres: InPostgres) -> Iterator[Way]:
    made = Way(in_postgres.url)
    yield made
    made.shut()


@pytest.fixture
def kept(in_postgres: InPostgres, way: Way) -> Iterator[tuple[Chats, Feedback]]:
    chats, feedback = open_kept(in_postgres.index_dir, way.url)
    with closing(chats):
        yield chats, feedback


def all_calls(chats: Chats, feedback: Feedback, chat: str, turn: str) -> list[Callable[[], object]]:
    return [
        lambda: chats.list("ann"),
        lambda: chats.list("ann", "one"),
        lambda: chats.create("ann", "Two"),
        lambda: chats.collection("ann", chat),
        lambda: chats.exchanges("ann", chat),
        lambda: chats.record("ann", turn),
        lambda: chats.add("ann", chat, record("2")),
        lambda: chats.rename("ann", chat, "Three"),
        lambda: feedback.give(turn, ANSWER, True),
        lambda: feedback.give(turn, ANSWER, None),
        feedback.read,
    ]


def test_while_it_is_away_every_call_says_so_and_afterwards_all_is_there(
    way: Way, kept: tuple[Chats, Feedback], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    chats, feedback = kept
    chat = chats.create("ann", "One")
    turn = chats.add("ann", chat, record("1"))
    feedback.give(turn, ANSWER, False)
    for _ in range(2):
        way.shut()
        for call in all_calls(chats, feedback, chat, turn):
            began = time.monotonic()
            with pytest.raises(KeptOutOfReach, match=_AWAY.format(way.server)) as raised:
                call()
            assert time.monotonic() - began < 30
            assert PASSWORD not in str(raised.value) and raised.value.__cause__ is None
        way.open()
        assert [own.record for own in chats.exchanges("ann", chat)] == [record("1")]
        assert [own.id for own in feedback.read()] == [turn]
    assert PASSWORD not in caplog.text and PASSWORD.replace(" ", "%20") not in caplog.text


def test_whatever_is_asked_first_after_a_restart_of_the_server_is_done(way: Way, kept: tuple[Chats, Feedback]) -> None:
    chats, feedback = kept
    chat = chats.create("ann", "One")
    turn = chats.add("ann", chat, record("1"))
    for call in all_calls(chats, feedback, chat, turn):
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: chats.list("ann"), range(8)))  # so that connections are idle
        way.shut()
        way.open()
        call()


@pytest.mark.slow
def test_a_frozen_one_is_told_within_the_time_limits(way: Way, kept: tuple[Chats, Feedback]) -> None:
    chats, _ = kept
    chat = chats.create("ann", "One")
    way.hold_up()
    for call in (lambda: chats.exchanges("ann", chat), lambda: chats.add("ann", chat, record())):
        began = time.monotonic()
        with pytest.raises(KeptOutOfReach, match=_AWAY.format(way.server)):
            call()
        assert time.monotonic() - began < 30
    way.go_on()
    assert chats.add("ann", chat, record())


def test_it_may_be_away_at_the_start(way: Way, in_postgres: InPostgres) -> None:
    way.shut()
    chats, _ = open_kept(in_postgres.index_dir, way.url)
    with closing(chats):
        with pytest.raises(NotKept, match="can't be reached"):
            chats.list("ann")
        way.open()
        assert chats.list("ann") == []
        chats.create("ann", "One")


@pytest.mark.slow
def test_who_has_to_wait_too_long_for_another_is_told(in_postgres: InPostgres) -> None:
    with closing(in_postgres.chats()) as chats:
        chat = chats.create("ann", "One")
        with in_postgres.database.changing() as other:
            other.rows("select 1 from chats for update")
            assert chats.exchanges("ann", chat) == [], "who reads waits for nobody"
            began = time.monotonic()
            with pytest.raises(KeptOutOfReach, match="can't be reached"):
                chats.add("ann", chat, record())
            assert 4 < time.monotonic() - began < 30
        chats.add("ann", chat, record())


def test_nobody_waits_for_a_chat_that_is_the_oldest_and_being_added_to(in_postgres: InPostgres) -> None:
    with closing(in_postgres.chats(Limits(per_owner=2, overall=2, size=50_000))) as chats:
        oldest = chats.create("ann", "One")
        chat = chats.create("ann", "Two")
        chats.add("ann", oldest, record(notice="x" * 40_000))
        chats.add("ann", chat, record())
        with in_postgres.database.changing() as other:
            other.rows("select 1 from chats where id = %s for update", oldest.encode())
            chats.add("ann", chat, record(notice="x" * 40_000))
            third = chats.create("ann", "Three")
        assert {own.id for own in chats.list("ann")} == {oldest, chat, third}
        fourth = chats.create("ann", "Four")
        assert [own.id for own in chats.list("ann")] == [fourth, third], "all beyond go with the next"


def test_two_servers_that_add_to_one_chat_at_once_keep_to_its_limit(in_postgres: InPostgres) -> None:
    limits = Limits(turns=5)
    with closing(in_postgres.chats(limits)) as one, closing(in_postgres.chats(limits)) as other:
        chat = one.create("ann", "One")

        def ask(number: int) -> bool:
            try:
                return bool((one, other)[number % 2].add("ann", chat, record(str(number))))
            except NotKept as error:
                assert "no more are kept" in str(error)
                return False

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(ask, range(24))) == 5
        assert len(other.exchanges("ann", chat)) == 5

        def ask_again(number: int) -> object:
            return (one, other)[number % 2].add("ann", chat, record(str(number)), again=True)

        with ThreadPoolExecutor(8) as pool:
            turns = list(pool.map(ask_again, range(24)))
        kept = [own.id for own in one.exchanges("ann", chat)]
        assert len(kept) == 5 and kept[-1] in turns and not {*kept[:-1]} & {*turns}


def test_two_servers_that_rate_one_answer_at_once_leave_one_rating(in_postgres: InPostgres) -> None:
    ones = [in_postgres.feedback(), in_postgres.feedback()]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: ones[number % 2].give("turn", ANSWER, True, str(number)), range(24)))
    (given,) = ones[0].read()
    assert given.note in map(str, range(24))


def test_tables_of_another_version_are_left_as_they_are(in_postgres: InPostgres) -> None:
    with closing(in_postgres.chats()) as chats:
        chat = chats.create("ann", "One")
    in_postgres.change("update kept set format = 99")
    with closing(in_postgres.chats()) as later:
        with pytest.raises(NotKept, match=r"made by another version of citeseed \(99\)\. Start that version"):
            later.list("ann")
        in_postgres.change("update kept set format = 1")
        assert [own.id for own in later.list("ann")] == [chat]


def test_tables_that_go_and_come_back_are_found_again(in_postgres: InPostgres) -> None:
    with closing(in_postgres.chats()) as chats:
        chats.create("ann", "One")
        in_postgres.change(f"drop schema {in_postgres.database.schema} cascade")
        with pytest.raises(NotKept, match="can't be"):
            chats.list("ann")
        assert chats.list("ann") == [], "they are made anew"


def test_those_of_an_index_are_in_a_schema_of_their_own(in_postgres: InPostgres, tmp_path: Path) -> None:
    other = InPostgres(tmp_path)
    with closing(other), closing(other.chats()) as theirs, closing(in_postgres.chats()) as ours:
        ours.create("ann", "One")
        assert theirs.list("ann") == []
    tables = in_postgres.database.rows(
        "select tablename from pg_tables where schemaname = %s order by 1", in_postgres.database.schema
    )
    assert [name for (name,) in tables] == ["chats", "feedback", "kept", "turns"]


def test_another_url_than_that_of_a_database_is_told(tmp_path: Path) -> None:
    for call in (open_kept, feedback_of):
        with pytest.raises(CiteseedError, match="CITESEED_STORE names no database"):
            call(tmp_path, "mysql://root:secret@here/x")
