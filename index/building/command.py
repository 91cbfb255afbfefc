"""A build as the commands run it: with what it shows while it works."""

from collections.abc import Sequence
from pathlib import Path

from index.building.build import build
from index.building.progress import build_progress
from index.building.report import Report
from index.embedding.embedder import Embedder
from index.reading.parser import Parser


def build_with_progress(
    folder: Path,
    index_dir: Path,
    embedder: Embedder,
    exclude: Sequence[str] | None = None,
    allow_empty: bool = False,
    anew: bool = False,
    parser: Parser | None = None,
) -> Report:
    """Builds, and shows how far it is."""
    with build_progress() as show:
        return build(
            folder, index_dir, embedder, show, exclude=exclude, allow_empty=allow_empty, anew=anew, parser=parser
        )
