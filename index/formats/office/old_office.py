"""Office files of before 2007 (.doc, .ppt). Owns olefile.

The parser leaves out what of a Word file stands beside its text: headers, footers, comments and text boxes are read
from the file itself.
"""

import re
import struct
from collections.abc import Iterator
from io import BytesIO

from index.errors import LoadError
from index.formats.office.anydoc_model import LOCKED, parsed, write
from index.formats.office.docx import read_docx
from index.formats.office.rtf import read_rtf
from index.formats.office.word_text import PAGE_NUMBER, without_page_numbers
from index.formats.writer import Content, Writer

_OLE = b"\xd0\xcf\x11\xe0"
_WORD_97 = 0xC1
_PLACES = {"header or footer": 0x54, "comment": 0x5C, "text box": 0x64}
_LENGTHS = (0x4C, 0x50, 0x54, 0x58, 0x5C, 0x60, 0x64)  # of the parts of a Word file's text, in their order
_PAGE_FIELD = re.compile("\x13\\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\\b[^\x13]*?\x15")
_FIELD_CODE = re.compile("\x13[^\x13\x14\x15]*\x14?|[\x13-\x15]")
_OBJECTS = re.compile("[\x01\x05\x08]")


def read_doc(data: bytes) -> Content:
    """A Word file of 97 to 2003; one that is really .docx or rich text is read as such."""
    if data.startswith(b"PK"):
        return read_docx(data)
    if data.lstrip().startswith(b"{\\rtf"):
        return read_rtf(data)
    found = streams(data, ".doc", ("WordDocument", "0Table", "1Table"))
    word = found["WordDocument"]
    if len(word) < 0x200 or struct.unpack_from("<H", word, 2)[0] < _WORD_97:
        raise LoadError("it is from before Word 97; save it as .docx")
    document = parsed(data, "doc")
    beside = dict(_beside(word, found))
    writer = Writer()
    for text in beside["header or footer"]:
        writer.paragraph(text)
    start = writer.length
    write(writer, document)
    for text in beside["text box"]:
        writer.paragraph(text)
    for text in beside["comment"]:
        writer.paragraph(f"Comment: {text}")
    return writer.titled(_title(data), start=start)


def read_ppt(data: bytes) -> Content:
    """A presentation of PowerPoint 97 to 2003. Where a slide ends isn't known, so it has no pages."""
    streams(data, ".ppt", ("PowerPoint Document",))
    writer = Writer()
    write(writer, parsed(data, "ppt"), quote="Notes: ")
    return writer.titled(_title(data))


def streams(data: bytes, kind: str, names: tuple[str, ...]) -> dict[str, bytes]:
    """The streams of those names, the first of which must be there."""
    import olefile

    if not data.startswith(_OLE):
        raise LoadError(f"it is not a {kind} file; save it as {kind}x")
    with olefile.OleFileIO(BytesIO(data)) as file:
        if file.exists("EncryptedPackage") or file.exists("EncryptedSummary"):
            raise LoadError(LOCKED)
        if not file.exists(names[0]):
            raise LoadError(f"it is another kind of old Office file, not {kind}; save it as {kind}x")
        return {name: file.openstream(name).read() for name in names if file.exists(name)}


def _title(data: bytes) -> str | None:
    import olefile

    try:
        with olefile.OleFileIO(BytesIO(data)) as file:
            properties = file.get_metadata()
        title = properties.title or b""
        return title.decode(f"cp{properties.codepage or 1252}", "replace").strip("\0") or None
    except Exception:  # properties of a form that olefile doesn't know are no loss
        return None


def _beside(word: bytes, streams: dict[str, bytes]) -> Iterator[tuple[str, list[str]]]:
    """The paragraphs of what stands beside the text of a Word file, by kind; each text once."""
    lengths = [struct.unpack_from("<i", word, place)[0] for place in _LENGTHS]
    flags = struct.unpack_from("<H", word, 0x0A)[0]
    table = streams.get("1Table" if flags & 0x200 else "0Table", b"")
    for what, place in _PLACES.items():
        at = _LENGTHS.index(place)
        start = sum(max(length, 0) for length in lengths[:at])
        text = _characters(word, table, start, start + max(lengths[at], 0)) if lengths[at] > 1 else ""
        text = _OBJECTS.sub("", _FIELD_CODE.sub("", _PAGE_FIELD.sub(PAGE_NUMBER, text)))
        found = (without_page_numbers(line.replace("\x07", "\t")).strip() for line in text.split("\r"))
        yield what, list(dict.fromkeys(line for line in found if any(map(str.isalnum, line))))


def _characters(word: bytes, table: bytes, start: int, end: int) -> str:
    """The characters of a Word file from `start` to `end`, by its table of pieces."""
    offset, size = struct.unpack_from("<II", word, 0x1A2)
    pieces = table[offset : offset + size]
    while pieces[:1] == b"\x01":  # changes of format stand before the pieces
        pieces = pieces[3 + int.from_bytes(pieces[1:3], "little") :]
    pieces = pieces[5:]
    count = max(len(pieces) - 4, 0) // 12
    ends = struct.unpack_from(f"<{count + 1}I", pieces) if count else ()
    parts = []
    for place in range(count):
        low, high = max(ends[place], start), min(ends[place + 1], end)
        if low < high:
            at = struct.unpack_from("<I", pieces, 4 * (count + 1) + 8 * place + 2)[0]
            width, encoding = (1, "cp1252") if at & 0x40000000 else (2, "utf-16-le")
            at = (at & 0x3FFFFFFF) // (3 - width) + (low - ends[place]) * width
            parts.append(word[at : at + (high - low) * width].decode(encoding, "replace"))
    return "".join(parts)
