"""A reader's table of words for another model's pieces of words: so it reads the languages of that model.

A piece that both spell alike is worth the same. What else a piece is worth is told by those that both have: the mean of
what the nearest of them are worth, and what a linear map makes of it. Minixhofer, Paischer and Rekabsaz, "WECHSEL",
NAACL 2022; Dobler and de Melo, "FOCUS", EMNLP 2023. Pure.
"""

from collections.abc import Mapping, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]
_NEAREST, _SHARPNESS, _RIDGE = 8, 0.05, 1.0
_AT_ONCE = 256  # pieces: always as many, so that what one is worth depends on no other, to the last bit
_BEGINS, _GOES_ON = "▁", "##"  # how the one marks a piece that begins a word, and the other one that does not


def shared(pieces: Sequence[str], words: Mapping[str, int]) -> list[tuple[int, int]]:
    """The numbers of pieces and of words that are spelt alike; words are in small letters.

    >>> shared(["▁the", "ing", "▁Ring"], {"the": 7, "##ing": 8})
    [(0, 7), (1, 8)]
    """
    begun = ((nth, piece.removeprefix(_BEGINS)) for nth, piece in enumerate(pieces) if piece.startswith(_BEGINS))
    inner = ((nth, f"{_GOES_ON}{piece}") for nth, piece in enumerate(pieces) if not piece.startswith(_BEGINS))
    alone = ((nth, piece) for nth, piece in enumerate(pieces) if len(piece) == 1 and not piece.isalnum())
    spelt = {nth: words[word] for spelling in (begun, inner, alone) for nth, word in spelling if word in words}
    return sorted(spelt.items())


class Transplanted:
    """The table, of shape (pieces, width), whose rows are made when they are first looked up: of 250,000 few are.

    `known` are numbers of pieces and of the words that they are; `words` is of shape (words, width), `pieces` of
    (pieces, their width), which may lie on a disk. `added` are two narrow matrices whose product with a row is added to
    it. Safe between threads.
    """

    dtype = np.dtype(np.float16)

    def __init__(
        self,
        known: Sequence[tuple[int, int]],
        words: Rows,
        pieces: NDArray[np.floating],
        added: tuple[Rows, Rows] | None = None,
    ) -> None:
        own, theirs = map(np.array, zip(*known, strict=True))
        self.shape = len(pieces), words.shape[1]
        self._pieces, self._added = pieces, added
        self._middle = np.asarray(np.mean(pieces, axis=0, dtype=np.float32))
        self._centre = words[theirs].mean(axis=0)
        self._worth = words[theirs] - self._centre
        self._length = float(np.linalg.norm(self._worth, axis=1).mean())
        met = np.asarray(pieces[own], np.float32) - self._middle
        squares = met.T @ met + _RIDGE * np.eye(met.shape[1], dtype=np.float32)
        self._map = np.linalg.solve(squares, met.T @ self._worth)
        self._near = _unit(met)
        self._rows = np.empty(self.shape, dtype=np.float16)  # takes memory as it is filled
        self._is_made = np.zeros(len(pieces), dtype=bool)
        self._lock = Lock()
        self.put(own, words[theirs])

    def put(self, numbers: NDArray[np.integer], rows: Rows) -> None:
        """Has these pieces be worth that."""
        self._rows[numbers] = rows + (rows @ self._added[0].T @ self._added[1].T if self._added else 0)
        self._is_made[numbers] = True

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, numbers: NDArray[np.integer]) -> NDArray[np.float16]:
        with self._lock:
            missing = np.unique(numbers[~self._is_made[numbers]])
            for start in range(0, len(missing), _AT_ONCE):
                some = missing[start : start + _AT_ONCE]
                self.put(some, self._made(some))
        return np.asarray(self._rows[numbers])

    def _made(self, numbers: NDArray[np.integer]) -> Rows:
        some = np.zeros((_AT_ONCE, self._pieces.shape[1]), dtype=np.float32)
        some[: len(numbers)] = self._pieces[numbers] - self._middle
        cosines = _unit(some) @ self._near.T
        nearest = np.argpartition(-cosines, _NEAREST, axis=1)[:, :_NEAREST]
        shares = np.exp(np.take_along_axis(cosines, nearest, axis=1) / _SHARPNESS)
        shares /= shares.sum(axis=1, keepdims=True)
        mean = np.einsum("pn,pnw->pw", shares, self._worth[nearest])
        made = _unit(_unit(mean) + _unit(some @ self._map)) * self._length + self._centre
        return np.asarray(made[: len(numbers)], np.float32)


def _unit(rows: Rows) -> Rows:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)
