"""Rebuilds the index in the background, one build at a time, for as many as want to watch it."""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from dataclasses import dataclass
from threading import Event, Lock, Thread

from index.building.progress import BuildProgress, Show, TimeLeft, figures
from index.building.report import Report
from index.errors import BuildStopped, CiteseedError

Build = Callable[[Show, Event], Report]
"""Shows its steps, and ends soon after the event is set: see `index.building.build`."""

_LOG = logging.getLogger(__name__)
_EVERY = 0.2  # seconds between looks


@dataclass(frozen=True, slots=True)
class Step:
    """How far a build is. `left` are the seconds that it will still take, None if that can't be told yet."""

    progress: BuildProgress | None = None
    left: float | None = None

    @property
    def fraction(self) -> float:
        """From 0 to 1: of the bytes, or of the files if none has to be read."""
        at = self.progress
        if at is None:
            return 0.0
        done, total = (at.bytes, at.bytes_total) if at.bytes_total else (at.files, at.files_total)
        return min(done / total, 1.0) if total else 0.0

    @property
    def text(self) -> str:
        """One line. It may name a file: show it as text."""
        progress = self.progress
        if progress is None:
            return "Starting"
        line = ", ".join(figures(progress, self.left))
        if progress.files == progress.files_total:
            return f"{line}: writing the index"
        return f"{line}: {progress.source}" if progress.source else line


class Builds:
    """Starts a build, or one that waits for the one that is running."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last: _Running | None = None

    @property
    def running(self) -> bool:
        return self._last is not None and not self._last.outcome.done()

    def follow(self, build: Build) -> Iterator[Step | Report]:
        """The steps of a build, and its report. Raises what the build raises.

        It looks at the folder after the first step was asked for: while another build is running its steps are given,
        then those of the next, which all share who have asked meanwhile. Whoever stops listening leaves the build to
        go on to its end.
        """
        with self._lock:
            if self._last is None or self._last.begun:
                before = self._last if self.running else None
                self._last = _Running(build, before, self._lock)
            running = self._last
        yield running.step
        while not wait([running.outcome], timeout=_EVERY).done:
            yield running.step
        yield running.outcome.result()

    def stop(self, timeout: float = 10.0) -> None:
        """Has the running build end soon, what it has finished being kept, and waits for that: `timeout` in seconds."""
        if last := self._last:
            last.stop()
            wait([last.outcome], timeout)


class _Running:
    """A build, which begins when the one `before` it has ended, however that went."""

    def __init__(self, build: Build, before: "_Running | None", lock: Lock) -> None:
        self.outcome: Future[Report] = Future()
        self.begun = False  # to look at the folder
        self.stopped = Event()
        self._step = Step()
        self._left = TimeLeft()
        self._before = before
        self._lock = lock
        Thread(target=self._run, args=[build], name="rebuild", daemon=True).start()

    @property
    def step(self) -> Step:
        before = self._before
        return before.step if before else self._step

    def stop(self) -> None:
        self.stopped.set()
        if before := self._before:
            before.stop()

    def _run(self, build: Build) -> None:
        if self._before:
            wait([self._before.outcome])
        with self._lock:
            self.begun, self._before = True, None
        try:
            if self.stopped.is_set():
                raise BuildStopped("Stopped before the index was rebuilt. Rebuild it.")
            self.outcome.set_result(build(self._show, self.stopped))
        except BaseException as error:
            _LOG.warning("The index was not rebuilt. %s", error, exc_info=not isinstance(error, CiteseedError))
            self.outcome.set_exception(error)

    def _show(self, progress: BuildProgress) -> None:
        self._step = Step(progress, self._left.update(progress))
