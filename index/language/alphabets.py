"""Which letters and marks the languages of the Latin script are written with. Pure; the letters are in a TOML file."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_suffix(".toml")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_DASHES = "–—"
_DASH_BETWEEN = 0.4  # of a mark's worth: some set dashes without spaces


def sense(text: str) -> float:
    """How much of what is beyond ASCII in `text` makes sense there, 0 to 1: letters that one language has, and marks.

    A capital after a small letter makes none, nor does a quotation mark between two letters or "®" before one. 0 if
    there is nothing beyond ASCII.

    >>> sense("señor Núñez"), sense("se–or Nœ–ez")
    (1.0, 0.6)
    """
    alphabets, anywhere, outside, before_none = _tables()
    letters: Counter[str] = Counter()
    total, marks = 0, 0.0
    for found in _BEYOND_ASCII.finditer(text):
        char, before, after = (
            found.group(),
            text[found.start() - 1 : found.start()],
            text[found.end() : found.end() + 1],
        )
        total += 1
        if char in anywhere:
            marks += 1
        elif char in outside:
            between = before.isalpha() and after.isalpha()
            marks += (_DASH_BETWEEN if char in _DASHES else 0) if between else 1
        elif char in before_none:
            marks += not after.isalpha() and after not in outside
        elif char.isalpha() and not (char.isupper() and before.islower()):
            letters[char] += 1
    known = max(sum(count for letter, count in letters.items() if letter in alphabet) for alphabet in alphabets)
    return (marks + known) / total if total else 0.0


def letters_of(language: str) -> str:
    """What a language is written with beside a to z, in lower case; "" if that is not known."""
    return str(tomllib.loads(_FILE.read_text(encoding="utf-8"))["letters"].get(language, ""))


def script_language(text: str) -> str | None:
    """The language by whose script most letters of a text are written, None if that is Latin or unknown. Kana tell
    Japanese, whatever else there is.

    >>> [script_language(text) for text in ("東京はどこですか", "Где ключ от IKEA?", "Where is Москва?")]
    ['ja', 'ru', None]
    """
    counts = {code: len(letters) for code, script in _scripts().items() if (letters := script.findall(text))}
    if not counts or 2 * sum(counts.values()) <= sum(map(str.isalpha, text)):
        return None
    return "ja" if "ja" in counts else max(counts, key=lambda code: counts[code])


@cache
def _scripts() -> Mapping[str, re.Pattern[str]]:
    tables: Mapping[str, str] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["scripts"]
    return {code: re.compile(f"[{script}]") for code, script in tables.items()}


@cache
def _tables() -> tuple[list[frozenset[str]], frozenset[str], frozenset[str], frozenset[str]]:
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    alphabets = [frozenset(letters + letters.upper()) for letters in tables["letters"].values()]
    marks = {place: frozenset(chars) for place, chars in tables["marks"].items()}
    return alphabets, marks["anywhere"], marks["outside"], marks["before_none"]
