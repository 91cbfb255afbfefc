"""OpenAI's format: what its own client sends is read, and what it is sent it can read, markup of documents never."""

import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai.types import Model
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from app.errors import AWAY, QuestionError
from app.records import Answer, AnswerRecord, Statement, to_json
from app.web.openai_api import BadRequest, Request, chunks, completion, error, models, parse_request
from index.errors import StoreUnreachable
from index.language.tidy import tidy
from index.language.tokens import tokens
from tests.app.showing.test_export import ANSWER, PARSERS, TEXTS, lines, records
from tests.loopback import on_loopback
from tests.whole_answers import FILTERS, LOOKED, PLAN, asked_back, counted, filtered

REFUSAL = "The documents don't say."
USER = {"role": "user", "content": "Who toured?"}
RECORD = to_json(replace(ANSWER, notice=""))
REFUSED = to_json(replace(ANSWER, status="refused", statements=(), missing=(), notice="", related=ANSWER.citations))
CONTENT = (
    "Three cranes were new. [1] Frost killed nine trees. [2]\n\n"
    "Not found in the documents: what did it cost\n\n"
    "Sources:\n"
    "- [1] harbor.txt · Harbor visit · 2022-05-24 · page 1: “Three cranes were new.”\n"
    "- [2] notes/orchard\\_2.md (also b, c, d, 2 more) · no date stated: “Frost killed nine trees.”"
)


def events(sent: Iterator[str] | Sequence[str]) -> list[Any]:
    """The values of server-sent events, without the end mark that the last must be."""
    values = []
    for event in sent:
        assert event.startswith("data: ") and event.endswith("\n\n") and event.count("\n") == 2
        values.append(event[len("data: ") : -2])
    assert values[-1] == "[DONE]"
    return [json.loads(value) for value in values[:-1]]


def said(sent: Iterator[str] | Sequence[str]) -> str:
    read = [ChatCompletionChunk.model_validate(value) for value in events(sent)]
    return "".join(chunk.choices[0].delta.content or "" for chunk in read if chunk.choices)


def grown(record: AnswerRecord) -> list[AnswerRecord]:
    """The record as it comes about, a statement at a time."""
    return [{**record, "statements": record["statements"][:count]} for count in range(len(record["statements"]) + 1)]


def test_the_last_question_is_asked_in_its_conversation() -> None:
    request = parse_request(
        {
            "model": "gpt-x",
            "stream": True,
            "stream_options": {"include_usage": True},
            "temperature": 0.2,
            "messages": [
                {"role": "system", "content": "You are a pirate."},
                {"role": "user", "content": [{"type": "text", "text": "Who toured"}, {"type": "text", "text": "it?"}]},
                {"role": "assistant", "content": CONTENT, "tool_calls": None},
                {"role": "assistant", "content": None},
                {"role": "tool", "content": {"any": "thing"}},
                {"role": "user", "content": " and \n when? "},
                {"role": "assistant", "content": "Well,"},
            ],
        }
    )
    assert request == Request(
        question="and when?",
        history=[
            ("user", "Who toured\nit?"),
            ("assistant", "Three cranes were new. [1] Frost killed nine trees. [2]"),
        ],
        stream=True,
        include_usage=True,
    )
    assert parse_request({"messages": [USER]}) == Request("Who toured?", [])


def test_what_we_have_said_comes_back_without_its_escapes() -> None:
    record = to_json(replace(ANSWER, notice="", statements=(Statement("It cost $5 <b>.", ()),)))
    content = completion(record, Request("?"), "c", 1)["choices"][0]["message"]["content"]
    request = parse_request({"messages": [USER, {"role": "assistant", "content": content}, USER]})
    assert request.history[1][1] == "It cost $5 <b>."


def test_only_the_end_of_a_long_conversation_is_read() -> None:
    messages = [{"role": "user", "content": f"Question {number}?"} for number in range(500)]
    request = parse_request({"messages": messages})
    assert request.question == "Question 499?"
    assert [text for _, text in request.history] == [f"Question {number}?" for number in range(299, 499)]


