"""An answer as the chat shows it: markers that open the card of their source, and those cards. Pure.

page.js shows a card beside the chat when its marker is clicked. A marker and its card share a class: Gradio's
sanitiser keeps classes, and drops data attributes. An answer may rest on a thousand places: the later cards come
empty, to be fetched when they are wanted.
"""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from app.records import CONTEXT, AnswerRecord, CitationRecord, PlaceRecord, RefinementRecord, document_id
from app.showing.html import Look, body, escape, listed, opening, status
from app.showing.text import OFFERED, answer_text, date_line, doubt_of, files, page_of, place, refused_draft
from app.showing.whole import beside, choices, filters, first_items

_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
_BLANK = re.compile(r"\n\s*\n")
_COPY = (
    '<button type="button" class="copy">Copy answer</button> <button type="button" class="link">Copy link</button>'
)
_FEW = 5  # items, or sources, that are not folded
_FULL = 50  # cards that come with the answer
_ENDS = 5  # markers of a source; of more, only the first and the last are shown


def turn_html(record: AnswerRecord, growing: bool = False) -> str:
    """The answer; while it is `growing` with that alone for its status, and without a list of its sources."""
    record = first_items(record, _FEW) if growing else record
    cards = [card(citation) for citation in record["citations"][:_FULL]]
    cards += [f'<section class="card card-{one["number"]}" hidden></section>' for one in record["citations"][_FULL:]]
    if growing:
        return _answer([*body(record, _LOOK), '<div class="status growing">Answering…</div>', *cards])
    related = [card(citation, "r") for citation in record["related"]]
    plain = _copied(answer_text(record))
    parts = [*opening(record), *body(record, _LOOK), *status(record), *_sources(record), *_draft(record)]
    return _answer([*parts, _COPY, plain, *cards, *related])


def _document(passage: PlaceRecord) -> str:
    """The path of a document's page on our server: it does not tell where the file is."""
    return f"/documents/{quote(document_id(passage['source'], passage['sha256']))}"


def _answer(parts: Iterable[str]) -> str:
    return f'<div class="answer">{"".join(parts)}</div>'


def _marker(number: int, corrected: bool = False) -> str:
    title = f"Show source {number}" + (", which the model did not name itself" if corrected else "")
    return f'<button type="button" class="marker card-{number}" title="{title}">&#91;{number}&#93;</button>'


def _items(items: Sequence[str]) -> str:
    """The first few of an answer about the whole, the rest folded."""
    return _folded(items, f"All {len(items):,}", ' class="items"')


def _folded(items: Sequence[str], heading: str, kind: str) -> str:
    """A list whose items past the first few are folded under a heading."""
    few = listed(items[:_FEW], kind)
    rest = listed(items[_FEW:], kind)
    return f'{few}<details class="all"><summary>{heading}</summary>{rest}</details>' if items[_FEW:] else few


def _refinements(record: AnswerRecord) -> str:
    """Filters and choices as buttons: page.js asks the question that is hidden in the one that is pressed.

    Gradio's sanitiser drops `aria-label`: what only a screen reader is to say is text that is not seen.
    """
    chips = "".join(
        f'<button type="button" class="ask chip"><span class="unseen">Remove the filter</span> {escape(chip["label"])}'
        f"{_asks(chip)}</button>"
        for chip in filters(record)
    )
    buttons = [
        f'<button type="button" class="ask choice"><b>{escape(choice["label"])}</b> '
        f'<span class="place">{escape(choice["question"])}</span>{_asks(choice)}</button>'
        for choice in choices(record)
    ]
    shown = f'<div class="filters">Filters: {chips}</div>' if chips else ""
    return shown + (listed(buttons, ' class="choices"') if buttons else "")


def _asks(refinement: RefinementRecord) -> str:
    return f'<span class="asked" hidden>{escape(refinement["question"])}</span>'


_LOOK = Look(_marker, _items, _refinements)


def _draft(record: AnswerRecord) -> list[str]:
    """What was written and refused, folded."""
    heading, draft = refused_draft(record)
    written = "".join(f"<p>{escape(text)}</p>" for text in draft)
    return [f'<details class="also"><summary>{escape(heading)}</summary>{written}</details>'] if draft else []


def _sources(record: AnswerRecord) -> list[str]:
    """What is cited, place by place, what is related to a question that was refused, and, folded, what else was
    retrieved."""
    places: dict[str, list[str]] = {}
    for citation in record["citations"] if not beside(record) else []:
        places.setdefault(place(citation), []).append(_marker(citation["number"]))
    cited = [f"{_few(markers)} {escape(where)}" for where, markers in places.items()]
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
        (cited, _folded(cited, f"All {len(cited):,} sources", ' class="sources"')),
        (related, f'<div class="related">{OFFERED}<ul>{"".join(related)}</ul></div>'),
        (others, f'<details class="also"><summary>{heading}</summary><ul>{"".join(others)}</ul></details>'),
    ]
    return [shown for items, shown in lists if items]


def _few(markers: Sequence[str]) -> str:
    return " ".join(markers if len(markers) <= _ENDS else [markers[0], "…", markers[-1]])


def _overlap(hit: PlaceRecord, cited: PlaceRecord) -> bool:
    return hit["source"] == cited["source"] and hit["start"] < cited["end"] and cited["start"] < hit["end"]


def card(citation: CitationRecord, kind: str = "") -> str:
    """Where a quote is, the quote in its passage, ways to its document, and what to copy; `kind` is r if it is merely
    related."""
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
        f'<section class="card card-{kind}{citation["number"]}" hidden><dl>{facts}</dl>'
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
