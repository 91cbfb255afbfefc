"""Checks an index against itself and against the embedder in use, and says which command mends what is wrong."""

from pathlib import Path

from index.build import is_stale
from index.embedder import Embedder
from index.errors import IndexUnusable
from index.library import open_snapshot
from index.reading import settle

_BUT = {"failed": "not indexed", "stale": "not indexed as it is now"}


def diagnose(index_dir: Path, embedder: Embedder) -> list[str]:
    """Problems, each with its remedy; empty if all is well. Checksums, ids, counts, fingerprint, then the folder."""
    try:
        snapshot = open_snapshot(index_dir, embedder)
    except IndexUnusable as error:
        return [str(error)]
    problems = []
    indexed = set(settle(snapshot.files)[1].values())
    if {document.source for document in snapshot.documents} != indexed:
        problems.append("The list of files and the stored documents differ. Rebuild the index: python -m index")
    if {chunk.document.source for chunk in snapshot.chunks} != indexed:
        problems.append("Some document has no chunks. Rebuild the index: python -m index")
    if not snapshot.root.is_dir():
        problems.append(
            f"The indexed folder {snapshot.root} is gone. Bring it back, or index another: python -m index FOLDER"
        )
    elif is_stale(snapshot, index_dir):
        problems.append(f"The files in {snapshot.root} have changed since. Refresh the index: python -m index")
    problems += [
        f"{entry.source} is {_BUT[entry.state]}: {entry.reason}." for entry in snapshot.files if entry.state in _BUT
    ]
    return problems
