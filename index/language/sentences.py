"""Sentence boundaries as character offsets. Pure; the only module that uses sentencex."""

import re
from collections.abc import Iterator

from sentencex import get_sentence_boundaries

from index.language.dates import find_dateline

Span = tuple[int, int]

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_LIST_ITEM = re.compile(r"\s*(?:[-*+•–|]|#{1,6}|\d{1,3}[.)])\s")
_HEADING = re.compile(r"#{1,6}\s")
_ENUMERATOR = re.compile(r"\(?(?:\d{1,3}|[A-Za-z])[.)]")
_WRAPPED_LINE = 45  # a line shorter than this, in characters, ends on purpose: a title, an address, a list item
_WORD = re.compile(r"\w")


def sentences(text: str, language: str = "en") -> list[Span]:
    """Spans `(start, end)` of the sentences of `text`, in order, disjoint, without outer whitespace.

    Every character that is not whitespace lies in exactly one span. A blank line, a list item, a heading
    and a dateline end a sentence whatever the punctuation; a hard-wrapped line does not.

    >>> sentences("Dr. No left. He ran.")
    [(0, 12), (13, 20)]
    """
    spans: list[Span] = []
    for block_start, block_end in _blocks(text):
        for boundary in get_sentence_boundaries(language, text[block_start:block_end]):
            span = trim(text, block_start + boundary["start_index"], block_start + boundary["end_index"])
            if span is None:
                continue
            previous = spans[-1] if spans and spans[-1][0] >= block_start else None
            if previous and (not _WORD.search(text, *span) or _ENUMERATOR.fullmatch(text, *previous)):
                # a closing quote belongs to what it closes, and "1." to what it numbers
                spans[-1] = (previous[0], span[1])
            else:
                spans.append(span)
    return spans


def trim(text: str, start: int, end: int) -> Span | None:
    """The span without outer whitespace, or None if nothing is left."""
    stripped = text[start:end].strip()
    if not stripped:
        return None
    start = text.index(stripped[0], start)
    return start, start + len(stripped)


def _blocks(text: str) -> Iterator[Span]:
    """Paragraphs, and within them the lines that stand alone. Together they cover `text`."""
    dateline = find_dateline(text)
    breaks = {len(text)} | ({dateline.start, dateline.end} if dateline else set())
    breaks.update(match.end() for match in _BLANK_LINE.finditer(text))
    line_start = 0
    while (newline := text.find("\n", line_start)) >= 0:
        line, next_start = text[line_start:newline].strip(), newline + 1
        stands_alone = len(line) < _WRAPPED_LINE or line[-1] in '.!?:;”"' or _HEADING.match(line)
        if stands_alone or _LIST_ITEM.match(text, next_start):
            breaks.add(next_start)
        line_start = next_start
    start = 0
    for end in sorted(breaks):
        if end > start:
            yield start, end
        start = end
