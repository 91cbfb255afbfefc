"""What a person or a document says, made fit for a single line. Pure."""

import unicodedata

_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # reorder a line


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
