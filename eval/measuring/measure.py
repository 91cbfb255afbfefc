"""From a folder and its cases to a whole result: index, questions, summary. A run that is cut off can go on."""

import hashlib
import importlib.metadata
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, cast

from app.answering.gate import Gate
from app.bot import Bot
from app.models.llm import LLM
from app.reader.passage import Passage
from eval.case import Case
from eval.measuring.progress import progress_bar
from eval.measuring.result import Result
from eval.measuring.run import Journal, leave_evidence_out, run
from eval.measuring.setting import setting
from eval.measuring.summary import summarise
from eval.measuring.trying import try_thresholds
from index import ROOT
from index.errors import CiteseedError
from index.reading.parser import Parser

_PACKAGES = ("index", "app", "eval")
_CODE = (".py", ".json", ".toml")
Deliver = Callable[[Result], None]


class Stopped(CiteseedError):
    """Ctrl-C ended the run; what was asked is kept."""

    exit_code = 130  # as shells count a command that Ctrl-C ended


def measure(
    bot: Bot,
    cases: Sequence[Case],
    left_out: bool,
    folder: Path,
    deliver: Deliver = lambda result: None,
    llm: LLM | None = None,
    parser: Parser | None = None,
    at_most: float | None = None,
) -> Result:
    """The result of the cases, and if `left_out` of the answerable ones without their evidence as well.

    The language model, if there is one, writes the answers; `parser` is as `run` takes it. With `at_most`, a share of
    wrong answers, the cases are asked at every threshold too, and `own` says which they set; without a language model.

    Outcomes are kept in `folder` until `deliver`, which is given the result, has done with it: after `Stopped`, or
    after any failure, the same call goes on where it was.
    """
    identity = _identity(bot, cases, llm)
    rounds = {"cases": list(cases)} | ({"left_out": leave_evidence_out(cases)} if left_out else {})
    unfinished = f"unfinished-{hashlib.sha256(json.dumps(identity).encode()).hexdigest()[:16]}"
    journals = {name: Journal(folder / f"{unfinished}-{name}.jsonl") for name in rounds}
    outcomes = {}
    bot.embedder.queries(["?"])  # loads the models, which is no question's time
    bot.reader.read("?", [Passage("?", ((0, 1),))])
    try:
        with progress_bar() as show:
            for name, asked in rounds.items():
                what = "Asking" if name == "cases" else "Asking with the evidence left out"
                outcomes[name] = run(bot, asked, journals[name], partial(show, what), parser, llm)
            own = None
            if at_most is not None:
                journal = Journal(folder / f"{unfinished}-thresholds.jsonl")
                again = partial(show, "Asking at every threshold")
                tried = try_thresholds(bot, cases, outcomes["cases"], journal, again, parser)
                shipped = Gate.load()
                own = asdict(setting(tried, (shipped.answered, shipped.unsure), at_most))
        figures = summarise(outcomes["cases"], outcomes.get("left_out", ()))
        result = cast(Result, {"run": identity, **figures, **outcomes} | ({"own": own} if own else {}))
        deliver(result)
    except KeyboardInterrupt:
        done, total = sum(len(journal.outcomes) for journal in journals.values()), sum(map(len, rounds.values()))
        raise Stopped(f"Stopped with {done} of {total} questions asked. The same command goes on.") from None
    for path in folder.glob(f"{unfinished}-*.jsonl"):
        path.unlink(missing_ok=True)
    return result


def _identity(bot: Bot, cases: Sequence[Case], llm: LLM | None) -> dict[str, Any]:
    """What the outcomes depend on, and no more: the same identity gives the same outcomes, but for times, and but for
    what a language model does not write twice alike."""
    files = [(file.source, file.sha256) for file in bot.snapshot.files]
    return {
        "version": importlib.metadata.version("citeseed"),
        "code": code_hash(ROOT),
        "embedder": bot.embedder.fingerprint,
        "reader": bot.fitted_to,
        "documents": len(bot.snapshot.documents),
        "corpus": _hash([json.dumps(files).encode()]),
        "cases": _hash([json.dumps(case.to_json()).encode() for case in cases]),
        "thresholds": [bot.answerer.gate.answered, bot.answerer.gate.unsure],
        "llm": {"name": llm.name, "context": llm.context} if llm else None,
    }


def code_hash(root: Path) -> str:
    """Hash of the files of our packages below `root`, among them those that decide how a question is answered."""
    paths = (path for package in _PACKAGES for path in (root / package).rglob("*"))
    return _hash([path.read_bytes() for path in sorted(paths) if path.suffix in _CODE])


def _hash(parts: Sequence[bytes]) -> str:
    return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()[:16]
