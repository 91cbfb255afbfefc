"""Word documents and workbooks, written as the plain XML that they are. The same content gives the same bytes."""

import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from xml.sax.saxutils import escape

from eval.making.whole.files.record import Bullets, File, Grid, Heading, Paragraph

_MAIN = "http://schemas.openxmlformats.org"
_WORD = f"{_MAIN}/wordprocessingml/2006/main"
_SHEET = f"{_MAIN}/spreadsheetml/2006/main"
_OFFICE = f"{_MAIN}/officeDocument/2006/relationships"
_PACKAGE = f"{_MAIN}/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_EPOCH = date(1899, 12, 30)  # day 0 of a workbook
_DATE_STYLE = 1  # of the two cell styles that `_STYLES` has
_STYLES = (
    f'<styleSheet xmlns="{_SHEET}"><fonts count="1"><font/></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)

Cell = str | int | float | date | None


def docx(file: File) -> bytes:
    """A Word document of a file."""
    parts = [_paragraph(file.title, "Title"), *map(_paragraph, file.head)]
    for block in file.blocks:
        match block:
            case Heading():
                parts.append(_paragraph(block.text, "Heading1"))
            case Paragraph():
                parts.append(_paragraph(block.text))
            case Bullets():
                parts += [_paragraph(item, "ListBullet") for item in block.items]
            case Grid():
                parts.append(_table(block))
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in (("Title", "Title"), ("Heading1", "heading 1"), ("ListBullet", "List Bullet"))
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    return _package(
        "word/document.xml",
        {
            "word/document.xml": (
                f"{kind}.document.main+xml",
                f'<w:document xmlns:w="{_WORD}"><w:body>{"".join(parts)}</w:body></w:document>',
            ),
            "word/styles.xml": (f"{kind}.styles+xml", f'<w:styles xmlns:w="{_WORD}">{styles}</w:styles>'),
        },
    )


def xlsx(rows: Sequence[Sequence[Cell]], merged: Sequence[str] = ()) -> bytes:
    """A workbook of one sheet. `merged` are the ranges of cells that are one: B1:C1."""
    lines = "".join(
        f'<row r="{number}">{"".join(_cell(place, number, cell) for place, cell in enumerate(row))}</row>'
        for number, row in enumerate(rows, 1)
    )
    ranges = "".join(f'<mergeCell ref="{cells}"/>' for cells in merged)
    merges = f'<mergeCells count="{len(merged)}">{ranges}</mergeCells>' if merged else ""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return _package(
        "xl/workbook.xml",
        {
            "xl/workbook.xml": (
                f"{kind}.sheet.main+xml",
                f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets><sheet name="Sheet1" sheetId="1" r:id="r2"/>'
                "</sheets></workbook>",
            ),
            "xl/styles.xml": (f"{kind}.styles+xml", _STYLES),
            "xl/worksheets/sheet1.xml": (
                f"{kind}.worksheet+xml",
                f'<worksheet xmlns="{_SHEET}"><sheetData>{lines}</sheetData>{merges}</worksheet>',
            ),
        },
    )


def _package(main: str, parts: Mapping[str, tuple[str, str]]) -> bytes:
    """A package of parts, each with its content type; the main one refers to the others as r1, r2, ..."""
    types = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, (kind, _) in parts.items())
    folder, _, file = main.partition("/")
    others = [name.removeprefix(f"{folder}/") for name in parts if name != main]
    entries = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        "_rels/.rels": _relations({"r1": ("officeDocument", main)}),
        f"{folder}/_rels/{file}.rels": _relations(
            {
                f"r{number}": ("styles" if "styles" in name else "worksheet", name)
                for number, name in enumerate(others, 1)
            }
        ),
        **{name: content for name, (_, content) in parts.items()},
    }
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in entries.items():  # a ZipInfo of a name alone holds the same date always
            package.writestr(zipfile.ZipInfo(name), f"{_XML}{content}", zipfile.ZIP_DEFLATED)
    return data.getvalue()


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _paragraph(text: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _table(grid: Grid) -> str:
    rows = ("".join(f"<w:tc>{_paragraph(cell)}</w:tc>" for cell in row) for row in grid.rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def _cell(column: int, line: int, cell: Cell) -> str:
    """A cell in its place; the made-up tables have no more columns than there are letters."""
    place = f"{chr(ord('A') + column)}{line}"
    match cell:
        case None | "":
            return ""
        case date():
            return f'<c r="{place}" s="{_DATE_STYLE}"><v>{(cell - _EPOCH).days}</v></c>'
        case str():
            return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        case _:
            return f'<c r="{place}"><v>{cell}</v></c>'
