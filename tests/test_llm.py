"""The adapter for OpenAI-compatible servers against a real server on loopback, and drafting with a language model."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from app.llm import LLMError, ScriptedLLM, open_llm
from app.openai_llm import OpenAIServer
from eval.drafts import draft_cases
from eval.questions import by_llm
from index.parser import InProcessParser
from index.settings import Settings

SENTENCE = "Ann Lee repaired nine boats in the harbor of Lima."


@contextmanager
def server(pieces: list[str], status: int = 200) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """The address of a server that streams `pieces` as OpenAI's API does, and the requests that it has received."""
    received: list[dict[str, object]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append({"path": self.path, "key": self.headers["Authorization"], **json.loads(body)})
            self.send_response(status)
            self.send_header("Content-Type", "text/event-stream" if status == 200 else "application/json")
            self.end_headers()
            if status != 200:
                self.wfile.write(b'{"error": {"message": "no such model"}}')
                return
            for piece in pieces:
                event = {
                    "id": "1",
                    "object": "chat.completion.chunk",
                    "choices": [{"index": 0, "delta": {"content": piece}}],
                }
                self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
            self.wfile.write(b"data: [DONE]\n\n")

        def log_message(self, format: str, *args: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_address[1]}/v1", received
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


def test_pieces_arrive_in_order_and_the_request_is_as_asked() -> None:
    with server(["Nine ", "boats", "."]) as (url, received):
        pieces = list(OpenAIServer(url, "small", "secret").stream([("system", "Be brief."), ("user", "How many?")]))
    assert pieces == ["Nine ", "boats", "."]
    (request,) = received
    assert request["path"] == "/v1/chat/completions"
    assert request["key"] == "Bearer secret"
    assert request["model"] == "small"
    assert request["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "How many?"},
    ]


def test_a_key_meant_for_another_server_is_never_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody")
    with server(["x"]) as (url, received):
        list(OpenAIServer(url, "small").stream([("user", "Hello")]))
    assert "sk-of-somebody" not in str(received)


def test_a_refusal_and_a_dead_server_say_what_to_check() -> None:
    with server([], status=404) as (url, _), pytest.raises(LLMError, match=r"small.*no such model.*CITESEED_LLM_MODEL"):
        list(OpenAIServer(url, "small", "secret").stream([("user", "Hello")]))
    with pytest.raises(LLMError, match="that the server runs") as caught:
        list(OpenAIServer(url, "small", "secret").stream([("user", "Hello")]))
    assert "secret" not in str(caught.value)


def test_settings_choose_the_model_and_hide_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    assert open_llm(Settings()) is None
    for name, value in (("URL", "http://127.0.0.1:9/v1"), ("MODEL", "small"), ("API_KEY", "secret")):
        monkeypatch.setenv(f"CITESEED_LLM_{name}", value)
    llm = open_llm(Settings())
    assert llm is not None
    assert llm.name == "small"
    assert "secret" not in repr(Settings())


@pytest.mark.parametrize(
    "reply",
    [
        "I can't do that.",
        "{}",
        '{"question": "Who repaired nine boats?"}',
        '{"question": "Who repaired nine boats?", "answer": "Bob"}',
        '{"question": "Did Ann Lee repair nine boats?", "answer": "Ann Lee"}',
        '{"question": "Name who repaired nine boats.", "answer": "Ann Lee"}',
        '{"question": "Who repaired nine boats?", "answer": ""}',
        '{"question": "Who?", "answer": "Ann Lee"}',
        '["question"]',
    ],
)
def test_questions_of_a_model_that_are_not_of_the_sentence_are_dropped(reply: str) -> None:
    assert by_llm(ScriptedLLM(reply))(SENTENCE) == []


def test_a_model_writes_the_drafts(tmp_path: Path) -> None:
    (tmp_path / "harbor.txt").write_text(f"Harbor news\n\n{SENTENCE}\n\nIt rained.\n", encoding="utf-8")
    llm = ScriptedLLM('Sure!\n```json\n{"question": "Who repaired nine\\nboats in Lima?", "answer": "Ann Lee."}\n```')
    (case,) = draft_cases(tmp_path, 3, by_llm(llm), InProcessParser())
    assert (case.question, case.answers, case.evidence) == (
        "Who repaired nine boats in Lima?",
        [["Ann Lee"]],
        [SENTENCE],
    )
    assert case.draft
    assert len(llm.asked) == 1, "a sentence that says nothing by itself is not sent"
    assert llm.asked[0][-1] == ("user", SENTENCE)


def test_a_model_that_writes_nothing_of_use_is_given_up(tmp_path: Path) -> None:
    sentences = " ".join(f"Ann Lee repaired nine boats in the harbor of Port{number}." for number in range(100))
    (tmp_path / "harbor.txt").write_text(sentences, encoding="utf-8")
    llm = ScriptedLLM(*(100 * ["No."]))
    with pytest.raises(LLMError, match=r"scripted wrote no usable question .* unset CITESEED_LLM_URL"):
        draft_cases(tmp_path, 8, by_llm(llm), InProcessParser())
    assert len(llm.asked) == 20
