"""What is read of an index in PostgreSQL: the one part that it has."""

import json
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Vectors
from index.storing.part import Mask, Named, Place, Posting
from index.storing.postgres.database import Database
from index.storing.postgres.schema import read, stored

_EXACT = 20_000  # rows: of as few all are looked at
_MOST, _LEAST = 256 * 1024 * 1024, 200  # bytes of postings that are kept in memory, and of each besides
_MORE = 1.3  # times as many rows as are wanted are asked for, where some do not count

_NEAREST = """
select asked.number, near.id, near.distance
from unnest(%s::vector[]) with ordinality as asked(vector, number)
cross join lateral (
    select id, embedding <#> asked.vector as distance from chunks {where} order by embedding <#> asked.vector limit %s
) near
"""


class PostgresCatalogue:
    """The documents of these numbers, and the chunks."""

    def __init__(self, database: Database, numbers: Set[int]) -> None:
        self._database = database
        self._numbers = numbers

    def numbers(self) -> Set[int]:
        return self._numbers

    def texts(self, numbers: Sequence[int]) -> list[str]:
        rows = self._database.rows("select document, text from texts where document = any(%s)", [*{*numbers}])
        found = {number: read(text) for number, text in rows}
        return [found[number] for number in numbers]

    def places(self, rows: Sequence[int]) -> list[Place]:
        query = "select id, start, stop, place from chunks where id = any(%s)"
        found = {
            id: Place(start, stop, *json.loads(rest))
            for id, start, stop, rest in self._database.rows(query, [*{*rows}])
        }
        return [found[row] for row in rows]

    def called(self, words: Collection[str]) -> dict[str, Named]:
        found: dict[str, list[tuple[int, int]]] = {word: [] for word in words}
        query = "select word, document, is_stem from names where word = any(%s) order by word, document"
        for word, number, is_stem in self._database.rows(query, [stored(word) for word in words]):
            if number in self._numbers:
                found[read(word)].append((number, is_stem))
        return {word: Named.of(pairs) for word, pairs in found.items()}

    def words(self, numbers: Sequence[int]) -> Iterator[list[str]]:
        rows = self._database.rows("select document, words from texts where document = any(%s)", [*{*numbers}])
        found = {number: read(words).split() for number, words in rows}
        return (found[number] for number in numbers)


class PostgresPassages:
    """The vectors of `size` rows, some of which may be of nobody any more."""

    def __init__(self, database: Database, size: int, dimension: int, exact: bool = False) -> None:
        self.size = size
        self._database = database
        self._dimension = dimension
        self._exact = exact

    def search(self, queries: Vectors, limit: int, among: Mask | None = None) -> tuple[Vectors, NDArray[np.int64]]:
        count = self.size if among is None else int(among.sum())
        limit = min(limit, count)
        if not limit or not len(queries):
            return np.empty((len(queries), limit), dtype=np.float32), np.empty((len(queries), limit), dtype=np.int64)
        asked = [f"[{','.join(map(repr, query.tolist()))}]" for query in queries]
        if count <= _EXACT or self._exact:
            ids = None if among is None else np.flatnonzero(among).tolist()
            return self._found(asked, limit, limit, None, ids)
        wanted = limit if among is None else int(_MORE * limit * self.size / count) + 1
        while True:
            scores, rows = self._found(asked, wanted, limit, among)
            if rows.shape[1] == limit or wanted >= self.size:
                return scores, rows
            wanted = min(2 * wanted, self.size)

    def vectors(self, rows: Sequence[int] | NDArray[np.int64] | None = None) -> Vectors:
        wanted = np.arange(self.size) if rows is None else np.asarray(rows, dtype=np.int64)
        query = "select id, vector_send(embedding) from chunks where id = any(%s)"
        found = {id: vector_of(data) for id, data in self._database.rows(query, wanted.tolist())}
        return np.array([found[row] for row in wanted.tolist()], dtype=np.float32).reshape(len(wanted), self._dimension)

    def _found(
        self, asked: Sequence[str], wanted: int, limit: int, among: Mask | None, ids: Sequence[int] | None = None
    ) -> tuple[Vectors, NDArray[np.int64]]:
        """The nearest of each, as many of each; `ids` are the rows that are looked at, each of them."""
        values: list[Any] = [asked, *([] if ids is None else [ids]), wanted]
        with self._database.reading(exactly=self._exact or ids is not None) as transaction:
            rows = transaction.rows(_NEAREST.format(where="" if ids is None else "where id = any(%s)"), *values)
        found: list[list[tuple[float, int]]] = [[] for _ in asked]
        for number, row, distance in rows:
            if among is None or among[row]:
                found[number - 1].append((-distance, row))
        best = [sorted(one, key=lambda pair: (-pair[0], pair[1]))[:limit] for one in found]
        most = min(map(len, best))
        scores = np.array([[score for score, _ in one[:most]] for one in best], dtype=np.float32)
        return scores, np.array([[row for _, row in one[:most]] for one in best], dtype=np.int64)


class PostgresVocabulary:
    """The terms of the rows, and the words of the documents, as they are in a generation."""

    def __init__(self, database: Database, generation: int, size: int) -> None:
        self._database = database
        self._generation = generation
        self._size = size
        self._kept: OrderedDict[str, Posting] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    @cached_property
    def lengths(self) -> NDArray[np.int32]:
        lengths = np.zeros(self._size, dtype=np.int32)
        for first, data in self._database.rows(
            "select first, lengths from documents where born <= %s", self._generation
        ):
            own = np.frombuffer(data, dtype=np.int32)
            lengths[first : first + len(own)] = own
        return lengths

    def postings(self, terms: Sequence[str]) -> list[Posting]:
        with self._lock:
            found = {term: self._kept[term] for term in terms if term in self._kept}
        if missing := [term for term in dict.fromkeys(terms) if term not in found]:
            new = self._read(missing)
            found |= new
            with self._lock:
                for term, posting in new.items():
                    self._kept[term] = posting
                    self._bytes += posting.rows.nbytes + posting.counts.nbytes + _LEAST
                while self._bytes > _MOST:
                    _, posting = self._kept.popitem(last=False)
                    self._bytes -= posting.rows.nbytes + posting.counts.nbytes + _LEAST
        return [found[term] for term in terms]

    def words(self) -> Mapping[str, int]:
        return {read(word): documents for word, documents in self._database.rows("select word, documents from words")}

    def _read(self, terms: Sequence[str]) -> dict[str, Posting]:
        blocks: dict[str, list[tuple[Any, Any]]] = {term: [] for term in terms}
        query = "select term, rows, counts from postings where term = any(%s) and block <= %s order by term, block"
        for term, rows, counts in self._database.rows(query, [stored(term) for term in terms], self._generation):
            blocks[read(term)].append((np.frombuffer(rows, dtype=np.int32), np.frombuffer(counts, dtype=np.int32)))
        empty = np.empty(0, dtype=np.int32)
        return {
            term: Posting(
                np.concatenate([empty, *(rows for rows, _ in own)]), np.concatenate([empty, *(c for _, c in own)])
            )
            for term, own in blocks.items()
        }


def vector_of(data: bytes) -> NDArray[np.float32]:
    """Of pgvector's binary form: two numbers of 16 bits, then 32 bits each."""
    return np.frombuffer(data, dtype=">f4", offset=4).astype(np.float32)
