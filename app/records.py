"""The answer record that the page, the command line, the API and the eval share, and its JSON form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from index.records import Document, Hit


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

    @property
    def page(self) -> int | None:
        return self.document.page(self.start)


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


Record = Mapping[str, Any]
"""An answer as `to_json` gives it: complete in itself, so that it can be shown when its documents have gone."""

CONTEXT = 300  # characters kept on each side of a quote
_EXCERPT = 240  # characters kept of a hit

SHAPES = ("sentence", "bullets", "several", "summary", "corpus", "smalltalk", "written")
LISTED = ("bullets", "corpus")  # the first statement leads, the others are items
DOUBT = "not found in the documents"  # said of a statement that is not supported
UNCITED = ("corpus", "smalltalk")  # a statement without a citation says something about the chat or the index itself


@dataclass(frozen=True, slots=True)
class Answer:
    """What citeseed says to a question.

    `status` is answered, partial or refused; a refused answer cites nothing. `confidence`, 0 to 1, is the estimated
    probability that the documents answer the question. `timings` are in seconds. `shape` is one of `SHAPES`: bullets is
    a lead-in and its items, several a statement a source, oldest first. `notice` says in plain words what to mind.
    `missing` are the parts of a double question that the documents don't answer. `related`, numbered on their own, are
    passages that come near a question that was refused. `answered_by` is "extract", or the name of the language model
    that wrote the answer (shape written); then `usage` counts `tokens_in` and `tokens_out` (of cl100k_base), and
    `unknown_numbers`, which no passage had. A refused answer may hold what was written, none of it supported.
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

    @property
    def text(self) -> str:
        """The statements with their markers: `He left. [1] She stayed. [2]`; items on lines of their own.

        Of a refused answer nothing: what it holds is no answer.
        """
        said, before = "", False
        for nth, own in enumerate(self.statements if self.status != "refused" else ()):
            item = own.item or (nth > 0 and self.shape in LISTED)
            markers = [f"[{citation.number}]" for citation in own.citations]
            doubt = [] if own.supported else [f"({DOUBT})"]
            said += ("\n• " if item else "\n" if before else " ") + " ".join([own.text, *markers, *doubt])
            before = item
        return said.strip()

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Each citation once, by number."""
        unique = {citation.number: citation for statement in self.statements for citation in statement.citations}
        return tuple(unique[number] for number in sorted(unique))


def quoting(spans: Sequence[tuple[Document, int, int]]) -> tuple[Statement, ...]:
    """Statements that repeat spans word for word, numbered from 1 in order of first use."""
    numbers: dict[tuple[str, int, int], int] = {}
    statements = []
    for document, start, end in spans:
        number = numbers.setdefault((document.source, start, end), len(numbers) + 1)
        citation = Citation(number, document, start, end)
        statements.append(Statement(" ".join(citation.quote.split()), (citation,)))
    return tuple(statements)


def to_json(answer: Answer) -> dict[str, Any]:
    """The record as JSON: plain values, offsets in characters, times in seconds.

    In a citation `before + quote + after` is a stretch of the document; `sha256` is of the document's file.
    """
    return {
        "question": answer.question,
        "standalone": answer.standalone,
        "status": answer.status,
        "confidence": round(answer.confidence, 4),
        "text": answer.text,
        "statements": [
            {
                "text": s.text,
                "supported": s.supported,
                "citations": [citation.number for citation in s.citations],
                "key": list(s.key) if s.key else None,
                "corrected": s.corrected,
                "item": s.item,
            }
            for s in answer.statements
        ],
        "citations": [_citation_json(citation) for citation in answer.citations],
        "hits": [
            {
                **_place_json(hit.chunk.document, hit.chunk.start, hit.chunk.end),
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
    }


def _citation_json(citation: Citation) -> dict[str, Any]:
    text = citation.document.text
    return {
        "number": citation.number,
        **_place_json(citation.document, citation.start, citation.end),
        "copies": list(citation.document.copies),
        "quote": citation.quote,
        "before": text[max(0, citation.start - CONTEXT) : citation.start],
        "after": text[citation.end : citation.end + CONTEXT],
    }


def _place_json(document: Document, start: int, end: int) -> dict[str, Any]:
    return {
        "source": document.source,
        "sha256": document.sha256,
        "title": document.title,
        "date": document.date,
        "page": document.page(start),
        "start": start,
        "end": end,
    }
