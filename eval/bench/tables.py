"""Turns the runs of the bench into tables, ratios and the plot. Each part of the report replaces only itself."""

import json
import math
import os
import platform
import re
import statistics
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from eval.case import json_lines
from eval.reporting.plots import cost_plot
from index.disk import write_whole

Run = dict[str, Any]
Figure = Callable[[Run], float]
_ASKED = {"sentence-transformers": 3.5, "txtai": 3.0}  # times as fast, at the least
_ASKED_BYTES = 1.5e9
_ASKED_SHARE = 0.05  # of BM25 and FAISS together, of the time embedding takes
_NEWER = {"avx2", "avx512f", "avx512_vnni", "avx_vnni", "amx_tile"}  # instructions that decide how fast a model runs
_NOTES = """\
All systems run all-MiniLM-L6-v2 from the same files, each in a process of its own, in turn, after its model is loaded
and warm. `citeseed` is the product: files to an index on disk that holds texts, vectors of chunks and sentences, and
BM25; then hybrid search. `citeseed-embedding` and `sentence-transformers` are given the chunks' texts and keep a flat
FAISS index alone; `txtai` is given the texts and keeps them, `txtai-hybrid` ranks by BM25 as well. Times include
writing. Peak memory is that of the process and those it starts, indexing and asking together."""
_COLUMNS: dict[str, tuple[str, Figure]] = {
    "chunks": (",.0f", lambda run: run["chunks"]),
    "chunks/s": (".1f", lambda run: run["chunks"] / run["seconds"]),
    "seconds": (".0f", lambda run: run["seconds"]),
    "question ms, p50": (".1f", lambda run: float(1000 * np.percentile(run["query_seconds"], 50))),
    "p95": (".1f", lambda run: float(1000 * np.percentile(run["query_seconds"], 95))),
    "peak memory, MB": (",.0f", lambda run: (run["peak"] or math.nan) / 1e6),
    "on disk, MB": (",.1f", lambda run: run["bytes"] / 1e6),
}
_PLOTTED = ("chunks", "chunks/s", "peak memory, MB")


def machine() -> str:
    """The kind of machine: processor, cores and the instructions that matter."""
    path = Path("/proc/cpuinfo")
    info = path.read_text(encoding="utf-8") if path.exists() else ""
    stated = dict(re.findall(r"^(.+?)\s*: (.*)$", info, re.MULTILINE))
    model = stated.get("model name") or platform.processor() or platform.machine()
    newer = sorted(_NEWER.intersection(stated.get("flags", "").split()))
    return ", ".join([model, f"{os.cpu_count()} cores", *newer])


def read_runs(path: Path) -> list[Run]:
    """The runs of a file, none if it is not there."""
    return list(json_lines(path)) if path.exists() else []


def measure_once(path: Path, key: Run, measure: Callable[[], Run]) -> Run | None:
    """Measures, and adds to the file, what it does not hold under this key and this machine's; None if it does."""
    key = key | {"machine": machine()}
    if any(key.items() <= run.items() for run in read_runs(path)):
        return None
    run = key | measure()
    with path.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(run) + "\n")
    return run


def write_systems(out: Path, runs: Sequence[Run], command: str) -> None:
    """Writes the systems' part of the report, and the plot beside it."""
    kept = latest(runs)
    plot = out.with_suffix(".svg")
    write_whole(plot, cost_plot(_points(kept)))
    versions = {name: number for run in kept for name, number in run["versions"].items()}
    rounds = 1 + max(run["round"] for run in kept)
    body = [
        "# Cost against size\n",
        f"`{command}`, {kept[-1]['machine']}; {rounds} round{'s' * (rounds > 1)}, medians.",
        ", ".join(f"{name} {number}" for name, number in sorted(versions.items())) + ".\n",
        _NOTES + "\n",
        f"![Chunks per second and peak memory against size]({plot.name})\n",
        *_table(kept),
        "",
        *_stages(kept),
        "",
        *_asked(kept),
    ]
    replace_part(out, "systems", "\n".join(body))


def replace_part(path: Path, name: str, body: str) -> None:
    """Puts `body` where the part of that name stands in a Markdown file, else at its end."""
    start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    before, there, rest = text.partition(start)
    after = rest.partition(end)[2] if there else ""
    gap = "\n" if before and not there else ""
    write_whole(path, f"{before}{gap}{start}{body.strip()}\n{end}{after}")


def latest(runs: Sequence[Run]) -> list[Run]:
    """Of each size the runs of the corpus and machine measured last."""
    newest = {run["size"]: (run["corpus"], run["machine"]) for run in runs}
    return [run for run in runs if (run["corpus"], run["machine"]) == newest[run["size"]]]


