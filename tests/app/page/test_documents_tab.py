"""The Documents tab in a real Chromium: what is listed, added, deleted and rebuilt, while others go on asking."""

import json
import os
import re
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from index.reading.folder import MAX_BYTES
from index.storing.generations import build_lock
from tests import samples
from tests.browsing import ask, watched
from tests.load import Failed, PageUser
from tests.serving import NEEDS_CHROMIUM, opened, served

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
    expect(rows(page).or_(page.get_by_text("There are no documents in")).first).to_be_visible()


def rows(page: Page) -> Locator:
    return page.locator("#documents tr[data-source]")


def find(page: Page, words: str) -> None:
    page.get_by_role("searchbox", name="Search the documents").fill(words)


def row(page: Page, file: str) -> Locator:
    """The row of a file, which is searched for."""
    find(page, file)
    found = page.locator(f"#documents tr[data-source={json.dumps(file)}]")
    expect(found).to_have_count(1)
    return found


def cells(page: Page, file: str) -> list[str]:
    """What the list says of a file: its name, date, kind, size and state."""
    own = row(page, file)
    expect(own.locator("td.size")).to_have_text(re.compile(r"\d (bytes?|kB|MB)$"))  # once the folder was looked at
    said = own.locator("td:not(.pick, .do)").all_inner_texts()
    find(page, "")
    return [" ".join(text.split()) for text in said]


def state(page: Page, file: str) -> Any:
    return expect(row(page, file).locator("td.state"))


def read_again(page: Page) -> None:
    page.get_by_role("button", name="Read the folder again").click()
    built(page)


def built(page: Page) -> None:
    expect(page.get_by_role("button", name="Read the folder again")).to_be_enabled()


def give(page: Page, *files: Path) -> None:
    page.locator("#upload input[type=file]").set_input_files([*files])


def drop(page: Page, name: str, text: str) -> None:
    """Lets a file fall onto the page."""
    dragged = page.evaluate_handle(
        "([name, text]) => { const dragged = new DataTransfer(); dragged.items.add(new File([text], name)); return dragged; }",
        [name, text],
    )
    page.locator("#documents").dispatch_event("dragenter", {"dataTransfer": dragged})
    expect(page.locator("#dropping")).to_be_visible()
    page.locator("#documents").dispatch_event("drop", {"dataTransfer": dragged})
    expect(page.locator("#dropping")).to_be_hidden()


