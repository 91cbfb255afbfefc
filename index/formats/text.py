"""Plain text: the bytes decoded, and what text never holds left out. Nothing else of it is changed."""

import re
from typing import NamedTuple

from index.errors import LoadError
from index.formats.encodings import SAMPLE, encoding_of, stated, wide
from index.formats.writer import Content, counted, places, stated_title

_ZEROS = re.compile(r"\x00+")  # a crash leaves a run of them in a log
_CONTROL = re.compile(r"[\x01-\x07\x0e-\x1a\x1c-\x1f\x7f\ufffd]")  # but for those that terminals and printers know
# Codes of terminals, a letter struck over, and controls but for tabs and the ends of lines and pages.
_UNSEEN = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|[^\n]\x08|[\x00-\x08\x0e-\x1f\x7f]")
_SOME_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_CONTROL_BYTE = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_LINES_NAMED = 5
# UTF-8 that was taken for Windows-1252: "JÃ¶rg", "donâ€™t". What comes of it if it is undone must be of these scripts.
_MISTAKEN = re.compile(r"[ÂÃÄÅÎÏÐÑâã][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
_SENSIBLE = re.compile(r"[\x00-\x7f\u00a0-\u06ff\u1e00-\u22ff\u3000-\ud7ff\U0001f000-\U0001faff]*")
_AS_BYTES = {ord(bytes([byte]).decode("cp1252", "ignore") or "\0"): byte for byte in range(0x80, 0xA0)}


class Decoded(NamedTuple):
    """A text, and what of the bytes is not in it, "" if all is."""

    text: str
    omission: str = ""


def read_text(data: bytes) -> Content:
    """A byte order mark, controls that no text needs and codes of terminals are dropped; line ends stay as they are."""
    text, omission = decoded(data)
    return Content(text, stated_title(text), omissions=(omission,) if omission else ())


def decode(data: bytes) -> str:
    """The text of bytes in any encoding, U+FFFD for what is wrong; `LoadError` with the reason if it's no text."""
    return decoded(data).text


def decoded(data: bytes) -> Decoded:
    """As `decode`, with a note of the bytes that are wrong."""
    if is_binary(data[:SAMPLE]) or (data and not data.strip(b"\0")):
        raise LoadError("it is a binary file, not text")
    encoding = encoding_of(data)
    try:
        text, omission = data.decode(encoding), ""
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        omission = _damage(text)
    if ("\0" in text or _CONTROL.search(text, 0, SAMPLE)) and _many_controls(text[:SAMPLE]):
        raise LoadError("it is a binary file, not text")
    return Decoded(_seen(_as_meant(text)), omission)


def is_binary(head: bytes) -> bool:
    """Whether the beginning of a file is plainly not that of a text, in whatever encoding."""
    if not _CONTROL_BYTE.search(head):
        return False
    return not stated(head) and not wide(head) and _many_controls(head.decode("latin-1"))


def _many_controls(text: str) -> bool:
    text = _ZEROS.sub("\0", text)
    allowed = 2 + len(text) // 100
    return len(_CONTROL.findall(text)) > allowed or text.count("\0") > 10 * allowed


def _damage(text: str) -> str:
    found = [match.start() for match in re.finditer("\ufffd", text)]
    lines = sorted({text.count("\n", 0, place) + 1 for place in found[:_LINES_NAMED]})
    more = " and further on" if len(found) > _LINES_NAMED else ""
    return f"{counted(len(found), 'damaged character')} ({places(lines, 'line')}{more})"


def _seen(text: str) -> str:
    text = text if "\n" in text else text.replace("\r", "\n")  # as Macs ended lines once
    return _UNSEEN.sub("", text) if _SOME_UNSEEN.search(text) else text


def _as_meant(text: str) -> str:
    """Undoes, line by line, that UTF-8 was taken for Windows-1252: where all of a line proves to be UTF-8."""
    if not _MISTAKEN.search(text):
        return text
    return "\n".join(_line_as_meant(line) if _MISTAKEN.search(line) else line for line in text.split("\n"))


def _line_as_meant(line: str) -> str:
    try:
        meant = line.translate(_AS_BYTES).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return line
    return meant if _SENSIBLE.fullmatch(meant) else line
