"""Writes a generation from finished documents: what is new becomes a part, beside those that are there."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from index.embedding.embedder import Embedder
from index.errors import IndexUnusable
from index.reading.files import FileEntry
from index.storing.corpus import CORPUS, Corpus, Pick, write_corpus
from index.storing.generations import PART, part_folder, publish, read_manifest
from index.storing.listing import LISTING, Listed, write_listing
from index.storing.postings import Postings
from index.storing.snapshot import PROBE, identity
from index.tables.store import write_tables

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
    parts, tables_before = _before(index_dir, documents)
    runs = {origin.path: origin.runs() for origin in {pick[0] for pick in documents}}
    kept = _kept(documents, runs, parts)
    named = {path: origin.sources() for path, origin in {pick[0].path: pick[0] for pick in documents}.items()}

    def stays(pick: Pick) -> bool:
        """Whether it stays in its part: one whose file has another name now does not."""
        origin, number, source = pick
        return origin.path in kept and named[origin.path][number] == source

    def write(folder: Path) -> dict[str, Any]:
        moved = [pick for pick in documents if not stays(pick)]
        if moved:
            _write_part(folder / PART, moved, embedder.dimension)
        known = {origin.path: origin.documents() for origin in {pick[0] for pick in documents}}
        placed = [replace(known[origin.path][number], source=source) for origin, number, source in documents]
        new = count()
        listed = (
            Listed(kept.index(pick[0].path), pick[1]) if stays(pick) else Listed(len(kept), next(new))
            for pick in documents
        )
        write_listing(folder / LISTING, files, listed)
        return {
            **described(root, exclude, embedder, Counter(document.language for document in placed)),
            "chunks": sum(runs[origin.path][number][1] for origin, number, _ in documents),
            "tables": write_tables(folder / "tables.sqlite", placed, tables_before),
            "parts": {path.parent.name: parts[path] for path in kept},
        }

    return publish(index_dir, write)


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


def _before(index_dir: Path, documents: Sequence[Pick]) -> tuple[Mapping[Path, Any], Path | None]:
    """What the current manifest tells of its parts, by the paths of their corpora, and the file of its tables, if
    documents are taken over from it."""
    origins = {origin.path for origin, _, _ in documents}
    with suppress(IndexUnusable):
        folder, manifest = read_manifest(index_dir)
        told = {part_folder(index_dir, name) / CORPUS: part for name, part in manifest.get("parts", {}).items()}
        if origins & told.keys():
            return told, folder / "tables.sqlite"
    return {}, None


def _kept(
    documents: Sequence[Pick], runs: Mapping[Path, Mapping[int, tuple[int, int]]], parts: Mapping[Path, Any]
) -> list[Path]:
    """The parts that documents stay in, the largest alone if there are too many, and none once too much is stale."""
    held: Counter[Path] = Counter()
    for origin, number, _ in documents:
        held[origin.path] += runs[origin.path][number][1]
    there = [path for path in parts if held[path]]
    stored = {path: sum(chunks for _, chunks in runs[path].values()) for path in there}
    largest = max(there, key=lambda path: held[path], default=None)
    stale = sum(stored.values()) - sum(held[path] for path in there) + held.total() - (held[largest] if largest else 0)
    if stale > STALE * held.total():
        return []
    return there if len(there) < MOST_PARTS or not largest else [largest]


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
