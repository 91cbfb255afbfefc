"""Numbers in a text: figures and words with their values, in several languages, where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language.numbers import figure, numbers, plainly


@pytest.mark.parametrize(
    ("language", "text", "stated"),
    [
        ("en", "two hundred and five of 205", [("two hundred and five", 205), ("205", 205)]),
        ("en", "1.2bn, 1.2 billion; one point two billion", [("1.2bn", 1.2e9), ("1.2 billion", 1.2e9), ("one point two billion", 1.2e9)]),
        ("en", "half a million, two dozen, 5k", [("half a million", 5e5), ("two dozen", 24), ("5k", 5000)]),
        ("en", "1,234,567.89 and 3,5", [("1,234,567.89", 1234567.89), ("3,5", 3.5)]),
        ("en", "fifteen dozen or fifty dozen", [("fifteen dozen", 180), ("fifty dozen", 600)]),
        ("en", "the twelfth thirty", [("twelfth", 12), ("thirty", 30)]),
        ("en", "nineteen ninety-five", [("nineteen ninety-five", 1995)]),
        ("en", "$3m for 3m of rope", [("3m", 3e6), ("3", 3)]),
        ("en", "version 2.3.1 at 10.0.0.1 on an A320", []),
        ("en", "3-5 boats", [("3", 3), ("5", 5)]),
        ("es", "mil doscientos, 2,5 millones, 1.200 y 1,200", [("mil doscientos", 1200), ("2,5 millones", 2.5e6), ("1.200", 1200), ("1,200", 1200)]),
        ("es", "medio millón y veintiún días", [("medio millón", 5e5), ("veintiún", 21)]),
        ("de", "zweihundertfünf Leute, 1.200,5 Euro", [("zweihundertfünf", 205), ("1.200,5", 1200.5)]),
        ("fr", "deux cent cinq mille", [("deux cent cinq mille", 205_000)]),
        ("pl", "12 i dwa", [("12", 12)]),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(language: str, text: str, stated: list[tuple[str, float]]) -> None:
    assert [(text[n.start : n.end], n.value) for n in numbers(text, language)] == stated


def test_ordinals_are_told_apart() -> None:
    assert [number.ordinal for number in numbers("The first, the 2nd and three of them", "en")] == [True, True, False]


@given(st.integers(0, 10**9), st.sampled_from(["en", "es", "de"]))
def test_a_whole_number_is_read_whichever_way_its_digits_are_grouped(value: int, language: str) -> None:
    mark = "." if language == "de" else ","
    for text in (str(value), f"{value:,}".replace(",", mark), f"{value:,}".replace(",", "\u202f")):
        assert figure(text, language) == value
    assert plainly(float(value)) == str(value)


@given(st.text(alphabet="0123456789.,' -abz $€ñ\n", max_size=60), st.sampled_from(["en", "es", "de", "fr", "nl", "th"]))
def test_spans_are_disjoint_in_order_and_not_empty(text: str, language: str) -> None:
    end = 0
    for number in numbers(text, language):
        assert end <= number.start < number.end <= len(text)
        end = number.end


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("de", "0,125", 0.125),
        ("de", "3,141", 3.141),
        ("en", "0,125", 0.125),
        ("es", "1,250", 1250),
        ("en", "9" * 400, None),
    ],
)
def test_a_mark_groups_only_where_it_can(language: str, text: str, value: float | None) -> None:
    assert figure(text, language) == value
