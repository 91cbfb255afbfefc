"""Parsing in a process of its own: a file that hangs, crashes or bloats its parser fails alone.

What the parser may do is in `index.reading.parser_worker`; what it gives back is checked here, field by field.
"""

import hashlib
import signal
import threading
from typing import Any, Protocol, get_args, get_origin, get_type_hints

from index.errors import LoadError
from index.formats.scans.installed import SECONDS
from index.reading.parser_worker import MAX_TEXT, OUT_OF_MEMORY, REMEDY
from index.reading.worker import Ended, Worker
from index.records import Document

READERS = "index.formats.registry"
_HINTS = get_type_hints(Document)


class Parser(Protocol):
    """Makes a `Document` of a file's bytes."""

    def parse(self, source: str, data: bytes) -> Document:
        """Raises `LoadError` with the reason if it can't."""


class InProcessParser:
    """Parses in this process and so without limits: the fake for tests."""

    def parse(self, source: str, data: bytes) -> Document:
        from index.formats.registry import parse  # with all readers: not for processes that leave it to another

        return parse(source, data)


class ParserProcess:
    """Parses in a process that is started at the first file, and anew after a file that ended it.

    A file may take `seconds` by the clock and `memory` bytes beyond those mapped at the start (where the system can
    limit them); one whose pages have to be recognised `seconds` a page, and `recognising` more for all of them.
    `module` holds the `parse` to use. One file at a time: threads wait for each other.
    """

    def __init__(
        self,
        seconds: float = 60,
        memory: int = 2_000_000_000,
        module: str = READERS,
        recognising: float = SECONDS,
    ) -> None:
        self._seconds, self._memory, self._module = seconds, memory, module
        self._longest = seconds + recognising
        self._worker: Worker | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> "ParserProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the process. The next `parse` would start another."""
        with self._lock:
            self._end()

    def start(self) -> None:
        """Starts the process, which takes a while, unless it runs; `ParserError` if it can't be started."""
        with self._lock:
            self._started()

    def parse(self, source: str, data: bytes) -> Document:
        """Raises `LoadError`, and `ParserError` if the process can't even be started."""
        with self._lock:
            try:
                header, body = self._started().ask({"source": source}, data, MAX_TEXT, self._longest)
                if "error" not in header:
                    return _document(header, body, source, data)
            except BaseException as error:
                self._end()  # after Ctrl-C too: its answer would be taken for the next file's
                if isinstance(error, TimeoutError | Ended | ValueError):
                    raise LoadError(self._reason(error)) from error
                raise
            raise LoadError(str(header["error"]))

    def _started(self) -> Worker:
        if not self._worker:
            command = ["index.reading.parser_worker", self._module, str(self._seconds), str(self._memory)]
            self._worker = Worker(command, self._seconds)
        return self._worker

    def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker:
            worker.end()

    def _reason(self, error: Exception) -> str:
        code = error.args[0] if isinstance(error, Ended) else None
        if isinstance(error, TimeoutError) or (code and code == -getattr(signal, "SIGXCPU", 0)):
            return f"it took longer than {self._seconds:g} s to read; split it or {REMEDY}"
        if code == OUT_OF_MEMORY:
            return f"it needs more than {self._memory / 1e9:g} GB of memory to read; split it"
        if code == -getattr(signal, "SIGKILL", 0):
            return "its parser was killed, most likely for lack of memory; split it or free memory"
        failure = f"crashed (signal {-code})" if code and code < 0 else "gave no answer"
        return f"its parser {failure}; {REMEDY}"


def _document(header: dict[str, Any], body: bytes, source: str, data: bytes) -> Document:
    """The `Document` of an answer; `ValueError` unless it can be one of this file."""
    header["body"] = body.decode(errors="surrogatepass")
    if header.keys() != _HINTS.keys():
        raise ValueError("other fields than a document's")
    document = Document(**{name: _typed(value, _HINTS[name]) for name, value in header.items()})
    if (document.source, document.sha256) != (source, hashlib.sha256(data).hexdigest()):
        raise ValueError("the document of another file")
    bounds = [0, *document.page_starts, len(document.text)]
    if bounds != sorted(bounds):
        raise ValueError("pages outside the text")
    return document


def _typed(value: Any, hint: Any) -> Any:
    """A value read from JSON as the annotation `hint` has it, lists as tuples; `ValueError` if of another type."""
    kinds = get_args(hint)
    if get_origin(hint) is tuple and type(value) is list:
        kinds = kinds[:1] * len(value) if kinds[-1] is Ellipsis else kinds
        return tuple(_typed(item, kind) for item, kind in zip(value, kinds, strict=True))
    if get_origin(hint) is tuple or type(value) not in (kinds or (hint,)):
        raise ValueError(f"not {hint}")
    return value
