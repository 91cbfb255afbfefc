"""The options of a language model: how they win over settings, and what the commands make of them."""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.models.options import add_llm_options, with_options
from app.settings import ChatSettings
from index import ROOT
from index.errors import CiteseedError
from tests.app.test_command import command
from tests.eval.test_command import TREES, VOLCANO, Command

KEY = "planted-key-of-a-server"
DEAD = "http://127.0.0.1:9/v1"  # nothing listens there
FILE, URL = {"llm_file": Path("model.gguf")}, {"llm_url": "http://a/v1", "llm_models": ("m",)}


def chosen(words: str, **settings: Any) -> dict[str, Any]:
    """The settings of the language model, as these options have them."""
    parser = argparse.ArgumentParser()
    add_llm_options(parser)
    own = with_options(ChatSettings(**settings), parser.parse_args(words.split()))
    values = {"llm_file": own.llm_file, "llm_url": own.llm_url, "llm_models": own.llm_models}
    return {name: value for name, value in values.items() if value} | {"llm_context": own.llm_context}


@pytest.mark.parametrize(
    ("words", "settings", "expected"),
    [
        ("", {}, {}),
        ("", FILE | URL, FILE | URL),
        ("--llm model.gguf", {}, FILE),
        ("--llm model.gguf", URL, FILE | {"llm_models": ("m",)}),
        ("--llm-url http://a/v1 --llm-model m", {}, URL),
        ("--llm-url http://a/v1", FILE, {"llm_url": "http://a/v1"}),
        ("--llm-url http://b/v1", URL, URL | {"llm_url": "http://b/v1"}),
        ("--llm model.gguf --llm-url http://a/v1 --llm-model m", {}, FILE | URL),
        ("--llm-model n", FILE | URL, URL | {"llm_models": ("n",)}),
        ("--llm-model n,o --llm-model p", URL, URL | {"llm_models": ("n", "o", "p")}),
        ("--no-llm", FILE | URL, {"llm_models": ("m",)}),
    ],
)
def test_options_win_over_settings(words: str, settings: dict[str, Any], expected: dict[str, Any]) -> None:
    assert chosen(words, **settings) == expected | {"llm_context": 4096}
    assert chosen(f"{words} --llm-context 8000", **settings) == expected | {"llm_context": 8000}


@pytest.mark.parametrize("words", ["--no-llm --llm x", "--no-llm --llm-url x", "--llm-model x"])
def test_options_that_contradict_each_other_or_lack_a_server_are_said(words: str) -> None:
    with pytest.raises(CiteseedError, match=r"--no-llm goes with|--llm-url"):
        chosen(words)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index, made by the command, of one document."""
    folder = tmp_path_factory.mktemp("options")
    (folder / "docs").mkdir()
    (folder / "docs" / "talks.txt").write_text("Mayor Ana Silva hosted the council talks.", encoding="utf-8")
    assert command("index", folder / "docs", "--index-dir", folder / "index").returncode == 0
    return folder / "index"


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        return int(own.getsockname()[1])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("app ask q --llm-context 5", "5 is no size of a context. Give tokens"),
        ("app ask q --llm no-such-file", "The language model no-such-file can't be read"),
        ("app --llm-url nowhere", "nowhere is no address of a language model's server"),
        (f"eval --llm-url {DEAD}", f"The server of language models at {DEAD} can't be reached"),
        ("eval --llm README.md", "README.md is no GGUF file"),
    ],
)
def test_bad_values_get_one_clear_line_and_exit_1(index: Path, words: str, said: str) -> None:
    done = command(*words.split(), "--index-dir", index, environment={"CITESEED_LLM_API_KEY": KEY})
    assert done.returncode == 1
    assert said in done.stderr
    assert not [secret for secret in ("Traceback", KEY) if secret in done.stderr + done.stdout]


@pytest.mark.slow
def test_ask_quotes_and_says_why_if_the_server_is_not_there_and_shows_no_key(index: Path) -> None:
    server = {"CITESEED_LLM_URL": DEAD, "CITESEED_LLM_MODEL": "small", "CITESEED_LLM_API_KEY": KEY}
    question = ("app", "ask", "Who hosted the council talks?", "--index-dir", index)
    done = command(*question, environment=server)
    assert (done.returncode, done.stderr) == (0, "")
    assert "small" in done.stdout and "can't be reached" in done.stdout and "Ana Silva" in done.stdout
    assert KEY not in done.stdout
    record = json.loads(command(*question, "--json", "--no-llm", environment=server).stdout)
    assert (record["answered_by"], record["notice"]) == ("extract", "")


@pytest.mark.slow
def test_ctrl_c_while_an_answer_is_waited_for_ends_ask(index: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        silent.settimeout(60)
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/v1"
        words = [sys.executable, "-m", "app", "ask", "Who hosted the council talks?", "--index-dir", str(index)]
        process = subprocess.Popen(
            [*words, "--llm-url", url, "--llm-model", "small"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, cwd=ROOT,
        )  # fmt: skip
        with silent.accept()[0]:
            process.send_signal(signal.SIGINT)
            out, error = process.communicate(timeout=60)
    assert (process.returncode, out, error) == (130, "", "Stopped.\n")


@pytest.mark.slow
def test_the_chat_starts_though_the_server_of_its_model_is_not_there(index: Path, unused_port: int) -> None:
    words = [sys.executable, "-m", "app", "--index-dir", str(index), "--port", str(unused_port), "--llm-url", DEAD]
    process = subprocess.Popen(
        [*words, "--llm-model", "small"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"CITESEED_LLM_API_KEY": KEY}, cwd=ROOT,
    )  # fmt: skip
    try:
        assert process.stdout and "citeseed answers at" in process.stdout.readline()
    finally:
        process.terminate()
        out, error = process.communicate(timeout=60)
    assert KEY not in out + error and "Traceback" not in error


# ---- the eval


@pytest.fixture
def evaluate(corpus: Path, tmp_path: Path) -> Command:
    evaluate = Command(corpus, tmp_path)
    evaluate.write(TREES, VOLCANO)
    return evaluate


def test_the_eval_counts_a_server_that_is_not_there_and_shows_no_key(
    evaluate: Command, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITESEED_LLM_API_KEY", KEY)
    assert evaluate("--llm-url", DEAD, "--llm-model", "small,other", "--llm-context", "8000") == 0
    summary = evaluate.result["summary"]
    assert (summary["right"], summary["written"], summary["llm_failures"]) == (1, 0, 1)
    assert evaluate.result["run"]["llm"] == {"name": "small", "context": 8000}
    shown = capsys.readouterr()
    assert "The language model failed at 1 questions; their answers say how." in shown.out
    assert KEY not in shown.out + shown.err + evaluate.out.read_text(encoding="utf-8")
    assert evaluate("--compare", evaluate.out) == 0
    assert evaluate.result["comparison"]["notices"] == [
        "The language model is another one, or has another context; or only one of both runs has one."
    ]


def test_a_limit_of_a_figure_that_needs_a_model_says_so(evaluate: Command, capsys: pytest.CaptureFixture[str]) -> None:
    evaluate.write(VOLCANO)
    assert evaluate("--fail-under", "support_rate=0.5") == 2
    said = "support_rate was not measured. It needs a language model (--llm, --llm-url)."
    assert said in capsys.readouterr().err
