"""Slips in a question are mended towards the words of the documents, and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.asking.spelling import Speller

WORDS = ["hosted", "alicia", "barcena", "migration", "prince"]
SPELLER = Speller(WORDS, lambda word: word == "price")


@pytest.mark.parametrize(
    ("question", "mended"),
    [
        ("who hsoted alicia barcena", "who hosted alicia barcena"),
        ("who hosted Alicia Bárcena?", "who hosted Alicia Bárcena?"),
        ("wher is migrasion?", "where is migration?"),
        ("wher is mgrshn?", "where is mgrshn?"),
        ("immigration", "immigration"),
        ("what is the price", "what is the price"),
        ("Title 42 hst 2021", "Title 42 hst 2021"),
    ],
)
def test_mends_slips_only(question: str, mended: str) -> None:
    assert SPELLER(question) == mended


@given(st.sampled_from(WORDS), st.data())
def test_any_two_neighbours_swapped_are_put_back(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(word) - 2))
    slip = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    assert SPELLER(slip) == word


@given(st.text(max_size=40))
def test_what_is_not_a_word_stays(text: str) -> None:
    assert Speller([], lambda word: True)(text) == text
