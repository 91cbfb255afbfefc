"""Workbooks of Excel before 2007 (.xls) and of OpenDocument (.ods), by the rule of `index.formats.tabular.workbooks`.

Their parser renders figures, but is silent about what it leaves out: that is counted here from the files themselves.
"""

import struct
from collections import Counter
from collections.abc import Iterator

from index.errors import LoadError
from index.formats.markup.html import read_html
from index.formats.office.anydoc_model import LOCKED, parsed, write
from index.formats.office.old_office import streams
from index.formats.tabular.delimited import read_delimited
from index.formats.tabular.workbooks import is_named, named, read_xlsx
from index.formats.writer import Content, Writer, counted
from index.formats.zip import Container

_OLE = b"\xd0\xcf\x11\xe0"
_HEAD = 2000  # bytes that are looked at
_SHEET, _ROW, _NOTE, _LOCK, _OBJECT = 0x85, 0x208, 0x1C, 0x2F, 0x5D
_ROW_IS_HIDDEN = 0x20
_PLURALS = {"note on a cell": "notes on cells", "text box": "text boxes"}
_KINDS = {0x05: "chart", 0x08: "picture", 0x06: "text box"}


def read_xls(data: bytes) -> Content:
    """A workbook of Excel 97 to 2003; what programs name .xls though it is HTML, text or .xlsx is read as such."""
    if data.startswith(b"PK"):
        return read_xlsx(data)
    if not data.startswith(_OLE):
        head = data[:_HEAD].replace(b"\0", b"").lower()
        if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
            raise LoadError("it is a workbook as XML of Excel 2003; save it as .xlsx")
        return read_html(data) if b"<html" in head or b"<table" in head else read_delimited(data)
    found = streams(data, ".xls", ("Workbook", "Book"))
    counts, sheets = _counted(found.get("Workbook") or found["Book"])
    document = parsed(data, "xlsx")  # as anydoc names all workbooks; it looks at the bytes
    writer = Writer()
    visible = [name for name, is_hidden in sheets if not is_hidden]
    if len(visible) == 1 and is_named(visible[0], len(sheets)):
        writer.heading(visible[0], 2)
    write(writer, document)
    if hidden := [name for name, is_hidden in sheets if is_hidden]:
        writer.omit(named(hidden))
    for what, count in counts.items():
        writer.omit(counted(count, what, _PLURALS.get(what, "")))
    return writer.content()


def read_ods(data: bytes) -> Content:
    """An OpenDocument workbook; each of its cells holds its text as it is shown."""
    container = Container(data, ".ods")
    if b"spreadsheet" not in container.read("mimetype"):
        raise LoadError("it is not a spreadsheet; save it as .ods, or a text as .odt")
    hidden_styles = {
        name
        for style in container.each("content.xml", ["style"])
        for name in [_attribute(style, "name")]
        if any(_attribute(each, "display") == "false" for each in style)
    }
    notes, sheets = [], {}
    for element in container.each("content.xml", ["annotation", "table-row"]):
        if element.tag.endswith("}annotation"):
            notes.append(" ".join("".join(each.itertext()) for each in element if each.tag.endswith("}p")))
        elif (table := element.getparent()) is not None and table.tag.endswith("}table"):
            sheets[_attribute(table, "name")] = _attribute(table, "style-name") in hidden_styles
    writer = Writer()
    hidden = [name for name, is_hidden in sheets.items() if is_hidden]
    visible = [name for name in sheets if name not in hidden]
    if len(sheets) == 1 and is_named(visible[0], 1):
        writer.heading(visible[0], 2)
    write(writer, parsed(data, "ods"), without=frozenset(hidden))
    for note in notes:
        writer.paragraph(f"Note: {note}" if note.strip() else "")
    if hidden:
        writer.omit(named(hidden))
    charts = {name.partition("/")[0] for name in container.names if name.startswith("Object ")}
    writer.omit(counted(len(charts), "chart or object not read", "charts or objects not read"))
    writer.omit(counted(sum(name.startswith("Pictures/") for name in container.names), "picture"))
    return writer.content(container.title("meta.xml"))


def _attribute(element: object, name: str) -> str:
    items = element.items()  # type: ignore[attr-defined]
    return next((value for key, value in items if key.rpartition("}")[2] == name), "")


def _counted(stream: bytes) -> tuple[Counter[str], list[tuple[str, bool]]]:
    """What the parser leaves out of a stream of records, and the sheets with whether they are hidden."""
    counts: Counter[str] = Counter()
    sheets: list[tuple[str, bool]] = []
    for kind, body in _records(stream):
        if kind == _LOCK:
            raise LoadError(LOCKED)
        if kind == _SHEET and len(body) > 8:
            name = body[8:].decode("utf-16-le" if body[7] & 1 else "latin-1", "replace")
            sheets.append((name, body[4] & 3 != 0))
        elif kind == _ROW and len(body) >= 14 and body[12] & _ROW_IS_HIDDEN:
            counts["hidden row"] += 1
        elif kind == _NOTE:
            counts["note on a cell"] += 1
        elif kind == _OBJECT and len(body) > 5 and body[4] in _KINDS:
            counts[_KINDS[body[4]]] += 1
    return counts, sheets


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        if not kind and not size:
            return
        yield kind, stream[place + 4 : place + 4 + size]
        place += 4 + size
