"""What kind of answer a question asks for: a date, a number, ... Pure."""

import re
from collections.abc import Sequence
from functools import cache

from index.language.vocabulary import vocabulary
from index.language.words import fold

COUNTING = ("number", "money", "age", "duration")
"""The kinds whose answer is an amount."""


def leading(question: str, language: str) -> str | None:
    """The kind that the first question word asks for, which in "What was said when they met?" is no date: age,
    duration, money, number or date; None if it asks for something else."""
    words, folded = vocabulary(language, "questions"), fold(question)
    first = re.search(words["first"], folded)
    asked = re.sub(words["plural"], r"\1", folded[first.start() :]) if first else ""
    return next((kind for kind, pattern in _asks(language) if pattern.match(asked)), None)


@cache
def _asks(language: str) -> Sequence[tuple[str, re.Pattern[str]]]:
    """The kinds, of which the first that fits counts, and by what each is known."""
    asks = vocabulary(language, "questions")["asks"]
    return [(kind, re.compile("|".join(patterns))) for kind, patterns in asks.items()]