def rate(runs: Sequence[Run], system: str, size: int) -> float | None:
    """Chunks per second of a system, the median of its rounds; None if it was not measured."""
    return _median(runs, system, size, _COLUMNS["chunks/s"][1])


def ratio(runs: Sequence[Run], system: str, other: str, size: int) -> float | None:
    """How many times as fast one system indexes as another."""
    rates = rate(runs, system, size), rate(runs, other, size)
    return rates[0] / rates[1] if rates[0] and rates[1] else None


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a Markdown table."""
    first, *lines = (f"| {' | '.join(cells)} |".replace("|  |", "| |") for cells in (head, *rows))
    return [first, "|---" * len(head) + "|", *lines]


def _median(runs: Sequence[Run], system: str, size: int, figure: Figure) -> float | None:
    rounds = [figure(run) for run in runs if (run["system"], run["size"]) == (system, size)]
    return statistics.median(rounds) if rounds else None


def _cell(form: str, value: float | None) -> str:
    return "–" if value is None or math.isnan(value) else format(value, form)


def _sizes(runs: Sequence[Run]) -> list[int]:
    return sorted({run["size"] for run in runs})


def _pairs(runs: Sequence[Run]) -> list[tuple[str, int]]:
    """The systems at the sizes they were measured at, by size."""
    return sorted(dict.fromkeys((run["system"], run["size"]) for run in runs), key=lambda pair: pair[1])


def _table(runs: Sequence[Run]) -> list[str]:
    rows = (
        [system, *(_cell(form, _median(runs, system, size, figure)) for form, figure in _COLUMNS.values())]
        for system, size in _pairs(runs)
    )
    return markdown(["system", *_COLUMNS], rows)


def _stages(runs: Sequence[Run]) -> list[str]:
    """Where the product's time goes, in seconds."""
    ours = [run for run in runs if run["system"] == "citeseed"]
    if not ours:
        return []
    stages: dict[str, tuple[str, Figure]] = {
        stage: (".1f", lambda run, stage=stage: run["stages"][stage]) for stage in ours[0]["stages"]
    } | {"BM25 and FAISS, of embedding": (".1%", _search_share)}
    rows = (
        [f"{size:,}", *(_cell(form, _median(ours, "citeseed", size, figure)) for form, figure in stages.values())]
        for size in _sizes(ours)
    )
    return ["Where citeseed's time goes, seconds:\n", *markdown(["chunks", *stages], rows)]


def _search_share(run: Run) -> float:
    return float((run["stages"]["BM25"] + run["stages"]["FAISS"]) / run["stages"]["embedding"])


def _asked(runs: Sequence[Run]) -> list[str]:
    """The figures that were asked for, against what was reached."""
    sizes = _sizes(runs)
    rows = [
        [
            f"{system}: times as fast as {other}",
            f"{least}",
            *(_cell(".2f", ratio(runs, system, other, n)) for n in sizes),
        ]
        for system in ("citeseed", "citeseed-embedding")
        for other, least in _ASKED.items()
    ]
    for name, asked, (form, figure) in (
        ("peak memory, MB", f"< {_ASKED_BYTES / 1e6:,.0f}", _COLUMNS["peak memory, MB"]),
        ("BM25 and FAISS, of the time of embedding", f"< {_ASKED_SHARE:.0%}", (".1%", _search_share)),
    ):
        rows.append([name, asked, *(_cell(form, _median(runs, "citeseed", size, figure)) for size in sizes)])
    table = markdown(["", "asked", *(f"{size:,} chunks" for size in sizes)], rows)
    return [*table, f"\nLowest cosine between the systems' vectors of the same texts: {agreement(runs):.6f}."]


def agreement(runs: Sequence[Run]) -> float:
    """The lowest cosine of vectors that two systems made of the same text."""
    lowest = 1.0
    for size in _sizes(runs):
        samples = np.array([run["sample"] for run in runs if run["size"] == size])
        samples /= np.linalg.norm(samples, axis=2, keepdims=True)
        lowest = min(lowest, float(np.einsum("atd,btd->abt", samples, samples).min()))
    return lowest


def _points(runs: Sequence[Run]) -> dict[str, list[list[float]]]:
    """Chunks, chunks per second and peak MB of each system at each size."""
    points: dict[str, list[list[float]]] = {}
    for system, size in _pairs(runs):
        medians = (_median(runs, system, size, _COLUMNS[name][1]) for name in _PLOTTED)
        points.setdefault(system, []).append([value for value in medians if value is not None])
    return points
