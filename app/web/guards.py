"""ASGI middlewares that stand before Gradio: what each response carries, who is asking, and what is turned away.

`guarded` puts them around an application, outside of all that it brings along itself.
"""

import asyncio
import base64
import hashlib
import hmac
import math
import re
import secrets
import time
from collections.abc import Callable, Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.headers import Closed, SameOrigin, SecurityHeaders
from app.web.login import RateLimit, Users
from app.web.refusals import refusal

UPLOAD = "/gradio_api/upload"
SMALL = 1_000_000  # bytes of any request but an upload
OPEN = ("/healthz", "/gradio_api/startup-events")  # without a login; Gradio asks itself for the latter, once, at start

_COOKIE = "citeseed"
_TOKEN = re.compile(r"[\w-]{43}", re.ASCII)
_HERE = ("none", "same-origin", "same-site")  # values of Sec-Fetch-Site: typed, bookmarked, or a link of this machine
_YEARS = 5 * 365 * 24 * 3600  # seconds; browsers keep it 400 days after the last visit
_USER = "citeseed.user"  # in the scope: who has logged in
_DRAINED = 16  # times what is allowed that is read and dropped, so that a browser gets to read the refusal
_REMEMBERED = 3600  # seconds after its last use that a password found right needs no other look


def owner(request: Any) -> str:
    """Whose chats a request may see: a digest of its browser's cookie and its login; "" for one without the cookie.

    `request` is Starlette's or Gradio's. Keep nothing for "": a program that shows no cookie can't come back to it.
    """
    scope: Scope = getattr(request, "request", request).scope
    token = _token(scope)
    return hashlib.sha256(f"{token}\n{scope.get(_USER, '')}".encode()).hexdigest() if token else ""


def guarded(
    app: ASGIApp, own: Sequence[BaseRoute], hosts: Sequence[str], upload_bytes: int, users: Users | None
) -> ASGIApp:
    """The application behind all guards. `own` are the routes beside Gradio's, `hosts` the names it answers to;
    `upload_bytes` is 0 if it takes no files."""
    app = BodyLimit(BrowserCookie(Closed(app, own)), upload_bytes)
    if users:
        app = Login(app, users)
    return SecurityHeaders(TrustedHostMiddleware(SameOrigin(app), allowed_hosts=hosts, www_redirect=False))


class Login:
    """Asks for a user's name and password: HTTP Basic, or `Bearer name:password`, which clients of OpenAI can send."""

    def __init__(self, app: ASGIApp, users: Users, clock: Callable[[], float] = time.monotonic) -> None:
        self._app, self._users, self._clock = app, users, clock
        self._by_name, self._by_client = RateLimit(5, clock=clock), RateLimit(50, clock=clock)
        self._secret = secrets.token_bytes(32)
        self._right: dict[str, tuple[bytes, float]] = {}  # of each user: digest of the password, when to look again
        self._one_at_a_time = asyncio.Lock()  # a page asks for dozens of things at once, and one look will do

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope["path"] in OPEN:
            await self._app(scope, receive, send)
            return
        given = _credentials(scope)
        wait = await self._wait(scope, *given) if given else 0.0
        if given and wait == 0.0:
            await self._app({**scope, _USER: given[0]}, receive, send)
        elif given and math.isfinite(wait):
            later = {"Retry-After": str(math.ceil(wait))}
            response = refusal(scope, 429, "Too many wrong passwords. Wait a while and try again.", later)
            await response(scope, receive, send)
        else:
            challenge = {"WWW-Authenticate": 'Basic realm="citeseed", charset="UTF-8"'}
            await refusal(scope, 401, "Log in with your name and password.", challenge)(scope, receive, send)

    async def _wait(self, scope: Scope, name: str, password: str) -> float:
        """0 if they are right, seconds until they may be tried again, infinity if they are wrong."""
        client = scope["client"][0] if scope.get("client") else ""
        key = f"{client} {name[:64]}"
        digest = hmac.digest(self._secret, f"{name}:{password}".encode(errors="surrogatepass"), "sha256")
        if self._is_known(name, digest):  # whatever others try meanwhile
            return 0.0
        async with self._one_at_a_time:
            if self._is_known(name, digest):
                return 0.0
            if wait := max(self._by_name.wait(key), self._by_client.wait(client)):
                return wait
            if not await run_in_threadpool(self._users.verify, name, password):
                self._by_name.failed(key)
                self._by_client.failed(client)
                return math.inf
            self._by_name.succeeded(key)
            self._right[name] = (digest, self._clock() + _REMEMBERED)
            return 0.0

    def _is_known(self, name: str, digest: bytes) -> bool:
        """Whether it was found right a while ago; then it is for another while."""
        known, until = self._right.get(name, (b"", 0.0))
        if not (self._clock() < until and hmac.compare_digest(known, digest)):
            return False
        self._right[name] = (known, self._clock() + _REMEMBERED)
        return True


