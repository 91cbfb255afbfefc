"""A page in Chromium that is held to what every page of ours must keep to."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect

from tests.serving import opened


@contextmanager
def watched(browser: Browser, address: str, width: int = 1200, height: int = 1000, path: str = "/") -> Iterator[Page]:
    """The page `opened`, once it says what it answers from."""
    with opened(browser, address + path, viewport={"width": width, "height": height}) as page:
        expect(page.locator("#about")).to_contain_text("document")
        yield page


def ask(page: Page, question: str) -> None:
    """Asks in the chat, and waits for the whole answer."""
    before = page.locator(".answer").count()
    page.get_by_role("tab", name="Chat", exact=True).click()
    box = page.get_by_placeholder("Ask about the documents")
    box.fill(question)
    box.press("Enter")
    expect(page.locator(".answer")).to_have_count(before + 1)
    expect(page.locator(".answer .growing")).to_have_count(0)
    expect(page).to_have_url(re.compile("chat="))
