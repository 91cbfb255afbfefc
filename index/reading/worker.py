"""A process of this Python that answers messages (`parser_worker`), each within a time, and is killed else."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from subprocess import PIPE
from threading import Event, Timer
from typing import IO, Any, cast

from index import ROOT
from index.errors import ParserError
from index.reading.parser_worker import receive, send

# Buffers for every core of a large machine would be mapped, unused, and count as memory.
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}

_START = 60.0  # seconds


class Ended(Exception):
    """The process gives no more answers. Its argument is the exit code, negative for signals, None if it runs."""


class Worker:
    """A running `python -m arguments`, which may take `seconds` for each answer.

    `ParserError` if it doesn't start. After any exception it is of no more use but to `end` it.
    """

    def __init__(self, arguments: Sequence[str], seconds: float) -> None:
        self._seconds = seconds
        paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
        # What is set for citeseed stays here: keys are among it.
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CITESEED_")}
        environment = inherited | _ONE_THREAD | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
        # -P: the folder of documents that one stands in may hold a json.py.
        command = [sys.executable, "-P", "-m", *arguments]
        with tempfile.TemporaryFile() as stderr:
            try:
                self._process = subprocess.Popen(  # in a session of its own: Ctrl-C is the parent's to deal with
                    command, stdin=PIPE, stdout=PIPE, stderr=stderr, env=environment, start_new_session=True
                )
            except OSError as error:
                raise ParserError(f"The process that reads files did not start: {error}") from error
            self._pipes = cast("tuple[IO[bytes], IO[bytes]]", (self._process.stdin, self._process.stdout))
            try:
                with self._killed_after(_START):
                    receive(self._pipes[1])
            except BaseException as error:
                self.end()
                if not isinstance(error, EOFError | ValueError | TimeoutError):
                    raise
                stderr.seek(0)
                complaint = stderr.read()[-2000:].decode(errors="replace") or f"It took longer than {_START:g} s."
                raise ParserError(f"The process that reads files did not start:\n{complaint}") from error

    def ask(self, header: dict[str, Any], body: bytes, limit: int, longest: float = 0) -> tuple[dict[str, Any], bytes]:
        """The answer to a message; `TimeoutError`, or `Ended` if there is none or it is larger than `limit`.

        Its time begins anew with each message that says `more` first, as long as that comes within `longest` seconds.
        """
        begun = time.monotonic()
        answer = self._exchange(header, body, limit)
        while answer and "more" in answer[0]:
            if time.monotonic() - begun > longest:
                raise TimeoutError
            answer = self._exchange(None, b"", limit)
        if answer:
            return answer
        try:
            raise Ended(self._process.wait(timeout=1))
        except subprocess.TimeoutExpired:
            raise Ended(None) from None

    def _exchange(self, header: dict[str, Any] | None, body: bytes, limit: int) -> tuple[dict[str, Any], bytes] | None:
        """Sends a message, if there is one, and returns the next that comes in time, None if it is none."""
        stdin, stdout = self._pipes
        with self._killed_after(self._seconds), suppress(OSError, EOFError, ValueError, RecursionError):
            if header:
                send(stdin, header, body)
            return receive(stdout, limit)
        return None

    @contextmanager
    def _killed_after(self, seconds: float) -> Iterator[None]:
        """Kills the process if what is done inside takes longer, which ends any wait for it: `TimeoutError` then."""
        expired = Event()

        def kill() -> None:
            expired.set()
            _kill(self._process)

        timer = Timer(seconds, kill)  # a thread for each: 0.3 ms
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()
        if expired.is_set():
            raise TimeoutError

    def end(self) -> None:
        _kill(self._process)
        for pipe in self._pipes:
            with suppress(OSError):
                pipe.close()
        self._process.wait()


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """Kills the process and, where there are process groups, what it may have started."""
    if process.returncode is not None:
        return
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
