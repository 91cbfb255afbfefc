"""An answer as the chat shows it: markers that open the card of their source, and those cards. Pure.

page.js shows a card beside the chat when its marker is clicked. A marker and its card share a class: Gradio's
sanitiser keeps classes, and drops data attributes.
"""

import re
from collections.abc import Iterable
from urllib.parse import quote

from app.records import CONTEXT, AnswerRecord, CitationRecord, PlaceRecord, document_id
from app.showing.html import body, escape, opening, status
from app.showing.text import OFFERED, answer_text, date_line, doubt_of, files, page_of, place, refused_draft

_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
_BLANK = re.compile(r"\n\s*\n")
_COPY = '<button type="button" class="copy">Copy answer</button>'


def turn_html(record: AnswerRecord, growing: bool = False) -> str:
    """The answer; while it is `growing` with that alone for its status, and without a list of its sources."""
    cards = [_card(citation, f"card-{citation['number']}") for citation in record["citations"]]
    if growing:
        return _answer([*body(record, _marker), '<div class="status growing">Answering…</div>', *cards])
    related = [_card(citation, f"card-r{citation['number']}") for citation in record["related"]]
    plain = _copied(answer_text(record))
    parts = [*opening(record), *body(record, _marker), *status(record), *_sources(record), *_draft(record)]
    return _answer([*parts, _COPY, plain, *cards, *related])


def _document(passage: PlaceRecord) -> str:
    """The path of a document's page on our server: it does not tell where the file is."""
    return f"/documents/{quote(document_id(passage['source'], passage['sha256']))}"


def _answer(parts: Iterable[str]) -> str:
    return f'<div class="answer">{"".join(parts)}</div>'


def _marker(number: int, corrected: bool = False) -> str:
    title = f"Show source {number}" + (", which the model did not name itself" if corrected else "")
    return f'<button type="button" class="marker card-{number}" title="{title}">&#91;{number}&#93;</button>'


def _draft(record: AnswerRecord) -> list[str]:
    """What was written and refused, folded."""
    heading, draft = refused_draft(record)
    written = "".join(f"<p>{escape(text)}</p>" for text in draft)
    return [f'<details class="also"><summary>{escape(heading)}</summary>{written}</details>'] if draft else []


def _sources(record: AnswerRecord) -> list[str]:
    """What is cited, place by place, what is related to a question that was refused, and, folded, what else was
    retrieved."""
    places: dict[str, list[str]] = {}
    for citation in record["citations"]:
        places.setdefault(place(citation), []).append(_marker(citation["number"]))
    cited = [f"<li>{' '.join(markers)} {escape(where)}</li>" for where, markers in places.items()]
    related = [
        f'<li><button type="button" class="marker quoted card-r{citation["number"]}">{escape(citation["quote"])}'
        f'</button> <span class="place">{escape(place(citation))}</span></li>'
        for citation in record["related"]
    ]
    others = [
        f'<li><a href="{_document(hit)}?start={hit["start"]}&amp;end={hit["end"]}#quote">{escape(place(hit))}</a> '
        f'<span class="excerpt">{escape(hit["excerpt"])}…</span></li>'
        for hit in record["hits"]
        if not any(_overlap(hit, citation) for citation in [*record["citations"], *record["related"]])
    ]
    heading = f"Also retrieved ({len(others)})"
    lists = [
        (cited, f'<ul class="sources">{"".join(cited)}</ul>'),
        (related, f'<div class="related">{OFFERED}<ul>{"".join(related)}</ul></div>'),
        (others, f'<details class="also"><summary>{heading}</summary><ul>{"".join(others)}</ul></details>'),
    ]
    return [shown for items, shown in lists if items]


def _overlap(hit: PlaceRecord, cited: PlaceRecord) -> bool:
    return hit["source"] == cited["source"] and hit["start"] < cited["end"] and cited["start"] < hit["end"]


def _card(citation: CitationRecord, name: str) -> str:
    """Where a quote is, the quote in its passage, ways to its document, and what to copy."""
    page_read = ", ".join(filter(None, (str(citation["page"] or ""), doubt_of(citation))))
    date = date_line(citation["date"], citation["dated_by"])
    under = " › ".join(citation["headings"])
    values = (files(citation), citation["title"], date, page_read, under, citation["lead_in"])
    rows = zip(("File", "Title", "Date", "Page", "Section", "Under"), values, strict=True)
    facts = "".join(f"<dt>{label}</dt><dd>{escape(str(value))}</dd>" for label, value in rows if value)
    path = _document(citation)
    links = [f'<a href="{path}?start={citation["start"]}&amp;end={citation["end"]}#quote">Open document</a>']
    if path.endswith(".pdf"):
        page = citation["page"] or 1
        links.append(f'<a href="{path}/original#page={page}">Open PDF at page {page}</a>')
    links.append('<button type="button" class="copy">Copy citation</button>')
    words = " ".join(citation["quote"].split())
    parts = (citation["title"], citation["source"], citation["date"], page_of(citation))
    where = ", ".join(part for part in parts if part)
    return (
        f'<section class="card {name}" hidden><dl>{facts}</dl>'
        f'<blockquote class="passage">{_passage(citation)}</blockquote>'
        f'<p class="links">{" ".join(links)}</p>{_copied(f"“{words}” ({where})")}</section>'
    )


def _passage(citation: CitationRecord) -> str:
    """The quote, marked, in its lines; around it the marks of Markdown's headings are set."""
    begins, ends = citation["start"] == len(citation["before"]), len(citation["after"]) < CONTEXT
    before = f"{'' if begins else '…'}{_lines(citation['before'], begins)}"
    after = f"{_lines(citation['after'], False)}{'' if ends else '…'}"
    return f"{before}<mark>{'<br>'.join(map(escape, citation['quote'].strip().splitlines()))}</mark>{after}"


def _lines(text: str, whole: bool) -> str:
    """Lines as they are, but headings bold and blank lines one at most; `whole` if the first is not cut off."""
    shown = []
    for number, line in enumerate(_BLANK.sub("\n\n", text).split("\n")):
        heading = _HEADING.match(line) if number or whole else None
        shown.append(f"<b>{escape(line[heading.end() :])}</b>" if heading else escape(line))
    return f"{' ' * text[:1].isspace()}{'<br>'.join(shown)}{' ' * text[-1:].isspace()}"


def _copied(text: str) -> str:
    """Text for the clipboard, which a button of the class `copy` beside it copies."""
    return f'<pre class="plain" hidden>{"&#10;".join(map(escape, text.split(chr(10))))}</pre>'
