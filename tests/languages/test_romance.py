"""French, Italian, Portuguese and Spanish, over questions and texts as natives write them."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from app.asking.conversation import core, plain
from app.asking.intent import read
from app.asking.leaning import leans
from app.asking.wanted import leading
from tests.languages import es, fr, it, pt, told

LANGUAGES = {"es": es, "fr": fr, "it": it, "pt": pt}


def rows(table: str) -> Iterator[Any]:
    """The rows of a table of each language, behind its code; of what is said of many texts one row a text."""
    for code, tables in LANGUAGES.items():
        told_of = getattr(tables, table)
        if isinstance(told_of, str):
            told_of = [(one.strip(),) for line in told_of.strip().splitlines() for one in line.split("|")]
        elif isinstance(told_of, dict):
            told_of = told_of.items()
        for row in told_of:
            yield pytest.param(code, *row, id=f"{code}-{row[0]}")


def by_kind(table: str) -> Iterator[Any]:
    """The rows of a table that lists texts under what is said of them."""
    for code, tables in LANGUAGES.items():
        for said, texts in getattr(tables, table).items():
            for text in texts.split("|"):
                yield pytest.param(code, text.strip(), said, id=f"{code}-{text.strip()}")


@pytest.mark.parametrize(("language", "question", "kind"), by_kind("KINDS"))
def test_kinds_of_answers(language: str, question: str, kind: str | None) -> None:
    assert leading(question, language) == kind


@pytest.mark.parametrize(("language", "question", "kind"), by_kind("WANTED"))
def test_other_kinds_of_answers(language: str, question: str, kind: str) -> None:
    assert told.wanted(question, language) == kind


@pytest.mark.parametrize(("language", "question"), rows("LEANS"))
def test_what_leans(language: str, question: str) -> None:
    assert leans(question, language)


@pytest.mark.parametrize(("language", "question"), rows("STANDS"))
def test_what_stands_alone(language: str, question: str) -> None:
    assert not leans(question, language)


@pytest.mark.parametrize(("language", "before", "question", "full"), rows("AFTER"))
def test_follow_ups(language: str, before: str, question: str, full: str) -> None:
    assert told.after(before, question) == full, language


@pytest.mark.parametrize(("language", "question", "bare"), rows("CORES"))
def test_what_is_asked_without_when(language: str, question: str, bare: str) -> None:
    assert " ".join(core(question, language).split()) == bare


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_very_long_question_takes_no_time(language: str) -> None:
    began = time.perf_counter()
    for word in ("a ", "en ", "nel ", "de "):
        core(word * 3000, language)
        leans(word * 3000, language)
    assert time.perf_counter() - began < 10


@pytest.mark.parametrize(("language", "text", "kind"), by_kind("TALK"))
def test_small_talk(language: str, text: str, kind: str) -> None:
    assert told.talk(text) == ("talk", kind, language)


@pytest.mark.parametrize(("language", "text"), rows("PLAIN"))
def test_ordinary_questions(language: str, text: str) -> None:
    assert told.plainly_asks(text), language


@pytest.mark.parametrize(("language", "text"), rows("CORPUS"))
def test_questions_about_the_corpus(language: str, text: str) -> None:
    assert read(text).kind == "corpus", language


@pytest.mark.parametrize(("language", "text", "topic"), rows("SUMMARIES"))
def test_wishes_for_a_summary(language: str, text: str, topic: str) -> None:
    assert (read(text).kind, read(text).topic) == ("summary", topic), language


@pytest.mark.parametrize(("language", "text", "shape"), rows("SHAPES"))
def test_other_shapes(language: str, text: str, shape: str) -> None:
    assert told.reshaped(text) == shape, language


@pytest.mark.parametrize(("language", "text", "days"), rows("DAYS"))
def test_dates(language: str, text: str, days: list[str]) -> None:
    assert told.days(text, language) == days


@pytest.mark.parametrize(("language", "text", "hours"), rows("HOURS"))
def test_times(language: str, text: str, hours: list[str]) -> None:
    assert told.hours(text, language) == hours


@pytest.mark.parametrize(("language", "text", "amounts"), rows("AMOUNTS"))
def test_amounts(language: str, text: str, amounts: list[tuple[str, object, str]]) -> None:
    assert told.amounts(text, language) == amounts


@pytest.mark.parametrize(("language", "text", "names"), rows("NAMES"))
def test_names(language: str, text: str, names: list[str]) -> None:
    assert told.called(text, language) == names


@pytest.mark.parametrize(("language", "statement", "quote"), rows("SUPPORTED"))
def test_what_is_stated(language: str, statement: str, quote: str) -> None:
    assert told.supports(statement, [quote], language)


@pytest.mark.parametrize(("language", "statement", "quote"), rows("UNSUPPORTED"))
def test_what_is_not_stated(language: str, statement: str, quote: str) -> None:
    assert not told.supports(statement, [quote], language)


@pytest.mark.parametrize(("language", "question", "sentence", "said"), rows("VERDICTS"))
def test_verdicts(language: str, question: str, sentence: str, said: str | None) -> None:
    assert told.verdict(question, sentence, language) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_politeness_says_nothing(language: str) -> None:
    polite, bare = LANGUAGES[language].POLITE
    assert plain(read(polite).bare, lambda word: False) == bare
