"""An index in a folder of files."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.disk import partial_file, write_whole
from index.embedding.embedder import Embedder
from index.errors import IndexUnusable, StoreUnreachable
from index.reading.files import FileEntry
from index.reading.stamps import stamped_root
from index.storing.checking import facts_of_files, problems_of_files
from index.storing.corpus import Corpus, Pick, copy_documents
from index.storing.generations import build_lock, is_locked, read_current, read_manifest, remove_orphans
from index.storing.listing import LISTING, Listing
from index.storing.snapshot import Snapshot, open_corpora, open_snapshot, open_verified
from index.storing.store import NO_NOTES, THRESHOLDS, Held, Store
from index.storing.writing import write_generation


@dataclass(frozen=True)
class FileStore:
    """The index in `folder`; see `index.storing.generations`."""

    folder: Path

    def __str__(self) -> str:
        return str(self.folder)

    def current(self) -> str:
        line = read_current(self.folder)
        return f"{line.strip()} {self._notes()}" if line else ""

    def manifest(self) -> Mapping[str, Any]:
        return read_manifest(self.folder)[1]

    def open(self, embedder: Embedder, before: Snapshot | None = None) -> Snapshot:
        return open_snapshot(self.folder, embedder, before)

    def lock(self) -> AbstractContextManager[None]:
        return build_lock(self.folder)

    def is_locked(self) -> bool:
        return is_locked(self.folder)

    def held(self, embedder: Embedder | None) -> Held:
        folder, manifest = open_verified(self.folder, embedder)
        corpora, listing = open_corpora(self.folder, manifest), Listing(folder / LISTING)
        keys = [{number: key for key, number in corpus.keys().items()} for corpus in corpora]
        documents = {keys[part][number]: (corpora[part], number) for part, number in listing.documents()}
        files = {row[0]: FileEntry(*row) for row in listing.files()}
        return Held(manifest, documents, files, corpora)

    def publish(
        self,
        root: Path,
        exclude: Sequence[str],
        embedder: Embedder,
        files: Sequence[FileEntry],
        documents: Sequence[Pick],
        notes: Mapping[str, str | None] = NO_NOTES,
    ) -> Mapping[str, Any]:
        with self._own(documents) as own:
            manifest = write_generation(self.folder, root, exclude, embedder, files, own)
        for name, text in notes.items():
            self.keep(name, text)
        return manifest

    def tidy(self) -> None:
        remove_orphans(self.folder)

    def note(self, name: str) -> str | None:
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def keep(self, name: str, text: str | None) -> None:
        if text is None:
            (self.folder / name).unlink(missing_ok=True)
        else:
            write_whole(self.folder / name, text)

    def problems(self, embedder: Embedder) -> Iterator[str]:
        return problems_of_files(self.folder, embedder)

    def facts(self) -> Iterator[str]:
        return facts_of_files(self.folder)

    def at(self, name: str) -> str:
        return str(self.folder / name)

    @contextmanager
    def _own(self, documents: Sequence[Pick]) -> Iterator[Sequence[Pick]]:
        """The documents as files hold them; those of another store are copied into one that is gone afterwards."""
        if all(isinstance(origin, Corpus) for origin, _, _ in documents):
            yield documents
            return
        with partial_file(self.folder, "documents-") as path:
            copy_documents(path, documents)
            with closing(Corpus(path)) as copied:
                yield [(copied, number, source) for number, (_, _, source) in enumerate(documents)]

    def _notes(self) -> str:
        """Tells whether what is kept beside has been kept anew, or removed, since. Cheap: reads nothing."""
        try:
            status = (self.folder / THRESHOLDS).stat()
        except OSError:
            return ""
        return f"{status.st_mtime_ns} {status.st_ino}"


def store_at(where: Path | Store) -> Store:
    """The store, or the one in a folder."""
    return FileStore(where) if isinstance(where, Path) else where


def indexed_folder(where: Path | Store) -> Path | None:
    """The folder that an index is of, sound or not; None if there is no index, or no telling."""
    store = store_at(where)
    root = _manifest(store).get("root") or stamped_root(store.folder)
    return Path(root) if root else None


def indexed_patterns(where: Path | Store, root: Path) -> list[str]:
    """The patterns of what the last build of this folder left out."""
    manifest = _manifest(store_at(where))
    return list(manifest.get("exclude", [])) if manifest.get("root") == str(root.resolve()) else []


def _manifest(store: Store) -> Mapping[str, Any]:
    try:
        return store.manifest()
    except StoreUnreachable:
        raise
    except IndexUnusable:
        return {}
