"""The doctor of an index in PostgreSQL: each thing that can be wrong is named with what mends it, and that does."""

import re
import time
from pathlib import Path

import psycopg
import pytest

from index.building.doctor import diagnose, hints
from index.embedding.embedder import HashingEmbedder
from index.storing.postgres.schema import graphs
from index.storing.postgres.store import PostgresStore
from index.storing.store import THRESHOLDS
from tests.in_process import build
from tests.postgres import empty_store, server_url


@pytest.fixture
def store(tmp_path: Path, corpus: Path) -> PostgresStore:
    """The index of a folder, after a change."""
    store = empty_store(tmp_path / "local")
    build(corpus, store, HashingEmbedder())
    (corpus / "new.txt").write_text("The boat of Mira is blue. The boat is new.", encoding="utf-8")
    build(corpus, store, HashingEmbedder())
    return store


def run(store: PostgresStore, *queries: str) -> None:
    """Statements, as whoever looks after the database would give them."""
    schema = str(store).rpartition("(")[2].rstrip(")")
    with psycopg.connect(server_url(), autocommit=True, options=f"-c search_path={schema},public") as connection:
        for query in queries:
            connection.execute(query.encode())


def test_an_index_that_is_sound_tells_what_it_is(store: PostgresStore, corpus: Path) -> None:
    assert diagnose(store, HashingEmbedder()) == []
    [fact] = hints(store, HashingEmbedder())
    assert re.fullmatch(
        r"PostgreSQL [\d.]+ with pgvector [\d.]+: generation 2, 4 documents in 5 chunks, \d+ MB in the schema "
        r"citeseed_test\d+; vectors are searched exactly\.",
        fact,
    )
    with store.lock():
        [_, built] = hints(store, HashingEmbedder())
        assert re.fullmatch(
            r"The index is being built now, from .+ since \d\d:\d\d UTC \(process \d+ of PostgreSQL\)\.", built
        )
        assert diagnose(store, HashingEmbedder()) == []


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ("delete from chunks_1 where id = 1", "Some chunks, or the text, are missing of notes/bridge.txt. "),
        ("delete from texts_1 where document = 2", "Some chunks, or the text, are missing of orchard.md. "),
        ("update chunks_1 set stop = 9999 where id = 1", "Some chunk lies outside of the text of notes/bridge.txt. "),
        ("update chunks_1 set start = stop where id = 1", "Some chunk lies outside of the text of notes/bridge.txt. "),
        ("update chunks_1 set place = '[1]' where id = 1", "Where a chunk stands in it can't be read of notes/bridge.txt. "),
        ("update chunks_1 set place = '[' where id = 1", "Where a chunk stands in it can't be read of notes/bridge.txt. "),
        ("update chunks_1 set embedding = embedding + embedding where id = 0", "not of length 1, of harbor.txt. "),
        (
            "update chunks_1 set embedding = (select embedding from chunks_1 where id = 2) where id = 0",
            "harbor.txt has a vector that is not the one of its text. ",
        ),
        ("update chunks_1 set terms = 'boat boat' where id = 0", "those of the chunks of harbor.txt. "),
        ("delete from postings_1 where word = 'boat'", "The terms that are searched are not those"),
        ("update postings_1 set counts = '\\x05000000' where word = 'boat'", "The terms that are searched are not those"),
        ("update documents_1 set lengths = '\\x' where number = 0", "those of the chunks of harbor.txt. "),
        ("delete from names_1", "The names that documents are found by are not theirs"),
        ("update words_1 set documents = 7 where word = 'boat'", "The counts of words are not those"),
        ("delete from documents_1 where number = 0", "The manifest counts 4 documents of 3"),
        ("delete from files where source = 'new.txt'", "The manifest counts 4 files of 3"),
        ("drop table words_1", "can't be read"),
        ("update documents_1 set language = 'es' where number = 0", "the documents of each language otherwise"),
    ],
)  # fmt: skip
def test_what_disagrees_is_found_and_mended(store: PostgresStore, corpus: Path, damage: str, problem: str) -> None:
    run(store, damage)
    found = diagnose(store, HashingEmbedder())
    assert [one for one in found if problem in one], found
    assert all(one.endswith("Build it anew: python -m index --anew") for one in found)
    build(corpus, store, HashingEmbedder(), anew=True)
    assert diagnose(store, HashingEmbedder()) == []


def test_a_wrong_vector_is_told_of_also_where_the_folder_has_changed(store: PostgresStore, corpus: Path) -> None:
    (corpus / "later.txt").write_text("A boat came later.", encoding="utf-8")
    run(store, "update chunks_1 set embedding = (select embedding from chunks_1 where id = 2) where id = 0")
    told = " ".join(diagnose(store, HashingEmbedder()))
    assert "harbor.txt has a vector that is not the one of its text. " in told and "have changed since" in told


