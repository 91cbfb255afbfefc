"""Feedback in a file of JSON lines that is only ever added to."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from threading import Lock

from app.errors import NotKept
from app.keeping.feedback import FULL, Given, made, parsed
from app.records import AnswerRecord
from index.disk import partial_file

NAME = "feedback.jsonl"  # in the index's folder


class FileFeedback:
    """That in a file, which is there once some was given."""

    def __init__(self, path: Path, full: int = FULL) -> None:
        self.path = path
        self._full = full
        self._lock = Lock()

    def __str__(self) -> str:
        return str(self.path)

    def give(self, turn_id: str, record: AnswerRecord, liked: bool | None, note: str = "") -> None:
        line = _line(made(turn_id, record, liked, note))
        with self._lock, _readable(self.path):
            self._append(line.encode())

    def read(self) -> Sequence[Given]:
        """Without what was torn in writing."""
        last: dict[str, Given] = {}
        with _readable(self.path):
            lines = self.path.read_bytes().split(b"\n") if self.path.exists() else []
            for number, line in enumerate(lines, start=1):
                try:
                    value = json.loads(line)
                except ValueError:  # torn, or the end of the file
                    continue
                given = parsed(value, f"{self.path}, line {number},")
                last.pop(given.id, None)
                last[given.id] = given
        return [given for given in last.values() if not given.is_taken_back]

    def take(self, given: Sequence[Given]) -> None:
        with self._lock, _readable(self.path), partial_file(self.path.parent, f"{self.path.name}.") as partial:
            partial.touch(mode=0o600)
            partial.write_text("".join(f"{_line(one)}\n" for one in given), encoding="utf-8")
            partial.replace(self.path)

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


def _line(given: Given) -> str:
    return json.dumps({field.name: getattr(given, field.name) for field in fields(given)})


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotKept(
            f"{path} can't be read or written ({error}). Free some space, or check the disk and the permissions, and "
            "try again."
        ) from error
