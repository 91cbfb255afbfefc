"""Wires the page: what its routes call, from the bot, the chats and the folder of documents."""

import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from itertools import chain
from typing import Any
from uuid import uuid4

from app.bot import LiveBot
from app.documents.folder import Folder
from app.documents.originals import TEXT_HEADERS, disposition, find, offset, original, text_page
from app.errors import ChatGone
from app.keeping.chats import Chats
from app.keeping.conversations import in_steps, now_and_then
from app.models.llm import QUOTES
from app.records import Answer, AnswerRecord, to_json
from app.showing.cards import card
from app.showing.export import chat_json, chat_markdown
from app.web.login import Users
from app.web.openai_api import chunks, completion, models, parse_request
from app.web.routes import Sent, Site
from index import ROOT

_UPLOAD = 500_000_000  # bytes at once
_FORMS: Mapping[str, tuple[Callable[..., str], str]] = {
    "md": (chat_markdown, "text/markdown; charset=utf-8"),
    "json": (chat_json, "application/json"),
}


def make_site(live: LiveBot, chats: Chats, folder: Folder, users: Users | None = None, mcp: bool = False) -> Site:
    """The routes' side of the page. `users` may log in; without any, whoever reaches the page may use it."""
    started = int(time.time())
    site = Site(
        assets=ROOT / "app" / "page",
        folders=[folder.root, chats.path.parent],
        text_page=lambda id, start, end: _text_page(live, id, start, end),
        original=lambda id: _original(live, id),
        export=lambda owner, id, form: _export(chats, owner, id, form),
        card=lambda owner, id, answer, number: _card(chats, owner, id, answer, number),
        ready=lambda: _ready(live),
        complete=lambda body: _complete(live, body),
        models=lambda: models(started, live.models.names),
        upload_bytes=0 if folder.read_only else _UPLOAD,
        users=users,
    )
    if not mcp:
        return site
    from app.web.mcp_tools import mcp_app  # its library is an extra

    return replace(
        site,
        mcp=mcp_app(
            lambda question, history: live.ask(question, history, model=QUOTES),  # the program has a model of its own
            lambda query: live.bot.answerer.search(query),
        ),
    )


def _text_page(live: LiveBot, id: str, start: str | None, end: str | None) -> Sent | None:
    document = find(live.bot.snapshot, id)
    return Sent(text_page(document, offset(start), offset(end)), TEXT_HEADERS) if document else None


def _original(live: LiveBot, id: str) -> Sent | None:
    snapshot = live.bot.snapshot
    if not (document := find(snapshot, id)):
        return None
    file = original(snapshot, document)
    return Sent(file.data, file.headers)


def _export(chats: Chats, owner: str, id: str, form: str) -> Sent | None:
    try:
        records = [exchange.record for exchange in chats.exchanges(owner, id)]
    except ChatGone:
        return None
    title = next((chat.title for chat in chats.list(owner) if chat.id == id), "Chat")  # unless deleted just now
    write, media_type = _FORMS[form]
    headers = {"Content-Type": media_type, "Content-Disposition": disposition(f"{title}.{form}")}
    return Sent(write(title, records), headers)


def _card(chats: Chats, owner: str, id: str, answer: str, number: str) -> Sent | None:
    try:
        records = [exchange.record for exchange in chats.exchanges(owner, id)]
    except ChatGone:
        return None
    place = offset(answer)
    cited = records[place]["citations"] if place is not None and place < len(records) else []
    wanted = next((citation for citation in cited if citation["number"] == offset(number)), None)
    return Sent(card(wanted), TEXT_HEADERS) if wanted else None


def _ready(live: LiveBot) -> dict[str, Any]:
    snapshot = live.bot.snapshot
    return {
        "ready": bool(snapshot.chunks) and not live.problem,
        "generation": snapshot.generation,
        "documents": len(snapshot.documents),
        "chunks": len(snapshot.chunks),
        "built_at": snapshot.manifest["built_at"],
        "problem": live.problem,
    }


def _complete(live: LiveBot, body: Any) -> Mapping[str, Any] | Iterator[str]:
    request = parse_request(body, live.models.names)
    id, now = f"chatcmpl-{uuid4().hex}", int(time.time())
    if not request.stream:
        return completion(to_json(live.ask(request.question, request.history, (), request.model)), request, id, now)
    steps = in_steps(live.stream(request.question, request.history, (), request.model))
    first = next(steps)  # what can't be asked fails here, before anything is sent
    return _events(chunks(_records(first, steps), request, id, now), steps)


def _records(first: Answer, steps: Iterator[Answer]) -> Iterator[AnswerRecord]:
    """The records of an answer as it grows, the last one again now and then while nothing comes."""
    before, record = first, to_json(first)
    for step in now_and_then(chain([first], steps)):
        if step is not before:
            before, record = step, to_json(step)
        yield record


def _events(events: Iterator[str], steps: Generator[Answer, None, None]) -> Iterator[str]:
    """The events; once nobody wants more of them, no more steps are made."""
    with closing(steps):
        yield from events
