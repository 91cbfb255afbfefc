"""What German and Dutch texts mention: dates, times, numbers, amounts, ages, identifiers and names."""

import pytest

from index.language.dates import Day
from index.language.mentions import mentions, names

SAID = [
    # dates
    ("de", "Die Sitzung war am 12. März 2024.", "date", Day(2024, 3, 12), ""),
    ("de", "Stand: 03.05.2023", "date", Day(2023, 5, 3), ""),
    ("de", "Der Vertrag gilt ab 1. Jänner 2022.", "date", Day(2022, 1, 1), ""),
    ("de", "Seit Anfang Mai ist das Bad zu.", "date", Day(None, 5, None), ""),
    ("de", "Die Wahl ist im Oktober.", "date", Day(None, 10, None), ""),
    ("de", "Geöffnet am Samstag.", "date", Day(), ""),
    ("de", "Der Verein wurde 1987 gegründet.", "date", Day(1987), ""),
    ("nl", "De vergadering was op 12 maart 2024.", "date", Day(2024, 3, 12), ""),
    ("nl", "Datum: 03-05-2023, opgemaakt op 3.5.2023", "date", Day(2023, 5, 3), ""),
    ("nl", "Het contract geldt vanaf 1 januari 2022.", "date", Day(2022, 1, 1), ""),
    ("nl", "Sinds begin mei is het bad dicht.", "date", Day(None, 5, None), ""),
    ("nl", "De vereniging is in 1987 opgericht.", "date", Day(1987), ""),
    ("nl", "De winkel is op zaterdag open.", "date", Day(), ""),
    # times of day
    ("de", "Die Halle öffnet um 8 Uhr.", "time", 480, ""),
    ("de", "Beginn ist um 19.30 Uhr im Saal.", "time", 1170, ""),
    ("de", "Wir treffen uns um 8 Uhr abends.", "time", 1200, ""),
    ("de", "Um Mitternacht ist Schluss.", "time", 0, ""),
    ("nl", "De zaal gaat om 8 uur open.", "time", 480, ""),
    ("nl", "Het begint om 19.30 uur.", "time", 1170, ""),
    ("nl", "We spreken af om 8 uur 's avonds.", "time", 1200, ""),
    # amounts
    ("de", "Die Miete beträgt 1.250,50 Euro.", "money", 1250.5, "EUR"),
    ("de", "Das kostet 20 € im Monat.", "money", 20.0, "EUR"),
    ("de", "Der Etat liegt bei 2,5 Mio. Euro.", "money", 2.5e6, "EUR"),
    ("de", "Die Gebühr ist 30 Franken.", "money", 30.0, "CHF"),
    ("de", "Es kamen zwölf Gäste.", "number", 12.0, ""),
    ("de", "Rund 1.200 Menschen kamen.", "number", 1200.0, ""),
    ("de", "Es kamen fünfundzwanzig Kinder.", "number", 25.0, ""),
    ("de", "Der Anteil liegt bei 12,5 Prozent.", "percent", 12.5, "percent"),
    ("de", "Die Kündigungsfrist beträgt drei Monate.", "duration", 3.0, "month"),
    ("de", "Innerhalb von 14 Tagen ist zu zahlen.", "duration", 14.0, "day"),
    ("de", "Es gilt eine 6-monatige Probezeit.", "duration", 6.0, "month"),
    ("de", "Eine Woche reicht.", "duration", 1.0, "week"),
    ("de", "Das dauert mehrere Stunden.", "duration", None, "hour"),
    ("de", "Der Weg ist 3,5 Kilometer lang.", "number", 3.5, "kilometer"),
    ("nl", "De huur bedraagt 1.250,50 euro.", "money", 1250.5, "EUR"),
    ("nl", "Dat kost € 20 per maand.", "money", 20.0, "EUR"),
    ("nl", "De begroting is 2,5 mln. euro.", "money", 2.5e6, "EUR"),
    ("nl", "Er kwamen twaalf gasten.", "number", 12.0, ""),
    ("nl", "Ruim 1.200 mensen kwamen.", "number", 1200.0, ""),
    ("nl", "Er kwamen vijfentwintig kinderen.", "number", 25.0, ""),
    ("nl", "Het aandeel is 12,5 procent.", "percent", 12.5, "percent"),
    ("nl", "De opzegtermijn is drie maanden.", "duration", 3.0, "month"),
    ("nl", "Binnen 14 dagen betalen.", "duration", 14.0, "day"),
    ("nl", "Een week is genoeg.", "duration", 1.0, "week"),
    ("nl", "Dat duurt meerdere uren.", "duration", None, "hour"),
    ("nl", "De route is 3,5 kilometer lang.", "number", 3.5, "kilometer"),
    # ages and identifiers
    ("de", "Sie war 18 Jahre alt.", "age", 18.0, "year"),
    ("de", "Kinder im Alter von 6 dürfen mit.", "age", 6.0, "year"),
    ("de", "Siehe Abschnitt 4.2 der Satzung.", "identifier", "abschnitt 4.2", ""),
    ("nl", "Zij was 18 jaar oud.", "age", 18.0, "year"),
    ("nl", "Zie Artikel 4.2 van de statuten.", "identifier", "artikel 4.2", ""),
]


