"""Zip archives of documents: what is inside is read as attachments are, a few files; a large one is to be unpacked.

A citation of it names the archive and, as its heading, the file; pages are lost. So unpacking it is better, and said.
"""

from collections import Counter

from index.errors import LoadError
from index.formats import kinds
from index.formats.attached import MOST, MOST_BYTES
from index.formats.writer import Content, counted
from index.formats.zip import Container

_REMEDY = "unpack the archive into the folder"


def read_archive(data: bytes) -> Content:
    """The files of a zip archive as attachments, in order of their names. Raises `LoadError` if it holds none to read.

    Clutter and what is no document is counted; archives inside it are not opened.
    """
    container = Container(data, ".zip")
    left_out: Counter[str] = Counter()
    attached: list[tuple[str, bytes]] = []
    size = more = 0
    for name in sorted(container.names):
        if name.endswith("/"):
            continue
        if kind := _no_document(name):
            left_out[kind.key] += 1
        elif len(attached) >= MOST or size + container.size(name) > MOST_BYTES:
            more += 1
        else:
            attached.append((name, container.read(name)))
            size += len(attached[-1][1])
    if not attached:
        raise LoadError(f"it is an archive without documents ({kinds.told(left_out) or 'it is empty'}); {_REMEDY}")
    notes = [f"{kinds.told(left_out)} inside" if left_out else ""]
    notes.append(f"{counted(more, 'more file')} inside, as there are too many: {_REMEDY}" if more else "")
    return Content("", omissions=tuple(filter(None, notes)), attached=tuple(attached))


def _no_document(name: str) -> kinds.Kind | None:
    *folders, last = name.replace("\\", "/").split("/")
    kind = next(filter(None, map(kinds.of_folder, folders)), None) or kinds.by_name(last) or kinds.by_ending(last)
    return kind if kind and not kind.remedy else None
