"""The chat of the page: it shows and forwards, and decides nothing."""

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import gradio as gr

from app.collection import Collections
from app.errors import ChatGone, QuestionError, for_readers
from app.keeping.chats import Chats
from app.keeping.conversations import Conversations, now_and_then
from app.keeping.feedback import Feedback
from app.models.llm import QUOTES
from app.page.marks import mark
from app.page.sidebar import QUIETLY, Sidebar, Updates, language_of, told_on_page
from app.records import AnswerRecord
from app.showing.cards import turn_html
from app.showing.html import escape
from app.web.guards import owner
from app.words.catalogue import said, told
from index.errors import CiteseedError
from index.language.tidy import shortened

_LOG = logging.getLogger(__name__)
AT_ONCE = 16  # questions answered at the same time
_AGAIN = "again"  # the question takes the last one's place
_RATINGS = {True: "up", False: "down", None: ""}
_NOTED = 60  # characters of a question by which a note names its answer


class ChatTab:
    """Its components as attributes, and what happens when they are used; the first model and the first
    collection answer by default."""

    def __init__(
        self,
        chats: Chats,
        conversations: Conversations,
        feedback: Feedback,
        sidebar: Sidebar,
        collections: Collections,
    ) -> None:
        self._chats = chats
        self._conversations = conversations
        self._feedback = feedback
        self._sidebar = sidebar
        self._collections = collections
        self._models = collections.models.names

    def build(self) -> None:
        """Puts the components into the tab that is being made, and has them answer."""
        # kept by the browser: so the page goes on when the server was started anew
        self.chat = gr.Textbox(visible="hidden", elem_id="chat", label="This chat")
        self.again = gr.Textbox(visible="hidden", elem_id="again", label="Whether the last question is edited")
        self.rated = gr.Textbox(visible="hidden", elem_id="rated", label="The answer that a note is about")
        self._sidebar.build()
        self.conversation = gr.Chatbot(
            label=mark("page.conversation"), show_label=False, layout="panel", buttons=[], allow_tags=False,
            latex_delimiters=[], autoscroll=False, feedback_options=("Like", "Dislike"), elem_id="conversation",
        )  # fmt: skip
        with gr.Row(visible=False, elem_id="noting") as self.note_row:
            self.note = gr.Textbox(max_length=2000, submit_btn=mark("page.send"), scale=1)
            self.unnoted = gr.Button(mark("page.close"), size="sm", min_width=60)
        with gr.Column(elem_id="composer"):
            with gr.Row(visible=False, elem_id="editing") as self.editing:
                gr.Markdown(mark("page.editing"))
                self.cancel = gr.Button(mark("page.cancel"), size="sm", min_width=60, elem_id="cancel")
            self.question = gr.Textbox(
                label=mark("page.question"), show_label=False, placeholder=mark("page.placeholder"),
                submit_btn=mark("page.ask"), autofocus=True, max_lines=6, elem_id="question",
                html_attributes=gr.InputHTMLAttributes(spellcheck=False),
            )  # fmt: skip
            with gr.Row(elem_id="beneath"):
                gr.Markdown('<div id="scope"></div>', sanitize_html=False)  # by scope.js
                with gr.Row(elem_id="actions"):
                    self.retry = gr.Button(mark("page.ask_again"), size="sm", min_width=40)
                    self.edit = gr.Button(mark("page.edit"), size="sm", min_width=40, elem_id="edit")
                self.model = gr.Dropdown(
                    [(mark("page.quotes_only") if name == QUOTES else name, name) for name in self._models],
                    value=self._models[0], label=mark("page.answers_by"), visible=len(self._models) > 1,
                    filterable=False, elem_id="model",
                )  # fmt: skip
        gr.Markdown(mark("page.sent"), visible=len(self._models) > 1, elem_id="sent")
        # filled in by the page's scripts
        self.proposed = gr.Textbox(visible="hidden", elem_id="proposed", label="Proposed question")
        self.only = gr.Textbox(visible="hidden", elem_id="only", label="Documents to answer from")
        first = self._collections.open[0].name
        self.collection = gr.Textbox(first, visible="hidden", elem_id="collection", label="Collection to answer from")
        self._wire()

    def _wire(self) -> None:
        self.outputs = [
            self.question, self.conversation, self.chat, self.again, self.rated, self.note_row, self.note, self.retry,
            self.edit, self.editing, self.only, self.collection, self._sidebar.here, self._sidebar.loaded,
        ]  # fmt: skip
        asking: dict[str, Any] = {
            "concurrency_limit": AT_ONCE,
            "concurrency_id": "ask",
            "show_progress": "minimal",  # the place in the queue, for as long as nothing else is to be seen
            "show_progress_on": self.conversation,
        }
        by: list[Any] = [self.only, self.model, self.collection]
        answers = [
            self._on(self.question.submit, self._answer, [self.question, self.chat, *by, self.again], **asking),
            self._on(self.proposed.submit, self._propose, [self.proposed, self.chat, *by], **asking),
            self._on(self.retry.click, self._ask_again, [self.chat, *by], **asking),
        ]
        self.question.stop(self._stop, **QUIETLY)
        self._on(self.edit.click, self._edit, [self.chat])
        self._on(self.cancel.click, self._let_be, [])
        self._on(self.conversation.like, self._rate, [self.chat])
        self._on(self.note.submit, self._note, [self.rated, self.note])
        self._on(self.unnoted.click, self._unnoted, [])
        wanted = self._sidebar.wanted
        wanted.submit(None, cancels=answers, **QUIETLY)  # first, or the answer would lead back meanwhile
        self._on(wanted.submit, self._open, [wanted], trigger_mode="always_last")

    def _on(self, event: Callable[..., Any], handler: Callable[..., Any], inputs: list[Any], **more: Any) -> Any:
        return event(handler, inputs, self.outputs, **QUIETLY | more)

    def _answer(
        self, question: str, chat: str, only: str, model: str, collection: str, again: str, request: gr.Request
    ) -> Iterator[Updates]:
        asking, tab, language = owner(request), str(request.session_hash), language_of(request)
        first: dict[str, Any] = {"value": ""}  # only then: what is typed meanwhile stays
        earlier: list[dict[str, str]] = []
        try:
            files = chosen(only)
            steps = self._conversations.say(asking, chat, question, files, bool(again), tab, model, collection)
            for shown in now_and_then(steps):
                updates = self._asking(shown.growing, language, **first) | {self.chat: shown.chat, self.again: ""}
                if first:
                    updates |= self._sidebar.tell(shown.chat) | {self.editing: gr.update(visible=False)}
                    earlier = messages(shown.records[:-1])
                updates[self.conversation] = earlier + messages(shown.records[-1:], shown.growing)
                first = {}
                yield updates
        except Exception as error:  # whatever it is, the chat stays as it was, and the question in its box
            if isinstance(error, CiteseedError):
                words = for_readers(error, language)
            else:
                _LOG.exception("A question was not answered")
                words = told(said("problems.fault"), language)
            gr.Warning(escape(words))
            yield self._asking(False, language)

    def _asking(self, growing: bool, language: str, **question: Any) -> Updates:
        """Whether an answer is coming: then nothing else can be asked."""
        ask, stop = (told(said(f"page.{word}"), language) for word in ("ask", "stop"))
        buttons: dict[str, Any] = {"submit_btn": False if growing else ask, "stop_btn": stop if growing else False}
        return {
            self.question: gr.update(**buttons, **question),
            self.retry: gr.update(interactive=not growing),
            self.edit: gr.update(interactive=not growing),
        }

    def _propose(
        self, question: str, chat: str, only: str, model: str, collection: str, request: gr.Request
    ) -> Iterator[Updates]:
        """Asks what a button of an answer proposes. What is being typed stays in the box."""
        for updates in self._answer(question, chat, only, model, collection, "", request):
            if isinstance(box := updates.get(self.question), dict):
                box.pop("value", None)
            yield updates

    def _ask_again(self, chat: str, only: str, model: str, collection: str, request: gr.Request) -> Iterator[Updates]:
        with told_on_page(request):
            question = self._conversations.last_question(owner(request), chat)
        yield from self._answer(question, chat, only, model, collection, _AGAIN, request)

    def _stop(self, request: gr.Request) -> None:
        self._conversations.stop(str(request.session_hash))

    def _edit(self, chat: str, request: gr.Request) -> Updates:
        """Puts the last question into the box, to be asked in its place."""
        with told_on_page(request):
            question = self._conversations.last_question(owner(request), chat)
        return {self.question: question, self.again: _AGAIN, self.editing: gr.update(visible=True)}

    def _let_be(self) -> Updates:
        return {self.question: "", self.again: "", self.editing: gr.update(visible=False)}

    def _rate(self, event: gr.LikeData, chat: str, request: gr.Request) -> Updates:
        with told_on_page(request):
            exchanges = self._chats.exchanges(owner(request), chat)
            number = (event.index if isinstance(event.index, int) else event.index[0]) // 2  # a message each
            if number >= len(exchanges):
                raise QuestionError(said("problems.not_kept_yet"))
            rated = exchanges[number]
            liked = event.liked if isinstance(event.liked, bool) else None  # the same thumb again takes it back
            self._feedback.give(rated.id, rated.record, liked)
        question = shortened(rated.record["question"], _NOTED)
        label = told(said("page.note", question=question), language_of(request))
        note = {self.note_row: gr.update(visible=liked is not None), self.note: gr.update(value="", label=label)}
        return note | {self.rated: f"{rated.id} {_RATINGS[liked]}"}

    def _note(self, rated: str, note: str, request: gr.Request) -> Updates:
        with told_on_page(request):
            turn, _, rating = rated.partition(" ")
            liked = next((liked for liked, word in _RATINGS.items() if word == rating), None)
            self._feedback.give(turn, self._chats.record(owner(request), turn), liked, note)
        gr.Info(told(said("page.noted"), language_of(request)))
        return self._unnoted()

    def _unnoted(self) -> Updates:
        return {self.note_row: gr.update(visible=False), self.note: "", self.rated: ""}

    def load(self, request: gr.Request) -> Updates:
        """The chat that the address names. What has been typed, or asked, before this comes stays."""
        updates = self._opened(str(request.query_params.get("chat", "")), request)
        if not updates[self.chat]:
            return self._sidebar.tell_new()
        return updates

    def _open(self, chat: str, request: gr.Request) -> Updates:
        self._conversations.stop(str(request.session_hash), left=True)
        idle = self._let_be() | self._unnoted() | {self.only: ""}
        return self._opened(chat, request) | idle | self._asking(False, language_of(request), value="")

    def _opened(self, chat: str, request: gr.Request) -> Updates:
        asking = owner(request)
        with told_on_page(request):
            try:
                records = self._conversations.records(asking, chat)
            except ChatGone:
                gr.Warning(escape(told(said("problems.elsewhere"), language_of(request))), duration=30)
                chat, records = "", []
            about = {self.collection: self._collections.home(self._chats.collection(asking, chat))} if chat else {}
            return {self.conversation: messages(records), self.chat: chat} | about | self._sidebar.tell(chat)


def chosen(only: str) -> list[str]:
    """The files that `#only` names in JSON, none for all. `QuestionError` for anything but a list of texts."""
    try:
        match json.loads(only or "[]"):
            case [*sources] if all(isinstance(source, str) for source in sources):
                return sources
    except (ValueError, RecursionError):
        pass
    raise QuestionError(said("problems.choice"))


def messages(records: Sequence[AnswerRecord], growing: bool = False) -> list[dict[str, str]]:
    """The chat as Gradio's Chatbot takes it."""
    shown = []
    for number, record in enumerate(records, start=1):
        shown.append({"role": "user", "content": escape(record["question"])})
        shown.append({"role": "assistant", "content": turn_html(record, growing and number == len(records))})
    return shown
