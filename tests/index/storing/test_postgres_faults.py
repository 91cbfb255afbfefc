"""What is said where the database is away, slow, frozen, full, or not as it should be; and that all is well again with it."""

import logging
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from index import ROOT
from index.embedding.embedder import HashingEmbedder
from index.errors import CiteseedError, IndexUnusable, IndexWriteError, StoreBusy, StoreUnreachable
from index.storing.postgres import database
from index.storing.postgres.database import Database
from index.storing.postgres.store import PostgresStore
from tests.in_process import build
from tests.postgres import PASSWORD, Server, own_server

pytestmark = pytest.mark.slow
SECRETS = (PASSWORD, "p%40ss%20w0rd%2Fof%3Atests", "w0rd", "postgres:")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with own_server() as own:
        yield own


@pytest.fixture
def store(server: Server, corpus: Path, tmp_path: Path, request: pytest.FixtureRequest) -> PostgresStore:
    """With an index."""
    name = f"citeseed_{abs(hash(request.node.name)):x}"
    made = PostgresStore(server.url, name, tmp_path / "local")
    build(corpus, made, HashingEmbedder())
    return made


def _says(error: pytest.ExceptionInfo[CiteseedError], server: Server, *words: str) -> None:
    text = str(error.value)
    assert "\n" not in text
    for word in (f"127.0.0.1:{server.port}/", *words):
        assert word in text
    assert not any(secret in text for secret in SECRETS)


def _answers(store: PostgresStore) -> None:
    assert store.current()
    assert "minister" in " ".join(document.text for document in store.open(HashingEmbedder()).documents)


