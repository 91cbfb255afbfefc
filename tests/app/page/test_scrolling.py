"""Where the chat stands, in a real Chromium: each new question at the top of the pane, and still from then on."""

import time
from collections.abc import Collection, Generator, Iterator, Sequence
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from app.asking.intake import Turn
from app.bot import LiveBot
from app.records import Answer, Refinement, Statement, quoting
from index.embedding.embedder import HashingEmbedder
from index.records import Document
from tests.app.page.test_page import begin, box, press, whole
from tests.serving import NEEDS_CHROMIUM, Pause, opened, served_here
from tests.whole_answers import compared, counted, summed

pytestmark = [pytest.mark.slow, *NEEDS_CHROMIUM]
SIZES = [(1440, 900), (1280, 720), (800, 600), (390, 844)]
QUESTIONS = [
    "Quote 1", "Count 47", "Write 30", "Refuse", "Quote 200", "Compare", "List 12", "Write 2", "Quote 8", "Sum",
    "Choose 3", "Write 90", "Quote 3 " + "of what was agreed about the roof " * 60, "List 60", "Quote 40", "Count 3",
    "Write 8", "Quote 120", "Refuse", "Quote 2",
]  # fmt: skip
MOVES = """() => {
    window.watched = { asked: 0, frames: 0, moves: [], since: 0 };
    const count = () => document.querySelectorAll("#conversation .user-row").length;
    let questions = count(), top = null;
    const look = () => {
        const now = performance.now(), pane = document.querySelector('#conversation [role="log"]');
        if (count() !== questions) {
            questions = count();
            top = null;
            Object.assign(window.watched, { asked: now, frames: 0 });
        }
        window.watched.frames += 1; // on a busy machine there are few in 300 ms, and the question gets to its top in some
        if (window.watched.asked && now - window.watched.asked > 300 && window.watched.frames > 6 && pane) {
            if (top !== null && pane.scrollTop !== top) window.watched.moves.push([top, pane.scrollTop]);
            top = pane.scrollTop;
            window.watched.since ||= now;
        }
        requestAnimationFrame(look);
    };
    look();
}"""
IN_VIEW = """() => {
    const pane = document.querySelector('#conversation [role="log"]').getBoundingClientRect();
    const answer = [...document.querySelectorAll("#conversation .answer")].at(-1);
    const range = document.createRange();
    const words = document.createTreeWalker(answer, NodeFilter.SHOW_TEXT, (node) =>
        node.data.trim() && node.parentElement.checkVisibility() ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT);
    range.selectNodeContents(words.nextNode());
    const line = range.getClientRects()[0];
    return line.top >= pane.top - 1 && line.bottom <= Math.min(pane.bottom, innerHeight) + 1;
}"""

FROM_TOP = """number => [...document.querySelectorAll("#conversation .user-row")].at(number).getBoundingClientRect().top
    - document.querySelector('#conversation [role="log"]').getBoundingClientRect().top"""


