"""The index on disk: immutable generations, one of them current. Writes them atomically, opens them verified.

.citeseed/CURRENT                 "<generation> <sha256 of its manifest.json>"
.citeseed/LOCK                    held by the one process that builds
.citeseed/generations/<n>/        manifest.json, corpus.sqlite, vectors.faiss, units.npy,
                                  unit_bounds.npy, bm25/
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from index.chunks import CHUNKER
from index.corpus import FileEntry, read_corpus, write_corpus
from index.embedder import Embedder, Vectors
from index.errors import IndexLocked, IndexUnusable
from index.lexical import LexicalIndex
from index.records import Chunk, Document
from index.store import FaissStore, VectorStore
from index.unit_store import UnitStore

FORMAT = 2  # raise it when what is stored changes, or what `terms`, `sentences`, `units` or `parse` make
_DIGITS = 20
REBUILD = "Rebuild it: python -m index"


@dataclass(frozen=True)
class Snapshot:
    """One generation. `chunks[row]` has row `row` in `store`, in `units` and in `lexical`.

    It outlives its files: all is in memory, but for the vectors of units, which stay mapped.
    """

    manifest: Mapping[str, Any]
    files: Sequence[FileEntry]
    documents: Sequence[Document]
    chunks: Sequence[Chunk]
    store: VectorStore
    units: UnitStore
    lexical: LexicalIndex

    @property
    def generation(self) -> int:
        return int(self.manifest["generation"])

    @property
    def root(self) -> Path:
        return Path(self.manifest["root"])

    def unit_vectors(self, chunk: Chunk) -> Vectors:
        """Unit vectors, (units, dimension), of `index.chunks.units(chunk.text)`."""
        return self.units[self._rows[chunk]]

    @cached_property
    def _rows(self) -> dict[Chunk, int]:
        return {chunk: row for row, chunk in enumerate(self.chunks)}

    def without(self, sources: Collection[str]) -> "Snapshot":
        """The snapshot as a build of the folder without these files, and without copies of them, would have made it."""
        hashes = {file.sha256 for file in self.files if file.source in sources and file.sha256}
        rows = [row for row, chunk in enumerate(self.chunks) if chunk.document.sha256 not in hashes]
        chunks = [self.chunks[row] for row in rows]
        return replace(
            self,
            files=[file for file in self.files if file.source not in sources and file.sha256 not in hashes],
            documents=[document for document in self.documents if document.sha256 not in hashes],
            chunks=chunks,
            store=FaissStore.build(self.store.vectors()[rows]),
            units=self.units.take(rows),
            lexical=LexicalIndex.of(chunks),
        )


def publish(
    index_dir: Path,
    root: Path,
    embedder: Embedder,
    files: Sequence[FileEntry],
    documents: Sequence[Document],
    chunks: Sequence[Chunk],
    store: VectorStore,
    units: UnitStore,
    lexical: LexicalIndex,
) -> int:
    """Writes a new generation and makes it current; returns its number.

    Everything is written and fsynced beside the others, then renamed, then `CURRENT` is replaced: a crash at any
    moment leaves the old generation current, or the new one. The one before stays for readers about to open it.
    """
    generations = index_dir / "generations"
    generations.mkdir(parents=True, exist_ok=True)
    before = read_current(index_dir).partition(" ")[0]
    number = max((int(path.name) for path in generations.iterdir() if path.name.isdecimal()), default=0) + 1
    partial = Path(tempfile.mkdtemp(prefix=".partial-", dir=generations))
    write_corpus(partial / "corpus.sqlite", files, documents, chunks)
    store.save(partial / "vectors.faiss")
    units.save(partial)
    lexical.save(partial / "bm25")
    manifest = {
        "format": FORMAT,
        "generation": number,
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "root": str(root.resolve()),
        "embedder": {"name": embedder.name, "fingerprint": embedder.fingerprint, "dimension": embedder.dimension},
        "chunker": CHUNKER,
        "documents": len(documents),
        "chunks": len(chunks),
        "files": {path.relative_to(partial).as_posix(): _checksum(path) for path in _files(partial)},
    }
    (partial / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    for path in [*_files(partial), partial / "bm25", partial]:
        _fsync(path)
    partial.rename(generations / str(number))
    _fsync(generations)
    _write_current(index_dir, f"{number} {_checksum(generations / str(number) / 'manifest.json')['sha256']}\n")
    for path in generations.iterdir():
        if path.name not in (str(number), before):
            shutil.rmtree(path, ignore_errors=True)
    return number


def open_snapshot(index_dir: Path, embedder: Embedder) -> Snapshot:
    """The current generation, after its checksums have been verified.

    Raises `IndexUnusable`, with the remedy, if there is none, if a file of it is missing or altered, or if it was
    made by another format, chunker or embedder.
    """
    while True:
        line = read_current(index_dir)
        try:
            return _open(index_dir, embedder)
        except (IndexUnusable, OSError):
            if read_current(index_dir) == line:
                raise  # else a build has replaced the generation while it was being read


def _open(index_dir: Path, embedder: Embedder) -> Snapshot:
    folder, manifest = _open_manifest(index_dir)
    _check_identity(index_dir, manifest, embedder)
    for name, expected in manifest["files"].items():
        path = folder / name
        if not path.is_file() or _checksum(path) != expected:
            raise IndexUnusable(f"The index is damaged: {path} is missing or altered. {REBUILD}")
    files, documents, chunks = read_corpus(folder / "corpus.sqlite")
    store, units, lexical = (
        FaissStore.load(folder / "vectors.faiss"),
        UnitStore.load(folder),
        LexicalIndex.load(folder / "bm25"),
    )
    counts = {"corpus": len(chunks), "vectors": store.size, "units": units.size, "bm25": lexical.size}
    counts["manifest"] = manifest["chunks"]
    if len(set(counts.values())) != 1:
        raise IndexUnusable(f"The index in {folder} disagrees with itself about its chunks: {counts}. {REBUILD}")
    return Snapshot(manifest, files, documents, chunks, store, units, lexical)


def read_current(index_dir: Path) -> str:
    """The line that names the current generation and its checksum, "" if there is none. Cheap: verifies nothing."""
    path = index_dir / "CURRENT"
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def indexed_folder(index_dir: Path) -> Path | None:
    """The folder that an index is of, sound or not; None if there is no index, or no telling."""
    try:
        return Path(_open_manifest(index_dir)[1]["root"])
    except IndexUnusable:
        return None


@contextmanager
def build_lock(index_dir: Path) -> Iterator[None]:
    """Held while building. The operating system frees it when its process ends, however it ends."""
    index_dir.mkdir(parents=True, exist_ok=True)
    owner = index_dir / "LOCK.pid"
    try:
        with FileLock(index_dir / "LOCK", timeout=0):
            owner.write_text(str(os.getpid()), encoding="utf-8")
            yield
    except Timeout as error:
        pid = owner.read_text(encoding="utf-8") if owner.exists() else "unknown"
        raise IndexLocked(
            f"The index {index_dir} is locked by pid {pid}, which is building it. Wait for it to end."
        ) from error


def _open_manifest(index_dir: Path) -> tuple[Path, dict[str, Any]]:
    try:
        number, checksum = (index_dir / "CURRENT").read_text(encoding="utf-8").split()
        if not (number.isdecimal() and len(number) < _DIGITS):
            raise ValueError(number)
    except FileNotFoundError as error:
        raise IndexUnusable(f"There is no index in {index_dir}. Build it: python -m index") from error
    except ValueError as error:
        raise IndexUnusable(f"The index is damaged: {index_dir / 'CURRENT'} is altered. {REBUILD}") from error
    path = index_dir / "generations" / number / "manifest.json"
    if not path.is_file() or _checksum(path)["sha256"] != checksum:
        raise IndexUnusable(f"The index is damaged: {path} is missing or altered. {REBUILD}")
    return path.parent, json.loads(path.read_text(encoding="utf-8"))


def _check_identity(index_dir: Path, manifest: dict[str, Any], embedder: Embedder) -> None:
    if manifest["format"] != FORMAT or manifest["chunker"] != CHUNKER:
        raise IndexUnusable(f"The index in {index_dir} was made by another version of citeseed. {REBUILD}")
    made_by = manifest["embedder"]
    if made_by["fingerprint"] != embedder.fingerprint:
        raise IndexUnusable(
            f"The index in {index_dir} was made by the embedder {made_by['name']} ({made_by['fingerprint']}), "
            f"but {embedder.name} ({embedder.fingerprint}) is in use. {REBUILD}"
        )


def _write_current(index_dir: Path, line: str) -> None:
    partial = index_dir / "CURRENT.partial"
    partial.write_text(line, encoding="utf-8")
    _fsync(partial)
    partial.replace(index_dir / "CURRENT")
    _fsync(index_dir)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _checksum(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"sha256": hashlib.file_digest(file, "sha256").hexdigest(), "bytes": path.stat().st_size}


def _fsync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows can't open a folder; its renames are durable by the file system's journal
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
