"""The folder of documents as the page shows and changes it: lists, adds and removes files, rebuilds the index."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISLNK, S_ISREG
from threading import Event

from app.documents.looking import Contents, Looks
from app.documents.rebuild import Builds, Running
from app.documents.uploads import Added, add
from app.words.catalogue import Said, said
from index.building.build import build, is_chosen_anew, is_stale
from index.building.progress import Show
from index.building.report import Report
from index.embedding.embedder import Embedder
from index.embedding.foreign import Foreign, foreign
from index.errors import CiteseedError
from index.formats.names import format_of
from index.reading.folder import scan, status
from index.reading.parser import Parser
from index.storing.files import indexed_patterns, store_at
from index.storing.snapshot import Snapshot
from index.storing.store import Store


class ReadOnly(CiteseedError):
    """The folder is only to be looked at."""


@dataclass(frozen=True, slots=True)
class Removed:
    """Sources that were `removed`, and those `kept`, each with the reason."""

    removed: tuple[str, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()


class Folder:
    """A folder of documents and its index. `exclude` are patterns of what to leave out, None for those of the last
    build. Every change is refused to one who may only read, and a client's word is never taken for a path."""

    def __init__(
        self,
        root: Path,
        index: Path | Store,
        embedder: Embedder,
        exclude: Sequence[str] | None = None,
        *,
        read_only: bool = False,
        parser: Parser | None = None,
    ) -> None:
        self.root = root.resolve()
        self.read_only = read_only
        self._store = store_at(index)
        self._embedder = embedder
        self._exclude = exclude
        self._parser = parser
        self._builds = Builds()
        self._looks = Looks(self._store.folder)
        self._emptied: tuple[int, int] | None = None

    def contents(self, snapshot: Snapshot, again: bool = False) -> tuple[Contents, bool]:
        """Every file that the build knows, and what has become of it since; whether it is being looked at anew. See
        `Looks`."""
        return self._looks(snapshot, again)

    def add(self, uploads: Sequence[Path], replace: bool = False) -> Added:
        """Copies uploaded files into the folder; see `app.documents.uploads.add`."""
        self._check(said("problems.read_only_add"))
        try:
            return add(self.root, uploads, self._patterns(), replace)
        finally:
            self._looks.forget()

    def remove(self, sources: Sequence[str]) -> Removed:
        """Deletes files that a scan of the folder finds; a symbolic link goes itself, not what it leads to.

        Raises `CorpusError` if the folder can't be read.
        """
        self._check(said("problems.read_only_remove"))
        known = {*scan(self.root, self._patterns())}
        missing = said("refused.not_there")
        reasons = {source: self._remove(source) if source in known else missing for source in dict.fromkeys(sources)}
        removed = tuple(source for source, reason in reasons.items() if not reason)
        self._looks.forget()
        if any(map(format_of, removed)):
            self._emptied = self._identity() if self._is_empty() else None
        return Removed(removed, tuple((source, reason) for source, reason in reasons.items() if reason))

    def rebuild(self) -> Running:
        """Brings the index in line with the folder, in the background. The outcome raises what `build` raises.

        One build runs at a time: if one is running, the next one follows it, which finds what was added meanwhile.
        A folder that was emptied by `remove` empties the index. One that is found empty does not: so is that of a disk
        which is not there.
        """
        self._check(said("problems.read_only_read"))
        return self._builds.start(self._build)

    def catch_up(self, snapshot: Snapshot) -> Running | None:
        """Has the folder read again, if it has changed since the snapshot was built, or other patterns are left out;
        or it was made by another embedder; also where others may only read. Looking for that takes the longer the more
        files there are."""
        is_behind = self.is_embedded_anew(snapshot) or is_stale(snapshot, self._store.folder, self._exclude)
        return self._builds.start(self._build) if is_behind else None

    def is_chosen_anew(self, snapshot: Snapshot) -> bool:
        """Whether other files are to be left out than were when the snapshot was built."""
        return is_chosen_anew(snapshot, self._exclude)

    def is_embedded_anew(self, snapshot: Snapshot) -> bool:
        """Whether the snapshot was made by another embedder."""
        return bool(snapshot.manifest["fingerprint"] != self._embedder.fingerprint)

    def foreign(self, snapshot: Snapshot) -> Foreign | None:
        """Documents of the snapshot in languages that the embedder in use does not know, if they are many: while one
        that another embedder made still answers, those that the new one does not know."""
        return foreign(snapshot.manifest["languages"], self._embedder)

    @property
    def building(self) -> Running | None:
        """The last build that was begun here, which may be over."""
        return self._builds.last

    def stop(self) -> None:
        """Has a running build end soon. What it has finished is kept for the next one."""
        self._builds.stop()

    def _build(self, show: Show, stop: Event) -> Report:
        emptied = self._emptied is not None and self._is_empty() and self._identity() == self._emptied
        try:
            report = build(
                self.root,
                self._store,
                self._embedder,
                show,
                exclude=self._exclude,
                allow_empty=emptied,
                parser=self._parser,
                stop=stop,
            )
        finally:
            self._looks.forget()
        self._emptied = None
        return report

    def _remove(self, source: str) -> str:
        """Why it could not be removed, "" if it was."""
        path = self.root / source
        facts = status(self.root, source)
        if facts is None:
            return said("refused.not_utf8" if "\\udc" in source else "refused.gone")
        if not (S_ISREG(facts.st_mode) or S_ISLNK(facts.st_mode)):
            return said("refused.by_hand")
        if not path.parent.resolve().is_relative_to(self.root):
            return said("refused.link")
        try:
            path.unlink()
        except OSError as error:
            return said("refused.unremoved", error=str(error.strerror))
        return ""

    def _check(self, refusal: Said) -> None:
        if self.read_only:
            raise ReadOnly(refusal)

    def _patterns(self) -> Sequence[str]:
        return indexed_patterns(self._store, self.root) if self._exclude is None else self._exclude

    def _is_empty(self) -> bool:
        """Whether it holds nothing that could be a document."""
        return not any(format_of(source) or source.endswith("/") for source in scan(self.root, self._patterns()))

    def _identity(self) -> tuple[int, int]:
        """Of the folder: another one that is mounted in its place, or the one below, has another."""
        facts = self.root.stat()
        return facts.st_dev, facts.st_ino
