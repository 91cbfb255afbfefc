"""The page in a real Chromium, against the real server: asked by a person, and poked at by a stranger."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from playwright.sync_api import Browser, Page, expect

from app.server import launch_options
from index.errors import CiteseedError
from tests.serving import CHROMIUM, chromium, served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM and not os.environ.get("CI"), reason="Chromium is missing: install the package chromium"
    ),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("page") / "index") as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "CI needs Chromium"
    with chromium() as launched:
        yield launched


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A fresh page; fails if it logged an error or asked anything of another host."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    asked: list[str] = []
    faults: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    opened.goto(address)
    yield opened
    context.close()
    assert not [url for url in asked if not re.match(rf"{address}|data:|blob:", url)]
    assert not faults


def ask(page: Page, question: str) -> None:
    box = page.get_by_placeholder("Ask about the documents")
    box.fill(question)
    box.press("Enter")


def test_a_question_is_answered_with_a_citation(page: Page) -> None:
    ask(page, "Who hosted Alicia Bárcena?")
    answer = page.locator(".answer").last
    expect(answer.locator(".statement").first).to_contain_text("Antony J. Blinken hosted")
    expect(answer.locator(".status")).to_contain_text("Grounded")
    citation = answer.locator(".citation").first
    expect(citation).to_contain_text("[1]")
    expect(citation).to_contain_text("004_e7a5ba97154b9940.txt · no date stated")
    expect(citation.locator("mark")).to_contain_text(
        "Antony J. Blinken hosted Mexican Foreign Secretary Alicia Bárcena"
    )
    expect(page.get_by_placeholder("Ask about the documents")).to_have_value("")


def test_a_refusal_is_shown_as_one(page: Page) -> None:
    ask(page, "What is the capital of France?")
    expect(page.locator(".answer .status.refused")).to_have_text("Not in the documents")
    expect(page.locator(".answer .statement")).to_contain_text("The documents don't say.")
    expect(page.locator(".answer .citation")).to_have_count(0)


def test_a_follow_up_shows_what_it_was_understood_as(page: Page) -> None:
    ask(page, "Who hosted Alicia Bárcena?")
    expect(page.locator(".answer")).to_have_count(1)
    ask(page, "And who joined him?")
    expect(page.locator(".answer")).to_have_count(2)
    expect(page.locator(".answer").last.locator(".standalone")).to_contain_text("Who hosted Alicia Bárcena? And who")


def test_an_example_asks_itself_and_is_answered(page: Page) -> None:
    examples = page.locator("button.example")
    expect(examples).to_have_count(4)
    examples.first.click()
    expect(page.locator(".answer .citation").first).to_be_visible()


def test_markup_in_a_question_stays_text(page: Page) -> None:
    ask(page, "<img src=x onerror=alert(1)> **b** ![i](http://evil.example/i.png)")
    expect(page.locator(".message.user").last).to_contain_text("<img src=x onerror=alert(1)> **b** ![i](http://evil")
    expect(page.locator(".answer")).to_have_count(1)
    expect(page.locator(".message img")).to_have_count(0)


def test_empty_and_huge_questions_get_a_message(page: Page) -> None:
    ask(page, "   ")
    expect(page.get_by_test_id("toast-text")).to_contain_text("empty")
    ask(page, "x" * 20_000)
    expect(page.get_by_test_id("toast-text").last).to_contain_text("20,000 characters")
    expect(page.locator(".answer")).to_have_count(0)


def test_new_chat_forgets(page: Page) -> None:
    ask(page, "Who hosted Alicia Bárcena?")
    expect(page.locator(".answer")).to_have_count(1)
    page.get_by_role("button", name="New chat").click()
    expect(page.locator(".answer")).to_have_count(0)
    ask(page, "And who joined him?")
    expect(page.locator(".answer")).to_have_count(1)
    expect(page.locator(".standalone")).to_have_count(0)


def test_phone_width_needs_no_sideways_scroll(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    ask(page, "Who hosted Alicia Bárcena?")
    expect(page.locator(".answer .citation")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_every_response_carries_the_security_headers(address: str) -> None:
    for path in ("/", "/config", "/no-such-page", "/gradio_api/info"):
        headers = httpx.get(address + path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "SAMEORIGIN"
        assert headers["referrer-policy"] == "no-referrer"


def test_no_file_of_the_machine_is_served_whatever_the_environment_says(address: str) -> None:
    root = Path(__file__).parent.parent
    for path in (root / "seeds" / "003_080f86953c6f3b12.txt", root / "pyproject.toml", Path("/etc/passwd")):
        assert httpx.get(f"{address}/gradio_api/file={path}").status_code in (403, 404)
    assert httpx.get(f"{address}/monitoring/summary").status_code in (403, 404)
    assert httpx.get(f"{address}/gradio_api/mcp/").status_code == 404


def test_another_host_name_is_turned_away(address: str) -> None:
    assert httpx.get(address, headers={"Host": "evil.example"}).status_code == 400


def test_the_named_endpoint_gives_the_answer_record(address: str) -> None:
    record = Client(address, verbose=False, analytics_enabled=False).predict(
        "Who hosted Alicia Bárcena?", api_name="/ask"
    )
    assert record["status"] == "answered"
    assert record["citations"][0]["source"].startswith("004_")
    for history in ([{"role": "user"}], ["x"], "x"):
        with pytest.raises(AppError, match=r"history|turn"):
            Client(address, verbose=False, analytics_enabled=False).predict("Who?", history, api_name="/ask")


def test_only_the_loopback_address_is_bound_and_vibe_mode_is_refused() -> None:
    assert launch_options(7860)["server_name"] == "127.0.0.1"
    os.environ["GRADIO_VIBE_MODE"] = "1"
    try:
        with pytest.raises(CiteseedError, match="GRADIO_VIBE_MODE"):
            launch_options(7860)
    finally:
        del os.environ["GRADIO_VIBE_MODE"]
