"""What is said at the port while the database is away at the start: why, where that is asked."""

import socket
from collections.abc import Callable

import httpx
import pytest

from app.errors import AWAY
from app.web.starting import when_there
from index.errors import CiteseedError, StoreUnreachable
from tests.serving import free_port

SAID = "The database here can't be reached (refused). Try again."


def _there_after(steps: list[Callable[[], None]]) -> Callable[[], str]:
    """Opens once all steps were taken, one a try."""

    def opened() -> str:
        if steps:
            steps.pop(0)()
            raise StoreUnreachable(SAID)
        return "open"

    return opened


def test_requests_are_told_why_until_it_is_there_and_the_port_is_free_then() -> None:
    port, said = free_port(), list[str]()
    address = f"http://127.0.0.1:{port}"

    def looked() -> None:
        ready = httpx.get(f"{address}/readyz")
        assert (ready.status_code, ready.json()) == (503, {"ready": False, "problem": SAID})
        assert httpx.get(f"{address}/healthz").status_code == 200
        for answer in (httpx.get(address), httpx.post(f"{address}/v1/chat/completions", json={}), httpx.head(address)):
            assert answer.status_code == 503
        assert httpx.get(address).text == AWAY
        assert httpx.get(address, headers={"Host": "evil.example"}).status_code == 403

    assert when_there(_there_after([lambda: None, looked, looked]), port, said.append, 0.01) == "open"
    assert said == [f"{SAID} It is waited for; stop with Ctrl-C."]
    with pytest.raises(httpx.TransportError):
        httpx.get(address)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))


def test_where_a_login_is_asked_for_no_stranger_is_told_why() -> None:
    port = free_port()

    def looked() -> None:
        ready = httpx.get(f"http://127.0.0.1:{port}/readyz")
        assert (ready.status_code, ready.json()) == (503, {"ready": False})

    assert when_there(_there_after([lambda: None, looked]), port, lambda text: None, 0.01, login=True) == "open"


def test_what_is_there_is_opened_at_once() -> None:
    assert when_there(lambda: 3, 1, pytest.fail) == 3


def test_another_error_is_raised_also_later() -> None:
    def broken() -> None:
        raise CiteseedError("It is damaged.")

    steps = [lambda: None]
    opened = _there_after(steps)
    with pytest.raises(CiteseedError, match="damaged"):
        when_there(lambda: opened() if steps else broken(), free_port(), lambda text: None, 0.01)


def test_a_port_that_is_taken_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CiteseedError, match=f"can't use port {port}"):
            when_there(_there_after([lambda: None]), port, lambda text: None, 0.01)
