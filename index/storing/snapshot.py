"""What one generation of the index holds: writes it from finished documents, opens it verified."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from index.chunks import CHUNKER
from index.embedding.embedder import Embedder
from index.errors import IndexUnusable
from index.language.sentences import cut_by
from index.language.words import stemmed_by
from index.reading.files import FileEntry, Key, key_of
from index.reading.stamps import stamped_root
from index.records import Document
from index.storing.bm25 import LexicalIndex
from index.storing.corpus import CORPUS, Corpus
from index.storing.generations import (
    ANEW,
    REBUILD,
    altered,
    part_folder,
    read_current,
    read_manifest,
)
from index.storing.listing import LISTING, read_listing
from index.storing.nearest import Nearest
from index.storing.numbering import Numbering, Run
from index.storing.part import Part
from index.storing.passages import Chunks
from index.storing.postings import Postings
from index.tables.kept import Tables

FORMAT = 8  # raise it when what is stored changes, or what `terms` or `parse` make
PROBE = "The ministers met in Mexico City on Tuesday and spoke about trade, migration and security."


@dataclass(frozen=True)
class Snapshot:
    """One generation, or some documents of it: rows are numbered through, document by document. Its files may go.

    `runs` tell where in the `parts` the chunks of each of the `documents` are, and `numbers` which it is there.
    """

    manifest: Mapping[str, Any]
    files: Sequence[FileEntry]
    documents: Sequence[Document]
    runs: Sequence[Run]
    numbers: Sequence[int]
    parts: Sequence[Part]
    tables: Tables = field(default_factory=Tables)

    @property
    def generation(self) -> int:
        return int(self.manifest["generation"])

    @property
    def root(self) -> Path:
        return Path(self.manifest["root"])

    @cached_property
    def numbering(self) -> Numbering:
        """Which rows are those of which document."""
        return Numbering(self.runs, [part.passages.size for part in self.parts])

    @cached_property
    def chunks(self) -> Chunks:
        """All of them, by row."""
        return Chunks(self.documents, [part.catalogue for part in self.parts], self.numbering)

    @cached_property
    def store(self) -> Nearest:
        """Their vectors, by row."""
        dimension = int(self.manifest["embedder"]["dimension"])
        return Nearest([part.passages for part in self.parts], self.numbering, dimension)

    @cached_property
    def lexical(self) -> LexicalIndex:
        """Their terms, by row."""
        languages = {document.language for document in self.documents}
        return LexicalIndex([part.vocabulary for part in self.parts], self.numbering, languages, self._words)

    @property
    def originals(self) -> dict[str, str]:
        """The source under which the content of each file is indexed, by source."""
        copies = {copy: document.source for document in self.documents for copy in document.copies}
        return {document.source: document.source for document in self.documents} | copies

    @cached_property
    def by_hash(self) -> Mapping[str, Sequence[Document]]:
        """The documents by the hash of their content."""
        found: defaultdict[str, list[Document]] = defaultdict(list)
        for document in self.documents:
            found[document.sha256].append(document)
        return found

    def without(self, sources: Collection[str]) -> "Snapshot":
        """The snapshot as a build of the folder without these files, and without copies of them, would have made it."""
        sources = frozenset(sources)
        hashes = {file.key.sha256 for file in self.files if file.source in sources} - {""}
        kept = [place for place, document in enumerate(self.documents) if document.sha256 not in hashes]
        return replace(
            self,
            files=[file for file in self.files if file.source not in sources and file.key.sha256 not in hashes],
            documents=[self.documents[place] for place in kept],
            runs=[self.runs[place] for place in kept],
            numbers=[self.numbers[place] for place in kept],
            tables=self.tables.without(hashes),
        )

    def _words(self) -> Collection[str]:
        """The words that stand in one of the documents: those of all of a part but for what only others have, or the
        other way round, by which are fewer."""
        found: set[str] = set()
        for number, part in enumerate(self.parts):
            own = {self.numbers[place] for place, run in enumerate(self.runs) if run.part == number}
            others = part.catalogue.numbers() - own
            if len(own) < len(others):
                found.update(*part.catalogue.words(sorted(own)))
                continue
            held = part.vocabulary.words()
            gone = Counter(word for words in part.catalogue.words(sorted(others)) for word in words)
            found |= {word for word, count in held.items() if count > gone[word]} if gone else held.keys()
        return found


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
    folder, manifest = open_verified(index_dir, embedder)
    files, listed = read_listing(folder / LISTING)
    parts, documents, runs = [], [], []
    for corpus in open_corpora(index_dir, manifest):
        parts.append(_part(corpus))
        documents.append(corpus.documents())
        runs.append(corpus.runs())
    copies = _copies(files)
    placed = [_named(documents[one.part][one.number], one.source, copies) for one in listed]
    snapshot = Snapshot(
        manifest,
        files,
        placed,
        [Run(one.part, *runs[one.part][one.number]) for one in listed],
        [one.number for one in listed],
        parts,
        Tables(folder / "tables.sqlite"),
    )
    if snapshot.numbering.size != manifest["chunks"]:
        counts = {"parts": snapshot.numbering.size, "manifest": manifest["chunks"]}
        raise IndexUnusable(f"The index in {folder} disagrees with itself about its chunks: {counts}. {ANEW}")
    return snapshot


def open_corpora(index_dir: Path, manifest: Mapping[str, Any]) -> list[Corpus]:
    """The documents of each part of a generation."""
    return [Corpus(part_folder(index_dir, name) / CORPUS) for name in manifest["parts"]]


def _part(corpus: Corpus) -> Part:
    from index.storing.vectors import FaissStore

    folder = corpus.path.parent
    store, postings = FaissStore.load(folder / "vectors.faiss"), Postings.load(folder / "bm25")
    counts = {"corpus": corpus.size, "vectors": store.size, "bm25": len(postings.lengths)}
    if len(set(counts.values())) != 1:
        raise IndexUnusable(f"The index in {folder} disagrees with itself about its chunks: {counts}. {ANEW}")
    return Part(corpus, store, postings)


def _copies(files: Sequence[FileEntry]) -> Mapping[Key, list[str]]:
    """The paths of the files that are answered from by another one's document, by its content."""
    copies: dict[Key, list[str]] = {}
    for entry in files:
        if entry.state in ("duplicate", "stale"):
            copies.setdefault(entry.key, []).append(entry.source)
    return copies


def _named(document: Document, source: str, copies: Mapping[Key, Sequence[str]]) -> Document:
    """The document as its file is called now."""
    if not copies and document.source == source:
        return document
    paths = copies.get(key_of(source, document.sha256), ()) if copies else ()
    return replace(document, source=source, copies=tuple(path for path in paths if path != source))


def open_verified(index_dir: Path, embedder: Embedder, anew: bool = False) -> tuple[Path, dict[str, Any]]:
    """The folder of the current generation and its manifest, if both are sound and of use with this embedder; see
    `altered`."""
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
    for path in altered(index_dir, manifest, anew):
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
