"""The smallest old Office files: a compound file of streams, a Word document and a presentation within one."""

import struct
from collections.abc import Mapping, Sequence
from types import MappingProxyType

_SECTOR = 512
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
ENCRYPTED = 0x100  # a flag of a Word document
_LEAST = 4096  # bytes: shorter streams would lie elsewhere


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (OLE 2) of streams, each filled up with zeros to 4096 bytes."""
    names = sorted(streams, key=lambda name: (len(name), name.upper()))
    sectors = b""
    chain: list[int] = []
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    for place, name in enumerate(names, 1):
        data = streams[name].ljust(_LEAST, b"\0")
        data += bytes(-len(data) % _SECTOR)
        first, count = len(chain), len(data) // _SECTOR
        chain += [*range(first + 1, first + count), _END]
        sectors += data
        entries.append(_entry(name, 2, first, len(data), right=place + 1 if place < len(names) else _FREE))
    entries += [bytes(68) + struct.pack("<III", _FREE, _FREE, _FREE) + bytes(48)] * (-len(entries) % 4)
    directory, count = len(chain), len(entries) // 4
    chain += [*range(directory + 1, directory + count), _END]
    table = len(chain)
    size = 1
    while (table + size) * 4 > size * _SECTOR:
        size += 1
    chain += [_TABLE] * size
    chain += [_FREE] * (size * _SECTOR // 4 - len(chain))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, size, directory, 0, _LEAST, _END, 0, _END, 0)
    places = [*range(table, table + size)]
    header += struct.pack("<109I", *places, *[_FREE] * (109 - len(places)))
    return header + sectors + b"".join(entries) + struct.pack(f"<{len(chain)}I", *chain)


def _entry(name: str, kind: int, start: int, size: int, right: int = _FREE, child: int = _FREE) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBB", len(encoded), kind, 1)
        + struct.pack("<III", _FREE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


HEADERS, COMMENTS, BOXES = 0x54, 0x5C, 0x64
"""Where the head of a Word document tells how long these texts are."""


def doc(text: str, flags: int = 0, beside: Mapping[int, str] = MappingProxyType({})) -> bytes:
    """A Word 97 document of paragraphs that end in newlines. `flags` of its head, such as `ENCRYPTED`.

    `beside`: the text that stands beside the document's own, by `HEADERS`, `COMMENTS` and `BOXES` in this order.
    """
    body = "".join((text, *beside.values())).replace("\n", "\r").encode("utf-16-le")
    start = 2048
    head = bytearray(start)
    struct.pack_into("<HHHHHHH", head, 0, 0xA5EC, 0xC1, 0, 0x409, 0, 0x200 | flags, 0xBF)
    struct.pack_into("<II", head, 0x18, start, start + len(body))
    struct.pack_into("<H", head, 0x20, 14)
    struct.pack_into("<H", head, 0x3E, 22)
    struct.pack_into("<II", head, 0x40, start + len(body), 0)
    struct.pack_into("<I", head, 0x4C, len(text))
    for place, part in beside.items():
        struct.pack_into("<I", head, place, len(part))
    struct.pack_into("<H", head, 0x98, 0x5D)
    pieces = struct.pack("<II", 0, len(body) // 2) + struct.pack("<HIH", 0, start, 0)
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    struct.pack_into("<II", head, 0x1A2, 0, len(clx))
    return ole({"WordDocument": bytes(head) + body, "1Table": clx})


def ppt(slides: Sequence[Sequence[str]]) -> bytes:
    """A presentation (PowerPoint 97) of slides, each a title and other texts."""

    def record(kind: int, data: bytes, instance: int = 0, version: int = 0) -> bytes:
        return struct.pack("<HHI", instance << 4 | version, kind, len(data)) + data

    texts, containers = b"", []
    for number, slide in enumerate(slides):
        texts += record(1011, struct.pack("<IIIII", number + 2, 4, len(slide), 256 + number, 0))
        for place, text in enumerate(slide):
            texts += record(3999, struct.pack("<I", 0 if place == 0 else 1)) + record(4000, text.encode("utf-16-le"))
        containers.append(record(1006, record(1007, bytes(24), version=2), version=15))
    document = record(
        1000, record(1001, bytes(40), version=1) + record(4080, texts, version=15) + record(1002, b""), version=15
    )
    stream, places = b"", []
    for part in (document, *containers):
        places.append(len(stream))
        stream += part
    directory = len(stream)
    stream += record(6002, struct.pack("<I", len(places) << 20 | 1) + struct.pack(f"<{len(places)}I", *places))
    edit = len(stream)
    stream += record(4085, struct.pack("<IIIIIII", 256, 0x03000000, 0, directory, 1, len(places) + 1, 1))
    user = record(4086, struct.pack("<IIIHHBBH", 20, 0xE391C05F, edit, 0, 0x3F4, 3, 0, 0) + struct.pack("<I", 8))
    return ole({"PowerPoint Document": stream, "Current User": user})


def xls(sheets: Mapping[str, Sequence[Sequence[str | float]]], hidden: str = "", extra: bytes = b"") -> bytes:
    """A workbook of Excel 97; `hidden` names a hidden sheet, `extra` are records of every sheet."""
    start = record(0x809, struct.pack("<HHHHII", 0x600, 0x5, 0, 0, 0, 6))
    heads = [name.encode("utf-16-le") for name in sheets]
    place = len(start) + sum(12 + len(head) for head in heads) + 4
    bounds, bodies = b"", b""
    for name, head in zip(sheets, heads, strict=True):
        bounds += record(0x85, struct.pack("<IBBBB", place + len(bodies), name == hidden, 0, len(name), 1) + head)
        bodies += record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
        for row, cells in enumerate(sheets[name]):
            for column, cell in enumerate(cells):
                where = struct.pack("<HHH", row, column, 0)
                if isinstance(cell, str):
                    text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
                    bodies += record(0x204, where + text)
                else:
                    bodies += record(0x203, where + struct.pack("<d", cell))
        bodies += extra + record(0x0A)
    return ole({"Workbook": start + bounds + record(0x0A) + bodies})


def record(kind: int, body: bytes = b"") -> bytes:
    """A record of a workbook."""
    return struct.pack("<HH", kind, len(body)) + body