@pytest.mark.parametrize(
    ("body", "param", "message"),
    [
        ([], None, "must be a JSON object"),
        ({}, "messages", "messages must be a list"),
        ({"messages": "Who?"}, "messages", "messages must be a list"),
        ({"messages": ["Who?"]}, "messages", "messages must be a list"),
        ({"messages": []}, "messages", 'one of the role "user"'),
        ({"messages": [{"role": "system", "content": "x"}]}, "messages", 'one of the role "user"'),
        ({"messages": [{"role": "robot", "content": "x"}]}, "messages", "role of a message must be one of"),
        ({"messages": [{"role": ["user"], "content": "x"}]}, "messages", "role of a message must be one of"),
        ({"messages": [{"role": "user", "content": 5}]}, "messages", "a string or a list of parts"),
        ({"messages": [{"role": "user", "content": ["x"]}]}, "messages", "a string or a list of parts"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, "messages", "Only text can be asked"),
        ({"messages": [{"role": "user", "content": " \n"}]}, "messages", "The question is empty"),
        ({"messages": [{"role": "user"}]}, "messages", "The question is empty"),
        ({"messages": [{"role": "user", "content": "x" * 2001}]}, "messages", "the limit is 2,000"),
        ({"messages": [USER], "stream": "yes"}, "stream", "stream must be true or false"),
        ({"messages": [USER], "n": 2}, "n", "n must be 1"),
        ({"messages": [USER], "stream_options": []}, "stream_options", "must be an object"),
        ({"messages": [USER], "stream_options": {"include_usage": 1}}, "include_usage", "must be true or false"),
    ],
)
def test_a_request_that_cannot_be_answered_is_told_as_openai_does(body: Any, param: str | None, message: str) -> None:
    with pytest.raises(BadRequest, match=message) as raised:
        parse_request(body)
    told = raised.value.body["error"]
    assert (told["type"], told["param"]) == ("invalid_request_error", param)
    assert told["message"] == str(raised.value)
    assert isinstance(told["code"], str)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["user", "text", "\ud800"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["role", "content", "type", "text", "messages", "n"]), inner, max_size=4)
    ),
)


@given(_JSON | st.fixed_dictionaries({"messages": st.lists(_JSON | st.just(USER), max_size=4)}, optional={"n": _JSON}))
def test_any_json_is_a_request_or_a_bad_one(body: Any) -> None:
    try:
        request = parse_request(body)
    except BadRequest as raised:
        assert raised.body["error"]["message"]
    else:
        assert request.question
        assert request.tokens > 0


def test_a_completion_holds_text_sources_and_record() -> None:
    request = Request("and what was new?", [("user", "Who toured?")])
    read = ChatCompletion.model_validate(completion(RECORD, request, "chatcmpl-1", 1_700_000_000))
    assert read.choices[0].message.content == CONTENT
    assert (read.id, read.created, read.model, read.choices[0].finish_reason) == (
        "chatcmpl-1",
        1_700_000_000,
        "citeseed",
        "stop",
    )
    assert read.model_extra == {"citations": RECORD["citations"], "citeseed": RECORD}
    assert read.usage
    assert read.usage.prompt_tokens == tokens("and what was new?") + tokens("Who toured?")
    assert read.usage.completion_tokens == tokens(CONTENT)
    assert read.usage.total_tokens == read.usage.prompt_tokens + read.usage.completion_tokens


def test_a_refusal_says_so_and_names_what_came_near() -> None:
    content = completion(REFUSED, Request("?"), "c", 1)["choices"][0]["message"]["content"]
    assert content.startswith(
        "The documents don't say. Ask in other words, or about something that is in them.\n\n"
        "What the documents do say:\n- harbor.txt · Harbor visit · 2022-05-24"
    )
    assert said(list(chunks(grown(REFUSED), Request("?"), "c", 1))) == content


NEAR = replace(
    ANSWER, status="unsure", shape="closest", notice="", missing=(), unmet=("2023",), confidence=0.35,
    statements=tuple(replace(one, item=True) for one in ANSWER.statements),
)  # fmt: skip


