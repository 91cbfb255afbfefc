"""Chats in a file: of an earlier version, of another program, damaged, taken away; and who can read it."""

import json
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from app.errors import NotKept
from app.keeping.chats import Chat
from app.keeping.files.chats import FileChats
from tests.app.keeping.test_chats import record


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
        with closing(FileChats(path)) as chats:
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
        FileChats(path)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("pragma user_version").fetchone() == (1,)
        assert database.execute("select id from chats").fetchall() == [("old",)]


def test_only_this_user_can_read_the_file(path: Path) -> None:
    path.touch(0o644)
    with closing(FileChats(path)) as chats:
        chats.create("ann", "One")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_was_deleted_is_not_in_the_file(path: Path) -> None:
    with closing(FileChats(path)) as chats:
        chat = chats.create("ann", "One")
        chats.add("ann", chat, record("Who is Zaphod?"))
        assert b"Zaphod" in path.read_bytes()
        chats.delete("ann", chat)
        assert b"Zaphod" not in path.read_bytes()


@pytest.mark.parametrize("content", [b"no database" * 100, b"SQLite format 3\0" + b"\xff" * 5_000])
def test_a_file_of_something_else_is_named_and_left_as_it_is(content: bytes, path: Path) -> None:
    path.write_bytes(content)
    with pytest.raises(NotKept, match=r"chats\.sqlite is damaged.*Move it away and start citeseed again"):
        FileChats(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("statement", ["create table other (x)", "pragma user_version = 99"])
def test_another_programs_database_is_left_as_it_is(statement: str, path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(statement)
    content = path.read_bytes()
    with pytest.raises(NotKept, match=r"chats\.sqlite was not made by this version of citeseed\. Move it away"):
        FileChats(path)
    assert path.read_bytes() == content


def test_damage_is_told_when_it_is_met(path: Path) -> None:
    with closing(FileChats(path)) as chats:
        chat = chats.create("ann", "One")
        for _ in range(20):
            chats.add("ann", chat, record(notice="x" * 3_000))
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 40_000)
    with closing(FileChats(path)) as chats, pytest.raises(NotKept, match="is damaged"):
        chats.exchanges("ann", chat)


def test_a_file_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotKept, match=r"chats\.sqlite can't be read or written .*check the disk"):
        FileChats(tmp_path / "nowhere" / "chats.sqlite")


def test_a_file_that_was_taken_away_is_not_written_to_in_secret(path: Path) -> None:
    with closing(FileChats(path)) as chats:
        chats.create("ann", "One")
        path.unlink()
        with pytest.raises(NotKept, match="can't be read or written"):
            chats.create("ann", "Two")
