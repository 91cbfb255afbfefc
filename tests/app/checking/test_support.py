"""The support check: what it accepts word for word, the altered copies that it must not fall for, where words decide.

What the real reader makes of statements is in test_judged.py.
"""

import math
import re
import time
from collections.abc import Sequence

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.checking import support
from app.checking.finding import Check, find
from app.checking.support import STATED, scores
from app.reader.reader import Reader, WordReader
from index import ROOT
from index.formats.registry import parse
from index.language.sentences import sentences
from index.reading.folder import read, scan
from index.records import Chunk, Document

TREATY = "In May 2021 the minister Ann Silva of Lisbon signed 3 treaties worth $1,250.50 with Bo Berg of Oslo."
SEEDS = ROOT / "seeds"
SEED_SENTENCES = [
    document.text[start:end]
    for document in (parse(source, read(SEEDS, source)) for source in scan(SEEDS))
    for start, end in sentences(document.text, document.language)
]
CAPITALISED = re.compile(r"(?<=[a-z] )[A-Z][a-záéíóúñ]+")  # after a small letter: no sentence begins there
FIGURE = re.compile(r"\d+")

NAMES = st.sampled_from(["Ann", "Bo", "Silva", "Bárcena", "López", "Sherwood", "Okafor", "Zúñiga"])
PLACES = st.sampled_from(["Lima", "Oslo", "México", "Texas", "Washington"])
MONTHS = st.sampled_from(["January", "February", "June", "August", "December"])


def report(name: str, place: str, amount: int, month: str, day: int) -> str:
    return f"The mayor {name} of {place} bought {amount:,} boats on {month} {day}, 2021."


REPORTED = st.tuples(NAMES, PLACES, st.integers(0, 99_999), MONTHS, st.integers(1, 28))


WORDS = WordReader(language="fr")
"""Does not know the language of any text here: words decide, by every rule."""


def supports(statement: str, quotes: Sequence[str], reader: Reader = WORDS, language: str = "en") -> bool:
    return support.supports(statement, quotes, reader, language)


# what is there word for word


@pytest.mark.parametrize("sentence", SEED_SENTENCES)
def test_every_sentence_of_the_seeds_supports_itself(sentence: str) -> None:
    assert supports(sentence, [sentence])
    assert supports(" ".join(sentence.split()), [sentence]), "an answer writes it on one line"


ENDED = [sentence for sentence in SEED_SENTENCES if re.search(r"[.!?][”\"]?$", sentence)]  # others run into the next


@settings(max_examples=50)
@given(st.lists(st.sampled_from(ENDED), min_size=1, max_size=4, unique=True))
def test_several_sentences_support_themselves(chosen: list[str]) -> None:
    assert supports(" ".join(chosen), chosen)


@given(st.text(st.characters(codec="latin-1")))
def test_any_text_with_a_word_supports_itself(text: str) -> None:
    assume(re.search(r"\w", text))
    assert supports(text, [text])


@given(REPORTED)
def test_case_accents_and_commas_in_thousands_do_not_count(reported: tuple[str, str, int, str, int]) -> None:
    plain = report(*reported).replace("á", "a").replace("ó", "o").replace("é", "e").replace(",", "")
    assert supports(report(*reported), [plain])
    assert supports(plain, [report(*reported)])
    assert supports(report(*reported), [report(*reported).upper()])


def test_enough_of_the_words_are_enough_and_less_is_not() -> None:
    terms = [f"tree{chr(letter)}" for letter in range(ord("a"), ord("u"))]
    assert supports(" ".join(terms), [" ".join(terms[:15])])
    assert not supports(" ".join(terms), [" ".join(terms[:14])])


def test_part_of_a_quote_is_supported() -> None:
    assert supports("Ann Silva signed 3 treaties.", [TREATY])
    assert supports("The minister is Ann Silva.", [TREATY])


def test_quotes_may_support_a_statement_together_though_neither_does_alone() -> None:
    statement = "Ann signed the treaty in Oslo in 2021."
    quotes = ["Ann signed the treaty in Oslo.", "It was 2021."]
    assert supports(statement, quotes)
    assert not any(supports(statement, [quote]) for quote in quotes)