def test_passages_that_are_merely_near_are_called_so_and_come_at_once() -> None:
    content = completion(to_json(NEAR), Request("?"), "c", 1)["choices"][0]["message"]["content"]
    assert content.startswith(
        "I'm not sure. The closest passages don't mention “2023”:\n\n- [1] Three cranes were new.\n- [2] Frost"
    )
    assert "\n\n35% sure that the documents answer the question\n\nSources:\n" in content
    assert said(list(chunks(grown(to_json(NEAR)), Request("?"), "c", 1))) == content


@pytest.mark.parametrize(
    ("language", "kept"),
    [("en", "I'm not sure."), ("es", "No estoy seguro."), ("fr", "Je n'en suis pas sûr.")],
)
@pytest.mark.parametrize("unmet", [(), ("2023",), ("*a*", "b:\n\nc")])
@pytest.mark.parametrize("notice", ["", "small found no answer."])
def test_of_passages_that_are_merely_near_only_the_doubt_is_history(
    language: str, kept: str, unmet: tuple[str, ...], notice: str
) -> None:
    for count in (1, 2):
        record = to_json(
            replace(NEAR, language=language, unmet=unmet, notice=notice, statements=NEAR.statements[:count])
        )
        assert history_of(completion(record, Request("?"), "c", 1)["choices"][0]["message"]["content"]) == kept


def test_a_headline_and_how_sure_it_is_come_back_as_what_was_said() -> None:
    headed = replace(ANSWER, notice="", missing=(), status="answered", confidence=0.64)
    headed = replace(headed, headline=Statement("3 *cranes*", ANSWER.citations[:1]))
    content = completion(to_json(headed), Request("?"), "c", 1)["choices"][0]["message"]["content"]
    assert content.startswith(
        "**3 \\*cranes\\*** [1]\n\nThree cranes were new. [1] Frost killed nine trees. [2]\n\n64% sure"
    )
    assert history_of(content) == "3 *cranes* [1]\n\nThree cranes were new. [1] Frost killed nine trees. [2]"


def history_of(content: str) -> str:
    """What is read of an answer of ours that comes back."""
    return parse_request({"messages": [USER, {"role": "assistant", "content": content}, USER]}).history[1][1]


def test_a_stream_says_the_same_in_parts_and_ends_with_the_record() -> None:
    sent = list(chunks(grown(RECORD), Request("?", include_usage=True), "c", 1))
    values = events(sent)
    assert said(sent) == CONTENT
    parts = [value["choices"][0]["delta"].get("content") for value in values[:-1]]
    assert parts[:3] == ["", "Three cranes were new. [1]", " Frost killed nine trees. [2]"]
    assert [value["choices"][0]["finish_reason"] for value in values[:-1]] == [None] * (len(values) - 2) + ["stop"]
    assert (values[-2]["citations"], values[-2]["citeseed"]) == (RECORD["citations"], RECORD)
    assert values[-1]["choices"] == []
    assert values[-1]["usage"]["completion_tokens"] == tokens(CONTENT)
    assert all(value["usage"] is None for value in values[:-1])


def test_usage_comes_only_where_it_was_asked_for() -> None:
    assert not [value for value in events(list(chunks([RECORD], Request("?"), "c", 1))) if "usage" in value]


def test_what_was_sent_is_not_taken_back() -> None:
    other: AnswerRecord = {**RECORD, "statements": RECORD["statements"][1:]}
    assert said(list(chunks([RECORD, other], Request("?"), "c", 1))).startswith(
        "Three cranes were new. [1] Frost killed nine trees. [2]\n\nFrost killed nine trees. [2]\n\n"
    )


@given(records())
def test_any_answer_streamed_is_the_answer_whole(record: AnswerRecord) -> None:
    whole = ChatCompletion.model_validate(completion(record, Request("?"), "c", 1)).choices[0].message.content
    assert said(list(chunks(grown(record), Request("?"), "c", 1))) == whole
    assert whole


@given(records(), st.sampled_from(PARSERS))
def test_a_front_end_that_renders_it_meets_no_markup_of_theirs(record: AnswerRecord, parser: Any) -> None:
    content = completion(record, Request("?"), "c", 1)["choices"][0]["message"]["content"]
    found = list(lines(content, parser))
    assert {tag for tag, _ in found} <= {"", "ul li"}
    shown = [text for _, text in found]
    for own in [*record["citations"], *record["related"]]:
        assert any(f"“{tidy(own['quote'])}”" in text for text in shown)


