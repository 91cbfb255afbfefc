"""What a build shows on standard error while it works: a bar on a terminal, else a line every few seconds."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from index.language.tidy import printable

_SMOOTHED_OVER = 20.0  # seconds: what was measured longer ago counts for less than 1/e
_SAMPLE = 0.5  # seconds: over less, the speed of one file would be taken
_BAR = 40  # columns at most
_LEAST_BAR = 8


@dataclass(frozen=True, slots=True)
class BuildProgress:
    """How far a build is: at the file `source`, with so many `chunks` embedded. `bytes` are of the files to be read."""

    source: str
    files: int
    files_total: int
    chunks: int
    bytes: int
    bytes_total: int
    seconds: float


Show = Callable[[BuildProgress], None]


def silent(progress: BuildProgress) -> None:
    """Shows nothing."""


class TimeLeft:
    """Seconds that a build will still take, from the bytes done so far, the last ones weighing most."""

    def __init__(self) -> None:
        self._bytes, self._seconds = 0, 0.0
        self._speed: float | None = None

    def update(self, progress: BuildProgress) -> float | None:
        """None until anything was measured."""
        seconds = progress.seconds - self._seconds
        if seconds >= _SAMPLE:
            speed = (progress.bytes - self._bytes) / seconds
            weight = 1.0 if self._speed is None else 1 - math.exp(-seconds / _SMOOTHED_OVER)
            self._speed = (self._speed or 0.0) + weight * (speed - (self._speed or 0.0))
            self._bytes, self._seconds = progress.bytes, progress.seconds
        ahead = progress.bytes_total - progress.bytes
        return max(ahead / self._speed - (progress.seconds - self._seconds), 0.0) if self._speed else None


@contextmanager
def build_progress(console: Console | None = None, every: float = 5.0) -> Iterator[Show]:
    """What to call with each step of a build. Without a terminal, builds shorter than `every` seconds show nothing."""
    console = console or Console(stderr=True)
    left = TimeLeft()
    if not console.is_terminal or console.is_dumb_terminal:
        last = 0.0

        def show(progress: BuildProgress) -> None:
            nonlocal last
            remaining = left.update(progress)
            if progress.seconds - last >= every:
                last = progress.seconds
                line = f"{', '.join(figures(progress, remaining))}: {printable(progress.source)}"
                console.print(line, markup=False, highlight=False, soft_wrap=True)

        yield show
        return
    with Live(Text("Starting"), console=console, transient=True) as live:
        yield lambda progress: live.update(_bar(progress, left.update(progress), console.width))


def fitted(text: str, width: int) -> str:
    """`text` in `width` columns, its middle left out if it must: where it is and what it is called stay.

    >>> fitted("reports/2022/quarter-3/summary.pdf", 20)
    'reports/…summary.pdf'
    """
    if cell_len(text) <= width:
        return text
    if width < 2:
        return "…"[:width]
    end = width * 3 // 5
    return f"{set_cell_size(text, width - 1 - end).rstrip()}…{set_cell_size(text[::-1], end)[::-1].lstrip()}"


def _bar(progress: BuildProgress, left: float | None, width: int) -> RenderableType:
    """Two lines: the bar with as many figures as fit, and the file."""
    shown, *more = figures(progress, left)
    for part in reversed(more):  # the time left is missed most
        if cell_len(shown) + len(part) + 2 <= width - _LEAST_BAR - 1:
            shown = f"{shown}, {part}"
    room = min(width - cell_len(shown) - 1, _BAR)
    line = Table.grid(padding=(0, 1))
    bar = ProgressBar(total=max(progress.bytes_total, 1), completed=progress.bytes, width=room)
    line.add_row(*([bar] if room >= _LEAST_BAR else []), Text(fitted(shown, width), no_wrap=True))
    source = printable(progress.source).replace("\n", " ")
    return Group(line, Text(fitted(source, width), style="dim", no_wrap=True))


def figures(progress: BuildProgress, left: float | None) -> list[str]:
    """How far a build is, in words: files, chunks, speed, and the seconds that are `left`, if that can be told."""
    parts = [f"{progress.files:,} of {progress.files_total:,} files", f"{progress.chunks:,} chunks"]
    if progress.seconds:
        parts.append(f"{progress.chunks / progress.seconds:,.0f} chunks/s")
    return parts if left is None else [*parts, f"about {spelt(left)} left"]


def spelt(seconds: float) -> str:
    """A time as one would say it: 40 s, 2 min, 1 h 20 min."""
    if seconds < 57.5:
        return f"{max(round(seconds / 5) * 5, 5)} s"
    minutes = max(round(seconds / 60), 1)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
