"""A small Gradio page behind everything that ours stands behind, in this process, with fakes for what the routes call."""

import asyncio
import gc
import os
import socket
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported

import gradio as gr
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.errors import QuestionError
from app.web.guards import owner
from app.web.login import Cost, PasswordHash, Users
from app.web.routes import Sent, Site, View, Visit, launch_options
from index.errors import CiteseedError, StoreUnreachable

TOKEN = "t" * 43
DOCUMENT = "0" * 64 + ".txt"
STRICT = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
SECRET_PATH = "/nowhere/that/a/stranger/should/read"
SAID_AWAY = "The database db1:5432/docs can't be reached (refused). Try again; see that CITESEED_STORE names it."


def users(**passwords: str) -> Users:
    return Users({name: PasswordHash.of(password, Cost(2, 1, 1)) for name, password in passwords.items()})


def text_page(visit: Visit) -> Sent | None:
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": STRICT}
    start, end = visit.query.get("start"), visit.query.get("end")
    return Sent(f"<p>{start} {end}", headers) if visit.path["id"] == DOCUMENT else None


def original(visit: Visit) -> Sent | None:
    if visit.path["id"] == "changed":
        raise CiteseedError("harbor.txt has changed since it was indexed. Have the folder read again.")
    if visit.path["id"] == "away":
        raise StoreUnreachable(SAID_AWAY)
    return Sent(b"%PDF", {"Content-Type": "application/pdf"}) if visit.path["id"] == DOCUMENT else None


def export_of(token: str, form: str) -> Callable[[Visit], Sent | None]:
    theirs = owner(Request({"type": "http", "headers": [(b"cookie", f"citeseed={token}".encode())]}))

    def export(visit: Visit) -> Sent | None:
        if visit.path["id"] == "broken":
            raise RuntimeError(SECRET_PATH)
        if visit.path["id"] == "half":
            return Sent("half \ud83d", {"Content-Type": "text/plain"})
        headers = {"Content-Type": "text/plain", "Content-Disposition": f'attachment; filename="chat.{form}"'}
        return Sent(form, headers) if (visit.owner, visit.path["id"]) == (theirs, "mine") else None

    return export


VIEWS = [
    View("/documents/{id}", text_page, "There is no such document in the index."),
    View("/documents/{id}/original", original, "There is no such document in the index."),
    *(View(f"/chats/{{id}}.{form}", export_of(TOKEN, form), "There is no such chat.") for form in ("md", "json")),
    View("/forms/{id}", lambda visit: Sent(str(dict(visit.form)), {"Content-Type": "text/plain"}), "None.", "POST"),
]


def complete(asked: Mapping[str, Any]) -> Mapping[str, Any] | Iterator[str]:
    if "messages" not in asked:
        raise QuestionError("The request has no messages.")
    if asked.get("away"):
        raise StoreUnreachable(SAID_AWAY)
    if asked.get("broken"):
        raise RuntimeError(SECRET_PATH)
    if asked.get("stream"):
        return iter(["data: 1\n\n", "data: 2\n\n", "data: [DONE]\n\n"])
    return {"choices": []}


def fake_site(folder: Path, **changes: Any) -> Site:
    folder.mkdir(exist_ok=True)
    (folder / "page.css").write_text("body { margin: 0 }\n", encoding="utf-8")
    (folder / "page.js").write_text("document.body.dataset.script = 'ran'\n", encoding="utf-8")
    parts: dict[str, Any] = {
        "assets": folder,
        "folders": [folder],
        "views": VIEWS,
        "ready": lambda: {"ready": True, "generation": 1},
        "complete": complete,
        "models": lambda: {"object": "list", "data": []},
    }
    return Site(**parts | changes)


def small_page() -> Any:
    def who(said: str, request: gr.Request) -> Iterator[str]:
        for count in range(3):
            yield f"{said} {count} {owner(request)}"

    def broken() -> None:
        raise RuntimeError(SECRET_PATH)

    with gr.Blocks(analytics_enabled=False) as page:
        said, heard = gr.Textbox(label="said"), gr.Textbox(label="heard")
        said.submit(who, said, heard, api_name="who")
        gr.Button("break").click(broken, api_name="break")
        gr.UploadButton("upload")
    page.queue()
    return page


@contextmanager
def loops_left_behind() -> Iterator[None]:
    """Gradio makes event loops that it does not close."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield
        asyncio.set_event_loop(None)
        gc.collect()


@contextmanager
def running(site: Site) -> Iterator[str]:
    """The address of a small page with the launch options of this site, and two more routes: /moved, /broken."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = launch_options(port, site)
    options["app_kwargs"]["routes"] += [Route("/moved", RedirectResponse("/")), Route("/broken", _broken)]
    with loops_left_behind():
        page = small_page()
        page.launch(prevent_thread_lock=True, head='<script src="/page/page.js" defer></script>', **options)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        with loops_left_behind():
            page.close(verbose=False)
            del page, options


async def _broken(request: Request) -> Response:
    raise RuntimeError(SECRET_PATH)
