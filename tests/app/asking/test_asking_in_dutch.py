"""Dutch questions as people type them: what kind of answer they want, what they lean on, small talk and wishes."""

import pytest

from app.answering.key import wanted
from app.asking import comparing
from app.asking.asked import Question
from app.asking.conversation import core, parts, plain, standalone
from app.asking.focus import focused
from app.asking.intent import EVERYTHING, THIS, read
from app.asking.leaning import leans

WANTED = {
    "money": [
        "Hoe hoog is de huur van de zaal?",
        "Wat kost een parkeerplaats per maand?",
        "Hoeveel moet ik voor de cursus betalen?",
        "Hoe duur is een kaartje voor kinderen?",
        "wat is de prijs van een jaarkaart",
        "Hoeveel bedraagt de contributie en wat kost een proefles?",
        "Wat moet ik voor een kopie betalen?",
    ],
    "duration": [
        "Hoe lang duurt de proeftijd?",
        "Hoeveel dagen vakantie krijg ik?",
        "Welke opzegtermijn geldt voor de woning?",
        "hoelang is het pasje geldig",
    ],
    "date": [
        "Wanneer begint de cursus?",
        "In welk jaar is de vereniging opgericht?",
        "Hoe laat sluit de bibliotheek?",
        "Vanaf wanneer geldt het nieuwe tarief?",
        "Op welke dag wordt het afval opgehaald?",
        "Tot wanneer kan ik bezwaar maken?",
    ],
    "age": ["Hoe oud moet je minimaal zijn?", "Vanaf welke leeftijd mag je meedoen?"],
    "number": [
        "Hoeveel leden heeft de vereniging?",
        "Hoe vaak vergadert het bestuur?",
        "Hoe groot is de tuin achter het huis?",
        "Hoe hoog mag de heg zijn?",
        "Welk percentage van de stemmen is nodig?",
    ],
    "person": [
        "Wie is de voorzitter van het bestuur?",
        "Met wie is het contract gesloten?",
        "Aan wie moet ik de sleutel geven?",
        "Wiens handtekening staat er onder het contract?",
    ],
    "place": ["Waar wordt de vergadering gehouden?", "Waarheen moet ik het formulier sturen?"],
    "reason": ["Waarom is de vergadering verplaatst?", "Om welke reden is de aanvraag afgewezen?"],
    "verdict": [
        "Mag je op het balkon barbecueën?",
        "Wordt het contract automatisch verlengd?",
        "Is er een parkeerplaats voor gasten?",
        "Moet ik de opzegging schriftelijk doen?",
        "Kan ik met een pinpas betalen?",
        "Zijn huisdieren toegestaan in de woning?",
    ],
    "other": [
        "Is het ontbijt inbegrepen of moet ik het apart betalen?",
        "Wat gebeurt er als ik te laat kom?",
        "Hoe meld ik me aan voor de cursus?",
        "Wat zijn de regels voor het gebruik van de keuken?",
    ],
}


@pytest.mark.parametrize(("kind", "question"), [(kind, one) for kind, every in WANTED.items() for one in every])
def test_a_question_wants_a_kind_of_answer_and_is_one(kind: str, question: str) -> None:
    asked = Question.of(question)
    assert (wanted(asked), asked.language) == (kind, "nl")
    assert read(question).kind == "question"
    assert not asked.several


@pytest.mark.parametrize(
    "question",
    [
        "Welke stukken moeten er bij de aanvraag?",
        "Noem alle leden van het bestuur.",
        "Wie waren er bij de vergadering aanwezig?",
        "Welke redenen zijn er voor het besluit?",
        "Hoe kan ik me aanmelden?",
    ],
)
def test_several_things(question: str) -> None:
    assert Question.of(question).listed


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("In welke vergaderingen ging het over het dak?", True),
        ("Hoe is de huur in de loop der jaren veranderd?", True),
        ("Wat staat er in alle verslagen over de lift?", True),
        ("In welke vergadering ging het over het dak?", False),
        ("Hoeveel maanden bedraagt de opzegtermijn?", False),
        ("Welke huur geldt voor de zaal?", False),
        ("Wie was de eigenaar van het pand?", False),
    ],
)
def test_several_documents(question: str, several: bool) -> None:
    asked = Question.of(question)
    assert asked.several == several
    assert several or not asked.listed


