"""What shows in an empty chat, and what to go on with after an answer, as HTML. Pure.

proposals.js asks the question that is in a button of the class `ask`, opens the list of the last answer by one of the
class `unfold`; adding.js opens the documents by one of the class `add-documents`.
"""

from collections.abc import Sequence

from app.showing.html import escape, listed
from app.words.catalogue import Value, said, told
from index.language.identify import ENGLISH


def welcome_html(
    folder: str,
    count: int,
    examples: Sequence[str] | None,
    is_written: bool = False,
    read_only: bool = False,
    language: str = ENGLISH,
) -> str:
    """What is asked here, and of how many documents of which folder; `examples` are None while they are looked for.

    `is_written` says that a language model may write the answers, `read_only` that no documents can be added here.
    """

    def say(key: str, **values: Value) -> str:
        return escape(told(said(f"proposals.{key}", **values), language))

    parts = [f"<h2>{say('documents', count=count, folder=folder) if count else say('empty')}</h2>"]
    parts += [f"<p>{say('written' if is_written else 'quoted')}</p>"] if count else []
    parts += [f'<div class="tried"><p>{say("for_example")}</p>{_buttons(examples)}</div>'] if examples else []
    if not read_only:
        add = f'<button type="button" class="add-documents">{say("add")}</button>'
        parts.append(f'<p class="adding">{add} <span>{say("drop")}</span></p>')
    elif not count:
        parts.append(f"<p>{say('by_others')}</p>")
    pending = " pending" if examples is None and count else ""
    return f'<section class="welcome{pending}">{"".join(parts)}</section>'


def follow_ups_html(proposals: Sequence[tuple[str, str]]) -> str:
    """Each a label and the question that it asks, "" of what opens the list that is shown; "" without any."""
    buttons = [
        _button(label, question) if question else f'<button type="button" class="unfold">{escape(label)}</button>'
        for label, question in proposals
    ]
    return f'<div class="follow-ups">{listed(buttons)}</div>' if buttons else ""


def _buttons(questions: Sequence[str]) -> str:
    return listed([_button(question, question) for question in questions])


def _button(label: str, question: str) -> str:
    asked = "" if label == question else f'<span class="asked" hidden>{escape(question)}</span>'
    shown = escape(label) if asked else f'<span class="asked">{escape(question)}</span>'
    return f'<button type="button" class="ask">{shown}{asked}</button>'
