"""What a command shows on standard error while it works through cases or sentences."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Steps = Callable[[str, int, int], None]
"""Called with what is being done ("Asking", "Drafting"), how many are done, and of how many."""


@contextmanager
def progress_bar() -> Iterator[Steps]:
    """What is being done, how much of how much, and the time left, on standard error; nothing without a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Starting", total=None)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)
