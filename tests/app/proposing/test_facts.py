"""Questions made of sentences are whole sentences of English, and of plain sentences alone."""

import pytest

from app.proposing.facts import facts
from index.records import Document


def asked(text: str, language: str = "en") -> list[str]:
    document = Document("a.txt", text, None, None, "a", language=language)
    made = [*facts(document)]
    assert all(document.text[one.start : one.end].strip() for one in made)
    return [one.question for one in made]


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The town hall was opened on 3 May 1994.", "When was the town hall opened?"),
        ("The notice period is three months.", "How long is the notice period?"),
        ("A water filter must be cleaned every two months.", "How often must a water filter be cleaned?"),
        ("The rent deposit must be paid within 14 days.", "How soon must the rent deposit be paid?"),
        ("Old records are kept for seven years. All records are in the cellar.", None),
        ("The membership fee is £35 for each paper.", "How much is the membership fee?"),
        ("A hot school meal costs £2.95 from May.", "How much does a hot school meal cost?"),
        ("The Warsaw Stock Exchange was founded in 1817 by order.", "When was the Warsaw Stock Exchange founded?"),
        ("The French Church was established by Robert Lee.", "Who was the French Church established by?"),
    ],
)
def test_a_plain_sentence_answers_a_question(sentence: str, question: str | None) -> None:
    assert asked(sentence) == ([question] if question else [])


@pytest.mark.parametrize(
    "sentence",
    [
        "It was opened on 3 May 1994, as all know.",
        "The price is £5, and no more than that.",  # of what?
        "The fort was opened on 3 May 1994, as planned.",  # which one?
        "The hall which was closed was opened on 3 May 1994.",
        "The hall was not opened on 3 May 1994 at all.",
        "The board agreed rents are £300 from next May.",
        "Was the hall opened on 3 May 1994, or in 1995?",
        "The hall, not the barn, was opened on 3 May 1994.",
        "The town hall was opened on Monday, as all know.",
        "The town hall was opened until it closed in 1994.",
        "the town hall was opened on 3 May 1994 by then.",
        "The town hall <b>North</b> was opened on 3 May 1994.",
    ],
)
def test_of_any_other_nothing_is_asked(sentence: str) -> None:
    assert asked(sentence) == []


def test_only_what_begins_within_the_stretch_counts() -> None:
    text = "The town hall was opened on 3 May 1994. The sports hall was opened on 4 May 1995."
    document = Document("a.txt", text, None, None, "a")
    assert [one.question for one in facts(document, text.index("The sports"))] == ["When was the sports hall opened?"]


def test_a_language_without_words_for_it_gets_none() -> None:
    assert asked("The town hall was opened on 3 May 1994.", "sv") == []
