"""The Documents tab in a real Chromium: what is listed, added, deleted and rebuilt, while others go on asking."""

import os
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from index.reading.folder import MAX_BYTES
from index.storing.generations import build_lock
from tests import samples
from tests.browsing import ask, watched
from tests.load import Failed, PageUser
from tests.serving import NEEDS_CHROMIUM, served

pytestmark = [pytest.mark.slow, *NEEDS_CHROMIUM]
NAMES = ["<b>bold & co.txt", "sails\u202etxt.exe.txt", 'a "quoted" name.txt']
LAMP = "The harbour lamp was repaired by Marta Quill on Tuesday."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("served") / "papers"
    root.mkdir()
    (root / "lamp.md").write_text(f"# Lamp report\n\nDate: May 24th, 2022\n\n{LAMP}\n", encoding="utf-8")
    (root / "second lamp.md").write_bytes((root / "lamp.md").read_bytes())
    (root / "empty.txt").write_bytes(b"")
    (root / "broken.pdf").write_bytes(b"%PDF-1.7 of nothing")
    (root / "roof.pdf").write_bytes(samples.pdf("Roof report\nThe roof was mended by Bruno Vasquez.", "Two\nOf it."))
    return root


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    temporary = folder.with_name("temporary")
    temporary.mkdir()
    with served(folder.with_name("index"), docs=folder, environment={"TMPDIR": str(temporary)}) as url:
        yield url
    assert not list(temporary.glob("citeseed-*")), "nothing is left when it ends"


