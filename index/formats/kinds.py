"""What files and folders are that no reader reads: pictures, programs, caches, documents of other programs. Pure.

A kind with a remedy holds what people ask about: it is a failure, with the way out. Any other is left out and counted.
The table is `kinds.toml`.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from fnmatch import translate
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from index.formats.writer import counted

ARCHIVES, OLD_OFFICE, UNKNOWN = "archives", "old_office", "unknown"
_FILE = Path(__file__).with_suffix(".toml")


class Kind(NamedTuple):
    """Its `key` in the table and in reports, what one and many of it are called, and how to have one read, or ""."""

    key: str
    one: str
    many: str
    remedy: str

    @property
    def reason(self) -> str:
        """Why a file of this kind is not read."""
        what = f"it is {'an' if self.one[0] in 'aeiou' else 'a'} {self.one}"
        return f"{what}; {self.remedy}" if self.remedy else f"{what}, not a document"


def by_key(key: str) -> Kind:
    """The kind of that key in the table."""
    return _table()[key]


def by_name(name: str) -> Kind | None:
    """The kind of a file that is told by the whole name, such as Thumbs.db, whatever reader its ending has."""
    match = _names().fullmatch(name)
    return _table()[match.lastgroup] if match and match.lastgroup else None


def by_ending(name: str) -> Kind | None:
    """The kind of a file whose ending no reader has.

    >>> by_ending("a/Photo.JPG").many, by_ending("notes.xyz")
    ('pictures', None)
    """
    return _endings().get(ending(name).removeprefix("."))


def ending(name: str) -> str:
    """That of a file's name in small letters, with its stop, "" for none; as `PurePath.suffix`, which takes longer.

    >>> ending("a.b/Photo.JPG"), ending("a.b/.profile"), ending("a."), ending("x.d/")
    ('.jpg', '', '', '.d')
    """
    name = name.rstrip("/").rpartition("/")[2]
    at = name.rfind(".")
    return name[at:].lower() if 0 < at < len(name) - 1 else ""


def by_bytes(head: bytes) -> Kind | None:
    """The kind of a file that is no text, by how it begins."""
    return next((kind for place, magic, kind in _magic() if head.startswith(magic, place)), None)


def of_folder(name: str) -> Kind | None:
    """The kind of a folder that is left out, with all in it, for its name."""
    match = _folders().fullmatch(name)
    return _table()[match.lastgroup] if match and match.lastgroup else None


def of_content(names: Iterable[str]) -> Kind | None:
    """The kind of a folder that is left out for a file in it, by the names of its files."""
    markers = _markers()
    return next((markers[name] for name in names if name in markers), None)


def told(left_out: Mapping[str, int]) -> str:
    """What was left out, the most first: `31 pictures, 2 videos`. The counts are by key."""
    most_first = sorted(left_out.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(counted(count, by_key(key).one, by_key(key).many) for key, count in most_first)


@cache
def _rows() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _table() -> Mapping[str, Kind]:
    return {key: Kind(key, row["one"], row["many"], row.get("remedy", "")) for key, row in _rows().items()}


@cache
def _endings() -> Mapping[str, Kind]:
    return {ending: _table()[key] for key, row in _rows().items() for ending in row.get("endings", "").split()}


@cache
def _names() -> re.Pattern[str]:
    return _any_of({key: row["names"].split() for key, row in _rows().items() if "names" in row})


@cache
def _folders() -> re.Pattern[str]:
    return _any_of({key: row["folders"] for key, row in _rows().items() if "folders" in row})


def _any_of(patterns: Mapping[str, Iterable[str]]) -> re.Pattern[str]:
    """Matches a name that any of the patterns does; the last group is named after its key."""
    groups = (f"(?P<{key}>{'|'.join(map(translate, some))})" for key, some in patterns.items())
    return re.compile("|".join(groups), re.IGNORECASE)


@cache
def _markers() -> Mapping[str, Kind]:
    return {name: _table()[key] for key, row in _rows().items() for name in row.get("holding", ())}


@cache
def _magic() -> list[tuple[int, bytes, Kind]]:
    """Places, bytes and kinds, the longest first: videos begin like some pictures."""
    found = []
    for key, row in _rows().items():
        for text in row.get("bytes", "").split():
            place, _, digits = text.rpartition(":")
            found.append((int(place or 0), bytes.fromhex(digits), _table()[key]))
    return sorted(found, key=lambda each: -len(each[1]))
