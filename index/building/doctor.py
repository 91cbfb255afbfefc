"""Checks an index against itself, its embedder and its folder, and says which command mends what is wrong."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from index.building.build import is_stale
from index.building.staging import staged_documents
from index.embedding.embedder import Embedder
from index.errors import EmbedderError, IndexUnusable
from index.reading.files import FileEntry
from index.storing.corpus import Corpus
from index.storing.generations import ANEW, is_locked, orphans, read_manifest
from index.storing.listing import LISTING, Listing
from index.storing.postings import Postings
from index.storing.snapshot import PROBE, Snapshot, open_corpora, open_snapshot, open_verified
from index.storing.thresholds import NAME, ThresholdsDamaged, read_thresholds

_ALIKE = 0.999  # cosine of one text embedded twice by what calls itself the same embedder


def diagnose(index_dir: Path, embedder: Embedder) -> list[str]:
    """Problems, each with its remedy; empty if all is well."""
    problems = [] if is_locked(index_dir) else list(_leftovers(index_dir))  # else they are not left over
    problems += _thresholds(index_dir)
    try:
        open_verified(index_dir, embedder, anew=True)
        snapshot = open_snapshot(index_dir, embedder)  # format, fingerprint, counts
    except IndexUnusable as error:
        return [str(error), *problems]
    inner = [*_inner(snapshot), *_searched(snapshot, open_corpora(index_dir, snapshot.manifest))]
    return [*inner, *_embedder(snapshot, embedder), *problems, *_folder(snapshot, index_dir)]


def own_thresholds(index_dir: Path) -> list[str]:
    """What the folder's own cases have set, a line; empty without it, and if it is damaged, which is a problem."""
    with suppress(ThresholdsDamaged):
        if kept := read_thresholds(index_dir):
            return [
                f"Thresholds of this folder's own are kept in {index_dir / NAME}, set by {kept.cases:,} cases on "
                f"{kept.date}. {kept.says}"
            ]
    return []


def partly_read(index_dir: Path) -> list[str]:
    """What the documents that were read in part lack, a line each; empty if the index is unusable."""
    try:
        folder, manifest = read_manifest(index_dir)
        omissions = {key: parts for one in open_corpora(index_dir, manifest) for key, parts in one.omissions().items()}
        files = [FileEntry(*row) for row in Listing(folder / LISTING).files()]
    except IndexUnusable:
        return []
    missing = {entry.source: omissions.get(entry.key, []) for entry in files if entry.state == "indexed"}
    return [f"{source} was read in part: {'; '.join(parts)}." for source, parts in missing.items() if parts]


def _leftovers(index_dir: Path) -> Iterator[str]:
    for path in orphans(index_dir):
        yield f"{path} was left behind by a build that was killed. Remove it: python -m index"
    if count := staged_documents(index_dir):
        yield f"A build that stopped had finished {count:,} documents; they are kept. Go on from there: python -m index"


def _thresholds(index_dir: Path) -> Iterator[str]:
    try:
        read_thresholds(index_dir)
    except ThresholdsDamaged as error:
        yield str(error)


def _inner(snapshot: Snapshot) -> Iterator[str]:
    """Whether its parts hold the same documents and chunks, by number and by content."""
    originals = {file.key: file.source for file in reversed(snapshot.files) if file.state in ("indexed", "stale")}
    if {document.source for document in snapshot.documents} != set(originals.values()):
        yield f"The list of files and the stored documents differ. {ANEW}"
    if snapshot.manifest["documents"] != len(snapshot.documents):
        yield f"The manifest counts {snapshot.manifest['documents']} documents of {len(snapshot.documents)}. {ANEW}"
    if not all(entry.rows for entry in snapshot.entries):
        yield f"Some document has no chunks. {ANEW}"
    if any(not 0 <= chunk.start < chunk.end <= len(chunk.document.text) for chunk in snapshot.chunks):
        yield f"Some chunk lies outside of its document. {ANEW}"


def _searched(snapshot: Snapshot, corpora: Sequence[Corpus]) -> Iterator[str]:
    """Whether the vectors and terms that are searched are those that were made of the chunks."""
    dimension = snapshot.manifest["embedder"]["dimension"]
    pairs = list(zip(snapshot.parts, corpora, strict=True))
    if not all(np.array_equal(part.passages.vectors(), corpus.vectors(dimension)) for part, corpus in pairs):
        yield f"The vectors that are searched are not those of the chunks. {ANEW}"
    built = (Postings.of_terms(corpus.terms(), corpus.words()) for corpus in corpora)
    if not all(
        own.agrees_with(Postings.load(corpus.path.with_name("bm25")))
        for own, corpus in zip(built, corpora, strict=True)
    ):
        yield f"The terms that are searched are not those of the chunks. {ANEW}"


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


def _folder(snapshot: Snapshot, index_dir: Path) -> Iterator[str]:
    if not snapshot.root.is_dir():
        yield f"The indexed folder {snapshot.root} is gone. Bring it back, or index another: python -m index FOLDER"
    elif is_stale(snapshot, index_dir):
        yield f"The files in {snapshot.root} have changed since. Refresh the index: python -m index"
    for entry in snapshot.files:
        if entry.state in ("failed", "stale"):
            yield f"{entry.source} is not indexed{' as it is now' * (entry.state == 'stale')}: {entry.reason}."
