"""Two servers over one database, each with a folder of its own: a chat goes on at whichever its browser comes to."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from eval.case import read_cases
from index import ROOT
from tests.app.page.test_page import begin, whole
from tests.postgres import server_url
from tests.serving import NEEDS_CHROMIUM, served

pytestmark = [pytest.mark.slow, *NEEDS_CHROMIUM]
OPENED, FED = "Who opened the zoo?", "Who fed the birds?"


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Those of the two servers, called the same, so that they share what is in the database."""
    return [tmp_path_factory.mktemp(name) / "two servers" for name in ("one", "other")]


@pytest.fixture(scope="module")
def addresses(folders: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    docs = tmp_path_factory.mktemp("zoo")
    (docs / "zoo.txt").write_text("Bo Keita opened the zoo on May 5, 2020. Ann Li fed the birds twice a day.")
    with ExitStack() as stack:
        variables = {"CITESEED_STORE": server_url()}
        yield [stack.enter_context(served(folder, docs=docs, environment=variables)) for folder in folders]


def _shown(page: Page, *questions: str) -> None:
    whole(page, len(questions))
    for place, question in enumerate(questions):
        expect(page.locator(".message.user").nth(place)).to_contain_text(question)


def test_a_chat_goes_on_at_the_other_server_and_its_thumbs_become_drafts(
    browser: Chromium, addresses: list[str], folders: list[Path], tmp_path: Path
) -> None:
    one, other = addresses
    with browser.new_context() as context, browser.new_context() as strange:
        page = context.new_page()
        page.goto(one)
        begin(page, OPENED)
        whole(page, 1)
        link = page.url.removeprefix(one)
        assert "chat=" in link

        there = context.new_page()
        there.goto(other + link)
        _shown(there, OPENED)
        begin(there, FED)
        _shown(there, OPENED, FED)
        expect(there.locator(".answer").last).to_contain_text("Ann Li fed the birds")
        there.get_by_label("dislike").last.click()
        expect(there.locator("#noting")).to_be_visible()

        page.reload()
        _shown(page, OPENED, FED)

        stranger = strange.new_page()
        stranger.goto(other + link)
        expect(stranger.get_by_text("kept for the browser it was asked in").first).to_be_visible()
        expect(stranger.locator(".answer")).to_have_count(0)

    for number, folder in enumerate(folders):
        assert not [*folder.glob("chats*"), *folder.glob("feedback*")]
        out = tmp_path / f"{number}.jsonl"
        command = [sys.executable, "-m", "eval", "draft", "--index-dir", str(folder), "--out", str(out)]
        variables = os.environ | {"CITESEED_STORE": server_url()}
        subprocess.run(command, cwd=ROOT, env=variables, check=True, capture_output=True, timeout=120)
        assert [case.question for case in read_cases(out)] == [FED]
