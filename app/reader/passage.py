"""What the reader is shown of a chunk: the title and headings it stands under, its table's columns, its text.

Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from index.chunks import header
from index.language.sentences import Span
from index.records import Chunk, Document

_PATH = 160  # characters: of a longer path of headings the last ones are kept
_COLUMNS = 300  # characters: a header row that is longer says little
_HEADING = re.compile(r"^[^\S\n]*(#{1,6})[^\S\n]+(\S[^\n]*)", re.MULTILINE)
_RULE = frozenset("|:- ")  # what the line under a Markdown table's header row is made of
_ROWS = 2000  # lines that are looked through for a table's header row


@dataclass(frozen=True, slots=True)
class Passage:
    """`text`, in which the spans `units` are the sentences to be judged; what stands before the first is context."""

    text: str
    units: tuple[Span, ...]


def passage(chunk: Chunk, sentences: Sequence[Span]) -> Passage:
    """The passage of a chunk and its sentences, which are spans of `chunk.text`."""
    above = "\n".join(line for line in (_under(chunk), columns(chunk.document, chunk.start)) if line)
    shift = len(above) + 1 if above else 0
    text = f"{above}\n{chunk.text}" if above else chunk.text
    return Passage(text, tuple((start + shift, end + shift) for start, end in sentences))


def _under(chunk: Chunk) -> str:
    """Title, date and headings: "Tenancy (May 2023): Pets > Dogs"; not the heading that the text begins with."""
    path = heading_path(chunk.document, chunk.start)
    path = path[:-1] if _HEADING.match(chunk.text) else path
    if path and path[0] == chunk.document.title:
        path = path[1:]
    line = " > ".join(path)
    line = line[-_PATH:].partition(" > ")[2] if len(line) > _PATH and " > " in line[-_PATH:] else line[-_PATH:]
    return ": ".join(part for part in (header(chunk.document), line) if part)


def heading_path(document: Document, offset: int) -> list[str]:
    """The Markdown headings that hold at an offset, the widest first."""
    path: list[tuple[int, str]] = []
    for _, level, name in takewhile(lambda heading: heading[0] <= offset, _headings(document)):
        path = [above for above in path if above[0] < level]
        path.append((level, name))
    return [name for _, name in path]


@lru_cache(maxsize=16)  # it keeps documents of an index that was replaced
def _headings(document: Document) -> list[tuple[int, int, str]]:
    """Where each begins, its level, its words."""
    matches = _HEADING.finditer(document.text)
    return [(match.start(), len(match[1]), re.sub(r"\s+#+$", "", match[2].strip())) for match in matches]


def columns(document: Document, offset: int) -> str:
    """The header row of the Markdown table within which `offset` lies, "" if in none or in that row itself."""
    text = document.text
    start = text.rfind("\n", 0, offset) + 1
    below = text[start : text.find("\n", offset) + 1 or None].strip()
    for _ in range(_ROWS):
        if not start or "|" not in below:
            return ""
        end, start = start - 1, text.rfind("\n", 0, start - 1) + 1
        line = text[start:end].strip()
        if "|" in line and "-" in below and _RULE.issuperset(below) and not _RULE.issuperset(line):
            return line[:_COLUMNS]
        below = line
    return ""
