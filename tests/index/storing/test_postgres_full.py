"""A disk of the database's server that is really full: what is said, and that nothing is lost."""

from contextlib import suppress
from pathlib import Path
from subprocess import CalledProcessError

import pytest

from index.embedding.embedder import HashingEmbedder
from index.errors import IndexWriteError, StoreUnreachable, StoreWriteError
from index.storing.postgres.database import Database
from index.storing.postgres.store import PostgresStore
from tests.in_process import build
from tests.postgres import filled, own_server, small_disk

pytestmark = pytest.mark.slow


def test_where_the_tables_are(corpus: Path, tmp_path: Path) -> None:
    with small_disk(64) as disk, own_server() as server:
        server.make_folder(disk / "tables")
        database = Database(server.url, "public")
        database.rows(f"create tablespace small location '{disk / 'tables'}'")
        database.rows("alter database postgres set default_tablespace = small")
        database.close()
        store = PostgresStore(server.url, "citeseed_full", tmp_path / "local")
        build(corpus, store, HashingEmbedder())
        before = store.current()
        _add(corpus)
        with filled(disk):
            with pytest.raises(StoreWriteError) as error:
                build(corpus, store, HashingEmbedder())
            said = str(error.value)
            assert f"127.0.0.1:{server.port}/postgres can't be written (" in said and "No space left on device" in said
            assert said.endswith(
                "Free some space on its server and run the same command again: what is finished is kept."
            )
            _answers(store, before)
        report = build(corpus, store, HashingEmbedder())
        assert (report.generation, report.chunks_embedded) == (2, 0), "what was embedded before is kept"


def test_where_all_of_it_is(corpus: Path, tmp_path: Path) -> None:
    """Also what PostgreSQL writes before all else, without which it ends."""
    with small_disk(200) as disk, own_server(data=disk) as server:
        store = PostgresStore(server.url, "citeseed_full", tmp_path / "local")
        build(corpus, store, HashingEmbedder())
        before = store.current()
        _add(corpus)
        with filled(disk), pytest.raises((IndexWriteError, StoreUnreachable)) as error:
            build(corpus, store, HashingEmbedder())
        assert f"127.0.0.1:{server.port}/postgres can't be" in str(error.value)
        with suppress(CalledProcessError):  # it may have ended by itself
            server.stop("immediate")
        server.start()
        _answers(store, before)
        assert build(corpus, store, HashingEmbedder()).generation == 2


def _add(corpus: Path) -> None:
    """More than there is room for in pages that are half empty."""
    lines = (f"On day {day} the minister counted {day * day} cranes near kiln {day}." for day in range(6_000))
    (corpus / "long.txt").write_text("\n\n".join(lines), encoding="utf-8")


def _answers(store: PostgresStore, before: str) -> None:
    assert store.current() == before
    assert len(store.open(HashingEmbedder()).documents) == 3
