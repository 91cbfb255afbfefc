"""An index that is moved is the one that it was, to the last bit; whatever goes wrong, what was there before stays."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from app.bot import Bot
from app.reader.reader import WordReader
from app.records import to_json
from index.__main__ import main
from index.building.moving import move
from index.building.progress import BuildProgress
from index.embedding.embedder import HashingEmbedder
from index.errors import BuildStopped, CiteseedError, IndexLocked, IndexUnusable, StoreUnreachable
from index.reading.parser import InProcessParser
from index.storing.files import FileStore
from index.storing.store import THRESHOLDS, Store
from tests.in_process import build
from tests.postgres import empty_store, server_url
from tests.sound import assert_nothing_left_over, assert_same_index

QUESTIONS = ("When did the minister tour the harbor?", "How many apple trees are there?", "Who closed the bridge?")


@pytest.fixture
def files(tmp_path: Path, corpus: Path) -> FileStore:
    """The index of a folder with a copy, a table, an empty file, one that can't be read, and odd characters; of two
    parts, with a document that is gone."""
    (corpus / "copy.md").write_bytes((corpus / "orchard.md").read_bytes())
    (corpus / "table.csv").write_text("name,price\nrope,3\nlamp,4\n", encoding="utf-8")
    (corpus / "empty.txt").write_bytes(b"")
    (corpus / "damaged.pdf").write_bytes(b"%PDF-1.7 nothing")
    store = FileStore(tmp_path / "index")
    build(corpus, store, HashingEmbedder(), exclude=["*.tmp"])
    (corpus / "odd.txt").write_text("The lamp \0 and \ud83d.", encoding="utf-8", errors="surrogatepass")
    (corpus / "harbor.txt").rename(corpus / "zz.txt")
    build(corpus, store, HashingEmbedder())
    store.keep(THRESHOLDS, '{"kept": 1}')
    return store


def _database(tmp_path: Path) -> Store:
    return empty_store(tmp_path / "local")


def _answers(store: Store) -> list[object]:
    bot = Bot.over(store.open(embedder := HashingEmbedder()), embedder, WordReader())
    answers = [[*bot.stream(question)][-1] for question in QUESTIONS]
    return [to_json(replace(answer, timings={})) for answer in answers]


def test_there_and_back_it_is_the_same_index_and_gives_the_same_answers(
    files: FileStore, corpus: Path, tmp_path: Path
) -> None:
    database, back = _database(tmp_path), FileStore(tmp_path / "back")
    before, answers = files.open(HashingEmbedder()), _answers(files)
    shown: list[BuildProgress] = []
    for source, target in ((files, database), (database, back)):
        moved = move(source, target, shown.append)
        counts = (len(before.documents), len(before.chunks))
        assert (moved.source, moved.target, moved.documents, moved.chunks) == (str(source), str(target), *counts)
        assert (shown[-1].files, shown[-1].files_total, shown[-1].chunks) == (counts[0], *counts)
        after = target.open(HashingEmbedder())
        assert_same_index(after, before)
        assert after.tables.listed() == before.tables.listed() != []
        assert {name: after.manifest[name] for name in _TOLD} == {name: before.manifest[name] for name in _TOLD}
        assert target.note(THRESHOLDS) == '{"kept": 1}'
        assert _answers(target) == answers
        assert build(corpus, target, embedder := HashingEmbedder()).chunks_embedded == 0
        assert embedder.embedded == []
    (back.folder / THRESHOLDS).unlink()
    assert_nothing_left_over(back.folder)


_TOLD = (
    "format chunker words fingerprint root exclude embedder probe documents languages chunks tables".split()
)  # of a manifest, whatever keeps it


@pytest.mark.parametrize("to_database", [True, False])
def test_an_index_that_is_there_is_replaced_only_if_that_is_said(
    files: FileStore, tmp_path: Path, corpus: Path, to_database: bool
) -> None:
    target: Store = _database(tmp_path) if to_database else FileStore(tmp_path / "other")
    source: Store = files
    if not to_database:
        source = _database(tmp_path)
        move(files, source)
    other = tmp_path / "docs"
    other.mkdir()
    (other / "one.txt").write_text("A boat.", encoding="utf-8")
    build(other, target, HashingEmbedder())
    with pytest.raises(CiteseedError, match=rf"already, of 1 documents of {other}, .* add --replace") as refused:
        move(source, target)
    assert str(target) in str(refused.value)
    assert len(target.open(HashingEmbedder()).documents) == 1
    assert move(source, target, replace=True).generation == 2
    assert_same_index(target.open(HashingEmbedder()), files.open(HashingEmbedder()))


def test_while_a_process_builds_either_nothing_is_moved(files: FileStore, tmp_path: Path) -> None:
    database = _database(tmp_path)
    for locked in (files, database):
        with locked.lock(), pytest.raises(IndexLocked, match="is locked"):
            move(files, database)
    assert database.current() == ""

    def second(progress: BuildProgress) -> None:
        with pytest.raises(IndexLocked, match="is locked"):
            move(files, database)

    move(files, database, second)


def test_without_an_index_there_is_nothing_to_move(tmp_path: Path) -> None:
    nothing, database = FileStore(tmp_path / "none"), _database(tmp_path)
    for source, target in ((nothing, database), (database, nothing)):
        with pytest.raises(IndexUnusable, match="There is no index in"):
            move(source, target)
        assert target.current() == ""


@pytest.mark.parametrize("name", ["corpus.sqlite", "vectors.faiss"])
def test_a_damaged_index_is_not_moved(files: FileStore, tmp_path: Path, name: str) -> None:
    database = _database(tmp_path)
    path = sorted(files.folder.rglob(name))[-1]
    path.write_bytes(path.read_bytes()[:-100] + bytes(100))
    with pytest.raises(IndexUnusable, match=rf"{name} is missing or altered. Rebuild it: python -m index"):
        move(files, database)
    assert database.current() == ""


def test_one_of_another_version_is_not_moved(files: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.storing.snapshot.FORMAT", 99)
    with pytest.raises(IndexUnusable, match="was made by another version of citeseed"):
        move(files, _database(tmp_path))


def test_another_embedder_is_told_of_when_it_is_opened(files: FileStore, tmp_path: Path) -> None:
    database = _database(tmp_path)
    move(files, database)
    with pytest.raises(IndexUnusable, match="made by the embedder hashing"):
        database.open(HashingEmbedder(name="other"))


@pytest.mark.parametrize("to_database", [True, False])
def test_ctrl_c_leaves_what_was_there(files: FileStore, tmp_path: Path, to_database: bool) -> None:
    database, back = _database(tmp_path), FileStore(tmp_path / "back")
    move(files, database)
    source, target = (files, database) if to_database else (database, back)

    def stop(progress: BuildProgress) -> None:
        raise KeyboardInterrupt

    before = target.current()
    with pytest.raises(BuildStopped, match="Stopped") as stopped:
        move(source, target, stop, replace=True)
    assert (stopped.value.exit_code, target.current()) == (130, before)
    assert [*back.folder.glob("*.partial")] == []
    assert move(source, target, replace=True).documents == len(files.open(HashingEmbedder()).documents)


def test_a_database_that_goes_away_meanwhile_keeps_what_was_there(files: FileStore, tmp_path: Path) -> None:
    database = _database(tmp_path)
    move(files, database)
    before = database.current()
    with pytest.raises(StoreUnreachable, match="can't be reached"):
        move(files, database, lambda progress: _end_connections(), replace=True)
    assert database.current() == before
    assert_same_index(database.open(HashingEmbedder()), files.open(HashingEmbedder()))
    assert move(files, database, replace=True).documents == len(files.open(HashingEmbedder()).documents)


def test_the_thresholds_come_with_the_index_or_neither_does(files: FileStore, corpus: Path, tmp_path: Path) -> None:
    database = _database(tmp_path)
    move(files, database)
    schema = str(database).rpartition("(")[2].rstrip(")")
    (corpus / "more.txt").write_text("A kiln was built.", encoding="utf-8")
    build(corpus, files, HashingEmbedder())
    files.keep(THRESHOLDS, '{"kept": 2}')
    before = database.current()
    with psycopg.connect(server_url(), autocommit=True) as connection:
        connection.execute(f"alter table {schema}.notes add constraint none check (false) not valid".encode())
        with pytest.raises(CiteseedError):
            move(files, database, replace=True)
        assert database.current() == before
        connection.execute(f"alter table {schema}.notes drop constraint none".encode())
    move(files, database, replace=True)
    assert database.note(THRESHOLDS) == '{"kept": 2}'


class KilledStore(FileStore):
    """As if its process were killed before it keeps what comes after the index."""

    def keep(self, name: str, text: str | None) -> None:
        raise SystemExit


def test_killed_before_the_thresholds_are_in_files_nothing_else_is_lost_and_another_move_mends_it(
    files: FileStore, tmp_path: Path
) -> None:
    back = FileStore(tmp_path / "back")
    with pytest.raises(SystemExit):
        move(files, KilledStore(back.folder))
    assert back.note(THRESHOLDS) is None
    assert_same_index(back.open(HashingEmbedder()), files.open(HashingEmbedder()))
    move(files, back, replace=True)
    assert back.note(THRESHOLDS) == '{"kept": 1}'
    assert_same_index(back.open(HashingEmbedder()), files.open(HashingEmbedder()))


def _end_connections() -> None:
    """As when the server stops: nothing of citeseed is connected any more."""
    with psycopg.connect(server_url(), autocommit=True) as connection:
        connection.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'citeseed'"
        )


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def run(*words: str, store: str = "") -> tuple[int, str, str]:
        monkeypatch.setenv("CITESEED_STORE", store)
        code = main(
            [*words, "--index-dir", str(tmp_path / ".citeseed" / "collections" / tmp_path.name)], InProcessParser()
        )
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_the_command_says_what_it_did_and_what_stays(run: Run, corpus: Path) -> None:
    assert run(str(corpus))[0] == 0
    code, out, _ = run("move", store=server_url())
    assert code == 0
    assert out.startswith("3 documents in 4 chunks were copied from ")
    assert out.endswith(
        "The files stay, and are not read while CITESEED_STORE is set. Chats and feedback: python -m app move\n"
    )
    code, _, err = run("move", store=server_url())
    assert (code, "add --replace" in err) == (1, True)
    code, out, _ = run("move", "--replace", "--json", store=server_url())
    told = json.loads(out)
    assert (code, told["documents"], told["chunks"], told["generation"]) == (0, 3, 4, 2)
    code, out, _ = run("move", "--back", "--replace", store=server_url())
    assert code == 0
    assert out.endswith("Chats and feedback: python -m app move --back\n")


@pytest.mark.parametrize(
    ("store", "said"),
    [
        ("", "CITESEED_STORE names no database. Set it"),
        ("mysql://here", "CITESEED_STORE names no database of PostgreSQL"),
        ("postgresql://me:s3cret@127.0.0.1:1/none", "can't be reached"),
        ("postgresql://[me:s3cret", "CITESEED_STORE"),
    ],
)
def test_without_a_database_it_says_what_to_set(run: Run, corpus: Path, store: str, said: str) -> None:
    assert run(str(corpus))[0] == 0
    for words in (["move"], ["move", "--back"]):
        code, out, err = run(*words, store=store)
        assert (code, out) == (1, "")
        assert said in err
        assert "s3cret" not in err
        assert "Traceback" not in err
