"""A model in a GGUF file, run in this process; and SmolLM2 behind a real server's HTTP."""

import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from app.models.choosing import open_llms
from app.models.gguf import GGUF, open_gguf
from app.models.llm import LLM, LLMError
from app.models.openai_server import open_server
from app.settings import ChatSettings
from eval.__main__ import OWN_CASES
from eval.case import read_cases
from eval.measuring.run import run
from index import ROOT
from index.embedding.embedder import Embedder
from index.errors import CiteseedError
from index.reading.folder import scan
from tests.faulty_llm import LONG
from tests.in_process import open_bot
from tests.smollm2 import smollm2

FRUITS = [("user", "Name three fruits.")]
STORY = [("user", "Write a very long story about the sea.")]


def text_of(llm: LLM, asked: list[tuple[str, str]]) -> str:
    return "".join(llm.stream(asked))


def in_process_of_its_own(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def test_without_the_extra_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    with pytest.raises(CiteseedError, match=r"pip install 'citeseed\[gguf\]'"):
        open_gguf(tmp_path / "model.gguf", 4096)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, r"can't be read \(No such file or directory\)\. Give the path of a GGUF file with --llm"),
        ("folder", r"can't be read \(Is a directory\)\. Give the path of a GGUF file with --llm"),
        (b"", "is no GGUF file. Get the model in this format"),
        (b"PK\x03\x04 a wheel", "is no GGUF file"),
        (b"GGUF", "llama.cpp can't load .*model ü.gguf: it is damaged"),
        (b"GGUF" + bytes(5000), "llama.cpp can't load"),
    ],
)  # fmt: skip
def test_what_is_no_model_is_told(tmp_path: Path, content: bytes | str | None, said: str) -> None:
    path = tmp_path / "model ü.gguf"
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content:
        path.mkdir()
    with pytest.raises(CiteseedError, match=said):
        open_gguf(path, 4096)


