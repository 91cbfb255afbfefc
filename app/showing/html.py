"""The one escaper: the record of an answer as HTML. Pure.

Everything that comes from a document, a file name or a person passes through `escape`, so no text of theirs can
become markup, an image or a link. The chat, a chat read again, an export and a report show the same record, so they
can't differ.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.records import WHOLE, AnswerRecord, CitationRecord, StatementRecord
from app.showing.text import (
    beside_name,
    dated,
    doubt_line,
    missing_lines,
    name_of,
    offered_line,
    only_line,
    place,
    refusal_lines,
    refused_draft,
    runs,
    status_line,
    understood_line,
    unmet_line,
)
from app.showing.whole import beside, choice_lines, filters_line, looked_at, notice_above
from app.showing.written import alone, heading, outcome_line, unfound, unfound_line
from index.language.wording import say

_SPECIAL = re.compile(r"""[&<>"'\\`*_\[\]{}()#+!|~$:@]""")  # of HTML and of Markdown
_LONG = 60  # characters of a headline: a longer one is smaller
_AROUND = 160  # characters shown on each side of a quote


def escape(text: str) -> str:
    """`text` on one line, as HTML and Markdown that show it literally.

    >>> escape("<b> *x*")
    '&#60;b&#62; &#42;x&#42;'
    """
    return _SPECIAL.sub(lambda match: f"&#{ord(match.group())};", " ".join(text.split()))


def spaced(text: str) -> str:
    """As `escape` has it, with a blank at either end if `text` has one."""
    shown = escape(text)
    return f"{' ' * text[:1].isspace()}{shown}{' ' * (shown != '' and text[-1:].isspace())}"


def answer_html(record: AnswerRecord) -> str:
    """The answer to be read on its own, each quote in its surroundings below it: nothing in it can be clicked."""
    parts = [*opening(record), *body(record, _LOOK), *status(record), *written_below(record, _LOOK)]
    parts += [_citation_html(citation, record["language"]) for citation in record["citations"]]
    if record["related"]:
        passages = "".join(
            f'<div class="place">{escape(place(citation, record["language"]))}</div>'
            f'<blockquote dir="auto">{escape(citation["quote"])}</blockquote>'
            for citation in record["related"]
        )
        parts.append(f'<div class="related">{offered_line(record)}{passages}</div>')
    heading, draft = refused_draft(record)
    if draft:
        written = "".join(f"<p>{escape(text)}</p>" for text in draft)
        parts.append(f'<div class="draft">{escape(heading)}{written}</div>')
    return f'<div class="answer">{"".join(parts)}</div>'


def opening(record: AnswerRecord) -> list[str]:
    """What stands above the answer: what the question was understood as, and what to mind."""
    parts = []
    if understood := understood_line(record, escape):
        parts.append(f'<div class="standalone">{understood}</div>')
    if only := only_line(record):
        parts.append(f'<div class="standalone">{escape(only)}</div>')
    if notice := notice_above(record):
        parts.append(f'<div class="notice">{escape(notice)}</div>')
    return parts


def status(record: AnswerRecord) -> list[str]:
    """What stands below the answer: how well the documents bear it out."""
    kind = "partial" if any(not own["supported"] for own in record["statements"]) else record["status"]
    return [f'<div class="status {kind}">{escape(line)}</div>'] if (line := status_line(record)) else []


@dataclass(frozen=True, slots=True)
class Look:
    """What differs between where an answer can be clicked and where it can't, each as HTML.

    `marker` is a citation, given its number, and whether it was corrected; `items` are those of an answer about the
    whole, given as HTML; `more` are the sentences without which the answer is whole; `refinements` are the filters and
    choices. The first three speak the language that is given last.
    """

    marker: Callable[[int, bool, str], str]
    items: Callable[[Sequence[str], str], str]
    more: Callable[[Sequence[str], str], str]
    refinements: Callable[[AnswerRecord], str]


def body(record: AnswerRecord, look: Look) -> list[str]:
    """The answer: the headline, what was looked at, the statements, what is not in the documents, and what was worked
    out."""
    parts = [f'<p class="doubt">{escape(line)}</p>'] if (line := doubt_line(record)) else []
    if record["headline"]:
        kind = "headline long" if len(record["headline"]["text"]) > _LONG else "headline"
        parts.append(f'<p class="{kind}">{_statement_html(record, record["headline"], look.marker)}</p>')
    if looked := looked_at(record):
        parts.append(f'<div class="looked">{escape(looked)}</div>')
    parts.append(look.refinements(record))
    parts += _statements_html(record, look)
    if unmet := unmet_line(record):
        parts.append(f'<div class="missing">{escape(unmet)}</div>')
    for line, kind in zip(refusal_lines(record), ("refusal", "advice"), strict=False):
        parts.append(f'<p class="{kind}">{escape(line)}</p>')
    parts += [f'<div class="missing">{line}</div>' for line in missing_lines(record, escape)]
    return [*parts, f'<div class="plan">{escape(record["plan"])}</div>'] if record["plan"] else parts


