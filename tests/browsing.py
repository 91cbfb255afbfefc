"""A page in Chromium that is held to what every page of ours must keep to."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Route, expect

expect.set_options(timeout=20_000)  # a busy machine stalls for seconds


@contextmanager
def watched(browser: Browser, address: str, width: int = 1200, height: int = 1000, path: str = "/") -> Iterator[Page]:
    """A browser of its own, at the page. In the end: it asked no other host for anything, opened no dialog, and logged
    no error."""
    context = browser.new_context(viewport={"width": width, "height": height})
    context.set_default_timeout(20_000)
    strangers: list[str] = []
    faults: list[str] = []

    def let(route: Route) -> None:
        if route.request.url.startswith((address, "data:", "blob:")):
            route.fallback()
        else:
            strangers.append(route.request.url)
            route.abort()

    def refuse(dialog: Dialog) -> None:
        faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    context.route("**/*", let)
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)) if str(error) != "Response" else None)
    page.on("console", lambda message: faults.append(message.text) if _is_fault(message) else None)
    page.on("dialog", refuse)
    page.goto(address + path)
    expect(page.locator("#about")).to_contain_text("document")
    yield page
    assert urlsplit(page.url).netloc == urlsplit(address).netloc
    context.close()
    assert not strangers, strangers
    assert not faults, faults


def _is_fault(message: ConsoleMessage) -> bool:
    """Gradio asks how far an upload is, and at times only when it is through: that is a 404, and a "Response"."""
    return message.type == "error" and "/gradio_api/upload_progress" not in message.location["url"]


def ask(page: Page, question: str) -> None:
    """Asks in the chat, and waits for the whole answer."""
    before = page.locator(".answer").count()
    page.get_by_role("tab", name="Chat", exact=True).click()
    box = page.get_by_placeholder("Ask about the documents")
    box.fill(question)
    box.press("Enter")
    expect(page.locator(".answer")).to_have_count(before + 1)
    expect(page.locator(".answer .growing")).to_have_count(0)
