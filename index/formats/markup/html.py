"""HTML to text: headings, paragraphs, lists, tables, filled forms; no scripts, furniture or what is hidden for good.

`index.formats.markup` makes a page ready; here it is walked through once. The chapters of e-books and the bodies of
mails come through here too.
"""

import re
from collections.abc import Iterator
from itertools import count, repeat
from typing import Any

from index.errors import LoadError
from index.formats.markup.data import PageData
from index.formats.markup.fields import fill_in
from index.formats.markup.inline import (
    count_embedded,
    read_pictures,
    set_raised,
    strike_out,
    write_addresses,
    write_formulas,
)
from index.formats.markup.noise import drop_noise
from index.formats.markup.tables import write_table, write_terms
from index.formats.markup.tree import HEADINGS, INLINE, number, parse, walk, words_of
from index.formats.text import Decoded, decoded
from index.formats.writer import Content, Writer

_CODE = re.compile(r"\b(?:code|highlight|language|lang|source|prettyprint|brush)", re.IGNORECASE)
_TAG = re.compile(r"<(?:!doctype|[a-z][a-z0-9]*)\b[^<>]*>", re.IGNORECASE)
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)")
_HEAD = 4096  # bytes: where a page declares its encoding
_WESTERN = frozenset("iso-8859-1 latin1 latin-1 us-ascii ascii windows-1252 cp1252 utf-8 utf8".split())
_MOST_QUOTES = 8  # levels of quotes in quotes that are told apart
_SCRIPTED = 60  # characters: a page made by scripts has no more text without them


def read_html(data: bytes) -> Content:
    """Its `<title>` is the title; else the first heading."""
    text, damage = decoded_html(data)
    if text.strip() and not _TAG.search(text):
        raise LoadError("it holds no HTML; if it is plain text, rename it to .txt")
    writer = Writer()
    writer.omit(damage)
    title = write_html(writer, text)
    return writer.titled(title)


def write_html(writer: Writer, text: str, marks_quotes: bool = False) -> str | None:
    """Writes the readable text of an HTML page or fragment; returns its `<title>`.

    `marks_quotes`: each line of a quote begins with `> `, as in plain mails.
    """
    root = parse(text)
    if root is None:
        return None
    held = list(root.iter())  # or lxml would make its objects anew in each pass
    title: str | None = root.findtext(".//head/title")
    base, data, is_scripted = _base(root, text[:_HEAD]), PageData(root), _is_scripted(root)
    body = root if root.find("body") is None else root.find("body")
    _include_frames(root)
    write_formulas(root)
    drop_noise(root, writer)
    strike_out(root, writer)
    set_raised(root)
    fill_in(root, writer)
    count_embedded(root, writer)
    read_pictures(root, writer)
    write_addresses(root, base)
    words = words_of(body)
    if is_scripted and len(words) < _SCRIPTED:
        writer.omit("what its scripts would show; open it in a browser and save it as PDF")
    _Walk(writer, marks_quotes).write(body)
    data.write(writer, words)
    held.clear()
    return title


def decoded_html(data: bytes) -> Decoded:
    """Bytes as browsers read them, except that UTF-8 is believed over a declared Latin-1: no other text is both."""
    declared = _CHARSET.search(data[:_HEAD])
    name = declared.group(1).decode("ascii", "replace").lower() if declared else "utf-8"
    if name in _WESTERN or data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return decoded(data)
    try:
        return Decoded(data.decode(name))
    except (LookupError, UnicodeError):
        return decoded(data)


def _base(root: Any, head: str) -> str:
    """The address that a page's links start from, "" if it doesn't say."""
    stated = [
        *(base.get("href") for base in root.iter("base")),
        *(link.get("href") for link in root.iter("link") if link.get("rel") == "canonical"),
        *(meta.get("content") for meta in root.iter("meta") if meta.get("property") == "og:url"),
        *_SAVED_FROM.findall(head),
    ]
    return next((address for address in stated if address and re.match("https?://", address)), "")


def _is_scripted(root: Any) -> bool:
    """Whether scripts are to fill an empty part of the page."""
    return next(root.iter("script"), None) is not None and any(
        len(part) == 0 and not (part.text or "").strip() for part in root.iter("div", "main", "section")
    )


def _include_frames(root: Any) -> None:
    """Sets pages that are written out within the page in their place."""
    for frame in list(root.iter("iframe")):
        inner = parse(frame.get("srcdoc") or "")
        if inner is not None and (body := inner.find("body")) is not None:
            body.tag, body.tail = "div", frame.tail
            frame.getparent().replace(frame, body)


class _Walk:
    """One pass over the elements without recursion, as pages may be nested deeper than Python's stack."""

    def __init__(self, writer: Writer, marks_quotes: bool) -> None:
        self._writer = writer
        self._quoting: list[Writer] = []  # the writers of what lies around the quotes that are open
        self._most_quotes = _MOST_QUOTES if marks_quotes else 0
        self._quotes = 0  # that are open
        self._inline: list[str] = []
        self._level = 0  # of the heading that is open
        self._lists: list[Iterator[str]] = []  # the marks that are to come in each open list
        self._mark: str | None = None  # of the item that is open: None outside of lists, "" after its first block
        self._preformatted = 0
        self._code = False  # whether what is preformatted is code

    def write(self, body: Any) -> None:
        walker = walk(body)
        for event, element in walker:
            if event == "start":
                self._start(element)
                if (element.tag == "table" and write_table(self._writer, element)) or (
                    element.tag == "dl" and write_terms(self._writer, element)
                ):
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
        elif element.tag not in INLINE:
            self._flush()
        if element.tag == "ol":
            self._lists.append(f"{place}." for place in count(number(element.get("start"))))
        elif element.tag in ("ul", "menu"):
            self._lists.append(repeat("-"))
        elif element.tag == "li":
            if not self._lists:
                self._lists.append(repeat("-"))
            self._mark = next(self._lists[-1])
        elif element.tag == "pre":
            self._preformatted += 1
            self._code = _is_code(element)
        elif element.tag == "blockquote":
            self._quotes += 1
            if self._quotes <= self._most_quotes:
                self._quoting.append(self._writer)
                self._writer = Writer()
        self._level = HEADINGS.get(element.tag, self._level)

    def _end(self, element: Any) -> None:
        if element.tag not in INLINE and element.tag != "br":
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
        elif element.tag == "blockquote":
            if self._quotes <= self._most_quotes:
                quote, self._writer = self._writer.content(), self._quoting.pop()
                self._writer.paragraph("\n".join(f"> {line}" for line in quote.text.split("\n")))
            self._quotes -= 1
        if element.tag in HEADINGS:
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
