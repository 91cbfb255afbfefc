"""Rebuilds the index in the background, one build at a time, for as many as want to watch it."""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from dataclasses import dataclass
from threading import Event, Lock, Thread

from index.errors import CiteseedError
from index.progress import Progress, Show, TimeLeft, figures
from index.report import Report

Build = Callable[[Show], Report]

_LOG = logging.getLogger(__name__)
_EVERY = 0.2  # seconds between looks


@dataclass(frozen=True, slots=True)
class Step:
    """How far a build is. `left` are the seconds that it will still take, None if that can't be told yet."""

    progress: Progress | None = None
    left: float | None = None

    @property
    def fraction(self) -> float:
        """From 0 to 1: of the bytes, or of the files if none has to be read."""
        own = self.progress
        if own is None:
            return 0.0
        done, total = (own.bytes, own.bytes_total) if own.bytes_total else (own.files, own.files_total)
        return min(done / total, 1.0) if total else 0.0

    @property
    def text(self) -> str:
        """One line. It may name a file: show it as text."""
        own = self.progress
        if own is None:
            return "Starting"
        line = ", ".join(figures(own, self.left))
        if own.files == own.files_total:
            return f"{line}: writing the index"
        return f"{line}: {own.source}" if own.source else line


class Builds:
    """Starts a build, or joins the one that is running."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._running: _Running | None = None

    @property
    def running(self) -> bool:
        return self._running is not None and not self._running.outcome.done()

    def follow(self, build: Build) -> Iterator[Step | Report]:
        """The steps of the running build, and its report; of `build` if none is running. Raises what the build raises.

        It starts at the first step asked for. Whoever stops listening leaves the build to go on to its end.
        """
        with self._lock:
            if self._running is None or self._running.outcome.done():
                self._running = _Running(build)
            running = self._running
        yield running.step
        while not wait([running.outcome], timeout=_EVERY).done:
            yield running.step
        yield running.outcome.result()

    def stop(self, timeout: float = 10.0) -> None:
        """Has the running build end soon, what it has finished being kept, and waits for that: `timeout` in seconds."""
        if running := self._running:
            running.stop.set()
            wait([running.outcome], timeout)


class _Running:
    def __init__(self, build: Build) -> None:
        self.outcome: Future[Report] = Future()
        self.step = Step()
        self.stop = Event()
        self._left = TimeLeft()
        Thread(target=self._run, args=[build], name="rebuild", daemon=True).start()

    def _run(self, build: Build) -> None:
        try:
            self.outcome.set_result(build(self._show))
        except BaseException as error:
            _LOG.warning("The index was not rebuilt. %s", error, exc_info=not isinstance(error, CiteseedError))
            self.outcome.set_exception(error)

    def _show(self, progress: Progress) -> None:
        self.step = Step(progress, self._left.update(progress))
        if self.stop.is_set() and progress.source:
            raise KeyboardInterrupt  # which a build takes for what it is: it keeps what is finished
