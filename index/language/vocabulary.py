"""The words that rules are about: one TOML file a language, under `data/`, one table a concept."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, reduce
from operator import getitem
from pathlib import Path
from typing import Any

from index.language.identify import ENGLISH

_FOLDER = Path(__file__).with_name("data")
_ACCENTED = sorted((unicodedata.normalize("NFD", char)[0], char) for char in map(chr, range(0xE0, 0x180)))
_WITH_ACCENTS = str.maketrans(
    {letter: f"[{letter}{''.join(char for plain, char in _ACCENTED if plain == letter)}]" for letter in "aceinouy"}
    | {"'": "['’]"}
)
LANGUAGES = tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))
"""ISO 639-1 codes of the languages that have a file."""


def vocabulary(language: str, concept: str) -> Mapping[str, Any]:
    """The table of that name in a language's file; English's words where the language has none."""
    return {**own_table(ENGLISH, concept), **own_table(language, concept)}


def own_table(language: str, concept: str) -> Mapping[str, Any]:
    """The table of that name in a language's file, "a.b" for one within another; empty if there is none."""
    table = _tables(language)
    for name in concept.split("."):
        table = table.get(name, {})
    return table


@cache
def _tables(language: str) -> Mapping[str, Any]:
    if language not in LANGUAGES:
        return {}
    return tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, with whatever accents and apostrophes; of two that begin alike the longer first.

    >>> re.findall(any_of(["ano", "anos"]), "un año, 2 años")
    ['año', 'años']
    """
    longest_first = sorted({*words}, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).translate(_WITH_ACCENTS) for word in longest_first)


@cache
def any_word(language: str, concept: str, *keys: str, around: str = r"\b(?:%s)\b") -> re.Pattern[str]:
    """What finds any of the words to which the keys lead in a table, in any case and with `around` about them."""
    words = reduce(getitem, keys, vocabulary(language, concept))
    return re.compile(around % any_of(words), re.IGNORECASE)


def pattern(language: str, concept: str, key: str, join: str = "|") -> str:
    """A regular expression of a table: any of a list, and for %name% what that key of the table holds."""
    table = vocabulary(language, concept)
    text = table[key] if isinstance(table[key], str) else join.join(table[key])
    return re.sub(r"%(\w+)%", lambda match: f"(?:{pattern(language, concept, match[1])})", text)


def in_all(concept: str, key: str) -> str:
    """The pattern of every language that has it, one or the other."""
    return "|".join(pattern(language, concept, key) for language in LANGUAGES if key in own_table(language, concept))
