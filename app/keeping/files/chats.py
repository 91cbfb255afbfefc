"""Earlier chats in one SQLite file, which any number of threads and processes may use."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from app.errors import ChatGone, NotKept
from app.keeping.chats import (
    GONE,
    LIMITS,
    Chat,
    Exchange,
    Limits,
    Whole,
    check_room,
    having,
    name_of,
    new_id,
    now,
    read_record,
    title_of,
)
from app.records import AnswerRecord

NAME = "chats.sqlite"  # in the index's folder
_APPLICATION, _VERSION = 0x63697465, 2  # the first spells "cite": it tells our files from those of other programs
_SCHEMA = (
    "create table chats (id text primary key, owner text not null, title text not null, changed text not null, "
    "rank integer not null unique, collection text not null default '')",
    "create index by_owner on chats (owner, rank)",
    "create table turns (number integer primary key, id text not null unique, "
    "chat text not null references chats on delete cascade, record text not null)",
    "create index by_chat on turns (chat, number)",
    f"pragma application_id = {_APPLICATION}",
    f"pragma user_version = {_VERSION}",
)
_SINCE_1 = (
    "alter table chats add column collection text not null default ''",
    f"pragma user_version = {_VERSION}",
)
_NEXT_RANK = "(select coalesce(max(rank), 0) + 1 from chats)"
_INSERT = f"insert into chats values (?, ?, ?, ?, {_NEXT_RANK}, ?)"  # noqa: S608 - a constant
_TOUCH = f"update chats set changed = ?, rank = {_NEXT_RANK} where id = ?"  # noqa: S608 - a constant
_ASKED = (  # nothing by a damaged record
    "select chat, case when json_valid(record) then coalesce(json_extract(record, '$.question'), '') else '' end "
    "from turns join chats on chat = chats.id where owner = ?"
)
_CHAT = "select owner, title, changed, collection from chats where id = ?"
_DELETE_LAST = "delete from turns where number = (select max(number) from turns where chat = ?)"
_DELETE_OLDEST = "delete from chats where id = (select id from chats where id != ? order by rank limit 1)"
_BEYOND_ALL = "delete from chats where rank <= (select rank from chats order by rank desc limit 1 offset ?)"
_BEYOND_OWNERS = (
    "delete from chats where owner = ? and rank <= "
    "(select rank from chats where owner = ? order by rank desc limit 1 offset ?)"
)
_PATIENCE = 10.0  # seconds to wait for another process
_DAMAGED = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_ANEW = "Move it away and start citeseed again: it makes a new one."


class FileChats:
    """Those in a file. `NotKept` where it is damaged or the disk fails."""

    def __init__(self, path: Path, limits: Limits = LIMITS) -> None:
        """Opens the file, or makes one that only this user can read."""
        self.path = path
        self._limits = limits
        self._lock = Lock()
        with self._sound():
            path.touch(mode=0o600)
            path.chmod(0o600)
            self._database = sqlite3.connect(path, _PATIENCE, isolation_level=None, check_same_thread=False)
            # of a damaged text the rest is read
            self._database.text_factory = lambda text: text.decode(errors="replace")
            self._database.execute("pragma foreign_keys = on")
            self._database.execute("pragma secure_delete = on")  # what is deleted is not to be found in the file
        with self._transaction() as database:
            made_by = _pragmas(database, "application_id", "user_version")
            if made_by == [0, 0] and not database.execute("select 1 from sqlite_master").fetchone():
                for statement in _SCHEMA:
                    database.execute(statement)
            elif made_by == [_APPLICATION, 1]:
                for statement in _SINCE_1:
                    database.execute(statement)
            elif made_by != [_APPLICATION, _VERSION]:
                raise NotKept(f"{path} was not made by this version of citeseed. {_ANEW}")

    def list(self, owner: str, words: str = "") -> Sequence[Chat]:
        with self._transaction("begin") as database:
            query = "select id, title, changed, collection from chats where owner = ? order by rank desc"
            listed = [Chat(*row) for row in database.execute(query, [owner])]
            return having(words, listed, database.execute(_ASKED, [owner]) if words.strip() else ())

    def create(self, owner: str, title: str, collection: str = "") -> str:
        chat, limits = new_id(), self._limits
        with self._transaction() as database:
            database.execute(_BEYOND_OWNERS, [owner, owner, limits.per_owner - 1])
            database.execute(_BEYOND_ALL, [limits.overall - 1])
            database.execute(_INSERT, [chat, owner, title_of(title), now(), collection])
        return chat

    def collection(self, owner: str, chat: str) -> str:
        with self._transaction("begin") as database:
            query = "select collection from chats where id = ? and owner = ?"
            row = database.execute(query, [chat, owner]).fetchone()
        if not row:
            raise ChatGone(GONE)
        return str(row[0])

    def exchanges(self, owner: str, chat: str) -> Sequence[Exchange]:
        with self._transaction("begin") as database:
            _check(database, owner, chat)
            rows = database.execute("select id, record from turns where chat = ? order by number", [chat])
            return [Exchange(turn, read_record(text)) for turn, text in rows]

    def record(self, owner: str, turn: str) -> AnswerRecord:
        with self._transaction("begin") as database:
            query = "select record from turns join chats on chat = chats.id where turns.id = ? and owner = ?"
            row = database.execute(query, [turn, owner]).fetchone()
        if not row:
            raise ChatGone(GONE)
        return read_record(row[0])

    def add(self, owner: str, chat: str, record: AnswerRecord, again: bool = False) -> str:
        text, turn = json.dumps(record), new_id()
        with self._transaction() as database:
            _check(database, owner, chat)
            if again:
                database.execute(_DELETE_LAST, [chat])
            (count,) = database.execute("select count(*) from turns where chat = ?", [chat]).fetchone()
            check_room(count, self._limits)
            while _used(database) + len(text) > self._limits.size:
                if not database.execute(_DELETE_OLDEST, [chat]).rowcount:
                    break
            database.execute("insert into turns (id, chat, record) values (?, ?, ?)", [turn, chat, text])
            database.execute(_TOUCH, [now(), chat])
        return turn

    def rename(self, owner: str, chat: str, title: str) -> None:
        name = name_of(title)
        with self._transaction() as database:
            _check(database, owner, chat)
            database.execute("update chats set title = ? where id = ?", [name, chat])

    def delete(self, owner: str, chat: str) -> None:
        with self._transaction() as database:
            _check(database, owner, chat)
            database.execute("delete from chats where id = ?", [chat])

    def every(self) -> Iterator[Whole]:
        with self._transaction("begin") as database:
            ids = database.execute("select id from chats order by rank").fetchall()
        for (chat,) in ids:
            with self._transaction("begin") as database:
                rows = database.execute(_CHAT, [chat]).fetchall()
                turns = database.execute(
                    "select id, record from turns where chat = ? order by number", [chat]
                ).fetchall()
            for owner, *told in rows:  # none if it is gone by now
                yield Whole(owner, Chat(chat, *told), turns)

    def take(self, chats: Iterable[Whole]) -> None:
        with self._transaction() as database:
            database.execute("delete from chats")
            for owner, chat, turns in chats:
                told = [chat.id, owner, _encodable(chat.title), chat.changed, _encodable(chat.collection)]
                database.execute(_INSERT, told)
                rows = [(turn, chat.id, record) for turn, record in turns]
                database.executemany("insert into turns (id, chat, record) values (?, ?, ?)", rows)

    def __str__(self) -> str:
        return str(self.path)

    def close(self) -> None:
        self._database.close()

    @contextmanager
    def _transaction(self, begin: str = "begin immediate") -> Iterator[sqlite3.Connection]:
        """A transaction: what is read in it is of one moment.

        One that writes waits for those of other processes before it begins, so that it can't meet one later.
        """
        with self._lock, self._sound():
            self._database.execute(begin)
            try:
                yield self._database
                self._database.execute("commit")
            finally:
                if self._database.in_transaction:
                    self._database.execute("rollback")

    @contextmanager
    def _sound(self) -> Iterator[None]:
        try:
            yield
        except UnicodeEncodeError as error:  # half of a surrogate pair is in no id and in no owner's name
            raise ChatGone(GONE) from error
        except (sqlite3.Error, OSError) as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
            if code in _DAMAGED:
                raise NotKept(f"{self.path} is damaged, or no file of chats ({error}). {_ANEW}") from error
            raise NotKept(
                f"{self.path} can't be read or written ({error}). Free some space, or check the disk and the "
                "permissions, and start citeseed again. The chats in it stay."
            ) from error


def _encodable(text: str) -> str:
    """A text of a database, in which halves of surrogate pairs may stand."""
    return text.encode(errors="replace").decode()


def _check(database: sqlite3.Connection, owner: str, chat: str) -> None:
    if not database.execute("select 1 from chats where id = ? and owner = ?", [chat, owner]).fetchone():
        raise ChatGone(GONE)


def _used(database: sqlite3.Connection) -> int:
    """Bytes of the file that hold something."""
    pages, free, size = _pragmas(database, "page_count", "freelist_count", "page_size")
    return (pages - free) * size


def _pragmas(database: sqlite3.Connection, *names: str) -> list[int]:
    return [database.execute(f"pragma {name}").fetchone()[0] for name in names]
