"""The words of the page, by their keys in the catalogues, one a language. What comes from documents is never looked up.

Words are English until they are shown: what is kept, logged or told to programs is, and the same words can be shown to
two people in two languages.
"""

import tomllib
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import cache, lru_cache, partial
from pathlib import Path

from index.language.cldr import is_one, number, share
from index.language.identify import ENGLISH

_FOLDER = Path(__file__).with_name("data")
LANGUAGES = tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))
"""ISO 639-1 codes of the languages that the page speaks."""
SCRIPTS = "scripts"
"""The table of what the page's scripts say."""
READ_IN: ContextVar[str] = ContextVar("read_in", default=ENGLISH)
"""The language of whom the request is from that is being answered, for what is made of no request."""

Value = str | int | Callable[[str], str]
"""What is put in for a name in braces: a text, shown in the language if it is `Said`; a whole number, written as the
language writes it; or what gives a text for a language."""
_LONGEST = 1_000  # characters of a header that are read
_MOST = 20  # languages of a header


class Said(str):
    """Words of the page: a text in English, to be shown in another language by `told`."""

    key: str
    values: Mapping[str, Value]

    def __new__(cls, key: str, values: Mapping[str, Value]) -> "Said":
        made = super().__new__(cls, _rendered(key, values, ENGLISH))
        made.key, made.values = key, values
        return made

    def __getnewargs__(self) -> tuple[str, Mapping[str, Value]]:  # type: ignore[override] # for copies and pickles
        return self.key, self.values


def said(key: str, /, **values: Value) -> Said:
    """The words of that key, `values` put in for the names in braces. Of two forms, `count` of the values tells which.

    >>> said("count.file", count=2000)
    '2,000 files'
    """
    return Said(key, values)


def told(text: str, language: str) -> str:
    """`text` in a language, if it is the page's own; any other is as it is.

    >>> told(said("count.file", count=2000), "de"), told("a text", "de")
    ('2.000 Dateien', 'a text')
    """
    return _rendered(text.key, text.values, language) if isinstance(text, Said) else text


def percent(part: float) -> Value:
    """A share of 1, in whole percent."""
    return partial(share, part)


def catalogue(language: str) -> Mapping[str, str | list[str]]:
    """Every entry of a language, by table and name with a stop between; one with a number in it has two forms."""
    return _catalogue(language if language in LANGUAGES else ENGLISH)


@cache
def _catalogue(language: str) -> Mapping[str, str | list[str]]:
    tables = tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return {f"{table}.{name}": entry for table, entries in tables.items() for name, entry in entries.items()}


def of_scripts(language: str) -> Mapping[str, str | list[str]]:
    """What the page's scripts say, by name."""
    start = f"{SCRIPTS}."
    return {key.removeprefix(start): entry for key, entry in catalogue(language).items() if key.startswith(start)}


@lru_cache(maxsize=256)
def preferred(accepted: str) -> str:
    """The one of `LANGUAGES` that an Accept-Language header (RFC 9110) likes best, English if none.

    >>> preferred("fr-CA, de;q=0.9, *;q=0.5"), preferred("ja"), preferred("")
    ('fr', 'en', 'en')
    """
    best, weight = ENGLISH, 0.0
    for part in accepted[:_LONGEST].split(",")[:_MOST]:
        tag, _, quality = part.partition(";")
        language = tag.strip().partition("-")[0].lower()
        if language in LANGUAGES and (own := _weight(quality)) > weight:
            best, weight = language, own
    return best


def _weight(quality: str) -> float:
    """That of `q=0.5`, 1 where there is none, 0 for what is no weight."""
    name, _, value = quality.partition("=")
    if not name.strip():
        return 1.0
    try:
        weight = float(value) if name.strip().lower() == "q" else 0.0
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0


def _rendered(key: str, values: Mapping[str, Value], language: str) -> str:
    entry = catalogue(language)[key]
    if not isinstance(entry, str):
        count = values["count"]
        entry = entry[0 if isinstance(count, int) and is_one(count, language) else 1]
    return entry.format(**{name: _shown(value, language) for name, value in values.items()})


def _shown(value: Value, language: str) -> str:
    if isinstance(value, str):
        return told(value, language)
    return number(value, language) if isinstance(value, int) else value(language)
