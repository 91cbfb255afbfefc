"""Measures the check of support: `python -m eval.studies.perturb SET [SET ...] --wordnet DIR`, each set a folder with
`docs/` and `cases.jsonl` whose cases name `evidence`.

Every gold sentence is stated as it is, made false in one place, and said in other words (`alterations`). Each of
these is looked for in the nearest chunks of its file, as an answer's statements are, and in the gold sentence alone.
Exit code 2: a share that was flagged is not what is asked of it.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from app.checking.finding import find
from app.checking.support import supports
from app.reader.openvino_reader import READER
from app.reader.reader import Reader
from eval.case import read_cases
from eval.studies.alterations import falsehoods, names_in, paraphrases, variants
from eval.studies.synonyms import read_synonyms
from index.chunks import chunk_document, embedding_text
from index.disk import write_whole
from index.embedding.embedder import BUNDLED, Embedder, Vectors
from index.embedding.opening import open_embedder
from index.errors import CorpusError, reported
from index.formats.registry import parse
from index.reading.folder import read
from index.records import Chunk, Document

UNCHANGED, ELSEWHERE = "unchanged", "its passages taken away"
_CHUNKS = 5  # that a statement is looked for in
Asked = Mapping[str, tuple[float, float]]
"""The least and the most share of a kind's statements that is to be flagged."""
ASKED = {kind: (least, 1.0) for kind, least in (("number", 0.95), ("date", 0.95), ("name", 0.95), ("negation", 0.85))}
ASKED |= {"swap": (0.85, 1.0), ELSEWHERE: (0.97, 1.0), UNCHANGED: (0.0, 0.05), "paraphrases": (0.0, 0.15)}


@dataclass(frozen=True, slots=True)
class Gold:
    """A sentence that answers, and the file in which it stands."""

    text: str
    document: Document


@dataclass(frozen=True, slots=True)
class Trial:
    """A statement, its gold sentence, and the chunks in which it is looked for."""

    kind: str
    statement: str
    gold: str
    chunks: Sequence[Chunk]


def read_gold(folder: Path) -> list[Gold]:
    """The evidence of a set's cases, each sentence once, with its file. Raises `CiteseedError`."""
    documents: dict[str, Document] = {}
    golds: dict[str, Gold] = {}
    for case in read_cases(folder / "cases.jsonl"):
        for source in case.sources if case.evidence else ():
            if source not in documents:
                documents[source] = parse(source, read(folder / "docs", source))
            for text in case.evidence:
                if text in documents[source].text:
                    golds.setdefault(text, Gold(text, documents[source]))
    if not golds:
        raise CorpusError(f"{folder / 'cases.jsonl'} names no evidence that stands in {folder / 'docs'}.")
    return list(golds.values())


def statements(golds: Sequence[Gold], synonyms: Mapping[str, str]) -> Iterator[tuple[Gold, str, str]]:
    """Gold sentence, kind and statement: each as it is, out of its place, false in one place, and in other words."""
    chance = random.Random(0)  # noqa: S311 - reproducible, not secret
    rules = falsehoods(names_in([gold.text for gold in golds])) | paraphrases(synonyms)
    for gold in golds:
        yield gold, UNCHANGED, gold.text
        yield gold, ELSEWHERE, gold.text
        yield from ((gold, kind, text) for kind, text in variants(gold.text, rules, chance))


def trials(stated: Sequence[tuple[Gold, str, str]], embedder: Embedder) -> Iterator[Trial]:
    """Each statement with the chunks of its file that are nearest to it, as a search would find them."""
    texts = sorted({text for _, _, text in stated})
    vectors = dict(zip(texts, embedder.queries(texts), strict=True))
    cut = {gold.document.source: _embedded(gold.document, embedder) for gold, _, _ in stated}
    for gold, kind, text in stated:
        chunks, rows = cut[gold.document.source]
        cosines = (rows @ vectors[text]).tolist()
        searched = [
            (cosine, chunk)
            for cosine, chunk in zip(cosines, chunks, strict=True)
            if kind != ELSEWHERE or gold.text not in chunk.text
        ]
        nearest = sorted(searched, key=lambda pair: -pair[0])[:_CHUNKS]
        yield Trial(kind, text, gold.text, [chunk for _, chunk in nearest])


def _embedded(document: Document, embedder: Embedder) -> tuple[list[Chunk], Vectors]:
    """The chunks of a file and their vectors, as in the index."""
    chunks = chunk_document(document, embedder.count_tokens, embedder.max_tokens)
    return chunks, embedder.documents([embedding_text(chunk) for chunk in chunks])


