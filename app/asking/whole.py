"""Whether a question is about all of it, and what is to be counted, listed or found there, by its words alone. Pure.

What the words name is bound to the documents in `app.whole`; what can't be bound is a question like any other.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from app.asking.filters import LAST, LOOSE, SURE, Filter, filtered
from app.asking.quoting import quoted
from index.language.identify import ENGLISH
from index.language.vocabulary import LANGUAGES, in_all, own_table, pattern
from index.language.words import fold

_OPERATIONS = (
    "unread", "attended_most", "wrote_most", "met_most", "by_year", "authors", "people", "occurrences", "most",
    "newest_of", "oldest_of", "had", "count", "list", "counted", "filtered",
)  # fmt: skip
"""Keys of the templates, in the order in which they are tried."""
_LEADS = {"count": "count_leads", "list": "list_leads"}
"""Those that are made of what a question begins with and what follows."""
_DOES = {"newest_of": "newest", "oldest_of": "oldest", "counted": "count", "had": "list", "filtered": "list"}
_LONGEST = 40  # words: of a longer question the patterns might take long
_MOST = 1000  # a greater number is a year, or no number of documents that anyone wants
_PHRASE = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for a phrase in quotes
_TRIMMED = " ?!.,;:…"
_TAIL = re.compile(rf"[\s,]+{pattern(ENGLISH, 'politeness', 'behind')}\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of the whole.

    `operation` is count, list, occurrences, most (which documents mention it most), newest, oldest, people (who was
    there), authors, unread; or attended_most, wrote_most, met_most, by_year, of the `least` if that is said. `kind` is
    what the documents are called, "" for any; `matter` what they mention, as typed, with `phrases` in quotes, one of
    all these if `either`, or do not mention, if `absent`; `titled` asks for it in the title. `counted` asks how many,
    `limit` is how many are wanted, 0 for all. `filters` are those that were read out of the question, `within` what was
    asked before, of whose documents alone it is asked.
    """

    operation: str
    kind: str = ""
    matter: str = ""
    phrases: tuple[str, ...] = ()
    either: bool = False
    absent: bool = False
    titled: bool = False
    least: bool = False
    counted: bool = False
    limit: int = 0
    filters: tuple[Filter, ...] = ()
    within: "Wish | None" = None


Said = tuple[Wish, str]
"""What was asked of the whole, and how it would be asked alone."""


def wishes(question: str, today: date) -> tuple[Wish, ...]:
    """What the question may ask of the whole, the likeliest first; nothing if it is a question like any other.

    >>> [wish.matter for wish in wishes("How many contracts mention arbitration?", date(2026, 1, 1))]
    ['arbitration']
    """
    if question.count(" ") >= _LONGEST:
        return ()
    phrases, text = quoted(question), question
    for phrase in phrases:
        text = text.replace(phrase.typed, f"{_PHRASE} ", 1)
    spoken = [phrase.words for phrase in phrases]
    readings = (filtered(" ".join(text.split()), today, least=least) for least in (LAST, SURE, LOOSE))
    found = [
        wish
        for rest, filters in dict.fromkeys(readings)
        if _are_consistent(filters)
        for way in dict.fromkeys((_without_tail(rest), _trimmed(rest)))  # "where is it mentioned" begins as politeness
        for wish in _read(way, spoken, filters, today)
    ]
    return tuple(dict.fromkeys(found))


def _read(text: str, phrases: Sequence[str], filters: tuple[Filter, ...], today: date) -> Iterator[Wish]:
    how_many = _how_many().search(text)
    text = _trimmed(text[: how_many.start()]) if how_many else text
    for operation in _OPERATIONS:
        for match in _matches(operation, text):
            if found := _wish(operation, match.groupdict(), phrases, filters, today):
                yield replace(found, operation="count", counted=True) if how_many else found


def _are_consistent(filters: Sequence[Filter]) -> bool:
    """Whether a day can lie in all of the times: "of 2020 or of 2021" are two wishes."""
    firsts = [one.first for one in filters if one.first]
    lasts = [one.last for one in filters if one.last]
    return not firsts or not lasts or max(firsts) <= min(lasts)


