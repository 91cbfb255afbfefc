"""Which numbers go by which words: tables of blocks, of which what was read stays in memory for a while."""

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.storing.part import Posting
from index.storing.postgres.database import Rows, Transaction
from index.storing.postgres.schema import read, stored

LARGE = 50_000  # numbers: what is older than so many stays as it is
MOST_BLOCKS = 8  # of a word among those; above it the newest are merged
_BESIDE = 300  # bytes of a word that is kept, beside its numbers

COLUMNS = {"word": "bytea", "first": "int4", "stop": "int4", "numbers": "bytea", "counts": "bytea"}
Block = tuple[bytes, int, int, bytes, bytes]
Ask = Callable[..., Rows]

_FOUND = """
select word, block.numbers, block.counts
from unnest(%s::bytea[], %s::int[]) as asked(word, since) join {table} as block using (word)
where block.first < %s and block.stop > asked.since order by word, block.first
"""
_MANY = """
select word, array_agg(first order by first desc), array_agg(length(numbers) order by first desc)
from {table} where word = any(%s) and first >= %s group by word having count(*) > %s
"""
_MERGED = """
with gone as (
    delete from {table} block using unnest(%s::bytea[], %s::int[]) as small(word, first)
    where block.word = small.word and block.first >= small.first returning block.*
)
insert into {table} select
    word, min(first), max(stop), string_agg(numbers, '' order by first), string_agg(counts, '' order by first)
from gone group by word
"""


class _Kept(NamedTuple):
    """All of a word below the number `end`."""

    end: int
    posting: Posting

    @property
    def size(self) -> int:
        return self.posting.rows.nbytes + self.posting.counts.nbytes + _BESIDE


class Blocks:
    """Those of a table. Numbers only grow, so what is kept is right for every generation, but for newer numbers. Safe
    between threads."""

    def __init__(self, table: str, most: int) -> None:
        """Keeps about `most` bytes in memory."""
        self._table = table
        self._most = most
        self._size = 0
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = Lock()

    def read(self, ask: Ask, words: Sequence[str], end: int) -> list[Posting]:
        """The numbers below `end` that go by each of the words, ascending, and their counts. `ask` gives what a query
        does."""
        with self._lock:
            kept = {word: self._kept[word] for word in words if word in self._kept}
            for word in kept:
                self._kept.move_to_end(word)
        missing = [word for word in dict.fromkeys(words) if word not in kept or kept[word].end < end]
        if missing:
            found = self._found(ask, {word: kept[word].end if word in kept else 0 for word in missing}, end)
            kept |= {word: _Kept(end, _joined([kept.get(word, _NONE).posting, *found[word]])) for word in missing}
            with self._lock:
                for word in missing:
                    self._keep(word, kept[word])
        return [_below(kept[word], end) for word in words]

    def _keep(self, word: str, one: _Kept) -> None:
        before = self._kept.pop(word, None)
        self._kept[word] = one
        self._size += one.size - (before.size if before else 0)
        while self._size > self._most and self._kept:
            self._size -= self._kept.popitem(last=False)[1].size

    def _found(self, ask: Ask, since: dict[str, int], end: int) -> dict[str, list[Posting]]:
        found: dict[str, list[Posting]] = {word: [] for word in since}
        query = _FOUND.format(table=self._table)
        for word, numbers, counts in ask(query, [*map(stored, since)], [*since.values()], end):
            known = read(word)
            posting = Posting(np.frombuffer(numbers, dtype=np.int32), np.frombuffer(counts, dtype=np.int32))
            start, stop = np.searchsorted(posting.rows, (since[known], end)).tolist()  # a merged one may hold more
            found[known].append(Posting(posting.rows[start:stop], posting.counts[start:stop]))
        return found


_EMPTY = np.empty(0, dtype=np.int32)
_NONE = _Kept(0, Posting(_EMPTY, _EMPTY))


def _joined(postings: Sequence[Posting]) -> Posting:
    return Posting(np.concatenate([one.rows for one in postings]), np.concatenate([one.counts for one in postings]))


def _below(kept: _Kept, end: int) -> Posting:
    rows, counts = kept.posting
    if kept.end <= end:
        return kept.posting
    stop = int(np.searchsorted(rows, end))
    return Posting(rows[:stop], counts[:stop])


def block(word: str, first: int, stop: int, rows: NDArray[np.int32], counts: NDArray[np.int32]) -> Block:
    """As it is written; `rows` are numbers from `first` to below `stop`."""
    return stored(word), first, stop, rows.tobytes(), counts.tobytes()


def blocks_of(named: Iterable[tuple[int, Iterable[str], Collection[str]]], first: int, stop: int) -> Iterator[Block]:
    """Those of numbers, ascending, each with the words that it goes by and those of them that count."""
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    counts: defaultdict[str, list[bool]] = defaultdict(list)
    for number, words, counting in named:
        for word in words:
            numbers[word].append(number)
            counts[word].append(word in counting)
    for word, own in numbers.items():
        yield block(word, first, stop, np.array(own, dtype=np.int32), np.array(counts[word], dtype=np.int32))


def merge(transaction: Transaction, table: str, words: Collection[bytes], end: int) -> None:
    """Makes one block of the newest of each of these words that has many of the last numbers before `end`: of as many
    as are no larger than those after them together, so that little is read and written again."""
    small = {}
    for word, firsts, sizes in transaction.rows(_MANY.format(table=table), [*words], end - LARGE, MOST_BLOCKS):
        total, last = sizes[0], 0
        while last + 1 < len(sizes) and sizes[last + 1] <= total:
            last += 1
            total += sizes[last]
        small[word] = firsts[max(last, 1)]
    if small:
        transaction.rows(_MERGED.format(table=table), [*small], [*small.values()])


def counted(words: Iterable[Iterable[str]]) -> Counter[str]:
    """How many have each word."""
    return Counter(word for each in words for word in each)
