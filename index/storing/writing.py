"""Writes a generation from finished documents: what is new becomes a part, beside those that are there."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from itertools import compress, count
from pathlib import Path
from typing import Any

import numpy as np

from index.disk import share
from index.embedding.embedder import Embedder
from index.errors import IndexUnusable
from index.reading.files import FileEntry
from index.records import Document
from index.storing.corpus import CORPUS, Corpus, Pick, write_corpus
from index.storing.generations import PART, part_folder, publish, read_manifest
from index.storing.listing import LISTING, Listed, write_listing
from index.storing.part import Entry
from index.storing.postings import Postings
from index.storing.snapshot import PROBE, TABLES, identity
from index.tables.reading import tables_of
from index.tables.store import tabled, write_tables

STALE = 0.1  # of all chunks: as many may be gone, or in other parts than the largest
MOST_PARTS = 8


def write_generation(
    index_dir: Path,
    root: Path,
    exclude: Sequence[str],
    embedder: Embedder,
    files: Sequence[FileEntry],
    documents: Sequence[Pick],
) -> Mapping[str, Any]:
    """Makes the generation of these documents current; returns its manifest.

    Documents that are in a part stay there, and the others become a new one. Once a tenth of the chunks is gone, or in
    others than the largest part, all of them become one again. So it does not matter what was there before, but for
    where things are stored.
    """
    before = _before(index_dir, documents)
    origins = {pick[0].path: pick[0] for pick in documents}
    entries = {path: origin.entries(0) for path, origin in origins.items()}
    named = {path: origin.sources() for path, origin in origins.items()}
    told = [entries[origin.path][number] for origin, number, _ in documents]
    kept = _kept(documents, entries, before.parts)
    place = {path: number for number, path in enumerate(kept)}
    # whether the generation before has each, by the same name
    known = [path in before.parts and named[path][number] == source for path, number, source in _placed(documents)]

    def write(folder: Path) -> dict[str, Any]:
        stays = [is_known and pick[0].path in place for pick, is_known in zip(documents, known, strict=True)]
        if moved := [pick for pick, stay in zip(documents, stays, strict=True) if not stay]:
            _write_part(folder / PART, moved, embedder.dimension)
        new = count()
        listed = (
            Listed(place[path], number) if stay else Listed(len(kept), next(new))
            for (path, number, _), stay in zip(_placed(documents), stays, strict=True)
        )
        write_listing(folder / LISTING, files, listed)
        tabled = before.tabled()
        may_have = [
            (pick, not is_known)
            for pick, entry, is_known in zip(documents, told, known, strict=True)
            if not is_known or (pick[2], entry.sha256) in tabled
        ]
        return {
            **described(root, exclude, embedder, Counter(entry.language for entry in told)),
            "chunks": sum(entry.rows for entry in told),
            "tables": _write_tables(
                folder / TABLES, _documents([pick for pick, _ in may_have]), [unread for _, unread in may_have], before
            ),
            "parts": {path.parent.name: before.parts[path] for path in kept},
        }

    return publish(index_dir, write)


def _placed(documents: Sequence[Pick]) -> Iterator[tuple[Path, int, str]]:
    """Of each the file that it is in, its id there, and its source."""
    return ((origin.path, number, source) for origin, number, source in documents)


def described(root: Path, exclude: Sequence[str], embedder: Embedder, languages: Mapping[str, int]) -> dict[str, Any]:
    """What a manifest tells of how a generation was made, and of its documents, which are so many of each language."""
    return {
        **identity(embedder),
        "root": str(root.resolve()),
        "exclude": list(exclude),
        "embedder": {"name": embedder.name, "dimension": embedder.dimension},
        "probe": np.round(embedder.queries([PROBE])[0].astype(float), 6).tolist(),
        "documents": sum(languages.values()),
        "languages": languages,
    }


@dataclass(frozen=True, slots=True)
class _Before:
    """The generation before, if documents are taken over from it: what its manifest tells of its `parts`, by the paths
    of their corpora, and of its `tables`, and the file of these."""

    parts: Mapping[Path, Any] = field(default_factory=dict)
    tables: Mapping[str, int] = field(default_factory=dict)
    file: Path | None = None

    def tabled(self) -> Set[tuple[str, str]]:
        """The documents that have tables, by source and hash."""
        return tabled(self.file) if self.file else frozenset()


def _before(index_dir: Path, documents: Sequence[Pick]) -> _Before:
    origins = {origin.path for origin, _, _ in documents}
    with suppress(IndexUnusable):
        folder, manifest = read_manifest(index_dir)
        told = {part_folder(index_dir, name) / CORPUS: part for name, part in manifest.get("parts", {}).items()}
        if origins & told.keys():
            return _Before(told, manifest["tables"], folder / TABLES)
    return _Before()


def _kept(
    documents: Sequence[Pick], entries: Mapping[Path, Mapping[int, Entry]], parts: Mapping[Path, Any]
) -> list[Path]:
    """The parts that documents stay in, the largest alone if there are too many, and none once too much is stale."""
    held: Counter[Path] = Counter()
    for origin, number, _ in documents:
        held[origin.path] += entries[origin.path][number].rows
    there = [path for path in parts if held[path]]
    stored = {path: sum(entry.rows for entry in entries[path].values()) for path in there}
    largest = max(there, key=lambda path: held[path], default=None)
    stale = sum(stored.values()) - sum(held[path] for path in there) + held.total() - (held[largest] if largest else 0)
    if stale > STALE * held.total():
        return []
    return there if len(there) < MOST_PARTS or not largest else [largest]


def _documents(picks: Sequence[Pick]) -> list[Document]:
    """Those that are picked; their texts are read when they are wanted."""
    numbers: defaultdict[Corpus, list[int]] = defaultdict(list)
    for origin, number, _ in picks:
        numbers[origin].append(number)
    rows = {origin: origin.rows(own) for origin, own in numbers.items()}
    return [replace(origin.made(rows[origin][number]), source=source) for origin, number, source in picks]


def _write_tables(
    path: Path, documents: Sequence[Document], unread: Sequence[bool], before: _Before
) -> Mapping[str, int]:
    """Writes the tables of these documents, which are all that may have some; returns how many there are. If they are
    those of `before` the file is shared with it."""
    is_same = len(documents) - sum(unread) == len(before.tabled())
    if before.file and is_same and not any(tables_of(document) for document in compress(documents, unread)):
        share(before.file, path)
        return before.tables
    return write_tables(path, documents, before.file)


def _write_part(folder: Path, documents: Sequence[Pick], dimension: int) -> None:
    from index.storing.vectors import FaissStore

    folder.mkdir()
    write_corpus(folder / CORPUS, documents)
    with closing(Corpus(folder / CORPUS)) as corpus:
        FaissStore.build(corpus.vectors(dimension)).save(folder / "vectors.faiss")
        Postings.of_terms(corpus.terms(), corpus.words()).save(folder / "bm25")


def wake(embedder: Embedder) -> None:
    """Has the embedder load its model, and imports what a generation is written with: a second, best spent waiting."""
    from index.storing.vectors import FaissStore

    embedder.queries([PROBE])
    FaissStore.build(np.empty((0, embedder.dimension), dtype=np.float32))
