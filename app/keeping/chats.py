"""Earlier chats, kept in one SQLite file: each belongs to one owner and is shown to no other.

Any number of threads and processes may use the file. A turn is in it wholly or not at all, whatever happens meanwhile.
A record that has been damaged since is read as an answer that says so, in its place; the file is left as it is.
"""

import json
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from app.errors import ChatGone, NotKept
from app.records import EXTRACT, Answer, AnswerRecord, RecordError, from_json, to_json
from index.errors import CiteseedError
from index.language.tidy import shortened, tidy

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
_ASKED = (
    "select chat, case when json_valid(record) then json_extract(record, '$.question') end from turns "
    "join chats on chat = chats.id where owner = ?"
)
_DELETE_LAST = "delete from turns where number = (select max(number) from turns where chat = ?)"
_DELETE_OLDEST = "delete from chats where id = (select id from chats where id != ? order by rank limit 1)"
_BEYOND_ALL = "delete from chats where rank <= (select rank from chats order by rank desc limit 1 offset ?)"
_BEYOND_OWNERS = (
    "delete from chats where owner = ? and rank <= "
    "(select rank from chats where owner = ? order by rank desc limit 1 offset ?)"
)
_PATIENCE = 10.0  # seconds to wait for another process
_TITLE = 60  # characters of a title made of a question
_NAME = 120  # characters of a title that a person gives
_DAMAGED = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat in the list of its owner; `changed` is when it was added to, ISO 8601 in UTC. `collection` is the name of
    the one that it is about, "" for the folder without a name."""

    id: str
    title: str
    changed: str
    collection: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer. The `id`, which can't be guessed, is that of feedback about it, too."""

    id: str
    record: AnswerRecord


@dataclass(frozen=True, slots=True)
class Limits:
    """What is kept at most. Past `per_owner`, `overall` and `size` the chats go that were left alone for longest."""

    per_owner: int = 200  # chats
    turns: int = 200  # of a chat
    overall: int = 20_000  # chats
    size: int = 1 << 30  # bytes of the file


