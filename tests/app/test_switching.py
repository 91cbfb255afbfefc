"""A server whose embedder was changed answers from the index of the old one until all is embedded anew, and reads no
file again for that."""

import shutil
import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from app.bot import LiveBot, open_bot
from app.collection import Collections, Served
from app.documents.folder import Folder
from app.newer import looking
from app.reader.reader import WordReader
from index.building.build import build as plain_build
from index.building.report import report_lines
from index.building.spread import Spread
from index.embedding.embedder import HashingEmbedder, Vectors
from index.errors import EmbedderError, IndexUnusable, LoadError
from index.reading.parser import InProcessParser
from index.records import Document
from index.storing.files import FileStore
from index.storing.opening import embedder_name
from tests.app.test_newer import until
from tests.in_process import build, rebuild
from tests.index.building.test_spread import PoolHere
from tests.sound import assert_same_contents

_NEW = "new"


class _Slow(HashingEmbedder):
    """Waits before it embeds documents."""

    def __init__(self, go_on: threading.Event) -> None:
        super().__init__(dimension=32, name=_NEW)
        self._go_on = go_on

    def documents(self, texts: Sequence[str]) -> Vectors:
        assert self._go_on.wait(20)
        return super().documents(texts)


class _Counting(InProcessParser):
    """Refuses files that say so."""

    def __init__(self) -> None:
        self.parsed: list[str] = []

    def parse(self, source: str, data: bytes) -> Document:
        self.parsed.append(source)
        if b"BROKEN" in data:
            raise LoadError("it is damaged; save it again")
        return super().parse(source, data)


def _old(name: str) -> HashingEmbedder:
    assert name == "hashing"
    return HashingEmbedder()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    root.mkdir()
    (root / "talks.txt").write_text("Mayor Ana Silva hosted the council talks.", encoding="utf-8")
    (root / "ferry.txt").write_text("The ferry to Brina leaves at nine.", encoding="utf-8")
    (root / "copy.txt").write_text("The ferry to Brina leaves at nine.", encoding="utf-8")
    return root


def test_a_switch_embeds_all_anew_and_parses_nothing(root: Path, tmp_path: Path) -> None:
    index, parser = tmp_path / "index", _Counting()
    before = plain_build(root, index, HashingEmbedder(), parser=parser)
    assert sorted(parser.parsed) == ["copy.txt", "talks.txt"]
    (root / "new.txt").write_text("The quay was repaired.", encoding="utf-8")
    parser.parsed.clear()
    report = plain_build(root, index, HashingEmbedder(dimension=32, name=_NEW), parser=parser)
    assert parser.parsed == ["new.txt"]
    assert (report.files_added, report.files_unchanged, report.files_duplicate) == (1, 2, 1)
    assert (report.chunks, report.chunks_embedded) == (before.chunks + 1, before.chunks + 1)
    assert "Embedded anew. The index in " in report_lines(report)
    assert "made by the embedder hashing (hashing:64), but new (new:32) is in use." in report_lines(report)
    made, anew = tmp_path / "index", tmp_path / "anew"
    plain_build(root, anew, HashingEmbedder(dimension=32, name=_NEW), parser=parser)
    embedder = HashingEmbedder(dimension=32, name=_NEW)
    switched, fresh = FileStore(made).open(embedder), FileStore(anew).open(embedder)
    assert list(switched.chunks) == list(fresh.chunks)
    np.testing.assert_array_equal(switched.store.vectors(), fresh.store.vectors())
    parser.parsed.clear()
    assert plain_build(root, index, embedder, parser=parser).chunks_embedded == 0
    plain_build(root, index, HashingEmbedder(name="third"), parser=parser, anew=True)
    assert len(parser.parsed) == 3, "anew is anew"


