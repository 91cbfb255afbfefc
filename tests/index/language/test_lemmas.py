"""Forms of German and Dutch words: which are brought together, which are kept apart, and what compounds are kinds of."""

import hashlib
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import ROOT
from index.language.lemmas import head, lemma
from index.language.vocabulary import own_table
from index.language.words import asked_terms, fold, held_terms, terms
from index.storing.bm25 import LexicalIndex

TOGETHER = {
    "de": """
    Haus Häuser|Vertrag Verträge|Museum Museen|Thema Themen|Konto Konten|Firma Firmen|Praktikum Praktika|
    Zentrum Zentren|Risiko Risiken|Album Alben|Stadt Städte|Kind Kinder|Lehrerin Lehrerinnen|Bus Busse|
    Verzeichnis Verzeichnisse|Ergebnis Ergebnisse|Visum Visa|Villa Villen|Gremium Gremien|Stipendium Stipendien|
    Jubiläum Jubiläen|Lexikon Lexika|Stadion Stadien|Virus Viren|Saal Säle|Ministerium Ministerien|Medium Medien|
    Kriterium Kriterien|Mutter Mütter|Fahrrad Fahrräder|Gast Gäste|Arzt Ärzte|Frist Fristen|Museum Museums|
    Zeugnis Zeugnissen|Buch Bücher|Schlüssel Schlüsseln|gehen ging|gehen gegangen|bezahlen bezahlt|zahlen gezahlt|
    zahlen zahlte|beginnen begann|beginnen begonnen|schließen schloss|schließen geschlossen|schließen schließt|
    finden fand|finden gefunden|kommen kam|kommen gekommen|nehmen nahm|nehmen genommen|nehmen nimmt|sprechen sprach|
    sprechen gesprochen|sprechen spricht|lesen las|lesen liest|lesen gelesen|helfen half|helfen geholfen|treffen traf|
    treffen trifft|treffen getroffen|tragen trug|tragen trägt|tragen getragen|schreiben schrieb|schreiben geschrieben|
    unterschreiben unterschrieb|unterschreiben unterschrieben|bleiben blieb|kündigen gekündigt|kündigen kündigt|
    mieten gemietet|mieten mietet|mieten mietete|bringen brachte|bringen gebracht|denken dachte|stehen stand|
    verstehen verstanden|liegen lag|sitzen saß|essen gegessen|trinken trank|fahren fuhr|fahren gefahren|
    fliegen geflogen|verlieren verlor|verlieren verloren|gewinnen gewann|gewinnen gewonnen|steigen stieg|
    steigen gestiegen|sinken sank|werfen geworfen|sterben starb|sterben gestorben|ziehen zog|umziehen umgezogen|
    anrufen angerufen|abholen abgeholt|anmelden angemeldet|einreichen eingereicht|zurückgeben zurückgegeben|
    teilnehmen teilgenommen|heißen hieß|laufen lief|halten hielt|erhalten erhielt|erhalten erhält|gelten gilt|
    wählen gewählt|wählen wählte|arbeiten gearbeitet|arbeiten arbeitet|gründen gegründet|eröffnen eröffnet|
    beschließen beschlossen|entscheiden entschied|entscheiden entschieden|kosten kostet|kosten kostete|dauern dauert|
    öffnen öffnet|öffnen geöffnet|verlängern verlängert|verschieben verschoben|gut besser|hoch höher|hoch hohe|
    nah näher|teuer teurer|groß größer|warm wärmer|alt älter|jung jüngste|kurz kürzer|bauen gebaut|bauen baute|
    liefern geliefert|liefern liefert|haften haftet|betragen beträgt|genehmigen genehmigt|Wald Wälder|Zahn Zähne|
    Brot Brote|Bild Bilder|Amt Ämter|Dorf Dörfer|Zug Züge|Platz Plätze|Raum Räume|Schaden Schäden|Garten Gärten|
    Mangel Mängel|Antrag Anträge|Beitrag Beiträge|Betrag Beträge|Ausschuss Ausschüsse|Beschluss Beschlüsse|
    Basis Basen|Krise Krisen|Archiv Archive|Index Indizes|Datum Daten|Pflanze Pflanzen|Nachbarin Nachbarinnen|
    Verwalter Verwalters|Herr Herren|Kollege Kollegen|Bär Bären|Nuss Nüsse|Schluss Schlüsse|Korb Körbe|
    Vorstand Vorstände|Bad Bäder|schneiden schnitt|schneiden geschnitten|leihen lieh|leihen geliehen|
    verleihen verliehen|vergessen vergaß|vergessen vergisst|brechen brach|brechen gebrochen|abbrechen abgebrochen|
    heben hob|aufheben aufgehoben|greifen griff|wachsen wuchs|wachsen wächst|waschen wusch|waschen gewaschen|
    backen gebacken|braten gebraten|gießen goss|gießen gegossen|genießen genoss|fallen fiel|fallen gefallen|
    gefallen gefiel|lassen ließ|rufen rief|rufen gerufen|stoßen stieß|schlafen schlief|schlafen geschlafen|raten riet|
    hängen hing|fangen fing|anfangen angefangen|empfangen empfing|empfehlen empfahl|empfehlen empfohlen|
    stehlen gestohlen|befehlen befahl|frieren gefroren|bieten bot|anbieten angeboten|verbieten verboten|
    ziehen gezogen|einziehen eingezogen|lügen log|wissen wusste|wissen gewusst|kennen kannte|nennen genannt|
    brennen gebrannt|senden gesandt|wenden gewandt|mögen mochte|dürfen gedurft|reinigen gereinigt|
    reparieren repariert|reparieren reparierte|bestellen bestellt|stornieren storniert|erstatten erstattet|
    ersetzen ersetzt|benutzen benutzt|beantragen beantragt|versichern versichert|rauchen raucht|parken geparkt|
    duschen geduscht|kochen kochte|feiern gefeiert|reservieren reserviert|übernachten übernachtet|
    übernehmen übernommen|überweisen überwiesen|vereinbaren vereinbart|zustimmen zugestimmt|ablehnen abgelehnt|
    stark stärker|lang länger|schwach schwächer|gesund gesünder|dunkel dunkler
""",
    "nl": """
    stad steden|schip schepen|kind kinderen|huis huizen|brief brieven|lid leden|weg wegen|dag dagen|ei eieren|
    museum musea|museum museums|bedrag bedragen|contract contracten|glas glazen|dak daken|bedrijf bedrijven|
    prijs prijzen|huisdier huisdieren|vergadering vergaderingen|mogelijkheid mogelijkheden|gebied gebieden|
    auto auto's|foto foto's|baby baby's|koe koeien|smid smeden|god goden|slot sloten|blad bladeren|lied liederen|
    volk volkeren|rund runderen|gelid gelederen|hof hoven|politicus politici|datum data|criterium criteria|
    medicus medici|boek boeken|bril brillen|school scholen|raam ramen|tuin tuinen|kerk kerken|vrouw vrouwen|
    betalen betaald|betalen betaalt|betalen betaalde|gaan ging|gaan gegaan|gaan gaat|komen kwam|komen gekomen|
    nemen nam|nemen genomen|nemen neemt|geven gaf|geven gegeven|geven geeft|schrijven schreef|schrijven geschreven|
    schrijven schrijft|lezen las|lezen leest|lezen gelezen|spreken sprak|spreken gesproken|vinden vond|
    vinden gevonden|beginnen begon|beginnen begonnen|sluiten sloot|sluiten gesloten|sluit sluiten|blijven bleef|
    blijven gebleven|krijgen kreeg|krijgen gekregen|lopen liep|lopen gelopen|rijden reed|rijden gereden|kopen kocht|
    kopen gekocht|verkopen verkocht|verkopen verkoopt|brengen bracht|brengen gebracht|denken dacht|zoeken zocht|
    zoeken gezocht|doen deed|doen gedaan|zien zag|zien gezien|staan stond|staan gestaan|verstaan verstond|
    slapen sliep|slapen geslapen|eten at|eten gegeten|drinken dronk|drinken gedronken|helpen hielp|helpen geholpen|
    werken gewerkt|werken werkt|werken werkte|huren gehuurd|huren huurt|huren huurde|opzeggen opgezegd|
    afhalen afgehaald|aanmelden aangemeld|inleveren ingeleverd|ondertekenen ondertekend|ondertekenen ondertekende|
    verliezen verloor|verliezen verloren|winnen won|winnen gewonnen|sterven stierf|sterven gestorven|
    vertrekken vertrok|vertrekken vertrokken|besluiten besloot|besluiten besloten|kiezen koos|kiezen gekozen|
    bieden bood|bieden aangeboden|openen geopend|openen opent|duren duurt|duren duurde|kosten kost|kosten kostte|
    gelden geldt|bedragen bedraagt|wonen woont|wonen gewoond|stijgen steeg|stijgen gestegen|verlengen verlengd|
    leveren geleverd|goed beter|hoog hoger|hoog hoge|groot grotere|laat later|oud ouder|duur duurder|lief lieve|
    vlees vleesje|veilig veiligheid|bouwen gebouwd|bouwen bouwde|verbieden verboden|oprichten opgericht|
    goedkeuren goedgekeurd|bos bossen|tafel tafels|gemeente gemeenten|huurder huurders|schade schades|pad paden|
    gat gaten|vat vaten|bad baden|gebrek gebreken|sleutel sleutels|kamer kamers|ziekte ziekten|oorlog oorlogen|
    voorwaarde voorwaarden|lening leningen|bus bussen|rit ritten|schot schoten|bevel bevelen|gebed gebeden|
    oogst oogsten|kalf kalveren|lam lammeren|been beenderen|hoen hoenderen|goed goederen|gemoed gemoederen|
    catalogus catalogi|collega collega's|menu menu's|paraplu paraplu's|zoon zonen|directeur directeuren|arts artsen|
    koning koningen|breken brak|breken gebroken|snijden sneed|snijden gesneden|lenen geleend|uitlenen uitgeleend|
    vergeten vergat|wegen woog|bakken gebakken|wassen gewassen|vallen viel|vallen gevallen|laten liet|laten gelaten|
    roepen riep|slaan sloeg|slaan geslagen|dragen droeg|dragen gedragen|vragen vroeg|varen voer|varen gevaren|
    graven groef|hangen hing|vangen gevangen|ontvangen ontving|aanbevelen aanbevolen|stelen gestolen|vriezen gevroren|
    bevriezen bevroren|trekken trok|trekken getrokken|intrekken ingetrokken|liegen loog|weten wist|weten geweten|
    zwemmen zwom|zwemmen gezwommen|springen gesprongen|zenden gezonden|verzenden verzonden|binden gebonden|
    schenken geschonken|wijzen gewezen|afwijzen afgewezen|overnemen overgenomen|zitten zat|zitten gezeten|liggen lag|
    liggen gelegen|bidden bad|schoonmaken schoongemaakt|repareren gerepareerd|bestellen besteld|annuleren geannuleerd|
    vergoeden vergoed|vervangen vervangt|gebruiken gebruikt|aanvragen aangevraagd|verzekeren verzekerd|roken rookt|
    parkeren geparkeerd|koken kookte|vieren gevierd|reserveren gereserveerd|overnachten overnacht|
    afspreken afgesproken|goedkeuren goedkeurt|weigeren geweigerd|controleren gecontroleerd|sturen stuurde|
    reizen reisde|leven leefde|geloven gelooft|verhuizen verhuisd|klein kleinere|zwaar zwaardere|nieuw nieuwe|
    boos boze
""",
}
"""Written before they were measured: two lists a language, of which the second has led to few changes."""
NOT_YET = {
    "de": "stehen stand|fahren gefahren|fallen gefallen|mögen mochte|dürfen gedurft",  # nouns too, or no content word
    "nl": "geven gegeven|eten at|bieden aangeboden|been beenderen|wegen woog|wassen gewassen|vragen vroeg|varen voer|bidden bad",
}
SPELT = """
    Kündigung Kuendigung|Straße Strasse|Straße STRASSE|Größe groesse|Müller Mueller|Gebühr Gebuehr|
    Öffnungszeiten Oeffnungszeiten|Übung Uebung|Äpfel Aepfel|Häuser Haeuser|gekündigt gekuendigt|schließt schliesst|
    Maße Masse|Fußball Fussball|Schlüssel Schluessel|Rücktritt Ruecktritt|Jubiläen Jubilaeen|wählte waehlte|
    beträgt betraegt|prüfen pruefen|geprüft geprueft|öffnet oeffnet|höher hoeher|Verlängerung Verlaengerung|
    verlängert verlaengert|Städte Staedte|Ärzte AERZTE|Fahrräder FAHRRAEDER|Körper Koerper|größte groesste|
    heißt heisst|Gäste Gaeste|führt fuehrt|läuft laeuft|hält haelt|Bücher Buecher|Räume Raeume|Gebäude Gebaeude|
    Träume Traeume|Kündigung Kundigung|Größe grosse|Gebühren Gebuhren|ermäßigt ermaessigt|Ermäßigung Ermaessigung|
    tschüss tschüß|dass daß|muß muss|gemäß gemaess|Abschluß Abschluss|Prozeß Prozess|Steuererklärung Steuererklaerung|
    Quälerei Quaelerei|zurückgezahlt zurueckgezahlt|Zürich Zuerich|Köln Koeln|Goethe Göthe
"""
APART = {
    "de": """
    Haus Maus|Vertrag Vertreter|neu nah|Israel Isar|Poesie Posse|Frauen Fragen|Miete Mitte|Steuer Steuerung|
    Gehalt halten|Gewalt walten|Gericht richten|Gebühr Gebiet|Band binden|Frist Frost|Stand stehen|Gerät raten|
    Geschäft schaffen|Gesetz setzen|Gesicht sehen|Antrag tragen|Beitrag betragen|Ausgang gehen|Einkommen kommen|
    Versuch suchen|Partei Part|Büro Burg|Boot bieten|Schloss schließen|Rente rennen|Mutter Mut|Dauer Dorf|
    Abenteuer teuer|Bauer Mauer|Quelle quälen|aktuell akut|Poet Post|Aula Aue|Steuer stur|Feuer führen|Museum Muse|
    Zentrum Zentner|Album Alb|Firma Film|Konto Kante|Samstag Samt|Tür teuer|Abend aber|Leben lieben|Lage liegen|
    Zug ziehen|Flug fliegen|Masse Matte
""",
    "nl": """
    stad staat|schip schap|lid lied|huis hui|geval vallen|besluit sluiten|bericht richten|was wassen|bank band|
    boot bieden|slot sluiten|vak vaak|vergunning gunnen|verzoek zoeken|bezwaar zwaar|regen regel|brief braaf|
    kop kopen|graf graven|leden lijden|dak dek|schade schaden|kamer kam|zomer som|winter winnen|betaling betaler|
    huur uur
""",
}


