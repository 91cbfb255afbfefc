"""Connections to PostgreSQL. The only owner of psycopg.

Whatever goes wrong becomes a `StoreUnreachable` that names the server without user and password, within the limits of
time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from pgvector.psycopg import register_vector
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool, PoolTimeout

from index.errors import IndexUnusable, StoreUnreachable

CONNECT = 3  # seconds that a connection may take, and that one of the pool is waited for
STATEMENT = 5  # and that a statement of a question may take
_MOST = 16  # connections of a server

Rows = list[tuple[Any, ...]]


class Transaction:
    """Statements that count together or not at all."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection = connection

    def rows(self, query: str, *values: Any) -> Rows:
        """What a query gives; nothing for other statements."""
        cursor = self._connection.execute(query.encode(), values or None)
        return cursor.fetchall() if cursor.description else []

    def copy(self, table: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
        """Adds rows, as fast as can be; `columns` with their types."""
        statement = sql.SQL("copy {} ({}) from stdin (format binary)").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with self._connection.cursor() as cursor, cursor.copy(statement) as copied:
            copied.set_types([*columns.values()])
            for row in rows:
                copied.write_row(row)


class Database:
    """A schema of a database. Safe between threads; connects when it is asked."""

    def __init__(self, url: str, schema: str, connect: float = CONNECT, statement: float = STATEMENT) -> None:
        self._url = url
        self.schema = schema
        self._connect = connect
        self._statement = statement
        self._pool: ConnectionPool[psycopg.Connection[Any]] | None = None

    def __str__(self) -> str:
        """The server and the database; no user, no password."""
        try:
            told = conninfo_to_dict(self._url)
        except psycopg.Error:
            return "the database of CITESEED_STORE"
        host = told.get("host") or "localhost"
        return f"{host}:{told.get('port') or 5432}/{told.get('dbname') or told.get('user') or ''}"

    def rows(self, query: str, *values: Any) -> Rows:
        """What one statement gives."""
        with self.reading() as transaction:
            return transaction.rows(query, *values)

    @contextmanager
    def reading(self, *, exactly: bool = False) -> Iterator[Transaction]:
        """Statements that see one state of the database; without indexes of vectors if `exactly`."""
        with self._told(), self._opened().connection(self._connect) as connection, connection.transaction():
            connection.execute("set transaction isolation level repeatable read, read only")
            if exactly:
                connection.execute("set local enable_indexscan = off")
            yield Transaction(connection)

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """Statements that are kept together at the end, without a limit of time."""
        with self._told(), self._connection(autocommit=True) as connection, connection.transaction():
            with suppress(psycopg.ProgrammingError):  # before the extension is there
                register_vector(connection)
            yield Transaction(connection)

    @contextmanager
    def locked(self, key: int) -> Iterator[bool]:
        """Whether a lock of that number could be had; it is held meanwhile, and freed with its connection."""
        with self._told():
            connection = self._connection(autocommit=True)
        with connection:
            with self._told():
                [(held,)] = Transaction(connection).rows("select pg_try_advisory_lock(%s)", key)
            yield bool(held)

    def close(self) -> None:
        if self._pool:
            self._pool.close()

    def _opened(self) -> "ConnectionPool[psycopg.Connection[Any]]":
        if self._pool is None:
            self._pool = ConnectionPool(
                self._url, min_size=0, max_size=_MOST, timeout=self._connect, open=True, check=None,
                kwargs={**self._settings(self._statement), "autocommit": True}, reconnect_timeout=self._connect,
            )  # fmt: skip
        return self._pool

    def _connection(self, autocommit: bool = False) -> "psycopg.Connection[Any]":
        return psycopg.connect(self._url, autocommit=autocommit, **self._settings(0))

    def _settings(self, statement: float) -> dict[str, Any]:
        options = (
            f"-c search_path={self.schema},public -c statement_timeout={int(statement * 1000)} "
            "-c client_connection_check_interval=500 -c hnsw.ef_search=400"
        )
        return {"connect_timeout": int(self._connect), "options": options, "application_name": "citeseed"}

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (psycopg.OperationalError, PoolTimeout) as error:
            raise StoreUnreachable(
                f"The index in the database {self} can't be reached ({_reason(error)}). Try again; if it stays so, see "
                "that PostgreSQL is running and CITESEED_STORE names it."
            ) from None
        except psycopg.Error as error:
            raise IndexUnusable(f"The index in the database {self} can't be read ({_reason(error)}).") from error


def _reason(error: Exception) -> str:
    """The first line of what went wrong: what PostgreSQL says, without the connection's own settings."""
    if isinstance(error, psycopg.errors.QueryCanceled):
        return f"it took longer than {STATEMENT} s"
    if isinstance(error, PoolTimeout):
        return f"no connection within {CONNECT} s"
    lines = str(error).strip().splitlines()
    return lines[0].rpartition("FATAL:")[2].strip() if lines else type(error).__name__
