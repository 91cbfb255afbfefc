"""Whatever a language model's server does: a message that says what happened and what to do, in time, and no secret."""

import json
import logging
import re
import time
import traceback
from pathlib import Path

import pytest

from app.models.client import Patience
from app.models.llm import REPLY, RESERVED, LLMError
from app.models.openai_server import OpenAIServer, open_server
from index.errors import CiteseedError
from tests.faulty_llm import (
    LONG,
    Script,
    event,
    faulty,
    hangs,
    refuses,
    repeats,
    resets,
    response,
    says,
    thought,
    writes,
)

pytestmark = pytest.mark.slow
KEY = "planted-key-0123456789"
ASKED = [("user", "How many boats?")]
WHOLE = 4000  # tokens that are asked for
SHORT = Patience(first=2.0, next=0.5, whole=3 * LONG)
BEGUN = Patience(first=LONG, next=0.5, whole=3 * LONG)  # a busy machine may take a second until something is there
NINE = event("Nine ")


def ask(url: str, patience: Patience | None = None) -> tuple[list[str], str]:
    """The pieces that came, without the empty ones, and the message of the failure, "" if there was none."""
    pieces: list[str] = []
    try:
        for piece in OpenAIServer(url, "small", KEY, patience=patience).stream(ASKED):
            if piece:
                pieces.append(piece)
    except LLMError as error:
        assert error.__cause__ is error.__context__ is None, "a library's error may hold the request, and so the key"
        assert KEY not in "".join(traceback.format_exception(error)) + repr(error)
        return pieces, str(error)
    return pieces, ""


def seen_again(secret: str) -> str:
    return f"the key {secret} is wrong"


@pytest.mark.parametrize(
    ("script", "said", "requests"),
    [
        (refuses("401 Unauthorized", seen_again(KEY)), r"refuses the key \(401\)\. Set CITESEED_LLM_API_KEY", 1),
        (refuses("403 Forbidden", seen_again(KEY)), r"refuses the key \(403\)\. Set CITESEED_LLM_API_KEY", 1),
        (refuses("404 Not Found", "no such model"), r"404: no such model\)\. Check --llm-model .*and --llm-url", 1),
        (refuses("404 Not Found", seen_again(KEY)), r"404: the key \[hidden\] is wrong", 1),
        (says(response(b"<html>nothing here", "404 Not Found", "text/html")), r"404: no reason given", 1),
        (refuses("400 Bad Request", "too many tokens"), r"400: too many tokens\)\. Check --llm-context", 1),
        (refuses("400 Bad Request", f"a {seen_again(KEY)}"), r"400: a the key \[hidden\]", 1),
        (says(response(b'{"error": [1]}', "400 Bad Request", "application/json")), r"400: no reason given", 1),
        (refuses("429 Too Many", "slow down", "Retry-After: 61"), r"429: slow down\)\. Ask again in 61 seconds", 1),
        (refuses("429 Too Many", "slow down", "Retry-After: soon"), r"Ask again in a while", 3),
        (refuses("500 Oops", seen_again(KEY)), r"failed \(500: the key \[hidden\] is wrong\)\. Look at the log", 3),
        (refuses("503 Oops", "loading", "Retry-After: Sat, 01 Jan 2089 00:00:00 GMT"), r"failed \(503: loading", 1),
        (says(b"HTTP/1.1 307 Elsewhere\r\nLocation: http://127.0.0.1:9/\r\n\r\n"), r"redirects \(307\)", 1),
        (says(b"\x16\x03\x01 what is this\r\n\r\n"), r"can't be reached\. Start its server, or correct --llm-url", 3),
    ],
)  # fmt: skip
def test_a_refusal_says_what_to_do_and_is_tried_again_if_that_may_help(
    script: Script, said: str, requests: int
) -> None:
    with faulty(script) as server:
        pieces, message = ask(server.url)
    assert not pieces
    assert re.search(said, message), message
    assert message.startswith(f"The language model small at {server.url} ")
    assert KEY not in message
    assert len(server.requests) == requests


def test_nobody_there() -> None:
    with faulty(writes("x")) as server:
        url = server.url
    assert "can't be reached. Start its server" in ask(url)[1]