@given(st.sampled_from(SEED_SENTENCES))
def test_nothing_quoted_supports_nothing(sentence: str) -> None:
    assert not supports(sentence, [])
    assert not supports(sentence, [""])


@given(st.sampled_from(SEED_SENTENCES), st.sampled_from(SEED_SENTENCES))
def test_two_copies_of_a_quote_support_what_one_does(statement: str, quote: str) -> None:
    assert supports(statement, [quote, quote]) == supports(statement, [quote])


def test_a_negation_in_another_sentence_does_not_matter() -> None:
    assert supports("Ann sold boats.", ["Ann sold boats.", "Bo did not come."])
    assert supports("Ann sold boats.", ["Ann sold boats. Bo did not come."])


# what has been altered


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("3", "4"),
        ("2021", "2020"),
        ("2021", "2012"),
        ("$1,250.50", "$1,250.60"),
        ("$1,250.50", "$1.25050"),
        ("$1,250.50", "$125,050"),
        ("$1,250.50", "$11,250.50"),
        ("May", "June"),
        ("Ann", "Eve"),
        ("Silva", "Silber"),
        ("Lisbon", "Porto"),
        ("Bo Berg", "Bo Bergman"),
        ("Oslo", "Bergen"),
        ("signed", "did not sign"),
        ("signed", "never signed"),
        ("signed", "didn’t sign"),
        ("signed", "didn't sign"),
        ("3 treaties", "no treaties"),
        ("with Bo", "without Bo"),
    ],
)
def test_an_altered_copy_is_not_supported_nor_does_it_support(old: str, new: str) -> None:
    altered = TREATY.replace(old, new)
    assert altered != TREATY
    assert not supports(altered, [TREATY])
    assert not supports(TREATY, [altered])


@given(REPORTED, REPORTED, st.integers(0, 4))
def test_one_detail_of_another_report_is_caught(
    reported: tuple[str, str, int, str, int], other: tuple[str, str, int, str, int], place: int
) -> None:
    """The amount, the day and the year are figures of one sentence: a value that another of them has is not new."""
    name, town, amount, month, day = (
        theirs if number == place else own for number, (own, theirs) in enumerate(zip(reported, other, strict=True))
    )
    assume(reported[place] != other[place] and other[place] not in (*reported, 2021))
    assert not supports(report(name, town, amount, month, day), [report(*reported)])  # type: ignore[arg-type]


@pytest.mark.parametrize("sentence", [sentence for sentence in SEED_SENTENCES if FIGURE.search(sentence)])
def test_no_figure_of_a_seed_sentence_can_be_changed(sentence: str) -> None:
    for figure in FIGURE.finditer(sentence):
        altered = f"{sentence[: figure.start()]}{int(figure.group()) + 1001}{sentence[figure.end() :]}"
        assert not supports(altered, [sentence]), altered


@pytest.mark.parametrize("sentence", [sentence for sentence in SEED_SENTENCES if CAPITALISED.search(sentence)])
def test_no_name_within_a_seed_sentence_can_be_changed(sentence: str) -> None:
    for name in CAPITALISED.finditer(sentence):
        altered = f"{sentence[: name.start()]}Quixano{sentence[name.end() :]}"
        assert not supports(altered, [sentence]), altered


@given(st.sampled_from([own for own in SEED_SENTENCES if " not " not in own and len(own.split()) > 4]), st.data())
def test_a_negation_put_into_a_seed_sentence_is_caught(sentence: str, data: st.DataObject) -> None:
    words = sentence.split()
    negation = data.draw(st.sampled_from(["not", "never", "no", "didn’t", "cannot", "without", "nobody"]))
    words.insert(data.draw(st.integers(1, len(words) - 1)), negation)
    assert not supports(" ".join(words), [sentence])
    assert not supports(sentence, [" ".join(words)])


