"""Groups whose questions were translated: `python -m eval.training.translated OUT DATA FILE [FILE ...]`.

DATA holds the groups of folders in English, as `from_folders` wrote them; a FILE, LANGUAGE.jsonl, holds a line a
question: `folder, id, question`. The passages stay as they are: so the reader learns what is asked in one language and
said in another.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from eval.case import CaseError
from eval.training.examples import Group, read_groups, write
from index.errors import reported


def translated(groups: Mapping[tuple[str, str], Group], lines: Sequence[str], language: str) -> Iterator[Group]:
    """The groups of the questions that `groups` has, by folder and id, in another language."""
    for record in map(json.loads, lines):
        if group := groups.get((record["folder"], record["id"])):
            yield replace(group, name=language, questions=(record["question"],))


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the groups of each language; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m eval.training.translated", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("files", nargs="+", type=Path)
    options = parser.parse_args(arguments)
    groups = {(one.name, one.id): one for path in options.data.glob("*.groups.xz") for one in read_groups(path)}
    for path in options.files:
        lines = path.read_text(encoding="utf-8").splitlines()
        count = write(options.out / f"{path.stem}.groups.xz", translated(groups, lines, path.stem))
        if not count:
            raise CaseError(f"{options.data} has no groups of the questions in {path}. Name what from_folders wrote.")
        print(f"{path.stem}: {count} groups", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(reported(main))
