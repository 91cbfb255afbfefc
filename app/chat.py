"""The page. The only owner of gradio; it shows answers and decides nothing."""

import os
from collections.abc import Callable, Sequence
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported

import gradio as gr

from app.question import Turn, parse_history
from app.records import Answer, to_json
from app.render import REFUSAL, answer_html, escape
from app.server import launch_options
from index.errors import CiteseedError

Ask = Callable[[str, Sequence[Turn]], Answer]
Message = dict[str, str]

_AT_ONCE = 4  # questions answered at the same time
_WAITING = 64  # questions in the queue; one more is told that the page is busy
_PLACEHOLDER = "Every answer is quoted from the documents, with the exact place. If they don't say, you are told."
_CSS = """
.gradio-container { max-width: 60rem !important; margin: 0 auto !important; }
.answer .status { font-size: .8rem; font-weight: 600; margin-bottom: .35rem; color: #15803d; }
.answer .status.refused { color: #b45309; } .answer .status.partial { color: #a16207; }
.dark .answer .status { color: #4ade80; }
.dark .answer .status.refused, .dark .answer .status.partial { color: #fbbf24; }
.answer .standalone { font-size: .8rem; opacity: .75; margin-bottom: .35rem; }
.answer .notice, .answer .missing { font-size: .85rem; border-left: 3px solid #d97706; padding-left: .7rem; }
.answer .notice { margin-bottom: .35rem; } .answer .when { opacity: .75; white-space: nowrap; }
.answer ul { margin: .25rem 0 .5rem 1.2rem; list-style: disc; } .answer .related { font-size: .85rem; opacity: .85; }
.answer .related .place { margin-top: .4rem; }
.answer .statement { margin: .25rem 0 .5rem; }
.answer .marker { font-weight: 600; color: #1d4ed8; } .dark .answer .marker { color: #93c5fd; }
.answer .citation { border-left: 3px solid #94a3b8; padding: .1rem 0 .1rem .7rem; margin: .6rem 0; font-size: .85rem; }
.answer { overflow-wrap: anywhere; } .answer .place { font-weight: 600; }
.answer blockquote { margin: .2rem 0 0 !important; padding: 0 !important; border: 0; color: inherit; }
.answer mark { background: #fef08a; color: #111827; padding: 0 .1em; }
button[aria-label="Clear"] { display: none; } /* "New chat" says the same, and forgets the history as well */
"""


def chat_page(ask: Ask, about: str, examples: Sequence[str]) -> gr.Blocks:
    """The chat over `ask`. `about` says what it answers from; `examples` are shown until the first question."""

    def answer(question: str, shown: list[Message], history: list[Turn]) -> tuple[str, list[Message], list[Turn]]:
        try:
            found = ask(question, history)
        except CiteseedError as error:
            raise gr.Error(escape(str(error)), print_exception=False) from error
        shown = [
            *shown,
            {"role": "user", "content": escape(question)},
            {"role": "assistant", "content": answer_html(found)},
        ]
        return "", shown, [*history, ("user", question), ("assistant", found.text or REFUSAL)]

    def record(question: str, history: list[dict[str, str]] | None = None) -> dict[str, Any]:
        """The answer record of a question, for programs."""
        try:
            return to_json(ask(question, parse_history(history or [])))
        except CiteseedError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def chosen(event: gr.SelectData) -> str:
        return str(event.value["text"])

    page = gr.Blocks(title="citeseed", analytics_enabled=False, fill_height=True)
    with page:
        gr.Markdown(f"# citeseed\n{escape(about)}")
        history = gr.State([])
        conversation = gr.Chatbot(
            label="Conversation",
            show_label=False,
            height="65vh",
            layout="panel",
            buttons=[],
            allow_tags=False,
            latex_delimiters=[],
            examples=[{"text": question} for question in examples],
            placeholder=_PLACEHOLDER,
        )
        question = gr.Textbox(
            label="Question",
            show_label=False,
            placeholder="Ask about the documents",
            submit_btn="Ask",
            autofocus=True,
            max_lines=4,
            html_attributes=gr.InputHTMLAttributes(spellcheck=False),
        )
        clear = gr.Button("New chat", variant="secondary", size="sm")
        together = {"inputs": [question, conversation, history], "outputs": [question, conversation, history]}
        limits = {"concurrency_limit": _AT_ONCE, "concurrency_id": "ask"}
        gr.on([question.submit], answer, api_visibility="private", **together, **limits)
        conversation.example_select(chosen, None, question, api_visibility="private").then(
            answer, api_visibility="private", **together, **limits
        )
        clear.click(lambda: ("", [], []), None, together["outputs"], api_visibility="private")
        gr.api(  # type: ignore[attr-defined] # not in gradio's __all__
            record, api_name="ask", concurrency_limit=_AT_ONCE, concurrency_id="ask"
        )
    page.queue(max_size=_WAITING)
    return page


def serve(page: gr.Blocks, port: int, open_browser: bool) -> None:
    """Serves until interrupted. Raises OSError if the port is taken."""
    theme = gr.themes.Soft(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"])
    page.launch(prevent_thread_lock=True, inbrowser=open_browser, theme=theme, css=_CSS, **launch_options(port))
