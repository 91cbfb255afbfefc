"""The list of chats beside the tabs of the page."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported

import gradio as gr

from app.keeping.chats import Chats
from app.showing.html import escape
from app.web.guards import owner
from index.errors import CiteseedError

QUIETLY: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
"""Of an event: only the page causes it, and nothing is drawn over what changes."""
Updates = dict[Any, Any]
"""What a handler changes: components, each with its new value or with `gr.update`."""


class Sidebar:
    """Its components as attributes; a new chat, one that is opened and one that is deleted are `ChatTab`'s."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats

    def build(self) -> None:
        """Puts the components beside what is being made."""
        with gr.Sidebar(elem_id="chats"):
            self.new = gr.Button("New chat", variant="primary", size="sm", elem_id="new")
            self.listed = gr.Radio([], label="Earlier chats", elem_id="earlier")
            self.here = gr.Markdown(sanitize_html=False, elem_id="here")
            with gr.Accordion("This chat", open=False, visible=False) as self.this:
                self.title = gr.Textbox(label="Name", max_length=200, submit_btn="Rename")
                self.delete = gr.Button("Delete", size="sm")
                with gr.Row(visible=False) as self.sure:
                    self.really = gr.Button("Delete for good", variant="stop", size="sm", min_width=60)
                    self.keep = gr.Button("Keep", size="sm", min_width=60)
        self.outputs = [self.listed, self.here, self.this, self.title, self.sure]

    def wire(self, chat: gr.State) -> None:
        """Has them answer; `chat` holds the id of the one that is shown."""
        self.title.submit(self._rename, [chat, self.title], self.outputs, **QUIETLY)
        self.delete.click(lambda: gr.update(visible=True), None, self.sure, **QUIETLY)
        self.keep.click(lambda: gr.update(visible=False), None, self.sure, **QUIETLY)

    def _rename(self, chat: str, title: str, request: gr.Request) -> Updates:
        with told():
            self._chats.rename(owner(request), chat, title)
            return self.list(owner(request), chat)

    def list(self, asking: str, chat: str) -> Updates:
        """The earlier chats, and what can be done with this one."""
        chats = self._chats.list(asking)
        title = next((listed.title for listed in chats if listed.id == chat), "")
        links = f'<span id="chat-id" hidden>{escape(chat)}</span>'
        if chat:
            path = f"/chats/{escape(chat)}"
            links += f'Export as <a href="{path}.md">Markdown</a> or <a href="{path}.json">JSON</a>'
        return {
            self.listed: gr.update(choices=[(listed.title, listed.id) for listed in chats], value=chat or None),
            self.this: gr.update(visible=bool(chat)),
            self.here: links,
            self.title: title,
            self.sure: gr.update(visible=False),
        }


@contextmanager
def told() -> Iterator[None]:
    """Shows what users can meet as a message on the page."""
    try:
        yield
    except CiteseedError as error:
        raise gr.Error(escape(str(error)), print_exception=False) from error
