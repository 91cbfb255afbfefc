"""Dates and times of day in a text with their values. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Generic, TypeVar

from index.language.cldr import capitalised, months, weekdays
from index.language.identify import ENGLISH
from index.language.vocabulary import any_of, any_word, vocabulary
from index.language.words import CAPITAL, fold

_YEAR = r"(?P<year>1\d{3}|20\d\d)"
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Day:
    """As much of a date as is stated; nothing of "Tuesday"."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def agrees(self, other: "Day") -> bool:
        """Whether nothing that both state differs."""
        pairs = zip((self.year, self.month, self.day), (other.year, other.month, other.day), strict=True)
        return all(one is None or two is None or one == two for one, two in pairs)


@dataclass(frozen=True, slots=True)
class Stated(Generic[_Value]):
    """`text[start:end]` states `value`."""

    start: int
    end: int
    value: _Value


def dates(text: str, language: str) -> list[Stated[Day]]:
    """The dates of a text, in order, disjoint, as long as can be.

    >>> dates("On May 5, 2020 in Lima", "en")
    [Stated(start=3, end=14, value=Day(year=2020, month=5, day=5))]
    """
    if not _hint(language).search(text):
        return []
    matches = (match for pattern in _patterns(language) for match in pattern.finditer(text))
    stated = [dated for match in matches if (dated := _stated(match, language))]
    chosen: list[Stated[Day]] = []
    for dated in sorted(stated, key=lambda dated: (dated.start, -dated.end)):
        if not chosen or dated.start >= chosen[-1].end:
            chosen.append(dated)
    return chosen


def undated(text: str, language: str) -> str:
    """The text without its dates.

    >>> undated("When did they meet in May 2022?", "en")
    'When did they meet in  ?'
    """
    for dated in reversed(dates(text, language)):
        text = f"{text[: dated.start]} {text[dated.end :]}"
    return text


def times(text: str, language: str) -> list[Stated[int]]:
    """The times of day in a text, in minutes after midnight.

    >>> [time.value // 60 for time in times("15:00 is 3 p.m.", "en")]
    [15, 15]
    """
    words = vocabulary(language, "times")
    stated: list[Stated[int]] = []
    for match in (match for form in _times(language) for match in form.finditer(text)):
        of = match.groupdict()
        hour, minute, half = int(of["hour"]), int(of.get("minute") or 0), fold(of.get("half") or "")
        if (half and not 1 <= hour <= 12) or any(one.start < match.end("hour") <= one.end for one in stated):
            continue
        hour = hour % 12 + 12 * (half in words["afternoon"]) if half else hour
        stated.append(Stated(match.start("hour"), match.end(), 60 * hour + minute))
    for key, value in (("noon", 720), ("midnight", 0)):
        stated += [Stated(*match.span(), value) for match in any_word(language, "times", key).finditer(text)]
    return stated


def spelt(day: str) -> str:
    """An ISO date, which may be of a month alone, as it is said.

    >>> spelt("2022-05-24"), spelt("2022-05")
    ('May 24, 2022', 'May 2022')
    """
    if len(day) == len("2022-05"):
        return f"{date.fromisoformat(f'{day}-01'):%B %Y}"
    parsed = date.fromisoformat(day)
    return f"{parsed:%B} {parsed.day}, {parsed.year}"


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    """What a date looks like. `alone` is what of a match is the date, where that is not all of it."""
    words = vocabulary(language, "dates")
    joins, early = f"(?:(?:{any_of(words['joins'])}) )?", f"(?:(?:{any_of(words['early'])})[- ])"
    ordinals = any_of([*vocabulary(language, "numbers")["ordinals"], *words["firsts"]])
    day = rf"(?<!\d\.)(?P<day>\d{{1,2}})(?:{ordinals})?\.?(?P<to> ?[-–] ?\d{{1,2}}(?:{ordinals})?\.?)?"
    month, days = any_of(months(language)), any_of(weekdays(language, abbreviated=False))
    typed = [  # whatever the case
        r"\b(?P<year>\d{4})-(?P<number>0[1-9]|1[0-2])-(?P<day>\d\d)(?!\d)",
        rf"\b{day} ?{joins}(?P<month>{month})\b\.?(?:,? {joins}{_YEAR}\b(?!-))?",
        rf"\b(?P<month>{month})\b\.? {day}(?P<range>(?: ?[-–] ?(?:{month})) \d{{1,2}})?(?!\d)(?:,? {_YEAR}\b)?",
        rf"{early}?\b(?P<month>{month})\b\.?,? {joins}{_YEAR}\b",
        r"\b(?P<day>\d{1,2})[./](?P<number>\d{1,2})[./](?P<year>\d{4})\b",
        rf"{early}?(?<![$€£¥.,\w]){_YEAR}(?P<range>s)?\b(?![.,]\d|%)",
    ]
    month = any_of(months(language, abbreviated=capitalised(language)))  # "en mar abierto" is no month
    written = [  # with a capital, where the language has one
        rf"\b(?i:{early})(?P<month>{_cased(month, language)})\b",
        rf"\b(?i:{any_of(words['before_month'])}) (?P<alone>(?P<month>{_cased(month, language)}))\b(?! \d)",
        rf"\b(?:(?i:{any_of(words['which_day'])}) )?{_cased(days, language)}\b|\b(?i:{any_of(words['relative'])})\b",
    ]
    return *(re.compile(pattern, re.IGNORECASE) for pattern in typed), *map(re.compile, written)


