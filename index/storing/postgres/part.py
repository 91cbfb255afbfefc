"""What is read of an index in PostgreSQL: the one part that it has."""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from functools import cached_property
from heapq import merge
from sys import intern
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Vectors
from index.errors import GenerationGone, StoreUnusable
from index.storing.generations import ANEW
from index.storing.part import Entry, Mask, Named, Place, Posting
from index.storing.postgres.edition import Generation, State
from index.storing.postgres.schema import EXACT, graphs, read

_WORDS = 300_000  # of all documents that are told, the most frequent
_MORE = 1.3  # times as many rows as are wanted are asked for, where some do not count
_MOST = 20_000  # rows that are asked for with an index of vectors
_WIDTH, _WIDEST = 400, 1000  # rows that a search looks out from in an index of vectors: as many more, the more of these

_NEAREST = """
with asked as materialized (
    select vector, number, set_config('hnsw.ef_search', '{width}', true)
    from unnest(%s::vector[]) with ordinality as asked(vector, number)
)
select asked.number, near.id, near.distance from asked cross join lateral (
    select * from ({near}) one order by distance limit {wanted}
) near
"""
_NEAR = "(select id, {distance} as distance from {chunks} where {rows} order by {order} limit {wanted})"
_COUNTED = """
(select word, documents, true from {words} order by documents desc, word limit {most})
union all select words, case when died is null then -1 else 1 end, false
from {documents} join {texts} on document = number
where (born > %s and died is null) or (born <= %s and died > %s)
"""
_LISTED = "select source, number, first, chunks, sha256, language, lengths from {documents} where"


class Listed(NamedTuple):
    """The documents of a generation by their sources, and how many terms each of its rows has."""

    state: State
    sources: Sequence[str]
    entries: Sequence[Entry]
    lengths: NDArray[np.int32]

    @classmethod
    def read(cls, state: State, manifest: Mapping[str, Any], before: "Listed | None" = None) -> "Listed":
        """What is new, if there is a generation of the edition from `before`, which is there still. Raises
        `StoreUnusable` if it is not what the manifest tells."""
        if before and before.state.edition is state.edition:
            with suppress(GenerationGone):
                listed = cls._since(before, state)
                if listed._is_of(manifest):
                    return listed
        listed = cls._since(cls(State(state.edition, Generation()), [], [], _NO_ROWS), state)
        if not listed._is_of(manifest):
            raise StoreUnusable(f"Some documents are missing in the database {state.edition.database}. {ANEW}")
        return listed

    @classmethod
    def _since(cls, before: "Listed", state: State) -> "Listed":
        since, now, documents = before.state.now.number, state.now.number, state.table("documents")
        gone: set[int] = set()
        if before.entries:
            query = f"select number from {documents} where died > %s and died <= %s"
            gone = {number for (number,) in before.state.rows(query, since, now)}
        query = f"{_LISTED.format(documents=documents)} born > %s and born <= %s and (died is null or died > %s)"
        new = state.rows(f"{query} order by source", since, now, now)
        own = {row[2]: np.frombuffer(row[6], dtype=np.int32) for row in new}
        lengths = np.zeros(max([state.now.rows, *(first + len(rows) for first, rows in own.items())]), dtype=np.int32)
        lengths[: len(before.lengths)] = before.lengths
        for first, rows in own.items():
            lengths[first : first + len(rows)] = rows
        kept = (pair for pair in zip(before.sources, before.entries, strict=True) if pair[1].number not in gone)
        told = ((row[0], Entry._make((0, *row[1:5], intern(row[5])))) for row in new)
        listed = [*merge(kept, told)]
        sources, entries = [source for source, _ in listed], [entry for _, entry in listed]
        return cls(state, sources, entries, lengths)

    def _is_of(self, manifest: Mapping[str, Any]) -> bool:
        counts = len(self.entries), sum(entry.rows for entry in self.entries), len(self.lengths)
        return counts == (manifest["documents"], manifest["chunks"], self.state.now.rows)


_NO_ROWS = np.empty(0, dtype=np.int32)


