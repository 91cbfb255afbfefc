"""A folder of everything, through the real commands: what is good answers, what is broken is reported with its reason."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main as app
from index.__main__ import main as index
from tests import samples


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any")


def _printed(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


@pytest.mark.slow
def test_good_files_answer_with_their_page_and_broken_ones_are_reported(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, place = folder / "docs", ["--index-dir", str(folder / "index")]
    root.mkdir()
    good, broken, empty = samples.good(root), samples.broken(root), samples.empty(root)
    (root / "photo.gif").write_bytes(b"GIF89a")
    (root / "files.7z").write_bytes(b"7z\xbc\xaf")
    assert index([str(root), *place, "--json"]) == 2
    report = _printed(capsys)
    reasons = {failure["source"]: failure["reason"] for failure in report["failures"]}
    assert reasons.keys() == {*broken, "files.7z"}
    for source, reason in broken.items():
        assert reason in reasons[source], source
    assert report["files_added"] == len(good)
    assert sorted(report["empty"]) == sorted(empty)
    assert report["chunks_truncated"] == 0

    for source, (question, words, page) in good.items():
        assert app(["ask", question, "--json", *place]) == 0
        answer = _printed(capsys)
        assert answer["status"] == "answered", (source, question, answer["confidence"], answer["related"])
        first = answer["citations"][0]
        assert (first["source"], first["page"]) == (source, page), question
        assert words in first["quote"], source

    assert index(["doctor", *place, "--json"]) == 1
    problems = _printed(capsys)["problems"]
    assert len(problems) == len(reasons)
    for source in reasons:
        assert any(problem.startswith(f"{source} is not indexed: ") for problem in problems)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no FIFOs, and links need rights")
def test_links_devices_and_huge_files_are_reported_and_nothing_outside_is_read(tmp_path: Path, corpus: Path) -> None:
    outside = tmp_path / "secret.txt"
    outside.write_text("The password is Zanzibar.", encoding="utf-8")
    (corpus / "link.txt").symlink_to(outside)
    (corpus / "linked").symlink_to(tmp_path)
    (corpus / "loop").symlink_to(corpus)
    os.mkfifo(corpus / "pipe.txt")
    with (corpus / "huge.txt").open("wb") as file:
        file.truncate(51_000_000)
    command = [sys.executable, "-m", "index", str(corpus), "--index-dir", str(tmp_path / "index"), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2, done.stderr
    reasons = {failure["source"]: failure["reason"] for failure in json.loads(done.stdout)["failures"]}
    assert reasons.keys() == {"link.txt", "linked/", "loop/", "pipe.txt", "huge.txt"}
    assert "symbolic link" in reasons["link.txt"] and "symbolic link" in reasons["loop/"]
    assert "not a regular file" in reasons["pipe.txt"]
    assert "larger than 50 MB" in reasons["huge.txt"]
    assert b"Zanzibar" not in b"".join(path.read_bytes() for path in (tmp_path / "index").rglob("*") if path.is_file())


def test_excluded_files_are_left_out_and_stay_out(
    tmp_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = ["--index-dir", str(tmp_path / "index")]
    (corpus / "draft.7z").write_text("Not for you.", encoding="utf-8")
    monkeypatch.setenv("CITESEED_EXCLUDE", "*.7z, notes/")
    assert index([str(corpus), *place, "--json"]) == 0
    assert _printed(capsys)["files_added"] == 2
    monkeypatch.delenv("CITESEED_EXCLUDE")
    assert app(["ask", "How many bolts were replaced?", "--json", *place]) == 0
    assert "notes/bridge.txt" not in [hit["source"] for hit in _printed(capsys)["hits"]]
    assert index(["doctor", *place, "--json"]) == 0, "what is left out does not make the index stale"
    capsys.readouterr()
    assert index([str(corpus), *place, "--json"]) == 0, "and are left out until told otherwise"
    assert _printed(capsys)["files_added"] == 0
    monkeypatch.setenv("CITESEED_EXCLUDE", "")
    assert app(["ask", "How many bolts were replaced?", "--json", *place]) == 0
    assert "notes/bridge.txt" in [hit["source"] for hit in _printed(capsys)["hits"]]
    assert index([str(corpus), *place, "--json"]) == 2
    assert [failure["source"] for failure in _printed(capsys)["failures"]] == ["draft.7z"]


def test_a_pattern_that_makes_no_sense_is_said(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITESEED_EXCLUDE", "notes/, !")
    assert index([str(corpus), "--index-dir", str(tmp_path / "index")]) == 1
    assert "CITESEED_EXCLUDE" in capsys.readouterr().err
