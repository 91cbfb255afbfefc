"""What the real reader makes of statements that say, in other words, what a quote says, or something else."""

import pytest

from app.checking.finding import Check, find
from app.checking.support import supports
from app.reader.openvino_reader import READER
from index.records import Chunk, Document

GATE = "The orchard gate was repaired by Selma Dahl in spring, and the fence was painted green."
TALKS = "Secretary of State Antony J. Blinken hosted Foreign Secretary Alicia Bárcena in Washington on Friday."
BRIDGE = "The bridge over the river Ebro was closed for repairs. Engineers replaced forty bolts, and it opened again."
MERGER = "Last year the directors rejected the merger because the price was too low."

TRUE = [
    ("Selma Dahl repaired the orchard gate.", GATE),
    ("The fence was painted green.", GATE),
    ("In spring, Selma Dahl fixed the gate of the orchard.", GATE),
    ("Bárcena was hosted by Blinken.", TALKS),
    ("Blinken hosted Bárcena in Washington.", TALKS),
    ("The bridge was closed for repairs.", BRIDGE),
    ("Engineers replaced forty bolts.", BRIDGE),
    ("The bridge was shut so that it could be repaired.", BRIDGE),
    ("The directors turned the merger down.", MERGER),
]
FALSE = {
    "someone else": [("Bo Lind repaired the orchard gate.", GATE), ("Bárcena hosted Blinken in Washington.", TALKS)],
    "another thing": [
        ("Selma Dahl repaired the barn roof.", GATE),
        ("The fence was torn down.", GATE),
        ("The directors sold the firm.", MERGER),
        ("Rain fell on the harbor all day.", MERGER),
    ],
    "another figure": [
        ("Engineers replaced fifty bolts.", BRIDGE),
        ("Engineers replaced forty bolts in 2021.", BRIDGE),
    ],
    "denied": [
        ("The bridge was not closed.", BRIDGE),
        ("The directors did not reject the merger.", MERGER),
        ("The fence was never painted.", GATE),
        ("The bank failed.", "The bank did not fail."),
        ("The drug is safe.", "It is not true that the drug is safe."),
    ],
    "the opposite": [
        ("The directors accepted the merger.", MERGER),
        ("The price was too high.", MERGER),
        ("Ann won the race.", "Ann lost the race."),
    ],
    "only supposed": [
        ("The bank failed.", "If the bank failed, Bo would lose his house."),
        ("The bank failed.", "It is unknown whether the bank failed."),
        ("The minister resigned.", "The minister may resign."),
        ("The minister resigned.", "The minister threatened to resign."),
    ],
}


@pytest.mark.parametrize(("statement", "quote"), TRUE)
def test_a_true_rewording_is_supported(statement: str, quote: str) -> None:
    assert supports(statement, [quote], READER)


@pytest.mark.parametrize(
    ("kind", "statement", "quote"), [(kind, *pair) for kind, pairs in FALSE.items() for pair in pairs]
)
def test_what_a_quote_does_not_say_is_not(kind: str, statement: str, quote: str) -> None:
    assert not supports(statement, [quote], READER), kind


@pytest.mark.parametrize("statement", [statement for statement, _ in TRUE])
def test_nothing_quoted_states_nothing(statement: str) -> None:
    assert not supports(statement, [], READER)
    assert not supports(statement, [""], READER)
    assert not supports(statement, ["…"], READER)


def chunk(text: str) -> Chunk:
    return Chunk(Document(f"{hash(text)}.txt", text, None, None, f"{hash(text)}"), 0, len(text))


def test_a_rewording_is_found_in_the_sentence_that_states_it() -> None:
    chunks = [chunk("Rain fell on the harbor. Nobody came."), chunk(f"{GATE} The barn stood empty."), chunk(MERGER)]
    quotes = find("Selma Dahl repaired the orchard gate.", chunks, READER)
    assert [document.text[start:end] for document, start, end in quotes] == [GATE]
    assert find("Selma Dahl repaired the barn roof.", chunks, READER) == []


def test_the_key_of_a_statement_is_the_answer_proper() -> None:
    check = Check([], READER)
    said = "The orchard gate was repaired by Selma Dahl."
    span = check.key("Who repaired the orchard gate?", said)
    assert span and said[slice(*span)] == "Selma Dahl"
    assert check.key("Which volcano erupted in Iceland?", said) is None
