"""The folder as the page shows and changes it: what is listed, taken, refused and removed, and rebuilding beside it."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents import uploads
from app.documents.folder import Folder, ReadOnly
from app.documents.looking import Contents, look_at
from app.documents.rebuild import Step
from app.documents.uploads import RefusedUpload, clean_name
from index.building.build import build
from index.building.progress import BuildProgress
from index.building.report import Report
from index.disk import place_new
from index.embedding.embedder import HashingEmbedder, Vectors
from index.errors import BuildStopped, CorpusError, IndexLocked
from index.reading.folder import MAX_BYTES, scan
from index.reading.parser import InProcessParser
from index.storing.generations import build_lock
from index.storing.snapshot import open_snapshot
from tests import samples
from tests.hostile import write_hostile

needs_links = pytest.mark.skipif(os.name == "nt", reason="links need rights")


class _Slow(HashingEmbedder):
    """Waits, at the first text to index, until it may go on."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.may_go_on = threading.Event(), threading.Event()

    def documents(self, texts: Sequence[str]) -> Vectors:
        self.begun.set()
        assert self.may_go_on.wait(60)
        return super().documents(texts)


@pytest.fixture
def folder(corpus: Path, tmp_path: Path) -> Folder:
    build(corpus, tmp_path / "index", HashingEmbedder(), parser=InProcessParser())
    return Folder(corpus, tmp_path / "index", HashingEmbedder(), parser=InProcessParser())


@pytest.fixture
def slow(folder: Folder, corpus: Path, tmp_path: Path) -> Iterator[tuple[Folder, _Slow]]:
    """A folder with a new file, whose build waits in the middle."""
    embedder = _Slow()
    (corpus / "new.txt").write_text("The mill was sold.", encoding="utf-8")
    yield Folder(corpus, tmp_path / "index", embedder, parser=InProcessParser()), embedder
    embedder.may_go_on.set()


@pytest.fixture
def upload(tmp_path: Path) -> Callable[..., Path]:
    """Makes a file as a browser's upload leaves it."""
    (tmp_path / "temporary").mkdir()

    def make(name: str, data: bytes = b"The mill was sold.") -> Path:
        path = tmp_path / "temporary" / name
        path.write_bytes(data)
        return path

    return make


def watch(folder: Folder) -> Iterator[Step | Report]:
    """Begins a build when the first step is asked for; its steps, then its report. Raises what the build raises."""
    running = folder.rebuild()
    yield running.step
    while not wait([running.outcome], timeout=0.05).done:
        yield running.step
    yield running.outcome.result()


def _contents(index_dir: Path) -> Contents:
    return look_at(open_snapshot(index_dir, HashingEmbedder()), index_dir)


def is_building(folder: Folder) -> bool:
    return folder.building is not None and folder.building.is_running


def _said(index_dir: Path) -> dict[str, str]:
    return {row.source: row.said for row in _contents(index_dir).rows}


def _rebuilt(folder: Folder) -> Report:
    *steps, report = watch(folder)
    assert steps and all(isinstance(step, Step) for step in steps)
    assert isinstance(report, Report)
    return report


# What is listed


def test_every_file_is_listed_with_what_it_is(tmp_path: Path) -> None:
    root, index_dir = tmp_path / "root", tmp_path / "index"
    root.mkdir()
    good, broken, empty = samples.good(root), samples.broken(root), samples.empty(root)
    (root / "zopy.md").write_bytes((root / "orchard.md").read_bytes())
    build(root, index_dir, HashingEmbedder(), parser=InProcessParser())
    contents = _contents(index_dir)
    rows = {row.source: row for row in contents.rows}
    assert rows.keys() == {*good, *broken, *empty, "zopy.md"}
    for source in good:
        assert (rows[source].said, rows[source].state) == ("Read", "indexed") or rows[source].state == "partial"
    for source, reason in broken.items():
        assert (
            rows[source].said.startswith("Not read: ")
            and reason.removeprefix("it ").removeprefix("is ") in rows[source].said
        )
    for source in empty:
        assert rows[source].said == "Not read: holds no text"
    copy = rows["zopy.md"]
    assert copy.said == "Same as orchard.md"
    assert copy.document is rows["orchard.md"].document is not None
    assert rows["glacier.pdf"].pages == 3
    assert not contents.notice
    assert not contents.is_stale


