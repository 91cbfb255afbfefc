"""What the reader learns from, as records and as lines of JSON: pools of passages, groups, claims."""

import json
import lzma
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.reader.passage import Passage
from index.language.sentences import Span


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage as it is shown for a question: which units answer, and where the answer proper stands.

    `settled` is False where it is only known that something in it answers, not what.
    """

    passage: Passage
    answering: tuple[int, ...] = ()
    spans: tuple[Span, ...] = ()
    settled: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """A question in one or more wordings, and the passages found for it: all are read, and compared with each other."""

    name: str
    id: str
    questions: tuple[str, ...]
    answerable: bool
    shown: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement and a text, and whether the text states it."""

    name: str
    statement: str
    text: str
    supported: bool


def write(path: Path, records: Iterable[Group | Claim]) -> int:
    """Writes them as compressed lines; returns how many."""
    count = 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with lzma.open(path, "wt", encoding="utf-8", preset=1) as file:
        for count, record in enumerate(records, start=1):  # noqa: B007 - the last one is how many
            file.write(json.dumps(asdict(record), ensure_ascii=False, separators=(",", ":")) + "\n")
    return count


def read_groups(path: Path) -> Iterator[Group]:
    """What `write` wrote."""
    for line in _lines(path):
        shown = tuple(
            Shown(_passage(one["passage"]), tuple(one["answering"]), _spans(one["spans"]), one["settled"])
            for one in line["shown"]
        )
        yield Group(line["name"], line["id"], tuple(line["questions"]), line["answerable"], shown)


def read_claims(path: Path) -> Iterator[Claim]:
    """What `write` wrote."""
    for line in _lines(path):
        yield Claim(**line)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def _passage(record: dict[str, Any]) -> Passage:
    return Passage(record["text"], _spans(record["units"]))


def _spans(pairs: Sequence[Sequence[int]]) -> tuple[Span, ...]:
    return tuple((start, end) for start, end in pairs)
