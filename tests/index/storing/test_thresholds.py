"""Thresholds kept beside an index: whole, or refused with the file's name and what to do."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from index.building.build import build
from index.building.doctor import diagnose, hints
from index.embedding.embedder import HashingEmbedder
from index.storing.files import FileStore
from index.storing.store import Store
from index.storing.thresholds import (
    NAME,
    Thresholds,
    ThresholdsDamaged,
    keep_thresholds,
    read_thresholds,
    remove_thresholds,
)
from tests import in_process
from tests.postgres import empty_store

KEPT = Thresholds(0.7, 0.1, "/docs", "words", "abc", 120, "2026-05-24", "Of the next 60 answers, 5.")


@pytest.mark.parametrize("made", [FileStore, empty_store], ids=["files", "postgres"])
def test_they_are_read_as_they_were_kept_until_they_are_removed(
    corpus: Path, tmp_path: Path, embedder: HashingEmbedder, made: Callable[[Path], Store]
) -> None:
    store = made(tmp_path / "index")
    assert read_thresholds(store) is None
    assert not remove_thresholds(store)
    in_process.build(corpus, store, embedder)
    named = [store.current()]
    assert keep_thresholds(store, KEPT) == store.at(NAME)
    named.append(store.current())
    assert read_thresholds(store) == KEPT
    keep_thresholds(store, replace(KEPT, answered=0.8))
    named.append(store.current())
    assert len({*named}) == 3
    assert remove_thresholds(store)
    assert not remove_thresholds(store)
    assert read_thresholds(store) is None
    assert store.current() == named[0]


@pytest.mark.parametrize(
    "change",
    [
        {"answered": "0.7"},
        {"answered": 0.05},
        {"unsure": -0.1},
        {"answered": 1.5},
        {"answered": float("nan")},
        {"cases": 1.5},
        {"says": None},
        {"more": 1},
    ],
)
def test_what_is_no_record_is_refused_with_the_remedy(tmp_path: Path, change: dict[str, Any]) -> None:
    (tmp_path / NAME).write_text(json.dumps(asdict(KEPT) | change), encoding="utf-8")
    with pytest.raises(ThresholdsDamaged, match=r"thresholds\.json.*Remove it.*python -m eval"):
        read_thresholds(tmp_path)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"\xff", b'{"answered": 0.7}'])
def test_half_a_file_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / NAME).write_bytes(data)
    with pytest.raises(ThresholdsDamaged, match=r"thresholds\.json"):
        read_thresholds(tmp_path)


@pytest.mark.parametrize("anew", [False, True])
def test_they_survive_rebuilds_and_the_doctor_mentions_them(
    corpus: Path, tmp_path: Path, embedder: HashingEmbedder, anew: bool
) -> None:
    index_dir = tmp_path / "index"
    build(corpus, index_dir, embedder)
    assert hints(index_dir, embedder) == []
    keep_thresholds(index_dir, KEPT)
    (corpus / "new.txt").write_text("The mill is new.", encoding="utf-8")
    build(corpus, index_dir, embedder, anew=anew)
    assert read_thresholds(index_dir) == KEPT
    (line,) = hints(index_dir, embedder)
    assert f"{index_dir / NAME}, set by 120 cases on 2026-05-24. Of the next 60 answers, 5." in line
    assert diagnose(index_dir, embedder) == []


def test_the_doctor_names_a_damaged_file(corpus: Path, tmp_path: Path, embedder: HashingEmbedder) -> None:
    index_dir = tmp_path / "index"
    build(corpus, index_dir, embedder)
    (index_dir / NAME).write_text("{", encoding="utf-8")
    (problem,) = diagnose(index_dir, embedder)
    assert str(index_dir / NAME) in problem
    assert hints(index_dir, embedder) == []
