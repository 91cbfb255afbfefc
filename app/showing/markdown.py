"""An answer record as Markdown in which the words of documents and people stand literally. Pure.

Nothing of theirs becomes markup, a link, an image or HTML: each character that Markdown could see stands behind a
backslash, so that the text stays readable where it is not rendered. What `escape` in `app.showing.html` is to the page.
"""

import re
from collections.abc import Sequence

from app.records import AnswerRecord, StatementRecord
from app.showing.text import runs, statement_line
from index.language.tidy import tidy

_SPECIAL = re.compile(
    r"[\\`*_\[\]<#~$@]"
    r"|(?<=:/)/|(?<=\bwww)\."  # of an address that some viewers would make a link of
    r"|^[>+=-]",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^(\d{1,9})(?=[.)])")
_ORDERED = re.compile(r"(\d{1,9})([.)])")
_ENTITY = re.compile(r"(&[0-9A-Za-z]+);")
_HEADLINE = re.compile(r"^\*\*(.+)\*\*((?: \[\d+\])*)$", re.MULTILINE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def literal(text: str) -> str:
    r"""`text` on one line, as Markdown that shows it as it is. What begins alike stays alike from its beginning.

    >>> literal("1. <b> & *x*")
    '1\\. \\<b> & \\*x\\*'
    """
    return _ENTITY.sub(r"\1\;", _NUMBERED.sub(r"\1\\", _SPECIAL.sub(r"\\\g<0>", tidy(text))))


def plain(text: str) -> str:
    r"""What `literal` was made of, also if `statements` has set it in bold, and any other Markdown as it is but for its
    backslashes.

    >>> plain(literal("1. <b> & *x*"))
    '1. <b> & *x*'
    """
    return _ESCAPED.sub(r"\1", _HEADLINE.sub(r"\1\2", text))


def statements(record: AnswerRecord) -> str:
    """The headline in bold and the statements, with their markers; those of a list as items, those of several sources
    as paragraphs."""
    blocks, between = [], "\n\n" if record["shape"] == "several" else " "
    if record["headline"]:
        blocks.append(statement_line(record, record["headline"], _bold))
    for item, run in runs(record):
        if item:
            counted = _are_counted([statement["mark"] for statement in run])
            blocks.append("\n".join(_item(record, statement, counted) for statement in run))
        else:
            blocks.append(between.join(statement_line(record, statement, literal) for statement in run))
    return "\n\n".join(blocks)


def _are_counted(marks: Sequence[str]) -> bool:
    """Whether a list of Markdown, which counts its items itself, would give them these marks."""
    if not (first := _ORDERED.fullmatch(marks[0])):
        return False
    return all(mark == f"{int(first[1]) + at}{first[2]}" for at, mark in enumerate(marks))


def _item(record: AnswerRecord, statement: StatementRecord, counted: bool) -> str:
    """An item of a list, of one with numbers if it is `counted`."""
    if not counted:
        return f"- {statement_line(record, statement, literal)}"
    return f"{statement['mark']} {statement_line(record, {**statement, 'mark': ''}, literal)}"


def _bold(text: str) -> str:
    return f"**{shown}**" if (shown := literal(text)) else ""
