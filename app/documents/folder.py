"""The folder of documents as the page shows and changes it: lists, adds and removes files, rebuilds the index."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISLNK, S_ISREG
from threading import Event

from app.documents.rebuild import Builds, Step
from app.documents.uploads import Added, add
from index.building.build import build, changed_files
from index.building.progress import Show
from index.building.report import Report
from index.embedding.embedder import Embedder
from index.errors import CiteseedError, CorpusError
from index.formats.kinds import by_key, told
from index.formats.registry import format_of
from index.reading.changes import AS_LAST_READ
from index.reading.files import LEFT_OUT, FileEntry
from index.reading.folder import listing, scan, status
from index.reading.parser import Parser
from index.records import Document
from index.storing.snapshot import Snapshot, indexed_patterns

_SINCE = {
    "new": "not indexed yet",
    "changed": "changed since it was indexed",
    "unreadable": "can't be read any more",
    "gone": "gone from the folder since it was indexed",
}


class ReadOnly(CiteseedError):
    """The folder is only to be looked at."""


@dataclass(frozen=True, slots=True)
class Row:
    """One file. `state` is that of its `FileEntry`, partial if it was read in part, or what became of it since: new,
    changed, unreadable or gone.

    `said` is that in plain words. `document` is what is answered from, None if nothing is; the chunks of a copy are
    counted with its original.
    """

    source: str
    state: str
    said: str
    document: Document | None = None
    chunks: int = 0

    @property
    def pages(self) -> int:
        """0 for a document without pages."""
        return len(self.document.page_starts) if self.document else 0


@dataclass(frozen=True, slots=True)
class Contents:
    """The files, by source. If the folder can't be read, `notice` says why, and the rows are as of the build.

    `left_out` says in words how many of the files and folders there are no documents.
    """

    rows: Sequence[Row]
    notice: str = ""
    left_out: str = ""

    @property
    def is_stale(self) -> bool:
        """Whether a build would find something to do."""
        return any(row.state in _SINCE for row in self.rows)


@dataclass(frozen=True, slots=True)
class Removed:
    """Sources that were `removed`, and those `kept`, each with the reason."""

    removed: tuple[str, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()


def _state(entry: FileEntry | None, since: str, document: Document | None) -> tuple[str, str]:
    if entry is None or since:
        old = "; answers come from what it held then" if entry and entry.answers else ""
        return since, _SINCE[since] + old
    if entry.state == LEFT_OUT:
        return entry.state, f"left out: {by_key(entry.reason).reason}"
    if entry.state == "indexed" and document and document.omissions:
        return "partial", f"partly read: {'; '.join(document.omissions)}"
    texts = {
        "indexed": "indexed",
        "duplicate": f"the same as {entry.reason}",
        "empty": f"empty: {entry.reason}",
        "failed": f"failed: {entry.reason}",
        "stale": f"answered from as last read: {entry.reason.removesuffix(AS_LAST_READ)}",
    }
    return entry.state, texts[entry.state]


class Folder:
    """A folder of documents and its index. `exclude` are patterns of what to leave out, None for those of the last
    build. Every change is refused to one who may only read, and a client's word is never taken for a path."""

    def __init__(
        self,
        root: Path,
        index_dir: Path,
        embedder: Embedder,
        exclude: Sequence[str] | None = None,
        *,
        read_only: bool = False,
        parser: Parser | None = None,
    ) -> None:
        self.root = root.resolve()
        self.read_only = read_only
        self._index_dir = index_dir
        self._embedder = embedder
        self._exclude = exclude
        self._parser = parser
        self._builds = Builds()
        self._emptied: tuple[int, int] | None = None

    def contents(self, snapshot: Snapshot) -> Contents:
        """Every file that the build knows, and what has become of it since. Reads only what was touched since."""
        notice = ""
        left_out = Counter(entry.reason for entry in snapshot.files if entry.state == LEFT_OUT)
        try:
            since = changed_files(snapshot, self._index_dir)
            left_out += listing(snapshot.root, snapshot.manifest["exclude"]).left_out
        except CorpusError as error:
            since, notice = {}, f"{error} Answers come from the index as it was."
        chunks = Counter(chunk.document.source for chunk in snapshot.chunks)
        entries = {entry.source: entry for entry in snapshot.files}
        rows = []
        for source in sorted({*entries, *since}):
            entry = entries.get(source)
            document = snapshot.by_key.get(entry.key) if entry and entry.answers else None
            count = chunks[source] if document and document.source == source else 0
            state, said = _state(entry, since.get(source, ""), document)
            rows.append(Row(source, state, said, document, count))
        return Contents(rows, notice, told(left_out))

    def add(self, uploads: Sequence[Path], replace: bool = False) -> Added:
        """Copies uploaded files into the folder; see `app.documents.uploads.add`."""
        self._check("add files")
        return add(self.root, uploads, self._patterns(), replace)

    def remove(self, sources: Sequence[str]) -> Removed:
        """Deletes files that a scan of the folder finds; a symbolic link goes itself, not what it leads to.

        Raises `CorpusError` if the folder can't be read.
        """
        self._check("remove files")
        known = {*scan(self.root, self._patterns())}
        missing = "it is not in the folder"
        reasons = {source: self._remove(source) if source in known else missing for source in dict.fromkeys(sources)}
        removed = tuple(source for source, reason in reasons.items() if not reason)
        if any(map(format_of, removed)):
            self._emptied = self._identity() if self._is_empty() else None
        return Removed(removed, tuple((source, reason) for source, reason in reasons.items() if reason))

    def rebuild(self) -> Iterator[Step | Report]:
        """Brings the index in line with the folder: steps, a few a second, then the report. Raises what `build` raises.

        One build runs at a time: if one is running, its steps are given, then those of the next, which finds what was
        added meanwhile. It goes on if nobody listens any more.
        A folder that was emptied by `remove` empties the index. One that is found empty does not: so is that of a disk
        which is not there.
        """
        self._check("rebuild the index")
        return self._builds.follow(self._build)

    def stop(self) -> None:
        """Has a running build end soon. What it has finished is kept for the next one."""
        self._builds.stop()

    def _build(self, show: Show, stop: Event) -> Report:
        emptied = self._emptied is not None and self._is_empty() and self._identity() == self._emptied
        report = build(
            self.root,
            self._index_dir,
            self._embedder,
            show,
            exclude=self._exclude,
            allow_empty=emptied,
            parser=self._parser,
            stop=stop,
        )
        self._emptied = None
        return report

    def _remove(self, source: str) -> str:
        """Why it could not be removed, "" if it was."""
        path = self.root / source
        facts = status(self.root, source)
        if facts is None:
            return "its name is not UTF-8; rename it" if "\\udc" in source else "it is gone already"
        if not (S_ISREG(facts.st_mode) or S_ISLNK(facts.st_mode)):
            return "it is not a regular file; remove it by hand"
        if not path.parent.resolve().is_relative_to(self.root):
            return "a symbolic link on its path leads out of the folder"
        try:
            path.unlink()
        except OSError as error:
            return f"it can't be removed ({error.strerror}); check its permissions"
        return ""

    def _check(self, what: str) -> None:
        if self.read_only:
            raise ReadOnly(f"You can't {what} here: the documents are open for reading only.")

    def _patterns(self) -> Sequence[str]:
        return indexed_patterns(self._index_dir, self.root) if self._exclude is None else self._exclude

    def _is_empty(self) -> bool:
        """Whether it holds nothing that could be a document."""
        return not any(format_of(source) or source.endswith("/") for source in scan(self.root, self._patterns()))

    def _identity(self) -> tuple[int, int]:
        """Of the folder: another one that is mounted in its place, or the one below, has another."""
        facts = self.root.stat()
        return facts.st_dev, facts.st_ino
