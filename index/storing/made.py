"""Sequences of what is made of stored rows, once it is wanted."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Generic, TypeVar, overload

Row = TypeVar("Row")
Item = TypeVar("Item")


class Made(Sequence[Item], Generic[Row, Item]):
    """`size` items, each made once of its row; the rows are read when the first is wanted. Equal to any sequence of the
    same items."""

    def __init__(self, size: int, read: Callable[[], Sequence[Row]], make: Callable[[Row], Item]) -> None:
        self._size = size
        self._read = read
        self._make = make

    def only(self, places: Sequence[int]) -> "Made[int, Item]":
        """The items of these places."""
        return Made(len(places), lambda: places, self.__getitem__)

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> list[Item]: ...
    def __getitem__(self, place: int | slice) -> Item | list[Item]:
        if isinstance(place, slice):
            return [self[one] for one in range(self._size)[place]]
        place = range(self._size)[place]
        item = self._items[place]
        if item is None:
            item = self._items[place] = self._make(self._rows[place])  # in two threads: two that are equal
        return item

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, Sequence) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    @cached_property
    def _rows(self) -> Sequence[Row]:
        return self._read()

    @cached_property
    def _items(self) -> list[Item | None]:
        return [None] * self._size
