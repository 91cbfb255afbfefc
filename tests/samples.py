"""Sample files of every format, written with real libraries: good ones with a question each, broken and empty ones."""

import csv
import io
import json
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from email.message import EmailMessage
from pathlib import Path
from types import MappingProxyType

from fpdf import FPDF
from openpyxl import Workbook
from PIL import Image
from pptx import Presentation
from pptx.util import Inches

from tests import ole
from tests.compound import compound, properties

Good = tuple[str, str, int | None]
"""A question, words that the answer quotes, and the page they are on, None without pages."""

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title></cp:coreProperties>'
)
OOXML = " ".join(
    f'xmlns:{prefix}="{space}"'
    for prefix, space in {
        "w": _WORD,
        "r": _OFFICE,
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)
"""The namespaces of Office's XML, as attributes."""
LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


def zipped(entries: Mapping[str, str | bytes], stored: str = "") -> bytes:
    """A zip file; the entry named `stored` is not compressed, as the first of EPUB and ODT must be."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in entries.items():
            container.writestr(name, content, zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED)
    return file.getvalue()


def docx(
    body: str,
    parts: Mapping[str, str | bytes] = MappingProxyType({}),
    prolog: str = "",
    title: str = "",
    refers: str = "",
) -> bytes:
    """A Word document of a body in WordprocessingML. `refers`: more relations of its main part."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/></w:style>'
        for level in (1, 2)
    )
    levels = '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>'
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
            f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">'
            f'<Relationship Id="r1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
            f'<Relationship Id="r2" Type="{_OFFICE}/numbering" Target="numbering.xml"/>'
            f'<Relationship Id="r3" Type="{_OFFICE}/footnotes" Target="footnotes.xml"/>{refers}</Relationships>',
            "word/styles.xml": f'<w:styles xmlns:w="{_WORD}">{styles}</w:styles>',
            "word/numbering.xml": f'<w:numbering xmlns:w="{_WORD}"><w:abstractNum w:abstractNumId="0">{levels}'
            '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
            "word/footnotes.xml": f'<w:footnotes xmlns:w="{_WORD}"><w:footnote w:id="2">{paragraph("Seen by the pilot.")}'
            "</w:footnote></w:footnotes>",
            "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?>{prolog}'
            f"<w:document {OOXML}><w:body>{body}</w:body></w:document>",
            "docProps/core.xml": _CORE.format(title),
            **parts,
        }
    )


def paragraph(text: str, properties: str = "") -> str:
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def _docx() -> bytes:
    table = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in (("Crane", "Lifts"), ("North", "40 tons"), ("South", "25 tons"))
    )
    bullet = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    return docx(
        paragraph("Harbor report", '<w:pStyle w:val="Heading1"/>')
        + paragraph("The lighthouse keeper Odalys Brandt painted the tower green in April.")
        + '<w:p><w:r><w:t>Fog came.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
        + paragraph("Cranes", '<w:pStyle w:val="Heading2"/>')
        + paragraph("They lift.", bullet)
        + paragraph("They turn.", bullet)
        + "<w:p><w:del><w:r><w:delText>deleted words</w:delText></w:r></w:del></w:p>"
        + f"<w:tbl>{table}</w:tbl>",
        title="Microsoft Word - harbor.docx",
    )


def _pptx() -> bytes:
    deck = Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[1])
    first.shapes.title.text = "Observatory plans"
    first.placeholders[1].text = "The dome opens in March.\nVisitors come at night."
    second = deck.slides.add_slide(deck.slide_layouts[5])
    second.shapes.title.text = "Telescope"
    second.shapes.add_group_shape().shapes.add_textbox(
        0, 0, Inches(1), Inches(1)
    ).text_frame.text = "The telescope mirror was polished by Ingrid Halloran."
    table = second.shapes.add_table(2, 2, 0, 0, Inches(4), Inches(1)).table
    for place, text in enumerate(("Part", "Price", "Mirror", "900 euros")):
        table.cell(place // 2, place % 2).text = text
    second.notes_slide.notes_text_frame.text = "Thank the sponsors."
    return _saved(deck.save)


def _xlsx() -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "Beehives"
    sheet.append(["Hive", "Keeper", "Honey kg"])
    sheet.append(["Willow", "Tomas Okafor", 31.0])
    sheet.append(["Linden", "Mara Ilic", 28.5])
    return _saved(book.save)


def pdf(*pages: str, password: str = "") -> bytes:
    """A PDF of a page for each text; of a text, the first line is set large."""
    file = FPDF()
    if password:
        file.set_encryption("owner", password)
    for text in pages:
        file.add_page()
        if text:
            first, _, rest = text.partition("\n")
            file.set_font("Helvetica", size=20)
            file.cell(0, 12, first, new_x="LMARGIN", new_y="NEXT")
            file.set_font("Helvetica", size=11)
            file.multi_cell(0, 6, rest)
    return bytes(file.output())


def _scanned() -> bytes:
    file = FPDF()
    file.add_page()
    file.image(Image.new("L", (300, 420), 170), 0, 0, file.w, file.h)
    return bytes(file.output())


def _mail() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Zoë Lindqvist <zoe@example.org>", "crew@example.org"
    mail["Subject"], mail["Date"] = "Repair of the windmill", "Wed, 01 May 2024 10:30:00 +0200"
    mail.set_content("The windmill sails were replaced by Gustavo Pérez on Friday.\n", cte="quoted-printable")
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="bill.pdf")
    return mail.as_bytes()


