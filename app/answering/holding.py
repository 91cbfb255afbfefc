"""Whether a text holds an answer of the kind that a question wants. Pure."""

import re
from functools import cache

from app.asking.asked import Question
from app.asking.wanted import COUNTING
from index.language.dates import dates
from index.language.mentions import mentions, names
from index.language.vocabulary import any_of, vocabulary
from index.language.words import CAPITAL, fold, terms


def holds_answer(question: Question, text: str, language: str) -> float:
    """1 if `text` holds an answer of the kind that the question wants, -1 if not, 0 if that can't be told."""
    kind = question.wanted
    if kind is None or (kind != "number" and text.lower() == text.upper() and any(map(str.isalpha, text))):
        return 0.0  # a script without capitals has no names that can be told, and its dates are not known
    if kind == "number":
        return _holds_count(question, text, language)
    if kind == "person":  # a name that the question does not already give
        asked = fold(question.text)
        held = any(str(name.value) not in asked for name in names(text, language) if not name.first)
    elif kind == "date":
        held = bool(dates(text, language) or _hints(kind, language).search(text))
    else:
        held = _hints(kind, language).search(text) is not None or any(m.kind == kind for m in mentions(text, language))
    return 1.0 if held else -1.0


def _holds_count(question: Question, text: str, language: str) -> float:
    """1 if `text` counts what is asked for, "12 delegates" for "how many delegates"; 0 if it holds another figure."""
    noun = terms(question.counted, language)[:1]
    amounts = [mention for mention in mentions(text, language) if mention.kind in (*COUNTING, "percent")]
    ends = [mention.end for mention in amounts] + [match.end() for match in _hints("number", language).finditer(text)]
    if any(not noun or noun[0] in terms(text[end : end + 80], language)[:3] for end in ends):
        return 1.0
    return 0.0 if amounts else -1.0


@cache
def _hints(kind: str, language: str) -> re.Pattern[str]:
    """The words that hint at an answer of a kind; before a name, if a place is wanted."""
    words = any_of(vocabulary(language, "answers")[kind])
    return re.compile(rf"\b(?i:{words})" + (rf"\s+(?i:the\s+)?{CAPITAL}" if kind == "place" else r"\b"))
