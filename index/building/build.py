"""Brings the index in line with a folder: reads it, embeds what is new, publishes one generation."""

import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from threading import Event
from typing import Any

from index.building.making import Maker, MakerHere, Prepared
from index.building.progress import BuildProgress, Show, build_progress, silent
from index.building.report import Report
from index.building.rereading import Reread, last_read
from index.building.staging import Staging, keep, open_staging, remove_staging
from index.building.waking import Waking
from index.chunks import embedding_text
from index.embedding.embedder import Embedder, Vectors
from index.errors import BuildStopped, CorpusError, IndexUnusable, OtherEmbedder, StoreUnreachable, disk_errors
from index.formats.kinds import told
from index.reading.changes import Changes, Reading, changes, is_new, settle, with_unseen
from index.reading.files import FileEntry, Key
from index.reading.folder import listing
from index.reading.parser import Parser
from index.reading.stamps import Stamps
from index.storing.files import indexed_patterns, store_at
from index.storing.generations import REBUILD
from index.storing.snapshot import Snapshot
from index.storing.store import Held, Store


def build(
    root: Path,
    index_dir: Path | Store,
    embedder: Embedder,
    show: Show = silent,
    *,
    exclude: Sequence[str] | None = None,
    allow_empty: bool = False,
    anew: bool = False,
    parser: Parser | None = None,
    maker: Maker | None = None,
    stop: Event | None = None,
) -> Report:
    """Builds or refreshes the index of `root` in `index_dir`, a folder or another store, and reports.

    Files are compared by content hash, and what the index holds of unchanged content is taken over: an unchanged folder
    embeds nothing and writes nothing; for another embedder all is embedded anew, and nothing parsed again. Finished
    documents are kept when a build stops, for whatever reason, and the next one goes on from there. A file that can't
    be read any more is answered from as it last could be. An unusable index is built anew, and the report says so; with
    `anew` any is. `exclude` are patterns as in a .gitignore, None for those of the build before, if it was of this
    folder. `parser` is a process of its own unless another is given. Once
    `stop` is set, from whichever thread, the build ends after the step that it is at.

    Raises `CorpusError` if there is no such folder, or nothing in it can be indexed, unless `allow_empty` (an index
    made before stays as it is), `IndexLocked` if another process is building, `IndexWriteError` if the disk is full or
    fails, and `BuildStopped` for `stop` and for Ctrl-C.
    """
    store = store_at(index_dir)
    index_dir = store.folder
    with disk_errors(index_dir), store.lock(), ExitStack() as opened:
        if anew:
            remove_staging(index_dir)
        stamps = Stamps.load(index_dir, root)
        exclude = indexed_patterns(store, root) if exclude is None else exclude
        found = listing(root, exclude)
        unread = stamps.unknown(root, found.sources)
        waking = opened.enter_context(closing(Waking(parser, embedder)))
        if not maker and is_new(root, unread, stamps):
            waking.wake()
        previous = opened.enter_context(closing(_Previous.open(store, embedder, root, anew)))
        sources, left_out = with_unseen(found, root, exclude, previous.files)
        sources.sort(key=unread.__contains__)  # those to be read last: by then all is loaded that it takes
        work = _Work(show, len(sources), sum(unread.values()), Report(notice=previous.notice), stop)
        staging = opened.enter_context(closing(open_staging(index_dir, embedder)))
        here = MakerHere(Reread(previous.read, waking), embedder, staging.held)
        known = previous.with_staged(staging).keys()
        reading = Reading(root, known, previous.files, known | previous.read.documents.keys(), stamps)
        earlier = lru_cache(maxsize=1)(previous.embedded)  # a long document comes in parts
        try:
            made = (maker or here).make(sources, reading, earlier, work.embedded)
            files, originals = settle(_kept(made, staging, work))
            held = previous.with_staged(staging)
            lost = {key: source for key, source in originals.items() if key not in held}
            _keep(here.embed(last_read(lost, previous.read), earlier, work.embedded), staging)
            omissions = previous.omissions | staging.omissions()
            work.report.count_files(files, previous.files, omissions, left_out)
            if not originals and not allow_empty:
                raise CorpusError(_nothing(root, work.report))
            if previous.holds(root, exclude, files):
                manifest = previous.held.manifest
            else:
                held = previous.with_staged(staging)
                picks = [(*held[key], source) for key, source in originals.items()]
                manifest = store.publish(root, exclude, embedder, files, picks)
        except KeyboardInterrupt:
            raise work.stopped() from None
        opened.close()
        store.tidy()
        remove_staging(index_dir)
        stamps.save()
    return work.finished(manifest, embedder)


