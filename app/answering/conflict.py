"""Whether two sentences of different documents answer the same question with different values. Pure.

Precision before recall: two meetings have each their own date, a figure may be rounded, and a name that only one of
the sentences holds may make it another matter. In doubt there is no conflict.
"""

from collections.abc import Sequence

from app.answering.about_corpus import label
from app.answering.evidence import Candidate
from app.answering.key import likely_key
from app.answering.versions import is_newer
from app.asking.asked import Question
from app.asking.wanted import COUNTING
from app.records import Statement
from index.language.cldr import day
from index.language.dates import Day
from index.language.identify import ENGLISH
from index.language.mentions import Mention, mentions, names, seconds
from index.language.vocabulary import any_word
from index.language.wording import quoted, say
from index.language.words import fold, terms
from index.records import Document

_SHARED = 0.6  # of the terms of the shorter sentence, its value left out, that the other must hold
_ASKED = 0.6  # of the question's terms that both must hold
_NEAR = 0.15  # that durations in different units may differ by, of the longer one


def conflict(question: Question, first: Candidate, second: Candidate, language: str = ENGLISH) -> str:
    """What the two documents say, in plain words, if their answers differ, the newer first where one is; else ""."""
    if first.document.sha256 == second.document.sha256 or question.leading not in (*COUNTING, "date"):
        return ""
    one, other = (
        stated_value(question, candidate.line, candidate.document.language, likely_key(question, candidate))
        for candidate in (first, second)
    )
    if one is None or other is None or one.vague or other.vague or _agree(one, other):
        return ""
    if not _same_matter(question, (first, one), (second, other)):
        return ""
    happens_once = any_word(question.language, "answers", "once").search(fold(question.core))
    if question.leading == "date" and not happens_once:
        return ""  # "when did they meet?": they may have met twice
    alike = label(first.document) == label(second.document)
    quotes = [
        f"{quoted(language, candidate.line[value.start : value.end])} ({_where(candidate.document, alike, language)})"
        for candidate, value in ((first, one), (second, other))
    ]
    newer = is_newer(second.document, first.document)
    if newer is None:
        return say(language, "differ", quotes="; ".join(quotes))
    now, before = reversed(quotes) if newer else quotes
    return f"{now}; {say(language, 'before', quote=before)}."


def different(question: Question, statements: Sequence[Statement], language: str = ENGLISH) -> str:
    """What the documents say, without taking it for a contradiction, if the figures asked for differ; else ""."""
    if question.leading not in COUNTING:
        return ""
    stated: dict[float, tuple[str, str]] = {}  # the words and their file, by the amount in the key of a statement
    for statement in statements:
        document = statement.citations[0].document
        value = stated_value(question, statement.text, document.language, statement.key)
        if value and isinstance(value.value, float):
            stated.setdefault(value.value, (statement.text[value.start : value.end], document.source))
    if len({source for _, source in stated.values()}) < 2:
        return ""
    quotes = "; ".join(f"{quoted(language, words)} ({source})" for words, source in stated.values())
    return say(language, "differ_in_figures", quotes=quotes)


def stated_value(question: Question, line: str, language: str, key: tuple[int, int] | None) -> Mention | None:
    """The one mention in the key of a line that is of the kind which the question asks for."""
    if key is None:
        return None
    kinds = COUNTING if question.leading in COUNTING else (question.leading,)
    within = [
        mention
        for mention in mentions(line, language)
        if mention.kind in kinds and mention.start < key[1] and key[0] < mention.end
    ]
    return within[0] if len(within) == 1 else None


def _same_matter(question: Question, *stated: tuple[Candidate, Mention]) -> bool:
    language = stated[0][0].document.language
    wanted = set(terms(question.full, language))
    lines = ((candidate.line, value) for candidate, value in stated)
    texts = [f"{line[: value.start]} {line[value.end :]}" for line, value in lines]
    left, right = (set(terms(text, language)) for text in texts)
    shared = left & right
    named = [
        {t for name in names(text, language) if not name.first for t in terms(str(name.value), language)}
        for text in texts
    ]
    figures = [{term for term in words if term.isdigit()} for words in (left, right)]
    return (
        len(shared) >= 2
        and len(shared) >= _SHARED * min(len(left), len(right))
        and len(wanted & shared) >= _ASKED * len(wanted)
        and not (named[0] - right and named[1] - left)  # each names somebody else
        and not (figures[0] - figures[1] and figures[1] - figures[0])  # of two years, or of two other things
    )


def _agree(one: Mention, other: Mention) -> bool:
    """Whether the values are the same, or one is merely more precise; True if they can't be compared."""
    left, right = one.value, other.value
    if isinstance(left, Day) and isinstance(right, Day):
        return Day() in (left, right) or left.agrees(right)
    if not isinstance(left, float) or not isinstance(right, float):
        return True
    if one.unit == other.unit:
        return _rounds_to(left, right) or _rounds_to(right, left)
    long, short = sorted((left * seconds(one.unit), right * seconds(other.unit)), reverse=True)
    return not short or long - short <= _NEAR * long


def _rounds_to(exact: float, rough: float) -> bool:
    """Whether they are equal, or the one is the other rounded to tens, hundreds, ... or to whole numbers."""
    zeros = len(str(int(rough))) - len(str(int(rough)).rstrip("0")) if rough else 0
    return rough == round(exact, -zeros) or (rough == round(exact) and exact != int(exact))


def _where(document: Document, alike: bool, language: str) -> str:
    """The document's name; the file's, if the other's title is the same."""
    name = document.source if alike else label(document)
    return f"{name}, {day(document.date, language)}" if document.date else name
