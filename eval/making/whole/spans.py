"""Stretches of time, as questions name them."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from eval.making.whole.world import FIRST, NOW


@dataclass(frozen=True, slots=True)
class Span:
    """From the first day to the last, both included, and how it is said."""

    first: date
    last: date
    said: tuple[str, ...]

    def holds(self, day: date | None) -> bool:
        """Whether a day is in it; what has no date is in none."""
        return day is not None and self.first <= day <= self.last


def year(number: int) -> Span:
    """A calendar year."""
    return Span(date(number, 1, 1), date(number, 12, 31), (f"in {number}", f"from {number}", f"dated {number}"))


def a_span(chance: Random, first: date = FIRST) -> Span:
    """A year, or what lies after, before or between months, not before the first year."""
    sort, start = chance.choice(("year", "year", "since", "before", "between")), _a_month(chance, first)
    match sort:
        case "year":
            return year(chance.randint(first.year, NOW.year))
        case "since":
            return Span(start, NOW, (f"since {start:%B %Y}", f"from {start:%B %Y} on"))
        case "before":
            return Span(
                date.min,
                start - timedelta(days=1),
                (f"before {start:%B %Y}", f"until the end of {_before(start):%B %Y}"),
            )
        case _:
            end = _a_month(chance, start)
            return Span(
                start,
                after(end) - timedelta(days=1),
                (f"from {start:%B %Y} to {end:%B %Y}", f"between {start:%B %Y} and {end:%B %Y}"),
            )


def after(month: date) -> date:
    """The first day of the month after that of a first day."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _before(month: date) -> date:
    return month - timedelta(days=1)


def _a_month(chance: Random, first: date) -> date:
    """The first day of some month, that of `first` at the earliest and of last month at the latest."""
    months = range(first.year * 12 + first.month - 1, NOW.year * 12 + NOW.month - 1)
    month = chance.choice(months)
    return date(month // 12, month % 12 + 1, 1)