def test_what_works_the_second_time_is_no_fault_and_a_wait_that_is_asked_for_is_kept() -> None:
    with faulty(refuses("429 Too Many", "no", "Retry-After: 1"), refuses("500 Oops"), writes("Nine.")) as server:
        assert ask(server.url) == (["Nine."], "")
    assert len(server.requests) == 3
    assert server.times[1] - server.times[0] >= 0.95


def test_a_redirect_is_not_followed() -> None:
    with (
        faulty(writes("x")) as elsewhere,
        faulty(
            says(f"HTTP/1.1 308 Elsewhere\r\nLocation: {elsewhere.url}/chat/completions\r\n\r\n".encode())
        ) as server,
    ):
        assert "redirects (308). Set the final address with --llm-url" in ask(server.url)[1]
    assert not elsewhere.requests


GARBAGE = "sent what no chat API sends"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (hangs(), "wrote nothing within 2 seconds. See whether its server is overloaded"),
        (hangs(response(b"")), "wrote nothing within 2 seconds"),
        (hangs(response(event(""))), "wrote nothing within 2 seconds"),
        (repeats(response(b""), event(""), 0.05), "wrote nothing within 2 seconds"),
        (repeats(response(b""), b": ping\n\n", 0.05), "wrote nothing within 2 seconds"),
        (hangs(response(NINE)), "fell silent for 0.5 seconds. Ask again"),
        (repeats(response(NINE), event(""), 0.05), "fell silent for 0.5 seconds"),
        (repeats(response(NINE), b": ping\n\n", 0.05), "fell silent for 0.5 seconds"),
    ],
)  # fmt: skip
def test_silence_ends(script: Script, said: str) -> None:
    with faulty(script) as server:
        _, message = ask(server.url, BEGUN if "fell" in said else SHORT)
        assert said in message
        assert server.left.wait(LONG), "the connection is closed"
    assert len(server.requests) == 1, "a retry would take the server's time again"


def test_a_slow_reply_is_let_be_as_long_as_something_comes_but_not_for_ever() -> None:
    with faulty(repeats(response(b""), NINE, 0.1)) as server:
        pieces, message = ask(server.url, Patience(first=LONG, next=LONG, whole=3))
    assert len(pieces) > 1
    assert "did not finish within 3 seconds" in message


def test_a_model_that_thinks_first_is_not_silent() -> None:
    thoughts = 10 * [thought("hm", "reasoning_content")]

    def script(connection: object, server: object) -> None:
        for part in (response(b""), *thoughts, NINE, event("", "stop")):
            connection.sendall(part)  # type: ignore[attr-defined]
            time.sleep(0.3)

    with faulty(script) as server:
        assert ask(server.url, Patience(first=2.5, next=2.5)) == (["Nine "], "")


THOUGHTS = thought("hm ") * (WHOLE - REPLY)
CUT = "did not come to an end within the tokens it has. Ask for less at once"
ONLY = "only thought, and came to no answer. Choose a model that answers directly, or switch its thinking off"


@pytest.mark.parametrize("name", ["reasoning", "reasoning_content"])
def test_a_model_may_think_longer_than_it_writes(name: str) -> None:
    def script(connection: object, server: object) -> None:
        room = server.bodies[0]["max_tokens"]  # type: ignore[attr-defined]
        thoughts = min(room, 3 * REPLY) * thought("hm ", name)
        ending = event("Nine.") + event("", "stop") if room > 3 * REPLY else event("", "length")
        connection.sendall(response(thoughts + ending))  # type: ignore[attr-defined]

    with faulty(script) as server:
        assert ask(server.url) == (["Nine."], "")


@pytest.mark.parametrize("words", [15 * REPLY * "a", f"<think>{15 * REPLY * 'a'}</think>Nine."])
def test_a_text_has_the_room_of_a_reply_and_more_if_it_is_thought(words: str) -> None:
    with faulty(writes(words)) as server:
        assert (CUT in ask(server.url)[1]) == ("think" not in words)


FULL = "'max_tokens' is too large: 4000. This model's maximum context length is 4096 tokens"