@dataclass(frozen=True, slots=True)
class Tally:
    """How many statements of a kind there were, and how many of them were flagged: within chunks, and alone."""

    number: int = 0
    flagged: int = 0
    alone: int = 0

    def __add__(self, more: "Tally") -> "Tally":
        return Tally(self.number + more.number, self.flagged + more.flagged, self.alone + more.alone)


def judge(tried: Iterable[Trial], reader: Reader) -> tuple[dict[str, Tally], list[float]]:
    """How each kind fared, and the seconds that each statement took."""
    tallies: dict[str, Tally] = {}
    seconds = []
    for trial in tried:
        started = time.perf_counter()
        quotes = find(trial.statement, trial.chunks, reader)
        seconds.append(time.perf_counter() - started)
        language = trial.chunks[0].document.language if trial.chunks else "en"
        stated = trial.kind == ELSEWHERE or supports(trial.statement, [trial.gold], reader, language)
        tallies[trial.kind] = tallies.get(trial.kind, Tally()) + Tally(1, int(not quotes), int(not stated))
    return tallies, seconds


def table(tallies: Mapping[str, Tally], asked: Asked = ASKED) -> str:
    """Markdown: a row for each kind, and for all paraphrases together, with what is asked of it."""
    lines = ["| | statements | flagged | asked | gold sentence alone |", "|---|---|---|---|---|"]
    for name, tally in _rows(tallies, asked).items():
        least, most = asked.get(name, (0.0, 1.0))
        bound = f">= {least}" if least else f"<= {most}" if most < 1 else ""
        alone = "" if name == ELSEWHERE else _share(tally.alone, tally.number)
        lines.append(f"| {name} | {tally.number:,} | {_share(tally.flagged, tally.number)} | {bound} | {alone} |")
    return "\n".join(lines)


def _rows(tallies: Mapping[str, Tally], asked: Asked) -> dict[str, Tally]:
    paraphrased = {name: tally for name, tally in tallies.items() if name not in asked}
    rows = {name: tallies[name] for name in asked if name in tallies}
    return rows | {"paraphrases": sum(paraphrased.values(), Tally())} | paraphrased


def missed(tallies: Mapping[str, Tally], asked: Asked = ASKED) -> list[str]:
    """The kinds of which fewer or more were flagged than is asked; a kind without statements misses nothing."""
    shares = {name: tally.flagged / tally.number for name, tally in _rows(tallies, asked).items() if tally.number}
    return [name for name, (least, most) in asked.items() if name in shares and not least <= shares[name] <= most]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else ""


def main(arguments: Sequence[str] | None = None, embedder: Embedder | None = None, asked: Asked = ASKED) -> int:
    """Prints the table and the times; returns the exit code, 2 if a share is not what is asked."""
    return reported(lambda: _run(arguments, embedder, asked))


def _run(arguments: Sequence[str] | None, embedder: Embedder | None, asked: Asked) -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.studies.perturb", description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--wordnet", type=Path, required=True, help="folder of WordNet's `dict` files")
    parser.add_argument("--limit", type=int, help="gold sentences of each set, drawn at random")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args(arguments)
    synonyms = read_synonyms(options.wordnet)
    golds = []
    for folder in options.sets:
        of_set = read_gold(folder)
        chance = random.Random(0)  # noqa: S311 - reproducible, not secret
        golds += of_set if options.limit is None else chance.sample(of_set, min(options.limit, len(of_set)))
    tried = trials(list(statements(golds, synonyms)), embedder or open_embedder(BUNDLED))
    tallies, seconds = judge(tried, READER)
    p50, p95 = np.percentile([1000 * second for second in seconds], (50, 95)).tolist()
    print(f"{len(golds):,} gold sentences; to check a statement takes {p50:.1f} ms (p50), {p95:.1f} ms (p95)\n")
    print(table(tallies, asked))
    if options.json:
        figures = {kind: asdict(tally) for kind, tally in tallies.items()}
        record = {"gold": len(golds), "kinds": figures, "milliseconds": {"p50": p50, "p95": p95}}
        write_whole(options.json, json.dumps(record, indent=1) + "\n")
    if failed := missed(tallies, asked):
        print(f"\nNot what is asked: {', '.join(failed)}.", file=sys.stderr)
    return 2 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
