"""What the answers say of themselves: in the language of the question, where that is sure, and recognised again."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language.cldr import number
from index.language.vocabulary import LANGUAGES, own_table
from index.language.wording import advice, claimed, claims_nothing, doubt, in_any, refusal, say, written_unmet
from index.language.words import likely_language

ASKED = {
    "de": [
        "Wer hat den Vertrag unterschrieben?", "Wie lange ist die Kündigungsfrist?", "Was kostet ein Parkplatz im Jahr?",
        "Gibt es eine Kantine?", "Wo finde ich den Schlüssel?",
    ],
    "en": [
        "Who signed the contract?", "notice period", "van hire cost", "die cast models", "pro rata rent per month",
        "Los Angeles office", "La Paz budget", "menu a la carte", "Rio de Janeiro trip", "Ludwig van Beethoven", "12345", "",
    ],
    "es": [
        "¿Quién firmó?", "¿Cuál es el plazo de entrega?", "Cuanto cuesta el alquiler de la sala", "quien hizo el informe",
    ],
    "fr": [
        "Quel est le montant du loyer ?", "Combien coûte l'inscription ?", "Est-ce que les chiens sont admis ?",
        "Pourquoi la réunion a-t-elle été reportée ?", "Et pour les enfants ?",
    ],
    "it": [
        "Chi ha firmato il contratto?", "Qual è la durata del preavviso?", "Dove si trova il parcheggio?",
        "Quanti giorni di ferie ho?", "Che cos'è il bonus?",
    ],
    "nl": [
        "Wie heeft het contract ondertekend?", "Hoe hoog is de huur?", "Waar kan ik parkeren?", "Wat is de boete?",
        "Welke documenten heb ik nodig?",
    ],
    "pt": [
        "Quem assinou o contrato?", "Qual é o prazo de entrega?", "Onde fica o estacionamento?", "Quando é que a biblioteca abre?",
        "E para as crianças?",
    ],
}  # fmt: skip


def flat(table: Mapping[str, Any]) -> list[str]:
    """All lines of a table, and of those within."""
    values = ([value] if isinstance(value, str) else value for value in table.values())
    return [line for value in values for line in (flat(value) if isinstance(value, Mapping) else value)]


def shape(value: Any) -> Any:
    """A table with what is put into each line in place of its words."""
    if isinstance(value, Mapping):
        return {key: shape(part) for key, part in value.items()}
    return sorted(re.findall(r"\{.*?\}", value)) if isinstance(value, str) else [shape(line) for line in value]


PAIRS = [(language, question) for language, questions in ASKED.items() for question in questions]


@pytest.mark.parametrize(("language", "question"), PAIRS)
def test_a_question_gets_its_refusal_in_its_language(language: str, question: str) -> None:
    assert likely_language(question) == language
    words = own_table(language, "wording")
    assert refusal(language) == words["refusal"]
    assert [refusal(language, 1), refusal(language, 1200)] == [
        line.format(count=number(1200, language)) for line in words["refusal_chosen"]
    ]
    assert advice(language, 2) == words["advice_chosen"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_lines_of_english_with_the_same_put_in(language: str) -> None:
    assert shape(own_table(language, "wording")) == shape(own_table("en", "wording"))
    talk = own_table(language, "small_talk.answers")  # of one that knows no small talk there are none
    assert not talk or shape(talk) == shape(own_table("en", "small_talk.answers"))


def test_no_line_is_another_languages() -> None:
    """A line that was never translated would stand twice; short ones may be alike: "page {pages}"."""
    english = {line for line in flat(own_table("en", "wording")) if line.count(" ") > 1}
    for language in {*LANGUAGES} - {"en"}:
        assert not english.intersection(flat(own_table(language, "wording")))


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "The list has 1,200 more items in the document."),
        ("de", "Die Liste im Dokument hat 1.200 weitere Punkte."),
        ("fr", "La liste a 1\u202f200 points de plus dans le document."),
        ("sv", "The list has 1,200 more items in the document."),
    ],
)
def test_a_count_is_written_as_the_language_does(language: str, line: str) -> None:
    assert say(language, "more_items", 1200) == line


def test_a_line_is_known_in_every_language_whatever_is_put_in() -> None:
    known = re.compile(in_any("missing"))
    assert all(known.fullmatch(say(language, "missing", part="{a} (b)?")) for language in LANGUAGES)
    assert known.fullmatch("Introuvable dans les documents\u00a0: le prix")
    assert not known.search("Who opened it?")


@pytest.mark.parametrize(
    ("shown", "unmet", "line"),
    [
        (1, [], "I'm not sure. Closest passage:"),
        (3, [], "I'm not sure. Closest passages:"),
        (1, ["2023"], "I'm not sure. The closest passage doesn't mention “2023”:"),
        (2, ["a", "b", "c"], "I'm not sure. The closest passages don't mention “a”, “b” or “c”:"),
        (0, ["2023"], ""),
    ],
)
def test_the_line_above_passages_counts_them_and_says_what_they_lack(shown: int, unmet: list[str], line: str) -> None:
    assert doubt("en", shown, unmet) == line


def test_of_what_a_model_wrote_the_same_is_said_in_two_lines() -> None:
    assert doubt("en", 2, ["2023"], written=True) == "I'm not sure that this answers the question."
    assert written_unmet("en", ["2023", "{x}"]) == "It doesn't mention “2023” or “{x}”."
    assert written_unmet("en", []) == doubt("en", 0, written=True) == ""


@given(
    st.sampled_from(LANGUAGES),
    st.integers(1, 3),
    st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1), max_size=2),
)
def test_what_claims_nothing_is_recognised_wherever_it_stands(language: str, shown: int, unmet: list[str]) -> None:
    assert claims_nothing(f"A model failed.\n\n{doubt(language, shown, unmet)}\n\n- [1] Bo.") == say(language, "unsure")
    assert claims_nothing(f"{refusal(language)} {advice(language)}\n\nSources:") == refusal(language)
    assert claims_nothing(refusal(language)) == refusal(language)
    chosen = refusal(language, shown)
    assert claims_nothing(f"{chosen} {advice(language, shown)}") == chosen
    assert claimed(f"{chosen} {advice(language, shown)}") == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_claimed_is_the_rest(language: str) -> None:
    assert claimed(f"{doubt(language, 2, ['2023'])}\n[1] Bo sang.") == "[1] Bo sang."
    assert claimed(f"{refusal(language)} {advice(language)}") == claimed(refusal(language)) == claimed("") == ""
    assert claimed("Bo sang. [1]\nAna sang. [2]") == "Bo sang. [1]\nAna sang. [2]"


@pytest.mark.parametrize(
    "text", ["I'm not sure. She left. [1]", "The documents don't say. He said so. [1]", "Bo left. [1]", ""]
)
def test_a_quote_that_begins_alike_claims_something(text: str) -> None:
    assert claims_nothing(text) == ""
