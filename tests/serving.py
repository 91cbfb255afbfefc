"""A real server and a real Chromium for the tests of the page and for the screenshot script."""

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Route, expect, sync_playwright

from app.bot import LiveBot
from app.collection import Collections, Served
from app.documents.folder import Folder
from app.keeping.opening import open_kept
from app.models.choosing import Models
from app.models.llm import LLM
from app.page.page import make_page, serve
from app.web.routes import launch_options
from app.web.wiring import make_site
from index import ROOT
from index.embedding.embedder import Embedder
from index.reading.parser import InProcessParser
from tests.in_process import rebuild

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip
expect.set_options(timeout=20_000)  # ms; a busy machine stalls for seconds
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
NEEDS_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM and not os.environ.get("CI"), reason="Chromium is missing: install the package chromium"
    ),
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(
    index_dir: Path, *options: str, docs: Path | None = None, environment: Mapping[str, str] | None = None
) -> Iterator[str]:
    """The address of `python -m app` over the seeds or other documents, once it answers; `options` are of the command."""
    port = free_port()
    widened = {"GRADIO_SHARE": "True", "GRADIO_ALLOWED_PATHS": str(ROOT), "GRADIO_MCP_SERVER": "True"}
    chosen = {"CITESEED_DOCS": str(docs)} if docs else {}
    command = [sys.executable, "-m", "app", "--index-dir", str(index_dir), "--port", str(port), *options]
    variables = os.environ | widened | chosen | dict(environment or {})
    process = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        for line in process.stdout:
            if said := re.search(r"http://[\w.:]+", line):
                break
        else:
            raise AssertionError(f"The server ended with {process.wait()}")
        yield said[0]
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


class Pause:
    """The time between the steps of an answer: as it is, or, once `hold` was called, until the next `step`."""

    def __init__(self) -> None:
        self._steps: threading.Semaphore | None = None

    def __call__(self, seconds: float) -> None:
        time.sleep(seconds)
        if self._steps:
            self._steps.acquire(timeout=30)

    def hold(self) -> None:
        self._steps = threading.Semaphore(0)

    def step(self) -> None:
        assert self._steps
        self._steps.release()

    def go_on(self) -> None:
        if steps := self._steps:
            self._steps = None
            steps.release(100)


@contextmanager
def served_here(
    index_dir: Path,
    docs: Path,
    embedder: Embedder,
    pause: Pause,
    llms: Sequence[LLM] = (),
    live_bot: type[LiveBot] = LiveBot,
) -> Iterator[str]:
    """The address of the page in this process, which shows an answer at the pace of `pause`."""
    live = live_bot(index_dir, docs, embedder, rebuild=rebuild, models=Models(llms))
    folder = Folder(docs, index_dir, embedder, parser=InProcessParser())
    with serving(Collections({"": Served("", live, folder)}, live.models), index_dir, pause) as url:
        yield url


@contextmanager
def serving(collections: Collections, index_dir: Path, pause: Pause, store: str = "") -> Iterator[str]:
    """The address of the page over these in this process; chats and feedback are kept beside the index, in its folder
    or in the database of `store`."""
    port = free_port()
    chats, feedback = open_kept(index_dir, store)
    with closing(chats):
        page = make_page(collections, chats, feedback, pause)
        serve(page, launch_options(port, make_site(collections, chats, index_dir)), open_browser=False)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            pause.go_on()
            for served_one in collections.open:
                served_one.folder.stop()
            page.close()


@contextmanager
def opened(browser: Browser, url: str, **options: Any) -> Iterator[Page]:
    """The page in a browser of its own: without cookies, and cut off from every other host.

    Fails if anything was asked of another host, if a dialog was opened, if it was left for another site, or if the
    browser logged an error, as it does for what breaks the content security policy.
    """
    address = re.match(r"http://[\w.:]+", url)
    assert address
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
    elsewhere: list[str] = []
    faults: list[str] = []

    def block(route: Route) -> None:
        elsewhere.append(route.request.url)
        route.abort()

    def hear(message: ConsoleMessage) -> None:
        # Gradio asks how far an upload is, and at times only when it is through: that is a 404, and a "Response".
        if message.type == "error" and "/gradio_api/upload_progress" in message.location["url"]:
            return
        if message.type == "error" or "Content Security Policy" in message.text:
            faults.append(f"{message.text} {message.location['url']}")

    def refuse(dialog: Dialog) -> None:
        faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    context.route(re.compile(rf"^(?!{re.escape(address[0])}/|data:|blob:)"), block)
    context.on("console", hear)
    context.on("weberror", lambda error: faults.append(str(error.error)) if str(error.error) != "Response" else None)
    context.on("dialog", refuse)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address[0])
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(url)
    yield page
    assert page.url.startswith(f"{address[0]}/")
    context.close()
    assert (elsewhere, faults) == ([], []), f"{elsewhere} {faults}"


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    assert CHROMIUM, "CI needs Chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
