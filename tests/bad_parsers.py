"""A module to parse with in tests: does to its process what the file says, and takes any other file as it is."""

import ctypes
import hashlib
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from index.records import Document


def _allocate() -> None:
    kept = []
    while True:
        kept.append(bytearray(10_000_000))


def _recurse() -> None:
    _recurse()


def _connect() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as own:
        own.settimeout(1)
        own.connect(("127.0.0.1", 9))


def _print() -> None:
    print('{"error": "printed"}', flush=True)
    os.write(1, b'{"error": "written"}\n' * 10_000)
    os.write(2, b"complaint" * 100_000)
    assert sys.stdin.read() == ""


def _lie(**fields: object) -> None:
    """Answers past the protocol's own code, as a parser taken over could: on the pipe to the parent."""
    answers = next(fd for fd in range(3, 20) if _is_pipe_to_write(fd))
    os.write(answers, json.dumps(fields).encode() + b"\n")
    time.sleep(60)


def _is_pipe_to_write(fd: int) -> bool:
    try:
        flags = re.search(r"flags:\s*(\d+)", Path(f"/proc/self/fdinfo/{fd}").read_text())
        is_pipe = str(Path(f"/proc/self/fd/{fd}").readlink()).startswith("pipe:")
    except OSError:
        return False
    return is_pipe and flags is not None and bool(int(flags.group(1), 8) & os.O_WRONLY)


def _raise(error: BaseException) -> None:
    raise error


def _deep() -> None:
    answers = next(fd for fd in range(3, 20) if _is_pipe_to_write(fd))
    os.write(answers, b"[" * 60_000 + b"\n")


_DEEDS: dict[bytes, Callable[[], object]] = {
    b"hang": lambda: time.sleep(60),
    b"spin": lambda: [None for _ in iter(int, 1)],
    b"allocate": _allocate,
    b"segfault": lambda: ctypes.string_at(0),
    b"abort": os.abort,
    b"die": lambda: os.kill(os.getpid(), 9),
    b"print": _print,
    b"exit": lambda: os._exit(3),
    b"system exit": lambda: _raise(SystemExit(0)),
    b"recurse": _recurse,
    b"value error": lambda: _raise(ValueError("of the parser")),
    b"connect": _connect,
    b"resolve": lambda: socket.getaddrinfo("localhost", 80),
    b"fork": lambda: os.fork(),
    b"run": lambda: subprocess.run(["true"], check=False),
    b"system": lambda: os.system("true"),
    b"close": lambda: os.closerange(3, 20),
    b"no message": lambda: _lie(),
    b"too large": lambda: _lie(size=10**12),
    b"another file": lambda: _lie(
        source="b.txt", title=None, date=None, sha256="", page_starts=[], language="en", copies=[], size=0
    ),
    b"no document": lambda: _lie(source=1, size=0),
    b"deep": _deep,
}
DEEDS = tuple(deed.decode() for deed in _DEEDS)


def parse(source: str, data: bytes, more: Callable[[], None]) -> Document:
    if data.startswith(b"pages"):
        for pause in data.split()[1:]:
            time.sleep(float(pause))
            more()
    if deed := _DEEDS.get(data):
        deed()
    return Document(source, data.decode(), None, None, hashlib.sha256(data).hexdigest())
