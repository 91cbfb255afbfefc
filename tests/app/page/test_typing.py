"""Typing while a language model writes 200 tokens a second into a chat of 20 answers, in a real Chromium."""

import time
from collections.abc import Generator, Sequence
from pathlib import Path
from statistics import median

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.asking.intake import Turn
from index.embedding.embedder import Embedder
from tests.serving import NEEDS_CHROMIUM, Pause, opened, served_here

pytestmark = [pytest.mark.slow, *NEEDS_CHROMIUM]
WHO = "Who hosted Alicia Bárcena?"
LAG = 50  # ms in which a key is to be seen, at the median;
SLACK = 3  # on a busy machine in so many times what it takes there while nothing comes
TYPED = "What else did they talk about that day?"
WATCH = """() => {
  window.lags = [];
  window.tasks = [];
  new PerformanceObserver(list => window.tasks.push(...list.getEntries().map(one => one.duration)))
    .observe({type: "longtask"});
  document.querySelector("#question textarea").addEventListener("keydown", event => {
    requestAnimationFrame(() => window.lags.push(performance.now() - event.timeStamp));
  });
}"""


class Fast:
    """Writes 200 words a second, for as long as it is read."""

    name, context = "fast", 4096

    def stream(self, messages: Sequence[Turn]) -> Generator[str, None, None]:
        yield "Antony J. Blinken hosted Alicia Bárcena. [1] "
        for number in range(2_000):
            for word in f"He met delegation number {number} in room {number + 3} that day. [1]".split():
                time.sleep(1 / 200)
                yield f"{word} "


def lags(page: Page, box: Locator) -> list[float]:
    """Milliseconds until each key that is typed is seen."""
    page.evaluate("window.lags.length = window.tasks.length = 0")
    box.press_sequentially(TYPED, delay=60)
    page.wait_for_function(f"() => window.lags.length === {len(TYPED)}")
    return list(map(float, page.evaluate("window.lags")))


def test_typing_does_not_lag_while_an_answer_comes(
    browser: Browser, tmp_path: Path, seeds: Path, real_embedder: Embedder
) -> None:
    with (
        served_here(tmp_path / "index", seeds, real_embedder, Pause(), [Fast()]) as url,
        opened(browser, url) as page,
    ):
        box = page.get_by_placeholder("Ask about the documents")
        stop = page.get_by_role("button", name="Stop")
        for count in range(1, 21):
            box.fill(WHO)
            box.press("Enter")
            expect(page.locator(".answer .by")).to_have_count(count)
            stop.click()
            expect(page.locator(".answer > .copy")).to_have_count(count)
            expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
        page.evaluate(WATCH)
        idle = median(lags(page, box))
        box.fill(WHO)
        box.press("Enter")
        expect(page.locator(".answer .by")).to_have_count(21)
        written = page.locator(".answer").last.locator(".written")
        before = len(written.inner_text())
        busy, tasks = lags(page, box), page.evaluate("window.tasks")
        assert len(written.inner_text()) > before
        expect(page.locator(".answer .growing")).to_be_visible()
        print(
            f"keys {len(busy)}: median {median(busy):.0f} ms, idle {idle:.0f} ms, longest {max(busy):.0f} ms;", end=" "
        )
        print(f"long tasks: {len(tasks)}, longest {max(tasks, default=0):.0f} ms")
        assert median(busy) < max(LAG, SLACK * idle)
        stop.click()
        expect(page.locator(".answer > .copy")).to_have_count(21)
