"""Rebuilds the index in the background, one build at a time, for as many as want to watch it."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from threading import Event, Lock, Thread

from app.words.catalogue import percent, said
from index.building.progress import BuildProgress, Show, TimeLeft, spelt
from index.building.report import Report
from index.errors import BuildStopped, CiteseedError

Build = Callable[[Show, Event], Report]
"""Shows its steps, and ends soon after the event is set: see `index.building.build`."""

_LOG = logging.getLogger(__name__)


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
        """One line."""
        progress = self.progress
        if progress is None:
            return said("reading.starting")
        share = percent(self.fraction)
        done = said("reading.done", share=share, files=progress.files, total=progress.files_total)
        if progress.files == progress.files_total:
            return said("reading.joining", done=done)
        return done if self.left is None else said("reading.left", done=done, time=spelt(self.left))

    @property
    def source(self) -> str:
        """The file it is at, "" if none has to be read."""
        return self.progress.source if self.progress else ""


class Builds:
    """Starts a build, or one that waits for the one that is running."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.last: Running | None = None

    def start(self, build: Build) -> "Running":
        """A build that looks at the folder after this: while another one is running it waits for that, and is shared by
        all who ask meanwhile. It goes on to its end, whoever watches."""
        with self._lock:
            if self.last is None or self.last.begun:
                before = self.last if self.last and self.last.is_running else None
                self.last = Running(build, before, self._lock)
            return self.last

    def stop(self, timeout: float = 10.0) -> None:
        """Has the running build end soon, what it has finished being kept, and waits for that: `timeout` in seconds."""
        if last := self.last:
            last.stop()
            wait([last.outcome], timeout)


class Running:
    """A build, which begins when the one `before` it has ended, however that went. `outcome` is its report, or what it
    raised."""

    def __init__(self, build: Build, before: "Running | None", lock: Lock) -> None:
        self.outcome: Future[Report] = Future()
        self.begun = False  # to look at the folder
        self.stopped = Event()
        self._step = Step()
        self._left = TimeLeft()
        self._before = before
        self._lock = lock
        Thread(target=self._run, args=[build], name="rebuild", daemon=True).start()

    @property
    def is_running(self) -> bool:
        return not self.outcome.done()

    @property
    def step(self) -> Step:
        """How far it is; or the one before it, as long as that is running."""
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
                raise BuildStopped(said("reading.stopped"))
            self.outcome.set_result(build(self._show, self.stopped))
        except BaseException as error:
            _LOG.warning("The index was not rebuilt. %s", error, exc_info=not isinstance(error, CiteseedError))
            self.outcome.set_exception(error)

    def _show(self, progress: BuildProgress) -> None:
        self._step = Step(progress, self._left.update(progress))
