"""What can be asked, in a real Chromium: in an empty chat, and after an answer."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from index.embedding.embedder import Embedder
from tests.app.page.test_page import ask, asked, whole
from tests.app.web.views.test_proposal_views import BOILER, HOUSE
from tests.serving import NEEDS_CHROMIUM, Pause, opened, served_here

pytestmark = [pytest.mark.slow, *NEEDS_CHROMIUM]
NOTICE = "How long is the notice period?"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, real_embedder: Embedder) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("proposals")
    docs = folder / "house"
    docs.mkdir()
    (docs / "rules.md").write_text(HOUSE, encoding="utf-8")
    (docs / "boiler.md").write_text(BOILER, encoding="utf-8")
    for number in range(7):
        (docs / f"note-{number}.md").write_text(
            f"# Note on the garden {number}\n\nThe old pear tree had {number} pears.\n"
        )
    with served_here(folder / "index", docs, real_embedder, Pause()) as url:
        yield url


@pytest.fixture
def page(browser: Chromium, address: str) -> Iterator[Page]:
    with opened(browser, address) as fresh:
        yield fresh


def test_an_example_is_asked_and_makes_room_for_its_answer(page: Page) -> None:
    welcome = page.locator(".welcome")
    expect(welcome).to_contain_text("9 documents in house")
    example = welcome.locator("button.ask").first
    question = example.inner_text()
    example.click()
    whole(page, 1)
    assert asked(page) == [question]
    expect(welcome).to_be_hidden()
    page.get_by_role("button", name="New chat").click()
    expect(welcome).to_be_visible()
    welcome.get_by_role("button", name="Add documents").click()
    expect(page.get_by_role("tab", name="Documents")).to_have_attribute("aria-selected", "true")


def test_a_follow_up_is_asked_and_gives_way_to_those_of_its_answer(page: Page) -> None:
    ask(page, NOTICE)
    proposed = page.get_by_role("group", name="Ask next").get_by_role("button")
    expect(proposed.first).to_be_visible()
    question = proposed.first.inner_text()
    proposed.first.click()
    whole(page, 2)
    assert asked(page) == [NOTICE, question]
    expect(page.get_by_role("button", name=question, exact=True)).to_have_count(0)


def test_all_of_a_list_is_opened(page: Page) -> None:
    ask(page, "Which documents mention pears?")
    opener = page.get_by_role("button", name=re.compile("Show all 7"))
    expect(opener).to_be_visible()
    opener.click()
    expect(page.locator(".answer details.all").first).to_have_attribute("open", "")
    expect(opener).to_have_count(0)
