"""Remembers which files of an index were found to be what was written, so that a file is hashed once on each host."""

import json
import os
import platform
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from index.disk import write_whole
from index.reading.stamps import is_settled, stamp


class Verified:
    """The files of one index that were verified on this host, by their paths there. A cache: without it, or if it is
    damaged, they are hashed again. Not for use from several threads."""

    def __init__(self, index_dir: Path) -> None:
        self._index_dir = index_dir
        self._path = index_dir / "verified.json"
        self._host = platform.node()
        self._known: dict[str, dict[str, str]] = {}
        with suppress(OSError, ValueError, AttributeError, TypeError):
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            self._known = {host: {**files} for host, files in kept.items()}
        self._noted: dict[str, str] = {}

    def holds(self, path: Path, status: os.stat_result) -> bool:
        """Whether the file was verified as it is now."""
        name = path.relative_to(self._index_dir).as_posix()
        if self._known.get(self._host, {}).get(name) != stamp(status):
            return False
        self._noted[name] = stamp(status)
        return True

    def note(self, path: Path, status: os.stat_result) -> None:
        """The file was verified; its status was read before."""
        if is_settled(status):
            self._noted[path.relative_to(self._index_dir).as_posix()] = stamp(status)

    def save(self) -> None:
        """Keeps what was noted or confirmed, in place of what was kept before. Failing is no error."""
        if self._noted != self._known.get(self._host):
            kept: Mapping[str, Any] = {**self._known, self._host: self._noted}
            with suppress(OSError):
                write_whole(self._path, json.dumps(kept, indent=1))
