"""A cell as a date, as precisely as it is stated, and whether day or month come first in a column of dates. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from index.language.dates import dates
from index.language.identify import ENGLISH

_MOST = 40  # characters
_TIME = r"(?:[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[apAP]\.?[mM]\.?)?(?:Z|[-+]\d\d:?\d\d)?)?"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})(?:[-/.](\d{{1,2}}){_TIME})?")
_FIGURES = re.compile(rf"(\d{{1,2}})([./-])(\d{{1,2}})\2(\d{{4}}|\d\d)\.?{_TIME}")
_PIVOT = 69  # two digits from here on are of the century before
_MONTHS = 12
DAY_FIRST, MONTH_FIRST = "day first", "month first"


@dataclass(frozen=True, slots=True)
class Written:
    """A date as it is written: ISO 8601, of a day or a month, with the day first and with the month first; "" where it
    is no date then."""

    day_first: str
    month_first: str

    def read(self, order: str) -> str:
        """The date; "" in doubt."""
        if order and self.day_first and self.month_first:
            return self.day_first if order == DAY_FIRST else self.month_first
        if self.day_first and self.month_first:
            return self.day_first if self.day_first == self.month_first else ""
        return self.day_first or self.month_first


@lru_cache(maxsize=20_000)
def written(cell: str, language: str) -> Written | None:
    """The date that a cell is, None of anything else, a year alone among it. A time of day behind it is left out.

    >>> written("3/5/2024", "en"), written("5. Mai 2024", "de").read(""), written("2024-05", "en").read("")
    (Written(day_first='2024-05-03', month_first='2024-03-05'), '2024-05-05', '2024-05')
    """
    if len(cell) > _MOST or not any(map(str.isdigit, cell)):
        return None
    if match := _ISO.fullmatch(cell):
        day = _day(int(match[1]), int(match[2]), int(match[3]) if match[3] else None)
        return Written(day, day) if day else None
    if match := _FIGURES.fullmatch(cell):
        one, other, year = int(match[1]), int(match[3]), int(match[4])
        year += (1900 if year >= _PIVOT else 2000) * (len(match[4]) < len("2024"))
        day_first, month_first = _day(year, other, one), "" if match[2] == "." else _day(year, one, other)
        return Written(day_first, month_first) if day_first or month_first else None
    stated = dates(cell, language) or (dates(cell, ENGLISH) if language != ENGLISH else [])
    if len(stated) != 1 or (stated[0].start, stated[0].end) != (0, len(cell)):
        return None
    value = stated[0].value
    day = _day(value.year, value.month, value.day) if value.year and value.month else ""
    return Written(day, day) if day else None


def order_of(days: Iterable[Written]) -> str | None:
    """Which comes first, as some of the dates tell; "" if none does, None if they disagree."""
    told = {DAY_FIRST if one.day_first else MONTH_FIRST for one in days if bool(one.day_first) != bool(one.month_first)}
    return None if len(told) > 1 else "".join(told)


def in_doubt(days: Iterable[Written]) -> bool:
    """Whether some could be either."""
    return any(one.day_first and one.month_first and one.day_first != one.month_first for one in days)


def _day(year: int, month: int, day: int | None) -> str:
    try:
        date(year, month, 1 if day is None else day)
    except ValueError:
        return ""
    return f"{year:04}-{month:02}" + ("" if day is None else f"-{day:02}")
