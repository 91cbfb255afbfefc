"""A folder's index for the time of a study."""

import tempfile
from pathlib import Path

from index.building.build import build
from index.embedding.embedder import Embedder
from index.reading.parser import Parser
from index.storing.snapshot import Snapshot, open_snapshot


def indexed(folder: Path, embedder: Embedder, parser: Parser | None = None) -> Snapshot:
    """What a build of the folder makes. Raises what `build` raises."""
    with tempfile.TemporaryDirectory() as index_dir:
        build(folder, Path(index_dir), embedder, parser=parser)
        return open_snapshot(Path(index_dir), embedder)
