"""What is read of an index in PostgreSQL: the one part that it has."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from functools import cached_property
from heapq import merge
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Vectors
from index.storing.part import Entry, Mask, Named, Place, Posting
from index.storing.postgres.blocks import Blocks
from index.storing.postgres.database import Database
from index.storing.postgres.schema import EXACT, read

_POSTINGS, _NAMES = 64 * 1024 * 1024, 16 * 1024 * 1024  # bytes of each that are kept in memory
_WORDS = 300_000  # of all documents that are told, the most frequent
_MORE = 1.3  # times as many rows as are wanted are asked for, where some do not count
_MOST = 20_000  # rows that are asked for with an index of vectors

_NEAREST = """
select asked.number, near.id, near.distance
from unnest(%s::vector[]) with ordinality as asked(vector, number)
cross join lateral (
    select id, embedding <#> asked.vector as distance from {chunks} {where} order by {order} limit %s
) near
"""
_LISTED = "select source, number, first, chunks, sha256, language, lengths from {documents} where"


class Edition:
    """The tables that generations have in common, and what is kept in memory of them."""

    def __init__(self, database: Database, number: int) -> None:
        self.database = database
        self.number = number
        self.names = Blocks(database, f"names_{number}", _NAMES)
        self.postings = Blocks(database, f"postings_{number}", _POSTINGS)

    def table(self, name: str) -> str:
        return f"{name}_{self.number}"

    def texts(self, numbers: Sequence[int]) -> list[str]:
        """Of documents."""
        query = f"select document, text from {self.table('texts')} where document = any(%s)"
        found = {number: read(text) for number, text in self.database.rows(query, [*{*numbers}])}
        return [found[number] for number in numbers]


class Listed(NamedTuple):
    """The documents of a generation by their sources, and how many terms each of its rows has. `documents` and `rows`
    are how many numbers are taken."""

    edition: Edition
    generation: int
    documents: int
    rows: int
    sources: Sequence[str]
    entries: Sequence[Entry]
    lengths: NDArray[np.int32]

    @classmethod
    def read(
        cls, edition: Edition, generation: int, documents: int, rows: int, before: "Listed | None" = None
    ) -> "Listed":
        """What is new, if a generation of the edition is there from `before`."""
        before = before if before and before.edition is edition else cls(edition, 0, 0, 0, [], [], _NO_ROWS)
        known, ask, since = edition.table("documents"), edition.database.rows, before.generation
        query = f"{_LISTED.format(documents=known)} born > %s and born <= %s and (died is null or died > %s)"
        new = ask(f"{query} order by source", since, generation, generation)
        gone = {
            number for (number,) in ask(f"select number from {known} where died > %s and died <= %s", since, generation)
        }
        lengths = np.zeros(rows, dtype=np.int32)
        lengths[: before.rows] = before.lengths
        for _, _, first, _, _, _, data in new:
            own = np.frombuffer(data, dtype=np.int32)
            lengths[first : first + len(own)] = own
        kept = (pair for pair in zip(before.sources, before.entries, strict=True) if pair[1].number not in gone)
        listed = [*merge(kept, ((source, Entry(0, *rest)) for source, *rest, _ in new))]
        sources, entries = [source for source, _ in listed], [entry for _, entry in listed]
        return cls(edition, generation, documents, rows, sources, entries, lengths)


_NO_ROWS = np.empty(0, dtype=np.int32)


class PostgresCatalogue:
    """The documents that are listed, and the chunks."""

    def __init__(self, listed: Listed) -> None:
        self.listed = listed

    def numbers(self) -> Set[int]:
        return {entry.number for entry in self.listed.entries}

    def texts(self, numbers: Sequence[int]) -> list[str]:
        return self.listed.edition.texts(numbers)

    def places(self, rows: Sequence[int]) -> list[Place]:
        edition = self.listed.edition
        query = f"select id, start, stop, place from {edition.table('chunks')} where id = any(%s)"
        found = {
            id: Place(start, stop, *json.loads(rest))
            for id, start, stop, rest in edition.database.rows(query, [*{*rows}])
        }
        return [found[row] for row in rows]

    def called(self, words: Collection[str]) -> dict[str, Named]:
        words = [*words]
        postings = self.listed.edition.names.read(words, self.listed.documents)
        return {word: self._named(posting) for word, posting in zip(words, postings, strict=True)}

    def words(self, numbers: Sequence[int]) -> Iterator[list[str]]:
        edition = self.listed.edition
        query = f"select document, words from {edition.table('texts')} where document = any(%s)"
        found = {number: read(words).split() for number, words in edition.database.rows(query, [*{*numbers}])}
        return (found[number] for number in numbers)

    def _named(self, posting: Posting) -> Named:
        alive = self._alive[posting.rows]
        return Named(posting.rows[alive].astype(np.int64), posting.counts[alive].astype(bool))

    @cached_property
    def _alive(self) -> Mask:
        alive = np.zeros(self.listed.documents, dtype=bool)
        alive[[entry.number for entry in self.listed.entries]] = True
        return alive


class PostgresPassages:
    """The vectors of `size` rows, some of which may be of nobody any more. Of up to `exact_to` each is looked at."""

    def __init__(self, edition: Edition, size: int, dimension: int, exact_to: int = EXACT) -> None:
        self.size = size
        self._database = edition.database
        self._chunks = edition.table("chunks")
        self._dimension = dimension
        self._exact_to = exact_to

    def search(self, queries: Vectors, limit: int, among: Mask | None = None) -> tuple[Vectors, NDArray[np.int64]]:
        count = self.size if among is None else int(among.sum())
        limit = min(limit, count)
        if not limit or not len(queries):
            return np.empty((len(queries), limit), dtype=np.float32), np.empty((len(queries), limit), dtype=np.int64)
        asked = [f"[{','.join(map(repr, query.tolist()))}]" for query in queries]
        if count > self._exact_to:
            wanted = limit if among is None else int(_MORE * limit * self.size / count) + 1
            while wanted <= _MOST:
                scores, rows = self._found(asked, wanted, limit, among)
                if rows.shape[1] == limit:
                    return scores, rows
                wanted *= 2
        return self._found(asked, limit, limit, among, True)

    def vectors(self, rows: Sequence[int] | NDArray[np.int64] | None = None) -> Vectors:
        wanted = np.arange(self.size) if rows is None else np.asarray(rows, dtype=np.int64)
        query = f"select id, vector_send(embedding) from {self._chunks} where id = any(%s)"
        found = {id: vector_of(data) for id, data in self._database.rows(query, wanted.tolist())}
        return np.array([found[row] for row in wanted.tolist()], dtype=np.float32).reshape(len(wanted), self._dimension)

    def _found(
        self, asked: Sequence[str], wanted: int, limit: int, among: Mask | None, exact: bool = False
    ) -> tuple[Vectors, NDArray[np.int64]]:
        """The nearest of each, as many of each; every row is looked at if `exact`."""
        where, order, values = "", "embedding <#> asked.vector", []
        if exact:
            order = f"({order}) + 0"  # no index has such a sum
            where = "where id < %s" if among is None else "where id = any(%s::int[])"
            values = [self.size if among is None else f"{{{','.join(map(str, np.flatnonzero(among).tolist()))}}}"]
        query = _NEAREST.format(chunks=self._chunks, where=where, order=order)
        found: list[list[tuple[float, int]]] = [[] for _ in asked]
        for number, row, distance in self._database.rows(query, asked, *values, wanted):
            if row < self.size and (among is None or among[row]):
                found[number - 1].append((-distance, row))
        best = [sorted(one, key=lambda pair: (-pair[0], pair[1]))[:limit] for one in found]
        most = min(map(len, best))
        scores = np.array([[score for score, _ in one[:most]] for one in best], dtype=np.float32)
        return scores, np.array([[row for _, row in one[:most]] for one in best], dtype=np.int64)


class PostgresVocabulary:
    """The terms of the rows, and the words of the documents, as they are in a generation."""

    def __init__(self, listed: Listed) -> None:
        self._listed = listed

    @property
    def lengths(self) -> NDArray[np.int32]:
        return self._listed.lengths

    def postings(self, terms: Sequence[str]) -> list[Posting]:
        return self._listed.edition.postings.read(terms, self._listed.rows)

    def words(self) -> Mapping[str, int]:
        edition = self._listed.edition
        query = f"select word, documents from {edition.table('words')} order by documents desc, word limit {_WORDS}"
        return {read(word): documents for word, documents in edition.database.rows(query)}


def vector_of(data: bytes) -> NDArray[np.float32]:
    """Of pgvector's binary form: two numbers of 16 bits, then 32 bits each."""
    return np.frombuffer(data, dtype=">f4", offset=4).astype(np.float32)