def outlook(subject: str, text: str) -> bytes:
    """A mail as Outlook saves it, without people."""
    return compound(properties(32, {0x0037: subject, 0x1000: text}, {}, {}))


OPEN_DOCUMENT = (
    " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space or name}:1.0"'
        for name, space in (
            *((name, "") for name in "office text table draw style form presentation chart".split()),
            ("svg", "svg-compatible"),
        )
    )
    + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
"""The namespaces of OpenDocument, as attributes."""


def odt(
    body: str,
    manifest: str = "<manifest/>",
    styles: str = "",
    parts: Mapping[str, str | bytes] = MappingProxyType({}),
    kind: str = "text",
) -> bytes:
    """An OpenDocument text of a body in its XML, or a file of another `kind`."""
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"<office:document-content {OPEN_DOCUMENT}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>",
            "META-INF/manifest.xml": manifest,
            **parts,
        },
        stored="mimetype",
    )


def ods(tables: str, styles: str = "") -> bytes:
    """An OpenDocument workbook of tables in its XML."""
    return odt(tables, styles=styles, kind="spreadsheet")


def table(name: str, *rows: Sequence[str], style: str = "", more: str = "") -> str:
    """A sheet of an OpenDocument workbook; `more` stands in each cell."""
    cells = (
        "".join(
            f'<table:table-cell office:value-type="string">{more}<text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        for row in rows
    )
    lines = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    return f'<table:table table:name="{name}" table:style-name="{style}">{lines}</table:table>'


def _odt() -> bytes:
    return odt(
        '<text:h text:outline-level="1">Vineyard notes</text:h><text:tracked-changes><text:p>deleted</text:p>'
        "</text:tracked-changes><text:p>The vineyard was<text:s/>planted by Renata Solis<text:note><text:note-citation>1"
        "</text:note-citation><text:note-body><text:p>With her sister.</text:p></text:note-body></text:note> in 1962.</text:p>"
        "<text:list><text:list-item><text:p>Red</text:p><text:list><text:list-item><text:p>Dry</text:p></text:list-item>"
        "</text:list></text:list-item></text:list><table:table><table:table-row><table:table-cell><text:p>Grape</text:p>"
        "</table:table-cell><table:table-cell><text:p>Year</text:p></table:table-cell></table:table-row><table:table-row>"
        "<table:table-cell><text:p>Malbec</text:p></table:table-cell><table:table-cell><text:p>2019</text:p>"
        "</table:table-cell></table:table-row></table:table>"
    )


def epub(chapter: str, parts: Mapping[str, str | bytes] = MappingProxyType({}), package: str = "") -> bytes:
    """An e-book of one chapter, which is the body of an HTML page."""
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OPS/book.opf"/></rootfiles></container>',
            "OPS/book.opf": package
            or '<package xmlns="http://www.idpf.org/2007/opf"><metadata><dc:title '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">The ferry</dc:title></metadata><manifest>'
            '<item id="n" href="nav.xhtml" properties="nav"/><item id="b" href="b%20b.xhtml"/><item id="a" href="a.xhtml"/>'
            '</manifest><spine><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/></spine></package>',
            "OPS/nav.xhtml": "<html><body><p>Contents</p></body></html>",
            "OPS/a.xhtml": f'<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html><body>{chapter}</body></html>',
            "OPS/b b.xhtml": "<html><body><h1>Two</h1><p>The end.</p></body></html>",
            **parts,
        },
        stored="mimetype",
    )


