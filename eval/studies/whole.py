"""Measures answers about all of a folder: `python -m eval.studies.whole FOLDER [--kinds KIND,...] [--every-wording]
[--wrong]`.

FOLDER is what `eval.making.whole` made: `docs/` and `questions.jsonl`. Each answer is right; wrong, and stated as sure;
or not claimed: it asks back, or the question was taken for one like any other. `--wrong` prints those that are not
right. `python -m eval.studies.whole --ordinary SET ...` counts how many questions of sets of ordinary ones are taken
for questions about the whole.
"""

import argparse
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from app.bot import Bot, open_bot
from app.records import WHOLE, Answer
from eval.case import read_cases
from index.embedding.embedder import BUNDLED, Embedder, HashingEmbedder
from index.embedding.opening import open_embedder
from index.errors import CorpusError, reported
from index.language.words import fold
from index.records import Document

RIGHT, WRONG, NOT_CLAIMED = "right", "wrong", "not claimed"
_NUMBER = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?")
_CENT = 0.0051
Judge = Callable[[Mapping[str, Any], Answer], bool]


def judged(question: Mapping[str, Any], answer: Answer) -> str:
    """`RIGHT`, `WRONG` or `NOT_CLAIMED`."""
    truth, kind = question["answer"], question["kind"]
    ordinary = kind in ("ordinary", "trap") or question["form"] == "ordinary"
    if ordinary:
        return WRONG if answer.shape in WHOLE else RIGHT
    if kind in ("validity", "latest") and answer.shape not in WHOLE:  # a sentence may tell it
        return _of_sentence(truth, answer)
    if kind == "column_missing":
        figure = answer.headline and _NUMBER.search(answer.headline.text)
        return WRONG if figure and answer.shape in WHOLE and answer.status == "answered" else RIGHT
    if answer.shape in WHOLE and answer.shape != "choices" and answer.status != "answered":
        return NOT_CLAIMED
    if question["form"] == "number" and answer.shape == "corpus":
        return RIGHT if _states(answer.text, truth["count"]) else WRONG
    if answer.shape == "choices":
        return RIGHT if "ask_back" in truth and _offers(truth["ask_back"], answer) else NOT_CLAIMED
    if answer.shape not in WHOLE:
        return NOT_CLAIMED
    return RIGHT if _fits(truth, answer) else WRONG


def _of_sentence(truth: Mapping[str, Any], answer: Answer) -> str:
    if answer.status not in ("answered", "partial") or not answer.statements:
        return NOT_CLAIMED
    first = answer.statements[0]
    sources = [name for citation in first.citations for name in _names(citation.document)]
    value = truth.get("value")
    states = value is None or _states(first.text, value)
    return RIGHT if states and (truth.get("document") in sources or "documents" in truth) else WRONG


def _fits(truth: Mapping[str, Any], answer: Answer) -> bool:
    """Whether the figure and what it rests on are the true ones, as far as the truth says."""
    text = answer.headline.text if answer.headline else ""
    every = f"{text} " + " ".join(statement.text for statement in answer.statements)
    checks: Mapping[str, Callable[[Any], bool]] = {
        "count": lambda count: (
            _states(text, count) or (count == 0 and bool(re.match("no(?:ne)?\\b", text, re.IGNORECASE)))
        ),
        "documents": lambda documents: bool({"people", "changed", "winners"} & set(truth)) or _cites(documents, answer),
        "people": lambda people: (
            all(fold(person) in fold(every) for person in people) and len(people) == len(answer.statements)
        ),
        "value": lambda value: value is None or _states(text, value),
        "values": lambda values: all(_states(every, value) for value in values),
        "groups": lambda groups: all(
            fold(str(key)) in fold(every) and _states(every, value) for key, value in groups.items()
        ),
        "totals": lambda totals: all(_states(every, value) for value in totals.values()),
        "winners": lambda winners: all(
            fold(winner) in fold(text) or _leads(winner, answer, len(winners)) for winner in winners
        ),
        "changed": lambda changed: all(old in every and new in every for old, new, _ in changed),
        "added": lambda added: all(fold(one) in fold(every) for one in added),
        "removed": lambda removed: all(fold(one) in fold(every) for one in removed),
        "certain": lambda certain: _states(every, certain),
        "unreadable": lambda files: isinstance(files, int) or all(file in every for file in files),
    }
    return all(check(truth[name]) for name, check in checks.items() if name in truth)


def _leads(source: str, answer: Answer, most: int) -> bool:
    """Whether a document that the headline names by its title, if it names all, is cited among the first so many."""
    cited = [citation for statement in answer.statements[:most] for citation in statement.citations]
    return any(source in _names(citation.document) for citation in cited)


