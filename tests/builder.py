"""A builder in a process of its own, for tests that kill it or spoil its disk.

Run as a program it imports everything once, then forks a child for each build that it is told of: so a build costs no
start, and what is counted in it begins where the build does.
"""

import ctypes
import io
import json
import mmap
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from index import ROOT
from index.building.build import build
from index.embedding.embedder import HashingEmbedder
from index.errors import reported
from index.reading.parser import InProcessParser

_SETTLED = 0.1  # seconds
KILLED = 70  # the exit code of a child that died at its failpoint
_OPERATIONS = frozenset(
    "os.rename os.mkdir os.remove os.rmdir os.link os.symlink os.truncate shutil.rmtree shutil.move sqlite3.connect "
    "tempfile.mkdtemp tempfile.mkstemp".split()
)
CHANGES = (
    "openat,creat,write,pwrite64,writev,pwritev,ftruncate,fallocate,rename,renameat,renameat2,mkdir,mkdirat,unlink,"
    "unlinkat,rmdir,fsync,fdatasync,link,linkat,symlink,symlinkat,chmod,fchmod,fchmodat,utimensat,sync_file_range"
)  # every system call that changes a file; opening to read only is sorted out in the trace

_SET_PTRACER = 0x59616D61  # prctl's
_STRACE = shutil.which("strace")
_TRACES = bool(_STRACE) and not subprocess.run([_STRACE or "", "true"], capture_output=True, check=False).returncode
needs_strace = pytest.mark.skipif(
    not _TRACES and not os.environ.get("CI"), reason="strace is missing, or may not trace: install the package strace"
)
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system can't fork")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a build ended: its exit code, negative for a signal; what it said; the system calls that were traced."""

    code: int
    said: str
    calls: "Sequence[Call]" = field(default=(), repr=False)


class Builder:
    """Builds with `HashingEmbedder` and `InProcessParser`, one build after the other."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        self._process = process
        self._go, self._trace = folder / "go", folder / "trace"

    def build(self, corpus: Path, index_dir: Path, **how: int) -> Outcome:
        """`die_at=k`: dies at its k-th audited file operation. `file_size`: the most bytes a file may have."""
        self._go.touch()
        self._start(corpus, index_dir, how)
        return self._ended()

    def traced(self, corpus: Path, index_dir: Path, *inject: str, trace: str = CHANGES) -> Outcome:
        """Under strace, which attaches to the child before that begins to build; `inject` as strace has it.

        strace counts the calls of each thread: those of the thread that builds, which does all writing, are returned.
        """
        self._go.unlink(missing_ok=True)
        pid = self._start(corpus, index_dir, {})
        rules = [word for rule in inject for word in ("-e", f"inject={rule}")]
        assert _STRACE, "CI needs strace"
        command = [_STRACE, "-f", "-y", "-e", f"trace={trace}", *rules, "-o", str(self._trace), "-p", str(pid)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
            assert strace.stderr
            attached = strace.stderr.readline()
            assert "attached" in attached, attached
            self._go.touch()
            outcome = self._ended()
        counted: Counter[str] = Counter()
        calls = []
        for line in self._trace.read_text(encoding="utf-8", errors="replace").splitlines():
            if match := re.match(rf"{pid} +((\w+)\(.*)", line):
                counted[match[2]] += 1
                calls.append(Call(match[2], counted[match[2]], match[1]))
        return Outcome(outcome.code, outcome.said, calls)

    def _start(self, corpus: Path, index_dir: Path, how: dict[str, int]) -> int:
        assert self._process.stdin and self._process.stdout
        order = {"corpus": str(corpus), "index_dir": str(index_dir), "go": str(self._go), **how}
        self._process.stdin.write(f"{json.dumps(order)}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def _ended(self) -> Outcome:
        assert self._process.stdout
        return Outcome(**json.loads(self._process.stdout.readline()))


@contextmanager
def builder() -> Iterator[Builder]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            [sys.executable, "-m", "tests.builder"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=ROOT,
        ) as process,
    ):
        yield Builder(process, Path(folder))


@dataclass(frozen=True, slots=True)
class Call:
    """A system call of a traced build: the `nth` of its `name`, which is how strace counts them."""

    name: str
    nth: int
    text: str

    def inject(self, what: str) -> str:
        return f"{self.name}:{what}:when={self.nth}"


def copied(base: Path, index_dir: Path) -> Path:
    """A copy of the index `base` in place of another, whose files count as settled: a build takes note of them or not,
    but not by luck."""
    shutil.rmtree(index_dir, ignore_errors=True)
    shutil.copytree(base, index_dir)
    time.sleep(_SETTLED)
    return index_dir


def changes(calls: Sequence[Call], index_dir: Path) -> list[Call]:
    """Those that change something in the index, failed ones too."""
    return [
        call
        for call in calls
        if str(index_dir) in call.text and not (call.name == "openat" and "O_RDONLY" in call.text)
    ]


def _main() -> None:
    _warm_up()
    said = mmap.mmap(-1, 1 << 16)  # shared with the children: telling what went wrong takes no system call
    for line in sys.stdin:
        order = json.loads(line)
        said[:] = bytes(len(said))
        child = os.fork()
        if child == 0:
            _child(said, **order)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        text = said[:].rstrip(b"\0").decode(errors="replace")
        print(json.dumps({"code": code, "said": text}), flush=True)


def _warm_up() -> None:
    """Imports and loads what a build does at first use, tokenizer and stemmer included."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "root").mkdir()
        (Path(folder) / "root" / "a.txt").write_text("The minister toured the harbor.", encoding="utf-8")
        build(Path(folder) / "root", Path(folder) / "index", HashingEmbedder(), parser=InProcessParser())


