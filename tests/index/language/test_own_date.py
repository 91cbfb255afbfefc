"""The date that a document states of itself, in its first lines or its file's name, and none that it does not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.formats.registry import parse
from index.language.own_date import IN_NAME, IN_TEXT, date_in_name, own_date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2 May 2023, Dockside Hall\n\nPresent: all.", "2023-05-02"),
        ("# Release notes\n\nReleased 11 March 2025\n", "2025-03-11"),
        ("Handbook\nVersion 4.2, March 2025\n", "2025-03"),
        ("# Minutes of the meeting of 4 June 2024", "2024-06-04"),
        ("Minutes\n\nHeld on Tuesday 2 May 2023 at 19:00", "2023-05-02"),
        ("Last updated: March 2025", "2025-03"),
        ("Version 2.1 (17/05/2024)", "2024-05-17"),
        ("Mill Lane 9\nOslo\n4 March 2024\n\nDear Ann,", "2024-03-04"),
        ("Actas de la reunión, 4 de junio de 2024", "2024-06-04"),
    ],
)
def test_a_short_line_at_the_top_gives_the_date(text: str, day: str) -> None:
    assert own_date(text, "es" if "Actas" in text else "en") == day


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("Bericht\nStand: 2. Mai 2023", "de", "2023-05-02"),
        ("Stand: Mai 2023", "de", "2023-05"),
        ("Publié le 3 mai 2024", "fr", "2024-05-03"),
        ("Data: 3 maggio 2024", "it", "2024-05-03"),
        ("Datum: 3 mei 2024", "nl", "2024-05-03"),
        ("Publicado: 3 de maio de 2024", "pt", "2024-05-03"),
    ],
)
def test_a_label_in_its_language_gives_the_date(text: str, language: str, day: str) -> None:
    assert own_date(text, language) == day


@pytest.mark.parametrize(
    "text",
    [
        "Valid until 2 May 2023",
        "Next meeting: 5 June 2024",
        "Date of birth: 3 May 1968",
        "Date: 2024-01-03; Amount: 5.",
        "Born 3 May 1968 in Oslo",
        "He was born on 3 May 1968.",
        "The museum opened on 4 May 2001 with 12 rooms.",
        "- 4 May 2001",
        "Version 2.1 (12/05/2024)",
        "Annual report 2023",
        "May 2019 – present: clerk",
        "From 3 May 2024 to 5 June 2024",
        f"{'A long line of prose that goes on. ' * 5}\n4 May 2001",
        "a\n" * 9 + "4 May 2001",
    ],
)
def test_no_date_is_invented(text: str) -> None:
    assert own_date(text, "en") == ""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Starting 1 May 2024", "en"),
        ("Registration closes 5 June 2024", "en"),
        ("Date of hire: 3 May 2020", "en"),
        ("Thanks for your letter of 3 May 2024", "en"),
        ("Gültig bis 2. Mai 2023", "de"),
        ("Geboren am 2. Mai 1968", "de"),
        ("Né le 3 mai 1968", "fr"),
        ("Nato il 3 maggio 1968", "it"),
        ("Geldig tot 3 mei 2024", "nl"),
        ("Válido até 3 de maio de 2024", "pt"),
        ("Fecha de nacimiento: 3 de mayo de 1968", "es"),
    ],
)
def test_no_date_of_something_else_is_taken_in_any_language(text: str, language: str) -> None:
    assert own_date(text, language) == ""


def test_the_first_lines_of_entries_are_theirs() -> None:
    assert own_date("4 May 2001, rain", "en", is_prose=False) == ""
    assert parse("a.csv", b"when;what\n4 May 2001;rain\n").date is None


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2024-03-minutes.md", "2024-03"),
        ("a/b/2024-03-05.json", "2024-03-05"),
        ("minutes_2024_03_14.txt", "2024-03-14"),
        ("IMG_20240314.pdf", "2024-03-14"),
        ("report 14.03.2024.pdf", "2024-03-14"),
        ("March 2025 newsletter.docx", "2025-03"),
        ("2024-03-01/notes.md", ""),
        ("v2024.docx", ""),
        ("a-2024-13.txt", ""),
        ("x 2020-2021.md", ""),
        ("12345678.txt", ""),
        ("2024-02-30.md", ""),
        ("2024-03-01 to 2024-04-01.md", ""),
        ("may-report.md", ""),
        ("budget 2010-11.xlsx", ""),
        ("03-04-2024 notes.md", ""),
        ("03.04.2024 notes.md", "2024-04-03"),
        ("04-04-2024 notes.md", "2024-04-04"),
    ],
)
def test_a_name_may_hold_one_date(name: str, day: str) -> None:
    assert date_in_name(name) == day


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["%Y-%m-%d", "%Y_%m_%d", "%Y%m%d", "%d.%m.%Y"]))
def test_every_form_of_a_date_in_a_name_gives_it_back(day: date, form: str) -> None:
    assert date_in_name(f"notes {day:{form}}.txt") == day.isoformat()


def test_the_text_states_it_before_the_name() -> None:
    stated = parse("2024-03-minutes.txt", b"2 May 2023, Dockside Hall\n\nAll came.")
    assert (stated.date, stated.dated_by) == ("2023-05-02", IN_TEXT)
    named = parse("2024-03-minutes.txt", b"All came.")
    assert (named.date, named.dated_by) == ("2024-03", IN_NAME)
    assert (parse("a.txt", b"All came.").date, parse("a.txt", b"All came.").dated_by) == (None, "")
