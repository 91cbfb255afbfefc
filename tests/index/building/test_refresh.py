"""Refreshing: what can't be read stays as it was, what was finished is not done again, nothing is wiped unasked."""

import os
import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from app import bot as bots
from app.bot import LiveBot
from index.building.build import is_stale
from index.building.progress import BuildProgress
from index.building.report import Report, report_lines
from index.chunks import embedding_text
from index.embedding.embedder import HashingEmbedder, Vectors
from index.errors import BuildStopped, CorpusError, IndexLocked, LoadError
from index.reading.folder import out_of_sight
from index.reading.parser import InProcessParser
from index.records import Document
from index.storing.generations import read_current
from index.storing.snapshot import open_snapshot
from tests.in_process import build, open_bot


class _Stopping(HashingEmbedder):
    """Ctrl-C is pressed while it embeds the n-th batch."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.after = after

    def documents(self, texts: Sequence[str]) -> Vectors:
        self.after -= 1
        if self.after < 0:
            raise KeyboardInterrupt
        return super().documents(texts)


class _Choosy:
    """Refuses files that say so."""

    def __init__(self) -> None:
        self.parsed: list[str] = []

    def parse(self, source: str, data: bytes) -> Document:
        self.parsed.append(source)
        if b"BROKEN" in data:
            raise LoadError("it is damaged; save it again")
        return InProcessParser().parse(source, data)


def _states(index_dir: Path) -> dict[str, str]:
    return {entry.source: entry.state for entry in open_snapshot(index_dir, HashingEmbedder()).files}


def _texts(index_dir: Path) -> dict[str, str]:
    return {own.source: own.text for own in open_snapshot(index_dir, HashingEmbedder()).documents}


def test_a_file_that_fails_keeps_its_last_good_content_until_it_is_mended(
    tmp_path: Path, corpus: Path, embedder: HashingEmbedder
) -> None:
    index_dir, choosy = tmp_path / "index", _Choosy()
    again = partial(build, corpus, index_dir, embedder, parser=choosy)
    again()
    good = (corpus / "harbor.txt").read_text(encoding="utf-8")
    (corpus / "harbor.txt").write_text("BROKEN", encoding="utf-8")
    report = again()
    assert (report.files_failed, report.files_stale, report.files_removed, report.chunks_embedded) == (1, 1, 0, 0)
    [failure] = report.failures
    assert failure["source"] == "harbor.txt"
    assert failure["reason"].startswith("it is damaged; save it again (answers come from what it held")
    assert "1 failed (1 of them answered from as last read)" in report_lines(report)
    assert _texts(index_dir)["harbor.txt"] == good
    assert _states(index_dir)["harbor.txt"] == "stale"
    assert not is_stale(open_snapshot(index_dir, embedder), index_dir), "nothing has changed since"

    choosy.parsed.clear()
    assert again().generation == report.generation
    assert choosy.parsed == ["harbor.txt"], "it is tried again"
    (corpus / "moved.txt").write_text(good, encoding="utf-8")
    again()
    [document] = [own for own in open_snapshot(index_dir, embedder).documents if own.text == good]
    assert (document.source, document.copies) == ("harbor.txt", ("moved.txt",))

    (corpus / "harbor.txt").write_text("The harbor is open again.", encoding="utf-8")
    assert is_stale(open_snapshot(index_dir, embedder), index_dir)
    report = again()
    assert (report.files_failed, report.files_changed) == (0, 1)
    assert _texts(index_dir)["harbor.txt"] == "The harbor is open again."
    (corpus / "harbor.txt").write_text("BROKEN again", encoding="utf-8")
    again()
    (corpus / "harbor.txt").unlink()
    assert again().files_removed == 1
    assert "harbor.txt" not in _texts(index_dir)


def test_what_was_a_file_and_is_a_link_now_is_not_answered_from(
    tmp_path: Path, corpus: Path, embedder: HashingEmbedder
) -> None:
    index_dir = tmp_path / "index"
    build(corpus, index_dir, embedder)
    shutil.move(corpus / "harbor.txt", tmp_path / "harbor.txt")
    (corpus / "harbor.txt").symlink_to(tmp_path / "harbor.txt")
    report = build(corpus, index_dir, embedder)
    assert (report.files_failed, report.files_stale) == (1, 0)
    assert "harbor.txt" not in _texts(index_dir)


def test_another_folder_inherits_no_last_good_content(tmp_path: Path, corpus: Path, embedder: HashingEmbedder) -> None:
    index_dir, other = tmp_path / "index", tmp_path / "other"
    build(corpus, index_dir, embedder, parser=_Choosy())
    shutil.copytree(corpus, other)
    (other / "harbor.txt").write_text("BROKEN", encoding="utf-8")
    report = build(other, index_dir, embedder, parser=_Choosy())
    assert (report.files_added, report.files_failed, report.files_stale, report.chunks_embedded) == (2, 1, 0, 0)
    assert _texts(index_dir).keys() == {"orchard.md", "notes/bridge.txt"}


def test_files_in_a_folder_that_cannot_be_read_now_are_not_gone(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "link").symlink_to(tmp_path)
    before = ["a.txt", "closed/b.txt", "closed/sub/c.txt", "closedness.txt", "link/d.txt"]
    assert out_of_sight(tmp_path, ["a.txt", "closed/", "link/"], before) == ["closed/b.txt", "closed/sub/c.txt"]
    assert out_of_sight(tmp_path, ["a.txt"], before) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_folder_keeps_its_files(tmp_path: Path, corpus: Path, embedder: HashingEmbedder) -> None:
    build(corpus, tmp_path / "index", embedder)
    (corpus / "notes").chmod(0)
    try:
        report = build(corpus, tmp_path / "index", embedder)
        assert {failure["source"] for failure in report.failures} == {"notes/", "notes/bridge.txt"}
        assert "notes/bridge.txt" in _texts(tmp_path / "index")
        assert not is_stale(open_snapshot(tmp_path / "index", embedder), tmp_path / "index")
    finally:
        (corpus / "notes").chmod(0o700)


def test_the_same_content_is_indexed_once_and_every_path_is_known(tmp_path: Path, embedder: HashingEmbedder) -> None:
    root, index_dir = tmp_path / "root", tmp_path / "index"
    for folder in ("2021", "2022", "old"):
        (root / folder).mkdir(parents=True)
        (root / folder / "report.txt").write_text("Nine trees were felled.", encoding="utf-8")
    (root / "2023").mkdir()
    (root / "2023" / "report.txt").write_text("Ten trees were felled.", encoding="utf-8")
    report = build(root, index_dir, embedder)
    assert (report.files_added, report.files_duplicate, report.chunks) == (2, 2, 2)
    assert report.duplicates == [
        {"source": "2022/report.txt", "of": "2021/report.txt"},
        {"source": "old/report.txt", "of": "2021/report.txt"},
    ]
    snapshot = open_snapshot(index_dir, embedder)
    assert [(own.source, own.copies) for own in snapshot.documents] == [
        ("2021/report.txt", ("2022/report.txt", "old/report.txt")),
        ("2023/report.txt", ()),
    ]
    assert snapshot.originals["old/report.txt"] == "2021/report.txt"
    (root / "2021" / "report.txt").unlink()
    report = build(root, index_dir, embedder)
    assert (report.files_removed, report.files_duplicate, report.chunks_embedded) == (1, 1, 0)
    assert open_snapshot(index_dir, embedder).documents[0].source == "2022/report.txt"


def test_ctrl_c_keeps_what_is_finished_and_the_next_build_goes_on(tmp_path: Path) -> None:
    root, index_dir = tmp_path / "root", tmp_path / "index"
    root.mkdir()
    for number in range(700):
        (root / f"{number:03}.txt").write_text(f"Report {number} is on bridge {number}.", encoding="utf-8")
    with pytest.raises(BuildStopped, match=r"Stopped with 500 of 700 files read and 500 chunks embedded\. .* goes on"):
        build(root, index_dir, _Stopping(after=1))
    assert read_current(index_dir) == ""
    embedder = HashingEmbedder()
    report = build(root, index_dir, embedder)
    assert (report.chunks, report.chunks_embedded, len(embedder.embedded)) == (700, 200, 200)
    build(root, tmp_path / "fresh", HashingEmbedder())
    one, other = (open_snapshot(folder, embedder) for folder in (index_dir, tmp_path / "fresh"))
    assert (one.files, one.documents, one.chunks) == (other.files, other.documents, other.chunks)
    np.testing.assert_array_equal(one.store.vectors(), other.store.vectors())
    assert not list(index_dir.glob("staging-*"))


def test_a_build_that_is_told_to_stop_keeps_what_is_finished_and_the_next_one_goes_on(tmp_path: Path) -> None:
    root, index_dir, stop = tmp_path / "root", tmp_path / "index", Event()
    root.mkdir()
    for number in range(700):
        (root / f"{number:03}.txt").write_text(f"Report {number} is on bridge {number}.", encoding="utf-8")

    def show(progress: BuildProgress) -> None:
        if progress.files == 500:
            stop.set()

    with pytest.raises(BuildStopped, match=r"Stopped with 500 of 700 files read and 500 chunks embedded\. .* goes on"):
        build(root, index_dir, HashingEmbedder(), show, stop=stop)
    with pytest.raises(BuildStopped, match=r"Stopped with 0 of 700 files read"):
        build(root, index_dir, HashingEmbedder(), stop=stop)
    assert read_current(index_dir) == ""
    report = build(root, index_dir, HashingEmbedder(), stop=Event())
    assert (report.chunks, report.chunks_embedded) == (700, 200)


@pytest.mark.parametrize("damage", [b"", b"not a database", None], ids=["empty", "no database", "cut"])
def test_a_damaged_staging_file_costs_its_work_and_no_more(tmp_path: Path, corpus: Path, damage: bytes | None) -> None:
    index_dir = tmp_path / "index"
    for number in range(600):
        (corpus / f"{number}.txt").write_text(f"Bridge {number} is closed.", encoding="utf-8")
    with pytest.raises(BuildStopped):
        build(corpus, index_dir, _Stopping(after=1))
    [staging] = index_dir.glob("staging-*.sqlite")
    data = staging.read_bytes()
    staging.write_bytes(data[: len(data) // 2] if damage is None else damage)
    report = build(corpus, index_dir, HashingEmbedder())
    assert report.chunks_embedded == report.chunks


def test_an_emptied_folder_empties_the_index_only_when_told_to(
    tmp_path: Path, corpus: Path, embedder: HashingEmbedder
) -> None:
    index_dir = tmp_path / "index"
    build(corpus, index_dir, embedder)
    shutil.rmtree(corpus)
    with pytest.raises(CorpusError, match="There is no folder"):
        build(corpus, index_dir, embedder, allow_empty=True)
    corpus.mkdir()
    with pytest.raises(CorpusError, match="--allow-empty"):
        build(corpus, index_dir, embedder)
    assert len(_texts(index_dir)) == 3
    report = build(corpus, index_dir, embedder, allow_empty=True)
    assert (report.files_removed, report.chunks) == (3, 0)
    snapshot = open_snapshot(index_dir, embedder)
    assert (len(snapshot.documents), snapshot.store.size, snapshot.lexical.size) == (0, 0, 0)
    (corpus / "new.txt").write_text("The ferry is back.", encoding="utf-8")
    assert build(corpus, index_dir, embedder).chunks == 1


def test_anew_takes_nothing_over(tmp_path: Path, corpus: Path) -> None:
    build(corpus, tmp_path / "index", HashingEmbedder())
    embedder = HashingEmbedder()
    report = build(corpus, tmp_path / "index", embedder, anew=True)
    assert (report.generation, report.files_added) == (2, 3)
    assert report.chunks_embedded == report.chunks == len(embedder.embedded)


def test_foreign_documents_bring_a_warning_with_the_command(
    tmp_path: Path, spanish: str, corpus: Path, embedder: HashingEmbedder
) -> None:
    (corpus / "comunicado.txt").write_text(spanish, encoding="utf-8")
    assert build(corpus, tmp_path / "any", embedder).warnings == []
    embedder.languages = frozenset({"en"})
    report = build(corpus, tmp_path / "index", embedder)
    [warning] = report.warnings
    assert warning.startswith("1 of 4 documents are in languages that hashing does not know (Spanish)")
    assert warning.endswith("A model of many languages, 91 MB, fetched once: make chat EMBEDDER=multilingual")
    assert f"Warning: {warning}" in report_lines(report)
    assert build(corpus, tmp_path / "index", embedder).warnings == [warning], "said again while it is so"
    (corpus / "comunicado.txt").unlink()
    assert build(corpus, tmp_path / "index", embedder).warnings == []


def test_long_lists_are_cut_in_the_summary_but_for_what_failed() -> None:
    report = Report(
        empty=[f"{number}.txt" for number in range(30)],
        failures=[{"source": f"f{number}.pdf", "reason": "it is damaged"} for number in range(30)],
    )
    lines = report_lines(report).splitlines()
    assert sum(line.startswith("  empty:") for line in lines) == 20
    assert "  and 10 more" in lines
    assert sum(line.startswith("  failed:") for line in lines) == 30


def test_the_bar_ends_where_its_total_is(tmp_path: Path, corpus: Path, embedder: HashingEmbedder) -> None:
    (corpus / "film.mp4").write_bytes(bytes(100_000))
    (corpus / "empty.txt").write_text(" \n", encoding="utf-8")
    (corpus / "copy.txt").write_bytes((corpus / "harbor.txt").read_bytes())
    (corpus / "junk.pdf").write_bytes(b"%PDF-")
    seen: list[BuildProgress] = []
    build(corpus, tmp_path / "index", embedder, seen.append)
    assert (seen[-1].files, seen[-1].bytes) == (seen[-1].files_total, seen[-1].bytes_total)
    assert 0 < seen[-1].bytes_total < 100_000


def test_a_chunk_of_which_the_same_is_read_is_taken_over_whatever_is_its_own_text(
    tmp_path: Path, embedder: HashingEmbedder
) -> None:
    page, index_dir = tmp_path / "root" / "page.html", tmp_path / "index"
    page.parent.mkdir()
    for html, text in (
        ("<title>Harbor report</title><p>The ships came.", "The ships came."),
        ("<p>Harbor report<br>The ships came.", "Harbor report\nThe ships came."),
    ):
        page.write_text(html, encoding="utf-8")
        build(page.parent, index_dir, embedder)
        snapshot = open_snapshot(index_dir, embedder)
        [chunk] = snapshot.chunks
        assert chunk.text == text
        np.testing.assert_array_equal(snapshot.store.vectors(), HashingEmbedder().documents([embedding_text(chunk)]))
    assert embedder.embedded == ["Harbor report\nThe ships came."]


def test_a_file_that_can_be_read_at_last_is_added(tmp_path: Path, corpus: Path, embedder: HashingEmbedder) -> None:
    (corpus / "late.txt").write_text("BROKEN for now", encoding="utf-8")
    assert build(corpus, tmp_path / "index", embedder, parser=_Choosy()).files_failed == 1
    report = build(corpus, tmp_path / "index", embedder)
    assert (report.files_added, report.files_unchanged, report.chunks_embedded) == (1, 3, 1)


def test_what_is_excluded_is_not_kept_for_lying_out_of_sight(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir()
    before = ["closed/a.txt", "closed/private.txt"]
    assert out_of_sight(tmp_path, ["closed/"], before, ["private.txt"]) == ["closed/a.txt"]


def test_other_patterns_make_the_index_stale(tmp_path: Path, corpus: Path, embedder: HashingEmbedder) -> None:
    def sources(exclude: Sequence[str] | None) -> list[str]:
        bot = open_bot(tmp_path / "index", corpus, embedder, exclude)
        return [document.source for document in bot.snapshot.documents]

    assert sources(["notes/"]) == sources(None) == ["harbor.txt", "orchard.md"]
    assert sources([]) == sources(None) == ["harbor.txt", "notes/bridge.txt", "orchard.md"]


def test_what_is_opened_beside_a_builder_answers_from_what_was_there_and_a_chat_changes_over(
    tmp_path: Path, corpus: Path, embedder: HashingEmbedder
) -> None:
    index_dir = tmp_path / "index"
    build(corpus, index_dir, embedder)
    live = LiveBot(index_dir, corpus, embedder)
    (corpus / "new.txt").write_text("The harbour opened in March.", encoding="utf-8")

    def another_is_faster(*_: object, **__: object) -> None:
        build(corpus, index_dir, embedder)
        raise IndexLocked("locked")

    question = "When did the harbour open?"
    bot = bots.open_bot(index_dir, corpus, embedder, rebuild=another_is_faster)
    assert bot.answerer(question).hits[0].chunk.document.source != "new.txt"
    assert live.ask(question).hits[0].chunk.document.source == "new.txt"