def _stated(match: re.Match[str], language: str) -> Stated[Day] | None:
    """The date of a match of `_patterns`; of a range of days its year and month; None if there is no such day."""
    group = match.groupdict()
    year, day = (int(group[name]) if group.get(name) else None for name in ("year", "day"))
    month = months(language)[fold(group["month"])] if group.get("month") else None
    if group.get("number"):
        month = int(group["number"])
        if "-" not in match.group() and language == ENGLISH:  # month and day stand in either order
            first, second = day or 0, month
            day, month = (second, first) if second > 12 >= first else (first, second) if first > 12 else (None, None)
    if group.get("range") or group.get("to"):
        day, year = None, None if match.group().endswith("s") else year
    try:
        date(year or 2000, 1 if month is None else month, 1 if day is None else day)
    except ValueError:  # May 35
        return None
    if group.get("month") in vocabulary(language, "dates")["ordinary"] and day and not year:
        return None  # "they march 5 miles"
    return Stated(*match.span("alone" if group.get("alone") else 0), Day(year, month, day))


def _cased(names: str, language: str) -> str:
    """Names of months or days as the language writes them: with a capital, or in any case."""
    return f"(?={CAPITAL})(?i:{names})" if capitalised(language) else f"(?i:{names})"


@cache
def _hint(language: str) -> re.Pattern[str]:
    """What every date has something of."""
    words = vocabulary(language, "dates")["relative"]
    return re.compile(rf"\d|\b(?:{any_of([*months(language), *weekdays(language), *words])})", re.IGNORECASE)


@cache
def _times(language: str) -> tuple[re.Pattern[str], ...]:
    """What a time of day looks like, the likeliest first: 3 p.m., 15:00, and in some languages "14 h 30", "alle 14"."""
    words = vocabulary(language, "times")
    half, after = any_of([*words["morning"], *words["afternoon"]]), any_of(words["after"])
    hour, minute = r"(?<![\w:.])(?P<hour>[01]?\d|2[0-3])", r"(?P<minute>[0-5]\d)"
    unit = f" ?(?:{any_of(words['hours'])})" if words["hours"] else "h"
    forms = [
        rf"{hour}(?:[:.]{minute}(?![\d:]))?(?:(?:{unit})? ?(?P<half>{half})(?!\w)| (?:{after or '(?!)'})(?!\w))",
        rf"{hour}(?::|{unit} ?){minute}(?: ?min?\b)?(?![\w:])",
    ]
    if words["hours"]:
        before, at, to = (any_of(words[key]) for key in ("before", "at", "to"))
        goes_on = rf"(?= *(?:$|[,;.:!?)–-](?!\d)|(?:{any_of(words['next'])})(?!\w)))"
        forms += [
            rf"(?<!\w)(?:{before}) {hour}{unit}(?!\w)",
            rf"{hour}{unit}(?!\w)(?= ?(?:{to}) ?\d{{1,2}}(?:{unit}|[:.]\d))",
            rf"(?<!\w)(?:{at or '(?!)'}) {hour}(?:[.,]{minute}(?![\d:])|{goes_on})",
        ]
    return tuple(re.compile(form, re.IGNORECASE | re.MULTILINE) for form in forms)
