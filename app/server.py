"""Serves the page on the loopback address, with the headers and limits that every response and request gets."""

import os
from pathlib import Path
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import CiteseedError

HOST = "127.0.0.1"
_HOSTS = [HOST, "localhost"]  # another name that leads here is a DNS rebinding attack
_WIDENING = ("GRADIO_ALLOWED_PATHS", "GRADIO_SHARE", "GRADIO_MCP_SERVER", "GRADIO_ROOT_PATH", "GRADIO_SERVER_NAME")
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; "
        "connect-src 'self'; frame-src 'self'; "
        "form-action 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
}


class SecurityHeaders:
    """ASGI middleware that puts the security headers on every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def launch_options(port: int) -> dict[str, Any]:
    """Arguments for Gradio's `launch`. What an environment variable could widen is set here or removed."""
    if os.environ.get("GRADIO_VIBE_MODE"):
        raise CiteseedError("GRADIO_VIBE_MODE lets anyone who reaches the page run code. Unset it and start again.")
    for name in _WIDENING:
        os.environ.pop(name, None)
    return {
        "server_name": HOST,
        "server_port": port,
        "share": False,
        "allowed_paths": [],
        "blocked_paths": [str(Path.cwd())],
        "mcp_server": False,
        "enable_monitoring": False,
        "run_history": False,
        "show_error": False,
        "ssr_mode": False,
        "pwa": False,
        "quiet": True,
        "footer_links": [],
        "max_file_size": 0,
        "app_kwargs": {
            "middleware": [Middleware(SecurityHeaders), Middleware(TrustedHostMiddleware, allowed_hosts=_HOSTS)],
            "docs_url": None,
            "redoc_url": None,
        },
    }
