"""Which documents go by which words: those of their titles, dates, folders and files."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from functools import cached_property
from pathlib import PurePosixPath
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.chunks import header
from index.language.words import fold, terms
from index.records import Document
from index.storing.made import Made, Row
from index.storing.part import Catalogue, Entry, Named

_DIGITS = 20  # of a number
_PIECES = re.compile(r"[\W_]+")


class Words(NamedTuple):
    """What a document goes by: `stems` of its title, its date and its file's name, and `every` word and stem by which
    it may be meant, those of its folders too."""

    stems: frozenset[str]
    every: frozenset[str]


def words_of(document: Document) -> Words:
    """The words of a document's names, folded, and their stems: as English, and as its own language has them.

    >>> sorted(words_of(Document("hr/leave_2024.pdf", "", "Leave policy", None, "1")).every)
    ['2024', 'hr', 'leav', 'leave', 'leave_2024', 'pdf', 'polici', 'policy']
    """
    path = PurePosixPath(document.source)
    called = f"{header(document)} {path.stem.replace('_', ' ')}"
    said = f"{called} {document.title or ''} {' '.join(part.replace('_', ' ') for part in path.parts)}"
    pieces = " ".join(_PIECES.split(f"{document.source} {document.title or ''}"))
    stems = frozenset(terms(called))
    stemmed = (terms(text, language) for text in (said, pieces) for language in {"en", document.language})
    folded = fold(f"{said} {pieces} {path.name} {path.stem}")
    words = {*folded.split(), *pieces_of(folded), fold(path.name), fold(path.stem)}
    return Words(stems, stems.union(words, *stemmed))


def pieces_of(text: str) -> set[str]:
    """The words of a folded text, and its numbers without the noughts before them too: 007 is 7."""
    pieces = {*_PIECES.split(text)} - {""}
    return pieces | {str(int(piece)) for piece in pieces if piece.isdecimal() and len(piece) < _DIGITS}


class Titles(Protocol):
    """The documents by the words that they go by; see `words_of`."""

    def called(self, words: Collection[str]) -> Mapping[str, Named]:
        """The places of the documents that go by each of the words."""


class TitlesOf:
    """Those of documents at hand."""

    def __init__(self, documents: Iterable[Document]) -> None:
        found: defaultdict[str, list[tuple[int, bool]]] = defaultdict(list)
        for place, document in enumerate(documents):
            words = words_of(document)
            for word in words.every:
                found[word].append((place, word in words.stems))
        self._found = found

    def called(self, words: Collection[str]) -> Mapping[str, Named]:
        return {word: Named.of(self._found.get(word, ())) for word in words}


class StoredTitles:
    """Those of documents in parts."""

    def __init__(self, catalogues: Sequence[Catalogue], entries: Sequence[Entry]) -> None:
        self._catalogues = catalogues
        self._entries = entries

    def called(self, words: Collection[str]) -> Mapping[str, Named]:
        by_part = [catalogue.called(words) for catalogue in self._catalogues]
        return {word: self._joined([found[word] for found in by_part]) for word in words}

    @cached_property
    def _places(self) -> Sequence["_Places"]:
        return [_Places(self._entries, part) for part in range(len(self._catalogues))]

    def _joined(self, found: Sequence[Named]) -> Named:
        if not found:
            return Named.of(())
        places = np.concatenate([of(one.places) for of, one in zip(self._places, found, strict=True)])
        are_stems = np.concatenate([one.are_stems for one in found])
        order = np.argsort(places, kind="stable")
        order = order[places[order] >= 0]
        return Named(places[order], are_stems[order])


class Documents(Made[Row, Document]):
    """The documents of a snapshot, which are also found by the words that they go by."""

    titles: Titles
    languages: Set[str]


def languages_of(documents: Sequence[Document]) -> Set[str]:
    """Those that the documents are in."""
    return documents.languages if isinstance(documents, Documents) else {document.language for document in documents}


def titles_of(documents: Sequence[Document]) -> Titles:
    """Those of a snapshot's documents; of others they are made here."""
    return documents.titles if isinstance(documents, Documents) else TitlesOf(documents)


def called(documents: Sequence[Document], words: Collection[str], least: int = 1) -> Sequence[Document]:
    """The documents that may go by at least so many of the words, in their order: of a snapshot those that do, of any
    others all."""
    return at(documents, places_called(documents, words, least)) if isinstance(documents, Documents) else documents


def at(documents: Sequence[Document], places: Sequence[int]) -> Sequence[Document]:
    """The documents at these places; those of a snapshot are read at once."""
    return documents.take(places) if isinstance(documents, Documents) else [documents[place] for place in places]


def places_called(documents: Sequence[Document], words: Collection[str], least: int = 1) -> list[int]:
    """The places of the documents that go by at least so many of the words, and by one of them."""
    counts = np.zeros(len(documents), dtype=np.int64)
    for named in titles_of(documents).called({*words}).values():
        counts[named.places] += 1
    return np.flatnonzero(counts >= max(1, least)).tolist()


class _Places:
    """The places of documents by their numbers in a part; -1 for those that are not among the entries."""

    def __init__(self, entries: Sequence[Entry], part: int) -> None:
        own = [(entry.number, place) for place, entry in enumerate(entries) if entry.part == part]
        numbers, places = np.array(own, dtype=np.int64).reshape(-1, 2).T
        self._places = np.full(int(numbers.max(initial=-1)) + 2, -1, dtype=np.int64)  # the last for all beyond
        self._places[numbers] = places

    def __call__(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        return self._places[np.minimum(numbers, len(self._places) - 1)]
