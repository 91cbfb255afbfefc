"""Wires the page: what its routes call, from the bot, the chats and the folder of documents."""

import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from itertools import chain
from typing import Any
from uuid import uuid4

from app.bot import LiveBot
from app.documents.folder import Folder
from app.documents.pages import Pages
from app.keeping.chats import Chats
from app.keeping.conversations import in_steps, now_and_then
from app.models.llm import QUOTES
from app.records import Answer, AnswerRecord, to_json
from app.web.login import Users
from app.web.openai_api import chunks, completion, models, parse_request
from app.web.routes import Site
from app.web.views.chats import chat_views
from app.web.views.choices import choice_views
from app.web.views.documents import document_views
from app.web.views.listing import listing_views
from app.web.views.pages import page_views
from index import ROOT
from index.reading.pages import PageProcess

_UPLOAD = 500_000_000  # bytes at once


def make_site(live: LiveBot, chats: Chats, folder: Folder, users: Users | None = None, mcp: bool = False) -> Site:
    """The routes' side of the page. `users` may log in; without any, whoever reaches the page may use it."""
    started = int(time.time())
    site = Site(
        assets=ROOT / "app" / "page" / "assets",
        folders=[folder.root, chats.path.parent],
        views=[
            *listing_views(live, folder),
            *document_views(live),
            *page_views(live, Pages(PageProcess())),
            *chat_views(chats),
            *choice_views(live),
        ],
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
