"""Language models for tests of what is around them: they say what they are told to, when they are told to."""

import threading
from collections.abc import Generator, Sequence

from app.asking.intake import Turn


class HeldLLM:
    """Gives a reply piece by piece, each once it is let go; until then it gives heartbeats.

    `closed` is set when a reply was not read to its end.
    """

    def __init__(self, *pieces: str, name: str = "held") -> None:
        self.name, self.context = name, 4096
        self._pieces = pieces
        self._go = threading.Semaphore(0)
        self.asked: list[Sequence[Turn]] = []
        self.closed = threading.Event()

    def go(self, pieces: int = 1) -> None:
        """Lets the next pieces go."""
        self._go.release(pieces)

    def stream(self, messages: Sequence[Turn]) -> Generator[str, None, None]:
        self.asked.append(list(messages))
        try:
            for piece in self._pieces:
                while not self._go.acquire(timeout=0.05):
                    yield ""
                yield piece
        except GeneratorExit:
            self.closed.set()
            raise