class PostgresCatalogue:
    """The documents that are listed, and the chunks."""

    def __init__(self, listed: Listed) -> None:
        self.listed = listed

    def numbers(self) -> Set[int]:
        return {entry.number for entry in self.listed.entries}

    def texts(self, numbers: Sequence[int]) -> list[str]:
        return self.listed.state.texts(numbers)

    def places(self, rows: Sequence[int]) -> list[Place]:
        state = self.listed.state
        query = f"select id, start, stop, place from {state.table('chunks')} where id = any(%s)"
        return [Place(start, stop, *json.loads(rest)) for _, start, stop, rest in state.each(query, rows)]

    def called(self, words: Collection[str]) -> dict[str, Named]:
        words = [*words]
        state = self.listed.state
        postings = state.edition.names.read(state.rows, words, state.now.documents)
        return {word: self._named(posting) for word, posting in zip(words, postings, strict=True)}

    def words(self, numbers: Sequence[int]) -> Iterator[list[str]]:
        state = self.listed.state
        query = f"select document, words from {state.table('texts')} where document = any(%s)"
        return (read(words).split() for _, words in state.each(query, numbers))

    def _named(self, posting: Posting) -> Named:
        alive = self._alive[posting.rows]
        return Named(posting.rows[alive].astype(np.int64), posting.counts[alive].astype(bool))

    @cached_property
    def _alive(self) -> Mask:
        alive = np.zeros(self.listed.state.now.documents, dtype=bool)
        alive[[entry.number for entry in self.listed.entries]] = True
        return alive


class PostgresPassages:
    """The vectors of all rows, some of which may be of nobody any more. Of up to `exact_to` each is looked at."""

    def __init__(self, state: State, dimension: int, exact_to: int = EXACT) -> None:
        self.size = state.now.rows
        self._state = state
        self._chunks = state.table("chunks")
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
        found = [vector_of(data) for _, data in self._state.each(query, wanted.tolist())]
        return np.array(found, dtype=np.float32).reshape(len(wanted), self._dimension)

    def _found(
        self, asked: Sequence[str], wanted: int, limit: int, among: Mask | None, exact: bool = False
    ) -> tuple[Vectors, NDArray[np.int64]]:
        """The nearest of each, as many of each; every row is looked at if `exact`."""
        distance = order = "embedding <#> asked.vector"
        where, values = [graph.rows for graph in graphs(self._state.edition.number, self.size)], []
        if exact:
            order = f"({order}) + 0"  # no index has such a sum
            where = ["id < %s" if among is None else "id = any(%s::int[])"]
            values = [self.size if among is None else f"{{{','.join(map(str, np.flatnonzero(among).tolist()))}}}"]
        told = {"distance": distance, "chunks": self._chunks, "order": order, "wanted": wanted}
        near = " union all ".join(_NEAR.format(rows=rows, **told) for rows in where)
        query = _NEAREST.format(near=near, wanted=wanted, width=min(_WIDTH * len(where), _WIDEST))
        found: list[list[tuple[float, int]]] = [[] for _ in asked]
        for number, row, distance in self._state.rows(query, asked, *values):
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
        state = self._listed.state
        return state.edition.postings.read(state.rows, terms, state.now.rows)

    def words(self) -> Mapping[str, int]:
        """Those that are counted are of the newest generation: what has come since is taken off, and what is gone since
        is added. Of very many words that is right for those which are among the most frequent now."""
        state = self._listed.state
        tables = {name: state.table(name) for name in ("words", "documents", "texts")}
        found = state.rows(_COUNTED.format(**tables, most=_WORDS), *[state.now.number] * 3)
        counts = {read(word): count for word, count, is_word in found if is_word}
        changes: Counter[str] = Counter()
        for own, count, is_word in found:
            if not is_word:
                changes.update(dict.fromkeys(read(own).split(), count))
        told = counts.keys() if len(counts) == _WORDS else counts.keys() | changes.keys()
        sums = {word: counts.get(word, 0) + changes[word] for word in told}
        return {word: count for word, count in sums.items() if count > 0}


def vector_of(data: bytes) -> NDArray[np.float32]:
    """Of pgvector's binary form: two numbers of 16 bits, then 32 bits each."""
    return np.frombuffer(data, dtype=">f4", offset=4).astype(np.float32)
