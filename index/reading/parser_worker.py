"""The process that parses: one file in, one `Document` out, until its input ends. `index.reading.parser` starts it.

Both ways a message is one line of JSON, then as many bytes as its `size` says: a file's data, a document's text.
Before the answer there may be messages that say `more`: a page was recognised, which takes long, and there are others.
Nothing is unpickled: what a file has made of this process must not reach the one that asked.
"""

import importlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from index.errors import LoadError
from index.records import Document

Parse = Callable[[str, bytes, Callable[[], None]], Document]
Answer = Callable[[dict[str, Any], bytes, Callable[[], None]], tuple[dict[str, Any], bytes]]
"""Makes the message that answers one; what it calls meanwhile says that there is more to come."""

MAX_TEXT = 200_000_000  # bytes: four times the largest file that is read
OUT_OF_MEMORY = 77  # exit code
REMEDY = "save it anew or in another format"
_MAX_LINE = 20_000_000  # bytes: room for the page starts of a million pages
_FORBIDDEN = frozenset(
    "socket.connect socket.bind socket.sendto socket.sendmsg socket.getaddrinfo socket.gethostbyname "
    "socket.gethostbyaddr socket.getnameinfo subprocess.Popen os.system os.exec os.fork os.forkpty os.posix_spawn "
    "os.spawn os.startfile pty.spawn".split()
)


def send(pipe: IO[bytes], header: dict[str, Any], body: bytes = b"") -> None:
    """Writes one message. Lone surrogates, which a text may hold, pass as they are."""
    line = json.dumps(header | {"size": len(body)}, ensure_ascii=False)
    pipe.write(line.encode(errors="surrogatepass") + b"\n")
    pipe.write(body)
    pipe.flush()


def receive(pipe: IO[bytes], limit: int | None = None) -> tuple[dict[str, Any], bytes]:
    """Reads one message; `EOFError` if it ends early, `ValueError` if it isn't one or is larger than `limit`."""
    line = pipe.readline(_MAX_LINE)
    if not line:
        raise EOFError
    header = json.loads(line.decode(errors="surrogatepass"))
    size = header.pop("size", None) if isinstance(header, dict) else None
    if type(size) is not int or size < 0 or (limit is not None and size > limit):
        raise ValueError("not a message of the parser")
    body = pipe.read(size)
    if len(body) < size:
        raise EOFError
    return header, body


def main(module: str, seconds: float, memory: int) -> None:
    """Answers with `module.parse` until the input ends."""
    first = b"# First\n\nWhat every file needs is loaded before the first, by 1 May 2024, and before the limits."
    serve(lambda: _parsing(importlib.import_module(module).parse), {"source": "first.md"}, first, seconds, memory)


def serve(load: Callable[[], Answer], header: dict[str, Any], data: bytes, seconds: float, memory: int) -> None:
    """Answers until the input ends with what is loaded, after a first message of this `header` and `data` that nobody
    hears of. `memory` (bytes) is for one file, as are `seconds`, which begin anew whenever there is more to come."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)  # libraries that print must not be taken for answers
    answer = load()
    with suppress(Exception):
        answer(header, data, lambda: None)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    _limit_space(memory)
    sys.addaudithook(_forbid)
    send(answers, {"ready": True})
    os.dup2(nowhere, 2)
    while True:
        try:
            header, data = receive(requests)
        except EOFError:
            return
        _limit_time(seconds)
        try:
            _answer(answers, answer, header, data, seconds)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)  # what the parser left behind may be half done


def _parsing(parse: Parse) -> Answer:
    def parsed(header: dict[str, Any], data: bytes, more: Callable[[], None]) -> tuple[dict[str, Any], bytes]:
        document = asdict(parse(header["source"], data, more))
        text = document.pop("body").encode(errors="surrogatepass")
        if len(text) > MAX_TEXT:
            raise LoadError(f"its text is larger than {MAX_TEXT // 1_000_000} MB; split it")
        return document, text

    return parsed


def _answer(answers: IO[bytes], answer: Answer, asked: dict[str, Any], data: bytes, seconds: float) -> None:
    def more() -> None:
        _limit_time(seconds)
        send(answers, {"more": True})

    try:
        header, body = answer(asked, data, more)
    except MemoryError:
        raise
    except LoadError as error:
        send(answers, {"error": str(error)})
    except Exception as error:
        send(answers, {"error": f"its parser failed ({type(error).__name__}); {REMEDY}"})
    else:
        send(answers, header, body)


def _end_with(parent: int) -> None:
    """Ends this process, hung or not, soon after its parent was killed; POSIX gives orphans another parent."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _forbid(event: str, _: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN:
        raise LoadError(f"its parser tried to use the network or another program ({event}); save it anew")


def _limit_space(memory: int) -> None:
    """Bounds what can be mapped from here on, files written and files open, where the system can."""
    with suppress(ImportError):
        import resource

        mapped = 0
        with suppress(OSError):
            mapped = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        for kind, limit in (
            (resource.RLIMIT_AS, mapped + memory),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_NOFILE, 128),
            (resource.RLIMIT_FSIZE, 100_000_000),
        ):
            with suppress(ValueError, OSError):  # macOS refuses RLIMIT_AS
                resource.setrlimit(kind, (limit, limit))


def _limit_time(seconds: float) -> None:
    """A second net below the parent's clock: twice its time on the CPU from now on, then SIGXCPU."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + 2 * seconds) + 2, most))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))
