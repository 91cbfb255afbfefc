"""The MCP server: its own client over loopback, exactly two tools, and nobody let in by another name."""

import asyncio
import json
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from typing import Any

import httpx
import pytest
from mcp import Client, MCPError
from mcp.types import CallToolResult, TextContent
from starlette.applications import Starlette
from starlette.routing import Route

from app import errors
from app.asking.intake import Turn, checked
from app.errors import AWAY
from app.records import Answer, quoting, to_json
from app.web.mcp_tools import Running, mcp_app
from index import ROOT
from index.errors import StoreUnreachable
from index.records import Chunk, Document, Hit
from tests.loopback import on_loopback
from tests.whole_answers import counted

HARBOR = Document("harbor.txt", "Three cranes\ud800 were new. It rained.", "Harbor", "2022-05-24", "a", (0,))
HITS = [Hit(Chunk(HARBOR, number, 23), 1 - number / 100, 0.5, 2.0) for number in range(20)]
QUESTION = {"type": "string", "minLength": 1, "maxLength": 2000}
SCHEMAS = {
    "ask": {
        "type": "object",
        "properties": {
            "question": QUESTION,
            "history": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"role": {"enum": ["user", "assistant"]}, "content": {"type": "string"}},
                    "required": ["role", "content"],
                },
                "default": [],
            },
        },
        "required": ["question"],
        "additionalProperties": False,
    },
    "search": {
        "type": "object",
        "properties": {"query": QUESTION, "limit": {"type": "integer", "minimum": 1, "maximum": 50, "default": 10}},
        "required": ["query"],
        "additionalProperties": False,
    },
}


def answer(question: str, history: Sequence[Turn] = (), collection: str | None = None) -> Answer:
    """Quotes the harbor; how many, it counts 47; "fail" fails as a bug does, "away" as a database. The number of turns is in the notice."""
    asked = checked(question)
    if asked == "fail":
        raise RuntimeError("secret /home/ann")
    if asked == "away":
        raise StoreUnreachable("The database secret:5432 can't be reached.")
    if asked.startswith("How many"):
        return counted(asked)
    return Answer(
        asked, asked, "answered", 0.9, quoting([(HARBOR, 0, 23)]), (HITS[0],), "extract", notice=f"{len(history)} turns"
    )


def search(query: str, collection: str | None = None) -> Sequence[Hit]:
    checked(query)
    return HITS


def application(parts: tuple[Any, Running]) -> Starlette:
    tools, running = parts
    return Starlette(routes=[Route("/mcp", tools, methods=["POST"])], lifespan=lambda _: running())


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with on_loopback(application(mcp_app(answer, search))) as address:
        yield f"{address}/mcp"


def with_client(url: str, act: Callable[[Client], Coroutine[Any, Any, Any]], mode: str = "auto") -> Any:
    async def run() -> Any:
        async with Client(url, mode=mode) as client:
            return await act(client)

    return asyncio.run(run())


def call(url: str, name: str, mode: str = "auto", **arguments: Any) -> CallToolResult:
    result = with_client(url, lambda client: client.call_tool(name, arguments), mode)
    assert isinstance(result, CallToolResult)
    return result


def text(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def untitled(schema: Any) -> Any:
    """Without the titles that the library makes of names."""
    if not isinstance(schema, dict):
        return schema
    return {key: untitled(value) for key, value in schema.items() if key != "title"}


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_there_are_exactly_two_tools_which_only_read(url: str, mode: str) -> None:
    tools = with_client(url, lambda client: client.list_tools(), mode).tools
    assert {tool.name: untitled(tool.input_schema) for tool in tools} == SCHEMAS
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools)


def test_of_several_collections_the_tools_say_which_there_are_and_take_one() -> None:
    asked: list[str | None] = []

    def noted(question: str, history: Sequence[Turn] = (), collection: str | None = None) -> Answer:
        asked.append(collection)
        return answer(question)

    def sought(query: str, collection: str | None = None) -> Sequence[Hit]:
        asked.append(collection)
        return HITS

    with on_loopback(application(mcp_app(noted, sought, ["handbook", "contracts"]))) as address:
        tools = with_client(f"{address}/mcp", lambda client: client.list_tools()).tools
        assert [tool.input_schema["properties"]["collection"]["enum"] for tool in tools] == [
            ["handbook", "contracts"]
        ] * 2
        call(f"{address}/mcp", "ask", question="Who?", collection="contracts")
        call(f"{address}/mcp", "search", query="Who?", collection="contracts")
        call(f"{address}/mcp", "ask", question="Who?")
    assert asked == ["contracts", "contracts", None]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_nothing_but_tools_is_offered(url: str, mode: str) -> None:
    async def offered(client: Client) -> Any:
        for ask_for in (client.list_resources, client.list_prompts):
            with pytest.raises(MCPError):
                await ask_for()
        return client.server_capabilities

    capabilities = with_client(url, offered, mode)
    assert {name for name, value in capabilities.model_dump(exclude_none=True).items() if value != {}} <= {"tools"}


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_asking_gives_the_record(url: str, mode: str) -> None:
    history = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]
    result = call(url, "ask", mode, question="What was new?", history=history)
    expected = json.loads(
        json.dumps(to_json(answer("What was new?", [("user", ""), ("assistant", "")]))).replace("\\ud800", "?")
    )
    assert not result.is_error
    assert result.structured_content == expected
    assert json.loads(text(result)) == expected
    assert expected["notice"] == "2 turns"


