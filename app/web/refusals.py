"""Requests turned away, in a form that the one who asked can read."""

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Scope

from app.web.openai_api import error
from app.words.catalogue import preferred, told


def refusal(scope: Scope, status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    """A short answer in the language of the browser; below /v1 as the clients of OpenAI's interface read it."""
    if not scope["path"].startswith("/v1/"):
        return PlainTextResponse(told(message, language_of(scope)), status, headers)
    kind = "invalid_request_error" if status < 500 else "server_error"
    return JSONResponse(error(message, kind, None), status, headers)


def language_of(scope: Scope) -> str:
    """The language of the page that whoever asks likes best."""
    return preferred(Headers(scope=scope).get("accept-language", ""))