def build_with_progress(
    folder: Path,
    index_dir: Path | Store,
    embedder: Embedder,
    exclude: Sequence[str] | None = None,
    allow_empty: bool = False,
    anew: bool = False,
    parser: Parser | None = None,
    maker: Maker | None = None,
) -> Report:
    """A build as the commands run it: it shows how far it is."""
    with build_progress() as show:
        return build(
            folder,
            index_dir,
            embedder,
            show,
            exclude=exclude,
            allow_empty=allow_empty,
            anew=anew,
            parser=parser,
            maker=maker,
        )


def _kept(batches: Generator[list[Prepared], None, None], staging: Staging, work: "_Work") -> list[FileEntry]:
    """What became of each file, in the order of sources; the new documents among them are in the staging file then."""
    entries: list[FileEntry] = []
    with closing(batches):
        for batch in batches:
            keep(batch, staging)
            work.read(batch)
            entries += [file.found.entry for file in batch if file.is_last]
    return sorted(entries, key=lambda entry: entry.source)


def _keep(batches: Generator[list[Prepared], None, None], staging: Staging) -> None:
    with closing(batches):
        for batch in batches:
            keep(batch, staging)


def is_stale(snapshot: Snapshot, index_dir: Path, exclude: Sequence[str] | None = None) -> bool:
    """Whether its folder holds other files or contents than the snapshot, or other patterns are left out than those of
    `exclude`, if any are given. False if the folder can't be read.

    Parses nothing: a file that could not be read is tried again once it changes, or by the next `build`.
    """
    if is_chosen_anew(snapshot, exclude):
        return True
    try:
        return bool(changed_files(snapshot, index_dir).became)
    except CorpusError:
        return False


def is_chosen_anew(snapshot: Snapshot, exclude: Sequence[str] | None) -> bool:
    """Whether other patterns are to be left out than those of the snapshot. Looks at no file."""
    return exclude is not None and list(exclude) != snapshot.manifest["exclude"]


def changed_files(snapshot: Snapshot, index_dir: Path) -> Changes:
    """What became of the files of its folder since: see `changes`. `CorpusError` if it can't be read."""
    recorded = {entry.source: entry.sha256 for entry in snapshot.files}
    stamps = Stamps.load(index_dir, snapshot.root)
    changed = changes(snapshot.root, snapshot.manifest["exclude"], recorded, stamps)
    stamps.save()
    return changed


