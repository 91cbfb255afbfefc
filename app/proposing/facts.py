"""Questions that a sentence of a document answers, made of its own words: "When was the hall opened?" Pure.

Only of sentences that are plain: a short subject, its verb, and a figure, a day or a name that is asked for. What else
may be asked reads badly too often. A language whose table has no such words gets none.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from index.language.dates import Day
from index.language.layout import CODE
from index.language.mentions import Mention, mentions, names
from index.language.sentences import iter_sentences
from index.language.shown import shown
from index.language.vocabulary import any_of, own_table
from index.language.words import fold, function_words, terms
from index.records import Document

_SHORTEST, _LONGEST = 24, 260  # characters of a sentence that is looked at
_SUBJECT, _REST = 6, 8  # words
_WORD = r"[^\W\d_][\w’'&-]*"
_MARKED = re.compile(r"[;:|`*_\[\]{}<>()\"“”„«»=/\\#…,]")
_ARTICLE_AGAIN = re.compile(r"(?<!\bof)(?<!\bin)(?<!\bfor)(?<!\bto)(?<!\bon)(?<!\bat)(?<!\bby)(?<!\bfrom)(?<!\bwith)"
                            r" (?:the|a|an) ", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """A question, and from where to where the document answers it. `kind` is that of what it asks for."""

    question: str
    document: Document
    start: int
    end: int
    kind: str


def facts(document: Document, start: int = 0, end: int | None = None) -> Iterator[Fact]:
    """The questions of the sentences that begin from `start` to `end`, as they come.

    >>> [fact.question for fact in facts(Document("a.txt", "The town hall was opened on 3 May 1994.", None, None, "a"))]
    ['When was the town hall opened?']
    """
    table = own_table(document.language, "proposals")
    if not table:
        return
    text = document.text[start:end]
    for low, high in iter_sentences(text, document.language):
        if _SHORTEST <= high - low <= _LONGEST and not text[low:high].startswith((CODE, "#", "|")):
            sentence = shown(text[low:high]).text
            if asked := _asked(sentence, document, table):
                yield Fact(asked[0], document, start + low, start + high, asked[1])


def _asked(sentence: str, document: Document, table: Mapping[str, Any]) -> tuple[str, str] | None:
    """The question that a sentence answers, and the kind of what it asks for."""
    if not sentence.endswith(".") or not sentence[:1].isupper():
        return None
    language = document.language
    if copula := _clause(language).match(sentence):
        subject = _subject(copula["subject"], document)
        return _of_clause(subject, copula, sentence, language, table) if subject else None
    if said := _verb(language).match(sentence):
        words = table["verbs"][said["verb"]]
        subject = _subject(said["subject"], document)
        if subject and _right_behind(sentence, said.end(), words["kind"], language):
            return words["question"].format(subject=subject), words["kind"]
    return None


def _of_clause(
    subject: str, clause: re.Match[str], sentence: str, language: str, table: Mapping[str, Any]
) -> tuple[str, str] | None:
    verb, begin = clause["verb"], clause.end()
    if verb in _BE and len(subject.split()) > 2:  # "What is the price?" asks for any
        for kind in table["copula"]:
            if _right_behind(sentence, begin, kind, language):
                template = table["copula"]["number" if subject.endswith(tuple(table["measures"])) else kind]
                return template.format(verb=verb, subject=subject), kind
    first, _, more = verb.partition(" ")
    for mention in mentions(sentence, language):
        before = sentence[begin : mention.start].rstrip()
        rest, _, small = before.rpartition(" ")
        template = table["behind"].get(f"{fold(small)} {mention.kind}")
        if mention.start < begin or not template or not _is_told(mention, sentence):
            continue
        words = f"{more} {rest}".strip()
        if _is_plain(words, language) and not mention.vague:
            return template.format(verb=first, subject=subject, rest=words), mention.kind
        return None
    return None


def _right_behind(sentence: str, at: int, kind: str, language: str) -> bool:
    """Whether that is all that follows: something of the kind, with nothing but small words before it."""
    for mention in mentions(sentence, language):
        if mention.start >= at:
            between = sentence[at : mention.start].strip()
            told = mention.kind == kind and _is_told(mention, sentence)
            return told and (not between or bool(_around(language).fullmatch(between)))
    return False


def _is_told(mention: Mention, sentence: str) -> bool:
    """Whether it says something by itself: a day or a month, a figure in digits or with a unit, a name in full."""
    words = sentence[mention.start : mention.end]
    if mention.kind == "date":
        return isinstance(mention.value, Day) and bool(mention.value.year or mention.value.day or mention.value.month)
    if mention.kind == "name":
        return " " in words
    return mention.kind != "number" or bool(re.search(r"\d", words))


def _subject(words: str, document: Document) -> str:
    """The subject as it stands within a sentence; "" of one that may be none, or that only its surroundings tell."""
    language = document.language
    table = own_table(language, "proposals")
    first, *others = words.split()
    folded = {fold(re.sub(r"[’']s?$", "", word)) for word in (first, *others)}
    if folded & {*table["unclear"]} or _MARKED.search(words) or _ARTICLE_AGAIN.search(words):
        return ""
    if any(word.endswith(("ed", "ly", "ing")) for word in others[:-1]):
        return ""  # "the board agreed rents"
    if fold(first) in table["articles"]:
        clear = len(others) > 1 or (others and {*terms(others[0])} <= {*terms(f"{document.title} {document.source}")})
        return " ".join([first.lower(), *others]) if clear else ""  # "the fort": which?
    is_small = re.search(rf"(?<![\w’'-]){re.escape(first.lower())}(?![\w’'-])", document.text) is not None
    if others and [(name.start, name.end) for name in names(words, language)] == [(0, len(words))]:
        return "" if (is_small and not words.istitle()) or re.search(r"\d", words) else words  # "Renewal of S2"
    return " ".join([first.lower(), *others]) if is_small and words.endswith("s") else ""


def _is_plain(words: str, language: str) -> bool:
    """Whether they can be said again in a question: a few, without what hangs on something else."""
    said = words.split()
    unsure = {*own_table(language, "proposals")["unsure"]}
    return (
        0 < len(said) <= _REST
        and not re.search(r"\d", words)
        and not _MARKED.search(words)
        and not {*map(fold, said)} & unsure
        and (said[0] == "be" or fold(said[0]) not in function_words(language))
    )


_BE = ("is", "are", "was", "were")


@cache
def _clause(language: str) -> re.Pattern[str]:
    verbs = any_of(own_table(language, "proposals")["auxiliaries"])
    return re.compile(rf"(?P<subject>{_WORD}(?: {_WORD}){{0,{_SUBJECT - 1}}}?) (?P<verb>{verbs}) ")


@cache
def _verb(language: str) -> re.Pattern[str]:
    verbs = any_of(own_table(language, "proposals")["verbs"])
    return re.compile(rf"(?P<subject>{_WORD}(?: {_WORD}){{0,{_SUBJECT - 1}}}?) (?P<verb>{verbs}) ")


@cache
def _around(language: str) -> re.Pattern[str]:
    return re.compile(any_of(own_table(language, "proposals")["around"]), re.IGNORECASE)
