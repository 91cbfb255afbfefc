"""The record of an answer: its form as JSON, complete in itself, to be shown when its documents have gone too."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import lru_cache
from pathlib import PurePosixPath
from types import NoneType, UnionType
from typing import Any, TypedDict, final, get_args, get_origin, is_typeddict

from app.records.answer import REFINEMENTS, SHAPES, STATUSES, WRITING, Answer, Citation, Statement, Written
from index.errors import CiteseedError
from index.language.layout import Outline, outline
from index.language.vocabulary import LANGUAGES
from index.language.words import likely_language
from index.records import Document

CONTEXT = 300  # characters kept on each side of a quote
_EXCERPT = 240  # characters kept of a hit


class PlaceRecord(TypedDict):
    """Where a citation or a hit stands: `start` to `end`, in characters of the text of the file `source`.

    `recognised` says of a page read by text recognition (OCR) how sure that is, 0 to 1.
    """

    source: str
    sha256: str
    title: str | None
    date: str | None
    dated_by: str
    page: int | None
    start: int
    end: int
    recognised: float | None


class CitationRecord(PlaceRecord):
    """Exact words of a document: `before + quote + after` is a stretch of it. `copies` are files that hold the same.

    `headings`, widest first, are what the words stand under, `lead_in` what leads in to their list, "" outside of one.
    """

    number: int
    copies: list[str]
    headings: list[str]
    lead_in: str
    quote: str
    before: str
    after: str


@final
class HitRecord(PlaceRecord):
    """A retrieved passage, and how it begins."""

    score: float
    excerpt: str


class StatementRecord(TypedDict):
    """A `Statement`; its `citations` are numbers of those of the answer."""

    text: str
    supported: bool
    citations: list[int]
    key: list[int] | None
    corrected: bool
    item: bool
    mark: str
    further: bool


class RefinementRecord(TypedDict):
    """A `Refinement`."""

    kind: str
    label: str
    question: str


class WrittenRecord(TypedDict):
    """A `Written`."""

    model: str
    text: str
    statements: list[StatementRecord]
    state: str
    notice: str


class AnswerRecord(TypedDict):
    """An `Answer`. Times are in seconds."""

    question: str
    standalone: str
    status: str
    confidence: float
    text: str
    statements: list[StatementRecord]
    citations: list[CitationRecord]
    hits: list[HitRecord]
    answered_by: str
    timings: dict[str, float]
    shape: str
    notice: str
    missing: list[str]
    related: list[CitationRecord]
    usage: dict[str, int]
    headline: StatementRecord | None
    unmet: list[str]
    plan: str
    refinements: list[RefinementRecord]
    only: list[str]
    written: WrittenRecord | None
    language: str


class RecordError(CiteseedError):
    """What should be the record of an answer is none; the message names the field that is wrong."""


_LATER = {  # what a field stands for that the first version did not write; one that may be null stands for that
    "shape": SHAPES[0], "notice": "", "missing": [], "related": [], "usage": {}, "unmet": [],
    "plan": "", "refinements": [], "only": [], "language": "",
    "corrected": False, "item": False, "mark": "", "further": False,
    "sha256": "", "dated_by": "", "copies": [], "headings": [], "lead_in": "", "before": "", "after": "", "excerpt": "",
}  # fmt: skip
_NAMES = {str: "a string", bool: "true or false", int: "a whole number", float: "a number", list: "a list"}
_LARGE = 1e300  # a number beyond it could not be shown; nor could NaN


def from_json(value: Any) -> AnswerRecord:
    """The record that a JSON value is, of this version or an earlier one; fields that are unknown are left out.

    Raises `RecordError` if it is none: a field is missing or of another type, or says what none of ours can say.
    """
    record: AnswerRecord = _read(value, AnswerRecord, "record")
    if record["language"] not in LANGUAGES:  # of an earlier version, or of a later one that speaks more
        record["language"] = likely_language(record["question"])
    numbers = {citation["number"] for citation in record["citations"]}
    said = {f"statements[{place}]": statement for place, statement in enumerate(record["statements"])}
    said |= {"headline": record["headline"]} if record["headline"] else {}
    written = record["written"]
    said |= {f"written.statements[{place}]": one for place, one in enumerate(written["statements"] if written else [])}
    for name, statement in said.items():
        if not numbers.issuperset(statement["citations"]):
            raise RecordError(f"record.{name}.citations must be numbers of citations in the record.")
        key = statement["key"]
        if key is not None and not (len(key) == 2 and 0 <= key[0] < key[1] <= len(statement["text"])):
            raise RecordError(f"record.{name}.key must be where words of its text stand, or null.")
    kinds: list[tuple[str, str, Sequence[str]]] = [
        (f"refinements[{place}].kind", one["kind"], REFINEMENTS) for place, one in enumerate(record["refinements"])
    ]
    kinds += [("status", record["status"], STATUSES), ("shape", record["shape"], SHAPES)]
    kinds += [("written.state", written["state"], WRITING)] if written else []
    for name, wanted, values in kinds:
        if wanted not in values:
            raise RecordError(f"record.{name} must be one of {', '.join(values)}.")
    if not 0 <= record["confidence"] <= 1:
        raise RecordError("record.confidence must be from 0 to 1.")
    for citation in (*record["citations"], *record["related"]):
        if not 0 <= (citation["recognised"] or 0) <= 1:
            raise RecordError(f"record: what is recognised of {citation['source'][:60]} must be from 0 to 1, or null.")
        with suppress(ValueError):
            day = citation["date"] or "2000-01-01"
            if (whole := f"{day}-01" if len(day) == len("2022-05") else day) == date.fromisoformat(whole).isoformat():
                continue
        raise RecordError(f"The date of {citation['source']} in the record must be as in 2022-05-24, or null.")
    return record


def _read(value: Any, kind: Any, name: str) -> Any:
    """The value of the field `name` as this kind of thing, all of it made anew; a kind is a type that a record has."""
    kinds = get_args(kind) if isinstance(kind, UnionType) else (kind,)
    if value is None and NoneType in kinds:
        return None
    outer, inner = get_origin(kinds[0]) or kinds[0], get_args(kinds[0])
    if is_typeddict(outer) and isinstance(value, dict):
        whole = {**_LATER, **value}
        return {part: _read(whole.get(part), kind, f"{name}.{part}") for part, kind in outer.__annotations__.items()}
    if outer is dict and isinstance(value, dict):
        return {part: _read(item, inner[1], f"{name}.{part}") for part, item in value.items()}
    if outer is list and isinstance(value, list):
        return [_read(item, inner[0], f"{name}[{place}]") for place, item in enumerate(value)]
    number = outer is float and type(value) in (int, float) and abs(value) < _LARGE
    if number or (type(value) is outer and outer in (str, bool, int)):
        return value
    raise RecordError(f"{name} must be {_NAMES.get(outer, 'an object')}{' or null' if len(kinds) > 1 else ''}.")


def to_json(answer: Answer) -> AnswerRecord:
    """The record of an answer, ready for `json.dumps`."""
    return {
        "question": answer.question,
        "standalone": answer.standalone,
        "status": answer.status,
        "confidence": round(answer.confidence, 4),
        "text": answer.text,
        "statements": [_statement_json(statement) for statement in answer.statements],
        "citations": [_citation_json(citation) for citation in answer.citations],
        "hits": [
            {
                **place_json(hit.chunk.document, hit.chunk.start, hit.chunk.end),
                "score": round(hit.score, 4),
                "excerpt": " ".join(hit.chunk.text[:_EXCERPT].split()),
            }
            for hit in answer.hits
        ],
        "answered_by": answer.answered_by,
        "timings": {stage: round(seconds, 4) for stage, seconds in answer.timings.items()},
        "shape": answer.shape,
        "notice": answer.notice,
        "missing": list(answer.missing),
        "related": [_citation_json(citation) for citation in answer.related],
        "usage": dict(answer.usage),
        "headline": _statement_json(answer.headline) if answer.headline else None,
        "unmet": list(answer.unmet),
        "plan": answer.plan,
        "refinements": [{"kind": one.kind, "label": one.label, "question": one.question} for one in answer.refinements],
        "only": list(answer.only),
        "written": _written_json(answer.written, answer.language) if answer.written else None,
        "language": answer.language,
    }


def _written_json(written: Written, language: str) -> WrittenRecord:
    return {
        "model": written.model,
        "text": written.text(language),
        "statements": [_statement_json(statement) for statement in written.statements],
        "state": written.state,
        "notice": written.notice,
    }


def _statement_json(statement: Statement) -> StatementRecord:
    return {
        "text": statement.text,
        "supported": statement.supported,
        "citations": [citation.number for citation in statement.citations],
        "key": list(statement.key) if statement.key else None,
        "corrected": statement.corrected,
        "item": statement.item,
        "mark": statement.mark,
        "further": statement.further,
    }


def _citation_json(citation: Citation) -> CitationRecord:
    text = citation.document.text
    above = _outline(text)
    return {
        "number": citation.number,
        **place_json(citation.document, citation.start, citation.end),
        "copies": list(citation.document.copies),
        "headings": list(above.path(citation.start)),
        "lead_in": above.lead_in(citation.start),
        "quote": citation.quote,
        "before": text[max(0, citation.start - CONTEXT) : citation.start],
        "after": text[citation.end : citation.end + CONTEXT],
    }


@lru_cache(maxsize=16)  # texts of which an answer cites several places
def _outline(text: str) -> Outline:
    return outline(text)


def place_json(document: Document, start: int, end: int) -> PlaceRecord:
    """The record of a place."""
    return {
        "source": document.source,
        "sha256": document.sha256,
        "title": document.title,
        "date": document.date,
        "dated_by": document.dated_by,
        "page": document.page(start),
        "start": start,
        "end": end,
        "recognised": document.sure(start),
    }


def document_id(source: str, sha256: str) -> str:
    """What a document is called in addresses: its hash and the ending of its file, which says how it was read."""
    return sha256 + PurePosixPath(source).suffix.lower()
