"""Checks an index against itself, its embedder and its folder, and says which command mends what is wrong."""

from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import numpy as np

from index.building.build import is_stale
from index.building.staging import staged_documents
from index.chunks import embedding_text
from index.embedding.embedder import Embedder
from index.errors import EmbedderError, IndexUnusable
from index.language.tidy import printable
from index.storing.checking import listed
from index.storing.files import store_at
from index.storing.generations import ANEW
from index.storing.snapshot import PROBE, Snapshot
from index.storing.store import THRESHOLDS, Store
from index.storing.thresholds import ThresholdsDamaged, read_thresholds

_ALIKE = 0.999  # cosine of one text embedded twice by what calls itself the same embedder
_APART = (2 * (1 - _ALIKE)) ** 0.5  # the distance of two vectors of length 1 that are so alike
_TRIED = 16  # chunks, or up to twice as many, that are embedded once more


def diagnose(where: Path | Store, embedder: Embedder) -> list[str]:
    """Problems, each with its remedy; empty if all is well."""
    store = store_at(where)
    problems: list[str] = []
    try:
        wrong = [*store.problems(embedder)]
        problems += [*wrong, *_staged(store), *_thresholds(store)]
        snapshot = store.open(embedder)
        more = [*listed(snapshot), *_embedder(snapshot, embedder)]
        if snapshot.chunks and not (wrong or more):
            more += _vectors(snapshot, embedder)
        problems += [*more, *_folder(snapshot, store.folder)]
    except IndexUnusable as error:
        problems.insert(0, str(error))
    return [*dict.fromkeys(problems)]


def hints(where: Path | Store, embedder: Embedder) -> list[str]:
    """What is not wrong and should be known: what the store tells of itself, thresholds of the folder's own, what the
    documents that were read in part lack. As far as it can be told."""
    store = store_at(where)
    told: list[str] = []
    with suppress(IndexUnusable):
        told += store.facts()
        told += [*_own_thresholds(store), *_partly_read(store, embedder)]
    return told


def _staged(store: Store) -> Iterator[str]:
    count = 0 if store.is_locked() else staged_documents(store.folder)
    if count:
        yield f"A build that stopped had finished {count:,} documents; they are kept. Go on from there: python -m index"


def _thresholds(store: Store) -> Iterator[str]:
    try:
        read_thresholds(store)
    except ThresholdsDamaged as error:
        yield str(error)


def _own_thresholds(store: Store) -> Iterator[str]:
    with suppress(ThresholdsDamaged):  # which is a problem
        if kept := read_thresholds(store):
            yield (
                f"Thresholds of this folder's own are kept in {store.at(THRESHOLDS)}, set by {kept.cases:,} cases on "
                f"{kept.date}. {kept.says}"
            )


def _partly_read(store: Store, embedder: Embedder) -> Iterator[str]:
    with closing(store.held(embedder)) as held:
        omissions = {key: parts for origin in held.origins for key, parts in origin.omissions().items()}
        missing = {file.source: omissions.get(file.key, []) for file in held.files.values() if file.state == "indexed"}
    for source, parts in missing.items():
        if parts:
            yield f"{source} was read in part: {'; '.join(parts)}."


def _embedder(snapshot: Snapshot, embedder: Embedder) -> Iterator[str]:
    try:
        cosine = float(embedder.queries([PROBE])[0] @ np.array(snapshot.manifest["probe"], dtype=np.float32))
    except EmbedderError as error:
        yield str(error)
        return
    if cosine < _ALIKE:
        yield (
            f"{embedder.name} does not give the vectors that the index was made with (cosine {cosine:.3f}), though it "
            f"calls itself the same. {ANEW}"
        )


def _vectors(snapshot: Snapshot, embedder: Embedder) -> Iterator[str]:
    """Whether some vectors, of chunks from the first to the last, are those that their texts give."""
    count = len(snapshot.chunks)
    rows = range(0, count, max(1, count // _TRIED))
    chunks = snapshot.chunks.take(rows)
    made = embedder.documents([embedding_text(chunk) for chunk in chunks])
    apart = np.linalg.norm(made - snapshot.store.vectors(rows), axis=1)
    others = [chunk.document.source for chunk, far in zip(chunks, apart, strict=True) if far > _APART]
    for source in dict.fromkeys(others):
        yield f"{printable(source)} has a vector that is not the one of its text. {ANEW}"


def _folder(snapshot: Snapshot, index_dir: Path) -> Iterator[str]:
    if not snapshot.root.is_dir():
        yield f"The indexed folder {snapshot.root} is gone. Bring it back, or index another: python -m index FOLDER"
    elif is_stale(snapshot, index_dir):
        yield f"The files in {snapshot.root} have changed since. Refresh the index: python -m index"
    for entry in snapshot.files:
        if entry.state in ("failed", "stale"):
            yield f"{entry.source} is not indexed{' as it is now' * (entry.state == 'stale')}: {entry.reason}."
