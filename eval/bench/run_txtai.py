"""txtai indexes and is asked: `python eval/bench/run_txtai.py FOLDER MODEL OUT [--hybrid]`, run by txtai's own Python.

It stands alone, on the standard library and txtai: `eval.bench` runs it in an environment without citeseed.
"""

import json
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from txtai import Embeddings


def main(folder: Path, model: str, out: Path, hybrid: bool) -> None:
    """Indexes `texts.json` of the folder with txtai's defaults, and stored texts; asks `questions.json`."""
    texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    questions = json.loads((folder / "questions.json").read_text(encoding="utf-8"))
    embeddings = Embeddings(path=model, content=True, hybrid=hybrid)
    sample = embeddings.batchtransform(texts[:2])  # warms as well
    with tempfile.TemporaryDirectory(dir=folder) as target:
        started = time.perf_counter()
        embeddings.index(texts)
        embeddings.save(target)
        seconds = time.perf_counter() - started
        size = sum(path.stat().st_size for path in Path(target).rglob("*") if path.is_file())
    embeddings.search(questions[0], 10)
    query_seconds = []
    for question in questions:
        started = time.perf_counter()
        embeddings.search(question, 10)
        query_seconds.append(time.perf_counter() - started)
    result = {
        "chunks": len(texts),
        "seconds": seconds,
        "query_seconds": query_seconds,
        "bytes": size,
        "sample": [[round(float(number), 6) for number in vector] for vector in sample],
        "versions": {name: version(name) for name in ("txtai", "transformers", "torch", "faiss-cpu")},
    }
    out.write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), "--hybrid" in sys.argv[4:])
