"""What DrawingML draws, as text: paragraphs in shapes, charts as tables of their values, SmartArt as lists.

Names of elements are the short ones of `index.formats.office.elements`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from xml.etree.ElementTree import Element

from index.formats.office.elements import down, number, value
from index.formats.office.equations import linear, superscript
from index.formats.office.ooxml import Package
from index.formats.writer import Writer

_EPOCH = datetime(1899, 12, 30)
_LAST_DAY = 2_958_465  # in the year 9999
_DATE_FORMAT = re.compile(r"[dy]|mmm", re.IGNORECASE)
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_PIES = ("c:pieChart", "c:pie3DChart", "c:ofPieChart", "c:doughnutChart")
_MOST_POINTS = 100_000
_DEEPEST = 8
_PROGRAMS = (
    ("excel", "workbook"),
    ("word", "document"),
    ("powerpoint", "presentation"),
    ("acro", "PDF"),
    ("equation", "equation"),
)


Diagram = list[tuple[int, str]]
"""Texts with their depth."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its titles and other texts, and a table whose first row names its series."""

    texts: list[str]
    rows: list[list[str]]


def shape_text(paragraph: Element) -> str:
    """The text of a paragraph (`a:p`) with its line breaks; the number of a slide is left out."""
    parts: list[str] = []
    for child in paragraph:
        if child.tag == "a:r":
            text = child.findtext("a:t") or ""
            raised = number(value(child, "a:rPr", "0", "baseline")) > 0
            parts.append(superscript(text) if raised else text)
        elif child.tag == "a:br":
            parts.append("\n")
        elif child.tag == "a:fld" and child.get("type") != "slidenum":
            parts.append(child.findtext("a:t") or "")
        elif child.tag == "a14:m":
            parts.append(linear(child))
    return "".join(parts).replace("\v", "\n")


def texts(element: Element) -> Iterator[str]:
    """The paragraphs with text anywhere below."""
    for paragraph in element.iter("a:p"):
        if (text := shape_text(paragraph)).strip():
            yield text


def read_chart(root: Element) -> Chart:
    """A chart of any kind, by the values that were saved with it; a share of a pie has its percentage."""
    if root.tag == "cx:chartSpace":
        return _read_newer(root)
    said = {id(axis) for axis in root.iter() if axis.tag.endswith("Ax")}
    names = [_axis(root, ("c:catAx", "c:dateAx")), _axis(root, ("c:valAx",))]
    title = down(root, "c:chart/c:title")
    found = [" ".join(texts(title))] if title is not None else []
    columns: list[list[str]] = []
    for plot in root.iter("c:plotArea"):
        for group in plot:
            series = group.findall("c:ser")
            for each in series:
                heads, points = _points(each, ("c:cat", "c:xVal")), _points(each, ("c:val", "c:yVal"))
                shown = _shares(points) if group.tag in _PIES else [text for text, _ in points]
                if not columns or (heads and [text for text, _ in heads] != columns[0][1:]):
                    columns.append([names[0], *(text for text, _ in heads)])
                unit = f" ({names[1]})" if names[1] else ""
                columns.append([f"{_first_text(each.find('c:tx'))}{unit}".strip(), *shown])
                if sizes := _points(each, ("c:bubbleSize",)):
                    columns.append(["", *(text for text, _ in sizes)])
    skipped = set() if title is None else {id(each) for each in title.iter()}
    for axis in root.iter():
        if id(axis) in said and (label := axis.find("c:title")) is not None:
            skipped |= {id(each) for each in label.iter()}
    found += [shape_text(each) for each in root.iter("a:p") if id(each) not in skipped]
    rows = [list(row) for row in zip_longest(*columns, fillvalue="")]
    return Chart([text for text in found if text.strip()], rows)


def _axis(root: Element, kinds: tuple[str, ...]) -> str:
    titles = [axis.find("c:title") for axis in root.iter() if axis.tag in kinds]
    return next((" ".join(texts(title)) for title in titles if title is not None), "")


def _first_text(element: Element | None) -> str:
    return "" if element is None else next((each.text or "" for each in element.iter("c:v")), "")


