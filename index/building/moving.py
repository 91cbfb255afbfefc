"""Copies an index from one store into another as it is: nothing is read or embedded again."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.building.progress import BuildProgress, Show, silent
from index.embedding.embedder import Vectors
from index.errors import BuildStopped, CiteseedError, EmbedderError, IndexUnusable, disk_errors
from index.reading.files import Key
from index.records import Document
from index.storing.corpus import Embedded
from index.storing.store import THRESHOLDS, Held, Origin, Pick, Store


@dataclass(frozen=True, slots=True)
class Moved:
    """What was copied from where to where, and the generation that it is there."""

    source: str
    target: str
    generation: int
    documents: int
    chunks: int
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.documents:,} documents in {self.chunks:,} chunks were copied from {self.source} to {self.target} "
            f"in {self.seconds:.1f} s; generation {self.generation}"
        )


def move(source: Store, target: Store, show: Show = silent, *, replace: bool = False) -> Moved:
    """Makes the current generation of `source` that of `target`, whole or not at all, and has the thresholds that are
    kept beside the one kept beside the other; in files these come last: another move mends what a kill has kept away.
    What is in `source` stays. Which embedder it was made by is taken over.

    Raises `CiteseedError` if there is an index in `target`, unless it is to `replace` that, `IndexUnusable` if the one
    in `source` is missing or damaged, `IndexLocked` if a process is building either, `IndexWriteError` if there is no
    room, `StoreUnreachable`, and `BuildStopped` for Ctrl-C: then all is as it was.
    """
    started = time.perf_counter()
    with disk_errors(target.folder), target.lock(), source.lock():
        if not replace:
            _check_room(target)
        made_by = _MadeBy(source.manifest())
        with closing(source.held(made_by)) as held:
            root, exclude, files = Path(held.manifest["root"]), held.manifest["exclude"], [*held.files.values()]
            picks = _picks(held, _Told(show, held, started))
            try:
                notes = {THRESHOLDS: source.note(THRESHOLDS)}
                manifest = target.publish(root, exclude, made_by, files, picks, notes)
            except KeyboardInterrupt:
                raise BuildStopped(f"Stopped. {target} is as it was.") from None
        target.tidy()
    seconds = time.perf_counter() - started
    counts = int(manifest["documents"]), int(manifest["chunks"])
    return Moved(str(source), str(target), int(manifest["generation"]), *counts, seconds)


def _check_room(target: Store) -> None:
    if not target.current():
        return
    told = ""
    with suppress(IndexUnusable):
        manifest = target.manifest()
        told = f", of {manifest['documents']:,} documents of {manifest['root']}, built at {manifest['built_at']}"
    raise CiteseedError(f"There is an index in {target} already{told}. To put the other in its place, add --replace.")


def _picks(held: Held, tell: Callable[[Document, int], None]) -> list[Pick]:
    """All documents by their sources, which are those of the first file of each content."""
    told = {id(origin): _Origin(origin, tell) for origin in held.origins}
    sources = {file.key: file.source for file in reversed([*held.files.values()]) if file.answers}
    picks = [(told[id(origin)], number, sources[key]) for key, (origin, number) in held.documents.items()]
    return sorted(picks, key=lambda pick: pick[2])


class _Origin:
    """An origin that tells of each document once all of it was taken over."""

    def __init__(self, origin: Origin, tell: Callable[[Document, int], None]) -> None:
        self._origin = origin
        self._tell = tell

    def omissions(self) -> Mapping[Key, Sequence[str]]:
        return self._origin.omissions()

    def document(self, number: int) -> Document:
        return self._origin.document(number)

    def words(self, numbers: Sequence[int]) -> Iterator[Sequence[str]]:
        return self._origin.words(numbers)

    def embedded(self, number: int) -> Iterator[Embedded]:
        rows = 0
        for row in self._origin.embedded(number):
            rows += 1
            yield row
        if rows:
            self._tell(row.chunk.document, rows)

    def close(self) -> None:
        self._origin.close()


class _Told:
    """Shows how far it is."""

    def __init__(self, show: Show, held: Held, started: float) -> None:
        self._show = show
        self._all = len(held.documents), int(held.manifest["chunks"])
        self._started = started
        self._documents = self._chunks = 0

    def __call__(self, document: Document, chunks: int) -> None:
        self._documents += 1
        self._chunks += chunks
        documents, every = self._all
        done, seconds = (self._chunks, self._chunks, every), time.perf_counter() - self._started
        self._show(BuildProgress(document.source, self._documents, documents, *done, seconds))


class _MadeBy:
    """The embedder that a manifest names. It knows no vector but the one that is kept to know it by."""

    def __init__(self, manifest: Mapping[str, Any]) -> None:
        self.languages: frozenset[str] | None = None
        self.max_tokens, self.unrelated = 0, 0.0
        self.name = str(manifest["embedder"]["name"])
        self.dimension = int(manifest["embedder"]["dimension"])
        self.fingerprint = str(manifest["fingerprint"])
        self._probe = np.array([manifest["probe"]])

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        raise EmbedderError(f"{self.name} is not loaded while an index is moved.")

    def documents(self, texts: Sequence[str]) -> Vectors:
        raise EmbedderError(f"{self.name} is not loaded while an index is moved.")

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._probe