def _credentials(scope: Scope) -> tuple[str, str] | None:
    """Name and password, None if the request shows none."""
    try:
        value = dict(scope["headers"]).get(b"authorization", b"").decode()
        scheme, _, given = value.partition(" ")
        if scheme.lower() == "basic":
            given = base64.b64decode(given.strip(), validate=True).decode()
        elif scheme.lower() != "bearer":
            return None
    except ValueError:  # not UTF-8, not base64
        return None
    name, colon, password = given.partition(":")
    return (name, password) if colon else None


class BodyLimit:
    """Refuses a request whose body is too long, whether it says so beforehand or not."""

    def __init__(self, app: ASGIApp, upload_bytes: int) -> None:
        self._app, self._upload_bytes = app, upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._upload_bytes if scope["path"].rstrip("/") == UPLOAD else SMALL
        if not limit:
            await _drained(receive, SMALL)
            await refusal(scope, 403, "This page takes no files.")(scope, receive, send)
            return
        too_long = refusal(scope, 413, f"That is too much at once: at most {limit:,} bytes.")
        if int(Headers(scope=scope).get("content-length", "0")) > limit:
            await _drained(receive, limit * _DRAINED)
            await too_long(scope, receive, send)
            return
        seen, more, started = 0, True, False

        async def counted() -> Message:
            nonlocal seen, more
            if seen <= limit:
                message = await receive()
                seen, more = seen + len(message.get("body", b"")), message.get("more_body", False)
            return message if seen <= limit else {"type": "http.disconnect"}

        async def noted(message: Message) -> None:
            nonlocal started
            if seen > limit and not started:
                return
            started = True
            await send(message)

        try:
            await self._app(scope, counted, noted)
        except Exception:
            if seen <= limit or started:
                raise
        if seen > limit and not started:
            if more:  # else nothing would come any more
                await _drained(receive, limit * _DRAINED)
            await too_long(scope, receive, send)


async def _drained(receive: Receive, most: int) -> None:
    """Reads what the client still sends, up to `most` bytes: it only reads the answer when it is through."""
    message: Message = {"more_body": True}
    while most > 0 and message.get("more_body"):
        message = await receive()
        most -= len(message.get("body", b""))


class BrowserCookie:
    """Gives each browser a secret of its own. It is `Strict`, so another site's link does not bring it along: then
    the page itself must not replace it, and its script, which the page asks for, brings it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in ("/", "/page.js"):
            await self._app(scope, receive, send)
            return
        token = _token(scope)
        if not token and (scope["path"] == "/page.js" or Headers(scope=scope).get("sec-fetch-site") in _HERE):
            token = secrets.token_urlsafe(32)

        async def send_with_cookie(message: Message) -> None:
            if token and message["type"] == "http.response.start" and message["status"] in (200, 304):
                cookie = f"{_COOKIE}={token}; Path=/; Max-Age={_YEARS}; HttpOnly; SameSite=Strict"
                cookie += "; Secure" * (scope["scheme"] == "https")
                MutableHeaders(scope=message).append("Set-Cookie", cookie)
            await send(message)

        await self._app(scope, receive, send_with_cookie)


def _token(scope: Scope) -> str:
    token = HTTPConnection(scope).cookies.get(_COOKIE, "")
    return token if _TOKEN.fullmatch(token) else ""
