"""What a page of a PDF shows in pictures: which page is a scan, and what is said of a picture for those who can't see.

A scan is a page with next to no letters on which a picture covers most, or that has only drawings, or letters without
a meaning: what it shows has to be recognised. A scan that has been recognised before has its letters.
"""

from collections.abc import Iterator
from typing import Any

from index.formats.pdf_access import Rect, string
from index.language.tidy import one_line

_MOST_OBJECTS = 5_000  # of a page that are looked at
_MOST_ELEMENTS = 20_000  # of a page's structure
_DEEPEST = 60
_STAMP = 300  # letters and figures: so few may be a stamp on a scan
_COVERED = 0.7  # of a page
_PICTURE = 0.02  # of a page: more than a bullet or a rule
_DRAWN = 20  # paths: an outline drawing, of letters perhaps
_UNMAPPED = 0.3  # of the characters
_NO_MEANING = "\ufffd"


def has_pictures(page: Any) -> float:
    """Which part of a page pictures cover, 1 at most; 0 if there are none but small ones."""
    from pypdfium2 import raw

    whole = Rect(0, 0, page.get_width(), page.get_height())
    covered = 0.0
    for item, kind in _objects(page):
        if kind == raw.FPDF_PAGEOBJ_IMAGE or (kind == raw.FPDF_PAGEOBJ_FORM and _holds_picture(item)):
            part = _bounds(item).within(Rect(*page.get_bbox())).area / (whole.area or 1)
            covered += part if part >= _PICTURE else 0
    return min(covered, 1.0)


def is_scan(page: Any, text: str, covered: float) -> bool:
    """Whether a page shows text that its `text` lacks; `covered` is of `has_pictures`."""
    from pypdfium2 import raw

    if lacks_meaning(text):
        return True
    told = sum(map(str.isalnum, text))
    if told > _STAMP:
        return False
    if covered >= _COVERED or (covered and not told):
        return True
    kinds = [kind for _, kind in _objects(page)] if not told else []
    return raw.FPDF_PAGEOBJ_TEXT in kinds or kinds.count(raw.FPDF_PAGEOBJ_PATH) >= _DRAWN


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


def _holds_picture(form: Any) -> bool:
    from pypdfium2 import raw

    inside = (raw.FPDFFormObj_GetObject(form, number) for number in range(min(raw.FPDFFormObj_CountObjects(form), 50)))
    return any(item and raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_IMAGE for item in inside)


def _bounds(item: Any) -> Rect:
    import ctypes

    from pypdfium2 import raw

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    return Rect(left.value, bottom.value, right.value, top.value)
