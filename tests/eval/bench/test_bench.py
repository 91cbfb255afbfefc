"""The bench of cost against size: what it gives the systems, what it measures of them, what it makes of the records."""

import json
import shlex
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from eval.bench import __main__ as bench
from eval.bench import systems as bench_systems
from eval.bench.corpus import at_least, write_corpus
from eval.bench.process import BenchError, measured
from eval.bench.tables import agreement, latest, machine, rate, ratio, read_runs, replace_part, write_systems
from eval.bench.vectors import compare, directions, recall, turned, write_vectors
from index.embedding.embedder import HashingEmbedder
from index.storing.vectors import FLAT_UP_TO

_CASES = "\n".join(json.dumps({"id": f"{n}", "question": f"Who spoke {n}?", "answerable": False}) for n in range(3))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    for name in ("Ann", "Bob", "Eva"):
        text = "\n\n".join(
            f"{name} spoke on day {day}. " + " ".join(f"{name} told us of bridge {day}{n}." for n in range(30))
            for day in range(3)
        )
        (tmp_path / "docs" / f"{name}.txt").write_text(text)
    (tmp_path / "cases.jsonl").write_text(_CASES)
    return tmp_path


def _record(system: str, size: int, **figures: Any) -> dict[str, Any]:
    record = {"system": system, "size": size, "round": 0, "corpus": "c", "machine": "m", "chunks": size}
    record |= {"seconds": 10.0, "query_seconds": [0.001, 0.003], "peak": 2_000_000, "bytes": 5_000_000}
    record |= {"sample": [[1.0, 0.0], [0.0, 2.0]], "versions": {"faiss-cpu": "1"}}
    if system == "citeseed":
        names = ("reading and chunking", "embedding", "BM25", "FAISS", "writing")
        record["stages"] = dict(zip(names, (1.0, 8.0, 0.1, 0.1, 0.8), strict=True))
    return record | figures


@pytest.mark.slow
def test_a_corpus_is_as_large_as_asked_and_its_chunks_differ(folder: Path, embedder: HashingEmbedder) -> None:
    digest = write_corpus(folder / "docs", 60, ["Who?"], folder / "corpus", embedder)
    texts = json.loads((folder / "corpus" / "texts.json").read_text())
    assert 50 <= len(texts) <= 75
    assert len(set(texts)) == len(texts)
    assert 4 <= len(list((folder / "corpus" / "docs").iterdir())) <= 8
    assert digest == write_corpus(folder / "docs", 60, ["Who?"], folder / "corpus", embedder)
    assert digest != write_corpus(folder / "docs", 30, ["Who?"], folder / "corpus", embedder)
    assert json.loads((folder / "corpus" / "questions.json").read_text()) == ["Who?"]


def test_questions_are_asked_again_where_they_are_few() -> None:
    assert at_least(["a", "b"], 5) == ["a", "b", "a", "b", "a"]
    assert at_least(["a", "b"], 1) == ["a", "b"]


def test_the_product_indexes_what_the_texts_say(folder: Path, embedder: HashingEmbedder) -> None:
    write_corpus(folder / "docs", 30, ["Who spoke?", "When?"], folder / "corpus", embedder)
    own = bench_systems.product(folder / "corpus", embedder)
    other = bench_systems.embedding(folder / "corpus", embedder, 7)
    assert own["chunks"] == other["chunks"] == len(json.loads((folder / "corpus" / "texts.json").read_text()))
    assert list(own["stages"]) == ["reading and chunking", "embedding", "BM25", "FAISS", "writing"]
    assert min(own["stages"].values()) >= 0
    for result in (own, other):
        assert len(result["query_seconds"]) == 2
        assert result["bytes"] > 4 * embedder.dimension * result["chunks"]
        assert sum(result["stages"].values()) > 0
    assert not [path for path in (folder / "corpus").iterdir() if path.name.startswith("tmp")]


@pytest.mark.slow
def test_memory_is_that_of_the_process_and_its_children() -> None:
    hold = "x = b'1' * {}; import time; time.sleep(1)"
    child = f"import subprocess, sys; {hold.format(50_000_000)}; subprocess.run([sys.executable, '-c', sys.argv[1]])"
    one = measured([sys.executable, "-c", hold.format(100_000_000)])
    both = measured([sys.executable, "-c", child, hold.format(100_000_000)])
    if one is None or both is None:
        pytest.skip("no /proc")
    assert 100_000_000 < one < 140_000_000
    assert 150_000_000 < both < 220_000_000


def test_a_command_that_fails_is_named_with_what_it_said() -> None:
    command = [sys.executable, "-c", "raise SystemExit('no such model')"]
    with pytest.raises(BenchError, match=r"(?s)did not get through.*no such model") as raised:
        measured(command)
    assert shlex.join(command) in str(raised.value)


