"""Where sentences of each language end, and where their abbreviations do not: cut at every `|`, nowhere else."""

import time

import pytest

from index.language.sentences import sentences
from index.language.vocabulary import LANGUAGES

_WRITTEN = {
    "en": """Ms. Smith left.|He ran.
It cost approx. 5 dollars, incl. tax.|Then he left.
See para. 4 and No. 5 of the list.|It ends.
He said no.|5 people left.|No.|I did not.
The house is no. 5 in that row.|Fig. 3 shows it.|Art. 5 says so.
Apples, pears, etc. are sold here.|He sold apples, pears, etc.|The rest was thrown away.
He lives in the U.S.|The law is old.|The U.S. Senate met.|The U.S. Department of State said so.
At 5 p.m.|The meeting ended.
The train left at 5 p.m. on Monday and came at 6 a.m. Eastern time.
On Jan. 5 he left.|He came back in Feb.|It was cold.|Then came Sept. and the rain.
J. R. R. Tolkien wrote it.|C. Smith read it to Alejandro N. Mayorkas.
Acme Inc. announced it.|He works for Acme Inc.|The firm is old.
It was Plan B.|Then he took vitamin C.|It helped.
Roe v. Wade was decided.|Smith et al. (2020) showed it, as Jones et al. 1998 had.
He saw Dr. J. Smith, Jr. at Main St.|He waved.|Mt. Everest is near St. John's.
Cities, e.g. The Hague, i.e. now.|She has a Ph.D.|She teaches at M.I.T.|It is far.
It lasted until 1990.|5 people were left.|May was in the sun.|He sat.|Then he came in.|They saw it.
See pp. 5-7, vol. II, ch. 3 and sec. 4(a).|Lt. Gen. Brown vs. Sgt. Green.
The firm (Acme Ltd. of Leeds) pays.|She asked: “Why?”|Nobody knew.
Sen. Brown and Reps. Green and White spoke, resp. in May and June.|Gov. Black did not.
He is 6 ft. tall.|It weighs 5 lbs.|That is much.|Wait...|What?|No!
He said it was an art.|She liked the fig.|It is ok.|They went on a con.|Then it ended.""",
    "de": """Am 5. Mai kam er.|Dann ging er.
Dr. Müller und Prof. Meier kamen z. B. am 3. Tag.|Er ging.
Äpfel, Birnen usw. waren da.|Er kaufte Äpfel usw.|Dann ging er.
Es war 1990.|Dann ging er.|Im 19. Jahrhundert war es so.
Siehe Nr. 5, Abs. 3 und S. 12.|Es ist klar.|Das kostet ca. 5 Euro.|3 Leute kamen.
Das gilt d. h. Männer bzw. Frauen.|Frau Dr. med. Huber kam.|Er wurde 5.|Es war Nacht.
Die Fa. Müller GmbH.|Die Firma ist alt.|Der 2. Mann kam.
Am 24. Dez. 2020 schneite es.|Das war schön.|Hr. Schmidt kam u. a. aus Berlin.
Vgl. Bd. 2, Kap. 4 und Abb. 7.|Danach ist alles anders.
Er wohnt in der Hauptstr. 5.|Dort ist es ruhig.|Sie sagte: „Nein.“|Er ging.
Das ist evtl. möglich, ggf. auch i. d. R. Pflicht.|Niemand weiß es.
Der 1. FC Köln gewann.|Das Spiel endete 3.|Am Ende fehlte einer.
Es lebte um 300 v. Chr. in Rom.|Er starb im Jahr 5 n. Chr.|Danach kam Ruhe.
Der Preis stieg auf 5 Mio. Euro.|Im Vorjahr waren es 3 Mrd. Euro.
Art. 5 GG gilt.|Gem. § 3 Abs. 2 Nr. 1 ist das erlaubt.|Wo?|Hier!
J. S. Bach lebte hier.|Er schrieb viel.|Das weiß man.""",
    "es": """El ministro recibió a la Dra. Bárcena.|Luego salió.
El Sr. Pérez vive en la Av. Juárez.|Vino el mar.|Pedro lo vio.
Costó aprox. 5 pesos.|EE. UU. firmó el art. 5.|Vive en EE. UU.|El presidente habló.
Véase la pág. 5 y el núm. 3, p. ej. La Habana.|No.|Yo no.
Llegó a las 5 p. m.|Después comió.|D. Juan y Dña. Ana.
Compró peras, etc.|Los demás no.|Las peras, etc. son caras.
Nació el 5 de ene. 1990.|La Lic. Gómez habló con el Ing. Ruiz.|Nadie oyó.
Llegó el 5 de mayo.|Era lunes.|Murió en 300 a. C.|La ciudad cayó.
Los EE.UU. y la UE hablaron.|El Gral. Torres y el Cnel. Díaz callaron.
Según el inc. 3 y la fracc. II del párr. 4, no.|Sí, dijo él.
Vio la casa de un extra.|Entonces se fue.|No hablan de nos.|Ellos sí.|Es para.|Así fue.
El prof. Ruiz y la profa. Gil vinieron.|¿Quién?|¡Nadie!|Ambos rieron.
La empresa Acme S.A. cerró.|La empresa Acme S. A.|La otra no.
El Cap. 3, vol. 2, trata de Sta. Rosa.|Es breve.|Lo dijo Ud. mismo.""",
    "fr": """M. Dupont et Mme. Durand ont vu le Dr. Martin.|Cf. p. 5 et art. 3.|Il part.
M. Le Pen a parlé.|Il y avait des pommes, etc.|Les autres sont partis.|C'est c.-à-d. Paris.
Les pommes, etc. sont là.|Mgr. Leroy et Mlle. Petit rient.
Voir fig. 3, chap. 4 et vol. 2.|Elle lit.|Le 5 janv. 2020, il neigeait.
Il vécut en 50 av. J.-C. à Rome.|Il mourut.|J. Chirac fut élu.|Tout va bien.
Le prix est d'env. 5 euros.|C'est peu.|Le no. 5 est cher.|Le n. 7 aussi.
Il dit : « Oui. »|Puis il partit.|Il habite bd. Voltaire.|On le sait.
Il est allé à la mer.|Le soleil brillait.|Il lut le Coran, p. ex. Marie le vit.
La Sté. Acme vend.|Elle gagne.|Pourquoi ?|Personne ne sait !
Le Pr. Simon et Me. Blanc sont là.|Ils parlent.|Ils sont dans le vent.|5 hommes partent.""",
    "it": """Il Sig. Rossi e la Dott.ssa Bianchi sono qui.|Poi vanno via.
Il prof. Verdi vede la NATO.|Essa è grande.|La usa.|Ma no.
Nato nel 300 a.C. a Roma.|Vedi pag. 5 e n. 3, p. es. Roma.
Comprò mele, ecc.|Le altre no.|Le mele, ecc. sono care.
L'on. Neri e l'avv. Gallo parlano.|Nessuno ascolta.|L'art. 5, comma 2, è chiaro.
Il 5 gen. 2020 nevicava.|Il cap. 3 e il vol. 2 sono brevi.|Tutto qui.
La Acme S.p.A. vende.|La Acme S.r.l.|Il resto no.|G. Verdi scrisse.
Costa ca. 5 euro.|È poco.|L'ing. Conti ride.|Anche lei.
Disse: «Sì.»|Poi uscì.|Vide la TV.|Spense la radio.|Perché?|Non so!
Cfr. tab. 4 e fig. 2.|Questo basta.|I fratelli Bianchi F.lli Srl.|Sono due.""",
    "pt": """O Sr. Silva e a Dra. Costa moram na Av. Paulista.|Depois saíram.|Ver art. 5, pág. 3.|Fim.
Ele foi aos EUA.|O governo da Petrobras S.A. falou.|Comprou peras, etc.|Os outros não.
As peras, etc. são caras.|O Prof. Lima e a Profa. Reis riem.|Ninguém sabe.
O no. 5 e o núm. 7 são iguais.|Em 5 jan. 2020 chovia.|Era frio.
Nasceu em 300 a. C. em Roma.|Veja o cap. 3, vol. 2.|Ele leu.
O Eng. Souza vive na R. Augusta.|Ela não.|Custa aprox. 5 reais.|É pouco.
A Exma. Sra. Alves falou.|Todos ouviram.|O Gen. Dias e o Cel. Nunes calaram.
D. Pedro chegou.|Foi em maio.|Eles estão com.|Depois vão.|Quem?|Nada!
Disse: “Sim.”|Então saiu.|A Acme Ltda. vende.|A Acme Ltda.|Os outros compram.
Cf. fig. 4 e tab. 2.|Isso basta.|Pe. Antônio e Sto. Amaro.|São dois.""",
    "nl": """Dhr. Jansen en mevr. De Vries kwamen o.a. Amsterdam bezoeken.|Daarna gingen ze.|Zie blz. 5 en nr. 3.
Hij kocht appels, enz.|De rest niet.|Dat is d.w.z. Utrecht.|Op 5 jan. 2020 kwam hij.
Appels, enz. zijn duur.|Prof. dr. Bakker en ir. Smit spraken.|Niemand luisterde.
Zie art. 5, afb. 3 en hfdst. 4.|Het is kort.|Het kost ca. 5 euro.|Dat is weinig.
Acme B.V. verkoopt.|Hij werkt bij Acme B.V.|Het bedrijf is oud.
J. Vermeer schilderde.|Dat weet men.|Hij leefde in 300 v. Chr. in Rome.|Toen stierf hij.
Ze zei: “Nee.”|Hij ging.|Bijv. Rotterdam is groot.|Waar?|Hier!
Hij zag het.|Het was goed.|5 mensen kwamen.|Ze zijn best.|Daarna rood.
Drs. P. zong.|Mr. Visser m.b.t. Leiden.|Waarschijnlijk niet.|Dat was max.|Het einde.
Ds. Mulder en St. Nicolaas kwamen i.p.v. Jan.|Zo ging het.|Ze waren met z.n.""",
}
_PARAGRAPHS = [
    pytest.param(language, line, id=f"{language} {line[:20]}")
    for language, text in _WRITTEN.items()
    for line in text.split("\n")
]