def test_a_server_that_is_down_is_told_at_once_and_found_again_when_it_is_up(
    server: Server, store: PostgresStore, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    snapshot = store.open(HashingEmbedder())
    server.stop()
    for ask in (store.current, lambda: snapshot.documents[0].text, lambda: store.open(HashingEmbedder())):
        started = time.monotonic()
        with pytest.raises(StoreUnreachable) as error:
            ask()
        assert time.monotonic() - started < 3.5
        _says(error, server, "can't be reached", "Try again")
    server.start()
    assert snapshot.documents[0].text
    _answers(store)
    assert not any(secret in caplog.text for secret in SECRETS[:3])


def test_connections_that_a_restart_has_ended_fail_no_question(server: Server, store: PostgresStore) -> None:
    threads = [threading.Thread(target=_answers, args=[store]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for stop in (server.stop, server.kill):
        stop()
        server.start()
        _answers(store)


def test_a_frozen_server_keeps_nobody_waiting(server: Server, store: PostgresStore) -> None:
    snapshot = store.open(HashingEmbedder())
    server.freeze()
    try:
        for ask in (store.current, lambda: snapshot.chunks[0]):  # over an idle connection, and over a new one
            started = time.monotonic()
            with pytest.raises(StoreUnreachable) as error:
                ask()
            assert time.monotonic() - started < 6.5
            _says(error, server, "Try again")
    finally:
        server.thaw()
    _answers(store)
    assert snapshot.chunks[0].text


def test_a_frozen_server_ends_a_build_that_writes_and_one_that_is_only_slow_does_not(
    server: Server, store: PostgresStore, corpus: Path
) -> None:
    store._database.rows(_SLOW)
    store._database.rows("create trigger slow before insert on generations execute function slow()")
    (corpus / "new.txt").write_text("A kiln was built.")
    assert build(corpus, store, HashingEmbedder()).generation == 2
    (corpus / "new.txt").write_text("A second kiln was built.")
    freezing = threading.Thread(target=_freeze_when_slow, args=[server])
    freezing.start()
    started = time.monotonic()
    try:
        with pytest.raises(StoreUnreachable) as error:
            build(corpus, store, HashingEmbedder())
        assert time.monotonic() - started < 60
        _says(error, server, "it took too long", "Try again")
    finally:
        freezing.join()
        server.thaw()
    store._database.rows("drop trigger slow on generations")
    assert build(corpus, store, HashingEmbedder()).generation == 3


_SLOW = """
create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(8); return new; end $$
"""


def _freeze_when_slow(server: Server) -> None:
    database = Database(server.url, "public")
    while not database.rows("select 1 from pg_stat_activity where wait_event = 'PgSleep'"):
        time.sleep(0.1)
    server.freeze()


def test_a_frozen_server_ends_whatever_else_writes(server: Server, store: PostgresStore) -> None:
    def rows() -> Iterator[tuple[str, bytes]]:
        server.freeze()
        yield from ((str(number), bytes(1 << 20)) for number in range(200))

    def copy() -> None:
        with store._database.writing() as transaction:
            transaction.copy("notes", {"name": "text", "text": "bytea"}, rows())

    try:
        for write in (copy, lambda: store.keep("name", "text"), store.remove):
            started = time.monotonic()
            with pytest.raises(StoreUnreachable) as error:
                write()
            assert time.monotonic() - started < 30
            _says(error, server, "Try again")
    finally:
        server.thaw()
    _answers(store)


@pytest.mark.parametrize(("table", "mode"), [("current", "row exclusive"), ("files", "share")])
def test_a_lock_that_another_session_keeps_ends_a_build_with_a_line(
    server: Server, store: PostgresStore, corpus: Path, table: str, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(database._SETTINGS, "lock_timeout", 1000)
    (corpus / "new.txt").write_text("A kiln was built.")
    with psycopg.connect(server.url) as other:
        other.execute(f"lock table {store._database.schema}.{table} in {mode} mode".encode())
        started = time.monotonic()
        with pytest.raises(StoreBusy) as error:
            build(corpus, store, HashingEmbedder())
        assert time.monotonic() - started < 20
        _says(error, server, "another session keeps a table locked", "pg_blocking_pids", "what is finished is kept")
        _answers(store)
    report = build(corpus, store, HashingEmbedder())
    assert (report.generation, report.chunks_embedded) == (2, 0)


def test_the_limits_of_a_build_are_those_that_are_told() -> None:
    told = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert f"locked is waited for {database.LOCKS} seconds" in told
    assert f"nothing goes on, for {database.SILENCE // 60} minutes" in told


def test_of_a_statement_nothing_goes_on_while_others_are_answered(
    server: Server, store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "SILENCE", 2.0)
    quick = Database(server.url, store._database.schema, statement=0.5)
    with pytest.raises(StoreUnreachable) as error, quick.writing() as transaction:
        [(number,)] = transaction.rows("select pg_backend_pid()")
        os.kill(number, signal.SIGSTOP)
        started = time.monotonic()
        try:
            transaction.rows("select 1")
        finally:
            seconds = time.monotonic() - started
            os.kill(number, signal.SIGCONT)
    assert 2 < seconds < 20
    _says(error, server, "nothing of it went on for 2 s", "pg_stat_activity", "what is finished is kept")
    _answers(store)


def test_an_index_of_vectors_that_takes_long_is_made_to_its_end(
    server: Server, store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = Database(server.url, store._database.schema, statement=0.1)
    with quick.writing() as transaction:
        transaction.rows("create table many (embedding vector(64))")
        transaction.rows(_VECTORS)
        transaction.rows("set local max_parallel_maintenance_workers = 0")
        monkeypatch.setattr(database, "SILENCE", 1.0)
        started = time.monotonic()
        transaction.rows("create index on many using hnsw (embedding vector_ip_ops) with (ef_construction = 200)")
        assert time.monotonic() - started > 2 * database.SILENCE


_VECTORS = """
insert into many select (select array_agg(random() + (row + at) / 1e9) from generate_series(1, 64) as at)::vector
from generate_series(1, 20000) as row
"""


def test_a_builder_finds_the_lock_free_while_others_ask_for_it(server: Server, store: PostgresStore) -> None:
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            assert store.is_locked() in (False, True)

    asking = [threading.Thread(target=ask) for _ in range(4)]
    for thread in asking:
        thread.start()
    try:
        for _ in range(50):
            with store.lock():
                assert store.is_locked()
    finally:
        ended.set()
        for thread in asking:
            thread.join()
    assert not store.is_locked()


def test_a_user_who_may_not_read_is_told_so(server: Server, store: PostgresStore) -> None:
    schema = store._database.schema
    store._database.rows(f"create user stranger_{schema} password '{PASSWORD}'")
    store._database.rows(f"grant usage on schema {schema} to stranger_{schema}")
    stranger = PostgresStore(server.url.replace("postgres:", f"stranger_{schema}:"), schema, store.folder)
    with pytest.raises(
        IndexUnusable, match=r"can't be read \(permission denied .*the right to read its tables"
    ) as error:
        stranger.current()
    assert "written" not in str(error.value)


def test_a_slow_statement_is_cut_off(server: Server) -> None:
    database = Database(server.url, "citeseed_slow", statement=0.3)
    started = time.monotonic()
    with pytest.raises(StoreUnreachable) as error:
        database.rows("select pg_sleep(20)")
    assert time.monotonic() - started < 2
    _says(error, server, "it took too long")
    assert database.rows("select 1") == [(1,)]


def test_too_many_at_once_are_told_so(server: Server) -> None:
    database = Database(server.url, "citeseed_many", connect=0.3, statement=3)
    busy = [threading.Thread(target=database.rows, args=["select pg_sleep(1)"]) for _ in range(16)]
    for thread in busy:
        thread.start()
    time.sleep(0.5)
    with pytest.raises(StoreUnreachable, match="all connections are in use"):
        database.rows("select 1")
    for thread in busy:
        thread.join()
    assert database.rows("select 1") == [(1,)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda url: url.replace("w0rd", "wrong"), ("password authentication failed", "Correct user and password")),
        (lambda url: url.replace("postgres:", "nobody:"), ("authentication failed", "Correct user and password")),
        (lambda url: f"{url.removesuffix('postgres')}none", ('database "none" does not exist', "Create it (createdb)")),
    ],
)
def test_what_is_wrong_with_the_url_is_told(server: Server, tmp_path: Path, change: object, words: list[str]) -> None:
    assert callable(change)
    store = PostgresStore(change(server.url), "citeseed", tmp_path)
    for ask in (store.current, store.is_locked):
        with pytest.raises(StoreUnreachable) as error:
            ask()
        _says(error, server, *words)
        assert "nobody" not in str(error.value)


@pytest.mark.parametrize(
    "url", ["postgresql://me:w0rd@[::1/x", "postgresql://me:w0rd%zz@here/x", "postgresql://me:w0rd@here/x?w0rd=1"]
)
def test_a_url_that_is_none_is_not_repeated(url: str, tmp_path: Path) -> None:
    store = PostgresStore(url, "citeseed", tmp_path)
    with pytest.raises(CiteseedError, match="postgresql://USER@HOST/DATABASE") as error:
        store.current()
    assert "w0rd" not in f"{error.value} {store} {store!r}"


def test_the_password_is_in_no_name(server: Server, store: PostgresStore) -> None:
    told = f"{store} {store!r} {store._database} {store._database!r} {store.open(HashingEmbedder()).manifest}"
    assert not any(secret in told for secret in SECRETS)


def test_tables_of_another_version_are_refused(server: Server, store: PostgresStore, corpus: Path) -> None:
    store._database.rows("update about set format = 99")
    for ask in (lambda: store.open(HashingEmbedder()), lambda: build(corpus, store, HashingEmbedder())):
        with pytest.raises(IndexUnusable) as error:
            ask()
        _says(error, server, "another version of citeseed", "drop schema", "python -m index")


def test_another_embedder_is_refused_and_a_build_makes_all_anew(store: PostgresStore, corpus: Path) -> None:
    other = HashingEmbedder(dimension=32)
    with pytest.raises(IndexUnusable, match="made by the embedder hashing"):
        store.open(other)
    assert build(corpus, store, other).chunks_embedded
    assert store.open(other).store.vectors().shape[1] == 32


def test_a_full_disk_leaves_the_index_as_it_was(server: Server, store: PostgresStore, corpus: Path) -> None:
    store._database.rows(_FULL)
    store._database.rows("create trigger full_disk before insert on generations execute function full_disk()")
    (corpus / "new.txt").write_text("A kiln was built.")
    with pytest.raises(IndexWriteError) as error:
        build(corpus, store, HashingEmbedder())
    _says(error, server, "can't be written", "No space left", "Free some space", "what is finished is kept")
    _answers(store)
    store._database.rows("drop trigger full_disk on generations")
    report = build(corpus, store, HashingEmbedder())
    assert (report.generation, report.chunks_embedded) == (2, 0), "what was embedded before is kept"


_FULL = """
create function full_disk() returns trigger language plpgsql as $$ begin
    raise exception 'could not extend file "base/1/2": No space left on device' using errcode = '53100';
end $$
"""


def test_without_pgvector_it_says_how_to_install_it(server: Server, corpus: Path, tmp_path: Path) -> None:
    Database(server.url, "public").rows("create database plain")
    store = PostgresStore(f"{server.url.removesuffix('postgres')}plain", "citeseed", tmp_path / "local")
    server.stop()
    server.start("extension_control_path=/nowhere")
    try:
        with pytest.raises(IndexWriteError) as error:
            build(corpus, store, HashingEmbedder())
        _says(error, server, "/plain", "Install pgvector")
    finally:
        server.stop()
        server.start()
    assert build(corpus, store, HashingEmbedder()).generation == 1


def test_a_server_that_takes_no_changes_answers_and_says_so(server: Server, store: PostgresStore, corpus: Path) -> None:
    (corpus / "new.txt").write_text("A kiln was built.")
    server.stop()
    server.start("default_transaction_read_only=on")
    try:
        _answers(store)
        with pytest.raises(IndexWriteError, match="Name the server that takes changes"):
            build(corpus, store, HashingEmbedder())
    finally:
        server.stop()
        server.start()
