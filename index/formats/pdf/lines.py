"""Words of a PDF's page put together to segments, and segments to lines. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.formats.pdf.rules import Box
from index.formats.pdf.words import HYPHEN, Word, in_line

BLANK = 0.62
"""Times the height of words: more between two words parts them."""

_LEADER = 2.5  # likewise, where dots lead from the one to the other
_DOTS = re.compile(r"[.·…_]+")
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_SAME_BASE = 0.15  # of the height
_SAME_LINE = 0.35


@dataclass(slots=True, eq=False)
class Segment:
    """Words of one baseline without more than a blank between them. A table is one too: without words."""

    words: list[Word]
    left: float
    bottom: float
    right: float
    top: float
    base: float
    height: float = field(init=False)

    def __post_init__(self) -> None:
        self.height = self.top - self.bottom

    @classmethod
    def of(cls, words: list[Word]) -> "Segment":
        main = words[0]
        if any(word.top != main.top for word in words):
            main = max(words, key=lambda word: word.height * min(len(word.text), 4))
        left, right = min(word.left for word in words), max(word.right for word in words)
        return cls(words, left, main.bottom, right, main.top, main.base)

    @property
    def text(self) -> str:
        return in_line(self.words)

    @property
    def is_rtl(self) -> bool:
        return any(not word.text.isascii() and _RTL.search(word.text) for word in self.words)

    @property
    def bold(self) -> bool:
        return all(word.bold for word in self.words)


def segments(words: Sequence[Word], blank: float = BLANK) -> list[Segment]:
    """Runs of words in the order of the file, parted where more than `blank` times their height lies between two."""
    runs: list[list[Word]] = []
    for word in words:
        if not (runs and _follows(runs[-1][-1], word, blank)):
            runs.append([])
        runs[-1].append(word)
    return [Segment.of(run) for run in runs]


def _follows(last: Word, word: Word, blank: float) -> bool:
    height, small = last.height, word.height
    if height < small:
        height, small = small, height
    if abs(word.base - last.base) > _SAME_BASE * height:
        inside = min(last.top, word.top) - max(last.bottom, word.bottom) > 0.5 * small
        if not inside or small > 0.87 * height:
            return False
    after, before = word.left - last.right, last.left - word.right
    if not (after < blank * height and before < blank * height) and (
        _DOTS.fullmatch(last.text) or _DOTS.fullmatch(word.text)
    ):
        blank = max(blank, _LEADER)
    if -0.3 * height < after < blank * height:
        return True
    return -0.3 * height < before < blank * height and bool(_RTL.search(last.text + word.text))


def rows(parts: Sequence[Segment]) -> list[list[Segment]]:
    """Segments that stand on one line, from the top down, each line from left to right."""
    found: list[list[Segment]] = []
    for part in sorted(parts, key=lambda part: -part.base):
        row = found[-1] if found else None
        if (
            row
            and row[0].words
            and part.words
            and row[0].base - part.base < _SAME_LINE * min(part.height, row[0].height)
        ):
            row.append(part)
        else:
            found.append([part])
    for row in found:
        if len(row) > 1:
            row.sort(key=lambda part: part.left)
            if sum(part.is_rtl for part in row) > len(row) / 2:
                row.reverse()
    return found


def joined(lines: Sequence[str]) -> str:
    """The text of lines that follow on each other.

    >>> joined(["The inter\ufffe", "national COVID\ufffe", "19 team"])
    'The international COVID-19 team'
    """
    # A hyphen before a capital or a digit is one of the word's own, as in COVID-19.
    text = re.sub(f"{HYPHEN} (?=[^\\W\\d_A-Z])", "", " ".join(lines))
    return re.sub(f"{HYPHEN} ?", "-", text)


def box_of(parts: Sequence[Segment]) -> Box:
    """What encloses all of them."""
    return (
        min(part.left for part in parts),
        min(part.bottom for part in parts),
        max(part.right for part in parts),
        max(part.top for part in parts),
    )
