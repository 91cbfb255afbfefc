"""German questions as people type them: what kind of answer they want, what they lean on, small talk and wishes."""

import pytest

from app.answering.key import wanted
from app.asking import comparing
from app.asking.asked import Question
from app.asking.conversation import core, parts, plain, standalone
from app.asking.focus import focused
from app.asking.intent import EVERYTHING, THIS, read
from app.asking.leaning import leans
from index.language.words import likely_language

WANTED = {
    "money": [
        "Wie hoch ist die Miete?",
        "Was kostet die Halle für Mitglieder?",
        "Wie viel kostet ein Stellplatz im Monat?",
        "wieviel muss ich für den Kurs bezahlen",
        "Wie teuer ist der Eintritt am Sonntag?",
        "Was muss ich für eine Kopie zahlen?",
        "Wie hoch ist der jährliche Mitgliedsbeitrag für Familien?",
        "Wie hoch sind die Mahngebühren?",
    ],
    "duration": [
        "Wie lange dauert die Probezeit?",
        "Wie viele Tage Urlaub stehen mir zu?",
        "Welche Kündigungsfrist gilt für die Wohnung?",
        "Wie lang ist die Frist für den Widerspruch?",
        "wie viele wochen im voraus muss ich das melden",
    ],
    "date": [
        "Wann fängt der Kurs an?",
        "In welchem Jahr wurde der Verein gegründet?",
        "Um wie viel Uhr schließt die Bibliothek?",
        "Bis wann muss die Rechnung bezahlt werden?",
        "Seit wann gibt es den Verein?",
        "An welchem Tag wird der Müll abgeholt?",
    ],
    "age": ["Wie alt muss man mindestens sein?", "Ab welchem Alter darf man mitmachen?"],
    "number": [
        "Wie viele Mitglieder hat der Verein?",
        "Wie oft tagt der Vorstand im Jahr?",
        "Wie groß ist der Garten?",
        "Wie hoch darf die Hecke sein?",
        "wieviele personen passen in den saal",
        "Welcher Anteil der Stimmen ist nötig?",
    ],
    "person": [
        "Wer leitet die Abteilung Einkauf?",
        "Wem gehört das Grundstück am See?",
        "An wen muss ich mich bei einem Wasserschaden wenden?",
        "Mit wem wurde der Vertrag geschlossen?",
    ],
    "place": ["Wo findet die Versammlung statt?", "Wohin muss ich den Schlüssel bringen?"],
    "reason": ["Warum wurde die Sitzung verschoben?", "Aus welchem Grund wurde der Antrag abgelehnt?"],
    "verdict": [
        "Darf man auf dem Balkon grillen?",
        "Verlängert sich der Vertrag automatisch?",
        "Gibt es einen Parkplatz für Gäste?",
        "Muss ich die Kündigung schriftlich einreichen?",
        "Kann ich mit Karte zahlen?",
        "Ist das Frühstück im Preis enthalten?",
    ],
    "other": [
        "Kostet die Halle extra oder ist sie im Preis enthalten?",
        "Was passiert, wenn ich zu spät komme?",
        "Wie funktioniert die Anmeldung für den Kurs?",
        "Was steht in der Hausordnung zum Thema Lärm?",
    ],
}


@pytest.mark.parametrize(("kind", "question"), [(kind, one) for kind, every in WANTED.items() for one in every])
def test_a_question_wants_a_kind_of_answer_and_is_one(kind: str, question: str) -> None:
    asked = Question.of(question)
    assert (wanted(asked), asked.language) == (kind, "de")
    assert read(question).kind == "question"
    assert not asked.several


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Wie hoch ist die Kaution für die Wohnung?", ()),
        ("Was hat Frau Weber in Berlin gekauft?", ("Weber", "Berlin")),
        ("Wann ist Anna Lehmann dem Verein beigetreten?", ("Anna", "Lehmann")),
        ("Wer hat das Projekt Aurora geleitet?", ("Aurora",)),
        ("Welche Regeln gelten für Gäste im Garten?", ()),
    ],
)
def test_a_noun_is_no_name(question: str, names: tuple[str, ...]) -> None:
    assert Question.of(question).names == names


