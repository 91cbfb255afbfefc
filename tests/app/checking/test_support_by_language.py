"""Statements in German and Dutch, and whether quotes in the same language state them."""

import pytest

from app.answering.sizing import part_with, with_antecedent
from app.answering.verdict import verdict
from app.asking.asked import Question
from app.checking.support import supports
from app.reader.reader import WordReader
from index.records import Document

GERMAN = [
    ("Die Kündigungsfrist beträgt drei Monate.", "Die Kündigungsfrist beträgt drei Monate zum Quartalsende.", True),
    ("Die Kündigungsfrist beträgt 3 Monate.", "Die Kündigungsfrist beträgt drei Monate zum Quartalsende.", True),
    ("Die Kündigungsfrist beträgt vier Monate.", "Die Kündigungsfrist beträgt drei Monate zum Quartalsende.", False),
    ("Die Miete beträgt 1250 Euro.", "Die Miete beträgt 1.250,00 € im Monat.", True),
    ("Die Miete beträgt 1250 Dollar.", "Die Miete beträgt 1.250,00 € im Monat.", False),
    ("Hunde sind im Garten erlaubt.", "Hunde sind im Garten nicht erlaubt.", False),
    ("Hunde sind im Garten nicht erlaubt.", "Hunde sind im Garten erlaubt.", False),
    ("Hunde sind im Garten erlaubt.", "Hunde sind im Garten verboten.", False),
    ("Der Vertrag verlängert sich automatisch.", "Der Vertrag verlängert sich automatisch nicht.", False),
    ("Der Rabatt gilt für Gäste.", "Der Rabatt gilt nicht für Gäste.", False),
    ("Für Gäste gilt der Rabatt nicht.", "Für Gäste gilt der Rabatt nicht.", True),
    ("Für Gäste gilt der Rabatt.", "Für Gäste gilt der Rabatt nicht.", False),
    ("Es gibt keine Parkplätze am Haus.", "Am Haus gibt es keine Parkplätze.", True),
    ("Es gibt Parkplätze am Haus.", "Am Haus gibt es keine Parkplätze.", False),
    ("Anna Lehmann leitet den Verein.", "Seit 2019 leitet Anna Lehmann den Verein.", True),
    ("Anna Lehmann leitet seit 2019 den Verein.", "Seit 2019 leitet Anna Lehmann den Verein.", True),
    ("Seit 2020 leitet Anna Lehmann den Verein.", "Anna Lehmann leitet seit 2019 den Verein.", False),
    ("Peter Huber half Anna Lehmann.", "Anna Lehmann half Peter Huber.", False),
    ("Anna Huber leitet den Verein.", "Seit 2019 leitet Anna Lehmann den Verein.", False),
    ("Der Verein wurde am 3. Mai 1987 gegründet.", "Der Verein wurde am 03.05.1987 gegründet.", True),
    ("Der Verein wurde am 3. Mai 1988 gegründet.", "Der Verein wurde am 03.05.1987 gegründet.", False),
    ("Die Preise steigen im Januar.", "Die Preise sinken im Januar.", False),
    ("Die Halle öffnet um 20 Uhr.", "Die Halle öffnet um 8 Uhr abends.", True),
    ("Die Gebühr ist zulässig.", "Die Gebühr ist unzulässig.", False),
    ("Die Mitglieder zahlen den Beitrag jährlich.", "Mitglieder zahlen den Beitrag jährlich im März.", True),
]

DUTCH = [
    ("De opzegtermijn bedraagt drie maanden.", "De opzegtermijn bedraagt drie maanden, ingaand op de eerste.", True),
    ("De opzegtermijn bedraagt 3 maanden.", "De opzegtermijn bedraagt drie maanden.", True),
    ("De opzegtermijn bedraagt vier maanden.", "De opzegtermijn bedraagt drie maanden.", False),
    ("De huur bedraagt 1250 euro.", "De huur bedraagt € 1.250,00 per maand.", True),
    ("De huur bedraagt 1250 dollar.", "De huur bedraagt € 1.250,00 per maand.", False),
    ("Honden zijn in de tuin toegestaan.", "Honden zijn in de tuin niet toegestaan.", False),
    ("Honden zijn in de tuin niet toegestaan.", "Honden zijn in de tuin toegestaan.", False),
    ("Honden zijn in de tuin toegestaan.", "Honden zijn in de tuin verboden.", False),
    ("De korting geldt voor gasten.", "De korting geldt niet voor gasten.", False),
    ("Voor gasten geldt de korting.", "Voor gasten geldt de korting niet.", False),
    ("Er zijn geen parkeerplaatsen bij het huis.", "Bij het huis zijn geen parkeerplaatsen.", True),
    ("Er zijn parkeerplaatsen bij het huis.", "Bij het huis zijn geen parkeerplaatsen.", False),
    ("Anna Bakker leidt de vereniging.", "Sinds 2019 leidt Anna Bakker de vereniging.", True),
    ("Anna Bakker leidt sinds 2019 de vereniging.", "Sinds 2019 leidt Anna Bakker de vereniging.", True),
    ("Piet Smit hielp Anna Bakker.", "Anna Bakker hielp Piet Smit.", False),
    ("Anna Smit leidt de vereniging.", "Sinds 2019 leidt Anna Bakker de vereniging.", False),
    ("De vereniging is op 3 mei 1987 opgericht.", "Op 3 mei 1987 is de vereniging opgericht.", True),
    ("De vereniging is op 3 mei 1988 opgericht.", "Op 3 mei 1987 is de vereniging opgericht.", False),
    ("De prijzen stijgen in januari.", "De prijzen dalen in januari.", False),
    ("De zaal gaat om 20 uur open.", "De zaal gaat om 8 uur 's avonds open.", True),
    ("Huisdieren zijn welkom in de tuin.", "In de tuin zijn huisdieren welkom.", True),
]


