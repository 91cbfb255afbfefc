"""Texts that are read when they are wanted."""

import gc
from collections.abc import Sequence
from weakref import ref

import pytest

from index.storing import held
from index.storing.held import HeldText, hold


class _Shelf:
    """Texts by number, and which were read."""

    def __init__(self, *texts: str) -> None:
        self.texts = texts
        self.read: list[int] = []
        self.times = 0

    def __call__(self, numbers: Sequence[int]) -> list[str]:
        self.read += numbers
        self.times += 1
        return [self.texts[number] for number in numbers]


def test_a_text_is_read_once_and_only_if_it_is_wanted() -> None:
    shelf = _Shelf("one", "two")
    one, _ = (HeldText(shelf, number, number) for number in range(2))
    assert shelf.read == []
    assert (one(), one()) == ("one", "one")
    assert shelf.read == [0]


def test_texts_are_equal_by_their_keys_and_to_what_they_hold() -> None:
    shelf = _Shelf("one", "one", "two")
    assert HeldText(shelf, 0, "a") == HeldText(shelf, 1, "a")
    assert HeldText(shelf, 0, "a") != HeldText(shelf, 2, "b")
    assert shelf.read == [], "neither had to be read for that"
    assert HeldText(shelf, 0, "a") == "one" != HeldText(shelf, 2, "b")
    assert len({HeldText(shelf, 0, "a"), HeldText(shelf, 1, "a")}) == 1


def test_of_many_texts_those_read_first_are_let_go_and_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "_KEPT", held._Kept(10))
    monkeypatch.setattr(held, "getsizeof", len)
    shelf = _Shelf("abcd", "efgh", "ijkl", "m" * 100)
    texts = [HeldText(shelf, number, number) for number in range(4)]
    assert [text() for text in texts[:2]] + [texts[0]()] == ["abcd", "efgh", "abcd"]
    assert shelf.read == [0, 1]
    texts[2]()
    assert [texts[1](), texts[0]()] == ["efgh", "abcd"]
    assert shelf.read == [0, 1, 2, 0]
    assert texts[3]() == texts[3]() == "m" * 100, "one that is larger than all that is kept is kept alone"
    assert shelf.read == [0, 1, 2, 0, 3]


def test_a_text_that_nobody_has_any_more_keeps_nothing_open() -> None:
    shelf = _Shelf("one")
    text = HeldText(shelf, 0, 0)
    assert text() == "one"
    gone = ref(shelf)
    del text, shelf
    gc.collect()
    assert gone() is None


def test_texts_of_one_place_are_read_together_and_each_once() -> None:
    shelf, other = _Shelf("one", "two", "three"), _Shelf("four")
    texts = [HeldText(shelf, number, number) for number in range(3)]
    assert texts[1]() == "two"
    hold([texts[0], "not stored", texts[0], texts[1], HeldText(other, 0, 9), texts[2]])
    assert [text() for text in texts] == ["one", "two", "three"]
    assert (shelf.read, shelf.times, other.times) == ([1, 0, 2], 2, 1)