@pytest.mark.parametrize("damage", ["delete from tables", "update tables set data = 'damaged'"])
def test_tables_that_are_missing_or_damaged(store: PostgresStore, corpus: Path, damage: str) -> None:
    (corpus / "prices.csv").write_text("name,price\nrope,3\nlamp,4\n")
    build(corpus, store, HashingEmbedder())
    assert diagnose(store, HashingEmbedder()) == []
    run(store, damage)
    assert "The tables that are kept are not those of the documents" in " ".join(diagnose(store, HashingEmbedder()))
    build(corpus, store, HashingEmbedder(), anew=True)
    assert diagnose(store, HashingEmbedder()) == []


def test_an_index_of_vectors_that_is_missing_or_not_finished(
    store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.storing.postgres.checking.EXACT", 2)
    assert hints(store, HashingEmbedder())[0].endswith("vectors are searched by HNSW.")
    [missing] = diagnose(store, HashingEmbedder())
    assert missing.startswith(
        "There is no index of vectors nearest_1_0, so that searching is slow. Run there: set search_path"
    )
    run(store, *missing.partition("Run there: ")[2].split("; "))
    assert diagnose(store, HashingEmbedder()) == []
    run(store, "update pg_index set indisvalid = false where indexrelid = to_regclass('nearest_1_0')")
    [unfinished] = diagnose(store, HashingEmbedder())
    assert "is not finished" in unfinished
    run(store, unfinished.partition("Run there: ")[2])
    assert diagnose(store, HashingEmbedder()) == []
    assert missing.endswith(graphs(1, 5)[0].make)


def test_rows_that_are_gone_and_stay(store: PostgresStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.storing.postgres.checking._SMALL", 0)
    run(store, "alter table texts_1 set (autovacuum_enabled = off)", *["update texts_1 set words = words"] * 5)
    until = time.monotonic() + 20
    while not (found := [one for one in diagnose(store, HashingEmbedder()) if "texts_1" in one]):
        assert time.monotonic() < until  # the server counts them a moment later
    assert re.match(r"\d+ of \d+ rows of .+ are gone and not tidied up\. Run there: vacuum analyze", found[0])
    run(store, found[0].partition("Run there: ")[2])
    while any("texts_1" in one for one in diagnose(store, HashingEmbedder())):
        assert time.monotonic() < until


def test_a_pgvector_that_is_too_old(store: PostgresStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.storing.postgres.checking._OLDEST", (9, 0))
    [problem] = diagnose(store, HashingEmbedder())
    assert problem.endswith("then run there: alter extension vector update")


def test_thresholds_and_what_was_read_in_part_are_mentioned(store: PostgresStore, corpus: Path) -> None:
    (corpus / "café.txt").write_bytes("The café in Brøttum is at the pier, near Åsmark.\nCut: ".encode() + b"\xff\n")
    build(corpus, store, HashingEmbedder())
    assert hints(store, HashingEmbedder())[1:] == ["café.txt was read in part: 1 damaged character (line 2)."]
    store.keep(THRESHOLDS, "{")
    [problem] = diagnose(store, HashingEmbedder())
    assert problem.startswith(f"{store.at(THRESHOLDS)} can't be read as thresholds")


def test_a_changed_folder_another_embedder_and_another_version(store: PostgresStore, corpus: Path) -> None:
    (corpus / "new.txt").unlink()
    [problem] = diagnose(store, HashingEmbedder())
    assert problem == f"The files in {corpus} have changed since. Refresh the index: python -m index"
    [problem] = diagnose(store, HashingEmbedder(name="other"))
    assert "made by the embedder hashing" in problem
    run(store, "update about set format = 99")
    [problem] = diagnose(store, HashingEmbedder())
    assert "were made by another version of citeseed (99" in problem


@pytest.mark.parametrize("url", ["postgresql://me:s3cret@127.0.0.1:1/none", "postgresql://[me:s3cret"])
def test_one_that_can_not_be_reached_is_one_problem(tmp_path: Path, url: str) -> None:
    store = PostgresStore(url, "citeseed", tmp_path)
    [problem] = diagnose(store, HashingEmbedder())
    assert "CITESEED_STORE" in problem
    assert "s3cret" not in problem
    assert hints(store, HashingEmbedder()) == []


def test_without_an_index_it_says_how_to_build_one(tmp_path: Path) -> None:
    [problem] = diagnose(empty_store(tmp_path), HashingEmbedder())
    assert problem.endswith("Build it: python -m index")
