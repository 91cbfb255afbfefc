"""Serves the page: the routes beside Gradio's own, and what Gradio is told so that nothing else is served."""

import hashlib
import json
import logging
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import QuestionError, for_readers, message, readers_words
from app.web.guards import READY, guarded, is_stranger, owner
from app.web.login import Users
from app.web.openai_api import BadRequest
from app.web.refusals import language_of, refusal
from app.web.waiting import BUSY, WaitingRoom
from app.words.catalogue import of_scripts, said, told
from index.errors import CiteseedError, StoreFault
from index.language.identify import ENGLISH
from index.language.tidy import valid_text
from index.reading.folder import MAX_BYTES

HOST = "127.0.0.1"
HOSTS = (HOST, "localhost")  # another name that leads here is a DNS rebinding attack
_LOG = logging.getLogger(__name__)
_WIDENING = (
    "GRADIO_ALLOWED_PATHS", "GRADIO_SHARE", "GRADIO_MCP_SERVER", "GRADIO_ROOT_PATH", "GRADIO_SERVER_NAME",
    "GRADIO_NUM_WORKERS", "GRADIO_LOCAL_DEV_MODE", "GRADIO_WATCH_DIRS", "GRADIO_HISTORY_BUCKET", "GRADIO_PROFILING",
    "GRADIO_DEBUG",
)  # fmt: skip
WORDS = "/page/words.js"
_MOST_FIELDS = 20  # of a form
_NO_ASSET = said("problems.nothing_here")
_MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}

Endpoint = Callable[[Request], Response]
"""Runs in a thread."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a route answers with. The headers say how a browser may take it."""

    content: str | bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Visit:
    """What a view is asked: the digest of whose browser it is, "" for one without a cookie; the parts of the path, the
    query and the form, as they were sent; the language in which it is to be answered."""

    owner: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str]
    language: str = ENGLISH


@dataclass(frozen=True, slots=True)
class View:
    """Something of our own to be fetched at a path of Starlette's form: `send` gives None for what is not there, which
    is told as `missing`, and may take its time: it runs in a thread. A `QuestionError` is told to whoever asked, any
    other `CiteseedError` too, as what is gone or can't be reached. A form is only read of a `method` other than GET."""

    path: str
    send: Callable[[Visit], Sent | None]
    missing: str
    method: str = "GET"


@dataclass(frozen=True, slots=True)
class Site:
    """What the routes call, in threads.

    `assets` is the folder of the page's own scripts and styles, and `folders` are those whose files Gradio must never
    serve: documents, index. `views` are what can be fetched of documents and chats. `ready()` says among other things
    whether it is `ready`. `complete(request)` and `models()` are OpenAI's interface: an object, or the events of a
    stream. `mcp` is an application at /mcp, and what it has to run in.
    """

    assets: Path
    folders: Sequence[Path]
    views: Sequence[View]
    ready: Callable[[], Mapping[str, Any]]
    complete: Callable[[Any], Mapping[str, Any] | Iterator[str]]
    models: Callable[[], Mapping[str, Any]]
    upload_bytes: int = 0  # at once; each file has its own limit
    users: Users | None = None
    mcp: tuple[ASGIApp, Callable[[], AbstractAsyncContextManager[object]]] | None = None
    at_once: int = 4  # questions of programs that are answered at the same time
    waiting: int = 16  # that wait for it; one more is told to come back


def launch_options(port: int, site: Site) -> dict[str, Any]:
    """Arguments for Gradio's `launch`. What an environment variable could widen is set here or removed."""
    if os.environ.get("GRADIO_VIBE_MODE"):
        raise CiteseedError("GRADIO_VIBE_MODE lets anyone who reaches the page run code. Unset it and start again.")
    for name in _WIDENING:
        os.environ.pop(name, None)
    os.environ.setdefault("FORWARDED_ALLOW_IPS", "")  # else any local program says at which address it is

    ours = routes(site)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        # Starlette has built its stack before it comes here; what is given as `middleware` stands inside of Gradio's.
        inner = app.middleware_stack or app.build_middleware_stack()
        app.middleware_stack = guarded(inner, ours, HOSTS, site.upload_bytes, site.users)
        async with site.mcp[1]() if site.mcp else nullcontext():
            yield

    return {
        "server_name": HOST,
        "server_port": port,
        "share": False,
        "allowed_paths": [],
        "blocked_paths": [str(Path.cwd()), *(str(folder.resolve()) for folder in site.folders)],
        "mcp_server": False,
        "enable_monitoring": False,
        "run_history": False,
        "show_error": False,
        "ssr_mode": False,
        "pwa": False,
        "quiet": True,
        "footer_links": [],
        "num_workers": 0,
        "max_file_size": MAX_BYTES if site.upload_bytes else 0,
        "app_kwargs": {"routes": ours, "lifespan": lifespan, "docs_url": None, "redoc_url": None},
    }


