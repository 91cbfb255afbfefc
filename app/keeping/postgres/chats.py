"""Earlier chats in a database, which any number of servers may use."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from app.errors import ChatGone
from app.keeping.chats import (
    GONE,
    LIMITS,
    Chat,
    Exchange,
    Limits,
    Whole,
    asked_in,
    check_room,
    having,
    name_of,
    new_id,
    now,
    read_record,
    title_of,
)
from app.keeping.postgres.tables import KeptTables
from app.records import AnswerRecord
from index.storing.postgres.database import Rows, Transaction
from index.storing.postgres.schema import read, stored

_LIST = "select id, title, changed, collection from chats where owner = %s order by rank desc"
_TURNS = (  # one that holds nothing for a chat without turns
    "select turns.id, record from chats left join turns on chat = chats.id where chats.id = %s and owner = %s "
    "order by number"
)
_WHOLE = (
    "select owner, title, changed, collection, turns.id, record from chats left join turns on chat = chats.id "
    "where chats.id = %s order by number"
)
_ADD = "insert into turns (id, chat, question, record) values (%s, %s, %s, %s)"
_ASKED = "select chat, question from turns join chats on chat = chats.id where owner = %s"
# Who deletes the oldest passes over what others are changing: so nobody waits for one who waits for him.
_BEYOND_OWNERS = (
    "delete from chats where id in (select id from chats where owner = %s and rank <= "
    "(select rank from chats where owner = %s order by rank desc limit 1 offset %s) for update skip locked)"
)
_BEYOND_ALL = (
    "delete from chats where id in (select id from chats where rank <= "
    "(select rank from chats order by rank desc limit 1 offset %s) for update skip locked)"
)
_DELETE_OLDEST = (
    "delete from chats where id = (select id from chats where id != %s order by rank limit 1 for update skip locked) "
    "returning size"
)
_DELETE_LAST = (
    "delete from turns where number = (select max(number) from turns where chat = %s) returning octet_length(record)"
)
_TOUCH = "update chats set changed = %s, rank = nextval('ranks'), size = size + %s where id = %s"


class PostgresChats:
    """Those in the tables of a database. `NotKept` where it is out of reach, or refuses."""

    def __init__(self, tables: KeptTables, limits: Limits = LIMITS) -> None:
        self._tables = tables
        self._limits = limits

    def list(self, owner: str, words: str = "") -> Sequence[Chat]:
        asked = self._tables.rows(_ASKED, stored(owner)) if words.strip() else []
        rows = self._tables.rows(_LIST, stored(owner))
        listed = [Chat(read(id), read(title), changed, read(about)) for id, title, changed, about in rows]
        return having(words, listed, ((read(chat), read(question)) for chat, question in asked))

    def create(self, owner: str, title: str, collection: str = "") -> str:
        chat, limits, key = new_id(), self._limits, stored(owner)
        with self._tables.changing() as database:
            database.rows(_BEYOND_OWNERS, key, key, limits.per_owner - 1)
            database.rows(_BEYOND_ALL, limits.overall - 1)
            database.rows(
                "insert into chats (id, owner, title, collection, changed) values (%s, %s, %s, %s, %s)",
                stored(chat), key, stored(title_of(title)), stored(collection), now(),
            )  # fmt: skip
        return chat

    def collection(self, owner: str, chat: str) -> str:
        query = "select collection from chats where id = %s and owner = %s"
        return read(_only(self._tables.rows(query, stored(chat), stored(owner))))

    def exchanges(self, owner: str, chat: str) -> Sequence[Exchange]:
        if not (rows := self._tables.rows(_TURNS, stored(chat), stored(owner))):
            raise ChatGone(GONE)
        return [Exchange(read(turn), read_record(text)) for turn, text in rows if turn]

    def record(self, owner: str, turn: str) -> AnswerRecord:
        query = "select record from turns join chats on chat = chats.id where turns.id = %s and owner = %s"
        return read_record(_only(self._tables.rows(query, stored(turn), stored(owner))))

    def add(self, owner: str, chat: str, record: AnswerRecord, again: bool = False) -> str:
        text, turn, key = json.dumps(record), new_id(), stored(chat)
        with self._tables.changing() as database:
            # whoever else adds to this chat waits until this is through
            query = "select 1 from chats where id = %s and owner = %s for update"
            _only(database.rows(query, key, stored(owner)))
            replaced = database.rows(_DELETE_LAST, key) if again else []
            grown = len(text) - sum(size for (size,) in replaced)
            [(count,)] = database.rows("select count(*) from turns where chat = %s", key)
            check_room(count, self._limits)
            self._make_room(database, grown, key)
            database.rows(_ADD, stored(turn), key, stored(record["question"]), text)
            database.rows(_TOUCH, now(), grown, key)
        return turn

    def rename(self, owner: str, chat: str, title: str) -> None:
        name = name_of(title)
        with self._tables.changing() as database:
            query = "update chats set title = %s where id = %s and owner = %s returning 1"
            _only(database.rows(query, stored(name), stored(chat), stored(owner)))

    def delete(self, owner: str, chat: str) -> None:
        with self._tables.changing() as database:
            query = "delete from chats where id = %s and owner = %s returning 1"
            _only(database.rows(query, stored(chat), stored(owner)))

    def every(self) -> Iterator[Whole]:
        for (chat,) in self._tables.rows("select id from chats order by rank"):
            rows = self._tables.rows(_WHOLE, chat)
            turns = [(read(turn), record) for *_, turn, record in rows if turn]
            for owner, title, changed, about, *_ in rows[:1]:  # none if it is gone by now
                yield Whole(read(owner), Chat(read(chat), read(title), changed, read(about)), turns)

    def take(self, chats: Iterable[Whole]) -> None:
        with self._tables.changing() as database:
            database.rows("delete from chats")
            for owner, chat, turns in chats:
                kept = [(turn, record.replace("\0", "\N{REPLACEMENT CHARACTER}")) for turn, record in turns]
                database.rows(
                    "insert into chats (id, owner, title, collection, changed, size) values (%s, %s, %s, %s, %s, %s)",
                    stored(chat.id), stored(owner), stored(chat.title), stored(chat.collection), chat.changed,
                    sum(len(record.encode()) for _, record in kept),
                )  # fmt: skip
                for turn, record in kept:
                    database.rows(_ADD, stored(turn), stored(chat.id), stored(asked_in(record)), record)

    def __str__(self) -> str:
        return str(self._tables)

    def close(self) -> None:
        self._tables.close()

    def _make_room(self, database: Transaction, grown: int, chat: bytes) -> None:
        """Deletes the oldest chats but this one, until what is kept may grow by so many bytes."""
        [(size,)] = database.rows("select coalesce(sum(size), 0)::bigint from chats")
        while size + grown > self._limits.size:
            if not (deleted := database.rows(_DELETE_OLDEST, chat)):
                break
            size -= deleted[0][0]


def _only(rows: Rows) -> Any:
    """The only value of the only row. `ChatGone` without one."""
    if not rows:
        raise ChatGone(GONE)
    return rows[0][0]
