"""Typing while a language model writes 200 tokens a second into a chat of 20 answers, in a real Chromium."""

import time
from collections.abc import Generator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app.asking.intake import Turn
from index.embedding.embedder import Embedder
from tests.serving import NEEDS_CHROMIUM, Pause, opened, served_here

pytestmark = [pytest.mark.slow, *NEEDS_CHROMIUM]
WHO = "Who hosted Alicia Bárcena?"
LAG = 50  # ms in which a key is to be seen, at the median
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
        for number in range(200):
            for word in f"He met delegation number {number} in room {number + 3} that day. [1]".split():
                time.sleep(1 / 200)
                yield f"{word} "


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
        box.fill(WHO)
        box.press("Enter")
        expect(page.locator(".answer .by")).to_have_count(21)
        page.evaluate(WATCH)
        box.press_sequentially("What else did they talk about that day?", delay=60)
        lags, tasks = sorted(page.evaluate("window.lags")), page.evaluate("window.tasks")
        expect(page.locator(".answer .growing")).to_be_visible()
        print(f"keys {len(lags)}: median {lags[len(lags) // 2]:.0f} ms, longest {lags[-1]:.0f} ms;", end=" ")
        print(f"long tasks: {len(tasks)}, longest {max(tasks, default=0):.0f} ms")
        assert lags[len(lags) // 2] < LAG
        stop.click()
        expect(page.locator(".answer > .copy")).to_have_count(21)