@pytest.mark.slow
def test_a_stopped_bench_goes_on_and_writes_its_report(folder: Path, embedder: HashingEmbedder) -> None:
    runs: list[tuple[str, str]] = []

    def measure(system: str, corpus: Path, txtai: Path | None) -> dict[str, Any]:
        runs.append((system, corpus.name))
        assert txtai is None
        if len(runs) == 3:
            raise BenchError("stopped")
        own = _record(system, 9, seconds=3.0 if system == "citeseed" else 12.0)
        return {key: value for key, value in own.items() if key not in ("size", "system", "round", "corpus", "machine")}

    words = [str(folder / "docs"), "--cases", str(folder / "cases.jsonl"), "--sizes", "40,20", "--rounds", "1"]
    words += ["--systems", "citeseed,sentence-transformers", "--work", str(folder / "work")]
    words += ["--out", str(folder / "bench.md")]
    assert bench.main(words, embedder, measure) == 1
    assert bench.main(words, embedder, measure) == 0
    first, second = [("citeseed", f"corpus-{n}") for n in (20, 40)]
    assert runs == [
        first, ("sentence-transformers", "corpus-20"), second, second, ("sentence-transformers", "corpus-40")
    ]  # fmt: skip
    assert len(read_runs(folder / "work" / "systems.jsonl")) == 4
    report = (folder / "bench.md").read_text()
    assert "| citeseed: times as fast as sentence-transformers | 3.5 | 4.00 | 4.00 |" in report
    assert (folder / "bench.svg").read_text().rstrip().endswith("</svg>")


@pytest.mark.slow
def test_the_systems_really_run(folder: Path, tmp_path: Path, real_embedder: Any) -> None:
    write_corpus(folder / "docs", 12, ["Who spoke?"], folder / "corpus", real_embedder)
    results = [bench.measured_apart(name, folder / "corpus", None) for name in ("citeseed", "sentence-transformers")]
    assert results[0]["chunks"] == results[1]["chunks"] >= 9
    ours, theirs = (np.array(result["sample"]) for result in results)
    cosines = (ours * theirs).sum(axis=1) / np.linalg.norm(ours, axis=1) / np.linalg.norm(theirs, axis=1)
    assert cosines.min() >= 0.9999, "on a processor with AMX OpenVINO computes in 16 bits"
    assert "torch" in results[1]["versions"]
    assert "torch" not in results[0]["versions"]


@pytest.mark.slow
def test_txtai_is_run_by_its_own_python_apart_from_our_modules(
    folder: Path, tmp_path: Path, embedder: HashingEmbedder
) -> None:
    """A fake txtai in a fake environment: what the script does with it, and that it sees none of our modules."""
    write_corpus(folder / "docs", 9, ["Who?", "When?"], folder / "corpus", embedder)
    (tmp_path / "txtai.py").write_text(
        "import statistics, sys\n"
        "assert 'eval' not in statistics.__file__\n"
        "class Embeddings:\n"
        "    def __init__(self, path, content, hybrid): assert content; self.hybrid = hybrid\n"
        "    def batchtransform(self, texts): return [[0.6, 0.8]] * len(texts)\n"
        "    def index(self, texts): self.rows = len(texts)\n"
        "    def save(self, folder): open(folder + '/index', 'w').write('x' * (7 + self.hybrid))\n"
        "    def search(self, question, limit): assert limit == 10\n"
    )
    python = tmp_path / "python"
    start = (
        "import runpy, sys, importlib.metadata; importlib.metadata.version = lambda name: '9'; sys.argv = sys.argv[1:]"
    )
    run = f"{start}; sys.path.insert(0, {str(tmp_path)!r}); runpy.run_path(sys.argv[0], run_name='__main__')"
    python.write_text(f'#!/bin/sh\nshift\nexec {shlex.quote(sys.executable)} -I -c {shlex.quote(run)} "$@"\n')
    python.chmod(0o755)
    for system, size in (("txtai", 7), ("txtai-hybrid", 8)):
        result = bench.measured_apart(system, folder / "corpus", python)
        assert result["bytes"] == size
        assert len(result["query_seconds"]) == 2
        assert result["sample"] == [[0.6, 0.8]] * 2
        assert result["versions"]["txtai"] == "9"


def test_rates_are_medians_of_rounds_and_ratios_of_the_same_size() -> None:
    records = [_record("citeseed", 100, round=n, seconds=s) for n, s in enumerate((1.0, 2.0, 50.0))]
    records += [_record("txtai", 100, seconds=8.0), _record("txtai", 200, seconds=1.0)]
    assert rate(records, "citeseed", 100) == 50
    assert ratio(records, "citeseed", "txtai", 100) == 4
    assert ratio(records, "citeseed", "txtai", 200) is None
    assert ratio(records, "citeseed", "sentence-transformers", 100) is None


