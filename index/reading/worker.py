"""A process of this Python that answers messages (`parser_worker`), each within a time, and is killed else."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import IO, Any, cast

from index import ROOT
from index.errors import ParserError
from index.reading.parser_worker import receive, send

# Buffers for every core of a large machine would be mapped, unused, and count as memory.
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}

_START = 60.0  # seconds


class Ended(Exception):
    """The process gives no more answers. `code` is its exit code, negative for a signal, None if it still runs."""

    def __init__(self, code: int | None) -> None:
        super().__init__(f"ended with {code}")
        self.code = code


class Worker:
    """A running `python -m arguments`, which may take `seconds` for each answer.

    `ParserError` if it doesn't start. After any exception it is of no more use but to `end` it.
    """

    def __init__(self, arguments: Sequence[str], seconds: float) -> None:
        paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
        # What is set for citeseed stays here: keys are among it.
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CITESEED_")}
        environment = inherited | _ONE_THREAD | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
        # -P: the folder of documents that one stands in may hold a json.py.
        command = [sys.executable, "-P", "-m", *arguments]
        with tempfile.TemporaryFile() as stderr:
            try:
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=stderr,
                    env=environment,
                    start_new_session=True,  # Ctrl-C is the parent's to deal with
                )
            except OSError as error:
                raise ParserError(f"The process that reads files did not start: {error}") from error
            self._pipes = cast("tuple[IO[bytes], IO[bytes]]", (self._process.stdin, self._process.stdout))
            self._watchdog = _Watchdog(self._process, _START)
            try:
                with self._watchdog:
                    receive(self._pipes[1])
                self._watchdog.stop()
                self._watchdog = _Watchdog(self._process, seconds)
            except BaseException as error:
                self.end()
                if not isinstance(error, EOFError | ValueError):
                    raise
                stderr.seek(0)
                complaint = stderr.read()[-2000:].decode(errors="replace") or f"It took longer than {_START:g} s."
                raise ParserError(f"The process that reads files did not start:\n{complaint}") from error

    def ask(self, header: dict[str, Any], body: bytes, limit: int) -> tuple[dict[str, Any], bytes]:
        """The answer to a message; `TimeoutError`, or `Ended` if there is none or it is larger than `limit`."""
        stdin, stdout = self._pipes
        answer = None
        with self._watchdog, suppress(OSError, EOFError, ValueError, RecursionError):
            send(stdin, header, body)
            answer = receive(stdout, limit)
        if self._watchdog.expired:
            raise TimeoutError
        if answer:
            return answer
        try:
            raise Ended(self._process.wait(timeout=1))
        except subprocess.TimeoutExpired:
            raise Ended(None) from None

    def end(self) -> None:
        self._watchdog.stop()
        _kill(self._process)
        for pipe in self._pipes:
            with suppress(OSError):
                pipe.close()
        self._process.wait()


class _Watchdog:
    """Kills a process that takes longer than `seconds`, which ends any wait for it. The time runs inside `with`.

    One thread for all messages, since a timer for each would cost more than most answers. It need not hear of a new
    one: it sleeps until the time is up that a message sent now would have, or the present one has.
    """

    def __init__(self, process: "subprocess.Popen[bytes]", seconds: float) -> None:
        self.expired = False
        self._process, self._seconds = process, seconds
        self._due: float | None = None
        self._lock, self._stopped = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def __enter__(self) -> None:
        self._due = time.monotonic() + self._seconds

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._due = None

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _watch(self) -> None:
        wait = self._seconds
        while not self._stopped.wait(wait):
            with self._lock:
                wait = self._seconds if self._due is None else self._due - time.monotonic()
                if wait <= 0:
                    self.expired = True
                    _kill(self._process)
                    return


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """Kills the process and, where there are process groups, what it may have started."""
    if process.returncode is not None:
        return
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