def upload(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def report(page: Page) -> Any:
    """What is said of files that are not taken, or not yet."""
    return expect(page.locator("#report"))


def outcome(page: Page) -> Any:
    """What is said of files that were added."""
    return expect(page.locator("#outcome"))


def building(page: Page) -> Any:
    return expect(page.locator("#documents .building"))


def test_the_list_says_what_became_of_each_file(page: Page) -> None:
    name, date, kind, size, said = cells(page, "lamp.md")
    assert (name, date, kind, said) == ("Lamp report lamp.md", "2022-05-24", "MD", "Read")
    assert size.endswith(" bytes")
    state(page, "second lamp.md").to_have_text("Same as lamp.md")
    assert cells(page, "roof.pdf")[3].startswith("2 pages, ")
    state(page, "empty.txt").to_have_text("Not read: holds no text")
    state(page, "broken.pdf").to_contain_text("Not read: damaged or not a PDF")
    find(page, "Roof rep")
    expect(rows(page).locator("td.name")).to_have_text([re.compile("^Roof report")])
    find(page, "")
    page.get_by_role("button", name="2 not read").click()
    expect(rows(page)).to_have_count(2)
    page.get_by_role("combobox", name="Which documents").select_option("")


def test_a_column_is_sorted_by_its_heading(page: Page) -> None:
    heading = page.get_by_role("columnheader", name="Date")
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    expect(rows(page).first).to_have_attribute("data-source", "lamp.md")
    expect(heading.get_by_role("button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(heading).to_have_attribute("aria-sort", "descending")


def test_a_row_opens_the_document_and_asks_about_it(page: Page) -> None:
    with page.expect_popup() as opening:
        row(page, "lamp.md").get_by_role("link", name="Lamp report").click()
    expect(opening.value.get_by_role("heading", name="Lamp report").first).to_be_visible()
    opening.value.close()
    row(page, "roof.pdf").get_by_role("button", name="Ask about Roof report").click()
    expect(page.locator("#question textarea")).to_be_focused()
    expect(page.locator("#scope")).to_contain_text("only Roof report")
    page.get_by_role("tab", name="Documents").click()
    row(page, "lamp.md").get_by_role("checkbox", name="Choose Lamp report").check()
    expect(page.locator("#documents .picked")).to_contain_text("2 documents are chosen")
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.locator(".answer > .copy")).to_have_count(1)
    expect(page.locator(".answer .growing")).to_have_count(0)
    page.get_by_role("tab", name="Documents").click()
    page.get_by_role("button", name="Choose none").click()
    expect(page.locator("#documents .picked")).to_be_hidden()


def test_a_picked_file_is_indexed_and_answers_on_a_page_opened_before(
    browser: Browser, address: str, page: Page, folder: Path, tmp_path: Path
) -> None:
    with watched(browser, address) as other:
        give(page, upload(tmp_path, "clock.txt", "The tower clock was wound by Edgar Nolan."))
        outcome(page).to_have_text("Added clock.txt.")
        building(page).to_contain_text("Read 1 new document")
        assert (folder / "clock.txt").exists()
        (uploads,) = folder.with_name("temporary").glob("citeseed-*")
        assert stat.S_IMODE(uploads.stat().st_mode) == 0o700
        assert not list(uploads.rglob("clock.txt")), "it was deleted once it was copied"
        state(page, "clock.txt").to_have_text("Read")
        ask(other, "Who wound the tower clock?")
        expect(other.locator(".answer .sources")).to_contain_text("clock.txt")


def test_a_dropped_file_is_indexed(page: Page, folder: Path) -> None:
    drop(page, "organ.md", "The church organ was tuned by Felix Marlow.")
    outcome(page).to_have_text("Added organ.md.")
    assert (folder / "organ.md").read_text(encoding="utf-8") == "The church organ was tuned by Felix Marlow."


def test_a_name_that_is_taken_is_asked_about(page: Page, folder: Path, tmp_path: Path) -> None:
    (folder / "mill.txt").write_text("The mill was sold by Iris Holm.", encoding="utf-8")
    give(page, upload(tmp_path, "mill.txt", "The mill was sold by Otto Frey."))
    report(page).to_contain_text("1 file of that name in the folder already. Replace what is there?")
    report(page).to_contain_text("mill.txt")
    page.get_by_role("button", name="Leave as they are").click()
    expect(page.get_by_role("button", name="Leave as they are")).to_be_hidden()
    assert "Iris Holm" in (folder / "mill.txt").read_text(encoding="utf-8")
    give(page, tmp_path / "mill.txt")
    page.get_by_role("button", name="Replace").click()
    outcome(page).to_have_text("Added mill.txt.")
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
    outcome(page).to_contain_text("bomb.docx was put into the folder but can't be read: unpacks to 120 MB")
    outcome(page).to_contain_text("looks like an attack")
    outcome(page).not_to_contain_text("Added")
    state(page, "bomb.docx").to_contain_text("Not read: unpacks to 120 MB")
    ask(page, "Who repaired the harbour lamp?")
    expect(page.locator(".answer .statement").first).to_contain_text("Marta Quill")


def test_a_file_that_has_changed_is_said_when_the_tab_is_opened_again(page: Page, folder: Path) -> None:
    (folder / "sails.txt").write_text("The sails were dyed by Hilda Rask.", encoding="utf-8")
    read_again(page)
    state(page, "sails.txt").to_have_text("Read")
    find(page, "")
    expect(rows(page)).not_to_have_count(1)
    (folder / "sails.txt").write_text("The red sails were dyed by Jonas Berg.", encoding="utf-8")
    (folder / "rope.txt").write_text("The rope was spliced by Ada Voss.", encoding="utf-8")
    page.get_by_role("tab", name="Chat", exact=True).click()
    page.get_by_role("tab", name="Documents").click()
    expect(page.get_by_text("The folder has changed since it was read.")).to_be_visible()
    state(page, "sails.txt").to_contain_text("Changed since it was read")
    state(page, "rope.txt").to_have_text("Not read yet")


def test_a_file_is_deleted_once_that_is_confirmed(page: Page, folder: Path) -> None:
    (folder / "tar.txt").write_text("The tar was boiled by Nils Aas.", encoding="utf-8")
    read_again(page)
    _delete(page, "tar.txt")
    expect(page.locator("#documents .told")).to_have_text("Deleted tar.txt.")
    expect(page.locator("#documents .told")).to_be_focused()
    building(page).to_contain_text("Removed 1 document")
    assert not (folder / "tar.txt").exists()


def test_deleting_waits_to_be_confirmed(page: Page, folder: Path) -> None:
    own = row(page, "roof.pdf")
    own.get_by_role("button", name="Delete roof.pdf").click()
    expect(own.get_by_role("button", name="Keep")).to_be_focused()
    page.keyboard.press("Escape")
    expect(own.get_by_role("button", name="Delete for good")).to_be_hidden()
    expect(own.get_by_role("button", name="Delete roof.pdf")).to_be_focused()
    assert (folder / "roof.pdf").exists()


def test_what_another_has_deleted_is_said(browser: Browser, address: str, page: Page, folder: Path) -> None:
    (folder / "pitch.txt").write_text("The pitch was boiled by Nils Aas.", encoding="utf-8")
    read_again(page)
    with watched(browser, address) as other:
        open_tab(other)
        row(other, "pitch.txt").get_by_role("button", name="Delete pitch.txt").click()
        other.route(re.compile(r"/documents\?"), lambda route: None)  # its list is not told that the file is gone
        _delete(page, "pitch.txt")
        expect(page.locator("#documents .told")).to_have_text("Deleted pitch.txt.")
        other.get_by_role("button", name="Delete for good").click()
        expect(other.locator("#documents .told")).to_have_text("pitch.txt was not deleted: it is not in the folder.")


def test_many_files_are_one_line_that_opens(page: Page, tmp_path: Path) -> None:
    files = [upload(tmp_path, f"crate {number}.txt", f"Crate {number} held lamps.") for number in range(50)]
    give(page, *files)
    outcome(page).to_contain_text("50 files added")
    expect(page.get_by_text("crate 49.txt").first).to_be_hidden()
    page.get_by_text("50 files added").click()
    expect(page.locator("#outcome").get_by_text("crate 49.txt")).to_be_visible()
    expect(rows(page)).to_have_count(50)
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#documents .pages")).to_contain_text("51–")


def test_how_far_it_is_is_still_shown_after_the_tab_was_left(page: Page, folder: Path) -> None:
    with build_lock(folder.with_name("index")):
        page.get_by_role("button", name="Read the folder again").click()
        page.get_by_role("tab", name="Chat", exact=True).click()
        page.get_by_role("tab", name="Documents").click()
        building(page).to_contain_text("The folder was not read again.")
        page.reload()
        open_tab(page)
        building(page).to_contain_text("The folder was not read again.")
    read_again(page)


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    browser: Browser, address: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    with opened(browser, address, viewport={"width": width, "height": 844}, color_scheme=scheme) as page:
        open_tab(page)
        rows(page).first.locator(".delete").click()
        found = Axe().run(page, context="#documents").response["violations"]
        assert not [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_its_last_document_the_page_says_what_to_do(browser: Browser, tmp_path: Path) -> None:
    root = tmp_path / "papers"
    root.mkdir()
    (root / "lamp.txt").write_text(LAMP, encoding="utf-8")
    with served(tmp_path / "index", docs=root) as address, watched(browser, address) as page:
        open_tab(page)
        _delete(page, "lamp.txt")
        expect(page.get_by_text("There are no documents in")).to_contain_text("Add some, or put them into that folder")
        drop(page, "lamp.txt", LAMP)
        outcome(page).to_have_text("Added lamp.txt.")
        ask(page, "Who repaired the harbour lamp?")
        expect(page.locator(".answer .statement").first).to_contain_text("Marta Quill")


def test_questions_are_answered_while_several_pages_rebuild(
    browser: Browser, address: str, page: Page, folder: Path
) -> None:
    kiln = folder / "kiln.txt"
    kiln.write_text("The kiln was lit by Dora Penrose.", encoding="utf-8")
    read_again(page)
    kiln.write_text("The kiln was lit by Amos Tully.", encoding="utf-8")
    for number in range(20):
        text = "".join(f"Crate {number}-{line} held {line * 7} lamps for ship {number}. " for line in range(60))
        (folder / f"stock {number}.txt").write_text(text, encoding="utf-8")
    with watched(browser, address) as leaving:
        open_tab(leaving)
        for one in (leaving, page):
            one.get_by_role("button", name="Read the folder again").click()
            expect(one.locator("#documents progress")).to_be_visible()
    (folder / "late.txt").write_text("The jetty was tarred by Rolf Dahl.", encoding="utf-8")
    names: list[list[str]] = []
    with closing(PageUser(address)) as user, watched(browser, address) as second:
        open_tab(second)
        second.evaluate("() => fetch('/documents/building', { method: 'POST' })")  # its button waits for the first
        while 'class="running"' in user.http.get("/documents/building").text or len(names) < 3:
            answer = user.ask("Who lit the kiln?")
            names.append([name for name in ("Dora Penrose", "Amos Tully") if name in answer])
        built(page)
        built(second)
        assert "Amos Tully" in user.ask("Who lit the kiln?")
        assert "Rolf Dahl" in user.ask("Who tarred the jetty?")
    assert all(len(own) == 1 for own in names), names
    assert names == sorted(names, reverse=True), "never again of the index before"


def test_the_build_of_another_process_is_said(page: Page, folder: Path) -> None:
    with build_lock(folder.with_name("index")):
        page.get_by_role("button", name="Read the folder again").click()
        building(page).to_contain_text("The folder was not read again.")
        building(page).to_contain_text("is locked by pid")
    expect(page.locator("#documents progress")).to_have_count(0)
    read_again(page)


def test_requests_past_the_page_are_refused_as_the_page_does(address: str, folder: Path, tmp_path: Path) -> None:
    before = {path.name for path in folder.iterdir()}
    with closing(PageUser(address)) as user:
        too_large = user.http.post("/gradio_api/upload", files={"files": ("a.txt", bytes(MAX_BYTES + 1))})
        assert too_large.status_code == 413
        (sent,) = user.http.post("/gradio_api/upload", files={"files": ("tool.exe", b"MZ")}).json()
        assert "tool.exe was not added" in user.call("_add", [_file(sent)], None, "")["report"]
        (sent,) = user.http.post("/gradio_api/upload", files={"files": ("../../x\n.txt", b"\x7fELF\2\1\1\0")}).json()
        assert "was not added" in user.call("_add", [_file(sent)], None, "")["report"]
        with pytest.raises(Failed, match="Only files that are uploaded here are taken"):
            user.call("_add", [_file("http://evil.example/a.txt")], None, "")
        secret = upload(tmp_path, "secret.txt", "The code is 4711.")
        for path in (str(secret), str(folder / "lamp.md"), str(folder.with_name("index") / "CURRENT"), "/etc/passwd"):
            with pytest.raises(Failed):
                user.call("_add", [_file(path)], None, "")
        for name in ("../index/CURRENT", str(secret), "/etc/passwd", "..", ""):
            refused = user.http.post("/documents/delete", data={"source": name})
            assert "was not deleted: it is not in the folder" in refused.text
    assert {path.name for path in folder.iterdir()} == before
    assert secret.exists()


def test_read_only_shows_and_changes_nothing(browser: Browser, read_only: str) -> None:
    with watched(browser, read_only) as page:
        open_tab(page)
        for name in ("Read the folder again", "Add documents", "Delete", "Replace"):
            expect(page.get_by_role("button", name=name)).to_have_count(0)
        expect(page.locator("#upload")).to_have_count(0)
    with closing(PageUser(read_only)) as user:
        assert user.http.post("/gradio_api/upload", files={"files": ("a.txt", b"x")}).status_code == 403
        for path in ("/documents/delete", "/documents/building"):
            assert user.http.post(path, data={"source": "lamp.txt"}).status_code == 410
        config = user.http.get("/config").json()
        handlers = {own["api_name"] for own in config["dependencies"]}
        assert not {"_add", "_replace", "_leave", "_settled"} & handlers
        beyond = {"data": [], "fn_index": max(own["id"] for own in config["dependencies"]) + 1, "session_hash": "x"}
        assert user.http.post("/gradio_api/queue/join", json=beyond).status_code >= 400


def test_a_table_of_3000_files_can_be_used(browser: Browser, read_only: str) -> None:
    with watched(browser, read_only) as page:
        ask(page, "Who repaired the harbour lamp?")
        expect(page.locator(".answer .statement").first).to_contain_text("Marta Quill")
        open_tab(page)
        expect(rows(page)).to_have_count(50)
        assert cells(page, "report 2987.txt")[0] == "report 2987.txt"
        if os.name != "nt":
            assert cells(page, NAMES[0])[0] == NAMES[0]
            state(page, NAMES[2]).to_be_visible()
        find(page, "sails txt.exe.txt")
        expect(rows(page).locator("td.name")).to_have_text(["sails txt.exe.txt"])
        expect(page.locator("#documents b")).to_have_count(0)
        loaded = page.request.get(read_only).body() + page.request.get(f"{read_only}/config").body()
        assert b"report 2987" not in loaded


def _delete(page: Page, file: str) -> None:
    own = row(page, file)
    own.get_by_role("button", name=f"Delete {file}").click()
    own.get_by_role("button", name="Delete for good").click()


def _file(path: str) -> dict[str, Any]:
    return {"path": path, "meta": {"_type": "gradio.FileData"}}