@pytest.mark.parametrize("error", [{}, {"param": "max_tokens"}])
def test_a_server_without_room_for_thoughts_is_asked_for_the_reply_alone(error: dict[str, str]) -> None:
    full = refuses("400 Bad Request", FULL, **error)
    with faulty(full, writes("x"), writes("y"), full) as server:
        llm = OpenAIServer(server.url, "small")
        assert ["".join(llm.stream(ASKED)), "".join(llm.stream(ASKED))] == ["x", "y"]
        assert [body["max_tokens"] for body in server.bodies] == [WHOLE, REPLY, WHOLE], "the next prompt may be short"
        with pytest.raises(LLMError, match="400: 'max_tokens' is too large"):
            list(llm.stream(ASKED))
    assert len(server.requests) < 8


@pytest.mark.parametrize(
    ("body", "came", "said"),
    [
        (b"", [], "wrote nothing. Ask again, or choose another model"),
        (b"data: [DONE]\n\n", [], "wrote nothing"),
        (event("", "stop"), [], "wrote nothing"),
        (event("", "length"), [], ONLY),
        (THOUGHTS + event("", "length"), [], ONLY),
        (THOUGHTS + event("", "stop"), [], ONLY),
        (THOUGHTS + b"data: [DONE]\n\n", [], ONLY),
        (NINE + event("", "length"), ["Nine "], CUT),
        (NINE + event("", "max_tokens"), ["Nine "], CUT),
        (THOUGHTS + NINE + event("", "length"), ["Nine "], CUT),
        (NINE + event("", "content_filter"), ["Nine "], "broke off (content_filter). Ask again"),
        (NINE + event("", "error"), ["Nine "], "broke off (error)"),
        (NINE, ["Nine "], "broke off. Ask again"),
        (event("data: [DONE]\n\n"), ["data: [DONE]\n\n"], "broke off. Ask again"),
        (NINE + b"data: {not json\n\n", ["Nine "], GARBAGE),
        (b"data: 5\n\n", [], GARBAGE),
        (b"data: [[]]\n\n", [], GARBAGE),
        (b'data: "Nine"\n\n', [], GARBAGE),
        (b'data: {"choices": 7}\n\n', [], GARBAGE),
        (b'data: {"choices": ["x"]}\n\n', [], GARBAGE),
        (b'data: {"choices": [{"delta": null}]}\n\n', [], GARBAGE),
        (event(["Nine"]), [], GARBAGE),
        (event({"text": "Nine"}), [], GARBAGE),
        (NINE + b'data: {"choices": [{"delta": {"content": "\xff\xfe"}}]}\n\n', ["Nine "], GARBAGE),
        (b'data: {"error": {"message": "out of memory: ' + KEY.encode() + b'"}}\n\n', [], "failed: out of memory: [hid"),
        (b"<html><body>It works!</body></html>", [], "wrote nothing"),
    ],
)  # fmt: skip
def test_what_is_no_whole_reply_is_said(body: bytes, came: list[str], said: str) -> None:
    with faulty(says(response(body))) as server:
        pieces, message = ask(server.url)
    assert pieces == came
    assert said in message
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "end",
    [
        *(event("", reason) for reason in ("stop", "eos", "eos_token", "end_turn", "stop_sequence", "tool_calls", "STOP")),
        b"data: [DONE]\n\n", b"data: [DONE]", b"data:[DONE]\r\n\r\n", event("", "") + b"data: [DONE]\n\n",
    ],
)  # fmt: skip
@pytest.mark.parametrize("chunked", [False, True])
def test_however_a_server_says_that_a_reply_is_whole_it_is(end: bytes, chunked: bool) -> None:
    body, headers = NINE + end, []
    if chunked:
        body, headers = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body), ["Transfer-Encoding: chunked"]
    with faulty(says(response(body, "200 OK", "text/event-stream", *headers))) as server:
        assert ask(server.url) == (["Nine "], "")


@pytest.mark.parametrize("size", [1, 5, 100])
def test_a_key_that_a_model_writes_is_hidden(size: int) -> None:
    said = f"It is {KEY}, plainly. Again: {KEY}{KEY[:4]}"
    with faulty(writes(*(said[start : start + size] for start in range(0, len(said), size)))) as server:
        pieces, message = ask(server.url)
    assert "".join(pieces) == f"It is [hidden], plainly. Again: [hidden]{KEY[:4]}"
    assert not message