FOLLOW_UPS = [
    # what is named takes the place of what was named before
    ("Hoeveel bezoekers kwamen er in mei?", "en in juni?", "Hoeveel bezoekers kwamen er in juni?"),
    ("Hoe hoog was de contributie in 2022?", "En in 2023?", "Hoe hoog was de contributie in 2023?"),
    ("Wat kost de zaal voor leden?", "En voor gasten?", "Wat kost de zaal voor gasten?"),
    ("Wat kost de zaal voor leden?", "en hoe zit het voor gasten?", "Wat kost de zaal voor gasten?"),
    ("Hoe laat opent de bibliotheek op maandag?", "op zaterdag", "Hoe laat opent de bibliotheek op zaterdag?"),
    ("Hoe lang is de winkel in Utrecht open?", "en in Leiden?", "Hoe lang is de winkel in Leiden open?"),
    ("Wat is een borg?", "en een hypotheek?", "Wat is een hypotheek?"),
    ("Wanneer heeft Jan de Vries getekend?", "nee, ik bedoelde Anna Bakker", "Wanneer heeft Anna Bakker getekend?"),
    # what has no clear place comes behind
    ("Wanneer kan ik opzeggen?", "En de prijs?", None),
    ("Wie is Anna Bakker?", "Wanneer is ze geboren?", None),
    ("Wie is Piet Smit?", "En waar woont hij?", None),
    ("Wat kost de cursus?", "Hoe lang duurt het?", None),
    ("Mag je barbecueën?", "Geldt dat ook voor gasten?", None),
    ("Wanneer is de vergadering?", "Wie doet daaraan mee?", None),
    ("Welke cursussen zijn er?", "Wat kosten die?", None),
    ("Wat kost de cursus?", "Is dat per maand?", None),
    # what can stand alone does
    ("Wat kost de cursus?", "Hoe hoog is de borg voor de zaal?", ""),
    ("Wat kost de cursus?", "Wat zijn de kosten van het parkeren bij de zaal?", ""),
    ("Wat kost de cursus?", "Is het toegestaan om honden mee te nemen?", ""),
    ("Wat kost de cursus?", "Wie betaalt het water in de tuin?", ""),
    ("Wat kost de cursus?", "Waar kan ik het wachtwoord van het netwerk vinden?", ""),
    ("Wat kost de cursus?", "Zijn er kluisjes in de kleedkamer?", ""),
]


@pytest.mark.parametrize(("before", "question", "becomes"), FOLLOW_UPS)
def test_a_follow_up_is_put_into_the_question_before_it(before: str, question: str, becomes: str | None) -> None:
    together = f"{before.rstrip('?')}? {question}"
    assert standalone(question, [("user", before)]) == (together if becomes is None else becomes or question)
    assert leans(question, "nl") == (becomes != "") or becomes


def test_a_short_follow_up_is_in_the_language_of_the_question_before() -> None:
    history = [("user", "Hoe hoog was de contributie in 2021?"), ("user", "2022?")]
    asked = Question.of("2023?", history)
    assert (asked.full, asked.language) == ("Hoe hoog was de contributie in 2023?", "nl")


@pytest.mark.parametrize(
    ("typed", "bare"),
    [
        ("Kun je me alsjeblieft vertellen wanneer de zaal opengaat?", "wanneer de zaal opengaat?"),
        ("Ik zou graag willen weten hoe hoog de huur is", "hoe hoog de huur is"),
        ("Wie in godsnaam is Katja Tobin?", "Wie is Katja Tobin?"),
        ("Zeg robot, wanneer is de vergadering?", "wanneer is de vergadering?"),
        ("Waar ligt de sleutel, alvast bedankt", "Waar ligt de sleutel?"),
        ("Wat zeggen de documenten over de borg?", "wat is er over de borg?"),
        ("Wanneer is de bezwaarbrief ontvangen?", "Wanneer is de bezwaarbrief ontvangen?"),
    ],
)
def test_politeness_is_left_out(typed: str, bare: str) -> None:
    assert plain(typed, lambda text: False) == bare


def test_of_a_story_the_question_is_kept_of_a_question_its_parts() -> None:
    told = (
        "Goedendag, we zijn twee weken geleden in de woning op de derde verdieping getrokken en hebben gisteren gemerkt "
        "dat het licht in de kelder niet brandt. Wie is er verantwoordelijk voor de lampen in de kelder?"
    )
    assert focused(told) == "Wie is er verantwoordelijk voor de lampen in de kelder?"
    assert parts("Wie leidt de vereniging, en sinds wanneer is hij voorzitter?") == [
        "Wie leidt de vereniging",
        "sinds wanneer is hij voorzitter?",
    ]
    assert parts("Waar en wanneer is de vergadering?") == ["Waar en wanneer is de vergadering?"]
    assert core("Welk bedrijf heeft in mei 2023 het dak hersteld?", "nl") == "Welk bedrijf heeft het dak hersteld?"


TALK = {
    "greeting": ["Hoi", "Goedemorgen!", "goede avond", "Goedendag", "Dag allemaal"],
    "how": ["Hoe gaat het?", "Hoi, hoe gaat het met je?", "alles goed?", "Hoe is het vandaag?"],
    "thanks": ["Bedankt!", "dank je wel", "Heel erg bedankt voor het antwoord", "Hartelijk dank", "Dat helpt me echt"],
    "goodbye": ["Tot ziens", "doei", "fijne avond", "Tot de volgende keer!"],
    "help": ["Wie ben jij?", "Wat kun je allemaal?", "Ben je een robot?", "Kun je me helpen?", "wat kan ik je vragen"],
    "rude": ["Je bent echt nutteloos", "Wat een onzin", "Hou je mond"],
    "praise": ["Heel goed gedaan", "dat is geweldig", "begrepen", "ik snap het"],
    "answer": ["nee", "natuurlijk", "graag"],
    "test": ["Dit is maar een test", "Is daar iemand?"],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "said"), [(kind, one) for kind, every in TALK.items() for one in every])
