"""`python -m eval` runs a case set over a folder of documents and prints the report; its commands make case sets."""

import argparse
import hashlib
import json
import math
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from rich.console import Console

from app.answering.gate import Gate, folder_gate
from app.bot import Bot
from app.models.llm import LLM
from app.models.options import add_llm_options, chosen_models
from app.reader.multilingual import fitted
from app.reader.openvino_reader import READER
from app.redact import redacting
from app.settings import ChatSettings
from eval.case import Case, CaseError, read_cases
from eval.making.commands import add_commands, check_output, positive
from eval.measuring.compare import compare
from eval.measuring.keeping import keep
from eval.measuring.measure import measure
from eval.measuring.result import Result, read_result
from eval.measuring.summary import FIGURES, OF_WRITING
from eval.reporting.terminal import show, show_comparison
from index.building.build import build_with_progress
from index.disk import write_whole
from index.embedding.opening import open_embedder
from index.embedding.remembering import RememberingEmbedder
from index.errors import reported
from index.language.tidy import printable
from index.reading.folder import scan
from index.reading.parser import Parser, ParserProcess
from index.storing.files import indexed_folder
from index.storing.opening import EVAL, embedder_name, store_of
from index.storing.store import Store
from index.storing.thresholds import NAME, remove_thresholds

OWN_CASES = Path(__file__).with_name("cases.jsonl")
_UNDER = 2
_WRONG = 0.1  # of the answers, at most
_LEAST = 0.01  # fewer wrong ones would need a thousand cases to be sure of


def main(arguments: Sequence[str] | None = None, reader: Parser | None = None) -> int:
    """Runs the command; returns the exit code: 0 ok, 1 failed, 2 a figure is under its limit, 130 after Ctrl-C.

    Files are parsed in a process of its own, unless by another `reader`.
    """
    with ParserProcess() as process:
        return reported(lambda: _run(list(sys.argv[1:] if arguments is None else arguments), reader or process))


def _run(words: Sequence[str], reader: Parser) -> int:
    settings = ChatSettings()
    sys.stderr = redacting(sys.stderr, settings.secrets)
    parser = _parser(settings)
    options = parser.parse_args(words, argparse.Namespace(reader=reader))
    if options.name and words[0] != options.name:
        parser.error(f"unrecognized arguments before {options.name}; its options come after it")
    return int(options.command(options, settings))


def _measure(options: argparse.Namespace, settings: ChatSettings) -> int:
    docs: Path = options.docs
    chat = _chat_index(options, settings)
    if options.reset:
        return _reset(chat, docs)
    for path in (options.json, options.html):
        check_output(path)
    old = read_result(options.compare) if options.compare else None
    cases = _counting(read_cases(options.cases, scan(docs)), options.cases)[: options.limit]
    asked = {case.id: case.to_json() for case in cases}
    if old and not any(outcome["case"] == asked.get(outcome["id"]) for outcome in old["cases"]):
        raise CaseError(f"{options.compare} holds none of these cases. Compare results of the same case file.")
    llm = chosen_models(settings, options)()
    at_most = options.wrong_at_most if _is_to_set(options, llm) else None
    index_dir = options.index_dir or _index_dir(settings.index_dir, docs)
    store = store_of(index_dir, settings.store)
    embedder = open_embedder(embedder_name(settings.embedder, chat, store))
    for failure in build_with_progress(docs, store, embedder, settings.exclude, parser=options.reader).failures:
        print(printable(f"Not in the index: {failure['source']}: {failure['reason']}"), file=sys.stderr)
    snapshot = store.open(embedder)
    gate, ignored = folder_gate(chat, snapshot.root, fitted(READER, embedder)) if chat else (Gate.load(), "")
    print(ignored, end="\n" if ignored else "", file=sys.stderr)
    bot = Bot.over(snapshot, RememberingEmbedder(embedder), gate=gate)

    def deliver(result: Result) -> None:
        if old:
            result["comparison"] = compare(old, result)
        if options.html:
            from eval.reporting.html import report_page  # matplotlib takes a second to import

            write_whole(options.html, report_page(result))
        if options.json:
            write_whole(options.json, json.dumps(result, ensure_ascii=False, indent=1))

    result = measure(bot, cases, options.leave_evidence_out, index_dir, deliver, llm, options.reader, at_most)
    console = Console()
    show(result, console)
    if at_most is not None:
        print(printable(keep(result, chat, bot)))
    if old:
        show_comparison(result["comparison"], console)
    under = [line for name, limit in options.fail_under if (line := _under(result["summary"], name, limit))]
    print("\n".join(under), end="\n" if under else "", file=sys.stderr)
    return 1 if result["summary"]["errors"] else _UNDER if under else 0


