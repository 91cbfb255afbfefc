"""Four people ask while the index is rebuilt twenty times: each answer is of one generation, the newest or, while that is
being loaded, the one before, and nothing leaks."""

import gc
import re
import shutil
import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.bot import LiveBot
from app.reader.reader import WordReader
from app.records import Answer
from index.embedding.embedder import HashingEmbedder
from index.storing.generations import read_current
from tests.in_process import build, rebuild

_DAYS = 20
_READERS = 4
_SUBJECTS = "harbor orchard bridge treaty".split()
_OPEN_FILES = Path("/proc/self/fd")
_MORE_MEMORY = 60  # MB: caches of tokens and stems among them


def _write(root: Path, day: int) -> None:
    """Says the day in every document. One by one, but nobody builds meanwhile."""
    for subject in _SUBJECTS:
        text = f"Day {day} at the {subject}.\n\nOn day {day} the {subject} was visited by {day} ministers. It rained on day {day}.\n"
        (root / f"{subject}.txt").write_text(text, encoding="utf-8")


def _days(answer: Answer) -> set[int]:
    """The days that its citations and hits speak of."""
    quotes = [citation.quote for citation in answer.citations] + [hit.chunk.text for hit in answer.hits]
    return {int(day) for quote in quotes for day in re.findall(r"[Dd]ay (\d+)", quote)}


def _memory() -> float:
    """In MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1000


@pytest.mark.skipif(not _OPEN_FILES.is_dir(), reason="needs /proc to count open files")
def test_answers_while_the_index_is_rebuilt_are_of_one_generation_and_nothing_leaks(tmp_path: Path) -> None:
    root, index_dir = tmp_path / "root", tmp_path / "index"
    root.mkdir()
    _write(root, 0)
    bot = LiveBot(index_dir, root, HashingEmbedder(), rebuild=rebuild, reader=WordReader())
    published, over = [0], threading.Event()
    answered: list[int] = []

    def ask() -> int:
        asked = 0
        while not over.is_set():
            oldest = published[-1]
            answer = bot.ask(f"Who visited the {_SUBJECTS[asked % len(_SUBJECTS)]}?")
            assert answer.hits
            [day] = _days(answer)
            assert oldest - 1 <= day <= published[-1] + 1, f"{oldest}, {day}, {published[-1]}"
            answered.append(day)
            asked += 1
        return asked

    with ThreadPoolExecutor(_READERS) as pool:
        readers = [pool.submit(ask) for _ in range(_READERS)]
        try:
            for day in range(1, _DAYS + 1):
                _write(root, day)
                build(root, index_dir, HashingEmbedder())
                published.append(day)
                while answered[-_READERS:] != [day] * _READERS and not any(reader.done() for reader in readers):
                    over.wait(0.01)
                if day == 2:
                    gc.collect()
                    files, memory = len(list(_OPEN_FILES.iterdir())), _memory()
        finally:
            over.set()
        assert all(reader.result() > _DAYS for reader in readers)
    gc.collect()
    assert set(answered) >= {1, _DAYS}
    assert len(list(_OPEN_FILES.iterdir())) <= files + 2
    assert _memory() <= memory + _MORE_MEMORY
    ours = [path for path in _OPEN_FILES.iterdir() if path.is_symlink() and str(index_dir) in str(path.readlink())]
    current = read_current(index_dir).split()[0]
    held = {path.readlink().relative_to(index_dir).parts[:2] for path in ours}
    assert held <= {("generations", current), ("parts", current)}, "snapshots that are no longer asked keep files open"


def test_a_reader_is_served_though_the_generation_it_opens_is_removed_again_and_again(tmp_path: Path) -> None:
    root, index_dir = tmp_path / "root", tmp_path / "index"
    root.mkdir()
    _write(root, 0)
    bot = LiveBot(index_dir, root, HashingEmbedder(), rebuild=rebuild, reader=WordReader())
    over = threading.Event()

    def build_daily() -> None:
        day = 0
        while not over.is_set():
            _write(root, day := day + 1)
            build(root, index_dir, HashingEmbedder())
            current = read_current(index_dir).split()[0]
            for path in (index_dir / "generations").iterdir():
                if path.name != current:
                    shutil.rmtree(path)  # sooner than a build would

    builder = threading.Thread(target=build_daily)
    builder.start()
    try:
        for _ in range(100):
            answer = bot.ask("Who visited the harbor?")
            assert len(_days(answer)) == 1
    finally:
        over.set()
        builder.join()


class _Meanwhile(list[str]):
    """A choice of documents; something happens when it is looked at."""

    def __init__(self, sources: list[str], happens: Callable[[], object]) -> None:
        super().__init__(sources)
        self._happens = happens

    def __iter__(self) -> Iterator[str]:
        self._happens()
        return super().__iter__()


def test_a_choice_made_while_a_rebuild_is_published_does_not_keep_what_was_before(tmp_path: Path) -> None:
    root, index_dir = tmp_path / "root", tmp_path / "index"
    root.mkdir()
    _write(root, 0)
    live = LiveBot(index_dir, root, HashingEmbedder(), reader=WordReader())
    before = weakref.ref(live.bot.snapshot)

    def publish() -> None:
        _write(root, 1)
        build(root, index_dir, HashingEmbedder())
        assert live.bot.snapshot.generation == 2

    answer = live.ask("Who visited the harbor?", sources=_Meanwhile(["harbor.txt"], publish))
    assert _days(answer) == {0}, "the whole answer is of the generation that it began with"
    del answer
    gc.collect()
    assert before() is None
    assert _days(live.ask("Who visited the harbor?", sources=["harbor.txt"])) == {1}
