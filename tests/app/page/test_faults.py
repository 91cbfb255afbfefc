"""A question that breaks something: the chat stays, the question stays in its box, and it is said in words."""

from collections.abc import Collection, Generator, Iterator, Sequence

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from app.asking.intake import Turn
from app.bot import LiveBot
from app.records import Answer
from index.embedding.embedder import HashingEmbedder
from tests.browsing import ask, watched
from tests.serving import NEEDS_CHROMIUM, Pause, served_here
from tests.whole_answers import counted

pytestmark = [pytest.mark.slow, *NEEDS_CHROMIUM]


class Breaking(LiveBot):
    """Fails in a way that nobody has thought of, if it is told to break."""

    def stream(
        self, question: str, history: Sequence[Turn] = (), sources: Collection[str] = (), model: str = ""
    ) -> Generator[Answer, None, None]:
        if "break" in question:
            raise ValueError("inside")
        yield counted(question)


@pytest.fixture
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("faults")
    (folder / "docs").mkdir()
    (folder / "docs" / "zoo.txt").write_text("The zoo opened in May.\n", encoding="utf-8")
    with served_here(folder / "index", folder / "docs", HashingEmbedder(), Pause(), live_bot=Breaking) as url:
        yield url


def test_the_chat_and_the_question_stay(browser: Chromium, address: str) -> None:
    with watched(browser, address) as page:
        ask(page, "How many?")
        box = page.get_by_placeholder("Ask about the documents")
        box.fill("break it")
        box.press("Enter")
        expect(page.get_by_text("Something went wrong here while this was answered")).to_be_visible()
        expect(page.get_by_text("inside")).to_have_count(0)
        expect(box).to_have_value("break it")
        expect(page.locator(".answer")).to_be_visible()
        ask(page, "How many now?")
