"""Zip containers (documents, archives), checked before any parser opens them. Owns zipfile and defusedxml; of lxml it
uses what reads XML piece by piece.

A file of 500 KB can unpack to gigabytes, and XML can define entities that multiply or that name other files: both
are refused here, whatever the parsers behind would do.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from index.errors import LoadError

MOST_BYTES = 300_000_000  # unpacked, all entries together
_MOST_ENTRY = 150_000_000
_MOST_ENTRIES = 10_000
_MOST_RATIO = 200  # of an entry larger than this:
_LARGE_ENTRY = 10_000_000
_BLOCK = 1 << 16
_MARKERS = {  # what a container of each format holds, and no other does
    ".docx": "word/",
    ".pptx": "ppt/",
    ".xlsx": "xl/",
    ".odt": "content.xml",
    ".ods": "content.xml",
    ".odp": "content.xml",
    ".epub": "META-INF/container.xml",
}
_OPEN = {  # what OpenDocument says of itself
    f"application/vnd.oasis.opendocument.{name}".encode(): kind
    for name, kind in (("text", ".odt"), ("spreadsheet", ".ods"), ("presentation", ".odp"), ("graphics", ".odg"))
}
_ZIP = b"PK\x03\x04"
_OFFICE = (".docx", ".ods", ".pptx", ".xlsx")  # read by libraries that parse XML in ways of their own
_ENTITY = tuple("<!ENTITY".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_ATTACK = "its XML defines entities, which no document needs and attacks use; save it again"
_OTHER_ENCODING = (  # of "<?xm" and of a byte order mark
    *("<?xm".encode(encoding) for encoding in ("utf-32-le", "utf-32-be", "cp037")),
    b"\xff\xfe\0\0",
    b"\0\0\xfe\xff",
)
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_ENCODINGS = frozenset({b"utf-8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"})
_TITLE = "{http://purl.org/dc/elements/1.1/}title"


class Container:
    """A zip file that has passed the checks. Raises `LoadError` with the reason if it does not."""

    def __init__(self, data: bytes, kind: str) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            self.names = frozenset(self._zip.namelist())
            _check_directory(self._zip.infolist())
            for entry in self._zip.infolist():
                _check_entry(self._zip, entry, scan=kind in _OFFICE)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
            # zipfile raises NotImplementedError over a compression that it does not know
            if data.startswith(_ZIP):
                raise LoadError("it is damaged: it is cut short or altered; get it or save it again") from error
            raise LoadError(f"it is not a {kind} file; save it as one") from error
        if kind in _MARKERS and not _holds(self.names, _MARKERS[kind]):
            raise LoadError(f"it is really a zip file, not {kind}; save it as {kind} again")

    def read(self, name: str) -> bytes:
        """The bytes of an entry, "" for none of that name."""
        return self._zip.read(name) if name in self.names else b""

    def size(self, name: str) -> int:
        """How many bytes an entry says it unpacks to."""
        return self._zip.getinfo(name).file_size

    def xml(self, name: str) -> Element:
        """The root element of an entry; an empty one if there is no such entry."""
        from defusedxml import DefusedXmlException
        from defusedxml.ElementTree import fromstring

        try:
            return fromstring(data) if (data := self.read(name)) else Element("none")
        except DefusedXmlException as error:
            raise LoadError(_ATTACK) from error

    def each(self, name: str, tags: Sequence[str]) -> Iterator[Any]:
        """The elements of an entry that have one of these names, in any namespace, without keeping the tree.

        For entries too large for `xml`. Raises `ParseError` where the entry is damaged, after all before it.
        """
        from lxml import etree

        if name not in self.names:
            return
        with self._zip.open(name) as file:
            safe = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": True}
            try:
                for _, element in etree.iterparse(file, tag=[f"{{*}}{tag}" for tag in tags], **safe):
                    yield element
                    element.clear(keep_tail=False)
                    parent = element.getparent()
                    while parent is not None and parent[0] is not element:
                        del parent[0]
            except etree.XMLSyntaxError as error:
                raise ParseError(str(error)) from error

    def title(self, name: str = "docProps/core.xml") -> str | None:
        """The title in the metadata of a document, which are in the entry `name`."""
        return self.xml(name).findtext(f".//{_TITLE}")


def container_kind(data: bytes, kind: str) -> str:
    """The format of the document that a zip file is: `kind` if it can be, "" if it is none, or damaged."""
    with suppress(zipfile.BadZipFile, OSError, NotImplementedError, ValueError), zipfile.ZipFile(BytesIO(data)) as file:
        names = frozenset(file.namelist())
        found = [kind for kind, marker in _MARKERS.items() if _holds(names, marker)]
        if kind in found:
            return kind
        if "mimetype" in names and (open_format := _OPEN.get(file.open("mimetype").read(100).strip())):
            return open_format
        return found[0] if found else ""
    return ""


def _holds(names: frozenset[str], marker: str) -> bool:
    return any(name == marker or (marker.endswith("/") and name.startswith(marker)) for name in names)


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    """What the list of entries says of itself. `zipfile` never unpacks more of an entry than its size listed here."""
    if len(entries) > _MOST_ENTRIES:
        raise LoadError(f"it holds more than {_MOST_ENTRIES:,} parts, which no document needs; save it again")
    for entry in entries:
        if entry.flag_bits & 1:
            raise LoadError("it is protected by a password; save it without one")
        if entry.filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", entry.filename):
            raise LoadError(f"it is damaged: a part is named {entry.filename[:60]!r}; save it again")
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > _MOST_ENTRY or (entry.file_size > _LARGE_ENTRY and ratio > _MOST_RATIO):
            size = entry.file_size // 1_000_000
            raise LoadError(f"it unpacks to {size:,} MB in one part, which looks like an attack; save it again")
    total = sum(entry.file_size for entry in entries)
    if total > MOST_BYTES:
        raise LoadError(f"it unpacks to {total // 1_000_000:,} MB, more than {MOST_BYTES // 1_000_000}; split it")


def _check_entry(container: zipfile.ZipFile, entry: zipfile.ZipInfo, scan: bool) -> None:
    """Unpacks an entry block by block, keeping nothing, to see that its checksum is right.

    `scan`: and that it defines no entities; every entry is scanned, as a part that is XML may have any name.
    """
    overlap = b""
    with container.open(entry) as file:
        while block := file.read(_BLOCK):
            if scan and not overlap:
                _check_encoding(block[:200])
            if scan and any(mark in overlap + block for mark in _ENTITY):
                raise LoadError(_ATTACK)
            overlap = block[-32:]


def _check_encoding(head: bytes) -> None:
    """Refuses encodings that would hide a definition of entities; the formats' standards allow no others."""
    declared = _DECLARED.search(head)
    unended = head.lstrip().startswith(b"<?xml") and b"?>" not in head  # what it declares may be further on
    if unended or head.startswith(_OTHER_ENCODING) or (declared and declared.group(1).lower() not in _ENCODINGS):
        raise LoadError("its XML is in an encoding that its format does not allow; save it again")