@settings(max_examples=50)
@given(st.sampled_from([own for own in SEED_SENTENCES if FIGURE.search(own)]), st.sampled_from(SEED_SENTENCES))
def test_a_sentence_whose_figures_are_not_quoted_is_not_supported(statement: str, quote: str) -> None:
    assume(set(FIGURE.findall(statement)) - set(FIGURE.findall(quote)) and re.search("[a-z]", statement))
    assert not supports(statement, [quote])


LONG = " the Mexican delegation at the Department of State yesterday to follow up on commitments."
SUBTLE = {  # a statement, and the quote that it was made from
    "a name that opens the sentence": (f"Mayorkas hosted{LONG}", f"Blinken hosted{LONG}"),
    "a name after a full stop": (f"It was late. Mayorkas hosted{LONG}", f"It was late. Blinken hosted{LONG}"),
    "a name after a quotation mark": (f"“Mayorkas hosted{LONG}”", f"“Blinken hosted{LONG}”"),
    "an acronym with dots": (f"They of the U.K. hosted{LONG}", f"They of the U.S. hosted{LONG}"),
    "an acronym that is also a pronoun": (f"They of the US hosted{LONG}", f"They of the UK hosted{LONG}"),
    "a name with a Nordic letter": (f"Then Åsa hosted{LONG}", f"Then Ömer hosted{LONG}"),
    "a name with a Slavic letter": (f"Then Žižek hosted{LONG}", f"Then Škvor hosted{LONG}"),
    "a number in words": (f"Then four hosted{LONG}", f"Then three hosted{LONG}"),
    "millions and billions": (f"It spent 40 billion on{LONG}", f"It spent 40 million on{LONG}"),
    "a decimal comma": (f"Costs rose 12,5 percent for{LONG}", f"Costs rose 125 percent for{LONG}"),
    "one of two negations": (f"It did hear, and nobody saw{LONG}", f"It did not hear, and nobody saw{LONG}"),
    "who was negated": (f"Then Bo, not Ann, hosted{LONG}", f"Then Ann, not Bo, hosted{LONG}"),
    "swapped names": ("Then Bo hosted Ann.", "Then Ann hosted Bo."),
    "swapped figures": ("She gave 4 boats for 3 cars.", "She gave 3 boats for 4 cars."),
    "the figure of another thing": ("She gave 3 boats for 3 cars.", "She gave 3 boats for 4 cars."),
    "swapped years": ("From May 2021 to June 2020.", "From May 2020 to June 2021."),
}


@pytest.mark.parametrize("what", SUBTLE)
def test_a_subtly_altered_copy_is_caught(what: str) -> None:
    statement, quote = SUBTLE[what]
    assert supports(quote, [quote])
    assert not supports(statement, [quote])


def test_a_quote_repeated_word_for_word_is_supported_whatever_it_holds() -> None:
    for quote in ("No. He ran away.", "They were there.", "Not so.\nNever  again, he said."):
        assert supports(" ".join(quote.split()), [quote])
    assert not supports("They were there.", ["Rain fell."])
    assert not supports("They were there.", ["It is not so that they were there."])


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("The bank failed.", "The report claims that the bank failed."),
        ("The bank failed.", "If the bank failed, Bo would lose his house."),
        ("The bank failed.", "It is unknown whether the bank failed."),
        ("The minister resigned.", "The minister may resign."),
        ("The minister resigned.", "The minister threatened to resign."),
        ("The drug is safe.", "It is not true that the drug is safe."),
        ("The drug is safe.", "It isn't true that the drug is safe."),
        ("The drug is safe.", "Nobody believes that the drug is safe."),
    ],
)
def test_what_is_only_supposed_is_not_so(statement: str, quote: str) -> None:
    assert not supports(statement, [quote])
    assert supports(f"In all, {quote[0].lower()}{quote[1:]}", [quote])


def test_what_is_supposed_here_and_so_there_is_so() -> None:
    assert supports("The bank failed.", ["Bo claims that the bank failed. Then the bank failed."])


def test_what_stands_beside_a_supposition_is_so() -> None:
    assert supports("The bank failed.", ["The bank failed, and the mayor may resign."])
    assert supports("The minister resigned.", ["If asked, the minister said, he resigned."])
    assert supports("The show ended in May.", ["The show ended in May 2021."])


