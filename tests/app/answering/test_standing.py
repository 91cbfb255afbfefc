"""What holds at the time asked for comes first, with what it has taken the place of and since when."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.answering.answerer import Answerer
from app.answering.gate import Gate
from app.asking.spelling import Speller
from app.bot import answerer_over
from app.reader.reader import WordReader
from app.records import Answer
from index.embedding.embedder import HashingEmbedder
from index.language.cldr import spelt_day
from index.language.vocabulary import LANGUAGES
from index.language.wording import say
from index.language.words import terms
from index.storing.snapshot import open_snapshot
from tests.in_process import build

FILES = {
    "lease.txt": "Lease of the mill\nDated 3 March 2021\n\nThe monthly rent of the mill is 900 pounds.\n",
    "amendment.txt": (
        "Amendment to the Lease dated 3 March 2021\n\nThis amendment is made on 12 March 2024.\n\n"
        "With effect from 1 April 2024 the monthly rent of the mill is 950 pounds.\n"
    ),
    "letter.txt": "Leeds, 2 May 2024\n\nDear Ann,\n\nThe gate was painted green.\n",
    "pool.txt": (
        "Pool rules\nDated 3 March 2023\n\nA swim in the pool costs 4 pounds until 31 December 2024.\n\n"
        "From 1 January 2025 a swim in the pool costs 5 pounds.\n"
    ),
    "kennel-2022.txt": "Kennel rules 2022\nDated 3 January 2022\n\nA dog stays in the kennel for 9 pounds.\n",
    "kennel-2024.txt": "Kennel rules 2024\nDated 3 January 2024\n\nCats are kept in the barn.\n",
    "boats.txt": "Boat rules\nDated 3 March 2022\n\nA night on the quay costs 7 pounds.\n",
}


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    folder: Path = tmp_path_factory.mktemp("standing")
    (folder / "docs").mkdir()
    for name, text in FILES.items():
        (folder / "docs" / name).write_text(text, encoding="utf-8")
    embedder = HashingEmbedder()
    build(folder / "docs", folder / "index", embedder)
    snapshot = open_snapshot(folder / "index", embedder)
    gate = Gate({"intercept": 2.0, "reader": 1.0}, answered=0.5, unsure=0.5)
    speller = Speller(
        lambda: snapshot.lexical.words, lambda word: any(term in snapshot.lexical for term in terms(word))
    )
    made = answerer_over(snapshot, embedder, WordReader(), speller=speller, gate=gate)
    return replace(made, folder=replace(made.folder, today=lambda: date(2024, 6, 1)))


def said(answer: Answer) -> list[str]:
    return [statement.text for statement in answer.statements]


RENT_NOW = "With effect from 1 April 2024 the monthly rent of the mill is 950 pounds."
RENT_THEN = "The monthly rent of the mill is 900 pounds."


@pytest.mark.parametrize(
    "question",
    [
        "How much is the monthly rent of the mill?",
        "How much is the monthly rent of the mill now?",
        "How much is the current monthly rent of the mill?",
        "How much was the monthly rent of the mill in May 2024?",
    ],
)
def test_what_holds_comes_first_and_then_what_it_overrules(answerer: Answerer, question: str) -> None:
    answer = answerer(question)
    assert said(answer) == [RENT_NOW, RENT_THEN]
    assert answer.notice.startswith("In force since April 1, 2024; before: ")
    assert "lease.txt, March 3, 2021" in answer.notice


@pytest.mark.parametrize("language", LANGUAGES)
def test_since_when_it_holds_is_told_in_the_language_that_is_spoken(answerer: Answerer, language: str) -> None:
    for question in ("How much is the monthly rent of the mill?", "How much is the current monthly rent of the mill?"):
        answer, _ = answerer.answer_with_evidence(question, language=language)
        since = say(language, "since", day=spelt_day("2024-04-01", language))
        before = f"lease.txt, {spelt_day('2021-03-03', language)}"
        assert said(answer) == [RENT_NOW, RENT_THEN] and answer.language == language
        assert answer.notice.startswith(f"{since}; {say(language, 'before', quote='')[:5]}") and before in answer.notice


@pytest.mark.parametrize("time", ["in March 2024", "in 2022", "as of 5 May 2021", "back in 2023"])
def test_what_held_at_an_earlier_time_comes_first_when_that_is_asked_for(answerer: Answerer, time: str) -> None:
    answer = answerer(f"How much was the monthly rent of the mill {time}?")
    assert said(answer) == [RENT_THEN, RENT_NOW]
    assert "In force since March 3, 2021; later: " in answer.notice


def test_where_it_changed_within_the_time_asked_for_both_are_shown(answerer: Answerer) -> None:
    answer = answerer("How much was the monthly rent of the mill in 2024?")
    assert sorted(said(answer)) == sorted([RENT_NOW, RENT_THEN])
    assert answer.notice == (
        "This changed within the time asked for: “900 pounds” (lease.txt, March 3, 2021); "
        "“950 pounds” (amendment.txt, April 1, 2024)."
    )


def test_one_document_may_say_both(answerer: Answerer) -> None:
    answer = answerer("How much does a swim in the pool cost?")
    assert said(answer)[0].endswith("until 31 December 2024.") and "later: " in answer.notice
    later = replace(answerer, folder=replace(answerer.folder, today=lambda: date(2025, 2, 1)))(
        "How much does a swim in the pool cost?"
    )
    assert said(later)[0].startswith("From 1 January 2025") and "before: " in later.notice


def test_what_is_said_once_has_no_notice(answerer: Answerer) -> None:
    assert answerer("How much is a night on the quay?").notice == ""
    assert answerer("How much is a night on the quay now?").notice == ""


def test_what_an_older_edition_says_is_not_claimed_of_now(answerer: Answerer) -> None:
    assert answerer("For how much does a dog stay in the kennel?").status == "answered"
    assert answerer("For how much does a dog stay in the kennel now?").status == "unsure"
