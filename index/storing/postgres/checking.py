"""Whether what a database holds of a generation agrees with itself, and what its keeper should know of it."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexUnusable
from index.language.tidy import printable
from index.storing.checking import OTHER_TERMS
from index.storing.generations import ANEW
from index.storing.part import Mask
from index.storing.postgres.database import LOCKED, Database, Rows
from index.storing.postgres.edition import Generation
from index.storing.postgres.origin import ALIVE, document_of
from index.storing.postgres.schema import EXACT, OF_EDITION, graphs, read
from index.storing.postgres.tables import tables_file, tables_of
from index.storing.postings import Postings
from index.storing.titles import words_of
from index.tables.kept import Tables

_DOCUMENTS_AT_ONCE, _CHUNKS_AT_ONCE, _BLOCKS_AT_ONCE = 200, 2_000, 5_000
_OLDEST = (0, 8)  # version of pgvector
_LENGTH = 1e-3  # by which a vector's may differ from 1
_DEAD, _SMALL = 0.5, 10_000  # rows that are gone, of all of a table; fewer don't matter

_NAMED = 5  # documents of a problem

# of documents, which stand in between
_MISSING = "Some chunks, or the text, are missing of"
_OUTSIDE = "Some chunk lies outside of the text of"
_PLACES = "Where a chunk stands in it can't be read of"
_VECTORS = "Some vectors are damaged, as they are not of length 1, of"
_TERMS = "The terms that are searched are not those of the chunks of"

_WORDS = f"The counts of words are not those of the documents. {ANEW}"
_TITLES = f"The names that documents are found by are not theirs. {ANEW}"

_DOCUMENTS = "select number, source, sha256, about, first, chunks, lengths from {documents} where {alive} order by 1"
_TEXTS = "select document, text, words from {texts} where document = any(%s)"
_CHUNKS = """
select id, start, stop, place, terms, vector_norm(embedding)
from {chunks} join unnest(%s::int[], %s::int[]) as own(since, until) on id >= since and id < until order by id
"""
_COUNTED = """
select (select count(*) from {documents} where {alive}),
    (select coalesce(sum(chunks), 0)::bigint from {documents} where {alive}),
    (select count(*) from files where {alive})
"""
_LANGUAGES = "select language, count(*) from {documents} where {alive} group by 1"
_BLOCKS = "select word, first, numbers, counts from {table} where (word, first) > (%s, %s) order by 1, 2 limit %s"
_NEAREST = """
select name, indisvalid from unnest(%s::text[]) as name left join pg_index on indexrelid = to_regclass(name)
"""
_DIMENSION = "select atttypmod from pg_attribute where attrelid = to_regclass(%s) and attname = 'embedding'"
_GONE = """
select relname, n_dead_tup, n_live_tup + n_dead_tup from pg_stat_user_tables
where schemaname = %s and n_dead_tup > %s and n_dead_tup > %s * (n_live_tup + n_dead_tup) order by 1
"""
_SERVER = """
select current_setting('server_version'), (select extversion from pg_extension where extname = 'vector'),
    pg_is_in_recovery(), (
        select coalesce(sum(pg_total_relation_size(oid)), 0)::bigint from pg_class
        where relnamespace = to_regnamespace(%s) and relkind = 'r'
    )
