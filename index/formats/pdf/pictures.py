"""What a page of a PDF shows in pictures: which page is a scan, and what is said of a picture for those who can't see.

A scan is a page with next to no letters on which a picture covers most, or that has only drawings, or letters without
a meaning: what it shows has to be recognised. A scan that has been recognised before has its letters.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from index.formats.pdf.access import Rect, begin_forms, string
from index.language.tidy import one_line

_MOST_OBJECTS = 5_000  # of a page that are looked at
_MOST_ELEMENTS = 20_000  # of a page's structure
_MOST_INSIDE = 500  # objects of a form
_DEEPEST = 60
_STAMP = 300  # letters and figures: so few may be a stamp on a scan
COVERED = 0.7  # of a page
_PICTURE = 0.02  # of a page: more than a bullet or a rule
_DRAWN = 20  # paths: an outline drawing, of letters perhaps
_UNMAPPED = 0.3  # of the characters
_NO_MEANING = "\ufffd"
_DPI = 250
_MOST_PIXELS = 12_000_000


def picture_cover(page: Any) -> float:
    """Which part of a page pictures cover, 1 at most; 0 if there are none but small ones."""
    return min(sum(_covers(page, item, kind) for item, kind in _objects(page)), 1.0)


def is_scan(page: Any, text: str, covered: float) -> bool:
    """Whether a page shows text that its `text` lacks; `covered` is its `picture_cover`."""
    from pypdfium2 import raw

    if lacks_meaning(text):
        return True
    told = sum(map(str.isalnum, text))
    if told > _STAMP:
        return False
    if covered >= COVERED:
        return not told or not _has_text_beneath(page)
    if told:
        return False
    kinds = [kind for _, kind in _objects(page)]
    return covered > 0 or raw.FPDF_PAGEOBJ_TEXT in kinds or kinds.count(raw.FPDF_PAGEOBJ_PATH) >= _DRAWN


def lacks_meaning(text: str) -> bool:
    """Whether many of the characters of a text are none that anybody knows."""
    seen = [char for char in text if not char.isspace()]
    unknown = sum(char == _NO_MEANING or "\ue000" <= char <= "\uf8ff" for char in seen)
    return unknown > _UNMAPPED * len(seen)


def alternatives(page: Any) -> Iterator[str]:
    """What the structure of a tagged page says in the place of its figures."""
    from pypdfium2 import raw

    tree = raw.FPDF_StructTree_GetForPage(page)
    if not tree:
        return
    try:
        count = min(raw.FPDF_StructTree_CountChildren(tree), _MOST_ELEMENTS)
        waiting = [(raw.FPDF_StructTree_GetChildAtIndex(tree, number), 1) for number in range(count)][::-1]
        for _ in range(_MOST_ELEMENTS):
            if not waiting:
                return
            element, depth = waiting.pop()
            if not element:
                continue
            if said := one_line(string(raw.FPDF_StructElement_GetAltText, element)):
                yield said
            elif depth < _DEEPEST:
                count = min(raw.FPDF_StructElement_CountChildren(element), _MOST_ELEMENTS)
                children = [raw.FPDF_StructElement_GetChildAtIndex(element, number) for number in range(count)]
                waiting += [(child, depth + 1) for child in reversed(children)]
    finally:
        raw.FPDF_StructTree_Close(tree)


def _objects(page: Any) -> Iterator[tuple[Any, int]]:
    from pypdfium2 import raw

    for number in range(min(raw.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        if item := raw.FPDFPage_GetObject(page, number):
            yield item, raw.FPDFPageObj_GetType(item)


def _inside(form: Any) -> Iterator[tuple[Any, int]]:
    """The objects of a form, which is a drawing within a page."""
    from pypdfium2 import raw

    for number in range(min(raw.FPDFFormObj_CountObjects(form), _MOST_INSIDE)):
        if item := raw.FPDFFormObj_GetObject(form, number):
            yield item, raw.FPDFPageObj_GetType(item)


def _covers(page: Any, item: Any, kind: int) -> float:
    """Which part of a page an object covers if it is a picture, or a form that holds one; 0 for a small one."""
    from pypdfium2 import raw

    picture = raw.FPDF_PAGEOBJ_IMAGE
    if kind != picture and not (kind == raw.FPDF_PAGEOBJ_FORM and any(inner == picture for _, inner in _inside(item))):
        return 0.0
    whole = Rect(*page.get_bbox())
    part = _bounds(item).within(whole).area / (whole.area or 1)
    return part if part >= _PICTURE else 0.0


def _has_text_beneath(page: Any) -> bool:
    """Whether there is text that can't be seen, for its mode or a picture over it: a scan was recognised before."""
    from pypdfium2 import raw

    unseen = beneath = 0
    for item, kind in _objects(page):
        within = _inside(item) if kind == raw.FPDF_PAGEOBJ_FORM else [(item, kind)]
        texts = [text for text, inner in within if inner == raw.FPDF_PAGEOBJ_TEXT]
        modes = [raw.FPDFTextObj_GetTextRenderMode(text) for text in texts]
        unseen += modes.count(raw.FPDF_TEXTRENDERMODE_INVISIBLE)
        beneath += len(modes)
        if _covers(page, item, kind) >= COVERED and beneath:
            return True
    return unseen > 0


def _bounds(item: Any) -> Rect:
    import ctypes

    from pypdfium2 import raw

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    return Rect(left.value, bottom.value, right.value, top.value)


@contextmanager
def page_pictures(data: bytes) -> Iterator[Callable[[int], Any]]:
    """Draws pages of a PDF in gray, by their numbers from 1: letters of 10 points are 40 pixels high or a bit less."""
    import pypdfium2

    with closing(pypdfium2.PdfDocument(data)) as pdf:
        begin_forms(pdf)

        def draw(number: int) -> Any:
            with closing(pdf[number - 1]) as page:
                area = page.get_width() * page.get_height() or 1
                scale = min(_DPI / 72, (_MOST_PIXELS / area) ** 0.5)
                return page.render(scale=scale, grayscale=True).to_pil().convert("L")

        yield draw