def test_only_the_newest_corpus_of_a_size_counts() -> None:
    old, new, other = (_record("citeseed", size, corpus=corpus) for size, corpus in ((1, "a"), (1, "b"), (2, "a")))
    assert latest([old, other, new]) == [other, new]


def test_vectors_that_differ_show() -> None:
    same = [_record("citeseed", 10), _record("txtai", 10)]
    assert agreement(same) == pytest.approx(1)
    assert agreement([*same, _record("txtai-hybrid", 10, sample=[[1.0, 0.0], [1.0, 1.0]])]) == pytest.approx(0.5**0.5)


def test_the_report_says_where_the_time_goes_and_what_was_asked(tmp_path: Path) -> None:
    records = [
        _record("citeseed", 1000),
        _record("sentence-transformers", 1000, seconds=40.0),
        _record("txtai", 1000, seconds=20.0, peak=None),
    ]
    write_systems(tmp_path / "bench.md", records, "make bench")
    report = (tmp_path / "bench.md").read_text()
    assert "| citeseed | 1,000 | 100.0 | 10 | 2.0 | 2.9 | 2 | 5.0 |" in report
    assert "| txtai | 1,000 | 50.0 | 20 | 2.0 | 2.9 | – | 5.0 |" in report
    assert "| 1,000 | 1.0 | 8.0 | 0.1 | 0.1 | 0.8 | 2.5% |" in report
    assert "| citeseed: times as fast as sentence-transformers | 3.5 | 4.00 |" in report
    assert "| citeseed: times as fast as txtai | 3.0 | 2.00 |" in report
    assert "| citeseed-embedding: times as fast as txtai | 3.0 | – |" in report
    assert "| BM25 and FAISS, of the time of embedding | < 5% | 2.5% |" in report
    before = (tmp_path / "bench.svg").read_bytes()
    write_systems(tmp_path / "bench.md", records, "make bench")
    assert (tmp_path / "bench.svg").read_bytes() == before
    assert (tmp_path / "bench.md").read_text() == report


def test_a_part_replaces_itself_alone(tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    replace_part(path, "one", "first")
    replace_part(path, "two", "second")
    replace_part(path, "one", "third\nand fourth")
    assert path.read_text() == "<!-- one -->\nthird\nand fourth\n<!-- /one -->\n\n<!-- two -->\nsecond\n<!-- /two -->\n"


def test_the_machine_is_told_by_kind() -> None:
    assert "cores" in machine()
    assert machine().count("\n") == 0


def test_recall_is_the_share_of_the_best() -> None:
    exact, found = np.array([[1, 2, 3], [4, 5, 6]]), np.array([[2, 1, 9], [4, 8, 5]])
    assert recall(exact, found, 2) == pytest.approx(0.75)
    assert recall(exact, found, 3) == pytest.approx(4 / 6)


def test_vectors_to_compare_have_unit_length_and_differ() -> None:
    own = directions(5, 8, seed=0)
    for vectors in (turned(own, 12), directions(12, 8, seed=1)):
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
        assert len(np.unique(vectors, axis=0)) == 12
    assert np.sum(turned(own, 12)[5:10] * own, axis=1).min() > 0.9


def test_flat_and_graph_are_compared(folder: Path, embedder: HashingEmbedder) -> None:
    figures = compare(directions(300, 16, seed=0), directions(9, 16, seed=1))
    assert figures["recall"] == pytest.approx([1, 1], abs=0.02)
    assert figures["graph_bytes"] > figures["flat_bytes"] > 300 * 16 * 4
    words = ["vectors", str(folder / "docs"), "--cases", str(folder / "cases.jsonl"), "--sizes", "50,20"]
    words += ["--work", str(folder / "work"), "--out", str(folder / "bench.md")]
    assert bench.main(words, embedder) == 0
    records = read_runs(folder / "work" / "vectors.jsonl")
    assert [(record["kind"], record["size"]) for record in records] == [
        ("real", 20), ("real", 50), ("random", 20), ("random", 50)
    ]  # fmt: skip
    assert bench.main(words, embedder) == 0
    assert read_runs(folder / "work" / "vectors.jsonl") == records
    records[1] |= {"size": 300_000, "flat_ms": [30.0, 41.0]}
    write_vectors(folder / "bench.md", records)
    report = (folder / "bench.md").read_text()
    assert report.count("| 50 |") == 1
    assert f"FLAT_UP_TO` is {FLAT_UP_TO:,}" in report
    assert "here up\nto 50 of the sizes" in report
