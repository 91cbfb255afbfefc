"""Several folders in one server: what is said of bad ones, and that each is asked alone."""

from pathlib import Path
from typing import Any

import pytest

from app.bot import LiveBot
from app.collection import Collections, Place, Served, open_all, place, places
from app.documents.folder import Folder
from app.errors import QuestionError
from app.models.choosing import Models
from app.settings import ChatSettings, NamedFolder, named_folder
from index.embedding.embedder import HashingEmbedder
from index.errors import BuildStopped, CiteseedError, CorpusError, IndexUnusable
from index.storing.files import FileStore
from tests.in_process import build, rebuild

TEXTS = {
    "handbook": "Mayor Ana Silva hosted the council talks.",
    "contracts": "Mayor Bo Lind hosted the council talks.",
}


@pytest.fixture
def folders(tmp_path: Path) -> list[NamedFolder]:
    """A folder of one document each."""
    for name, text in TEXTS.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "talks.txt").write_text(text, encoding="utf-8")
    return [NamedFolder(name, tmp_path / name) for name in TEXTS]


def opened(here: Place) -> Served:
    if not here.is_indexed:
        build(here.docs, here.store, HashingEmbedder(), allow_empty=True)
    live = LiveBot(here.store, here.docs, HashingEmbedder(), rebuild=rebuild)
    return Served(here.name, live, Folder(live.bot.snapshot.root, here.store, HashingEmbedder()))


def test_the_same_question_is_answered_by_each_from_its_own_folder(folders: list[NamedFolder], tmp_path: Path) -> None:
    said: list[str] = []
    listed = places(folders, Path("seeds"), tmp_path / "index")
    collections = open_all(listed, opened, Models(), said.append)
    assert (collections.names, collections.default, said) == (["handbook", "contracts"], "handbook", [])
    assert "Ana Silva" in collections.ask("Who hosted the council talks?").text
    for name, who in (("handbook", "Ana Silva"), ("contracts", "Bo Lind")):
        answer = collections.ask("Who hosted the council talks?", collection=name)
        assert who in answer.text
        assert who in collections.search("council talks", name)[0].chunk.text
    assert (tmp_path / "index" / "collections" / "contracts" / "CURRENT").exists()
    with pytest.raises(
        QuestionError, match=r'legal is not served now.*--collection "legal=FOLDER".*handbook, contracts'
    ):
        collections.ask("Who?", collection="legal")
    with pytest.raises(QuestionError, match="without --collection"):
        collections.ask("Who?", collection="")
    assert [collections.home(name) for name in ("contracts", "legal", "")] == ["contracts", "handbook", "handbook"]


def test_without_any_there_is_the_one_folder_as_ever(tmp_path: Path) -> None:
    assert places([], Path("seeds"), tmp_path) == [Place("", Path("seeds"), FileStore(tmp_path))]
    only = Collections({"": "It is damaged."})
    with pytest.raises(QuestionError, match=r'handbook is not served now.*"handbook=FOLDER".*start a new chat'):
        only["handbook"]


def test_a_name_that_can_be_none_is_told_so_that_it_can_be_sent_and_read() -> None:
    for name in ("half \ud83d", "two\nlines", "x" * 100_000):
        with pytest.raises(QuestionError) as refused:
            Collections({"a": "It is damaged."})[name]
        said = str(refused.value)
        assert said.encode() and "\n" not in said and len(said) < 300


def test_one_that_is_called_by_another_folder_is_built_from_it(folders: list[NamedFolder], tmp_path: Path) -> None:
    (first,) = places(folders[:1], Path("seeds"), tmp_path / "index")
    opened(first)
    assert first.is_indexed
    (other,) = places([NamedFolder("handbook", folders[1].folder)], Path("seeds"), tmp_path / "index")
    assert not other.is_indexed
    assert "Bo Lind" in opened(other).live.ask("Who hosted the council talks?").text


def test_a_folder_that_is_gone_is_answered_from_as_it_was(folders: list[NamedFolder], tmp_path: Path) -> None:
    listed = places(folders, Path("seeds"), tmp_path / "index")
    open_all(listed, opened, Models(), print)
    (tmp_path / "contracts" / "talks.txt").unlink()
    (tmp_path / "contracts").rmdir()
    collections = open_all(listed, opened, Models(), print)
    assert "Bo Lind" in collections.ask("Who hosted the council talks?", collection="contracts").text