def test_of_a_long_list_a_model_is_told_the_beginning_and_where_the_rest_is(url: str) -> None:
    result = call(url, "ask", question="How many mention arbitration?")
    assert result.structured_content == to_json(counted("How many mention arbitration?"))
    told = json.loads(text(result))
    assert [len(told[part]) for part in ("statements", "citations")] == [20, 20]
    assert told["text"].splitlines()[0] == "47 documents mention “arbitration”."
    assert told["text"].splitlines()[21:] == ["and 27 more: all of them are in statements of the structured content"]
    assert told.keys() == result.structured_content.keys()


def test_searching_gives_passages(url: str) -> None:
    found = call(url, "search", query="cranes", limit=2).structured_content
    assert found["passages"][0] == {
        "source": "harbor.txt", "sha256": "a", "title": "Harbor", "date": "2022-05-24", "page": 1, "start": 0, "end": 23,
        "recognised": None, "dated_by": "",
        "score": 1.0, "text": "Three cranes? were new.",
    }  # fmt: skip
    assert len(found["passages"]) == 2
    assert len(call(url, "search", query="cranes").structured_content["passages"]) == 10


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("ask", {"question": " "}, "The question is empty"),
        ("ask", {"question": "x" * 2001}, "the limit is 2,000"),
        ("ask", {}, r"ask: 1 validation error for ask\nquestion\n  Field required"),
        ("ask", {"question": 5}, r"question\n  Input should be a valid string"),
        ("ask", {"question": "Who?", "history": "Hi"}, "The history must be a JSON list"),
        ("ask", {"question": "Who?", "history": [{"role": "robot", "content": "x"}]}, "Each turn of the history"),
        ("ask", {"question": "Who?", "sources": []}, r"sources\n  Extra inputs are not permitted"),
        ("search", {"query": ""}, "The question is empty"),
        ("search", {"query": "x", "limit": 0}, r"limit\n  Input should be greater than or equal to 1"),
        ("search", {"query": "x", "limit": 51}, r"limit\n  Input should be less than or equal to 50"),
        ("search", {"query": "x", "limit": True}, r"limit\n  Input should be a valid integer"),
        ("rebuild", {}, "Unknown tool: rebuild"),
    ],
)
def test_a_wrong_call_is_told_what_is_wrong(url: str, name: str, arguments: dict[str, Any], said: str) -> None:
    async def raw(client: Client) -> Any:
        return await client.session.call_tool(name, arguments)

    result = with_client(url, raw)
    assert result.is_error
    assert re.search(said, text(result))


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize(("question", "said"), [("fail", "something is wrong in the server"), ("away", AWAY)])
def test_a_fault_is_told_without_its_words(
    url: str, mode: str, question: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    errors._log.cache_clear()  # what is logged once a minute
    result = call(url, "ask", mode, question=question)
    assert result.is_error
    assert said in text(result)
    assert "secret" not in text(result)
    assert "secret" in caplog.text


LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
HEADERS = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "http://localhost:7860"}, 200),
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1.evil.example:80"}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Content-Type": "text/plain"}, 400),
    ],
)
def test_another_name_and_another_page_are_not_let_in(url: str, headers: dict[str, str], status: int) -> None:
    assert httpx.post(url, json=LIST, headers=HEADERS | headers).status_code == status


def test_a_request_that_is_too_large_is_refused(url: str) -> None:
    assert httpx.post(url, content=b" " * (1 << 20) + b"{}", headers=HEADERS).status_code == 413


def test_no_stream_is_kept_open(url: str) -> None:
    for method in ("GET", "DELETE", "PUT"):
        told = httpx.request(method, url, headers={"Accept": "text/event-stream"}, timeout=10)
        assert (told.status_code, told.headers["allow"]) == (405, "POST")


def test_calls_are_answered_beside_each_other_and_not_mixed_up() -> None:
    together = threading.Barrier(3, timeout=20)

    def slow(question: str, history: Sequence[Turn] = (), collection: str | None = None) -> Answer:
        together.wait()
        return answer(question, history)

    async def many(client: Client) -> list[Any]:
        return await asyncio.gather(*(client.call_tool("ask", {"question": f"Who {n}?"}) for n in range(9)))

    with on_loopback(application(mcp_app(slow, search))) as address:
        results = with_client(f"{address}/mcp", many)
    assert [result.structured_content["question"] for result in results] == [f"Who {n}?" for n in range(9)]


def test_what_is_not_installed_is_said() -> None:
    code = "import sys; sys.modules['mcp'] = None\nimport app.web.mcp_tools"
    root = ROOT
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert re.search(r"CiteseedError: The MCP server needs .*: pip install citeseed\[mcp\]", done.stderr)


def test_the_log_stays_as_it_is() -> None:
    """The library's own handler would wrap lines, and what is kept out of the log could slip through in two parts."""
    code = (
        "import logging\nfrom app.web.mcp_tools import mcp_app\nmcp_app(None, None)\n"
        f"logging.getLogger('x').warning({'y' * 300!r})\nlogging.getLogger('x').info('hidden')"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == "y" * 300 + "\n"
