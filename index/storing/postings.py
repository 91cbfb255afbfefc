"""The terms of the chunks of one part: which rows hold each, and how often."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from index.storing.part import Posting

_ONE_AT_A_TIME = Lock()  # NumPy reads its headers by `ast`, which fails at times in two threads at once (gh-106905)


class _Arrays(NamedTuple):
    """By term, in the order of the vocabulary: the `rows` that hold it, ascending, and how often each does (`counts`),
    from one of `starts` to the next. `lengths` are those of the rows, in terms."""

    rows: NDArray[np.int32]
    counts: NDArray[np.int32]
    starts: NDArray[np.int64]
    lengths: NDArray[np.int32]


class Postings:
    """The vocabulary of a part. Loaded, its arrays stay in the file."""

    def __init__(
        self, terms: Callable[[], Sequence[str]], arrays: _Arrays, words: Callable[[], Mapping[str, int]]
    ) -> None:
        """`terms` and `words` are made of what was read once they are wanted."""
        self._made_terms = terms
        self._arrays = arrays
        self._made_words = words

    @classmethod
    def of_terms(cls, rows: Iterable[str], words: Iterable[Iterable[str]] = ()) -> Self:
        """Of the terms of each row, joined by spaces, and the distinct words of each document.

        Reads `rows` once and keeps a number for each term: 40,000 chunks take about a second.
        """
        vocabulary: defaultdict[str, int] = defaultdict()
        vocabulary.default_factory = vocabulary.__len__  # a new term has the next number
        ids = [np.fromiter(map(vocabulary.__getitem__, row.split()), dtype=np.int32) for row in rows]
        spelt, held = list(vocabulary), Counter(chain.from_iterable(words))
        return cls(lambda: spelt, _arrays(ids, len(vocabulary)), lambda: held)

    @classmethod
    def load(cls, folder: Path) -> Self:
        terms, words = ((folder / f"{name}.txt").read_bytes() for name in ("terms", "words"))
        with _ONE_AT_A_TIME:
            held = np.load(folder / "held.npy", allow_pickle=False)
            arrays = [np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in _Arrays._fields]
        return cls(
            lambda: terms.decode().split(),
            _Arrays(*arrays),
            lambda: dict(zip(words.decode().split(), held.tolist(), strict=True)),
        )

    def save(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        words = sorted(self._words)
        for name, texts in (("terms", self._terms), ("words", words)):
            (folder / f"{name}.txt").write_text("\n".join(texts), encoding="utf-8")
        held = np.array([self._words[word] for word in words], dtype=np.int32)
        for name, array in (self._arrays._asdict() | {"held": held}).items():
            np.save(folder / f"{name}.npy", array, allow_pickle=False)

    def agrees_with(self, other: "Postings") -> bool:
        """Whether it holds the same terms and words as the other, each in the same rows and documents."""
        theirs = other._arrays._asdict()
        same = all(np.array_equal(array, theirs[name]) for name, array in self._arrays._asdict().items())
        return same and (self._terms, dict(self._words)) == (other._terms, dict(other._words))

    @property
    def lengths(self) -> NDArray[np.int32]:
        return self._arrays.lengths

    def postings(self, terms: Sequence[str]) -> list[Posting]:
        return [self._posting(term) for term in terms]

    def every(self) -> Iterator[tuple[str, Posting]]:
        """All terms."""
        return ((term, self._posting(term)) for term in self._terms)

    def words(self) -> Mapping[str, int]:
        return self._words

    @cached_property
    def _terms(self) -> Sequence[str]:
        return self._made_terms()

    @cached_property
    def _words(self) -> Mapping[str, int]:
        return self._made_words()

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {term: column for column, term in enumerate(self._terms)}

    def _posting(self, term: str) -> Posting:
        column = self._columns.get(term)
        part = slice(0) if column is None else slice(*self._arrays.starts[column : column + 2])
        return Posting(np.asarray(self._arrays.rows[part]), np.asarray(self._arrays.counts[part]))


def _arrays(ids: Sequence[NDArray[np.int32]], vocabulary: int) -> _Arrays:
    """`ids` are the numbers of a row's terms."""
    size = len(ids)
    lengths = np.array([len(row) for row in ids], dtype=np.int32)
    cells = np.repeat(np.arange(size), lengths)
    cells += np.concatenate([*ids, np.empty(0, dtype=np.int32)]) * np.int64(size)
    cells.sort()  # by term, then row
    firsts = np.flatnonzero(np.diff(cells, prepend=-1))
    counts = np.diff(firsts, append=len(cells))
    columns, rows = np.divmod(cells[firsts], max(size, 1))
    starts = np.append(0, np.cumsum(np.bincount(columns, minlength=vocabulary)))
    return _Arrays(rows.astype(np.int32), counts.astype(np.int32), starts, lengths)
