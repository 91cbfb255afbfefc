"""Brings the index in line with a folder: reads it, embeds what is new, publishes one generation."""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from index.chunks import chunk_document, embedding_text, embedding_units
from index.corpus import FileEntry
from index.embedder import Embedder, Vectors
from index.errors import CorpusError, IndexUnusable, LoadError
from index.formats import parse
from index.lexical import LexicalIndex
from index.library import REBUILD, Snapshot, build_lock, open_snapshot, publish, read_current
from index.loaders import read, scan
from index.records import Chunk, Document
from index.store import FaissStore
from index.unit_store import UnitStore

Progress = Callable[[str, int, int], None]
"""Called with what is being done ("Reading", "Embedding"), how many are done, and of how many."""

_EMBED_AT_ONCE = 256  # chunks: sorted by length within, and a step of the progress bar


@dataclass(slots=True)
class Report:
    """What a build did. Indexed files count as added, changed or unchanged; the others by what kept them out."""

    generation: int = 0
    files_added: int = 0
    files_changed: int = 0
    files_removed: int = 0
    files_unchanged: int = 0
    files_failed: int = 0
    files_empty: int = 0
    files_duplicate: int = 0
    chunks: int = 0
    chunks_embedded: int = 0
    chunks_truncated: int = 0
    seconds: float = 0.0
    chunks_per_second: float = 0.0
    notice: str = ""
    failures: list[dict[str, str]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def silent(what: str, done: int, total: int) -> None:
    """No progress shown."""


def build(root: Path, index_dir: Path, embedder: Embedder, progress: Progress = silent) -> Report:
    """Builds or refreshes the index of `root` in `index_dir` and reports.

    Files are compared by content hash, and the vectors of chunks that read the same are taken over: an unchanged
    folder embeds nothing and writes nothing. An unusable index is built anew, and the report says so. Raises
    `CorpusError` if nothing in the folder can be indexed (an index made before stays as it is) and `IndexLocked`
    if another process is building.
    """
    started = time.perf_counter()
    sources = scan(root)
    with build_lock(index_dir):
        report = Report()
        previous: Snapshot | None = None
        try:
            previous = open_snapshot(index_dir, embedder)
        except IndexUnusable as error:
            report.notice = f"Built anew. {error}".removesuffix(REBUILD).strip() if read_current(index_dir) else ""
        files, documents = _read_files(root, sources, previous, progress)
        _count_files(report, files, previous)
        if not documents:
            reasons = "".join(f"\n  {failure['source']}: {failure['reason']}" for failure in report.failures)
            raise CorpusError(f"Nothing in {root} can be indexed. Put .txt or .md files there.{reasons}")
        if previous and previous.root == root.resolve() and previous.files == files:
            report.generation, report.chunks = previous.generation, len(previous.chunks)
        else:
            chunks = [
                chunk
                for document in documents
                for chunk in chunk_document(document, embedder.count_tokens, embedder.max_tokens)
            ]
            store, unit_store = _embed(chunks, previous, embedder, progress, report)
            lexical = LexicalIndex.of(chunks)
            report.generation = publish(index_dir, root, embedder, files, documents, chunks, store, unit_store, lexical)
            report.chunks = len(chunks)
    report.seconds = time.perf_counter() - started
    report.chunks_per_second = report.chunks_embedded / report.seconds
    return report


def is_stale(snapshot: Snapshot) -> bool:
    """Whether its folder holds other files or texts than the snapshot. False if the folder is gone."""
    if not snapshot.root.is_dir():
        return False
    return _read_files(snapshot.root, scan(snapshot.root), snapshot, silent)[0] != snapshot.files


def _read_files(
    root: Path, sources: Sequence[str], previous: Snapshot | None, progress: Progress
) -> tuple[list[FileEntry], list[Document]]:
    """An entry for every source, and a document for every one that is indexed; known contents are not parsed again."""
    known = {document.sha256: document for document in previous.documents} if previous else {}
    files: list[FileEntry] = []
    documents: dict[str, Document] = {}  # by content hash
    for done, source in enumerate(sources):
        progress("Reading", done, len(sources))
        try:
            data = read(root, source)
            sha256 = hashlib.sha256(data).hexdigest()
            if sha256 in documents:
                files.append(FileEntry(source, sha256, "duplicate", documents[sha256].source))
                continue
            document = replace(known[sha256], source=source) if sha256 in known else parse(source, data)
        except LoadError as error:
            files.append(FileEntry(source, "", "failed", str(error)))
            continue
        if document.text.strip():
            documents[sha256] = document
            files.append(FileEntry(source, sha256, "indexed"))
        else:
            files.append(FileEntry(source, sha256, "empty", "it holds no text"))
    return files, list(documents.values())


def _count_files(report: Report, files: Sequence[FileEntry], previous: Snapshot | None) -> None:
    before = {entry.source: entry.sha256 for entry in previous.files} if previous else {}
    for entry in files:
        if entry.state == "failed":
            report.files_failed += 1
            report.failures.append({"source": entry.source, "reason": entry.reason})
        elif entry.state == "empty":
            report.files_empty += 1
        elif entry.state == "duplicate":
            report.files_duplicate += 1
        elif entry.source not in before:
            report.files_added += 1
        elif before[entry.source] == entry.sha256:
            report.files_unchanged += 1
        else:
            report.files_changed += 1
    report.files_removed = len(before.keys() - {entry.source for entry in files})


def _embed(
    chunks: Sequence[Chunk], previous: Snapshot | None, embedder: Embedder, progress: Progress, report: Report
) -> tuple[FaissStore, UnitStore]:
    """The vectors of each chunk and of its units: taken over from the previous generation if it holds a chunk that
    reads the same, else computed."""
    old_rows = {embedding_text(chunk): row for row, chunk in enumerate(previous.chunks)} if previous else {}
    old_vectors = previous.store.vectors() if previous else np.empty((0, embedder.dimension), dtype=np.float32)
    texts = [embedding_text(chunk) for chunk in chunks]
    vectors = np.empty((len(chunks), embedder.dimension), dtype=np.float32)
    by_chunk: dict[int, Vectors] = {}
    new = []
    for row, text in enumerate(texts):
        if previous and text in old_rows:
            vectors[row] = old_vectors[old_rows[text]]
            by_chunk[row] = previous.units[old_rows[text]]
        else:
            new.append(row)
    for start in range(0, len(new), _EMBED_AT_ONCE):
        progress("Embedding", start, len(new))
        rows = new[start : start + _EMBED_AT_ONCE]
        batch = [texts[row] for row in rows]
        report.chunks_truncated += sum(count > embedder.max_tokens for count in embedder.count_tokens(batch))
        spans = [embedding_units(chunks[row]) for row in rows]
        vectors[rows], of_units = embedder.passages(batch, spans)
        by_chunk |= zip(rows, np.split(of_units, np.cumsum([len(of_text) for of_text in spans])), strict=False)
    report.chunks_embedded = len(new)
    return FaissStore.build(vectors), UnitStore.build([by_chunk[row] for row in range(len(chunks))])