@pytest.mark.parametrize(
    "question",
    [
        "Welche Unterlagen müssen dem Antrag beigelegt werden?",
        "Nenne alle Mitglieder des Vorstands.",
        "Was sind die Voraussetzungen für den Zuschuss?",
        "Wer war bei der Sitzung alles dabei?",
        "Welche Gründe gibt es für eine Kündigung?",
    ],
)
def test_several_things(question: str) -> None:
    assert Question.of(question).listed


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("In welchen Sitzungen ging es um das Dach?", True),
        ("Wie hat sich die Miete im Lauf der Jahre verändert?", True),
        ("In allen Berichten der Firma: wie hoch war der Umsatz?", True),
        ("In welcher Sitzung ging es um das Dach?", False),
        ("Wie viele Monate beträgt die Frist?", False),
        ("Welche Miete gilt für die Halle?", False),
    ],
)
def test_several_documents(question: str, several: bool) -> None:
    asked = Question.of(question)
    assert asked.several == several
    assert several or not asked.listed


FOLLOW_UPS = [
    # what is named takes the place of what was named before
    ("Wie viele Besucher kamen im Mai?", "und im Juni?", "Wie viele Besucher kamen im Juni?"),
    ("Wie hoch war der Beitrag 2022?", "Und 2023?", "Wie hoch war der Beitrag 2023?"),
    ("Was kostet die Halle für Mitglieder?", "Und für Gäste?", "Was kostet die Halle für Gäste?"),
    ("Was kostet die Halle für Mitglieder?", "Wie sieht es für Gäste aus?", "Was kostet die Halle für Gäste?"),
    ("Wann öffnet die Bibliothek am Montag?", "am Samstag", "Wann öffnet die Bibliothek am Samstag?"),
    ("Wie lange ist die Filiale in Berlin offen?", "und in Hamburg?", "Wie lange ist die Filiale in Hamburg offen?"),
    ("Was ist eine Kaution?", "und eine Bürgschaft?", "Was ist eine Bürgschaft?"),
    ("Wann hat Frau Weber unterschrieben?", "nein, ich meinte Frau Kuhn", "Wann hat Frau Kuhn unterschrieben?"),
    # what has no clear place comes behind
    ("Wann ist eine Kündigung möglich?", "Und der Preis?", None),
    ("Wer ist Anna Lehmann?", "Wann wurde sie geboren?", None),
    ("Wer ist Peter Huber?", "Und wo wohnt er?", None),
    ("Was kostet der Kurs?", "Und wie lange dauert er?", None),
    ("Gibt es einen Parkplatz?", "Was kostet der?", None),
    ("Darf man grillen?", "Gilt das auch für Gäste?", None),
    ("Wann ist die Versammlung?", "Wer nimmt daran teil?", None),
    ("Welche Kurse gibt es?", "Was kosten diese?", None),
    # what can stand alone does
    ("Was kostet der Kurs?", "Wie hoch ist die Kaution für die Halle?", ""),
    ("Was kostet der Kurs?", "Wann gibt es Frühstück im Hotel?", ""),
    ("Was kostet der Kurs?", "Ist es erlaubt, Hunde mitzubringen?", ""),
    ("Was kostet der Kurs?", "Wer bezahlt das Wasser im Garten?", ""),
    ("Was kostet der Kurs?", "Können Sie mir sagen, wo der Schlüssel liegt?", ""),
    ("Was kostet der Kurs?", "Wie lautet das Passwort für das WLAN?", ""),
]


@pytest.mark.parametrize(("before", "question", "becomes"), FOLLOW_UPS)
def test_a_follow_up_is_put_into_the_question_before_it(before: str, question: str, becomes: str | None) -> None:
    together = f"{before.rstrip('?')}? {question}"
    assert standalone(question, [("user", before)]) == (together if becomes is None else becomes or question)
    assert leans(question, "de") == (becomes != "") or becomes


def test_a_short_follow_up_is_in_the_language_of_the_question_before() -> None:
    history = [("user", "Wie hoch war der Beitrag 2021?"), ("user", "2022?")]
    asked = Question.of("2023?", history)
    assert (asked.full, asked.language) == ("Wie hoch war der Beitrag 2023?", "de")