@pytest.mark.slow
def test_a_command_that_is_given_no_model_ends_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "model.gguf").write_bytes(b"GGUF, but no more")
    done = subprocess.run(
        [sys.executable, "-m", "eval", "init", str(tmp_path / "docs"), "--out", str(tmp_path / "cases.jsonl")],
        env=os.environ | {"PYTHONPATH": str(ROOT), "CITESEED_LLM": str(tmp_path / "model.gguf")},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith(f"llama.cpp can't load {tmp_path / 'model.gguf'}")
    assert done.stderr.count("\n") == 1


# Offsets and bits in the vocabulary; llama.cpp aborts the process that loads such a file.
FLIPS = {"two equal tokens": [(1882, 0)], "two others": [(2296, 0)], "merges": [(77226, 0), (1017195, 4), (1663758, 1)]}


def damaged(content: bytes, how: str) -> bytes:
    flipped = bytearray(content)
    for offset, bit in FLIPS.get(how, []):
        flipped[offset] ^= 1 << bit
    return {"half": content[: len(content) // 2], "last byte": content[:-1]}.get(how, bytes(flipped))


@pytest.mark.slow
@pytest.mark.parametrize("how", ["half", "last byte", *FLIPS])
def test_a_damaged_file_never_ends_this_process(tmp_path: Path, how: str) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(damaged(smollm2().read_bytes(), how))
    with pytest.raises(CiteseedError, match=r"llama\.cpp can't load"):
        open_gguf(path, 4096)


@pytest.fixture(scope="module")
def llm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GGUF]:
    folder = tmp_path_factory.mktemp("ein Ordner, 模型")
    path = folder / "kleines Modell, größer.gguf"
    shutil.copy(smollm2(), path)
    with closing(open_gguf(path, 4096)) as opened:
        yield opened


@pytest.mark.slow
def test_it_writes_piece_by_piece_whatever_the_name_of_its_file(llm: GGUF) -> None:
    assert llm.name == "kleines Modell, größer"
    pieces = [piece for piece in llm.stream(FRUITS) if piece]
    assert len(pieces) > 5
    assert text_of(llm, FRUITS) == "".join(pieces), "the same question, the same answer"


@pytest.mark.slow
def test_after_a_reply_that_was_stopped_it_writes_the_next(llm: GGUF) -> None:
    whole = text_of(llm, FRUITS)
    for stop_after in (0, 1, 5):
        reply = llm.stream(STORY)
        for _ in range(stop_after + 1):
            while not next(reply) and stop_after:
                pass
        reply.close()
    assert text_of(llm, FRUITS) == whole


@pytest.mark.slow
def test_two_at_once_are_answered_one_after_the_other(llm: GGUF) -> None:
    first, second = llm.stream(FRUITS), llm.stream(FRUITS)
    begun = next(first), next(second)  # empty, or a first piece if it came at once
    texts = [start + "".join(rest) for start, rest in zip(begun, (first, second), strict=True)]
    assert texts == 2 * [text_of(llm, FRUITS)]


@pytest.mark.slow
def test_a_prompt_that_is_too_long_is_told(llm: GGUF) -> None:
    with pytest.raises(LLMError, match=r"400: request \(\d+ tokens\) exceeds .*\)\. Check --llm-context"):
        text_of(llm, [("user", "word " * 9000)])


@pytest.mark.slow
def test_its_port_answers_nobody_else(llm: GGUF) -> None:
    address = llm._server.listening_address
    assert address.startswith("http://127.0.0.1:")
    for headers in ({}, {"Authorization": "Bearer none"}):
        for path in ("/v1/models", "/props", "/slots", "/metrics", "/tokenize", "/"):
            assert httpx.get(address + path, headers=headers).status_code in (401, 404)
        for path in ("/v1/chat/completions", "/completion", "/tokenize"):
            assert httpx.post(address + path, json={"prompt": "a"}, headers=headers).status_code == 401


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["keep = reply", "llm.close()", "sys.exit(3)"])
def test_it_is_quiet_and_the_process_ends_also_while_a_reply_is_coming(ending: str) -> None:
    code = f"""
import sys
from pathlib import Path
from app.models.gguf import open_gguf
llm = open_gguf(Path(sys.argv[1]), 4096)
reply = llm.stream([("user", "Write a very long story about the sea.")])
while not next(reply):
    pass
{ending}
"""
    done = in_process_of_its_own(code, str(smollm2()))
    assert (done.stdout, done.stderr) == ("", "")
    assert done.returncode == (3 if "exit" in ending else 0)


@pytest.mark.slow
def test_it_ends_at_once_if_it_is_not_asked() -> None:
    code = "import sys; from pathlib import Path; from app.models.gguf import open_gguf; open_gguf(Path(sys.argv[1]), 4096)"
    done = in_process_of_its_own(code, str(smollm2()))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.slow
def test_a_reply_that_is_read_after_the_model_was_closed_is_an_error(llm: GGUF) -> None:
    with closing(open_gguf(smollm2(), 4096)) as another:
        reply = another.stream(STORY)
        while not next(reply):
            pass
    with pytest.raises(LLMError, match=r"was stopped\."):
        list(reply)
    started = time.monotonic()
    with pytest.raises(LLMError, match="can't be reached"):
        text_of(another, FRUITS)
    assert time.monotonic() - started < LONG


SERVING = """
import sys, threading
import xllamacpp
parameters = xllamacpp.CommonParams()
parameters.model.path, parameters.model_alias, parameters.n_ctx = sys.argv[1], {"smollm2"}, 4096
parameters.api_keys, parameters.port, parameters.verbosity = [sys.argv[2]], 0, -1
server = xllamacpp.Server(parameters)
print(server.listening_address, flush=True)
threading.Event().wait()
"""


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[str, str]]:
    """The address and the key of llama.cpp's own server, in another process."""
    key = secrets.token_hex(16)
    process = subprocess.Popen([sys.executable, "-c", SERVING, str(smollm2()), key], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield process.stdout.readline().strip(), key
    finally:
        process.kill()
        process.communicate()


@pytest.mark.slow
def test_a_real_server_is_found_lists_its_model_writes_and_stops(served: tuple[str, str]) -> None:
    url, key = served
    (llm,) = open_server(url, (), key, 4096)
    assert llm.name == "smollm2"
    whole = text_of(llm, FRUITS)
    assert len(whole) > 10
    reply = llm.stream(STORY)
    while not next(reply):
        pass
    reply.close()
    assert text_of(llm, FRUITS) == whole
    with pytest.raises(LLMError, match=r"400: request \(\d+ tokens\) exceeds"):
        text_of(llm, [("user", "word " * 9000)])
    with pytest.raises(CiteseedError, match=r"refuses the key \(401\)"):
        open_server(url, (), "another", 4096)


@pytest.mark.slow
def test_the_settings_open_both(served: tuple[str, str]) -> None:
    url, key = served
    names = []
    for llm in open_llms(ChatSettings(llm_file=smollm2(), llm_url=url, llm_key=key)):
        names.append(llm.name)
        assert text_of(llm, FRUITS)
        if isinstance(llm, GGUF):
            llm.close()
    assert names == [smollm2().stem, "smollm2"]


@pytest.mark.slow
def test_what_it_writes_about_the_seeds_is_cited_exactly_and_nothing_shown_as_supported_is_unfounded(
    llm: GGUF, seeds: Path, real_embedder: Embedder, tmp_path: Path
) -> None:
    """The first of the own cases; `python -m eval --llm` is for all of them."""
    cases = [case for case in read_cases(OWN_CASES, scan(seeds)) if case.answerable][:8]
    outcomes = run(open_bot(tmp_path / "index", seeds, real_embedder), cases, llm=llm)
    scores = [outcome["scores"] for outcome in outcomes]
    assert sum(own["written"] or 0 for own in scores) >= 4
    assert {own["citation_validity"] for own in scores} <= {1.0, None}
    assert not any(own.get("unfounded") for own in scores)
