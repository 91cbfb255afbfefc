"""A real server of citeseed over a real PostgreSQL that is killed, frozen, and comes back: what programs are told."""

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from app.errors import AWAY
from index import ROOT
from tests.postgres import PASSWORD, Server, own_server
from tests.serving import free_port, served

pytestmark = pytest.mark.slow
LIMIT = 30.0  # seconds: a connection may take 3, a statement 5, and the machine may be busy
SECRET = "p%40ss%20w0rd"
QUESTION = {"messages": [{"role": "user", "content": "When did the harbor open?"}]}


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "harbor.txt").write_text("The harbor opened in 1907. It rained.", encoding="utf-8")
    return tmp_path / "docs"


def _asked(address: str) -> tuple[int, str, float]:
    """The status, what is said, and how many seconds it took."""
    started = time.monotonic()
    answer = httpx.post(f"{address}/v1/chat/completions", json=QUESTION, timeout=60)
    return answer.status_code, answer.text, time.monotonic() - started


def _is_ready(address: str) -> tuple[int, str]:
    answer = httpx.get(f"{address}/readyz", timeout=60)
    return answer.status_code, answer.text


def _check_away(address: str) -> None:
    for _ in range(2):
        status, said, seconds = _asked(address)
        assert (status, AWAY in said) == (503, True)
        assert seconds < LIMIT
        _check_public(said)
    status, said = _is_ready(address)
    assert status == 503 and "CITESEED_STORE" in said and SECRET not in said
    assert httpx.get(f"{address}/healthz").status_code == 200
    for path in ("", "/welcome", "/documents"):  # the page says what it can
        shown = httpx.get(f"{address}{path}", timeout=60)
        assert shown.status_code in (200, 503)
        _check_public(shown.text)
    with pytest.raises(AppError, match=AWAY):
        Client(address, verbose=False).predict("When did the harbor open?", api_name="/ask")


def _check_public(said: str) -> None:
    for private in (PASSWORD, SECRET, "CITESEED_STORE", "postgres", "The database"):
        assert private not in said


def _check_well(address: str) -> None:
    status, said, _ = _asked(address)
    assert (status, "1907" in said) == (200, True)
    assert _is_ready(address)[0] == 200


def test_killed_or_frozen_each_question_is_told_within_the_limit_and_it_recovers_by_itself(
    docs: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with (
        own_server() as database,
        served(tmp_path / ".citeseed", docs=docs, environment={"CITESEED_STORE": database.url}) as address,
    ):
        _check_well(address)
        database.kill()
        _check_away(address)
        database.start()
        _check_well(address)
        database.freeze()
        _check_away(address)
        database.thaw()
        _check_well(address)
        _check_newer(docs, tmp_path / ".citeseed", database, address)
    printed = "".join(capfd.readouterr())
    assert f"The database 127.0.0.1:{database.port}/postgres can't be reached" in printed
    assert PASSWORD not in printed and SECRET not in printed
    assert "Traceback" not in printed


def _check_newer(docs: Path, index_dir: Path, database: Server, address: str) -> None:
    """What another process builds is answered from, with no question in between."""
    (docs / "harbor.txt").write_text("The harbor opened in 1911. It snowed.", encoding="utf-8")
    environment = os.environ | {"CITESEED_STORE": database.url}
    command = [sys.executable, "-m", "index", str(docs), "--index-dir", str(index_dir)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=120)
    until = time.monotonic() + 30
    while '"generation":2' not in _is_ready(address)[1].replace(" ", ""):
        assert time.monotonic() < until
        time.sleep(0.2)
    assert "1911" in _asked(address)[1]


def test_down_at_the_start_the_server_waits_and_says_so(docs: Path, tmp_path: Path) -> None:
    with own_server() as database:
        database.stop()
        port = free_port()
        command = [sys.executable, "-m", "app", "--index-dir", str(tmp_path / "index"), "--port", str(port)]
        environment = os.environ | {"CITESEED_STORE": database.url, "CITESEED_DOCS": str(docs)}
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            try:
                address = f"http://127.0.0.1:{port}"
                _, said = _waited_for(address, 503)
                assert httpx.get(address).text == AWAY
                assert "can't be reached" in said and SECRET not in said and PASSWORD not in said
                assert httpx.get(f"{address}/healthz").status_code == 200
                database.start()
                assert _waited_for(address, 200)[0] == 200
                assert "1907" in _asked(address)[1]
            finally:
                process.terminate()
                printed = "".join(process.communicate(timeout=30))
        assert "It is waited for" in printed
        assert "Traceback" not in printed and SECRET not in printed and PASSWORD not in printed


def _waited_for(address: str, status: int) -> tuple[int, str]:
    """What /readyz says once it has that status."""
    until = time.monotonic() + 120
    while True:
        assert time.monotonic() < until
        try:
            found = _is_ready(address)
        except httpx.TransportError:
            found = 0, ""
        if found[0] == status:
            return found
        time.sleep(0.2)


def test_down_a_command_ends_with_one_line(docs: Path, tmp_path: Path) -> None:
    with own_server() as database:
        database.stop()
        for module, *words in (("app", "ask", "When?"), ("index", str(docs)), ("index", "doctor")):
            environment = os.environ | {"CITESEED_STORE": database.url, "CITESEED_INDEX": str(tmp_path / "index")}
            ended = subprocess.run(
                [sys.executable, "-m", module, *words], cwd=ROOT, env=environment, capture_output=True, text=True,
                timeout=60,
            )  # fmt: skip
            said = ended.stdout + ended.stderr
            assert (ended.returncode, "can't be reached" in said) == (1, True), said
            assert "Traceback" not in said and SECRET not in said and PASSWORD not in said
            assert len(said.strip().splitlines()) == 1, said


def test_a_server_that_only_reads_waits_for_others_to_build(docs: Path, tmp_path: Path) -> None:
    with own_server() as database:
        port = free_port()
        environment = os.environ | {"CITESEED_STORE": database.url, "CITESEED_DOCS": str(docs)}
        environment |= {"CITESEED_INDEX": str(tmp_path / ".citeseed"), "CITESEED_PORT": str(port)}
        command = [sys.executable, "-m", "app", "--read-only"]
        with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
            try:
                address = f"http://127.0.0.1:{port}"
                assert "left to others to build: python -m index" in _waited_for(address, 503)[1]
                subprocess.run(
                    [sys.executable, "-m", "index", str(docs)], cwd=ROOT, env=environment, check=True, timeout=120
                )
                assert _waited_for(address, 200)[0] == 200
                assert "1907" in _asked(address)[1]
            finally:
                process.terminate()
                process.communicate(timeout=30)