@pytest.mark.parametrize(
    ("typed", "bare"),
    [
        ("Kannst du mir bitte sagen, wann die Halle öffnet?", "wann die Halle öffnet?"),
        ("Ich würde gern wissen, wie hoch die Miete ist", "wie hoch die Miete ist"),
        ("Wer zum Teufel ist Katja Tobin?", "Wer ist Katja Tobin?"),
        ("Na du Bot, wann ist die Versammlung?", "wann ist die Versammlung?"),
        ("Wo liegt der Schlüssel, danke", "Wo liegt der Schlüssel?"),
        ("Was sagen die Dokumente über die Kaution?", "was gibt es über die Kaution?"),
        ("Wann ist die Bitte um Aufschub eingegangen?", "Wann ist die Bitte um Aufschub eingegangen?"),
    ],
)
def test_politeness_is_left_out(typed: str, bare: str) -> None:
    assert plain(typed, lambda text: False) == bare


def test_of_a_story_the_question_is_kept_of_a_question_its_parts() -> None:
    told = (
        "Guten Tag, wir sind vor zwei Wochen in die Wohnung im dritten Stock gezogen und haben gestern bemerkt, dass "
        "im Keller das Licht nicht brennt. Wer ist für die Lampen im Keller zuständig?"
    )
    assert focused(told) == "Wer ist für die Lampen im Keller zuständig?"
    assert parts("Wer leitet den Verein, und seit wann ist er im Amt?") == [
        "Wer leitet den Verein",
        "seit wann ist er im Amt?",
    ]
    assert parts("Wo und wann findet die Sitzung statt?") == ["Wo und wann findet die Sitzung statt?"]
    assert (
        core("Welche große Firma hat im Mai 2023 das Dach repariert?", "de")
        == "Welche große Firma hat das Dach repariert?"
    )
    assert core("Wer kam im Mai 2023?", "de") == "Wer kam im Mai 2023?"


TALK = {
    "greeting": ["Hallo zusammen, guten Tag", "Guten Tag!", "guten morgen", "Moin", "Servus zusammen", "Grüß Gott"],
    "how": ["Wie geht's?", "Hallo, wie geht es dir?", "wie gehts so", "Wie läuft's?"],
    "thanks": ["Vielen Dank!", "danke schön", "Danke für die schnelle Antwort", "Das hat mir sehr geholfen", "herzlichen dank"],
    "goodbye": ["Tschüss", "auf Wiedersehen", "bis bald", "Schönes Wochenende!", "Mach's gut"],
    "help": ["Wer bist du?", "Was kannst du alles?", "Bist du ein Roboter?", "Kannst du mir helfen?", "was kann ich dich fragen"],
    "rude": ["Du bist echt nutzlos", "So ein Quatsch", "Halt die Klappe"],
    "praise": ["Sehr gut gemacht", "das ist wirklich toll", "Alles klar", "verstanden"],
    "answer": ["ja", "Nein", "na klar"],
    "test": ["Das ist nur ein Test", "Ist da jemand?"],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "said"), [(kind, one) for kind, every in TALK.items() for one in every])
def test_small_talk(kind: str, said: str) -> None:
    asked = read(said)
    assert (asked.kind, asked.topic, asked.language) == ("talk", kind, "de")


@pytest.mark.parametrize(
    ("said", "bare"),
    [
        ("Hallo, wann öffnet die Bibliothek?", "wann öffnet die Bibliothek?"),
        ("Guten Tag! Wo ist der Schlüssel? Vielen Dank", "Wo ist der Schlüssel?"),
        ("Wie geht es weiter mit dem Umbau?", "Wie geht es weiter mit dem Umbau?"),
        ("Was kann ich gegen Schimmel tun?", "Was kann ich gegen Schimmel tun?"),
        ("Gut zu wissen: wer zahlt die Reinigung?", "Gut zu wissen: wer zahlt die Reinigung?"),
        ("Wer ist der Bot der Woche?", "Wer ist der Bot der Woche?"),
        ("Wie funktioniert die Heizung?", "Wie funktioniert die Heizung?"),
        ("Welche Dokumente brauche ich für den Antrag?", "Welche Dokumente brauche ich für den Antrag?"),
        ("Liegt eine Zusammenfassung dem Antrag bei?", "Liegt eine Zusammenfassung dem Antrag bei?"),
        ("Wer fasst die Ergebnisse des Workshops zusammen?", "Wer fasst die Ergebnisse des Workshops zusammen?"),
        ("Muss ich das Protokoll zusammenfassen?", "Muss ich das Protokoll zusammenfassen?"),
        ("Was ist im Preis enthalten?", "Was ist im Preis enthalten?"),
        ("In welchen Dateien darf gespeichert werden?", "In welchen Dateien darf gespeichert werden?"),
    ],
)
def test_a_question_is_no_small_talk_no_list_and_no_summary(said: str, bare: str) -> None:
    asked = read(said)
    assert (asked.kind, asked.bare) == ("question", bare)