def pairs(text: str) -> list[tuple[str, ...]]:
    return [tuple(pair.split()) for pair in text.replace("\n", "|").split("|") if pair.strip()]


def term(word: str, language: str) -> list[str]:
    """As it stands within a sentence."""
    return terms(f"Am Montag {word}", language)[-1:] if terms(word, language) else []


@pytest.mark.parametrize("language", ["de", "nl"])
def test_forms_of_a_word_are_one_term(language: str) -> None:
    apart = [pair for pair in pairs(TOGETHER[language]) if term(pair[0], language) != term(pair[1], language)]
    assert not {*apart} - {*pairs(NOT_YET[language])}


@pytest.mark.parametrize("pair", pairs(SPELT), ids="-".join)
def test_a_german_word_is_found_as_it_is_spelt_without_a_german_keyboard(pair: tuple[str, str]) -> None:
    assert terms(pair[0], "de") == terms(pair[1], "de")


@pytest.mark.parametrize("language", ["de", "nl"])
def test_other_words_are_kept_apart(language: str) -> None:
    assert not [one for one in pairs(APART[language]) if term(one[0], language) == term(one[1], language)]


@pytest.mark.parametrize(
    "word", "neue Abenteuer Israel Poesie Frauen Steuer aktuell Koeffizient manuell Poet Quelle".split()
)
def test_words_that_hold_two_such_letters_keep_their_own_forms(word: str) -> None:
    assert terms(word, "de") == terms(word.upper(), "de") == terms(word.lower(), "de") != []


