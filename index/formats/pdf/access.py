"""PDFium's C functions as Python would have them: strings, rectangles, the annotations of a page. Bounded."""

import ctypes
import logging
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from index.language.tidy import clean

_MOST_ANNOTATIONS = 10_000  # of a page
_MOST_BYTES = 400_000  # of one string
_MOST_LOOKED = 10_000_000  # letters that are gone through to find the text at places of one page: a second or two


class Rect(NamedTuple):
    """In points, upwards from the bottom of the page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def area(self) -> float:
        return max(self.right - self.left, 0) * max(self.top - self.bottom, 0)

    def within(self, other: "Rect") -> "Rect":
        """The part of it that lies in another."""
        return Rect(
            max(self.left, other.left), max(self.bottom, other.bottom),
            min(self.right, other.right), min(self.top, other.top),
        )  # fmt: skip


def begin_forms(pdf: Any) -> None:
    """Has PDFium read the form of a document, if there is one. To be called before any page is opened."""
    logger = logging.getLogger("pypdfium2")
    disabled, logger.disabled = logger.disabled, True  # it warns of forms that it can't draw
    try:
        pdf.init_forms()
    finally:
        logger.disabled = disabled


def string(function: Callable[..., int], *arguments: Any, codec: str = "utf-16-le") -> str:
    """What a function writes to the buffer and the length that are its last arguments; "" if it is too long."""
    from pypdfium2 import raw

    size = function(*arguments, None, 0)
    if not 0 < size <= _MOST_BYTES:
        return ""
    buffer = ctypes.create_string_buffer(size)
    target = ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)) if codec == "utf-16-le" else buffer
    try:
        function(*arguments, target, size)
    except ctypes.ArgumentError:  # some take their characters as bytes
        function(*arguments, buffer, size)
    return clean(buffer.raw.decode(codec, "replace").partition("\0")[0]).strip()


def annotations(page: Any) -> Iterator[Any]:
    """Those of an open page, each of which is closed when the next is asked for."""
    from pypdfium2 import raw

    for number in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS)):
        if annotation := raw.FPDFPage_GetAnnot(page, number):
            try:
                yield annotation
            finally:
                raw.FPDFPage_CloseAnnot(annotation)


def rect_of(annotation: Any) -> Rect:
    """Where an annotation is."""
    from pypdfium2 import raw

    rect = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(annotation, rect)
    across, up = sorted((rect.left, rect.right)), sorted((rect.bottom, rect.top))
    return Rect(across[0], up[0], across[1], up[1])


class PageText:
    """The text of an open page by places, opened when it is first asked for. Each look goes through all letters of the
    page: after many there is no text anywhere."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self._opened: Any = None
        self._looked = 0

    def __enter__(self) -> "PageText":
        return self

    def __exit__(self, *_: object) -> None:
        if self._opened:
            self._opened.close()

    def within(self, rect: Rect) -> str:
        """The lines whose characters lie in a rectangle."""
        self._opened = self._opened or self._page.get_textpage()
        self._looked += self._opened.count_chars()
        if self._looked > _MOST_LOOKED:
            return ""
        text: str = self._opened.get_text_bounded(rect.left, rect.bottom, rect.right, rect.top)
        return clean(text).strip()
