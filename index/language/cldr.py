"""What CLDR says of a language: the names of its months and days, its mark for decimals. The only owner of Babel."""

from collections.abc import Mapping
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.numbers import get_currency_symbol, list_currencies

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
    locale = _locale(language)
    zones = (zone for zone in get_global("zone_territories") if "/" in zone and not zone.startswith("Etc/"))
    cities = {
        str(locale.time_zones.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")) for zone in zones
    }
    countries = {str(name) for code, name in locale.territories.items() if code.isalpha()}
    return frozenset(map(fold, cities | countries)) | {*own_table(language, "names").get("places", ())}


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
