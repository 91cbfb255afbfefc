"""Which edition of what a document is, by its title, its file's name and its date: versions, years, and its family.

Documents of one family are editions of one thing: "Leave policy 2023" and "Leave policy 2024". Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil
from pathlib import PurePosixPath

from index.chunks import header
from index.language.cldr import months
from index.language.dates import dates
from index.language.vocabulary import LANGUAGES, any_of, own_table
from index.language.words import fold, terms
from index.records import Document, told_once
from index.storing.titles import called

Version = tuple[int, ...]

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DATE = re.compile(r"(?<!\d)(?:\d{4}[-.]\d{1,2}(?:[-.]\d{1,2})?|\d{1,2}[-./]\d{1,2}[-./]\d{4}|(?:19|20)\d{6})(?!\d)")
_ALIKE = 0.6  # of the words of two names that must be the same, if they are of one family


@dataclass(frozen=True, slots=True)
class Edition:
    """`family` are the stems of a document's name without what tells its editions apart, `held` all that it goes by.

    `is_of_years`: it is named by a version, or by a year alone, and not by a day or a month.
    """

    versions: frozenset[Version]
    years: frozenset[str]
    date: str
    family: frozenset[str]
    held: frozenset[str]
    is_superseded: bool
    is_of_years: bool


@told_once(1 << 15)  # 1 KB each
def edition(document: Document) -> Edition:
    """What edition a document says it is: the year of its date counts where its name states none."""
    path = PurePosixPath(document.source)
    stem = path.stem.replace("_", " ")
    name = f"{document.title or ''} {stem}"
    date = document.date or ""
    said = " ".join((header(document), stem, *(part.replace("_", " ") for part in path.parts[:-1])))
    own = document.title or stem
    return Edition(
        versions(name),
        frozenset(_YEAR.findall(name)) or frozenset({date[:4]} - {""}),
        date,
        frozenset(terms(without_editions(own), document.language)) - _unsaid(document.language),
        frozenset(terms(said, document.language)),
        bool(_superseded().search(fold(name))),
        bool(versions(own) or _YEAR.search(own)) and not any(day.value.month for day in dates(own, document.language)),
    )


def is_older(one: Document, other: Document) -> bool | None:
    """Whether `one` is the older edition of two; None if that can't be told."""
    left, right = edition(one), edition(other)
    if left.is_superseded != right.is_superseded:
        return left.is_superseded
    if left.versions and right.versions and max(left.versions) != max(right.versions):
        return max(left.versions) < max(right.versions)
    for before, after in ((max(left.years, default=""), max(right.years, default="")), (left.date, right.date)):
        length = min(len(before), len(after))
        if before[:length] != after[:length]:  # a month is no older than a day of it
            return before < after
    return None


def of_one_family(one: Document, other: Document) -> bool:
    """Whether they may be editions of one thing."""
    left, right = edition(one).family, edition(other).family
    return len(left & right) >= _ALIKE * len(left | right) and bool(left or (not right and edition(one).versions))


def family_of(document: Document, documents: Sequence[Document]) -> list[Document]:
    """Those of the documents that may be editions of the same thing as it."""
    family = edition(document).family
    likely = called(documents, family, ceil(_ALIKE * len(family))) if family else documents
    return [other for other in likely if of_one_family(document, other)]


def has_newer(document: Document, documents: Sequence[Document]) -> bool:
    """Whether one of the documents is a newer edition of it."""
    return any(is_older(document, other) for other in family_of(document, documents))


def versions(text: str) -> frozenset[Version]:
    """The numbers of versions in a text.

    >>> sorted(versions("Release 4.10 of 2024-05-01, v2"))
    [(2,), (4, 10)]
    """
    matches = _version().finditer(_DATE.sub(" ", fold(text)))
    return frozenset(tuple(int(part) for part in (match["first"] or match["second"]).split(".")) for match in matches)


def years(text: str) -> frozenset[str]:
    """The years in a text."""
    return frozenset(_YEAR.findall(text))


def without_editions(text: str) -> str:
    """A name without its versions, years and dates.

    >>> without_editions("Leave policy 2024 (v2)").split()
    ['leave', 'policy', '(', ')']
    """
    return _YEAR.sub(" ", _version().sub(" ", _DATE.sub(" ", fold(text))))


@cache
def words(key: str) -> frozenset[str]:
    """The words under a key of the table of comparisons, in all languages, folded."""
    tables = (own_table(language, "whole.compare") for language in LANGUAGES)
    return frozenset(fold(word) for table in tables for word in table.get(key, ()))


@cache
def stems(key: str, language: str) -> frozenset[str]:
    """The stems of those words."""
    return frozenset(stem for word in words(key) for stem in terms(word, language))


@cache
def _unsaid(language: str) -> frozenset[str]:
    """Stems that tell editions apart, and those that say only that something is a document."""
    spelt = frozenset(stem for month in months(language) for stem in terms(month, language))
    superseded = frozenset(stem for word in _gone() for stem in terms(word, language))
    return spelt | superseded.union(*(stems(key, language) for key in ("kinds", "older", "newer")))


def _gone() -> frozenset[str]:
    return frozenset(word for code in LANGUAGES for word in own_table(code, "versions").get("superseded", ()))


@cache
def _superseded() -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{any_of(_gone())})(?![^\W_])")


@cache
def _version() -> re.Pattern[str]:
    """A number with a word before it that says what it is, or one of several parts."""
    before = any_of({word for code in LANGUAGES for word in own_table(code, "versions").get("numbered", ())})
    return re.compile(
        rf"(?<![\w.,])(?:{before})[ ._-]?(?P<first>\d{{1,4}}(?:\.\d{{1,5}})*)(?![\w,]|\.\d)"
        r"|(?<![\w.,$€£-])(?P<second>\d{1,4}(?:\.\d{1,5})+)(?![\w%,]|\.\d)"
    )
