"""Plain text and Markdown: the bytes decoded, nothing else changed. The only owner of charset-normalizer."""

import re

from charset_normalizer import from_bytes

from index.errors import LoadError
from index.formats.writer import Content, stated_title

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_GUESS_FROM = 200_000  # bytes: enough to tell encodings apart, and bounded in time


def read_text(data: bytes) -> Content:
    """A byte order mark is dropped; nothing else of the text is changed, line endings included."""
    text = decode(data)
    return Content(text, stated_title(text))


def decode(data: bytes) -> str:
    """The text of bytes in any encoding; `LoadError` with the reason if they are not text."""
    encoding = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = _decode_by_guess(data)
    if len(_CONTROL.findall(text[:_GUESS_FROM])) > 2 + len(text[:_GUESS_FROM]) // 100:
        raise LoadError("it is a binary file, not text")
    return text


def _decode_by_guess(data: bytes) -> str:
    if b"\0" in data[:_GUESS_FROM]:
        raise LoadError("it is a binary file, not text")
    guesses = from_bytes(data[:_GUESS_FROM])
    best = guesses.best()
    if best is None:
        raise LoadError("its text encoding was not recognised; save it as UTF-8")
    # In doubt between code pages of one family, the western one is by far the most common.
    western = any(
        "cp1252" in [guess.encoding, *guess.could_be_from_charset] and guess.chaos <= best.chaos for guess in guesses
    )
    encoding = "cp1252" if western else best.encoding
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise LoadError(f"it looks like {encoding} but is not valid; save it as UTF-8") from error
