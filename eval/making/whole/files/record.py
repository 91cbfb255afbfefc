"""What a document of the made-up folder holds, before it is written in some format. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the title."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of sentences."""

    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.sentences)


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short lines."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table within a document; the first row is its header."""

    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Bullets | Grid


@dataclass(frozen=True, slots=True)
class File:
    """A document. `head` are the short lines under its title, its date's among them; `day` is None if it has none.

    `author` is the person who wrote it, "" where no person is named as such.
    """

    source: str
    kind: str
    title: str
    day: date | None
    blocks: tuple[Block, ...]
    head: tuple[str, ...] = ()
    author: str = ""

    @property
    def text(self) -> str:
        """The title and all that it says, a line a piece."""
        return "\n".join([self.title, *self.head, *(line for block in self.blocks for line in lines(block))])


def lines(block: Block) -> Iterator[str]:
    """What a block says, a line a heading, paragraph, item or row."""
    match block:
        case Heading() | Paragraph():
            yield block.text
        case Bullets():
            yield from block.items
        case Grid():
            yield from (" | ".join(row) for row in block.rows)


def said(day: date) -> str:
    """A day as the documents write it.

    >>> said(date(2024, 3, 5))
    '5 March 2024'
    """
    return f"{day.day} {day:%B %Y}"


def slug(text: str) -> str:
    """A part of a file's name.

    >>> slug("Harle Bay")
    'harle-bay'
    """
    return "-".join("".join(char if char.isalnum() or char == "." else " " for char in text.lower()).split())
