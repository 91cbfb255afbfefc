"""The page: its header and its tabs, the endpoint for programs, and how it is served."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr

from app.asking.intake import parse_asked
from app.collection import Collections
from app.errors import for_readers
from app.keeping.chats import Chats
from app.keeping.conversations import Conversations
from app.keeping.feedback import Feedback
from app.page.chat_tab import AT_ONCE, ChatTab
from app.page.documents_tab import DocumentsTab
from app.page.marks import mark, put_in
from app.page.sidebar import QUIETLY, Sidebar, Updates, language_of
from app.records import AnswerRecord, to_json
from app.showing.html import escape
from app.words.catalogue import READ_IN, said, told
from index.errors import CiteseedError

_WAITING = 64  # questions in the queue; one more is told that the page is busy
_UPLOADS = (3600, 3600)  # seconds between looks, and of the age at which what was uploaded and left is deleted
ASSETS = Path(__file__).parent / "assets"
_HEAD = "".join(
    [
        *(f'<link rel="stylesheet" href="/page/{path.name}">' for path in sorted(ASSETS.glob("*.css"))),
        '<script src="/page/page.js" type="module"></script>',
    ]
)


class Page(gr.Blocks):
    """Gradio's page, sent to each browser in its language."""

    _made: Any

    @property
    def config(self) -> Any:
        """What a browser makes the page of."""
        return put_in(self._made, READ_IN.get())

    @config.setter
    def config(self, made: Any) -> None:
        self._made = made


def make_page(
    collections: Collections, chats: Chats, feedback: Feedback, sleep: Callable[[float], None] = time.sleep
) -> gr.Blocks:
    """The page over the collections, and the chats and the feedback that are kept.

    `sleep` is called for some seconds between the steps in which an answer is shown.
    """
    sidebar = Sidebar()
    chat = ChatTab(chats, Conversations(collections.stream, chats, sleep), feedback, sidebar, collections)
    documents = DocumentsTab(collections)

    def refresh(collection: str, request: gr.Request) -> Updates:
        served = collections[collections.home(collection)]
        bot = served.live.bot
        count = len(bot.snapshot.documents)
        name = "" if len(collections.names) > 1 else served.title  # of several a script has them chosen there
        about = said("page.about", count=count, name=name) if count else said("page.about_none", name=name)
        return {header: f"# citeseed\n{escape(told(about, language_of(request)))}"}

    def load(collection: str, request: gr.Request) -> Updates:
        opened: Updates = {chat.collection: collections.home(collection), **chat.load(request)}
        return opened | refresh(opened[chat.collection], request)

    def ask(
        question: str,
        history: list[dict[str, str]] | None = None,
        sources: list[str] | None = None,
        model: str = "",
        collection: str | None = None,
    ) -> AnswerRecord:
        """The answer record of a question, for programs."""
        try:
            return to_json(collections.ask(*parse_asked(question, history, sources, model, collection)))
        except CiteseedError as error:
            raise gr.Error(for_readers(error), print_exception=False) from error

    page = Page(title="citeseed", analytics_enabled=False, fill_height=True, delete_cache=_UPLOADS)
    with page:
        header = gr.Markdown("# citeseed", elem_id="about")
        with gr.Tabs():
            with gr.Tab(mark("page.chat"), elem_id="chat-tab"):
                chat.build()
            # its parts are there from the first: files dropped anywhere go through it
            with gr.Tab(mark("page.documents"), elem_id="documents-tab", render_children=True):
                documents.build()
        documents.wire(refresh, chat.collection, [header])
        chat.collection.change(refresh, chat.collection, header, **QUIETLY)
        page.load(load, chat.collection, [*chat.outputs, header], **QUIETLY)
        gr.api(  # type: ignore[attr-defined] # not in gradio's __all__
            ask, api_name="ask", concurrency_limit=AT_ONCE, concurrency_id="ask"
        )
    page.queue(api_open=False, max_size=_WAITING, default_concurrency_limit=AT_ONCE)
    return page


def serve(page: gr.Blocks, options: dict[str, Any], open_browser: bool) -> None:
    """Serves in the background. Raises OSError if the port is taken, `CiteseedError` if Gradio can't be kept from
    fetching what a client names."""
    _close_fetching()
    page.launch(
        prevent_thread_lock=True,
        inbrowser=open_browser,
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        head=_HEAD,
        **options,
    )


def _close_fetching() -> None:
    """Has Gradio refuse an address where a file is expected: the server would ask that host for it."""

    async def refused(url: str, cache_dir: str) -> str:
        raise gr.Error(told(said("problems.only_uploads"), READ_IN.get()), print_exception=False)

    if not hasattr(gr.processing_utils, "async_ssrf_protected_download"):
        raise CiteseedError(
            "This version of Gradio fetches addresses in another way, which is not closed. Install 6.31."
        )
    gr.processing_utils.async_ssrf_protected_download = refused
