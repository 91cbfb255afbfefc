"""Which of several statements of one matter holds at a day. Pure.

A statement holds from the day that it names, else from the one from which its document is valid, else from its
document's date or the year of its edition, until the day that it names or until another of the same matter holds. In
doubt nothing is decided.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Generic, Protocol, TypeVar

from app.whole.editions import edition
from index.language.cldr import spelt_day
from index.language.own_date import valid_term
from index.language.sentences import Span
from index.language.validity import Validity, validity
from index.language.vocabulary import LANGUAGES, any_of, own_table
from index.language.wording import say
from index.language.words import fold
from index.records import Document, told_once

_BRACKETS = re.compile(r"\([^()]*\)|\[[^][]*\]")


class Worded(Protocol):
    """A statement: `document.text[start:end]`."""

    @property
    def document(self) -> Document: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


_Said = TypeVar("_Said", bound=Worded)


@dataclass(frozen=True, slots=True)
class Term:
    """From and until which day something holds, in ISO 8601, as much as is known; `is_told` if the text says so itself,
    and its document's date is not all there is. `until` is still within it."""

    since: str | None
    until: str | None = None
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class Standing(Generic[_Said]):
    """What holds, what it has taken the place of, what is to hold later; or, `undecided`, the `tied` that may hold."""

    holds: _Said | None
    overruled: tuple[_Said, ...] = ()
    later: tuple[_Said, ...] = ()
    tied: tuple[_Said, ...] = ()

    @property
    def undecided(self) -> bool:
        return bool(self.tied)


def standing(said: Sequence[_Said], first: str, last: str | None = None) -> Standing[_Said]:
    """Which of statements of one matter holds at a day, or all through the days from `first` to `last`.

    The days are in ISO 8601. Where one holds at the first and another at the last, both are tied.
    """
    at_first, at_last = _at(said, first), _at(said, last or first)
    if at_first.holds is at_last.holds or at_last.tied:
        return at_last
    if not at_first.holds or not at_last.holds:
        return at_last if not at_first.tied else at_first
    tied = (at_first.holds, at_last.holds)
    return Standing(None, at_first.overruled, at_last.later, tied)


def term(said: Worded) -> Term:
    """When a statement holds."""
    return _term(said.document, (said.start, said.end))


def since_line(day: str | None, language: str) -> str:
    """That something holds, and since when, as the beginning of a sentence."""
    return say(language, "since", day=spelt_day(day, language)) if day else say(language, "in_force")


def with_day(said: Worded, language: str) -> str:
    """The file of a statement, and the day from which it holds."""
    since = term(said).since
    return ", ".join([said.document.source, *([spelt_day(since, language)] if since else [])])


def is_superseded(document: Document) -> bool:
    """Whether its name or title says that it no longer holds."""
    name = fold(f"{PurePosixPath(document.source).stem.replace('_', ' ')} {document.title or ''}")
    return bool(SUPERSEDED.search(name))


def before(one: str, other: str) -> bool:
    """Whether a day comes before another; a month comes neither before nor after a day of it."""
    length = min(len(one), len(other))
    return one[:length] < other[:length]


def _at(said: Sequence[_Said], day: str) -> Standing[_Said]:
    terms = [term(one) for one in said]
    later = [one for one, holds in zip(said, terms, strict=True) if holds.since and before(day, holds.since)]
    ended = [one for one, holds in zip(said, terms, strict=True) if holds.until and before(holds.until, day)]
    live = [one for one in said if one not in later and one not in ended]
    if current := [one for one in live if not is_superseded(one.document)]:
        ended += [one for one in live if one not in current]
        live = current
    newest = [one for one in live if not any(_is_older(one, other) for other in live)]
    ended += [one for one in live if one not in newest]
    if len({_words(one) for one in newest}) > 1:
        return Standing(None, tuple(ended), tuple(later), tuple(newest))
    return Standing(newest[0] if newest else None, tuple(ended), tuple(later))


def _is_older(one: Worded, other: Worded) -> bool:
    older, newer = term(one).since, term(other).since
    return bool(older and newer and before(older, newer))


def _words(one: Worded) -> str:
    return " ".join(fold(one.document.text[one.start : one.end]).split())


@told_once(1 << 12)
def _term(document: Document, span: Span) -> Term:
    text, dated = document.text[slice(*span)], document.date
    own = validity(text, document.language, dated)
    dated = dated or max(edition(document).years, default="")
    since = next((one.day for one in own if one.kind in ("from", "repealed", "replaced") and one.day), None)
    until = next((one.day for one in own if one.kind == "until"), None)
    if since and until and before(until, since):  # it tells of what was and of what is
        since = until = None
    held, ended = valid_term(document.text, document.language)
    if until is None and not since and _is_past(text, own):
        return Term(None, dated or held or None, is_told=True)
    return Term(
        since or held or dated or None, until or (ended or None if not since else None), bool(since or until or held)
    )


def _is_past(text: str, own: Sequence[Validity]) -> bool:
    """Whether it says of all that it tells that it was so before: "(previously 8 pounds)" is an aside."""
    aside = [match.span() for match in _BRACKETS.finditer(text)]
    told = [one for one in own if not any(start <= one.start < end for start, end in aside)]
    return any(one.kind == "before" for one in told) and not any(one.kind in ("now", "from") for one in told)


def _superseded() -> re.Pattern[str]:
    every = {word for language in LANGUAGES for word in own_table(language, "versions").get("superseded", ())}
    return re.compile(rf"(?<![^\W_])(?:{any_of(every)})(?![^\W_])")


SUPERSEDED = _superseded()
