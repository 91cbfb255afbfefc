"""What CLDR says of a language: the names of its months and days, how it writes dates and numbers. The only owner of
Babel.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent, get_currency_symbol, list_currencies

from index.language.identify import ENGLISH
from index.language.vocabulary import vocabulary
from index.language.words import fold

CURRENCIES = frozenset(list_currencies())
"""The codes of all currencies, by ISO 4217."""

_SHORTEST = 3  # letters of an abbreviation


@cache
def months(language: str, abbreviated: bool = True) -> Mapping[str, int]:
    """1 to 12 by the names of the months in small letters, with and without accents, without dots.

    >>> months("es")["agosto"], months("en")["sept"]
    (8, 9)
    """
    more = vocabulary(language, "dates").get("more_months", {}) if abbreviated else {}
    return _names(_locale(language).months, abbreviated) | more


@cache
def weekdays(language: str, abbreviated: bool = True) -> Mapping[str, int]:
    """0, Monday, to 6 by the names of the days of the week, as `months`."""
    return _names(_locale(language).days, abbreviated)


@cache
def capitalised(language: str) -> bool:
    """Whether the language writes months and days of the week with a capital."""
    return str(_locale(language).months["format"]["wide"][1])[0].isupper()


@cache
def currency_sign(code: str) -> str:
    """How amounts in a currency are written in English, its code where it has no sign.

    >>> currency_sign("GBP"), currency_sign("CHF")
    ('£', 'CHF')
    """
    return str(get_currency_symbol(code, ENGLISH))


@cache
def decimal_mark(language: str) -> str:
    """What stands before decimals: "." or ","."""
    return str(_locale(language).number_symbols["latn"]["decimal"])


def day_written(day: str, language: str) -> str:
    """An ISO date, which may be of a month or a year alone, as the language writes it.

    >>> day_written("2022-05-24", "en"), day_written("2022-05", "de"), day_written("2022", "fr")
    ('May 24, 2022', 'Mai 2022', '2022')
    """
    if len(day) == len("2022"):
        return day
    if len(day) == len("2022-05"):
        return str(format_skeleton("yMMMM", date.fromisoformat(f"{day}-01"), locale=_locale(language)))
    return str(format_date(date.fromisoformat(day), "long", locale=_locale(language)))


def count_written(count: int, language: str) -> str:
    """A whole number as the language writes it.

    >>> count_written(12000, "en"), count_written(12000, "de")
    ('12,000', '12.000')
    """
    return str(format_decimal(count, locale=_locale(language)))


def percent_written(share: float, language: str) -> str:
    """A share, 0 to 1, in whole percent, as the language writes it.

    >>> percent_written(0.5, "en"), percent_written(0.125, "nl")
    ('50%', '12%')
    """
    return str(format_percent(round(share * 100) / 100, locale=_locale(language)))


def _names(tables: Mapping[str, Mapping[str, Mapping[int, str]]], abbreviated: bool) -> dict[str, int]:
    return {
        name: number
        for form in ("format", "stand-alone")
        for width in (("wide", "abbreviated") if abbreviated else ("wide",))
        for number, spelt in tables[form][width].items()
        for name in (spelt.lower().strip("."), fold(spelt).strip("."))
        if len(name) >= _SHORTEST
    }


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse(ENGLISH)
