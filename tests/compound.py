"""Compound files of Office (OLE), written by hand, and mails of Outlook in them."""

import struct
from collections.abc import Mapping
from itertools import pairwise

Folder = Mapping[str, "bytes | Folder"]
_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(root: Folder) -> bytes:
    """A compound file of these streams and folders. Each stream is padded to 4096 bytes, so none is a short one."""
    entries: list[tuple[str, int, int, int, int, int]] = []  # name, kind, right, child, start, size
    sectors: list[bytes] = []
    fat: list[int] = []

    def store(data: bytes) -> int:
        start = len(sectors)
        pieces = [data[place : place + _SECTOR].ljust(_SECTOR, b"\0") for place in range(0, len(data), _SECTOR)]
        sectors.extend(pieces)
        fat.extend([*range(start + 1, start + len(pieces)), _END])
        return start

    def add(name: str, content: "bytes | Folder") -> int:
        place = len(entries)
        if isinstance(content, bytes):
            entries.append((name, 2, _FREE, _FREE, store(content.ljust(4096, b"\0")), max(len(content), 4096)))
            return place
        entries.append((name, 1 if place else 5, _FREE, _FREE, _END if not place else 0, 0))
        children = [add(inner, one) for inner, one in content.items()]
        for left, right in pairwise(children):
            entries[left] = (*entries[left][:2], right, *entries[left][3:])
        if children:
            entries[place] = (*entries[place][:3], children[0], *entries[place][4:])
        return place

    add("Root Entry", root)
    directory = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBBIII", 2 * len(name) + 2, kind, 1, _FREE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
        for name, kind, right, child, start, size in entries
    )
    directory_start = store(directory)
    count = 1
    while len(fat) + count > count * (_SECTOR // 4):
        count += 1
    fat_start = len(sectors)
    table = [*fat, *[_FAT] * count]
    table += [_FREE] * (count * (_SECTOR // 4) - len(table))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, count, directory_start, 0, 4096, _END, 0, _END, 0)
    places = [*range(fat_start, fat_start + count)]
    head += struct.pack("<109I", *places, *[_FREE] * (109 - count))
    return head + b"".join(sectors) + struct.pack(f"<{len(table)}I", *table)


def properties(head: int, texts: Mapping[int, str], blobs: Mapping[int, bytes], numbers: Mapping[int, int]) -> Folder:
    """The streams of properties of a mail or a part of it; `head`: bytes before the fixed ones."""
    streams: dict[str, bytes | Folder] = {}
    fixed = bytes(head)
    for name, text in texts.items():
        streams[f"__substg1.0_{name:04X}001F"] = text.encode("utf-16-le").ljust(4096, b"\0")
        fixed += struct.pack("<HHIII", 0x001F, name, 6, 2 * len(text) + 2, 0)
    for name, blob in blobs.items():
        streams[f"__substg1.0_{name:04X}0102"] = blob
        fixed += struct.pack("<HHIII", 0x0102, name, 6, len(blob), 0)
    for name, number in numbers.items():
        fixed += struct.pack("<HHIII", 0x0003, name, 6, number, 0)
    streams["__properties_version1.0"] = fixed
    return streams
