"""Remembers content hashes by size, times and place of a file, so that what has not been touched need not be read.

A cache beside the generations, as git's index is: without it, or if it is damaged, files are read and hashed again.
"""

import json
import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Self

from index.disk import write_whole
from index.formats.names import format_of
from index.reading.folder import MAX_BYTES, status

_FRESH = 0.05  # seconds: a file may change again within one tick of its file system's clock ...
_FRESH_ON_COARSE = 2.5  # ... which is as long as this where it counts whole seconds
_SECOND = 1_000_000_000


class Stamps:
    """The hashes of files of one folder. Not for use from several threads."""

    def __init__(self, path: Path, root: Path, known: dict[str, str] | None = None) -> None:
        self._path = path
        self._root = str(root.resolve())
        self._known = known  # by source: the stamp and the hash, a space between
        self._noted: dict[str, str] = {}

    @classmethod
    def load(cls, index_dir: Path, root: Path) -> Self:
        """Those kept with an index, none if they are of another folder."""
        path = index_dir / "stamps.json"
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            kept = json.loads(path.read_text(encoding="utf-8"))
            if kept["root"] == str(root.resolve()) and {*map(type, kept["files"].values())} <= {str}:
                return cls(path, root, kept["files"])
        return cls(path, root)

    def sha256(self, source: str, status: os.stat_result | None) -> str | None:
        """The hash noted for the file when it had this status, which is saved again; None if it has to be read."""
        noted = self._known.get(source) if self._known else None
        if status is None or noted is None or not noted.startswith(f"{stamp(status)} "):
            return None
        self._noted[source] = noted
        return noted.rpartition(" ")[2]

    def noted(self, source: str) -> str:
        """The hash that the file had when one was kept, "" if none was."""
        return ((self._known or {}).get(source) or "").rpartition(" ")[2]

    def unknown(self, root: Path, sources: Iterable[str]) -> dict[str, int]:
        """The files that have to be read, and their sizes."""
        sizes = ((source, self.bytes_to_read(source, status(root, source))) for source in sources)
        return {source: size for source, size in sizes if size}

    def bytes_to_read(self, source: str, status: os.stat_result | None) -> int:
        """The size of a file; 0 if its hash is known, or if it is not read for its type or its size."""
        if status is None or not format_of(source) or status.st_size > MAX_BYTES or self.sha256(source, status):
            return 0
        return status.st_size

    def note(self, source: str, status: os.stat_result | None, sha256: str) -> None:
        """Keeps the hash of a file whose status was read before its content, unless that was changed a moment ago: then
        it is read once more the next time."""
        if status is not None and is_settled(status):
            self._noted[source] = f"{stamp(status)} {sha256}"

    def save(self) -> None:
        """Keeps what was noted or confirmed, in place of what was kept before, and the folder's name if nothing was.
        Failing is no error: it is a cache."""
        if self._noted != self._known:
            with suppress(OSError):
                write_whole(self._path, json.dumps({"root": self._root, "files": self._noted}))


def stamped_root(index_dir: Path) -> str:
    """The folder whose files are noted; "" if there is no telling."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        return str(json.loads((index_dir / "stamps.json").read_text(encoding="utf-8"))["root"])
    return ""


def stamp(status: os.stat_result) -> str:
    """What is another as soon as a file is another, or was touched."""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"


def is_settled(status: os.stat_result) -> bool:
    """Whether a file that is changed from now on has other times. One that was changed a moment ago may be changed
    again without its times telling."""
    fresh = _FRESH if status.st_mtime_ns % _SECOND else _FRESH_ON_COARSE
    return time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) > fresh * _SECOND
