"""Where chats and feedback are kept, for tests: in files, and in a real database. Whatever opens one of these once more
is another server."""

import itertools
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Protocol

from app.keeping.chats import LIMITS, Chats, Limits
from app.keeping.feedback import FULL, Feedback
from app.keeping.files.chats import NAME, FileChats
from app.keeping.files.feedback import NAME as FEEDBACK
from app.keeping.files.feedback import FileFeedback
from app.keeping.opening import kept_schema
from app.keeping.postgres.chats import PostgresChats
from app.keeping.postgres.feedback import PostgresFeedback
from app.keeping.postgres.tables import KeptTables
from index.storing.postgres.database import Database
from tests.postgres import server_url

_NUMBERS = itertools.count()


class Kept(Protocol):
    """What is kept for the index in a folder; `url` is "" for files."""

    index_dir: Path
    url: str

    def chats(self, limits: Limits = LIMITS) -> Chats: ...

    def feedback(self, full: int = FULL) -> Feedback: ...

    def spoil(self, turn: str, record: bytes) -> None:
        """Has something else kept as the record of a turn."""

    def held(self, turn: str) -> bytes:
        """What is kept as its record."""

    def spoil_feedback(self, turn: str, answer: str) -> None:
        """Has something else kept as what a turn of feedback answered."""

    def close(self) -> None: ...


class InFiles:
    url = ""

    def __init__(self, folder: Path) -> None:
        self.index_dir = folder / "index"
        self.index_dir.mkdir()

    def chats(self, limits: Limits = LIMITS) -> Chats:
        return FileChats(self.index_dir / NAME, limits)

    def feedback(self, full: int = FULL) -> Feedback:
        return FileFeedback(self.index_dir / FEEDBACK, full)

    def spoil(self, turn: str, record: bytes) -> None:
        with closing(sqlite3.connect(self.index_dir / NAME)) as database, database:
            database.execute("update turns set record = cast(? as text) where id = ?", [record, turn])

    def held(self, turn: str) -> bytes:
        with closing(sqlite3.connect(self.index_dir / NAME)) as database:
            [(record,)] = database.execute("select cast(record as blob) from turns where id = ?", [turn])
        return bytes(record)

    def spoil_feedback(self, turn: str, answer: str) -> None:
        path = self.index_dir / FEEDBACK
        lines = [json.loads(line) for line in path.read_bytes().splitlines()]
        lines = [line | ({"answer": json.loads(answer)} if line["id"] == turn else {}) for line in lines]
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")

    def close(self) -> None:
        pass


class InPostgres:
    def __init__(self, folder: Path) -> None:
        self.url = server_url()
        self.index_dir = folder / f"kept{next(_NUMBERS)}"
        self.index_dir.mkdir()
        self.database = self.server()

    def server(self) -> Database:
        """Connections of a server of its own."""
        return Database(self.url, kept_schema(self.index_dir))

    def chats(self, limits: Limits = LIMITS) -> Chats:
        return PostgresChats(KeptTables(self.server()), limits)

    def feedback(self, full: int = FULL) -> Feedback:
        return PostgresFeedback(KeptTables(self.database), full)

    def spoil(self, turn: str, record: bytes) -> None:
        self.change("update turns set record = %s where id = %s", record.decode(errors="replace"), turn.encode())

    def held(self, turn: str) -> bytes:
        [(record,)] = self.database.rows("select record from turns where id = %s", turn.encode())
        return str(record).encode()

    def spoil_feedback(self, turn: str, answer: str) -> None:
        self.change("update feedback set answer = %s where id = %s", answer, turn.encode())

    def change(self, statement: str, *values: object) -> None:
        with self.database.changing() as transaction:
            transaction.rows(statement, *values)

    def close(self) -> None:
        self.database.close()
