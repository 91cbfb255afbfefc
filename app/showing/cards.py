"""An answer as the chat shows it: markers that open the card of their source, and those cards. Pure.

evidence.js shows a card beside the chat when its marker is clicked. A marker and its card share a class: Gradio's
sanitiser keeps classes, and drops data attributes. An answer may rest on a thousand places: the later cards come
empty, to be fetched when they are wanted.
"""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from app.records import CONTEXT, AnswerRecord, CitationRecord, PlaceRecord, RefinementRecord, document_id
from app.showing.html import Look, body, escape, listed, opening, spaced, status, written_below
from app.showing.text import (
    answer_text,
    beside_name,
    date_line,
    doubt_of,
    files,
    name_of,
    offered_line,
    page_of,
    refused_draft,
)
from app.showing.whole import beside, choices, filters, first_items
from index.formats.names import page_word
from index.language.cldr import day
from index.language.sentences import Span
from index.language.shown import shown
from index.language.wording import quoted, say

_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
_BLANK = re.compile(r"\n\s*\n")
_ACTIONS = {"copy": "copy_answer", "link": "copy_link", "print": "print_view"}  # classes of buttons, their words
_FEW = 5  # items, or sources, that are not folded
_FULL = 50  # cards that come with the answer
_ENDS = 5  # further markers of a source; of more, only the last is shown


def turn_html(record: AnswerRecord, growing: bool = False) -> str:
    """The answer; while it is `growing` with that alone for its status, and without a list of its sources. The quotes
    below which a language model writes are whole from the first."""
    record = first_items(record, _FEW) if growing else record
    language = record["language"]
    cards = [card(citation, language, key=key_in(record, citation)) for citation in record["citations"][:_FULL]]
    cards += [f'<section class="card card-{one["number"]}" hidden></section>' for one in record["citations"][_FULL:]]
    if growing and record["written"]:
        refused = record["status"] == "refused"  # the model may understand the question better
        quotes = [*opening(record), *body(record, _LOOK), *status(record)] if not refused else []
        return _answer([*quotes, *written_below(record, _LOOK), *(_sources(record) if not refused else []), *cards])
    if growing:
        growing_line = f'<div class="status growing">{say(language, "answering")}</div>'
        return _answer([*body(record, _LOOK), growing_line, *cards])
    related = [card(citation, language, "r") for citation in record["related"]]
    plain = _copied(answer_text(record))
    parts = [*opening(record), *body(record, _LOOK), *status(record), *written_below(record, _LOOK)]
    parts += [*_sources(record), *_draft(record)]
    actions = (
        f'<button type="button" class="action {kind}">{say(language, words)}</button>'
        for kind, words in _ACTIONS.items()
    )
    return _answer([*parts, *actions, plain, *cards, *related])


def _document(passage: PlaceRecord) -> str:
    """The path of a document's page on our server: it does not tell where the file is."""
    return f"/documents/{quote(document_id(passage['source'], passage['sha256']))}"


def _answer(parts: Iterable[str]) -> str:
    return f'<div class="answer">{"".join(parts)}</div>'


def _marker(number: int, corrected: bool, language: str) -> str:
    title = escape(say(language, "source_corrected" if corrected else "source", number=str(number)))
    return f'<button type="button" class="marker card-{number}" title="{title}">&#91;{number}&#93;</button>'


def _items(items: Sequence[str], language: str) -> str:
    """The first few of an answer about the whole, the rest folded."""
    return _folded(items, say(language, "all_items", len(items)), ' class="items"')


def _folded(items: Sequence[str], heading: str, kind: str) -> str:
    """A list whose items past the first few are folded under a heading."""
    few = listed(items[:_FEW], kind)
    rest = listed(items[_FEW:], kind)
    return f'{few}<details class="all"><summary>{heading}</summary>{rest}</details>' if items[_FEW:] else few


