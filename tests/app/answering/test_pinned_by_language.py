"""What a German or Dutch question pins down: names, years and months, but no nouns; and amounts that are asked for."""

import pytest

from app.answering.evidence import Candidate
from app.answering.headline import headline
from app.answering.pinned import Unmet, pins, unmet
from app.answering.versions import is_newer
from app.asking.asked import Question
from index.records import Chunk, Document, Hit


def lacking(asked: str, sentence: str, language: str) -> Unmet:
    """What a sentence, of which the document consists, lacks of a question."""
    document = Document("a.md", sentence, None, None, "a", language=language)
    hits = [Hit(Chunk(document, 0, len(sentence)), 1.0, 0.5, 1.0)]
    return unmet(Question.of(asked), hits, Candidate(document, 0, len(sentence), {}, 1.0))


@pytest.mark.parametrize(
    ("question", "pinned"),
    [
        ("Wie hoch ist die Miete für die Wohnung im Erdgeschoss?", []),
        ("Wie hoch war die Miete in Berlin im Mai 2023?", ["Berlin", "Mai", "2023"]),
        ("Was hat Frau Weber dem Verein gespendet?", ["Weber"]),
        ("Wer vertritt die Firma Siemens im Ausschuss?", ["Siemens"]),
        ("Seit wann gilt die Regel, und was war vor 2020?", []),
        ("Hoe hoog is de huur van de zaal op de begane grond?", []),
        ("Hoe hoog was de huur in Utrecht in mei 2023?", ["Utrecht", "mei", "2023"]),
        ("Wat heeft Anna Bakker aan de vereniging gegeven?", ["Anna", "Bakker"]),
    ],
)
def test_what_a_question_pins_down(question: str, pinned: list[str]) -> None:
    assert [pin.typed for pin in pins(Question.of(question), [])] == pinned


@pytest.mark.parametrize(
    ("language", "question", "sentence", "without"),
    [
        ("de", "Wie hoch ist die Kaution?", "Die Mieterin zahlt eine Sicherheit von 2.850 Euro.", []),
        ("de", "Wie hoch ist die Kaution in Berlin?", "Die Kaution beträgt 2.850 Euro.", ["Berlin"]),
        ("de", "Wie viele Gäste kamen im Mai 2023?", "Im Mai 2022 kamen 40 Gäste.", ["2023"]),
        ("de", "Wann kam Peter Huber?", "Am 3. März kam Anna Huber.", ["Peter"]),
        ("nl", "Hoe hoog is de borg?", "De huurder betaalt een waarborgsom van 2.850 euro.", []),
        ("nl", "Hoe hoog is de borg in Utrecht?", "De borg bedraagt 2.850 euro.", ["Utrecht"]),
        ("nl", "Hoeveel gasten kwamen er in mei 2023?", "In mei 2022 kwamen er 40 gasten.", ["2023"]),
    ],
)
def test_what_a_sentence_lacks(language: str, question: str, sentence: str, without: list[str]) -> None:
    found = lacking(question, sentence, language)
    assert ([pin.typed for pin in found.pins], found.value) == (without, "")


def test_keywords_are_read_in_the_language_of_what_is_found() -> None:
    sentence = "Für die Wohnung gilt eine Frist von drei Monaten."
    assert not lacking("Kündigungsfrist Mietwohnung", sentence, "de")


@pytest.mark.parametrize(
    ("language", "question", "sentence", "value"),
    [
        ("de", "Was kostet die Halle?", "Die Halle ist groß und hell.", "money"),
        ("de", "Was kostet die Halle?", "Die Halle ist für Mitglieder kostenlos.", ""),
        ("de", "Wie oft tagt der Vorstand?", "Der Vorstand tagt regelmäßig.", ""),
        ("de", "Wie lange gilt der Ausweis?", "Der Ausweis gilt zwei Jahre.", ""),
        ("de", "Wie lange gilt der Ausweis?", "Der Ausweis gilt für die Person, die ihn hat.", "duration"),
        ("nl", "Wat kost de zaal?", "De zaal is groot en licht.", "money"),
        ("nl", "Wat kost de zaal?", "De zaal is voor leden gratis.", ""),
        ("nl", "Hoe vaak vergadert het bestuur?", "Het bestuur vergadert regelmatig.", ""),
        ("nl", "Hoe lang is de pas geldig?", "De pas is twee jaar geldig.", ""),
    ],
)
def test_an_amount_is_asked_for(language: str, question: str, sentence: str, value: str) -> None:
    assert lacking(question, sentence, language).value == value


@pytest.mark.parametrize(
    ("language", "question", "sentence", "seen", "key"),
    [
        ("de", "Wie lange ist die Kündigungsfrist?", "Die Kündigungsfrist beträgt drei Monate.", "drei", "drei Monate"),
        ("de", "Was kostet die Halle?", "Die Halle kostet für alle 40 Euro im Monat.", "40", "40 Euro im Monat"),
        ("de", "Wer leitet den Verein?", "Geleitet wird der Verein von Anna Lehmann.", "von Anna", "Anna Lehmann"),
        ("de", "Wann öffnet die Halle?", "Die Halle öffnet um 8 Uhr.", "um 8", "um 8 Uhr"),
        ("de", "Wann wurde er gegründet?", "Der Verein wurde am 3. Mai 1987 gegründet.", "3. Mai", "3. Mai 1987"),
        ("nl", "Hoe lang is de opzegtermijn?", "De opzegtermijn is drie maanden.", "drie", "drie maanden"),
        ("nl", "Wat kost de zaal?", "De zaal kost voor iedereen 40 euro per maand.", "40", "40 euro per maand"),
        ("nl", "Wie leidt de vereniging?", "De vereniging wordt geleid door Jan van der Berg.", "door Jan", "Jan van der Berg"),
        ("nl", "Hoe laat opent de zaal?", "De zaal opent om 8 uur.", "8", "8 uur"),
    ],
)  # fmt: skip
def test_the_answer_proper_is_made_whole(language: str, question: str, sentence: str, seen: str, key: str) -> None:
    document = Document("a", sentence, None, None, "a", language=language)
    start = sentence.index(seen)
    best = Candidate(document, 0, len(sentence), {}, 1.0, exact=9.0, span=(start, start + len(seen)))
    assert [sentence[slice(*span)] for span in headline(Question.of(question), best, [best])] == [key]


def test_the_number_of_a_version_is_read_in_its_language() -> None:
    older, newer = (Document(f"Satzung Fassung {n}.md", "", None, None, str(n), language="de") for n in (2, 3))
    assert is_newer(newer, older) and not is_newer(older, newer)
    assert is_newer(*(Document(f"Reglement versie {n}.md", "", None, None, str(n), language="nl") for n in (4, 3)))
