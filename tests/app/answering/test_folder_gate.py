"""The thresholds of a folder's own: used by its chat at once, and ignored, with a notice, where they don't fit."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from app.answering.gate import Gate, calibration, folder_gate
from app.bot import LiveBot
from app.reader.reader import WordReader
from index.embedding.embedder import HashingEmbedder
from index.storing.thresholds import NAME, Thresholds, keep_thresholds, remove_thresholds
from tests.in_process import open_bot

SHIPPED = Gate.load()


@pytest.fixture
def kept(corpus: Path, tmp_path: Path) -> Thresholds:
    """Thresholds that fit the folder, kept in `tmp_path`."""
    kept = Thresholds(0.9, 0.05, str(corpus.resolve()), "words", calibration(), 120, "2026-05-24", "Few are wrong.")
    keep_thresholds(tmp_path, kept)
    return kept


def test_those_that_fit_are_used(corpus: Path, tmp_path: Path, kept: Thresholds) -> None:
    gate, ignored = folder_gate(tmp_path, corpus, "words")
    assert (gate.answered, gate.unsure, ignored) == (0.9, 0.05, "")
    assert gate.coefficients == SHIPPED.coefficients


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"root": "/elsewhere"}, "of the folder /elsewhere"),
        ({"reader": "reader:old"}, "of another reader"),
        ({"calibration": "old"}, "of another calibration"),
        ({"reader": "reader:old", "calibration": "old"}, "of another reader and of another calibration"),
    ],
)
def test_others_are_ignored_and_it_is_said_why(
    corpus: Path, tmp_path: Path, kept: Thresholds, change: dict[str, str], why: str
) -> None:
    keep_thresholds(tmp_path, replace(kept, **change))  # type: ignore[arg-type]
    gate, ignored = folder_gate(tmp_path, corpus, "words")
    assert (gate.answered, gate.unsure) == (SHIPPED.answered, SHIPPED.unsure)
    assert f"those in {tmp_path / NAME} are {why}." in ignored


def test_a_damaged_file_is_ignored_and_named(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("{", encoding="utf-8")
    gate, ignored = folder_gate(tmp_path, corpus, "words")
    assert gate.answered == SHIPPED.answered
    assert str(tmp_path / NAME) in ignored


def test_the_bot_of_a_folder_takes_them_with_it(
    corpus: Path, tmp_path: Path, kept: Thresholds, embedder: HashingEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    index_dir = tmp_path / "index"
    with caplog.at_level(logging.WARNING):
        assert open_bot(index_dir, corpus, embedder, reader=WordReader()).gate.answered == SHIPPED.answered
        keep_thresholds(index_dir, kept)
        bot = open_bot(index_dir, corpus, embedder, reader=WordReader())
    assert not caplog.records
    assert {one.gate.answered for one in (bot, bot.without(["orchard.md"]), bot.only(["orchard.md"]))} == {0.9}
    keep_thresholds(index_dir, replace(kept, reader="reader:old"))
    assert open_bot(index_dir, corpus, embedder, reader=WordReader()).gate.answered == SHIPPED.answered
    assert "of another reader" in caplog.text


def test_a_running_chat_takes_new_thresholds_between_questions(
    corpus: Path, tmp_path: Path, kept: Thresholds, embedder: HashingEmbedder
) -> None:
    index_dir = tmp_path / "index"
    open_bot(index_dir, corpus, embedder, reader=WordReader())
    live = LiveBot(index_dir, corpus, embedder, reader=WordReader())
    snapshot = live.bot.snapshot
    keep_thresholds(index_dir, replace(kept, answered=1.0, unsure=0.0))
    assert live.ask("How many apple trees does the orchard hold?").status == "unsure"
    keep_thresholds(index_dir, replace(kept, answered=0.0, unsure=0.0))
    assert live.ask("How many apple trees does the orchard hold?").status == "answered"
    remove_thresholds(index_dir)
    assert live.bot.gate.answered == SHIPPED.answered
    assert live.bot.snapshot is snapshot, "the index is not opened anew"