# what the reader decides, and what it does not


class Sure(WordReader):
    """Thinks that every text states everything; `pairs` are the pairs that it was shown."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []

    def support(self, statements: Sequence[str], texts: Sequence[str]) -> list[float]:
        self.pairs += zip(statements, texts, strict=True)
        return [STATED] * len(texts)


class Unsure(WordReader):
    def support(self, statements: Sequence[str], texts: Sequence[str]) -> list[float]:
        return [STATED - 0.01] * len(texts)


def test_in_its_language_the_reader_decides_from_its_threshold_on() -> None:
    assert supports("A ship sank in the storm.", ["Wind brought down the vessel."], Sure())
    assert not supports("The ship went down in the storm.", ["In the storm, the ship sank."], Unsure())
    assert supports("The ship sank in the storm.", ["In the storm, the ship sank."], Unsure()), "it repeats the quote"
    assert supports("The ship sank in the storm.", ["In the storm, the ship sank."])
    assert not supports("A ship sank in the storm.", ["Wind brought down the vessel."])


@pytest.mark.parametrize("what", [what for what in SUBTLE if "negat" not in what])
def test_no_reader_however_sure_vouches_for_another_figure_or_name_or_a_swapped_one(what: str) -> None:
    statement, quote = SUBTLE[what]
    reader = Sure()
    assert not supports(statement, [quote], reader)
    assert not reader.pairs, "it is not even asked"


def _odds(statement: str, quote: str, language: str = "en") -> float:
    """As the check has them where the reader's own are 0."""
    return scores(statement, [[quote]], Even(), language)[0]


class Even(WordReader):
    def support(self, statements: Sequence[str], texts: Sequence[str]) -> list[float]:
        return [0.0] * len(texts)


@pytest.mark.parametrize(
    ("statement", "quote", "odds"),
    [
        ("A ship sank in bad weather.", "In the storm, the vessel went down.", 0.0),
        ("No, guests have to wait outside.", "Visitors must stay beyond the gate.", 0.0),
        ("No, guests may not wait inside.", "Visitors must stay beyond the gate.", -2.5),
        ("Guests never wait inside.", "Visitors must stay beyond the gate.", -1.0),
        ("Those who made it are the ones who mend it.", "The makers of a thing do its repairs.", -1.0),
        ("At first the crew must speak plainly.", "It should be clear from the beginning.", -1.0),
        ("Guests may use one towel.", "Visitors get towels.", -math.inf),
        ("The gym allows one guest a month.", "Members bring friends every month.", -math.inf),
        ("The minimum deposit is 50 euros.", "The maximum deposit is 50 euros.", -math.inf),
        ("It holds 5 kilograms.", "A load of 5 pounds is too much.", -math.inf),
        ("The wait is at least 1 week.", "Expect to queue for days.", -math.inf),
        ("The wait is two weeks.", "Expect to queue for days.", -math.inf),
        ("The price increased.", "What it costs was reduced in May.", -2.5),
        ("The board approved the plan.", "The board rejected the plan.", -2.5),
    ],
)
def test_a_denial_or_a_one_or_an_opposite_has_the_reader_be_surer(statement: str, quote: str, odds: float) -> None:
    assert _odds(statement, quote) == odds


def test_the_yes_or_no_that_begins_an_answer_denies_nothing_of_it() -> None:
    quote = "Dogs are allowed in the garden on a lead."
    assert supports(f"Yes, {quote[0].lower()}{quote[1:]}", [quote], Unsure())
    assert supports(f"No, {quote[0].lower()}{quote[1:]}", [quote], Unsure()), "what was asked is not known here"
    assert not supports("No dogs are allowed in the garden on a lead.", [quote], Sure())
    assert not supports("No", [quote], Unsure())


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("No-one may enter the hall.", "One may enter the hall."),
        ("No (paid) leave is given to new staff.", "Paid leave is given to new staff in May."),
        ("No “smoking” rooms are available on this floor.", "Smoking rooms are available on this floor."),
        ("No-fault evictions are allowed in the city.", "Fault evictions are allowed in the city."),
    ],
)
def test_a_no_that_goes_on_without_a_pause_denies(statement: str, quote: str) -> None:
    assert not supports(statement, [quote], Unsure())


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("No, dogs are allowed on a lead.", "No, dogs are allowed on a lead at all times."),
        ("No, guests may not smoke on balconies.", "May guests? No, guests may not smoke on balconies or indoors."),
        ("Tenants keep the deposit receipt.", "Who? No, tenants keep the deposit receipt until the end."),
    ],
)
def test_a_reply_that_is_quoted_denies_nothing_either(statement: str, quote: str) -> None:
    assert supports(statement, [quote], Unsure())


