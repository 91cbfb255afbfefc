"""An answer as a page of its own, to be read and printed: the answer and its sources, nothing to press. Pure."""

import base64
import hashlib
from collections.abc import Mapping
from html import escape
from pathlib import Path

from app.records import AnswerRecord
from app.showing.html import answer_html
from index.language.tidy import one_line
from index.language.wording import say

_STYLE = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")


def own_headers(style: str, sandbox: str = "sandbox") -> Mapping[str, str]:
    """What a page with this style is to be sent with, beside what every response carries: it runs and loads nothing."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": (
            f"{sandbox}; default-src 'none'; style-src 'sha256-{digest}'; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
        ),
    }


PRINTED_HEADERS = own_headers(_STYLE)
"""What `printed_answer` is to be sent with."""


def printed_answer(record: AnswerRecord) -> str:
    """The question and its answer, each source with its words in their surroundings. Send it with `PRINTED_HEADERS`."""
    question = escape(one_line(record["question"]))
    return (
        f'<!DOCTYPE html><html lang="{escape(record["language"])}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{question}</title><style>{_STYLE}</style></head><body>"
        f'<h1 dir="auto">{question}</h1>{answer_html(record)}'
        f"<footer>{say(record['language'], 'footer')}</footer></body></html>"
    )