def test_a_small_letter_tells_a_verb_and_a_question_is_searched_for_with_both() -> None:
    assert terms("Er sprach mit Frau Mai.", "de")[0] == terms("sprechen", "de")[0]
    assert terms("Sprache", "de")[0] in asked_terms("die sprachen der welt", "de")[1], "typed in small letters"
    assert terms("Der Gast kam. Gäste kamen.", "de") == ["gast", "komm", "gast", "komm"]


@pytest.mark.parametrize(
    ("word", "language", "kind"),
    [
        *[("Kündigungsfristen", "de", "frist"), ("Kuendigungsfrist", "de", "frist"), ("Mietvertrag", "de", "vertrag")],
        *[("Obstbäume", "de", "baum"), ("Stadtbücherei", "de", "bücherei"), ("Feiertage", "de", "tag")],
        *[("Jahresmitgliedsbeitrag", "de", "mitgliedsbeitrag"), ("Arbeitstage", "de", "tag"), ("Haustiere", "de", "tier"), ("Arbeitnehmer", "de", "")],
        *[("reisverzekering", "nl", "verzekering"), ("huurcontracten", "nl", "contract"), ("ledenvergadering", "nl", "vergadering")],
        *[("gemeentehuis", "nl", "huis"), ("lidmaatschap", "nl", "")],
        *[(word, "de", "") for word in "Wohnung Vertrag Antrag Unterschrift Gesellschaft Verspätung Möglichkeit Schritt".split()],
        *[(word, "nl", "") for word in "verzekering mogelijkheid gemeente vergadering gereedschap wetenschap gebruiken".split()],
    ],
)  # fmt: skip
def test_a_compound_is_a_kind_of_what_it_ends_in(word: str, language: str, kind: str) -> None:
    assert head(word.lower(), language) == kind


