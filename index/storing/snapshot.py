"""What one generation of the index holds: writes it from finished documents, opens it verified."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from heapq import nsmallest
from itertools import chain
from pathlib import Path
from typing import Any

from index.chunks import CHUNKER
from index.embedding.embedder import Embedder
from index.errors import IndexUnusable, OtherEmbedder
from index.language.sentences import cut_by
from index.language.words import stemmed_by
from index.reading.files import FileEntry, Key, key_of
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
from index.storing.listed import Files, Some, named
from index.storing.listing import LISTING, Listing
from index.storing.made import Row
from index.storing.nearest import Nearest
from index.storing.numbering import Numbering, Run
from index.storing.part import MOST_WORDS, Entry, Part
from index.storing.passages import Chunks
from index.storing.postings import Postings
from index.storing.titles import Documents, StoredTitles
from index.tables.kept import Tables

FORMAT = 9  # raise it when what is stored changes, or what `terms` or `parse` make
TABLES = "tables.sqlite"  # of a generation
PROBE = "The ministers met in Mexico City on Tuesday and spoke about trade, migration and security."


@dataclass(frozen=True)
class Snapshot:
    """One generation, or some documents of it: rows are numbered through, document by document. Its files may go.

    `entries` tell where each of the `documents` is in the `parts`.
    """

    manifest: Mapping[str, Any]
    files: Sequence[FileEntry]
    documents: Documents[Any]
    entries: Sequence[Entry]
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
        runs = [Run(entry.part, entry.first, entry.rows) for entry in self.entries]
        return Numbering(runs, [part.passages.size for part in self.parts])

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
        languages = {entry.language for entry in self.entries}
        return LexicalIndex([part.vocabulary for part in self.parts], self.numbering, languages, self._words)

    @cached_property
    def originals(self) -> Mapping[str, str]:
        """The source under which the content of each file is indexed, by source."""
        copies = {copy: document.source for document in self.documents for copy in document.copies}
        return {document.source: document.source for document in self.documents} | copies

    def of_hash(self, sha256: str) -> list[Document]:
        """The documents with these bytes."""
        return [self.documents[place] for place in self._places.get(sha256, ())]

    def rows(self, document: Document) -> range:
        """Those of one of the documents."""
        same = (place for place in self._places[document.sha256] if self.documents[place].source == document.source)
        return self.numbering.rows(next(same))

    def answered(self, sources: Collection[str]) -> Set[str]:
        """Those of the sources of which there is content that is answered from."""
        return {file.source for file in named(self.files, sources) if file.answers}

    def without(self, sources: Collection[str]) -> "Snapshot":
        """The snapshot as a build of the folder without these files, and without copies of them, would have made it."""
        sources = frozenset(sources)
        hashes = {file.content for file in named(self.files, sources)} - {""}
        gone = {place for sha256 in hashes for place in self._places.get(sha256, ())}
        return self._of([place for place in range(len(self.entries)) if place not in gone], hashes, sources)

    def only(self, sources: Collection[str]) -> "Snapshot":
        """The snapshot of the documents of these files."""
        sources = frozenset(sources)
        hashes = {file.content for file in named(self.files, sources) if file.answers}
        kept = sorted(place for sha256 in hashes for place in self._places.get(sha256, ()))
        return self._of(kept, self._places.keys() - hashes)

    def _of(self, kept: Sequence[int], hashes: Set[str], sources: Set[str] = frozenset()) -> "Snapshot":
        """The snapshot of the documents at these places; `hashes` are those of the others, and the files of `sources`
        are gone too."""
        entries = [self.entries[place] for place in kept]

        def below(places: Sequence[int]) -> Sequence[Document]:
            return self.documents.take([kept[place] for place in places])

        return replace(
            self,
            files=Some(self.files, lambda file: file.source not in sources and file.content not in hashes),
            documents=snapshot_documents(len(kept), below, lambda document: document, self.parts, entries),
            entries=entries,
            tables=self.tables.without(hashes),
        )

    @cached_property
    def _places(self) -> Mapping[str, Sequence[int]]:
        """Which documents have these bytes, by their hash."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for place, entry in enumerate(self.entries):
            found[entry.sha256].append(place)
        return found

    def _words(self) -> Collection[str]:
        """The words that stand in one of the documents; of very many those of the most documents. Those of a part are
        counted without those of the documents that are not here, or the other way round, by which are fewer."""
        found: Counter[str] = Counter()
        for number, part in enumerate(self.parts):
            own = {entry.number for entry in self.entries if entry.part == number}
            others = part.catalogue.numbers() - own
            if len(own) < len(others):
                found.update(chain.from_iterable(part.catalogue.words(sorted(own))))
            else:
                found.update(part.vocabulary.words())
                found.subtract(chain.from_iterable(part.catalogue.words(sorted(others))))
        return most_frequent({word: count for word, count in found.items() if count > 0})


def most_frequent(counts: Mapping[str, int], most: int = MOST_WORDS) -> Collection[str]:
    """The words of the highest counts, of equal ones the first by the alphabet; all if there are not more.

    >>> sorted(most_frequent({"board": 2, "ferry": 1, "canal": 1}, 2))
    ['board', 'canal']
    """
    return nsmallest(most, counts, lambda word: (-counts[word], word)) if len(counts) > most else counts.keys()


