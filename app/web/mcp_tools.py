"""The tools that a program speaking MCP can call: asking and searching, nothing that changes anything. Owns mcp.

Import it only where it is wanted: it takes a second, and raises `CiteseedError` where the extra is not installed.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from app.asking.intake import MAX_QUESTION, Turn, parse_history
from app.errors import QuestionError
from app.records import Answer, AnswerRecord, to_json
from app.web.turns import Turns
from index.errors import CiteseedError
from index.language.tidy import valid_text
from index.records import Hit

try:
    from mcp.server.context import ServerRequestContext
    from mcp.server.lowlevel import Server
    from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager
    from mcp.server.transport_security import TransportSecuritySettings
    from mcp.types import (
        CallToolRequestParams,
        CallToolResult,
        ListToolsResult,
        PaginatedRequestParams,
        TextContent,
        Tool,
        ToolAnnotations,
    )
except ImportError as error:
    raise CiteseedError(f"The MCP server needs what is not installed ({error}): pip install citeseed[mcp]") from error

Ask = Callable[[str, Sequence[Turn]], Answer]
Search = Callable[[str], Sequence[Hit]]
"""Hits for a question, best first."""
Lifespan = Callable[[Any], AbstractAsyncContextManager[None]]
"""Of an application, which it is called with: what has to be entered for as long as requests are served."""

_LOG = logging.getLogger(__name__)
_AT_ONCE, _WAITING = 4, 16  # calls; one more is told to come back
_BODY = 1 << 20  # bytes of a request
_LIMIT, _MOST = 10, 50  # passages
_HOSTS = ("127.0.0.1", "localhost")  # another name that leads here is a DNS rebinding attack
_QUESTION = {"type": "string", "minLength": 1, "maxLength": MAX_QUESTION}
_TURN = {
    "type": "object",
    "properties": {"role": {"enum": ["user", "assistant"]}, "content": {"type": "string"}},
    "required": ["role", "content"],
}
_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
TOOLS = [
    Tool(
        name="ask",
        title="Ask the documents",
        description="Answers a question from the documents, in sentences quoted from them, each with citations that "
        "give file and offsets; or says that the documents don't say (status refused). A follow-up question needs the "
        "conversation before it as history.",
        input_schema={
            "type": "object",
            "properties": {"question": _QUESTION, "history": {"type": "array", "items": _TURN, "default": []}},
            "required": ["question"],
            "additionalProperties": False,
        },
        annotations=_READS,
    ),
    Tool(
        name="search",
        title="Search the documents",
        description="Finds the passages of the documents that fit a query best, best first, with file and offsets.",
        input_schema={
            "type": "object",
            "properties": {
                "query": _QUESTION,
                "limit": {"type": "integer", "minimum": 1, "maximum": _MOST, "default": _LIMIT},
            },
            "required": ["query"],
            "additionalProperties": False,
        },
        annotations=_READS,
    ),
]


class _Posts(StreamableHTTPASGIApp):
    """Answers POST requests alone: a GET would hold a stream open that nothing is ever sent on."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["method"] == "POST":
            return await super().__call__(scope, receive, send)
        await send({"type": "http.response.start", "status": 405, "headers": [(b"allow", b"POST")]})
        await send({"type": "http.response.body"})


def mcp_app(ask: Ask, search: Search) -> tuple[StreamableHTTPASGIApp, Lifespan]:
    """An ASGI application, which doesn't look at the path, and its lifespan, to be entered once.

    `ask` and `search` are called in threads, a few at a time. Each request stands alone: nothing is kept between two.
    """
    tools: dict[str, Callable[[dict[str, Any]], Mapping[str, Any]]] = {
        "ask": lambda arguments: _ask(ask, **arguments),
        "search": lambda arguments: _search(search, **arguments),
    }
    turns = Turns(_AT_ONCE, _WAITING)

    async def listed(_: ServerRequestContext[Any, Any], __: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=TOOLS)

    async def called(_: ServerRequestContext[Any, Any], call: CallToolRequestParams) -> CallToolResult:
        try:
            arguments = _checked(call.name, call.arguments or {})
            if not await turns.take():
                raise QuestionError("Too many questions are being answered. Try again in a few seconds.")
            try:
                return _result(await asyncio.to_thread(tools[call.name], arguments))
            finally:
                turns.give_back()
        except CiteseedError as error:
            return _failed(str(error))
        except Exception:  # the message of which the protocol would pass on
            _LOG.exception("The tool %s failed", call.name)
            return _failed("The answer can't be given: something is wrong in the server, whose log says what.")

    server: Server[Any] = Server("citeseed", on_list_tools=listed, on_call_tool=called)
    manager = StreamableHTTPSessionManager(
        server,
        json_response=True,
        stateless=True,
        max_request_body_size=_BODY,
        security_settings=TransportSecuritySettings(
            enable_dns_rebinding_protection=True,
            allowed_hosts=[name for host in _HOSTS for name in (host, f"{host}:*")],
            allowed_origins=[name for host in _HOSTS for name in (f"http://{host}", f"http://{host}:*")],
        ),
    )
    return _Posts(manager), lambda _: manager.run()


def _checked(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments, if they are those of the tool; what they hold is checked where it is used."""
    schema = next((tool.input_schema for tool in TOOLS if tool.name == name), None)
    if schema is None:
        raise QuestionError(f"There is no tool {name!r}. There are {', '.join(tool.name for tool in TOOLS)}.")
    if unknown := sorted(arguments.keys() - schema["properties"].keys()):
        raise QuestionError(f"{name} takes no {unknown[0]!r}. It takes {', '.join(schema['properties'])}.")
    required = schema["required"][0]
    if not isinstance(arguments.get(required), str):
        raise QuestionError(f"{name} needs {required}, a string.")
    return arguments


def _ask(ask: Ask, question: str, history: Any = None) -> AnswerRecord:
    return to_json(ask(valid_text(question), parse_history([] if history is None else history)))


def _search(search: Search, query: str, limit: Any = _LIMIT) -> dict[str, Any]:
    if type(limit) is not int or not 1 <= limit <= _MOST:
        raise QuestionError(f"limit must be a whole number from 1 to {_MOST}.")
    return {"passages": [_passage(hit) for hit in search(valid_text(query))[:limit]]}


def _passage(hit: Hit) -> dict[str, Any]:
    document, chunk = hit.chunk.document, hit.chunk
    return {
        "source": document.source,
        "sha256": document.sha256,
        "title": document.title,
        "date": document.date,
        "page": document.page(chunk.start),
        "start": chunk.start,
        "end": chunk.end,
        "score": round(hit.score, 4),
        "text": chunk.text,
    }


def _result(value: Mapping[str, Any]) -> CallToolResult:
    text = valid_text(json.dumps(value, ensure_ascii=False))  # a text may hold halves of surrogate pairs
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=json.loads(text))


def _failed(message: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=message)], is_error=True)
