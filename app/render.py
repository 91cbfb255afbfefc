"""The one escaper: an `Answer` as HTML for the page and as plain text for the terminal. Pure.

Everything that comes from a document, a file name or a person passes through `escape`, so no text of theirs can
become markup, an image or a link.
"""

import re

from app.records import LISTED, UNCITED, Answer, Citation, Statement
from index.datelines import spelt
from index.records import Document

REFUSAL = "The documents don't say."
_STATUS = {
    "answered": "Grounded: every sentence is quoted from the documents",
    "partial": "Partly answered: the documents don't say the rest",
    "refused": "Not in the documents",
}
_DATED = ("several", "corpus")
_MISSING = "Not in the documents: "
_RELATED = "Related, but they don't answer it:"
_SPECIAL = re.compile(r"""[&<>"'\\`*_\[\]{}()#+!|~$:@]""")  # of HTML and of Markdown
_COPIES = 3  # named beside a file that has some
_CONTEXT = 160  # characters shown on each side of a quote


def escape(text: str) -> str:
    """`text` on one line, as HTML and Markdown that show it literally.

    >>> escape("<b> *x*")
    '&#60;b&#62; &#42;x&#42;'
    """
    return _SPECIAL.sub(lambda match: f"&#{ord(match.group())};", " ".join(text.split()))


def answer_html(answer: Answer) -> str:
    """The answer with its markers, and below it each citation: file, title, date, and the quote in its surroundings."""
    parts = []
    if answer.shape not in UNCITED:
        parts.append(f'<div class="status {answer.status}">{escape(_STATUS[answer.status])}</div>')
    if answer.standalone != answer.question:
        parts.append(f'<div class="standalone">Understood as: {escape(answer.standalone)}</div>')
    if answer.notice:
        parts.append(f'<div class="notice">{escape(answer.notice)}</div>')
    shown = [_statement_html(answer, statement) for statement in answer.statements]
    if answer.shape in LISTED and shown:
        parts.append(f'<p class="statement">{shown[0]}</p>')
        parts.append(f"<ul>{''.join(f'<li>{item}</li>' for item in shown[1:])}</ul>")
    else:
        parts += [f'<p class="statement">{statement}</p>' for statement in shown]
    if not shown:
        parts.append(f'<p class="statement">{REFUSAL} Ask in other words, or about something that is in them.</p>')
    parts += [f'<div class="missing">{_MISSING}{escape(part)}</div>' for part in answer.missing]
    parts += [_citation_html(citation) for citation in answer.citations]
    if answer.related:
        passages = "".join(
            f'<div class="place">{escape(_place(own))}</div><blockquote>{escape(own.quote)}</blockquote>'
            for own in answer.related
        )
        parts.append(f'<div class="related">{_RELATED}{passages}</div>')
    return f'<div class="answer">{"".join(parts)}</div>'


def answer_text(answer: Answer) -> str:
    """The answer and its citations as lines for a terminal."""
    lines = [_statement_text(answer, statement) for statement in answer.statements]
    if answer.shape in LISTED:
        lines = lines[:1] + [f"• {line}" for line in lines[1:]]
    elif answer.shape != "several":
        lines = [" ".join(lines)]
    if not answer.statements:
        lines = [REFUSAL]
    if answer.notice:
        lines.insert(0, answer.notice)
    if answer.standalone != answer.question:
        lines.insert(0, f"(understood as: {answer.standalone})")
    lines += [f"{_MISSING}{part}" for part in answer.missing]
    lines += [f"  [{own.number}] {_place(own)}: “{_one_line(own.quote)}”" for own in answer.citations]
    if answer.related:
        lines.append(_RELATED)
        lines += [f"  {_place(own)}: “{_one_line(own.quote)}”" for own in answer.related]
    return "\n".join(lines)


def _statement_html(answer: Answer, statement: Statement) -> str:
    date, text = _date(answer, statement), escape(statement.text)
    if statement.key:
        start, end = statement.key
        before, key, after = statement.text[:start], statement.text[start:end], statement.text[end:]
        # escape strips: the blanks around the key are put back
        text = f"{escape(before)}{' ' * before.endswith(' ')}<strong>{escape(key)}</strong>"
        text += f"{' ' * after.startswith(' ')}{escape(after)}"
    markers = [f'<span class="marker">&#91;{citation.number}&#93;</span>' for citation in statement.citations]
    when = [f'<span class="when">{escape(date)}:</span>'] if date else []
    return " ".join([*when, text, *markers])


def _statement_text(answer: Answer, statement: Statement) -> str:
    date = _date(answer, statement)
    markers = [f"[{citation.number}]" for citation in statement.citations]
    return " ".join([*([f"{date}:"] if date else []), statement.text, *markers])


def _date(answer: Answer, statement: Statement) -> str:
    """The date of the document quoted, where the answer spans several; "" if it is not to be shown."""
    if answer.shape not in _DATED or not statement.citations:
        return ""
    day = statement.citations[0].document.date
    return spelt(day) if day else "No date stated"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _citation_html(citation: Citation) -> str:
    text = citation.document.text
    before = text[max(0, citation.start - _CONTEXT) : citation.start]
    after = text[citation.end : citation.end + _CONTEXT]
    return (
        f'<div class="citation"><div class="place"><span class="marker">&#91;{citation.number}&#93;</span> '
        f"{escape(_place(citation))}</div><blockquote>{'…' if len(before) == _CONTEXT else ''}{escape(before)} "
        f"<mark>{escape(citation.quote)}</mark> {escape(after)}{'…' if len(after) == _CONTEXT else ''}"
        "</blockquote></div>"
    )


def _place(citation: Citation) -> str:
    document = citation.document
    page = f"page {citation.page}" if citation.page else None
    return " · ".join(
        part for part in (_files(document), document.title, document.date or "no date stated", page) if part
    )


def _files(document: Document) -> str:
    """The file, and those that hold the same."""
    if not document.copies:
        return document.source
    more = len(document.copies) - _COPIES
    copies = [*document.copies[:_COPIES], *([f"{more:,} more"] if more > 0 else [])]
    return f"{document.source} (also {', '.join(copies)})"
