"""Parsing in another process: what it gives equals parsing in this one, and no file takes more than itself down."""

import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import ROOT
from index.errors import LoadError, ParserError
from index.reading.parser import InProcessParser, Parser, ParserProcess, _document, _typed
from index.records import Document
from tests.bad_parsers import DEEDS

GOOD = b"Harbor visit\n\nDate: May 24th, 2022\n\nThe minister toured the harbor on Tuesday.\n"
linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture(scope="module")
def process() -> Iterator[ParserProcess]:
    with ParserProcess() as process:
        yield process


@pytest.fixture(scope="module")
def strict() -> Iterator[ParserProcess]:
    """Parses what makes it misbehave, within 300 MB."""
    with ParserProcess(memory=300_000_000, module="tests.bad_parsers") as process:
        yield process


@pytest.fixture(scope="module")
def hurried() -> Iterator[ParserProcess]:
    with ParserProcess(seconds=2, module="tests.bad_parsers") as process:
        yield process


def _outcome(parser: Parser, source: str, data: bytes) -> Document | str:
    try:
        return parser.parse(source, data)
    except LoadError as error:
        return str(error)


def _children() -> dict[str, str]:
    """The states of this process's children that parse or did, by their ids: Z is a zombie."""
    children = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            if int(parent) == os.getpid() and (state == "Z" or "index.reading.parser_worker" in _command(stat.parent)):
                children[stat.parent.name] = state
        except OSError:
            continue
    return children


def _command(process: Path) -> str:
    return (process / "cmdline").read_bytes().decode()


_WHOLE = st.one_of(
    st.text().map(lambda text: text.encode()),
    st.text(st.characters(codec="cp1252")).map(lambda text: text.encode("cp1252")),
    st.text().map(lambda text: text.encode("utf-16")),
    st.binary(),
    st.sampled_from([GOOD, b"", b"\xff\xfe\x00\xd8", b"# \x00\x0bA title\n", "# ¡Título!\n\nÁgil.".encode()]),
)


@given(source=st.text(st.characters(), min_size=1), data=_WHOLE)
def test_another_process_makes_the_same_document_or_reason(process: ParserProcess, source: str, data: bytes) -> None:
    assert _outcome(process, source, data) == _outcome(InProcessParser(), source, data)


def test_all_fields_come_back() -> None:
    own = Document(
        "a.txt",
        "…",
        None,
        None,
        hashlib.sha256(b"a").hexdigest(),
        (0, 1),
        "es",
        ("page 2 is a scan",),
        "its text",
        ("b.txt",),
        ((1, 0.91),),
    )
    header = {
        "source": "a.txt", "title": None, "date": None, "sha256": own.sha256, "page_starts": [0, 1],
        "language": "es", "omissions": ["page 2 is a scan"], "dated_by": "its text", "copies": ["b.txt"],
        "recognised": [[1, 0.91]],
    }  # fmt: skip
    assert _document(dict(header), "…".encode(), "a.txt", b"a") == own
    surrogates = "\ud83d\ude00 \ud800 \0 😀"
    assert _document(dict(header), surrogates.encode(errors="surrogatepass"), "a.txt", b"a") == replace(
        own, body=surrogates
    )
    for wrong in (
        {"source": "b.txt"}, {"sha256": "0"}, {"title": 1}, {"language": None}, {"page_starts": [1, 0]},
        {"page_starts": [True]}, {"page_starts": [2]}, {"page_starts": "01"}, {"page_starts": [-1]},
        {"copies": ["b", 1]}, {"another": 1}, {"source": ["a.txt"]},
    ):  # fmt: skip
        with pytest.raises(ValueError):
            _document(header | wrong, "…".encode(), "a.txt", b"a")
    assert _typed([[1, "x"]], tuple[tuple[int, str], ...]) == ((1, "x"),)
    with pytest.raises(ValueError):
        _typed([1, "x", 2], tuple[int, str])


def test_a_file_has_its_time_anew_after_each_page_that_was_recognised(hurried: ParserProcess) -> None:
    assert hurried.parse("a.txt", b"pages 0.8 0.8 0.8 0.8").text.startswith("pages")
    with pytest.raises(LoadError, match="longer than 2 s"):
        hurried.parse("a.txt", b"pages 0.1 9")


def test_pages_are_not_recognised_forever() -> None:
    with (
        ParserProcess(seconds=2, module="tests.bad_parsers", recognising=-1.5) as parser,
        pytest.raises(LoadError, match="longer than 2 s"),
    ):
        parser.parse("a.txt", b"pages" + b" 0.4" * 20)