def _parser(settings: ChatSettings) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="citeseed-eval",
        description="Measure the bot on a set of cases.",
        epilog="Exit: 0 ok, 1 failed, 2 a figure is under its --fail-under, 130 stopped by Ctrl-C.",
    )
    parser.add_argument("--cases", type=Path, default=OWN_CASES, help="JSON lines; default: the cases over seeds/")
    parser.add_argument("--docs", type=Path, default=settings.docs, help="folder of documents; default: %(default)s")
    parser.add_argument("--index-dir", type=Path, help="default: the index of --docs, kept beside the chat's")
    parser.add_argument("--limit", type=positive, help="only the first N cases")
    parser.add_argument("--leave-evidence-out", action="store_true", help="ask again with the right files hidden")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the result there")
    parser.add_argument("--html", type=Path, metavar="OUT", help="write the report there, as one page")
    parser.add_argument("--compare", type=Path, metavar="OLD", help="show what changed from a result of --json")
    parser.add_argument(
        "--fail-under", type=_limit, action="append", default=[], metavar="FIGURE=VALUE", help="exit 2 if it is lower"
    )
    parser.add_argument(
        "--set",
        action=argparse.BooleanOptionalAction,
        help="set the thresholds of the folder's chat by the cases; default: for whole runs of --cases of your own",
    )
    parser.add_argument(
        "--wrong-at-most", type=_share, default=_WRONG, metavar="SHARE", help="of the answers; default: 10%%"
    )
    parser.add_argument("--reset", action="store_true", help="go back to the shipped thresholds; asks nothing")
    add_llm_options(parser)
    parser.set_defaults(command=_measure)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="name", prog=parser.prog)
    add_commands(commands.add_parser, settings)
    return parser


def _chat_index(options: argparse.Namespace, settings: ChatSettings) -> Store | None:
    """The index that the chat over the folder answers from; None if that is of another folder, or there is none."""
    store = store_of(options.index_dir or settings.index_dir, settings.store)
    folder = None if options.index_dir else indexed_folder(store)
    return store if options.index_dir or (folder and folder.resolve() == options.docs.resolve()) else None


def _is_to_set(options: argparse.Namespace, llm: LLM | None) -> bool:
    """Whether the run sets the thresholds: what a language model writes, or a part of the cases, is no measure."""
    if options.set and (llm or options.limit):
        raise CaseError("--set needs all cases, answered in the documents' own words: leave out --limit and --llm.")
    whole = llm is None and options.limit is None
    return bool(options.set) if options.set is not None else whole and options.cases != OWN_CASES


def _reset(chat: Store | None, docs: Path) -> int:
    if chat is None:
        raise CaseError(f"The chat's index is not of {docs}. Name it: --index-dir DIR")
    was_there = remove_thresholds(chat)
    print(f"{chat.at(NAME)} {'is removed' if was_there else 'is not there'}: the shipped thresholds are in use.")
    return 0


def _counting(cases: Sequence[Case], path: Path) -> list[Case]:
    """The cases that are no drafts."""
    accepted = [case for case in cases if not case.draft]
    if len(accepted) < len(cases):
        drafts = len(cases) - len(accepted)
        left = f"{drafts} drafts in {path} do not count. Accept them: python -m eval check {path} --accept"
        if not accepted:
            raise CaseError(f"No case counts yet. {left}")
        print(left, file=sys.stderr)
    return accepted


def _share(text: str) -> float:
    """`8%` or `0.08`."""
    with suppress(ValueError):
        share = float(text[:-1]) / 100 if text.endswith("%") else float(text)
        if _LEAST <= share < 1:
            return share
    raise argparse.ArgumentTypeError(f"{text!r} is no share from {_LEAST:.0%} to under 100%; give one as in 8%")


def _limit(text: str) -> tuple[str, float]:
    """`figure=value` of --fail-under."""
    name, _, value = text.partition("=")
    names = [figure.name for figure in FIGURES if figure.higher]
    if name not in names:
        raise argparse.ArgumentTypeError(f"{name!r} is no figure that is better higher; those are {', '.join(names)}")
    limit = math.nan
    with suppress(ValueError):
        limit = float(value)
    if not math.isfinite(limit):
        raise argparse.ArgumentTypeError(f"{text!r} needs a number, as in {name}=0.9")
    return name, limit


def _under(summary: dict[str, Any], name: str, limit: float) -> str | None:
    if name not in summary:
        option = "a language model (--llm, --llm-url)" if name in OF_WRITING else "--leave-evidence-out"
        return f"{name} was not measured. It needs {option}."
    value: float | None = summary[name]
    if value is None:
        return f"{name} has no value: no case asks for it. The limit {limit:g} is not reached."
    return f"{name} is {value:g}, under the limit {limit:g}." if value < limit else None


def _index_dir(parent: Path, docs: Path) -> Path:
    """One index a folder of documents, so that measuring another folder leaves the chat's index alone."""
    name = hashlib.sha256(str(docs.resolve()).encode()).hexdigest()[:12]
    return parent / EVAL / f"{docs.resolve().name}-{name}"


if __name__ == "__main__":
    sys.exit(main())
