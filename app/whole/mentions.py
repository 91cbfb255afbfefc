"""Where documents mention something: a word in any inflection or spelling, several words together, or a phrase as it
stands. Candidates come from the postings; what counts is found in the text."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.whole.folder import Folder
from index.language.inflections import forms
from index.language.vocabulary import any_of
from index.language.words import fold, function_words, terms
from index.records import Document

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_BETWEEN = r"[^\w.!?;:]{1,4}"  # words that belong together: over the end of a line, but not of a sentence
_HYPHEN = "[-\u2010\u2011]"
_PREFIX = 4  # letters that a hyphen may stand behind
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Mention:
    """`document.text[start:end]` mentions it; a title that is not in the text is at no place: (0, 0)."""

    document: Document
    start: int
    end: int


@dataclass(frozen=True)
class Matter:
    """Words to be found together. `exact`: in this very form, but for case and white space."""

    words: str
    folder: Folder
    exact: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What a mention looks like."""
        if self.exact:
            body = r"\s+".join(map(re.escape, self.words.split()))
            return re.compile(_whole(self.words, body), re.IGNORECASE)
        ways = [between.join(f"(?:{any_of(self._forms(word))})" for word in way) for way, between in self._ways]
        return re.compile(_whole(self.words, f"(?:{'|'.join(ways)})"), re.IGNORECASE)

    @cached_property
    def related(self) -> frozenset[str]:
        """Words of the same stem that are none of its forms; of a single word."""
        words = _words(self.words)
        if self.exact or len(words) != 1:
            return frozenset()
        return forms(words[0], self.folder.lexical.words, self.folder.lexical.languages).related

    def mentions(self, within: Sequence[Document] | None = None) -> Iterator[Mention]:
        """All of them, document by document; of these documents, if any are given."""
        return self._exactly(within) if self.exact else self._passage_by_passage(within)

    def _passage_by_passage(self, within: Sequence[Document] | None) -> Iterator[Mention]:
        chosen = None if within is None else {document.source for document in within}
        last: Document | None = None
        reached = 0
        for row in self._rows.tolist():
            chunk = self.folder.chunks[row]
            document = chunk.document
            if chosen is not None and document.source not in chosen:
                continue
            if document is not last:
                last, reached = document, 0
                if document.title and self.pattern.search(document.title) and document.title not in document.text:
                    yield Mention(document, 0, 0)
            for match in self.pattern.finditer(document.text, max(chunk.start, reached), chunk.end):
                reached = match.end()
                yield Mention(document, *match.span())

    def _exactly(self, within: Sequence[Document] | None) -> Iterator[Mention]:
        """It may run on from one passage into the next: so in whole documents, those that hold all of its words."""
        folder = self.folder
        places = {place for language in folder.lexical.languages for place in self._holding(language)}
        chosen = None if within is None else {document.source for document in within}
        for place in sorted(places):
            document = folder.documents[place]
            if chosen is None or document.source in chosen:
                for match in self.pattern.finditer(document.text):
                    yield Mention(document, *match.span())

    def _holding(self, language: str) -> set[int]:
        """Places of the documents that hold every stem of the phrase."""
        held = set(range(len(self.folder.documents)))
        if not _UNSPACED.search(self.words):
            for stem in terms(self.words, language):
                rows = self.folder.lexical.rows(stem).tolist()
                held &= {self.folder.places[self.folder.chunks[row].document.source] for row in rows}
        return held

    @cached_property
    def _ways(self) -> list[tuple[list[str], str]]:
        """The words that stand together, and what may stand between: also those of "e-mail" as one, and of "email"
        with a hyphen."""
        words = _words(self.words)
        ways = [(words, _BETWEEN)]
        if "-" in self.words and len(words) > 1:
            ways.append((["".join(words)], ""))
        if len(words) == 1:
            held = self.folder.lexical.words
            for size in range(1, _PREFIX + 1):
                before, behind = words[0][:size], words[0][size:]
                if len(behind) > _PREFIX and _holds(held, before) and _holds(held, behind):
                    ways.append(([before, behind], _HYPHEN))
        return ways

    def _forms(self, word: str) -> frozenset[str]:
        return forms(word, self.folder.lexical.words, self.folder.lexical.languages).same

    @cached_property
    def _rows(self) -> NDArray[np.int64]:
        """The rows that may hold it: all that hold one stem of each of its words, in the language they are in."""
        lexical = self.folder.lexical
        found = np.zeros(lexical.size, dtype=bool)
        for way, _ in self._ways:
            every = np.ones(lexical.size, dtype=bool)
            for word in way:
                stems = {stem for form in self._forms(word) for one in lexical.languages for stem in terms(form, one)}
                if terms(word):
                    held = np.zeros(lexical.size, dtype=bool)
                    for stem in stems:
                        held[lexical.rows(stem)] = True
                    every &= held
            found |= every
        return np.flatnonzero(found)


def documents_with(mentions: Iterable[Mention]) -> dict[str, list[Mention]]:
    """The mentions of each document, by source."""
    found: dict[str, list[Mention]] = {}
    for mention in mentions:
        found.setdefault(mention.document.source, []).append(mention)
    return found


def _words(text: str) -> list[str]:
    """The words that have to stand there: without small ones at the ends, if there are others."""
    words = _WORD.findall(fold(text))
    small = function_words("en")
    while len(words) > 1 and words[0] in small:
        words = words[1:]
    while len(words) > 1 and words[-1] in small:
        words = words[:-1]
    return words


def _holds(words: Sequence[str], word: str) -> bool:
    """Whether the word is one of the sorted words."""
    place = bisect_left(words, word)
    return place < len(words) and words[place] == word


def _whole(words: str, body: str) -> str:
    """Whole words only, where words have blanks between them."""
    return body if _UNSPACED.search(words) else rf"(?<!\w){body}(?!\w)"