def test_a_word_that_is_given_to_a_server_that_takes_any_as_a_key_is_no_secret() -> None:
    with faulty(writes("Ask ollama.")) as server:
        assert list(filter(None, OpenAIServer(server.url, "m", "ollama").stream(ASKED))) == ["Ask ollama."]


def test_a_reply_is_whole_once_the_model_ends_it_whatever_comes_or_fails_to_come_then() -> None:
    with faulty(hangs(response(NINE + event("boats.", "stop")))) as server:
        assert ask(server.url, BEGUN) == (["Nine ", "boats."], "")
        assert server.left.wait(LONG)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_connection_lost_in_the_middle_is_not_tried_again(chunked: bool) -> None:
    start = response(b"%x\r\n%s\r\n" % (len(NINE), NINE), "200 OK", "text/event-stream", "Transfer-Encoding: chunked")
    script = says(start) if chunked else resets(response(NINE))
    with faulty(script) as server:
        reply = OpenAIServer(server.url, "small", KEY).stream(ASKED)
        while not (piece := next(reply)):
            pass
        assert piece == "Nine "
        server.go.set()
        with pytest.raises(LLMError, match=r"broke off: the connection was lost\. Ask again") as caught:
            list(reply)
    assert caught.value.__cause__ is caught.value.__context__ is None
    assert len(server.requests) == 1


def test_a_connection_lost_before_the_first_token_says_so() -> None:
    start = response(b"5\r\n: x\n\n\r\n", "200 OK", "text/event-stream", "Transfer-Encoding: chunked")
    with faulty(says(start)) as server:
        assert "the connection was lost" in ask(server.url)[1]
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (repeats(response(b""), event("words " * 50)), CUT),
        (repeats(response(b"data: "), b"x" * 65536), "sent far more than any reply needs"),
        (repeats(response(NINE), b": ping\n\n" * 1000), "sent far more than any reply needs"),
        (repeats(response(b"{", "400 Bad", "application/json"), b" " * 65536), "sent far more than any reply needs"),
    ],
)  # fmt: skip
def test_an_endless_answer_is_ended(script: Script, said: str) -> None:
    with faulty(script) as server:
        pieces, message = ask(server.url, Patience(first=60, next=60))
        assert said in message
        assert len("".join(pieces)) <= 30 * REPLY
        assert server.left.wait(LONG)


@pytest.mark.parametrize(
    "script",
    [
        hangs(),
        hangs(response(b"")),
        hangs(response(event(""))),
        hangs(response(NINE)),
        repeats(response(b""), NINE, 0.3),
    ],
    ids=["before headers", "after headers", "empty piece", "between pieces", "at work"],
)
def test_closing_the_reply_ends_the_request_at_once(script: Script) -> None:
    with faulty(script) as server:
        reply = OpenAIServer(server.url, "small").stream(ASKED)
        started = time.monotonic()
        pieces: list[str] = []
        while not server.requests or len(pieces) < 5:
            assert time.monotonic() - started < LONG
            pieces.append(next(reply))
        assert set(pieces) <= {"", "Nine "}
        reply.close()
        assert server.left.wait(5.0)
    assert len(server.requests) == 1


def test_one_reply_does_not_hold_up_another() -> None:
    with faulty(hangs(response(b"")), writes("Nine.")) as server:
        llm = OpenAIServer(server.url, "small")
        waiting = llm.stream(ASKED)
        while not server.requests:
            assert next(waiting) == ""
        assert "".join(llm.stream(ASKED)) == "Nine."
        assert next(waiting) == ""


@pytest.mark.parametrize("parameter", ["max_tokens", "temperature"])
def test_a_model_that_refuses_a_parameter_is_asked_without_it_from_then_on(parameter: str) -> None:
    with faulty(refuses("400 Bad Request", "unsupported", param=parameter), writes("x"), writes("y")) as server:
        llm = OpenAIServer(server.url, "small")
        assert ["".join(llm.stream(ASKED)), "".join(llm.stream(ASKED))] == ["x", "y"]
    first, *others = server.bodies
    assert parameter in first
    assert not [body for body in others if parameter in body]
    if parameter == "max_tokens":
        assert {body["max_completion_tokens"] for body in others} == {WHOLE}