@given(TEXTS)
def test_errors_and_models_are_openais(text: str) -> None:
    assert error(text, "server_error", None) == {
        "error": {"message": text, "type": "server_error", "param": None, "code": None}
    }
    listed = models(5)
    assert listed["object"] == "list"
    (model,) = (Model.model_validate(own) for own in listed["data"])
    assert (model.id, model.created, model.owned_by) == ("citeseed", 5, "citeseed")


Ask = Callable[[Request], Iterator[AnswerRecord]]


def server(ask: Ask) -> Starlette:
    async def answer(http: HttpRequest) -> Response:
        try:
            request = parse_request(await http.json())
        except BadRequest as raised:
            return JSONResponse(raised.body, status_code=400)
        if request.stream:
            sent = chunks(ask(request), request, "chatcmpl-1", 5)
            return StreamingResponse(sent, media_type="text/event-stream")
        return JSONResponse(completion(list(ask(request))[-1], request, "chatcmpl-1", 5))

    async def listed(_: HttpRequest) -> Response:
        return JSONResponse(models(5))

    return Starlette(
        routes=[Route("/v1/chat/completions", answer, methods=["POST"]), Route("/v1/models", listed)],
    )


@pytest.fixture
def client() -> Iterator[openai.OpenAI]:
    """OpenAI's own, against a server that fails to answer "fail", and "away" for a database."""

    def ask(request: Request) -> Iterator[AnswerRecord]:
        yield from grown(RECORD)[:2]
        if request.question == "fail":
            raise QuestionError("The index is being mended.")
        if request.question == "away":
            raise StoreUnreachable("The database db1:5432/docs can't be reached.")
        yield RECORD

    with on_loopback(server(ask)) as url, openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0) as own:
        yield own


def test_openais_own_client_asks_streams_and_is_told(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["citeseed"]
    messages: Any = [USER]
    whole = client.chat.completions.create(model="citeseed", messages=messages)
    assert whole.choices[0].message.content == CONTENT
    assert (whole.model_extra or {})["citeseed"] == RECORD

    stream = client.chat.completions.create(
        model="citeseed", messages=messages, stream=True, stream_options={"include_usage": True}
    )
    read = list(stream)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in read if chunk.choices) == CONTENT
    assert read[-1].usage == whole.usage
    assert (read[-2].model_extra or {})["citations"] == RECORD["citations"]

    with pytest.raises(openai.BadRequestError, match="The question is empty"):
        client.chat.completions.create(model="citeseed", messages=[{"role": "user", "content": " "}])
    for question, said in (("fail", "The index is being mended"), ("away", AWAY)):
        failing: Any = client.chat.completions.create(
            model="citeseed", messages=[{"role": "user", "content": question}], stream=True
        )
        with pytest.raises(openai.APIError, match=re.escape(said)):
            list(failing)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Bo ran. [1] It holds 77 trees. (not found in the documents)\n\nSources:\n- x", "Bo ran."),
        ("It holds 77 trees. (not found in the documents)", ""),
        (f"{REFUSAL} Ask in other words, or about something that is in them.\n\nSources:\n- x", REFUSAL),
        ("Los documentos no lo dicen.", "Los documentos no lo dicen."),
        (f"{REFUSAL} He left. [1]", f"{REFUSAL} He left. [1]"),
        (f"{REFUSAL}\n\nWhat small wrote (not found in the documents):\n- It holds 77 trees.", REFUSAL),
        (f"It holds 77 trees. (not found in the documents)\n\n{REFUSAL}\n\nWhat the documents do say:\n- x", REFUSAL),
    ],
)
def test_what_no_document_states_is_no_history(said: str, kept: str) -> None:
    messages = [
        {"role": "user", "content": "Who?"},
        {"role": "assistant", "content": said},
        {"role": "user", "content": "And?"},
    ]
    history = parse_request({"messages": messages}).history
    assert [text for role, text in history if role == "assistant"] == ([kept] if kept else [""])


