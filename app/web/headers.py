"""The headers that every response carries, and what is turned away by what a request's own headers and path say."""

import re
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.refusals import language_of, refusal
from app.words.catalogue import READ_IN, said

PAGE_CSP = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'self'"
)
FILE_CSP = "sandbox; default-src 'none'"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_PRIVATE = (
    "/v1/", "/documents", "/chats", "/choices", "/collections", "/welcome", "/mcp", "/healthz", "/readyz", "/config",
    "/gradio_api/",
)  # fmt: skip
_GRADIO = re.compile(
    r"/|/config|/theme\.css|/favicon\.ico|/(assets|static)/.*"
    r"|/gradio_api/(info|upload|upload_progress|startup-events|cancel|reset|file=(?!.*://).*|(heartbeat|call)/.*"
    r"|queue/(join|data))",
    re.DOTALL,
)  # what the page and the clients of Gradio use; among the rest is what would have the server ask other hosts


class SecurityHeaders:
    """Puts the security headers on every response of the application, keeps a stricter policy that it has, and allows
    no other origin."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name in [name for name in headers if name.startswith("access-control-")]:
                    del headers[name]
                headers.update(_HEADERS)
                headers.setdefault("Content-Security-Policy", PAGE_CSP)
                if path.startswith("/gradio_api/file"):
                    headers["Content-Security-Policy"] = FILE_CSP
                if path.startswith(_PRIVATE):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self._app(scope, receive, send_with_headers)


class InTheirLanguage:
    """Notes the language of the page that whoever asks likes best, for what is made of no request, and says that the
    answer goes by that."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_header(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).add_vary_header("Accept-Language")
            await send(message)

        noted = READ_IN.set(language_of(scope))
        try:
            await self._app(scope, receive, send_with_header)
        finally:
            READ_IN.reset(noted)


class SameOrigin:
    """Turns away what another site asks in the name of the person at this browser; following a link here is allowed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _foreign(Headers(scope=scope), scope["method"]):
            await refusal(scope, 403, said("problems.other_site"))(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _foreign(headers: Headers, method: str) -> bool:
    origin, host = headers.get("origin"), headers.get("host", "").lower()
    if origin is not None and origin.lower() not in (f"http://{host}", f"https://{host}"):
        return True
    followed = (headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")) == ("navigate", "document")
    from_elsewhere = headers.get("sec-fetch-site") in ("cross-site", "same-site")
    return from_elsewhere and not (followed and method in ("GET", "HEAD"))


class Closed:
    """Answers 404 to what is neither a route of ours nor of what the page uses of Gradio."""

    def __init__(self, app: ASGIApp, ours: Sequence[BaseRoute]) -> None:
        self._app, self._ours = app, ours

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_ours = any(route.matches(scope)[0] != Match.NONE for route in self._ours)
        if is_ours or scope["type"] == "lifespan" or _GRADIO.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
        else:
            await refusal(scope, 404, said("problems.nothing_here"))(scope, receive, send)