@pytest.mark.parametrize(("statement", "quote", "stated"), GERMAN)
def test_german_statements(statement: str, quote: str, stated: bool) -> None:
    assert supports(statement, [quote], WordReader(), "de") == stated


@pytest.mark.parametrize(("statement", "quote", "stated"), DUTCH)
def test_dutch_statements(statement: str, quote: str, stated: bool) -> None:
    assert supports(statement, [quote], WordReader(), "nl") == stated


@pytest.mark.parametrize(
    ("question", "sentence", "says"),
    [
        ("Darf man auf dem Balkon grillen?", "Auf dem Balkon darf nicht gegrillt werden.", "no"),
        ("Sind Hunde in der Halle erlaubt?", "Hunde sind in der Halle nicht erlaubt.", "no"),
        ("Sind Hunde in der Halle erlaubt?", "Hunde sind in der Halle nicht gestattet.", "no"),
        ("Sind Hunde in der Halle erlaubt?", "Hunde sind in der Halle nur angeleint erlaubt.", None),
        ("Sind Hunde in der Halle verboten?", "Hunde sind in der Halle nicht erlaubt.", None),
        ("Kann ich mit Karte zahlen?", "Ja, Kartenzahlung ist möglich.", "yes"),
        ("Kann ich mit Karte zahlen?", "Nein, nur bar.", "no"),
        ("Verlängert sich der Vertrag automatisch?", "Der Vertrag verlängert sich nicht automatisch.", "no"),
        ("Wer darf in der Halle Hunde führen?", "Hunde sind in der Halle nicht erlaubt.", None),
        ("Zijn honden in de zaal toegestaan?", "Honden zijn in de zaal niet toegestaan.", "no"),
        ("Zijn honden in de zaal toegestaan?", "Honden zijn in de zaal alleen aangelijnd toegestaan.", None),
        ("Zijn honden in de zaal verboden?", "Honden zijn in de zaal niet toegestaan.", None),
        ("Kan ik met een pinpas betalen?", "Ja, pinnen is mogelijk.", "yes"),
        ("Wordt het contract automatisch verlengd?", "Het contract wordt niet automatisch verlengd.", "no"),
    ],
)
def test_yes_and_no(question: str, sentence: str, says: str | None) -> None:
    assert verdict(Question.of(question), sentence) == says


@pytest.mark.parametrize(
    ("language", "text", "leans"),
    [
        ("de", "Das Bad öffnet um 6. Das gilt auch sonntags.", True),
        ("de", "Das Bad öffnet um 6. Es schließt um 9.", True),
        ("de", "Das Bad öffnet um 6. Andernfalls ist zu klingeln.", True),
        ("de", "Das Bad öffnet um 6. Das Tor bleibt zu.", False),
        ("de", "Das Bad öffnet um 6. Sie können Ihr Rad abstellen.", False),
        ("de", "Das Bad öffnet um 6. Die Gebühr ist bar zu zahlen.", False),
        ("nl", "Het bad opent om 6. Dat geldt ook op zondag.", True),
        ("nl", "Het bad opent om 6. Het is op zondag dicht.", True),
        ("nl", "Het bad opent om 6. Zo niet, dan moet u bellen.", True),
        ("nl", "Het bad opent om 6. Het hek blijft dicht.", False),
        ("nl", "Het bad opent om 6. De kosten zijn contant te betalen.", False),
    ],
)
def test_a_sentence_that_leans_is_shown_with_the_one_before(language: str, text: str, leans: bool) -> None:
    start = text.index(". ") + 2
    span = with_antecedent(Document("a", text, None, None, "a", language=language), start, len(text))
    assert span == (0 if leans else start, len(text))


def test_a_condition_is_never_cut_from_a_long_sentence() -> None:
    text = (
        "Der Beitrag beträgt 40 Euro im Jahr für jedes Mitglied, das bis zum Ende des Monats März bezahlt hat und dem "
        "Verein nicht länger als ein Jahr angehört, sofern der Vorstand auf seiner Sitzung im Frühjahr nichts anderes "
        "für das laufende Jahr beschließt."
    )
    document = Document("a", text, None, None, "a", language="de")
    assert part_with(document, 0, len(text), (20, 27)) == (0, len(text))
