"""Chat completions as OpenAI's API has them, for chat front ends that speak it. Pure: no web framework.

Answers are Markdown, since front ends render it; the words of the documents stand in it literally. The field `citeseed`
of a completion, and of the last chunk of a stream, is the whole record, `citations` are those of the text: of a long
answer about the whole that has the first items only, and says where the others are. Where a language model wrote what
the documents state, the text is that alone, and the quotes are in the record.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.asking.intake import MAX_QUESTION, Turn, checked
from app.errors import QuestionError, for_readers
from app.models.llm import ANY, ONLY_QUOTES, QUOTES
from app.records import AnswerRecord
from app.showing.markdown import literal, plain, statements
from app.showing.text import (
    confidence_line,
    doubt_line,
    missing_lines,
    offered_line,
    quoted,
    refusal_lines,
    refused_draft,
    unmet_line,
)
from app.showing.whole import below, choice_lines, first_items, more_line, notice_above
from app.showing.written import as_written
from index.errors import CiteseedError
from index.language import wording
from index.language.tidy import valid_text
from index.language.tokens import tokens

_MESSAGES = 200  # the last of a conversation, which are read
_ROLES = ("system", "developer", "user", "assistant", "tool", "function")
_HEADINGS = f"{wording.in_any('sources', 'offered')}|(?:{wording.in_any('draft')}):"
_AFTER = re.compile(rf"\n\n(?:{wording.in_any('missing')}|(?:{_HEADINGS})\n)")
_SURENESS = re.compile(rf"\n\n(?:{wording.in_any('sure_answered', 'sure_unsure')})(?=\Z|\n)")
_DOUBTED = re.compile(rf"\((?:{wording.in_any('doubted')})\)")
_ALIVE = ": \n\n"  # says nothing; whoever has gone is noticed by it


class BadRequest(QuestionError):
    """A request that can't be answered; `body` is what OpenAI's API would return with status 400."""

    def __init__(self, message: str, param: str | None = None, code: str = "invalid_value") -> None:
        super().__init__(message)
        self.body = error(message, "invalid_request_error", code, param)


@dataclass(frozen=True, slots=True)
class Request:
    """A question and the conversation before it. `include_usage` asks for a last chunk with the counts of tokens.

    `model` is one of `Models`, "" for the default; `collection` the name of one, None for the default.
    """

    question: str
    history: Sequence[Turn] = ()
    stream: bool = False
    include_usage: bool = False
    model: str = ""
    collection: str | None = None

    @property
    def model_id(self) -> str:
        """The model as the API names it, and after a slash the collection."""
        name = ONLY_QUOTES if self.model == QUOTES else self.model or ANY
        return name if self.collection is None else f"{name}/{self.collection}"

    @property
    def tokens(self) -> int:
        """Of cl100k_base, in the question and the conversation."""
        return sum(tokens(text) for text in (self.question, *(turn for _, turn in self.history)))


def parse_request(body: Any, names: Sequence[str] = (), collections: Sequence[str] = ()) -> Request:
    """The request of a JSON body; `BadRequest` if it can't be answered.

    The last message of the user is the question and those before it are its history. System messages are left out, and
    of earlier completions what follows the statements. Settings of how to write are ignored, and any model will do:
    one that is not of `names` stands for the default. After a known one and a slash stands one of the `collections`.
    """
    if not isinstance(body, dict):
        raise BadRequest("The body must be a JSON object.")
    messages = body.get("messages")
    if not isinstance(messages, list) or not all(isinstance(message, dict) for message in messages):
        raise BadRequest('messages must be a list of {"role": "...", "content": "..."}.', "messages")
    turns = [(str(message["role"]), _text(message)) for message in messages if _role(message) in ("user", "assistant")]
    last = max((nth for nth, (role, _) in enumerate(turns) if role == "user"), default=None)
    if last is None:
        raise BadRequest('messages must hold one of the role "user": the question.', "messages")
    try:
        question = checked(turns[last][1])
    except QuestionError as raised:
        raise BadRequest(str(raised), "messages") from raised
    if body.get("n") not in (None, 1):
        raise BadRequest("n must be 1: there is one answer to a question.", "n")
    before = [(role, text) for role, text in turns[max(0, last - _MESSAGES) : last] if text.strip()]
    history = [(role, _without_sources(role, text)[:MAX_QUESTION]) for role, text in before]
    stream = _field(body, "stream", bool, False)
    include_usage = _field(_field(body, "stream_options", dict, {}), "include_usage", bool, False)
    model, collection = _asked_of(body.get("model"), names, collections)
    return Request(question, history, stream, include_usage, model, collection)


def completion(record: AnswerRecord, request: Request, id: str, created: int) -> dict[str, Any]:
    """The object `chat.completion` of an answer. `created` is in seconds since 1970."""
    content = _content(as_written(record))
    message = {"role": "assistant", "content": content, "refusal": None}
    return {
        "id": id,
        "object": "chat.completion",
        "created": created,
        "model": request.model_id,
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
        "usage": _usage(request, record, content),
        **_extra(record),
    }


def chunks(records: Iterable[AnswerRecord], request: Request, id: str, created: int) -> Iterator[str]:
    """The same as server-sent events. Each of the records, of which there must be one, extends the one before.

    The same record once more is no event, and only says that we are there. What was sent is never taken back. If
    asking fails meanwhile, the last event is the error.
    """

    def event(choices: list[dict[str, Any]], **extra: Any) -> str:
        head = {"id": id, "object": "chat.completion.chunk", "created": created, "model": request.model_id}
        return _event(head | {"choices": choices} | ({"usage": None} if request.include_usage else {}) | extra)

    def delta(**fields: str) -> str:
        return event([{"index": 0, "delta": fields, "logprobs": None, "finish_reason": None}])

    yield delta(role="assistant", content="")
    sent, before = "", None
    try:
        for record in records:
            if record is before:
                yield _ALIVE
            before, said = record, as_written(record)
            # what stands above passages that are merely near depends on how many they are
            near = said["status"] == "unsure" and said["shape"] != "written"
            begun = "" if near else _begun(said, sent)
            if begun.startswith(sent) and begun != sent:
                yield delta(content=begun[len(sent) :])
                sent = begun
    except CiteseedError as raised:
        yield _event(error(for_readers(raised), "server_error", None))
        return
    content = _content(as_written(record), sent)
    yield delta(content=content[len(sent) :] if content.startswith(sent) else f"\n\n{content}")
    yield event([{"index": 0, "delta": {}, "logprobs": None, "finish_reason": "stop"}], **_extra(record))
    if request.include_usage:
        yield event([], usage=_usage(request, record, content))
    yield "data: [DONE]\n\n"


def models(created: int, names: Sequence[str] = (QUOTES,), collections: Sequence[str] = ()) -> dict[str, Any]:
    """The list of the models, the default first; of one that is without alternative only that. Of several collections,
    each model once more with each.

    `created` is in seconds since 1970.
    """
    models = ["", *names] if len(names) > 1 else [""]
    about = [None, *collections] if len(collections) > 1 else [None]
    ids = [Request("", model=model, collection=name).model_id for name in about for model in models]
    data = [{"id": id, "object": "model", "created": created, "owned_by": ANY} for id in ids]
    return {"object": "list", "data": data}


def error(message: str, type: str, code: str | None, param: str | None = None) -> dict[str, Any]:
    """The body of a response with an error status."""
    return {"error": {"message": message, "type": type, "param": param, "code": code}}


def _asked_of(named: Any, names: Sequence[str], collections: Sequence[str]) -> tuple[str, str | None]:
    """The model and the collection that are meant. One that is not there is told: another would answer wrongly."""
    known = {ANY: "", ONLY_QUOTES: QUOTES, QUOTES: QUOTES, **{name: name for name in names}}
    if not isinstance(named, str):
        return "", None
    if named in known:
        return known[named], None
    model, _, collection = named.rpartition("/")
    if model not in known:
        return "", None
    if collection not in collections:
        there = ", ".join(filter(None, collections)) or "the one that is served has no name"
        raise BadRequest(f"There is no collection {collection} here: {there}.", "model", "model_not_found")
    return known[model], collection


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


def _without_sources(role: str, text: str) -> str:
    """What was said; of our own answers only what they claimed, or that they claimed nothing."""
    if role != "assistant":
        return text
    answer = plain(_undoubted(_SURENESS.sub("", _AFTER.split(text)[0])).strip())
    return wording.claims_nothing(answer) or answer


def _undoubted(text: str) -> str:
    """The text without the sentences that no document states."""
    *doubted, rest = _DOUBTED.split(text)
    before = (piece.rstrip().rstrip(".!?") for piece in doubted)
    return "".join([*(piece[: max(map(piece.rfind, ".!?\n")) + 1] for piece in before), rest])


def _field(values: dict[str, Any], name: str, kind: type, default: Any) -> Any:
    value = values.get(name)
    if value is None:
        return default
    if not isinstance(value, kind):
        raise BadRequest(f"{name} must be {'an object' if kind is dict else 'true or false'}.", name, "invalid_type")
    return value


def _begun(record: AnswerRecord, sent: str) -> str:
    """What an answer begins with, however it goes on.

    That a model failed is known at the end. If it comes to a refusal, what was written is told if it was `sent`.
    """
    parts = [literal(doubt_line(record)), statements(first_items(record))]
    if record["shape"] != "written":
        parts.insert(0, literal(notice_above(record)))
    elif sent and record["status"] == "refused":
        parts = [statements({**record, "status": "partial"})]
    return "\n\n".join(part for part in parts if part)


def _content(record: AnswerRecord, sent: str = "") -> str:
    few, language = first_items(record), record["language"]
    more = more_line(record, few, wording.say(language, "all_in_response"))
    blocks = [_begun(record, sent), more, literal(unmet_line(record))]
    blocks += [" ".join(_refused(record)), "\n".join(f"- {line}" for line in choice_lines(record, literal))]
    blocks += map(literal, below(record))
    blocks.append(literal(record["notice"]) if record["shape"] == "written" else "")
    blocks.append(confidence_line(record))
    blocks += missing_lines(record, literal)
    cited = [f"- [{citation['number']}] {quoted(citation, language, literal)}" for citation in few["citations"]]
    related = [f"- {quoted(citation, language, literal)}" for citation in record["related"]]
    heading, draft = refused_draft(record)
    listed = {
        wording.say(language, "sources"): cited,
        offered_line(record): related,
        f"{literal(heading)}:": [f"- {literal(text)}" for text in draft if not sent],
    }
    blocks += ["\n".join([title, *lines]) for title, lines in listed.items() if lines]
    return "\n\n".join(block for block in blocks if block)


def _refused(record: AnswerRecord) -> list[str]:
    """That the documents don't say, whatever a language model did: a conversation goes on from it."""
    written = record["status"] == "refused" and record["shape"] == "written"
    return [wording.refusal(record["language"])] if written else refusal_lines(record)


def _usage(request: Request, record: AnswerRecord, content: str) -> dict[str, int]:
    """Of the language model; of question and answer if none was asked."""
    asked = record["usage"].get("tokens_in", request.tokens)
    answered = record["usage"].get("tokens_out", tokens(content))
    return {"prompt_tokens": asked, "completion_tokens": answered, "total_tokens": asked + answered}


def _extra(record: AnswerRecord) -> dict[str, Any]:
    return {"citations": as_written(record)["citations"], "citeseed": record}


def _event(value: dict[str, Any]) -> str:
    return f"data: {json.dumps(value)}\n\n"
