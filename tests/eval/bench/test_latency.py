"""The bench of answer times runs, and what it repeats is a sound index of the size asked for."""

from pathlib import Path

import numpy as np
import pytest

from eval.bench.latency import main, repeated
from index.embedding.embedder import HashingEmbedder
from index.search import Searcher
from index.storing.snapshot import open_snapshot
from tests.in_process import build


def _folder(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text("Ann hosted the talks in Lima. They lasted two days.")
    (tmp_path / "docs" / "b.txt").write_text("The bridge was closed in May. Nobody was hurt.")
    lines = [f'{{"id": "{n}", "question": "Who hosted talk {n}?", "answerable": false}}' for n in range(8)]
    (tmp_path / "cases.jsonl").write_text("\n".join(lines))
    return tmp_path


def test_a_repeated_snapshot_has_as_many_chunks_as_asked_for(tmp_path: Path, embedder: HashingEmbedder) -> None:
    folder = _folder(tmp_path)
    build(folder / "docs", tmp_path / "index", embedder)
    snapshot = repeated(open_snapshot(tmp_path / "index", embedder), 7)
    assert len(snapshot.chunks) == snapshot.store.size == snapshot.lexical.size == 7
    assert len({(chunk.document.source, chunk.start) for chunk in snapshot.chunks}) == 7
    np.testing.assert_allclose(np.linalg.norm(snapshot.store.vectors(), axis=1), 1, rtol=1e-5)
    assert len(Searcher(snapshot, embedder)({"Who hosted the talks?": 1.0})) == 7


def test_the_bench_prints_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(_folder(tmp_path)), "--chunks", "9"], HashingEmbedder()) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "3 questions, 9 chunks, milliseconds"
    assert [line.split("|")[1].strip() for line in lines[4:]] == [
        "of that, embedding the question",
        "search",
        "reading, sentences and gate",
        "the rest",
        "whole answer",
    ]
