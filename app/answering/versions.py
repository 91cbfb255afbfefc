"""Which of several sources that say different things of one matter is the newest. Pure.

A source is newer by what it says of itself: that another is superseded, the year or version in its name or title, its
date. In doubt neither is.
"""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from app.answering.evidence import Candidate
from app.answering.ranking import MARGIN
from app.asking.asked import Question
from app.whole.valid import SUPERSEDED, is_superseded
from index.language.vocabulary import LANGUAGES, any_of, own_table
from index.language.words import fold, terms
from index.records import Document

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DIGITS = 9  # of a number in a version
_RIVALS = 12  # ranked sentences among which a newer one is looked for
_SHARED, _OF_VERSIONS = 0.6, 0.4  # of the terms of the shorter sentence that the other must hold; of two versions' less
_LEAST = 2  # terms that they must share
_ALIKE = 0.6  # of the terms of the shorter name that the other must hold, if they are versions of each other


def _words(key: str) -> str:
    """A pattern for the words of all languages."""
    return any_of({word for language in LANGUAGES for word in own_table(language, "versions").get(key, ())})


_THEN = re.compile(rf"(?<![^\W_])(?:{_words('then')})(?![^\W_])")
_VERSION = re.compile(rf"(?<![a-z0-9])(?:{_words('ordered')})[ ._-]?(\d+(?:\.\d+)*)(?![a-z0-9])")


def is_newer(one: Document, other: Document) -> bool | None:
    """Whether `one` is newer than `other`, or older; None if that can't be told."""
    if (replaced := is_superseded(other)) != is_superseded(one):
        return replaced
    for left, right in (
        (_year(one), _year(other)),
        (_version(one), _version(other)),
        (one.date or "", other.date or ""),
    ):
        length = min(len(left), len(right))
        if left[:length] != right[:length]:  # a month is no older than a day of it
            return left > right
    return None


def of_then(question: Question) -> bool:
    """Whether a question asks of a stated time or of what was before: then the newest is not what is wanted."""
    asked = fold(question.full)
    return bool(_YEAR.search(asked) or _VERSION.search(asked) or _THEN.search(asked))


def same_matter(one: Candidate, other: Candidate, within: bool = False) -> bool:
    """Whether two sentences of different documents speak of the same: most of the words of the shorter one are in the
    other, figures aside; of two versions of one document fewer will do. With `within` also two of one document."""
    if one.document.sha256 == other.document.sha256 and (not within or one.start == other.start):
        return False
    left, right = (_matter(candidate.text, candidate.document.language) for candidate in (one, other))
    shared = len(left & right)
    least = _OF_VERSIONS if _are_versions(one.document, other.document) else _SHARED
    return shared >= max(_LEAST, least * min(len(left), len(right)))


def newest_first(question: Question, ranked: Sequence[Candidate]) -> list[Candidate]:
    """The sentences with the newest first of those that say the same as the best, and are about as good."""
    if not ranked or of_then(question):
        return [*ranked]
    best = ranked[0]
    for rival in ranked[1:_RIVALS]:
        near = rival.score >= ranked[0].score - MARGIN
        if near and same_matter(ranked[0], rival) and is_newer(rival.document, best.document):
            best = rival
    return [best, *(one for one in ranked if one is not best)]


def _matter(text: str, language: str) -> set[str]:
    return {term for term in terms(text, language) if not any(map(str.isdigit, term))}


def _name(document: Document) -> str:
    return fold(f"{PurePosixPath(document.source).stem.replace('_', ' ')} {document.title or ''}")


def _are_versions(one: Document, other: Document) -> bool:
    left, right = (
        _matter(SUPERSEDED.sub(" ", _VERSION.sub(" ", _name(document))), document.language) for document in (one, other)
    )
    return bool(left and right) and len(left & right) >= _ALIKE * min(len(left), len(right))


def _year(document: Document) -> str:
    """The latest year in its name or title."""
    return max(_YEAR.findall(_name(document)), default="")


def _version(document: Document) -> str:
    """Its numbers, each of the same width."""
    found = _VERSION.search(_name(document))
    return "".join(number.rjust(_DIGITS) for number in found[1].split(".")) if found else ""
