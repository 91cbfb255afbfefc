"""ASGI middlewares that stand before Gradio: what each response carries, who is asking, and what is turned away.

`guarded` puts them around an application, outside of all that it brings along itself.
"""

import asyncio
import base64
import hashlib
import hmac
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any
from zlib import crc32

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.headers import Closed, InTheirLanguage, SameOrigin, SecurityHeaders
from app.web.login import Lane, Users
from app.web.refusals import refusal
from app.words.catalogue import said

UPLOAD = "/gradio_api/upload"
SCRIPT = "/page/page.js"  # of the page, which asks for it
SMALL = 1_000_000  # bytes of any request but an upload
OPEN = ("/healthz", "/gradio_api/startup-events")  # without a login; Gradio asks itself for the latter, once, at start
READY = "/readyz"  # without one says yes or no, for balancers, which can't log in

_COOKIE = "citeseed"
_TOKEN = re.compile(r"[\w-]{43}", re.ASCII)
_HERE = ("none", "same-origin", "same-site")  # values of Sec-Fetch-Site: typed, bookmarked, or a link of this machine
_YEARS = 5 * 365 * 24 * 3600  # seconds; browsers keep it 400 days after the last visit
_USER = "citeseed.user"  # in the scope: who has logged in
_STRANGER = "citeseed.stranger"  # in the scope: that somebody could have, and has not
_DRAINED = 16  # times what is allowed that is read and dropped, so that a browser gets to read the refusal
_LANES = 16  # for those who have not been in
_BROWSERS = 10_000  # that have a lane of their own
_REMEMBERED = 3600  # seconds after its last use that a password found right needs no other look


def owner(request: Any) -> str:
    """Whose chats a request may see: a digest of its browser's cookie and its login; "" for one without the cookie.

    `request` is Starlette's or Gradio's. Keep nothing for "": a program that shows no cookie can't come back to it.
    """
    scope: Scope = getattr(request, "request", request).scope
    token = _token(scope)
    return hashlib.sha256(f"{token}\n{scope.get(_USER, '')}".encode()).hexdigest() if token else ""


def is_stranger(request: HTTPConnection) -> bool:
    """Whether this comes from somebody who would have to log in for more."""
    return bool(request.scope.get(_STRANGER))


def guarded(
    app: ASGIApp, ours: Sequence[BaseRoute], hosts: Sequence[str], upload_bytes: int, users: Users | None
) -> ASGIApp:
    """The application behind all guards. `ours` are the routes beside Gradio's, `hosts` the names it answers to;
    `upload_bytes` is 0 if it takes no files."""
    app = BodyLimit(BrowserCookie(Closed(app, ours)), upload_bytes)
    if users:
        app = Login(app, users)
    app = TrustedHostMiddleware(SameOrigin(InTheirLanguage(app)), allowed_hosts=hosts, www_redirect=False)
    return SecurityHeaders(app)


class Login:
    """Asks for a user's name and password: HTTP Basic, or `Bearer name:password`, which clients of OpenAI can send.

    A right password is let in, however many wrong ones came before it from whomever: at once if it was in use within
    the hour, else once its turn comes. Guesses take turns in lanes. A browser that has been in as this user has one of
    its own. All others, which may make up a cookie for each guess, share `_LANES` by the user's name; of these each
    passes 5 wrong guesses, and then 12 a minute. Lanes take turns too, so that a crowded one holds up no other.
    Who has hung up by then is not looked at: a lane is as long as connections that are kept open for it.
    """

    def __init__(
        self,
        app: ASGIApp,
        users: Users,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        browsers: int = _BROWSERS,
    ) -> None:
        self._most_browsers = browsers
        self._app, self._users, self._clock, self._sleep = app, users, clock, sleep
        self._shared = [Lane(clock) for _ in range(_LANES)]
        self._browsers: OrderedDict[tuple[str, str], Lane] = OrderedDict()  # by name and cookie, the last used last
        self._secret = secrets.token_bytes(32)
        self._right: dict[str, tuple[bytes, float]] = {}  # of each user: digest of the password, when to look again
        self._one_at_a_time = asyncio.Lock()  # a look takes a fifth of a second of a processor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope["path"] in OPEN:
            await self._app(scope, receive, send)
            return
        given, ahead = _credentials(scope), _Ahead(receive)
        if scope["path"] == READY and not given:
            await self._app({**scope, _STRANGER: True}, ahead, send)
            return
        if given and await self._is_right(*given, _token(scope), ahead):
            await self._app({**scope, _USER: given[0]}, ahead, send)
        else:
            challenge = {"WWW-Authenticate": 'Basic realm="citeseed", charset="UTF-8"'}
            await refusal(scope, 401, said("problems.log_in"), challenge)(scope, ahead, send)

    async def _is_right(self, name: str, password: str, token: str, receive: "_Ahead") -> bool:
        digest = hmac.digest(self._secret, f"{name}:{password}".encode(errors="surrogatepass"), "sha256")
        if not self._is_known(name, digest):  # whatever others try meanwhile
            lane = self._browsers.get((name, token)) or self._shared[crc32(name.encode(errors="replace")) % _LANES]
            async with lane.turn:
                if not self._is_known(name, digest) and not await self._looked_at(lane, name, password, receive):
                    return False
        self._right[name] = (digest, self._clock() + _REMEMBERED)  # each use counts anew
        if token:
            self._browsers.setdefault((name, token), Lane(self._clock))
            self._browsers.move_to_end((name, token))
            if len(self._browsers) > self._most_browsers:
                self._browsers.popitem(last=False)
        return True

    async def _looked_at(self, lane: Lane, name: str, password: str, receive: "_Ahead") -> bool:
        """Whether the password is right, after the pause of its lane. Other lanes go on meanwhile."""
        await self._sleep(lane.pause)
        if await receive.has_gone():
            return False
        async with self._one_at_a_time:
            right = await run_in_threadpool(self._users.verify, name, password)
        if not right:
            lane.failed()
        return right

    def _is_known(self, name: str, digest: bytes) -> bool:
        """Whether it was found right a while ago."""
        known, until = self._right.get(name, (b"", 0.0))
        return self._clock() < until and hmac.compare_digest(known, digest)


class _Ahead:
    """Receives for the application, and can tell beforehand whether the client has gone."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._kept: list[Message] = []

    async def __call__(self) -> Message:
        return self._kept.pop() if self._kept else await self._receive()

    async def has_gone(self) -> bool:
        """To be asked once, before anything is received. Doesn't wait for what the client has still to send."""
        with suppress(TimeoutError):
            async with asyncio.timeout(0):
                self._kept.append(await self._receive())
        return bool(self._kept) and self._kept[0]["type"] == "http.disconnect"


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
            await refusal(scope, 403, said("problems.no_files"))(scope, receive, send)
            return
        too_long = refusal(scope, 413, said("problems.too_much", most=limit))
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
        if scope["type"] != "http" or scope["path"] not in ("/", SCRIPT):
            await self._app(scope, receive, send)
            return
        token = _token(scope)
        if not token and (scope["path"] == SCRIPT or Headers(scope=scope).get("sec-fetch-site") in _HERE):
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
