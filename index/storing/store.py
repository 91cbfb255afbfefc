"""Where an index is kept: the seam between builds and servers on one side and files or a database on the other."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from index.embedding.embedder import Embedder
from index.reading.files import FileEntry, Key
from index.records import Document
from index.storing.corpus import Embedded
from index.storing.snapshot import Snapshot

THRESHOLDS = "thresholds.json"  # what is kept beside an index
NO_NOTES: Mapping[str, str | None] = MappingProxyType({})


class Origin(Protocol):
    """Documents that can be taken over, by their ids there."""

    def omissions(self) -> Mapping[Key, Sequence[str]]:
        """What is missing of the documents that were read in part, by their content."""

    def document(self, number: int) -> Document:
        """One document, whole."""

    def words(self, numbers: Sequence[int]) -> Iterator[Sequence[str]]:
        """The distinct words of documents."""

    def embedded(self, number: int) -> Iterator[Embedded]:
        """All that is held of one document."""

    def close(self) -> None: ...


Pick = tuple[Any, int, str]
"""A document taken over: the `Origin` that it is in, its id there, and its source now."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a generation holds for a build to go on from: where each content is, and what was found in the folder."""

    manifest: Mapping[str, Any] = field(default_factory=dict)
    documents: Mapping[Key, tuple[Any, int]] = field(default_factory=dict)
    files: Mapping[str, FileEntry] = field(default_factory=dict)
    origins: Sequence[Origin] = ()

    def close(self) -> None:
        for origin in self.origins:
            origin.close()


class Store(Protocol):
    """An index, of which one generation is current."""

    @property
    def folder(self) -> Path:
        """Where this machine keeps what it needs besides."""

    def __str__(self) -> str:
        """What messages call it; tells no password."""

    def current(self) -> str:
        """Names the current generation by its number and by a word that no other generation has, and what is kept
        beside it; "" if there is none. Cheap: verifies nothing."""

    def manifest(self) -> Mapping[str, Any]:
        """That of the current generation; `IndexUnusable` if there is none."""

    def open(self, embedder: Embedder, before: Snapshot | None = None) -> Snapshot:
        """The current generation; what it has in common with the one `before` is not opened once more. Raises
        `IndexUnusable`, with the remedy."""

    def lock(self) -> AbstractContextManager[None]:
        """Held while building; `IndexLocked` if another process is."""

    def is_locked(self) -> bool:
        """Whether a process is building."""

    def held(self, embedder: Embedder | None) -> Held:
        """What the current generation holds, if it is of use with this embedder; else `IndexUnusable`. With None by
        whichever it was made: its documents are of use, and not their vectors."""

    def publish(
        self,
        root: Path,
        exclude: Sequence[str],
        embedder: Embedder,
        files: Sequence[FileEntry],
        documents: Sequence[Pick],
        notes: Mapping[str, str | None] = NO_NOTES,
    ) -> Mapping[str, Any]:
        """Makes the generation of these documents current; returns its manifest. With the lock held. What is to be kept
        beside it, by name (see `keep`), is in the same transaction in a database, and comes right after it in files."""

    def tidy(self) -> None:
        """Removes what killed builds have left behind. With the lock held."""

    def note(self, name: str) -> str | None:
        """A text that is kept beside the index, whatever is built; None if there is none."""

    def keep(self, name: str, text: str | None) -> None:
        """Keeps it, whole, in place of the one before; of None none."""

    def problems(self, embedder: Embedder) -> Iterator[str]:
        """What is wrong with what is kept of the current generation, each with its remedy; looks at all of it. It may
        raise `IndexUnusable` for what keeps it from being opened."""

    def facts(self) -> Iterator[str]:
        """What whoever looks after it should know of it, in words."""

    def at(self, name: str) -> str:
        """What messages call its place."""
