"""Filters in words: of which time, folder, kind of file or person the documents are to be. Pure.

"before the merger" is no date, and stays in the question.
"""

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from index.language.cldr import months
from index.language.dates import Day, Stated, dates
from index.language.identify import ENGLISH
from index.language.vocabulary import any_of, pattern, vocabulary
from index.language.words import fold

_TAKEN = "\N{OBJECT REPLACEMENT CHARACTER}"
_WORD_BEFORE = r"(?<![\w-])(?:%s) (?:(?:the|of|year|month) )?$"


@dataclass(frozen=True, slots=True)
class Filter:
    """Of which documents. `words` of the question say it; of a date `first` to `last` are the days that count, each
    None where it is open; of anything else `value` is the name as typed."""

    kind: str
    words: str
    value: str = ""
    first: date | None = None
    last: date | None = None


def filtered(text: str, today: date, language: str = ENGLISH) -> tuple[str, tuple[Filter, ...]]:
    """The text without its filters, and these. "May" without a year is the last one that has begun.

    >>> filtered("all contracts signed since May 2024 in the legal folder", date(2026, 1, 1))[0]
    'all contracts'
    """
    filters = []
    if match := _named("folder").search(text):  # before dates: "in the 2024 folder"
        filters.append(_of_name("folder", match))
        text = _without(text, *match.span())
    while dated := _dated(text, today, language):
        start, end, first, last = dated
        filters.append(Filter("date", text[start:end].strip(), "", first, last))
        text = _without(text, start, end)
    for kind in ("person", "title"):
        if match := _named(kind).search(text):
            filters.append(_of_name(kind, match))
            text = _without(text, *match.span())
    return text, tuple(filters)


def periods(text: str, today: date, language: str = ENGLISH) -> list[tuple[int, int, Filter]]:
    """From where to where the text says of which time, and of which, with these places left in it."""
    found = []
    while dated := _dated(text, today, language):
        start, end, first, last = dated
        found.append((start, end, Filter("date", text[start:end].strip(), "", first, last)))
        text = text[:start] + _TAKEN * (end - start) + text[end:]
    return found


def _of_name(kind: str, match: re.Match[str]) -> Filter:
    value = next(group for group in match.groups() if group)
    return Filter(kind, match[0].strip(), value.strip(" .,?!"))


def _without(text: str, start: int, end: int) -> str:
    return " ".join(f"{text[:start]} {text[end:]}".split())


def _dated(text: str, today: date, language: str) -> tuple[int, int, date | None, date | None] | None:
    """The first stretch that says of which time, with its days."""
    return _between(text, today, language) or _relative(text, today) or _of_a_day(text, today, language)


def _between(text: str, today: date, language: str) -> tuple[int, int, date | None, date | None] | None:
    words = _words()
    for match in re.finditer(
        rf"(?<!\w)(?:{any_of(words['between'])}) (?P<one>[\w ,./]{{3,20}}?) ?"
        rf"(?<!\w)(?:{any_of(words['to'])})(?!\w) ?(?P<two>.+)",
        text,
        re.IGNORECASE,
    ):
        two = next(iter(_stated(match["two"], language)), None)
        if not two or two.start:
            continue
        one = next((day for day in _stated(match["one"], language) if day.end - day.start == len(match["one"])), None)
        if one:
            year = one.value.year or two.value.year
            first, last = _period(Day(year, one.value.month, one.value.day), today), _period(two.value, today)
            return match.start(), match.start("two") + two.end, first[0], last[1]
    return None


def _relative(text: str, today: date) -> tuple[int, int, date | None, date | None] | None:
    """ "this year", "last month"."""
    words = _words()
    units = {spelt: unit for unit, spellings in words["units"].items() for spelt in spellings}
    match = re.search(
        rf"(?<!\w)(?:(?:{any_of(words['within'])}) )?(?:(?P<this>{any_of(words['this'])})|{any_of(words['last'])}) "
        rf"(?P<unit>{any_of(units)})(?!\w)",
        text,
        re.IGNORECASE,
    )
    if not match:
        return None
    unit, this = units[fold(match["unit"])], bool(match["this"])
    if unit == "year":
        year = today.year - (not this)
        first, last = date(year, 1, 1), date(year, 12, 31)
    elif unit == "month":
        first, last = _month(today.replace(day=1) if this else today.replace(day=1) - timedelta(days=1))
    else:
        first = today - timedelta(days=today.weekday() + 7 * (not this))
        last = first + timedelta(days=6)
    return *match.span(), first, last


def _of_a_day(text: str, today: date, language: str) -> tuple[int, int, date | None, date | None] | None:
    words = _words()
    for day in _stated(text, language):
        first, last = _period(day.value, today)
        before, behind = text[: day.start], text[day.end :]
        onwards = re.match(rf" ?(?:{any_of(words['onwards'])})(?!\w)", behind, re.IGNORECASE)
        for how in ("since", "after", "until", "before", "within"):
            if match := re.search(_WORD_BEFORE % any_of(words[how]), before, re.IGNORECASE):
                start = match.start()
                break
        else:
            how, start = "within", day.start
            if not day.value.year:
                continue  # "the march": a month without a year or a word before it is none
        if how == "within" and onwards:
            return start, day.end + onwards.end(), first, None
        one, two = timedelta(days=1), day.end
        spans: Mapping[str, tuple[date | None, date | None]] = {
            "since": (first, None), "after": (last + one, None), "until": (None, last),
            "before": (None, first - one), "within": (first, last),
        }  # fmt: skip
        return start, two, *spans[how]
    return None


def _stated(text: str, language: str) -> Sequence[Stated[Day]]:
    """Days of a year or of a month that a text states; a bare month too."""
    stated = [day for day in dates(text, language) if day.value.year or day.value.month]
    names = months(language)
    bare = re.finditer(rf"(?<!\w)(?:{any_of(names)})(?!\w)", text, re.IGNORECASE)
    others = [Stated(*m.span(), Day(month=names[fold(m[0])])) for m in bare]
    free = [o for o in others if not any(day.start <= o.start < day.end for day in stated)]
    return sorted([*stated, *free], key=lambda day: day.start)


def _period(day: Day, today: date) -> tuple[date, date]:
    """The first and the last day."""
    if not day.month:
        return date(day.year or today.year, 1, 1), date(day.year or today.year, 12, 31)
    year = day.year or (today.year if (day.month, day.day or 1) <= (today.month, today.day) else today.year - 1)
    if day.day:
        return date(year, day.month, day.day), date(year, day.month, day.day)
    return _month(date(year, day.month, 1))


def _month(first: date) -> tuple[date, date]:
    return first.replace(day=1), first.replace(day=monthrange(first.year, first.month)[1])


def _words() -> Mapping[str, Any]:
    words: Mapping[str, Any] = vocabulary(ENGLISH, "whole")["filters"]
    return words


@cache
def _named(kind: str) -> re.Pattern[str]:
    key = {"folder": "in_folder", "person": "by_person", "title": "titled"}[kind]
    return re.compile(rf"(?<!\w)(?:{pattern(ENGLISH, 'whole', key)})", re.IGNORECASE)
