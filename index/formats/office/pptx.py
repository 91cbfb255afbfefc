"""PowerPoint presentations: each slide a page with its title, bullets, tables, charts, diagrams, notes and comments.

Hidden slides are not read, but they count as pages: page numbers are those of the program. What a master shows on all
of its slides is read once, on the first of them.
"""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from index.formats.office.elements import down, number
from index.formats.office.graphics import graphics, program, shape_text, texts, write_graphic
from index.formats.office.grid import Cell, spread
from index.formats.office.numbering import counted_as
from index.formats.office.ooxml import Package
from index.formats.writer import Content, Writer, counted, places

_TITLES = frozenset({"title", "ctrTitle"})
_BODIES = frozenset({"body", "obj", "", "subTitle"})
_RUNNING = frozenset({"ftr", "dt", "hdr"})  # on every slide again
_NO = frozenset({"0", "false"})
_MEDIA = {"a:videoFile": "video", "a:audioFile": "sound", "a:wavAudioFile": "sound", "a:quickTimeFile": "video"}
_FORMS = {"alphaLc": "lowerLetter", "alphaUc": "upperLetter", "romanLc": "lowerRoman", "romanUc": "upperRoman"}


def read_pptx(data: bytes) -> Content:
    """Shapes are read in their own order, which is the order that a screen reader takes."""
    return _Reader(Package(data, ".pptx")).read()


