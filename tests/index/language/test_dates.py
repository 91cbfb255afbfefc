"""The date a document states of itself: found in the forms that press offices use, never made up."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language.dates import dates
from index.language.own_date import find_dateline

_ENGLISH = "January February March April May June July August September October November December".split()
_SPANISH = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
_FORMS: list[Callable[[date], str]] = [
    lambda day: f"Date: {day.isoformat()}",
    lambda day: f" date {day.isoformat()} The story",
    lambda day: f"**Published:** {_ENGLISH[day.month - 1]} {day.day}, {day.year}",
    lambda day: f"File date: {_ENGLISH[day.month - 1].upper()} {day.day}th {day.year}",
    lambda day: f"Fecha: {day.day} de {_SPANISH[day.month - 1]} de {day.year}",
    lambda day: f"MEXICO, ({_ENGLISH[day.month - 1]} {day.day}, {day.year}).- The story",
    lambda day: f"Ciudad de México, {day.day} de {_SPANISH[day.month - 1]} del {day.year} — La historia",
    lambda day: f"WASHINGTON, {day.day} {_ENGLISH[day.month - 1]} {day.year} – The story",
]


@given(
    st.sampled_from(_FORMS), st.dates(date(1700, 1, 1)), st.sampled_from(["", "A title\n\n", "Un título, de 2020\n"])
)
def test_every_form_gives_back_the_date_written(form: Callable[[date], str], day: date, before: str) -> None:
    dateline = find_dateline(f"{before}{form(day)}\n\nThe rest.")
    assert dateline is not None
    assert dateline.value == day.isoformat()
    assert dateline.start >= len(before)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("MEXICO, (August 11, 2021).- In a lunch", "MEXICO, (August 11, 2021).-"),
        ("A title\n\nFile date: May 24th, 2022\n\nText", "File date: May 24th, 2022"),
        ("ROME, May 1, 2020 - A story.\nDate: 2020-05-02\n", "Date: 2020-05-02"),
        ("Date: February 30, 2021\nDate: March 2, 2021\n", "Date: March 2, 2021"),
    ],
    ids=["place", "label", "a label wins", "an impossible date is passed over"],
)
def test_the_span_quotes_the_statement(text: str, quote: str) -> None:
    dateline = find_dateline(text)
    assert dateline is not None
    assert text[dateline.start : dateline.end] == quote


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Date: 2021-02-30",
        "Date: June 31, 2021",
        "Date: 0000-01-01",
        "Date: 2021-06-161",
        "Secretary Blinken hosted them yesterday, on December 27.",
        "The two met on June 14, 2021 in Mexico.",
        "The update of May 8, 2020 - the first of its kind - was signed by both.",
        "MEXICO, (August 11).- They met.",
        "x" * 1001 + "\nDate: 2021-06-16",
    ],
)
def test_no_date_is_made_up(text: str) -> None:
    assert find_dateline(text) is None


@pytest.mark.parametrize("month", ["Auguſt", "AUGUſT", "APRİL", "aprıl"])
def test_letters_that_fold_to_those_of_a_month_are_no_error(month: str) -> None:
    """`re.IGNORECASE` takes the long s of old prints for an s, and Turkish capitals for Latin ones."""
    dateline = find_dateline(f"PHILADELPHIA, {month} 5, 1776 — The story")
    assert dateline is None or dateline.value in ("1776-08-05", "1776-04-05")
    assert {dated.value.year for dated in dates(f"On {month} 5, 1776, or 5 {month} 1776", "en")} == {1776}
