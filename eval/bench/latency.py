"""How long an answer takes: `python -m eval.bench.latency SET [--chunks N]`, a folder with `docs/` and `cases.jsonl`.

The folder is indexed as it is, and its chunks are repeated, with vectors a little turned, until there are N: what a
search costs depends on how many there are, not on what they say. Each question is asked once, of a bot that has not
seen it. Prints a Markdown table of where the time goes.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from app.bot import Bot
from eval.bench.systems import TimedEmbedder
from eval.bench.tables import markdown
from eval.bench.vectors import turned
from eval.case import Case, read_cases
from eval.measuring.indexing import indexed
from index.embedding.embedder import BUNDLED, Embedder
from index.embedding.opening import open_embedder
from index.errors import reported
from index.records import Chunk
from index.storing.memory import snapshot_of
from index.storing.snapshot import Snapshot
from index.storing.vectors import FaissStore

_CHUNKS = 40_000
_QUESTIONS = 200


def repeated(snapshot: Snapshot, size: int) -> Snapshot:
    """The snapshot with copies of its documents, `size` chunks in all."""
    own = list(snapshot.chunks)
    chunks = own[:]
    for number in range(1, -(-size // len(own))):
        renamed = {
            d.sha256: replace(d, source=f"{number}/{d.source}", sha256=f"{d.sha256}-{number}")
            for d in snapshot.documents
        }
        chunks += [Chunk(renamed[chunk.document.sha256], chunk.start, chunk.end) for chunk in own]
    made = snapshot_of(chunks[:size], turned(snapshot.store.vectors(), size), passages=FaissStore.build)
    return replace(made, manifest=snapshot.manifest, files=snapshot.files, tables=snapshot.tables)


def _timings(bot: Bot, embedder: TimedEmbedder, cases: Sequence[Case]) -> Iterator[dict[str, float]]:
    """Milliseconds of each stage of each case."""
    for case in cases:
        before, started = embedder.seconds, time.perf_counter()
        answer = bot.answerer(case.question, case.history)
        total = time.perf_counter() - started
        embedding = embedder.seconds - before
        stages = {"search": answer.timings["search"], "reading, sentences and gate": answer.timings["sentences"]}
        rest = total - sum(stages.values())
        parts = {"of that, embedding the question": embedding} | stages | {"the rest": rest, "whole answer": total}
        yield {stage: 1000 * seconds for stage, seconds in parts.items()}


def main(arguments: Sequence[str] | None = None, embedder: Embedder | None = None) -> int:
    """Prints the table, with the bundled model unless another embedder is given; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.latency", description=__doc__)
    parser.add_argument("set", type=Path)
    parser.add_argument("--chunks", type=int, default=_CHUNKS, help="default: %(default)s")
    options = parser.parse_args(arguments)
    embedder = embedder or open_embedder(BUNDLED)
    snapshot, timed = repeated(indexed(options.set / "docs", embedder), options.chunks), TimedEmbedder(embedder)
    bot = Bot.over(snapshot, timed)
    cases = read_cases(options.set / "cases.jsonl")[: _QUESTIONS + 5]
    list(_timings(bot, timed, cases[:5]))  # warm
    rows = list(_timings(bot, timed, cases[5:]))
    print(f"{len(rows)} questions, {len(snapshot.chunks):,} chunks, milliseconds\n")
    quantiles = {stage: np.percentile([row[stage] for row in rows], (50, 95)) for stage in rows[0]}
    cells = ([stage, *(f"{milliseconds:.0f}" for milliseconds in pair)] for stage, pair in quantiles.items())
    print("\n".join(markdown(["stage", "p50", "p95"], cells)))
    return 0


if __name__ == "__main__":
    sys.exit(reported(main))
