"""The file of the tables of a generation, kept in pieces. One that a generation doesn't change is that of before."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

_PIECE = 8_000_000  # bytes in one row
_OF = "select coalesce(max(generation), 0) from tables where generation <= %s"
_COUNT = "select coalesce(max(piece) + 1, 0) from tables where generation = %s"
COLUMNS = {"generation": "int8", "piece": "int4", "data": "bytea"}

Ask = Callable[..., list[tuple[Any, ...]]]
"""What a statement with values gives."""


def tables_of(ask: Ask, generation: int) -> int:
    """The generation whose tables are those of this one."""
    [(number,)] = ask(_OF, generation)
    return int(number)


def tables_file(ask: Ask, number: int, folder: Path) -> Path | None:
    """The file of a generation that has one, written into a folder; None if there is none."""
    [(count,)] = ask(_COUNT, number)
    path = folder / "tables.sqlite"
    with path.open("wb") as file:
        for piece in range(count):
            for (data,) in ask("select data from tables where generation = %s and piece = %s", number, piece):
                file.write(data)
    return path if count else None


def pieces(path: Path, number: int) -> Iterator[tuple[int, int, bytes]]:
    """The rows of a file."""
    with path.open("rb") as file:
        piece = 0
        while data := file.read(_PIECE):
            yield number, piece, data
            piece += 1
