"""The tools that a program speaking MCP can call: asking and searching, nothing that changes anything. Owns mcp.

Import it only where it is wanted: it takes a second, and raises `CiteseedError` where the extra is not installed.
"""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Annotated, Any

from anyio import to_thread
from pydantic import Field, WithJsonSchema

from app.asking.intake import MAX_QUESTION, Turn, parse_history
from app.errors import for_readers
from app.records import Answer, AnswerRecord, place_json, to_json
from app.showing.text import brief_text
from app.showing.whole import first_items
from app.web.routes import HOSTS
from app.web.waiting import BUSY, WaitingRoom
from index.errors import CiteseedError
from index.language.tidy import valid_text
from index.language.wording import say
from index.records import Hit

try:
    from mcp import MCPError
    from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
    from mcp.server.mcpserver import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.server.mcpserver.tools import Tool
    from mcp.server.mcpserver.utilities.func_metadata import ArgModelBase, FuncMetadata
    from mcp.server.streamable_http_manager import StreamableHTTPASGIApp
    from mcp.server.transport_security import TransportSecuritySettings
    from mcp.types import METHOD_NOT_FOUND, CallToolResult, TextContent, ToolAnnotations
except ImportError as error:
    raise CiteseedError(f"The MCP server needs what is not installed ({error}): pip install citeseed[mcp]") from error

Ask = Callable[[str, Sequence[Turn], str | None], Answer]
"""Answers a question, in a conversation, from the collection of a name, None for the default."""
Search = Callable[[str, str | None], Sequence[Hit]]
"""Hits for a question, best first, from a collection."""
Running = Callable[[], AbstractAsyncContextManager[None]]
"""What has to be entered, once, for as long as requests are served."""

_LOG = logging.getLogger(__name__)
_AT_ONCE, _WAITING = 4, 16  # calls; one more is told to come back
_BODY = 1 << 20  # bytes of a request
_HOSTS = [host + port for host in HOSTS for port in ("", ":*")]
_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_TURN = {
    "type": "object",
    "properties": {"role": {"enum": ["user", "assistant"]}, "content": {"type": "string"}},
    "required": ["role", "content"],
}
_Question = Annotated[str, WithJsonSchema({"type": "string", "minLength": 1, "maxLength": MAX_QUESTION})]
_History = Annotated[Any, WithJsonSchema({"type": "array", "items": _TURN})]  # what they hold is checked by the bot


class _Asked(ArgModelBase, extra="forbid", title="ask"):
    question: _Question
    history: _History = ()
    collection: str | None = None


class _Sought(ArgModelBase, extra="forbid", title="search"):
    query: _Question
    limit: Annotated[int, Field(ge=1, le=50, strict=True)] = 10
    collection: str | None = None


def mcp_app(ask: Ask, search: Search, collections: Sequence[str] = ()) -> tuple[StreamableHTTPASGIApp, Running]:
    """An ASGI application, which doesn't look at the path, and what it runs in.

    Route POST requests to it alone: a GET would hold a stream open that nothing is ever sent on. `ask` and `search` are
    called in threads, a few at a time. Each request stands alone: nothing is kept between two. Where there are several
    `collections`, the first of which is the default, the tools say so.
    """
    room = WaitingRoom(_AT_ONCE, _WAITING)

    async def in_turn(answer: Callable[[], CallToolResult]) -> CallToolResult:
        if not await room.enter():
            raise ToolError(BUSY)
        try:
            return await to_thread.run_sync(answer)  # to its end, even if the one who asked has gone
        except CiteseedError as error:
            raise ToolError(for_readers(error)) from error
        except Exception as error:
            _LOG.exception("A tool failed")
            text = "The answer can't be given: something is wrong in the server, whose log says what."
            raise ToolError(text) from error
        finally:
            room.leave()

    async def asked(question: str, history: Any, collection: str | None) -> CallToolResult:
        return await in_turn(
            lambda: _answered(to_json(ask(valid_text(question), parse_history(history or []), collection)))
        )

    async def sought(query: str, limit: int, collection: str | None) -> CallToolResult:
        return await in_turn(
            lambda: _result({"passages": [_passage(hit) for hit in search(valid_text(query), collection)[:limit]]})
        )

    # else the library has the log wrapped, and a key in it may be torn in two
    logging.basicConfig(format="%(message)s")
    origins = [f"http://{host}" for host in _HOSTS]
    server = MCPServer(
        "citeseed",
        tools=[
            _tool(
                asked, _Asked, "Ask the documents",
                "Answers a question from the documents, in sentences quoted from them, each with citations that "
                "give file and offsets; or shows the closest passages, which need not answer it (status unsure); "
                "or says that the documents don't say (status refused). To a question about all documents or rows it "
                "gives the figure as headline and all that it rests on as statements. A follow-up question needs the "
                "conversation before it as history.",
                collections,
            ),
            _tool(
                sought, _Sought, "Search the documents",
                "Finds the passages of the documents that fit a query best, best first, with file and offsets.",
                collections,
            ),
        ],
        subscriptions=False, log_level="WARNING", middleware=[_only_tools],
    )  # fmt: skip
    server.streamable_http_app(
        json_response=True,
        stateless_http=True,
        max_request_body_size=_BODY,
        transport_security=TransportSecuritySettings(allowed_hosts=_HOSTS, allowed_origins=origins),
    )
    return StreamableHTTPASGIApp(server.session_manager), server.session_manager.run


def _tool(
    run: Callable[..., Any], arguments: type[ArgModelBase], title: str, description: str, collections: Sequence[str]
) -> Tool:
    schema = arguments.model_json_schema()
    del schema["properties"]["collection"]
    if len(collections) > 1:
        about = "Which documents to answer from; the first of these unless it is named."
        schema["properties"]["collection"] = {"type": "string", "enum": [*collections], "description": about}
    return Tool(
        fn=run, name=schema["title"], title=title, description=description, parameters=schema, context_kwarg=None,
        fn_metadata=FuncMetadata(arg_model=arguments), is_async=True, annotations=_READS,
    )  # fmt: skip


async def _only_tools(ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
    """Neither offers nor answers what else the library's server would."""
    if ctx.method.startswith(("resources/", "prompts/")):
        raise MCPError(METHOD_NOT_FOUND, "There are only tools here.")
    result = await call_next(ctx)
    return result | {"capabilities": {"tools": {}}} if isinstance(result, dict) and "capabilities" in result else result


def _passage(hit: Hit) -> dict[str, Any]:
    chunk = hit.chunk
    return {**place_json(chunk.document, chunk.start, chunk.end), "score": round(hit.score, 4), "text": chunk.text}


def _answered(record: AnswerRecord) -> CallToolResult:
    """All of the answer, and as text, which goes into a model's context, of a long one the first items."""
    text = brief_text(record, say(record["language"], "all_in_content"))
    return _result(record, {**first_items(record), "text": text})


def _result(value: Mapping[str, Any], brief: Mapping[str, Any] | None = None) -> CallToolResult:
    """The value, and in place of it as text what is `brief`, if that is given."""
    text = _json(brief or value)
    return CallToolResult(
        content=[TextContent(type="text", text=text)],
        structured_content=json.loads(_json(value)),
    )


def _json(value: Mapping[str, Any]) -> str:
    return valid_text(json.dumps(value, ensure_ascii=False))  # a text may hold halves of surrogate pairs
