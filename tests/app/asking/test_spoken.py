"""In which language an answer speaks: that of the question, of the conversation, of what is found, else English."""

import pytest

from app.asking.spoken import of_passages, spoken, spoken_last
from index.language.words import told_language
from index.records import Chunk, Document


def passage(text: str, language: str, title: str | None = None) -> Chunk:
    return Chunk(Document("a.txt", text, title, None, "", language=language), 0, len(text))


LEASE = passage("Die Kündigungsfrist beträgt drei Monate.", "de", "Mietvertrag")


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wie lange ist die Kündigungsfrist?", "de"),
        ("How long is the notice period?", "en"),
        ("¿Miguel?", "es"),
        ("Qual é o prazo de entrega?", "pt"),
        # by words that questions are full of
        ("Quanto costa il biglietto?", "it"),
        ("Quanto custa o bilhete?", "pt"),
        ("Cuánto cuesta?", "es"),
        ("Quand ouvre la piscine ?", "fr"),
        ("Rio de Janeiro trip", ""),
        ("Marco Polo date", ""),
        # too short to tell, or a name
        ("Kündigungsfrist", ""), ("notice period", ""), ("van hire cost", ""), ("Miguel Ángel", ""), ("2023?", ""), ("", ""),
        # half in each
        ("Was ist the notice period?", ""),
        # one word of another language changes nothing
        ("How do I renew the Kündigungsfrist?", "en"),
        ("What does ¿Qué tal? mean?", "en"),
        ("Wie hoch ist das Budget von Smith & Sons Limited?", "de"),
        # other scripts: what the Latin words tell, if they tell anything
        ("Was steht im Vertrag 契約?", "de"),
        ("契約 of the 会社?", "en"),
        ("Что такое notice period?", ""),
        ("契約の期間は?", "ja"),
    ],
)  # fmt: skip
def test_a_question_tells_its_language_or_none(question: str, language: str) -> None:
    assert told_language(question) == language


def test_the_last_question_that_tells_one_counts() -> None:
    questions = ["Wie hoch ist die Miete?", "Kaution?"]
    assert spoken_last(questions) == spoken("2023?", "de") == "de"
    assert spoken_last([*questions, "And who is the landlord?"]) == spoken("And the roof?", "de") == "en"
    assert spoken_last(questions[1:], "") == spoken_last([], "") == ""


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Kündigungsfrist?", "de"),
        ("Kündigungsfrist Mietvertrag", "de"),  # of its title
        ("notice period", ""),
        ("Kündigungsfrist notice", ""),  # not all of it
        ("?", ""),
    ],
)
def test_a_passage_that_holds_all_words_tells_the_language(question: str, language: str) -> None:
    assert of_passages(question, [passage("Nothing at all.", "en"), LEASE]) == language


def test_of_a_language_that_no_answer_speaks_nothing_is_told() -> None:
    assert of_passages("hyra", [passage("En hyra betalas varje månad.", "sv")]) == ""
    assert of_passages("hyra", []) == ""