def test_what_stands_word_for_word_needs_no_reader() -> None:
    assert supports("The ship sank.", ["Rain fell.", "The  ship\nsank."], Unsure())
    assert supports("The ship sank.", ["The ship sank."], Unsure())
    assert not supports("…", ["…"], Sure())
    assert not supports("x " * 2000, ["y"], Sure()), "no sentence is that long"


def test_the_reader_is_shown_one_line_of_each() -> None:
    reader = Sure()
    assert supports("A  ship\nsank.", ["Wind\n\nblew.", "The vessel  went down."], reader)
    assert reader.pairs == [("A ship sank.", "Wind blew. The vessel went down.")]


def test_scores_are_one_a_choice_in_order_whatever_decides() -> None:
    choices = [["Then Bo ran."], ["Then Ann ran."], ["Then Ann ran fast."], []]
    assert scores("Then Ann ran.", choices, Sure(), "en") == [-math.inf, math.inf, STATED, -math.inf]
    assert scores("Then Ann ran.", choices, WORDS, "en") == [-math.inf, math.inf, math.inf, -math.inf]
    assert scores("Then Ann ran.", [], Sure(), "en") == []


# in chunks


def chunks_of(*texts: str, language: str = "en") -> list[Chunk]:
    documents = [Document(f"{nth}.txt", text, None, None, f"{nth:064}", (), language) for nth, text in enumerate(texts)]
    return [Chunk(document, 0, len(document.text)) for document in documents]


def found(statement: str, *texts: str, language: str = "en", reader: Reader = WORDS) -> list[str]:
    quotes = find(statement, chunks_of(*texts, language=language), reader)
    return [document.text[start:end] for document, start, end in quotes]


STORY = "Ann Lee was born in Oslo. She sold nine boats to Bo Berg. It rained in Lima on May 3."


def test_the_one_sentence_that_states_it_is_cited_and_no_more() -> None:
    assert found("Ann Lee was born in Oslo.", STORY) == ["Ann Lee was born in Oslo."]
    assert found("She sold nine boats.", "Boats sold well. Nine came.", STORY) == ["She sold nine boats to Bo Berg."]


def test_neighbours_state_together_what_neither_does_alone() -> None:
    assert found("Ann Lee sold nine boats to Bo Berg.", STORY) == [
        "Ann Lee was born in Oslo.",
        "She sold nine boats to Bo Berg.",
    ]


def test_two_chunks_state_together_what_neither_does_alone() -> None:
    one, other = "The harbor of Lima was dredged in 1999.", "The harbor of Oslo was closed by storms in 2001."
    statement = "The harbor of Lima was dredged in 1999 and the harbor of Oslo was closed by storms in 2001."
    assert found(statement, one, "Rain fell.", other) == [one, other]


@pytest.mark.parametrize(
    "statement",
    ["Ann met Bo on June 4.", "Ann met Di on June 4.", "Ann met Di on May 3.", "Cy met Bo on June 4.", "Cy met Bo."],
)
def test_facts_of_two_sentences_may_not_be_mixed(statement: str) -> None:
    assert not found(statement, "First Ann met Bo on May 3. Later Cy met Di on June 4.")
    assert not found(statement, "First Ann met Bo on May 3.", "Later Cy met Di on June 4.")


VISITS = [
    "On 12 March 2021 Mayorkas visited Mexico City to talk about the border.",
    "On 5 May 2022 Ebrard travelled to Washington to sign an agreement.",
]


