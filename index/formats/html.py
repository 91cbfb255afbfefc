"""HTML to text: headings, paragraphs, lists and tables; no scripts, navigation or hidden parts. Owns lxml.

Word documents and the chapters of e-books come through here too.
"""

import re
from collections.abc import Iterator
from itertools import count, repeat
from typing import Any

from index.errors import LoadError
from index.formats.text import decode
from index.formats.writer import Content, Writer
from index.language.tidy import one_line

_DROPPED = frozenset(
    """script style template noscript nav iframe object applet audio video canvas svg math button select datalist input
    textarea head meta link dialog""".split()
)
_INLINE = frozenset(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark meter output progress q rp rt
    ruby s samp small span strike strong sub sup time tt u var wbr img""".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ANCHORS = frozenset("↑ ↩ ↩︎ ^ § ¶ # 🔗".split())
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_CODE = re.compile(r"\b(?:code|highlight|language|lang|source|prettyprint|brush)", re.IGNORECASE)
_TAG = re.compile(r"<(?:!doctype|[a-z][a-z0-9]*)\b[^<>]*>", re.IGNORECASE)
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_HEAD = 4096  # bytes: where a page declares its encoding
_MOST_SPAN = 50  # columns or rows: a cell that claims to span more is wrong, or means harm
_WESTERN = frozenset("iso-8859-1 latin1 latin-1 us-ascii ascii windows-1252 cp1252 utf-8 utf8".split())


def read_html(data: bytes) -> Content:
    """Its `<title>` is the title; else the first heading."""
    text = decode_html(data)
    if text.strip() and not _TAG.search(text):
        raise LoadError("it holds no HTML; if it is plain text, rename it to .txt")
    writer = Writer()
    title = write_html(writer, text)
    return writer.titled(title)


def write_html(writer: Writer, text: str) -> str | None:
    """Writes the readable text of an HTML page or fragment; returns its `<title>`."""
    from lxml import etree, html  # slow to load: a folder of plain text does without

    # With huge_tree pages may be nested 2048 deep instead of 256, which unclosed tags of old mails do reach.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(text.encode(errors="replace"), parser=parser)
    except etree.ParserError:  # nothing but comments or spaces
        return None
    if any("xcessive depth" in error.message for error in parser.error_log):
        raise LoadError("it is damaged: its HTML is nested too deeply; save it again")
    title: str | None = root.findtext(".//head/title")
    for element in list(root.iter()):
        if element.getparent() is not None and _is_noise(element):
            element.drop_tree()  # keeps the text that follows it
    body = root if root.find("body") is None else root.find("body")
    _Walk(writer).write(body)
    return title


def decode_html(data: bytes) -> str:
    """Bytes as browsers read them, except that UTF-8 is believed over a declared Latin-1: no other text is both."""
    declared = _CHARSET.search(data[:_HEAD])
    name = declared.group(1).decode("ascii", "replace").lower() if declared else "utf-8"
    if name in _WESTERN or data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return decode(data)
    try:
        return data.decode(name)
    except (LookupError, UnicodeError):
        return decode(data)


def _is_noise(element: Any) -> bool:
    if element.tag in _DROPPED or element.get("hidden") is not None:
        return True
    if element.get("aria-hidden") == "true" or element.get("role") == "navigation":
        return True
    if element.tag in ("sup", "a"):  # the mark of a footnote, the way back from the note, a heading's own link
        text, links = "".join(element.itertext()).strip(), [element, *element.iter("a")]
        internal = any((link.get("href") or "").startswith("#") for link in links)
        return internal and (element.tag == "sup" or text in _ANCHORS)
    return bool(_HIDDEN.search(element.get("style") or ""))


class _Walk:
    """One pass over the elements without recursion, as pages may be nested deeper than Python's stack."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._inline: list[str] = []
        self._level = 0  # of the heading that is open
        self._lists: list[Iterator[str]] = []  # the marks that are to come in each open list
        self._mark: str | None = None  # of the item that is open: None outside of lists, "" after its first block
        self._preformatted = 0
        self._code = False  # whether what is preformatted is code

    def write(self, body: Any) -> None:
        from lxml import etree

        walker = etree.iterwalk(body, events=("start", "end"))
        for event, element in walker:
            if event == "start":
                self._start(element)
                if element.tag == "table" and (rows := _data_rows(element)) is not None:
                    self._writer.table(rows, headed=_is_headed(element))
                    self._writer.end_list()
                    walker.skip_subtree()
                else:
                    self._text(element.text)
            else:
                self._end(element)
                if element is not body:
                    self._text(element.tail)
        self._flush()

    def _text(self, text: str | None) -> None:
        if text:
            self._inline.append(text if self._preformatted else re.sub(r"\s+", " ", text))

    def _start(self, element: Any) -> None:
        if element.tag == "br":
            self._inline.append("\n")
        elif element.tag not in _INLINE:
            self._flush()
        if element.tag == "ol":
            self._lists.append(f"{number}." for number in count(_number(element.get("start"))))
        elif element.tag in ("ul", "menu"):
            self._lists.append(repeat("-"))
        elif element.tag == "li":
            if not self._lists:
                self._lists.append(repeat("-"))
            self._mark = next(self._lists[-1])
        elif element.tag == "pre":
            self._preformatted += 1
            self._code = _is_code(element)
        self._level = _HEADINGS.get(element.tag, self._level)

    def _end(self, element: Any) -> None:
        if element.tag not in _INLINE and element.tag != "br":
            self._flush()
        if element.tag in ("ul", "ol", "menu") and self._lists:
            self._lists.pop()
            self._mark = "" if self._lists else None
            if not self._lists:
                self._writer.end_list()
        elif element.tag == "li":
            self._mark = "" if len(self._lists) > 1 else None
        elif element.tag == "pre":
            self._preformatted -= 1
        if element.tag in _HEADINGS:
            self._level = 0

    def _flush(self) -> None:
        text, self._inline = "".join(self._inline), []
        if not text.strip():
            return
        if self._preformatted and self._code:
            self._writer.code(text)
        elif self._level:
            self._writer.heading(text, self._level)
        elif self._mark is not None and self._lists:
            self._writer.item(text, len(self._lists) - 1, self._mark)
            self._mark = ""
        else:
            self._writer.paragraph(text if self._preformatted else re.sub(r" *\n *", "\n", text))


def _is_code(pre: Any) -> bool:
    """Whether preformatted text is code; old pages have prose in it too."""
    return pre.find(".//code") is not None or bool(_CODE.search(f"{pre.get('class')} {pre.getparent().get('class')}"))


def _data_rows(table: Any) -> list[list[str]] | None:
    """The cells of a table, each row as wide as its spans say; None if the table only lays a page out."""
    if next(table.iterdescendants("table", *_HEADINGS), None) is not None:
        return None
    rows: list[list[str]] = []
    held: dict[int, tuple[int, str]] = {}  # column: how many more rows the cell above reaches into, and its text
    for tr in table.iter("tr"):
        row: list[str] = []
        for cell in (*tr.iterchildren("td", "th"), None):
            while len(row) in held:
                left, text = held.pop(len(row))
                if left > 1:
                    held[len(row)] = left - 1, text
                row.append(text)
            if cell is None:
                break
            text, down = _flat(cell), min(_number(cell.get("rowspan")), _MOST_SPAN)
            for place in range(min(_number(cell.get("colspan")), _MOST_SPAN)):
                if down > 1:
                    held[len(row)] = down - 1, text if place == 0 or cell.tag == "th" else ""
                row.append(text if place == 0 or cell.tag == "th" else "")
        rows.append(row)
    caption = table.find("caption")
    if max(map(len, rows), default=0) < 2:
        return None
    return rows if caption is None else [[_flat(caption)], [], *rows]


def _is_headed(table: Any) -> bool:
    """Whether the first row has nothing but cells that are marked as names of columns."""
    first = next(table.iter("tr"), None)
    return first is not None and len(first) > 1 and all(cell.tag == "th" for cell in first)


def _flat(element: Any) -> str:
    """The text of an element on one line, with a space where a block in it begins or ends."""
    from lxml import etree

    parts = []
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        text = inner.text if event == "start" else inner.tail if inner is not element else None
        parts += ["" if inner.tag in _INLINE else " ", text or ""]
    return one_line("".join(parts))


def _number(text: str | None) -> int:
    """A number that counts from 1, which it is where none is stated."""
    return max(int(text), 1) if text and re.fullmatch(r"\d{1,6}", text.strip()) else 1
