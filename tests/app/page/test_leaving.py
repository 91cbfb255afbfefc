"""What leaves the page: an answer to be printed, a chat as a Word file, in a real Chromium."""

from collections.abc import Iterator
from io import BytesIO
from urllib.parse import urljoin

import docx
import pytest
from lxml import html
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from app.showing.printed import PRINTED_HEADERS
from index.embedding.embedder import Embedder
from tests.browsing import ask, watched
from tests.serving import NEEDS_CHROMIUM, Pause, served_here

pytestmark = [pytest.mark.slow, *NEEDS_CHROMIUM]
ZOO = "The zoo\n\nBo Keita opened the zoo on May 5, 2020. She fed the birds twice a day.\n"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, real_embedder: Embedder) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("leaving")
    (folder / "docs").mkdir()
    (folder / "docs" / "zoo.txt").write_text(ZOO, encoding="utf-8")
    with served_here(folder / "index", folder / "docs", real_embedder, Pause()) as url:
        yield url


@pytest.fixture
def page(browser: Chromium, address: str) -> Iterator[Page]:
    with watched(browser, address) as fresh:
        yield fresh


def test_an_answer_is_opened_with_its_sources_and_without_buttons(page: Page) -> None:
    page.evaluate("window.open = (...given) => { window.opened = given; }")  # no script can look into what is opened
    ask(page, "Who opened the zoo?")
    ask(page, "How often were the birds fed?")
    page.locator(".answer").last.get_by_role("button", name="Print view").click()
    path, *how = page.evaluate("window.opened")
    assert how == ["_blank", "noopener"]
    sent = page.request.get(urljoin(page.url, path))
    assert sent.headers["content-security-policy"] == PRINTED_HEADERS["Content-Security-Policy"]
    printed = html.document_fromstring(sent.body())
    assert printed.findtext(".//title") == printed.findtext(".//h1") == "How often were the birds fed?"
    assert "twice a day" in "".join(mark.text_content() for mark in printed.iterfind(".//mark"))
    assert not printed.xpath(".//button | .//a | .//script")


def test_a_chat_is_saved_to_word_with_a_footnote_for_its_source(page: Page) -> None:
    ask(page, "Who opened the zoo?")
    file = page.request.get(page.url.replace("?chat=", "chats/").partition("#")[0] + ".docx")
    assert file.ok
    words = docx.Document(BytesIO(file.body()))
    assert "Who opened the zoo?" in [paragraph.text for paragraph in words.paragraphs]
    assert any(
        "footnotes" in str(part.partname) and b"Bo Keita opened" in part.blob for part in words.part.package.parts
    )
