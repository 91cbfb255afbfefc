"""The record of an answer in words: what is said of it, and all of it as plain text. Pure."""

from collections.abc import Iterator, Mapping, Sequence
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


_COPIES = 3  # named beside a file that has some


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


def _statement_text(record: Record, statement: Place) -> str:
    date = dated(record, statement)
    markers = [f"[{number}]" for number in statement["citations"]]
    doubt = [] if statement["supported"] else [f"({DOUBT})"]
    return " ".join([*([f"{date}:"] if date else []), statement["text"], *markers, *doubt])


def _one_line(text: str) -> str:
    return " ".join(text.split())
