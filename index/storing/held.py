"""Texts that stay where they are stored until they are wanted, and in memory for a while."""

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from sys import getsizeof
from threading import Lock
from weakref import ref

_MOST = 64 * 1024 * 1024  # bytes of all texts that are kept in memory


Read = Callable[[Sequence[int]], Sequence[str]]
"""Reads the texts of some numbers."""


class HeldText:
    """A text read by its `number`; texts of the same `key` are the same. Safe between threads."""

    __slots__ = ("__weakref__", "_number", "_read", "_text", "key")

    def __init__(self, read: Read, number: int, key: Hashable) -> None:
        self._read = read
        self._number = number
        self.key = key
        self._text: str | None = None

    def __call__(self) -> str:
        text = self._text
        if text is None:
            [text] = self._read([self._number])
            self.keep(text)
        return text

    def keep(self, text: str) -> None:
        """Has it in memory, until others have taken its place."""
        self._text = text
        _KEPT.add(self, getsizeof(text))

    def let_go(self) -> None:
        self._text = None

    def __eq__(self, other: object) -> bool:
        return self.key == other.key if isinstance(other, HeldText) else self() == other

    def __hash__(self) -> int:
        return hash(self.key)


def hold(texts: Iterable[object]) -> None:
    """Has those that are stored in memory for a while, read together."""
    missing: dict[Read, list[HeldText]] = {}
    for text in {id(text): text for text in texts}.values():
        if isinstance(text, HeldText) and text._text is None:
            missing.setdefault(text._read, []).append(text)
    for read, own in missing.items():
        for text, found in zip(own, read([one._number for one in own]), strict=True):
            text.keep(found)


class _Kept:
    """Those in memory, the longest kept first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._texts: deque[tuple[ref[HeldText], int]] = deque()
        self._size = 0

    def add(self, text: HeldText, size: int) -> None:
        with self._lock:
            self._texts.append((ref(text), size))
            self._size += size
            while self._size > self._most and len(self._texts) > 1:
                oldest, freed = self._texts.popleft()
                if still := oldest():
                    still.let_go()
                self._size -= freed


_KEPT = _Kept(_MOST)
