"""The one escaper: the record of an answer as HTML. Pure.

Everything that comes from a document, a file name or a person passes through `escape`, so no text of theirs can
become markup, an image or a link. The chat, a chat read again, an export and a report show the same record, so they
can't differ.
"""

import re
from collections.abc import Callable

from app.records import DOUBT, AnswerRecord, CitationRecord, StatementRecord
from app.showing.text import (
    MISSING,
    OFFERED,
    advice,
    author,
    dated,
    doubt_line,
    place,
    refusal,
    refused_draft,
    runs,
    status_line,
)

_SPECIAL = re.compile(r"""[&<>"'\\`*_\[\]{}()#+!|~$:@]""")  # of HTML and of Markdown
_AROUND = 160  # characters shown on each side of a quote


def escape(text: str) -> str:
    """`text` on one line, as HTML and Markdown that show it literally.

    >>> escape("<b> *x*")
    '&#60;b&#62; &#42;x&#42;'
    """
    return _SPECIAL.sub(lambda match: f"&#{ord(match.group())};", " ".join(text.split()))


def answer_html(record: AnswerRecord) -> str:
    """The answer to be read on its own, each quote in its surroundings below it: nothing in it can be clicked."""
    parts = [*opening(record), *body(record, _marker), *small_print(record)]
    parts += map(_citation_html, record["citations"])
    if record["related"]:
        passages = "".join(
            f'<div class="place">{escape(place(citation))}</div><blockquote>{escape(citation["quote"])}</blockquote>'
            for citation in record["related"]
        )
        parts.append(f'<div class="related">{OFFERED}{passages}</div>')
    heading, draft = refused_draft(record)
    if draft:
        written = "".join(f"<p>{escape(text)}</p>" for text in draft)
        parts.append(f'<div class="draft">{escape(heading)}{written}</div>')
    return f'<div class="answer">{"".join(parts)}</div>'


def opening(record: AnswerRecord) -> list[str]:
    """What stands above the statements: the status, what the question was understood as, and what to mind."""
    parts = []
    if status := status_line(record):
        kind = "partial" if status.startswith("Partly") else record["status"]
        parts.append(f'<div class="status {kind}">{escape(status)}</div>')
    if record["standalone"] != record["question"]:
        parts.append(f'<div class="standalone">Understood as: {escape(record["standalone"])}</div>')
    if record["notice"]:
        parts.append(f'<div class="notice">{escape(record["notice"])}</div>')
    return parts


def small_print(record: AnswerRecord) -> list[str]:
    """What stands below the statements: who wrote them."""
    return [f'<div class="author">{escape(line)}</div>'] if (line := author(record)) else []


Marker = Callable[[int, bool], str]
"""A citation as HTML, given its number, and whether it was corrected."""


def body(record: AnswerRecord, marker: Marker) -> list[str]:
    """The statements, the number of each citation shown by `marker`, and what the documents don't answer."""
    parts = [f'<p class="doubt">{escape(line)}</p>'] if (line := doubt_line(record)) else []
    if record["headline"]:
        parts.append(f'<p class="headline">{_statement_html(record, record["headline"], marker)}</p>')
    for item, run in runs(record):
        shown = [_statement_html(record, statement, marker) for statement in run]
        if item:
            parts.append(f"<ul>{''.join(f'<li>{line}</li>' for line in shown)}</ul>")
        else:
            paragraphs = [" ".join(shown)] if record["shape"] == "written" else shown
            parts += [f'<p class="statement">{paragraph}</p>' for paragraph in paragraphs]
    if record["status"] == "refused":
        further = "" if record["shape"] == "written" else f" {escape(advice(record))}"
        parts.append(f'<p class="statement">{escape(refusal(record))}{further}</p>')
    return parts + [f'<div class="missing">{MISSING}{escape(part)}</div>' for part in record["missing"]]


def _statement_html(record: AnswerRecord, statement: StatementRecord, marker: Marker) -> str:
    date, text = dated(record, statement), escape(statement["text"])
    if statement["key"]:
        start, end = statement["key"]
        before, key, after = (statement["text"][part] for part in (slice(start), slice(start, end), slice(end, None)))
        # escape strips: the blanks around the key are put back
        text = f"{escape(before)}{' ' * before.endswith(' ')}<strong>{escape(key)}</strong>"
        text += f"{' ' * after.startswith(' ')}{escape(after)}"
    parts = [f'<span class="when">{escape(date)}:</span>'] if date else []
    parts.append(text if statement["supported"] else f'<span class="doubted">{text}</span>')
    parts += [marker(number, statement["corrected"]) for number in statement["citations"]]
    if not statement["supported"]:
        parts.append(f'<span class="unsupported">{DOUBT}</span>')
    return " ".join(parts)


def _marker(number: int, corrected: bool = False) -> str:
    return f'<span class="marker">&#91;{number}&#93;</span>'


def _citation_html(citation: CitationRecord) -> str:
    before, after = citation["before"][-_AROUND:], citation["after"][:_AROUND]
    return (
        f'<div class="citation"><div class="place">{_marker(citation["number"])} {escape(place(citation))}</div>'
        f"<blockquote>{'…' if len(before) == _AROUND else ''}{escape(before)} <mark>{escape(citation['quote'])}</mark> "
        f"{escape(after)}{'…' if len(after) == _AROUND else ''}</blockquote></div>"
    )
