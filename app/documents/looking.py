"""What is in the folder of documents and what became of it since it was read, kept for a while: a look at a great many
files takes longer than a page of the list may."""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from threading import Lock, Thread
from typing import Any

from app.documents.words import SINCE, kinds_said, state_said
from app.errors import message
from app.words.catalogue import said
from index.building.build import changed_files
from index.errors import CorpusError
from index.language.tidy import one_line, printable
from index.reading.files import LEFT_OUT, FileEntry
from index.reading.folder import status
from index.records import Document
from index.storing.snapshot import Snapshot

_KEPT = 5.0  # seconds after which it is looked again ...
_TIMES = 20  # ... or so many times as long as the last look took
_PATIENCE = 0.15  # seconds that a look is waited for


@dataclass(frozen=True)
class Row:
    """One file. `state` is that of its `FileEntry`, partial if it was read in part, or what became of it since: new,
    changed, unreadable or gone.

    `said` is that in plain words. `document` is what is answered from, None if nothing is. `size` is in bytes, None as
    long as that was not looked at, and if the file is not there.
    """

    source: str
    state: str
    said: str
    document: Document | None = None
    size: int | None = None

    @cached_property
    def name(self) -> str:
        """The title, or the name of the file, on one line."""
        title = self.document.title if self.document else None
        return one_line(printable(title or PurePosixPath(self.source).name))

    @cached_property
    def file(self) -> str:
        """The file, with its folders, on one line."""
        return one_line(printable(self.source))

    @property
    def date(self) -> str:
        return (self.document.date if self.document else None) or ""

    @property
    def kind(self) -> str:
        """As people call it: by the ending of its name."""
        if self.source[-1:] == "/":
            return said("documents.folder")
        return PurePosixPath(self.source).suffix.removeprefix(".").upper()

    @property
    def pages(self) -> int:
        """0 for a document without pages."""
        return len(self.document.page_starts) if self.document else 0


@dataclass(frozen=True, slots=True)
class Contents:
    """The files, by source. If the folder can't be read, `notice` says why, and the rows are as of the build.

    `left_out` says in words how many of the files and folders there are no documents, a kind each.
    """

    rows: Sequence[Row]
    notice: str = ""
    left_out: Sequence[str] = ()

    @property
    def is_stale(self) -> bool:
        """Whether a build would find something to do."""
        return any(row.state in SINCE for row in self.rows)


def as_read(snapshot: Snapshot) -> Contents:
    """Every file that the build knows. Looks at none of them."""
    documents = {source: document for document in snapshot.documents for source in (document.source, *document.copies)}
    rows = [_row(entry.source, entry, "", documents) for entry in snapshot.files]
    return Contents(sorted(rows, key=lambda row: row.source), left_out=kinds_said(_binary(snapshot)))


def look_at(snapshot: Snapshot, index_dir: Path, before: Contents | None = None) -> Contents:
    """Every file that the build knows, and what has become of it since. Reads only what was touched since. `before` is
    what it knows of them, if that is at hand."""
    before, root = before or as_read(snapshot), snapshot.root
    try:
        since, left_out = changed_files(snapshot, index_dir)
    except CorpusError as error:
        return replace(before, notice=said("reading.kept_answers", error=message(error)))
    rows = {row.source: row for row in before.rows}
    entries = {entry.source: entry for entry in snapshot.files if entry.source in since}
    documents = {source: rows[source].document for source in entries}
    rows |= {source: _row(source, entries.get(source), since[source], documents) for source in since}
    looked = ((row, status(root, source)) for source, row in sorted(rows.items()))
    sized = [replace(row, size=facts.st_size if facts else None) for row, facts in looked]
    return Contents(sized, left_out=kinds_said(_binary(snapshot) + left_out))


def _binary(snapshot: Snapshot) -> Counter[str]:
    """Files that were left out for their content, by kind."""
    return Counter(entry.reason for entry in snapshot.files if entry.state == LEFT_OUT)


def _row(source: str, entry: FileEntry | None, since: str, documents: Mapping[str, Document | None]) -> Row:
    document = documents.get(source) if entry and entry.answers else None
    state, words = state_said(entry, since, document)
    return Row(source, state, words, document)


@dataclass(slots=True)
class _Look:
    """At the folder of a generation, by its manifest, after so many changes of our own; what it `found` is kept `until`
    then."""

    manifest: Mapping[str, Any]
    changes: int
    begun: bool = False
    found: Future[Contents] = field(default_factory=Future)
    until: float = 0.0


class Looks:
    """Looks at the folder of an index in the background, and keeps what it found. For use by many threads."""

    def __init__(
        self,
        index_dir: Path,
        look: Callable[[Snapshot, Path, Contents], Contents] = look_at,
        clock: Callable[[], float] = time.monotonic,
        patience: float = _PATIENCE,
    ) -> None:
        self._index_dir = index_dir
        self._look_at = look
        self._clock = clock
        self._patience = patience
        self._lock, self._reading = Lock(), Lock()
        self._changes = 0
        self._newest: _Look | None = None
        # of the generation of that manifest: an index that was made anew counts from 1 again
        self._read: tuple[Mapping[str, Any], Contents] | None = None  # as it was built
        self._known: tuple[Mapping[str, Any], Contents] | None = None  # as it was found

    def forget(self) -> None:
        """What is kept holds no more: the folder, or its index, was changed here."""
        with self._lock:
            self._changes += 1

    def __call__(self, snapshot: Snapshot, again: bool = False) -> tuple[Contents, bool]:
        """What is there, and whether it is looked at anew, because the last look was a while ago or is wanted `again`:
        that takes longer than can be waited for, and until then it is as of the last look, or as of the build. What is
        wanted `again` begins after this: a look that goes on may have passed what has changed since."""
        look = self._look(snapshot, again)
        try:
            return look.found.result(self._patience), False
        except TimeoutError:
            return self._last(snapshot), True

    def _last(self, snapshot: Snapshot) -> Contents:
        """As of the last look that holds, or as of the build."""
        with self._lock:
            if self._known and self._known[0] == snapshot.manifest:
                return self._known[1]
        return self._as_built(snapshot)

    def _as_built(self, snapshot: Snapshot) -> Contents:
        with self._reading:
            if self._read is None or self._read[0] != snapshot.manifest:
                self._read = snapshot.manifest, as_read(snapshot)
            return self._read[1]

    def _look(self, snapshot: Snapshot, again: bool) -> _Look:
        """The newest, or one that begins now."""
        with self._lock:
            newest = self._newest
            if newest and (newest.manifest, newest.changes) == (snapshot.manifest, self._changes):
                will_do = not newest.found.done() or self._clock() < newest.until
                if not newest.begun or (will_do and not again):
                    return newest
            look = self._newest = _Look(snapshot.manifest, self._changes)
            before = newest.found if newest else None
        Thread(target=self._run, args=[look, snapshot, before], name="look", daemon=True).start()
        return look

    def _run(self, look: _Look, snapshot: Snapshot, before: Future[Contents] | None) -> None:
        if before:
            wait([before])  # one at a time is slow enough for the disk
        with self._lock:
            look.begun, begun = True, self._clock()
        try:
            found = self._look_at(snapshot, self._index_dir, self._as_built(snapshot))
        except BaseException as error:
            look.found.set_exception(error)
            return
        with self._lock:
            now = self._clock()
            look.until = now + max(_KEPT, _TIMES * (now - begun))
            if look.changes == self._changes:
                self._known = snapshot.manifest, found
        look.found.set_result(found)
