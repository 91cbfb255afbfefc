"""Cases at every threshold: what is told of a threshold is what comes of asking with it."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.bot import Bot
from app.reader.reader import WordReader
from eval.case import Case
from eval.measuring.result import is_answer
from eval.measuring.trying import try_thresholds
from index.embedding.embedder import HashingEmbedder
from index.reading.parser import InProcessParser
from tests.eval.in_process import run
from tests.eval.measuring.test_run import BOLTS, TOUR, TREES, VOLCANO, listening
from tests.in_process import open_bot

PARTS = Case(
    "parts", "How many apple trees does the orchard hold? And which volcano erupted in Iceland?", answers=[["420"]],
    sources=["orchard.md"],
)  # fmt: skip
BOTH = replace(
    PARTS, id="both", question="Who toured the harbor? And how many bolts did the engineers replace?",
    answers=[["minister"], ["forty"]], sources=["harbor.txt"],
)  # fmt: skip
GREETING = Case("hello", "Hello!", answerable=False)
HIDDEN = replace(TREES, id="hidden", hidden=["orchard.md"], answerable=False, answers=(), sources=())
CASES = [TREES, TOUR, BOLTS, VOLCANO, PARTS, BOTH, GREETING, HIDDEN, replace(TOUR, id="wrong", answers=[["the mayor"]])]


@pytest.fixture
def bot(corpus: Path, tmp_path: Path, embedder: HashingEmbedder) -> Bot:
    return open_bot(tmp_path / "index", corpus, embedder, reader=WordReader())


@pytest.mark.parametrize("known", [False, True])
def test_each_threshold_gives_what_asking_with_it_gives(bot: Bot, known: bool) -> None:
    cases = try_thresholds(bot, CASES, run(bot, CASES) if known else (), parser=InProcessParser())
    levels = sorted({confidence for one in cases for confidence, _ in one.steps} | {one.nearest for one in cases})
    thresholds = [0.0, *(level + step for level in levels for step in (-0.001, 0.001)), 1.1]
    for threshold in thresholds:
        for case, outcome in zip(cases, run(bot.gated(bot.gate.at(threshold, 0.0)), CASES), strict=True):
            told = not outcome["scores"]["right"] if is_answer(outcome) else None
            assert case.wrong(min(threshold, 1.0)) == told, (outcome["id"], threshold)


def test_a_case_below_the_other_threshold_is_refused(bot: Bot) -> None:
    for case, one in zip(CASES, try_thresholds(bot, CASES, parser=InProcessParser()), strict=True):
        if case is not GREETING:
            for unsure, refused in ((one.nearest - 0.001, False), (one.nearest + 0.001, True)):
                (outcome,) = run(bot.gated(bot.gate.at(1.1, max(unsure, 0.0))), [case])
                assert bool(outcome["scores"]["refused"]) == (refused or not one.nearest)


def test_what_was_answered_whole_is_not_asked_again(bot: Bot) -> None:
    known = run(bot, [TREES, VOLCANO])
    assert [outcome["scores"]["right"] for outcome in known] == [1.0, 1.0]
    heard, search = listening(bot)
    try_thresholds(heard, [TREES, VOLCANO], known, parser=InProcessParser())
    assert search.asked
    assert all("volcano" in asked for asked in search.asked)
