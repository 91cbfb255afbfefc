"""Phrases in quotation marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.asking.quoting import quoted

MARKS = ['""', "“”", "„“", "„”", "«»", "‹›", "「」"]


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ('he said "no pets"', ["no pets"]),
        ('"a" and "b c"', ["a", "b c"]),
        ('does "it" or "that" occur', ["it", "that"]),
        ('"he said "no" to me"', ['he said "no" to me']),
        ("“a “b” c”", ["a “b” c"]),
        ('mention "A "B"" at all', ['A "B"']),
        ('"no pets".', ["no pets"]),
        ('("x")', ["x"]),
        ("¿«hola»?", ["hola"]),
        ('say "don\'t"', ["don't"]),
        ('pipes of 5" and "lead" pipes', ["lead"]),
        ('5" pipes and 6" pipes', []),
        ('"x', []),
        ('x"', []),
        ('"" and " "', []),
        ("'single' marks are apostrophes", []),
        ("", []),
    ],
)
def test_phrases_stand_in_marks_that_open_and_close(text: str, phrases: list[str]) -> None:
    assert [phrase.words for phrase in quoted(text)] == phrases


WORDS = st.lists(st.text("abcé1-", min_size=1, max_size=5).filter(lambda word: word.strip("-") != ""), min_size=1)


@given(WORDS, WORDS, WORDS, st.sampled_from(MARKS))
def test_what_stands_in_any_marks_is_found_as_typed(
    before: list[str], phrase: list[str], behind: list[str], marks: str
) -> None:
    words = " ".join(phrase)
    typed = f"{marks[0]}{words}{marks[1]}"
    (found,) = quoted(f"{' '.join(before)} {typed} {' '.join(behind)}")
    assert (found.typed, found.words) == (typed, words)


@given(st.text('ab "“”„«». ', max_size=30))
def test_phrases_stand_in_the_text_in_order_and_apart(text: str) -> None:
    at = 0
    for phrase in quoted(text):
        at = text.index(phrase.typed, at) + len(phrase.typed)
        assert phrase.typed[1:-1].strip() == phrase.words
        assert phrase.words
