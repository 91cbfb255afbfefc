"""Word documents: what a page shows, with the numbers of its clauses, notes and comments after their paragraphs.

Inserted text is read and deleted text is not, hidden text neither: both are counted. Headers and footers are read once.
"""

from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from index.formats.office.elements import down, is_on, number, value
from index.formats.office.graphics import graphics, program, write_graphic
from index.formats.office.grid import Cell, spread
from index.formats.office.numbering import Numbering, Styles
from index.formats.office.ooxml import Package
from index.formats.office.word_text import Inline
from index.formats.writer import Content, Writer, counted

_WRAPPERS = frozenset({"w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag"})
_LONG = 200  # characters: a cell of more is no value in a table
_DESCRIBED = {"wp:docPr": "descr", "pic:cNvPr": "descr", "v:shape": "alt"}
_UNREAD = {
    "pic:pic": "picture",
    "v:imagedata": "picture",
    "webVideoPr": "video",
    "w:control": "form control not read",
    "contentPart": "ink drawing",
    "w14:contentPart": "ink drawing",
    "c:chart": "chart without saved values",
    "dgm:relIds": "diagram without text",
}
_NOTES = {"footnotes": "footnote", "endnotes": "endnote"}


def read_docx(data: bytes) -> Content:
    """The title is the document's property, else the one that its text states."""
    return _Reader(Package(data, ".docx")).read()