@dataclass(frozen=True, slots=True)
class _Previous:
    """The generation to go on from; one of nothing if there is none, or none that is of use: `notice` says why.

    `files` are those of the same folder: what another one held under a name says nothing about the file of that name.
    `read` are documents that only have to be embedded anew.
    """

    notice: str = ""
    held: Held = field(default_factory=Held)
    files: Mapping[str, FileEntry] = field(default_factory=dict)
    read: Held = field(default_factory=Held)

    @classmethod
    def open(cls, store: Store, embedder: Embedder, root: Path, anew: bool) -> "_Previous":
        if anew:
            return cls()
        notice, read = "", Held()
        try:
            held = store.held(embedder)
        except StoreUnreachable:  # what is there is of use, later
            raise
        except OtherEmbedder as error:
            notice = f"Embedded anew. {error}".removesuffix(REBUILD).strip()
            held, read = Held(), store.held(None)
        except IndexUnusable as error:
            return cls(f"Built anew. {error}".removesuffix(REBUILD).strip() if store.current() else "")
        told = read if notice else held
        same = told.manifest["root"] == str(root.resolve())
        return cls(notice, held, told.files if same else {}, read)

    @property
    def omissions(self) -> dict[Key, list[str]]:
        """What is missing of its documents."""
        return {key: [*lacking] for origin in self.held.origins for key, lacking in origin.omissions().items()}

    def with_staged(self, staging: Staging) -> dict[Key, tuple[Any, int]]:
        """Where the documents are that need not be embedded any more."""
        return {**self.held.documents, **{key: (staging, number) for key, number in staging.keys().items()}}

    def holds(self, root: Path, exclude: Sequence[str], files: Sequence[FileEntry]) -> bool:
        """Whether it is what a build of this folder would make."""
        manifest = self.held.manifest
        same = (manifest.get("root"), manifest.get("exclude")) == (str(root.resolve()), list(exclude))
        return same and list(self.files.values()) == list(files)

    def embedded(self, source: str) -> dict[str, Vectors]:
        """The vectors that it holds of the chunks of a file, by what was read of them."""
        entry = self.files.get(source)
        held = self.held.documents.get(entry.key) if entry else None
        return {embedding_text(row.chunk): row.vector for row in held[0].embedded(held[1])} if held else {}

    def close(self) -> None:
        self.held.close()
        self.read.close()


class _Work:
    """Counts what is done, for the report and for whoever watches, and ends the build if it is to stop."""

    def __init__(self, show: Show, files: int, size: int, report: Report, stop: Event | None) -> None:
        self.report = report
        self._stop = stop or Event()
        self._show = show
        self._progress = BuildProgress("", 0, files, 0, 0, size, 0.0)
        self._kept = 0
        self._started = time.perf_counter()
        self._tell()

    def embedded(self, source: str, chunks: int, truncated: int) -> None:
        self.report.chunks_embedded += chunks
        self.report.chunks_truncated += truncated
        self._tell(source=source, chunks=self.report.chunks_embedded)

    def read(self, batch: Sequence[Prepared]) -> None:
        self._kept = self.report.chunks_embedded
        files = self._progress.files + sum(file.is_last for file in batch)
        size = self._progress.bytes + sum(file.size for file in batch)
        self._tell(source=batch[-1].found.entry.source, files=files, bytes=size)

    def stopped(self) -> BuildStopped:
        """With what is kept."""
        return BuildStopped(
            f"Stopped with {self._progress.files:,} of {self._progress.files_total:,} files read and {self._kept:,} "
            "chunks embedded. They are kept: the same command goes on from there."
        )

    def finished(self, manifest: Mapping[str, Any], embedder: Embedder) -> Report:
        report = self.report
        report.generation, report.chunks = int(manifest["generation"]), int(manifest["chunks"])
        report.mind_languages(manifest["languages"], embedder)
        report.seconds = time.perf_counter() - self._started
        report.chunks_per_second = report.chunks_embedded / report.seconds
        return report

    def _tell(self, **moved: Any) -> None:
        self._progress = replace(self._progress, seconds=time.perf_counter() - self._started, **moved)
        self._show(self._progress)
        if self._stop.is_set():
            raise self.stopped()


def _nothing(root: Path, report: Report) -> str:
    reasons = "".join(f"\n  {failure['source']}: {failure['reason']}" for failure in report.failures)
    reasons += f"\n  left out: {told(report.left_out)}" if report.left_out else ""
    return (
        f"Nothing in {root} can be indexed. Put documents there (PDF, .docx, .html, .md, .txt …), or, to empty "
        f"the index, add --allow-empty.{reasons}"
    )
