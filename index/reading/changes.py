"""What each file of a folder is now: known content is told by its hash, new content parsed, a failure explained."""

import hashlib
import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from index.errors import LeftOut, LoadError, NotADocument
from index.reading.files import LEFT_OUT, FileEntry, Key, key_of
from index.reading.folder import Listing, listing, out_of_sight, read, status
from index.reading.parser import Parser
from index.reading.stamps import Stamps
from index.records import Document


@dataclass(frozen=True, slots=True)
class Found:
    """A file and, if its content is new, the document it holds. `size` counts the bytes that had to be read."""

    entry: FileEntry
    size: int
    document: Document | None = None


def with_unseen(found: Listing, root: Path, exclude: Sequence[str], before: Collection[str]) -> Listing:
    """What was found, and what had been found `before` in folders that can't be read now."""
    return found._replace(sources=sorted({*found.sources, *out_of_sight(root, found.sources, before, exclude)}))


class Changes(NamedTuple):
    """What `became` of files since a build, by source: new, changed, unreadable or gone; and what is `left_out` now, as
    in a `Listing`."""

    became: dict[str, str]
    left_out: Counter[str]


def changes(root: Path, exclude: Sequence[str], recorded: Mapping[str, str], stamps: Stamps) -> Changes:
    """What became of files since a build recorded their hashes.

    Parses nothing, and reads only what was recorded and has been touched since.
    """
    sources, left_out = with_unseen(listing(root, exclude), root, exclude, recorded)
    became = dict.fromkeys(recorded.keys() - {*sources}, "gone")
    for source in sources:
        if source not in recorded:
            stamps.sha256(source, status(root, source))  # so that it is kept
            became[source] = "new"
            continue
        try:
            sha256 = _content(root, source, status(root, source), stamps)[0]
        except LoadError:
            sha256 = ""
        if sha256 != recorded[source]:
            became[source] = "changed" if sha256 else "unreadable"
    return Changes(became, left_out)


def is_new(root: Path, sources: Iterable[str], stamps: Stamps) -> bool:
    """Whether the first of the files that can be read holds something else than when its hash was noted, if it was."""
    for source in sources:
        with suppress(LoadError):
            noted = stamps.noted(source)
            return _content(root, source, status(root, source), stamps)[0] != noted
    return False


AS_LAST_READ = " (answers come from what it held when it was last read)"


@dataclass(frozen=True, slots=True)
class Unread:
    """A file whose content is new, and its bytes. `last` is its entry in the last build, if the index still holds what
    was read of it then."""

    source: str
    sha256: str
    size: int
    data: bytes
    last: FileEntry | None = None

    @property
    def key(self) -> Key:
        return key_of(self.source, self.sha256)

    def failed(self, error: LoadError) -> Found:
        """It can't be read, for this reason."""
        return Found(_refused(self.source, self.sha256, self.last, error), self.size)


class Reading:
    """What the files of a folder are, as far as that can be told without parsing. Not for use from several threads.

    `known` is content that the index holds, or has been staged for it; `before` are the entries of the last build, and
    `kept` is the content that those can go on to be answered from, if it has to be embedded anew for that.
    """

    def __init__(
        self, root: Path, known: Set[Key], before: Mapping[str, FileEntry], kept: Set[Key], stamps: Stamps
    ) -> None:
        self._root, self._known, self._before, self._kept, self._stamps = root, known, before, kept, stamps
        self._parsed: set[Key] = set()

    def look(self, source: str) -> Found | Unread:
        """What a file is: indexed, left out, failed or stale, or to be parsed. Copies are not told from originals."""
        state, last = status(self._root, source), self._before.get(source)
        size = self._stamps.bytes_to_read(source, state)
        held = last if last and last.answers and last.key in self._kept else None
        sha256 = ""
        try:
            sha256, data = _content(self._root, source, state, self._stamps)
            if (key := key_of(source, sha256)) in self._known or key in self._parsed:
                return Found(FileEntry(source, sha256, "indexed"), size)
            if last and (last.sha256, last.state) == (sha256, "empty"):
                return Found(last, size)
            return Unread(source, sha256, size, read(self._root, source) if data is None else data, held)
        except LoadError as error:
            return Found(_refused(source, sha256, held, error), size)

    def note(self, found: Found) -> None:
        """The content of a document that was parsed is known from now on."""
        if found.document:
            self._parsed.add(found.entry.key)


def read_files(sources: Sequence[str], reading: Reading, parser: Parser) -> Iterator[Found]:
    """What each file is, in order: indexed, empty, left out, failed or stale."""
    for source in sources:
        seen = reading.look(source)
        found = parsed(seen, parser) if isinstance(seen, Unread) else seen
        reading.note(found)
        yield found


def parsed(file: Unread, parser: Parser) -> Found:
    """The document that a file holds; that it is empty, or failed or is stale, if it holds none."""
    try:
        document = parser.parse(file.source, file.data)
    except LoadError as error:
        return file.failed(error)
    if document.text.strip():
        return Found(FileEntry(file.source, document.sha256, "indexed"), file.size, document)
    return Found(FileEntry(file.source, document.sha256, "empty", "it holds no text"), file.size)


def _refused(source: str, sha256: str, last: FileEntry | None, error: LoadError) -> FileEntry:
    """Whatever is wrong with a file now, what it held when last read stays, until it can be read again."""
    if isinstance(error, LeftOut):
        return FileEntry(source, "", LEFT_OUT, error.kind)
    if last and not isinstance(error, NotADocument):
        return FileEntry(source, sha256, "stale", f"{error}{AS_LAST_READ}", last.key.sha256)
    return FileEntry(source, sha256, "failed", str(error))


def settle(files: Sequence[FileEntry]) -> tuple[list[FileEntry], dict[Key, str]]:
    """The entries with copies told from originals, and the source under which each content is indexed: the first."""
    originals: dict[Key, str] = {}
    entries = []
    for entry in files:
        if entry.answers:
            original = originals.setdefault(entry.key, entry.source)
            if entry.state == "indexed" and original != entry.source:
                entry = replace(entry, state="duplicate", reason=original)
        entries.append(entry)
    return entries, originals


def _content(root: Path, source: str, state: os.stat_result | None, stamps: Stamps) -> tuple[str, bytes | None]:
    """The hash of a file's content, and the content if it had to be read for that; `state` is from before that."""
    if sha256 := stamps.sha256(source, state):
        return sha256, None
    data = read(root, source)
    sha256 = hashlib.sha256(data).hexdigest()
    stamps.note(source, state, sha256)
    return sha256, data
