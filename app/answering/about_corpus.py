"""Answers about whole documents: the line that small talk gets, the list of the documents, and summaries."""

import time
from collections.abc import Sequence

from app.answering.summarising import LEADS, Vectorise, lead, summarise
from app.records import EXTRACT, Answer, Statement, quoting
from index.language.cldr import number, spelt_day
from index.language.identify import ENGLISH
from index.language.tidy import shortened
from index.language.vocabulary import own_table
from index.language.wording import quoted, say
from index.records import Document

_LISTED = 20
_EXAMPLES = 3  # documents named in small talk
_SHORT = 80  # characters of a name


def small_talk(question: str, kind: str, language: str, documents: Sequence[Document]) -> Answer:
    """A friendly line that says what can be asked. It cites nothing."""
    titled = [document for document in documents if document.title and len(document.title) <= _SHORT]
    names = [quoted(language, label(document)) for document in in_order(titled or documents)[:_EXAMPLES]]
    language = language if own_table(language, "small_talk") else ENGLISH
    words = own_table(language, "small_talk.answers")
    every = len(documents) == len(names)
    line = say(language, "nothing_to_ask")
    if names:
        listed = _joined(names, words["and" if every else "or"])
        count = number(len(documents), language)
        line = words["few" if every else "many"].format(names=listed, count=count)
    return _unsearched(question, language, "smalltalk", [Statement(f"{words[kind]} {line}", ())])


def corpus(question: str, documents: Sequence[Document], language: str = ENGLISH) -> Answer:
    """How many documents there are and of when, then each by its title, or its first sentence, oldest first."""
    ordered = in_order(documents)
    titles = quoting([(document, *title_span(document)) for document in ordered[:_LISTED]])
    statements = [Statement(_counted(ordered, language), ()), *titles]
    if len(ordered) > _LISTED:
        statements.append(Statement(f"{say(language, 'more', len(ordered) - _LISTED)}.", ()))
    return _unsearched(question, language, "corpus", statements)


def summary(question: str, documents: Sequence[Document], vectorise: Vectorise, language: str = ENGLISH) -> Answer:
    """A summary of one document, or the first sentence of each of several."""
    started = time.perf_counter()
    shown = documents[:LEADS]
    if len(documents) == 1:
        spans = [(documents[0], *span) for span in summarise(documents[0], vectorise)]
    else:
        spans = [(document, *span) for document in shown if (span := lead(document))]
    statements = quoting(spans or [(document, *title_span(document)) for document in shown])
    seconds = time.perf_counter() - started
    some = say(language, "some_of", len(documents), shown=str(len(shown)))
    return _unsearched(question, language, "summary", statements, some * (len(shown) < len(documents)), seconds)


def in_order(documents: Sequence[Document]) -> list[Document]:
    """Oldest first; those that state no date come last."""
    return sorted(documents, key=lambda document: (document.date is None, document.date or "", document.source))


def label(document: Document) -> str:
    """A name short enough to be read in a line: the title, else the file's name."""
    return shortened(document.title or document.source, _SHORT)


def _counted(documents: Sequence[Document], language: str) -> str:
    days = [document.date for document in documents if document.date]
    if not documents:
        return say(language, "no_documents")
    parts = [say(language, "documents", len(documents))]
    if len(documents) == len(days) == 1:
        parts.append(say(language, "dated", day=spelt_day(days[0], language)))
    elif days:
        first, last = (spelt_day(day[: len("2022-05")], language) for day in (min(days), max(days)))
        within = say(language, "dated_within", first=first, last=last)
        parts.append(within if last != first else say(language, "dated", day=first))
        if undated := len(documents) - len(days):
            parts.append(say(language, "undated", undated))
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
    question: str, language: str, shape: str, statements: Sequence[Statement], notice: str = "", seconds: float = 0.0
) -> Answer:
    timings = {"search": 0.0, "sentences": seconds, "total": seconds}
    return Answer(
        question=question,
        standalone=question,
        status="answered",
        confidence=1.0,
        statements=tuple(statements),
        hits=(),
        answered_by=EXTRACT,
        timings=timings,
        shape=shape,
        notice=notice,
        language=language,
    )