def snapshot_documents(
    size: int,
    read: Callable[[Sequence[int]], Sequence[Row]],
    make: Callable[[Row], Document],
    parts: Sequence[Part],
    entries: Sequence[Entry],
) -> Documents[Row]:
    """Documents of parts, each made of a row when it is wanted."""
    documents = Documents(size, read, make)
    documents.titles = StoredTitles([part.catalogue for part in parts], entries)
    documents.languages = frozenset(entry.language for entry in entries)
    return documents


def identity(embedder: Embedder) -> dict[str, Any]:
    """What has to be the same for what one build made to be of use to another."""
    return {"format": FORMAT, "chunker": CHUNKER, "words": _rules(), "fingerprint": embedder.fingerprint}


def _rules() -> str:
    return f"{cut_by()}, {stemmed_by()}"


def open_snapshot(index_dir: Path, embedder: Embedder, before: Snapshot | None = None) -> Snapshot:
    """The current generation, after its checksums have been verified. Parts that are in the one `before` are not opened
    once more.

    Raises `IndexUnusable`, with the remedy, if there is none, if a file of it is missing or altered, or if it was
    made by another format, chunker or embedder.
    """
    while True:
        line = read_current(index_dir)
        try:
            return _open(index_dir, embedder, before)
        except (IndexUnusable, OSError) as error:
            if read_current(index_dir) != line:
                continue  # a build has replaced the generation while it was being read
            if isinstance(error, OSError):
                raise IndexUnusable(f"The index in {index_dir} can't be read ({error}). Check the disk.") from error
            raise


def _open(index_dir: Path, embedder: Embedder, before: Snapshot | None) -> Snapshot:
    folder, manifest = open_verified(index_dir, embedder)
    corpora = open_corpora(index_dir, manifest)
    listing = Listing(folder / LISTING)
    entries = [corpus.entries(part) for part, corpus in enumerate(corpora)]
    listed = [entries[part][number] for part, number in listing.documents()]

    def read(places: Sequence[int]) -> list[tuple[Corpus, Any]]:
        wanted = [listed[place] for place in places]
        rows = [corpus.rows([one.number for one in wanted if one.part == part]) for part, corpus in enumerate(corpora)]
        return [(corpora[one.part], rows[one.part][one.number]) for one in wanted]

    copies = cache(lambda: copies_of(listing.copies()))
    told = list(manifest["parts"].items())
    known = [*zip(before.manifest["parts"].items(), before.parts, strict=True)] if before else []
    opened = ((part for own, part in known if own == one) for one in told)
    parts = [next(same, None) or _part(corpus) for same, corpus in zip(opened, corpora, strict=True)]
    snapshot = Snapshot(
        manifest,
        Files(listing.size, listing.some_files, listing.named),
        snapshot_documents(len(listed), read, lambda row: with_copies(row[0].made(row[1]), copies()), parts, listed),
        listed,
        parts,
        Tables(folder / TABLES),
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


def copies_of(files: Iterable[FileEntry]) -> Mapping[Key, list[str]]:
    """The paths of files that are answered from by another one's document, by its content."""
    copies: dict[Key, list[str]] = {}
    for entry in files:
        copies.setdefault(entry.key, []).append(entry.source)
    return copies


def with_copies(document: Document, copies: Mapping[Key, Sequence[str]]) -> Document:
    """The document, with the paths of its own."""
    paths = copies.get(key_of(document.source, document.sha256), ()) if copies else ()
    return replace(document, copies=tuple(path for path in paths if path != document.source)) if paths else document


def open_verified(index_dir: Path, embedder: Embedder | None, anew: bool = False) -> tuple[Path, dict[str, Any]]:
    """The folder of the current generation and its manifest, if both are sound and of use with this embedder, or, but
    for its vectors, with None; see `altered`."""
    folder, manifest = read_manifest(index_dir)
    check_identity(manifest, embedder, index_dir)
    for path in altered(index_dir, manifest, anew):
        raise IndexUnusable(f"The index is damaged: {path} is missing or altered. {REBUILD}")
    return folder, manifest


def check_identity(manifest: Mapping[str, Any], embedder: Embedder | None, where: object) -> None:
    """Raises `IndexUnusable` for an index that was made by another format, chunker or embedder; of None, whichever."""
    if manifest["format"] != FORMAT or manifest["chunker"] != CHUNKER:
        raise IndexUnusable(f"The index in {where} was made by another version of citeseed. {REBUILD}")
    if manifest["words"] != (words := _rules()):
        raise IndexUnusable(
            f"The sentences and words of the index in {where} were told by {manifest['words']}, but {words} are in "
            f"use. {REBUILD}"
        )
    if embedder and manifest["fingerprint"] != embedder.fingerprint:
        name = manifest["embedder"]["name"]
        raise OtherEmbedder(
            f"The index in {where} was made by the embedder {name} ({manifest['fingerprint']}), but {embedder.name} "
            f"({embedder.fingerprint}) is in use. {REBUILD}",
            name,
        )
