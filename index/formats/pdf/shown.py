"""A page of a PDF as it is seen: its picture, and boxes round the words of a quote.

A box is only given where what PDFium says to stand under it is the quote, letter by letter, and nothing else, and where
something is seen there: a text may be hidden, or its font missing here.
"""

import ctypes
import io
import math
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from index.errors import LoadError
from index.formats.pdf.access import begin_forms
from index.formats.pdf.layout import Line, laid_out
from index.formats.pdf.lines import segments
from index.formats.pdf.quotes import letters_of, letters_of_quote, without_marks_of_rows
from index.formats.pdf.rules import Box
from index.formats.pdf.words import Word, page_words

_MOST_PIXELS = 4_000_000
_MOST_SIDE = 6_000  # pixels
_MOST_LETTERS = 60_000  # of a page: more is a drawing
_FINE = 1_000_000  # parts of a side that a place is told in
_EDGE = 0.002  # of a side: so far may a box stand out
_QUALITY = 82  # of the picture, of 100
_ROUGH = 100  # dots an inch: enough to tell whether something is drawn
_FAINT = 24  # of 255 shades: less between ink and paper is not seen


@dataclass(frozen=True, slots=True)
class Seen:
    """The sides of a page in points as it is seen, and the boxes of a quote on it: left, top, right and bottom in
    shares of the sides, downwards from the top."""

    width: float
    height: float
    boxes: tuple[Box, ...] = ()


def drawn(data: bytes, number: int, width: int) -> bytes:
    """A picture (WebP) of a page, by its number from 1, `width` pixels wide or less. Raises `LoadError`."""
    with _opened(data, number) as page:
        across, up = _sides(page)
        scale = min(width / across, _MOST_SIDE / up, math.sqrt(_MOST_PIXELS / (across * up)))
        picture = page.render(scale=scale).to_pil().convert("RGB")
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=_QUALITY, method=1)
    return file.getvalue()


def seen(data: bytes, number: int, text: str, start: int, end: int) -> Seen:
    """Where `text[start:end]` is on a page whose text was read as `text`. Raises `LoadError`."""
    with _opened(data, number) as page:
        return Seen(*_sides(page), tuple(_boxes(page, text, start, end)))


@contextmanager
def _opened(data: bytes, number: int) -> Iterator[Any]:
    import pypdfium2  # slow to load

    try:
        with closing(pypdfium2.PdfDocument(data)) as pdf:
            begin_forms(pdf)
            if not 1 <= number <= len(pdf):
                raise LoadError("it has no such page")
            with closing(pdf[number - 1]) as page:
                yield page
    except pypdfium2.PdfiumError as error:
        raise LoadError("it is damaged, or protected by a password") from error


def _sides(page: Any) -> tuple[float, float]:
    width, height = page.get_size()
    if not (1 <= width < _FINE and 1 <= height < _FINE):
        raise LoadError("its page has no size")
    return width, height


def _boxes(page: Any, text: str, start: int, end: int) -> list[Box]:
    with closing(page.get_textpage()) as textpage:
        count = textpage.count_chars()
        if not 0 < count <= _MOST_LETTERS or len(text) > 2 * _MOST_LETTERS:
            return []
        found = page_words(page)
        lines = [block.words for block in laid_out(found) if isinstance(block, Line)]
        words = [word for turned in (found.upright, *found.others) for word in turned]
        as_read, as_stored = letters_of(lines), letters_of(_file_order(words))
        for letters, read in ((as_read, text), (as_stored, text), (as_stored, without_marks_of_rows(text))):
            if wanted := letters_of_quote(letters, read, start, end, ordered=letters is as_read):
                return _round(page, _Places(textpage, count), wanted)
    return []


def _file_order(words: Sequence[Word]) -> list[list[Word]]:
    """Words in runs, in the order of the file: those of tables are not among the lines."""
    return [segment.words for segment in segments(words)]


