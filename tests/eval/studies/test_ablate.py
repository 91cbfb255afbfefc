"""Ablations: every variant alters what is there, the index only where it says so, and both tables come out."""

import inspect
import json
import pkgutil
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from eval.studies import ablate
from eval.studies.ablate import BASE, RETRIEVAL, SENTENCES, Bench, Variant
from index.building.build import build
from index.embedding.embedder import HashingEmbedder
from index.errors import CiteseedError
from index.storing.snapshot import Snapshot, open_snapshot

_VARIANTS = {variant.name: variant for variant in (*RETRIEVAL, *SENTENCES)}
_TARGETS = [(variant, target) for variant in _VARIANTS.values() for target in variant.changes]
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


def _ids(value: Any) -> str:
    return value.name if isinstance(value, Variant) else str(value)


@pytest.mark.parametrize(("variant", "target"), _TARGETS, ids=_ids)
def test_what_a_variant_alters_is_there_and_takes_the_same(variant: Variant, target: str) -> None:
    before, after = pkgutil.resolve_name(target), variant.changes[target]
    if not callable(before):
        assert type(after) is type(before)
        assert after != before, "this variant alters nothing"
    elif before not in (sum, max):
        assert len(inspect.signature(after).parameters) == len(inspect.signature(before).parameters)


def test_variants_have_names_of_their_own_and_come_after_the_one_as_built() -> None:
    for variants in (RETRIEVAL, SENTENCES):
        assert variants[0] is BASE and not BASE.changes
        assert len({variant.name for variant in variants}) == len(variants)
    assert not [variant.name for variant in SENTENCES if variant.anew != "nothing"], "their bench is indexed once"


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


@pytest.mark.parametrize("variant", _VARIANTS.values(), ids=_ids)
def test_the_index_depends_on_what_a_variant_alters_if_and_only_if_it_says_so(
    varied: Path, tmp_path: Path, variant: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = HashingEmbedder()
    build(varied, tmp_path / "base", embedder)
    base = _content(open_snapshot(tmp_path / "base", embedder))
    for target, value in variant.changes.items():
        monkeypatch.setattr(target, value)
    build(varied, tmp_path / "altered", embedder)
    altered = _content(open_snapshot(tmp_path / "altered", embedder))
    same = all(np.array_equal(before, after) for before, after in zip(base, altered, strict=True))
    assert same is (variant.anew == "nothing")


def test_every_variant_is_measured_and_leaves_no_trace(question_set: Path, tmp_path: Path) -> None:
    before = {target: pkgutil.resolve_name(target) for _, target in _TARGETS}
    bench = Bench(question_set, HashingEmbedder(), tmp_path / "scratch")
    figures = {variant.name: bench.retrieval(variant) for variant in RETRIEVAL}
    shares = {variant.name: bench.sentences(variant) for variant in SENTENCES}
    assert figures["as built"] == "1.000 / 1.000 / 1.000", "also for the file that is indexed under another name"
    assert shares["as built"] == "1.000 / 1.000 / 1.000"
    assert all(re.fullmatch(_SHARES, shown) for shown in [*figures.values(), *shares.values()])
    assert {target: pkgutil.resolve_name(target) for _, target in _TARGETS} == before
    assert bench.retrieval(BASE) == figures["as built"]


def test_a_variant_is_seen_by_the_search(question_set: Path, tmp_path: Path) -> None:
    """Only a search without its words, by a cosine that says nothing, fails to find the orchard."""
    bench = Bench(question_set, HashingEmbedder(), tmp_path / "scratch")
    blind = Variant("blind", {"index.search.fuse": lambda dense, lexical, weights: -lexical})
    assert bench.retrieval(blind).startswith("0.000")


def test_the_command_prints_both_tables(
    question_set: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    few = (BASE, Variant("BM25 alone", _VARIANTS["BM25 alone"].changes))
    monkeypatch.setattr(ablate, "open_embedder", lambda name: HashingEmbedder())
    monkeypatch.setattr(ablate, "RETRIEVAL", few)
    monkeypatch.setattr(ablate, "SENTENCES", few)
    monkeypatch.setattr(sys, "argv", ["ablate", str(question_set)])
    ablate.main()
    out = capsys.readouterr().out
    assert out.count("| | tiny |\n|---|---|\n") == 2
    assert len(re.findall(rf"^\| (?:as built|BM25 alone) \| {_SHARES} \|$", out, re.MULTILINE)) == 4


@pytest.mark.parametrize("broken", ["no folder", "no cases", "no documents"])
def test_a_set_that_is_not_whole_is_refused_with_the_remedy(question_set: Path, tmp_path: Path, broken: str) -> None:
    if broken == "no cases":
        (question_set / "cases.jsonl").write_text("", encoding="utf-8")
    elif broken == "no documents":
        (question_set / "docs").rename(tmp_path / "elsewhere")
    folder = tmp_path / "none" if broken == "no folder" else question_set
    with pytest.raises(CiteseedError):
        Bench(folder, HashingEmbedder(), tmp_path / "scratch")
