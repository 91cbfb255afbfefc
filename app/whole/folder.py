"""What is looked through: the documents, their passages, and the files that could not be read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from app.whole.tables.catalogue import Catalogue
from index.reading.files import FileEntry
from index.records import Chunk, Document, Hit
from index.storing.bm25 import LexicalIndex
from index.tables.kept import Tables

Search = Callable[[Mapping[str, float]], list[Hit]]


@dataclass(frozen=True)
class Folder:
    """All that questions about the whole are worked out over; `chunks[row]` is row `row` of `lexical`.

    `search` finds what is near in meaning, `mend` spells words as the documents do, and `today` tells the day by which
    "this year" is told.
    """

    documents: Sequence[Document]
    chunks: Sequence[Chunk]
    files: Sequence[FileEntry]
    lexical: LexicalIndex
    search: Search
    mend: Callable[[str], str]
    today: Callable[[], date] = date.today
    tables: Tables = field(default_factory=Tables)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The tables by what they are called."""
        return Catalogue(self.tables, self.documents)

    @property
    def now(self) -> str:
        """The day by which "now" is told: today, or that of the newest document if it lies after."""
        return max(self.today().isoformat(), self._newest)

    @cached_property
    def _newest(self) -> str:
        return max((document.date for document in self.documents if document.date), default="")

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Which of `documents` a source is."""
        return {document.source: place for place, document in enumerate(self.documents)}

    @cached_property
    def rows(self) -> Sequence[range]:
        """The rows of each document."""
        rows = [range(0)] * len(self.documents)
        first = 0
        for row in range(len(self.chunks) + 1):
            last = row == len(self.chunks)
            if last or self.chunks[row].document is not self.chunks[first].document:
                if row > first:
                    rows[self.places[self.chunks[first].document.source]] = range(first, row)
                first = row
        return rows

    @cached_property
    def unread(self) -> Sequence[FileEntry]:
        """The files of which nothing is answered from, though they may be documents."""
        return [file for file in self.files if file.state in ("failed", "empty")]
