"""What was worked out, told: items that quote what a figure rests on, and the answer about them. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.records import EXTRACT, Answer, Citation, Refinement, Statement
from app.whole.folder import Folder
from index.language.dates import spelt
from index.language.sentences import Span, iter_sentences
from index.language.shown import shown
from index.language.tidy import shortened
from index.records import Document

MOST = 1000
"""Statements of an answer; a figure may rest on more, which is said."""
_SHORT = 80  # characters of a name
_LONGEST = 400  # characters of a quote: of a longer sentence or row what stands around the words is quoted


@dataclass(frozen=True, slots=True)
class Item:
    """`document.text[start:end]` is what a figure rests on; `quoted` is the sentence around it, `before` what is said
    of it. Without a document it is something that is said of the index itself. `cited` are places that are cited for
    what is said, and not quoted."""

    before: str
    document: Document | None = None
    start: int = 0
    end: int = 0
    quoted: Span | None = None
    cited: tuple[Span, ...] = ()


def told(
    question: str,
    shape: str,
    headline: str,
    items: Sequence[Item],
    plan: str,
    notice: str,
    refinements: Sequence[Refinement] = (),
) -> Answer:
    """The answer, with all that its figure rests on."""
    rest = len(items) - MOST
    parts = [notice, f"The first {MOST:,} of {len(items):,} are shown." if rest > 0 else ""]
    return Answer(
        question=question,
        standalone=question,
        status="answered",
        confidence=1.0,
        statements=tuple(_statements(items[:MOST])),
        hits=(),
        answered_by=EXTRACT,
        timings={"search": 0.0, "sentences": 0.0, "total": 0.0},
        shape=shape,
        notice=" ".join(part for part in parts if part),
        headline=Statement(headline, ()),
        plan=plan,
        refinements=tuple(refinements),
    )


def _statements(items: Sequence[Item]) -> Iterator[Statement]:
    numbers: dict[tuple[str, int, int], int] = {}
    for item in items:
        if item.document and item.cited:
            cited = [
                Citation(numbers.setdefault((item.document.source, *span), len(numbers) + 1), item.document, *span)
                for span in item.cited
            ]
            yield Statement(item.before, tuple(cited), item=True)
            continue
        if not item.document or not item.quoted:
            yield Statement(item.before, (), item=True)
            continue
        start, end = item.quoted
        number = numbers.setdefault((item.document.source, start, end), len(numbers) + 1)
        quote = shown(item.document.text[start:end])
        before, behind = _around_the_quote(item, quote.text)
        span = quote.span(item.start - start, item.end - start) if item.end > item.start else None
        key = (span[0] + len(before), span[1] + len(before)) if span else None
        text = f"{before}{quote.text}{behind}"
        yield Statement(text, (Citation(number, item.document, start, end),), key=key, item=True)


def _around_the_quote(item: Item, quote: str) -> tuple[str, str]:
    """What is said before it and behind it: a title that is quoted is not said once more."""
    name = shortened(quote, _SHORT)
    if item.document and quote == item.document.title and item.before.startswith(name):
        return "", item.before.removeprefix(name)
    return f"{item.before}: " if item.before else "", ""


def label(document: Document) -> str:
    """A name short enough to be read in a line: the title, else the file's name; with its date, if it states one."""
    name = shortened(document.title or document.source, _SHORT)
    day = f" ({spelt(document.date)})" if document.date and spelt(document.date) not in name else ""
    return f"{name}{day}"


def first_line(document: Document) -> Span:
    """Where the title stands in the text, else the first line that has a word."""
    at = document.text.find(document.title) if document.title else -1
    if document.title and at >= 0:
        return at, at + len(document.title)
    start = 0
    for line in document.text.splitlines(keepends=True):
        if any(map(str.isalnum, line)):
            start += len(line) - len(line.lstrip())
            return start, start + min(len(line.strip()), _LONGEST)
        start += len(line)
    return 0, len(document.text)


def sentence_at(folder: Folder, document: Document, start: int, end: int) -> Span:
    """The sentence that holds the words, or what stands around them where it is long."""
    for chunk in folder.of(document):
        if chunk.start <= start < chunk.end:
            for first, last in iter_sentences(chunk.text, document.language):
                if chunk.start + first <= start < chunk.start + last:
                    return _around(document.text, chunk.start + first, max(chunk.start + last, end), start, end)
    return start, end


def _around(text: str, first: int, last: int, start: int, end: int) -> Span:
    if last - first <= _LONGEST:
        return first, last
    first = max(first, start - _LONGEST // 2)
    last = min(last, max(end, first + _LONGEST))
    while first < start and not text[first - 1 : first].isspace() and first > 0:
        first += 1
    while last > end and not text[last : last + 1].isspace() and last < len(text):
        last -= 1
    return first, last
