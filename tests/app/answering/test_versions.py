"""Which of several sources is newer, and that the newest comes first where it says the same of the same matter."""

import pytest

from app.answering.evidence import Candidate
from app.answering.versions import is_newer, newest_first, same_matter
from app.asking.asked import Question
from index.records import Document


def document(source: str, text: str = "x", date: str | None = None, title: str | None = None) -> Document:
    return Document(source, text, title, date, f"{source}{text}")


def said(source: str, text: str, date: str | None = None, score: float = 1.0) -> Candidate:
    return Candidate(document(source, text, date), 0, len(text), {}, score)


@pytest.mark.parametrize(
    ("one", "other", "newer"),
    [
        (document("prices-2025.md"), document("prices-2024.md"), True),
        (document("prices-2024.md", date="2025-06-01"), document("prices-2025.md", date="2024-12-01"), False),
        (document("rules.md"), document("rules_SUPERSEDED.md", date="2030-01-01"), True),
        (document("a.md", title="Handbook, version 2.10"), document("b.md", title="Handbook, version 2.9"), True),
        (document("minutes.txt", date="2024-05-02"), document("report.txt", date="2024-05-03"), False),
        (document("minutes.txt", date="2024-05"), document("report.txt", date="2024-05-03"), None),
        (document("minutes.txt"), document("report.txt"), None),
        (document("bold-ideas.txt"), document("report.txt"), None),
    ],
)
def test_what_a_source_says_of_itself_tells_its_age(one: Document, other: Document, newer: bool | None) -> None:
    assert is_newer(one, other) is newer
    assert is_newer(other, one) is (None if newer is None else not newer)


OLD = said("fees-2023.md", "A berth of ten metres costs 310 pounds a year.", score=2.0)
NEW = said("fees-2025.md", "A berth of ten metres costs 345 pounds a year.")
ELSEWHERE = said("crane-2025.md", "The crane lifts twelve tons and costs 40 pounds an hour.")


def test_the_newest_of_what_says_the_same_comes_first() -> None:
    asked = Question.of("How much is a ten metre berth?")
    assert newest_first(asked, [OLD, ELSEWHERE, NEW]) == [NEW, OLD, ELSEWHERE]
    assert newest_first(asked, [NEW, OLD]) == [NEW, OLD]
    assert newest_first(asked, []) == []


@pytest.mark.parametrize(
    "question",
    ["How much was a ten metre berth in 2023?", "What did a berth cost before?", "what does v1 say of berths"],
)
def test_a_question_about_an_earlier_time_gets_what_fits_it_best(question: str) -> None:
    assert newest_first(Question.of(question), [OLD, NEW]) == [OLD, NEW]


def test_what_is_much_worse_or_of_another_matter_stays_behind() -> None:
    asked = Question.of("How much is a ten metre berth?")
    worse = said("fees-2025.md", NEW.text, score=-5.0)
    assert newest_first(asked, [OLD, worse]) == [OLD, worse]
    assert newest_first(asked, [OLD, ELSEWHERE]) == [OLD, ELSEWHERE]


def test_one_document_says_nothing_twice() -> None:
    text = "The gate shuts at nine. The gate shuts at ten."
    whole = document("gate.md", text)
    assert not same_matter(Candidate(whole, 0, 23, {}, 1.0), Candidate(whole, 24, 47, {}, 1.0))