class _Reader:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._writer = Writer()
        self._part = ""
        self._said: set[str] = set()  # what runs along the slides
        self._omitted: Counter[str] = Counter()
        main, presentation = package.main("ppt/presentation.xml")
        listed = presentation.find("p:sldIdLst")
        keys = [] if listed is None else [each.get("r:id", "") for each in listed]
        self._slides = [relation.target for key in keys if (relation := package.relations(main).get(key))]
        authors = (each for name in package.related(main, "commentAuthors") for each in package.part(name))
        newer = (each for name in package.related(main, "authors") for each in package.part(name))
        self._authors = {each.get("id", ""): each.get("name", "") for each in (*authors, *newer)}

    def read(self) -> Content:
        hidden = []
        for place, name in enumerate(self._slides, 1):
            self._writer.page()
            slide = self._package.part(name)
            if slide.get("show") in _NO:
                hidden.append(place)
            else:
                self._slide(name, slide)
        if hidden:
            self._writer.omit(f"{counted(len(hidden), 'hidden slide')} ({places(hidden, 'slide')})")
        for what, count in self._omitted.items():
            self._writer.omit(counted(count, what))
        for name in self._package.damaged:
            self._writer.omit(f"a damaged part ({name})")
        return self._writer.titled(self._package.title())

    def _slide(self, name: str, slide: Element) -> None:
        self._part = name
        shapes = list(self._shapes(down(slide, "p:cSld/p:spTree")))
        title = next((shape for shape in shapes if _placeholder(shape) in _TITLES), None)
        if title is not None:
            self._writer.heading(" ".join(texts(title)), 1)
        for shape in shapes:
            if shape is not title:
                self._shape(shape)
        for layout in self._package.related(name, "slideLayout"):
            for base in (*self._package.related(layout, "slideMaster"), layout):
                self._base(base)
        for notes in self._package.related(name, "notesSlide"):
            self._notes(notes)
        for comments in self._package.related(name, "comments"):
            self._comments(comments)

    def _shapes(self, parent: Element | None) -> Iterator[Element]:
        """The shapes, those in groups one by one; hidden ones are counted."""
        for child in () if parent is None else parent:
            properties = next((each.find("p:cNvPr") for each in child if each.tag.startswith("p:nv")), None)
            if properties is not None and properties.get("hidden", "0") not in _NO:
                self._omitted["hidden shape"] += 1
            elif child.tag == "p:contentPart":
                self._omitted["ink drawing"] += 1
            elif child.tag == "p:grpSp":
                yield from self._shapes(child)
            elif properties is not None:
                yield child

    def _shape(self, shape: Element) -> None:
        kind = _placeholder(shape)
        if kind in _RUNNING:
            self._once(" ".join(texts(shape)))
        elif (table := next(shape.iter("a:tbl"), None)) is not None:
            self._table(table)
        elif (body := shape.find("p:txBody")) is not None:
            self._text(body, is_body=kind in _BODIES)
        elif shown := list(graphics(self._package, self._part, shape.iter())):
            for each in shown:
                write_graphic(self._writer, each)
        elif (embedded := next(shape.iter("p:oleObj"), None)) is not None:
            self._omitted[f"{program(embedded.get('progId', ''))} not read"] += 1
        elif shape.tag in ("p:pic", "p:graphicFrame"):
            self._picture(shape)

    def _picture(self, shape: Element) -> None:
        properties = next((each.find("p:cNvPr") for each in shape if each.tag.startswith("p:nv")), None)
        described = "" if properties is None else (properties.get("descr") or "").strip()
        if described:
            self._writer.paragraph(f"Picture: {described}")
        if media := next((_MEDIA[each.tag] for each in shape.iter() if each.tag in _MEDIA), ""):
            self._omitted[media] += 1
        elif not described:
            self._omitted["picture" if shape.tag == "p:pic" else "object not read"] += 1

    def _once(self, text: str) -> None:
        if text and text not in self._said:
            self._said.add(text)
            self._writer.paragraph(text)

    def _base(self, name: str) -> None:
        """What a layout or a master shows on its slides, besides the places that the slides fill."""
        if name not in self._said:
            self._said.add(name)
            for shape in self._shapes(down(self._package.part(name), "p:cSld/p:spTree")):
                if _placeholder(shape) is None:
                    self._once("\n".join(texts(shape)))

    def _text(self, body: Element, is_body: bool) -> None:
        paragraphs = [paragraph for paragraph in body.findall("a:p") if shape_text(paragraph).strip()]
        counts: Counter[int] = Counter()
        for paragraph in paragraphs:
            properties = paragraph.find("a:pPr")
            depth = 0 if properties is None else number(properties.get("lvl", "0"))
            for deeper in [each for each in counts if each > depth]:
                del counts[deeper]
            text = shape_text(paragraph)
            numbered = None if properties is None else properties.find("a:buAutoNum")
            if numbered is not None:
                counts[depth] = counts[depth] + 1 if depth in counts else number(numbered.get("startAt", "1"), 1)
                self._writer.item(text, depth, _mark(counts[depth], numbered.get("type", "")))
                continue
            counts.pop(depth, None)
            marked = properties is not None and properties.find("a:buChar") is not None
            plain = properties is not None and properties.find("a:buNone") is not None
            if marked or (is_body and len(paragraphs) > 1 and not plain):  # the body of a slide has bullets
                self._writer.item(text, depth)
            else:
                self._writer.paragraph(text)
        self._writer.end_list()

    def _table(self, table: Element) -> None:
        grid = []
        for row in table.findall("a:tr"):
            cells = []
            for cell in row.findall("a:tc"):
                if cell.get("hMerge", "0") in _NO and cell.get("vMerge", "0") in _NO:
                    across, high = (number(cell.get(name, "1"), 1) for name in ("gridSpan", "rowSpan"))
                    cells.append(Cell("\n".join(texts(cell)), across, high))
            grid.append(cells)
        properties = table.find("a:tblPr")
        headed = properties is not None and properties.get("firstRow", "0") not in _NO
        rows, known = spread(grid)
        self._writer.table(rows, known or headed)
        self._writer.end_list()

    def _notes(self, name: str) -> None:
        for shape in self._shapes(down(self._package.part(name), "p:cSld/p:spTree")):
            if _placeholder(shape) in ("body", None) and (text := "\n".join(texts(shape))):
                self._writer.paragraph(f"Notes: {text}")

    def _comments(self, name: str) -> None:
        for comment in self._package.part(name).iter():
            if comment.tag in ("p:cm", "p188:cm", "p188:reply"):
                own = comment.find("p188:txBody")
                text = "\n".join(texts(own)) if own is not None else comment.findtext("p:text") or ""
                author = self._authors.get(comment.get("authorId", ""), "")
                if text.strip():
                    self._writer.paragraph(f"Comment ({author}): {text}" if author else f"Comment: {text}")


def _placeholder(shape: Element) -> str | None:
    """The kind of place that a shape fills on a slide, None for a free one."""
    for child in shape:
        if child.tag.startswith("p:nv") and (place := down(child, "p:nvPr/p:ph")) is not None:
            return place.get("type", "")
    return None


def _mark(count: int, form: str) -> str:
    shown = counted_as(count, next((kind for clue, kind in _FORMS.items() if form.startswith(clue)), "decimal"))
    if form.endswith("ParenBoth"):
        return f"({shown})"
    return f"{shown})" if form.endswith("ParenR") else f"{shown}."
