"""Connections to PostgreSQL. The only owner of psycopg.

Whatever goes wrong becomes a `StoreUnreachable` that names the server without user and password, within the limits of
time, also where the server is frozen and says nothing.
"""

import re
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from threading import BoundedSemaphore, Lock
from typing import Any
from weakref import WeakValueDictionary, finalize

import psycopg
from pgvector.psycopg import register_vector
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from index.errors import IndexUnusable
from index.storing.postgres.failures import TooLong, told

CONNECT = 3  # seconds that a connection may take, and that one is waited for
STATEMENT = 5  # and that a statement of a question may take
_MOST = 16  # connections of a process to a server, beside those of builds
LOCKS = 60  # seconds that a build waits for what another session has locked
SILENCE = 900  # seconds that it waits for a statement of which nothing is seen to go on
_FROZEN = 0.5  # more seconds after which a server that has not even said so is taken for frozen
_LOOK = 0.1  # seconds between looks at the clock while a statement is waited for
_SETTINGS = {
    "statement_timeout": 0,
    "lock_timeout": LOCKS * 1000,
    "client_connection_check_interval": 500,  # of a killed builder, whose lock is to be free soon
    "hnsw.iterative_scan": "strict_order",
    "plan_cache_mode": "force_custom_plan",  # a plan for any limit would not use the index of vectors
}
_NO_URL = (
    "CITESEED_STORE is no URL of a database. Write postgresql://USER@HOST/DATABASE, and @ : / ? # in the password as "
    "%40 %3A %2F %3F %23."
)
_WRITTEN = re.compile("%[0-9a-fA-F]{2}")  # a character of a URL that is meant as such
_ALIVE: Mapping[str, Any] = {"keepalives": 1, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
LOCKED = """
locktype = 'advisory' and granted and objsubid = 1 and (classid::bigint << 32) | objid::bigint = %s
    and database = (select oid from pg_database where datname = current_database())
"""
"""Of pg_locks: those of a number."""
_GOES_ON = """
select pid, query_start, state, wait_event, phase, blocks_done, tuples_done
from pg_stat_activity left join pg_stat_progress_create_index using (pid)
where pid = %s or leader_pid = %s order by pid
"""

Rows = list[tuple[Any, ...]]


def named(url: str) -> dict[str, Any]:
    """What a URL names: host, port, dbname, user and more, those that it does.

    Raises `IndexUnusable`, which repeats none of it, where a password that is not written as it must be would be taken
    for some of these: what follows it, from the @ on, ends there too.
    """
    try:
        plain = conninfo_to_dict(_WRITTEN.sub("x", url))
        has_rest = any("@" in str(value) for name, value in plain.items() if name not in ("user", "password"))
        if not has_rest and all(not port or port.isdecimal() for port in str(plain.get("port") or "").split(",")):
            return conninfo_to_dict(url)
    except psycopg.Error:  # which repeats the URL
        pass
    raise IndexUnusable(_NO_URL)


class _Connection(psycopg.Connection[Any]):
    """Gives up, and is closed, once a statement has taken longer than `patience` seconds; None waits. If there is a
    `look`, it goes on for as long as that sees something, and something else within `SILENCE`."""

    use = ("", 0.0)  # its schema, and how long a statement may take
    patience: float | None = None
    look: Callable[[], object] | None = None

    def wait(self, gen: Generator[Any, Any, Any], *args: Any, **options: Any) -> Any:
        if self.patience is None:
            return super().wait(gen, *args, **options)
        return super().wait(self._limited(gen, self.patience), interval=_LOOK)

    def _limited(self, steps: Generator[Any, Any, Any], patience: float) -> Generator[Any, Any, Any]:
        """The steps of what is waited for, which end with an error then."""
        ready, changed = None, time.monotonic()
        until, seen = changed + patience, object()
        while True:
            try:
                wanted = steps.send(ready)
            except StopIteration as ended:
                return ended.value
            ready = yield wanted
            if not ready and time.monotonic() > until:
                found, now = self.look() if self.look else None, time.monotonic()
                if found != seen:
                    seen, changed = found, now
                if not found or now > changed + SILENCE:
                    self.pgconn.finish()
                    raise TooLong(f"nothing of it went on for {SILENCE:g} s") if found else TooLong
                until = now + patience


class _Connections:
    """Those of all databases of one URL: of what is in use and what is idle there are no more than `_MOST`."""

    def __init__(self) -> None:
        self._idle: list[_Connection] = []  # the last used last
        self._in_use = 0
        self._free = BoundedSemaphore(_MOST)
        self._lock = Lock()
        finalize(self, _end, self._idle)

    @contextmanager
    def room(self, seconds: float) -> Iterator[None]:
        """For one that is in use meanwhile; it is waited for so long."""
        if not self._free.acquire(timeout=seconds):
            raise TooLong("all connections are in use")
        try:
            with self._lock:
                self._in_use += 1
            yield
        finally:
            with self._lock:
                self._in_use -= 1
            self._free.release()

    def take(self, use: tuple[str, float]) -> _Connection | None:
        """An idle one. If there is none of that use, others make room for it."""
        with self._lock:
            if own := next((one for one in reversed(self._idle) if one.use == use), None):
                self._idle.remove(own)
                return own
            count = max(0, len(self._idle) + self._in_use - _MOST)
            spare, self._idle[:count] = self._idle[:count], []
        _end(spare)
        return None

    def keep(self, connection: _Connection) -> None:
        with self._lock:
            self._idle.append(connection)

    def close(self) -> None:
        _end(self._idle)


_shared: WeakValueDictionary[str, _Connections] = WeakValueDictionary()
_sharing = Lock()


def _connections(url: str) -> _Connections:
    """Those of this process."""
    with _sharing:
        return _shared.setdefault(url, _Connections())


class Transaction:
    """Statements that count together or not at all."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection = connection

    def rows(self, query: str, *values: Any) -> Rows:
        """What a query gives; nothing for other statements."""
        cursor = self._connection.execute(query.encode(), values or None, binary=True)
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


def make_schema(transaction: Transaction, name: str) -> None:
    """The schema of that name, if it is not there: where an administrator has made it, none may have to be made."""
    [(there,)] = transaction.rows("select to_regnamespace(%s) is not null", f'"{name}"')
    if not there:
        transaction.rows(f'create schema if not exists "{name}"')


class Database:
    """A schema of a database. Safe between threads; connects when it is asked, and keeps connections for the next, as
    many as all of this URL may have together."""

    def __init__(self, url: str, schema: str, connect: float = CONNECT, statement: float = STATEMENT) -> None:
        self._url = url
        self.schema = schema
        self._connect = connect
        self._statement = statement
        self._connections = _connections(url)

    def __str__(self) -> str:
        """The server and the database; no user, no password."""
        try:
            told = named(self._url)
        except IndexUnusable:
            return "of CITESEED_STORE"
        host = told.get("host") or "localhost"
        return f"{host}:{told.get('port') or 5432}/{told.get('dbname') or told.get('user') or ''}"

    def rows(self, query: str, *values: Any) -> Rows:
        """What one statement gives, which counts by itself. A query that finds its connection gone, as after a restart
        of the server, is asked once more."""
        with told(str(self), _is_read(query)):
            return self._rows(query, values)

    def rows_if_there(self, query: str, *values: Any) -> Rows:
        """What a query gives; nothing if its table is not there."""
        with told(str(self), _is_read(query)), suppress(psycopg.errors.UndefinedTable):
            return self._rows(query, values)
        return []

    @contextmanager
    def changing(self) -> Iterator[Transaction]:
        """Statements that are kept together at the end, each with the limit of time of a question. Each sees what was
        committed before it."""
        with told(str(self)), self._lent(self._answering) as (connection, _), connection.transaction():
            connection.execute("set transaction isolation level read committed")
            yield Transaction(connection)

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """Statements that are kept together at the end, without a limit of time as long as the server answers others
        meanwhile, and they go on: a lock is waited for `LOCKS` seconds, and what shows no progress `SILENCE`."""
        with told(str(self)), self._connected(0) as connection, connection.transaction():
            [(number,)] = Transaction(connection).rows("select pg_backend_pid()")
            connection.look = partial(self._look, number)
            with suppress(psycopg.ProgrammingError):  # before the extension is there
                register_vector(connection)
            yield Transaction(connection)

    @contextmanager
    def locked(self, key: int) -> Iterator[bool]:
        """Whether a lock of that number could be had; it is held meanwhile, and freed with its connection."""
        with told(str(self)):
            connection = self._connected(self._statement)
        with connection:
            with told(str(self)):
                [(held,)] = Transaction(connection).rows("select pg_try_advisory_lock(%s)", key)
            try:
                yield bool(held)
            finally:
                if held:
                    with suppress(psycopg.Error):  # where the connection is gone, so is the lock, if not as soon
                        Transaction(connection).rows("select pg_advisory_unlock(%s)", key)

    def is_locked(self, key: int) -> bool:
        """Whether somebody holds the lock of that number. Takes it from nobody meanwhile."""
        [(held,)] = self.rows("select exists (select from pg_locks where " + LOCKED + ")", key)
        return bool(held)

    def close(self) -> None:
        """Ends the connections that are idle."""
        self._connections.close()

    def _rows(self, query: str, values: Sequence[Any]) -> Rows:
        try:
            return self._asked(query, values)
        except ConnectionResetError:
            self.close()  # the others that were idle are as old
            return self._asked(query, values)

    def _asked(self, query: str, values: Sequence[Any]) -> Rows:
        """`ConnectionResetError` where a query met a connection that had been gone before."""
        with self._lent(self._taken) as (connection, is_old):
            try:
                return Transaction(connection).rows(query, *values)
            except psycopg.OperationalError as error:
                if connection.closed and is_old and _is_read(query) and type(error) is not TooLong:
                    raise ConnectionResetError from None
                raise

    @contextmanager
    def _lent(self, take: Callable[[], tuple[_Connection, bool]]) -> Iterator[tuple[_Connection, bool]]:
        """One of the connections that a server may have, which is idle afterwards."""
        with self._connections.room(self._connect):
            connection, is_old = take()
            try:
                yield connection, is_old
            finally:
                if not connection.closed:
                    self._connections.keep(connection)

    def _taken(self) -> tuple[_Connection, bool]:
        """A connection, and whether it was idle: then it may be gone."""
        if idle := self._connections.take((self.schema, self._statement)):
            return idle, True
        return self._connected(self._statement), False

    def _answering(self) -> tuple[_Connection, bool]:
        """A connection that is not gone."""
        while True:
            connection, is_old = self._taken()
            try:
                if is_old:
                    connection.execute("select 1")
            except TooLong:
                raise
            except psycopg.OperationalError:
                continue
            return connection, False

    def _look(self, number: int) -> object:
        """What is seen of a process of the server over another connection, something new where it can't have one; None
        if the server does not answer."""
        try:
            with self._connected(self._statement) as connection:
                return tuple(Transaction(connection).rows(_GOES_ON, number, number)) or ("gone",)
        except psycopg.OperationalError as error:
            return object() if "FATAL:" in str(error) else None

    def _connected(self, statement: float) -> _Connection:
        named(self._url)
        settings = {**_SETTINGS, "statement_timeout": int(statement * 1000)}
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        connection = _Connection.connect(
            self._url, autocommit=True, connect_timeout=int(self._connect), application_name="citeseed",
            options=f"-c search_path={self.schema},public {options}", **_ALIVE,
        )  # fmt: skip
        connection.use = self.schema, statement
        connection.patience = (statement or self._statement) + _FROZEN
        return connection


def _is_read(query: str) -> bool:
    return query.lstrip().startswith("select")


def _end(idle: list[_Connection]) -> None:
    with suppress(IndexError):
        while True:
            idle.pop().close()
