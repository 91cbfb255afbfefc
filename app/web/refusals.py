"""Requests turned away, in a form that the one who asked can read."""

from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Scope

from app.web.openai_api import error


def refusal(scope: Scope, status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    """A short answer in words; below /v1 as the clients of OpenAI's interface read it."""
    if not scope["path"].startswith("/v1/"):
        return PlainTextResponse(message, status, headers)
    kind = "invalid_request_error" if status < 500 else "server_error"
    return JSONResponse(error(message, kind, None), status, headers)