def test_a_word_finds_compounds_but_less_than_itself_and_a_compound_what_it_is_a_kind_of() -> None:
    texts = [
        "Die Kündigungsfrist beträgt drei Monate.",
        "Die Frist beträgt drei Monate.",
        "Der Preis beträgt drei Euro.",
    ]
    index = LexicalIndex.build(texts, ["de"] * 3)
    compound, word, other = index.scores("Welche Frist?").tolist()
    assert word > compound > other == 0
    compound, word, other = index.scores("Welche Kündigungsfrist?").tolist()
    assert compound > word > other == 0
    assert index.knows("Lieferfrist") and not index.knows("Lieferung")
    assert index.rows("frist").tolist() == [1], "what stands in a text is what it holds"


@pytest.mark.parametrize("language", TOGETHER)
def test_every_form_finds_itself_asked_alone_and_in_small_letters(language: str) -> None:
    for form in dict.fromkeys(form for pair in pairs(TOGETHER[language]) for form in pair):
        index = LexicalIndex.build([f"Am Montag {form} Anna."], [language])
        for asked in (form, form.lower()) if terms(form, language) else ():  # function words say nothing
            assert index.knows(asked) and index.scores(asked).tolist()[0] > 0, asked


@pytest.mark.parametrize("language", ["en", "es", "fr", "ja"])
def test_other_languages_are_searched_by_their_terms_alone(language: str) -> None:
    text = "Los contratos de alquiler, les contrats, the notice periods: 東京 1,000."
    assert held_terms(text, language) == terms(text, language) == asked_terms(text, language)[0]
    assert not asked_terms(text, language)[1]


