"""Titles, headings and names become part of a question only where they read well."""

import pytest

from app.proposing.topics import about, known, sections, title
from index.records import Document


def titled(words: str | None, text: str = "Some text.") -> Document:
    return Document("a.md", text, words, None, words or "a")


@pytest.mark.parametrize(
    "words", ["Annual bonus", "Code of conduct", "Terms & Conditions", "Frost in the orchard 2024"]
)
def test_a_title_can_be_said(words: str) -> None:
    assert title(titled(words)) == words


@pytest.mark.parametrize(
    "words",
    [
        None, "", "Bonus", "bonus_2024_final.docx", "READ ME FIRST NOW", "<b>Bonus</b> of all", "chat export of March",
        "The “new” rules", "12 34 56 78", "Rules: all of them", "A very long title " * 9, "See https://a.example now",
    ],
)  # fmt: skip
def test_an_ugly_title_is_not_said(words: str | None) -> None:
    assert title(titled(words)) == ""
    assert about(titled(words)) is None


LONG = "It rains in the morning and it snows at night, so that all who come here bring boots. " * 3


def of_sections(*headings: str) -> list[str]:
    text = "# Winter camp rules\n\n" + "".join(f"## {heading}\n\n{LONG}\n\n" for heading in headings)
    return [fact.question for fact in sections(titled("Winter camp rules", text))]


def test_a_heading_that_is_a_question_is_asked_as_it_stands() -> None:
    assert of_sections("Who may bring a dog?") == ["Who may bring a dog?"]
    assert of_sections("Really?") == []


def test_what_stands_under_a_heading_is_asked_for_by_both_names() -> None:
    assert of_sections("Boots and coats") == ["What does “Winter camp rules” say about “Boots and coats”?"]


@pytest.mark.parametrize(
    "heading",
    ["Overview", "Reset your boots", "Step 2", "See a.example/b", "WARNING", "boots", "Camp rules", "<i>Boots</i>"],
)
def test_a_heading_that_says_nothing_is_left_out(heading: str) -> None:
    assert of_sections(heading) == []


def test_a_section_without_text_is_left_out() -> None:
    text = "# Winter camp rules\n\n## Boots and coats\n\nYes.\n\n## Dogs\n\n" + LONG
    assert [fact.question for fact in sections(titled("Winter camp rules", text))] == [
        "What does “Winter camp rules” say about “Dogs”?"
    ]


def test_names_are_of_several_documents_and_not_of_most() -> None:
    told = [
        "Then Ann Silva came with Bo Keita.",
        "Later Bo Keita left with Ann Silva.",
        "So Bo Keita slept.",
        "It snowed.",
    ]
    documents = [Document(f"{at}.txt", text, None, None, f"{at}") for at, text in enumerate(told)]
    assert known(documents) == ["Ann Silva"]


def test_what_is_no_name_is_not_taken_for_one() -> None:
    texts = [f"Here the Action Items of {name} are: action, items, XK-20 and timeRequired." for name in "abcdef"]
    assert known([Document(f"{at}.txt", text, None, None, f"{at}") for at, text in enumerate([*texts, "a", "b"])]) == []
