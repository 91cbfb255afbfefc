"""What the list of chats and the chat tell each other. The list is the script's, sidebar.js, and is fetched."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported

import gradio as gr

from app.errors import for_readers
from app.showing.html import escape
from app.web import refusals
from index.errors import CiteseedError

QUIETLY: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
"""Of an event: only the page causes it, and nothing is drawn over what changes."""
Updates = dict[Any, Any]
"""What a handler changes: components, each with its new value or with `gr.update`."""


class Sidebar:
    """Its components as attributes: which chat the script wants opened, "" for a new one, which one is shown, and that
    the page was loaded with none: what is told of a chat counts more, whichever comes first."""

    def build(self) -> None:
        """Puts the components, none of which is seen, into what is being made."""
        self.wanted = gr.Textbox(visible="hidden", elem_id="wanted", label="Chat to open")
        self.here = gr.Markdown(sanitize_html=False, elem_id="here")  # until it is told, the address says
        self.loaded = gr.Markdown(sanitize_html=False, elem_id="loaded")

    def tell(self, chat: str) -> Updates:
        """Says which chat is shown."""
        return {self.here: f'<span id="chat-id" hidden>{escape(chat)}</span>'}

    def tell_new(self) -> Updates:
        """Says that the page is loaded, and shows a new chat if nothing else was told."""
        return {self.loaded: '<span id="new-chat" hidden></span>'}


def language_of(request: gr.Request) -> str:
    """The language of the page that whoever asks likes best."""
    asked: Any = request.request
    return refusals.language_of(asked.scope)


@contextmanager
def told_on_page(request: gr.Request) -> Iterator[None]:
    """Shows what users can meet as a message on the page."""
    try:
        yield
    except CiteseedError as error:
        raise gr.Error(escape(for_readers(error, language_of(request))), print_exception=False) from error
