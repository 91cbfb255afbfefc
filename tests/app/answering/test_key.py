"""The words that are the answer proper, and contradictions between documents: only where they are sure."""

import pytest

from app.answering.conflict import conflict
from app.answering.evidence import Candidate
from app.answering.key import key
from app.asking.asked import Question
from index.records import Document


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        ("When did they meet?", "They met on May 5, 2020 in Lima.", "May 5, 2020"),
        ("When did they meet?", "They met on Tuesday in Lima.", "Tuesday"),
        ("On what date did he come?", "On March 14th, he came to Lima.", "March 14th"),
        ("When does it meet?", "It meets in Mexico City in early February.", "early February"),
        ("When did he visit?", "On June 14-15, 2021, he visited Mexico.", "June 14-15, 2021"),
        ("¿When did they meet?", "Se reunieron el 11 de agosto de 2021.", None),
        (
            "When was it founded?",
            "Founded in 1998, the office moved to a house by the sea, and to Lima in 2004.",
            "1998",
        ),
        ("How many trees are there?", "The orchard holds 420 apple trees and 3 wells.", "420"),
        ("How many delegates came?", "On March 14, 2020, more than forty-two delegates came.", "more than forty-two"),
        ("How much did it cost?", "In 2020 it cost $3.5 million.", "$3.5 million"),
        ("How long did lunch last?", "It was a lunch lasting more than two hours.", "more than two hours"),
        ("How old is she?", "She is 54 years old and has 2 sons.", "54 years old"),
        ("Where did they meet?", "They met in Washington, DC. and were joined by others.", None),
        ("Who hosted Bárcena?", "Secretary Antony J. Blinken hosted Alicia Bárcena.", "Secretary Antony J. Blinken"),
        ("Who hosted the talks?", "The talks were hosted by Ana Silva.", "Ana Silva"),
        ("who is the dhs attache", "He met the DHS Attaché, Edgar Ramírez.", "Edgar Ramírez"),
        ("When did they meet?", "They met on May 5, 2020, and they met on May 9, 2021.", None),
        ("When did they meet?", "They met often.", None),
        ("When did they meet in May 2020?", "They met in May 2020.", None),
        ("How many trees are there?", "The orchard holds trees and 3 wells.", None),
        ("How many hours?", "On May 5 they met.", None),
        ("What did she say when they met?", "They met on May 5, 2020.", None),
        ("Why did they meet?", "They met on May 5 because of rain.", None),
        ("Where did they meet?", "They met in Lima and later in Quito.", None),
        ("Where did they meet in Lima?", "They met in Lima.", None),
        ("Who joined him?", "Ann Lee, Bob Ray and Cy Young joined Blinken.", None),
        ("When did Blinken visit Mexico?", "They follow up on the commitments of December 27.", None),
        (
            "How long did the August 2021 lunch last?",
            "In a lunch lasting more than two hours they spoke.",
            "more than two hours",
        ),
        ("how tall is the dam", "The breach was 34 metres wide.", None),
        ("Who is the Mexican Ambassador?", "Mexican Ambassador to the United States Esteban Moctezuma came.", None),
        ("Who spoke?", "The ministers spoke.", None),
    ],
)
def test_key(question: str, text: str, words: str | None) -> None:
    answer = key(Question.of(question), text, "en")
    assert (text[answer.start : answer.end] if answer else None) == words


def candidate(source: str, text: str, date: str | None = None) -> Candidate:
    return Candidate(Document(source, text, None, date, source), 0, len(text), {}, 1.0)


def clash(question: str, one: str, other: str) -> str:
    return conflict(Question.of(question), candidate("a.txt", one, "2020-01-01"), candidate("b.txt", other))


def test_different_figures_for_the_same_thing_are_said() -> None:
    notice = clash(
        "How many trees does the orchard hold?", "The orchard holds 420 trees.", "The orchard holds 350 trees."
    )
    assert notice == "The documents say different things: “420” (a.txt, 2020-01-01); “350” (b.txt)."


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("How long did the talks last?", "The talks lasted two hours.", "The talks lasted five hours."),
        ("How much did the bridge cost?", "The bridge cost $3 million.", "The bridge cost $5 million."),
        (
            "When was the bridge opened?",
            "The bridge was opened on May 5, 2020.",
            "The bridge was opened on May 9, 2020.",
        ),
        ("When was the company founded?", "The company was founded in 1998.", "The company was founded in 2001."),
        ("How many people died?", "In the flood 12 people died.", "In the flood nine people died."),
    ],
)
def test_contradictions(question: str, one: str, other: str) -> None:
    assert clash(question, one, other)


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("How many trees does the orchard hold?", "The orchard holds 420 trees.", "The orchard holds 423 trees."),
        ("How many trees does the orchard hold?", "The orchard holds 420 trees.", "The orchard holds about 350 trees."),
        ("How many trees does the orchard hold?", "The orchard holds 12 trees.", "The orchard holds twelve trees."),
        ("How many trees does the orchard hold?", "The orchard holds 420 trees.", "The orchard holds 350 pears."),
        (
            "How many members does the council have?",
            "The Lima council has 9 members.",
            "The Quito council has 7 members.",
        ),
        ("How many members came?", "At the council of Lima 9 members came.", "At the council of Quito 7 members came."),
        ("How many people came?", "In 2020 nine people came.", "In 2021 seven people came."),
        ("When did they meet?", "They met on May 5, 2020 in Lima.", "They met on May 9, 2021 in Lima."),
        ("When was the bridge opened?", "The bridge was opened on May 5, 2020.", "The bridge was opened in 2020."),
        ("When was the bridge opened?", "The bridge was opened on May 5.", "The bridge was opened on May 5, 2020."),
        ("When did the visit begin?", "The visit began on June 14, 2021.", "The visit began on June 14-15, 2021."),
        ("How long did the talks last?", "The talks lasted two hours.", "The talks lasted more than two hours."),
        ("How long did the talks last?", "The talks lasted 120 minutes.", "The talks lasted two hours."),
        ("How much did the bridge cost?", "The bridge cost $3 million.", "The bridge cost 5 million euros."),
        ("Who hosted the talks?", "Ann Lee hosted the talks.", "Bob Ray hosted the talks."),
        ("What was said?", "They said 12.", "They said 13."),
    ],
)
def test_no_contradictions(question: str, one: str, other: str) -> None:
    assert clash(question, one, other) == ""


def test_a_document_does_not_contradict_itself() -> None:
    own = candidate("a.txt", "The orchard holds 420 trees.")
    assert conflict(Question.of("How many trees?"), own, own) == ""


def test_a_number_beyond_all_measure_is_no_failure() -> None:
    assert clash("How many delegates came?", f"In Lima {'9' * 400} delegates came.", "In Lima 70 delegates came.") == ""