def test_english_terms_are_what_they_were_before_other_languages_were_looked_up() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    found = "\n".join(" ".join(terms(text)) for text in texts)
    assert (
        hashlib.sha256(found.encode()).hexdigest() == "cee7af1638ccae48df926af29c8958020ef452df16dddb6c721a7f29b32c81fb"
    )


_LETTERS = st.text("abdefgkilnorstuväöüßéë'-. ABE", max_size=30)


@given(_LETTERS, st.sampled_from(["de", "nl"]))
def test_any_text_has_the_words_that_its_folded_text_has(text: str, language: str) -> None:
    held = held_terms(text, language)
    assert [one for one in held if not one.startswith("-")] == terms(text, language)
    assert all(one.strip("-") and fold(one) == one for one in held)
    assert len(terms(text, language)) == len(terms(fold(text), language))


@pytest.mark.parametrize("language", ["de", "nl"])
def test_tables_name_words_that_need_it_and_patterns_are_linear(language: str) -> None:
    for base, forms in own_table(language, "words.irregular").items():
        for form in forms:
            assert {lemma(form, language, as_noun) for as_noun in (False, True)} != {base}, form
    for participle, _ in own_table(language, "words")["participles"]:
        began = time.perf_counter()
        re.sub(participle, "", "ge" * 50_000 + "!")
        assert time.perf_counter() - began < 1
    began = time.perf_counter()
    for long in ("ungs" * 12, "vertrags" * 6, "Tagestag" * 6, "staats" * 8, "Vertrags" * 5_000):
        assert held_terms(f"Am {long}", language)
    assert time.perf_counter() - began < 5