def test_what_was_read_in_part_and_what_was_left_out_is_told(folder: Folder, corpus: Path, tmp_path: Path) -> None:
    (corpus / "café.txt").write_bytes("The café in Brøttum is at the pier near Åsmark.\n".encode() + b"Cut: \xff\n")
    (corpus / "state.dat").write_bytes(bytes(range(256)))
    (corpus / "photo.gif").write_bytes(b"GIF89a")
    report = _rebuilt(folder)
    assert (report.files_failed, report.files_partial, report.left_out) == (0, 1, {"pictures": 1, "unknown": 1})
    contents = _contents(tmp_path / "index")
    rows = {row.source: (row.state, row.said) for row in contents.rows}
    assert rows["café.txt"] == ("partial", "Read in part: 1 damaged character (line 2)")
    assert rows["state.dat"] == ("left out", "Left out: it is a binary file of unknown kind, not a document")
    assert "photo.gif" not in rows
    assert contents.left_out == ["1 picture", "1 binary file of unknown kind"]
    assert not contents.is_stale


def test_what_has_happened_since_is_told(folder: Folder, corpus: Path, tmp_path: Path) -> None:
    (corpus / "new.txt").write_text("New.", encoding="utf-8")
    (corpus / "harbor.txt").write_text("Other words.", encoding="utf-8")
    (corpus / "orchard.md").unlink()
    said = _said(tmp_path / "index")
    assert said == {
        "harbor.txt": "Changed since it was read. Answers come from what it held then",
        "new.txt": "Not read yet",
        "notes/bridge.txt": "Read",
        "orchard.md": "Gone from the folder since it was read. Answers come from what it held then",
    }
    assert _contents(tmp_path / "index").is_stale
    _rebuilt(folder)
    assert _said(tmp_path / "index") == dict.fromkeys(["harbor.txt", "new.txt", "notes/bridge.txt"], "Read")


def test_a_file_that_was_touched_but_not_changed_is_indexed(folder: Folder, corpus: Path, tmp_path: Path) -> None:
    os.utime(corpus / "harbor.txt", (1, 1))
    assert _said(tmp_path / "index")["harbor.txt"] == "Read"


@needs_links
def test_a_file_that_can_not_be_read_any_more_is_answered_from_as_last_read(
    folder: Folder, corpus: Path, tmp_path: Path
) -> None:
    with (corpus / "harbor.txt").open("ab") as file:
        file.truncate(MAX_BYTES + 1)
    said = "Can't be read any more. Answers come from what it held then"
    assert _said(tmp_path / "index")["harbor.txt"] == said
    _rebuilt(folder)
    said = "Not read again: larger than 50 MB; split it. Answers come from what it held before"
    assert _said(tmp_path / "index")["harbor.txt"] == said


def test_a_folder_that_is_gone_is_listed_as_it_was(folder: Folder, corpus: Path, tmp_path: Path) -> None:
    corpus.rename(tmp_path / "away")
    contents = _contents(tmp_path / "index")
    assert [row.said for row in contents.rows] == ["Read"] * 3
    assert f"There is no folder {corpus}" in contents.notice
    assert "Answers come from what was read before." in contents.notice


def test_listing_reads_only_what_was_touched_since(folder: Folder, corpus: Path, tmp_path: Path) -> None:
    time.sleep(0.1)  # a file written a moment ago is not stamped: it may change once more within the clock's tick
    _contents(tmp_path / "index")
    kept = (tmp_path / "index" / "stamps.json").read_text(encoding="utf-8")
    (corpus / "new.txt").write_text("New.", encoding="utf-8")
    for _ in range(2):
        _contents(tmp_path / "index")
        assert (tmp_path / "index" / "stamps.json").read_text(encoding="utf-8") == kept