def follows(question: str, earlier: Wish, before: str, today: date) -> Said | None:
    """What a question asks that only changes what was asked of the whole before; None if it is none. `before` is how
    that would be asked alone.

    >>> before = "How many memos mention asbestos?"
    >>> follows("and in 2023?", wishes(before, date(2026, 1, 1))[0], before, date(2026, 1, 1))[1]
    'How many memos mention asbestos in 2023?'
    """
    current = wishes(question, today)
    if current and current[0].operation == "authors":
        return replace(current[0], within=earlier), question
    text, filters = filtered(_trimmed(question), today)
    match = _again().fullmatch(_leads_on().sub("", text).strip(_TRIMMED))
    if not match or not (filters or match.groupdict().get("counted") or match.groupdict().get("listed")):
        return None
    new = {one.kind for one in filters}
    alone = before.rstrip(_TRIMMED)
    for one in earlier.filters:
        alone = alone.replace(one.words, "") if one.kind in new else alone
    kept = [one for one in earlier.filters if one.kind not in new]
    changed = replace(earlier, filters=(*kept, *filters))
    if match["counted"]:
        changed = replace(
            changed, operation="count" if earlier.operation == "list" else earlier.operation, counted=True
        )
    elif match["listed"]:
        changed = replace(
            changed, operation="list" if earlier.operation == "count" else earlier.operation, counted=False
        )
    return changed, " ".join([*alone.split(), *(one.words for one in filters)]) + "?"


def _trimmed(text: str) -> str:
    """Without politeness before and behind."""
    return polite().sub("", _without_tail(text), count=1).strip(_TRIMMED)


def _without_tail(text: str) -> str:
    return _TAIL.sub("", " ".join(text.split()).strip(_TRIMMED)).strip(_TRIMMED)


def _wish(
    operation: str,
    slots: dict[str, str | None],
    phrases: Sequence[str],
    filters: tuple[Filter, ...],
    today: date,
) -> Wish | None:
    words = slots.get("matter") or slots.get("matter_of") or ""
    words, either = _beside_phrases(words)
    matter = " ".join(words.replace(_PHRASE, " ").split()).strip(_TRIMMED)
    named, more = filtered(slots.get("kind") or "", today)  # "2023 contracts"
    kind, filters = fold(named), (*filters, *more)
    generic = bool(_generic().fullmatch(kind))
    if (
        _uncertain().search(matter)
        or (matter and not any(map(str.isalnum, matter)))
        or either is None
        or _PHRASE in kind
        or (slots.get("loose") and not generic and not kind.endswith("s"))
    ):
        return None  # "which policy covers dogs" is answered by a sentence
    if operation == "filtered" and not filters and not _is_every(slots):
        return None
    limit = _limit(fold(slots.get("limit") or ""))
    if limit is not None and limit > _MOST:
        return None  # "the newest 2023 contracts"
    if limit is None:
        kind, limit = f"{fold(slots['limit'] or '')}{kind}", 0  # "the newest Harbour release"
    one = not kind.endswith("s") or slots.get("one") is not None or is_one_or_many(kind)
    singular = operation in ("newest_of", "oldest_of") and one
    if by := slots.get("by"):
        filters = (*filters, Filter("person", by, by))
    return Wish(
        operation=_DOES.get(operation, operation),
        kind="" if generic else kind,
        matter=matter,
        phrases=tuple(phrases),
        either=either,
        absent=bool(slots.get("absent")),
        titled=slots.get("titled") is not None,
        least=slots.get("least") is not None,
        counted=operation in ("count", "counted", "occurrences") or bool(slots.get("counted")),
        limit=limit or (1 if singular else 0),
        filters=filters,
    )


def joined(matter: str) -> tuple[list[str], bool | None]:
    """What stands joined in words, and whether one of these is enough; None where both "and" and "or" join them.

    >>> joined("both rent, heating and power"), joined("rent or heating and power")[1]
    ((['rent', 'heating', 'power'], False), None)
    """
    parts = _joins().split(_both().sub("", matter))
    ways = {bool(word) for word in parts[1::2]}
    if not ways:
        return [matter], False
    pieces = (piece.strip() for part in parts[::2] for piece in part.split(","))
    named = [piece for piece in pieces if any(map(str.isalnum, piece)) or piece == _PHRASE]
    return named, ways.pop() if len(ways) == 1 else None


