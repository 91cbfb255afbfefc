"""Answers about whole documents: the line that small talk gets, the list of the documents, and summaries."""

import time
from collections.abc import Sequence

from app.answering.summarising import LEADS, Vectorise, lead, summarise
from app.records import EXTRACT, Answer, Statement, quoting
from index.language.dates import spelt
from index.language.tidy import shortened
from index.language.vocabulary import vocabulary
from index.records import Document

_LISTED = 20
_EXAMPLES = 3  # documents named in small talk
_SHORT = 80  # characters of a name


def small_talk(question: str, kind: str, language: str, documents: Sequence[Document]) -> Answer:
    """A friendly line that says what can be asked. It cites nothing."""
    titled = [document for document in documents if document.title and len(document.title) <= _SHORT]
    names = [f"“{label(document)}”" for document in in_order(titled or documents)[:_EXAMPLES]]
    words = vocabulary(language, "small_talk")["answers"]
    every = len(documents) == len(names)
    line = "There are no documents yet: put some into the folder and rebuild the index."
    if names:
        listed = _joined(names, words["and" if every else "or"])
        line = words["few" if every else "many"].format(names=listed, count=len(documents))
    return _unsearched(question, "smalltalk", [Statement(f"{words[kind]} {line}", ())])


def corpus(question: str, documents: Sequence[Document]) -> Answer:
    """How many documents there are and of when, then each by its title, or its first sentence, oldest first."""
    ordered = in_order(documents)
    titles = quoting([(document, *title_span(document)) for document in ordered[:_LISTED]])
    statements = [Statement(_counted(ordered), ()), *titles]
    if len(ordered) > _LISTED:
        statements.append(Statement(f"and {len(ordered) - _LISTED:,} more.", ()))
    return _unsearched(question, "corpus", statements)


def summary(question: str, documents: Sequence[Document], vectorise: Vectorise) -> Answer:
    """A summary of one document, or the first sentence of each of several."""
    started = time.perf_counter()
    shown = documents[:LEADS]
    if len(documents) == 1:
        spans = [(documents[0], *span) for span in summarise(documents[0], vectorise)]
    else:
        spans = [(document, *span) for document in shown if (span := lead(document))]
    statements = quoting(spans or [(document, *title_span(document)) for document in shown])
    seconds = time.perf_counter() - started
    notice = f"These are {len(shown)} of {len(documents):,} documents." if len(shown) < len(documents) else ""
    return _unsearched(question, "summary", statements, notice, seconds)


def in_order(documents: Sequence[Document]) -> list[Document]:
    """Oldest first; those that state no date come last."""
    return sorted(documents, key=lambda document: (document.date is None, document.date or "", document.source))


def label(document: Document) -> str:
    """A name short enough to be read in a line: the title, else the file's name."""
    return shortened(document.title or document.source, _SHORT)


def _counted(documents: Sequence[Document]) -> str:
    days = [document.date for document in documents if document.date]
    if not documents:
        return "No documents are indexed yet."
    parts = [f"{len(documents):,} document{'s' * (len(documents) != 1)}"]
    if len(documents) == len(days) == 1:
        parts.append(f"dated {spelt(days[0])}")
    elif days:
        first, last = (spelt(day[: len("2022-05")]) for day in (min(days), max(days)))
        parts.append(f"dated {first}" + (f" to {last}" if last != first else ""))
        if undated := len(documents) - len(days):
            parts.append(f"{undated:,} of them without a date")
    return ", ".join(parts) + ":"


def title_span(document: Document) -> tuple[int, int]:
    """Where the title stands in the text, else the first sentence; the whole first line of a text without any."""
    at = document.text.find(document.title) if document.title else -1
    if document.title and at >= 0:
        return at, at + len(document.title)
    if first := lead(document):
        return first
    line = document.text.strip().split("\n", 1)[0].rstrip()
    start = document.text.find(line)
    return start, start + len(line)


def _joined(names: Sequence[str], last: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"


def _unsearched(
    question: str, shape: str, statements: Sequence[Statement], notice: str = "", seconds: float = 0.0
) -> Answer:
    timings = {"search": 0.0, "sentences": seconds, "total": seconds}
    return Answer(
        question, question, "answered", 1.0, tuple(statements), (), EXTRACT, timings, shape=shape, notice=notice
    )