def _refinements(record: AnswerRecord) -> str:
    """Filters and choices as buttons: asking.js asks the question that is hidden in the one that is pressed.

    Gradio's sanitiser drops `aria-label`: what only a screen reader is to say is text that is not seen.
    """
    chips = "".join(
        f'<button type="button" class="ask chip"><span class="unseen">{say(record["language"], "take_off")}</span> '
        f"{escape(chip['label'])}{_asks(chip)}</button>"
        for chip in filters(record)
    )
    buttons = [
        f'<button type="button" class="ask choice"><b>{escape(choice["label"])}</b> '
        f'<span class="place">{escape(choice["question"])}</span>{_asks(choice)}</button>'
        for choice in choices(record)
    ]
    shown = f'<div class="filters">{say(record["language"], "filters", labels=chips)}</div>' if chips else ""
    return shown + (listed(buttons, ' class="choices"') if buttons else "")


def _asks(refinement: RefinementRecord) -> str:
    return f'<span class="asked" hidden>{escape(refinement["question"])}</span>'


def _more(paragraphs: Sequence[str], language: str) -> str:
    """Sentences without which the answer is whole, folded."""
    count = say(language, "more_sentences", len(paragraphs))
    return f'<details class="more"><summary>{count}</summary>{"".join(paragraphs)}</details>'


_LOOK = Look(_marker, _items, _more, _refinements)


def _draft(record: AnswerRecord) -> list[str]:
    """What was written and refused, folded."""
    heading, draft = refused_draft(record)
    written = "".join(f"<p>{escape(text)}</p>" for text in draft)
    return [f'<details class="also"><summary>{escape(heading)}</summary>{written}</details>'] if draft else []


def _sources(record: AnswerRecord) -> list[str]:
    """What is cited, document by document, what is related to a question that was refused, and, folded, what else was
    retrieved."""
    language = record["language"]
    documents: dict[tuple[str, str], list[CitationRecord]] = {}
    for citation in record["citations"] if not beside(record) else []:
        documents.setdefault((citation["source"], citation["sha256"]), []).append(citation)
    cited = [_source(citations, language) for citations in documents.values()]
    related = [
        f'<li><button type="button" class="marker quoted card-r{citation["number"]}">{escape(citation["quote"])}'
        f"</button> {_named([citation], language)}</li>"
        for citation in record["related"]
    ]
    others = [
        f'<li><a href="{_document(hit)}?start={hit["start"]}&amp;end={hit["end"]}#quote">{escape(name_of(hit))}</a> '
        f'<span class="place">{escape(beside_name([hit], language))}</span> '
        f'<span class="excerpt">{escape(hit["excerpt"])}…</span></li>'
        for hit in record["hits"]
        if not any(_overlap(hit, citation) for citation in [*record["citations"], *record["related"]])
    ]
    heading = say(language, "retrieved", len(others))
    lists = [
        (cited, _folded(cited, say(language, "all_sources", len(cited)), ' class="sources"')),
        (related, f'<div class="related">{offered_line(record)}<ul>{"".join(related)}</ul></div>'),
        (others, f'<details class="also"><summary>{heading}</summary><ul>{"".join(others)}</ul></details>'),
    ]
    return [shown for items, shown in lists if items]


def _source(citations: Sequence[CitationRecord], language: str) -> str:
    """A document that is cited: a button that opens the first place, and small ones for the others."""
    first, *others = (citation["number"] for citation in citations)
    markers = [_marker(number, False, language) for number in others]
    few = markers if len(markers) <= _ENDS else ["…", markers[-1]]
    return (
        f'<button type="button" class="marker source card-{first}"><span class="number">&#91;{first}&#93;</span> '
        f"{_named(citations, language)}</button>{''.join(f' {marker}' for marker in few)}"
    )


def _named(citations: Sequence[CitationRecord], language: str) -> str:
    """A document by its name, and what stands beside that."""
    return (
        f'<span class="name">{escape(name_of(citations[0]))}</span> '
        f'<span class="place">{escape(beside_name(citations, language))}</span>'
    )


