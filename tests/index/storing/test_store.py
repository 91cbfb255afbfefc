"""What every store of an index must do, whatever keeps it."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from index.embedding.embedder import HashingEmbedder
from index.errors import IndexLocked, IndexUnusable
from index.storing.files import FileStore
from index.storing.listed import named
from index.storing.store import Store
from tests.in_process import build
from tests.postgres import empty_store
from tests.sound import assert_same_index

Made = Callable[[Path], Store]
EVERY = pytest.mark.parametrize("made", [FileStore, empty_store], ids=["files", "postgres"])


@EVERY
def test_without_an_index_it_says_how_to_build_one(tmp_path: Path, made: Made) -> None:
    store = made(tmp_path / "index")
    assert (store.current(), store.note("thresholds.json")) == ("", None)
    for asked in (store.manifest, lambda: store.open(HashingEmbedder()), lambda: store.held(HashingEmbedder())):
        with pytest.raises(IndexUnusable, match=r"There is no index in .* Build it: python -m index"):
            asked()


@EVERY
def test_each_build_makes_another_generation_current_and_an_unchanged_folder_none(
    corpus: Path, tmp_path: Path, made: Made
) -> None:
    store = made(tmp_path / "index")
    named = []
    for text in ("The mill is new.", "The mill is new.", "The mill is old."):
        (corpus / "mill.txt").write_text(text, encoding="utf-8")
        generation = build(corpus, store, HashingEmbedder()).generation
        named.append(store.current())
        assert named[-1].startswith(f"{generation} ")
        assert store.manifest()["generation"] == generation
    assert named[0] == named[1] != named[2]


@EVERY
def test_what_is_open_stays_as_it_was_after_the_next_build(corpus: Path, tmp_path: Path, made: Made) -> None:
    store, embedder = made(tmp_path / "index"), HashingEmbedder()
    build(corpus, store, embedder)
    before = store.open(embedder)
    (corpus / "orchard.md").unlink()
    (corpus / "mill.txt").write_text("The mill is new.", encoding="utf-8")
    build(corpus, store, embedder)
    after = store.open(embedder, before)
    assert_same_index(after, store.open(embedder))
    assert {document.source for document in before.documents} - {document.source for document in after.documents} == {
        "orchard.md"
    }
    texts = {document.source: document.text for document in before.documents}
    assert "apple" in texts["orchard.md"]
    assert [chunk.text for chunk in before.chunks if chunk.document.source == "orchard.md"]


@EVERY
def test_what_it_holds_is_told_to_the_next_build(corpus: Path, tmp_path: Path, made: Made) -> None:
    embedder = HashingEmbedder()
    store = made(tmp_path / "index")
    build(corpus, store, embedder)
    with closing(store.held(embedder)) as held:
        there = {path.relative_to(corpus).as_posix() for path in corpus.rglob("*") if path.is_file()}
        assert {entry.source for entry in held.files.values()} == there
        assert len(held.documents) == len(there)
        for origin, number in held.documents.values():
            rows = list(origin.embedded(number))
            assert rows and all(row.chunk.text and row.terms for row in rows)


@EVERY
def test_another_embedder_is_refused_with_the_remedy(corpus: Path, tmp_path: Path, made: Made) -> None:
    store = made(tmp_path / "index")
    build(corpus, store, HashingEmbedder())
    for asked in (store.open, store.held):
        with pytest.raises(IndexUnusable, match=r"made by the embedder .* is in use\. Rebuild it: python -m index"):
            asked(HashingEmbedder(name="other"))


@EVERY
def test_one_process_builds(tmp_path: Path, made: Made) -> None:
    store = made(tmp_path / "index")
    assert not store.is_locked()
    with store.lock():
        assert store.is_locked()
        with pytest.raises(IndexLocked, match="is locked"), store.lock():
            pass
    assert not store.is_locked()


@EVERY
def test_it_is_called_by_where_it_is(tmp_path: Path, made: Made) -> None:
    store = made(tmp_path / "index")
    assert str(store) in store.at("thresholds.json")
    assert "thresholds.json" in store.at("thresholds.json")


@EVERY
def test_files_are_found_by_name_and_others_are_not_read(corpus: Path, tmp_path: Path, made: Made) -> None:
    (corpus / "zz.md").write_bytes((corpus / "orchard.md").read_bytes())
    (corpus / "empty.txt").write_text(" ", encoding="utf-8")
    store = made(tmp_path / "index")
    build(corpus, store, HashingEmbedder())
    snapshot = store.open(HashingEmbedder())
    asked = ["orchard.md", "zz.md", "empty.txt", "gone.md", "no\0ne", "\udc80"]
    for some, answered in (
        (snapshot, {"orchard.md", "zz.md"}),
        (snapshot.only(["zz.md"]), {"orchard.md", "zz.md"}),
        (snapshot.without(["zz.md"]), set()),
        (snapshot.without(["harbor.txt"]).only(["orchard.md"]), {"orchard.md", "zz.md"}),
    ):
        assert some.answered(asked) == answered
        assert some.answered([]) == set()
        assert [file for file in some.files if file.source in asked and file.answers] == [
            file for file in snapshot.files if file.source in answered
        ]
        assert {file.source for file in named(some.files, asked)} == answered | {"empty.txt"}
        assert named([*some.files], asked) == sorted(named(some.files, asked), key=lambda file: file.source)
