"""What a server answers before it can answer anything: the database that holds its index is away."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import sleep
from typing import TypeVar

from app.errors import AWAY
from app.web.routes import HOST, HOSTS
from app.words.catalogue import preferred, told
from index.errors import CiteseedError, StoreUnreachable

T = TypeVar("T")
_EVERY = 2.0  # seconds


def when_there(
    opened: Callable[[], T], port: int, say: Callable[[str], object], every: float = _EVERY, login: bool = False
) -> T:
    """What `opened` gives, once it raises no `StoreUnreachable` any more; it is tried every so many seconds.

    Until then each request to the port on 127.0.0.1 but /healthz is told so, with 503; `say` is told why, and /readyz
    where no `login` is asked for.
    """
    with ExitStack() as stack:
        reasons: list[str] = []
        while True:
            try:
                return opened()
            except StoreUnreachable as error:
                reason, is_first = str(error), not reasons
            if reason not in reasons[-1:]:
                say(f"{reason} It is waited for; stop with Ctrl-C.")
                reasons.append(reason)
            if is_first:
                stack.enter_context(_telling(reasons, port, login))
            sleep(every)


@contextmanager
def _telling(reasons: list[str], port: int, login: bool) -> Iterator[None]:
    """Answers requests; /readyz with the last of the reasons."""

    class Handler(BaseHTTPRequestHandler):
        server_version, sys_version = "citeseed", ""

        def do_GET(self) -> None:
            if self.path == "/healthz":
                return self._send(200, "application/json", json.dumps({"status": "ok"}))
            if self.path == "/readyz":
                problem = {} if login else {"problem": reasons[-1]}
                return self._send(503, "application/json", json.dumps({"ready": False, **problem}))
            language = preferred(self.headers.get("Accept-Language", ""))
            return self._send(503, "text/plain; charset=utf-8", told(AWAY, language))

        do_HEAD = do_POST = do_GET

        def _send(self, status: int, media_type: str, text: str) -> None:
            if self.headers.get("Host", "").partition(":")[0] not in HOSTS:
                status, text = 403, ""
            data = text.encode("utf-8", "replace")
            self.send_response(status)
            for name, value in (
                ("Content-Type", media_type), ("Content-Length", str(len(data))), ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"), ("Retry-After", "5"), ("Refresh", "5"),
            ):  # fmt: skip
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            pass

    try:
        server = ThreadingHTTPServer((HOST, port), Handler)
    except OSError as error:
        raise CiteseedError(f"The chat can't use port {port} ({error}). Choose another: --port N") from error
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, name="waiting", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
