"""Ordinary questions, of which some look as if they were about all documents: none is taken for one."""

from pathlib import Path

import pytest

from app.bot import Bot
from eval.case import Case, read_cases
from index import ROOT
from index.building.build import build
from index.embedding.embedder import HashingEmbedder
from index.storing.snapshot import open_snapshot
from tests.app.asking.test_intent import QUESTIONS, phrases

CASES = read_cases(ROOT / "eval" / "cases.jsonl")


@pytest.fixture(scope="module")
def bot(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Bot:
    folder = tmp_path_factory.mktemp("index")
    embedder = HashingEmbedder()
    build(seeds, folder, embedder)
    return Bot.over(open_snapshot(folder, embedder), embedder)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_no_question_of_the_eval_set_is_about_the_whole(bot: Bot, case: Case) -> None:
    assert bot.answerer.of_the_whole(case.question, case.history) is None


@pytest.mark.parametrize("text", [*phrases(QUESTIONS), "list the countries", "which files did the minister sign?"])
def test_no_question_that_a_sentence_answers_is_about_the_whole(bot: Bot, text: str) -> None:
    assert bot.answerer.of_the_whole(text) is None


def test_one_about_the_whole_is(bot: Bot) -> None:
    answer = bot.answerer.of_the_whole("How many documents mention migration?")
    assert answer
    assert answer.headline
    assert answer.headline.text.startswith("5 of 5 documents")
