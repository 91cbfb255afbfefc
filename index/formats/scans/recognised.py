"""Lines that were recognised in a picture, laid out as text: headings, paragraphs, items. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from index.formats.writer import Writer

_ITEM = re.compile(r"[-–—•▪●○■‣◦*»]\s+(?=\w)")
_NUMBERED = re.compile(r"\(?(?:\d{1,3}|[a-z])[.)]\s")
_LABEL = re.compile(r"[^\W\d_][\w .'/-]{0,40}:\s")  # "Balance: 7 crowns"
_LARGER, _MUCH_LARGER = 1.3, 1.7  # times the usual height: a heading
_LONGEST_HEADING = 120  # characters
_NOISE = 0.4  # of a line that is none but specks


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text. Lengths are in pixels, `confidence` is 0 to 1; `opens`: the engine sees a paragraph begin."""

    text: str
    left: float
    right: float
    height: float
    opens: bool = False
    confidence: float = 1.0


def lay_out(lines: Sequence[Line]) -> str:
    """The lines as text, those without sense left out, words that were parted at the end of a line whole again."""
    lines = [line for line in lines if line.confidence >= _NOISE and re.search(r"\w", line.text)]
    usual = median(line.height for line in lines for _ in line.text) if lines else 0
    paragraphs: list[list[Line]] = []
    for line in lines:
        if not paragraphs or _begins(line, paragraphs[-1]):
            paragraphs.append([])
        paragraphs[-1].append(line)
    writer = Writer()
    for paragraph in paragraphs:
        text = " ".join(line.text for line in paragraph)
        text = re.sub(r"(?<=[^\W\d_])[-‐¬] (?=[^\W\d_A-Z])", "", text)
        size = paragraph[0].height / (usual or 1)
        if size >= _LARGER and len(text) <= _LONGEST_HEADING and text[-1] not in ".;,":
            writer.heading(text, 1 if size >= _MUCH_LARGER else 2)
        elif item := _ITEM.match(text):
            writer.item(text[item.end() :])
        else:
            writer.paragraph(text)
    return writer.content().text


def _begins(line: Line, paragraph: Sequence[Line]) -> bool:
    """Whether a line begins another paragraph, as the last line was ended on purpose: its first word had found room."""
    last = paragraph[-1]
    if any(form.match(line.text) for form in (_ITEM, _NUMBERED)) or abs(line.height - last.height) > 0.3 * last.height:
        return True
    if last.text[-1] not in ".!?:" and line.text[0].islower():
        return False
    if line.opens or (_LABEL.match(line.text) and line.text[0].isupper() and last.text[-1] not in ",-"):
        return True
    word = (line.right - line.left) * (len(line.text.split(" ", 1)[0]) + 1) / max(len(line.text), 1)
    return max(entry.right for entry in (*paragraph, line)) - last.right > word