def written_below(record: AnswerRecord, look: Look) -> list[str]:
    """What a language model wrote below the quotes, each sentence marked, and what became of it."""
    if not (written := record["written"]):
        return []
    parts, language = [], record["language"]
    if head := heading(written, language):
        parts = [f'<p class="by">{escape(head)}</p>', *_statements_html(alone(record), look)]
    if line := unfound_line(written, language):
        drafts = "".join(f'<p class="doubted">{escape(text)}</p>' for text in unfound(written))
        parts.append(f'<details class="also"><summary>{escape(line)}</summary>{drafts}</details>')
    if line := outcome_line(written, language):
        kind = "status growing" if written["state"] == "coming" else "status"
        parts.append(f'<div class="{kind}">{escape(line)}</div>')
    return [f'<div class="written">{"".join(parts)}</div>'] if parts else []


def listed(items: Sequence[str], kind: str = "") -> str:
    """A list of what is HTML already; `kind` are attributes."""
    return f"<ul{kind}>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _statements_html(record: AnswerRecord, look: Look) -> list[str]:
    parts: list[str] = []
    places, language = beside(record), record["language"]
    for item, run in runs(record):
        shown = [f"{_statement_html(record, one, look.marker)}{_places_html(one, places, language)}" for one in run]
        if item and record["shape"] in WHOLE:
            parts.append(look.items(shown, language))
        elif item:
            kind = ' class="closest"' if record["shape"] == "closest" else ""
            parts.append(steps(shown) if not kind and all(one["mark"] for one in run) else listed(shown, kind))
        elif record["shape"] == "written":
            parts.append(f'<p class="statement">{" ".join(shown)}</p>')
        else:
            lead = " lead" * (record["shape"] == "sentence" and not record["headline"])
            shown = [f'<p class="statement{lead}">{one}</p>' for one in shown]
            first = sum(not one["further"] for one in run)
            parts += [*shown[:first], *([look.more(shown[first:], language)] if shown[first:] else [])]
    return parts


def steps(items: Sequence[str]) -> str:
    """A list of what is HTML already, each with its own number."""
    return f'<ol class="steps">{"".join(f"<li>{item}</li>" for item in items)}</ol>'


def _places_html(statement: StatementRecord, places: Mapping[int, CitationRecord], language: str) -> str:
    """Where a statement's citations are, of those in `places`."""
    cited = [places[number] for number in statement["citations"] if number in places]
    where = "; ".join(dict.fromkeys(_where(citation, statement["text"], language) for citation in cited))
    return f' <span class="place">{escape(where)}</span>' if where else ""


def _where(citation: CitationRecord, said: str, language: str) -> str:
    """The document of a citation by its name, unless that is in the words `said`, and what stands beside it."""
    name = name_of(citation)
    return " · ".join(filter(None, (name if name not in said else "", beside_name([citation], language))))


def _statement_html(record: AnswerRecord, statement: StatementRecord, marker: Callable[[int, bool, str], str]) -> str:
    closest = record["shape"] == "closest"
    date, text = dated(record, statement), _keyed(statement, "mark" if closest else "strong")
    if not statement["supported"]:
        doubted = say(record["language"], "doubted")
        text = f'<span class="doubted">{text}</span> <span class="unsupported">{doubted}</span>'
    markers = [marker(number, statement["corrected"], record["language"]) for number in statement["citations"]]
    dates = [f'<span class="when">{escape(date)}:</span>'] if date else []
    if statement["mark"]:
        text = f'<span class="step">{escape(statement["mark"])}</span> {text}'
    if closest:
        return f'<span class="numbers">{" ".join(markers)}</span> <span>{" ".join([*dates, text])}</span>'
    return " ".join([*dates, text, *markers])


def _keyed(statement: StatementRecord, tag: str) -> str:
    """The words of a statement, those that are the answer proper within the tag."""
    if not statement["key"]:
        return escape(statement["text"])
    start, end = statement["key"]
    before, key, after = (statement["text"][part] for part in (slice(start), slice(start, end), slice(end, None)))
    return f"{spaced(before)}<{tag}>{escape(key)}</{tag}>{spaced(after)}"


def _marker(number: int, corrected: bool, language: str) -> str:
    return f'<span class="marker">&#91;{number}&#93;</span>'


def _refinements(record: AnswerRecord) -> str:
    filters = f'<div class="filters">{escape(line)}</div>' if (line := filters_line(record)) else ""
    choices = choice_lines(record, escape)
    return filters + (listed(choices, ' class="choices"') if choices else "")


def _items(items: Sequence[str], language: str) -> str:
    return listed(items)


def _more(paragraphs: Sequence[str], language: str) -> str:
    return "".join(paragraphs)


_LOOK = Look(_marker, _items, _more, _refinements)


def _citation_html(citation: CitationRecord, language: str) -> str:
    before, after = citation["before"][-_AROUND:], citation["after"][:_AROUND]
    return (
        f'<div class="citation"><div class="place">{_marker(citation["number"], False, language)} '
        f"{escape(place(citation, language))}</div>"
        f'<blockquote dir="auto">{"…" * (len(before) == _AROUND)}{escape(before)} '
        f"<mark>{escape(citation['quote'])}</mark> {escape(after)}{'…' * (len(after) == _AROUND)}</blockquote></div>"
    )
