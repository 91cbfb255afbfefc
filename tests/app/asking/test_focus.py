"""Of a message of several sentences those are asked that ask, with what they lean on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.asking.asked import Question
from app.asking.focus import focused

_LETTER = (
    '"Dear festival team, my daughter lost a blue jacket near the tent on Friday night and we have heard nothing since. '
    'We wrote to you twice. Regards, Jo Hart." '
)


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        (f"{_LETTER}How long are clothes kept?", "How long are clothes kept?"),
        ("You useless thing, you told me rubbish. When is the last re-entry?", "When is the last re-entry?"),
        ("I live in Spain. What do I pay for the ferry?", "I live in Spain. What do I pay for the ferry?"),
        ("The steep cellar: steps, how many?", "The steep cellar: steps, how many?"),
        ("riscv board power", "riscv board power"),
        (
            f"{_LETTER}We came by ferry with the old van. So how much was it?",
            "We came by ferry with the old van. how much was it?",
        ),
    ],
)
def test_the_question_is_found_in_its_story(message: str, asked: str) -> None:
    assert focused(message) == asked


def test_all_of_it_is_searched_and_the_question_decides_which_names_must_be_there() -> None:
    question = Question.of(f"{_LETTER}How long are clothes kept?")
    assert question.full == "How long are clothes kept?"
    assert not question.names
    assert any("jacket" in form for form in question.searched)
    assert [*question.searched][-1] == question.full


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert len(focused(text)) <= len(text) + 1
