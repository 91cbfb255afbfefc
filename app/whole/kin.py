"""Which documents belong together: the editions of one thing, and what amends it. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import PurePosixPath

from app.whole.bound import of_path
from app.whole.editions import edition
from index.language.dates import dates, spelt
from index.language.vocabulary import LANGUAGES, any_of, own_table
from index.language.words import fold, terms
from index.records import Document, told_once
from index.storing.titles import called, pieces_of

_PARALLEL = 0.5  # of the words of the shorter of two names that the other must hold
_HEAD = 500  # characters in which an amendment says what it amends


def of_one_thing(documents: Sequence[Document]) -> bool:
    """Whether all of some documents belong together, each with one of the others."""
    joined, left = list(documents[:1]), list(documents[1:])
    while near := next((one for one in left if any(kin(one, other) for other in joined)), None):
        joined.append(near)
        left.remove(near)
    return not left


def kin(one: Document, other: Document) -> bool:
    """Whether they are editions of one thing, or one amends the other or what the other amends too."""
    left, right = _family(one), _family(other)
    if not (amends(one) or amends(other)):
        return left == right and bool(left)
    return bool(left and right) and (left <= _goes_by(other) or right <= _goes_by(one) or _cites(one, other))


def kin_of(document: Document, documents: Sequence[Document]) -> list[Document]:
    """Those of the documents that belong together with it, itself among them."""
    family = _family(document)
    likely = {one.source: one for one in called(documents, family, len(family)) if family}
    likely |= {one.source: one for one in called(documents, _amending_words())}
    if amends(document):
        likely |= {one.source: one for one in called(documents, _goes_by(document))}
    return [one for one in likely.values() if kin(one, document)]


def are_parallel(one: Document, other: Document) -> bool:
    """Whether they are of one kind and of two things: the contracts with two companies."""
    left, right = _family(one), _family(other)
    shared, least = len(left & right), min(len(left), len(right))
    return bool(left - right and right - left) and _PARALLEL * least <= shared and not kin(one, other)


def amends(document: Document) -> bool:
    """Whether its name says that it changes another, and leaves standing what it does not speak of."""
    return bool(_amending().search(_name(document)))


@told_once(1 << 16)
def _family(document: Document) -> frozenset[str]:
    """The stems that tell what it is an edition of, or what it amends."""
    name = _edition().sub(" ", _amending().sub(" ", _name(document)))
    return edition(replace(document, title=name)).family


def _name(document: Document) -> str:
    return document.title or PurePosixPath(document.source).stem.replace("_", " ")


@cache
def _edition() -> re.Pattern[str]:
    """A word before "edition": "third edition"."""
    words = {word for code in LANGUAGES for word in own_table(code, "timing").get("editions", ())}
    return re.compile(rf"\b\w+ (?:{any_of(words)})\b", re.IGNORECASE)


@cache
def _amending_words() -> frozenset[str]:
    """Of which a name has one that says that its document changes another."""
    words = (word for code in LANGUAGES for word in own_table(code, "timing").get("amending", ()))
    return frozenset(piece for word in words for piece in pieces_of(fold(word)))


@cache
def _amending() -> re.Pattern[str]:
    """Words for what amends, with its number."""
    words = {word for code in LANGUAGES for word in own_table(code, "timing").get("amending", ())}
    return re.compile(rf"\b(?:{any_of(words)})\b(?:\W+(?:no\W+|number )?\d+\b)?", re.IGNORECASE)


@told_once(1 << 16)
def _goes_by(document: Document) -> frozenset[str]:
    said = f"{' '.join(of_path(document))} {document.title or ''} {document.text[:_HEAD]}"
    return frozenset(terms(said, document.language))


def _cites(one: Document, other: Document) -> bool:
    """Whether an amendment names the date of the other: "to the lease dated 3 March 2021"."""
    new, old = (one, other) if amends(one) else (other, one)
    head = new.text[:_HEAD]
    days = {spelt(day) for day in _days(head, new.language)}
    return bool(old.date) and spelt(old.date or "") in days and bool(_family(old) & set(terms(head, new.language)))


def _days(text: str, language: str) -> list[str]:
    stated = [one.value for one in dates(text, language)]
    return [f"{day.year:04}-{day.month:02}-{day.day:02}" for day in stated if day.year and day.month and day.day]
