"""The one escaper: the record of an answer as HTML and as plain text. Pure.

Everything that comes from a document, a file name or a person passes through `escape`, so no text of theirs can
become markup, an image or a link. The chat, a chat read again, an export and a report show the same record, so they
can't differ.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from app.records import DOUBT, LISTED, UNCITED, Record
from index.language.dates import spelt

Place = Mapping[str, Any]
"""A citation or a hit of a record."""

REFUSAL = "The documents don't say."
_RELATED, _OFFERED = "Related, but they don't answer it:", "What the documents do say:"
_CHECKED = "Grounded: every sentence was checked against the documents"
_STATUS = {
    "answered": "Grounded: every sentence is quoted from the documents",
    "partial": "Partly answered: the documents don't say the rest",
    "refused": "Not in the documents",
}
_DATED = ("several", "corpus")
_MISSING = "Not in the documents: "
_SPECIAL = re.compile(r"""[&<>"'\\`*_\[\]{}()#+!|~$:@]""")  # of HTML and of Markdown
_COPIES = 3  # named beside a file that has some
_AROUND = 160  # characters shown on each side of a quote


def escape(text: str) -> str:
    """`text` on one line, as HTML and Markdown that show it literally.

    >>> escape("<b> *x*")
    '&#60;b&#62; &#42;x&#42;'
    """
    return _SPECIAL.sub(lambda match: f"&#{ord(match.group())};", " ".join(text.split()))


def status_line(record: Record) -> str:
    """How well the documents bear the answer out, in words; "" where nothing was asked of them."""
    if record["shape"] in UNCITED:
        return ""
    if record["status"] == "refused":
        return _STATUS["refused"]
    if unsupported := [str(n) for n, own in enumerate(record["statements"], start=1) if not own["supported"]]:
        return f"Partly supported: not found in the documents: sentence {', '.join(unsupported)}"
    if record["status"] == "partial" and not record["missing"]:
        return "Partly answered" if record["statements"] else ""
    return _CHECKED if record["shape"] == "written" and record["status"] == "answered" else _STATUS[record["status"]]


def said(record: Record) -> Sequence[Place]:
    """The statements that are the answer: those of a refused one are not."""
    return record["statements"] if record["status"] != "refused" else []


def runs(record: Record) -> Iterator[tuple[bool, list[Place]]]:
    """What is `said`, in turns what is not and what is an item of a list, which is told."""
    listed = record["shape"] in LISTED
    for item, run in groupby(enumerate(said(record)), lambda own: own[1].get("item") or (listed and own[0] > 0)):
        yield bool(item), [statement for _, statement in run]


def author(record: Record) -> str:
    """Which language model wrote the answer, and what was done about it; "" if none did."""
    if record["shape"] != "written" or not said(record):
        return ""
    corrected = sum(bool(own.get("corrected")) for own in record["statements"])
    line = f"Written by {record['answered_by']}, each sentence checked"
    return line + (f"; {corrected} citation{'s' * (corrected != 1)} corrected" if corrected else "")


def related_heading(record: Record) -> str:
    """What passages are, that stand below a refusal."""
    return _OFFERED if record["shape"] == "written" else _RELATED


def refused_draft(record: Record) -> tuple[str, list[str]]:
    """What a language model wrote and no document states, with a heading; no sentences if there was no such thing."""
    refused = record["shape"] == "written" and record["status"] == "refused"
    heading = f"What {record['answered_by']} wrote ({DOUBT})"
    return heading, [own["text"] for own in record["statements"]] if refused else []


def refusal(record: Record) -> str:
    """What is said in the place of an answer. The documents may say it where a language model did not find it."""
    if record["shape"] != "written":
        return REFUSAL
    wrote = "wrote nothing that the documents state" if record["statements"] else "found no answer"
    return f"{record['answered_by']} {wrote}."


def answer_text(record: Record) -> str:
    """The answer and its citations as lines for a terminal."""
    lines = []
    for item, run in runs(record):
        shown = [_statement_text(record, statement) for statement in run]
        one_each = item or record["shape"] == "several"
        lines += [f"• {line}" if item else line for line in shown] if one_each else [" ".join(shown)]
    if record["status"] == "refused":
        lines = [refusal(record)]
    if record["notice"]:
        lines.insert(0, record["notice"])
    if record["standalone"] != record["question"]:
        lines.insert(0, f"(understood as: {record['standalone']})")
    lines += [f"{_MISSING}{part}" for part in record["missing"]]
    lines += [f"  [{own['number']}] {place(own)}: “{_one_line(own['quote'])}”" for own in record["citations"]]
    if line := author(record):
        lines.append(f"({line})")
    if record["related"]:
        lines.append(related_heading(record))
        lines += [f"  {place(own)}: “{_one_line(own['quote'])}”" for own in record["related"]]
    heading, draft = refused_draft(record)
    if draft:
        lines += [f"{heading}:", *(f"  {_one_line(text)}" for text in draft)]
    return "\n".join(lines)


