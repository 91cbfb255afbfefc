"""Whether what is kept of a generation agrees with itself: what every store is asked, and what files are."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from index.embedding.embedder import Embedder
from index.errors import IndexUnusable
from index.storing.corpus import Corpus
from index.storing.generations import ANEW, builder, is_locked, orphans
from index.storing.postings import Postings
from index.storing.snapshot import Snapshot, open_corpora, open_snapshot, open_verified

OUTSIDE = f"Some chunk lies outside of its document. {ANEW}"
OTHER_TERMS = f"The terms that are searched are not those of the chunks. {ANEW}"


def listed(snapshot: Snapshot) -> Iterator[str]:
    """Whether the documents are those of the list of files, and as many as there should be."""
    originals = {file.key: file.source for file in reversed([*snapshot.files]) if file.state in ("indexed", "stale")}
    if {document.source for document in snapshot.documents} != set(originals.values()):
        yield f"The list of files and the stored documents differ. {ANEW}"
    if snapshot.manifest["documents"] != len(snapshot.documents):
        yield f"The manifest counts {snapshot.manifest['documents']} documents of {len(snapshot.documents)}. {ANEW}"
    if not all(entry.rows for entry in snapshot.entries):
        yield f"Some document has no chunks. {ANEW}"


def problems_of_files(index_dir: Path, embedder: Embedder) -> Iterator[str]:
    """What is wrong with an index in a folder; see `Store.problems`."""
    try:
        open_verified(index_dir, embedder, anew=True)
        snapshot = open_snapshot(index_dir, embedder)  # format, fingerprint, counts
        if any(not 0 <= chunk.start < chunk.end <= len(chunk.document.text) for chunk in snapshot.chunks):
            yield OUTSIDE
        yield from _searched(snapshot, open_corpora(index_dir, snapshot.manifest))
    except IndexUnusable as error:
        yield str(error)
    if not is_locked(index_dir):  # else they are not left over
        for path in orphans(index_dir):
            yield f"{path} was left behind by a build that was killed. Remove it: python -m index"


def facts_of_files(index_dir: Path) -> Iterator[str]:
    """Who is building now."""
    if is_locked(index_dir):
        yield f"The index is being built now, by pid {builder(index_dir)}."


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
        yield OTHER_TERMS