def _round(page: Any, places: "_Places", wanted: Sequence[Sequence[int]]) -> list[Box]:
    """Boxes round letters, given line by line, as shares of the page; none if anything else stands in them."""
    numbers = {number for line in wanted for number in line if number in places.middles}
    for loose in (True, False):
        boxes = [places.round(line, loose) for line in wanted]
        if places.within(boxes) == numbers:
            shares = [_shares(page, box) for box in boxes]
            inside = all(-_EDGE <= side <= 1 + _EDGE for box in shares for side in box)
            clipped = [_clipped(box) for box in shares] if inside else []
            return clipped if _are_inked(page, clipped) else []
    return []


def _are_inked(page: Any, boxes: Sequence[Box]) -> bool:
    """Whether something is drawn in each box."""
    across, up = _sides(page)
    scale = min(_ROUGH / 72, math.sqrt(_MOST_PIXELS / (across * up)))
    picture = page.render(scale=scale, grayscale=True).to_pil().convert("L")
    for left, top, right, bottom in boxes:
        part = (left * picture.width, top * picture.height, right * picture.width, bottom * picture.height)
        darkest, lightest = picture.crop((*map(math.floor, part[:2]), *map(math.ceil, part[2:]))).getextrema()
        if lightest - darkest < _FAINT:
            return False
    return True


class _Places:
    """Where the letters of a text page are drawn, in points of the page before it is turned."""

    def __init__(self, textpage: Any, count: int) -> None:
        from pypdfium2 import raw

        self._raw, self._page = raw, textpage.raw
        self._sides = [ctypes.c_double() for _ in range(4)]
        self.middles: dict[int, tuple[float, float]] = {}
        for number in range(count):
            code = raw.FPDFText_GetUnicode(self._page, number)
            if code > 32 and not chr(code).isspace():
                left, bottom, right, top = self._tight(number)
                self.middles[number] = (left + right) / 2, (bottom + top) / 2

    def round(self, numbers: Sequence[int], loose: bool) -> Box:
        """The box round letters: with what their font takes above and below them if `loose`, else only them."""
        boxes = [self._loose(number) if loose else self._tight(number) for number in numbers]
        lefts, bottoms, rights, tops = zip(*boxes, strict=True)
        box = min(lefts), min(bottoms), max(rights), max(tops)
        edge = 0.0 if loose else 0.1 * min(box[2] - box[0], box[3] - box[1])
        return box[0] - edge, box[1] - edge, box[2] + edge, box[3] + edge

    def within(self, boxes: Sequence[Box]) -> set[int]:
        """The letters whose middle lies in one of the boxes."""
        return {
            number
            for number, (x, y) in self.middles.items()
            if any(left <= x <= right and bottom <= y <= top for left, bottom, right, top in boxes)
        }

    def _tight(self, number: int) -> Box:
        left, right, bottom, top = self._sides
        self._raw.FPDFText_GetCharBox(self._page, number, left, right, bottom, top)
        return left.value, bottom.value, right.value, top.value

    def _loose(self, number: int) -> Box:
        box = self._raw.FS_RECTF()
        self._raw.FPDFText_GetLooseCharBox(self._page, number, box)
        return box.left, box.bottom, box.right, box.top


def _shares(page: Any, box: Box) -> Box:
    """A box of the page as it is seen, turned and cropped."""
    corners = [_corner(page, x, y) for x in box[::2] for y in box[1::2]]
    across, down = zip(*corners, strict=True)
    return min(across), min(down), max(across), max(down)


def _corner(page: Any, x: float, y: float) -> tuple[float, float]:
    from pypdfium2 import raw

    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, _FINE, _FINE, 0, x, y, across, down)
    return across.value / _FINE, down.value / _FINE


def _clipped(box: Box) -> Box:
    left, top, right, bottom = (min(max(side, 0.0), 1.0) for side in box)
    return left, top, right, bottom
