"""The list of documents: what is found, in which order, on which page; what it says; and when the folder is looked at."""

import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.documents.fragments import lines_html, list_html
from app.documents.listing import ROWS, Listed, Wanted, listed, wanted
from app.documents.looking import Contents, Looks, Row, as_read, look_at
from app.documents.words import added_said, foreign_said, report_said
from app.words.catalogue import said
from index.building.report import Report
from index.embedding.embedder import HashingEmbedder
from index.embedding.foreign import foreign
from index.reading.files import FileEntry
from index.records import Document
from index.storing import memory
from index.storing.snapshot import Snapshot, open_snapshot
from tests.in_process import build


def row(source: str, state: str = "indexed", title: str | None = None, date: str | None = None, size: int = 1) -> Row:
    read = state in ("indexed", "partial", "duplicate")
    return Row(source, state, state, Document(source, "Text.", title, date, "0" * 64) if read else None, size)


ROWS_OF_FOUR = [
    row("b/lamp.md", title="Lamp report", date="2022-05-24", size=300),
    row("broken.pdf", "failed", size=20),
    row("mill.txt", size=1000, date="2021-01-01"),
    row("scan.pdf", "partial", title="A scan"),
]


def shown(wish: Wanted) -> list[str]:
    return [one.source for one in listed(ROWS_OF_FOUR, wish).rows]


def html_of(rows: list[Row], page: Listed | None = None, *, read_only: bool = False) -> str:
    contents = Contents(rows)
    page = page or listed(rows, Wanted())
    return list_html(contents, page, Wanted(), "papers", "2026-11-27T20:00", read_only=read_only, looking=False)


def test_what_is_amiss_comes_first_and_a_column_sorts_either_way() -> None:
    assert shown(Wanted()) == ["broken.pdf", "scan.pdf", "b/lamp.md", "mill.txt"]
    assert shown(Wanted(sort="name")) == ["scan.pdf", "broken.pdf", "b/lamp.md", "mill.txt"], "by title, then file name"
    assert shown(Wanted(sort="size", down=True)) == ["mill.txt", "b/lamp.md", "broken.pdf", "scan.pdf"]
    assert shown(Wanted(sort="date"))[:2] == ["mill.txt", "b/lamp.md"]
    assert shown(Wanted(sort="date", down=True)) == ["b/lamp.md", "mill.txt", "broken.pdf", "scan.pdf"], "none: last"


def test_titles_and_file_names_are_searched_and_states_filtered() -> None:
    assert shown(Wanted("REPORT lamp")) == ["b/lamp.md"]
    assert shown(Wanted("b/")) == ["b/lamp.md"]
    assert shown(Wanted("lamp scan")) == []
    assert shown(Wanted(state="unread")) == ["broken.pdf"]
    assert shown(Wanted(state="partial")) == ["scan.pdf"]


def test_what_makes_no_sense_in_an_address_is_left_out() -> None:
    assert wanted({"sort": "bad", "state": "<b>", "page": "x", "down": "yes"}) == Wanted()
    assert wanted({"q": "a" * 10_000, "page": "9" * 5000, "sort": "date", "down": "1"}) == Wanted(
        "a" * 200, sort="date", down=True
    )
    many = [row(f"{number:04}.txt") for number in range(2 * ROWS + 1)]
    for page, sources in (("999", ["0100.txt"]), ("0", ["0000.txt"]), ("-1", ["0000.txt"]), ("2", ["0050.txt"])):
        assert [one.source for one in listed(many, wanted({"page": page})).rows][:1] == sources
    assert not listed(many, wanted({"q": "a" * 10_000})).rows


@pytest.mark.parametrize(
    "source",
    ['<b>bold & "co".txt', "two\nlines\r.txt", "sails\u202etxt.exe.txt", "ل" * 120 + ".txt", "a" * 251 + ".txt"],
)
def test_a_name_is_shown_and_given_back_as_it_is(source: str) -> None:
    from lxml import html  # as a browser reads it

    fragment = html_of([row(source, title="<script>alert(1)</script>")])
    assert "<script" not in fragment and "<b>" not in fragment and "\u202e" not in fragment.split("data-name")[1]
    (one,) = html.fromstring(f"<div>{fragment}</div>").xpath("//tr[@data-source]")
    assert one.get("data-source") == source
    assert one.get("data-name") == "<script>alert(1)</script>"


def test_a_row_offers_what_can_be_done_with_it() -> None:
    fragment = html_of(ROWS_OF_FOUR)
    assert fragment.count('type="checkbox"') == fragment.count("about-it") == 3, "nothing is answered from broken.pdf"
    assert fragment.count('class="delete"') == 4
    assert "1 not read" in fragment and "1 read in part" in fragment
    read_only = html_of(ROWS_OF_FOUR, read_only=True)
    assert "delete" not in read_only and read_only.count("about-it") == 3
    assert 'aria-sort="ascending"' in fragment


