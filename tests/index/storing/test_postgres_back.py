"""A database that was made anew, put back, or tidied under servers that have it open: they tell the state of now, or that
theirs is gone, never something of another."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from app.bot import LiveBot
from app.reader.reader import WordReader
from index.embedding.embedder import HashingEmbedder
from index.errors import IndexLocked, IndexUnusable, IndexWriteError, StoreUnreachable
from index.storing.postgres import tidying
from index.storing.postgres.store import PostgresStore
from index.storing.snapshot import Snapshot
from tests.in_process import build, rebuild
from tests.postgres import empty_store

EMBEDDER = HashingEmbedder()
QUESTION = "Who hosted the council talks?"
_COPY = """
do $$ declare name text; begin
    execute 'create schema {to}';
    for name in select tablename from pg_tables where schemaname = '{of}' loop
        execute format('create table {to}.%I (like {of}.%I including all)', name, name);
        execute format('insert into {to}.%I select * from {of}.%I', name, name);
    end loop;
end $$
"""


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    _write(tmp_path / "docs", "Ana Silva")
    return tmp_path / "docs"


@pytest.fixture
def store(tmp_path: Path, docs: Path) -> PostgresStore:
    """With an index."""
    made = empty_store(tmp_path / "local")
    build(docs, made, EMBEDDER)
    return made


def _write(docs: Path, who: str, more: int = 2) -> None:
    (docs / "talks.txt").write_text(f"Mayor {who} hosted the council talks.")
    (docs / "prices.csv").write_text(f"name,price\n{who},3\nlamp,4\n")
    for number in range(more):
        (docs / f"{who} {number}.txt").write_text(f"The harbour number {number} was opened by {who}.")


def _run(store: PostgresStore, *statements: str) -> None:
    for statement in statements:
        with store._database.writing() as transaction:
            transaction.rows(statement)


def _keep(store: PostgresStore) -> str:
    """A copy of the schema as it is, to be put back."""
    own = store._database.schema
    _run(store, _COPY.format(of=own, to=f"{own}_kept"))
    return f"{own}_kept"


def _put_back(store: PostgresStore, kept: str) -> None:
    store.remove()
    _run(store, _COPY.format(of=kept, to=store._database.schema), f"drop schema {kept} cascade")


def _told(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "texts": {document.source: document.text for document in snapshot.documents},
        "chunks": [chunk.text for chunk in snapshot.chunks],
        "files": [*snapshot.files],
        "scores": snapshot.lexical.scores("mayor harbour Ana Silva Bo Lind kiln").tolist(),
        "words": dict(snapshot.parts[0].vocabulary.words()),
        "names": {word: named.places.tolist() for word, named in snapshot.parts[0].catalogue.called(["talks", "ana", "bo"]).items()},
        "tables": [[value for value, _ in snapshot.tables.values(table.columns[0], 9)] for table in snapshot.tables.listed()],
    }  # fmt: skip


def _is_as_if_opened_first(store: PostgresStore, before: Snapshot) -> None:
    other = PostgresStore(store._database._url, store._database.schema, store.folder)
    assert _told(store.open(EMBEDDER, before)) == _told(other.open(EMBEDDER))


def _is_gone(snapshot: Snapshot, word: str = "kiln") -> None:
    """So it tells of all that is not in memory: no `word` that was asked for, no file that was read."""
    catalogue, vocabulary = snapshot.parts[0].catalogue, snapshot.parts[0].vocabulary
    for ask in (
        lambda: catalogue.texts([0]),
        lambda: catalogue.places([0]),
        lambda: catalogue.called([word]),
        lambda: catalogue.words([0]),
        lambda: snapshot.store.search(EMBEDDER.queries(["harbour"]), 1),
        lambda: vocabulary.postings([word]),
        vocabulary.words,
    ):
        with pytest.raises(StoreUnreachable, match=r"is gone since a newer one was built\. Ask again"):
            ask()


def test_a_database_that_was_made_anew_is_another(store: PostgresStore, docs: Path) -> None:
    before, named = store.open(EMBEDDER), store.current()
    live = LiveBot(store, docs, EMBEDDER, rebuild=rebuild, reader=WordReader())
    assert "Ana Silva" in live.ask(QUESTION).text
    store.remove()
    _is_gone(before)
    for path in docs.iterdir():
        path.unlink()
    _write(docs, "Bo Lind", more=5)
    assert build(docs, store, EMBEDDER).generation == 1
    assert store.current().split()[0] == named.split()[0] == "1"
    assert store.current().split()[1] != named.split()[1]
    _is_gone(before)
    _is_as_if_opened_first(store, before)
    assert ("Bo Lind" in live.ask(QUESTION).text, live.problem) == (True, "")


def test_what_was_put_back_goes_another_way_on(store: PostgresStore, docs: Path) -> None:
    first = store.open(EMBEDDER)
    _told(first)
    kept = _keep(store)
    _write(docs, "Bo Lind")
    build(docs, store, EMBEDDER)
    lost = store.open(EMBEDDER, first)
    assert _told(lost)["words"]["bo"]
    _put_back(store, kept)
    _is_gone(lost, "never")
    _is_as_if_opened_first(store, lost)
    _write(docs, "Cy Moss")
    assert build(docs, store, EMBEDDER).generation == 2
    _is_gone(lost, "never")
    _is_as_if_opened_first(store, lost)
    assert "Cy Moss" in " ".join(_told(store.open(EMBEDDER, first))["chunks"])


def test_one_that_is_older_than_what_was_tidied_is_not_gone_on_from(
    store: PostgresStore, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tidying, "AFTER", 0)
    before = store.open(EMBEDDER)
    for who in ("Bo Lind", "Cy Moss", "Di Park"):
        (docs / "talks.txt").write_text(f"Mayor {who} hosted the council talks.")
        build(docs, store, EMBEDDER)
    other = PostgresStore(store._database._url, store._database.schema, store.folder)
    _is_gone(before)
    _is_as_if_opened_first(store, before)
    assert _told(other.open(EMBEDDER, before)) == _told(store.open(EMBEDDER))


def test_a_tidied_edition_is_gone_and_a_live_bot_answers_from_the_newest(
    store: PostgresStore, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tidying, "AFTER", 0)
    live = LiveBot(store, docs, EMBEDDER, rebuild=rebuild, reader=WordReader())
    before = store.open(EMBEDDER)
    _write(docs, "Bo Lind")
    for _ in range(2):
        build(docs, store, EMBEDDER, anew=True)
    _is_gone(before)
    assert "Bo Lind" in live.ask(QUESTION).text


def test_words_are_those_of_the_generation(store: PostgresStore, docs: Path) -> None:
    before = store.open(EMBEDDER)
    expected = dict(before.parts[0].vocabulary.words())
    (docs / "talks.txt").write_text("The kiln was opened by the mayor.")
    build(docs, store, EMBEDDER)
    (docs / "new.txt").write_text("A new kiln.")
    build(docs, store, EMBEDDER)
    assert dict(before.parts[0].vocabulary.words()) == expected
    assert "kiln" in store.open(EMBEDDER).parts[0].vocabulary.words()


@pytest.mark.parametrize("manifest", ["{", "[]", "{}"])
def test_a_damaged_manifest_is_told_and_built_anew(store: PostgresStore, docs: Path, manifest: str) -> None:
    _run(store, f"update generations set manifest = '{manifest}'")
    for ask in (store.manifest, lambda: store.open(EMBEDDER), lambda: store.held(EMBEDDER)):
        with pytest.raises(IndexUnusable, match=r"The manifest of generation 1 .* is damaged\. Build it anew"):
            ask()
    assert build(docs, store, EMBEDDER).generation == 2
    assert store.open(EMBEDDER).documents


@pytest.mark.parametrize(
    "lost", [["delete from current"], ["delete from current", "delete from generations"], ["delete from generations"]]
)
def test_what_was_put_back_in_part_is_built_anew(store: PostgresStore, docs: Path, lost: list[str]) -> None:
    expected = _told(store.open(EMBEDDER))
    _run(store, *lost)
    assert store.current() == ""
    build(docs, store, EMBEDDER)
    assert _told(store.open(EMBEDDER)) == expected


def test_one_that_points_to_an_earlier_generation_is_opened_and_goes_on(store: PostgresStore, docs: Path) -> None:
    expected = _told(store.open(EMBEDDER))
    _write(docs, "Bo Lind")
    build(docs, store, EMBEDDER)
    newer = store.open(EMBEDDER)
    _run(store, "update current set number = 1")
    assert _told(store.open(EMBEDDER, newer)) == expected
    assert build(docs, store, EMBEDDER).generation == 3
    _is_as_if_opened_first(store, newer)
    assert _told(store.open(EMBEDDER))["texts"] == _told(newer)["texts"]


def test_documents_that_are_missing_are_told(store: PostgresStore) -> None:
    before = store.open(EMBEDDER)
    _run(store, "delete from documents_1 where number = 1", "delete from texts_1 where document = 0")
    for ask in (lambda: before.parts[0].catalogue.texts([0]), lambda: store.open(EMBEDDER)):
        with pytest.raises(IndexUnusable, match=r"missing.*Build it anew") as error:
            ask()
        assert not isinstance(error.value, StoreUnreachable)


def test_a_build_is_told_at_its_beginning_that_it_can_not_write(store: PostgresStore, docs: Path) -> None:
    store._database.rows("update about set format = 99")
    with pytest.raises(IndexUnusable, match="another version"), store.lock():
        pytest.fail("hours of work begin")
    store._database.rows("update about set format = 1")
    with suppress(IndexUnusable):
        _run(store, "drop role if exists citeseed_reads")
    schema = store._database.schema
    _run(
        store,
        "create role citeseed_reads login",
        f"grant usage on schema {schema} to citeseed_reads",
        f"grant select on all tables in schema {schema} to citeseed_reads",
    )
    url = store._database._url.replace("//postgres:", "//citeseed_reads:")
    reader = PostgresStore(url, schema, store.folder)
    try:
        assert reader.open(EMBEDDER).documents
        with pytest.raises(IndexWriteError, match="permission denied"), reader.lock():
            pytest.fail("hours of work begin")
    finally:
        reader._database.close()
        _run(store, "drop owned by citeseed_reads", "drop role citeseed_reads")


def test_a_build_whose_lock_was_lost_does_not_undo_what_another_built(
    store: PostgresStore, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = PostgresStore(store._database._url, store._database.schema, store.folder / "other")
    made = store._generation

    def late() -> Any:
        """The other builds once this one has looked which generation it goes on from."""
        before = made()
        monkeypatch.setattr(store, "_generation", made)
        build(docs, other, EMBEDDER)
        return before

    monkeypatch.setattr(PostgresStore, "_key", property(lambda store: id(store) % 10**6))  # as if it was lost
    with store.lock():
        held = store.held(EMBEDDER)
        (docs / "talks.txt").write_text("Mayor Bo Lind hosted the council talks.")
        monkeypatch.setattr(store, "_generation", late)
        picks = [(*place, key) for key, place in zip(["a", "b", "c", "d"], held.documents.values(), strict=True)]
        with pytest.raises(IndexLocked, match="Another process has built"):
            store.publish(docs, [], EMBEDDER, [], picks)
    assert "Bo Lind" in " ".join(_told(other.open(EMBEDDER))["chunks"])