# What is added


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("report.pdf", "report.pdf"),
        ("Año 2024 – Informe (final).DOCX", "Año 2024 – Informe (final).DOCX"),
        ("../../etc/notes.md", "notes.md"),
        ("..\\..\\windows\\notes.md", "notes.md"),
        ("C:\\notes.md", "notes.md"),
        ("/notes.txt", "notes.txt"),
        (".hidden.txt", "hidden.txt"),
        (". . /.x.txt", "x.txt"),
        ("a\0b.txt", "ab.txt"),
        ("a\r\nSet-Cookie: b.txt", "a Set-Cookie_ b.txt"),
        ('say "hi".md', "say _hi_.md"),
        ("it's.md", "it's.md"),
        ("<img src=x onerror=alert(1)>.md", "_img src=x onerror=alert(1)_.md"),
        ("invoice\u202efdp.txt", "invoicefdp.txt"),
        ("zero\u200bwidth.txt", "zerowidth.txt"),
        ("caf\udce9.txt", "caf.txt"),
        ("cafe\u0301.txt", "café.txt"),
        ("con.txt", "_con.txt"),
        ("LPT1.tar.md", "_LPT1.tar.md"),
        ("console.txt", "console.txt"),
        ("a.txt ", "a.txt"),
        ("a.txt.", "a.txt"),
        ("a .txt", "a.txt"),
        ("  two   spaces .md", "two spaces.md"),
        ("x" * 300 + ".md", "x" * 197 + ".md"),
        ("é" * 300 + ".md", "é" * 98 + ".md"),
    ],
)
def test_names_are_made_plain_and_stay_readable(name: str, cleaned: str) -> None:
    assert clean_name(name) == cleaned


@pytest.mark.parametrize(
    "name", ["", ".", "..", "/", "notes.exe", "notes.md.exe", "a.svg", "a.7z", "~$a.docx", "Thumbs.db", "\u202e"]
)
def test_names_of_no_document_are_refused(name: str) -> None:
    with pytest.raises(RefusedUpload, match=r"is not supported|has no name"):
        clean_name(name)


_ODD = st.text(st.one_of(st.characters(), st.sampled_from('./\\:<>"|?*\0\n\u202e\udce9 ')))


@given(_ODD, st.sampled_from(["", ".txt", ".PDF", ".md ", ".html.", "/x.txt"]))
def test_a_name_that_passes_is_one_visible_file_in_the_folder(stem: str, suffix: str) -> None:
    try:
        name = clean_name(stem + suffix)
    except RefusedUpload:
        return
    assert clean_name(name) == name
    assert name.isprintable() and name[0] not in ". " and name[-1] not in ". "
    assert not set(name) & set('/\\<>:"|?*')
    assert len(name.encode()) <= 201
    assert Path(name).name == name


def test_files_are_added_and_found_by_the_next_build(
    folder: Folder, corpus: Path, tmp_path: Path, upload: Callable[..., Path]
) -> None:
    made = [upload(source, make()) for source, (make, _) in samples.GOOD.items() if source != "orchard.md"]
    added = folder.add(made)
    assert added.saved == tuple(path.name for path in made)
    assert not added.existing and not added.refused
    assert all((corpus / path.name).read_bytes() == path.read_bytes() for path in made)
    assert _said(tmp_path / "index")["glacier.pdf"] == "Not read yet"
    assert _rebuilt(folder).files_added == len(made)
    assert _said(tmp_path / "index")["glacier.pdf"] == "Read"
    assert not [path for path in corpus.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.exe", b"x", ".exe is not supported"),
        ("a.svg", b"<svg/>", ".svg is not supported: it is a picture, not a document"),
        ("a.rar", b"Rar!", "it is an archive; unpack it"),
        ("a.txt", b"", "it is empty"),
        ("a.txt", b"a\1\2\3\4b", "not that of a .txt file"),
        ("memo", b"a\1\2\3\4b", "not that of a .txt file"),
        ("a.md", b"\x7fELF\x02\x01\x01", "it is a program"),
        ("a.csv", b"GIF89a\0\1\2\3\4", "it is a picture"),
        ("a.txt", bytes([120]) * (MAX_BYTES + 1), "it is larger than 50 MB; split it"),
    ],
)
def test_files_that_are_not_documents_are_refused_with_the_reason(
    folder: Folder, corpus: Path, upload: Callable[..., Path], name: str, data: bytes, reason: str
) -> None:
    before = sorted(corpus.rglob("*"))
    [(refused, why)] = folder.add([upload(name, data)]).refused
    assert refused == name
    assert reason in why
    assert sorted(corpus.rglob("*")) == before


