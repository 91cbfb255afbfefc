"""What people and programs put onto a page of a PDF: notes, mark-up, links, files.

A mark-up that strikes words out leaves them in the text, as they are on the page, and says after it that they are
struck out: readers of the page see both. Mark-up without a comment, as a mere highlight, says nothing.
"""

import re
from collections.abc import Iterator
from typing import Any

from index.formats.pdf.access import PageText, Rect, rect_of, string
from index.language.tidy import one_line

HIDDEN = 2 | 32  # of an annotation's flags: Hidden, NoView
_MOST_QUADS = 100  # of one mark-up
_MOST_FILE = 50_000_000  # bytes
_LONGEST_QUOTE = 300  # characters
_ADDRESS = re.compile(r"(?:https?|ftp)://.|(?:mailto|tel):.", re.IGNORECASE)


def note_of(annotation: Any, kind: int, page: PageText) -> str:
    """What an annotation says, with who says it and of which words: `Note (Ada) on “rent”: too high`. Else ""."""
    from pypdfium2 import raw

    marked = {raw.FPDF_ANNOT_HIGHLIGHT, raw.FPDF_ANNOT_UNDERLINE, raw.FPDF_ANNOT_SQUIGGLY}
    struck = kind == raw.FPDF_ANNOT_STRIKEOUT
    if kind in (raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_LINK) or raw.FPDFAnnot_HasKey(annotation, b"StateModel"):
        return ""
    said = _value(annotation, b"Contents")
    if not said and not struck:
        return ""
    author = one_line(_value(annotation, b"T"))
    words = _marked_words(annotation, page) if struck or kind in marked else ""
    if struck and not words:
        return ""
    what = "Struck out" if struck else "Inserted" if kind == raw.FPDF_ANNOT_CARET else "Note"
    opening = f"{what}{f' ({author})' if author else ''}"
    if said == words:  # as some programs have it
        said = ""
    if struck:
        return f"{opening}: “{words}”{f': {said}' if said else ''}"
    return f"{opening}{f' on “{words}”' if words else ''}: {said}" if said else ""


def is_recording(kind: int) -> bool:
    """Whether an annotation of this kind is something to be played."""
    from pypdfium2 import raw

    names = ("SOUND", "MOVIE", "SCREEN", "THREED", "RICHMEDIA")
    return kind in {getattr(raw, f"FPDF_ANNOT_{name}") for name in names}


def link_of(pdf: Any, annotation: Any, page: PageText) -> tuple[str, str] | None:
    """The text and the address of a link that leads out of the document."""
    from pypdfium2 import raw

    link = raw.FPDFAnnot_GetLink(annotation)
    action = raw.FPDFLink_GetAction(link) if link else None
    if not action or raw.FPDFAction_GetType(action) != raw.PDFACTION_URI:
        return None
    address = one_line(string(raw.FPDFAction_GetURIPath, pdf, action, codec="utf-8"))
    return (_quoted(page.within(rect_of(annotation))), address) if _ADDRESS.match(address) else None


def link_lines(links: list[tuple[str, str]], text: str) -> Iterator[str]:
    """Links in words, but those whose address the `text` of the page shows."""
    shown = text.replace(" ", "")
    for words, address in dict.fromkeys(links):
        bare = re.sub(r"^(?:https?://|ftp://|mailto:|tel:)|/$", "", address, flags=re.IGNORECASE)
        if bare and bare not in shown:
            yield f"Link: {words} ({address})" if words else f"Link: {address}"


def file_of(attachment: Any) -> tuple[str, bytes | None]:
    """The name and the bytes of an attached file, None if it is too large or can't be had."""
    import ctypes

    from pypdfium2 import raw

    name = one_line(string(raw.FPDFAttachment_GetName, attachment))
    size = ctypes.c_ulong()
    if not raw.FPDFAttachment_GetFile(attachment, None, 0, size) or size.value > _MOST_FILE:
        return name, None
    buffer = ctypes.create_string_buffer(size.value)
    raw.FPDFAttachment_GetFile(attachment, buffer, size.value, size)
    return name, buffer.raw[: size.value]


def _value(annotation: Any, key: bytes) -> str:
    from pypdfium2 import raw

    return string(raw.FPDFAnnot_GetStringValue, annotation, key)


def _marked_words(annotation: Any, page: PageText) -> str:
    from pypdfium2 import raw

    quads = [
        page.within(_bounds(annotation, number))
        for number in range(min(raw.FPDFAnnot_CountAttachmentPoints(annotation), _MOST_QUADS))
    ]
    return _quoted(" ".join(quads)) or _quoted(page.within(rect_of(annotation)))


def _quoted(text: str) -> str:
    words = one_line(text)
    return words if len(words) <= _LONGEST_QUOTE else f"{words[:_LONGEST_QUOTE]}…"


def _bounds(annotation: Any, number: int) -> Rect:
    from pypdfium2 import raw

    quad = raw.FS_QUADPOINTSF()
    raw.FPDFAnnot_GetAttachmentPoints(annotation, number, quad)
    across = sorted((quad.x1, quad.x2, quad.x3, quad.x4))
    up = sorted((quad.y1, quad.y2, quad.y3, quad.y4))
    return Rect(across[0], up[0], across[-1], up[-1])
