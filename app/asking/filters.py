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

LOOSE, LAST, SURE = range(3)
"""How sure it is that a date is a filter: it may belong to a name, "the Act of 1998"; it is said last, "rent 2021"; or
a word says so, "in 2021"."""
_Dated = tuple[int, int, date | None, date | None]
_JOINED = re.compile(r"[\w/]")  # "2021/22" is another date than 2021
_RECENT = 1900  # an earlier year without a word before it is a number
_TAKEN = "\N{OBJECT REPLACEMENT CHARACTER}"
_WORD_BEFORE = r"(?<![\w-])(%s) (?:(?:the|of|year|month) )?$"


@dataclass(frozen=True, slots=True)
class Filter:
    """Of which documents. `words` of the question say it; of a date `first` to `last` are the days that count, each
    None where it is open; of anything else `value` is the name as typed."""

    kind: str
    words: str
    value: str = ""
    first: date | None = None
    last: date | None = None


def filtered(text: str, today: date, language: str = ENGLISH, least: int = LOOSE) -> tuple[str, tuple[Filter, ...]]:
    """The text without its filters, and these. "May" without a year is the last one that has begun; dates that are
    less sure than `least` to be filters stay in the text.

    >>> filtered("all contracts signed since May 2024 in the legal folder", date(2026, 1, 1))[0]
    'all contracts'
    """
    filters = []
    if match := _named("folder").search(text):  # before dates: "in the 2024 folder"
        filters.append(_of_name("folder", match))
        text = _without(text, *match.span())
    while dated := _dated(text, today, language, least):
        start, end, first, last = dated
        filters.append(Filter("date", text[start:end].strip(), "", first, last))
        text = _without(text, start, end)
    for kind in ("person", "title"):
        if match := _named(kind).search(text):
            filters.append(_of_name(kind, match))
            text = _without(text, *match.span())
    return (" ".join(text.split()) if filters else text), tuple(filters)


def periods(text: str, today: date, language: str = ENGLISH) -> list[tuple[int, int, Filter]]:
    """From where to where the text says of which time, and of which, with these places left in it."""
    found = []
    while dated := _dated(text, today, language, LOOSE):
        start, end, first, last = dated
        found.append((start, end, Filter("date", text[start:end].strip(), "", first, last)))
        text = text[:start] + _TAKEN * (end - start) + text[end:]
    return found


def _of_name(kind: str, match: re.Match[str]) -> Filter:
    value = next(group for group in match.groups() if group)
    return Filter(kind, match[0].strip(), value.strip(" .,?!"))


def _without(text: str, start: int, end: int) -> str:
    """A line ends where a filter stood, so that no other one runs over the place."""
    return f"{text[:start].rstrip(' ')}\n{text[end:].lstrip(' ')}"


def _dated(text: str, today: date, language: str, least: int) -> _Dated | None:
    """The first stretch that says of which time, with its days."""
    return _between(text, today, language) or _relative(text, today) or _of_a_day(text, today, language, least)


def _between(text: str, today: date, language: str) -> _Dated | None:
    words = _words()
    for match in re.finditer(
        rf"(?<!\w)(?:{any_of(words['between'])}) (?P<one>[\w ,./-]{{3,20}}?) ?"
        rf"(?<!\w)(?:{any_of(words['to'])})(?!\w) ?(?P<two>.+)",
        text,
        re.IGNORECASE,
    ):
        two = next(iter(_stated(match["two"], language)), None)
        if not two or two.start:
            continue
        one = next((day for day in _stated(match["one"], language) if day.end - day.start == len(match["one"])), None)
        if one:
            first, last = _both(one.value, two.value, today)
            return match.start(), match.start("two") + two.end, first, last
    return None


def _both(one: Day, two: Day, today: date) -> tuple[date, date]:
    """From the one to the other: what says no year is of the same, or of the next where it would lie before."""
    if one.year and not two.year and two.month:
        two = Day(one.year + ((two.month, two.day or 31) < (one.month or 1, one.day or 1)), two.month, two.day)
    if two.year and not one.year:
        one = Day(two.year, one.month, one.day)
    return _period(one, today)[0], _period(two, today)[1]