@pytest.mark.parametrize("parameter", ["model", "", "max_completion_tokens"])
def test_a_parameter_that_is_refused_again_and_again_is_an_error(parameter: str) -> None:
    with faulty(refuses("400 Bad Request", "unsupported", param=parameter)) as server:
        assert "400: unsupported" in ask(server.url)[1]
    assert len(server.requests) == 1


def test_no_log_holds_the_key_even_if_the_server_repeats_it(caplog: pytest.LogCaptureFixture) -> None:
    for name in list(logging.Logger.manager.loggerDict):
        if name.startswith(("openai", "httpx", "httpcore")):
            caplog.set_level(logging.DEBUG, logger=name)
    caplog.set_level(logging.DEBUG)
    echo = f"X-Key: {KEY}\r\nX-Request-Id: {KEY}"
    with faulty(
        refuses("500 Oops", KEY, echo), says(response(NINE + event("", "stop"), "200 OK", "text/event-stream", echo))
    ) as server:
        ask(server.url)
    logged = caplog.text + "".join(str((record.msg, record.args)) for record in caplog.records)
    assert "receive_response_headers" in logged, "the most talkative level is on"
    assert "request_id: [hidden]" in logged
    assert KEY not in logged


def test_nothing_of_the_environment_is_sent_or_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    with faulty(writes("x")) as proxy, faulty(writes("x")) as server:
        for name in ("API_KEY", "ADMIN_KEY", "ORG_ID", "PROJECT_ID", "WEBHOOK_SECRET"):
            monkeypatch.setenv(f"OPENAI_{name}", f"of-another-{name}")
        monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Other: of-another\nAuthorization: Bearer of-another")
        monkeypatch.setenv("OPENAI_BASE_URL", proxy.url)
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url.removesuffix("/v1"))
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        assert "".join(OpenAIServer(server.url, "small").stream(ASKED)) == "x"
        assert "".join(OpenAIServer(server.url.replace("127.0.0.1", "localhost"), "small").stream(ASKED)) == "x"
        assert not proxy.requests
        sent = "".join(server.requests)
        assert "of-another" not in sent
        heads = {line.split(":")[0].lower() for line in sent.partition("\r\n\r\n")[0].split("\r\n")[1:]}
        assert heads == {"host", "accept", "content-type", "content-length", "user-agent"}
        assert "".join(OpenAIServer("http://llm.example/v1", "small").stream(ASKED)) == "x", "others may need a proxy"
        assert len(proxy.requests) == 1


LIST = b'{"object": "list", "data": [{"id": "one"}, {"id": "text-embedding-3"}, {"id": "two"}]}'


def test_a_server_lists_its_models() -> None:
    with faulty(says(response(LIST, "200 OK", "application/json"))) as server:
        assert [llm.name for llm in open_server(server.url, (), KEY, 4096)] == ["one", "two"]
        assert server.requests[0].startswith("GET /v1/models ")
        assert f"Bearer {KEY}" in server.requests[0]
        assert [llm.name for llm in open_server(server.url, ("x", "y", "x"), KEY, 4096)] == ["x", "y"]
    assert len(server.requests) == 1, "who names models needs no list"


UNFIT = [*RESERVED, "a\nb", "a\x1b[2J", "a\u202eb", "\udc80", " a", "", "a" * 201, f"m-{KEY}"]


def test_names_that_cannot_be_shown_or_are_taken_are_left_out_of_a_list() -> None:
    models = json.dumps({"data": [{"id": name} for name in [*UNFIT, "one"]]}).encode()
    with faulty(says(response(models, "200 OK", "application/json"))) as server:
        assert [llm.name for llm in open_server(server.url, (), KEY, 4096)] == ["one"]


