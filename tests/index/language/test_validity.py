"""When what a text says holds: from and until a day, in another's place, no longer; and what is no such thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language.dates import spelt
from index.language.validity import Validity, validity


def said(text: str, language: str = "en", document_date: str | None = None) -> list[tuple[str, str | None]]:
    return [(one.kind, one.day) for one in validity(text, language, document_date)]


@pytest.mark.parametrize(
    ("text", "language", "kind", "day"),
    [
        ("From 1 April 2024 the fee is 5 pounds.", "en", "from", "2024-04-01"),
        ("With effect from April 1, 2024, the rent is 950 pounds.", "en", "from", "2024-04-01"),
        ("Effective 1 April 2024", "en", "from", "2024-04-01"),
        ("The fee is 5 pounds as of April 2024.", "en", "from", "2024-04"),
        ("The new rate applies from 2025.", "en", "from", "2025"),
        ("The rules came into force on 1 April 2024.", "en", "from", "2024-04-01"),
        ("The fee is 5 pounds until 31 March 2024.", "en", "until", "2024-03-31"),
        ("These rules apply until 5 May 2024.", "en", "until", "2024-05-05"),
        ("The offer expires on 5 May 2024.", "en", "until", "2024-05-05"),
        ("This rule no longer applies.", "en", "repealed", None),
        ("This rule no longer applies from 1 May 2024.", "en", "repealed", "2024-05-01"),
        ("The policy was withdrawn on 1 May 2024.", "en", "repealed", "2024-05-01"),
        ("Clause 5 is replaced by the following:", "en", "replaced", None),
        ("The fee in clause 3 is amended to 9 pounds.", "en", "replaced", None),
        ("This policy supersedes the policy of 2021.", "en", "replaces", None),
        ("The limit is now 9 pounds.", "en", "now", None),
        ("The limit was previously 8 pounds.", "en", "before", None),
        ("Die Gebühr beträgt ab dem 1. April 2024 50 Euro.", "de", "from", "2024-04-01"),
        ("Die Satzung tritt am 1. April 2024 in Kraft.", "de", "from", "2024-04-01"),
        ("Die Regel gilt bis zum 5. Mai 2024.", "de", "until", "2024-05-05"),
        ("Diese Regel gilt nicht mehr.", "de", "repealed", None),
        ("À compter du 1er avril 2024, le loyer est de 900 euros.", "fr", "from", "2024-04-01"),
        ("Le tarif est valable jusqu'au 5 mai 2024.", "fr", "until", "2024-05-05"),
        ("Cette règle ne s'applique plus.", "fr", "repealed", None),
        ("A partir del 1 de abril de 2024 la cuota es de 20 euros.", "es", "from", "2024-04-01"),
        ("La norma rige hasta el 5 de mayo de 2024.", "es", "until", "2024-05-05"),
        ("Esta norma queda derogada.", "es", "repealed", None),
        ("Il prezzo è valido dal 1° aprile 2024.", "it", "from", "2024-04-01"),
        ("Het tarief geldt vanaf 1 april 2024.", "nl", "from", "2024-04-01"),
        ("A regra vigente a partir de 1 de abril de 2024.", "pt", "from", "2024-04-01"),
    ],
)
def test_a_text_says_when_it_holds(text: str, language: str, kind: str, day: str | None) -> None:
    assert said(text, language) == [(kind, day)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Pay by 1 April 2024.", "en"),
        ("Apply until 5 May 2024.", "en"),
        ("Members can register until 5 May 2024.", "en"),
        ("The fee must be paid until 5 May 2024.", "en"),
        ("The office is open from 9 am until 5 pm.", "en"),
        ("The pool is open from 1 May 2024 until 30 September 2024.", "en"),
        ("She worked here from 1 May 2014 until 30 June 2019.", "en"),
        ("Since 2012 we have grown.", "en"),
        ("The minutes from 3 May 2024 were read.", "en"),
        ("The board met on 3 May 2024.", "en"),
        ("Bitte zahlen Sie bis zum 5. Mai 2024.", "de"),
        ("Das Bad ist vom 1. Mai 2024 bis 3. Juni 2024 geöffnet.", "de"),
        ("Veuillez payer avant le 5 mai 2024.", "fr"),
        ("Puede solicitarse hasta el 5 de mayo de 2024.", "es"),
    ],
)
def test_a_term_a_season_or_a_life_is_no_validity(text: str, language: str) -> None:
    assert said(text, language) == []


def test_a_range_says_both_its_ends() -> None:
    assert said("Prices valid from 1 January 2025 to 31 December 2025") == [
        ("from", "2025-01-01"), ("until", "2025-12-31"),
    ]  # fmt: skip


def test_a_day_without_a_year_gets_the_documents_if_it_can_be_no_other() -> None:
    assert said("From 1 April the fee is 5 pounds.", document_date="2024-03-10") == [("from", "2024-04-01")]
    assert said("From 1 January the fee is 5 pounds.", document_date="2024-12-10") == [("from", "2025-01-01")]
    assert said("The fee is 5 pounds until 31 March.", document_date="2024-05-01") == [("until", "2025-03-31")]
    assert said("From 1 October the fee is 5 pounds.", document_date="2024-04-10") == []
    assert said("From 1 April the fee is 5 pounds.") == []


def test_what_replaces_or_is_replaced_is_named() -> None:
    (one,) = validity("This policy replaces the policy of 2021.")
    assert one == Validity("replaces", 12, 20, None, "the policy of 2021")


@given(st.dates(), st.sampled_from(["from", "until"]), st.text(" .,abc", max_size=20))
def test_the_offsets_are_those_of_the_words(day: object, word: str, around: str) -> None:
    text = f"{around} the fee holds {word} {spelt(str(day))}{around}"
    for one in validity(text):
        assert text[one.start : one.end].startswith(word) and one.kind == word
