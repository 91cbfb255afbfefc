"""The key of a sentence: the words of it that are the answer proper, if it is nearly certain that they are. Pure."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from app.answering.evidence import Candidate
from app.answering.mending import mended, named_role
from app.asking.asked import Question
from app.asking.wanted import COUNTING
from app.reader.reader import MOST
from index.language.mentions import mentions
from index.language.sentences import Span
from index.language.shown import shown
from index.language.vocabulary import any_of, any_word, vocabulary
from index.language.words import fold, terms

LIKELY, SURE = 3.0, 5.0  # log-odds of the reader, of the words against that there are none
_CHOSEN = 3.0  # log-odds more, of one of several of its kind
LEAD = 5.0  # log-odds by which a sentence with a key is ranked above those with another
_STRONG, _WEAK = re.compile(r"; "), re.compile(r", (?!\d{4}\b)| \((?=\w)")
_AMOUNTS = {"number", "money", "duration", "age", "percent"}
_COUNTED = re.compile(r" [^\W\d_]")
_BLANK = re.compile(r"\s")
_ANY = re.compile(r"\w+")
_WORD = re.compile(r"[^\W\d_]{3,}")


class Key(NamedTuple):
    """`span` are characters of the document; `doubtful` says that the question or the sentence gives a choice."""

    span: Span
    doubtful: bool


def sure_key(question: Question, best: Candidate, ranked: Sequence[Candidate]) -> Span | None:
    """The key of the best sentence in characters of the document; None where it may be wrong.

    It may be if the reader is not sure, if another of the ranked sentences answers nearly as well with other words, or
    if there is a choice, unless the reader is very sure: the sentence holds others of the kind, or an exception to it.
    """
    key = whole_key(question, best)
    if key is None or best.exact < SURE + (_CHOSEN if key.doubtful else 0):
        return None
    words = _words(best, key.span)
    for other in ranked:
        if other.score > best.score - LEAD and other is not best:
            told = whole_key(question, other)
            if told is None or _words(other, told.span) != words:
                return None
    return key.span


def likely_key(question: Question, candidate: Candidate) -> Span | None:
    """The key as characters of the candidate's line, where the reader is rather sure of it, whatever else there is."""
    key = whole_key(question, candidate)
    return candidate.in_line(key.span) if key and candidate.exact >= LIKELY else None


def whole_key(question: Question, candidate: Candidate) -> Key | None:
    """The words that the reader saw, made whole, however sure it is of them; None if they can't be a key.

    They can't if they are nearly all of the sentence, the number it begins with, only words of the question, or not of
    the kind that is asked for.
    """
    if candidate.span is None:
        return None
    text, language = _BLANK.sub(" ", candidate.text), candidate.document.language
    low, high = (min(max(0, at - candidate.start), len(text)) for at in candidate.span)
    if low >= high or not (span := mended(text, (low, high), question.core, language)):
        return None
    kind = wanted(question)
    if kind == "person":
        span = named_role(text, span, language)
    if (
        span[1] - span[0] > MOST * len(text)
        or _enumerates(text, span)
        or _only_repeats(text[slice(*span)], question, language)
        or _of_another_kind(text, span, kind, language)
    ):
        return None
    others = _others(text, span, question, language)
    if _told_elsewhere(text, span, others, question, language):
        return None
    doubtful = bool(others) or kind == "verdict" or _chooses(question) or _excepts(language).search(text, span[1])
    return Key((candidate.start + span[0], candidate.start + span[1]), bool(doubtful))


def wanted(question: Question) -> str:
    """The kind of answer a question wants: one of `leading`, person, place, reason or verdict; else "other"."""
    asked = fold(question.core)
    kinds = (kind for kind, pattern in _asks(question.language) if pattern.search(asked))
    return question.leading or next(kinds, "other")


@cache
def _asks(language: str) -> list[tuple[str, re.Pattern[str]]]:
    asks = vocabulary(language, "keys")["asks"]
    return [(kind, re.compile(pattern)) for kind, pattern in asks.items()]


def _words(candidate: Candidate, span: Span) -> list[str]:
    return terms(candidate.document.text[slice(*span)], candidate.document.language)


def _enumerates(text: str, span: Span) -> bool:
    """Whether it begins within the mark or the number of an item or a clause, which is not shown."""
    return shown(text).span(span[0], span[0] + 1) is None


def _only_repeats(words: str, question: Question, language: str) -> bool:
    """Whether the question says it all, if it gives no choice."""
    said, asked = set(terms(words, language)), set(terms(question.full, language))
    if not said:  # small words alone
        said, asked = set(_ANY.findall(fold(words))), set(_ANY.findall(fold(question.full)))
    return not _chooses(question) and said <= asked


def _chooses(question: Question) -> bool:
    """Whether it asks which of two things is so."""
    return any_word(question.language, "keys", "choice").search(fold(question.core)) is not None


@cache
def _excepts(language: str) -> re.Pattern[str]:
    """An exception behind the key, as a rule to it."""
    return any_word(language, "keys", "exceptions", around=r"\b(?:%s)\b")


def _of_another_kind(text: str, span: Span, kind: str, language: str) -> bool:
    """Whether it can't be what is asked for: a name for a number, an amount for a person."""
    inside = [one for one in mentions(text, language) if one.start < span[1] and span[0] < one.end]
    kinds = {one.kind for one in inside}
    amounts, words = kinds - {"name", "identifier"}, text[slice(*span)]
    spelt = vocabulary(language, "keys")["amounts"].get(kind, ())
    if spelt and re.search(rf"\b(?:{any_of(spelt)})\b", fold(words)):
        return False
    if kind == "date":
        return not kinds & {"date", "time", "duration"} and bool(kinds & {"name", "money"})
    if kind in COUNTING:
        return not amounts
    held = {at for one in inside for at in range(one.start, one.end)}
    rest = "".join(" " if at in held else char for at, char in enumerate(words, span[0]))
    only_amounts = bool(amounts) and "identifier" not in kinds and not _WORD.search(rest)
    return kind in ("person", "place", "reason") and only_amounts


def _others(text: str, span: Span, question: Question, language: str) -> list[Span]:
    """What else the sentence holds of the kind of the span: amounts of the same thing, dates, names that are new."""
    every = mentions(text, language)
    inside = [one for one in every if one.start < span[1] and span[0] < one.end]
    kinds = {one.kind for one in inside} - ({"name"} if any(one.kind != "name" for one in inside) else set())
    if any(one.kind == "number" and one.end < span[1] for one in inside):
        return []  # what it counts is told
    asked = set(terms(question.full, language))
    return [
        (one.start, one.end)
        for one in every
        if one not in inside
        and (one.kind in kinds or (one.kind == "number" and kinds & _AMOUNTS and not _COUNTED.match(text, one.end)))
        and not (one.kind == "name" and set(terms(text[one.start : one.end], language)) & asked)
    ]


def _told_elsewhere(text: str, span: Span, others: Sequence[Span], question: Question, language: str) -> bool:
    """Whether another part of the sentence holds another of the kind, and more of what the question says."""
    edges = [0, *(match.end() for match in (_STRONG if _STRONG.search(text) else _WEAK).finditer(text)), len(text)]
    asked = set(terms(question.full, language))
    said = {part: asked & set(terms(text[slice(*part)], language)) for part in pairwise(edges)}
    own = {term for (start, end), held in said.items() if start < span[1] and span[0] < end for term in held}
    rest = [held for (start, end), held in said.items() if any(start <= at < end for at, _ in others)]
    return any(len(held - own) > len(own - held) for held in rest)
