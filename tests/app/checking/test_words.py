"""The facts of sentences, by hand, where words decide: what says the same, what does not, in English and in Spanish."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.checking.words import agrees, negated, words
from index.language.lexicon import lexicon, opposed
from index.language.vocabulary import vocabulary
from tests.app.checking.test_support import supports

SAME = {  # statement: evidence
    "There were 205 of them on board.": "There were two hundred and five of them on board.",
    "It cost 1.2 billion dollars.": "It cost $1.2bn.",
    "Ann paid 3 million euros.": "Ann paid €3m.",
    "The shop opens at 3 p.m. every day.": "The shop opens at 15:00 every day.",
    "The EU signed the treaty.": "The European Union signed the treaty.",
    "The European Union signed this treaty.": "The EU signed this treaty.",
    "The Organization of American States met there.": "The OAS met there.",
    "It rose by 5%.": "It rose by five per cent.",
    "He came on 5 May 2020.": "He came on 2020-05-05.",
    "It cost 5 percent.": "It cost 5%.",
    "Five ships came.": "5 ships came.",
    "The town has 1,200 people.": "The town has 1200 people.",
    "The town has 2.5 million people.": "The town has 2,500,000 people.",
    "It cost $5 million.": "It cost 5 million dollars.",
    "Twenty-five ships came.": "25 ships came.",
    "It rose to 12th place.": "It rose to twelfth place.",
    "The 19th century church burned.": "The nineteenth-century church burned.",
    "They met on 3 May 2021.": "They met on May 3, 2021.",
    "They met on 2021-05-03.": "They met on May 3, 2021.",
    "They met on Sept. 3.": "They met on September 3.",
    "It cost 12.50 dollars.": "It cost 12.5 dollars.",
    "Ann didn't sign the treaty.": "Ann did not sign the treaty.",
    "Ann did not sign the treaty.": "Ann failed to sign the treaty.",
    "Ann did not only sign the treaty but also read it.": "Ann signed the treaty and also read it.",
    "Ann hosted Bo.": "Bo was hosted by Ann.",
    "Bo was hosted by Ann.": "Ann hosted Bo.",
    "Bo and Ann met Cy.": "Ann and Bo met Cy.",
    "Ann met Cy, Bo and Al.": "Ann met Al, Bo and Cy.",
    "Mexican officials met Ann.": "Officials of Mexico met Ann.",
    "Spanish officials met Ann.": "Officials of Spain met Ann.",
    "UN officials met Ann.": "Officials of the United Nations met Ann.",
    "The U.S. delegation met Ann.": "The United States delegation met Ann.",
    "Silva hosted Bo.": "Ann Silva hosted Bo.",
    "Ann Silva signed 3 treaties.": "Ann Silva of Lisbon signed 3 treaties.",
    "The capital of France is Paris.": "Paris is the capital of France.",
    "Apollo 11 landed on the Moon on July 20, 1969.": (
        "Apollo 11 was the spaceflight that first landed humans on the Moon, on July 20, 1969, at 20:18 UTC."
    ),
    "Ann met Bo on May 3.": "Ann met Bo on May 3. Cy met Di on June 4.",
    "Ann met Bo on May 3, and Cy met Di on June 4.": "Ann met Bo on May 3. Cy met Di on June 4.",
    "It cost $500 in all.": "It cost 500 dollars in all.",
    "It cost 500 dollars in all.": "It cost US$500 in all.",
    "It cost US$ 500 in all.": "It cost $500 in all.",
    "It cost USD 500 in all.": "It cost U.S.$500 in all.",
    "It cost 500 euros in all.": "It cost €500 in all.",
    "It cost 500 € in all.": "It cost 500 euros in all.",
    "It cost 500 pounds in all.": "It cost £500 in all.",
    "The bank lent $2.5 million to Peru.": "The bank lent 2.5 million US dollars to Peru.",
    "The shop opened at 3pm.": "The shop opened at 3 p.m.",
    "The shop opened at 3 AM.": "The shop opened at 3 a.m.",
    "The road is 5 km long.": "The road is 5 kilometres long.",
    "It was −5 degrees in Oslo.": "It was minus 5 degrees in Oslo.",
    "It lasted from 1990-1995.": "It lasted from 1990 -1995.",
    "Some 5,000 people came in 2 days.": "In 2 days some 5,000 came, 5,000 people.",
    "Ann Lee met Bo in Lima.": "Ann Lee flew to Lima. There she met Bo.",
}
OTHER = {
    "The fine is 1 dollar.": "The fine is 1,00,000 dollars.",
    "There were 206 of them on board.": "There were two hundred and five of them on board.",
    "It cost 1.3 billion dollars.": "It cost $1.2bn.",
    "It cost 1.2 billion pounds.": "It cost $1.2bn.",
    "The shop opens at 3 a.m. every day.": "The shop opens at 15:00 every day.",
    "The EU signed the treaty.": "The United Nations signed the treaty.",
    "The WHO met there.": "The Organization of American States met there.",
    "The town has 2 million people.": "The town has 3 million people.",
    "The town has 3 million people and 3 parks.": "The town has 3 million people and 4 parks.",
    "It cost $5 million.": "It cost 5 billion dollars.",
    "He won 1-3.": "He won 3-1.",
    "Twenty-six ships came.": "25 ships came.",
    "They met on 4 May 2021.": "They met on May 3, 2021.",
    "They met in the 1990s.": "They met in the 1980s.",
    "Bo was the second to arrive.": "Bo was the first to arrive.",
    "Ann signed the treaty.": "Ann didn’t sign the treaty.",
    "Ann never signed the treaty.": "Ann signed the treaty.",
    "Ann no longer lives in Oslo.": "Ann lives in Oslo.",
    "Ann failed to sign the treaty.": "Ann signed the treaty.",
    "Nobody signed the treaty.": "Ann signed the treaty.",
    "Ann is married.": "Ann is unmarried.",
    "The law is legal in Peru.": "The law is illegal in Peru.",
    "Ann is unable to vote.": "Ann is able to vote.",
    "Bo hosted Ann.": "Ann hosted Bo in Lima.",
    "Ann hosted Bo.": "Ann was hosted by Bo.",
    "Cy met Ann and Bo.": "Ann and Bo met Cy.",
    "Ann Lee of Oslo met Bo Berg of Lima.": "Ann Lee of Lima met Bo Berg of Oslo.",
    "Ann was born in Oslo and died in Lima.": "Ann was born in Lima and died in Oslo.",
    "New York is larger than Boston.": "Boston is larger than New York.",
    "Ann paid Bo 5 dollars.": "Bo paid Ann 5 dollars.",
    "Ann met Bergman.": "Ann met Berg.",
    "The river flows north.": "The river flows south.",
    "Prices increased in May.": "Prices decreased in May.",
    "Ann left before Bo.": "Ann left after Bo.",
    "Ann won the race.": "Ann lost the race.",
    "Parliament accepted the law.": "Parliament rejected the law.",
    "It costs more than 5 dollars.": "It costs less than 5 dollars.",
    "Ann was the last to go.": "Ann was the first to go.",
    "Ann met Bo on June 4.": "Ann met Bo on May 3. Cy met Di on June 4.",
    "It cost $500 in all.": "It cost €500 in all.",
    "It cost €500 in all.": "It cost 500 pounds in all.",
    "It cost 500 yen in all.": "It cost $500 in all.",
    "The bank lent 2.5 million dollars to Peru.": "The bank lent 2.5 million euros to Peru.",
    "The bank lent 3 million euros to Peru.": "The bank lent $3 million to Peru.",
    "It was 5 degrees in Oslo.": "It was -5 degrees in Oslo.",
    "It was -5 degrees in Oslo.": "It was 5 degrees in Oslo.",
    "The shop opened at 3 p.m.": "The shop opened at 3 a.m.",
    "The shop opened at 3am.": "The shop opened at 3 PM.",
    "The bag weighed 5 kg.": "The bag weighed 5 g.",
    "The bag weighed 5kg.": "The bag weighed 5 pounds.",
    "The road is 5 km long.": "The road is 5 miles long.",
    "The road is 5 meters long.": "The road is 5 feet long.",
    "The church burned in the 1980s.": "The church burned in 1980.",
    "The law allows the sale of beer.": "The law bans the sale of beer.",
    "The law bans the sale of beer.": "The law permits the sale of beer.",
    "Persons over 21 may enter.": "Persons under 21 may enter.",
    "Ann lost to Bo.": "Ann beat Bo.",
    "The court upheld the law.": "The court overturned the law.",
    "The jury acquitted Bo.": "The jury convicted Bo.",
    "The mayor fired Bo.": "The mayor hired Bo.",
    "All ministers backed the plan.": "Some ministers backed the plan.",
    "Shops must open on Sunday.": "Shops may open on Sunday.",
    "Bo will resign.": "Bo may resign.",
    "The church burned in 1980.": "The church burned in the 1980s.",
    "Ann met Di.": "Ann met Bo on May 3. Cy met Di on June 4.",
    "On May 28 the show ended.": "On May 24 the show ended. On May 28 another began.",
}
SAME_ES = {
    "Asistieron 205 personas.": "Asistieron doscientas cinco personas.",
    "Costó 2,5 millones de pesos.": "Costó 2.500.000 pesos.",
    "Ann se reunió con Bo el 3 de mayo.": "Ann se reunió con Bo el 3 de Mayo de 2021.",
    "Llegaron cinco barcos.": "Llegaron 5 barcos.",
    "Costó 2,5 millones.": "Costó 2.500.000.",
    "La ciudad tiene 1.200 habitantes.": "La ciudad tiene 1200 habitantes.",
    "Subió un 5 por ciento.": "Subió un 5%.",
    "El tratado fue firmado por Ann.": "Ann firmó el tratado.",
    "Costó $500 en total.": "Costó 500 dólares en total.",
    "Costó $2,5 millones.": "Costó 2,5 millones de dólares.",
    "La calle tiene 5 km de largo.": "La calle tiene 5 kilómetros de largo.",
    "Ayer Bo fue visitado por Ann.": "Ayer Ann visitó a Bo.",
    "Ann no firmó el tratado.": "Ann nunca firmó el tratado.",
}
OTHER_ES = {
    "Ann se reunió con Bo el 4 de mayo.": "Ann se reunió con Bo el 3 de mayo de 2021.",
    "Ann se reunió con Bo el 3 de junio.": "Ann se reunió con Bo el 3 de mayo de 2021.",
    "La reunión fue el lunes.": "La reunión fue el martes.",
    "Llegaron seis barcos.": "Llegaron cinco barcos.",
    "Costó 3 millones.": "Costó 2 millones.",
    "Ann no firmó el tratado.": "Ann firmó el tratado.",
    "Ann firmó el tratado.": "Ann nunca firmó el tratado.",
    "Ann firmó el tratado sin leerlo.": "Ann firmó el tratado.",
    "Ningún ministro firmó el tratado.": "El ministro firmó el tratado.",
    "Ann tampoco firmó el tratado.": "Ann firmó el tratado.",
    "Ni Ann firmó el tratado.": "Ann firmó el tratado.",
    "Ann recibió a Bo.": "Bo recibió a Ann.",
    "Ayer Ann fue visitada por Bo.": "Ayer Ann visitó a Bo.",
    "Costó 2,5 millones de euros.": "Costó 2,5 millones de dólares.",
    "La calle tiene 5 km de largo.": "La calle tiene 5 millas de largo.",
    "Más de 30 personas vinieron.": "Menos de 30 personas vinieron.",
    "Ann fue la primera en irse.": "Ann fue la última en irse.",
    "La ganancia del banco creció.": "La pérdida del banco creció.",
    "El norte creció en mayo.": "El sur creció en mayo.",
}

LEADERS = "Ann Lopez, head of the Central Bank, Boris Kim, head of the Treasury, and Cy Roe, head of the Police"
OFFICES = {  # what is said of those who attended: whether it is so
    "Ann Lopez, head of the Central Bank, attended the meeting.": True,
    "The meeting was attended by Boris Kim, head of the Treasury.": True,
    "Ann Lopez is head of the Central Bank.": True,
    "Boris Kim is the head of the Treasury.": True,
    "The head of the Treasury is Boris Kim.": True,
    "The head of the Police is Cy Roe.": True,
    "Boris Kim is head of the Central Bank.": False,
    "Ann Lopez was the head of the Police.": False,
    "The head of the Treasury is Ann Lopez.": False,
    "The head of the Police is Boris Kim.": False,
    "Boris Kim, head of the Police, attended the meeting.": False,
    "The meeting was attended by Boris Kim, head of the Police.": False,
}


@pytest.mark.parametrize("statement", OFFICES)
def test_each_of_a_list_has_an_office_of_their_own(statement: str) -> None:
    for held in (f"The meeting was attended by {LEADERS}.", f"{LEADERS}, attended the meeting."):
        assert supports(statement, [held]) == OFFICES[statement]


def test_what_stands_between_commas_is_not_always_an_office() -> None:
    held = "Trade between Peru and Chile, the presence of American ships off Lima and hunger led to the war."
    assert supports(held.replace("Peru and Chile", "Chile and Peru"), [held])


@pytest.mark.parametrize("statement", SAME)
def test_what_says_the_same_is_supported(statement: str) -> None:
    assert supports(statement, [SAME[statement]])


@pytest.mark.parametrize("statement", OTHER)
def test_what_says_another_thing_is_not(statement: str) -> None:
    assert not supports(statement, [OTHER[statement]])


@pytest.mark.parametrize("statement", SAME_ES)
def test_what_says_the_same_in_spanish_is_supported(statement: str) -> None:
    assert supports(statement, [SAME_ES[statement]], language="es")


@pytest.mark.parametrize("statement", OTHER_ES)
def test_what_says_another_thing_in_spanish_is_not(statement: str) -> None:
    assert not supports(statement, [OTHER_ES[statement]], language="es")


# words and figures


@given(st.integers(0, 10**9))
def test_a_number_is_the_same_with_commas(number: int) -> None:
    (one,), (other,) = words(f"{number:,}", "en"), words(str(number), "en")
    assert one.stem == other.stem == str(number)


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("twenty-five", ["25"]),
        ("2.5 million", ["2500000"]),
        ("two million", ["2000000"]),
        ("3 hundred 21st", ["300", "21"]),
        ("five three", ["5", "3"]),
        ("1,250.50", ["1250.5"]),
        ("12,5", ["12.5"]),
        ("007", ["7"]),
        ("0", ["0"]),
    ],
)
def test_figures_are_read(text: str, stems: list[str]) -> None:
    assert [word.stem for word in words(text, "en") if word.kind == "figure"] == stems


def test_names_are_told_from_capitals_that_a_sentence_begins_with() -> None:
    kinds = {
        word.folded: word.kind for word in words("Later Paris fell. Ships left in May, of the UK and the US.", "en")
    }
    assert [name for name, kind in kinds.items() if kind == "name"] == ["paris", "may", "uk", "us"]


def test_a_nation_is_its_people_and_a_name_its_initials_but_none_another() -> None:
    held = words("then Mexico, Spain and the United Nations met Berg", "en")
    for name, agreed in {"Mexican": True, "Spanish": True, "UN": True, "Berg": True, "Bergman": False}.items():
        assert agrees(words(f"the {name}", "en")[-1], held) == agreed


def test_what_is_denied() -> None:
    assert negated(words("Ann did not sign it. Bo ran.", "en"), "en") == {"sign"}
    assert negated(words("Ann no longer sings, but Bo failed to dance.", "en"), "en") == {"sing", "danc"}
    assert negated(words("Not only Ann sings.", "en"), "en") == frozenset()
    assert negated(words("Nunca firmó nada.", "es"), "es") == {"firm"}


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_pair_of_opposites_is_told_as_it_is_read(language: str) -> None:
    def forms(word: str) -> set[str]:
        return {form for own in words(word, language) for form in (own.stem, own.folded)}

    opposites = lexicon(language).opposites
    for pair in vocabulary(language, "check")["opposites"]:
        one, other = pair
        assert opposed(forms(one), forms(other), opposites) and opposed(forms(other), forms(one), opposites), pair


def test_other_languages_are_read_with_the_english_words() -> None:
    assert lexicon("sv") is lexicon("en")


@given(st.text(max_size=200), st.sampled_from(["en", "es", "th", "zh"]))
def test_any_text_has_words(text: str, language: str) -> None:
    for word in words(text, language):
        assert word.kind in ("figure", "name", "word", "mark")
