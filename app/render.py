"""The one escaper: an `Answer` as HTML for the page and as plain text for the terminal. Pure.

Everything that comes from a document, a file name or a person passes through `escape`, so no text of theirs can
become markup, an image or a link.
"""

import re

from app.records import Answer, Citation

REFUSAL = "The documents don't say."
_STATUS = {
    "answered": "Grounded: every sentence is quoted from the documents",
    "partial": "Partly answered: the documents don't say the rest",
    "refused": "Not in the documents",
}
_SPECIAL = re.compile(r"""[&<>"'\\`*_\[\]{}()#+!|~$:@]""")  # of HTML and of Markdown
_CONTEXT = 160  # characters shown on each side of a quote


def escape(text: str) -> str:
    """`text` on one line, as HTML and Markdown that show it literally.

    >>> escape("<b> *x*")
    '&#60;b&#62; &#42;x&#42;'
    """
    return _SPECIAL.sub(lambda match: f"&#{ord(match.group())};", " ".join(text.split()))


def answer_html(answer: Answer) -> str:
    """The answer with its markers, and below it each citation: file, title, date, and the quote in its surroundings."""
    parts = [f'<div class="status {answer.status}">{escape(_STATUS[answer.status])}</div>']
    if answer.standalone != answer.question:
        parts.append(f'<div class="standalone">Understood as: {escape(answer.standalone)}</div>')
    for statement in answer.statements:
        markers = " ".join(
            f'<span class="marker">&#91;{citation.number}&#93;</span>' for citation in statement.citations
        )
        parts.append(f'<p class="statement">{escape(statement.text)} {markers}</p>')
    if not answer.statements:
        parts.append(f'<p class="statement">{REFUSAL} Ask in other words, or about something that is in them.</p>')
    parts += [_citation_html(citation) for citation in answer.citations]
    return f'<div class="answer">{"".join(parts)}</div>'


def answer_text(answer: Answer) -> str:
    """The answer and its citations as lines for a terminal."""
    lines = [answer.text or REFUSAL]
    if answer.standalone != answer.question:
        lines.insert(0, f"(understood as: {answer.standalone})")
    lines += [
        f"  [{citation.number}] {_place(citation)}: “{' '.join(citation.quote.split())}”"
        for citation in answer.citations
    ]
    return "\n".join(lines)


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
        part for part in (document.source, document.title, document.date or "no date stated", page) if part
    )
