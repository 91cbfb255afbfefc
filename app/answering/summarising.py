"""Summaries of verbatim sentences: which sentences of a document stand for its parts. Pure."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cache
from itertools import groupby, pairwise

import numpy as np

from index.embedding.embedder import Vectors
from index.language.own_date import find_dateline
from index.language.sentences import Span, sentences
from index.language.vocabulary import any_of, pattern, vocabulary
from index.records import Document

Vectorise = Callable[[Sequence[str]], Vectors]
"""Unit vectors of sentences, one a row."""

LEADS = 8  # documents of which a summary of everything gives a sentence
_PARTS = (3, 5)
_SENTENCES_A_PART = 3  # a shorter document has fewer parts
_EMBEDDED = 120  # sentences: what keeps a summary under 0.3 s
_WINDOW = 20_000  # characters read of each part of a long document
_READ = 240  # bytes embedded of a sentence: in no script more than an embedder reads
_RELEVANCE = 0.7  # against redundancy, in MMR
_FIRST = 0.15  # what the first sentence of a document is favoured by, as a cosine
_LEANING = 0.1  # what a sentence that leans on the one before is held back by
_WORDS = (6, 60)
_ENDS = re.compile(r"[.!?…][\"'”’)\]]*$")
_SECTION = re.compile(r"^#{1,6} \S", re.MULTILINE)
_BREAK = re.compile(r"\n\s*\n|\n(?=#)")


def summarise(document: Document, vectorise: Vectorise) -> list[Span]:
    """3 to 5 sentences, fewer of a short document, in the order of the text, one from each of its parts.

    The parts are its sections if there are as many as sentences to give, else stretches of equal length. Of each the
    sentence is taken that is nearest the centre of the document and least like those taken: maximal marginal relevance
    (Carbonell and Goldstein, SIGIR 1998).
    """
    parts = [part for part in _parts(document.text, document.language) if part]
    if not parts:
        return []
    share = max(1, _EMBEDDED // len(parts))
    parts = [_best_placed(document.text, part, share) for part in parts]
    every = [span for part in parts for span in part]
    lines = [" ".join(document.text[slice(*span)].split()) for span in every]
    vectors = vectorise([line.encode()[:_READ].decode(errors="ignore") for line in lines])
    rows = dict(zip(every, vectors, strict=True))
    centre = vectors.mean(axis=0)
    centre /= max(float(np.linalg.norm(centre)), 1e-9)

    def worth(span: Span) -> float:
        leaning = bool(_leans(document.language).match(document.text, span[0]))
        relevance = float(rows[span] @ centre) + _FIRST * (span == every[0]) - _LEANING * leaning
        redundancy = max((float(rows[span] @ rows[other]) for other in chosen), default=0.0)
        return _RELEVANCE * relevance - (1 - _RELEVANCE) * redundancy

    chosen: list[Span] = []
    for part in parts:
        chosen.append(max(part, key=worth))
    return chosen


def lead(document: Document) -> Span | None:
    """The first real sentence."""
    return next(iter(prose(document.text[:_WINDOW], document.language)), None)


def prose(text: str, language: str, offset: int = 0) -> list[Span]:
    """The real sentences: no headings, datelines, signatures, contact lines, tables or scraps."""
    spans = []
    for start, end in sentences(text, language):
        sentence = text[start:end]
        whole = _WORDS[0] <= len(sentence.split()) <= _WORDS[1] and _ENDS.search(sentence)
        if not whole or sentence[0].islower() or _no_prose(language).search(sentence):
            continue
        dateline = find_dateline(sentence)
        if not dateline or dateline.end - dateline.start <= len(sentence) // 2:
            spans.append((offset + start, offset + end))
    return spans


@cache
def _no_prose(language: str) -> re.Pattern[str]:
    begins, holds = (pattern(language, "boilerplate", key) for key in ("begins", "holds"))
    return re.compile(
        rf"https?://|www\.|\S@\S+\.\w|^\W*(?:\||#|{begins})|\b(?:{holds})\b|\+\d[\d ()-]{{7,}}", re.IGNORECASE
    )


@cache
def _leans(language: str) -> re.Pattern[str]:
    words = vocabulary(language, "leaning")
    return re.compile(rf"(?:{any_of([*words['pronouns'], *words['connectives']])})\b")


def _parts(text: str, language: str) -> list[list[Span]]:
    """The real sentences of each part."""
    least, most = _PARTS
    if len(text) > most * _WINDOW:
        starts = [text.find("\n", len(text) * part // most) + 1 if part else 0 for part in range(most)]
        return [prose(text[start : start + _WINDOW], language, start) for start in sorted(set(starts))]
    spans = prose(text, language)
    if len(spans) <= least:
        return [[span] for span in spans]
    sections = [match.start() for match in _SECTION.finditer(text)]
    by_section = [[*part] for _, part in groupby(spans, lambda span: bisect_right(sections, span[0]))]
    if least <= len(by_section) <= most:
        return by_section
    number = min(most, max(least, len(spans) // _SENTENCES_A_PART))
    edges = [round(len(spans) * part / number) for part in range(number + 1)]
    return [spans[low:high] for low, high in pairwise(edges)]


def _best_placed(text: str, part: Sequence[Span], limit: int) -> list[Span]:
    """The sentences that come earliest in their paragraphs, in order."""
    breaks = [match.end() for match in _BREAK.finditer(text, part[0][0], part[-1][1])]
    paragraphs = groupby(part, lambda span: bisect_right(breaks, span[0]))
    by_depth = sorted(placed for _, paragraph in paragraphs for placed in enumerate(paragraph))
    return sorted(span for _, span in by_depth[:limit])
