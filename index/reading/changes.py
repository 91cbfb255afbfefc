"""What each file of a folder is now: known content is told by its hash, new content parsed, a failure explained."""

import hashlib
import os
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

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


def files_of(root: Path, exclude: Sequence[str], before: Collection[str]) -> Listing:
    """What `listing` finds, and what it found earlier in folders that can't be read now."""
    found = listing(root, exclude)
    return found._replace(sources=sorted({*found.sources, *out_of_sight(root, found.sources, before, exclude)}))


def changes(root: Path, exclude: Sequence[str], recorded: Mapping[str, str], stamps: Stamps) -> dict[str, str]:
    """What became of files since a build recorded their hashes, by source: new, changed, unreadable or gone.

    Parses nothing, and reads only what was recorded and has been touched since.
    """
    sources = files_of(root, exclude, recorded).sources
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
    return became


AS_LAST_READ = " (answers come from what it held when it was last read)"


def read_files(
    sources: Sequence[str], root: Path, parser: Parser, known: Set[Key], before: Mapping[str, FileEntry], stamps: Stamps
) -> Iterator[Found]:
    """What each file is, in order: indexed, empty, left out, failed or stale; copies are not told from originals here.

    `known` is content that the index holds, or has been staged for it; `before` are the entries of the last build.
    """
    parsed: set[Key] = set()
    for source in sources:
        state, last = status(root, source), before.get(source)
        size = stamps.bytes_to_read(source, state)
        sha256, document = "", None
        try:
            sha256, data = _content(root, source, state, stamps)
            key = key_of(source, sha256)
            if key in known or key in parsed:
                entry = FileEntry(source, sha256, "indexed")
            elif last and (last.sha256, last.state) == (sha256, "empty"):
                entry = last
            else:
                document = parser.parse(source, read(root, source) if data is None else data)
                if document.text.strip():
                    entry = FileEntry(source, document.sha256, "indexed")
                    parsed.add(entry.key)
                else:
                    entry, document = FileEntry(source, document.sha256, "empty", "it holds no text"), None
        except LeftOut as error:
            entry = FileEntry(source, "", LEFT_OUT, error.kind)
        except LoadError as error:
            # Whatever is wrong with a file now, what it held when last read stays, until it can be read again.
            if last and last.answers and last.key in known and not isinstance(error, NotADocument):
                entry = FileEntry(source, sha256, "stale", f"{error}{AS_LAST_READ}", last.key.sha256)
            else:
                entry = FileEntry(source, sha256, "failed", str(error))
        yield Found(entry, size, document)


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
