"""One sheet of an Excel workbook as rows of texts: figures as shown, merged cells filled, hidden ones left out.

Cells come in the order of the file and may lie anywhere. Of several empty rows one is kept: there may be a million.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from index.formats.office.elements import number
from index.formats.office.ooxml import Package
from index.formats.tabular.figures import shown
from index.language.tidy import one_line

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?")
_HYPHEN = re.compile(r"(?<=[^\W\d_])-\r?\n(?=[^\W\d_])")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # a character that XML can't hold
_MOST_CELLS = 20_000_000
_MOST_MERGED = 20_000  # cells that are filled because another reaches over them
_MOST_ACROSS = 100
_OFF = frozenset({"", "0", "false"})
_PARTS = ("col", "row", "mergeCell", "hyperlink", "filterColumn", "oddHeader", "oddFooter", "drawing", "legacyDrawing")

Place = tuple[int, int]
"""Row and column, from 0."""


@dataclass(frozen=True, slots=True)
class Book:
    """What the sheets of a workbook share: texts, the format of each style, and the day that its dates count from."""

    texts: list[str]
    formats: list[str]
    epoch: datetime


@dataclass(slots=True)
class Sheet:
    """The visible cells of a sheet and what else was found on it. `unsaved` counts formulas without a value."""

    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    hidden_rows: int = 0
    hidden_columns: int = 0
    unsaved: int = 0
    links: dict[str, str] = field(default_factory=dict)
    margins: list[str] = field(default_factory=list)
    is_cut: bool = False

    def rows(self) -> Iterator[list[str]]:
        """The rows that hold anything, an empty one for a gap between them; likewise the columns."""
        used = sorted({column for row in self.cells.values() for column, text in row.items() if text})
        places, place, before = {}, -1, -1
        for column in used:
            place += 1 + (column > before + 1 and before >= 0)
            places[column], before = place, column
        is_sparse = len(self.cells) * (place + 1) > _MOST_CELLS  # it is no table: only what is there is kept
        last = None
        for at in sorted(self.cells):
            texts = {places[column]: text for column, text in self.cells[at].items() if text}
            if not texts:
                continue
            if last is not None and at > last + 1:
                yield []
            last = at
            if is_sparse:
                yield [texts[column] for column in sorted(texts)]
            else:
                yield [texts.get(column, "") for column in range(max(texts) + 1)]


def read_sheet(package: Package, part: str, book: Book) -> Sheet:
    """The sheet that the part `part` holds. A damaged part gives the rows before the damage."""
    sheet = Sheet()
    hidden_columns: list[tuple[int, int]] = []
    hidden_rows: set[int] = set()
    merged: list[tuple[Place, Place]] = []
    is_filtered, place = False, -1
    for element in package.each(part, *_PARTS):
        match element.tag.rpartition("}")[2]:
            case "row":
                place = _index(element.get("r"), place)
                if element.get("hidden", "") not in _OFF:
                    hidden_rows.add(place)
                if cells := _cells(element, book, sheet):
                    sheet.cells.setdefault(place, {}).update(cells)
            case "col" if element.get("hidden", "") not in _OFF:
                hidden_columns.append((_index(element.get("min"), 0), _index(element.get("max"), 0)))
            case "mergeCell" if area := places(element.get("ref", "")):
                merged.append(area)
            case "filterColumn":
                is_filtered = True
            case "hyperlink":
                sheet.links[element.get("ref", "")] = next(
                    (id for key, id in element.items() if key.endswith("}id")), ""
                )
            case "oddHeader" | "oddFooter" if element.text:
                sheet.margins.append(element.text)
    if not is_filtered:  # a filter is but a view of rows
        sheet.hidden_rows = sum(any(sheet.cells.pop(row, {}).values()) for row in hidden_rows)
    _fill(sheet, merged)
    _hide(sheet, hidden_columns)
    return sheet


def places(reference: str) -> tuple[Place, Place] | None:
    """The first and the last cell of an area, None for what is none.

    >>> places("B2:C10"), places("A1")
    (((1, 1), (9, 2)), ((0, 0), (0, 0)))
    """
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return None
    first = int(found[2]) - 1, _column(found[1])
    return first, (int(found[4]) - 1, _column(found[3])) if found[3] else first


@cache
def _column(letters: str) -> int:
    if len(letters) > 3 or not letters.isascii() or not letters.isalpha():
        return 0
    count = 0
    for letter in letters.upper():
        count = count * 26 + ord(letter) - 64
    return count - 1


def _index(text: str | None, before: int) -> int:
    return int(text) - 1 if text and text.isascii() and text.isdigit() and len(text) < 8 else before + 1


def _cells(row: Any, book: Book, sheet: Sheet) -> dict[int, str]:
    space = row.tag.removesuffix("row")
    value_tag, formula_tag = f"{space}v", f"{space}f"
    cells: dict[int, str] = {}
    column = -1
    for cell in row:
        letters = cell.get("r", "").rstrip("0123456789")
        column = _column(letters) if letters else column + 1
        value, formula = "", False
        for child in cell:
            if child.tag == value_tag:
                value = child.text or ""
            elif child.tag == formula_tag:
                formula = True
            elif child.tag == f"{space}is":
                value = rich_text(child)
        kind = cell.get("t", "n")
        if formula and not value and kind != "str":
            sheet.unsaved += 1
        elif value and (text := _text(value, kind, cell.get("s"), book)):
            cells[column] = text
    return cells


@lru_cache(maxsize=10_000)
def _shown(value: str, form: str, epoch: datetime) -> str:
    return shown(value, form, epoch)


def _text(value: str, kind: str, style: str | None, book: Book) -> str:
    if kind == "s":
        place = number(value.strip(), -1)
        return book.texts[place] if 0 <= place < len(book.texts) else ""
    if kind == "b":
        return "yes" if value.strip() == "1" else "no"
    if kind == "n":
        place = number(style or "0")
        form = book.formats[place] if 0 <= place < len(book.formats) else ""
        value = value.strip()
        return value if not form and value.isdigit() else _shown(value, form, book.epoch)
    if kind == "d":
        return value.replace("T00:00:00", "").replace("T", " ").removesuffix(".000").removesuffix("Z")
    return tidied(value)


def tidied(text: str) -> str:
    """A cell on one line; a word that is divided over two lines of it is whole again."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return one_line(_HYPHEN.sub("", text) if "\n" in text else text)


