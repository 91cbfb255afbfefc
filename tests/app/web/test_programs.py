"""What programs use of the running server: the endpoint /ask, OpenAI's interface, MCP, the signs of life, the login."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from app.web.login import hash_line
from tests.serving import served

pytestmark = pytest.mark.slow
HOSTED = "Who hosted Alicia Bárcena?"


@pytest.fixture(scope="module")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("programs") / "index"


@pytest.fixture(scope="module")
def address(index_dir: Path) -> Iterator[str]:
    with served(index_dir) as url:
        yield url


@pytest.fixture(scope="module")
def locked(index_dir: Path, address: str) -> Iterator[str]:
    """The same index behind a login, read-only, with MCP."""
    users = index_dir.parent / "users"
    users.write_text(hash_line("ann", "a secret"), encoding="utf-8")
    users.chmod(0o600)
    with served(index_dir, "--auth-file", str(users), "--read-only", "--mcp") as url:
        yield url


def client(address: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0)


def test_the_named_endpoint_gives_the_answer_record(address: str) -> None:
    programs = Client(address, verbose=False, analytics_enabled=False)
    record = programs.predict(HOSTED, api_name="/ask")
    assert (record["status"], record["citations"][0]["source"][:4]) == ("answered", "004_")
    elsewhere = programs.predict(HOSTED, [], ["001_6e294be2ff32b82c.txt"], api_name="/ask")
    assert {hit["source"] for hit in elsewhere["hits"]} == {"001_6e294be2ff32b82c.txt"}
    assert programs.predict(HOSTED, [], [], "quotes", api_name="/ask")["answered_by"] == "extract"
    for arguments, said in (
        ([[{"role": "user"}]], "content"),
        (["x"], "history"),
        ([[], ["gone.txt"]], "None of the chosen documents"),
        ([[], "gone.txt"], "must be a list"),
        ([[], [], "gpt-x"], "There is no model 'gpt-x' here. Choose one of: quotes"),
        ([[], [], ["quotes"]], "The model must be a string"),
    ):
        with pytest.raises(AppError, match=said):
            programs.predict("Who?", *arguments, api_name="/ask")


def test_a_front_end_for_openai_gets_answers_with_citations(address: str) -> None:
    messages: list[Any] = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": HOSTED}]
    done = client(address).chat.completions.create(model="citeseed", messages=messages)
    said = done.choices[0].message.content or ""
    assert "Blinken hosted" in said and "[1]" in said and "Sources:" in said
    extra = done.model_extra or {}
    assert extra["citations"][0]["source"].startswith("004_")
    assert extra["citeseed"]["question"] == HOSTED

    follow_up = [*messages, {"role": "assistant", "content": said}, {"role": "user", "content": "And who joined him?"}]
    parts = list(client(address).chat.completions.create(model="citeseed", messages=follow_up, stream=True))
    assert "Mayorkas" in "".join(part.choices[0].delta.content or "" for part in parts if part.choices)
    record = (parts[-1].model_extra or {})["citeseed"]
    assert record["standalone"].startswith(HOSTED)
    assert [model.id for model in client(address).models.list()] == ["citeseed"]


@pytest.mark.parametrize(("content", "said"), [("", "empty"), ("x" * 2_001, "2,001 characters"), (None, "empty")])
def test_a_request_that_cannot_be_answered_is_a_bad_request(address: str, content: Any, said: str) -> None:
    for stream in (False, True):
        with pytest.raises(openai.BadRequestError, match=said) as refused:
            client(address).chat.completions.create(
                model="citeseed", messages=[{"role": "user", "content": content}], stream=stream
            )
        assert isinstance(refused.value.body, dict)
        assert refused.value.body["type"] == "invalid_request_error"


def test_it_says_whether_it_lives_and_is_ready(address: str) -> None:
    assert httpx.get(f"{address}/healthz").json()["status"] == "ok"
    ready = httpx.get(f"{address}/readyz")
    assert ready.status_code == 200
    state = ready.json()
    assert (state["ready"], state["documents"], state["problem"]) == (True, 5, "")
    assert state["generation"] >= 1 and state["chunks"] > 5


def call(address: str, method: str, **parameters: Any) -> httpx.Response:
    return httpx.post(
        f"{address}/mcp",
        json={"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters},
        headers={"Accept": "application/json, text/event-stream"},
        auth=("ann", "a secret"),
        timeout=60,
    )


def test_tools_are_offered_only_if_asked_for_and_change_nothing(address: str, locked: str) -> None:
    assert call(address, "tools/list").status_code == 404
    tools = call(locked, "tools/list").json()["result"]["tools"]
    assert [tool["name"] for tool in tools] == ["ask", "search"]
    answered = call(locked, "tools/call", name="ask", arguments={"question": HOSTED}).json()["result"]
    assert json.loads(answered["content"][0]["text"])["citations"][0]["source"].startswith("004_")
    found = call(locked, "tools/call", name="search", arguments={"query": HOSTED, "limit": 2}).json()["result"]
    assert len(found["structuredContent"]["passages"]) == 2


def test_without_the_password_nothing_is_to_be_had(locked: str) -> None:
    for path in ("/", "/v1/models", "/config", "/page/page.js", "/documents/x.txt"):
        assert httpx.get(locked + path).status_code == 401
        assert httpx.get(locked + path, auth=("ann", "a secret")).status_code != 401
    bearer = openai.OpenAI(base_url=f"{locked}/v1", api_key="ann:a secret")
    assert [model.id for model in bearer.models.list()] == ["citeseed"]
    assert httpx.get(f"{locked}/healthz").status_code == 200
