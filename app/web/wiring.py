"""Wires the page: what its routes call, from the bot, the chats and the folder of documents."""

import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import uuid4

from app.bot import LiveBot
from app.collection import Collections
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
from app.web.views.proposals import proposal_views
from index import ROOT
from index.reading.pages import PageProcess

_UPLOAD = 500_000_000  # bytes at once


def make_site(
    collections: Collections, chats: Chats, index_dir: Path, users: Users | None = None, mcp: bool = False
) -> Site:
    """The routes' side of the page. `users` may log in; without any, whoever reaches the page may use it."""
    started, names = int(time.time()), collections.names
    roots = [served.folder.root for served in collections.open]
    read_only = all(served.folder.read_only for served in collections.open)
    site = Site(
        assets=ROOT / "app" / "page" / "assets",
        folders=[*roots, index_dir],
        views=[
            *listing_views(collections),
            *document_views(collections),
            *page_views(collections, Pages(PageProcess())),
            *chat_views(chats, collections),
            *choice_views(collections),
            *proposal_views(collections, chats),
        ],
        ready=lambda: _ready(collections),
        complete=lambda body: _complete(collections, body),
        models=lambda: models(started, collections.models.names, names),
        upload_bytes=0 if read_only else _UPLOAD,
        users=users,
    )
    if not mcp:
        return site
    from app.web.mcp_tools import mcp_app  # its library is an extra

    return replace(
        site,
        mcp=mcp_app(
            # the program has a model of its own
            lambda question, history, collection: collections.ask(question, history, (), QUOTES, collection),
            collections.search,
            names,
        ),
    )


def _ready(collections: Collections) -> dict[str, Any]:
    """The state of the only folder, or of each collection by its name."""
    states = {served.name: _state(served.live) for served in collections.open}
    states |= {name: {"ready": False, "problem": problem} for name, problem in collections.closed.items()}
    if [*states] == [""]:
        return states[""]
    return {"ready": all(state["ready"] for state in states.values()), "collections": states}


def _state(live: LiveBot) -> dict[str, Any]:
    snapshot = live.bot.snapshot
    return {
        "ready": bool(snapshot.chunks) and not live.problem,
        "generation": snapshot.generation,
        "documents": len(snapshot.documents),
        "chunks": len(snapshot.chunks),
        "built_at": snapshot.manifest["built_at"],
        "problem": live.problem,
    }


def _complete(collections: Collections, body: Any) -> Mapping[str, Any] | Iterator[str]:
    request = parse_request(body, collections.models.names, collections.names)
    asked = request.question, request.history, (), request.model, request.collection
    id, now = f"chatcmpl-{uuid4().hex}", int(time.time())
    if not request.stream:
        return completion(to_json(collections.ask(*asked)), request, id, now)
    steps = in_steps(collections.stream(*asked))
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
