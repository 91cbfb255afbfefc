"""What each file of a folder is now: known content is told by its hash, new content parsed, a failure explained."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import LoadError, NotADocument
from index.reading.files import FileEntry, Key, key_of
from index.reading.folder import out_of_sight, read, scan, status
from index.reading.parser import Parser
from index.reading.stamps import Stamps
from index.records import Document


@dataclass(frozen=True, slots=True)
class Found:
    """A file and, if its content is new, the document it holds. `size` counts the bytes that had to be read."""

    entry: FileEntry
    size: int
    document: Document | None = None


def sources_of(root: Path, exclude: Sequence[str], before: Collection[str]) -> list[str]:
    """What `scan` finds, and what it found earlier in folders that can't be read now."""
    sources = scan(root, exclude)
    return sorted({*sources, *out_of_sight(root, sources, before, exclude)})


def changes(root: Path, exclude: Sequence[str], recorded: Mapping[str, str], stamps: Stamps) -> dict[str, str]:
    """What became of files since a build recorded their hashes, by source: new, changed, unreadable or gone.

    Parses nothing, and reads only what was recorded and has been touched since.
    """
    sources = sources_of(root, exclude, recorded)
    became = dict.fromkeys(recorded.keys() - {*sources}, "gone")
    for source in sources:
        if source not in recorded:
            stamps.sha256(source, status(root, source))  # so that it is kept
            became[source] = "new"
            continue
        try:
            sha256 = _content(root, source, stamps)[0]
        except LoadError:
            sha256 = ""
        if sha256 != recorded[source]:
            became[source] = "changed" if sha256 else "unreadable"
    return became


AS_LAST_READ = " (answers come from what it held when it was last read)"


class Reader:
    """Goes through files once, in order. `known` is content that the index holds, or has been staged for it; `before`
    are the entries of the last build."""

    def __init__(
        self, root: Path, parser: Parser, known: Collection[Key], before: Mapping[str, FileEntry], stamps: Stamps
    ) -> None:
        self._root, self._parser, self._before, self._stamps = root, parser, before, stamps
        self._known, self._kept = set(known), frozenset(known)

    def read(self, sources: Sequence[str]) -> Iterator[Found]:
        """What each file is: indexed, empty, failed or stale; copies are not told from originals here."""
        for source in sources:
            yield self._found(source, self._stamps.bytes_to_read(source, status(self._root, source)))

    def _found(self, source: str, size: int) -> Found:
        before = self._before.get(source)
        sha256 = ""
        try:
            sha256, data = _content(self._root, source, self._stamps)
            if key_of(source, sha256) in self._known:
                return Found(FileEntry(source, sha256, "indexed"), size)
            if before and (before.sha256, before.state) == (sha256, "empty"):
                return Found(before, size)
            document = self._parser.parse(source, read(self._root, source) if data is None else data)
        except LoadError as error:
            return Found(self._failed(source, sha256, error, before), size)
        if not document.text.strip():
            return Found(FileEntry(source, document.sha256, "empty", "it holds no text"), size)
        self._known.add(key_of(source, document.sha256))
        return Found(FileEntry(source, document.sha256, "indexed"), size, document)

    def _failed(self, source: str, sha256: str, error: LoadError, before: FileEntry | None) -> FileEntry:
        """Whatever is wrong with a file now, what it held when last read stays, until it can be read again."""
        is_document = not isinstance(error, NotADocument)
        if is_document and before and before.answers and before.key in self._kept:
            return FileEntry(source, sha256, "stale", f"{error}{AS_LAST_READ}", before.key.sha256)
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


def _content(root: Path, source: str, stamps: Stamps) -> tuple[str, bytes | None]:
    """The hash of a file's content, and the content if it had to be read for that."""
    state = status(root, source)
    if sha256 := stamps.sha256(source, state):
        return sha256, None
    data = read(root, source)
    sha256 = hashlib.sha256(data).hexdigest()
    stamps.note(source, state, sha256)
    return sha256, data
