"""How much a statement quotes: a sentence, with the one before where it leans on that, or one part of a long one.

All spans are characters of the document's text, and each is one stretch of it. Pure.
"""

import re
from collections.abc import Iterator
from functools import cache

from index.language.layout import HEADING, ITEM, LEADS_IN
from index.language.rows import cells
from index.language.sentences import Span, sentences, trim
from index.language.vocabulary import any_of, vocabulary
from index.language.words import fold, function_words
from index.records import Document

LONG = 35  # words: of a longer sentence the part with the key is shown
_BOTH = 60  # words that a sentence and the one before it may have together
_LEAST = 6  # words of a part
_BEFORE, _AFTER = 700, 900  # characters of the text around a sentence that are looked at
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_FIRST = re.compile(r"\W*(\w+)(?:\W+(\w+))?")
_PARTS = re.compile(r"(?<=;)\s|\s(?=[–—]\s)|(?<=[.!?])\s")


def with_antecedent(document: Document, start: int, end: int) -> Span:
    """The sentence with the one before it in its paragraph, if it begins with a word that leans on that.

    >>> text = "The pool opens at 6. It closes at 9."
    >>> with_antecedent(Document("a", text, None, None, "a"), 21, 36)
    (0, 36)
    """
    text, language = document.text, document.language
    if not _leans(text[start:end], language) or HEADING.match(text, text.rfind("\n", 0, start) + 1):
        return start, end
    low = max(0, start - _BEFORE)
    blank = [match.end() for match in _BLANK_LINE.finditer(text, low, start)]
    paragraph = blank[-1] if blank else low
    spans = [(paragraph + a, paragraph + b) for a, b in sentences(text[paragraph:start], language)]
    if not spans or (spans[0][0] == low > 0 and len(spans) == 1):
        return start, end
    before = spans[-1]
    said = text[slice(*before)]
    if HEADING.match(said) or LEADS_IN.search(said) or cells(said) or ITEM.match(text[before[1] : start].lstrip("\n")):
        return start, end
    return (before[0], end) if len(text[before[0] : end].split()) <= _BOTH else (start, end)


def sentence_with(document: Document, start: int, end: int, seen: Span | None) -> Span:
    """Of a numbered paragraph, which is read as one sentence, the one in which the reader saw the answer.

    >>> text = "(3) Write to us. We answer in May."
    >>> sentence_with(Document("a", text, None, None, "a"), 0, 34, (29, 33))
    (17, 34)
    """
    text = document.text
    number = ITEM.match(text[start:end])
    if seen is None or number is None or cells(text[start:end]):
        return start, end
    shift = start + number.end()
    for low, high in sentences(text[shift:end], document.language):
        if shift + low <= seen[0] and seen[1] <= shift + high:
            return (start if low == 0 else shift + low), shift + high
    return start, end


def under_heading(document: Document, start: int, end: int) -> Span | None:
    """The first sentence under a heading, or behind a line that leads in to something; None of any other sentence.

    >>> text = "# Pets\\n\\nDogs are let in. Cats are not."
    >>> under_heading(Document("a", text, None, None, "a"), 0, 6)
    (8, 24)
    """
    text = document.text
    if not (HEADING.match(text, start) or LEADS_IN.search(text[start:end])):
        return None
    for low, high in sentences(text[end : end + _AFTER], document.language):
        said = text[end + low : end + high]
        if HEADING.match(said):
            return None
        if any(map(str.isalnum, said)):
            return end + low, end + high
    return None


def part_with(document: Document, start: int, end: int, key: Span) -> Span:
    """Of a long sentence the part around its key, if it says the same without the others; else the whole.

    A part that is left out may hold no denial, condition or exception, and what is left must hold a verb's worth of
    words.
    """
    text, language = document.text, document.language
    if len(text[start:end].split()) <= LONG or cells(text[start:end]):
        return start, end
    low, high = next(((a, b) for a, b in _parts(text, start, end) if a <= key[0] and key[1] <= b), (start, end))
    tail = next((at.start() for at in _tails(language).finditer(text, key[1], high)), high)
    for last in (tail, high):
        kept = trim(text, low, last)
        if kept and len(text[slice(*kept)].split()) >= _LEAST and not _leans(text[slice(*kept)], language):
            left_out = f"{text[start : kept[0]]} {text[kept[1] : end]}"
            if not _limits(language).search(fold(left_out)):
                return kept
    return start, end


def _parts(text: str, start: int, end: int) -> Iterator[Span]:
    low = start
    for match in _PARTS.finditer(text, start, end):
        yield low, match.start()
        low = match.end()
    yield low, end


def _leans(sentence: str, language: str) -> bool:
    """Whether it begins with a pronoun or a connective; "This policy" names what it is about."""
    words = vocabulary(language, "leaning")
    if re.match(rf"\W*(?:{'|'.join(map(re.escape, (*words['connectives'], *words['turns'])))})\b", sentence):
        return True
    first = _FIRST.match(sentence)
    if not first or first[1] not in words["pronouns"]:
        return False
    pointing = first[1] in words["pointing"]
    return not pointing or first[2] is None or fold(first[2]) in function_words(language)


@cache
def _tails(language: str) -> re.Pattern[str]:
    """Where what follows adds to a sentence that could end there."""
    return re.compile(rf",\s+(?=(?:{any_of(vocabulary(language, 'leaning')['adds'])})\b)")


@cache
def _limits(language: str) -> re.Pattern[str]:
    words = [*vocabulary(language, "check")["negators"], *vocabulary(language, "leaning")["limits"]]
    return re.compile(rf"\b(?:{any_of(words)})\b|n['’]t\b")
