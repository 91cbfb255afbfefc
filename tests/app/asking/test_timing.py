"""The time for which a question asks what holds, and the question without it."""

import pytest

from app.asking.timing import Wanted, read


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("What is the rent now?", "What is the rent?"),
        ("What does it cost currently?", "What does it cost?"),
        ("Who is the current chair?", "Who is the chair?"),
        ("Is smoking still allowed?", "Is smoking allowed?"),
        ("What is the fee these days?", "What is the fee?"),
        ("What is the fee at the moment?", "What is the fee?"),
        ("What are the latest prices?", "What are the prices?"),
        ("Wie hoch ist die Miete derzeit?", "Wie hoch ist die Miete?"),
        ("Quel est le loyer actuellement ?", "Quel est le loyer ?"),
        ("¿Cuál es la cuota actualmente?", "¿Cuál es la cuota?"),
    ],
)
def test_a_question_may_ask_for_now(question: str, rest: str) -> None:
    assert read(question) == Wanted(None, None, rest.replace(" ?", "?"))


@pytest.mark.parametrize(
    ("time", "first", "last"),
    [
        ("in March 2024", "2024-03-01", "2024-03-31"),
        ("as of March 2024", "2024-03-01", "2024-03-31"),
        ("back in 2022", "2022-01-01", "2022-12-31"),
        ("on 5 May 2021", "2021-05-05", "2021-05-05"),
        ("as of 1 April 2024", "2024-04-01", "2024-04-01"),
    ],
)
def test_a_question_may_ask_for_a_time(time: str, first: str, last: str) -> None:
    assert read(f"What was the rent {time}?") == Wanted(first, last, "What was the rent?")


@pytest.mark.parametrize(
    "question",
    [
        "What does a current account cost?",
        "What is the latest time I can check in?",
        "When must I arrive at the latest?",
        "Do you know the rent?",
        "How many joined from 2021 to 2022?",
        "What changed between March 2023 and May 2024?",
        "Which of the 2024 rules apply?",
        "When was the mill built?",
        "What did he say at the time of the fire?",
    ],
)
def test_what_names_no_one_time_asks_for_none(question: str) -> None:
    assert read(question) is None