def _relative(text: str, today: date) -> _Dated | None:
    """ "this year", "last month", "the last three months"."""
    words = _words()
    units = {spelt: unit for unit, spellings in words["units"].items() for spelt in spellings}
    several: Mapping[str, int] = vocabulary(ENGLISH, "whole")["spoken_numbers"]
    match = re.search(
        rf"(?<!\w)(?:(?:{any_of(words['within'])}) )?(?:(?P<this>{any_of(words['this'])})|{any_of(words['last'])}) "
        rf"(?:(?P<several>\d{{1,3}}|{any_of(several)}) )?(?P<unit>{any_of(units)})(?P<plural>s?)(?!\w)",
        text,
        re.IGNORECASE,
    )
    if not match or bool(match["several"]) != bool(match["plural"]) or (match["this"] and match["several"]):
        return None
    unit, this = units[fold(match["unit"])], bool(match["this"])
    if match["several"]:
        number = several.get(fold(match["several"])) or int(match["several"])
        return *match.span(), _earlier(today, number, unit), today
    if unit == "year":
        year = today.year - (not this)
        first, last = date(year, 1, 1), date(year, 12, 31)
    elif unit == "month":
        first, last = _month(today.replace(day=1) if this else today.replace(day=1) - timedelta(days=1))
    else:
        first = today - timedelta(days=today.weekday() + 7 * (not this))
        last = first + timedelta(days=6)
    return *match.span(), first, last


def _earlier(day: date, number: int, unit: str) -> date:
    """The day so many weeks, months or years before."""
    if unit == "week":
        return day - timedelta(weeks=number)
    months_ago = day.year * 12 + day.month - 1 - number * (12 if unit == "year" else 1)
    first = date(max(months_ago // 12, 1), months_ago % 12 + 1, 1)
    return first.replace(day=min(day.day, _month(first)[1].day))


def _of_a_day(text: str, today: date, language: str, least: int) -> _Dated | None:
    words = _words()
    for day in _stated(text, language):
        first, last = _period(day.value, today)
        before, behind = text[: day.start], text[day.end :]
        how, word, start = _how(before, day.start)
        onwards = re.match(rf" ?(?:{any_of(words['onwards'])})(?!\w)", behind, re.IGNORECASE)
        sure = SURE
        if how == "within" and not onwards and fold(word) in ("", *words["loose"]):
            in_name = word in words["part_of_name"] or before.rstrip().rpartition(" ")[2][:1].isupper()
            sure = LOOSE if behind.strip(" \n?!.") or (in_name and not day.value.day) else LAST
        if sure < least or (not word and (day.value.year or 0) < _RECENT):
            continue  # "the march", "form 1099"
        if how == "within" and onwards:
            return start, day.end + onwards.end(), first, None
        one, two = timedelta(days=1), day.end
        spans: Mapping[str, tuple[date | None, date | None]] = {
            "since": (first, None), "after": (last + one, None), "until": (None, last),
            "before": (None, first - one), "within": (first, last),
        }  # fmt: skip
        return start, two, *spans[how]
    return None


def _how(before: str, start: int) -> tuple[str, str, int]:
    """How what comes before a date takes it, by which word, "" for none, and where that stands."""
    words = _words()
    found = [
        (match.start(), how, match[1])
        for how in ("since", "after", "until", "before", "within")
        if (match := re.search(_WORD_BEFORE % any_of(words[how]), before, re.IGNORECASE))
    ]
    at, how, word = min(found, default=(start, "within", ""))  # the longest: "no later than"
    return how, word, at


def _stated(text: str, language: str) -> Sequence[Stated[Day]]:
    """Days of a year or of a month that a text states; a bare month too."""
    stated = [day for day in dates(text, language) if day.value.year or day.value.month]
    vague = re.compile(rf"(?:{any_of(vocabulary(language, 'dates')['early'])})[- ]", re.IGNORECASE)
    names = months(language)
    bare = re.finditer(rf"(?<!\w)(?:{any_of(names)})(?!\w)", text, re.IGNORECASE)
    others = [Stated(*m.span(), Day(month=names[fold(m[0])])) for m in bare]
    free = [o for o in others if not any(day.start <= o.start < day.end for day in stated)]
    every = sorted([*stated, *free], key=lambda day: day.start)
    return [
        day
        for day in every
        if not vague.search(text[: day.end], max(0, day.start - len("early ")))
        and not _JOINED.search(text[max(0, day.start - 1) : day.start] + text[day.end : day.end + 1])
    ]


def _period(day: Day, today: date) -> tuple[date, date]:
    """The first and the last day."""
    if not day.month:
        return date(day.year or today.year, 1, 1), date(day.year or today.year, 12, 31)
    year = day.year or (today.year if (day.month, day.day or 1) <= (today.month, today.day) else today.year - 1)
    if day.day:
        while monthrange(year, day.month)[1] < day.day:
            year -= 1  # the last 29 February
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
