"""OpenDocument texts, presentations and drawings: what a page shows, notes and comments after their places.

Inserted text is read and deleted text is not, hidden text neither: both are counted. Headers and footers are read once.
Of a presentation each slide is a page.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from index.errors import LoadError
from index.formats.office.elements import down, number, shortened
from index.formats.office.grid import Cell, spread
from index.formats.office.odf_styles import Counter, Styles
from index.formats.office.odf_text import DERIVED, SHAPES, Inline
from index.formats.writer import Content, Writer, counted, places
from index.formats.zip import Container

_MOST_REPEATED = 50  # cells: more are only there to fill a sheet
_BODIES = {"office:text": ".odt", "office:presentation": ".odp", "office:drawing": ".odg"}
_HEADERS = ("style:header", "style:header-left", "style:header-first")
_FOOTERS = ("style:footer", "style:footer-left", "style:footer-first")


def read_odt(data: bytes) -> Content:
    """A text document. Raises `LoadError` for a spreadsheet under this name."""
    return _Reader(Container(data, ".odt")).read()


def read_odp(data: bytes) -> Content:
    """A presentation or a drawing."""
    return _Reader(Container(data, ".odp")).read()


class _Reader:
    def __init__(self, container: Container) -> None:
        if b":encryption-data" in container.read("META-INF/manifest.xml"):
            raise LoadError("it is protected by a password; save it without one")
        self._container = container
        self._content = shortened(container.xml("content.xml"))
        self._damaged: dict[str, None] = {}
        self._whole = self._part("styles.xml")
        self._styles = Styles((self._content, self._whole))
        self._outline = Counter(self._styles.outline)
        self._lists: dict[str, Counter] = {}  # by their names, and the last of each style
        self._controls = {
            control.get(key, ""): control
            for control in self._content.iter()
            if control.tag.startswith("form:")
            for key in ("form:id", "xml:id")
            if control.get(key)
        }
        self._inline = Inline(self._styles)
        self._in_cell = 0

    def _part(self, name: str) -> Element:
        try:
            return shortened(self._container.xml(name))
        except ParseError:
            self._damaged[name] = None
            return Element("none")

    def read(self) -> Content:
        body = next(iter(self._content.findall("office:body")), Element("none"))
        kind = next((child for child in body if child.tag in _BODIES), None)
        if kind is None:
            raise LoadError("it is not a text document; save it as .odt, or a spreadsheet as .xlsx")
        writer = Writer()
        for text in self._running(_HEADERS):
            writer.paragraph(text)
        start = writer.length
        if kind.tag == "office:text":
            self._blocks(writer, kind)
        else:
            self._slides(writer, kind)
        self._add_gathered(writer)
        for text in self._running(_FOOTERS):
            writer.paragraph(text)
        deleted = sum(1 for _ in self._content.iter("text:deletion"))
        writer.omit(counted(deleted, "deletion (tracked changes)", "deletions (tracked changes)"))
        for what, count in self._inline.omitted.items():
            writer.omit(counted(count, what))
        for name in self._damaged:
            writer.omit(f"a damaged part ({name})")
        try:
            title = self._container.title("meta.xml")
        except ParseError:
            title = None
        return writer.titled(title, start=start)

    def _running(self, tags: tuple[str, ...]) -> list[str]:
        found = (
            self._apart(each) for page in self._whole.iter("style:master-page") for each in page if each.tag in tags
        )
        return list(dict.fromkeys(filter(None, found)))

    def _apart(self, parent: Element) -> str:
        """The text of blocks that stand apart from the rest."""
        inner = Writer()
        self._blocks(inner, parent)
        return inner.content().text

    def _slides(self, writer: Writer, body: Element) -> None:
        hidden = []
        said: set[str] = set()
        masters = {each.get("style:name", ""): each for each in self._whole.iter("style:master-page")}
        for place, page in enumerate(body.findall("draw:page"), 1):
            writer.page()
            if self._styles.is_hidden_page(page.get("draw:style-name")):
                hidden.append(place)
                continue
            for child in sorted(page, key=lambda shape: shape.get("presentation:class") != "title"):
                if child.get("presentation:class") == "title":
                    writer.heading(self._apart(child).replace("\n", " "), 1)
                elif child.tag in SHAPES:
                    self._shape(writer, child)
                elif child.tag in ("presentation:notes", "office:annotation"):
                    self._aside(writer, child)
                writer.end_list()
            master = masters.get(page.get("draw:master-page-name", ""), Element("none"))
            declared = [each for each in body if each.tag in ("presentation:footer-decl", "presentation:header-decl")]
            shapes = (each for each in master if each.tag in SHAPES and not each.get("presentation:class"))
            for text in (*(each.text or "" for each in declared), *map(self._flat, shapes)):
                if text.strip() and text not in said:
                    said.add(text)
                    writer.paragraph(text)
        if hidden:
            writer.omit(f"{counted(len(hidden), 'hidden slide')} ({places(hidden, 'slide')})")

    def _flat(self, shape: Element) -> str:
        inner = Writer()
        self._shape(inner, shape)
        return inner.content().text

    def _aside(self, writer: Writer, element: Element) -> None:
        """The notes of a slide, or a comment."""
        text = self._apart(element) if element.tag == "office:annotation" else self._notes_of(element)
        author = element.findtext("dc:creator") or ""
        name = "Notes" if element.tag != "office:annotation" else f"Comment ({author})" if author else "Comment"
        writer.paragraph(f"{name}: {text}" if text.strip() else "")

    def _notes_of(self, element: Element) -> str:
        frames = (each for each in element if each.get("presentation:class") == "notes")
        return "\n".join(filter(None, map(self._apart, frames)))

    def _blocks(self, writer: Writer, parent: Element) -> None:
        for element in parent:
            match element.tag:
                case "text:h":
                    self._heading(writer, element, None)
                case "text:p":
                    self._add_gathered(writer)
                    writer.paragraph(self._inline.read(element))
                    self._add_shapes(writer)
                case "text:list":
                    self._add_gathered(writer)
                    self._list(writer, element, self._counter(element), 0)
                    writer.end_list()
                    self._add_gathered(writer)
                case "table:table":
                    self._table(writer, element)
                case "text:section" if element.get("text:display") == "none":
                    self._inline.omitted["hidden word"] += len("".join(element.itertext()).split())
                case "text:tracked-changes" | "dc:creator" | "dc:date":
                    pass
                case tag if tag in SHAPES:
                    self._shape(writer, element)
                case tag if tag not in DERIVED:  # a section, a group: what is in it counts
                    self._blocks(writer, element)

    def _heading(self, writer: Writer, element: Element, mark: str | None) -> None:
        self._add_gathered(writer)
        level = number(element.get("text:outline-level", "1"), 1)
        text = self._inline.read(element)
        if mark is None and text.strip() and element.get("text:is-list-header") != "true":
            mark = self._outline.mark(level - 1) if self._styles.outline else ""
        mark = element.findtext("text:number") or (mark or "").removesuffix("-")
        if self._in_cell:
            writer.paragraph(f"{mark} {text}".strip())
        else:
            writer.heading(f"{mark} {text}" if text.strip() else "", level)
        self._add_shapes(writer)

    def _counter(self, element: Element) -> Counter:
        style, known = element.get("text:style-name", ""), element.get("text:continue-list", "")
        if known in self._lists:
            counter = self._lists[known]
        elif element.get("text:continue-numbering") == "true" and f"style {style}" in self._lists:
            counter = self._lists[f"style {style}"]
        else:
            counter = Counter(self._styles.lists.get(style, {}))
        self._lists[f"style {style}"] = self._lists[element.get("xml:id", "")] = counter
        return counter

    def _list(self, writer: Writer, element: Element, counter: Counter, depth: int) -> None:
        for item in element:
            mark: str | None = None
            for block in item:
                if block.tag == "text:list":
                    own = self._styles.lists.get(block.get("text:style-name", ""))
                    if own and own is not counter.levels:
                        counter.levels = {**counter.levels, **{at: own[at] for at in own if at > depth}}
                    self._list(writer, block, counter, depth + 1)
                    continue
                if mark is None:
                    mark = "" if item.tag == "text:list-header" else counter.mark(depth, item.get("text:start-value"))
                if block.tag == "text:h":
                    self._heading(writer, block, mark)
                elif block.tag == "text:p":
                    text = self._inline.read(block)
                    shown = block.findtext("text:number") or mark
                    writer.item(text, depth, shown.removesuffix(".") if shown.count(".") > 1 else shown)
                    self._add_shapes(writer)
                elif block.tag not in DERIVED:
                    self._blocks(writer, block)
                mark = ""

    def _table(self, writer: Writer, table: Element) -> None:
        rows = list(_rows(table))
        nested = next((each for each in table.iter("table:table") if each is not table), None) is not None
        if not self._in_cell and (nested or max((len(row) for row in rows), default=0) < 2):
            for row in _rows(table):
                for cell in row:
                    self._blocks(writer, cell)
            writer.end_list()
            return
        self._in_cell += 1
        grid = [[cell for element in row for cell in self._cells(element)] for row in rows]
        self._in_cell -= 1
        head = down(table, "table:table-header-rows")
        heads = 0 if head is None else len(head.findall("table:table-row"))
        spread_rows, headed = spread(grid, heads)
        writer.table(spread_rows, headed)
        writer.end_list()
        self._add_gathered(writer)

    def _cells(self, element: Element) -> Iterator[Cell]:
        if element.tag != "table:table-cell":  # one that another spans
            return
        across, high = (number(element.get(f"table:number-{what}-spanned", "1"), 1) for what in ("columns", "rows"))
        repeated = min(number(element.get("table:number-columns-repeated", "1"), 1), _MOST_REPEATED)
        yield from [Cell(self._apart(element), across, high)] * repeated

    def _add_gathered(self, writer: Writer) -> None:
        """Notes, comments and readings of what was written; a table or a list is not interrupted by them."""
        if self._in_cell:
            return
        readings, self._inline.readings = self._inline.readings, {}
        writer.paragraph("、".join(readings))
        while self._inline.notes:
            notes, self._inline.notes = self._inline.notes, []
            for mark, element in notes:
                if element.tag == "office:annotation":
                    self._aside(writer, element)
                else:
                    writer.paragraph(f"{mark} {self._apart(element)}".strip())

    def _add_shapes(self, writer: Writer) -> None:
        shapes, self._inline.shapes = self._inline.shapes, []
        for shape in shapes:
            self._shape(writer, shape)

    def _shape(self, writer: Writer, shape: Element) -> None:
        if shape.tag == "draw:control":
            self._control(writer, shape)
            return
        described = next((text for each in ("svg:desc", "svg:title") if (text := shape.findtext(each))), "")
        before = writer.length
        self._blocks(writer, shape)
        for child in shape:
            if child.tag == "draw:object":
                self._object(writer, child.get("xlink:href", "").removeprefix("./"))
            elif child.tag == "draw:object-ole":
                self._inline.omitted["embedded object not read"] += 1
            elif child.tag == "draw:plugin":
                self._inline.omitted["video or sound"] += 1
        if described.strip():
            writer.paragraph(f"Picture: {described}")
        elif writer.length == before and shape.find("draw:image") is not None and shape.find("draw:object") is None:
            self._inline.omitted["picture"] += 1

    def _control(self, writer: Writer, shape: Element) -> None:
        control = self._controls.get(shape.get("draw:control", ""))
        if control is None:
            return
        state, label = control.get("form:current-state"), control.get("form:label", "")
        if control.tag in ("form:checkbox", "form:radio"):
            checked = state == "checked" or control.get("form:current-selected") == "true"
            writer.paragraph(f"{'☒' if checked else '☐'} {label}")
        else:
            chosen = [each.get("form:label", "") for each in control if each.get("form:current-selected") == "true"]
            current = control.get("form:current-value") or control.get("form:value") or ", ".join(chosen)
            writer.paragraph(current or label)

    def _object(self, writer: Writer, name: str) -> None:
        """A chart as its table, an equation in the words it was written in."""
        root = self._part(f"{name}/content.xml")
        if root.tag == "math:math":
            words = next(root.iter("math:annotation"), None)
            writer.paragraph(" ".join(("".join(root.itertext()) if words is None else words.text or "").split()))
        elif (chart := next(root.iter("chart:chart"), None)) is not None:
            for title in (each for each in chart if each.tag in ("chart:title", "chart:subtitle")):
                writer.paragraph("".join(title.itertext()))
            for table in chart.iter("table:table"):
                rows = [[self._apart(cell) for cell in row] for row in table.iter("table:table-row")]
                writer.table(rows, headed=True)
                writer.end_list()
        else:
            self._inline.omitted["embedded object not read"] += 1


def _rows(table: Element) -> Iterator[Element]:
    """The rows of a table, without those of tables within."""
    for child in table:
        if child.tag == "table:table-row":
            yield child
        elif child.tag != "table:table":
            yield from _rows(child)
