"""How much of a document a statement quotes."""

import pytest

from app.answering.sizing import LONG, part_with, sentence_with, under_heading, with_antecedent
from index.records import Document


def document(text: str) -> Document:
    return Document("a.txt", text, None, None, "a")


def place(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


@pytest.mark.parametrize(
    ("text", "sentence", "quoted"),
    [
        ("The pool opens at six. It shuts at nine.", "It shuts at nine.", "The pool opens at six. It shuts at nine."),
        ("Ask first. Otherwise you pay.", "Otherwise you pay.", "Ask first. Otherwise you pay."),
        ("Ann came. This is new.", "This is new.", "Ann came. This is new."),
        ("Ann came. This policy is new.", "This policy is new.", "This policy is new."),
        ("The pool opens at six. The bar shuts at nine.", "The bar shuts at nine.", "The bar shuts at nine."),
        ("The pool opens at six.\n\nIt shuts at nine.", "It shuts at nine.", "It shuts at nine."),
        ("# The pool\nIt shuts at nine.", "It shuts at nine.", "It shuts at nine."),
        ("The pool:\nIt shuts at nine.", "It shuts at nine.", "It shuts at nine."),
        (f"The pool {'x ' * 80}opens. It shuts.", "It shuts.", "It shuts."),
    ],
)
def test_what_leans_on_the_sentence_before_is_quoted_with_it(text: str, sentence: str, quoted: str) -> None:
    start, end = with_antecedent(document(text), *place(text, sentence))
    assert text[start:end] == quoted


@pytest.mark.parametrize(
    ("text", "line", "below"),
    [
        ("# Pets\n\nDogs are let in. Cats are not.", "# Pets", "Dogs are let in."),
        ("You need:\n\nA hat and a map.", "You need:", "A hat and a map."),
        ("# Pets\n\n## Dogs\n\nThey are let in.", "# Pets", None),
        ("Dogs are let in. Cats are not.", "Dogs are let in.", None),
        ("# Pets", "# Pets", None),
    ],
)
def test_of_a_heading_what_stands_under_it_is_quoted(text: str, line: str, below: str | None) -> None:
    span = under_heading(document(text), *place(text, line))
    assert (text[slice(*span)] if span else None) == below


@pytest.mark.parametrize(
    ("text", "seen", "sentence"),
    [
        ("(3) Write to us. We answer in May. Then wait.", "in May", "We answer in May."),
        ("(3) Write to us. We answer in May.", "Write", "(3) Write to us."),
        ("(3) Write to us. We answer in May.", "us. We", "(3) Write to us. We answer in May."),
        ("Write to us. We answer in May.", "in May", "Write to us. We answer in May."),
    ],
)
def test_of_a_numbered_paragraph_one_sentence_is_quoted(text: str, seen: str, sentence: str) -> None:
    start, end = sentence_with(document(text), 0, len(text), place(text, seen))
    assert text[start:end] == sentence
    assert sentence_with(document(text), 0, len(text), None) == (0, len(text))


FILLER = "and the stairs of the old east wing of the house are swept " * 3


@pytest.mark.parametrize(
    ("sentence", "key", "quoted"),
    [
        (f"The yard is swept by the porter on Fridays; {FILLER}.", "on Fridays", "The yard is swept by the porter on Fridays;"),
        (f"The halls {FILLER}; the yard is swept by the porter on Fridays.", "on Fridays", "the yard is swept by the porter on Fridays."),
        (f"The yard is swept by the porter on Fridays, which {FILLER}.", "on Fridays", "The yard is swept by the porter on Fridays"),
    ],
)  # fmt: skip
def test_of_a_long_sentence_the_part_around_the_key_is_quoted(sentence: str, key: str, quoted: str) -> None:
    assert len(sentence.split()) > LONG
    start, end = part_with(document(sentence), 0, len(sentence), place(sentence, key))
    assert sentence[start:end] == quoted


@pytest.mark.parametrize(
    "sentence",
    [
        f"The yard is swept by the porter on Fridays; {FILLER} unless it rains.",
        f"The yard is swept by the porter on Fridays, which is not so when {FILLER}.",
        "The yard is swept by the porter on Fridays; nobody else does it.",
        f"The yard and the stairs of it {FILLER} by the porter on Fridays.",
    ],
)
def test_a_sentence_is_whole_where_it_is_short_or_a_part_would_say_something_else(sentence: str) -> None:
    assert part_with(document(sentence), 0, len(sentence), place(sentence, "on Fridays")) == (0, len(sentence))