def test_a_folder_that_never_was_is_said_before_anything_is_built(folders: list[NamedFolder], tmp_path: Path) -> None:
    listed = places([*folders, NamedFolder("legal", tmp_path / "nowhere")], Path("seeds"), tmp_path / "index")
    with pytest.raises(CorpusError, match=r"no folder .*nowhere for the collection legal"):
        open_all(listed, opened, Models(), print)
    assert not (tmp_path / "index").exists()


def test_one_that_cannot_be_opened_says_why_and_the_others_work(folders: list[NamedFolder], tmp_path: Path) -> None:
    listed = places(folders, Path("seeds"), tmp_path / "index")
    open_all(listed, opened, Models(), print)
    current = listed[0].store.folder / "CURRENT"
    current.write_text("nonsense", encoding="utf-8")
    said: list[str] = []
    collections = open_all(listed, opened, Models(), said.append)
    assert [served.name for served in collections.open] == ["contracts"]
    assert "Bo Lind" in collections.ask("Who hosted the council talks?", collection="contracts").text
    with pytest.raises(QuestionError, match=r"CURRENT is altered.*python -m index .*handbook --index-dir .*handbook"):
        collections.ask("Who?")  # and never another in its place
    assert said[0].startswith("The collection handbook is not served.")
    with pytest.raises(IndexUnusable):
        open_all(listed[:1], opened, Models(), print)


def test_stopping_a_build_stops_the_start(folders: list[NamedFolder], tmp_path: Path) -> None:
    def stopped(here: Place) -> Any:
        raise BuildStopped("Stopped.")

    with pytest.raises(BuildStopped):
        open_all(places(folders, Path("seeds"), tmp_path / "index"), stopped, Models(), print)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("handbook", "names no folder. Write NAME=FOLDER"),
        ("handbook=", "names no folder"),
        ("=docs", "can't be the name of a collection"),
        ("a/b=docs", "can't be the name of a collection"),
        ("..=docs", "can't be the name of a collection"),
        ("x" * 41 + "=docs", "up to 40 letters"),
    ],
)
def test_what_names_no_collection_is_refused(text: str, said: str) -> None:
    with pytest.raises(CiteseedError, match=said):
        named_folder(text)


def test_names_and_folders_are_taken_as_they_are_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    assert named_folder(" HR handbook_2-b = docs/a=b ") == ("HR handbook_2-b", Path("docs/a=b"))
    assert named_folder("Verträge=~/docs") == ("Verträge", Path.home() / "docs")
    monkeypatch.setenv("CITESEED_COLLECTIONS", "a=docs/a,\nb=docs/b")
    assert ChatSettings().collections == (("a", Path("docs/a")), ("b", Path("docs/b")))


def test_two_of_one_name_and_a_folder_within_the_index_are_refused(tmp_path: Path) -> None:
    same = [NamedFolder("Handbook", tmp_path / "a"), NamedFolder("handbook", tmp_path / "b")]
    with pytest.raises(CiteseedError, match="Two collections are called"):
        places(same, Path("seeds"), tmp_path / "index")
    with pytest.raises(CiteseedError, match="lies in the index"):
        places([NamedFolder("a", tmp_path / "index" / "collections" / "b")], Path("seeds"), tmp_path / "index")
    twice = [NamedFolder("a", tmp_path), NamedFolder("b", tmp_path)]
    assert len(places(twice, Path("seeds"), tmp_path / "index")) == 2


def test_one_of_before_can_be_asked_by_its_name_alone(folders: list[NamedFolder], tmp_path: Path) -> None:
    index_dir = tmp_path / "index"
    first, second = places(folders, Path("seeds"), index_dir)
    opened(second)
    assert place("", [first, second], index_dir) == first
    assert place("contracts", [first], index_dir) == second
    with pytest.raises(
        CiteseedError, match=r'no collection legal. There is: handbook. Name its folder.*"legal=FOLDER"'
    ):
        place("legal", [first], index_dir)
