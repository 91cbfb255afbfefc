"""Whether a question may be one about the rows of tables, by its words alone: what each of them may be there for. Pure.

Which columns and cells the other words name is told in `app.whole.tables`; what can't be told is a question like any
other.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from app.asking.filters import Filter, periods
from app.asking.whole import polite
from index.language.identify import ENGLISH
from index.language.mentions import measured
from index.language.vocabulary import vocabulary
from index.language.words import fold
from index.tables.amounts import amount

_LONGEST = 30  # words
_SHORTEST = 2
_TERSE = 12  # words that may be a question without one that asks: "price of washers"
_TOKEN = re.compile(r"\S+")
_EDGES = " ?!.,;:…\"'“”‘’«»()[]"
_POSSESSIVE = re.compile(r"['’]s?$")
_FIGURE = re.compile(r"[-+]?[^\w\s]?\d")
OPERATIONS = (
    "count", "amount", "sum", "mean", "median", "most", "least", "high", "low", "newest", "oldest",
)  # fmt: skip
"""Roles of words that say what is worked out."""
_ROLES = (
    *OPERATIONS, "by", "distinct", "over", "from", "under", "upto", "equal", "between", "behind_from", "behind_upto",
    "not", "and", "or", "list", "which", "who", "when", "rows", "year", "quarter", "month", "spent", "priced", "empty",
)  # fmt: skip
_WORKED = {*OPERATIONS, "list", "by"}
_ASKING = {*_WORKED, "over", "from", "under", "upto", "between", "which", "who", "when"}
NTH = ("first", "second", "third", "fourth")


@dataclass(frozen=True, slots=True)
class Word:
    """`question[start:end]`, without marks around it and without the ending of a genitive; `before_comma` says that a
    comma follows."""

    text: str
    start: int
    end: int
    before_comma: bool = False


@dataclass(frozen=True, slots=True)
class Role:
    """What the words from `first` to before `last` may be there for: a key of the words about tables, "number" or
    "period", with what they say; of an adjective, `columns` are what it may be about."""

    first: int
    last: int
    name: str
    number: Decimal | None = None
    unit: str = ""
    period: Filter | None = None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableWish:
    """A question whose words may all be about a table. `stated`: it says what is to be worked out, or listed."""

    question: str
    words: tuple[Word, ...]
    roles: tuple[Role, ...]
    stated: bool


def table_wish(question: str, today: date) -> TableWish | None:
    """What each word may be there for; None if the question can't be one about tables.

    >>> {role.name for role in table_wish("How many orders over 500?", date(2026, 1, 1)).roles} >= {"count", "over"}
    True
    """
    start = len(question) - len(polite().sub("", question, count=1))
    words = tuple(_words(question, start))
    if not _SHORTEST <= len(words) <= _LONGEST or fold(words[0].text) in words_for("closed"):
        return None
    roles = (*_phrases(words), *_numbers(words), *_periods(question, words, today))
    if len(words) > _TERSE and not any(role.name in _ASKING for role in roles):
        return None
    worked_out = any(role.name in _WORKED for role in roles)
    return TableWish(question, words, roles, worked_out)


def words_for(key: str) -> Any:
    """What the vocabulary holds under a key of the words about tables."""
    return _vocabulary()[key]


def _words(question: str, start: int) -> Iterator[Word]:
    for match in _TOKEN.finditer(question, start):
        text = match[0].strip(_EDGES)
        if not text:
            continue
        at = match.start() + match[0].find(text)
        bare = _POSSESSIVE.sub("", text) or text
        yield Word(bare, at, at + len(bare), match[0].endswith((",", ";")))


def _phrases(words: Sequence[Word]) -> Iterator[Role]:
    """All phrases of the vocabulary that stand there."""
    folded = [fold(word.text).replace("’", "'") for word in words]
    known = _known()
    is_shouted = all(word.text.isupper() for word in words)
    for first, word in enumerate(folded):
        for phrase, name, columns in known.get(word, ()):
            last = first + len(phrase)
            if folded[first:last] != [*phrase] or (name == "list" and first):
                continue
            if name != "empty" or is_shouted or not any(map(_is_acronym, words[first:last])):
                yield Role(first, last, name, columns=columns)


def _is_acronym(word: Word) -> bool:
    """Whether it is written as none of the small words is: the department "IT", the country "US"."""
    return len(word.text) > 1 and word.text.isupper()


def _numbers(words: Sequence[Word]) -> Iterator[Role]:
    spoken: Mapping[str, int] = vocabulary(ENGLISH, "whole")["spoken_numbers"]
    for place, word in enumerate(words):
        if (count := spoken.get(fold(word.text))) is not None:
            yield Role(place, place + 1, "number", Decimal(count))
        if not _FIGURE.match(word.text):
            continue
        behind = words[place + 1].text if place + 1 < len(words) else ""
        for size, text in ((1, word.text), (2, f"{word.text} {behind}")):
            stated = amount(text, ENGLISH) if size == 1 or (behind and _is_unit(behind)) else None
            exact = stated.read(".") if stated else None
            if stated and exact:
                value = Decimal(exact.digits).scaleb(-exact.places)
                yield Role(place, place + size, "number", value, stated.unit)


def _is_unit(word: str) -> bool:
    scales = vocabulary(ENGLISH, "numbers")
    return measured(word, ENGLISH) is not None or fold(word) in scales["scales"] | scales["scales_of_money"]


def _periods(question: str, words: Sequence[Word], today: date) -> Iterator[Role]:
    """Those that begin and end with a word, and quarters."""
    firsts = {word.start: place for place, word in enumerate(words)}
    lasts = {word.end: place + 1 for place, word in enumerate(words)}
    dated = [*_quarters(question), *periods(question, today)]
    for start, end, period in dated:
        while question[start:end][:1].isspace():
            start += 1
        if start in firsts and end in lasts:
            yield Role(firsts[start], lasts[end], "period", period=period)


def _quarters(question: str) -> Iterator[tuple[int, int, Filter]]:
    pattern = (
        rf"(?<!\w)(?:(?:in|of|for|during) )?(?:the )?(?:{words_for('quarters')}) (?:(?:of|in) )?((?:19|20)\d\d)(?!\w)"
    )
    for match in re.finditer(pattern, question, re.IGNORECASE):
        number = int(match["figure"]) if match["figure"] else NTH.index(fold(match["nth"])) + 1
        year = int(match[match.lastindex or 0])
        first, behind = date(year, 3 * number - 2, 1), date(year + number // 4, 3 * number % 12 + 1, 1)
        last = date.fromordinal(behind.toordinal() - 1)
        yield match.start(), match.end(), Filter("date", match[0], "", first, last)


@cache
def _known() -> dict[str, list[tuple[tuple[str, ...], str, tuple[str, ...]]]]:
    """Phrases by their first word: their words, the role, and columns that they may be about."""
    known: dict[str, list[tuple[tuple[str, ...], str, tuple[str, ...]]]] = {}
    table = _vocabulary()
    phrases = [(phrase, name, ()) for name in _ROLES for phrase in table[name]]
    phrases += [(each, way, tuple(columns)) for all_, way, columns in table["adjectives"] for each in all_]
    for phrase, name, columns in phrases:
        parts = tuple(phrase.split())
        known.setdefault(parts[0], []).append((parts, name, columns))
    return known


@cache
def _vocabulary() -> Mapping[str, Any]:
    table: Mapping[str, Any] = vocabulary(ENGLISH, "whole")["tables"]
    return table