def _child(said: mmap.mmap, corpus: str, index_dir: str, go: str, die_at: int = 0, file_size: int = 0) -> None:
    code = 99
    try:
        with suppress(AttributeError):  # where a process may trace but its own children, unless these allow it
            ctypes.CDLL(None).prctl(_SET_PTRACER, ctypes.c_ulong(-1), 0, 0, 0)
        print(os.getpid(), flush=True)
        while not Path(go).exists():
            time.sleep(0.002)
        if die_at:
            sys.addaudithook(_failpoint(Path(index_dir), die_at))
        if file_size:
            _limit_files(file_size)
        words = io.StringIO()
        with redirect_stderr(words):
            code = reported(lambda: _built(Path(corpus), Path(index_dir)))
        text = words.getvalue()
    except BaseException as error:  # a traceback, which users must never see
        text = f"Traceback: {error!r}"
    finally:
        told = text.encode()[: len(said)]
        said[: len(told)] = told
        os._exit(code)


def _built(corpus: Path, index_dir: Path) -> int:
    report = build(corpus, index_dir, HashingEmbedder(), parser=InProcessParser())
    return 2 if report.files_failed else 0


def _limit_files(size: int) -> None:
    import resource
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # so that a write fails, as on a full disk
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def _failpoint(index_dir: Path, k: int) -> Callable[[str, tuple[Any, ...]], None]:
    operations = 0

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal operations
        if event in _OPERATIONS or (event == "open" and _writes_below(index_dir, *arguments)):
            operations += 1
            if operations == k:
                if event == "open":
                    with suppress(OSError):
                        os.open(arguments[0], arguments[2])  # dies once the file is made, or emptied
                os._exit(KILLED)

    return hook


def _writes_below(folder: Path, path: object, mode: str | None, flags: int) -> bool:
    if not isinstance(path, str | bytes | os.PathLike):
        return False  # a descriptor: its opening was seen
    writes = bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)) or not set(mode or "r").isdisjoint("wax+")
    return writes and folder in Path(os.fsdecode(path)).parents


if __name__ == "__main__":
    _main()