@pytest.mark.parametrize(
    "statement",
    [
        "Mayorkas visited Mexico City on 5 May 2022.",
        "Ebrard travelled to Washington on 12 March 2021.",
        "On 5 May 2022 Mayorkas visited Mexico City.",
    ],
)
def test_a_date_of_another_event_does_not_do(statement: str) -> None:
    assert not found(statement, " ".join(VISITS))
    assert not found(statement, " ".join(VISITS[::-1]))
    assert not found(statement, *VISITS)


def test_the_sentence_that_the_reader_is_surest_of_is_cited() -> None:
    class Told(WordReader):
        def support(self, statements: Sequence[str], texts: Sequence[str]) -> list[float]:
            return [9.0 if "vessel" in text else 2.0 if "boat" in text else -1.0 for text in texts]

    told = "The boat sank in May. The vessel sank in May. The ship did not sink in May."
    assert found("A ship sank in May.", told, reader=Told()) == ["The vessel sank in May."]


def test_documents_in_several_languages_are_each_judged_in_their_own() -> None:
    one, other = chunks_of("The ship sank off Lima.", language="en"), chunks_of("El barco se hundió.", language="es")
    for statement, chunk in [("The ship sank off Lima.", one[0]), ("El barco se hundió.", other[0])]:
        assert find(statement, [*one, *other], WordReader()) == [(chunk.document, 0, len(chunk.text))]


def test_a_check_says_whether_other_passages_than_the_named_state_it() -> None:
    passages = chunks_of("Ann Lee was born in Oslo.", "Bo ran to Lima.")
    check = Check(passages, WordReader())
    assert check("Ann Lee was born in Oslo.", [1]) == ([(passages[0].document, 0, 25)], False)
    assert check("Ann Lee was born in Oslo.", [2]) == ([(passages[0].document, 0, 25)], True)
    assert check("Ann Lee was born in Oslo.", []) == ([(passages[0].document, 0, 25)], True)
    assert check("Cy Roe was born in Oslo.", [1, 2]) == ([], False)
    assert check.seconds > 0


def test_the_key_of_a_statement_is_what_the_reader_is_sure_of() -> None:
    check = Check([], WordReader())
    assert check.key("In all how many boats sank?", "In all 14 boats sank.") == (7, 9)
    assert check.key("In all how many boats sank?", "In all, some boats sank.") is None
    assert check.key("In all how many cars and boats sank off Lima?", "In all 14 boats sank.") is None
    assert check.key("Who?", "") is None


def test_a_document_is_read_in_its_language() -> None:
    assert found("Llegaron 5 barcos a Lima.", "Llegaron cinco barcos a Lima.", language="es")
    assert not found("Llegaron 6 barcos a Lima.", "Llegaron cinco barcos a Lima.", language="es")


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(SEED_SENTENCES), st.lists(st.sampled_from(SEED_SENTENCES), max_size=4))
def test_a_sentence_is_found_wherever_it_stands(sentence: str, others: list[str]) -> None:
    quotes = found(sentence, "\n\n".join([*others[:2], sentence, *others[2:]]), *others)
    assert " ".join(sentence.split()) in " ".join(" ".join(quotes).split())


def test_nothing_is_found_in_nothing() -> None:
    assert found("Ann ran.") == found("", STORY) == found("…", STORY) == found("Ann ran.", "") == []


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_statement_can_be_looked_for_in_any_text(statement: str, text: str) -> None:
    assert all(quote in text for quote in found(statement, text))


@pytest.mark.parametrize(
    "word", ["Ann met Bo, ", "not 3 ", "a ", "Ann ", "“(", "x" * 50, "Ann and Bo. ", "\u0301é ", "1,000 million "]
)
def test_long_texts_take_bounded_time(word: str) -> None:
    started = time.process_time()
    found(word * (20_000 // len(word)), STORY, word * (9_000 // len(word)))
    found(word * (2_500 // len(word)), STORY, word * (9_000 // len(word)))
    found("Ann met Bo in Lima on May 3.", STORY, word * (9_000 // len(word)))
    assert time.process_time() - started < 10, "about a second where quadratic time takes minutes"