def test_an_empty_folder_says_what_to_do() -> None:
    assert "There are no documents in papers/ yet. Add some" in html_of([])
    assert "Put some into that folder" in html_of([], read_only=True)
    nothing = list_html(
        Contents(ROWS_OF_FOUR), listed(ROWS_OF_FOUR, Wanted("x y z")), Wanted("x y z"), "papers", "", read_only=False,
        looking=False,
    )  # fmt: skip
    assert "No document" in nothing


# What is said


def test_what_was_added_is_said_as_it_came_out() -> None:
    states = {
        "a.txt": ("indexed", "Read"),
        "b.pdf": ("failed", said("files.not_read", reason="protected by a password; save it without one")),
        "c.txt": ("duplicate", "Same as a.txt"),
    }
    assert added_said(["a.txt"], states) == [("Added a.txt.", ())]
    (line,) = added_said(["b.pdf"], states)
    assert line[0] == "b.pdf was put into the folder but can't be read: protected by a password; save it without one."
    assert added_said(["gone.txt"], states) == [("gone.txt was put into the folder. Not read yet.", ())]
    many = [f"{number}.txt" for number in range(50)]
    ((heading, names),) = added_said(many, dict.fromkeys(many, ("indexed", "Read")))
    assert (heading, names) == ("50 files added", many)
    assert lines_html(heading, names).startswith("<details><summary>50 files added</summary>")
    heading, lines = added_said(["b.pdf", "c.txt"], states)[0]
    assert "2 files" in heading and lines[1] == "c.txt was put into the folder. Same as a.txt."


def test_a_build_is_reported_in_peoples_words() -> None:
    report = Report(files_added=12, seconds=4.2, chunks=99)
    assert report_said(report) == ("Read 12 new documents in 4 s.", [])
    failed = replace(
        report, failures=[{"source": "r.pdf", "reason": "it is protected by a password; save it without one"}]
    )
    assert report_said(failed)[0] == (
        "Read 12 new documents in 4 s. 1 could not be read: r.pdf: protected by a password; save it without one."
    )
    both = replace(report, files_added=0, files_changed=1, files_removed=2, seconds=0.31)
    assert report_said(both)[0] == "Read 1 changed document again, removed 2 documents in 0.3 s."
    assert report_said(Report()) == ("Nothing in the folder has changed.", [])
    line, more = report_said(replace(report, empty=["a.txt", "b.txt"], notice="Made anew."))
    assert line.endswith("2 could not be read:") and len(more) == 3


def test_the_page_says_of_languages_what_the_command_says(embedder: HashingEmbedder) -> None:
    embedder.languages = frozenset({"en"})
    report, documents = Report(), {"en": 2_000, "es": 3_000, "pt": 1}
    report.mind_languages(documents, embedder)
    found = foreign(documents, embedder)
    assert found
    assert report.warnings == [" ".join(foreign_said(found))]
    assert report.warnings[0].startswith(
        "3,001 of 5,001 documents are in languages that hashing does not know (Spanish,"
    )
    assert report_said(report) == ("Nothing in the folder has changed.", []), "it stands above the list"
    unheard = foreign({"xx": 1}, embedder)
    assert unheard and len(foreign_said(unheard)) == 1, "no model is known to help"


# When the folder is looked at


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_paging_does_not_look_at_the_folder_and_a_change_does(corpus: Path, tmp_path: Path) -> None:
    build(corpus, tmp_path / "index", HashingEmbedder())
    snapshot = open_snapshot(tmp_path / "index", HashingEmbedder())
    looked: list[int] = []

    def counting(snapshot: Snapshot, index_dir: Path, before: Contents) -> Contents:
        looked.append(snapshot.generation)
        return look_at(snapshot, index_dir, before)

    clock = Clock()
    looks = Looks(tmp_path / "index", counting, clock, patience=60)
    for _ in range(5):
        contents, looking = looks(snapshot)
    assert (len(looked), looking, contents.is_stale) == (1, False, False)
    (corpus / "new.txt").write_text("New.", encoding="utf-8")
    assert not looks(snapshot)[0].is_stale
    assert looks(snapshot, again=True)[0].is_stale
    (corpus / "new.txt").unlink()
    clock.now += 60
    assert not looks(snapshot)[0].is_stale, "after some seconds"
    (corpus / "harbor.txt").unlink()
    looks.forget()
    rows = {one.source: one.state for one in looks(snapshot)[0].rows}
    assert rows["harbor.txt"] == "gone"
    assert len(looked) == 4


