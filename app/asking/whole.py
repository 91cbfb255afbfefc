"""Whether a question is about all of it, and what is to be counted, listed or found there, by its words alone. Pure.

What the words name is bound to the documents in `app.whole`; what can't be bound is a question like any other.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from app.asking.filters import Filter, filtered
from app.asking.quoting import quoted
from index.language.vocabulary import LANGUAGES, in_all, own_table, pattern
from index.language.words import fold

_OPERATIONS = (
    "unread", "authors", "people", "occurrences", "most", "count", "list", "newest_of", "oldest_of", "filtered",
)  # fmt: skip
"""Keys of the templates, in the order in which they are tried."""
_LONGEST = 40  # words: of a longer question the patterns might take long
_PHRASE = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for a phrase in quotes
_TRIMMED = " ?!.,;:…"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of the whole.

    `operation` is count, list, occurrences, most (which documents mention it most), newest, oldest, people, authors or
    unread. `kind` is what the documents are called, "" for any; `matter` what they mention, as typed, with `phrases` in
    quotes, or do not mention, if `absent`; `loose` says that they are about it. `limit` is how many are wanted, 0 for
    all. `filters` are those that were read out of the question.
    """

    operation: str
    kind: str = ""
    matter: str = ""
    phrases: tuple[str, ...] = ()
    absent: bool = False
    counted: bool = False
    limit: int = 0
    filters: tuple[Filter, ...] = ()


def wish(question: str, today: date) -> Wish | None:
    """What the question asks of the whole; None if it is a question like any other.

    >>> wish("How many contracts mention arbitration?", date(2026, 1, 1)).matter
    'arbitration'
    """
    if question.count(" ") >= _LONGEST:
        return None
    phrases, text = quoted(question), question
    for phrase in phrases:
        text = text.replace(phrase.typed, f"{_PHRASE} ", 1)
    text, filters = filtered(" ".join(text.split()), today)
    text = _polite().sub("", " ".join(text.split()).strip(_TRIMMED), count=1).strip(_TRIMMED)
    for operation in _OPERATIONS:
        for template in _templates(operation):
            if match := template.fullmatch(text):
                found = _wish(operation, match.groupdict(), [phrase.words for phrase in phrases], filters)
                if found:
                    return found
    return None


def _wish(
    operation: str, slots: dict[str, str | None], phrases: Sequence[str], filters: tuple[Filter, ...]
) -> Wish | None:
    matter = " ".join((slots.get("matter") or "").replace(_PHRASE, " ").split()).strip(_TRIMMED)
    kind = fold(slots.get("kind") or "")
    generic = bool(_generic().fullmatch(kind))
    if _uncertain().search(matter) or _PHRASE in kind or (slots.get("loose") and not generic and not kind.endswith("s")):
        return None  # "which policy covers dogs" is answered by a sentence
    if operation == "filtered":
        if not filters and not _is_every(slots):
            return None
        operation = "list"
    limit = _limit(fold(slots.get("limit") or ""))
    if limit is None:
        return None
    singular = operation in ("newest_of", "oldest_of") and not kind.endswith("s")
    return Wish(
        operation=operation.removesuffix("_of"),
        kind="" if generic else kind,
        matter=matter,
        phrases=tuple(phrases),
        absent=bool(slots.get("absent")),
        counted=operation in ("count", "occurrences") or bool(slots.get("counted")),
        limit=limit or (1 if singular else 0),
        filters=filters,
    )


def _is_every(slots: dict[str, str | None]) -> bool:
    return bool(slots.get("kind")) and not _vague().fullmatch(fold(slots["kind"] or ""))


def _limit(words: str) -> int | None:
    """How many are wanted, 0 if that is not said; None if the word counts nothing."""
    word = words.strip()
    if not word or word.isdigit():
        return int(word or 0)
    return _spoken().get(word)


@cache
def _templates(operation: str) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(template, re.IGNORECASE)
        for language in LANGUAGES
        if operation in own_table(language, "whole")
        for template in pattern(language, "whole", operation, "\n").split("\n")
    )


@cache
def slips() -> frozenset[str]:
    """Words of such questions that are mended if they are misspelt."""
    return frozenset(slip for code in LANGUAGES for slip in own_table(code, "whole").get("slips", ()))


@cache
def _polite() -> re.Pattern[str]:
    return re.compile(rf"^(?:{in_all('whole', 'polite')})", re.IGNORECASE)


@cache
def _generic() -> re.Pattern[str]:
    return re.compile(rf"(?:{in_all('whole', 'documents')})|{in_all('whole', 'vague')}|", re.IGNORECASE)


@cache
def _vague() -> re.Pattern[str]:
    return re.compile(in_all("whole", "vague"), re.IGNORECASE)


@cache
def _uncertain() -> re.Pattern[str]:
    return re.compile(in_all("whole", "uncertain"), re.IGNORECASE)


@cache
def _spoken() -> dict[str, int]:
    return {word: number for code in LANGUAGES for word, number in _numbers(code).items()}


def _numbers(language: str) -> dict[str, int]:
    numbers: dict[str, int] = own_table(language, "whole").get("spoken_numbers", {})
    return numbers
