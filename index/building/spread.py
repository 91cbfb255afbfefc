"""Has files read and embedded by a pool of processes, here or elsewhere, and takes what they finish as it comes.

A task is a few whole files, and its result whole documents. Nothing here knows how tasks get to a process: `Pool` does.
"""

from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Protocol

from index.building.making import FILES_AT_ONCE, Done, Earlier, Prepared, embedded, prepared
from index.embedding.embedder import Embedder, Vectors
from index.errors import LoadError
from index.reading.changes import Found, Reading, Unread, parsed
from index.reading.files import Key
from index.reading.parser import Parser

_FILES = 16  # of a task at most: texts of several are embedded faster together, and all are lost together
_BYTES = 200_000  # a task is not added to beyond that
_LOST = (
    "the process that read it was lost each time, most likely for lack of memory; split it, or index it by a build "
    "without --ray"
)

Files = Sequence[tuple[Unread, Mapping[str, Vectors]]]
"""Of a task: each with the vectors that the index holds of it, by what the embedder reads."""

Made = tuple[list[Prepared], list[tuple[str, int, int]]]
"""What a task has made of its files, and the steps of it, as `Done` is told of them."""


class Pool(Protocol):
    """Processes that run tasks."""

    @property
    def running(self) -> int:
        """How many tasks are not finished."""

    @property
    def room(self) -> int:
        """How many should be running, for every process to have one, and one to go on with."""

    def submit(self, files: Files) -> None: ...
    def next(self) -> tuple[Files, Made | None]:
        """Waits for a task to finish; None if whatever ran it was lost, each time that it was tried."""


def made(files: Files, parser: Parser, embedder: Embedder) -> Made:
    """What runs in a process of a pool."""
    steps: list[tuple[str, int, int]] = []
    earlier = {file.source: vectors for file, vectors in files}
    parts = [part for file, _ in files for part in prepared(parsed(file, parser), embedder)]
    return embedded(parts, earlier.__getitem__, embedder, lambda *step: steps.append(step)), steps


class Spread:
    """A `Maker` over a pool."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def make(
        self, sources: Sequence[str], reading: Reading, earlier: Earlier, done: Done
    ) -> Generator[list[Prepared], None, None]:
        copies: list[str] = []  # of files that are being read: what they are is known once those are finished
        for turn in (_tasks(sources, reading, copies), _tasks(copies, reading)):
            for known, unread in turn:
                if known:
                    yield known
                while unread and self._pool.running >= self._pool.room:
                    yield from self._finished(reading, done)
                if unread:
                    self._pool.submit([(file, earlier(file.source)) for file in unread])
            while self._pool.running:
                yield from self._finished(reading, done)

    def _finished(self, reading: Reading, done: Done) -> Iterator[list[Prepared]]:
        """What the next task made, if it made something. Files that were lost together are tried one by one."""
        files, result = self._pool.next()
        if result:
            batch, steps = result
            for step in steps:
                done(*step)
            for part in batch:
                reading.note(part.found)
            yield batch
        elif len(files) > 1:
            for file in files:
                self._pool.submit([file])
        else:
            [(lost, _)] = files
            yield [Prepared(lost.failed(LoadError(_LOST)), lost.size)]


def _tasks(
    sources: Sequence[str], reading: Reading, copies: list[str] | None = None
) -> Iterator[tuple[list[Prepared], list[Unread]]]:
    """Files that need not be read, and those to be read together. Copies of the latter are put aside, if need be."""
    known: list[Prepared] = []
    unread: list[Unread] = []
    asked: set[Key] = set()
    for source in sources:
        seen = reading.look(source)
        if isinstance(seen, Found):
            known.append(Prepared(seen, seen.size))
        elif copies is not None and seen.key in asked:
            copies.append(source)
        else:
            asked.add(seen.key)
            unread.append(seen)
        size = sum(len(file.data) for file in unread)
        if len(unread) == _FILES or size >= _BYTES or len(known) == FILES_AT_ONCE:
            yield known, unread
            known, unread = [], []
    yield known, unread