class Chats:
    """The chats of all owners. Safe between threads.

    Every method raises `ChatGone` where a chat or turn is not this owner's, whether or not it is another's, and
    `NotKept` where the file is damaged or the disk fails.
    """

    def __init__(self, path: Path, limits: Limits = Limits()) -> None:
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
        """The owner's chats, the one added to last first; those alone that have these words in the title or a question.

        However the words are ordered, and whether in capitals.
        """
        sought = words.casefold().split()
        with self._transaction("begin") as database:
            query = "select id, title, changed, collection from chats where owner = ? order by rank desc"
            listed = [Chat(*row) for row in database.execute(query, [owner])]
            if not sought:
                return listed
            asked = database.execute(_ASKED, [owner])
            texts = {chat.id: chat.title for chat in listed}
            for chat, question in asked:
                texts[chat] += f"\n{question or ''}"  # none of a damaged record
        return [chat for chat in listed if all(word in texts[chat.id].casefold() for word in sought)]

    def create(self, owner: str, title: str, collection: str = "") -> str:
        """Begins a chat about a collection; returns its id, which can't be guessed."""
        chat, limits = _new_id(), self._limits
        with self._transaction() as database:
            database.execute(_BEYOND_OWNERS, [owner, owner, limits.per_owner - 1])
            database.execute(_BEYOND_ALL, [limits.overall - 1])
            database.execute(_INSERT, [chat, owner, title_of(title), _now(), collection])
        return chat

    def collection(self, owner: str, chat: str) -> str:
        """The name of the collection that a chat is about."""
        with self._transaction("begin") as database:
            query = "select collection from chats where id = ? and owner = ?"
            row = database.execute(query, [chat, owner]).fetchone()
        if not row:
            raise ChatGone(_GONE)
        return str(row[0])

    def exchanges(self, owner: str, chat: str) -> Sequence[Exchange]:
        """What was asked and answered in a chat, in order."""
        with self._transaction("begin") as database:
            _check(database, owner, chat)
            rows = database.execute("select id, record from turns where chat = ? order by number", [chat])
            return [Exchange(turn, _read(text)) for turn, text in rows]

    def record(self, owner: str, turn: str) -> AnswerRecord:
        """What was answered in a turn."""
        with self._transaction("begin") as database:
            query = "select record from turns join chats on chat = chats.id where turns.id = ? and owner = ?"
            row = database.execute(query, [turn, owner]).fetchone()
        if not row:
            raise ChatGone(_GONE)
        return _read(row[0])

    def add(self, owner: str, chat: str, record: AnswerRecord, again: bool = False) -> str:
        """Adds a turn, `again` in the place of the last one, if there is one; returns its id."""
        text, turn = json.dumps(record), _new_id()
        with self._transaction() as database:
            _check(database, owner, chat)
            if again:
                database.execute(_DELETE_LAST, [chat])
            (count,) = database.execute("select count(*) from turns where chat = ?", [chat]).fetchone()
            if count >= self._limits.turns:
                raise NotKept(f"This chat has {count:,} questions, and no more are kept in one. Start a new chat.")
            while _used(database) + len(text) > self._limits.size:
                if not database.execute(_DELETE_OLDEST, [chat]).rowcount:
                    break
            database.execute("insert into turns (id, chat, record) values (?, ?, ?)", [turn, chat, text])
            database.execute(_TOUCH, [_now(), chat])
        return turn

    def rename(self, owner: str, chat: str, title: str) -> None:
        """Gives a chat another title; it keeps its place in the list."""
        name = tidy(title, _NAME)
        if not name:
            raise CiteseedError("The name is empty. Give the chat one that can be seen.")
        with self._transaction() as database:
            _check(database, owner, chat)
            database.execute("update chats set title = ? where id = ?", [name, chat])

    def delete(self, owner: str, chat: str) -> None:
        with self._transaction() as database:
            _check(database, owner, chat)
            database.execute("delete from chats where id = ?", [chat])

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
            raise ChatGone(_GONE) from error
        except (sqlite3.Error, OSError) as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
            if code in _DAMAGED:
                raise NotKept(f"{self.path} is damaged, or no file of chats ({error}). {_ANEW}") from error
            raise NotKept(
                f"{self.path} can't be read or written ({error}). Free some space, or check the disk and the "
                "permissions, and start citeseed again. The chats in it stay."
            ) from error


_ANEW = "Move it away and start citeseed again: it makes a new one."
_GONE = "This chat is not there any more. Start a new one, or choose another."


def title_of(question: str) -> str:
    """A title for the chat that begins with a question: on one line, ended after a word.

    >>> title_of("Who \\n toured the harbor?")
    'Who toured the harbor?'
    """
    return shortened(question, _TITLE) or "Chat"


def _read(text: str) -> AnswerRecord:
    """The record that is kept as this text; in the place of a damaged one, one that says so."""
    value = None
    try:
        value = json.loads(text)
        return from_json(value)
    except (ValueError, RecursionError, RecordError) as error:
        question = value.get("question") if isinstance(value, dict) else None
        asked = question if isinstance(question, str) else "?"
        notice = f"This answer was damaged where it is kept, and can't be shown: {str(error).rstrip('.')}. Ask again."
        return to_json(Answer(asked, asked, "partial", 0.0, (), (), EXTRACT, notice=notice))


def _check(database: sqlite3.Connection, owner: str, chat: str) -> None:
    if not database.execute("select 1 from chats where id = ? and owner = ?", [chat, owner]).fetchone():
        raise ChatGone(_GONE)


def _used(database: sqlite3.Connection) -> int:
    """Bytes of the file that hold something."""
    pages, free, size = _pragmas(database, "page_count", "freelist_count", "page_size")
    return (pages - free) * size


def _pragmas(database: sqlite3.Connection, *names: str) -> list[int]:
    return [database.execute(f"pragma {name}").fetchone()[0] for name in names]


def _new_id() -> str:
    return secrets.token_urlsafe(16)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
