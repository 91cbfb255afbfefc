"""Measures weights on folders: `python -m eval.training.evaluate WEIGHTS FOLDER [FOLDER ...]`.

Prints a Markdown table, a row a folder: whether the right sentence is shown first or in the first three, as the product
ranks them; how well the reader's log-odds tell what can be answered; and the check of statements. Leave the folders out
of training (`eval.training.train --without`), else it says what was learnt by heart.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from app.bot import answerer_over
from app.reader.openvino_reader import OpenVINOReader
from eval.case import read_cases
from eval.measuring.claims import claim_figures, read_claims
from eval.measuring.indexing import indexed
from eval.measuring.statistics import auroc, refused_at
from eval.studies.judged import first_right, judged
from index.embedding.bert import sha256
from index.embedding.embedder import Embedder
from index.embedding.opening import open_embedder
from index.embedding.remembering import RememberingEmbedder
from index.errors import reported
from index.settings import Settings

_COLUMNS = ["folder", "first", "in three", "AUROC", "refused at .1", "true claims at .05 false"]


def row(folder: Path, reader: OpenVINOReader, embedder: Embedder) -> list[str]:
    """The cells of a folder."""
    answerer = answerer_over(indexed(folder / "docs", embedder), embedder, reader)
    cases = read_cases(folder / "cases.jsonl")
    asked = [sample for case in cases if (sample := judged(answerer, "", case))]
    can, not_ = ([one.features["reader"] for one in asked if one.answerable is wanted] for wanted in (True, False))
    claims = folder / "claims.jsonl"
    true_at = claim_figures(read_claims(claims), reader)["true_at_05"] if claims.exists() else None
    figures = (first_right(asked, 1), first_right(asked, 3), auroc(can, not_), refused_at(can, not_), true_at)
    return [folder.name, *("" if figure is None else f"{figure:.3f}" for figure in figures)]


def main(arguments: Sequence[str] | None = None, embedder: Embedder | None = None) -> int:
    """Prints the table; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m eval.training.evaluate", description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("folders", nargs="+", type=Path)
    options = parser.parse_args(arguments)
    reader = OpenVINOReader(options.weights, sha256(options.weights))
    embedder = RememberingEmbedder(embedder or open_embedder(Settings().embedder))
    for cells in (_COLUMNS, ["---"] * len(_COLUMNS), *(row(folder, reader, embedder) for folder in options.folders)):
        print(f"| {' | '.join(cells)} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(reported(main))
