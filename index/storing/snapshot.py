"""What one generation of the index holds: writes it from finished documents, opens it verified."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.chunks import CHUNKER
from index.embedding.embedder import Embedder
from index.errors import IndexUnusable
from index.language.sentences import cut_by
from index.language.words import stemmed_by
from index.reading.files import FileEntry, Key, key_of
from index.reading.stamps import stamped_root
from index.records import Chunk, Document
from index.storing.bm25 import LexicalIndex
from index.storing.corpus import Corpus, Pick, write_corpus
from index.storing.generations import ANEW, REBUILD, altered, publish, read_current, read_manifest
from index.tables.kept import Tables
from index.tables.store import write_tables

if TYPE_CHECKING:  # slow to import, and not needed to find that nothing has changed
    from index.storing.vectors import FaissStore

FORMAT = 7  # raise it when what is stored changes, or what `terms` or `parse` make
PROBE = "The ministers met in Mexico City on Tuesday and spoke about trade, migration and security."


@dataclass(frozen=True)
class Snapshot:
    """One generation: `chunks[row]` has row `row` in `store` and in `lexical`. Its files may go.

    All is in memory but for the `tables`, whose file stays readable.
    """

    manifest: Mapping[str, Any]
    files: Sequence[FileEntry]
    documents: Sequence[Document]
    chunks: Sequence[Chunk]
    store: "FaissStore"
    lexical: LexicalIndex
    tables: Tables = field(default_factory=Tables)

    @property
    def generation(self) -> int:
        return int(self.manifest["generation"])

    @property
    def root(self) -> Path:
        return Path(self.manifest["root"])

    @property
    def originals(self) -> dict[str, str]:
        """The source under which the content of each file is indexed, by source."""
        copies = {copy: document.source for document in self.documents for copy in document.copies}
        return {document.source: document.source for document in self.documents} | copies

    @cached_property
    def by_key(self) -> dict[Key, Document]:
        """The documents by their content."""
        return {key_of(document.source, document.sha256): document for document in self.documents}

    def without(self, sources: Collection[str]) -> "Snapshot":
        """The snapshot as a build of the folder without these files, and without copies of them, would have made it."""
        from index.storing.vectors import FaissStore

        sources = frozenset(sources)
        keys = {file.key for file in self.files if file.source in sources}
        hashes = {key.sha256 for key in keys if key.sha256}
        rows = [row for row, chunk in enumerate(self.chunks) if chunk.document.sha256 not in hashes]
        chunks = [self.chunks[row] for row in rows]
        return replace(
            self,
            files=[file for file in self.files if file.source not in sources and file.key.sha256 not in hashes],
            documents=[document for document in self.documents if document.sha256 not in hashes],
            chunks=chunks,
            store=FaissStore.build(self.store.vectors()[rows]),
            lexical=LexicalIndex.of(chunks),
            tables=self.tables.without(hashes),
        )


def write_generation(
    index_dir: Path,
    root: Path,
    exclude: Sequence[str],
    embedder: Embedder,
    files: Sequence[FileEntry],
    documents: Sequence[Pick],
) -> Mapping[str, Any]:
    """Makes the generation of these documents current; returns its manifest.

    The search structures are built anew, from what is kept of each chunk: so it does not matter what was there before.
    """
    from index.storing.vectors import FaissStore

    def write(folder: Path) -> dict[str, Any]:
        write_corpus(folder / "corpus.sqlite", files, documents)
        with closing(Corpus(folder / "corpus.sqlite")) as corpus:
            vectors, languages = corpus.vectors(embedder.dimension), corpus.languages()
            FaissStore.build(vectors).save(folder / "vectors.faiss")
            LexicalIndex.of_terms(corpus.terms(), corpus.words(), languages).save(folder / "bm25")
            texts = (corpus.document(number) for number in range(len(documents)))
            tables = write_tables(folder / "tables.sqlite", texts, _tables_before(documents))
        return {
            **identity(embedder),
            "root": str(root.resolve()),
            "exclude": list(exclude),
            "embedder": {"name": embedder.name, "dimension": embedder.dimension},
            "probe": np.round(embedder.queries([PROBE])[0].astype(float), 6).tolist(),
            "documents": len(documents),
            "chunks": len(vectors),
            "languages": languages,
            "tables": tables,
        }

    return publish(index_dir, write)


def _tables_before(documents: Sequence[Pick]) -> Path | None:
    """The file of the tables of the generation that documents are taken over from."""
    files = {origin.path.with_name("tables.sqlite") for origin, _, _ in documents}
    return next(filter(Path.is_file, files), None)


def wake(embedder: Embedder) -> None:
    """Has the embedder load its model, and imports what a generation is written with: a second, best spent waiting."""
    from index.storing.vectors import FaissStore

    embedder.queries([PROBE])
    FaissStore.build(np.empty((0, embedder.dimension), dtype=np.float32))


def identity(embedder: Embedder) -> dict[str, Any]:
    """What has to be the same for what one build made to be of use to another."""
    words = f"{cut_by()}, {stemmed_by()}"
    return {"format": FORMAT, "chunker": CHUNKER, "words": words, "fingerprint": embedder.fingerprint}


def open_snapshot(index_dir: Path, embedder: Embedder) -> Snapshot:
    """The current generation, after its checksums have been verified.

    Raises `IndexUnusable`, with the remedy, if there is none, if a file of it is missing or altered, or if it was
    made by another format, chunker or embedder.
    """
    while True:
        line = read_current(index_dir)
        try:
            return _open(index_dir, embedder)
        except (IndexUnusable, OSError) as error:
            if read_current(index_dir) != line:
                continue  # a build has replaced the generation while it was being read
            if isinstance(error, OSError):
                raise IndexUnusable(f"The index in {index_dir} can't be read ({error}). Check the disk.") from error
            raise


def _open(index_dir: Path, embedder: Embedder) -> Snapshot:
    from index.storing.vectors import FaissStore

    folder, manifest = open_verified(index_dir, embedder)
    with closing(Corpus(folder / "corpus.sqlite")) as corpus:
        files, documents = corpus.files(), corpus.documents()
        chunks = corpus.chunks(documents)
    store, lexical = FaissStore.load(folder / "vectors.faiss"), LexicalIndex.load(folder / "bm25")
    counts = {"corpus": len(chunks), "vectors": store.size, "bm25": lexical.size, "manifest": manifest["chunks"]}
    if len(set(counts.values())) != 1:
        raise IndexUnusable(f"The index in {folder} disagrees with itself about its chunks: {counts}. {ANEW}")
    return Snapshot(manifest, files, documents, chunks, store, lexical, Tables(folder / "tables.sqlite"))


def open_verified(index_dir: Path, embedder: Embedder) -> tuple[Path, dict[str, Any]]:
    """The folder of the current generation and its manifest, if both are sound and of use with this embedder."""
    folder, manifest = read_manifest(index_dir)
    if manifest["format"] != FORMAT or manifest["chunker"] != CHUNKER:
        raise IndexUnusable(f"The index in {index_dir} was made by another version of citeseed. {REBUILD}")
    if manifest["words"] != (words := identity(embedder)["words"]):
        raise IndexUnusable(
            f"The sentences and words of the index in {index_dir} were told by {manifest['words']}, but {words} are in "
            f"use. {REBUILD}"
        )
    if manifest["fingerprint"] != embedder.fingerprint:
        raise IndexUnusable(
            f"The index in {index_dir} was made by the embedder {manifest['embedder']['name']} "
            f"({manifest['fingerprint']}), but {embedder.name} ({embedder.fingerprint}) is in use. {REBUILD}"
        )
    for path in altered(folder, manifest):
        raise IndexUnusable(f"The index is damaged: {path} is missing or altered. {REBUILD}")
    return folder, manifest


def indexed_folder(index_dir: Path) -> Path | None:
    """The folder that an index is of, sound or not; None if there is no index, or no telling."""
    root = _manifest(index_dir).get("root") or stamped_root(index_dir)
    return Path(root) if root else None


def indexed_patterns(index_dir: Path, root: Path) -> list[str]:
    """The patterns of what the last build of this folder left out."""
    manifest = _manifest(index_dir)
    return list(manifest.get("exclude", [])) if manifest.get("root") == str(root.resolve()) else []


def _manifest(index_dir: Path) -> dict[str, Any]:
    try:
        return read_manifest(index_dir)[1]
    except IndexUnusable:
        return {}
