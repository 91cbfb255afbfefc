"""Ablations: every variant alters what is there, the index only where it says so, and both tables come out."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.answering.ranking import ranking_weights
from eval.measuring.indexing import indexed
from eval.studies.ablate import RETRIEVAL, SENTENCES, Bench, Variant, _chunked, main
from index.embedding.embedder import HashingEmbedder
from index.errors import CiteseedError
from index.reading.parser import InProcessParser
from index.records import Chunk, Document, Hit
from index.search import SearchSettings
from index.storing.snapshot import Snapshot

_CASES = [
    {
        "id": "trees",
        "question": "How many apple trees does the orchard hold?",
        "answerable": True,
        "answers": [["420"]],
        "sources": ["orchard.md"],
        "evidence": ["The orchard holds 420 apple trees."],
    },
    {
        "id": "bolts",
        "question": "How many of them were replaced?",
        "history": [{"role": "user", "content": "Which bolts of the bridge?"}],
        "answerable": True,
        "answers": [["forty"]],
        "sources": ["notes/bridge.txt"],
    },
    {"id": "volcano", "question": "Which volcano erupted?", "answerable": False},
]
_SHARES = r"[01]\.\d{3}(?: / [01]\.\d{3}){2}"


@pytest.fixture
def question_set(corpus: Path, tmp_path: Path) -> Path:
    """A set of three questions, one of them answered by a file that is indexed under the name of its copy."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    corpus.rename(folder / "docs")
    (folder / "docs" / "copy.txt").write_bytes((folder / "docs" / "notes" / "bridge.txt").read_bytes())
    (folder / "cases.jsonl").write_text("".join(f"{json.dumps(case)}\n" for case in _CASES), encoding="utf-8")
    return folder


def _content(snapshot: Snapshot) -> tuple[Any, ...]:
    """What of an index questions are answered from; scores for terms that variants treat differently."""
    spans = [(chunk.document.source, chunk.start, chunk.end) for chunk in snapshot.chunks]
    scores = [snapshot.lexical.scores(query) for query in ("harvest", "orchards", "Lucia", "nine of them", "may 2022")]
    return spans, snapshot.store.vectors(), np.array(scores)