@pytest.mark.parametrize(
    "said",
    [
        "Welche Dokumente hast du?",
        "wie viele Dateien gibt es hier",
        "Zeig mir bitte alle Dokumente",
        "Was weißt du alles?",
        "Zu welchen Themen kannst du etwas sagen?",
        "Was steht in den Dokumenten?",
        "Welche Themen gibt es?",
        "Liste der Dokumente",
    ],
)
def test_the_list_of_documents(said: str) -> None:
    assert read(said).kind == "corpus"


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("Fasse den Mietvertrag zusammen", "den Mietvertrag"),
        ("Kannst du mir bitte die Hausordnung kurz zusammenfassen?", "die Hausordnung"),
        ("Fass das in drei Sätzen zusammen", THIS),
        ("Fass alle Dokumente zusammen", EVERYTHING),
        ("Zusammenfassung der Satzung", "Satzung"),
        ("Gib mir eine kurze Zusammenfassung des Mietvertrags bitte", "Mietvertrags"),
        ("Worum geht es in der Hausordnung?", "Hausordnung"),
        ("Zusammenfassung bitte", THIS),
    ],
)
def test_wishes_for_a_summary(said: str, topic: str) -> None:
    asked = read(said)
    assert (asked.kind, asked.topic) == ("summary", topic)


@pytest.mark.parametrize(
    ("said", "shape"),
    [
        ("Kürzer bitte", "short"),
        ("in einem Satz", "short"),
        ("nur die Zahl", "number"),
        ("bitte nur das Datum", "number"),
        ("noch einmal bitte", "again"),
        ("Wie bitte?", "again"),
        ("als Liste", "list"),
        ("etwas ausführlicher", "long"),
        ("mehr Details bitte", "long"),
        ("auf Englisch bitte", "language"),
        ("Kannst du das auf Deutsch sagen?", "language"),
    ],
)
def test_the_last_answer_in_another_shape(said: str, shape: str) -> None:
    asked = read(said, opening=False)
    assert (asked.kind, asked.topic) == ("reshape", shape)
    assert read(f"{said.rstrip('?')} von der Miete", opening=False).kind != "reshape"


def test_typed_without_umlauts() -> None:
    assert wanted(Question.of("Wie hoch ist die Gebuehr fuer die Halle?")) == "money"
    assert leans("Gilt das auch fuer Gaeste?", "de") and read("kuerzer bitte", opening=False).topic == "short"
    assert likely_language("Wofuer ist die Gebuehr?") == "de"


@pytest.mark.parametrize(
    ("said", "sides"),
    [
        (
            "Was ist der Unterschied zwischen der Satzung 2022 und der Satzung 2024?",
            ("der Satzung 2022", "der Satzung 2024", ""),
        ),
        (
            "Vergleiche die Hausordnung 2022 mit der Hausordnung 2024",
            ("die Hausordnung 2022", "der Hausordnung 2024", ""),
        ),
        ("Was hat sich im Mietvertrag geändert?", ("Mietvertrag", "", "")),
        ("Was hat sich in der Satzung seit 2022 geändert?", ("", "2022", "der Satzung")),
        ("Was unterscheidet Vertrag A von Vertrag B?", ("Vertrag A", "Vertrag B", "")),
    ],
)
def test_wishes_to_compare(said: str, sides: tuple[str, str, str]) -> None:
    asked = comparing.read(said)
    assert asked and (asked.first, asked.second, asked.of) == sides


@pytest.mark.parametrize("said", ["Was ist im Preis enthalten?", "Wie hat sich der Verein finanziert?"])
def test_what_compares_nothing(said: str) -> None:
    assert comparing.read(said) is None
