"""The answer that the page, the command line, the API and the eval share, and its record: its form as JSON.

A record is complete in itself, so that it can be shown when its documents have gone.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import PurePosixPath
from types import NoneType, UnionType
from typing import Any, TypedDict, final, get_args, get_origin, is_typeddict

from index.errors import CiteseedError
from index.language.layout import Outline, outline
from index.language.shown import shown
from index.language.wording import doubt
from index.records import Document, Hit

EXTRACT = "extract"
"""What answers with the documents' own words, where a language model may be named."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Exact words of a document: `document.text[start:end]`. `number` is what `[1]` in the answer refers to."""

    number: int
    document: Document
    start: int
    end: int

    @property
    def quote(self) -> str:
        return self.document.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer. `supported` says that its citations state it.

    `text[key[0]:key[1]]` is the answer proper, the date asked for or the number; None if it can't be told. Of what a
    language model wrote, `corrected` says that its citations are not those that the model gave, `item` that it stands
    in a list.
    """

    text: str
    citations: tuple[Citation, ...]
    supported: bool = True
    key: tuple[int, int] | None = None
    corrected: bool = False
    item: bool = False


CONTEXT = 300  # characters kept on each side of a quote
_EXCERPT = 240  # characters kept of a hit

STATUSES = ("answered", "partial", "unsure", "refused")
SHAPES = ("sentence", "bullets", "several", "closest", "summary", "corpus", "smalltalk", "written")
LISTED = ("bullets", "corpus")  # the first statement leads, the others are items
DOUBT = "not found in the documents"  # said of a statement that is not supported
UNCITED = ("corpus", "smalltalk")  # a statement without a citation says something about the chat or the index itself


@dataclass(frozen=True, slots=True)
class Answer:
    """What citeseed says to a question.

    `status` is one of `STATUSES`; of an unsure one the statements are passages that come near, which claim nothing; a
    refused one cites nothing. `confidence`, 0 to 1, is the estimated probability that the documents answer the
    question. `timings` are in seconds. `shape` is one of `SHAPES`: bullets is a lead-in and its items, several a
    statement a source, closest the passages of an unsure answer. `headline` is the shortest true answer, words of the
    first statement, or Yes or No, with the citations that it rests on. `notice` says in plain words what to mind.
    `missing` are the parts of a double question that the documents don't answer; `unmet` are words of the question that
    pin down what is asked for and that nothing shown mentions. `related`, numbered on their own, are quotes beside an
    answer that a language model refused. `answered_by` is "extract", or the name of the language model that wrote the
    answer (shape written); then `usage` counts `tokens_in` and `tokens_out` (of cl100k_base), and `unknown_numbers`,
    which no passage had. A refused answer may hold what was written, none of it supported.
    """

    question: str
    standalone: str
    status: str
    confidence: float
    statements: tuple[Statement, ...]
    hits: tuple[Hit, ...]
    answered_by: str
    timings: Mapping[str, float] = field(default_factory=dict)
    shape: str = "sentence"
    notice: str = ""
    missing: tuple[str, ...] = ()
    related: tuple[Citation, ...] = ()
    usage: Mapping[str, int] = field(default_factory=dict)
    headline: Statement | None = None
    unmet: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The headline on a line, then the statements with their markers, items on lines of their own.

        Of an unsure answer it begins with saying so. Of a refused one it is empty: what that holds is no answer.
        """
        shown, closest = self.statements if self.status != "refused" else (), self.shape == "closest"
        text = doubt(self.question, len(shown), self.unmet, self.shape == "written") if self.status == "unsure" else ""
        text, between = f"{text}\n{_marked(self.headline)}" if self.headline else text, "\n"
        for place, statement in enumerate(shown):
            item = not closest and (statement.item or (place > 0 and self.shape in LISTED))
            text += f"{between}{_marked(statement, first=closest)}" if not item else f"\n• {_marked(statement)}"
            between = "\n" if item or closest else " "
        return text.strip()

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Each citation once, by number."""
        unique = {citation.number: citation for statement in self.statements for citation in statement.citations}
        return tuple(unique[number] for number in sorted(unique))


def _marked(statement: Statement, first: bool = False) -> str:
    """With its markers behind it, or `first`, and a doubt if it is not supported."""
    markers, doubted = [f"[{one.number}]" for one in statement.citations], [] if statement.supported else [f"({DOUBT})"]
    return " ".join([*markers, statement.text, *doubted] if first else [statement.text, *markers, *doubted])


def quoting(spans: Sequence[tuple[Document, int, int]]) -> tuple[Statement, ...]:
    """Statements that repeat spans word for word, but for marks of layout, numbered from 1 in order of first use."""
    numbers: dict[tuple[str, int, int], int] = {}
    statements = []
    for document, start, end in spans:
        number = numbers.setdefault((document.source, start, end), len(numbers) + 1)
        citation = Citation(number, document, start, end)
        statements.append(Statement(shown(citation.quote).text, (citation,)))
    return tuple(statements)


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


class RecordError(CiteseedError):
    """What should be the record of an answer is none; the message names the field that is wrong."""


_LATER = {  # what a field stands for that the first version did not write; one that may be null stands for that
    "shape": SHAPES[0], "notice": "", "missing": [], "related": [], "usage": {}, "unmet": [],
    "corrected": False, "item": False,
    "sha256": "", "dated_by": "", "copies": [], "headings": [], "lead_in": "", "before": "", "after": "", "excerpt": "",
}  # fmt: skip
_NAMES = {str: "a string", bool: "true or false", int: "a whole number", float: "a number", list: "a list"}
_LARGE = 1e300  # a number beyond it could not be shown; nor could NaN


def from_json(value: Any) -> AnswerRecord:
    """The record that a JSON value is, of this version or an earlier one; fields that are unknown are left out.

    Raises `RecordError` if it is none: a field is missing or of another type, or says what none of ours can say.
    """
    record: AnswerRecord = _read(value, AnswerRecord, "record")
    numbers = {citation["number"] for citation in record["citations"]}
    said = {f"statements[{place}]": statement for place, statement in enumerate(record["statements"])}
    for name, statement in (said | ({"headline": record["headline"]} if record["headline"] else {})).items():
        if not numbers.issuperset(statement["citations"]):
            raise RecordError(f"record.{name}.citations must be numbers of citations in the record.")
        key = statement["key"]
        if key is not None and not (len(key) == 2 and 0 <= key[0] < key[1] <= len(statement["text"])):
            raise RecordError(f"record.{name}.key must be where words of its text stand, or null.")
    for name, wanted, values in (("status", record["status"], STATUSES), ("shape", record["shape"], SHAPES)):
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
    }


def _statement_json(statement: Statement) -> StatementRecord:
    return {
        "text": statement.text,
        "supported": statement.supported,
        "citations": [citation.number for citation in statement.citations],
        "key": list(statement.key) if statement.key else None,
        "corrected": statement.corrected,
        "item": statement.item,
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