@pytest.fixture(scope="module")
def read_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page over 3,000 files, that only shows them."""
    root = tmp_path_factory.mktemp("many") / "papers"
    root.mkdir()
    (root / "lamp.txt").write_text(LAMP, encoding="utf-8")
    for number in range(3000 - len(NAMES)):
        (root / f"report {number:04}.txt").write_bytes(b"")
    for name in NAMES if os.name != "nt" else NAMES[1:2]:
        (root / name).write_bytes(b"")
    with served(root.with_name("index"), "--read-only", docs=root) as url:
        yield url


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with watched(browser, address) as opened:
        open_tab(opened)
        yield opened


def open_tab(page: Page) -> None:
    page.get_by_role("tab", name="Documents").click()
    expect(page.locator("#documents .virtual-row").first).to_be_visible()


def cells(page: Page, file: str) -> list[str]:
    """What the table says of a file."""
    search = page.get_by_role("textbox", name="Search the documents")
    search.fill(file)
    row = page.locator("#documents .virtual-row").filter(has=page.get_by_text(file, exact=True))
    expect(row).to_have_count(1)
    said = row.get_by_role("gridcell").all_inner_texts()
    search.fill("")
    return [text.strip() for text in said]


def give(page: Page, *files: Path) -> None:
    page.locator("#upload input[type=file]").set_input_files([*files])


def drop(page: Page, name: str, text: str) -> None:
    """Lets a file fall onto the place for it."""
    dragged = page.evaluate_handle(
        "([name, text]) => { const dragged = new DataTransfer(); dragged.items.add(new File([text], name)); return dragged; }",
        [name, text],
    )
    page.locator("#upload button").first.dispatch_event("drop", {"dataTransfer": dragged})


def upload(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def report(page: Page) -> Any:
    return expect(page.locator("#report"))


def test_the_table_says_what_became_of_each_file(page: Page) -> None:
    assert cells(page, "lamp.md") == ["lamp.md", "Lamp report", "2022-05-24", "", "1", "indexed"]
    assert cells(page, "second lamp.md")[4:] == ["", "the same as lamp.md"]
    assert cells(page, "roof.pdf") == ["roof.pdf", "Roof report", "", "2", "2", "indexed"]
    assert cells(page, "empty.txt")[5].startswith("empty: ")
    assert cells(page, "broken.pdf")[5].startswith("failed: ")
    page.get_by_role("textbox", name="Search the documents").fill("Roof rep")
    expect(page.locator("#documents .virtual-row")).to_have_count(1)


def test_a_picked_file_is_indexed_and_answers_on_a_page_opened_before(
    browser: Browser, address: str, page: Page, folder: Path, tmp_path: Path
) -> None:
    with watched(browser, address) as other:
        give(page, upload(tmp_path, "clock.txt", "The tower clock was wound by Edgar Nolan."))
        report(page).to_contain_text("Added clock.txt")
        report(page).to_contain_text("1 added")
        assert (folder / "clock.txt").exists()
        (uploads,) = folder.with_name("temporary").glob("citeseed-*")
        assert stat.S_IMODE(uploads.stat().st_mode) == 0o700
        assert not list(uploads.rglob("clock.txt")), "it was deleted once it was copied"
        assert cells(page, "clock.txt")[5] == "indexed"
        ask(other, "Who wound the tower clock?")
        expect(other.locator(".answer .sources")).to_contain_text("clock.txt")


def test_a_dropped_file_is_indexed(page: Page, folder: Path) -> None:
    drop(page, "organ.md", "The church organ was tuned by Felix Marlow.")
    report(page).to_contain_text("1 added")
    assert (folder / "organ.md").read_text(encoding="utf-8") == "The church organ was tuned by Felix Marlow."


def test_a_name_that_is_taken_is_asked_about(page: Page, folder: Path, tmp_path: Path) -> None:
    (folder / "mill.txt").write_text("The mill was sold by Iris Holm.", encoding="utf-8")
    give(page, upload(tmp_path, "mill.txt", "The mill was sold by Otto Frey."))
    report(page).to_contain_text("In the folder already: mill.txt. Replace what is there?")
    page.get_by_role("button", name="Leave as they are").click()
    expect(page.get_by_role("button", name="Leave as they are")).to_be_hidden()
    assert "Iris Holm" in (folder / "mill.txt").read_text(encoding="utf-8")
    give(page, tmp_path / "mill.txt")
    page.get_by_role("button", name="Replace").click()
    report(page).to_contain_text("Added mill.txt")
    report(page).to_contain_text("Chunks:")
    expect(page.get_by_role("button", name="Replace")).to_be_hidden()
    ask(page, "Who sold the mill?")
    expect(page.locator(".answer .statement").first).to_contain_text("Otto Frey")


def test_what_is_no_document_is_refused_in_the_browser(page: Page, folder: Path, tmp_path: Path) -> None:
    give(page, upload(tmp_path, "tool.exe", "x"))
    report(page).to_contain_text("tool.exe was not added: .exe is not supported: it is a program, not a document.")
    give(page, upload(tmp_path, "large.txt", "a" * (MAX_BYTES + 1)))
    expect(page.get_by_test_id("toast-text").last).to_contain_text("exceed the maximum allowed size")
    give(page, upload(tmp_path, "codes.txt", "\1" * 100))
    report(page).to_contain_text("codes.txt was not added: its content is not that of a .txt file.")
    assert not {"tool.exe", "large.txt", "codes.txt"} & {path.name for path in folder.iterdir()}


def test_a_zip_bomb_fails_and_nothing_else_does(page: Page, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.docx"
    bomb.write_bytes(samples.BROKEN["bomb.docx"][0]())
    give(page, bomb)
    report(page).to_contain_text("looks like an attack")
    assert cells(page, "bomb.docx")[5].startswith("failed: it unpacks to 120 MB")
    ask(page, "Who repaired the harbour lamp?")
    expect(page.locator(".answer .statement").first).to_contain_text("Marta Quill")


def test_a_file_that_has_changed_is_said_when_the_tab_is_opened_again(page: Page, folder: Path) -> None:
    (folder / "sails.txt").write_text("The sails were dyed by Hilda Rask.", encoding="utf-8")
    page.get_by_role("button", name="Rebuild the index").click()
    report(page).to_contain_text("Chunks:")
    assert cells(page, "sails.txt")[5] == "indexed"
    (folder / "sails.txt").write_text("The red sails were dyed by Jonas Berg.", encoding="utf-8")
    (folder / "rope.txt").write_text("The rope was spliced by Ada Voss.", encoding="utf-8")
    page.get_by_role("tab", name="Chat", exact=True).click()
    page.get_by_role("tab", name="Documents").click()
    expect(page.get_by_text("The folder has changed since: rebuild the index")).to_be_visible()
    assert cells(page, "sails.txt")[5].startswith("changed since it was indexed")
    assert cells(page, "rope.txt")[5] == "not indexed yet"


def test_a_file_is_deleted_once_that_is_confirmed(page: Page, folder: Path) -> None:
    (folder / "tar.txt").write_text("The tar was boiled by Nils Aas.", encoding="utf-8")
    page.get_by_role("button", name="Rebuild the index").click()
    report(page).to_contain_text("Chunks:")
    _delete(page, "tar.txt")
    report(page).to_contain_text("Deleted tar.txt.")
    report(page).to_contain_text("1 removed")
    assert not (folder / "tar.txt").exists()


def test_deleting_waits_to_be_confirmed(page: Page, folder: Path) -> None:
    page.get_by_text("Delete documents").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_test_id("toast-text")).to_contain_text("Choose the files to delete.")
    _choose(page, "roof.pdf")
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("button", name="Delete for good")).to_be_hidden()
    assert (folder / "roof.pdf").exists()


def test_without_its_last_document_the_page_says_what_to_do(browser: Browser, tmp_path: Path) -> None:
    root = tmp_path / "papers"
    root.mkdir()
    (root / "lamp.txt").write_text(LAMP, encoding="utf-8")
    with served(tmp_path / "index", docs=root) as address, watched(browser, address) as page:
        open_tab(page)
        _delete(page, "lamp.txt")
        expect(page.get_by_text("There are no documents in")).to_contain_text("Add them below, or put them there")
        expect(page.locator("#about")).to_contain_text("There is nothing to answer from yet: add documents")
        drop(page, "lamp.txt", LAMP)
        report(page).to_contain_text("1 added")
        ask(page, "Who repaired the harbour lamp?")
        expect(page.locator(".answer .statement").first).to_contain_text("Marta Quill")


def test_questions_are_answered_while_several_pages_rebuild(
    browser: Browser, address: str, page: Page, folder: Path
) -> None:
    kiln = folder / "kiln.txt"
    kiln.write_text("The kiln was lit by Dora Penrose.", encoding="utf-8")
    page.get_by_role("button", name="Rebuild the index").click()
    report(page).to_contain_text("Chunks:")
    kiln.write_text("The kiln was lit by Amos Tully.", encoding="utf-8")
    for number in range(20):
        text = "".join(f"Crate {number}-{line} held {line * 7} lamps for ship {number}. " for line in range(60))
        (folder / f"stock {number}.txt").write_text(text, encoding="utf-8")
    page.get_by_role("button", name="Rebuild the index").click()
    expect(page.locator("#report progress")).to_be_visible()
    with watched(browser, address) as leaving:
        open_tab(leaving)
        leaving.get_by_role("button", name="Rebuild the index").click()
        expect(leaving.locator("#report progress")).to_be_visible()
    (folder / "late.txt").write_text("The jetty was tarred by Rolf Dahl.", encoding="utf-8")
    names: list[list[str]] = []
    with closing(PageUser(address)) as user, watched(browser, address) as second:
        open_tab(second)
        second.get_by_role("button", name="Rebuild the index").click()
        while page.locator("#report progress").count() or len(names) < 3:
            answer = user.ask("Who lit the kiln?")
            names.append([name for name in ("Dora Penrose", "Amos Tully") if name in answer])
        report(page).to_contain_text("Chunks:")
        report(second).to_contain_text("Chunks:")
        assert "Amos Tully" in user.ask("Who lit the kiln?")
        assert "Rolf Dahl" in user.ask("Who tarred the jetty?")
    assert all(len(own) == 1 for own in names), names
    assert names == sorted(names, reverse=True), "never again of the index before"


def test_the_build_of_another_process_is_said(page: Page, folder: Path) -> None:
    with build_lock(folder.with_name("index")):
        page.get_by_role("button", name="Rebuild the index").click()
        report(page).to_contain_text("The index was not rebuilt.")
        report(page).to_contain_text("is locked by pid")
    expect(page.locator("#report progress")).to_have_count(0)
    page.get_by_role("button", name="Rebuild the index").click()
    report(page).to_contain_text("Chunks:")


def test_requests_past_the_page_are_refused_as_the_page_does(address: str, folder: Path, tmp_path: Path) -> None:
    before = {path.name for path in folder.iterdir()}
    with closing(PageUser(address)) as user:
        too_large = user.http.post("/gradio_api/upload", files={"files": ("a.txt", bytes(MAX_BYTES + 1))})
        assert too_large.status_code == 413
        (sent,) = user.http.post("/gradio_api/upload", files={"files": ("tool.exe", b"MZ")}).json()
        assert "tool.exe was not added" in user.call("_add", [_file(sent)])["report"]
        (sent,) = user.http.post("/gradio_api/upload", files={"files": ("../../x\n.txt", b"\x7fELF\2\1\1\0")}).json()
        assert "was not added" in user.call("_add", [_file(sent)])["report"]
        with pytest.raises(Failed, match="Only files that are uploaded here are taken"):
            user.call("_add", [_file("http://evil.example/a.txt")])
        secret = upload(tmp_path, "secret.txt", "The code is 4711.")
        for path in (str(secret), str(folder / "lamp.md"), str(folder.with_name("index") / "CURRENT"), "/etc/passwd"):
            with pytest.raises(Failed):
                user.call("_add", [_file(path)])
        for name in ("../index/CURRENT", str(secret), "/etc/passwd", "..", ""):
            with pytest.raises(Failed):  # not among the choices
                user.call("_delete_1", [name])
    assert {path.name for path in folder.iterdir()} == before
    assert secret.exists()


def test_read_only_shows_and_changes_nothing(browser: Browser, read_only: str) -> None:
    with watched(browser, read_only) as page:
        open_tab(page)
        for name in ("Rebuild the index", "Delete", "Replace"):
            expect(page.get_by_role("button", name=name)).to_have_count(0)
        expect(page.locator("#upload")).to_have_count(0)
    with closing(PageUser(read_only)) as user:
        assert user.http.post("/gradio_api/upload", files={"files": ("a.txt", b"x")}).status_code == 403
        config = user.http.get("/config").json()
        handlers = {own["api_name"] for own in config["dependencies"]}
        assert not {"_add", "_rebuild", "_replace", "_delete_1", "_leave"} & handlers
        beyond = {"data": [], "fn_index": max(own["id"] for own in config["dependencies"]) + 1, "session_hash": "x"}
        assert user.http.post("/gradio_api/queue/join", json=beyond).status_code >= 400


def test_a_table_of_3000_files_can_be_used(browser: Browser, read_only: str) -> None:
    with watched(browser, read_only) as page:
        ask(page, "Who repaired the harbour lamp?")
        expect(page.locator(".answer .statement").first).to_contain_text("Marta Quill")
        open_tab(page)
        assert page.locator("#documents .virtual-row").count() < 100
        assert cells(page, "report 2987.txt")[0] == "report 2987.txt"
        if os.name != "nt":
            assert cells(page, NAMES[0])[0] == NAMES[0]
            assert cells(page, NAMES[2])[0] == NAMES[2]
        assert cells(page, "sails txt.exe.txt")[0] == "sails txt.exe.txt"
        expect(page.locator("#documents b")).to_have_count(0)


def _choose(page: Page, file: str) -> None:
    box = page.get_by_label("Files to delete from the folder")
    box.fill(file)
    page.get_by_role("option", name=file, exact=True).click()
    box.press("Escape")


def _delete(page: Page, file: str) -> None:
    page.get_by_text("Delete documents").click()
    _choose(page, file)
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("button", name="Delete for good").click()


def _file(path: str) -> dict[str, Any]:
    return {"path": path, "meta": {"_type": "gradio.FileData"}}
