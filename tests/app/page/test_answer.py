"""The anatomy of an answer in a real Chromium: what opens, what is marked, and that no word is cut."""

from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import replace

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from app.asking.intake import Turn
from app.bot import LiveBot
from app.records import Answer, Statement, quoting
from index.embedding.embedder import HashingEmbedder
from index.records import Document
from tests.app.page.test_evidence import faults, panel, wide
from tests.app.page.test_page import ask
from tests.serving import NEEDS_CHROMIUM, Pause, opened, served_here
from tests.whole_answers import compared

pytestmark = [pytest.mark.slow, *NEEDS_CHROMIUM]
LONG = "Donaudampfschiff" * 19  # 304 letters
LINE = f"The gate opens after ten seconds. It says {LONG}. It is green."
STEPS = "To open:\n3. Turn the key.\n4. Push.\n"


class Made(LiveBot):
    """Answers what is made up."""

    def stream(
        self, question: str, history: Sequence[Turn] = (), sources: Collection[str] = (), model: str = ""
    ) -> Generator[Answer, None, None]:
        if "changed" in question:
            yield compared(question)
            return
        if "steps" in question:
            document = Document(f"{LONG}.md", STEPS, None, None, "a" * 64)
            lead, *items = quoting([(document, 0, 8), (document, 9, 25), (document, 26, 34)])
            items = [replace(item, mark=mark) for item, mark in zip(items, ("3.", "4."), strict=True)]
            yield Answer(
                question, question, "answered", 0.9, (lead, *items), (), "extract", shape="bullets"
            )  # fmt: skip
            return
        document = Document("deck/gate.pptx", LINE, f"The {LONG} gate", None, "b" * 64, (0, 0))
        first, *more = quoting(
            [(document, 0, 33), (document, 34, len(LINE) - 14), (document, len(LINE) - 12, len(LINE))]
        )
        statements = (replace(first, key=(21, 32)), *(replace(one, further=True) for one in more))
        headline = Statement("ten seconds", first.citations)
        yield Answer(question, question, "answered", 0.9, statements, (), "extract", headline=headline)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("answer")
    (folder / "docs").mkdir()
    (folder / "docs" / f"{'long-name' * 20}.txt").write_text(f"{LONG}\n\nThe gate is green.", encoding="utf-8")
    with served_here(folder / "index", folder / "docs", HashingEmbedder(), Pause(), live_bot=Made) as url:
        yield url


@pytest.fixture
def page(browser: Chromium, address: str) -> Iterator[Page]:
    with opened(browser, address) as fresh:
        yield fresh


def opened_markers(page: Page) -> list[str]:
    return page.locator('.answer button[aria-expanded="true"]').all_inner_texts()


def test_the_source_that_is_shown_is_marked_in_the_answer(page: Page) -> None:
    ask(page, "What changed?")
    numbers = page.locator(".answer li:not(.sources li) button.marker")
    expect(numbers.first).to_have_attribute("aria-expanded", "false")
    numbers.first.click()
    assert [text.split()[0] for text in opened_markers(page)] == ["[1]", "[1]"]
    expect(page.locator(".answer button.open")).to_have_count(2)
    page.keyboard.press("ArrowRight")
    assert [text.split()[0] for text in opened_markers(page)] == ["[2]", "[2]"]
    expect(panel(page).locator(".name")).to_have_text("Release 4.2")
    expect(panel(page).get_by_role("heading")).to_have_accessible_description("Release 4.2")
    page.keyboard.press("Escape")
    expect(page.locator('.answer button.open, .answer button[aria-expanded="true"]')).to_have_count(0)


def test_the_whole_line_of_a_source_opens_it_and_its_numbers_open_the_others(page: Page) -> None:
    ask(page, "What changed?")
    lines = page.locator(".sources li")
    expect(lines).to_have_count(2)
    area = lines.last.bounding_box()
    assert area
    page.mouse.click(area["x"] + area["width"] - 8, area["y"] + area["height"] / 2)
    expect(panel(page).get_by_role("heading")).to_have_text("Source 2 of 4")
    lines.last.get_by_role("button", name="[4]", exact=True).click()
    expect(panel(page).get_by_role("heading")).to_have_text("Source 4 of 4")


def test_the_answer_stands_first_its_further_sentences_fold_and_its_words_are_marked_in_the_source(page: Page) -> None:
    ask(page, "For how long?")
    answer = page.locator(".answer")
    size = "own => parseFloat(getComputedStyle(own).fontSize)"
    assert answer.locator(".headline").evaluate(size) > 1.25 * answer.locator(".statement").first.evaluate(size)
    expect(answer.locator(".statement:visible")).to_have_count(1)
    answer.get_by_text("2 more sentences", exact=True).click()
    expect(answer.locator(".statement:visible")).to_have_count(3)
    answer.locator(".headline button.marker").click()
    expect(panel(page).locator("mark strong")).to_have_text("ten seconds")
    expect(panel(page).locator("dl")).to_contain_text("Slide2")


def test_steps_have_their_own_numbers(page: Page) -> None:
    ask(page, "What are the steps?")
    assert page.locator(".answer .steps li .step").all_inner_texts() == ["3.", "4."]
    assert page.locator(".answer .steps").evaluate("own => getComputedStyle(own).listStyleType") == "none"


def test_what_unfolds_says_whether_it_is_open(page: Page) -> None:
    ask(page, "For how long?")
    folded = page.locator(".answer details.more > summary")
    arrow = "own => getComputedStyle(own, '::before').transform"
    closed = folded.evaluate(arrow)
    folded.click()
    assert folded.evaluate(arrow) != closed == "none"
    expect(page.locator("button.label-wrap")).to_have_count(0)  # Gradio's accordions don't say it


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_word_of_three_hundred_letters_wraps_in_answer_and_source(
    browser: Chromium, address: str, scheme: str, width: int
) -> None:
    with opened(browser, address, color_scheme=scheme, viewport={"width": width, "height": 844}) as page:
        ask(page, f"For how long does {LONG} open?", "What are the steps?")
        page.locator(".answer details.more > summary").click()
        outside = """own => [...own.querySelectorAll('*')].filter(part =>
            part.clientWidth && part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX !== 'visible'
        ).map(part => part.className)"""
        assert page.locator("#conversation").evaluate(outside) == []
        assert wide(page) == width
        page.locator(".answer .headline button.marker").click()
        expect(panel(page)).to_contain_text(LONG)
        assert panel(page).evaluate("own => own.scrollWidth <= own.clientWidth")
        assert panel(page).evaluate(outside) == []
        assert faults(page) == []
