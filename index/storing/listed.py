"""The files of a snapshot, read when they are wanted."""

from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from typing import Any, overload

from index.reading.files import FileEntry
from index.storing.made import Made

Named = Callable[[Collection[str]], Sequence[Sequence[Any]]]
"""The rows of the files of these sources, of those that there are."""


class Files(Made[Sequence[Any], FileEntry]):
    """Those of a generation, by source."""

    def __init__(self, size: int, read: Callable[[Sequence[int]], Sequence[Sequence[Any]]], named: Named) -> None:
        super().__init__(size, read, lambda row: FileEntry(*row))
        self._named = named

    def named(self, sources: Collection[str]) -> list[FileEntry]:
        """Those of these sources."""
        return [FileEntry(*row) for row in self._named(sources)]


class Some(Sequence[FileEntry]):
    """Those of `files` that `stays` says so of; it is asked when they are wanted. Equal to any sequence of the same
    files."""

    def __init__(self, files: Sequence[FileEntry], stays: Callable[[FileEntry], bool]) -> None:
        self._files = files
        self._stays = stays

    def __len__(self) -> int:
        return len(self._kept)

    @overload
    def __getitem__(self, place: int) -> FileEntry: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[FileEntry]: ...
    def __getitem__(self, place: int | slice) -> FileEntry | Sequence[FileEntry]:
        return self._kept[place]

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, Sequence) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def named(self, sources: Collection[str]) -> list[FileEntry]:
        """Those of these sources."""
        return [file for file in named(self._files, sources) if self._stays(file)]

    @cached_property
    def _kept(self) -> Sequence[FileEntry]:
        return [file for file in self._files if self._stays(file)]


def named(files: Sequence[FileEntry], sources: Collection[str]) -> list[FileEntry]:
    """The files of these sources: of a snapshot's they alone are read."""
    if isinstance(files, Files | Some):
        return files.named(sources) if sources else []
    return [file for file in files if file.source in sources]
