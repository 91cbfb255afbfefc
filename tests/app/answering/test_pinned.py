"""What a question pins down, and what of it sentences of small made-up documents lack."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.evidence import Candidate
from app.answering.pinned import Unmet, pins, unmet
from app.asking.asked import Question
from index.records import Chunk, Document, Hit

SHOWS = """# Shows

## Christmas show 2024

Sold out in nine days. The choir from Tarrow came. We sold 412 tickets.

## Summer fair

It was held at Aldham Park. Entrance was free.
"""


def _document(text: str, source: str = "notes.md", title: str | None = None, date: str | None = None) -> Document:
    return Document(source, text, title=title, date=date, sha256=source)


def _lacking(asked: str, sentence: str, document: Document, heading: str = "", lead_in: str = "") -> Unmet:
    """What the sentence of a document, whose one chunk it is, lacks of the question."""
    hits = [Hit(Chunk(document, 0, len(document.text), heading, lead_in), 1.0, 0.5, 1.0)]
    start = document.text.index(sentence)
    return unmet(Question.of(asked), hits, Candidate(document, start, start + len(sentence), {}, 1.0))


def _typed(asked: str, sentence: str, text: str = "", **kept: str) -> list[str]:
    document = _document(text or sentence, **kept)
    return [pin.typed for pin in _lacking(asked, sentence, document).pins]


def test_the_figure_of_another_year_is_not_that_of_the_year_asked_for() -> None:
    lacking = _lacking(
        "How many tickets did the Christmas show of 2023 sell?", "We sold 412 tickets.", _document(SHOWS)
    )
    assert [pin.typed for pin in lacking.pins] == ["2023"]


def test_headings_above_the_sentence_hold_and_those_below_do_not() -> None:
    document = _document(SHOWS)
    assert not _lacking("How many tickets did the Christmas show of 2024 sell?", "We sold 412 tickets.", document)
    fair = _lacking("What did the fair of 2024 cost?", "Sold out in nine days.", document)
    assert not fair.pins
    assert [pin.typed for pin in _lacking("Who was at Aldham Park?", "We sold 412 tickets.", document).pins] == [
        "Aldham",
        "Park",
    ]


def test_a_heading_holds_what_the_sentence_below_it_says_which_is_shown_in_its_place() -> None:
    document = _document("# Shows\n\nThe show of 2023 cost 5 euros.\n\n# Fair\n\n# Fees")
    assert not _lacking("How much did the show of 2023 cost?", "# Shows", document)
    assert _lacking("How much did the show of 2023 cost?", "# Fair", document).value == "money"


@pytest.mark.parametrize(
    "kept",
    [
        {"title": "Fees of 2023"},
        {"date": "2023-05-02"},
        {"source": "fees_2023.md"},
        {"source": "fees-2023-05.md"},
    ],
)
def test_a_year_may_stand_in_the_title_the_date_or_the_file_name(kept: dict[str, str]) -> None:
    assert _typed("What was the fee in 2023?", "The fee is £40.", **kept) == []
    assert _typed("What was the fee in 2022?", "The fee is £40.", **kept) == ["2022"]


def test_the_path_of_headings_and_the_lead_in_hold() -> None:
    document = _document("- Lift: £340")
    asked = "What does the lift at Larch Court cost in 2025?"
    assert [pin.typed for pin in _lacking(asked, "- Lift: £340", document).pins] == ["Larch", "Court", "2025"]
    assert not _lacking(asked, "- Lift: £340", document, heading="Charges > Larch Court", lead_in="From April 2025:")


@pytest.mark.parametrize(
    ("asked", "sentence", "lacking"),
    [
        ("What was the fee in 2024?", "In the year 2023/24 the fee was £40.", []),
        ("How many bikes came in September 2019?", "Sep 19: 41 bikes.", []),
        ("How many bikes came in September 2019?", "Sep 18: 41 bikes.", ["2019"]),
        ("What is the fee from May 2024?", "From 1 May 2024 it is £40.", []),
        ("What is the fee from May 2024?", "From 1 June 2024 it is £40.", ["May"]),
        ("What has changed since 2019?", "In 2021 the fee was raised to £40.", []),
        ("Who came on Saturday?", "At weekends Ann Lee comes.", []),
        ("What did we pay last year?", "We paid £40.", []),
    ],
)
def test_dates_hold_however_they_are_written(asked: str, sentence: str, lacking: list[str]) -> None:
    assert _typed(asked, sentence) == lacking


@pytest.mark.parametrize(
    ("asked", "sentence", "lacking"),
    [
        ("What is new in version 4.0?", "Version 4.0 reads tables.", []),
        ("What is new in version 4.0?", "Version 4.1 reads tables.", ["version 4.0"]),
        ("What is new in version 4.0?", "v4.0 reads tables.", []),
        ("Does 2.3.1 need a key?", "2.3.12 needs a key.", ["2.3.1"]),
        ("what does fo-21 say of late fees", "FO 21: a late fee of £25 is due.", []),
        ("what does FO-21 say of late fees", "FO-24: a late fee of £25 is due.", ["FO-21"]),
        ("Who signs form H2?", "Form H3 is signed by the warden.", ["H2"]),
        ("What does article 5 forbid?", "Article 6 forbids dogs.", ["article 5"]),
    ],
)
def test_versions_and_codes_hold_as_a_whole(asked: str, sentence: str, lacking: list[str]) -> None:
    assert _typed(asked, sentence) == lacking


@pytest.mark.parametrize(
    ("asked", "sentence", "lacking"),
    [
        ("Does Bo Lind have a key?", "Bo Lind has key 4.", []),
        ("Does Bo Lind have a key?", "Ann Lee has key 4.", ["Bo", "Lind"]),
        ("What do Mexicans grow?", "Mexico grows maize.", []),
        ("Where do the NDAs lie?", "The NDA lies in the safe.", []),
        ("Where is the Modern Letter Office?", "The MLO is in Lima.", []),
        ("What does Lendingbird charge?", "Lending Bird charges 2 percent.", []),
        ("OK Mr Lind, who has the key?", "Bo Lind has it.", []),
        ("I'm 67, is it cheaper?", "From 65 it costs half.", []),
        ("Is it 30 minutes for 12 guests?", "Up to 20 guests may stay half an hour.", []),
    ],
)
def test_names_hold_by_their_words_their_people_and_their_initials(
    asked: str, sentence: str, lacking: list[str]
) -> None:
    assert _typed(asked, sentence) == lacking


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("how do i become a guarantor", "A guarantee needs a form."),
        ("why was the cook fired", "The cook was dismissed for theft."),
        ("can my wife come along", "A spouse may come."),
        ("what do kids pay", "Children pay £2."),
        ("where do i leave my bike", "Bicycles go to the shed."),
    ],
)
def test_a_synonym_is_never_lacking(asked: str, sentence: str) -> None:
    assert not _lacking(asked, sentence, _document(sentence))


def test_a_name_in_small_letters_is_one_if_the_hits_write_it_with_a_capital() -> None:
    text = "The cleaners come to Fenner on Tuesday.\nAt Larch the stairs are cleaned by the tenants."
    larch = text.split("\n")[1]
    assert _typed("when do the cleaners come to fenner", larch, text) == ["fenner"]
    assert _typed("when do the stairs get cleaned at larch", larch, text) == []


def test_what_the_paragraph_said_before_holds_for_a_sentence_but_not_for_a_row() -> None:
    prose = "Ann Lee runs the shop. She has the key."
    assert _typed("Does Ann Lee have a key?", "She has the key.", prose) == []
    rows = "Ann Lee: key 4\nBo Lind: key 5"
    assert _typed("Which key has Ann Lee?", "Bo Lind: key 5", rows) == ["Ann", "Lee"]


@pytest.mark.parametrize(
    ("asked", "sentence", "kind"),
    [
        ("How many languages do they speak?", "They speak the languages of the coast.", "number"),
        ("How many languages do they speak?", "They speak three languages.", ""),
        ("How much does it cost?", "It is free.", ""),
        ("How many guests may I bring?", "There is no limit.", ""),
        ("How long does it take to get a permit?", "Permits are given by the office.", "duration"),
        ("How long may guests stay?", "Guests stay until May 5.", ""),
        ("How often is it cleaned?", "It is cleaned regularly.", ""),
        ("When may I enter?", "You may enter after training.", ""),
        ("Who cleans it?", "It is cleaned by the porter.", ""),
    ],
)
def test_where_an_amount_is_asked_for_a_sentence_without_one_lacks_it(asked: str, sentence: str, kind: str) -> None:
    lacking = _lacking(asked, sentence, _document(sentence))
    assert lacking.value == kind
    assert bool(lacking) == bool(kind)


def test_a_year_that_is_named_nowhere_is_lacking() -> None:
    assert _lacking("What was the fee in 2023?", "The fee is £40.", _document("The fee is £40."))


def test_what_is_lacking_is_said_in_the_words_of_the_question() -> None:
    asked = "Who ran the bar at Aldham Park in May 2023, Bo or Ann?"
    lacking = _lacking(asked, "Sold out in nine days.", _document(SHOWS))
    assert lacking.words(asked) == ("Aldham Park", "May 2023", "Bo", "Ann")


def test_a_question_that_follows_pins_down_what_it_says_itself() -> None:
    history = [("user", "What does Solo cost at Brackwater in 2025?"), ("assistant", "Solo costs £42.50 there.")]
    question = Question.of("and what was it in 2024?", history)
    assert question.follows
    assert [pin.typed for pin in pins(question, [])] == ["2024"]


def test_a_question_in_spanish_is_read_as_one() -> None:
    text = "En 2024 el Ayuntamiento gastó 300 euros."
    document = Document("cuentas.md", text, title=None, date=None, sha256="es", language="es")
    assert [pin.typed for pin in _lacking("¿Cuánto gastó el Ayuntamiento en 2023?", text, document).pins] == ["2023"]


@given(st.text(max_size=80), st.text(max_size=200))
def test_any_question_can_be_held_against_any_text(asked: str, text: str) -> None:
    document = _document(f"{text}.")
    for pin in _lacking(asked, document.text, document).pins:
        assert re.sub(r"\s", "", pin.typed)


@given(st.sampled_from(SHOWS.split(". ")), st.text(alphabet="ABab 2019v.-?", max_size=40))
def test_a_sentence_that_repeats_the_question_lacks_nothing_that_pins_it_down(sentence: str, asked: str) -> None:
    text = f"{sentence} {asked}"
    assert not _lacking(asked, text, _document(text)).pins


def test_what_a_paragraph_leaves_out_may_stand_in_another_of_its_document_unless_it_has_one_of_its_kind() -> None:
    first = (
        "On 14 March the delegation of Ana Silva came to Lisbon and stayed for three days in the old town of the city."
    )
    second = "The talks were held at the ministry, where both sides spoke of water, of roads and of the bridge over the river."
    other = (
        "In June the guests came to the ministry once more, and both sides spoke of the ferry to the island for a day."
    )
    text = "\n\n".join([first, second, other])
    asked = "Where did Ana Silva hold the talks in March?"
    assert _typed(asked, second, text) == []
    assert _typed(asked, other, text) == ["March"]
    assert _typed("Where did Bo Lind hold the talks?", second, text) == ["Bo", "Lind"]


def test_a_currency_may_be_asked_for_by_its_code_and_stated_by_its_sign() -> None:
    assert _typed("What is the rent in GBP?", "The rent is £780 a month.") == []
    assert _typed("What is the rent in EUR?", "The rent is £780 a month.") == ["EUR"]