def rich_text(element: Any) -> str:
    """The text of a string with runs of their own looks; how it is pronounced is left out."""
    parts = []
    for child in element:
        name = child.tag.rpartition("}")[2]
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            parts += [each.text or "" for each in child if each.tag.rpartition("}")[2] == "t"]
    return tidied("".join(parts))


def _fill(sheet: Sheet, merged: list[tuple[Place, Place]]) -> None:
    """Repeats a text in all the cells that it reaches over, but not where it reaches across the whole sheet."""
    width = max((max(row, default=0) for row in sheet.cells.values()), default=0)
    left = _MOST_MERGED
    for (top, first), (bottom, last) in merged:
        text = sheet.cells.get(top, {}).get(first, "")
        last = first if (first == 0 and last >= width) or last - first > _MOST_ACROSS else last
        bottom = min(bottom, max(sheet.cells, default=0))
        if text and (left := left - (bottom - top + 1) * (last - first + 1)) > 0:
            for row in range(top, bottom + 1):
                if row in sheet.cells:
                    sheet.cells[row].update(dict.fromkeys(range(first, last + 1), text))


def _hide(sheet: Sheet, hidden: list[tuple[int, int]]) -> None:
    if not hidden:
        return
    used = Counter(column for row in sheet.cells.values() for column, text in row.items() if text)
    gone = {column for column in used if any(first <= column <= last for first, last in hidden)}
    sheet.hidden_columns = len(gone)
    for row in sheet.cells.values():
        for column in gone & row.keys():
            del row[column]