def _cut(text: str, language: str) -> str:
    return "|".join(text[start:end] for start, end in sentences(text, language))


def test_every_language_with_a_vocabulary_is_tried() -> None:
    assert _WRITTEN.keys() == set(LANGUAGES)


@pytest.mark.parametrize(("language", "cut"), _PARAGRAPHS)
def test_sentences_end_where_a_reader_of_the_language_ends_them(language: str, cut: str) -> None:
    assert _cut(cut.replace("|", " "), language) == cut


def test_a_stop_is_told_by_the_language_of_the_text() -> None:
    assert _cut("Am 5. Mai kam er.", "de") == "Am 5. Mai kam er."
    assert _cut("He came at 5. May was late.", "en") == "He came at 5.|May was late."
    assert _cut("Він прийшов. Вона пішла.", "uk") == "Він прийшов.|Вона пішла."


def test_a_text_in_small_letters_is_cut_all_the_same() -> None:
    text = "i did it.|then we did so.|it is ok.|he is at no. 5 now."
    assert _cut(text.replace("|", " "), "en") == text


@pytest.mark.parametrize("line", ['("the U.S. The ', "U.S. The ", '"No. It is. ', "Dr. ", "a. ", "x: y; ", "A.B."])
def test_a_long_line_of_stops_is_cut_at_once(line: str) -> None:
    text = line * (100_000 // len(line))
    started = time.perf_counter()
    assert sentences(text, "en")
    assert time.perf_counter() - started < 10


def test_a_wrapped_line_that_ends_in_an_abbreviation_goes_on() -> None:
    text = "The delegation of the two countries was received by Dr.\nBárcena in the capital. She spoke."
    assert _cut(text, "en") == text.replace(" She", "|She")


@pytest.mark.parametrize(
    "row",
    [
        "Name: Ada; Answered?: yes; Note: He left. Then he came back.",
        "Question: Who left?; Reply: Ada did! Nobody else.; Rank: 3.",
        "name: Acme Inc.; city: St. Louis; open?: no.",
        "Item: Oil; Size: 5 l; spare; Price: $5.00.",
    ],
)
def test_a_row_is_one_sentence_whatever_its_cells_hold(row: str) -> None:
    before, after = "Name: Bob; Answered?: no; Note: None. At all.", "The table ends here. This is text."
    assert _cut(f"{before}\n{row}\n\n{after}", "en") == f"{before}|{row}|{after.replace('. ', '.|')}"


def test_prose_with_colons_and_semicolons_is_no_row() -> None:
    text = "There are two things: one is old; the second is: it is new. They like it."
    assert _cut(text, "en") == text.replace(" They", "|They")


def test_of_a_long_row_and_a_long_quote_the_sentences_are_told() -> None:
    told = ["They won it all in the end."] * 30
    assert len(sentences(f"Title: The end; Body: {' '.join(told)}", "en")) == len(told)
    assert len(sentences(f"She said: “{' '.join(told)}” He left.", "en")) == len(told) + 1
