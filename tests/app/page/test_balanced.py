"""Two servers as the page on operations has them, each behind its own nginx and both behind one: one of them fails."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from app.web.login import Cost, PasswordHash
from tests.app.page.test_page import ask, asked
from tests.postgres import server_url
from tests.serving import CHROMIUM, FLAGS, NEEDS_CHROMIUM, free_port, served
from tests.test_operations import blocks

_NGINX, _OPENSSL = shutil.which("nginx"), shutil.which("openssl")
pytestmark = [
    pytest.mark.slow, *NEEDS_CHROMIUM,
    pytest.mark.skipif(not (_NGINX and _OPENSSL), reason="install the packages nginx-light and openssl"),
]  # fmt: skip
_TRIED_AGAIN = 11_000  # ms after which nginx tries a failed server again
NAME, PASSWORD = "docs.example.org", "a secret"
OPENED, FED, ROOF = "Who opened the zoo?", "Who fed the birds?", "What is wrong with the roof?"


def test_the_page_goes_on_in_the_same_chat_when_its_server_is_gone(browser: Chromium, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "zoo.txt").write_text(
        "Bo Keita opened the zoo on May 5, 2020. Ann Li fed the birds twice a day. The roof of the aviary leaks.",
        encoding="utf-8",
    )
    (tmp_path / "users").write_text(f"ann:{PasswordHash.of(PASSWORD, Cost(2, 1, 1))}\n", encoding="utf-8")
    with ExitStack() as stack:
        servers = [stack.enter_context(ExitStack()) for _ in range(2)]
        addresses = [server.enter_context(_server(tmp_path, str(number))) for number, server in enumerate(servers)]
        proxies = [stack.enter_context(_proxy(tmp_path, address)) for address in addresses]
        port = stack.enter_context(_balancer(tmp_path, proxies))
        for place in (*addresses, f"https://127.0.0.1:{port}"):
            ready = httpx.get(f"{place}/readyz", verify=False, timeout=60)
            assert (ready.status_code, ready.json()) == (200, {"ready": True})
        page = stack.enter_context(_page(browser, port))
        ask(page, OPENED)
        chat = page.url
        assert chat.startswith(f"https://{NAME}/?chat=")
        here = page.evaluate("fetch('/healthz').then((answer) => answer.json())")["run"]
        of_each = [httpx.get(f"{address}/healthz").json()["run"] for address in addresses]
        servers[of_each.index(here)].close()
        ask(page, FED)
        page.wait_for_timeout(_TRIED_AGAIN)
        ask(page, ROOF)
        assert asked(page) == [OPENED, FED, ROOF]
        expect(page.locator(".answer").last).to_contain_text("leaks")
        assert page.url == chat


def _server(folder: Path, name: str) -> AbstractContextManager[str]:
    index_dir = folder / name / "balanced"
    index_dir.mkdir(parents=True)
    users, variables = str(folder / "users"), {"CITESEED_STORE": server_url()}
    return served(index_dir, "--auth-file", users, docs=folder / "docs", environment=variables)


@contextmanager
def _proxy(folder: Path, address: str) -> Iterator[str]:
    """Host and port of the page's proxy before a server."""
    port, own = address.rpartition(":")[2], f"127.0.0.1:{free_port()}"
    with _nginx(folder, blocks("nginx")[0].replace("10.0.0.11:8080", own).replace("7860", port), f"http://{own}"):
        yield own


@contextmanager
def _balancer(folder: Path, proxies: Sequence[str]) -> Iterator[int]:
    """The port of the page's balancer before these."""
    key, certificate, port = folder / "key.pem", folder / "certificate.pem", free_port()
    names = ["-subj", f"/CN={NAME}", "-keyout", str(key), "-out", str(certificate)]
    command = [str(_OPENSSL), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    text = blocks("nginx")[1].replace("listen 443", f"listen 127.0.0.1:{port}")
    text = text.replace(f"/etc/ssl/{NAME}.pem", str(certificate)).replace(f"/etc/ssl/{NAME}.key", str(key))
    for place, proxy in zip(("10.0.0.11:8080", "10.0.0.12:8080"), proxies, strict=True):
        assert place in text
        text = text.replace(place, proxy)
    with _nginx(folder, text, f"https://127.0.0.1:{port}"):
        yield port


@contextmanager
def _nginx(folder: Path, text: str, address: str) -> Iterator[None]:
    """One with this in its configuration, once it answers at the address."""
    own = Path(mkdtemp(dir=folder))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {own / kind};\n" for kind in kinds)
    user = "user root;\n" if os.geteuid() == 0 else ""  # who alone may enter the folders of a test
    first = f"daemon off;\npid {own / 'pid'};\nerror_log stderr;\n{user}events {{}}\n"
    (own / "conf").write_text(f"{first}http {{\naccess_log off;\n{places}{text}}}\n", encoding="utf-8")
    with (own / "said").open("wb") as said:
        process = subprocess.Popen([str(_NGINX), "-e", "stderr", "-c", own / "conf"], stderr=said)
        try:
            until = time.monotonic() + 30
            while not _answers(address):
                assert process.poll() is None and time.monotonic() < until, (own / "said").read_text()
                time.sleep(0.1)
            yield
        finally:
            process.terminate()
            process.wait(timeout=30)


def _answers(address: str) -> bool:
    try:
        return bool(httpx.get(f"{address}/healthz", verify=False).status_code)
    except httpx.TransportError:
        return False


@contextmanager
def _page(browser: Chromium, port: int) -> Iterator[Page]:
    """As a browser shows it that knows the balancer by its name."""
    flags = [*FLAGS, f"--host-resolver-rules=MAP {NAME}:443 127.0.0.1:{port}"]
    with browser.browser_type.launch(executable_path=CHROMIUM, args=flags) as own:
        login: Any = {"username": "ann", "password": PASSWORD}
        page = own.new_context(ignore_https_errors=True, http_credentials=login).new_page()
        page.goto(f"https://{NAME}/")
        yield page