@pytest.mark.parametrize("spread", [False, True])
def test_a_switch_keeps_what_can_not_be_read_any_more_as_it_was_read_last(
    root: Path, tmp_path: Path, spread: bool
) -> None:
    embedder, index = HashingEmbedder(dimension=32, name=_NEW), tmp_path / "index"
    again = partial(plain_build, root, index, parser=_Counting())
    fresh = shutil.copytree(root, tmp_path / "fresh")
    again(HashingEmbedder())
    (root / "ferry.txt").write_text("BROKEN", encoding="utf-8")
    assert again(HashingEmbedder()).files_stale == 1, "before the switch"
    (root / "talks.txt").write_text("BROKEN too", encoding="utf-8")
    report = again(embedder, maker=Spread(PoolHere(embedder=embedder, parser=_Counting())) if spread else None)
    assert (report.files_failed, report.files_stale, report.files_removed) == (2, 2, 0)
    assert report.chunks_embedded == report.chunks == 2
    assert "2 failed (2 of them answered from as last read)" in report_lines(report)
    plain_build(fresh, tmp_path / "of-fresh", embedder, parser=_Counting())
    switched, expected = FileStore(index).open(embedder), FileStore(tmp_path / "of-fresh").open(embedder)
    assert switched.documents == expected.documents
    assert_same_contents(switched, expected)
    assert [(entry.source, entry.state) for entry in switched.files] == [
        ("copy.txt", "indexed"),
        ("ferry.txt", "stale"),
        ("talks.txt", "stale"),
    ]
    assert again(embedder).generation == report.generation, "as any build of what is broken still"


def test_the_old_index_answers_until_the_new_one_is_there(root: Path, tmp_path: Path) -> None:
    store, go_on = FileStore(tmp_path / "index"), threading.Event()
    build(root, store.folder, HashingEmbedder())
    new = _Slow(go_on)
    live = LiveBot(store, root, new, rebuild=rebuild, reader=WordReader(), other=_old)
    folder = Folder(root, store, new, parser=InProcessParser())
    with looking(Collections({"": Served("", live, folder)}), 0.01, patience=0.0) as caught_up:
        caught_up()
        answer = live.ask("Who hosted the talks?")
        assert answer.statements[0].text.startswith("Mayor Ana Silva")
        assert live.bot.embedder.name == "hashing"
        assert until(lambda: folder.building is not None)
        assert live.bot.embedder.name == "hashing", "while it is embedded"
        go_on.set()
        assert until(lambda: live.bot.embedder.name == _NEW)
        assert live.ask("Who hosted the talks?").statements == answer.statements
        assert not live.problem
    folder.stop()


def test_where_the_old_model_is_gone_the_folder_is_embedded_anew_first(root: Path, tmp_path: Path) -> None:
    build(root, tmp_path / "index", HashingEmbedder())

    def gone(name: str) -> HashingEmbedder:
        raise EmbedderError(f"The embedder {name} is not installed.")

    new = HashingEmbedder(dimension=32, name=_NEW)
    live = LiveBot(tmp_path / "index", root, new, rebuild=rebuild, reader=WordReader(), other=gone)
    assert live.bot.embedder.name == _NEW
    assert live.ask("Who hosted the talks?").statements[0].text.startswith("Mayor Ana Silva")


def test_a_single_question_is_refused_with_the_remedy(root: Path, tmp_path: Path) -> None:
    build(root, tmp_path / "index", HashingEmbedder())
    with pytest.raises(IndexUnusable, match=r"made by the embedder hashing .* but new .* python -m index"):
        open_bot(tmp_path / "index", root, HashingEmbedder(dimension=32, name=_NEW), rebuild=rebuild)


def test_the_embedder_that_made_the_index_goes_on_unless_another_is_set(root: Path, tmp_path: Path) -> None:
    store, none = FileStore(tmp_path / "index"), FileStore(tmp_path / "none")
    assert embedder_name("", none) == ""
    build(root, store.folder, HashingEmbedder(name=_NEW))
    assert embedder_name("", none, None, store) == _NEW
    assert embedder_name("multilingual", store) == "multilingual"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Wann fliegt der Heißluftballon nach Xanten?", "kein Deutsch"),
        ("Когда вылетает воздушный шар?", "does not read Russian"),
        ("When does the balloon fly to Xanten?", ""),
    ],
)
def test_what_finds_nothing_in_a_language_that_is_not_known_is_told_what_would_help(
    root: Path, tmp_path: Path, question: str, told: str
) -> None:
    for known in (frozenset({"en"}), None):
        embedder = HashingEmbedder()
        embedder.languages = known
        build(root, tmp_path / "index", embedder)
        bot = open_bot(tmp_path / "index", root, embedder, rebuild=rebuild, reader=WordReader())
        *_, answer = bot.stream(question)
        assert answer.status in ("refused", "unsure")
        if known and told:
            assert told in answer.notice and answer.notice.endswith("make chat EMBEDDER=multilingual")
        else:
            assert not answer.notice
