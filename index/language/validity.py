"""What a text says of when what it says holds: from a day, until a day, in another's place, no longer. Pure.

A term for doing something ("pay by 1 April"), a season ("open until 5 May") and a life are none of these. In doubt
nothing is said.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Literal

from index.language.dates import Day, dates
from index.language.identify import ENGLISH
from index.language.vocabulary import LANGUAGES, any_of, any_word, vocabulary

Kind = Literal["from", "until", "replaces", "replaced", "repealed", "now", "before"]
"""`before` is what was so and, it is said, is no more."""

_CLAUSE = re.compile(r"[.!?;\n]\s|\(")  # what begins a clause of its own
_NAMED = re.compile(r"[^.,;:()\n]{2,80}")  # what is replaced, or replaces
_FIRST_WORD, _LAST_WORD = re.compile(r"\w+"), re.compile(r"\w+(?=\W*$)")
_NEAR = 25  # characters between what no longer holds and the day that it ended
_SURE = timedelta(days=123)  # between a document's date and a day whose year it does not state


@dataclass(frozen=True, slots=True)
class Validity:
    """`text[start:end]` says that something holds from or until a day, or that it or another no longer does.

    `day` is as much as is known of it, in ISO 8601: 2024-04-01, 2024-04 or 2024; `what` names what is replaced, or what
    replaces it.
    """

    kind: Kind
    start: int
    end: int
    day: str | None = None
    what: str = ""


def validity(text: str, language: str = ENGLISH, document_date: str | None = None) -> list[Validity]:
    """What a sentence says of when it holds, in order. A day without its year gets it from the document's date.

    >>> [(one.kind, one.day) for one in validity("From 1 April 2024 until further notice the fee is 5 pounds.")]
    [('from', '2024-04-01')]
    """
    language = language if language in LANGUAGES else ENGLISH
    said = [*_with_days(text, language, document_date), *_without(text, language)]
    whole = [one for one in said if not any(one is not other and _less(one, other) for other in said)]
    spans = {(one.start, one.end): _ended(one, said, text, language, document_date) for one in reversed(whole)}
    return sorted(spans.values(), key=lambda one: one.start)


def _less(one: Validity, other: Validity) -> bool:
    """Whether the other says more: "is replaced by" than "replaced", "no longer applies" than "applies from 1 May"."""
    if one.start >= other.end or other.start >= one.end or one.kind == other.kind:
        return False
    ends = "repealed", "replaced"
    if "from" in (one.kind, other.kind) and (one.kind in ends or other.kind in ends):
        return one.kind == "from"
    return other.end - other.start > one.end - one.start


def _with_days(text: str, language: str, document_date: str | None) -> list[Validity]:
    said: list[Validity] = []
    for stated in dates(text, language):
        before = text[: stated.start]
        since = said[-1] if said and said[-1].kind == "from" else None
        if since and _between(language).fullmatch(before, since.end):
            found: tuple[Kind, int] | None = ("until", _after_blanks(text, since.end))
        else:
            found = _kind(before, text[stated.end :], language, bool(stated.value.month))
        day = found and iso(stated.value, found[0], document_date)
        if found and day:
            end = stated.end - text[stated.start : stated.end].endswith(".")
            said.append(Validity(found[0], found[1], end, day))
    return said


def _after_blanks(text: str, start: int) -> int:
    return start + len(text[start:]) - len(text[start:].lstrip())


def _kind(before: str, after: str, language: str, in_month: bool) -> tuple[Kind, int] | None:
    """Whether something holds from or until the day between these, and where the words for it begin."""
    last = _LAST_WORD.search(_CLAUSE.split(f"{after} ")[0])  # where the verb may stand: "bis 3. Juni geöffnet"
    kinds: list[tuple[Kind, str]] = [("from", "from"), ("until", "until"), ("from", "starts"), ("until", "ends")]
    for kind, key in kinds:
        if match := _leading(language, key).search(before):
            first = _FIRST_WORD.match(before, match.start())
            clause = _CLAUSE.split(before[: first.end() if first else match.start()])[-1]
            lasting = not in_month and any_word(language, "validity", "lasting").match(match[0])
            season = key in ("starts", "ends") and any_word(language, "validity", "open").search(
                f"{clause} {last[0] if last else ''}"
            )
            other = lasting or season or _term(language).search(clause)
            return None if other else (kind, match.start())
    return None


def _without(text: str, language: str) -> list[Validity]:
    """What is said without a day."""
    said: list[Validity] = []
    kinds: tuple[Kind, ...] = ("repealed", "replaced", "replaces", "now", "before")
    for kind in kinds:
        for match in any_word(language, "validity", kind).finditer(text):
            named = _NAMED.match(text, match.end()) if kind in ("replaces", "replaced") else None
            said.append(Validity(kind, *match.span(), what=named[0].strip() if named else ""))
    return said


def _ended(one: Validity, said: list[Validity], text: str, language: str, document_date: str | None) -> Validity:
    """With the day from which it no longer holds, if that is said near it."""
    if one.kind not in ("repealed", "replaced"):
        return one
    since = next((other.day for other in said if other.kind == "from"), None)
    near = text[one.end : one.end + _NEAR]
    stated = next(iter(dates(near, language)), None)
    day = iso(stated.value, "from", document_date) if stated and one.kind == "repealed" else None
    return replace(one, day=since or day)


def iso(day: Day, kind: Kind = "from", document_date: str | None = None) -> str | None:
    """A day, month or year in ISO 8601. The year that is not stated is the document's, if that can't be another: for
    what ends the next such day, else the nearest."""
    if day.year:
        parts = f"{day.year:04}", f"{day.month:02}" if day.month else "", f"{day.day:02}" if day.day else ""
        return "-".join(part for part in parts if part)
    if not (day.month and day.day and document_date and len(document_date) == len("2024-04-01")):
        return None
    dated = date.fromisoformat(document_date)
    near = [_day(dated.year + more, day) for more in (-1, 0, 1)]
    if kind == "until":
        return next((one.isoformat() for one in near if one and one >= dated), None)
    return next((one.isoformat() for one in near if one and abs(one - dated) <= _SURE), None)


def _day(year: int, day: Day) -> date | None:
    try:
        return date(year, day.month or 1, day.day or 1)
    except ValueError:  # 29 February
        return None


@cache
def _term(language: str) -> re.Pattern[str]:
    """What makes the end, or the beginning, of a time that of a time for doing something."""
    acts, asked = _listed(language, "acts"), _listed(language, "asked")
    return re.compile(rf"^\W*(?:{acts})\b|\b(?:{asked})\b(?: \w+){{0,2}}? (?:{acts})\b", re.IGNORECASE)


@cache
def _between(language: str) -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{_listed(language, 'range')})\W*", re.IGNORECASE)


@cache
def _listed(language: str, key: str) -> str:
    return any_of(vocabulary(language, "validity")[key])


@cache
def _leading(language: str, key: str) -> re.Pattern[str]:
    """Words that lead to the day behind them."""
    fillers = _listed(language, "fillers")
    return re.compile(rf"(?<!\w)(?:{_listed(language, key)})(?!\w)[\s:,(]*(?:\b(?:{fillers})\b[\s,]*)*$", re.IGNORECASE)
