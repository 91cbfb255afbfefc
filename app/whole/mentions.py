"""Where documents mention something: a word in any inflection or spelling, several words together, or a phrase as it
stands. Candidates come from the postings; what counts is found in the text."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise

import numpy as np
from numpy.typing import NDArray

from app.whole.folder import Folder
from index.language.inflections import forms
from index.language.vocabulary import any_of
from index.language.words import fold, function_words, terms
from index.records import Document

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_BETWEEN = r"(?!\s*\n\s*(?:\n|[-*•]\s))(?:\s+|[^\w.!?;:]{1,4})"
"""What words that belong together may have between them: the end of a line, but not of a sentence or of a paragraph."""
_SYMBOL = "[$€£¥§#@&%+°]"  # part of what it stands beside: "C++", "20%"
_ALIKE = ("'‘’", '"“”„«»', "-\u2010\u2011–—")  # however it is typed
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
            return re.compile(_whole(self.words, r"\s+".join(map(_typed, self.words.split()))), re.IGNORECASE)
        ways = []
        for words, between in self._ways:
            spelt = [f"(?:{any_of(self._forms(word))})" for word in words]
            gaps = [*between, ""]
            ways.append("".join(part for pair in zip(spelt, gaps, strict=True) for part in pair))
        before, behind = _symbols(self.words)
        edges = f"{before}{_words(self.words)[0]}{_words(self.words)[-1]}{behind}"
        return re.compile(_whole(edges, f"{re.escape(before)}(?:{'|'.join(ways)}){re.escape(behind)}"), re.IGNORECASE)

    @cached_property
    def related(self) -> frozenset[str]:
        """Words of the same stem that are none of its forms; of a single word."""
        words = _words(self.words)
        if self.exact or len(words) != 1:
            return frozenset()
        return forms(words[0], self.folder.lexical.words, self.folder.lexical.languages).related

    def with_related(self, within: Sequence[Document]) -> Iterator[str]:
        """The sources of those of the documents that have a related word."""
        if not self.related:
            return
        chosen = {document.source for document in within}
        pattern = re.compile(rf"(?<!\w)(?:{any_of(self.related)})(?!\w)", re.IGNORECASE)
        for chunk in self.folder.chunks.each(self._rows):  # words of a stem are in the same postings
            source = chunk.document.source
            if source in chosen and pattern.search(chunk.document.text, chunk.start, chunk.end):
                chosen.remove(source)
                yield source

    def mentions(self, within: Sequence[Document] | None = None, once: bool = False) -> Iterator[Mention]:
        """All of them, document by document, or only the first of each; of these documents, if any are given."""
        return self._exactly(within, once) if self.exact else self._passage_by_passage(within, once)

    def _passage_by_passage(self, within: Sequence[Document] | None, once: bool) -> Iterator[Mention]:
        chosen = None if within is None else {document.source for document in within}
        last: Document | None = None
        reached, done = 0, False
        for chunk in self.folder.chunks.each(self._rows):
            document = chunk.document
            if chosen is not None and document.source not in chosen:
                continue
            if document is not last:
                last, reached, done = document, 0, False
                if document.title and self.pattern.search(document.title) and document.title not in document.text:
                    done = once
                    yield Mention(document, 0, 0)
            if done:
                continue
            for match in self.pattern.finditer(document.text, max(chunk.start, reached), chunk.end):
                reached, done = match.end(), once
                yield Mention(document, *match.span())
                if once:
                    break

    def _exactly(self, within: Sequence[Document] | None, once: bool) -> Iterator[Mention]:
        """It may run on from one passage into the next: so in whole documents, those that hold all of its words."""
        folder = self.folder
        places = {place for language in folder.lexical.languages for place in self._holding(language)}
        chosen = None if within is None else {document.source for document in within}
        for place in sorted(places):
            document = folder.documents[place]
            if chosen is None or document.source in chosen:
                for match in islice(self.pattern.finditer(document.text), 1 if once else None):
                    yield Mention(document, *match.span())

    def _holding(self, language: str) -> set[int]:
        """Places of the documents that hold every stem of the phrase."""
        held = set(range(len(self.folder.documents)))
        if not _UNSPACED.search(self.words):
            for stem in terms(self.words, language):
                rows = self.folder.lexical.rows(stem)
                held &= set(self.folder.snapshot.numbering.places(rows).tolist())
        return held

    @cached_property
    def _ways(self) -> list[tuple[list[str], list[str]]]:
        """The words that stand together, and what may stand between each two: also those of "e-mail" as one, and of
        "email" with a hyphen."""
        words = _words(self.words)
        ways = [(words, _gaps(fold(self.words), words))]
        if "-" in self.words and len(words) > 1:
            ways.append((["".join(words)], []))
        if len(words) == 1:
            held = self.folder.lexical.words
            for size in range(1, _PREFIX + 1):
                before, behind = words[0][:size], words[0][size:]
                if len(behind) >= _PREFIX and _holds(held, before) and _holds(held, behind):
                    ways.append(([before, behind], [_HYPHEN]))
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
                if terms(word) and not _UNSPACED.search(word):
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


def _gaps(text: str, words: Sequence[str]) -> list[str]:
    """What may stand between each two of the words of a text: "4.2" has a stop there."""
    gaps, at = [], text.find(words[0])
    for word, following in pairwise(words):
        end = at + len(word)
        at = text.find(following, end)
        typed = text[end:at].split()
        own = r"\s*".join(map(_typed, typed)) if typed else ""
        gaps.append(rf"(?:{_BETWEEN}|\s*{own}\s*)" if own else _BETWEEN)
    return gaps


def _symbols(text: str) -> tuple[str, str]:
    """Those that belong to the first and to the last word."""
    before = re.search(rf"{_SYMBOL}+(?=\w)", text)
    behind = re.search(rf"(?<=\w){_SYMBOL}+$", text)
    return before[0] if before and not re.search(r"\w", text[: before.start()]) else "", behind[0] if behind else ""


def _typed(text: str) -> str:
    """A pattern for the text, with whatever apostrophes, quotation marks and dashes."""
    classes = {char: f"[{re.escape(alike)}]" for alike in _ALIKE for char in alike}
    return "".join(classes.get(char, re.escape(char)) for char in text)


def _whole(words: str, body: str) -> str:
    """Whole words and numbers only, where words have blanks between them."""
    if _UNSPACED.search(words):
        return body
    before, behind = (char.isalnum() for char in (words[0], words[-1]))
    first = r"(?<!\w)" + r"(?<!\d[.,])" * words[0].isdigit() if before else ""
    last = r"(?!\w)" + r"(?![.,]\d)" * words[-1].isdigit() if behind else ""
    return f"{first}{body}{last}"