@pytest.mark.parametrize(("language", "text", "kind", "value", "unit"), SAID)
def test_a_text_mentions(language: str, text: str, kind: str, value: object, unit: str) -> None:
    said = [one for one in mentions(text, language) if one.kind != "name"]
    assert (kind, value, unit) in [(one.kind, one.value, one.unit) for one in said]


@pytest.mark.parametrize(
    ("language", "text", "vague"),
    [
        ("de", "Es kamen etwa 40 Gäste.", True),
        ("de", "Es kamen ca. 40 Gäste.", True),
        ("de", "Ende 2020 zog er um.", True),
        ("de", "Es kamen 40 Gäste.", False),
        ("nl", "Er kwamen ongeveer 40 gasten.", True),
        ("nl", "Er kwamen ca. 40 gasten.", True),
        ("nl", "Eind 2020 verhuisde hij.", True),
        ("nl", "Er kwamen 40 gasten.", False),
    ],
)
def test_what_is_said_vaguely(language: str, text: str, vague: bool) -> None:
    assert [one.vague for one in mentions(text, language) if one.kind in ("number", "date")] == [vague]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Wie hoch ist die Miete der Wohnung im Erdgeschoss?", []),
        ("Die Kündigungsfrist beträgt drei Monate zum Ende des Quartals.", []),
        ("Anna Lehmann leitet den Verein Alpenblick seit 2019.", ["anna lehmann", "alpenblick"]),
        ("Projektleiterin Weber war beim TÜV. Später kam Weber zurück.", ["weber", "tuv", "weber"]),
        ("Kostet Parken für Mitglieder etwas?", []),
        ("Neue Mitglieder zahlen im ersten Jahr nichts.", []),
        ("Das Treffen mit Peter Schmidt fand in Köln statt.", ["peter schmidt", "koln"]),
        ("20 Gramm Mehl, zwei Stunden Pause, Ende Mai", []),
        ("Kündigungsfrist Wohnung Hauptmieter", []),
        ("Wer hat die Brücke in Ostheim gebaut?", ["ostheim"]),
        ("Die Regel ist in Kraft, die Miete in Raten und in Höhe von 20 Euro zu zahlen.", []),
        ("Ludwig van Beethoven wurde in Bonn geboren.", ["ludwig van beethoven", "bonn"]),
        ("Die Firma Siemens sitzt in München und Spanien.", ["siemens", "munchen", "spanien"]),
        ("Bitte Beginn und Ende der E-Mail lesen.", []),
        ("Die Alpenblick GmbH haftet nicht.", ["alpenblick gmbh"]),
    ],
)
def test_a_german_noun_is_no_name(text: str, found: list[str]) -> None:
    assert [name.value for name in names(text, "de")] == found


def test_dutch_names_hold_their_small_words() -> None:
    text = "De burgemeester, Jan van der Berg, sprak met het bestuur van de Vereniging Eigen Huis in Den Haag."
    assert [name.value for name in names(text, "nl")] == ["jan van der berg", "vereniging eigen huis", "den haag"]