def test_text_in_utf_16_is_text(folder: Folder, upload: Callable[..., Path]) -> None:
    assert folder.add([upload("wide.txt", "The mill was sold.".encode("utf-16"))]).saved == ("wide.txt",)


def test_an_existing_file_is_replaced_only_if_asked_for(
    folder: Folder, corpus: Path, upload: Callable[..., Path]
) -> None:
    before = (corpus / "harbor.txt").read_bytes()
    made = upload("Harbor.TXT", b"Other words.")  # the same file where systems don't tell cases apart
    assert folder.add([made]).existing == ("harbor.txt",)
    assert (corpus / "harbor.txt").read_bytes() == before
    assert folder.add([made], replace=True).saved == ("harbor.txt",)
    assert (corpus / "harbor.txt").read_bytes() == b"Other words."
    assert scan(corpus) == ["harbor.txt", "notes/bridge.txt", "orchard.md"]


def test_a_folder_is_never_replaced(folder: Folder, corpus: Path, upload: Callable[..., Path]) -> None:
    (corpus / "sub.txt").mkdir()
    [(_, why)] = folder.add([upload("sub.txt")], replace=True).refused
    assert "not a regular file" in why
    assert (corpus / "sub.txt").is_dir()


@needs_links
@pytest.mark.parametrize("replace", [False, True])
def test_nothing_is_written_through_a_link(
    folder: Folder, corpus: Path, tmp_path: Path, upload: Callable[..., Path], replace: bool
) -> None:
    outside = tmp_path / "outside.txt"
    for target in (outside, tmp_path / "nowhere.txt"):
        outside.write_text("Mine.", encoding="utf-8")
        (corpus / "link.txt").symlink_to(target)
        assert not folder.add([upload("link.txt")], replace).saved
        assert outside.read_text(encoding="utf-8") == "Mine."
        assert (corpus / "link.txt").is_symlink()
        (corpus / "link.txt").unlink()
    assert not (tmp_path / "nowhere.txt").exists()


@needs_links
def test_an_upload_that_is_a_link_or_a_pipe_is_not_read(folder: Folder, corpus: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Mine.", encoding="utf-8")
    (tmp_path / "link.txt").symlink_to(secret)
    os.mkfifo(tmp_path / "pipe.txt")
    added = folder.add(
        [tmp_path / "link.txt", tmp_path / "pipe.txt", tmp_path / "none.txt", Path("a\0b.txt"), tmp_path]
    )
    assert not added.saved
    assert len(added.refused) == 5
    assert not (corpus / "link.txt").exists()


def test_two_files_of_one_name_in_an_upload_are_not_put_one_over_the_other(
    folder: Folder, corpus: Path, tmp_path: Path
) -> None:
    for number in (1, 2):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "mill.txt").write_text(f"Mill {number}.", encoding="utf-8")
    added = folder.add([tmp_path / "1" / "mill.txt", tmp_path / "2" / "mill.txt"], replace=True)
    assert added.saved == ("mill.txt",)
    assert added.refused == (("mill.txt", "another file of this upload has the same name"),)
    assert (corpus / "mill.txt").read_text(encoding="utf-8") == "Mill 1."


def test_of_uploads_at_once_exactly_one_gets_the_name(folder: Folder, corpus: Path, tmp_path: Path) -> None:
    for number in range(8):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "mill.txt").write_text(f"{number}" * 100_000, encoding="utf-8")
    start = threading.Barrier(8)

    def add(number: int) -> tuple[str, ...]:
        start.wait()
        return folder.add([tmp_path / str(number) / "mill.txt"]).saved

    with ThreadPoolExecutor(8) as pool:
        saved = list(pool.map(add, range(8)))
    [winner] = [number for number, names in enumerate(saved) if names]
    assert (corpus / "mill.txt").read_text(encoding="utf-8") == f"{winner}" * 100_000
    assert not [path for path in corpus.iterdir() if path.name.startswith(".")]