"""
_BUILDER = """
select pid, coalesce(host(client_addr), 'its own machine'), to_char(backend_start at time zone 'UTC', 'HH24:MI')
from pg_locks join pg_stat_activity using (pid) where
"""

_Sums = dict[str, tuple[int, int, int]]
"""By word: how many numbers go by it, the sum of their counts, and of the numbers."""


class Checking:
    """Of one generation. Asks for little at a time: none of its statements takes long, and servers go on meanwhile."""

    def __init__(self, database: Database, generation: Generation, manifest: Mapping[str, Any]) -> None:
        self._rows = database.rows
        self._schema = database.schema
        self._now = generation
        self._manifest = manifest
        self._tables = {name: f"{name}_{generation.edition}" for name in OF_EDITION}

    def problems(self) -> Iterator[str]:
        """Each with its remedy."""
        yield from self._extension()
        yield from self._counted()
        yield from self._contents()
        yield from self._vectors()
        yield from self._tabled()
        for table, gone, every in self._rows(_GONE, self._schema, _SMALL, _DEAD):
            name = f'"{self._schema}".{table}'
            yield f"{gone:,} of {every:,} rows of {name} are gone and not tidied up. Run there: vacuum analyze {name}"

    def facts(self, key: int) -> Iterator[str]:
        """`key` is that of the lock of builders."""
        [(server, vector, is_replica, size)] = self._rows(_SERVER, f'"{self._schema}"')
        yield (
            f"PostgreSQL {server}{', a replica,' * is_replica} with pgvector {vector}: generation {self._now.number}, "
            f"{self._manifest['documents']:,} documents in {self._manifest['chunks']:,} chunks, {size / 1e6:,.0f} MB "
            f"in the schema {self._schema}; vectors are searched {'by HNSW' if self._now.rows > EXACT else 'exactly'}."
        )
        for pid, host, since in self._rows(_BUILDER + LOCKED, key):
            yield f"The index is being built now, from {host} since {since} UTC (process {pid} of PostgreSQL)."

    def _extension(self) -> Iterator[str]:
        [(version,)] = self._rows("select extversion from pg_extension where extname = 'vector'") or [("0",)]
        if tuple(int(number) for number in version.split(".")[:2] if number.isdecimal()) < _OLDEST:
            yield (
                f"pgvector {version} is too old: some searches find too little. Install 0.8 or newer on the server of "
                "the database, then run there: alter extension vector update"
            )

    def _counted(self) -> Iterator[str]:
        [counts] = self._asked(_COUNTED, *[self._now.number] * 6)
        for count, name, kind in zip(
            counts, ("documents", "chunks", "listed"), ("documents", "chunks", "files"), strict=True
        ):
            if count != self._manifest[name]:
                yield f"The manifest counts {self._manifest[name]:,} {kind} of {count:,}. {ANEW}"
        if dict(self._asked(_LANGUAGES, self._now.number, self._now.number)) != self._manifest["languages"]:
            yield f"The manifest counts the documents of each language otherwise. {ANEW}"

    def _contents(self) -> Iterator[str]:
        """What is told by looking at every document and chunk."""
        wrong: defaultdict[str, list[str]] = defaultdict(list)
        words: Counter[str] = Counter()
        terms: _Sums = {}
        names: _Sums = {}
        rows, numbers = np.zeros(self._now.rows, dtype=bool), np.zeros(self._now.documents, dtype=bool)
        for documents in _batches(self._asked(_DOCUMENTS, self._now.number, self._now.number)):
            chunks = self._asked(_CHUNKS, [row[4] for row in documents], [row[4] + row[5] for row in documents])
            held = self._asked(_TEXTS, [row[0] for row in documents])
            texts = {number: len(read(text)) for number, text, _ in held}
            words.update(word for _, _, own in held for word in read(own).split())
            for problem, source in dict.fromkeys(_wrong(documents, texts, chunks)):
                wrong[problem].append(source)
            every = np.array([row[0] for row in chunks], dtype=np.int64)
            rows[every], numbers[[row[0] for row in documents]] = True, True
            _add(terms, every, [read(row[4]) for row in chunks])
            for number, *told in (row[:4] for row in documents):
                named = words_of(document_of((number, *told), ""))
                for word in named.every:
                    _sum(names, word, 1, word in named.stems, number)
        for problem, sources in wrong.items():
            more = f" and {len(sources) - _NAMED:,} more" if len(sources) > _NAMED else ""
            yield f"{problem} {', '.join(map(printable, sources[:_NAMED]))}{more}. {ANEW}"
        for table, sums, alive, problem in (("postings", terms, rows, OTHER_TERMS), ("names", names, numbers, _TITLES)):
            if not self._agrees(table, sums, alive) and self._is_current():
                yield problem
        counted = {read(word): count for word, count in self._asked("select word, documents from {words}")}
        if counted != words and self._is_current():
            yield _WORDS

    def _agrees(self, table: str, sums: _Sums, alive: Mask) -> bool:
        """Whether the blocks of a table are those of what counts."""
        found: _Sums = {}
        after: tuple[Any, ...] = (b"", -1)
        while blocks := self._rows(_BLOCKS.format(table=self._tables[table]), *after, _BLOCKS_AT_ONCE):
            after = blocks[-1][:2]
            for word, _, numbers, counts in blocks:
                own = np.frombuffer(numbers, dtype=np.int32)
                counting = own < len(alive)
                counting[counting] = alive[own[counting]]
                if counting.any():
                    many = np.frombuffer(counts, dtype=np.int32)[counting]
                    _sum(
                        found, read(word), int(counting.sum()), int(many.sum()), int(own[counting].sum(dtype=np.int64))
                    )
        return found == sums

    def _is_current(self) -> bool:
        """Whether it is still the newest: what counts for the newest can be told of that alone."""
        return self._rows("select number from current") == [(self._now.number,)]

    def _vectors(self) -> Iterator[str]:
        chunks, wanted = self._tables["chunks"], self._manifest["embedder"]
        [(dimension,)] = self._rows(_DIMENSION, chunks)
        if dimension != wanted["dimension"]:
            yield f"The vectors in {chunks} are of {dimension} numbers, not of {wanted['dimension']}. {ANEW}"
        own = {graph.name: graph for graph in graphs(self._now.edition, self._now.rows)}
        for name, is_valid in self._rows(_NEAREST, [*own]):
            if is_valid is False:
                yield f'The index of vectors {name} is not finished. Run there: reindex index "{self._schema}".{name}'
            elif is_valid is None and self._now.rows > EXACT:
                yield (
                    f"There is no index of vectors {name}, so that searching is slow. Run there: "
                    f'set search_path to "{self._schema}", public; {own[name].make}'
                )

    def _tabled(self) -> Iterator[str]:
        """Whether the file of tables holds as many as there should be."""
        with TemporaryDirectory() as folder:
            path = tables_file(self._rows, tables_of(self._rows, self._now.number), Path(folder))
            try:
                rows = [table.rows for table in Tables(path).listed()]
            except IndexUnusable:  # which tells of a file that nobody finds
                rows = [-1]
        if {"tables": len(rows), "rows": sum(rows)} != self._manifest["tables"]:
            yield f"The tables that are kept are not those of the documents. {ANEW}"

    def _asked(self, query: str, *values: Any) -> Rows:
        return self._rows(query.format(alive=ALIVE, **self._tables), *values)


def _batches(documents: Rows) -> Iterator[Rows]:
    """Some documents at a time, fewer where they are long."""
    batch: Rows = []
    for row in documents:
        batch.append(row)
        if len(batch) == _DOCUMENTS_AT_ONCE or sum(one[5] for one in batch) > _CHUNKS_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _wrong(documents: Rows, texts: Mapping[int, int], chunks: Rows) -> Iterator[tuple[str, str]]:
    """What is wrong with which documents, of which the `texts` are so long."""
    by_row = {row[0]: row[1:] for row in chunks}
    for number, source, *_, first, count, lengths in documents:
        own = [by_row[row] for row in range(first, first + count) if row in by_row]
        if len(own) != count or number not in texts:
            yield _MISSING, source
        elif any(not 0 <= start < stop <= texts[number] for start, stop, *_ in own):
            yield _OUTSIDE, source
        if not all(_is_place(place) for _, _, place, *_ in own):
            yield _PLACES, source
        if any(not abs(length - 1) <= _LENGTH for *_, length in own):  # it may be no number
            yield _VECTORS, source
        if np.frombuffer(lengths, dtype=np.int32).tolist() != [len(read(terms).split()) for *_, terms, _ in own]:
            yield _TERMS, source


def _is_place(place: str) -> bool:
    """Whether it is headings and what leads in, as they are kept of a chunk."""
    try:
        told = json.loads(place)
    except ValueError:
        return False
    return isinstance(told, list) and list(map(type, told)) == [str, str]


def _add(sums: _Sums, rows: NDArray[np.int64], terms: Sequence[str]) -> None:
    for term, (places, counts) in Postings.of_terms(terms).every():
        _sum(sums, term, len(places), int(counts.sum()), int(rows[places].sum()))


def _sum(sums: _Sums, word: str, *more: int) -> None:
    before: Iterable[int] = sums.get(word, (0, 0, 0))
    many, counts, numbers = (one + other for one, other in zip(before, more, strict=True))
    sums[word] = many, counts, numbers
