"""A real server and a real Chromium for the tests of the page and for the screenshot script."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)


@contextmanager
def served(
    index_dir: Path, *options: str, docs: Path | None = None, environment: Mapping[str, str] | None = None
) -> Iterator[str]:
    """The address of `python -m app` over the seeds or other documents, once it answers; `options` are of the command."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
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


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
