"""Filters in words: what is taken for one, and what of the text stays."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.asking.filters import LAST, LOOSE, SURE, Filter, filtered

TODAY = date(2026, 3, 15)  # a Sunday
DATES = {
    "since 2021": ("2021-01-01", None),
    "since March": ("2026-03-01", None),
    "as of May 2024": ("2024-05-01", None),
    "no earlier than 2020": ("2020-01-01", None),
    "after 2021": ("2022-01-01", None),
    "later than May 2021": ("2021-06-01", None),
    "newer than 2021": ("2022-01-01", None),
    "until 2020": (None, "2020-12-31"),
    "up to and including 2020": (None, "2020-12-31"),
    "no later than 2021": (None, "2021-12-31"),
    "before May 2021": (None, "2021-04-30"),
    "prior to 2020": (None, "2019-12-31"),
    "older than 2020": (None, "2019-12-31"),
    "in 2021": ("2021-01-01", "2021-12-31"),
    "from May": ("2025-05-01", "2025-05-31"),
    "in may": ("2025-05-01", "2025-05-31"),
    "in March": ("2026-03-01", "2026-03-31"),
    "on 3 May 2021": ("2021-05-03", "2021-05-03"),
    "dated 2021-05-03": ("2021-05-03", "2021-05-03"),
    "on Feb 29": ("2024-02-29", "2024-02-29"),
    "on 29 February 2024": ("2024-02-29", "2024-02-29"),
    "between 2019 and 2021": ("2019-01-01", "2021-12-31"),
    "from 2020 and 2021": ("2020-01-01", "2021-12-31"),
    "from March 2021 to May 2022": ("2021-03-01", "2022-05-31"),
    "between January and March": ("2026-01-01", "2026-03-31"),
    "between May and July 2021": ("2021-05-01", "2021-07-31"),
    "from May 2021 through July": ("2021-05-01", "2021-07-31"),
    "between November 2020 and January": ("2020-11-01", "2021-01-31"),
    "between 2021-01-15 and 2021-02-28": ("2021-01-15", "2021-02-28"),
    "from 2021 onwards": ("2021-01-01", None),
    "from 2021 on": ("2021-01-01", None),
    "from 2021 to now": ("2021-01-01", None),
    "last year": ("2025-01-01", "2025-12-31"),
    "this year": ("2026-01-01", "2026-12-31"),
    "from last month": ("2026-02-01", "2026-02-28"),
    "this month": ("2026-03-01", "2026-03-31"),
    "in the last week": ("2026-03-02", "2026-03-08"),
    "in the last 3 months": ("2025-12-15", "2026-03-15"),
    "in the past two years": ("2024-03-15", "2026-03-15"),
}


@pytest.mark.parametrize("words", DATES)
def test_a_time_is_taken_off_with_its_days(words: str) -> None:
    first, last = (date.fromisoformat(day) if day else None for day in DATES[words])
    assert filtered(f"memos {words}", TODAY) == ("memos", (Filter("date", words, "", first, last),))
    assert filtered(f"memos {words} about lead", TODAY)[0] == "memos about lead"


@pytest.mark.parametrize(
    "text",
    [
        "contracts before the merger",
        "letters from the council",
        "which memos may mention lead",
        "the march memo",
        "documents which mention May",
        "memos in early 2021",
        "memos from the 1990s",
        "memos mentioning form 1099",
        "memos from yesterday",
        "the last 3 pages",
        "",
    ],
)
def test_what_is_no_time_stays(text: str) -> None:
    assert filtered(text, TODAY) == (text, ())


@pytest.mark.parametrize(
    ("text", "surest"),
    [
        ("memos in 2021", SURE),
        ("memos about lead 2021", LAST),
        ("memos about lead for 2021", LAST),
        ("the 2008 crisis", LOOSE),
        ("the Companies Act 2006", LOOSE),
        ("the flood of 2019", LOOSE),
    ],
)
def test_a_date_is_as_sure_to_be_a_filter_as_its_place_says(text: str, surest: int) -> None:
    for least in (LOOSE, LAST, SURE):
        assert bool(filtered(text, TODAY, least=least)[1]) == (least <= surest)


@pytest.mark.parametrize(
    ("text", "rest", "kind", "value"),
    [
        ("reports in the finance folder", "reports", "folder", "finance"),
        ("all files in folder legal/contracts", "all files", "folder", "legal/contracts"),
        ("files filed under the archive directory", "files", "folder", "archive"),
        ("memos in the 2024 folder", "memos", "folder", "2024"),
        ("letters from Ada van Dyke", "letters", "person", "Ada van Dyke"),
        ("letters by O'Neill", "letters", "person", "O'Neill"),
        ("letters written by ada smith", "letters", "person", "ada smith"),
        ("memos that Bo Li wrote", "memos", "person", "Bo Li"),
        ("memos did Bo Li write", "memos", "person", "Bo Li"),
        ("mentions of lead in the document called Harbour visit", "mentions of lead", "title", "Harbour visit"),
    ],
)
def test_a_folder_a_person_and_a_title_are_taken_off(text: str, rest: str, kind: str, value: str) -> None:
    left, (found,) = filtered(text, TODAY)
    assert (left, found.kind, found.value) == (rest, kind, value)


def test_filters_of_all_sorts_stand_beside_each_other() -> None:
    rest, filters = filtered("contracts in the legal folder signed by Ada Smith since 2020", TODAY)
    assert rest == "contracts"
    assert [one.kind for one in filters] == ["folder", "date", "person"]


PIECES = st.sampled_from(
    [
        *DATES, "memos", "about", "lead", "the merger", "before", "since", "of", "1998", "Act", "by Ada Smith", "from",
        "in the legal folder", "and", "between", "29 February", "May", "3", "called Harbour", "12/2021", "31 June",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=7), st.sampled_from([LOOSE, LAST, SURE]), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_what_is_taken_off_and_the_rest_are_the_question(pieces: list[str], least: int, today: date) -> None:
    text = " ".join(" ".join(pieces).split())
    rest, filters = filtered(text, today, least=least)
    taken = " ".join([rest, *(one.words for one in filters)])
    assert sorted(taken.split()) == sorted(text.split())
    for one in filters:
        assert " ".join(one.words.split()) in text or one.words in f"{text}"
        assert one.value or one.first or one.last
        assert not (one.first and one.last and one.first > one.last) or "between" in one.words or "from" in one.words


@given(st.text(max_size=60), st.integers(0, 2))
def test_any_text_at_all_can_be_read(text: str, least: int) -> None:
    rest, _ = filtered(text, TODAY, least=least)
    assert len(rest) <= len(" ".join(text.split())) or rest == text
