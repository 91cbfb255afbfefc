"""OpenDocument texts (LibreOffice Writer): headings, lists, tables, notes; no comments, no deleted text."""

from xml.etree.ElementTree import Element

from index.errors import LoadError
from index.formats.writer import Content, Writer
from index.formats.zip import Container

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_SKIPPED = frozenset(
    f"{space}{name}"
    for space, names in (
        (_TEXT, "tracked-changes note-citation sequence-decls table-of-content bibliography alphabetical-index"),
        (_OFFICE, "annotation annotation-end forms"),
    )
    for name in names.split()
)
_MOST_REPEATED = 50  # cells, rows or spaces: more are only there to fill a sheet


def read_odt(data: bytes) -> Content:
    """Footnotes and endnotes follow the text, as a list."""
    container = Container(data, ".odt")
    if b":encryption-data" in container.read("META-INF/manifest.xml"):
        raise LoadError("it is protected by a password; save it without one")
    body = container.xml("content.xml").find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise LoadError("it is not a text document; save it as .odt, or a spreadsheet as .xlsx")
    writer = Writer()
    notes: list[str] = []
    _write(writer, body, notes, depth=0)
    writer.end_list()
    for note in notes:
        writer.item(note)
    return writer.titled(container.title("meta.xml"))


def _write(writer: Writer, parent: Element, notes: list[str], depth: int) -> None:
    for element in parent:
        if element.tag == f"{_TEXT}h":
            writer.heading(_inline(element, notes), int(element.get(f"{_TEXT}outline-level", "1")))
        elif element.tag == f"{_TEXT}p":
            writer.paragraph(_inline(element, notes))
        elif element.tag == f"{_TEXT}list":
            _write_list(writer, element, notes, depth)
        elif element.tag == f"{_TABLE}table":
            rows = [_row(row, notes) for row in element.iter(f"{_TABLE}table-row")]
            writer.table(rows, headed=element.find(f"{_TABLE}table-header-rows") is not None)
            writer.end_list()
        elif element.tag not in _SKIPPED:  # a section, a frame: what is in it counts
            _write(writer, element, notes, depth)


def _write_list(writer: Writer, element: Element, notes: list[str], depth: int) -> None:
    for item in element:
        mark = "-"
        for block in item:
            if block.tag == f"{_TEXT}list":
                _write_list(writer, block, notes, depth + 1)
            elif block.tag not in _SKIPPED:
                writer.item(_inline(block, notes), depth, mark)
                mark = ""
    if not depth:
        writer.end_list()


def _row(row: Element, notes: list[str]) -> list[str]:
    cells: list[str] = []
    for cell in row:
        text = _inline(cell, notes)
        cells += [text] * min(int(cell.get(f"{_TABLE}number-columns-repeated", "1")), _MOST_REPEATED)
    return cells


def _inline(element: Element, notes: list[str]) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            parts.append(" " * min(int(child.get(f"{_TEXT}c", "1")), _MOST_REPEATED))
        elif child.tag == f"{_TEXT}tab":
            parts.append("\t")
        elif child.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif child.tag == f"{_TEXT}note":
            notes.extend(_inline(body, notes) for body in child.findall(f"{_TEXT}note-body"))
        elif child.tag not in _SKIPPED:
            parts.append(_inline(child, notes))
            if child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                parts.append(" ")  # two paragraphs of a cell
        parts.append(child.tail or "")
    return "".join(parts)
