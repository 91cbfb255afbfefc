"""Which two documents a wish to compare names, the older first. Pure.

A document is named by its title, its file's name, its version, its year or its date. What can't be told for certain is
not compared: either the question is an ordinary one, or it is asked back which document is meant.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cmp_to_key, lru_cache
from itertools import pairwise, product

from app.asking.comparing import Sides
from app.whole.editions import (
    Version,
    edition,
    family_of,
    is_older,
    of_one_family,
    stems,
    versions,
    without_editions,
    words,
    years,
)
from app.whole.parts import Part, parts
from index.language.words import fold, terms
from index.records import Document
from index.storing.titles import at, languages_of, places_called

_COVERED = 0.5  # of the words of its title, that one word must be if it names a document
_SEVERAL = 2  # words that name one whatever else its title holds
_CANDIDATES = 8
_PAIRS = 10_000  # that are weighed; of more no two documents are named for certain


@dataclass(frozen=True, slots=True)
class Pair:
    """The documents to compare. `are_editions` of one thing; `amends`: the new one changes parts of the old one.

    `topic` are the words for what is to be compared of them, "" for everything; `parts` are the sections of them that
    are compared, None for all of both.
    """

    old: Document
    new: Document
    are_editions: bool
    amends: bool = False
    topic: str = ""
    parts: tuple[Part, Part] | None = None


@dataclass(frozen=True, slots=True)
class Unclear:
    """Several documents fit a name; `partners` are what each would be compared with, the document that `other` names.

    There are no partners where one document alone is named.
    """

    name: str
    candidates: tuple[Document, ...]
    other: str = ""
    partners: tuple[Document, ...] = ()


def sides(wanted: Sides, documents: Sequence[Document]) -> Pair | Unclear | None:
    """The documents that a wish names; None if it names none for certain, so that the question is an ordinary one.

    Of the ways to understand it the first counts that names two editions of one thing, else the first that names two
    documents at all.
    """
    if within := parts(wanted, documents):
        document, first, second = within
        return Pair(document, document, are_editions=False, parts=(first, second))
    found = [_sides(reading, documents) for reading in wanted.readings]
    pairs = [one for one in found if isinstance(one, Pair)]
    editions = [pair for pair in pairs if pair.are_editions or pair.amends]
    return next(iter([*editions, *pairs, *(one for one in found if one)]), None)


@dataclass(frozen=True, slots=True)
class _Name:
    """What a text says of the document that it names."""

    text: str
    versions: frozenset[Version]
    years: frozenset[str]
    rest: str
    is_older: bool
    is_newer: bool

    def wanted(self, language: str) -> frozenset[str]:
        """The stems of the words that say what it is an edition of."""
        return _stems(self.rest, language)

    @property
    def is_pinned(self) -> bool:
        """Whether it says which edition is meant."""
        return bool(self.versions or self.years)

    @property
    def says_what(self) -> bool:
        """Whether it says what it is an edition of."""
        return bool(self.wanted("en") - stems("amendment", "en"))

    def fits(self, document: Document) -> bool:
        own = edition(document)
        return self.versions <= own.versions and self.years <= own.years and self.wanted(document.language) <= own.held

    def states_file(self, document: Document) -> bool:
        said, path = f" {fold(self.text)} ", fold(document.source)
        return f" {path} " in said or f" {path.rpartition('/')[2]} " in said

    def is_sure_of(self, document: Document) -> bool:
        """Whether it says enough to be the name of a document, and no mere word that occurs in one."""
        wanted, family = self.wanted(document.language), edition(document).family
        return self.is_pinned or len(wanted) >= _SEVERAL or len(wanted & family) >= _COVERED * max(1, len(family))

    def unsaid(self, document: Document) -> int:
        """How many words of the document's title it leaves out."""
        return len(edition(document).family - self.wanted(document.language))


@lru_cache(maxsize=256)  # asked of every document
def _stems(text: str, language: str) -> frozenset[str]:
    relative = stems("older", language) | stems("newer", language) | stems("kinds", language)
    return frozenset(terms(text, language)) - relative


def _name(text: str, *more: str) -> _Name:
    every = " ".join((text, *more))
    said = re.findall(r"[\w’']+", fold(text))
    return _Name(
        text,
        versions(text),
        years(text),
        without_editions(every),
        is_older=any(word in words("older") for word in said),
        is_newer=any(word in words("newer") for word in said),
    )


def _sides(wanted: Sides, documents: Sequence[Document]) -> Pair | Unclear | None:
    first, second = _name(wanted.first, wanted.of), _name(wanted.second, wanted.of)
    if not wanted.second:
        pair = _with_the_one_before(first, documents)
    elif not wanted.first:
        pair = _with_the_newest(second, documents)
    else:
        if not first.says_what and second.says_what:
            first = _name(wanted.first, wanted.of, without_editions(wanted.second))
        elif not second.says_what and first.says_what:
            second = _name(wanted.second, wanted.of, without_editions(wanted.first))
        pair = _both(first, second, documents)
    if not isinstance(pair, tuple):
        return pair
    return _ordered(*pair, wanted.topic)


def _fitting(name: _Name, documents: Sequence[Document]) -> list[Document]:
    """The documents that a name may be of: those of which it states the file, else those that it fits."""
    likely = at(documents, sorted(_likely(name, documents)))
    by_file = [document for document in likely if name.states_file(document)]
    return by_file or [document for document in likely if name.fits(document) and name.is_sure_of(document)]


