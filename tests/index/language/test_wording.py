"""What the answers say of themselves: in the language of the question, where that is sure, and recognised again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language.vocabulary import LANGUAGES, own_table
from index.language.wording import advice, claimed, claims_nothing, doubt, refusal, unsure, written_unmet
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
PAIRS = [(language, question) for language, questions in ASKED.items() for question in questions]


@pytest.mark.parametrize(("language", "question"), PAIRS)
def test_a_question_gets_its_refusal_in_its_language(language: str, question: str) -> None:
    assert likely_language(question) == language
    words = own_table(language, "wording")
    assert refusal(question) == words["refusal"]
    assert [refusal(question, 1), refusal(question, 1200)] == [
        line.format(count="1,200") for line in words["refusal_chosen"]
    ]
    assert advice(question, 2) == words["advice_chosen"]


def test_every_language_has_words_for_all_of_it() -> None:
    english = own_table("en", "wording")
    for language in LANGUAGES:
        table = own_table(language, "wording")
        assert table.keys() == english.keys(), language
        for key, value in english.items():
            assert str(table[key]).count("{") == str(value).count("{"), (language, key)


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
    assert doubt("Who sang?", shown, unmet) == line


def test_of_what_a_model_wrote_the_same_is_said_in_two_lines() -> None:
    assert doubt("Who sang?", 2, ["2023"], written=True) == "I'm not sure that this answers the question."
    assert written_unmet("Who sang?", ["2023", "{x}"]) == "It doesn't mention “2023” or “{x}”."
    assert written_unmet("Who sang?", []) == doubt("Who sang?", 0, written=True) == ""


@given(
    st.sampled_from([question for _, question in PAIRS]),
    st.integers(1, 3),
    st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1), max_size=2),
)
def test_what_claims_nothing_is_recognised_wherever_it_stands(question: str, shown: int, unmet: list[str]) -> None:
    assert claims_nothing(f"A model failed.\n\n{doubt(question, shown, unmet)}\n\n- [1] Bo.") == unsure(question)
    assert claims_nothing(f"{refusal(question)} {advice(question)}\n\nSources:") == refusal(question)
    assert claims_nothing(refusal(question)) == refusal(question)
    chosen = refusal(question, shown)
    assert claims_nothing(f"{chosen} {advice(question, shown)}") == chosen
    assert claimed(f"{chosen} {advice(question, shown)}") == ""


@pytest.mark.parametrize("question", ["Who sang?", "¿Quién cantó?", "Wer hat das gesungen?"])
def test_what_is_claimed_is_the_rest(question: str) -> None:
    assert claimed(f"{doubt(question, 2, ['2023'])}\n[1] Bo sang.") == "[1] Bo sang."
    assert claimed(f"{refusal(question)} {advice(question)}") == claimed(refusal(question)) == claimed("") == ""
    assert claimed("Bo sang. [1]\nAna sang. [2]") == "Bo sang. [1]\nAna sang. [2]"


@pytest.mark.parametrize(
    "text", ["I'm not sure. She left. [1]", "The documents don't say. He said so. [1]", "Bo left. [1]", ""]
)
def test_a_quote_that_begins_alike_claims_something(text: str) -> None:
    assert claims_nothing(text) == ""
