"""Excel workbooks (.xlsx, .xlsm): each sheet under its name, then its notes, drawings and links.

Hidden sheets, rows and columns are not read, and are noted; rows that only a filter hides are read. Formulas give the
value that was saved with them.
"""

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from index.errors import LoadError
from index.formats.office.elements import number
from index.formats.office.graphics import graphics, texts, write_graphic
from index.formats.office.ooxml import Package
from index.formats.tabular.figures import BUILT_IN, EPOCH, EPOCH_1904
from index.formats.tabular.sheets import Book, Sheet, read_sheet, rich_text
from index.formats.writer import Content, Writer, counted
from index.language.tidy import one_line

_UNNAMED = frozenset({"sheet", "table", "tabelle", "hoja", "feuil", "foglio", "planilha", "blad", "arkusz", "лист"})
_OFF = frozenset({"", "0", "false"})
_MARGIN = re.compile(r'&"[^"]*"|&K[0-9A-Fa-f]{6}|&\d+|&[A-Za-z+]')  # codes of looks, page numbers and names of files
_MOST_NAMES = 5  # of hidden sheets that are named


def read_xlsx(data: bytes) -> Content:
    """Each visible sheet under its name; a sheet that is damaged is noted."""
    package = Package(data, ".xlsx")
    name, root = package.main("xl/workbook.xml")
    writer, reader = Writer(), _Workbook(package, name, root)
    reader.write(writer)
    return writer.content(package.title())


def is_named(title: str, sheets: int) -> bool:
    """Whether the name of a sheet says anything: a lone `Sheet1` says nothing."""
    return sheets > 1 or title.rstrip(" 0123456789").lower() not in _UNNAMED


def named(hidden: list[str]) -> str:
    """The note on hidden sheets, the first of them by name."""
    names = ", ".join(hidden[:_MOST_NAMES]) + (", …" if len(hidden) > _MOST_NAMES else "")
    return f"{counted(len(hidden), 'hidden sheet')} ({names})"


class _Workbook:
    def __init__(self, package: Package, name: str, root: Element) -> None:
        self._package = package
        self._name = name
        self._sheets = list(root.iter("sheet"))
        if not self._sheets:
            raise LoadError("it holds no sheets; open it and save it again")
        properties = root.find("workbookPr")
        is_1904 = properties is not None and properties.get("date1904", "") not in _OFF
        self._book = Book(self._texts(), self._formats(), EPOCH_1904 if is_1904 else EPOCH)
        self._omitted: Counter[str] = Counter()

    def write(self, writer: Writer) -> None:
        """Every sheet, and what of them is not read."""
        hidden = []
        rows = columns = 0
        for each in self._sheets:
            title = one_line(each.get("name", ""))
            if each.get("state", "visible") != "visible":
                hidden.append(title)
                continue
            relation = self._package.relations(self._name).get(each.get("r:id", ""))
            if relation is None or relation.target not in self._package.names:
                writer.omit(f"a sheet that is missing or damaged ({title})")
                continue
            sheet = read_sheet(self._package, relation.target, self._book)
            rows, columns = rows + sheet.hidden_rows, columns + sheet.hidden_columns
            if is_named(title, len(self._sheets)) and (sheet.cells or self._has_more(relation.target)):
                writer.heading(title, 2)
            writer.table(sheet.rows())
            writer.end_list()
            self._write_more(writer, relation.target, sheet)
            if sheet.unsaved:
                what = counted(sheet.unsaved, "formula without a saved value", "formulas without a saved value")
                writer.omit(f"{what} (sheet {title}); open it in Excel or LibreOffice and save it")
            if relation.target in self._package.damaged:
                writer.omit(f"a part of a damaged sheet ({title}); open it and save it again")
                del self._package.damaged[relation.target]
        if hidden:
            writer.omit(named(hidden))
        writer.omit(counted(rows, "hidden row"))
        writer.omit(counted(columns, "hidden column"))
        for what, count in self._omitted.items():
            writer.omit(counted(count, what))
        for name in self._package.damaged:
            writer.omit(f"a damaged part ({name})")

    def _texts(self) -> list[str]:
        found = next(self._package.related(self._name, "sharedStrings"), "")
        return [rich_text(each) for each in self._package.each(found, "si")] if found else []

    def _formats(self) -> list[str]:
        """The code of the number format of each style, "" for the general one."""
        root = self._package.part(next(self._package.related(self._name, "styles"), ""))
        codes = {number(each.get("numFmtId", "")): each.get("formatCode", "") for each in root.iter("numFmt")}
        styles = root.find("cellXfs")
        chosen = [number(each.get("numFmtId", "0")) for each in styles] if styles is not None else []
        forms = [codes.get(each) or BUILT_IN.get(each, "") for each in chosen]
        return ["" if form.lower() in ("general", "@") else form for form in forms]

    def _has_more(self, part: str) -> bool:
        return any(each.kind in ("comments", "drawing") for each in self._package.relations(part).values())

    def _write_more(self, writer: Writer, part: str, sheet: Sheet) -> None:
        """The notes on cells, addresses of links, headers and footers, and what is drawn on a sheet."""
        threads = list(self._package.related(part, "threadedComment"))
        for name in threads or self._package.related(part, "comments"):
            for cell, note in self._notes(name):
                writer.paragraph(f"Note on {cell}: {note}")
        relations = self._package.relations(part)
        for cell, key in sheet.links.items():
            if key in relations and relations[key].external:
                writer.paragraph(f"Link of {cell}: {relations[key].target}")
        for margin in dict.fromkeys(filter(None, map(_margin, sheet.margins))):
            writer.paragraph(margin)
        for name in self._package.related(part, "drawing"):
            self._write_drawing(writer, name)
        for relation in relations.values():
            if relation.kind in ("oleObject", "package"):
                self._omitted["embedded file"] += 1

    def _notes(self, name: str) -> Iterator[tuple[str, str]]:
        root = self._package.part(name)
        for each in root.iter("threadedComment"):
            yield each.get("ref", ""), one_line(each.findtext("text") or "")
        for each in root.iter("comment"):
            text = each.find("text")
            if text is not None and (note := rich_text(text)):
                yield each.get("ref", ""), note

    def _write_drawing(self, writer: Writer, name: str) -> None:
        root = self._package.part(name)
        for element in root.iter():
            if element.tag == "pic":
                self._write_picture(writer, element)
            elif element.tag == "sp":
                for text in texts(element):
                    writer.paragraph(text)
        for shown in graphics(self._package, name, root.iter()):
            write_graphic(writer, shown)

    def _write_picture(self, writer: Writer, element: Element) -> None:
        said = next((each.get("descr", "") for each in element.iter() if each.tag.endswith("cNvPr")), "")
        if one_line(said):
            writer.paragraph(f"Picture: {said}")
        else:
            self._omitted["picture"] += 1


def _margin(code: str) -> str:
    """What a header or footer says beside page numbers, dates and names of files."""
    bare = _MARGIN.sub(" ", code).replace("&&", "&")
    text = one_line(bare)
    return text if sum(map(str.isalpha, text)) > 2 else ""
