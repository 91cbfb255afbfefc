"""Pages of PDFs as pictures, and where quotes are on them, from a process of its own: a PDF that hangs, crashes or
bloats it costs a picture. What it gives back is checked here.
"""

import threading
from typing import Any, Protocol

from index.errors import LoadError, ParserError
from index.formats.pdf.shown import Seen, drawn, seen
from index.reading.worker import Ended, Worker

_MOST_BYTES = 20_000_000  # of a picture
_MOST_BOXES = 1_000
_UNREADABLE = "its page can't be shown"


class PageReader(Protocol):
    """Pages by their numbers from 1; `text` is what was read of one. Raises `LoadError` with the reason."""

    def drawn(self, data: bytes, number: int, width: int) -> bytes: ...

    def seen(self, data: bytes, number: int, text: str, start: int, end: int) -> Seen: ...


class InProcessPages:
    """In this process and so without limits: the fake for tests."""

    def drawn(self, data: bytes, number: int, width: int) -> bytes:
        return drawn(data, number, width)

    def seen(self, data: bytes, number: int, text: str, start: int, end: int) -> Seen:
        return seen(data, number, text, start, end)


class PageProcess:
    """In a process that is started at the first page, and anew after one that ended it; it ends when nothing was asked
    of it for `idle` seconds.

    A page may take `seconds` by the clock and `memory` bytes. Threads wait for each other, `waiting` of them at most.
    """

    def __init__(self, seconds: float = 10, memory: int = 1_000_000_000, idle: float = 300, waiting: int = 8) -> None:
        self._seconds, self._memory, self._idle = seconds, memory, idle
        self._worker: Worker | None = None
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()
        self._room = threading.BoundedSemaphore(waiting)

    def drawn(self, data: bytes, number: int, width: int) -> bytes:
        """A picture (WebP) of a page. Raises `LoadError`."""
        _, picture = self._asked({"page": number, "width": width}, data)
        if picture[:4] != b"RIFF" or picture[8:12] != b"WEBP":
            raise LoadError(_UNREADABLE)
        return picture

    def seen(self, data: bytes, number: int, text: str, start: int, end: int) -> Seen:
        """Where `text[start:end]` is on a page whose text was read as `text`. Raises `LoadError`."""
        answer, _ = self._asked({"page": number, "text": text, "start": start, "end": end}, data)
        try:
            return _seen(answer)
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise LoadError(_UNREADABLE) from error

    def close(self) -> None:
        """Ends the process. The next page would start another."""
        with self._lock:
            self._end()

    def _asked(self, header: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
        if not self._room.acquire(blocking=False):
            raise LoadError("too many pages are asked for at once")
        try:
            with self._lock:
                answer, body = self._answer(header, data)
        finally:
            self._room.release()
        if "error" in answer:
            raise LoadError(str(answer["error"]))
        return answer, body

    def _answer(self, header: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
        if self._timer:
            self._timer.cancel()
        try:
            if not self._worker:
                command = ["index.reading.page_worker", str(self._seconds), str(self._memory)]
                self._worker = Worker(command, self._seconds)
            answer = self._worker.ask(header, data, _MOST_BYTES)
        except BaseException as error:
            self._end()  # after Ctrl-C too: its answer would be taken for the next page's
            if isinstance(error, TimeoutError | Ended | ParserError):
                raise LoadError(_UNREADABLE) from error
            raise
        self._timer = threading.Timer(self._idle, self.close)
        self._timer.daemon = True
        self._timer.start()
        return answer

    def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker:
            worker.end()


def _seen(answer: dict[str, Any]) -> Seen:
    """What an answer says; `ValueError` and the like unless it can be that of a page."""
    width, height = float(answer["width"]), float(answer["height"])
    boxes = tuple(
        (float(left), float(top), float(right), float(bottom)) for left, top, right, bottom in answer["boxes"]
    )
    sound = all(0 <= box[0] <= box[2] <= 1 and 0 <= box[1] <= box[3] <= 1 for box in boxes)
    if not (0 < width < 1e7 and 0 < height < 1e7 and sound and len(boxes) <= _MOST_BOXES):
        raise ValueError("not where a quote is")
    return Seen(width, height, boxes)
