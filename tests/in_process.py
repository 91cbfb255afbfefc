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
    from app.reader.reader import Reader

build = partial(building.build, parser=InProcessParser())


def rebuild(docs: Path, index_dir: Path, embedder: Embedder, exclude: Sequence[str] | None) -> object:
    """For a `LiveBot`."""
    return build(docs, index_dir, embedder, exclude=exclude)


def open_bot(
    index_dir: Path,
    docs: Path,
    embedder: Embedder,
    exclude: Sequence[str] | None = None,
    reader: "Reader | None" = None,
) -> "Bot":
    """By the product's reader, unless another is given."""
    from app import bot  # takes a while to import
    from app.reader.openvino_reader import READER

    return bot.open_bot(index_dir, docs, embedder, exclude, rebuild, reader or READER)