def test_a_slow_look_is_not_waited_for(corpus: Path, tmp_path: Path) -> None:
    build(corpus, tmp_path / "index", HashingEmbedder())
    snapshot = open_snapshot(tmp_path / "index", HashingEmbedder())
    (corpus / "new.txt").write_text("New.", encoding="utf-8")

    go_on = threading.Event()

    def slow(snapshot: Snapshot, index_dir: Path, before: Contents) -> Contents:
        assert go_on.wait(60)
        return look_at(snapshot, index_dir, before)

    looks = Looks(tmp_path / "index", slow, patience=0.01)
    contents, is_looking = looks(snapshot)
    assert is_looking and contents.rows == as_read(snapshot).rows
    go_on.set()
    assert _looked(looks, snapshot).is_stale


def test_an_index_made_anew_is_not_taken_for_the_one_before(corpus: Path, tmp_path: Path) -> None:
    build(corpus, tmp_path / "index", HashingEmbedder())
    looks = Looks(tmp_path / "index", patience=20)
    snapshot = open_snapshot(tmp_path / "index", HashingEmbedder())
    before = looks(snapshot)[0].rows
    shutil.rmtree(tmp_path / "index")
    (corpus / "new.txt").write_text("New.", encoding="utf-8")
    build(corpus, tmp_path / "index", HashingEmbedder())
    anew = open_snapshot(tmp_path / "index", HashingEmbedder())
    assert anew.generation == snapshot.generation
    assert {row.source for row in looks(anew)[0].rows} == {row.source for row in before} | {"new.txt"}


def test_a_look_that_is_wanted_again_begins_after_that(corpus: Path, tmp_path: Path) -> None:
    build(corpus, tmp_path / "index", HashingEmbedder())
    snapshot = open_snapshot(tmp_path / "index", HashingEmbedder())
    seen, go_on = threading.Event(), threading.Event()
    looked: list[int] = []

    def slow(snapshot: Snapshot, index_dir: Path, before: Contents) -> Contents:
        found = look_at(snapshot, index_dir, before)
        looked.append(len(found.rows))
        seen.set()
        assert go_on.wait(60)
        return found

    looks = Looks(tmp_path / "index", slow, patience=0.01)
    assert looks(snapshot)[1] and seen.wait(60)
    (corpus / "new.txt").write_text("New.", encoding="utf-8")
    for _ in range(3):
        assert looks(snapshot, again=True)[1]
    go_on.set()
    assert _looked(looks, snapshot).is_stale
    assert looked == [3, 4], "one look for all who want it meanwhile"


def _looked(looks: Looks, snapshot: Snapshot) -> Contents:
    """What is there, once it was looked at."""
    deadline = time.monotonic() + 60
    while (found := looks(snapshot))[1]:
        assert time.monotonic() < deadline
    return found[0]


def test_a_page_of_20000_documents_is_made_at_once(tmp_path: Path, snapshot_of: Callable[..., Snapshot]) -> None:
    snapshot = snapshot_of(20_000)
    looks = Looks(tmp_path / "index")
    for wish in (
        Wanted(),
        Wanted("report 19"),
        Wanted(sort="name", down=True, page=200),
        Wanted(sort="date", page=999),
    ):
        began = time.thread_time()
        contents, looking = looks(snapshot)
        page = listed(contents.rows, wish)
        fragment = list_html(contents, page, wish, "papers", "", read_only=False, looking=looking)
        assert time.thread_time() - began < 1.0, "of a processor; a quarter of that where nothing else runs"
        assert len(page.rows) and len(fragment) < 100_000


@pytest.fixture
def snapshot_of(tmp_path: Path) -> Callable[[int], Snapshot]:
    """One of so many documents, whose files are not there."""

    def make(count: int) -> Snapshot:
        files, documents = [], []
        for number in range(count):
            source, sha256 = f"part {number // 500}/report {number:05}.txt", f"{number:064x}"
            files.append(FileEntry(source, sha256, "indexed"))
            documents.append(Document(source, "Text.", f"Report {number}", "2024-01-02", sha256))
        root = tmp_path / "papers"
        root.mkdir()
        empty = open_snapshot_of_nothing(tmp_path)
        made = memory.snapshot_of([], np.empty((0, 64), dtype=np.float32), documents=documents)
        return replace(made, manifest={**empty.manifest, "root": str(root)}, files=files)

    return make


def open_snapshot_of_nothing(tmp_path: Path) -> Snapshot:
    root = tmp_path / "one"
    root.mkdir()
    (root / "one.txt").write_text("One.", encoding="utf-8")
    build(root, tmp_path / "index", HashingEmbedder())
    return open_snapshot(tmp_path / "index", HashingEmbedder())
