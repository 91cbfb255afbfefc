"""What words of a question may be there for, where it is about rows of tables."""

from datetime import date
from decimal import Decimal

import pytest

from app.asking.tables import table_wish

TODAY = date(2026, 3, 1)


def roles(question: str) -> set[tuple[str, str]]:
    """Each role with the words that have it."""
    wish = table_wish(question, TODAY)
    assert wish
    return {(role.name, " ".join(word.text for word in wish.words[role.first : role.last])) for role in wish.roles}


@pytest.mark.parametrize(
    ("question", "role", "words"),
    [
        ("How many orders are there?", "count", "How many"),
        ("the sum of all amounts", "sum", "sum of"),
        ("What's the average salary per team?", "by", "per"),
        ("the most expensive part", "high", "most expensive"),
        ("orders of at least 500", "from", "at least"),
        ("expenses in March 2024", "period", "in March 2024"),
        ("expenses in Q2 2024", "period", "in Q2 2024"),
        ("the five largest orders", "number", "five"),
        ("orders over £1,200.50", "number", "£1,200.50"),
    ],
)
def test_phrases_have_their_roles(question: str, role: str, words: str) -> None:
    assert (role, words) in roles(question)


def test_a_number_has_its_value_and_unit() -> None:
    wish = table_wish("orders over £1,200.50", TODAY)
    assert wish
    [number] = [role for role in wish.roles if role.name == "number"]
    assert (number.number, number.unit) == (Decimal("1200.5"), "GBP")


def test_a_quarter_has_its_days() -> None:
    wish = table_wish("expenses in the fourth quarter of 2024", TODAY)
    assert wish
    periods = [role.period for role in wish.roles if role.name == "period" and role.last - role.first == 6]
    assert [(one.first, one.last) for one in periods if one] == [(date(2024, 10, 1), date(2024, 12, 31))]


def test_a_genitive_is_the_word_itself() -> None:
    wish = table_wish("what is Ada's salary?", TODAY)
    assert wish
    assert [word.text for word in wish.words] == ["what", "is", "Ada", "salary"]


@pytest.mark.parametrize(
    "question",
    [
        "",
        "hello",
        "Is the average salary over 500?",
        "Please explain to us at some length how the harbour was closed for the ferries in the winter storm",
    ],
)
def test_what_can_not_be_about_rows_is_not_looked_at(question: str) -> None:
    assert table_wish(question, TODAY) is None