def _csv() -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([["Bridge", "Builder", "Opened"], ["Arden", "Lucia Ferrante", "1931-07-04"]])
    return file.getvalue().encode()


def _json_lines() -> bytes:
    records = [{"boat": "Petrel", "captain": "Hugo Martell"}, {"boat": "Gull", "captain": "Nina Roy"}]
    return "".join(f"{json.dumps(record)}\n" for record in records).encode()


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    file = io.BytesIO()
    save(file)
    return file.getvalue()


GOOD: dict[str, tuple[Callable[[], bytes], Good]] = {
    "bakery.txt": (
        lambda: b"The bakery oven was built by Amadou Keita in 1988. Bread is sold at noon.\n",
        ("Who built the bakery oven?", "Amadou Keita", None),
    ),
    "orchard.md": (
        lambda: b"# Orchard\n\nThe orchard gate was repaired by Selma Dahl.\n",
        ("Who repaired the orchard gate?", "Selma Dahl", None),
    ),
    "museum.html": (
        lambda: (
            b"<html><head><title>Museum</title></head><body><nav>Home</nav><h1>Museum</h1>"
            b"<p>The museum clock was donated by Felix Adeyemi.</p></body></html>"
        ),
        ("Who donated the museum clock?", "Felix Adeyemi", None),
    ),
    "glacier.pdf": (
        lambda: pdf(
            "Glacier survey\nThe camp was set up in June.",
            "",
            "Results\nThe glacier was measured by Yuki Tanabe with three instruments.",
        ),
        ("Who measured the glacier?", "Yuki Tanabe", 3),
    ),
    "harbor.docx": (_docx, ("Who painted the lighthouse tower green?", "Odalys Brandt", None)),
    "observatory.pptx": (_pptx, ("Who polished the telescope mirror?", "Ingrid Halloran", 2)),
    "beehives.xlsx": (_xlsx, ("Who is the keeper of the hive Willow?", "Tomas Okafor", None)),
    "bridges.csv": (_csv, ("Who was the builder of the bridge Arden?", "Lucia Ferrante", None)),
    "prices.tsv": (
        lambda: b"Cheese\tMaker\nComte\tElodie Garnier\nManchego\tPilar Soto\n",
        ("Who is the maker of the cheese Comte?", "Elodie Garnier", None),
    ),
    "windmill.eml": (_mail, ("Who replaced the windmill sails?", "Gustavo Pérez", None)),
    "tunnels.xls": (
        lambda: ole.xls({"Tunnels": [["Tunnel", "Digger"], ["Ryfast", "Gunn Aas"]]}),
        ("Who is the digger of the tunnel Ryfast?", "Gunn Aas", None),
    ),
    "orchids.ods": (
        lambda: ods(table("Orchids", ["Orchid", "Finder"], ["Calypso", "Leif Moe"])),
        ("Who is the finder of the orchid Calypso?", "Leif Moe", None),
    ),
    "pasture.odp": (
        lambda: odt(
            "<draw:page/><draw:page><draw:frame><draw:text-box><text:p>The pasture was fenced by Runa Vik.</text:p>"
            "</draw:text-box></draw:frame></draw:page>",
            kind="presentation",
        ),
        ("Who fenced the pasture?", "Runa Vik", 2),
    ),
    "cannery.doc": (
        lambda: ole.doc("The cannery boiler was inspected by Odd Reitan.\nIt holds steam.\n"),
        ("Who inspected the cannery boiler?", "Odd Reitan", None),
    ),
    "viaduct.ppt": (
        lambda: ole.ppt([["Viaduct", "The viaduct arches were measured by Pia Holm."], ["End", "Thanks."]]),
        ("Who measured the viaduct arches?", "Pia Holm", None),
    ),
    "letters.mbox": (
        lambda: (
            b"From a@x.example Mon Mar 11 08:30:00 2024\nFrom: a@x.example\nSubject: The sawmill\n\n"
            b"The sawmill was sold by Wenche Torp in spring.\n\nFrom b@x.example Tue Mar 12 08:30:00 2024\n"
            b"From: b@x.example\nSubject: Re: The sawmill\n\nGood.\n"
        ),
        ("Who sold the sawmill?", "Wenche Torp", None),
    ),
    "offer.msg": (
        lambda: outlook("The new slipway", "The slipway was designed by Ottar Fosse last year."),
        ("Who designed the slipway?", "Ottar Fosse", None),
    ),
    "concert.ics": (
        lambda: (
            b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Concert of the brass band\r\n"
            b"DESCRIPTION:The brass band is conducted by Runar Eik.\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        ),
        ("Who conducts the brass band?", "Runar Eik", None),
    ),
    "crew.vcf": (
        lambda: b"BEGIN:VCARD\r\nFN:Solveig Haug\r\nTITLE:Chief engineer of the dredger\r\nEND:VCARD\r\n",
        ("Who is the chief engineer of the dredger?", "Solveig Haug", None),
    ),
    "arena.mhtml": (
        lambda: (
            b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=B\n\n--B\n"
            b"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
            b"<p>The arena floor was laid by Gro=\n Ness in 2011.</p>\n--B--\n"
        ),
        ("Who laid the arena floor?", "Gro Ness", None),
    ),
    "quarry.rtf": (
        lambda: (
            rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\f0 The quarry was closed by Ren\'e9 Vauclair in winter.\par}"
        ),
        ("Who closed the quarry?", "René Vauclair", None),
    ),
    "regatta.srt": (
        lambda: (
            b"1\r\n00:00:01,000 --> 00:00:03,500\r\n<i>The regatta was won by</i>\r\n\r\n"
            b"2\r\n00:00:03,500 --> 00:00:05,000\r\nHelga Storm in 1998.\r\n"
        ),
        ("Who won the regatta?", "Helga Storm", None),
    ),
    "minutes.zip": (
        lambda: zipped({"may/notes.txt": "The fountain was designed by Paulo Reis.", "may/clip.txt": "It leaks."}),
        ("Who designed the fountain?", "Paulo Reis", None),
    ),
    "vineyard.odt": (_odt, ("Who planted the vineyard?", "Renata Solis", None)),
    "ferry.epub": (
        lambda: epub("<h1>One</h1><p>The ferry was steered by Captain Moana Teller.</p>"),
        ("Who steered the ferry?", "Moana Teller", None),
    ),
    "aquarium.json": (
        lambda: b'{"aquarium": {"director": "Priya Raman", "tanks": 14}}',
        ("Who is the director of the aquarium?", "Priya Raman", None),
    ),
    "gauge.ipynb": (
        lambda: (
            b'{"cells": [{"cell_type": "markdown", "source": ["# Gauge\\n", "The tide gauge was set by Aud Moen."]}], '
            b'"metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
        ),
        ("Who set the tide gauge?", "Aud Moen", None),
    ),
    "boats.jsonl": (_json_lines, ("Who is the captain of the boat Petrel?", "Hugo Martell", None)),
}


def _junk() -> bytes:
    return random.Random(1).randbytes(4000)


def _bomb() -> bytes:
    return docx("", {"word/media/zeros.bin": bytes(120_000_000)})


def understated() -> bytes:
    """A docx whose directory says of a part of 60 MB that it has 9 bytes."""
    data = bytearray(docx("", {"word/media/zeros.bin": bytes(60_000_000)}))
    real, crc = struct.pack("<I", 60_000_000), struct.pack("<I", zlib.crc32(bytes(9)))
    for magic, size_at, crc_at in ((b"PK\x03\x04", 22, 14), (b"PK\x01\x02", 24, 16)):
        place = data.find(magic)
        while place >= 0:
            if data[place + size_at : place + size_at + 4] == real:
                data[place + size_at : place + size_at + 4] = struct.pack("<I", 9)
                data[place + crc_at : place + crc_at + 4] = crc
            place = data.find(magic, place + 4)
    return bytes(data)


def _locked_zip() -> bytes:
    data = bytearray(_xlsx())
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(magic) + at] |= 1
    return bytes(data)


BROKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "junk.txt": (_junk, "binary file, not text"),
    "junk.md": (_junk, "binary file, not text"),
    "junk.csv": (_junk, "binary file, not text"),
    "junk.tsv": (_junk, "binary file, not text"),
    "junk.html": (_junk, "binary file, not text"),
    "junk.doc": (_junk, "not a .doc file"),
    "locked.doc": (lambda: ole.doc("x\n", ole.ENCRYPTED), "protected by a password; save it without one"),
    "drawing.ppt": (lambda: ole.ole({"VisioDocument": b""}), "another kind of old Office file"),
    "locked.ppt": (lambda: ole.ole({"EncryptedPackage": b""}), "protected by a password"),
    "locked.xls": (
        lambda: ole.ole({"Workbook": ole.record(0x809, bytes(16)) + ole.record(0x2F, bytes(6))}),
        "protected by a password",
    ),
    "junk.xls": (_junk, "binary file, not text"),
    "cut.ods": (lambda: ods(table("A", ["a"]))[:-100], "cut short"),
    "text.ods": (lambda: odt(""), "not a spreadsheet"),
    "junk.rtf": (_junk, "not a rich text file"),
    "junk.eml": (_junk, "not an e-mail message"),
    "junk.mbox": (_junk, "not a box of mails"),
    "junk.msg": (_junk, "not a mail of Outlook"),
    "cut.msg": (lambda: outlook("Slipway", "It was designed.")[:1000], "damaged or not really .msg"),
    "junk.ics": (_junk, "binary file, not text"),
    "words.ics": (lambda: b"Only words.", "holds no calendar"),
    "words.vcf": (lambda: b"Only words.", "holds no address card"),
    "words.mhtml": (lambda: b"Only words.", "holds no web page"),
    "junk.json": (_junk, "binary file, not text"),
    "junk.pdf": (_junk, "damaged or not a PDF"),
    "junk.docx": (_junk, "not a .docx file"),
    "junk.srt": (_junk, "binary file, not text"),
    "words.eml": (lambda: b"Only words, and no headers.\n\nNone.", "not an e-mail message"),
    "cut.rtf": (lambda: rb"{\rtf1 The end is mi", "its end is missing"),
    "cut.pdf": (lambda: GOOD["glacier.pdf"][0]()[:300], "damaged or not a PDF"),
    "scanned.pdf": (_scanned, "holds no text that can be read: page 1"),
    "locked.pdf": (lambda: pdf("Secret\nWords.", password="user"), "protected by a password; save it without one"),
    "cut.docx": (lambda: _docx()[:-500], "cut short"),
    "bomb.docx": (_bomb, "unpacks to 120 MB"),
    "laughs.docx": (lambda: docx(paragraph("&i;"), prolog=LAUGHS), "defines entities"),
    "old.docx": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "document of an old Office or one protected by a password",
    ),
    "pictures.zip": (
        lambda: zipped({"a.gif": "GIF89a", "b.gif": "GIF89a"}),
        "an archive without documents (2 pictures)",
    ),
    "cut.zip": (lambda: zipped({"notes.txt": "x" * 999})[:-30], "cut short"),
    "files.docx": (lambda: zipped({"notes.txt": "x"}), "really a zip file, not .docx"),
    "cut.pptx": (lambda: _pptx()[:-500], "cut short"),
    "cut.xlsx": (lambda: _xlsx()[:-500], "cut short"),
    "locked.xlsx": (_locked_zip, "protected by a password"),
    "cut.odt": (lambda: _odt()[:-100], "cut short"),
    "cut.odp": (lambda: _odt()[:-100], "cut short"),
    "locked.odt": (lambda: odt("", "<m:encryption-data/>"), "protected by a password"),
    "cut.epub": (lambda: epub("")[:-100], "cut short"),
    "protected.epub": (
        lambda: epub(
            "<p>Words.</p>",
            {
                "META-INF/encryption.xml": '<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#">'
                '<enc:CipherReference URI="OPS/a.xhtml"/></encryption>'
            },
        ),
        "copy protection",
    ),
    "cut.json": (lambda: b'{"a": [1, 2', "not valid JSON"),
    "cut.jsonl": (lambda: b'{"a": \n', "not valid JSON: Expecting value, in line 2"),
    "other.ipynb": (lambda: b'{"a": 1}', "not a notebook"),
}

EMPTY: dict[str, Callable[[], bytes]] = {
    "nothing.docx": bytes,
    "nothing.pdf": bytes,
    "blank.csv": lambda: b"\n\n",
    "blank.docx": lambda: docx(""),
    "blank.html": lambda: b"<html><body><script>x</script></body></html>",
    "blank.json": lambda: b"{}",
}


def good(folder: Path) -> dict[str, Good]:
    """Writes one good file of each format; by source, the question it answers, with what words, on which page."""
    return {source: expected for source, (make, expected) in GOOD.items() if _write(folder / source, make())}


def broken(folder: Path) -> dict[str, str]:
    """Writes broken files of each format; by source, a part of the reason that is given."""
    return {source: reason for source, (make, reason) in BROKEN.items() if _write(folder / source, make())}


def empty(folder: Path) -> list[str]:
    """Writes files that hold no text, which is no failure."""
    for source, make in EMPTY.items():
        _write(folder / source, make())
    return list(EMPTY)


def _write(path: Path, data: bytes) -> bool:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return True
