"""What CLDR says of a language: the names of its months and days, how it writes dates and numbers. The only owner of
Babel.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent, get_currency_symbol, list_currencies

from index.language.identify import ENGLISH
from index.language.vocabulary import own_table, vocabulary
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
def called(code: str, language: str) -> str:
    """What a language is called in another one.

    >>> called("nl", "en"), called("en", "es")
    ('Dutch', 'inglés')
    """
    return str(_locale(language).languages.get(code, code))


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


@cache
def places(language: str) -> frozenset[str]:
    """The names of countries, of the cities that time zones are called by, and of those the vocabulary lists, folded.

    >>> places("de") >= {"spanien", "rom", "buenos aires"}
    True
    """
    return frozenset(_places(language).values()) | {*own_table(language, "names").get("places", ())}


@cache
def translated(language: str, other: str) -> Mapping[str, str]:
    """What the places of one language are called in another where that differs, folded.

    >>> translated("en", "de")["vienna"], translated("de", "fr")["vereinigte staaten"]
    ('wien', 'etats-unis')
    """
    theirs = _places(other)
    called = ((name, theirs.get(code, name)) for code, name in _places(language).items())
    return {name: there for name, there in called if name != there}


@cache
def _places(language: str) -> Mapping[str, str]:
    """Countries and the cities that time zones are called by, folded, by their codes."""
    locale = _locale(language)
    zones = (zone for zone in get_global("zone_territories") if "/" in zone and not zone.startswith("Etc/"))
    cities = {
        zone: locale.time_zones.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ") for zone in zones
    }
    countries = {code: name for code, name in locale.territories.items() if code.isalpha()}
    return {code: fold(str(name)) for code, name in (cities | countries).items()}


def is_one(count: int, language: str) -> bool:
    """Whether what is counted stands in the singular.

    >>> is_one(0, "fr"), is_one(0, "en")
    (True, False)
    """
    return str(_locale(language).plural_form(count)) == "one"


def number(value: float, language: str, digits: int = 0) -> str:
    """A number as the language writes it, with so many decimals.

    >>> number(1234567, "en"), number(1234.56, "de", 1)
    ('1,234,567', '1.234,6')
    """
    decimals = f".{'0' * digits}" if digits else ""
    return str(format_decimal(value, f"#,##0{decimals}", locale=_locale(language)))


def share(part: float, language: str) -> str:
    """A share of 1, in whole percent.

    >>> share(0.256, "en"), share(0.256, "nl")
    ('26%', '26%')
    """
    return str(format_percent(part, locale=_locale(language)))


def day(written: str, language: str) -> str:
    """A day or a month by ISO 8601 as the language writes it; English, and any other text, is as it is.

    >>> day("2024-03-05", "de"), day("2024-03", "es"), day("2024-03-05", "en")
    ('05.03.2024', 'mar 2024', '2024-03-05')
    """
    try:
        first = date.fromisoformat(written if len(written) > len("2024-03") else f"{written}-01")
    except ValueError:
        return written
    if language == ENGLISH:
        return written
    if first.isoformat() == written:
        return str(format_date(first, locale=_locale(language)))
    return str(format_skeleton("yMMM", first, locale=_locale(language)))


def spelt_day(day: str, language: str) -> str:
    """An ISO date, which may be of a month or a year alone, as the language writes it.

    >>> spelt_day("2022-05-24", "en"), spelt_day("2022-05", "de"), spelt_day("2022", "fr")
    ('May 24, 2022', 'Mai 2022', '2022')
    """
    if len(day) == len("2022"):
        return day
    if len(day) == len("2022-05"):
        return str(format_skeleton("yMMMM", date.fromisoformat(f"{day}-01"), locale=_locale(language)))
    return str(format_date(date.fromisoformat(day), "long", locale=_locale(language)))


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
