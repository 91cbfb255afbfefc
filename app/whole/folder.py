"""What is looked through: the documents, their passages, and the files that could not be read."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import PurePosixPath

import numpy as np

from app.whole.tables.catalogue import Catalogue
from index.language.words import fold, terms
from index.reading.files import FileEntry
from index.records import Chunk, Document, Hit
from index.storing.bm25 import LexicalIndex
from index.storing.passages import Chunks
from index.storing.snapshot import Snapshot
from index.storing.titles import called
from index.tables.kept import Tables

Search = Callable[[Mapping[str, float]], list[Hit]]


@dataclass(frozen=True)
class Folder:
    """All that questions about the whole are worked out over.

    `search` finds what is near in meaning, `mend` spells words as the documents do, and `today` tells the day by which
    "this year" is told.
    """

    snapshot: Snapshot
    search: Search
    mend: Callable[[str], str]
    today: Callable[[], date] = date.today

    @property
    def documents(self) -> Sequence[Document]:
        return self.snapshot.documents

    @property
    def chunks(self) -> Chunks:
        """Of the documents; `chunks[row]` is row `row` of `lexical`."""
        return self.snapshot.chunks

    @property
    def lexical(self) -> LexicalIndex:
        return self.snapshot.lexical

    @property
    def tables(self) -> Tables:
        return self.snapshot.tables

    @cached_property
    def catalogue(self) -> Catalogue:
        """The tables by what they are called."""
        return Catalogue(self.tables, self.snapshot.of_hash)

    @property
    def now(self) -> str:
        """The day by which "now" is told: today, or that of the newest document if it lies after."""
        return max(self.today().isoformat(), self._newest)

    @cached_property
    def _newest(self) -> str:
        return max((document.date for document in self.documents if document.date), default="")

    def by_source(self, source: str) -> Document:
        """The document of a source that there is."""
        likely = called(self.documents, {fold(PurePosixPath(source).name)})
        return next(document for document in likely if document.source == source)

    def of(self, document: Document) -> Sequence[Chunk]:
        """The passages of a document."""
        return self.chunks.take(self.snapshot.rows(document))

    def holding(self, words: Collection[str]) -> set[int]:
        """The places of the documents that hold one of the words, in the language that they are in."""
        stems = {stem for word in words for language in self.lexical.languages for stem in terms(word, language)}
        rows = [self.lexical.rows(stem) for stem in stems]
        places = self.snapshot.numbering.places(np.concatenate([*rows, np.empty(0, dtype=np.int64)]))
        return set(np.unique(places).tolist())

    @cached_property
    def unread(self) -> Sequence[FileEntry]:
        """The files of which nothing is answered from, though they may be documents."""
        return [file for file in self.snapshot.files if file.state in ("failed", "empty")]
