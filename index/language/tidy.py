"""What a person or a document says, made fit for a single line. Pure."""

import re
import unicodedata

_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # reorder a line
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")  # half of a character: no UTF-8 file can hold it
_LINE_END = re.compile(r"(?<![^\S\n])[^\S\n]*(?:\r\n|[\n\r\v\f\x85\u2028\u2029])")


def tidy(text: str, most: int | None = None) -> str:
    """`text` on one line of at most `most` characters; "" if nothing of it can be seen.

    Control characters, marks of direction and halves of surrogate pairs are left out.

    >>> tidy("  one\\n\\x00two  ")
    'one two'
    """
    kept = (char for char in text if char.isspace() or unicodedata.category(char) not in ("Cc", "Cs"))
    line = " ".join("".join(char for char in kept if char not in _DIRECTIONS).split())[:most].rstrip()
    return line if any(char.isprintable() and char != " " for char in line) else ""


def shortened(text: str, most: int) -> str:
    """`tidy(text)`, ended after a word and with "…" where it is longer than `most` characters.

    >>> shortened("Who toured the harbor?", 15)
    'Who toured the…'
    """
    line = tidy(text)
    if len(line) <= most:
        return line
    cut = line[:most].rfind(" ")
    return f"{line[: cut if cut > most // 2 else most - 1].rstrip()}…"


def printable(text: str) -> str:
    """`text` for a terminal: control characters, which a document or a file name may hold, become spaces."""
    return "".join(char if char.isprintable() or char == "\n" else " " for char in text)


def clean(text: str) -> str:
    r"""Text without what can't be seen or stored: controls, soft hyphens, halves of characters. Lines end in `\n`."""
    text = _SURROGATE.sub("\ufffd", _LINE_END.sub("\n", text.replace("\xa0", " ")))
    return re.sub(r"\n{3,}", "\n\n", _UNPRINTABLE.sub("", text))


def one_line(text: str) -> str:
    """Clean text with every run of whitespace as one space."""
    return " ".join((text if text.isprintable() else clean(text)).split())


def valid_text(text: str) -> str:
    """The text without what is no character: halves of surrogate pairs, as a broken client or terminal sends them."""
    return text.encode(errors="replace").decode()
