"""The key of a sentence: the words that are the answer proper, where the reader is sure of them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.evidence import Candidate, coverage
from app.reader.openvino_reader import READER
from app.reader.passage import Passage
from app.reader.reader import MOST, SURE
from index.records import Document


def candidate(text: str, span: tuple[int, int] | None, exact: float = SURE, start: int = 0) -> Candidate:
    """The sentence that a document of this text is from `start` on."""
    return Candidate(Document("a.txt", text, None, None, "a"), start, len(text), {}, 1.0, span, exact)


def test_the_key_is_of_the_sentence_in_one_line() -> None:
    text = "Rain fell.  They  met\n on May\n 5, 2020 in Lima."
    own = candidate(text, (text.index("May"), text.index(" in Lima")), start=text.index("They"))
    assert own.line == "They met on May 5, 2020 in Lima."
    assert own.key
    assert own.line[slice(*own.key)] == "May 5, 2020"


def test_there_is_none_where_the_reader_saw_none_or_is_not_sure() -> None:
    text = "They met on May 5, 2020 in Lima."
    assert candidate(text, (12, 23)).key == (12, 23)
    assert candidate(text, (12, 23), exact=SURE - 0.01).key is None
    assert candidate(text, (12, 23), exact=-math.inf).key is None
    assert candidate(text, None).key is None
    assert candidate(text, (12, 12)).key is None


def test_nearly_the_whole_sentence_is_no_key_to_it() -> None:
    text = "x" * 100
    assert candidate(text, (0, round(100 * MOST))).key == (0, 80)
    assert candidate(text, (0, round(100 * MOST) + 1)).key is None


def test_a_number_is_told_from_its_like_before_it() -> None:
    text = "Of 7 boats 7 sank, of 77 cars 7."
    for place in (place for place, letter in enumerate(text) if letter == "7"):
        assert candidate(text, (place, place + 1)).key == (place, place + 1)


@given(st.text("ab 7\n\t.", max_size=12), st.text("ab7.", min_size=1, max_size=12), st.text("ab 7\n.", max_size=40))
def test_the_key_is_the_words_of_the_span_where_they_stand(before: str, words: str, after: str) -> None:
    text = (before.lstrip() + words + after).rstrip()
    start = len(before.lstrip())
    key = candidate(text, (start, start + len(words))).key
    line = " ".join(text.split())
    if key is None:
        assert len(words) > MOST * len(line)
    else:
        assert line[slice(*key)] == words
        assert line[: key[0]].replace(" ", "") == "".join(before.split())


def test_coverage_weighs_by_rarity() -> None:
    assert coverage({"rare": 3.0, "common": 1.0}, ["rare"]) == 0.75
    assert coverage({}, ["rare"]) == 0.0


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        ("When did they meet?", "They met on May 5, 2020 in Lima.", "May 5, 2020"),
        ("When did they meet?", "They met on Tuesday in Lima.", "Tuesday"),
        ("On what date did he come?", "On March 14th, he came to Lima.", "March 14th"),
        ("When does it meet?", "It meets in Mexico City in early February.", "early February"),
        ("When did he visit?", "On June 14-15, 2021, he visited Mexico.", "June 14-15, 2021"),
        (
            "When was it founded?",
            "Founded in 1998, the office moved to a house by the sea, and to Lima in 2004.",
            "1998",
        ),
        ("How many trees are there?", "The orchard holds 420 apple trees and 3 wells.", "420"),
        ("How much did it cost?", "In 2020 it cost $3.5 million.", "$3.5 million"),
        ("How old is she?", "She is 54 years old and has 2 sons.", "54 years old"),
        ("Where did they meet?", "They met in Lima on Tuesday.", "Lima"),
        ("Who hosted the talks?", "The talks were hosted by Ana Silva.", "Ana Silva"),
        ("who is the dhs attache", "He met the DHS Attaché, Edgar Ramírez.", "Edgar Ramírez"),
        ("Why did they meet?", "They met on May 5 because of rain.", "because of rain"),
        ("How many hours?", "On May 5 they met.", None),
        ("What did she say when they met?", "They met on May 5, 2020.", None),
        ("When did Blinken visit Mexico?", "They follow up on the commitments of December 27.", None),
        ("How many trees does the orchard hold?", "The orchard holds 350 pears.", None),
    ],
)
def test_the_reader_sees_the_answer_proper(question: str, text: str, words: str | None) -> None:
    [[read]] = READER.read(question, [Passage(text, ((0, len(text)),))])
    key = candidate(text, read.span, read.exact).key
    assert (text[slice(*key)] if key else None) == words