def _likely(name: _Name, documents: Sequence[Document]) -> set[int]:
    """The places of documents that go by what looks like a file's name, or by all words of a name in their language; of
    all of them, if only a version or a year is named."""
    files = {word.rpartition("/")[2] for word in fold(name.text).split() if "." in word}
    places = {*places_called(documents, files)}
    for language in languages_of(documents):
        if wanted := name.wanted(language):
            places.update(places_called(documents, wanted, len(wanted)))
        elif name.is_pinned:
            return {*range(len(documents))}
    return places


def _both(first: _Name, second: _Name, documents: Sequence[Document]) -> tuple[Document, Document] | Unclear | None:
    """The two that fit best together: of one family, with the fewest words in their titles that nobody said."""
    says_what = first.says_what or second.says_what
    if not says_what and not (first.versions and second.versions):
        return None  # two years are no two documents
    left, right = (_in_time(name, _fitting(name, documents)) for name in (first, second))
    if len(left) * len(right) > _PAIRS:
        left, right = _closest(first, left), _closest(second, right)
    if len(left) * len(right) > _PAIRS:
        return None
    weights = {
        (place, to): (
            not of_one_family(one, other),
            edition(one).family != edition(other).family,
            _unsaid(first, second, one, other),
        )
        for (place, one), (to, other) in product(enumerate(left), enumerate(right))
        if one.source != other.source
    }
    if not weights:
        return None
    least = min(weights.values())
    best = [pair for pair, weight in weights.items() if weight == least] if says_what else [*weights]
    if len(best) == 1:
        return left[best[0][0]], right[best[0][1]]
    if not any(name.versions or len(name.wanted("en")) >= _SEVERAL for name in (first, second)):
        return None
    best = sorted(best, key=lambda pair: weights[pair])
    swapped = len({place for place, _ in best}) == 1  # it is the second that is not clear
    named = {(to if swapped else place): (left[place], right[to]) for place, to in reversed(best)}
    pairs = [named[place] for place in sorted(named)][:_CANDIDATES]
    ones, others = tuple(one for one, _ in pairs), tuple(other for _, other in pairs)
    return Unclear(second.text, others, first.text, ones) if swapped else Unclear(first.text, ones, second.text, others)


def _unsaid(first: _Name, second: _Name, one: Document, other: Document) -> int:
    return first.unsaid(one) + second.unsaid(other)


def _with_the_one_before(name: _Name, documents: Sequence[Document]) -> tuple[Document, Document] | Unclear | None:
    """The edition that is named, the newest if it is not said which, and the one before it."""
    named = _closest(name, _fitting(name, documents))
    if not named or not _are_one_family(named):
        return _unclear(name, named) if name.versions and named else None
    if not name.is_pinned and name.unsaid(named[0]):
        return None  # "what is new in Leeds": no document is so called
    if name.is_pinned and len(named) > 1:
        return _unclear(name, named)
    row = _in_order(_editions(named[0], documents))
    place = row.index(named[0]) if name.is_pinned and named[0] in row else len(row) - 1
    return (row[place - 1], row[place]) if place > 0 else None


def _with_the_newest(name: _Name, documents: Sequence[Document]) -> tuple[Document, Document] | Unclear | None:
    named = _closest(name, _fitting(name, documents)) if name.is_pinned else []
    if len(named) != 1:
        return _unclear(name, named) if name.versions and named else None
    row = _in_order(_editions(named[0], documents))
    return (named[0], row[-1]) if row and row[-1] != named[0] else None


def _editions(document: Document, documents: Sequence[Document]) -> list[Document]:
    """The documents of its family: those of the very same name, if there are such."""
    family = edition(document).family
    alike = family_of(document, documents)
    exactly = [other for other in alike if edition(other).family == family]
    return exactly if len(exactly) > 1 else alike


def _closest(name: _Name, named: Sequence[Document]) -> list[Document]:
    """Those of which the title has the fewest words that nobody said."""
    least = min(map(name.unsaid, named), default=0)
    return [document for document in named if name.unsaid(document) == least]


def _in_time(name: _Name, named: Sequence[Document]) -> list[Document]:
    """Of several editions the one that a word such as "old" or "current" means: the newest, or the one before it."""
    closest = _closest(name, named)
    if name.is_pinned or name.is_older == name.is_newer or not _are_one_family(closest):
        return [*named]
    row = _in_order(closest)
    return row[-2:-1] if name.is_older else row[-1:]


def _are_one_family(named: Sequence[Document]) -> bool:
    return all(of_one_family(named[0], document) for document in named)


def _in_order(editions: Sequence[Document]) -> list[Document]:
    """The oldest first; none if it can't be told for each of them which comes first."""
    row = sorted(editions, key=cmp_to_key(_compared))
    return row if all(is_older(one, other) for one, other in pairwise(row)) else []


def _compared(one: Document, other: Document) -> int:
    older = is_older(one, other)
    return 0 if older is None else -1 if older else 1


def _unclear(name: _Name, named: Sequence[Document]) -> Unclear:
    return Unclear(name.text, tuple(named[:_CANDIDATES]))


def _amends(one: Document, other: Document) -> bool:
    """Whether one changes the other, by its name."""
    left, right = (bool(edition(document).held & stems("amendment", document.language)) for document in (one, other))
    return left and not right


def _ordered(one: Document, other: Document, topic: str) -> Pair:
    if _amends(one, other) or _amends(other, one):
        return Pair(*((other, one) if _amends(one, other) else (one, other)), False, True, topic)
    if is_older(other, one):
        one, other = other, one
    return Pair(one, other, of_one_family(one, other) and is_older(one, other) is not None, topic=topic)
