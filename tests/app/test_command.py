"""The command-line contract that scripts outside the repository rely on, in processes of their own."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from app.web.login import Users
from index import ROOT
from index.embedding.embedder import Embedder

REPORT = {
    "files_added", "files_changed", "files_removed", "files_unchanged", "files_failed", "files_empty", "files_duplicate",
    "chunks", "chunks_embedded", "chunks_truncated", "seconds", "chunks_per_second", "failures",
}  # fmt: skip
PLACE = {"source", "sha256", "title", "date", "dated_by", "page", "start", "end", "recognised"}
ANSWER = {
    "question", "standalone", "status", "confidence", "text", "statements", "citations", "hits", "answered_by", "timings",
    "shape", "notice", "missing", "related", "usage", "headline", "unmet", "plan", "refinements", "only", "written",
    "language",
}  # fmt: skip


def command(*words: str | Path, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """`python -m ...` in the repository."""
    return subprocess.run(
        [sys.executable, "-m", *map(str, words)], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        env=os.environ | (environment or {}),
    )  # fmt: skip


def result(*words: str | Path) -> Any:
    done = command(*words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, real_embedder: Embedder) -> Path:
    """An index of the seeds, made by the command."""
    real_embedder.queries(["converts the model, if that has not been done"])
    folder = tmp_path_factory.mktemp("cli") / "index"
    report = result("index", "seeds", "--index-dir", folder, "--json")
    assert set(report) >= REPORT
    assert (report["files_added"], report["chunks_truncated"], report["failures"]) == (5, 0, [])
    assert report["chunks"] == report["chunks_embedded"] > 5
    return folder


@pytest.mark.parametrize(
    "question", ["Who hosted Alicia Bárcena?", "who hsoted alicia barcena", "Ok genius, who the hell hosted Bárcena?"]
)
def test_who_hosted_alicia_barcena(index: Path, question: str) -> None:
    answer = result("app", "ask", question, "--json", "--index-dir", index)
    assert set(answer) == ANSWER
    assert answer["status"] == "answered"
    assert "Blinken" in answer["text"]
    first = answer["citations"][0]
    assert set(first) == PLACE | {"number", "copies", "headings", "lead_in", "quote", "before", "after"}
    assert first["source"].startswith("004_")
    text = (ROOT / "seeds" / first["source"]).read_bytes().decode("utf-8")
    assert first["quote"] == text[first["start"] : first["end"]]
    assert set(answer["statements"][0]) == {
        "text", "supported", "citations", "key", "corrected", "item", "mark", "further",
    }  # fmt: skip
    assert set(answer["hits"][0]) == PLACE | {"score", "excerpt"}


@pytest.mark.parametrize("question", ["What is the capital of France?", "How do I install PyTorch?"])
def test_off_topic_questions_are_refused(index: Path, question: str) -> None:
    answer = result("app", "--index-dir", index, "ask", question, "--json")
    assert (answer["status"], answer["citations"], answer["statements"]) == ("refused", [], [])


@pytest.mark.slow
def test_all_of_a_list_can_be_printed_and_an_ordinary_answer_is_whole_anyway(index: Path) -> None:
    assert "--all" in command("app", "ask", "--help").stdout
    first, whole = (
        command("app", "ask", "Who hosted Alicia Bárcena?", *more, "--index-dir", index) for more in ([], ["--all"])
    )
    assert first.stdout == whole.stdout != ""


def test_history_is_read_from_a_file(index: Path, tmp_path: Path) -> None:
    turns = [{"role": "user", "content": "Who hosted Alicia Bárcena?"}, {"role": "assistant", "content": "Blinken."}]
    path = tmp_path / "history.json"
    path.write_text(json.dumps(turns), encoding="utf-8")
    answer = result("app", "ask", "And who joined him?", "--history", path, "--json", "--index-dir", index)
    assert answer["standalone"].startswith("Who hosted Alicia Bárcena?")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["app", "ask", ""], "empty"),
        (["app", "ask", "x" * 20_000], "20,000 characters"),
        (["app", "ask", "q", "--history", "no-such-file"], "no-such-file"),
        (["index", "no-such-folder"], "There is no folder no-such-folder"),
        (["eval", "--cases", "no-such-file"], "no-such-file"),
        (["eval", "--json", "no-such-folder/out.json"], "There is no folder no-such-folder"),
        (["index", "--bogus"], "unrecognized arguments"),
        (["app", "--port", "99999"], "99999 is not a port"),
        (["index", "--json", "README.md/x"], "There is no folder"),
        (["app", "--auth-file", "no-such-file"], "no-such-file"),
        (["app", "--collection", "handbook"], "Write NAME=FOLDER"),
        (["app", "--collection", "a/b=seeds"], "can't be the name of a collection"),
        (["app", "--collection", "a=seeds", "--collection", "A=seeds"], "Two collections are called"),
        (["app", "--collection", "a=no-such-folder"], "There is no folder no-such-folder for the collection a"),
        (["app", "ask", "q", "--collection", "legal"], "There is no collection legal"),
    ],
)
def test_bad_input_gets_one_clear_line_and_exit_1(index: Path, words: list[str], said: str) -> None:
    done = command(*words, "--index-dir", index)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("package", "commands"),
    [("index", "doctor"), ("app", "ask explain password"), ("eval", "init draft check import export")],
)
def test_help_lists_the_commands_and_each_has_its_own(package: str, commands: str) -> None:
    listed = command(package, "--help")
    assert listed.returncode == 0
    for name in commands.split():
        assert re.search(rf"^    {name} +\w", listed.stdout, re.MULTILINE), name
    name = commands.split()[-1]
    of_one = command(package, name, "--help")
    assert of_one.returncode == 0 and f" {name} [-h]" in of_one.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["app", "Who hosted her?"], "choose from 'ask', 'explain', 'password'"),
        (["eval", "seeds"], "choose from 'init', 'draft', 'check', 'import', 'claims', 'export'"),
        (["index", "doctor", "seeds"], "unrecognized arguments: seeds"),
        (["index", "--anew", "doctor"], "There is no folder doctor"),
    ],
)
def test_a_word_that_is_no_command_is_told_what_there_is(words: list[str], said: str) -> None:
    done = command(*words)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert said in done.stderr


@pytest.mark.slow
def test_options_may_stand_before_and_after_and_a_folder_called_doctor_can_be_indexed(tmp_path: Path) -> None:
    (tmp_path / "doctor").mkdir()
    (tmp_path / "doctor" / "talks.txt").write_text("Ana Silva hosted the talks.", encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}

    def index(*words: str) -> tuple[int, Any]:
        run = [sys.executable, "-m", "index", *words]
        done = subprocess.run(run, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, json.loads(done.stdout)

    code, report = index("--json", "./doctor", "--index-dir", "i")
    assert (code, report["files_added"]) == (0, 1)
    for words in (
        ["doctor", "--index-dir", "i", "--json"],
        ["--index-dir", "i", "--json", "doctor"],
        ["--json", "doctor", "--index-dir", "i"],
    ):
        assert index(*words) == (0, {"ok": True, "problems": [], "hints": []})
    assert index("doctor", "--json", "--index-dir", "none")[0] == 1
    code, report = index("--index-dir", "i", "--json")
    assert (code, report["files_unchanged"]) == (0, 1), "without a word it is the folder indexed last"


def test_a_users_line_is_made_of_a_name_and_a_password(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "app", "password"]
    made = subprocess.run([*words, "ann"], input="a secret\n", capture_output=True, text=True, check=True, cwd=ROOT)
    (tmp_path / "users").write_text(made.stdout, encoding="utf-8")
    (tmp_path / "users").chmod(0o600)
    users = Users.read(tmp_path / "users")
    assert users.verify("ann", "a secret") and not users.verify("ann", "another")
    refused = subprocess.run([*words, "a:b"], input="x\n", capture_output=True, text=True, check=False, cwd=ROOT)
    assert (refused.returncode, refused.stdout, "Traceback" in refused.stderr) == (1, "", False)


def test_settings_and_paths_that_cannot_be_are_told_in_one_line(tmp_path: Path) -> None:
    assert "CITESEED_PORT" in command("app", "ask", "Who?", environment={"CITESEED_PORT": "abc"}).stderr
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    done = command("index", "seeds", "--index-dir", file)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)


@pytest.mark.slow
def test_text_cannot_steer_the_terminal(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "[red]talks.txt").write_text("Ana Silva [/b] hosted the talks \x1b]0;pwn\x07 in Lisbon.", encoding="utf-8")
    assert command("index", docs, "--index-dir", tmp_path / "index").returncode == 0
    odd, plain = "Who [/x] hosted the talks?", "Who hosted the talks?"
    for word, question, shown in [("ask", odd, ""), ("ask", plain, "[/b]"), ("explain", odd, "[/b]")]:
        done = command("app", word, question, "--index-dir", tmp_path / "index")
        assert done.returncode == 0, done.stderr
        assert "\x1b" not in done.stdout
        assert shown in done.stdout


def test_index_without_a_folder_refreshes_the_one_indexed_last(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "talks.txt").write_text("Ana Silva hosted the talks.", encoding="utf-8")
    assert command("index", docs, "--index-dir", tmp_path / "index").returncode == 0
    assert json.loads(command("index", "--index-dir", tmp_path / "index", "--json").stdout)["files_unchanged"] == 1


def test_an_index_among_the_documents_is_not_indexed(tmp_path: Path) -> None:
    (tmp_path / "talks.txt").write_text("Ana Silva hosted the talks.", encoding="utf-8")
    for unchanged in (0, 1):
        report = result("index", tmp_path, "--index-dir", tmp_path / "index", "--json")
        assert (report["files_unchanged"], report["files_failed"], report["generation"]) == (unchanged, 0, 1)


def test_a_question_in_another_language_is_answered_shown_passages_or_refused(index: Path) -> None:
    answer = result("app", "ask", "¿Quién recibió a Alicia Bárcena?", "--json", "--index-dir", index)
    assert answer["status"] in ("answered", "unsure", "refused")


def test_human_output_names_file_and_quote(index: Path) -> None:
    done = command("app", "ask", "Who hosted Alicia Bárcena?", "--index-dir", index)
    assert "[1] 004_e7a5ba97154b9940.txt · no date stated: “Secretary of State Antony J. Blinken hosted" in done.stdout


def test_explain_shows_ranks_features_and_gate(index: Path) -> None:
    done = command("app", "explain", "Who hosted Alicia Bárcena?", "--index-dir", index)
    assert done.returncode == 0
    for word in ("fused", "dense", "BM25", "reader=", "coverage=", "Blinken", "Gate:", "confidence"):
        assert word in done.stdout


def test_doctor(index: Path, tmp_path: Path) -> None:
    assert result("index", "doctor", "--index-dir", index, "--json") == {"ok": True, "problems": [], "hints": []}
    done = command("index", "doctor", "--index-dir", tmp_path, "--json")
    assert done.returncode == 1
    assert "python -m index" in json.loads(done.stdout)["problems"][0]


def test_a_folder_with_bad_files_is_indexed_and_exits_2(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "good.txt").write_text("Ana Silva hosted the talks in Lisbon on May 5, 2020.", encoding="utf-8")
    (docs / "image.txt").write_bytes(bytes(range(256)) * 20)
    (docs / "slides.key").write_bytes(b"x")
    (docs / "empty.txt").write_bytes(b"")
    done = command("index", docs, "--index-dir", tmp_path / "index", "--json")
    assert done.returncode == 2
    report = json.loads(done.stdout)
    assert (report["files_added"], report["files_failed"], report["files_empty"]) == (1, 2, 1)
    assert {failure["source"] for failure in report["failures"]} == {"image.txt", "slides.key"}
    assert all(failure["reason"] for failure in report["failures"])


def test_an_empty_folder_is_refused_with_a_remedy(tmp_path: Path) -> None:
    done = command("index", tmp_path, "--index-dir", tmp_path / "index", "--json")
    assert done.returncode == 1
    assert "Put documents there" in json.loads(done.stdout)["error"]


@pytest.mark.parametrize("words", [["index", "seeds", "--json"], ["app", "ask", "Who hosted Alicia Bárcena?"]])
def test_torch_is_not_imported_on_an_unchanged_folder(index: Path, words: list[str]) -> None:
    watch = (
        "import atexit, sys, runpy;"
        "atexit.register(lambda: print('heavy:', sorted({'torch', 'gradio', 'sentence_transformers'} & set(sys.modules))));"
        "sys.argv = sys.argv[1:]; runpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True)"
    )
    done = subprocess.run(
        [sys.executable, "-c", watch, *words, "--index-dir", str(index)], cwd=ROOT, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "heavy: []", done.stderr
    if words[0] == "index":
        report = json.loads(done.stdout.splitlines()[0])
        assert (report["chunks_embedded"], report["files_unchanged"]) == (0, 5)


def test_ask_builds_a_missing_index_and_follows_the_folder(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "talks.txt").write_text("Mayor Ana Silva hosted the council talks in Lisbon.", encoding="utf-8")
    where = {"CITESEED_DOCS": str(docs), "CITESEED_INDEX": str(tmp_path / "index")}
    question = ("app", "ask", "Who hosted the council talks in Lisbon?", "--json")
    first = json.loads(command(*question, environment=where).stdout)
    assert "Ana Silva" in first["text"]
    (docs / "talks.txt").write_text("Mayor Bo Lind hosted the council talks in Lisbon.", encoding="utf-8")
    assert "Bo Lind" in json.loads(command(*question, environment=where).stdout)["text"]


@pytest.mark.slow
def test_a_collection_is_asked_by_its_name_and_built_if_it_must(tmp_path: Path) -> None:
    for name, who in (("a", "Ana Silva"), ("b", "Bo Lind")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "talks.txt").write_text(f"Mayor {who} hosted the council talks.", encoding="utf-8")
    where = {"CITESEED_INDEX": str(tmp_path / "index")}
    both = ["--collection", f"a={tmp_path / 'a'}", "--collection", f"b={tmp_path / 'b'}"]
    ask = ["ask", "Who hosted the council talks?"]
    for words, who in (
        ([*both, *ask], "Ana Silva"),
        ([*both, *ask, "--collection", "b"], "Bo Lind"),
        ([*ask, "--collection", "b"], "Bo Lind"),
        ([*ask, "--collection", f"c={tmp_path / 'b'}"], "Bo Lind"),
    ):
        done = command("app", *words, environment=where)
        assert (done.returncode, who in done.stdout) == (0, True), done.stderr
    assert "Indexing c" in done.stderr


@pytest.mark.slow
def test_a_damaged_index_is_refused_with_the_remedy_and_mended_by_it(tmp_path: Path) -> None:
    docs, index_dir = tmp_path / "docs", tmp_path / "index"
    docs.mkdir()
    (docs / "talks.txt").write_text("Mayor Ana Silva hosted the council talks in Lisbon.", encoding="utf-8")
    assert command("index", docs, "--index-dir", index_dir).returncode == 0
    vectors = index_dir / "parts" / "1" / "vectors.faiss"
    vectors.write_bytes(vectors.read_bytes()[:-1])
    refused = command("app", "ask", "Who hosted the talks?", "--index-dir", index_dir)
    assert refused.returncode == 1
    assert "vectors.faiss" in refused.stderr
    assert "python -m index" in refused.stderr
    assert "Built anew" in command("index", docs, "--index-dir", index_dir).stdout
    assert command("app", "ask", "Who hosted the talks?", "--index-dir", index_dir).returncode == 0
