"""How much is asked of PostgreSQL for a question, for a changed file, and what is removed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.bot import LiveBot
from index.embedding.embedder import Embedder, HashingEmbedder
from index.storing.postgres import blocks, publishing, tidying
from index.storing.postgres.blocks import MOST_BLOCKS
from index.storing.postgres.database import Database
from index.storing.postgres.edition import Edition, Generation
from index.storing.postgres.store import PostgresStore
from tests.in_process import build
from tests.postgres import empty_store

MOST = 8  # statements of a question


class Counted(Database):
    """Remembers its statements."""

    def __init__(self, of: Database) -> None:
        super().__init__(of._url, of.schema)
        self.asked: list[str] = []

    def _rows(self, query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        self.asked.append(" ".join(query.split()))
        return super()._rows(query, values)


@contextmanager
def counted(store: PostgresStore) -> Iterator[Counted]:
    """What is asked of a store from now on."""
    counting = Counted(store._database)
    store._database = counting
    store._edition = Edition(counting, Generation())
    yield counting


def test_a_question_takes_few_statements(seeds: Path, tmp_path: Path, real_embedder: Embedder) -> None:
    store = empty_store(tmp_path)
    build(seeds, store, real_embedder)
    with counted(store) as database:
        bot = LiveBot(store, seeds, real_embedder)
        assert bot.ask("What is a migrant?"), "what is read once of a generation is there"
        for question in QUESTIONS:
            database.asked.clear()
            assert bot.ask(question).hits
            assert 2 <= len(database.asked) <= MOST, database.asked


QUESTIONS = (
    "Who met Alicia Bárcena in Mexico City to talk about vaccines for the region?",
    "Who shot Alicia Barcena?",
    "When did Marcelo Ebrard speak about migration and security with the delegation?",
    "how many yaers has the agreement lasted",
    "Where was the meeting held and who attended it?",
)


def test_the_newer_generation_is_read_where_it_is_new(tmp_path: Path) -> None:
    store, embedder = _many(tmp_path, 40), HashingEmbedder()
    before = store.open(embedder)
    (tmp_path / "docs" / "07.txt").write_text("Now the kiln is closed.")
    build(tmp_path / "docs", store, embedder)
    with counted(store) as database:
        catalogue: Any = before.parts[0].catalogue
        store._edition = catalogue.listed.state.edition
        assert store._edition.database.rows("select 1")
        after = store.open(embedder, before)
        fresh = PostgresStore(database._url, database.schema, tmp_path / "other").open(embedder)
    assert list(after.entries) == list(fresh.entries)
    same = [new is old for new, old in zip(after.entries, before.entries, strict=True)]
    assert same.count(False) == 1, "of the others nothing was read"
    for query in ("kiln", "harbour number 12"):
        assert after.lexical.scores(query).tolist() == fresh.lexical.scores(query).tolist()
        assert before.lexical.scores(query).tolist() != after.lexical.scores(query).tolist()


def _many(folder: Path, count: int) -> PostgresStore:
    docs = folder / "docs"
    docs.mkdir()
    for number in range(count):
        (docs / f"{number:02}.txt").write_text(
            f"The harbour number {number} was opened by Ada Voss in {1950 + number}."
        )
    store = empty_store(folder / "local")
    build(docs, store, HashingEmbedder())
    return store


def _count(store: PostgresStore, table: str) -> int:
    [(count,)] = store._database.rows(f"select count(*) from {table}")
    return int(count)


def test_many_changes_leave_little_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidying, "AFTER", 0)
    store, embedder = _many(tmp_path, 20), HashingEmbedder()
    for change in range(30):
        (tmp_path / "docs" / f"{change % 3:02}.txt").write_text(f"The harbour changed for the time {change}.")
        build(tmp_path / "docs", store, embedder)
    assert _count(store, "generations") == 2
    for table in ("documents_1", "texts_1", "chunks_1"):
        assert _count(store, table) == 21, "one is of the generation before"
    assert _count(store, "files") == 21
    rows = store._database.rows("select word, count(*) from postings_1 group by word order by 2 desc limit 1")
    assert rows[0][1] <= MOST_BLOCKS + 1, rows
    one = store.open(embedder)
    build(tmp_path / "docs", fresh := empty_store(tmp_path / "fresh"), embedder)
    other = fresh.open(embedder)
    for query in ("harbour", "time 29", "Ada Voss 1966"):
        assert one.lexical.scores(query).tolist() == other.lexical.scores(query).tolist()
    assert one.lexical.words == other.lexical.words


def test_a_change_writes_nothing_anew_of_what_is_older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "_BATCH", MOST_BLOCKS)
    monkeypatch.setattr(blocks, "LARGE", 2 * MOST_BLOCKS)
    store, embedder = _many(tmp_path, (MOST_BLOCKS + 2) * MOST_BLOCKS), HashingEmbedder()
    query = "select first, ctid::text from postings_1 where word = 'harbour' order by first"
    before = store._database.rows(query)
    assert len(before) == MOST_BLOCKS + 2
    for change in range(4 * MOST_BLOCKS):
        (tmp_path / "docs" / "00.txt").write_text(f"The harbour changed for the time {change}.")
        build(tmp_path / "docs", store, embedder)
    after = store._database.rows(query)
    older = len(before) - 2
    assert after[:older] == before[:older]
    assert len(after) - older <= 3 * MOST_BLOCKS
    build(tmp_path / "docs", fresh := empty_store(tmp_path / "fresh"), embedder)
    one, other = (each.open(embedder).lexical.scores("harbour number 7") for each in (store, fresh))
    assert one.tolist() == other.tolist()


def test_a_generation_stays_as_it_is_while_what_comes_after_it_is_merged(tmp_path: Path) -> None:
    store, embedder = _many(tmp_path, 8), HashingEmbedder()
    read_once = [store.open(embedder)]
    expected = read_once[0].lexical.scores("harbour changed").tolist()
    for change in range(24):
        (tmp_path / "docs" / "00.txt").write_text(f"The harbour changed for the time {change}.")
        build(tmp_path / "docs", store, embedder)
        if change == 9:
            read_once.append(PostgresStore(store._database._url, store._database.schema, tmp_path / "x").open(embedder))
    assert read_once[0].lexical.scores("harbour changed").tolist() == expected
    later = read_once[1].lexical.scores("harbour changed time")
    build(tmp_path / "docs", fresh := empty_store(tmp_path / "fresh"), embedder)
    newest = PostgresStore(store._database._url, store._database.schema, tmp_path / "y").open(embedder, read_once[1])
    assert later.tolist() == newest.lexical.scores("harbour changed time").tolist(), (
        "the words are the same, times apart"
    )
    assert later.tolist() == fresh.open(embedder).lexical.scores("harbour changed time").tolist()


def test_generations_that_may_still_be_read_stay(tmp_path: Path) -> None:
    store, embedder = _many(tmp_path, 5), HashingEmbedder()
    first = store.open(embedder)
    for change in range(4):
        (tmp_path / "docs" / "00.txt").write_text(f"Changed {change}.")
        build(tmp_path / "docs", store, embedder)
    assert "opened by Ada" in first.documents[0].text
    assert first.chunks[0].text == first.documents[0].text


def test_what_is_built_anew_takes_the_place_of_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidying, "AFTER", 0)
    store, embedder = _many(tmp_path, 5), HashingEmbedder()
    for _ in range(3):
        build(tmp_path / "docs", store, embedder, anew=True)
    tables = store._database.rows(
        "select relname from pg_class where relnamespace = to_regnamespace(%s) and relname ~ '^chunks_[0-9]+$'",
        store._database.schema,
    )
    assert sorted(tables) == [("chunks_3",), ("chunks_4",)], "those of the newest generation and the one before"
    assert len(store.open(embedder).chunks) == 5


def test_tables_are_written_only_where_one_has_changed(tmp_path: Path) -> None:
    docs, embedder = tmp_path / "docs", HashingEmbedder()
    store = _many(tmp_path, 3)
    (docs / "t.csv").write_text("name,price\nrope,3\nlamp,4\n")
    build(docs, store, embedder)
    written = store._database.rows("select distinct generation from tables order by 1")
    (docs / "00.txt").write_text("Changed.")
    build(docs, store, embedder)
    assert store._database.rows("select distinct generation from tables order by 1") == written
    assert [table.name for table in store.open(embedder).tables.listed()] == ["t"]
    (docs / "t.csv").unlink()
    build(docs, store, embedder)
    assert store.open(embedder).tables.listed() == []
