"""`python -m eval.bench [FOLDER]`: citeseed against sentence-transformers' default and txtai, by size of the corpus.

Each system gets the same files, or their texts, in a fresh process, in turn. Every run is a line of a file, so
a bench that was stopped goes on where it was; delete the file to start over. Writes `eval/bench/bench.md` and the plot
beside it. `python -m eval.bench vectors` measures FAISS alone: flat against HNSW.
"""

import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from eval.bench import vectors
from eval.bench.corpus import at_least, bench_parser, write_corpus
from eval.bench.process import measured, txtai_python
from eval.bench.tables import Run, measure_once, read_runs, write_systems
from eval.case import read_cases
from index import ROOT
from index.embedding.embedder import BUNDLED, Embedder
from index.embedding.opening import open_embedder
from index.embedding.openvino_model import bundled_model
from index.errors import reported

SYSTEMS = ("citeseed", "citeseed-embedding", "sentence-transformers", "txtai", "txtai-hybrid")
EXTRA = ("citeseed-multilingual",)  # if it is named: needs the model of many languages
_QUESTIONS = 200
Measure = Callable[[str, Path, Path | None], Run]
"""Figures of a system over a folder, with the Python of txtai if it needs that."""


def measured_apart(system: str, folder: Path, txtai: Path | None) -> Run:
    """What a system's own process tells, and its peak memory."""
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "out.json"
        if txtai and system.startswith("txtai"):
            # Isolated: it finds its own packages alone, neither ours nor the user's.
            script, hybrid = ROOT / "eval" / "bench" / "run_txtai.py", ["--hybrid"] * (system == "txtai-hybrid")
            command = [f"{txtai}", "-I", f"{script}", f"{folder}", f"{bundled_model()}", f"{out}", *hybrid]
        else:
            command = [sys.executable, "-m", "eval.bench.systems", system, str(folder), str(out)]
        peak = measured(command)
        return {**json.loads(out.read_text(encoding="utf-8")), "peak": peak}


def main(
    arguments: Sequence[str] | None = None, embedder: Embedder | None = None, measure: Measure = measured_apart
) -> int:
    """Runs the bench, or its part named first; returns the exit code.

    The bundled model embeds, and a process of its own runs each system, unless others are given.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["vectors"]:
        return reported(lambda: vectors.main(words[1:], embedder))
    return reported(lambda: _systems(words, embedder, measure))


def _systems(words: Sequence[str], embedder: Embedder | None, measure: Measure) -> int:
    parser = bench_parser("", __doc__, "1000,10000,40000", "chunks")
    parser.add_argument("--rounds", type=int, default=1, help="default: %(default)s")
    parser.add_argument("--systems", default=",".join(SYSTEMS), help="default: %(default)s")
    parser.add_argument("--txtai-venv", type=Path, help="default: WORK/txtai, made if it is not there")
    options = parser.parse_args(words)
    chosen = options.systems.split(",")
    if unknown := set(chosen) - {*SYSTEMS, *EXTRA}:
        parser.error(f"no such system: {', '.join(sorted(unknown))}. There are: {', '.join((*SYSTEMS, *EXTRA))}")
    needs_txtai = any(name.startswith("txtai") for name in chosen)
    python = txtai_python((options.txtai_venv or options.work / "txtai").absolute()) if needs_txtai else None
    measured_before = options.work / "systems.jsonl"
    questions = at_least([case.question for case in read_cases(options.cases)][:_QUESTIONS], 100)
    embedder = embedder or open_embedder(BUNDLED)
    for size in options.sizes:
        folder = (options.work / f"corpus-{size}").absolute()
        digest = write_corpus(options.folder, size, questions, folder, embedder)
        for number in range(options.rounds):
            for system in chosen:
                key = {"system": system, "size": size, "round": number, "corpus": digest}
                figures = measure_once(measured_before, key, partial(measure, system, folder, python))
                rate = f"{figures['chunks'] / figures['seconds']:.1f} chunks/s" if figures else "measured before"
                print(f"{system}, {size:,} chunks, round {number + 1}: {rate}", flush=True)
    write_systems(options.out, read_runs(measured_before), "python -m eval.bench FOLDER --cases CASES")
    print(f"Wrote {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
