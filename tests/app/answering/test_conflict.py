"""Contradictions between documents: only where what each gives as the answer is sure, and of the same matter."""

import math

import pytest

from app.answering.conflict import conflict
from app.answering.evidence import Candidate
from app.answering.key import likely_key
from app.asking.asked import Question
from app.reader.openvino_reader import READER
from app.reader.passage import Passage
from app.reader.reader import SURE
from index.language.cldr import day
from index.language.vocabulary import LANGUAGES
from index.language.wording import quoted, say
from index.records import Document


def candidate(source: str, marked: str, date: str | None = None, exact: float = SURE) -> Candidate:
    """A sentence of which the words in brackets are the answer proper."""
    before, _, rest = marked.partition("[")
    span = (len(before), len(before) + rest.index("]")) if rest else None
    text = marked.replace("[", "").replace("]", "")
    return Candidate(Document(source, text, None, date, source), 0, len(text), {}, 1.0, span, exact)


def read_candidate(question: Question, source: str, text: str) -> Candidate:
    """A sentence as the real reader reads it."""
    [[read]] = READER.read(question.full, [Passage(text, ((0, len(text)),))])
    return Candidate(Document(source, text, None, None, source), 0, len(text), {}, read.answers, read.span, read.exact)


def clash(question: str, one: str, other: str) -> str:
    return conflict(Question.of(question), candidate("a.txt", one, "2020-01-01"), candidate("b.txt", other))


def test_different_figures_for_the_same_thing_are_said() -> None:
    notice = clash(
        "How many trees does the orchard hold?", "The orchard holds [420] trees.", "The orchard holds [350] trees."
    )
    assert notice == "The documents say different things: “420” (a.txt, 2020-01-01); “350” (b.txt)."


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_the_language_that_is_spoken(language: str) -> None:
    question = Question.of("How many trees does the orchard hold?")
    one, other = (candidate(f"{count}.txt", f"The orchard holds [{count}] trees.") for count in (420, 350))
    quotes = [f"{quoted(language, str(count))} ({count}.txt)" for count in (420, 350)]
    assert conflict(question, one, other, language) == say(language, "differ", quotes="; ".join(quotes))
    newer = candidate("350.txt", "The orchard holds [350] trees.", "2024-05-01")
    older = candidate("420.txt", "The orchard holds [420] trees.", "2020-05-01")
    told = conflict(question, older, newer, language)
    assert told.startswith(f"{quoted(language, '350')} (350.txt, {day('2024-05-01', language)}); ")
    assert say(language, "before", quote=quoted(language, "420")) in told


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("How long did the talks last?", "The talks lasted [two hours].", "The talks lasted [five hours]."),
        ("How much did the bridge cost?", "The bridge cost [$3 million].", "The bridge cost [$5 million]."),
        (
            "When was the bridge opened?",
            "The bridge was opened on [May 5, 2020].",
            "The bridge was opened on [May 9, 2020].",
        ),
        ("When was the company founded?", "The company was founded in [1998].", "The company was founded in [2001]."),
        ("How many people died?", "In the flood [12] people died.", "In the flood [nine] people died."),
    ],
)
def test_contradictions(question: str, one: str, other: str) -> None:
    assert clash(question, one, other)


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("How many trees does the orchard hold?", "The orchard holds [420] trees.", "The orchard holds [423] trees."),
        (
            "How many trees does the orchard hold?",
            "The orchard holds [420] trees.",
            "The orchard holds [about 350] trees.",
        ),
        ("How many trees does the orchard hold?", "The orchard holds [12] trees.", "The orchard holds [twelve] trees."),
        (
            "How many members does the council have?",
            "The Lima council has [9] members.",
            "The Quito council has [7] members.",
        ),
        (
            "How many members came?",
            "At the council of Lima [9] members came.",
            "At the council of Quito [7] members came.",
        ),
        ("How many people came?", "In 2020 [nine] people came.", "In 2021 [seven] people came."),
        ("When did they meet?", "They met on [May 5, 2020] in Lima.", "They met on [May 9, 2021] in Lima."),
        ("When was the bridge opened?", "The bridge was opened on [May 5, 2020].", "The bridge was opened in [2020]."),
        ("When was the bridge opened?", "The bridge was opened on [May 5].", "The bridge was opened on [May 5, 2020]."),
        ("When did the visit begin?", "The visit began on [June 14, 2021].", "The visit began on [June 14-15, 2021]."),
        ("How long did the talks last?", "The talks lasted [two hours].", "The talks lasted [more than two hours]."),
        ("How long did the talks last?", "The talks lasted [120 minutes].", "The talks lasted [two hours]."),
        ("How much did the bridge cost?", "The bridge cost [$3 million].", "The bridge cost [5 million euros]."),
        ("Who hosted the talks?", "[Ann Lee] hosted the talks.", "[Bob Ray] hosted the talks."),
        ("What was said?", "They said [12].", "They said [13]."),
    ],
)
def test_no_contradictions(question: str, one: str, other: str) -> None:
    assert clash(question, one, other) == ""


@pytest.mark.parametrize("exact", [-math.inf, SURE - 0.1])
def test_what_the_reader_is_not_sure_of_contradicts_nothing(exact: float) -> None:
    question = Question.of("How many trees does the orchard hold?")
    sure, unsure = candidate("a.txt", "The orchard holds [420] trees."), "The orchard holds [350] trees."
    assert conflict(question, sure, candidate("b.txt", unsure))
    assert conflict(question, sure, candidate("b.txt", unsure, exact=exact)) == ""
    assert conflict(question, sure, candidate("b.txt", "The orchard holds 350 trees.")) == ""


def test_an_answer_with_two_figures_contradicts_nothing() -> None:
    question = "How many trees does the orchard hold?"
    assert clash(question, "The orchard holds [420 or 430] trees.", "The orchard holds [350] trees.") == ""


def test_a_count_of_something_else_does_not_contradict() -> None:
    """The real reader is not sure of it."""
    question = Question.of("How many trees does the orchard hold?")
    pears = read_candidate(question, "b.txt", "The orchard holds 350 pears.")
    trees = read_candidate(question, "a.txt", "The orchard holds 420 trees.")
    assert likely_key(question, trees) and not likely_key(question, pears)
    assert conflict(question, trees, pears) == ""
    assert conflict(question, trees, read_candidate(question, "b.txt", "The orchard holds 350 trees."))


def test_a_document_does_not_contradict_itself() -> None:
    own = candidate("a.txt", "The orchard holds [420] trees.")
    assert conflict(Question.of("How many trees?"), own, own) == ""


def test_a_number_beyond_all_measure_is_no_failure() -> None:
    assert (
        clash("How many delegates came?", f"In Lima [{'9' * 400}] delegates came.", "In Lima [70] delegates came.")
        == ""
    )