@pytest.fixture(scope="module")
def varied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder on which every choice of the indexing tells: a dated and titled document of many short sentences."""
    folder = tmp_path_factory.mktemp("varied")
    lines = " ".join(f"On day {number} nine of them took the harvest of orchard {number}." for number in range(60))
    (folder / "a.txt").write_text(f"Orchards\n\nDate: May 24th, 2022\n\n{lines} Lucía spoke.\n", encoding="utf-8")
    (folder / "b.txt").write_text("Nobody came.", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def as_built(varied: Path) -> Snapshot:
    return indexed(varied, HashingEmbedder(), InProcessParser())


def test_every_variant_alters_something() -> None:
    for variants in (RETRIEVAL, SENTENCES):
        (_, first), *others = variants.items()
        assert first in (Variant(), ranking_weights())
        assert first not in [variant for _, variant in others]


@pytest.mark.parametrize("name", [name for name, variant in RETRIEVAL.items() if variant.index])
def test_an_index_made_anew_holds_something_else(as_built: Snapshot, name: str) -> None:
    index = RETRIEVAL[name].index
    assert index
    altered = index(as_built, HashingEmbedder())
    same = [np.array_equal(*pair) for pair in zip(_content(as_built), _content(altered), strict=True)]
    chunks, vectors, words = same
    assert not all(same)
    assert len(altered.chunks) == altered.store.size == altered.lexical.size
    assert chunks is (name not in ("chunks of 100 tokens", "chunks of 150 tokens", "no overlap"))
    assert words is (name == "no header in the embedding") or not chunks
    assert vectors is (name in ("no header in BM25", "no stemming"))


def test_an_index_chunked_as_it_was_holds_the_same(as_built: Snapshot) -> None:
    again = _chunked(as_built, HashingEmbedder())
    assert all(np.array_equal(*pair) for pair in zip(_content(as_built), _content(again), strict=True))


def test_without_stems_a_word_finds_its_own_form_alone(as_built: Snapshot) -> None:
    index = RETRIEVAL["no stemming"].index
    assert index
    for snapshot, found in ((as_built, True), (index(as_built, HashingEmbedder()), False)):
        assert snapshot.lexical.scores("harvests").any() == found
        assert snapshot.lexical.scores("harvest").any()


def test_forms_are_searched_as_a_variant_says() -> None:
    """By hand: chunks found by the form they are named after, best first, each with its score."""
    document = Document("a.txt", "abcd", None, None, "")
    scores = {
        "Who is Ann? Did he?": [0.9, 0.2],
        "Did he?": [0.1, 0.6],
        "Ann. Who came to Lima?": [1.0],
        "Who came to Lima?": [0.4],
    }
    asked: list[dict[str, float]] = []

    def search(forms: Mapping[str, float]) -> list[Hit]:
        asked.append(dict(forms))
        return [Hit(Chunk(document, row, row + 1), score, 0, 0) for row, score in enumerate(scores[next(iter(forms))])]

    leaning = {"Who is Ann? Did he?": 0.5, "Did he?": 1.0}
    alone = {"Ann. Who came to Lima?": 0.5, "Who came to Lima?": 1.0}
    RETRIEVAL["the question alone"].searched(search)(leaning)
    for forms in (leaning, alone):
        RETRIEVAL["context only where it leans"].searched(search)(forms)
        RETRIEVAL["as built"].searched(search)(forms)
    assert asked == [{"Did he?": 1.0}, leaning, leaning, {"Who came to Lima?": 1.0}, alone]
    best = RETRIEVAL["best form instead of the mean"].searched(search)(leaning)
    assert [(hit.chunk.start, hit.score) for hit in best] == [(1, 0.6), (0, 0.45)]


def test_slips_stay_where_they_are_not_mended() -> None:
    speller = RETRIEVAL["slips not mended"].speller
    assert speller and speller("Who hsoted alicia barcena?") == "Who hsoted alicia barcena?"


def test_every_variant_is_measured(question_set: Path) -> None:
    bench = Bench(question_set, HashingEmbedder(), InProcessParser())
    figures = {name: bench.retrieval(variant) for name, variant in RETRIEVAL.items()}
    shares = {name: bench.sentences(weights) for name, weights in SENTENCES.items()}
    assert figures["as built"] == "1.000 / 1.000 / 1.000", "also for the file that is indexed under another name"
    assert shares["as built"] == "1.000 / 1.000 / 1.000"
    assert all(re.fullmatch(_SHARES, shown) for shown in [*figures.values(), *shares.values()])
    assert bench.retrieval(RETRIEVAL["as built"]) == figures["as built"]


def test_a_variant_is_seen_by_the_search(question_set: Path) -> None:
    """Only a search without its words, by a cosine that says nothing, fails to find the orchard."""
    bench = Bench(question_set, HashingEmbedder(), InProcessParser())
    blind = Variant(settings=SearchSettings(fuse=lambda dense, lexical, weights: -lexical.astype(np.float64)))
    assert bench.retrieval(blind).startswith("0.000")


def test_the_command_prints_both_tables(question_set: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(question_set)], HashingEmbedder()) == 0
    out = capsys.readouterr().out
    assert out.count("| | tiny |\n|---|---|\n") == 2
    assert len(re.findall(rf"^\| [^|]+ \| {_SHARES} \|$", out, re.MULTILINE)) == len(RETRIEVAL) + len(SENTENCES)
    assert all(f"\n| {name} | " in out for name in [*RETRIEVAL, *SENTENCES])


@pytest.mark.parametrize("broken", ["no folder", "no cases", "no documents"])
def test_a_set_that_is_not_whole_is_refused_with_the_remedy(question_set: Path, tmp_path: Path, broken: str) -> None:
    if broken == "no cases":
        (question_set / "cases.jsonl").write_text("", encoding="utf-8")
    elif broken == "no documents":
        (question_set / "docs").rename(tmp_path / "elsewhere")
    folder = tmp_path / "none" if broken == "no folder" else question_set
    with pytest.raises(CiteseedError):
        Bench(folder, HashingEmbedder())