class _Reader:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._main, self._document = package.main("word/document.xml")
        self._part = self._main
        self._styles = Styles(self._related("styles"))
        self._numbering = Numbering(self._related("numbering"), self._styles)
        self._inline = Inline(self._styles)
        self._notes = {
            (kind, note.get("w:id", "")): note
            for part, kind in _NOTES.items()
            for note in self._related(part)
            if note.get("w:type", "normal") == "normal"
        }
        self._comments = {comment.get("w:id", ""): comment for comment in self._related("comments")}
        self._list = ""
        self._headings: dict[str, int] = {}  # by list: how many of its levels are headings
        self._in_cell = 0
        self._deleted: set[int] = set()  # rows
        self._initial = ""  # what the next paragraph begins with, such as a large letter

    def _related(self, kind: str) -> Element:
        return next(map(self._package.part, self._package.related(self._main, kind)), Element("none"))

    def read(self) -> Content:
        writer = Writer()
        body = self._document.find("w:body")
        heads, feet = (self._running(body, f"w:{kind}Reference") for kind in ("header", "footer"))
        for text in heads:
            writer.paragraph(text)
        start = writer.length
        self._blocks(writer, body if body is not None else Element("none"))
        self._add_gathered(writer)
        self._inline.comments += list(self._comments)
        self._add_gathered(writer)
        for text in feet:
            writer.paragraph(text)
        self._omit(writer)
        return writer.titled(self._package.title(), start=start)

    def _omit(self, writer: Writer) -> None:
        omitted = self._inline.omitted
        writer.omit(counted(omitted.pop("deletion", 0), "deletion (tracked changes)", "deletions (tracked changes)"))
        writer.omit(counted(omitted.pop("hidden word", 0), "hidden word"))
        for what, count in omitted.items():
            writer.omit(counted(count, what))
        for name in self._package.damaged:
            writer.omit(f"a damaged part ({name})")

    def _running(self, body: Element | None, tag: str) -> list[str]:
        """The different headers, or footers, of all sections."""
        found: dict[str, None] = {}
        references = [] if body is None else [each.get("r:id", "") for each in body.iter(tag)]
        for key in dict.fromkeys(references):
            if relation := self._package.relations(self._main).get(key):
                self._part = relation.target
                text = self._apart(self._package.part(relation.target))
                self._part = self._main
                if text:
                    found[text] = None
        return list(found)

    def _apart(self, parent: Element) -> str:
        """The text of blocks that stand apart from the rest."""
        inner = Writer()
        self._blocks(inner, parent)
        self._add_graphics(inner)
        return inner.content().text

    def _blocks(self, writer: Writer, parent: Element) -> None:
        for child in parent:
            if child.tag == "w:p":
                self._paragraph(writer, child)
            elif child.tag == "w:tbl":
                self._end_initial(writer)
                self._table(writer, child)
            elif child.tag in ("w:altChunk", "w:subDoc"):
                self._inline.omitted["included file"] += 1
            elif child.tag in _WRAPPERS:
                self._blocks(writer, child)
            elif child.tag.startswith("m:"):
                writer.paragraph(self._inline.read(child))
        self._end_initial(writer)

    def _end_initial(self, writer: Writer) -> None:
        text, self._initial = self._initial, ""
        writer.paragraph(text)

    def _paragraph(self, writer: Writer, element: Element) -> None:
        properties = element.find("w:pPr")
        style_id = value(properties, "w:pStyle", self._styles.default)
        style = self._styles[style_id]
        outline = value(properties, "w:outlineLvl")
        level = (number(outline, 9) + 1) % 10 if outline else style.level or 0
        list_id = value(properties, "w:numPr/w:numId") or style.list_id
        depth = value(properties, "w:numPr/w:ilvl")
        place = number(depth) if depth else style.depth or self._numbering.depth(list_id, style_id)
        is_gone = any(down(properties, f"w:rPr/w:{kind}") is not None for kind in ("del", "moveFrom"))
        mark = None if is_gone else self._numbering.mark(list_id, place)
        if not self._initial and (not mark or level or list_id != self._list):
            self._add_gathered(writer)
        text = self._inline.read(element, style.hidden)
        if style.is_contents:  # the headings, once more
            return
        if value(properties, "w:framePr", attribute="w:dropCap") in ("drop", "margin"):
            self._initial = text
            return
        text, self._initial = f"{self._initial}{text}", ""
        if is_gone and text.strip():  # its end is deleted: the next paragraph goes on with it
            self._initial = text
            return
        if not text.strip():
            if self._in_cell and mark and mark != "-":  # a column of nothing but the numbers of its rows
                writer.paragraph(mark.strip().removesuffix("."))
            self._add_graphics(writer)
            return
        if level and not self._in_cell:
            writer.heading(f"{mark.removesuffix('-')} {text}" if mark else text, level)
            if mark:
                self._headings[list_id] = max(self._headings.get(list_id, 0), place + 1)
        elif mark:
            if list_id != self._list:
                writer.end_list()
            writer.item(text, max(place - self._headings.get(list_id, 0), 0), _tidied(mark))
        else:
            writer.paragraph(text)
        self._list = list_id if mark and not level else ""
        self._add_graphics(writer)

    def _add_gathered(self, writer: Writer) -> None:
        """Notes, comments and readings that belong to what was written; a list is not interrupted by them."""
        if self._in_cell:
            return
        inline = self._inline
        readings, inline.readings = inline.readings, {}
        writer.paragraph("、".join(readings))
        while inline.notes or inline.comments:
            notes, inline.notes = inline.notes, []
            comments, inline.comments = inline.comments, []
            for kind, key, mark in notes:
                if (note := self._notes.pop((kind, key), None)) is not None:
                    writer.paragraph(f"{mark} {self._apart(note).strip()}".strip())
            for key in comments:
                if (comment := self._comments.pop(key, None)) is not None and (text := self._apart(comment)):
                    author = comment.get("w:author", "").strip()
                    writer.paragraph(f"Comment ({author}): {text}" if author else f"Comment: {text}")

    def _add_graphics(self, writer: Writer) -> None:
        """What the drawings of a paragraph show: text in boxes, charts, diagrams; what a picture shows in words."""
        while self._inline.graphics:
            drawings, self._inline.graphics = self._inline.graphics, []
            for drawing in drawings:
                elements = list(_own(drawing))
                for element in elements:
                    if element.tag == "w:txbxContent":
                        self._blocks(writer, element)
                    elif element.tag == "v:textpath":
                        writer.paragraph(element.get("string", ""))
                shown = list(graphics(self._package, self._part, elements))
                for each in shown:
                    write_graphic(writer, each)
                if not shown:
                    self._picture(writer, elements)

    def _picture(self, writer: Writer, elements: list[Element]) -> None:
        found = {element.tag: element for element in reversed(elements)}
        if (embedded := found.get("o:OLEObject")) is not None:
            self._inline.omitted[f"{program(embedded.get('ProgID', ''))} not read"] += 1
            return
        words = [element.get(_DESCRIBED[element.tag], "").strip() for element in elements if element.tag in _DESCRIBED]
        for text in dict.fromkeys(filter(None, words)):
            writer.paragraph(f"Picture: {text}")
        for tag, what in _UNREAD.items():
            if tag in found and not (what == "picture" and any(words)):
                self._inline.omitted[what] += 1

    def _table(self, writer: Writer, table: Element) -> None:
        rows = [list(_cells(row)) for row in self._rows(table)]
        wide = max(map(len, rows), default=0)
        nested = any(cell.find("w:tbl") is not None for row in rows for cell in row)
        if not self._in_cell and (wide < 2 or (nested and len(rows) < 3) or self._has_heading(rows)):
            for row in rows:
                for cell in row:
                    self._blocks(writer, cell)
            return
        self._in_cell += 1
        grid = self._grid(table)
        self._in_cell -= 1
        heads = 0
        for line in self._rows(table):
            if not is_on(line, "w:trPr/w:tblHeader"):
                break
            heads += 1
        if len(grid) == 1 and any(len(cell.text) > _LONG for cell in grid[0]):
            for box in grid[0]:
                writer.paragraph(box.text)
        else:
            spread_rows, headed = spread(grid, heads)
            writer.table(spread_rows, headed)
        writer.end_list()
        self._add_gathered(writer)

    def _has_heading(self, rows: list[list[Element]]) -> bool:
        paragraphs = (paragraph for row in rows for cell in row for paragraph in cell.findall("w:p"))
        return any(
            self._styles[value(each, "w:pPr/w:pStyle")].level and next(each.iter("w:t"), None) is not None
            for each in paragraphs
        )

    def _rows(self, parent: Element) -> Iterator[Element]:
        for child in parent:
            if child.tag == "w:tr":
                if down(child, "w:trPr/w:del") is None:
                    yield child
                elif id(child) not in self._deleted:
                    self._deleted.add(id(child))
                    self._inline.omitted["deletion"] += 1
            elif child.tag in _WRAPPERS:
                yield from self._rows(child)

    def _grid(self, table: Element) -> list[list[Cell]]:
        grid: list[list[Cell]] = []
        above: dict[int, tuple[int, int]] = {}  # by column: the row and the place of the cell that reaches down here
        for row in self._rows(table):
            column = number(value(row, "w:trPr/w:gridBefore", "0"))
            cells = [Cell("", column)] * (column > 0)
            for element in _cells(row):
                across = max(number(value(element, "w:tcPr/w:gridSpan", "1"), 1), 1)
                merge = down(element, "w:tcPr/w:vMerge")
                if merge is not None and merge.get("w:val") != "restart" and column in above:
                    at, place = above[column]
                    grid[at][place] = replace(grid[at][place], down=grid[at][place].down + 1)
                elif value(element, "w:tcPr/w:hMerge", "restart") != "restart" and cells:
                    cells[-1] = replace(cells[-1], across=cells[-1].across + 1)
                else:
                    above.pop(column, None)
                    if merge is not None:
                        above[column] = len(grid), len(cells)
                    cells.append(Cell(self._apart(element), across))
                column += across
            grid.append(cells)
        return grid


def _cells(parent: Element) -> Iterator[Element]:
    for child in parent:
        if child.tag == "w:tc":
            yield child
        elif child.tag in _WRAPPERS:
            yield from _cells(child)


def _own(drawing: Element) -> Iterator[Element]:
    """The elements of a drawing; those within a text box are the box's own."""
    waiting = [drawing]
    while waiting:
        element = waiting.pop()
        yield element
        if element.tag != "w:txbxContent":
            waiting += reversed(element)


def _tidied(mark: str) -> str:
    """A number such as `2.1.` without its last full stop, which would end a sentence."""
    return mark.rstrip().removesuffix(".") if mark.count(".") > 1 else mark.strip()
