"""Measures what comes of awkward files: `python -m eval.studies.files FOLDER [GROUP ...] [--at-least N]`.

FOLDER holds a folder of files a group, and `questions.jsonl`: a line a question with its `group`, the `file` it is
about, the question `q`, patterns that the answer must (`want`, all of them) and must not (`not`, none of them) hold,
the `page` of a citation, or `refuse`. Each group is indexed as a user's folder would be. For what fails it is said
whether the file's text holds what is wanted, so whether reading or answering failed. Exit code 2: fewer passed.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.bot import Bot
from app.records import Answer
from index.building.build import build
from index.embedding.embedder import BUNDLED
from index.embedding.opening import open_embedder
from index.errors import CorpusError, reported
from index.storing.snapshot import open_snapshot

_SHOWN = 200  # characters of an answer


@dataclass(frozen=True, slots=True)
class Tried:
    """A question of a group with what was said to it. `was_read`: the text of its file holds what is wanted."""

    group: str
    question: dict[str, Any]
    answer: Answer
    was_read: bool

    @property
    def passed(self) -> bool:
        return passes(self.question, self.answer)


def passes(question: dict[str, Any], answer: Answer) -> bool:
    """Whether an answer is what a line of `questions.jsonl` asks for."""
    if question.get("refuse"):
        return answer.status in ("unsure", "refused")
    pages = {citation.document.page(citation.start) for citation in answer.citations}
    return (
        answer.status != "refused"
        and all(re.search(pattern, answer.text, re.DOTALL) for pattern in question["want"])
        and not any(re.search(pattern, answer.text) for pattern in question.get("not", []))
        and question.get("page") in {None, *pages}
    )


def tried(folder: Path, groups: Sequence[str]) -> Iterator[Tried]:
    """All questions of these groups, of all groups if none is named."""
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines if line.strip()]
    embedder = open_embedder(BUNDLED)
    for group in groups or sorted({question["group"] for question in questions}):
        if not (folder / group).is_dir():
            raise CorpusError(f"There is no folder {folder / group}. Name groups that {folder} has.")
        with TemporaryDirectory() as index_dir:
            build(folder / group, Path(index_dir), embedder, exclude=[])
            bot = Bot.over(open_snapshot(Path(index_dir), embedder), embedder)
            for question in questions:
                if question["group"] == group:
                    texts = [one.text for one in bot.snapshot.documents if question["file"] in one.source]
                    was_read = any(all(re.search(p, text, re.DOTALL) for p in question["want"]) for text in texts)
                    yield Tried(group, question, bot.answerer(question["q"]), was_read)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the study; see the module."""
    parser = argparse.ArgumentParser(prog="python -m eval.studies.files", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("groups", nargs="*", metavar="GROUP")
    parser.add_argument("--at-least", type=int, default=0, metavar="N", help="so many must pass")
    options = parser.parse_args(arguments)
    return reported(lambda: _run(options))


def _run(options: argparse.Namespace) -> int:
    results = list(tried(options.folder, options.groups))
    for one in results:
        if not one.passed:
            why = "answer" if one.was_read else "text"
            said = one.answer.text.replace("\n", " ")[:_SHOWN] or f"({one.answer.status})"
            print(f"{why:6} {one.group}/{one.question['file']}: {one.question['q']}\n       {said}")
    for group in sorted({one.group for one in results}):
        of_group = [one.passed for one in results if one.group == group]
        print(f"{group}: {sum(of_group)} of {len(of_group)}")
    passed = sum(one.passed for one in results)
    print(f"{passed} of {len(results)} passed")
    return 2 if passed < options.at_least else 0


if __name__ == "__main__":
    sys.exit(main())
