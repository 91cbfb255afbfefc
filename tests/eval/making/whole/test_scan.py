"""The scan, against plain words in a row."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from eval.making.whole.scan import holds, occurrences

WORDS = st.lists(st.sampled_from(["Oakmere", "OAKMERE", "oakmerton", "Title", "42", "421", "subtitle"]), max_size=12)
GAPS = st.sampled_from([" ", "\n", "  ", "\n\n", "\t"])


@given(words=WORDS, gap=GAPS)
def test_whole_words_are_counted_in_any_case(words: list[str], gap: str) -> None:
    assert occurrences(gap.join(words), ("Oakmere",)) == [word.lower() for word in words].count("oakmere")


@given(words=WORDS, gap=GAPS)
def test_words_in_a_row_are_counted_over_any_white_space(words: list[str], gap: str) -> None:
    pairs = list(pairwise(words))
    assert occurrences(gap.join(words), ("Title 42",)) == pairs.count(("Title", "42"))
    assert holds(gap.join(words), "TITLE 42") is ("title 42" in " ".join(words).lower())


def test_a_phrase_is_held_with_case_and_white_space_folded_and_nothing_else() -> None:
    assert holds("Sent WITHOUT\n   prejudice.", "without prejudice")
    assert not holds("without any prejudice", "without prejudice")
    assert not holds("without, prejudice", "without prejudice")