def test_a_file_system_without_hard_links_will_do(
    folder: Folder, corpus: Path, upload: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(self: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", unsupported)
    assert folder.add([upload("mill.txt")]).saved == ("mill.txt",)
    assert (corpus / "mill.txt").read_bytes() == b"The mill was sold."
    with pytest.raises(FileExistsError):
        place_new(corpus / "orchard.md", corpus / "mill.txt")


def test_a_full_disk_is_said_and_leaves_nothing(
    folder: Folder, corpus: Path, upload: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "SPARE_BYTES", shutil.disk_usage(corpus).total)
    before = sorted(corpus.rglob("*"))
    [(_, why)] = folder.add([upload("mill.txt")]).refused
    assert "the disk is nearly full" in why
    assert sorted(corpus.rglob("*")) == before


def test_more_files_than_the_limit_are_left_for_a_second_go(
    folder: Folder, upload: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_FILES", 2)
    added = folder.add([upload(f"{number}.txt") for number in range(4)])
    assert added.saved == ("0.txt", "1.txt")
    assert [why for _, why in added.refused] == ["more than 2 files at once; add it in a second go"] * 2


def test_a_file_that_would_be_left_out_is_refused(corpus: Path, tmp_path: Path, upload: Callable[..., Path]) -> None:
    folder = Folder(corpus, tmp_path / "index", HashingEmbedder(), exclude=["draft*"], parser=InProcessParser())
    added = folder.add([upload("draft 1.txt"), upload("mill.txt")])
    assert added.saved == ("mill.txt",)
    assert added.refused == (("draft 1.txt", "the settings leave files of that name out of the index"),)


def test_what_a_killed_upload_left_goes_once_it_is_old(
    folder: Folder, corpus: Path, upload: Callable[..., Path]
) -> None:
    old, fresh = corpus / ".citeseed-upload-1", corpus / ".citeseed-upload-2"
    old.write_bytes(b"x")
    fresh.write_bytes(b"x")
    os.utime(old, (1, 1))
    assert folder.add([upload("mill.txt")]).saved
    assert not old.exists()
    assert fresh.exists()


def test_nothing_is_added_to_a_folder_that_is_gone(
    folder: Folder, corpus: Path, tmp_path: Path, upload: Callable[..., Path]
) -> None:
    corpus.rename(tmp_path / "away")
    with pytest.raises(CorpusError, match="can't be read"):
        folder.add([upload("mill.txt")])
    assert not corpus.exists()


# What is removed


def test_files_that_the_scan_knows_are_removed(folder: Folder, corpus: Path, tmp_path: Path) -> None:
    removed = folder.remove(["notes/bridge.txt", "orchard.md", "orchard.md"])
    assert removed.removed == ("notes/bridge.txt", "orchard.md")
    assert not removed.kept
    assert scan(corpus) == ["harbor.txt"]
    assert _rebuilt(folder).files_removed == 2
    assert _said(tmp_path / "index") == {"harbor.txt": "Read"}


def test_nothing_else_is_removed(folder: Folder, corpus: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("Mine.", encoding="utf-8")
    (corpus / ".hidden.txt").write_text("Mine.", encoding="utf-8")
    asked = ["../outside.txt", str(outside), "notes/../harbor.txt", "./harbor.txt", "%2e%2e/outside.txt", "notes",
             "notes/", "..", "", ".", "/", "harbor.txt\0", "none.txt", ".hidden.txt", "HARBOR.TXT", "a\udce9"]  # fmt: skip
    before = sorted(corpus.rglob("*"))
    removed = folder.remove(asked)
    assert not removed.removed
    assert removed.kept == tuple((source, "it is not in the folder") for source in asked)
    assert outside.exists()
    assert sorted(corpus.rglob("*")) == before


@needs_links
def test_a_link_goes_itself_and_pipes_and_odd_names_are_left_to_their_owner(tmp_path: Path) -> None:
    root = tmp_path / "root"
    write_hostile(root)
    Path(os.fsdecode(os.fsencode(root) + b"/caf\xe9.txt")).write_bytes(b"x")
    folder = Folder(root, tmp_path / "index", HashingEmbedder(), parser=InProcessParser())
    removed = folder.remove(scan(root))
    assert {*dict(removed.kept)} == {"pipe.txt", "caf\\udce9.txt"}
    assert "evil.html" in removed.removed
    assert {"link.txt", "up/"} <= {*removed.removed}
    assert (tmp_path / "root-secret.txt").exists()
    assert scan(root) == ["caf\\udce9.txt", "pipe.txt"]


@needs_links
def test_a_file_behind_a_folder_that_became_a_link_is_kept(folder: Folder, corpus: Path, tmp_path: Path) -> None:
    class Swapping(list[str]):
        """Looked through after the folder has been scanned."""

        def __iter__(self) -> Iterator[str]:
            (corpus / "notes").rename(tmp_path / "moved")
            (corpus / "notes").symlink_to(tmp_path / "moved")
            return super().__iter__()

    removed = folder.remove(Swapping(["notes/bridge.txt"]))
    assert removed.kept == (("notes/bridge.txt", "a symbolic link on its path leads out of the folder"),)
    assert (tmp_path / "moved" / "bridge.txt").exists()


# Rebuilding


def test_a_rebuild_tells_its_steps_and_reports(slow: tuple[Folder, _Slow]) -> None:
    folder, embedder = slow
    steps = watch(folder)
    first = next(steps)
    assert isinstance(first, Step)
    assert 0 <= first.fraction <= 1
    assert embedder.begun.wait(60)
    assert is_building(folder)
    assert isinstance(next(steps), Step)
    embedder.may_go_on.set()
    *_, report = steps
    assert isinstance(report, Report)
    assert report.files_added == 1
    assert not is_building(folder)


def test_files_are_parsed_in_a_process_of_its_own(folder: Folder, corpus: Path, tmp_path: Path) -> None:
    folder = Folder(corpus, tmp_path / "index", HashingEmbedder())
    (corpus / "bomb.docx").write_bytes(samples.BROKEN["bomb.docx"][0]())
    assert "unpacks to 120 MB" in _rebuilt(folder).failures[0]["reason"]


def test_a_build_goes_on_when_nobody_listens_and_a_second_joins_it(slow: tuple[Folder, _Slow], tmp_path: Path) -> None:
    folder, embedder = slow
    steps = watch(folder)
    next(steps)
    assert embedder.begun.wait(60)
    steps.close()  # type: ignore[attr-defined] # it is a generator
    assert is_building(folder)
    both = [watch(folder), watch(folder)]
    for own in both:
        assert isinstance(next(own), Step)
    embedder.may_go_on.set()
    reports = [list(own)[-1] for own in both]
    assert reports[0] is reports[1]
    assert open_snapshot(tmp_path / "index", HashingEmbedder()).generation == 2


def test_a_file_added_while_a_build_runs_is_found_by_those_who_join_it(
    slow: tuple[Folder, _Slow], corpus: Path, tmp_path: Path
) -> None:
    folder, embedder = slow
    next(watch(folder))
    assert embedder.begun.wait(60)
    (corpus / "late.txt").write_text("The kiln was lit.", encoding="utf-8")
    next(watch(folder))  # whoever added it may have gone
    other = watch(folder)
    assert isinstance(next(other), Step)
    embedder.may_go_on.set()
    *_, report = other
    assert isinstance(report, Report) and report.files_added == 1
    assert {"new.txt", "late.txt"} <= {*_said(tmp_path / "index")}
    assert open_snapshot(tmp_path / "index", HashingEmbedder()).generation == 3


def _stop(folder: Folder, embedder: _Slow, steps: Iterator[Step | Report], said: str) -> None:
    """Stops the build that waits in its middle; who follows it is told so, and nothing runs any more."""
    stopping = threading.Thread(target=folder.stop)
    stopping.start()
    running = folder.building
    assert running and running.stopped.wait(60)
    embedder.may_go_on.set()
    with pytest.raises(BuildStopped, match=said):
        list(steps)
    stopping.join()
    assert not is_building(folder)


def test_stopping_ends_the_build_that_waits_too(slow: tuple[Folder, _Slow]) -> None:
    folder, embedder = slow
    next(watch(folder))
    assert embedder.begun.wait(60)
    waiting = watch(folder)
    next(waiting)
    _stop(folder, embedder, waiting, "before")


def test_a_build_that_nobody_waits_for_ends_all_the_same(slow: tuple[Folder, _Slow], tmp_path: Path) -> None:
    folder, embedder = slow
    next(watch(folder))
    embedder.may_go_on.set()
    deadline = threading.Event()
    while is_building(folder) and not deadline.wait(0.05):
        pass
    assert "new.txt" in _said(tmp_path / "index")
    assert _rebuilt(folder).chunks_embedded == 0


def test_a_stopped_build_keeps_what_is_finished(slow: tuple[Folder, _Slow]) -> None:
    folder, embedder = slow
    steps = watch(folder)
    next(steps)
    assert embedder.begun.wait(60)
    _stop(folder, embedder, steps, "kept")
    assert _rebuilt(folder).files_added == 1


def test_the_build_of_another_process_is_said(folder: Folder, tmp_path: Path) -> None:
    with build_lock(tmp_path / "index"), pytest.raises(IndexLocked, match="which is building it"):
        list(watch(folder))
    assert _rebuilt(folder).files_unchanged == 3


def test_removing_the_last_document_empties_the_index(folder: Folder, corpus: Path, tmp_path: Path) -> None:
    (corpus / "photo.gif").write_bytes(b"GIF89a")
    assert len(folder.remove(["harbor.txt", "orchard.md", "notes/bridge.txt"]).removed) == 3
    assert _rebuilt(folder).chunks == 0
    snapshot = open_snapshot(tmp_path / "index", HashingEmbedder())
    assert not snapshot.documents
    contents = look_at(snapshot, tmp_path / "index")
    assert (contents.rows, contents.left_out) == ([], ["1 picture"])


@pytest.mark.parametrize("case", ["emptied by others", "gone", "another in its place", "one still there"])
def test_a_folder_that_is_empty_for_another_reason_empties_nothing(
    folder: Folder, corpus: Path, tmp_path: Path, case: str
) -> None:
    if case == "one still there":
        folder.remove(["orchard.md"])
    elif case == "another in its place":
        folder.remove(scan(corpus))
    if case in ("gone", "another in its place"):
        corpus.rename(tmp_path / "away")
    if case == "another in its place":
        corpus.mkdir()
    for source in scan(corpus) if corpus.exists() else ():
        (corpus / source).unlink()
    with pytest.raises(CorpusError):
        list(watch(folder))
    assert len(open_snapshot(tmp_path / "index", HashingEmbedder()).documents) == 3


def test_steps_say_how_far_it_is() -> None:
    half = Step(BuildProgress("a/b.txt", 3, 10, 2000, 50, 100, 4.0), 62.0)
    assert half.fraction == 0.5
    assert half.text == "50%: 3 of 10 files, about 1 min left"
    assert half.source == "a/b.txt"
    assert Step().text == "Starting"
    assert Step().fraction == 0
    assert Step(BuildProgress("a", 4, 10, 0, 0, 0, 0.0)).fraction == 0.4
    assert Step(BuildProgress("a", 10, 10, 7, 9, 9, 1.0)).text.endswith("putting it together")
    assert Step(BuildProgress("", 0, 0, 0, 0, 0, 0.0)).fraction == 0


# Reading only


def test_one_who_may_only_read_changes_nothing(
    folder: Folder, corpus: Path, tmp_path: Path, upload: Callable[..., Path]
) -> None:
    reader = Folder(corpus, tmp_path / "index", HashingEmbedder(), read_only=True)
    before = {path: path.stat().st_mtime_ns for path in corpus.rglob("*")}
    with pytest.raises(ReadOnly, match="can't add files here"):
        reader.add([upload("mill.txt")], replace=True)
    with pytest.raises(ReadOnly, match="can't remove files here"):
        reader.remove(["harbor.txt"])
    with pytest.raises(ReadOnly, match="can't have the folder read again here"):
        reader.rebuild()
    assert {path: path.stat().st_mtime_ns for path in corpus.rglob("*")} == before
    assert not is_building(reader)
    assert len(_contents(tmp_path / "index").rows) == 3
