"""What a build found in a folder, file by file, and what makes two files the same content."""

from dataclasses import dataclass
from typing import NamedTuple

from index.formats.names import format_of
from index.language.own_date import date_in_name

LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """What a build found at `source`.

    `state` is indexed, duplicate (of the file that `reason` names), empty, left out (as what `reason` is the key of in
    `index.formats.kinds`), failed, or stale: failed, but answered from as it last could be read; `kept` is the hash of
    that content. `sha256` is "" where nothing could be read.
    """

    source: str
    sha256: str
    state: str
    reason: str = ""
    kept: str = ""

    @property
    def answers(self) -> bool:
        """Whether there is content of it that is answered from."""
        return self.state in ("indexed", "duplicate", "stale")

    @property
    def content(self) -> str:
        """The hash of the content that is answered from, if there is any."""
        return self.kept or self.sha256

    @property
    def key(self) -> "Key":
        """Of the content that is answered from, if there is any."""
        return key_of(self.source, self.content)


class Key(NamedTuple):
    """Content that reads the same: equal bytes, of the same format, and with the same date in the file's name."""

    sha256: str
    format: str
    dated: str = ""


def key_of(source: str, sha256: str) -> Key:
    """The key of a file with these bytes."""
    return Key(sha256, format_of(source), date_in_name(source))
