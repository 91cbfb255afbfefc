"""Items of an answer as statements: quotes, with what is said of them."""

from app.whole.telling import MOST, Item, label, told
from index.records import Document

LEASE = Document("lease.md", "# Lease of the mill\n\nThe rent is 900.", "Lease of the mill", "2021-03-03", "1")


def _said(*items: Item) -> list[str]:
    return [statement.text for statement in told("q", "listing", "Two.", items, "", "").statements]


def test_a_title_that_is_quoted_is_not_said_once_more() -> None:
    assert _said(Item(label(LEASE), LEASE, quoted=(2, 19))) == ["Lease of the mill (March 3, 2021)"]


def test_a_sentence_comes_behind_the_name_of_its_document() -> None:
    rent = LEASE.text.index("The rent")
    answer = told("q", "listing", "One.", [Item(label(LEASE), LEASE, rent + 4, rent + 8, (rent, rent + 16))], "", "")
    (statement,) = answer.statements
    assert statement.text == "Lease of the mill (March 3, 2021): The rent is 900."
    assert statement.key
    assert statement.text[slice(*statement.key)] == "rent"
    assert statement.citations[0].quote == "The rent is 900."


def test_of_more_than_are_shown_it_is_said_how_many_there_are() -> None:
    answer = told("q", "listing", "Many.", [Item(f"file {n}") for n in range(MOST + 5)], "", "Looked in 9 documents.")
    assert len(answer.statements) == MOST
    assert answer.notice == "Looked in 9 documents. The first 1,000 of 1,005 are shown."