@pytest.mark.parametrize("name", UNFIT)
def test_a_name_that_is_given_and_cannot_be_shown_or_is_taken_is_told(name: str) -> None:
    with pytest.raises(
        CiteseedError, match=r"can't be used as the name of a model.* Give another with --llm-model"
    ) as no:
        open_server("http://127.0.0.1:9/v1", ("one", name), KEY, 4096)
    assert str(no.value).isprintable() and KEY not in str(no.value)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (refuses("401 Unauthorized", KEY), "refuses the key (401)"),
        (refuses("404 Not Found", KEY), "404: [hidden]"),
        (says(response(b"<html>", "200 OK", "text/html")), GARBAGE),
        (says(response(b'{"data": [{"name": 1}]}', "200 OK", "application/json")), GARBAGE),
        (says(response(b'{"data": []}', "200 OK", "application/json")), "lists no model that writes. Load one"),
        (hangs(), "wrote nothing within 2 seconds"),
        (repeats(response(b'{"data": [', "200 OK", "application/json"), b" " * 65536), "far more than any"),
    ],
)  # fmt: skip
def test_a_server_that_lists_none_is_an_error_that_says_what_to_do(script: Script, said: str) -> None:
    patience = Patience(connect=1.0 if "within" in said else 10.0)
    with faulty(script) as server, pytest.raises(CiteseedError) as caught:
        open_server(server.url, (), KEY, 4096, patience)
    assert said in str(caught.value)
    assert "--llm-model" in str(caught.value)
    assert caught.value.__cause__ is caught.value.__context__ is None
    assert KEY not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("{}", "/v1"), ("{}/", "/v1"), ("{}/v1", "/v1"), ("{}/v1/", "/v1"), (" {}/v1 ", "/v1"),
        ("{}/api/openai", "/api/openai"), ("{}/v1/chat/completions", "/v1"), ("HTTP{}", "/v1"),
    ],
)  # fmt: skip
def test_an_address_is_taken_with_or_without_its_end(url: str, path: str) -> None:
    with faulty(writes("x")) as server:
        origin = server.url.removesuffix("/v1")
        (llm,) = open_server(
            url.format(origin.removeprefix("http") if url.startswith("HTTP") else origin), ("m",), "", 4096
        )
        assert "".join(llm.stream(ASKED)) == "x"
    assert server.requests[0].startswith(f"POST {path}/chat/completions ")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("localhost:11434", "localhost:11434 is no address of a language model's server. Give one such as http://"),
        ("127.0.0.1:11434/v1", "no address"),
        ("ftp://127.0.0.1/v1", "no address"),
        ("http://", "no address"),
        ("http://:11434/v1", "no address"),
        ("http://[::1/v1", "no address"),
        ("http://127.0.0.1:x/v1", "no address"),
        ("http://127.0.0.1:99999/v1", "no address"),
        ("http://my host/v1", "no address"),
        (f"http://ann:{KEY}@127.0.0.1:11434/v1", "http://127.0.0.1:11434/v1 is given with a password"),
        (f"ann:{KEY}@127.0.0.1", "no address"),
        (f"http://ann:{KEY}/@[x/v1", "no address"),
        (f"http://127.0.0.1:11434/v1?key={KEY}", "the key in CITESEED_LLM_API_KEY"),
        (f"http://127.0.0.1:11434/v1#{KEY}", "the key in CITESEED_LLM_API_KEY"),
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_told(url: str, said: str) -> None:
    with pytest.raises(CiteseedError) as caught:
        open_server(url, ("m",), "", 4096)
    assert said in str(caught.value)
    assert "--llm-url (CITESEED_LLM_URL)" in str(caught.value)
    assert KEY not in "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("key", ["two words", "line\n", "clé", "\x7f"])
def test_a_key_that_can_be_none_is_told_and_not_shown(key: str) -> None:
    with pytest.raises(CiteseedError, match="CITESEED_LLM_API_KEY holds what no key has") as caught:
        open_server("http://127.0.0.1:9/v1", ("m",), key, 4096)
    assert key not in str(caught.value)


@pytest.mark.skipif(not Path("/proc/net/if_inet6").exists(), reason="needs IPv6")
def test_an_address_of_ipv6() -> None:
    (llm,) = open_server("http://[::1]:9/v1", ("m",), "", 4096)
    with pytest.raises(LLMError, match=r"m at http://\[::1\]:9/v1 can't be reached"):
        list(llm.stream(ASKED))


def test_neither_a_model_nor_its_settings_show_the_key() -> None:
    llm = OpenAIServer("http://127.0.0.1:9/v1", "small", KEY)
    assert KEY not in repr(llm) + str(llm)