def routes(site: Site) -> list[BaseRoute]:
    """Those of our own, which come before Gradio's."""

    assets = {path.name: path for path in site.assets.iterdir() if path.suffix in _MEDIA_TYPES}

    def asset(request: Request) -> Response:
        path = assets.get(request.path_params["name"])
        if not path:
            return refusal(request.scope, 404, _NO_ASSET)
        return kept(request, path.read_bytes(), _MEDIA_TYPES[path.suffix])

    def words(request: Request) -> Response:
        return kept(request, words_module(language_of(request.scope)).encode(), _MEDIA_TYPES[".js"])

    def kept(request: Request, content: bytes, media_type: str) -> Response:
        headers = {"ETag": f'"{hashlib.sha256(content).hexdigest()[:32]}"', "Cache-Control": "no-cache"}
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        return Response(content, headers=headers, media_type=media_type)

    def readyz(request: Request) -> Response:
        state = site.ready()
        told = {"ready": state["ready"]} if is_stranger(request) else state
        return JSONResponse(told, 200 if state["ready"] else 503)

    alive = {
        "status": "ok",
        "run": secrets.token_urlsafe(9),
    }  # by the latter a page knows that the server was started anew
    room = WaitingRoom(site.at_once, site.waiting)

    async def completions(request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return refusal(request.scope, 415, "Send the request as application/json.")
        try:
            asked = await request.json()
        except (ValueError, RecursionError):
            return refusal(request.scope, 400, "The request is not JSON.")
        if not await room.enter():
            return refusal(request.scope, 429, BUSY, {"Retry-After": "5"})
        try:
            answer = await run_in_threadpool(site.complete, asked)
        except BaseException:
            room.leave()
            raise
        if isinstance(answer, Iterator):
            return _Stream(answer, room.leave)
        room.leave()
        return JSONResponse(answer)

    def route(path: str, endpoint: Endpoint) -> Route:
        return Route(path, _answered(lambda request: run_in_threadpool(endpoint, request)))

    ours: list[BaseRoute] = [
        route(WORDS, words),
        route("/page/{name}", asset),
        *map(_viewed, site.views),
        Route("/healthz", JSONResponse(alive), methods=["GET"]),
        route(READY, readyz),
        route("/v1/models", lambda request: JSONResponse(site.models())),
        Route("/v1/chat/completions", _answered(completions), methods=["POST"]),
    ]
    return [*ours, Route("/mcp", site.mcp[0], methods=["POST"])] if site.mcp else ours


def words_module(language: str) -> str:
    """What the page's scripts say in a language, as a module of theirs."""
    words = json.dumps(of_scripts(language), ensure_ascii=False)
    return f"export const language = {json.dumps(language)};\nexport const words = {words};\n"


class _Stream(StreamingResponse):
    """Sends events as they come. Calls `done` at the end, also if whoever asked has gone: then nothing more is made."""

    def __init__(self, events: Iterator[str], done: Callable[[], None]) -> None:
        super().__init__(iterate_in_threadpool(events), media_type="text/event-stream")
        self._events, self._done = events, done

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._done()
            if close := getattr(self._events, "close", None):
                close()


def _viewed(view: View) -> Route:
    async def viewed(request: Request) -> Response:
        form = {} if view.method == "GET" else _fields(await request.body())
        language = language_of(request.scope)
        visit = Visit(owner(request), request.path_params, request.query_params, form, language)
        return await run_in_threadpool(_seen, view, visit)

    return Route(view.path, _answered(viewed), methods=[view.method])


def _fields(form: bytes) -> Mapping[str, str]:
    """Those of a form as scripts of the page send it, application/x-www-form-urlencoded."""
    try:
        return dict(parse_qsl(form.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError as error:
        raise QuestionError(said("problems.no_form")) from error


def _seen(view: View, visit: Visit) -> Response:
    try:
        sent = view.send(visit)
    except (QuestionError, StoreFault):
        raise
    except CiteseedError as error:
        return PlainTextResponse(for_readers(error, visit.language), 410)
    if not sent:
        return PlainTextResponse(told(view.missing, visit.language), 404)
    # what a model wrote may hold halves of surrogate pairs
    content = valid_text(sent.content) if isinstance(sent.content, str) else sent.content
    return Response(content, headers=sent.headers)


def _answered(endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint, whose failures are answered without a word of what is inside the machine, and logged."""

    async def answered(request: Request) -> Response:
        try:
            return await endpoint(request)
        except BadRequest as error:
            return JSONResponse(error.body, 400)
        except QuestionError as error:
            status, words = 400, message(error)
        except StoreFault as error:
            status, words = 503, readers_words(error)
        except ClientDisconnect:  # or its body was refused: who has gone hears nothing of this
            return Response(status_code=400)
        except Exception:
            _LOG.exception("%s %s failed", request.method, request.url.path)
            status, words = 500, said("problems.inside")
        return refusal(request.scope, status, words)

    return answered
