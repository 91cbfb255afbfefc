"""`python -m eval.making.whole OUT --seed N`: writes the made-up folder and the questions about it."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from eval.making.whole.asking.kinds import questions
from eval.making.whole.folder import draw_folder
from index.disk import write_whole
from index.errors import CiteseedError


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes `OUT/docs/` and `OUT/questions.jsonl`; 1 if that can't be done, with the reason."""
    parser = ArgumentParser(prog="python -m eval.making.whole", description="A made-up folder, and questions about it.")
    parser.add_argument("out", type=Path, metavar="OUT", help="a folder that isn't there yet")
    parser.add_argument("--seed", type=int, required=True, help="the same one gives the same bytes")
    parser.add_argument("--files", type=int, default=1000, help="default: %(default)s")
    parser.add_argument("--questions", type=int, default=300, help="default: %(default)s")
    options = parser.parse_args(arguments)
    if options.out.exists():
        print(f"{options.out} is there already. Name a folder that isn't, or remove it.", file=sys.stderr)
        return 1
    try:
        folder = draw_folder(options.seed, options.files)
        asked = questions(folder, options.questions)
    except CiteseedError as error:
        print(error, file=sys.stderr)
        return 1
    for source, data in folder.contents().items():
        path = options.out / "docs" / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    records = [question.record(f"{options.seed}-{number:04}") for number, question in enumerate(asked, 1)]
    write_whole(options.out / "questions.jsonl", "".join(f"{json.dumps(record)}\n" for record in records))
    print(f"{len(folder.contents())} files and {len(records)} questions in {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