@pytest.mark.parametrize("filler", [" ", "word ", ".", "\n"])
def test_a_long_reply_costs_no_more_time_than_its_length(filler: str) -> None:
    said = f"Bo ran. {filler * 20_000}It holds 77 trees. (not found in the documents)"
    messages = [
        {"role": role, "content": text} for role, text in (("user", "Who?"), ("assistant", said), ("user", "?a"))
    ]
    started = time.thread_time()
    (_, (_, kept)) = parse_request({"messages": messages}).history
    assert time.thread_time() - started < 1
    assert kept.startswith("Bo ran.")
    assert "trees" not in kept


def told(answer: Answer) -> list[str]:
    """The blocks of what is said, which is the same in a stream."""
    record = to_json(answer)
    whole = completion(record, Request("?"), "c", 1)
    content = str(whole["choices"][0]["message"]["content"])
    assert said(list(chunks([record], Request("?"), "c", 1))) == content
    assert whole["citeseed"] == record and whole["citations"] == record["citations"]
    return content.split("\n\n")


def test_of_a_long_list_the_first_are_told_and_where_the_rest_is() -> None:
    headline, listed, more, looked, filtering, plan, sources = told(counted("How many?"))
    assert headline == "**47 documents mention “arbitration”.**"
    assert [line[:2] for line in listed.splitlines()] == ["- "] * 20
    assert more == "and 27 more: all of them are in citeseed.statements of this response"
    assert (looked, plan) == (LOOKED, PLAN)
    assert filtering == f"Filters: {FILTERS[0].label}, {FILTERS[1].label}"
    assert len(sources.splitlines()) == 21
    assert not any("more:" in block for block in told(counted("How many?", 20)))
    assert f"Filters: {FILTERS[0].label}" in told(filtered("Who settles disputes?"))


def test_what_is_asked_back_comes_with_the_questions_to_ask() -> None:
    assert told(asked_back("What is the sum?")) == [
        "**Which column is meant?**",
        "- Amount in Expenses: What is the sum of Amount in Expenses?\n"
        "- Amount in Orders: What is the sum of Amount in Orders?",
        "“Amount” is a column of two tables.",
    ]


@pytest.mark.parametrize(
    ("named", "model", "collection"),
    [
        ("citeseed", "", None),
        ("citeseed/contracts", "", "contracts"),
        ("citeseed-quotes/contracts", "quotes", "contracts"),
        ("org/small/HR handbook", "org/small", "HR handbook"),
        ("org/small", "org/small", None),
        ("gpt-x/contracts", "", None),
        (None, "", None),
        (["citeseed/contracts"], "", None),
    ],
)
def test_after_a_model_and_a_slash_stands_a_collection(named: Any, model: str, collection: str | None) -> None:
    body = {"model": named, "messages": [USER]}
    request = parse_request(body, ["org/small"], ["HR handbook", "contracts"])
    assert (request.model, request.collection) == (model, collection)
    if model or collection:
        assert request.model_id == named


def test_a_collection_that_is_not_there_is_told_and_never_replaced() -> None:
    with pytest.raises(BadRequest, match="There is no collection legal here: handbook, contracts") as refused:
        parse_request({"model": "citeseed/legal", "messages": [USER]}, (), ["handbook", "contracts"])
    assert refused.value.body["error"]["code"] == "model_not_found"
    with pytest.raises(BadRequest, match="has no name"):
        parse_request({"model": "citeseed/legal", "messages": [USER]}, (), [""])


def test_each_model_is_listed_with_each_of_several_collections() -> None:
    def ids(*given: Any) -> list[str]:
        return [own["id"] for own in models(1, *given)["data"]]

    assert ids(["quotes"], ["handbook", "contracts"]) == ["citeseed", "citeseed/handbook", "citeseed/contracts"]
    assert ids(["small", "quotes"], ["a", "b"])[3:] == [
        f"{model}/{name}" for name in "ab" for model in ("citeseed", "small", "citeseed-quotes")
    ]
    assert ids(["quotes"], ["handbook"]) == ids(["quotes"], [""]) == ["citeseed"]