def answer_html(record: Record) -> str:
    """The answer to be read on its own, each quote in its surroundings below it: nothing in it can be clicked."""
    parts = [*opening(record), *body(record, _marker), *small_print(record)]
    parts += map(_citation_html, record["citations"])
    if record["related"]:
        passages = "".join(
            f'<div class="place">{escape(place(own))}</div><blockquote>{escape(own["quote"])}</blockquote>'
            for own in record["related"]
        )
        parts.append(f'<div class="related">{related_heading(record)}{passages}</div>')
    heading, draft = refused_draft(record)
    if draft:
        written = "".join(f"<p>{escape(text)}</p>" for text in draft)
        parts.append(f'<div class="draft">{escape(heading)}{written}</div>')
    return f'<div class="answer">{"".join(parts)}</div>'


def opening(record: Record) -> list[str]:
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


def small_print(record: Record) -> list[str]:
    """What stands below the statements: who wrote them."""
    return [f'<div class="author">{escape(line)}</div>'] if (line := author(record)) else []


Marker = Callable[[int, bool], str]
"""A citation as HTML, given its number, and whether it was corrected."""


def body(record: Record, marker: Marker) -> list[str]:
    """The statements, the number of each citation shown by `marker`, and what the documents don't answer."""
    parts = []
    for item, run in runs(record):
        shown = [_statement_html(record, statement, marker) for statement in run]
        if item:
            parts.append(f"<ul>{''.join(f'<li>{own}</li>' for own in shown)}</ul>")
        else:
            paragraphs = [" ".join(shown)] if record["shape"] == "written" else shown
            parts += [f'<p class="statement">{own}</p>' for own in paragraphs]
    if record["status"] == "refused":
        advice = "" if record["shape"] == "written" else " Ask in other words, or about something that is in them."
        parts.append(f'<p class="statement">{escape(refusal(record))}{advice}</p>')
    return parts + [f'<div class="missing">{_MISSING}{escape(part)}</div>' for part in record["missing"]]


def place(own: Place) -> str:
    """Where a citation or a hit is, on one line: file, title, date, page."""
    parts = (files(own), own["title"], own["date"] or "no date stated", page_of(own))
    return " · ".join(part for part in parts if part)


def page_of(own: Place) -> str:
    """ "page 3"; "" in a document without pages."""
    return f"page {own['page']}" if own["page"] else ""


def files(own: Place) -> str:
    """The file, and those that hold the same."""
    copies = own.get("copies") or []
    if not copies:
        return str(own["source"])
    more = len(copies) - _COPIES
    return f"{own['source']} (also {', '.join([*copies[:_COPIES], *([f'{more:,} more'] if more > 0 else [])])})"


def dated(record: Record, statement: Place) -> str:
    """The date of the document quoted, where the answer spans several; "" if it is not to be shown."""
    if record["shape"] not in _DATED or not statement["citations"]:
        return ""
    day = next(own["date"] for own in record["citations"] if own["number"] == statement["citations"][0])
    return spelt(day) if day else "No date stated"


def _statement_html(record: Record, statement: Place, marker: Marker) -> str:
    date, text = dated(record, statement), escape(statement["text"])
    if statement["key"]:
        start, end = statement["key"]
        before, key, after = (statement["text"][part] for part in (slice(start), slice(start, end), slice(end, None)))
        # escape strips: the blanks around the key are put back
        text = f"{escape(before)}{' ' * before.endswith(' ')}<strong>{escape(key)}</strong>"
        text += f"{' ' * after.startswith(' ')}{escape(after)}"
    parts = [f'<span class="when">{escape(date)}:</span>'] if date else []
    parts.append(text if statement["supported"] else f'<span class="doubted">{text}</span>')
    parts += [marker(number, bool(statement.get("corrected"))) for number in statement["citations"]]
    if not statement["supported"]:
        parts.append(f'<span class="unsupported">{DOUBT}</span>')
    return " ".join(parts)


def _statement_text(record: Record, statement: Place) -> str:
    date = dated(record, statement)
    markers = [f"[{number}]" for number in statement["citations"]]
    doubt = [] if statement["supported"] else [f"({DOUBT})"]
    return " ".join([*([f"{date}:"] if date else []), statement["text"], *markers, *doubt])


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _marker(number: int, corrected: bool = False) -> str:
    return f'<span class="marker">&#91;{number}&#93;</span>'


def _citation_html(own: Place) -> str:
    before, after = own["before"][-_AROUND:], own["after"][:_AROUND]
    return (
        f'<div class="citation"><div class="place">{_marker(own["number"])} {escape(place(own))}</div>'
        f"<blockquote>{'…' if len(before) == _AROUND else ''}{escape(before)} <mark>{escape(own['quote'])}</mark> "
        f"{escape(after)}{'…' if len(after) == _AROUND else ''}</blockquote></div>"
    )
