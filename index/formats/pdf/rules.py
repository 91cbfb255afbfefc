"""The straight lines of a page of a PDF: rules, and the edges of boxes. PDFium's functions are passed in."""

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_SHORTEST_RULE = 6.0  # points
_THICKEST_RULE = 2.5
_MOST_OBJECTS = 20_000  # of a page: more is a drawing
_MOST_RULES = 3_000
_DEEPEST = 5  # forms within forms
Box = tuple[float, float, float, float]
"""Left, bottom, right and top in points."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Straight lines, each as its place on the one axis with its start and its end on the other."""

    across: tuple[tuple[float, float, float], ...] = ()
    down: tuple[tuple[float, float, float], ...] = ()


def page_rules(raw: Any, page: Any, turn: int, width: float, height: float) -> Rules:
    """The rules of an open page that is read after `turn` quarters of a turn; its sides are given in points."""
    return _rules(turned(box, turn, width, height) for box in _drawn(raw, page, 0, [0]))


def turned(box: Box, turn: int, width: float, height: float) -> Box:
    """A box of a page of these sides, turned with it by quarters so that what lies on its side is upright."""
    left, bottom, right, top = box
    if turn == 1:
        return height - top, left, height - bottom, right
    if turn == 2:
        return width - right, height - top, width - left, height - bottom
    return (bottom, width - right, top, width - left) if turn == 3 else box


def _drawn(raw: Any, form: Any, depth: int, seen: list[int]) -> Iterator[Box]:
    """Straight lines and the edges of boxes on a page, in points, each as a thin box."""
    count = raw.FPDFFormObj_CountObjects(form) if depth else raw.FPDFPage_CountObjects(form)
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    filled, stroked = ctypes.c_int(), ctypes.c_int()
    for place in range(max(count, 0)):
        seen[0] += 1
        if seen[0] > _MOST_OBJECTS:
            return
        item = raw.FPDFFormObj_GetObject(form, place) if depth else raw.FPDFPage_GetObject(form, place)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            yield from _drawn(raw, item, depth + 1, seen)
        if kind != raw.FPDF_PAGEOBJ_PATH or not raw.FPDFPath_GetDrawMode(item, filled, stroked):
            continue
        if not filled.value and not stroked.value:
            continue
        if not raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            continue
        box = (left.value, bottom.value, right.value, top.value)
        if min(box[2] - box[0], box[3] - box[1]) <= _THICKEST_RULE:
            yield box
        else:
            yield from _edges(raw, item, box)


def _edges(raw: Any, item: Any, box: Box) -> Iterator[Box]:
    count = raw.FPDFPath_CountSegments(item)
    if count > _MOST_RULES:
        return
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = (0.0, 0.0)
    for place in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, place)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = (matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield min(last[0], point[0]), min(last[1], point[1]), max(last[0], point[0]), max(last[1], point[1])
        if raw.FPDFPathSegment_GetClose(segment):
            yield min(start[0], point[0]), min(start[1], point[1]), max(start[0], point[0]), max(start[1], point[1])
        last = point


def _rules(boxes: Iterator[Box]) -> Rules:
    across, down = [], []
    for left, bottom, right, top in boxes:
        if top - bottom <= _THICKEST_RULE and right - left >= _SHORTEST_RULE:
            across.append(((bottom + top) / 2, left, right))
        elif right - left <= _THICKEST_RULE and top - bottom >= _SHORTEST_RULE:
            down.append(((left + right) / 2, bottom, top))
        if len(across) + len(down) > _MOST_RULES:
            return Rules()
    return Rules(_joined(across), _joined(down))


def _joined(lines: list[tuple[float, float, float]]) -> tuple[tuple[float, float, float], ...]:
    """Lines of pieces that lie on one another or end to end."""
    joined: list[tuple[float, float, float]] = []
    level: list[tuple[float, float, float]] = []
    for line in [*sorted(lines), (math.inf, 0.0, 0.0)]:
        if level and line[0] - level[0][0] > _THICKEST_RULE:
            place = sum(at for at, _, _ in level) / len(level)
            start, end = math.inf, -math.inf
            for _, begin, stop in sorted(level, key=lambda piece: piece[1]):
                if begin > end + 3:
                    if end > start:
                        joined.append((place, start, end))
                    start, end = begin, stop
                end = max(end, stop)
            joined.append((place, start, end))
            level = []
        level.append(line)
    return tuple(joined)