def says_both(matter: str) -> bool:
    """Whether it says that it is of several things: "both rent and heating"."""
    return bool(_both().match(matter))


def _beside_phrases(matter: str) -> tuple[str, bool | None]:
    """The words that are joined to phrases, and whether one of all these is enough; "b", True of '"a" or b'."""
    pieces, either = joined(matter)
    if _PHRASE not in pieces:
        return matter, either and False
    return (" or " if either else " and ").join(piece for piece in pieces if piece != _PHRASE), either


def _is_every(slots: dict[str, str | None]) -> bool:
    return bool(slots.get("kind")) and not _vague().fullmatch(fold(slots["kind"] or ""))


def _limit(words: str) -> int | None:
    """How many are wanted, 0 if that is not said; None if the word counts nothing."""
    word = words.strip()
    if not word or word.isdigit():
        return int(word or 0)
    return _spoken().get(word)


def _matches(operation: str, text: str) -> Iterator[re.Match[str]]:
    if operation not in _LEADS:
        yield from filter(None, (template.fullmatch(text) for template in _templates(operation)))
        return
    for lead in _templates(_LEADS[operation]):
        if begins := lead.match(text):
            rest = text[begins.end() :]
            yield from filter(None, (template.fullmatch(rest) for template in _templates("relations")))


@cache
def _templates(key: str) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(template, re.IGNORECASE)
        for language in LANGUAGES
        if key in own_table(language, "whole")
        for template in _listed(language, key)
    )


def _listed(language: str, key: str) -> list[str]:
    return pattern(language, "whole", key, "\n").split("\n")


@cache
def _leads_on() -> re.Pattern[str]:
    return re.compile(rf"^(?:(?:{pattern(ENGLISH, 'whole', 'leads_on')})\b[ ,]*)+", re.IGNORECASE)


@cache
def _again() -> re.Pattern[str]:
    return re.compile(pattern(ENGLISH, "whole", "again"), re.IGNORECASE)


@cache
def _joins() -> re.Pattern[str]:
    either, together = in_all("whole", "either"), in_all("whole", "together")
    return re.compile(rf",? (?:(?P<any>{either})|{together}) ", re.IGNORECASE)


@cache
def _both() -> re.Pattern[str]:
    return re.compile(rf"^(?:{in_all('whole', 'both')}) ", re.IGNORECASE)


@cache
def _how_many() -> re.Pattern[str]:
    """Behind what is to be counted."""
    return re.compile(rf"(?:{in_all('whole', 'how_many_behind')})$", re.IGNORECASE)


@cache
def slips() -> frozenset[str]:
    """Words of such questions that are mended if they are misspelt."""
    return frozenset(slip for code in LANGUAGES for slip in own_table(code, "whole").get("slips", ()))


@cache
def polite() -> re.Pattern[str]:
    """What a question may begin with that says nothing."""
    return re.compile(rf"^(?:{in_all('whole', 'polite')})", re.IGNORECASE)


@cache
def _generic() -> re.Pattern[str]:
    return re.compile(rf"(?:{in_all('whole', 'documents')})|{in_all('whole', 'vague')}|", re.IGNORECASE)


@cache
def _vague() -> re.Pattern[str]:
    return re.compile(in_all("whole", "vague"), re.IGNORECASE)


def is_one_or_many(kind: str) -> bool:
    """Whether one and several are called the same: "minutes"."""
    return bool(_one_or_many().search(kind))


@cache
def _one_or_many() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{in_all('whole', 'one_or_many')})$", re.IGNORECASE)


@cache
def _uncertain() -> re.Pattern[str]:
    return re.compile(in_all("whole", "uncertain"), re.IGNORECASE)


@cache
def _spoken() -> dict[str, int]:
    return {word: number for code in LANGUAGES for word, number in _numbers(code).items()}


def _numbers(language: str) -> dict[str, int]:
    numbers: dict[str, int] = own_table(language, "whole").get("spoken_numbers", {})
    return numbers
