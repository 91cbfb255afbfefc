"""The time for which a question asks what holds: now, or a day, month or year that it names. Pure."""

import calendar
import re
from dataclasses import dataclass
from functools import cache

from index.language.dates import Day, dates
from index.language.vocabulary import any_of, any_word, vocabulary
from index.language.words import likely_language

_YEAR = re.compile(r"(?<![\w.,/-])(?:19|20)\d\d(?![\w/-])")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: what held from `first` to `last`, days in ISO 8601, or holds now if there are none.

    `rest` is the question without the words for it.
    """

    first: str | None
    last: str | None
    rest: str


def read(bare: str) -> Wanted | None:
    """The time that a question asks for, None if it names none, or more than one.

    >>> read("What was the rent in March 2024?")
    Wanted(first='2024-03-01', last='2024-03-31', rest='What was the rent?')
    >>> read("What is the current rent?"), read("What does a current account cost?")
    (Wanted(first=None, last=None, rest='What is the rent?'), None)
    """
    language = likely_language(bare)
    stated = dates(bare, language)
    if dated := [one for one in stated if one.value.year]:
        before = _at(language).search(bare, 0, dated[0].start)
        if len(stated) > 1 or not before:
            return None
        return Wanted(*_days(dated[0].value), _without(bare, before.start(), dated[0].end))
    kept = any_word(language, "timing", "not_now").sub(lambda match: "_" * len(match[0]), bare)
    found = any_word(language, "timing", "now").search(kept)
    return Wanted(None, None, _without(bare, *found.span())) if found else None


def of_year(bare: str) -> Wanted | None:
    """The year that a question names, as that of an edition, if it names one and no other date.

    >>> of_year("travel policy 2023, hotel limit")
    Wanted(first='2023-01-01', last='2023-12-31', rest='travel policy, hotel limit')
    """
    years = [*_YEAR.finditer(bare)]
    if len(years) != 1 or any(one.value.month for one in dates(bare, likely_language(bare))):
        return None
    return Wanted(*_days(Day(int(years[0][0]))), _without(bare, *years[0].span()))


def _without(text: str, start: int, end: int) -> str:
    left = f"{text[:start]} {text[end:]}"
    return re.sub(r"\s+(?=[?.!,])", "", " ".join(left.split())).lstrip(" ,")


def _days(day: Day) -> tuple[str, str]:
    """The first and the last day of a year, a month or a day."""
    year, month = day.year or 0, day.month or 12
    last = day.day or calendar.monthrange(year, month)[1]
    return f"{year:04}-{day.month or 1:02}-{day.day or 1:02}", f"{year:04}-{month:02}-{last:02}"


@cache
def _at(language: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of(vocabulary(language, 'timing')['at'])})\s+$", re.IGNORECASE)
