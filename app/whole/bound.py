"""Whether a statement, what it stands under and the name of its document say every word of a question. Pure.

A word is said in any inflection, or, if it asks for an amount, by such an amount.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import PurePosixPath

from app.asking.wanted import COUNTING, leading
from app.whole.folder import Folder
from index.chunks import header
from index.language.cldr import CURRENCIES
from index.language.inflections import forms
from index.language.layout import ITEM
from index.language.mentions import mentions
from index.language.sentences import Span, sentences
from index.language.validity import validity
from index.language.vocabulary import any_word, vocabulary
from index.language.words import fold, function_words
from index.records import Document, told_once

Words = frozenset[str]

_WORD = re.compile(r"[^\W_]+")
_HEAD = 500  # characters: whom and what a document is about stands in its first lines
_NEAR = 30  # characters before an amount that are looked at
MEASURED = ("money", "duration", "percent")
"""The kinds of amounts that have a unit."""
_AMOUNTS = ("number", "age", "time", *MEASURED)


@dataclass(frozen=True, slots=True)
class Asked:
    """A word of a question, folded, in all its forms, and which amounts it asks for."""

    word: str
    forms: Words
    amounts: tuple[str, ...]

    def is_in(self, words: Words) -> bool:
        return bool(self.forms & words)

    def is_said(self, text: str, language: str) -> bool:
        """Whether a statement says it, or the amount that it asks for."""
        if self.is_in(words(text)):
            return True
        stated = mentions(text, language)
        if self.word.upper() in CURRENCIES:
            return any(one.unit == self.word.upper() for one in stated)
        kinds = {one.kind for one in stated}
        return any(kind in kinds or _says(language, kind, text) for kind in self.amounts)


def asked(question: str, language: str, folder: Folder) -> tuple[Asked, ...]:
    """The words of a question that say what is meant, each once."""
    table = vocabulary(language, "timing")
    small = function_words(language) | {*table["idle"]}
    held, languages = folder.lexical.words, folder.lexical.languages
    found = {}
    for word in _WORD.findall(fold(question)):
        if word not in small and (len(word) > 1 or word.isdigit()):
            amounts = tuple(kind for kind, asks in table["asks"].items() if word in asks)
            found[word] = Asked(word, forms(word, held, languages).same, amounts)
    return tuple(found.values())


def counts(question: str, language: str) -> bool:
    """Whether an amount is asked for, by a question word or by a word that names one or is a unit."""
    table = vocabulary(language, "timing")
    naming = {*table["counted"], *(word for asks in table["asks"].values() for word in asks)}
    said = words(question)
    return (
        leading(question, language) in COUNTING or bool(said & naming) or any(_is_unit(one, language) for one in said)
    )


@lru_cache(maxsize=1 << 12)
def _is_unit(word: str, language: str) -> bool:
    return word.upper() in CURRENCIES or any(one.kind in MEASURED for one in mentions(f"2 {word}", language))


def words(text: str) -> Words:
    """The words of a text, folded."""
    return frozenset(_WORD.findall(fold(text)))


@told_once(1 << 14)
def named(document: Document) -> Words:
    """The words that a document goes by: of its title, its path, and its first lines before what they lay down."""
    return (
        words(header(document))
        | of_path(document)
        | frozenset[str]().union(*(words(one) for one in _introduction(document)))
    )


def _introduction(document: Document) -> Iterator[str]:
    """The sentences before the first that states an amount or stands in a list, without those of its validity."""
    head = document.text[:_HEAD]
    for start, end in sentences(head, document.language):
        sentence = head[start:end]
        if validity(sentence, document.language) or sentence.strip("# ") in (document.title or ""):
            continue
        if amounts(sentence, document.language) or ITEM.match(head, start):
            return
        yield sentence


def amounts(text: str, language: str) -> list[Span]:
    """Where a text states an amount, but for dates, the number of a clause, what it was before, and by what something
    is counted: "a year"."""
    number = ITEM.match(text)
    first = number.end() if number else 0
    stated = [one for one in mentions(text, language) if one.kind in _AMOUNTS and one.start >= first]
    before = any_word(language, "timing", "instead", around=r"\b(?:%s) (?:the )?(?:of )?$")
    by = any_word(language, "keys", "per", around=r"(?:%s)\b(?!.*\d)")
    return [
        (one.start, one.end)
        for one in stated
        if not before.search(text, max(0, one.start - _NEAR), one.start)
        and not (one.kind == "duration" and by.match(text, one.start, one.end))
    ]


@told_once(1 << 16)
def of_path(document: Document) -> Words:
    """The words of its folders and of its file's name."""
    return words(PurePosixPath(document.source).with_suffix("").as_posix())


@cache
def kinds(language: str) -> Words:
    """The words for documents, one as good as another: a lease is an agreement too."""
    return frozenset(vocabulary(language, "timing")["documents"])


def _says(language: str, kind: str, text: str) -> bool:
    return kind in vocabulary(language, "timing")["says"] and bool(
        any_word(language, "timing", "says", kind).search(text)
    )
