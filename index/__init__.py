"""Documents in, hits out: readers of files, chunks, embedder, stores, the index on disk, hybrid search."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
"""The folder that `index`, `app` and `eval` lie in: what a process of its own needs on its path."""