def test_small_talk(kind: str, said: str) -> None:
    asked = read(said)
    assert (asked.kind, asked.topic, asked.language) == ("talk", kind, "nl")


@pytest.mark.parametrize(
    ("said", "bare"),
    [
        ("Hoi, hoe laat opent de bibliotheek?", "hoe laat opent de bibliotheek?"),
        ("Goedemiddag! Waar ligt de sleutel? Bedankt", "Waar ligt de sleutel?"),
        ("Hoe gaat het verder met de verbouwing?", "Hoe gaat het verder met de verbouwing?"),
        ("Wat kan ik tegen schimmel doen?", "Wat kan ik tegen schimmel doen?"),
        ("Wie is de dag na de vergadering aanwezig?", "Wie is de dag na de vergadering aanwezig?"),
        ("Hoe werkt de verwarming?", "Hoe werkt de verwarming?"),
        ("Welke documenten heb ik nodig voor de aanvraag?", "Welke documenten heb ik nodig voor de aanvraag?"),
        ("Zit er een samenvatting bij de aanvraag?", "Zit er een samenvatting bij de aanvraag?"),
        ("Moet ik het verslag samenvatten?", "Moet ik het verslag samenvatten?"),
        ("Wat is er bij de prijs inbegrepen?", "Wat is er bij de prijs inbegrepen?"),
        ("Wie was er op de dag van de storing?", "Wie was er op de dag van de storing?"),
    ],
)
def test_a_question_is_no_small_talk_no_list_and_no_summary(said: str, bare: str) -> None:
    asked = read(said)
    assert (asked.kind, asked.bare) == ("question", bare)


@pytest.mark.parametrize(
    "said",
    [
        "Welke documenten heb je?",
        "hoeveel bestanden zijn er",
        "Toon alle documenten",
        "Wat weet je allemaal?",
        "Over welke onderwerpen kun je iets vertellen?",
        "Wat staat er in de documenten?",
        "Welke onderwerpen zijn er?",
        "Lijst van de documenten",
    ],
)
def test_the_list_of_documents(said: str) -> None:
    assert read(said).kind == "corpus"


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("Vat het huurcontract samen", "het huurcontract"),
        ("Kun je de huisregels kort samenvatten?", "de huisregels"),
        ("Vat dat in drie zinnen samen", THIS),
        ("Vat alle documenten samen", EVERYTHING),
        ("Samenvatting van de statuten", "statuten"),
        ("Geef me een korte samenvatting van het huurcontract alsjeblieft", "huurcontract"),
        ("Waar gaat het huisreglement over?", "het huisreglement"),
        ("Samenvatting graag", THIS),
    ],
)
def test_wishes_for_a_summary(said: str, topic: str) -> None:
    asked = read(said)
    assert (asked.kind, asked.topic) == ("summary", topic)


@pytest.mark.parametrize(
    ("said", "shape"),
    [
        ("Korter graag", "short"),
        ("in één zin", "short"),
        ("alleen het getal", "number"),
        ("alleen de datum graag", "number"),
        ("nog een keer", "again"),
        ("als lijst", "list"),
        ("iets uitgebreider", "long"),
        ("meer details graag", "long"),
        ("in het Engels alsjeblieft", "language"),
        ("Kun je dat in het Nederlands zeggen?", "language"),
    ],
)
def test_the_last_answer_in_another_shape(said: str, shape: str) -> None:
    asked = read(said, opening=False)
    assert (asked.kind, asked.topic) == ("reshape", shape)
    assert read(f"{said.rstrip('?')} van de huur", opening=False).kind != "reshape"


@pytest.mark.parametrize(
    ("said", "sides"),
    [
        (
            "Wat is het verschil tussen de statuten van 2022 en de statuten van 2024?",
            ("de statuten van 2022", "de statuten van 2024", ""),
        ),
        (
            "Vergelijk het reglement van 2022 met het reglement van 2024",
            ("het reglement van 2022", "het reglement van 2024", ""),
        ),
        ("Wat is er veranderd in het contract?", ("het contract", "", "")),
        ("Wat is er in het contract sinds 2022 gewijzigd?", ("", "2022", "het contract")),
        ("Hoe verschilt versie 3 van versie 2?", ("versie 3", "versie 2", "")),
    ],
)
def test_wishes_to_compare(said: str, sides: tuple[str, str, str]) -> None:
    asked = comparing.read(said)
    assert asked and (asked.first, asked.second, asked.of) == sides


@pytest.mark.parametrize("said", ["Wat is er bij de prijs inbegrepen?", "Wat is er nieuw?"])
def test_what_compares_nothing(said: str) -> None:
    assert comparing.read(said) is None
