"""What a build takes over from an index in PostgreSQL."""

import json
from collections.abc import Iterator, Mapping, Sequence
from sys import intern
from typing import Any

from index.reading.files import FileEntry, Key, key_of
from index.records import Chunk, Document
from index.storing.corpus import Embedded
from index.storing.held import HeldText
from index.storing.postgres.edition import State
from index.storing.postgres.part import vector_of
from index.storing.postgres.schema import read

ALIVE = "born <= %s and (died is null or died > %s)"
"""Of a generation, given twice."""
DOCUMENT = "select number, source, sha256, about from {documents} where"
FILES = f"select source, sha256, state, reason, kept from files where {ALIVE}"
_KEPT = ("title", "date", "dated_by", "language", "page_starts", "omissions", "recognised")


def told_of(document: Document) -> str:
    """What is kept of a document beside its text."""
    return json.dumps({name: getattr(document, name) for name in _KEPT})


def document_of(row: Sequence[Any], text: str | HeldText) -> Document:
    """The document of a row of `DOCUMENT`."""
    _, source, sha256, about = row
    told = json.loads(about)
    return Document(
        source, text, told["title"], told["date"], sha256, tuple(told["page_starts"]), intern(told["language"]),
        tuple(told["omissions"]), told["dated_by"], recognised=tuple((page, sure) for page, sure in told["recognised"]),
    )  # fmt: skip


class Alive:
    """The documents of the current generation, by their numbers, and its files."""

    def __init__(self, state: State) -> None:
        self.state = state
        self._rows = state.rows
        self._documents = state.table("documents")
        generation = state.now.number
        query = f"select number, source, sha256, first, chunks from {self._documents} where {ALIVE}"
        found = self._rows(query, generation, generation)
        self.sources: Mapping[int, str] = {row[0]: row[1] for row in found}
        self.keys: Mapping[Key, int] = {key_of(source, sha256): number for number, source, sha256, *_ in found}
        self.runs: Mapping[int, tuple[int, int]] = {number: (first, chunks) for number, _, _, first, chunks in found}
        files = self._rows(f"{FILES} order by source", generation, generation)
        self.files: Mapping[str, FileEntry] = {row[0]: FileEntry(*row) for row in files}

    def omissions(self) -> dict[Key, list[str]]:
        query = f"select source, sha256, about from {self._documents} where {ALIVE} and about not like %s"
        rows = self._rows(query, self.state.now.number, self.state.now.number, '%"omissions": []%')
        told = ((key_of(source, sha256), json.loads(about)["omissions"]) for source, sha256, about in rows)
        return {key: lacking for key, lacking in told if lacking}

    def document(self, number: int) -> Document:
        """The one of that number, whole."""
        [row] = self.state.each(f"{DOCUMENT.format(documents=self._documents)} number = any(%s)", [number])
        return document_of(row, self.state.texts([number])[0])

    def words(self, numbers: Sequence[int]) -> Iterator[list[str]]:
        for number in numbers:
            query = f"select document, words from {self.state.table('texts')} where document = any(%s)"
            [(_, words)] = self.state.each(query, [number])
            yield read(words).split()

    def embedded(self, number: int) -> Iterator[Embedded]:
        document, (first, chunks) = self.document(number), self.runs[number]
        query = f"""
            select start, stop, place, terms, vector_send(embedding) from {self.state.table("chunks")}
            where id >= %s and id < %s order by id
        """
        for start, stop, place, terms, vector in self._rows(query, first, first + chunks):
            yield Embedded(Chunk(document, start, stop, *json.loads(place)), read(terms), vector_of(vector))

    def close(self) -> None:
        pass