def _states(text: str, value: Any) -> bool:
    """Whether a text has the figure, or the words."""
    if isinstance(value, str):
        return fold(value) in fold(text)
    numbers = [float(number.replace(",", "").replace("−", "-")) for number in _NUMBER.findall(text)]
    return any(abs(number - float(value)) < _CENT for number in numbers)


def _cites(documents: Sequence[str], answer: Answer) -> bool:
    cited = {name for citation in answer.citations for name in _names(citation.document)}
    originals = {citation.document.source for citation in answer.citations}
    return set(documents) <= cited and len(originals) == len(documents)


def _names(document: Document) -> tuple[str, ...]:
    return (document.source, *document.copies)


def _offers(columns: Sequence[str], answer: Answer) -> bool:
    offered = " ".join(f"{one.label} {one.question}" for one in answer.refinements)
    return all(fold(column) in fold(offered) for column in columns)


def _history(question: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(turn["role"], turn["content"]) for turn in question["history"]]


def measured(
    bot: Bot, questions: Sequence[Mapping[str, Any]], every_wording: bool
) -> Iterator[tuple[Mapping[str, Any], str, str, Answer, float]]:
    """Each question, the wording asked, what came of it, the answer and its seconds."""
    for question in questions:
        for wording in [question["question"], *(question["wordings"] if every_wording else ())]:
            started = time.perf_counter()
            answer = bot.answerer(wording, _history(question))
            seconds = time.perf_counter() - started
            yield question, wording, judged(question, answer), answer, seconds


def ordinary(folder: Path, embedder: Embedder) -> tuple[list[str], int]:
    """The questions of a set that are taken for ones about the whole, and how many there are. Searching needs no
    meaning for that, so the documents are indexed without a model."""
    taken, asked = [], 0
    with TemporaryDirectory() as index:
        bot = open_bot(Path(index), folder / "docs", embedder)
        for case in read_cases(folder / "cases.jsonl"):
            asked += 1
            if bot.answerer.of_the_whole(case.question, case.history):
                taken.append(case.question)
    return taken, asked


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the tally of each kind, and the times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="+")
    parser.add_argument("--kinds", default="", help="of these kinds only, with commas between")
    parser.add_argument("--every-wording", action="store_true")
    parser.add_argument("--wrong", action="store_true")
    parser.add_argument("--ordinary", action="store_true")
    parser.add_argument("--index", type=Path, help="where the index of the folder is kept, or is made")
    options = parser.parse_args(arguments)
    return reported(lambda: _ordinary(options.folder) if options.ordinary else _whole(options))


def _ordinary(folders: Sequence[Path]) -> int:
    every = all_taken = 0
    for folder in folders:
        taken, asked = ordinary(folder, HashingEmbedder())
        every, all_taken = every + asked, all_taken + len(taken)
        print(f"{folder.name}: {len(taken)} of {asked}", *taken, sep="\n    ")
    print(f"{all_taken} of {every} are taken for questions about the whole")
    return 0


def _whole(options: argparse.Namespace) -> int:
    folder = options.folder[0]
    kinds = set(filter(None, options.kinds.split(",")))
    if not (folder / "questions.jsonl").is_file():
        raise CorpusError(f"There is no questions.jsonl in {folder}. Make a folder with python -m eval.making.whole.")
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [
        question
        for line in lines
        if (question := json.loads(line)) and question["kind"] in (kinds or {question["kind"]})
    ]
    tallies: defaultdict[str, Counter[str]] = defaultdict(Counter)
    seconds = []
    with TemporaryDirectory() as made:
        bot = open_bot(options.index or Path(made), folder / "docs", open_embedder(BUNDLED))
        for question, wording, outcome, answer, took in measured(bot, questions, options.every_wording):
            tallies[question["kind"]][outcome] += 1
            seconds.append(took)
            if options.wrong and outcome != RIGHT:
                said = answer.headline.text if answer.headline else answer.text[:150]
                truth = {name: value for name, value in question["answer"].items() if name != "rows"}
                print(f"{outcome}: {question['kind']}/{question['form']}: {wording}")
                print(f"    [{answer.shape}] {said}\n    {str(truth)[:300]}")
    print(f"{'kind':20}{RIGHT:>8}{WRONG:>8}{NOT_CLAIMED:>14}")
    for kind, tally in sorted(tallies.items()):
        print(f"{kind:20}{tally[RIGHT]:8}{tally[WRONG]:8}{tally[NOT_CLAIMED]:14}")
    total = sum(tallies.values(), Counter[str]())
    print(f"{'all':20}{total[RIGHT]:8}{total[WRONG]:8}{total[NOT_CLAIMED]:14}")
    print(f"p50 {np.percentile(seconds, 50) * 1000:.0f} ms, p95 {np.percentile(seconds, 95) * 1000:.0f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
