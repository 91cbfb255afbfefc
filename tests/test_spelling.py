"""Slips in a question are mended towards the words of the documents, and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.question import core, with_answer
from app.spelling import Speller

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


def test_core_drops_the_setting_but_not_the_question() -> None:
    assert core("Who led the team on May 5, 2020?") == "Who led the team?"
    assert core("During the June 2021 visit, what did Ana call important?") == "what did Ana call important?"
    assert core("What happened on June 14-15, 2021?") == "What happened on June 14-15, 2021?"


def test_the_last_answer_goes_with_a_question_that_leans_on_it() -> None:
    history = [("user", "Who is Ana?"), ("assistant", "Ana Silva is the mayor.")]
    assert with_answer("Where was she born?", history) == "Ana Silva is the mayor. Where was she born?"
    assert with_answer("Name the river through Lisbon", history) == "Name the river through Lisbon"
