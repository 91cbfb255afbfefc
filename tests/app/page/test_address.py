"""The address of a chat and of an answer, Back and Forward, and the chat on paper, in a real Chromium."""

import re
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pypdfium2
import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from app.page.chat_tab import ChatTab
from index.embedding.embedder import HashingEmbedder
from tests.app.page.test_evidence import clipboard, panel
from tests.app.page.test_page import asked, begin, box, press, toast, whole
from tests.app.page.test_scrolling import Various, from_top
from tests.serving import NEEDS_CHROMIUM, Pause, opened, served_here

pytestmark = [pytest.mark.slow, *NEEDS_CHROMIUM]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("address")
    (folder / "docs").mkdir()
    (folder / "docs" / "minutes.txt").write_text("The roof is to be mended in May.", encoding="utf-8")
    with served_here(folder / "index", folder / "docs", HashingEmbedder(), Pause(), live_bot=Various) as url:
        yield url


@pytest.fixture
def page(browser: Chromium, address: str) -> Iterator[Page]:
    with opened(browser, address, viewport={"width": 1280, "height": 720}) as fresh:
        expect(box(fresh)).to_be_visible()
        yield fresh


def ask(page: Page, *questions: str) -> None:
    for number, question in enumerate(questions, start=page.locator(".answer").count() + 1):
        begin(page, question)
        whole(page, number)
    expect(page).to_have_url(re.compile("chat="))


def test_back_closes_the_source_then_goes_to_the_chat_before_and_forward_goes_on(page: Page, address: str) -> None:
    ask(page, "Quote 2", "Quote 3")
    first = page.url
    press(page, "New chat")
    expect(page.locator(".answer")).to_have_count(0)
    expect(page).to_have_url(f"{address}/")
    ask(page, "Quote 8")
    second = page.url
    page.locator(".answer").last.locator("button.marker:visible").first.click()
    expect(panel(page)).to_be_visible()

    page.go_back()
    expect(panel(page)).to_be_hidden()
    assert asked(page) == ["Quote 8"]
    page.go_forward()
    expect(panel(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    expect(page).to_have_url(second)

    page.go_back()
    whole(page, 2)
    assert asked(page) == ["Quote 2", "Quote 3"]
    expect(page).to_have_url(first)
    page.go_forward()
    whole(page, 1)
    assert asked(page) == ["Quote 8"]
    expect(page).to_have_url(second)


def test_a_chat_begun_before_the_page_is_loaded_keeps_its_address(
    browser: Chromium, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = late_loading(monkeypatch)
    with opened(browser, address) as page:
        ask(page, "Quote 2")
        begun = page.url
        expect(page.locator("#about p")).to_have_count(0)
        due.set()
        expect(page.locator("#about p")).to_be_visible()
        page.evaluate("() => new Promise(requestAnimationFrame)")
        assert page.url == begun
        expect(page.locator("#chat-list [aria-current=page]")).to_have_count(1)
        ask(page, "Quote 3")
        assert page.url == begun


def test_what_is_asked_before_the_chat_of_the_address_is_there_is_asked_in_that(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(page, "Quote 2")
    due, begun = late_loading(monkeypatch), page.url
    page.reload()
    begin(page, "Quote 3")
    page.wait_for_timeout(500)
    expect(box(page)).to_have_value("Quote 3")
    due.set()
    expect(page.locator(".answer > .copy")).to_have_count(2)
    assert asked(page) == ["Quote 2", "Quote 3"]
    assert page.url == begun


def late_loading(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Pages are loaded once this is set."""
    due, load = Event(), ChatTab.load
    monkeypatch.setattr(ChatTab, "load", lambda tab, request: due.wait(20) and load(tab, request))
    return due


def test_a_link_to_an_answer_is_copied_and_opens_it(page: Page) -> None:
    ask(page, "Quote 40", "Quote 30", "Quote 2")
    page.locator(".answer").nth(1).get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    link = clipboard(page)
    assert link == f"{page.url}#answer-2"
    other = page.context.new_page()
    other.goto(link)
    whole(other, 3)
    other.wait_for_timeout(500)
    assert abs(from_top(other, 1)) <= 2
    assert other.url == link
    ask(other, "Quote 1")
    assert "#" not in other.url
    assert abs(from_top(other)) <= 2


def test_in_another_browser_a_link_says_why_not(page: Page, browser: Chromium, address: str) -> None:
    ask(page, "Quote 2")
    with opened(browser, page.url) as stranger:
        expect(toast(stranger)).to_contain_text("This chat is kept for the browser it was asked in")
        expect(stranger).to_have_url(f"{address}/")
        ask(stranger, "Quote 3")
        assert asked(stranger) == ["Quote 3"]


def test_all_of_a_chat_is_printed_without_what_is_there_to_be_pressed(page: Page, tmp_path: Path) -> None:
    ask(page, "Quote 60", "List 60", "Quote 3")
    file = tmp_path / "chat.pdf"
    page.pdf(path=file, format="A4")
    with pypdfium2.PdfDocument(file) as printed:
        text = " ".join("".join(own.get_textpage().get_text_range() for own in printed).split())
    for said in ("Quote 60", "Line 0 of", "Line 59 of", "List 60", "Quote 3", "Quoted from 1 document", "Minutes"):
        assert said in text
    for pressed in ("Ask again", "Copy answer", "Copy link", "New chat", "Ask about the documents", "Choose documents"):
        assert pressed not in text
    expect(page.locator(".answer details[open]")).to_have_count(0)  # as before
