"""Which amounts a sentence states, and what words of a document its statements need not repeat."""

import pytest

from app.whole.bound import amounts, counts, named
from index.records import Document


@pytest.mark.parametrize(
    ("sentence", "stated"),
    [
        ("From 1 May 2024 the fee is 5,325 GBP instead of 5,100 GBP.", ["5,325 GBP"]),
        ("The rent is raised from £5 to £6.", ["£6"]),
        ("Full-time staff have 22 days of leave a year.", ["22 days"]),
        ("A day ticket costs 6 pounds.", ["6 pounds"]),
        ("1. Rent.", []),
        ("This policy was made on 3 May 2021.", []),
    ],
)
def test_what_is_an_amount_and_what_only_says_when_or_by_what(sentence: str, stated: list[str]) -> None:
    assert [sentence[start:end] for start, end in amounts(sentence, "en")] == stated


@pytest.mark.parametrize(
    ("question", "is_amount"),
    [
        ("How many books may I borrow?", True),
        ("What is the rent?", True),
        ("hotel limit in GBP", True),
        ("weeks of warning", True),
        ("Who is the landlord?", False),
        ("What is said about dogs?", False),
    ],
)
def test_it_is_known_whether_an_amount_is_asked_for(question: str, is_amount: bool) -> None:
    assert counts(question, "en") is is_amount


def test_a_document_goes_by_its_first_lines_before_what_they_lay_down() -> None:
    text = "Lease of 12 Mill Lane\n\nBetween Agnes Holt and Tomas Berg.\n\nThe rent is £780.\n\nThe gate is green.\n"
    words = named(Document("flats/lease_2019.txt", text, "Lease of 12 Mill Lane", None, "a"))
    assert {"flats", "2019", "agnes", "berg", "lane"} <= words
    assert not {"rent", "gate", "780"} & words
