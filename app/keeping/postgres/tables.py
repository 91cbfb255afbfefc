"""The tables of chats and feedback, in a schema of their own: what is done to an index leaves them alone.

What people write is kept as bytes, as the index keeps text; records are JSON in ASCII.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.errors import KeptFault, KeptOutOfReach
from index.errors import IndexUnusable, IndexWriteError, StoreUnreachable
from index.storing.postgres.database import Database, Rows, Transaction, make_schema
from index.storing.postgres.schema import statements

_FORMAT = 1
_SCHEMA = """
create table kept (format int not null);
create sequence ranks;
create table chats (
    id bytea primary key, owner bytea not null, title bytea not null, collection bytea not null, changed text not null,
    rank bigint not null default nextval('ranks'), size bigint not null default 0
);
create index chats_by_owner on chats (owner, rank);
create index chats_by_rank on chats (rank);
create table turns (
    number bigint generated always as identity primary key, id bytea not null unique,
    chat bytea not null references chats on delete cascade, question bytea not null, record text not null
);
create index turns_by_chat on turns (chat, number);
create table feedback (
    number bigint generated always as identity, id bytea primary key, at text not null, rating text not null,
    note bytea not null, answer text not null
);
insert into kept values ({format});
"""


class KeptTables:
    """The tables; they are made when they are first asked for. Whatever goes wrong with them becomes a `NotKept`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.schema = database.schema
        self._are_there = False

    def __str__(self) -> str:
        return f"{self._database} ({self.schema})"

    def rows(self, query: str, *values: Any) -> Rows:
        """What a query gives."""
        with self._told():
            self._make()
            return self._database.rows(query, *values)

    @contextmanager
    def changing(self) -> Iterator[Transaction]:
        """Statements that count together or not at all."""
        with self._told():
            self._make()
            with self._database.changing() as transaction:
                yield transaction

    def close(self) -> None:
        self._database.close()

    def _make(self) -> None:
        """The tables, if they are not there, by one server only."""
        if self._are_there:
            return
        with self._database.changing() as transaction:
            if not self._found(transaction):
                transaction.rows("select pg_advisory_xact_lock(hashtextextended(%s, 0))", self.schema)
                make_schema(transaction, self.schema)
                if not self._found(transaction):  # still: another may have been making them
                    for statement in statements(_SCHEMA, format=_FORMAT):
                        transaction.rows(statement)
            [(version,)] = transaction.rows("select format from kept")
        if version != _FORMAT:
            raise KeptFault(
                f"The tables of chats and feedback in {self} were made by another version of citeseed ({version}). "
                "Start that version, or a newer one."
            )
        self._are_there = True

    def _found(self, transaction: Transaction) -> bool:
        [(there,)] = transaction.rows("select to_regclass(%s) is not null", f"{self.schema}.kept")
        return bool(there)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (IndexUnusable, IndexWriteError) as error:
            self._are_there = False  # look again: they may come back from a backup
            kind = KeptOutOfReach if isinstance(error, StoreUnreachable) else KeptFault
            raise kind(f"Chats and feedback can't be kept or shown now. {error}") from None
