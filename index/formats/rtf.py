"""Rich text (RTF). Owns striprtf."""

import re
from itertools import groupby

from index.errors import LoadError
from index.formats.writer import Content, Writer
from index.language.tidy import clean

_TITLE = re.compile(r"\{\\title\s+((?:\\.|[^{}\\])*)\}", re.DOTALL)


def read_rtf(data: bytes) -> Content:
    """Tables become rows. RTF marks headings only by their look, so there are none."""
    if not data.strip():
        return Content("")
    if not data.lstrip().startswith(b"{\\rtf"):
        raise LoadError("it is not a rich text file; if it is plain text, rename it to .txt")
    if data.rstrip(b"\0\r\n\t ")[-1:] != b"}":
        raise LoadError("it is damaged: its end is missing; get it or save it again")
    source = data.decode("latin-1")  # a format of ASCII, in which other characters are escaped
    writer = Writer()
    for are_rows, lines in groupby(clean(_plain(source)).split("\n"), lambda line: line.endswith("|")):
        if are_rows:
            writer.table([line[:-1].split("|") for line in lines])
            writer.end_list()
        else:
            for line in lines:
                writer.paragraph(line)
    title = _TITLE.search(source)
    return writer.titled(_plain(rf"{{\rtf1\ansi {title.group(1)}}}") if title else None)


def _plain(source: str) -> str:
    from striprtf.striprtf import rtf_to_text

    return str(rtf_to_text(source, errors="replace"))  # type: ignore[no-untyped-call]
