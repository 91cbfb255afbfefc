"""An open page whose server is killed and started again: it goes on in the same chat, and nothing asked is lost."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from index import ROOT
from tests.app.page.test_page import asked, begin, box, press, whole
from tests.serving import NEEDS_CHROMIUM, free_port

pytestmark = [pytest.mark.slow, *NEEDS_CHROMIUM]
OPENED, FED = "Who opened the zoo?", "Who fed the birds?"


class Server:
    """`python -m app` on a port of its own, which can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.port, self._folder = free_port(), folder
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "app", "--index-dir", str(self._folder / "index"), "--port", str(self.port)]
        variables = os.environ | {"CITESEED_DOCS": str(self._folder / "docs")}
        self._process = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout
        assert any("citeseed answers at" in line for line in self._process.stdout), "it ended"

    def kill(self, by: int = signal.SIGKILL) -> None:
        if self._process:
            self._process.send_signal(by)
            self._process.wait(timeout=20)
            if self._process.stdout:
                self._process.stdout.close()
        self._process = None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("reconnecting")
    (made / "docs").mkdir()
    (made / "docs" / "zoo.txt").write_text("Bo Keita opened the zoo on May 5, 2020. Ann Li fed the birds twice a day.")
    return made


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    made = Server(folder)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def page(browser: Chromium, server: Server) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.set_default_timeout(30_000)
    fresh = context.new_page()
    with fresh.expect_response("**/healthz") as heard:
        fresh.goto(server.address)
    heard.value.finished()
    expect(page_is_there(fresh)).to_be_visible()
    yield fresh
    context.close()


def page_is_there(page: Page):  # type: ignore[no-untyped-def]
    return page.get_by_role("button", name="Ask", exact=True)


def away(page: Page):  # type: ignore[no-untyped-def]
    return page.locator("#away")


def test_the_chat_goes_on_after_a_restart_with_what_is_typed(page: Page, server: Server) -> None:
    begin(page, OPENED)
    whole(page, 1)
    expect(page).to_have_url(re.compile("chat="))
    url = page.url
    box(page).fill("half a questi")
    server.kill()
    expect(away(page)).to_have_text("citeseed is not running. Start it again: this page goes on then.")
    server.start()
    expect(away(page)).to_be_hidden()
    whole(page, 1)
    expect(box(page)).to_have_value("half a questi")
    begin(page, FED)
    whole(page, 2)
    assert asked(page) == [OPENED, FED]
    assert page.url == url


def test_what_is_asked_while_the_server_is_away_is_sent_when_it_is_back(page: Page, server: Server) -> None:
    begin(page, OPENED)
    whole(page, 1)
    server.kill()
    expect(away(page)).to_be_visible()
    begin(page, FED)
    expect(away(page)).to_have_text("citeseed is not running. Start it again: your question is kept and sent then.")
    server.start()
    whole(page, 2)
    assert asked(page) == [OPENED, FED]
    expect(box(page)).to_have_value("")
    expect(away(page)).to_be_hidden()


def test_what_is_asked_before_anyone_knows_is_sent_too(page: Page, server: Server) -> None:
    """Gradio says that the connection is lost, and would wait for ever: neither is seen."""
    begin(page, OPENED)
    whole(page, 1)
    server.kill()
    begin(page, FED)  # at once
    expect(away(page)).to_contain_text("your question is kept and sent then.")
    expect(page.get_by_text("Attempting reconnection")).to_be_hidden()
    server.start()
    whole(page, 2)
    assert asked(page) == [OPENED, FED]


def test_a_restart_that_nobody_noticed_loses_no_chat(page: Page, server: Server) -> None:
    begin(page, OPENED)
    whole(page, 1)
    over: list[bool] = []
    with page.expect_request("**/healthz"):  # which gets no answer until it is over
        page.route("**/healthz", lambda route: route.continue_() if over else None)
    server.kill()
    server.start()
    expect(away(page)).to_be_hidden()
    with page.expect_event("load"):
        over.append(True)
    whole(page, 1)
    begin(page, FED)
    whole(page, 2)
    assert asked(page) == [OPENED, FED]


def test_a_question_being_edited_takes_the_place_of_the_last_one_also_then(page: Page, server: Server) -> None:
    begin(page, OPENED)
    whole(page, 1)
    press(page, "Edit last question")
    expect(box(page)).to_have_value(OPENED)
    server.kill()
    expect(away(page)).to_be_visible()
    begin(page, FED)
    server.start()
    expect(page.locator(".message.user").last).to_contain_text(FED)
    whole(page, 1)
    assert asked(page) == [FED]
