"""A table of words for another model's pieces: exact where both spell alike, and near what is near elsewhere."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.reader.transplanting import Transplanted, shared

_CHANCE = np.random.default_rng(3)
_MEANINGS = _CHANCE.normal(size=(400, 16)).astype(np.float32)
_TURN = np.linalg.qr(_CHANCE.normal(size=(16, 16)))[0].astype(np.float32)
_WORDS = (_MEANINGS @ _TURN + 1).astype(np.float32)


def test_pieces_and_words_that_are_spelt_alike_are_known_by_their_marks() -> None:
    pieces = ["<s>", "▁the", "the", "▁The", "ing", "▁ing", ",", "▁", "ß"]
    words = {"the": 3, "##the": 4, "##ing": 5, ",": 6, "<s>": 7, "ß": 8}
    assert shared(pieces, words) == [(1, 3), (2, 4), (4, 5), (6, 6)]


def test_what_is_known_stays_and_what_means_nearly_the_same_is_worth_nearly_the_same() -> None:
    known = [(nth, nth) for nth in range(300)]
    foreign = _MEANINGS + _CHANCE.normal(scale=0.05, size=_MEANINGS.shape).astype(np.float32)
    table = Transplanted(known, _WORDS, np.concatenate([_MEANINGS, foreign]))
    assert table.shape == (800, 16) and table.dtype == np.float16
    made = table[np.arange(800)].astype(np.float32)
    np.testing.assert_array_equal(made[:300], _WORDS[:300].astype(np.float16))
    middle = _WORDS[:300].mean(axis=0)

    def cosines(rows: slice, meant: slice) -> float:
        one, other = made[rows] - middle, _WORDS[meant] - middle
        return float(np.mean(np.sum(one * other, axis=1) / np.linalg.norm(one, axis=1) / np.linalg.norm(other, axis=1)))

    assert cosines(slice(400, 700), slice(0, 300)) > 0.95, "near to one that is known"
    assert cosines(slice(300, 400), slice(300, 400)) > 0.9, "near to none: by the map"
    assert abs(cosines(slice(400, 700), slice(100, 400))) < 0.2


@given(st.lists(st.integers(0, 399), min_size=1, max_size=600))
def test_what_a_piece_is_worth_depends_on_no_other(wanted: list[int]) -> None:
    known = [(nth, 2 * nth) for nth in range(100)]
    table, whole = (Transplanted(known, _WORDS, _MEANINGS) for _ in range(2))
    numbers = np.array(wanted).reshape(1, -1)
    np.testing.assert_array_equal(table[numbers], whole[np.arange(400)][numbers])
    np.testing.assert_array_equal(table[numbers], table[numbers])


def test_what_is_added_is_added_to_every_row() -> None:
    known = [(nth, nth) for nth in range(100)]
    first, second = (_CHANCE.normal(size=shape).astype(np.float32) for shape in ((2, 16), (16, 2)))
    plain, added = (Transplanted(known, _WORDS, _MEANINGS, more) for more in (None, (first, second)))
    numbers = np.arange(400)
    own = plain[numbers].astype(np.float32)
    np.testing.assert_allclose(added[numbers], own + own @ first.T @ second.T, atol=0.5, rtol=0.02)


def test_half_precision_gives_about_the_same() -> None:
    known = [(nth, nth) for nth in range(300)]
    kinds: tuple[type[np.floating], ...] = (np.float32, np.float16)
    whole, half = (Transplanted(known, _WORDS, _MEANINGS.astype(kind))[np.arange(400)] for kind in kinds)
    assert np.mean(np.abs(half.astype(np.float32) - whole.astype(np.float32))) < 0.02
