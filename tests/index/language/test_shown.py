"""What is shown of a text: one line without marks of layout, each of whose characters is one of the text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language.shown import shown


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("- **Dogs** are let\n  in ([rules](https://a.example/b)).", "Dogs are let in (rules)."),
        ("3.2 (b) The tenant pays.", "The tenant pays."),
        ("3.2 million came.", "3.2 million came."),
        ("12 people came in 2025.", "12 people came in 2025."),
        ("1. Buy a ticket.", "Buy a ticket."),
        ("4.2 Payment terms", "Payment terms"),
        ("- 10.30 Lunch", "10.30 Lunch"),
        ("2.50 EUR per day", "2.50 EUR per day"),
        ("2.5 GB of storage", "2.5 GB of storage"),
        ("24. Dezember geschlossen.", "24. Dezember geschlossen."),
        ("## Prices ##", "Prices"),
        ("| ham | 3 |", "ham; 3"),
        ("- [ ] Passport: *only* for trips abroad", "Passport: only for trips abroad"),
        ("Use the linter (https://lint.example/a_(b)) instead.", "Use the linter instead."),
        ("See https://lint.example/a for more.", "See https://lint.example/a for more."),
        ("_older person_ or _senior_", "older person or senior"),
        ("a_file_name is 2*3*4 and 5 * 3", "a_file_name is 2*3*4 and 5 * 3"),
        ("A. Smith wrote it. I. General", "A. Smith wrote it. I. General"),
        ("---", "---"),
        ("", ""),
    ],
)
def test_marks_of_layout_are_not_shown(text: str, line: str) -> None:
    assert shown(text).text == line


@given(st.text("ab1 \n.*_-#|[]()/:\t", max_size=60))
def test_what_is_shown_stands_in_the_text_in_order(text: str) -> None:
    made = shown(text)
    assert len(made.text) == len(made.places)
    assert list(made.places) == sorted(set(made.places))
    for char, place in zip(made.text, made.places, strict=True):
        assert char == text[place] or (char == " " and text[place].isspace()) or (char == ";" and text[place] == "|")
    assert "  " not in made.text and made.text == made.text.strip()


def test_a_wide_gap_takes_no_time() -> None:
    started = time.process_time()
    assert shown(f"a{' ' * 30_000}b").text == "a b"
    assert time.process_time() - started < 2


def test_a_span_is_told_where_it_is_shown() -> None:
    text = "- a **big** dog"
    made = shown(text)
    place = made.span(text.index("**"), text.index(" dog"))
    assert place and made.text[slice(*place)] == "big"
    assert made.span(0, 2) is None
