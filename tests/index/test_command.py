"""The command that builds and checks the index: exit codes and the JSON that scripts read."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.__main__ import main
from index.reading.parser import InProcessParser
from index.storing.generations import build_lock

Run = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: object) -> tuple[int, dict[str, Any]]:
        code = main([*map(str, words), "--index-dir", str(tmp_path / "index"), "--json"], InProcessParser())
        return code, json.loads(capsys.readouterr().out)

    return run


def test_build_reports_and_a_failed_file_shows_in_the_exit_code(run: Run, corpus: Path) -> None:
    code, report = run(corpus)
    assert code == 0
    assert report.items() >= {"files_added": 3, "files_failed": 0, "chunks_truncated": 0, "failures": []}.items()
    assert report.keys() >= set(
        "files_added files_changed files_removed files_unchanged files_failed files_empty files_duplicate chunks "
        "chunks_embedded chunks_truncated seconds chunks_per_second failures files_partial partial left_out".split()
    )
    (corpus / "backup.7z").write_bytes(b"7z")
    (corpus / "image.gif").write_bytes(b"")
    code, report = run(corpus)
    assert (code, report["files_failed"], report["files_unchanged"], report["chunks_embedded"]) == (2, 1, 3, 0)
    assert all(failure.keys() == {"source", "reason"} for failure in report["failures"])
    assert report["left_out"] == {"pictures": 1}
    (corpus / "backup.7z").unlink()
    assert run(corpus)[0] == 0, "a picture is no document"


def test_what_was_read_in_part_is_said_and_is_no_failure(run: Run, corpus: Path) -> None:
    (corpus / "café.txt").write_bytes("The café in Brøttum is at the pier, near Åsmark.\nCut: ".encode() + b"\xff\n")
    for embedded in (1, 0):
        code, report = run(corpus)
        assert (code, report["files_partial"], report["chunks_embedded"] > 0) == (0, 1, embedded > 0)
        assert report["partial"] == [{"source": "café.txt", "omissions": ["1 damaged character (line 2)"]}]
    code, answer = run("doctor")
    assert (code, answer["ok"]) == (0, True)
    assert answer["hints"] == ["café.txt was read in part: 1 damaged character (line 2)."]


def test_a_missing_folder_exits_1_and_a_locked_index_3(run: Run, corpus: Path, tmp_path: Path) -> None:
    code, answer = run(tmp_path / "gone")
    assert code == 1
    assert answer.keys() == {"error"}
    assert "There is no folder" in answer["error"]
    with build_lock(tmp_path / "index"):
        code, answer = run(corpus)
    assert code == 3
    assert "is locked by pid" in answer["error"]


def test_doctor_names_each_problem_and_its_remedy(run: Run, corpus: Path, tmp_path: Path) -> None:
    code, answer = run("doctor")
    assert (code, answer["ok"]) == (1, False)
    assert "There is no index" in answer["problems"][0]
    run(corpus)
    assert run("doctor") == (0, {"ok": True, "problems": [], "hints": []})

    (corpus / "image.gif").write_bytes(b"")
    assert run("doctor")[0] == 0, "what is left out makes no index stale"
    (corpus / "backup.7z").write_bytes(b"7z")
    code, answer = run("doctor")
    assert code == 1
    assert answer["problems"] == [
        f"The files in {corpus} have changed since. Refresh the index: python -m index --index-dir {tmp_path / 'index'}"
    ]
    run(corpus)
    code, answer = run("doctor")
    assert code == 1
    assert (
        "backup.7z is not indexed: .7z is not supported: it is an archive; unpack it into the folder."
        in answer["problems"][0]
    )

    vectors = tmp_path / "index" / "parts" / "1" / "vectors.faiss"
    vectors.write_bytes(vectors.read_bytes()[:-1])
    code, answer = run("doctor")
    assert code == 1
    assert f"{vectors} is missing or altered. Rebuild it: python -m index" in answer["problems"][0]


def test_without_a_folder_the_one_indexed_last_is_refreshed_even_if_the_index_is_damaged(
    run: Run, corpus: Path, tmp_path: Path
) -> None:
    run(corpus)
    (corpus / "late.txt").write_text("Late.", encoding="utf-8")
    (tmp_path / "index" / "CURRENT").write_text("garbled", encoding="utf-8")
    code, report = run()
    assert (code, report["files_added"]) == (0, 4)
    (tmp_path / "index" / "CURRENT").write_text("garbled", encoding="utf-8")
    (tmp_path / "index" / "stamps.json").unlink()
    code, answer = run()
    assert code == 1
    assert "Name it: python -m index FOLDER" in answer["error"]


def test_a_doctor_beside_a_builder_takes_nothing_for_left_over(run: Run, corpus: Path, tmp_path: Path) -> None:
    run(corpus)
    (tmp_path / "index" / "generations" / ".partial-abc").mkdir()
    assert run("doctor")[0] == 1
    with build_lock(tmp_path / "index"):
        built = f"The index is being built now, by pid {os.getpid()}."
        assert run("doctor") == (0, {"ok": True, "problems": [], "hints": [built]})


def test_a_remedy_names_the_index_that_was_asked_about(run: Run, corpus: Path, tmp_path: Path) -> None:
    _, answer = run("doctor")
    assert f"Build it: python -m index --index-dir {tmp_path / 'index'}" in answer["problems"][0]


def test_watching_and_building_anew_are_not_for_one_command(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(corpus), "--watch", "--anew"]) == 1
    assert "--anew builds once" in capsys.readouterr().err
