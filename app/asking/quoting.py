"""Phrases in quotation marks: to be found as they stand. Pure."""

import re
from dataclasses import dataclass

_OPEN, _CLOSE = '"“„«‹「', '"”“»›」'
_PAIRS = {'"': '"', "“": "”", "„": "“”", "«": "»", "‹": "›", "「": "」"}
_EDGE = re.compile(r"[\s(\[¿¡]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """`words` stood in quotation marks; `typed` is the phrase with them."""

    typed: str
    words: str


def quoted(text: str) -> list[Phrase]:
    """The phrases in quotation marks, in order, the outermost where one stands in another.

    A mark opens before a word and closes behind one.

    >>> [phrase.words for phrase in quoted('how often does "he said "no" to me" occur')]
    ['he said "no" to me']
    """
    phrases: list[Phrase] = []
    at = 0
    while at < len(text):
        end = _end(text, at) if _opens(text, at) else None
        if end is None:
            at += 1
            continue
        words = text[at + 1 : end].strip()
        if any(map(str.isalnum, words)):
            phrases.append(Phrase(text[at : end + 1], words))
        at = end + 1
    return phrases


def _opens(text: str, at: int) -> bool:
    before, behind = text[at - 1 : at], text[at + 1 : at + 2]
    return text[at] in _OPEN and (not before or bool(_EDGE.match(before))) and bool(behind.strip())


def _end(text: str, start: int) -> int | None:
    """Where the mark stands that closes what is opened at `start`."""
    closing, depth = _PAIRS[text[start]], 1
    for at in range(start + 1, len(text)):
        char, behind = text[at], text[at + 1 : at + 2]
        closes = char in closing and text[at - 1].strip() != "" and not behind.isalnum()
        if char == text[start] and _opens(text, at) and not (closes and not behind.strip()):
            depth += 1
        elif closes:
            depth -= 1
            if depth == 0:
                return at
    return text.rfind('"', start + 1) if text[start] == '"' and text.rfind('"') > start else None
