"""Thumbs up and down, with notes and what was answered: JSON lines that are only ever added to.

Of a conversation nothing is kept but the one question and its answer.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from app.errors import NotKept
from app.records import AnswerRecord, RecordError, from_json
from index.language.tidy import tidy

NAME = "feedback.jsonl"  # in the index's folder
_NOTE = 2_000  # characters
_FULL = 100_000_000  # bytes
_RATINGS = {True: "up", False: "down", None: "none"}  # None if it is taken back


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody thinks of an answer: `rating` is up or down, `at` is ISO 8601 in UTC, `id` that of the turn."""

    at: str
    id: str
    rating: str
    note: str
    answer: AnswerRecord


class Feedback:
    """Adds to a file of feedback. Safe between threads and processes."""

    def __init__(self, path: Path, full: int = _FULL) -> None:
        self.path = path
        self._full = full
        self._lock = Lock()

    def give(self, turn_id: str, record: AnswerRecord, liked: bool | None, note: str = "") -> None:
        """Adds a line, which replaces an earlier one about the same turn, or takes it back if `liked` is None.

        Raises `NotKept` if that can't be.
        """
        line = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "id": turn_id,
            "rating": _RATINGS[liked],
            "note": tidy(note, _NOTE),
            "answer": record,
        }
        with self._lock, _readable(self.path):
            self._append(json.dumps(line).encode())

    def _append(self, line: bytes) -> None:
        with open(self.path, "a+b", buffering=0, opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            size = file.seek(0, os.SEEK_END)
            if size + len(line) > self._full:
                raise NotKept(
                    f"{self.path} is full: it holds {size:,} bytes. Move it away; python -m eval draft --feedback FILE "
                    "reads it from its new place."
                )
            file.seek(max(0, size - 1))
            torn = file.read(1) not in (b"", b"\n")  # somebody was killed while writing
            whole = b"\n" * torn + line + b"\n"
            if file.write(whole) < len(whole):
                raise OSError("no space left on device")
            os.fsync(file.fileno())


def read_feedback(path: Path) -> list[Given]:
    """The last feedback about each turn, in the order given, without what was torn in writing or taken back.

    Raises `NotKept` if the file can't be read, or holds something else or what is no answer record.
    """
    if not path.exists():
        raise NotKept(f"There is no feedback in {path}: nobody has used the thumbs yet, or it was moved away.")
    last: dict[str, Given] = {}
    with _readable(path):
        for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
            try:
                value = json.loads(line)
            except ValueError:  # torn, or the end of the file
                continue
            given = _given(value, f"{path}, line {number},")
            last.pop(given.id, None)
            last[given.id] = given
    return [given for given in last.values() if given.rating != _RATINGS[None]]


def _given(value: Any, line: str) -> Given:
    match value:
        case {"at": str(at), "id": str(id), "rating": str(rating), "note": str(note), "answer": dict(record)} if (
            rating in _RATINGS.values()
        ):
            try:
                return Given(at, id, rating, note, from_json(record))
            except RecordError as error:
                raise NotKept(f"{line} holds no answer of citeseed's: {error} Mend the line, or delete it.") from error
    raise NotKept(f"{line} is no feedback. Name the file that the chat has written.")


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotKept(
            f"{path} can't be read or written ({error}). Free some space, or check the disk and the permissions, and "
            "try again."
        ) from error
