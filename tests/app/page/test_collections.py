"""Two folders in one page: chosen in the header, each asked alone, and a chat that stays with its own."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, expect

from app.bot import LiveBot
from app.collection import Collections, Place, Served
from app.documents.folder import Folder
from index.embedding.embedder import Embedder
from index.reading.parser import InProcessParser
from index.storing.files import FileStore
from tests.browsing import ask, watched
from tests.in_process import build, rebuild
from tests.serving import NEEDS_CHROMIUM, Pause, serving

pytestmark = [pytest.mark.slow, *NEEDS_CHROMIUM]
QUESTION = "Who hosted the council talks in Lisbon?"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, real_embedder: Embedder) -> Iterator[str]:
    """A server of two folders, each of which says another name."""
    folder = tmp_path_factory.mktemp("collections")
    by_name: dict[str, Served | str] = {}
    for name, who in (("handbook", "Ana Silva"), ("contracts", "Bo Lind")):
        here = Place(name, folder / name, FileStore(folder / "index" / "collections" / name))
        here.docs.mkdir()
        (here.docs / f"{name}.txt").write_text(
            f"Mayor {who} hosted the council talks in Lisbon. It rained.", encoding="utf-8"
        )
        build(here.docs, here.store, real_embedder)
        live = LiveBot(here.store, here.docs, real_embedder, rebuild=rebuild)
        by_name[name] = Served(name, live, Folder(here.docs, here.store, real_embedder, parser=InProcessParser()))
    by_name["legal"] = "Its index is damaged."
    with serving(Collections(by_name), folder / "index", Pause()) as url:
        yield url


def test_the_collection_is_chosen_in_the_header_and_a_chat_stays_with_its_own(browser: Browser, address: str) -> None:
    with watched(browser, address) as page:
        choose = page.get_by_role("combobox", name="Collection to ask")
        expect(page.locator("#about")).to_contain_text("Ask the document in")
        expect(choose.locator("option")).to_have_text(["handbook", "contracts", "legal (not served)"])
        ask(page, QUESTION)
        expect(page.locator(".answer").last).to_contain_text("Ana Silva")
        first = page.url
        choose.select_option("contracts")
        expect(page.locator(".answer")).to_have_count(0)
        expect(page.locator("#chat-list")).not_to_contain_text("council talks")
        ask(page, QUESTION)
        expect(page.locator(".answer").last).to_contain_text("Bo Lind")
        page.locator(".answer .marker").first.click()
        expect(page.locator("#evidence")).to_contain_text("contracts.txt")
        page.goto(first)  # a link to a chat leads to its collection
        expect(page.locator(".answer").last).to_contain_text("Ana Silva")
        expect(choose).to_have_value("handbook")
        ask(page, "Did it rain?")
        expect(page.locator(".answer").last).not_to_contain_text("Bo Lind")
        expect(page.locator("#chat-list li")).to_have_count(1)


def test_a_new_chat_keeps_its_collection_when_the_server_was_started_anew(browser: Browser, address: str) -> None:
    with watched(browser, address) as page:
        choose = page.get_by_role("combobox", name="Collection to ask")
        choose.select_option("contracts")
        with page.expect_response("**/healthz") as heard:
            pass  # it looks every few seconds
        heard.value.finished()
        with page.expect_event("load"):
            page.route("**/healthz", lambda route: route.fulfill(body='{"ready": true, "run": "another"}'))
        expect(choose).to_have_value("contracts")
        ask(page, QUESTION)
        expect(page.locator(".answer").last).to_contain_text("Bo Lind")


def test_what_is_fetched_is_of_the_collection_that_is_named(address: str) -> None:
    assert "contracts.txt" in httpx.get(f"{address}/choices?collection=contracts").text
    assert "contracts.txt" not in httpx.get(f"{address}/choices").text
    refused = httpx.get(f"{address}/choices?collection=gone")
    assert (refused.status_code, "gone is not served now" in refused.text) == (400, True)


def test_a_document_is_found_in_whichever_it_is(address: str) -> None:
    body = {"model": "citeseed/contracts", "messages": [{"role": "user", "content": QUESTION}]}
    cited = httpx.post(f"{address}/v1/chat/completions", json=body, timeout=60).json()["citations"][0]
    shown = httpx.get(f"{address}/documents/{cited['sha256']}.txt")
    assert re.search("Bo Lind", shown.text)