_REASONS = {
    "hang": "it took longer than 2 s to read; split it or save it anew or in another format",
    "spin": "it took longer than 2 s",
    "allocate": "it needs more than 0.3 GB of memory to read; split it",
    "segfault": "its parser crashed (signal 11)",
    "abort": "its parser crashed (signal 6)",
    "die": "its parser was killed, most likely for lack of memory",
    "exit": "its parser gave no answer; save it anew or in another format",
    "system exit": "its parser gave no answer",
    "close": "its parser gave no answer",
    "recurse": "its parser failed (RecursionError)",
    "value error": "its parser failed (ValueError); save it anew or in another format",
    "connect": "its parser tried to use the network or another program (socket.connect)",
    "resolve": "its parser tried to use the network or another program (socket.getaddrinfo)",
    "fork": "its parser tried to use the network or another program (os.fork)",
    "run": "its parser tried to use the network or another program (subprocess.Popen)",
    "system": "its parser tried to use the network or another program (os.system)",
    "no message": "its parser gave no answer",
    "too large": "its parser gave no answer",
    "another file": "its parser gave no answer",
    "no document": "its parser gave no answer",
    "deep": "its parser gave no answer",
}


@linux
@pytest.mark.parametrize("deed", DEEDS)
def test_a_bad_file_fails_alone_and_says_why(strict: ParserProcess, hurried: ParserProcess, deed: str) -> None:
    parser = hurried if deed in ("hang", "spin") else strict
    if deed == "print":
        assert parser.parse("print.txt", b"print").text == "print"
    else:
        with pytest.raises(LoadError) as caught:
            parser.parse("bad.txt", deed.encode())
        assert str(caught.value).startswith(_REASONS[deed])
    assert parser.parse("good.txt", GOOD).text == GOOD.decode()
    assert "Z" not in _children().values()


@linux
def test_closing_leaves_no_process() -> None:
    before = {*_children()}
    with ParserProcess() as parser:
        assert {*_children()} == before, "started before it is needed"
        parser.parse("a.txt", GOOD)
        assert len(_children()) == len(before) + 1
    assert {*_children()} == before
    assert parser.parse("a.txt", GOOD).date == "2022-05-24", "it starts anew"
    parser.close()
    parser.close()
    assert {*_children()} == before


def test_a_process_that_can_not_start_is_no_fault_of_the_file() -> None:
    with ParserProcess(module="tests.no_such_module") as parser, pytest.raises(ParserError, match="no_such_module"):
        parser.parse("a.txt", GOOD)


def test_threads_share_one_process(process: ParserProcess) -> None:
    documents: dict[int, Document] = {}

    def parse(number: int) -> None:
        for _ in range(20):
            documents[number] = process.parse(f"{number}.txt", b"%d" % number)

    threads = [threading.Thread(target=parse, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {number: document.text for number, document in documents.items()} == {n: str(n) for n in range(8)}


def test_the_folder_one_stands_in_is_not_imported_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(9)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with ParserProcess() as parser:
        assert parser.parse("a.txt", GOOD).date == "2022-05-24"


_PARENT = """
import sys, threading, time
from index.reading.parser import ParserProcess
parser = ParserProcess(module="tests.bad_parsers")
parser.parse("a.txt", b"good")
print(parser._worker._process.pid, flush=True)
parser.parse("b.txt", sys.argv[1].encode()) if sys.argv[1:] else time.sleep(60)
"""


@linux
@pytest.mark.parametrize("deed", [None, "hang", "spin"])
def test_it_ends_when_its_parent_is_killed(deed: str | None) -> None:
    command = [sys.executable, "-c", _PARENT, *([deed] if deed else [])]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout
        worker = Path("/proc") / parent.stdout.readline().decode().strip()
        assert "index.reading.parser_worker" in _command(worker)
        time.sleep(0.3)
        parent.send_signal(signal.SIGKILL)
    ended = time.monotonic() + 10
    while worker.exists() and _command(worker) and time.monotonic() < ended:
        time.sleep(0.05)
    assert not worker.exists() or not _command(worker)


@linux
def test_ctrl_c_is_quiet_and_its_answer_is_not_the_next_files(strict: ParserProcess) -> None:
    strict.parse("a.txt", GOOD)
    threading.Timer(0.3, os.kill, [os.getpid(), signal.SIGINT]).start()  # to the process, as a terminal sends it
    with pytest.raises(KeyboardInterrupt):
        strict.parse("a.txt", b"hang")
    assert strict.parse("a.txt", b"Next.").text == "Next."