def _points(series: Element, names: tuple[str, ...]) -> list[tuple[str, float | None]]:
    """The texts and the numbers of a series or of its categories; those of several levels in one text."""
    source = next((found for name in names if (found := series.find(name)) is not None), None)
    if source is None:
        return []
    levels = list(source.iter("c:lvl")) or [each for each in source.iter() if each.find("c:pt") is not None]
    merged: dict[int, list[str]] = {}
    numbers: dict[int, float | None] = {}
    for level in reversed(levels):
        last, form = "", level.findtext("c:formatCode") or ""
        given = {number(point.get("idx", "0")): point for point in level.findall("c:pt")}
        for place in range(min(max([*given, *merged], default=-1) + 1, _MOST_POINTS)):
            point = given.get(place)
            raw = "" if point is None else point.findtext("c:v") or ""
            text = _shown(raw, form if point is None else point.get("formatCode", form))
            last = text or last
            merged.setdefault(place, []).append(last if len(levels) > 1 else text)
            numbers[place] = _float(raw)
    return [(" ".join(filter(None, merged[place])), numbers.get(place)) for place in sorted(merged)]


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _shown(text: str, form: str) -> str:
    """A value in the format that it is shown in, as far as percentages and dates go."""
    amount = _float(text)
    if amount is None or amount != amount:
        return text
    bare = _LITERAL.sub("", form)
    if "%" in bare:
        return f"{amount * 100:.12g}%"
    if _DATE_FORMAT.search(bare) and bare != "General" and 0 < amount < _LAST_DAY:
        return f"{_EPOCH + timedelta(days=amount):%Y-%m-%d}"
    return f"{amount:.15g}"


def _shares(points: Sequence[tuple[str, float | None]]) -> list[str]:
    total = sum(amount for _, amount in points if amount)
    if not total or any(text.endswith("%") for text, _ in points) or total == 100:
        return [text for text, _ in points]
    return [text if amount is None else f"{text} ({amount / total * 100:.3g}%)" for text, amount in points]


def _read_newer(root: Element) -> Chart:
    """Waterfalls, treemaps and other charts of a kind newer than the rest (`chartex`)."""
    columns = []
    for dimension in root.iter():
        if dimension.tag in ("cx:strDim", "cx:numDim"):
            for level in dimension.iter("cx:lvl"):
                columns.append(["", *((point.text or "") for point in level.findall("cx:pt"))])
    names = [each.text or "" for each in root.iter("cx:v")]
    rows = [list(row) for row in zip_longest(*columns, fillvalue="")][1:]
    return Chart([text for text in (*texts(root), *names) if text.strip()], rows)


def smart_art(root: Element) -> Diagram:
    """The texts of a diagram's data with their depth, in the order of its tree."""
    points = {point.get("modelId", ""): point for point in root.iter("dgm:pt")}
    below: dict[str, list[tuple[int, str]]] = {}
    for link in root.iter("dgm:cxn"):
        if link.get("type", "parOf") == "parOf":
            below.setdefault(link.get("srcId", ""), []).append(
                (number(link.get("srcOrd", "0")), link.get("destId", ""))
            )
    roots = [key for key, point in points.items() if point.get("type") == "doc"]
    found: list[tuple[int, str]] = []
    seen: set[str] = set()
    waiting = [(-1, key) for key in reversed(roots)]
    while waiting:
        depth, key = waiting.pop()
        if key in seen or key not in points:
            continue
        seen.add(key)
        if text := "\n".join(texts(points[key])):
            found.append((min(max(depth, 0), _DEEPEST), text))
        waiting += [(depth + 1, child) for _, child in sorted(below.get(key, ()), reverse=True)]
    presented = {key for key, point in points.items() if point.get("type") == "pres"}
    found += [(0, text) for key, point in points.items() if key not in seen | presented for text in texts(point)]
    return found


def graphics(package: Package, part: str, elements: Iterable[Element]) -> Iterator[Chart | Diagram]:
    """The charts and the SmartArt that elements of the part `part` show, without those that hold nothing."""
    for element in elements:
        target = package.relations(part).get(element.get("r:dm") or element.get("r:id") or "")
        if target and element.tag == "dgm:relIds":
            if diagram := smart_art(package.part(target.target)):
                yield diagram
        elif target and element.tag in ("c:chart", "cx:chart"):
            chart = read_chart(package.part(target.target))
            if chart.rows or chart.texts:
                yield chart


def write_graphic(writer: Writer, shown: Chart | Diagram) -> None:
    """A chart as its titles and a row a category, a diagram as a list."""
    writer.end_list()
    if isinstance(shown, Chart):
        for text in shown.texts:
            writer.paragraph(text)
        writer.table(shown.rows, headed=True)
    else:
        for depth, text in shown:
            writer.item(text, depth)
    writer.end_list()


def program(name: str) -> str:
    """What an embedded object is, by the name of its program.

    >>> program("Excel.Sheet.12"), program("Visio.Drawing.15")
    ('embedded workbook', 'embedded object')
    """
    return f"embedded {next((kind for clue, kind in _PROGRAMS if clue in name.lower()), 'object')}"
