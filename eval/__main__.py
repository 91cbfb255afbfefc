"""`python -m eval` runs a case set over a folder of documents and prints the report."""

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from app.open import open_bot
from eval.cases import read_cases
from eval.report import show
from eval.run import run as run_cases
from index.build import build
from index.embedder import open_embedder
from index.errors import CiteseedError, reported
from index.settings import Settings

OWN_CASES = Path(__file__).with_name("cases.jsonl")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit code: 0 ok, 1 failed."""
    return reported(lambda: _run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    settings = Settings()
    parser = argparse.ArgumentParser(prog="citeseed-eval", description="Measure the bot on a set of cases.")
    parser.add_argument("--cases", type=Path, default=OWN_CASES, help="JSON lines; default: the cases over seeds/")
    parser.add_argument("--docs", type=Path, help=f"folder of documents; default: {settings.docs}")
    parser.add_argument("--index-dir", type=Path, help="default: the index of --docs, kept beside the chat's")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write summary and cases there")
    parser.add_argument("--limit", type=_positive, help="only the first N cases")
    options = parser.parse_args(arguments)
    docs: Path = options.docs or settings.docs
    if options.json and not options.json.resolve().parent.is_dir():
        raise CiteseedError(
            f"There is no folder {options.json.parent} to write {options.json.name} into. Make it first."
        )
    cases = read_cases(options.cases)[: options.limit]
    index_dir = options.index_dir or _index_dir(settings.index_dir, docs)
    embedder = open_embedder(settings.embedder)
    build(docs, index_dir, embedder)
    bot = open_bot(index_dir, docs, embedder)
    with Console(stderr=True).status("Asking"):
        result = run_cases(bot, cases)
    if options.json:
        options.json.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
    show(cases, result, Console())
    return 0


def _index_dir(parent: Path, docs: Path) -> Path:
    """One index a folder of documents, so that measuring another folder leaves the chat's index alone."""
    name = hashlib.sha256(str(docs.resolve()).encode()).hexdigest()[:12]
    return parent / "eval" / f"{docs.resolve().name}-{name}"


def _positive(text: str) -> int:
    if int(text) < 1:
        raise ValueError(text)
    return int(text)


def run() -> None:
    """The console script citeseed-eval."""
    sys.exit(main())


if __name__ == "__main__":
    run()
