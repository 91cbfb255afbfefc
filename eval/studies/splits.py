"""Whether what is said of wrong answers holds: `python -m eval.studies.splits SET [SET ...]`.

A set is a folder with `docs/` and `cases.jsonl`. Its cases are split at random into halves, a hundred times: of the
first half the thresholds and the bound are made as of a user's own cases, and the share of wrong answers is counted in
the second. A line for each set and each share asked for says in how many splits it was not larger than was said.
Outcomes are kept beside the index, for as long as the code stays the same.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import fmean

from app.answering.gate import Gate
from app.bot import Bot
from app.reader.openvino_reader import READER
from app.reader.reader import Reader
from eval.case import read_cases
from eval.measuring.bounds import Bound, Tried, bound_at, lowest_held, sequence
from eval.measuring.measure import code_hash
from eval.measuring.progress import progress_bar
from eval.measuring.run import Journal
from eval.measuring.trying import try_thresholds
from index import ROOT
from index.building.build import build
from index.disk import write_whole
from index.embedding.embedder import Embedder
from index.embedding.opening import open_embedder
from index.embedding.remembering import RememberingEmbedder
from index.errors import reported
from index.settings import Settings
from index.storing.snapshot import open_snapshot

_SPLITS = 100
_AT_MOST = (0.1, 0.2, 0.3, 0.4, 0.5)
_CASES = 300


@dataclass(frozen=True, slots=True)
class Split:
    """What was said of the first half, and what came of the second at the same threshold."""

    said: Bound
    chosen: bool
    after: Bound

    @property
    def holds(self) -> bool:
        """Whether the share of wrong answers is not larger than was said."""
        return self.after.wrong <= self.said.share * self.after.answers


def halves(cases: int, splits: int = _SPLITS) -> Iterator[tuple[list[int], list[int]]]:
    """Random halves of the numbers of so many cases."""
    chance = random.Random(0)  # noqa: S311 - reproducible, not secret
    for _ in range(splits):
        mixed = chance.sample(range(cases), cases)
        yield mixed[: cases // 2], mixed[cases // 2 :]


def split(first: Sequence[Tried], second: Sequence[Tried], shipped: Gate, at_most: float) -> Split:
    """What is said of the first half if at most this share may be wrong, and what comes of the second."""
    chosen = lowest_held(sequence(first, at_most, shipped.unsure), at_most)
    said = chosen or bound_at(first, shipped.answered)
    return Split(said, chosen is not None, bound_at(second, said.threshold))


def collect(folder: Path, index_dir: Path, embedder: Embedder, reader: Reader, most: int) -> list[Tried]:
    """A set's cases at every threshold, of at most so many cases."""
    kept = index_dir / f"splits-{code_hash(ROOT)}-{most}.json"
    if kept.exists():
        return [Tried(a, n, tuple((c, w) for c, w in steps)) for a, n, steps in json.loads(kept.read_text())]
    build(folder / "docs", index_dir, embedder)
    bot = Bot.over(open_snapshot(index_dir, embedder), RememberingEmbedder(embedder), reader)
    cases = [case for case in read_cases(folder / "cases.jsonl") if not case.draft]
    cases = random.Random(0).sample(cases, min(most, len(cases)))  # noqa: S311 - reproducible, not secret
    with progress_bar() as show:
        tried = try_thresholds(bot, cases, (), Journal(kept.with_suffix(".jsonl")), partial(show, folder.name))
    write_whole(kept, json.dumps([[*asdict(one).values()] for one in tried]))
    return tried


def in_a_line(splits: Sequence[Split]) -> str:
    """In how many of the splits what was said holds, and what was said."""
    chosen = [one for one in splits if one.chosen]
    after = [one.after.wrong / one.after.answers for one in splits if one.after.answers]
    return (
        f"holds in {sum(one.holds for one in splits)} of {len(splits)}; said at most "
        f"{fmean(one.said.share for one in splits):.2f}, came {fmean(after):.2f}; a threshold chosen in {len(chosen)}, "
        f"holds in {sum(one.holds for one in chosen)} of these"
    )


def main(arguments: Sequence[str] | None = None, embedder: Embedder | None = None, reader: Reader = READER) -> int:
    """Runs the study; see the module."""
    parser = argparse.ArgumentParser(prog="python -m eval.studies.splits", description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--cases", type=int, default=_CASES, help="of each set, at most; default: %(default)s")
    parser.add_argument("--splits", type=int, default=_SPLITS, help="default: %(default)s")
    options = parser.parse_args(arguments)
    settings = Settings()
    embedder, shipped = embedder or open_embedder(settings.embedder), Gate.load()
    for folder in options.sets:
        tried = collect(folder, settings.index_dir / "calibrate" / folder.name, embedder, reader, options.cases)
        for at_most in _AT_MOST:
            splits = [
                split([tried[at] for at in first], [tried[at] for at in second], shipped, at_most)
                for first, second in halves(len(tried), options.splits)
            ]
            print(f"{folder.name:14} at most {at_most:.0%}: {in_a_line(splits)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(reported(main))
