"""Answers about the whole in a real Chromium: unfolded, followed to their sources, narrowed and chosen by a click or key."""

import re
from collections.abc import Collection, Generator, Iterator, Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from app.asking.intake import Turn
from app.bot import LiveBot
from app.records import Answer
from index.embedding.embedder import HashingEmbedder
from tests.app.page.test_evidence import clipboard, faults, panel, wide
from tests.app.page.test_page import ask, asked, box, toast, whole
from tests.serving import NEEDS_CHROMIUM, Pause, opened, served_here
from tests.whole_answers import CHOICES, FILTERS, asked_back, counted, filtered, summed

pytestmark = [pytest.mark.slow, *NEEDS_CHROMIUM]
MANY, MAX = "How many contracts?", "How many of a thousand?"


class Counting(LiveBot):
    """Answers what is made up."""

    def stream(
        self, question: str, history: Sequence[Turn] = (), sources: Collection[str] = (), model: str = ""
    ) -> Generator[Answer, None, None]:
        if "thousand" in question:
            yield counted(question, 1000)
        elif "sum" in question:
            yield summed(question) if "Expenses" in question else asked_back(question)
        else:
            yield counted(question) if question.startswith("How many") else filtered(question)


@pytest.fixture(scope="module")
def pause() -> Pause:
    return Pause()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, pause: Pause) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("whole")
    (folder / "docs").mkdir()
    (folder / "docs" / "harbor.txt").write_text("The harbor has three cranes.", encoding="utf-8")
    with served_here(folder / "index", folder / "docs", HashingEmbedder(), pause, live_bot=Counting) as url:
        yield url


@pytest.fixture
def page(browser: Chromium, address: str, pause: Pause) -> Iterator[Page]:
    with opened(browser, address) as fresh:
        yield fresh
        pause.go_on()


def answer(page: Page) -> Any:
    return page.locator(".answer").last


def chip(page: Page, label: str) -> Any:
    return page.get_by_role("button", name=f"Remove the filter {label}", exact=True)


def test_five_items_are_seen_and_the_others_unfold_with_their_sources(page: Page) -> None:
    ask(page, MANY)
    expect(answer(page).locator(".headline")).to_have_text("47 documents mention “arbitration”.")
    expect(answer(page).locator("ul.items li:visible")).to_have_count(5)
    answer(page).get_by_text("All 47", exact=True).click()
    expect(answer(page).locator("ul.items li:visible")).to_have_count(47)
    answer(page).locator("button.card-45").click()
    expect(panel(page).get_by_role("heading")).to_have_text("Source 45 of 47")
    expect(panel(page).locator("mark")).to_have_text(
        "Any dispute under clause 44 shall be settled by arbitration in Leeds."
    )


def test_of_a_thousand_sources_the_later_ones_are_fetched_also_when_read_again(page: Page) -> None:
    ask(page, "Who settles disputes?", MAX)
    for _ in range(2):
        answer(page).get_by_text("All 1,000", exact=True).click()
        answer(page).locator("button.card-900").click()
        mark = panel(page).locator("mark")
        expect(mark).to_have_text("Any dispute under clause 899 shall be settled by arbitration in Leeds.")
        expect(panel(page)).to_contain_text("lease-899.md")
        page.keyboard.press("ArrowRight")
        expect(mark).to_contain_text("clause 900 ")
        panel(page).get_by_role("button", name="Copy citation").click()
        expect(panel(page).get_by_role("button", name="Copied")).to_be_visible()
        assert clipboard(page).startswith("“Any dispute under clause 900 ")
        page.reload()
        whole(page, 2)


def test_a_source_that_cannot_be_fetched_says_so(page: Page) -> None:
    ask(page, MAX)
    page.evaluate("void (window.fetch = () => Promise.reject(new TypeError('gone')))")
    answer(page).locator("button.card-900").dispatch_event("click")
    expect(panel(page)).to_contain_text("This source could not be fetched.")


def test_the_copied_answer_holds_all_items(page: Page) -> None:
    ask(page, MANY)
    page.get_by_role("button", name="Copy answer").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert clipboard(page).count("• Any dispute under clause") == 47


def test_a_filter_is_taken_off_by_a_click_and_what_is_typed_stays(page: Page) -> None:
    ask(page, MANY)
    box(page).fill("half a thought")
    chip(page, "since 2019").click()
    whole(page, 2)
    assert asked(page) == [MANY, FILTERS[0].question]
    expect(box(page)).to_have_value("half a thought")
    expect(answer(page).locator(".plan")).to_be_in_viewport()


def test_the_keyboard_takes_a_filter_off_and_chooses(page: Page) -> None:
    ask(page, MANY)
    chip(page, "folder contracts").focus()
    page.keyboard.press("Enter")
    whole(page, 2)
    ask(page, "What is the sum?")
    expect(answer(page).locator(".headline")).to_have_text("Which column is meant?")
    first = page.get_by_role("button", name=re.compile(f"^{CHOICES[0].label}"))
    first.focus()
    page.keyboard.press("Space")
    whole(page, 4)
    assert asked(page) == [MANY, FILTERS[1].question, "What is the sum?", CHOICES[0].question]
    expect(box(page)).to_be_focused()


def test_an_edit_is_not_taken_for_the_question_of_a_button(page: Page) -> None:
    ask(page, MANY)
    page.get_by_role("button", name="Edit last question").click()
    expect(box(page)).to_have_value(MANY)
    chip(page, "since 2019").click()
    whole(page, 2)
    assert asked(page) == [MANY, FILTERS[0].question]


def test_while_an_answer_comes_a_button_asks_nothing(page: Page, pause: Pause) -> None:
    ask(page, MANY)
    pause.hold()
    box(page).fill("Who settles disputes?")
    box(page).press("Enter")
    expect(page.locator(".growing")).to_be_visible()
    chip(page, "folder contracts").first.click()
    expect(toast(page)).to_contain_text("An answer is still coming")
    pause.go_on()
    whole(page, 2)
    assert asked(page) == [MANY, "Who settles disputes?"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious_and_nothing_is_wider_than_the_screen(
    browser: Chromium, address: str, scheme: str, width: int
) -> None:
    with opened(browser, address, color_scheme=scheme, viewport={"width": width, "height": 844}) as page:
        ask(page, MANY, "What is the sum of Amount in Expenses?", "What is the sum?", "Who settles disputes?")
        page.get_by_text("All 47", exact=True).click()
        assert faults(page) == []
        assert wide(page) == width
        assert page.locator("#conversation").evaluate("own => own.scrollWidth <= own.clientWidth")
