"""`python -m eval.bench [FOLDER]`: indexing speed of the OpenVINO path against sentence-transformers' default.

Both embed the same chunks in one run, in turn, after a warm-up; the ratio is of the medians. Also checks that the
vectors agree. The chunks are those of FOLDER (default: the seeds, repeated with different endings to `_CHUNKS`).
"""

import argparse
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index.chunks import chunk_document, embedding_text
from index.embedder import Vectors
from index.errors import LoadError
from index.formats import parse
from index.loaders import read, scan
from index.openvino_embedder import OpenVINOEmbedder, bundled_model
from index.settings import Settings
from index.torch_embedder import TorchEmbedder

_CHUNKS = 256
_ROUNDS = 3


def main() -> None:
    """Runs the benchmark and prints chunks per second, tokens per second, ratio and cosine."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Settings().docs)
    folder: Path = parser.parse_args().folder
    fast, default = OpenVINOEmbedder(), TorchEmbedder(str(bundled_model()))
    texts = _texts(folder, fast)
    tokens = sum(fast.count_tokens(texts))
    seconds: dict[str, list[float]] = {fast.name: [], default.name: []}
    fast.documents(texts[:16]), default.documents(texts[:16])
    for _ in range(_ROUNDS):
        ours, took = _timed(fast.documents, texts)
        seconds[fast.name].append(took)
        theirs, took = _timed(default.documents, texts)
        seconds[default.name].append(took)
    medians = [statistics.median(rounds) for rounds in seconds.values()]
    print(
        f"{len(texts)} chunks, {tokens} tokens, {platform.processor() or platform.machine()}, {_ROUNDS} rounds in turn"
    )
    for name, median in zip(("OpenVINO", "sentence-transformers default"), medians, strict=True):
        print(f"{name:30} {len(texts) / median:7.1f} chunks/s {tokens / median:8.0f} tokens/s")
    print(f"ratio {medians[1] / medians[0]:.2f}, lowest cosine {np.sum(ours * theirs, axis=1).min():.6f}")


def _texts(folder: Path, embedder: OpenVINOEmbedder) -> list[str]:
    """What the index would embed of the folder's files, `_CHUNKS` of it; if that is too few, with endings added."""
    texts: list[str] = []
    for source in scan(folder):
        try:
            document = parse(source, read(folder, source))
        except LoadError:
            continue
        texts += [embedding_text(c) for c in chunk_document(document, embedder.count_tokens, embedder.max_tokens)]
    copies = -(-_CHUNKS // len(texts))
    return [f"{text} {copy}." if copy else text for copy in range(copies) for text in texts][:_CHUNKS]


def _timed(embed: Callable[[Sequence[str]], Vectors], texts: Sequence[str]) -> tuple[Vectors, float]:
    started = time.perf_counter()
    return embed(texts), time.perf_counter() - started


if __name__ == "__main__":
    main()
