"""Sequences of what is made of stored rows, once it is wanted."""

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar, overload

Row = TypeVar("Row")
Item = TypeVar("Item")

_AT_ONCE = 5000  # rows read together where all are gone through


class Made(Sequence[Item], Generic[Row, Item]):
    """`size` items, each made once of its row; `read` gives the rows of some places, in their order. Equal to any
    sequence of the same items."""

    def __init__(self, size: int, read: Callable[[Sequence[int]], Sequence[Row]], make: Callable[[Row], Item]) -> None:
        self._items: list[Item | None] = [None] * size
        self._read = read
        self._make = make

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> list[Item]: ...
    def __getitem__(self, place: int | slice) -> Item | list[Item]:
        if isinstance(place, slice):
            return self.take(range(len(self))[place])
        item = self._items[place]
        return self.take([range(len(self))[place]])[0] if item is None else item

    def __iter__(self) -> Iterator[Item]:
        for start in range(0, len(self), _AT_ONCE):
            yield from self.take(range(len(self))[start : start + _AT_ONCE])

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, Sequence) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def take(self, places: Sequence[int]) -> list[Item]:
        """Those of some places, of which the rows are read together."""
        items = self._items
        if missing := [place for place in dict.fromkeys(places) if items[place] is None]:
            for place, row in zip(missing, self._read(missing), strict=True):
                items[place] = self._make(row)  # in two threads: two that are equal
        return [item for place in places if (item := items[place]) is not None]
