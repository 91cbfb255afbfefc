"""What the tests of every language ask of the product, in the shape in which their tables say it."""

from collections.abc import Sequence
from dataclasses import replace

from app.answering.key import wanted as wanted_of
from app.answering.verdict import verdict as verdict_of
from app.asking.asked import Question
from app.asking.conversation import standalone
from app.asking.intent import read, wants_list, wants_several
from app.checking.support import supports as supported
from app.reader.reader import WordReader
from index.language.dates import Day, dates, times
from index.language.mentions import mentions, names

_WORDS = WordReader(language="sv")
"""Knows none of the languages here: words decide, by every rule."""


def wanted(question: str, language: str) -> str:
    """The kind of answer."""
    return wanted_of(replace(Question.of(question), language=language, leading=None))


def verdict(question: str, sentence: str, language: str) -> str | None:
    """Yes or no."""
    return verdict_of(replace(Question.of(question), language=language), sentence)


def after(before: str, question: str) -> str:
    """What a follow-up becomes."""
    return standalone(question, [("user", before), ("assistant", "…")])


def talk(text: str) -> tuple[str, str, str]:
    """What a message is: its kind, which small talk, the language."""
    asked = read(text)
    return asked.kind, asked.topic, asked.language


def plainly_asks(text: str) -> bool:
    """Whether it is a question for one thing, and no small talk, list, summary or count."""
    asked = read(text)
    is_question = asked.kind == "question" or asked.only_named
    return is_question and not wants_list(text) and not wants_several(text)


def reshaped(text: str) -> str:
    """In which shape the last answer is wished for."""
    asked = read(text, opening=False)
    return asked.topic if asked.kind == "reshape" else asked.kind


def days(text: str, language: str) -> list[str]:
    """The dates of a text, as much of each as is stated."""
    return [_day(stated.value) for stated in dates(text, language)]


def hours(text: str, language: str) -> list[str]:
    """The times of day of a text, with the words that state them."""
    found = sorted(times(text, language), key=lambda time: time.start)
    return [f"{text[time.start : time.end]}={time.value // 60}:{time.value % 60:02}" for time in found]


def amounts(text: str, language: str) -> list[tuple[str, object, str]]:
    """Kind, value and unit of the amounts of a text, times and dates left out."""
    left_out = ("name", "date", "time")
    return [(one.kind, one.value, one.unit) for one in mentions(text, language) if one.kind not in left_out]


def called(text: str, language: str) -> list[str]:
    """The names of a text."""
    return [text[name.start : name.end] for name in names(text, language) if not name.first]


def supports(statement: str, quotes: Sequence[str], language: str) -> bool:
    """Whether the quotes state the statement, told by words alone."""
    return supported(statement, quotes, _WORDS, language)


def _day(day: Day) -> str:
    return "-".join("?" if part is None else str(part) for part in (day.year, day.month, day.day))
