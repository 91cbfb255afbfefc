"""An answer as the chat shows it: markers that open the card of their source, and those cards. Pure.

page.js shows a card beside the chat when its marker is clicked. A marker and its card share a class: Gradio's
sanitiser keeps classes, and drops data attributes.
"""

import re
from collections.abc import Iterable
from urllib.parse import quote

from app.records import CONTEXT, Record
from app.showing.addresses import document_id
from app.showing.html import body, escape, opening, small_print
from app.showing.text import Place, answer_text, files, page_of, place, refused_draft, related_heading

_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
_BLANK = re.compile(r"\n\s*\n")
_COPY = '<button type="button" class="copy">Copy answer</button>'


def turn_html(record: Record, growing: bool = False) -> str:
    """The answer; while it is `growing` without status and without a list of its sources."""
    cards = [_card(own, f"card-{own['number']}") for own in record["citations"]]
    if growing:
        return _answer(['<div class="status growing">Answering…</div>', *body(record, _marker), *cards])
    related = [_card(own, f"card-r{own['number']}") for own in record["related"]]
    plain = _copied(answer_text(record))
    parts = [*opening(record), *body(record, _marker), *small_print(record), *_sources(record), *_draft(record)]
    return _answer([*parts, _COPY, plain, *cards, *related])


def _document(own: Place) -> str:
    """The path of a document's page on our server: it does not tell where the file is."""
    return f"/documents/{quote(document_id(own['source'], own['sha256']))}"


def _answer(parts: Iterable[str]) -> str:
    return f'<div class="answer">{"".join(parts)}</div>'


def _marker(number: int, corrected: bool = False) -> str:
    title = f"Show source {number}" + (", which the model did not name itself" if corrected else "")
    return f'<button type="button" class="marker card-{number}" title="{title}">&#91;{number}&#93;</button>'


def _draft(record: Record) -> list[str]:
    """What was written and refused, folded."""
    heading, draft = refused_draft(record)
    written = "".join(f"<p>{escape(text)}</p>" for text in draft)
    return [f'<details class="also"><summary>{escape(heading)}</summary>{written}</details>'] if draft else []


def _sources(record: Record) -> list[str]:
    """What is cited, what is related to a question that was refused, and, folded, what else was retrieved."""
    cited = [f"<li>{_marker(own['number'])} {escape(place(own))}</li>" for own in record["citations"]]
    related = [
        f'<li><button type="button" class="marker quoted card-r{own["number"]}">{escape(own["quote"])}</button> '
        f'<span class="place">{escape(place(own))}</span></li>'
        for own in record["related"]
    ]
    shown = [*record["citations"], *record["related"]]
    others = [
        f'<li><a href="{_document(hit)}?start={hit["start"]}&amp;end={hit["end"]}#quote">{escape(place(hit))}</a> '
        f'<span class="excerpt">{escape(hit["excerpt"])}…</span></li>'
        for hit in record["hits"]
        if not any(_overlap(hit, own) for own in shown)
    ]
    also = (
        f'<details class="also"><summary>Also retrieved ({len(others)})</summary><ul>{"".join(others)}</ul></details>'
    )
    return [
        *([f'<ul class="sources">{"".join(cited)}</ul>'] if cited else []),
        *([f'<div class="related">{related_heading(record)}<ul>{"".join(related)}</ul></div>'] if related else []),
        *([also] if others else []),
    ]


def _overlap(hit: Place, own: Place) -> bool:
    return bool(hit["source"] == own["source"] and hit["start"] < own["end"] and own["start"] < hit["end"])


def _card(own: Place, name: str) -> str:
    """Where a quote is, the quote in its passage, ways to its document, and what to copy."""
    rows = {"File": files(own), "Title": own["title"], "Date": own["date"] or "no date stated", "Page": own["page"]}
    facts = "".join(f"<dt>{label}</dt><dd>{escape(str(value))}</dd>" for label, value in rows.items() if value)
    path = _document(own)
    links = [f'<a href="{path}?start={own["start"]}&amp;end={own["end"]}#quote">Open document</a>']
    if path.endswith(".pdf"):
        page = own["page"] or 1
        links.append(f'<a href="{path}/original#page={page}">Open PDF at page {page}</a>')
    links.append('<button type="button" class="copy">Copy citation</button>')
    said = " ".join(own["quote"].split())
    where = ", ".join(part for part in (own["title"], own["source"], own["date"], page_of(own)) if part)
    return (
        f'<section class="card {name}" hidden><dl>{facts}</dl><blockquote class="passage">{_passage(own)}</blockquote>'
        f'<p class="links">{" ".join(links)}</p>{_copied(f"“{said}” ({where})")}</section>'
    )


def _passage(own: Place) -> str:
    """The quote, marked, in its lines; around it the marks of Markdown's headings are set."""
    begins, ends = own["start"] == len(own["before"]), len(own["after"]) < CONTEXT
    before = f"{'' if begins else '…'}{_lines(own['before'], begins)}"
    after = f"{_lines(own['after'], False)}{'' if ends else '…'}"
    return f"{before}<mark>{'<br>'.join(map(escape, own['quote'].strip().splitlines()))}</mark>{after}"


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
