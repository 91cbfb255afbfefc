"""Builds, and bots over what they make, whose files are parsed in this process: a second sooner than in one of its own."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from index.building import build as building
from index.embedding.embedder import Embedder
from index.reading.parser import InProcessParser

if TYPE_CHECKING:
    from app.bot import Bot

build = partial(building.build, parser=InProcessParser())


def rebuild(docs: Path, index_dir: Path, embedder: Embedder, exclude: Sequence[str] | None) -> object:
    """For a `LiveBot`."""
    return build(docs, index_dir, embedder, exclude=exclude)


def open_bot(index_dir: Path, docs: Path, embedder: Embedder, exclude: Sequence[str] | None = None) -> "Bot":
    from app import bot  # takes a while to import

    return bot.open_bot(index_dir, docs, embedder, exclude, rebuild)
