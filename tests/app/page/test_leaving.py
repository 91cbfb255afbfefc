"""What leaves the page: an answer to be printed, a chat as a Word file, in a real Chromium."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

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


def test_an_answer_is_printed_with_its_sources_and_without_buttons(page: Page) -> None:
    ask(page, "Who opened the zoo?")
    ask(page, "How often were the birds fed?")
    with page.expect_popup() as opening:
        page.locator(".answer").last.get_by_role("button", name="Print view").click()
    printed = opening.value
    expect(printed.get_by_role("heading")).to_have_text("How often were the birds fed?")
    expect(printed.locator(".citation mark")).to_contain_text("twice a day")
    expect(printed.get_by_role("button")).to_have_count(0)
    expect(printed).to_have_title("How often were the birds fed?")
    assert not Axe().run(printed, options={"runOnly": ["wcag2a", "wcag2aa"]}).response["violations"]


def test_a_chat_is_saved_to_word_with_a_footnote_for_its_source(page: Page, tmp_path: Path) -> None:
    ask(page, "Who opened the zoo?")
    file = page.request.get(page.url.replace("?chat=", "chats/").partition("#")[0] + ".docx")
    assert file.ok
    words = docx.Document(BytesIO(file.body()))
    assert "Who opened the zoo?" in [paragraph.text for paragraph in words.paragraphs]
    assert any(
        "footnotes" in str(part.partname) and b"Bo Keita opened" in part.blob for part in words.part.package.parts
    )
