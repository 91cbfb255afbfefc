"""Chat completions as OpenAI's API has them, for chat front ends that speak it. Pure: no web framework.

Answers are Markdown, since front ends render it; the words of the documents stand in it literally. The field `citeseed`
of a completion, and of the last chunk of a stream, is the whole record, `citations` are its citations.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.markdown import literal, place, plain, statements
from app.question import MAX_QUESTION, Turn, checked, valid_text
from app.records import Record
from app.render import REFUSAL
from index.chunks import tokens
from index.errors import CiteseedError, QuestionError

MODEL = "citeseed"
_INVALID = "invalid_request_error"
_MESSAGES = 200  # the last of a conversation, which are read
_ROLES = ("system", "developer", "user", "assistant", "tool", "function")
_MISSING, _SOURCES, _RELATED = "Not in the documents:", "Sources:", "Related, but they don't answer it:"
_AFTER = re.compile(f"\n\n(?:{_MISSING} |{_SOURCES}\n|{_RELATED}\n)")  # the statements


class BadRequest(QuestionError):
    """A request that can't be answered; `body` is what OpenAI's API would return with status 400."""

    def __init__(self, message: str, param: str | None = None, code: str = "invalid_value") -> None:
        super().__init__(message)
        self.body = error(message, _INVALID, code, param)


@dataclass(frozen=True, slots=True)
class Request:
    """A question and the conversation before it. `include_usage` asks for a last chunk with the counts of tokens."""

    question: str
    history: Sequence[Turn] = ()
    stream: bool = False
    include_usage: bool = False

    @property
    def tokens(self) -> int:
        """Of cl100k_base, in the question and the conversation."""
        return sum(tokens(text) for text in (self.question, *(said for _, said in self.history)))


def parse_request(body: Any) -> Request:
    """The request of a JSON body; `BadRequest` if it can't be answered.

    The last message of the user is the question and those before it are its history. System messages are left out, and
    of earlier completions what follows the statements. Settings of how to write are ignored, any model will do.
    """
    if not isinstance(body, dict):
        raise BadRequest("The body must be a JSON object.")
    messages = body.get("messages")
    if not isinstance(messages, list) or not all(isinstance(own, dict) for own in messages):
        raise BadRequest('messages must be a list of {"role": "...", "content": "..."}.', "messages")
    turns = [(str(own["role"]), _text(own)) for own in messages if _role(own) in ("user", "assistant")]
    last = max((nth for nth, (role, _) in enumerate(turns) if role == "user"), default=None)
    if last is None:
        raise BadRequest('messages must hold one of the role "user": the question.', "messages")
    try:
        question = checked(turns[last][1])
    except QuestionError as raised:
        raise BadRequest(str(raised), "messages") from raised
    options = _field(body, "stream_options", dict, {})
    if body.get("n") not in (None, 1):
        raise BadRequest("n must be 1: there is one answer to a question.", "n")
    return Request(
        question=question,
        history=[
            (role, _said(role, text)[:MAX_QUESTION])
            for role, text in turns[max(0, last - _MESSAGES) : last]
            if text.strip()
        ],
        stream=_field(body, "stream", bool, False),
        include_usage=_field(options, "include_usage", bool, False),
    )


def completion(record: Record, request: Request, id: str, created: int) -> dict[str, Any]:
    """The object `chat.completion` of an answer. `created` is in seconds since 1970."""
    content = _content(record)
    message = {"role": "assistant", "content": content, "refusal": None}
    return {
        "id": id,
        "object": "chat.completion",
        "created": created,
        "model": MODEL,
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
        "usage": _usage(request, content),
        **_extra(record),
    }


def chunks(records: Iterable[Record], request: Request, id: str, created: int) -> Iterator[str]:
    """The same as server-sent events. Each of the records, of which there must be one, extends the one before.

    What was sent is never taken back. If asking fails meanwhile, the last event is the error.
    """

    def event(choices: list[dict[str, Any]], **extra: Any) -> str:
        head = {"id": id, "object": "chat.completion.chunk", "created": created, "model": MODEL, "choices": choices}
        return _event(head | ({"usage": None} if request.include_usage else {}) | extra)

    def delta(**fields: str) -> str:
        return event([{"index": 0, "delta": fields, "logprobs": None, "finish_reason": None}])

    yield delta(role="assistant", content="")
    sent = ""
    try:
        for record in records:
            begun = _begun(record)
            if begun.startswith(sent) and begun != sent:
                yield delta(content=begun[len(sent) :])
                sent = begun
    except CiteseedError as raised:
        yield _event(error(str(raised), "server_error", None))
        return
    content = _content(record)
    yield delta(content=content[len(sent) :] if content.startswith(sent) else f"\n\n{content}")
    yield event([{"index": 0, "delta": {}, "logprobs": None, "finish_reason": "stop"}], **_extra(record))
    if request.include_usage:
        yield event([], usage=_usage(request, content))
    yield "data: [DONE]\n\n"


def models(created: int) -> dict[str, Any]:
    """The list of the one model; `created` is in seconds since 1970."""
    model = {"id": MODEL, "object": "model", "created": created, "owned_by": MODEL}
    return {"object": "list", "data": [model]}


def error(message: str, type: str, code: str | None, param: str | None = None) -> dict[str, Any]:
    """The body of a response with an error status."""
    return {"error": {"message": message, "type": type, "param": param, "code": code}}


def _role(message: dict[str, Any]) -> Any:
    role = message.get("role")
    if role not in _ROLES:
        raise BadRequest(f"The role of a message must be one of {', '.join(_ROLES)}.", "messages")
    return role


def _text(message: dict[str, Any]) -> str:
    """What a message says: its content, the texts of its parts, or nothing."""
    content = message.get("content")
    if content is None or isinstance(content, str):
        return valid_text(content or "")
    if not isinstance(content, list) or not all(isinstance(part, dict) for part in content):
        raise BadRequest("The content of a message must be a string or a list of parts.", "messages")
    if not all(part.get("type") == "text" and isinstance(part.get("text"), str) for part in content):
        raise BadRequest('Only text can be asked: each part must be {"type": "text", "text": "..."}.', "messages")
    return valid_text("\n".join(part["text"] for part in content))


def _said(role: str, text: str) -> str:
    return plain(_AFTER.split(text)[0]) if role == "assistant" else text


def _field(values: dict[str, Any], name: str, kind: type, default: Any) -> Any:
    value = values.get(name)
    if value is None:
        return default
    if not isinstance(value, kind):
        names = {bool: "true or false", str: "a string", dict: "an object"}
        raise BadRequest(f"{name} must be {names[kind]}.", name, "invalid_type")
    return value


def _begun(record: Record) -> str:
    """What an answer begins with, however it goes on."""
    return "\n\n".join(part for part in (literal(record["notice"]), statements(record)) if part)


def _content(record: Record) -> str:
    blocks = [_begun(record)] if record["statements"] else [_begun(record), REFUSAL]
    blocks += [f"{_MISSING} {literal(part)}" for part in record["missing"]]
    cited = [f"- [{own['number']}] {_quoted(own)}" for own in record["citations"]]
    related = [f"- {_quoted(own)}" for own in record["related"]]
    blocks += ["\n".join([title, *lines]) for title, lines in ((_SOURCES, cited), (_RELATED, related)) if lines]
    return "\n\n".join(block for block in blocks if block)


def _quoted(citation: Mapping[str, Any]) -> str:
    return f"{place(citation)}: “{literal(citation['quote'])}”"


def _usage(request: Request, content: str) -> dict[str, int]:
    asked, said = request.tokens, tokens(content)
    return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}


def _extra(record: Record) -> dict[str, Any]:
    return {"citations": record["citations"], "citeseed": record}


def _event(value: dict[str, Any]) -> str:
    return f"data: {json.dumps(value)}\n\n"
