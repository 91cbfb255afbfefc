"""Dates in figures, whose order of day and month the text itself must tell: 04/06/2024. Pure."""

import re
from datetime import date
from functools import cache

from index.language.cldr import months, weekdays
from index.language.identify import ENGLISH
from index.language.vocabulary import any_of, vocabulary
from index.language.words import fold

_FIGURES = re.compile(
    r"(?<![\d./-])(?P<one>0?[1-9]|[12]\d|3[01])(?P<mark>[./-])(?P<two>0?[1-9]|[12]\d|3[01])(?P=mark)(?P<year>(?:19|20)\d\d)"
    r"(?![\d/-]|\.\d)"
)
_MONTH = r"(?P<month>0?[1-9]|1[0-2])[/.](?P<year>(?:19|20)\d\d)(?![\d/-]|\.\d)"
DAY_FIRST, MONTH_FIRST = "day first", "month first"


def order(text: str, language: str) -> str | None:
    """In which order a text gives days and months in figures; None if it does not show.

    A language other than English gives days first. In English a number above 12 tells, or the day of the week.

    >>> order("Due 25/06/2024", "en"), order("Tuesday 04/06/2024", "en"), order("Due 04/06/2024", "en")
    ('day first', 'day first', None)
    """
    if language != ENGLISH:
        return DAY_FIRST
    orders = {shown for match in _FIGURES.finditer(text) if (shown := _shown(match, text, language))}
    return orders.pop() if len(orders) == 1 else None


def spelt_out(line: str, language: str, known: str | None) -> str:
    """The line with its dates in figures in ISO 8601 where the order of day and month is `known` or can't matter, and
    with the month of "updated 3/2024" by its name.

    >>> spelt_out("Date: 4/6/2024", "en", DAY_FIRST), spelt_out("Updated 3/2024", "en", None)
    ('Date: 2024-06-04', 'Updated March 2024')
    """
    line = _FIGURES.sub(lambda match: _iso(match, known) or match[0], line)
    return _of_month(language).sub(lambda match: f"{match['before']}{_name(language, match)} {match['year']}", line)


def _shown(match: re.Match[str], text: str, language: str) -> str | None:
    one, two = int(match["one"]), int(match["two"])
    if max(one, two) > 12:
        return None if min(one, two) > 12 else DAY_FIRST if one > 12 else MONTH_FIRST
    named = _weekday(language).search(text, max(0, match.start() - 20), match.start())
    if one == two or not named:
        return None
    wanted = weekdays(language)[fold(named["name"])]
    fits = [
        known
        for known, day in (
            (DAY_FIRST, date(int(match["year"]), two, one)),
            (MONTH_FIRST, date(int(match["year"]), one, two)),
        )
        if day.weekday() == wanted
    ]
    return fits[0] if len(fits) == 1 else None


def _iso(match: re.Match[str], known: str | None) -> str:
    one, two = int(match["one"]), int(match["two"])
    if not known and one != two and max(one, two) <= 12:
        return ""
    day, month = (two, one) if two > 12 or (known == MONTH_FIRST and one <= 12) else (one, two)
    try:
        return date(int(match["year"]), month, day).isoformat()
    except ValueError:  # 31.06.
        return ""


def _name(language: str, match: re.Match[str]) -> str:
    numbers = months(language, abbreviated=False)
    return next(name for name, number in numbers.items() if number == int(match["month"])).capitalize()


@cache
def _weekday(language: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?P<name>{any_of(weekdays(language))})\b\.?,?\s*$", re.IGNORECASE)


@cache
def _of_month(language: str) -> re.Pattern[str]:
    updates = any_of(vocabulary(language, "own_date")["updates"])
    return re.compile(rf"(?P<before>\b(?:{updates})\b:?\s*){_MONTH}", re.IGNORECASE)
