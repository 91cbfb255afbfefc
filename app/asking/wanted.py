"""What kind of answer a question asks for: a person, a date, a number, ... Pure."""

import re

from index.language.identify import ENGLISH
from index.language.vocabulary import vocabulary
from index.language.words import fold

COUNTING = ("number", "money", "age", "duration")
"""The kinds whose answer is an amount."""

_ASKS = {kind: re.compile("|".join(patterns)) for kind, patterns in vocabulary(ENGLISH, "questions")["asks"].items()}


def wanted(question: str) -> str | None:
    """age, duration, money, number, date, person, place or reason; None if the question's words don't tell."""
    folded = fold(question)
    return next((kind for kind, pattern in _ASKS.items() if pattern.search(folded)), None)


def leading(question: str) -> str | None:
    """The kind that the first question word asks for, which in "What was said when they met?" is not a date."""
    words, folded = vocabulary(ENGLISH, "questions"), fold(question)
    first = re.search(words["first"], folded)
    asked = re.sub(words["plural"], r"\1", folded[first.start() :]) if first else ""
    return next((kind for kind, pattern in _ASKS.items() if pattern.match(asked)), None)


def counted(question: str) -> str:
    """The noun that is counted, as it stands after "how many"; "" if none is."""
    match = re.search(vocabulary(ENGLISH, "questions")["counted"], fold(question))
    return match[1] if match else ""