def _overlap(hit: PlaceRecord, cited: PlaceRecord) -> bool:
    return hit["source"] == cited["source"] and hit["start"] < cited["end"] and cited["start"] < hit["end"]


def key_in(record: AnswerRecord, citation: CitationRecord) -> Span | None:
    """Where in a quote the answer proper stands; None if no statement that repeats the quote tells."""
    words = shown(citation["quote"])
    for statement in record["statements"]:
        if statement["key"] and statement["citations"] == [citation["number"]]:
            start, end = statement["key"]
            at = statement["text"].find(words.text)
            if words.text and 0 <= at <= start and end <= at + len(words.text):
                return words.places[start - at], words.places[end - at - 1] + 1
    return None


def card(citation: CitationRecord, language: str, kind: str = "", key: Span | None = None) -> str:
    """Which document a quote is of, where it is, the quote in its passage, ways to its document, and what to copy, said
    in this language.

    `kind` is r if it is merely related; `key` is where in the quote the answer proper stands.
    """
    page_read = ", ".join(filter(None, (str(citation["page"] or ""), doubt_of(citation, language))))
    date = date_line(citation["date"], citation["dated_by"], language)
    titled = citation["headings"][:1] == [citation["title"]]  # which stands above
    under = " › ".join(citation["headings"][titled:])
    values = (files(citation, language), date, page_read, under, citation["lead_in"])
    rows = zip(("file", "date", page_word(citation["source"]), "section", "under"), values, strict=True)
    facts = "".join(
        f"<dt>{say(language, f'label_{label}')}</dt><dd>{escape(str(value))}</dd>" for label, value in rows if value
    )
    path, opens = _document(citation), say(language, "open_document")
    links = [f'<a href="{path}?start={citation["start"]}&amp;end={citation["end"]}#quote">{opens}</a>']
    if path.endswith(".pdf"):
        page = citation["page"] or 1
        opens = say(language, "open_pdf", page=str(page))
        links.append(f'<a href="{path}/original#page={page}">{opens}</a>')
    links.append(f'<button type="button" class="copy">{say(language, "copy_citation")}</button>')
    words = " ".join(citation["quote"].split())
    day_stated = day(citation["date"] or "", language)
    parts = (citation["title"], citation["source"], day_stated, page_of(citation, language))
    where = ", ".join(part for part in parts if part)
    return (
        f'<section class="card card-{kind}{citation["number"]}" hidden>'
        f'<p class="name">{escape(name_of(citation))}</p><dl>{facts}</dl>'
        f'<blockquote class="passage" dir="auto">{_passage(citation, key)}</blockquote>'
        f'<p class="links">{" ".join(links)}</p>{_copied(f"{quoted(language, words)} ({where})")}</section>'
    )


def _passage(citation: CitationRecord, key: Span | None) -> str:
    """The quote, marked, in its lines, the answer proper marked more; around it the marks of Markdown's headings are
    set."""
    begins, ends = citation["start"] == len(citation["before"]), len(citation["after"]) < CONTEXT
    before = f"{'' if begins else '…'}{_lines(citation['before'], begins)}"
    after = f"{_lines(citation['after'], False)}{'' if ends else '…'}"
    return f"{before}<mark>{_quote(citation['quote'], key)}</mark>{after}"


def _quote(quote: str, key: Span | None) -> str:
    """A quote in its lines, the answer proper within it strong."""
    if not key:
        return "<br>".join(map(escape, quote.strip().splitlines()))
    before, words, after = quote[: key[0]].lstrip(), quote[slice(*key)], quote[key[1] :].rstrip()
    return f"{_run(before)}<strong>{_run(words)}</strong>{_run(after)}"


def _run(text: str) -> str:
    """A run of text in its lines; blanks at its ends are kept."""
    lines = f"{text}|".splitlines()
    lines[-1] = lines[-1][:-1]
    return "<br>".join(map(spaced, lines))


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