class Various(LiveBot):
    """Answers of the length that the question asks for; those that are written come bit by bit."""

    def stream(
        self, question: str, history: Sequence[Turn] = (), sources: Collection[str] = (), model: str = ""
    ) -> Generator[Answer, None, None]:
        kind, _, rest = question.partition(" ")
        count = int(rest.split()[0]) if rest else 0
        text = "".join(f"Line {number} of the minutes says what was agreed on the day. " for number in range(count))
        minutes = Document("minutes.txt", text, "Minutes", None, "a" * 64)
        starts = [text.index(f"Line {number} ") for number in range(count)]
        said = quoting([(minutes, start, text.index(". ", start) + 1) for start in starts])
        if kind == "Quote":
            yield Answer(question, question, "answered", 0.9, said, (), "extract", shape="summary")
        elif kind == "List":
            yield Answer(question, question, "answered", 0.9, said, (), "extract", shape="bullets")
        elif kind == "Write":
            for most in sorted({*range(1, count, -(-count // 6)), count}):
                time.sleep(0.12)
                yield Answer(question, question, "answered", 0.9, said[:most], (), "scripted", shape="written")
        elif kind == "Choose":
            ways = tuple(Refinement("choice", f"Line {n}", f"Quote {n + 1}") for n in range(count))
            headline = Statement("Which line is meant?", ())
            yield Answer(
                question, question, "unsure", 0.5, (), (), "extract", shape="choices", headline=headline,
                refinements=ways, plan="Two are near.",
            )  # fmt: skip
        elif kind == "Refuse":
            yield Answer(question, question, "refused", 0.1, (), (), "extract")
        else:
            yield {"Count": counted, "Sum": summed, "Compare": compared}[kind](question, *([count] if count else []))


@pytest.fixture(scope="module")
def pause() -> Pause:
    return Pause()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, pause: Pause) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("scrolling")
    (folder / "docs").mkdir()
    (folder / "docs" / "minutes.txt").write_text("The roof is to be mended in May.", encoding="utf-8")
    with served_here(folder / "index", folder / "docs", HashingEmbedder(), pause, live_bot=Various) as url:
        yield url


@pytest.fixture
def page(browser: Chromium, address: str, pause: Pause) -> Iterator[Page]:
    with opened(browser, address, viewport={"width": 1280, "height": 720}) as fresh:
        yield fresh
        pause.go_on()


def scrolled(page: Page) -> float:
    return float(page.locator("#conversation [role=log]").evaluate("log => log.scrollTop"))


def from_top(page: Page, number: int = -1) -> float:
    """Pixels between the top of the pane and a question."""
    return float(page.evaluate(FROM_TOP, number))


def at_the_top(page: Page) -> None:
    """Waits until the last question is: that is seen to in the frame after it has come, or later."""
    page.wait_for_function(f"() => Math.abs(({FROM_TOP})(-1)) <= 2")


def still(page: Page, question: str, number: int) -> None:
    """Asks; what comes is in view, and nothing moves until a second after its end."""
    page.evaluate("window.watched && Object.assign(window.watched, { asked: 0, moves: [], since: 0 })")
    begin(page, question)
    expect(page.locator("#conversation .user-row")).to_have_count(number)
    page.wait_for_function("() => window.watched.since > 0")
    assert page.evaluate(IN_VIEW), question
    whole(page, number)
    page.wait_for_timeout(1_000)
    assert page.evaluate(IN_VIEW), question
    assert page.evaluate("window.watched.moves") == [], question
    if len(question) < 100:
        assert abs(from_top(page)) <= (20 if number == 1 else 2), question


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_an_answer_begins_in_view_and_the_pane_is_still(
    browser: Chromium, address: str, width: int, height: int, scheme: Literal["light", "dark"]
) -> None:
    """Forty answers at two schemes; each size sees every fourth of them."""
    mine = QUESTIONS[SIZES.index((width, height)) :: 4]
    with opened(browser, address, viewport={"width": width, "height": height}, color_scheme=scheme) as page:
        expect(box(page)).to_be_visible()
        page.evaluate(f"({MOVES})()")
        for number, question in enumerate(mine if scheme == "light" else mine[::-1], start=1):
            still(page, question, number)


def test_whoever_scrolls_while_an_answer_grows_is_left_alone(page: Page, pause: Pause) -> None:
    begin(page, "Quote 40")
    whole(page, 1)
    pause.hold()
    begin(page, "Quote 200")
    expect(page.locator(".growing")).to_be_visible()
    at_the_top(page)
    page.locator("#conversation [role=log]").evaluate("log => log.scrollTop -= 120")
    stood = scrolled(page)
    pause.step()
    page.wait_for_timeout(400)
    pause.go_on()
    whole(page, 2)
    page.wait_for_timeout(500)
    assert scrolled(page) == stood


def test_a_chat_that_is_opened_shows_its_last_question_first(page: Page) -> None:
    for number, question in enumerate(["Quote 40", "Quote 2", "Quote 1"], start=1):
        begin(page, question)
        whole(page, number)
    page.reload()
    whole(page, 3)
    expect(page.locator("#conversation .user-row").last).to_contain_text("Quote 1")
    at_the_top(page)
    page.wait_for_timeout(500)
    assert abs(from_top(page)) <= 2  # still


def test_asking_again_brings_the_question_back_to_the_top(page: Page, pause: Pause) -> None:
    for number, question in enumerate(["Quote 40", "Write 90"], start=1):
        begin(page, question)
        whole(page, number)
    page.locator("#conversation [role=log]").evaluate("log => log.scrollTop = 0")
    pause.hold()
    press(page, "Ask again")
    expect(page.locator(".growing")).to_have_count(1)
    pause.go_on()
    whole(page, 2)
    at_the_top(page)


def test_an_answer_that_came_behind_another_tab_stands_at_its_top(page: Page, pause: Pause) -> None:
    begin(page, "Quote 40")
    whole(page, 1)
    pause.hold()
    begin(page, "Quote 200")
    page.get_by_role("tab", name="Documents").click()
    pause.go_on()
    expect(page.locator(".answer > .copy")).to_have_count(2)
    expect(page.locator(".growing")).to_have_count(0)
    page.get_by_role("tab", name="Chat", exact=True).click()
    whole(page, 2)
    at_the_top(page)


def test_an_open_source_leaves_the_question_where_it_was(page: Page) -> None:
    for number, question in enumerate(["Quote 40", "Quote 8"], start=1):
        begin(page, question)
        whole(page, number)
    marker: Any = page.locator(".answer").last.locator("button.marker:visible").first
    marker.click()
    expect(page.locator("#evidence")).to_be_visible()
    page.wait_for_timeout(300)
    at_the_top(page)
