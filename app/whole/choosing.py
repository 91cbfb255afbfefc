"""Which documents a question about the whole is about: of a kind, of a time, in a folder, by someone. Pure.

What can't be told for certain is None: then the question is like any other.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import PurePosixPath

from app.asking.filters import Filter
from app.whole.authors import by
from app.whole.folder import Folder
from index.language.dates import dates
from index.language.identify import ENGLISH
from index.language.vocabulary import vocabulary
from index.language.words import fold, terms
from index.records import Document
from index.storing.titles import called

_YEARS = 10  # that "in February" may lie back
_YEAR = re.compile(r"\d{4}")
_SEVERAL = 2  # documents whose titles name a kind make it one
_PIECES = re.compile(r"[\W_]+")


def of_kind(documents: Sequence[Document], kind: str) -> list[Document] | None:
    """The documents that are called so: by the type of their file, by their folder, else by title or file name. All if
    nothing is said."""
    if not kind:
        return list(documents)
    alias: str | None = vocabulary(ENGLISH, "whole")["aliases"].get(kind)
    found = _called(documents, kind)
    return found if found or not alias else _called(documents, alias)


def is_named_only(documents: Sequence[Document], kind: str) -> bool:
    """Whether documents are of the kind by their titles or file names alone: "changes" may be what they are about."""
    alias: str = vocabulary(ENGLISH, "whole")["aliases"].get(kind, kind)
    wanted = {frozenset(terms(kind)), frozenset(terms(alias))}
    in_folder = (one <= _of_folders(document.source) for one in wanted for document in called(documents, one, len(one)))
    return bool(kind) and not _endings(kind) and not any(in_folder)


def _called(documents: Sequence[Document], kind: str) -> list[Document] | None:
    if endings := _endings(kind):
        return [document for document in documents if PurePosixPath(document.source).suffix.lower() in endings]
    wanted = set(terms(kind))
    if not wanted:
        return None
    likely = called(documents, wanted, len(wanted))
    in_folder = [document for document in likely if wanted <= _of_folders(document.source)]
    named = in_folder or [document for document in likely if wanted <= _of_name(document)]
    return named if len(named) >= _SEVERAL or in_folder else None


def _by(folder: Folder, person: str) -> list[Document]:
    """What the person is said to have written: looked for where all of the name stands."""
    languages = folder.lexical.languages
    words = [word for word in fold(person).split() if all(terms(word, language) for language in languages)]
    held = [folder.holding([word]) for word in words]
    places = sorted(set.intersection(*held)) if held else range(len(folder.documents))
    return [folder.documents[place] for place in places if by(folder.documents[place], person)]


def fitting(folder: Folder, documents: Sequence[Document], filters: Sequence[Filter]) -> list[Document] | None:
    """Those that pass all filters; None if one can't be told of these documents."""
    chosen = list(documents)
    for one in filters:
        kept = _fitting(folder, chosen, one)
        if kept is None:
            return None
        chosen = kept
    return chosen


def _fitting(folder: Folder, documents: Sequence[Document], one: Filter) -> list[Document] | None:
    if one.kind == "date":
        return _dated(documents, one)
    if one.kind == "folder":
        wanted = set(terms(" ".join(_PIECES.split(one.value)))) or {fold(one.value)}
        known = [one for one in called(folder.documents, wanted, len(wanted)) if wanted <= _of_folders(one.source)]
        sources = {document.source for document in known}
        return [document for document in documents if document.source in sources] if known else None
    if one.kind == "person":
        written = {document.source for document in _by(folder, one.value)}
        return [document for document in documents if document.source in written] if written else None
    wanted = set(terms(one.value))
    titled = [document for document in documents if wanted and wanted <= _of_name(document)]
    return titled or None


def _dated(documents: Sequence[Document], one: Filter) -> list[Document]:
    """Those of that time. "In February" is the last one that there is something of."""
    years = range(_YEARS if one.first and one.last and not _YEAR.search(one.words) and dates(one.words, ENGLISH) else 1)
    for back in years:
        first, last = (day and _earlier(day, back) for day in (one.first, one.last))
        if kept := [document for document in documents if _within(document.date, first, last)]:
            return kept
    return []


def _earlier(day: date, years: int) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - years, day=28 if leap and years else day.day)


def _within(day: str | None, first: date | None, last: date | None) -> bool:
    """Whether a document's day, or some day of its month, lies between; not if it states none."""
    if not day:
        return False
    begins, ends = (f"{day}-01", f"{day}-31") if len(day) == len("2022-05") else (day, day)
    return (not first or ends >= first.isoformat()) and (not last or begins <= last.isoformat())


def _of_folders(source: str) -> set[str]:
    """The terms of the folders that a file lies in."""
    return set(terms(" ".join(_PIECES.split(" ".join(PurePosixPath(source).parts[:-1])))))


def _of_name(document: Document) -> set[str]:
    stem = " ".join(_PIECES.split(PurePosixPath(document.source).stem))
    return set(terms(f"{document.title or ''} {stem}"))


@cache
def _endings(kind: str) -> frozenset[str]:
    """The endings of the names of files that are called so."""
    types = vocabulary(ENGLISH, "whole")["types"]
    suffix, _, what = kind.rpartition(" ")
    named = {f".{suffix.lstrip('.')}"} if what in ("file", "files", "documents", "docs", "pages") else set()
    return frozenset(named.union(*(endings for endings, names in types if kind in names)))
