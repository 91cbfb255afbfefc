"""What every system of the bench is given: files of about as many chunks as asked for, their texts, and questions.

The files are those of a folder, several to a file, and again with short sentences strewn in until there are enough.
Joined, they make somewhat fewer chunks than apart, so the number asked for is not reached quite; what counts is the
number there is. The texts are what citeseed embeds of these files, so all systems embed the same.
"""

import hashlib
import json
import re
import shutil
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from eval.measuring.indexing import indexed
from index.chunks import embedding_text
from index.disk import write_whole
from index.embedding.embedder import Embedder, Vectors
from index.language.sentences import Span
from index.settings import Settings
from index.storing.snapshot import Snapshot

_CHUNKS_A_FILE = 10
_THREE_SENTENCES = re.compile(r"(?:[^.!?]*[.!?]+){3}(?=\s)")


def bench_parser(part: str, about: str | None, sizes: str, unit: str) -> ArgumentParser:
    """The options that every part of the bench has; `sizes` are the defaults of what is counted in `unit`."""
    parser = ArgumentParser(prog=f"python -m eval.bench{part}", description=about)
    parser.add_argument("folder", nargs="?", type=Path, default=Settings().docs, help="default: %(default)s")
    parser.add_argument("--cases", type=Path, default=Path("eval/cases.jsonl"), help="whose questions are asked")
    parser.add_argument("--sizes", type=_sizes, default=sizes, help=f"{unit}; default: %(default)s")
    parser.add_argument("--work", type=Path, default=Path(".bench"), help="for files and figures; default: %(default)s")
    parser.add_argument("--out", type=Path, default=Path("eval/bench/bench.md"), help="default: %(default)s")
    return parser


def _sizes(text: str) -> list[int]:
    """The numbers of a list with commas, smallest first."""
    return sorted(map(int, text.split(",")))


def write_corpus(source: Path, size: int, questions: Sequence[str], target: Path, embedder: Embedder) -> str:
    """Writes `docs/`, `texts.json` and `questions.json` under `target`; returns a digest of the texts."""
    blind = _Blind(embedder)
    shutil.rmtree(target, ignore_errors=True)
    (target / "docs").mkdir(parents=True)
    for number, text in enumerate(_files(indexed(source, blind), size)):
        write_whole(target / "docs" / f"{number:06}.txt", text)
    texts = [embedding_text(chunk) for chunk in indexed(target / "docs", blind).chunks]
    written = json.dumps(texts)
    write_whole(target / "texts.json", written)
    write_whole(target / "questions.json", json.dumps(questions))
    return hashlib.sha256(written.encode()).hexdigest()[:12]


def at_least(questions: Sequence[str], number: int) -> list[str]:
    """The questions; where they are fewer, over again."""
    return list(islice(cycle(questions), max(number, len(questions))))


def _files(snapshot: Snapshot, size: int) -> Iterator[str]:
    """Texts of files that hold `size` chunks or a few more, as far as the documents' own chunks tell."""
    counts = Counter(chunk.document.sha256 for chunk in snapshot.chunks)
    total, held, parts = 0, 0, []
    for number in range(size):  # a copy has a chunk at the least
        for document in snapshot.documents:
            parts.append(_varied(document.text, number))
            held += counts[document.sha256]
            if held >= _CHUNKS_A_FILE or total + held >= size:
                yield "\n\n".join(parts)
                total, held, parts = total + held, 0, []
            if total >= size:
                return


def _varied(text: str, number: int) -> str:
    """The text with a sentence of its number after every third and at the end: no chunk of it is like another's."""
    if not number:
        return text
    return _THREE_SENTENCES.sub(rf"\g<0> Edition {number}.", text.rstrip()) + f" Edition {number}."


class _Blind:
    """Counts tokens as another embedder does and embeds nothing: every vector is (1)."""

    def __init__(self, embedder: Embedder) -> None:
        self.name = self.fingerprint = "blind"
        self.dimension, self.languages, self.unrelated = 1, embedder.languages, embedder.unrelated
        self.max_tokens, self.count_tokens = embedder.max_tokens, embedder.count_tokens

    def documents(self, texts: Sequence[object]) -> Vectors:
        return np.ones((len(texts), 1), dtype=np.float32)

    queries = documents

    def passages(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> tuple[Vectors, Vectors]:
        return self.documents(texts), self.documents([span for of_text in spans for span in of_text])
