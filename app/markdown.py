"""An answer record as Markdown in which the words of documents and people stand literally. Pure.

Nothing of theirs becomes markup, a link, an image or HTML: each character that Markdown could see stands behind a
backslash, so that the text stays readable where it is not rendered. What `escape` in `app.render` is to the page.
"""

import re
from collections.abc import Mapping
from typing import Any

from app.records import LISTED, Record
from app.tidy import tidy
from index.datelines import spelt

_SPECIAL = re.compile(
    r"[\\`*_\[\]<#~$@]"
    r"|(?<=:/)/|(?<=\bwww)\."  # of an address that some viewers would make a link of
    r"|^[>+=-]",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^(\d{1,9})(?=[.)])")
_ENTITY = re.compile(r"(&[0-9A-Za-z]+);")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_DATED = ("several", "corpus")
_COPIES = 3  # named beside a file that has some


def literal(text: str) -> str:
    r"""`text` on one line, as Markdown that shows it as it is. What begins alike stays alike from its beginning.

    >>> literal("1. <b> & *x*")
    '1\\. \\<b> & \\*x\\*'
    """
    return _ENTITY.sub(r"\1\;", _NUMBERED.sub(r"\1\\", _SPECIAL.sub(r"\\\g<0>", tidy(text))))


def plain(text: str) -> str:
    r"""What `literal` was made of, and any other Markdown as it is but for its backslashes.

    >>> plain(literal("1. <b> & *x*"))
    '1. <b> & *x*'
    """
    return _ESCAPED.sub(r"\1", text)


def statements(record: Record) -> str:
    """The statements with their markers; those of a list as items, those of several sources as paragraphs."""
    lines = [_statement(record, own) for own in record["statements"]]
    if record["shape"] in LISTED:
        return "\n".join([*lines[:1], *([""] if lines[1:] else []), *(f"- {line}" for line in lines[1:])])
    return ("\n\n" if record["shape"] == "several" else " ").join(lines)


def place(citation: Mapping[str, Any]) -> str:
    """Where a citation is from: file and its copies, title, date, page."""
    page = f"page {citation['page']}" if citation["page"] else None
    parts = (_files(citation), citation["title"], citation["date"] or "no date stated", page)
    return " · ".join(literal(part) for part in parts if part)


def _statement(record: Record, statement: Mapping[str, Any]) -> str:
    dates = {own["number"]: own["date"] for own in record["citations"]}
    numbers = statement["citations"]
    when = ""
    if record["shape"] in _DATED and numbers:
        day = dates[numbers[0]]
        when = f"{literal(spelt(day)) if day else 'No date stated'}:"
    unsupported = "" if statement["supported"] else "(not supported by what it cites)"
    parts = [when, literal(statement["text"]), *(f"[{number}]" for number in numbers), unsupported]
    return " ".join(part for part in parts if part)


def _files(citation: Mapping[str, Any]) -> str:
    copies = citation["copies"]
    if not copies:
        return str(citation["source"])
    more = len(copies) - _COPIES
    named = [*copies[:_COPIES], *([f"{more:,} more"] if more > 0 else [])]
    return f"{citation['source']} (also {', '.join(named)})"
