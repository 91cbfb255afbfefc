"""`python -m eval` runs a case set over a folder of documents and prints the report; its commands make case sets."""

import argparse
import hashlib
import json
import math
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console

from app.llm import open_llm
from app.open import Bot
from eval.cases import Case, CaseError, accept_drafts, read_cases, write_cases, write_whole
from eval.compare import compare, read_result
from eval.drafts import draft_cases
from eval.interchange import export_trec, import_cases
from eval.measure import measure
from eval.questions import by_llm, by_rule
from eval.report import show, show_comparison
from eval.summary import FIGURES
from index.__main__ import build_with_progress, printable
from index.embedder import RememberingEmbedder, open_embedder
from index.errors import CiteseedError, reported
from index.library import open_snapshot
from index.loaders import scan
from index.settings import Settings

OWN_CASES = Path(__file__).with_name("cases.jsonl")
_UNDER = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit code: 0 ok, 1 failed, 2 a figure is under its limit, 130 after Ctrl-C."""
    return reported(lambda: _run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    settings = Settings()
    parser = argparse.ArgumentParser(
        prog="citeseed-eval",
        description="Measure the bot on a set of cases.",
        epilog="Exit: 0 ok, 1 failed, 2 a figure is under its --fail-under, 130 stopped by Ctrl-C.",
    )
    parser.add_argument("--cases", type=Path, default=OWN_CASES, help="JSON lines; default: the cases over seeds/")
    parser.add_argument("--docs", type=Path, default=settings.docs, help="folder of documents; default: %(default)s")
    parser.add_argument("--index-dir", type=Path, help="default: the index of --docs, kept beside the chat's")
    parser.add_argument("--limit", type=_positive, help="only the first N cases")
    parser.add_argument("--leave-evidence-out", action="store_true", help="ask again with the right files hidden")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the result there")
    parser.add_argument("--html", type=Path, metavar="OUT", help="write the report there, as one page")
    parser.add_argument("--compare", type=Path, metavar="OLD", help="show what changed from a result of --json")
    parser.add_argument(
        "--fail-under", type=_limit, action="append", default=[], metavar="FIGURE=VALUE", help="exit 2 if it is lower"
    )
    parser.set_defaults(command=_measure)
    commands = parser.add_subparsers(title="commands", metavar="")
    init = commands.add_parser("init", help="draft cases from a folder of documents")
    init.add_argument("folder", type=Path)
    init.add_argument("--out", type=Path, help="default: FOLDER-cases.jsonl, here")
    init.add_argument("--number", type=_positive, default=40, help="of drafts, at most; default: %(default)s")
    init.add_argument("--accept", action="store_true", help="let them count unread")
    init.set_defaults(command=_init)
    check = commands.add_parser("check", help="check a case file")
    check.add_argument("file", type=Path)
    check.add_argument("--docs", type=Path, help="look for the files that it names in this folder")
    check.add_argument("--accept", action="store_true", help="let its drafts count")
    check.set_defaults(command=_check)
    importer = commands.add_parser("import", help="make documents and cases of a BEIR folder or a SQuAD file")
    importer.add_argument("path", type=Path)
    importer.add_argument("out", type=Path, help="a new folder")
    importer.add_argument("--split", default="test", help="of a BEIR folder's qrels; default: %(default)s")
    importer.set_defaults(command=_import)
    export = commands.add_parser("export", help="write a result's run and qrels in TREC's format")
    export.add_argument("result", type=Path, help="a file that --json wrote")
    export.add_argument("out", type=Path, help="a folder")
    export.set_defaults(command=_export)
    options = parser.parse_args(arguments)
    return int(options.command(options, settings))


def _measure(options: argparse.Namespace, settings: Settings) -> int:
    for path in (options.json, options.html):
        if path and not path.resolve().parent.is_dir():
            raise CiteseedError(f"There is no folder {path.parent} to write {path.name} into. Make it first.")
        if path and path.is_dir():
            raise CiteseedError(f"{path} is a folder. Name a file to write.")
    docs: Path = options.docs
    old = read_result(options.compare) if options.compare else None
    cases = _counting(read_cases(options.cases, scan(docs)), options.cases)[: options.limit]
    index_dir = options.index_dir or _index_dir(settings.index_dir, docs)
    embedder = open_embedder(settings.embedder)
    for failure in build_with_progress(docs, index_dir, embedder).failures:
        print(printable(f"Not in the index: {failure['source']}: {failure['reason']}"), file=sys.stderr)
    bot = Bot.over(open_snapshot(index_dir, embedder), RememberingEmbedder(embedder))
    result = measure(bot, cases, options.leave_evidence_out, index_dir)
    if old:
        result["comparison"] = compare(old, result)
    if options.html:
        from eval.page import report_page  # matplotlib takes a second to import

        write_whole(
            options.html, report_page(result, {document.source: document for document in bot.snapshot.documents})
        )
    if options.json:
        write_whole(options.json, json.dumps(result, ensure_ascii=False, indent=1))
    console = Console()
    show(result, console)
    if old:
        show_comparison(result["comparison"], console)
    under = [line for name, limit in options.fail_under if (line := _under(result["summary"], name, limit))]
    print("\n".join(under), end="\n" if under else "", file=sys.stderr)
    return 1 if result["summary"]["errors"] else _UNDER if under else 0


def _init(options: argparse.Namespace, settings: Settings) -> int:
    folder: Path = options.folder
    out: Path = options.out or Path(f"{folder.resolve().name}-cases.jsonl")
    if out.exists():
        raise CaseError(f"{out} is there already. Name another file with --out, or move it away.")
    llm = open_llm(settings)
    if llm:
        print(printable(f"{llm.name} at {settings.llm_url} is sent single sentences and writes the questions."))
    cases = draft_cases(folder, options.number, by_llm(llm) if llm else by_rule)
    write_cases(out, [replace(case, draft=not options.accept) for case in cases])
    unanswerable = sum(not case.answerable for case in cases)
    print(printable(f"Wrote {len(cases)} drafts to {out}, {unanswerable} of them unanswerable."))
    if not options.accept:
        print(
            "Read them, mend or delete what is wrong, then let them count: take out their draft mark in an editor, or\n"
            f"  python -m eval check {out} --accept"
        )
    print(f"Then measure:\n  python -m eval --cases {out} --docs {folder}")
    return 0


def _check(options: argparse.Namespace, settings: Settings) -> int:
    cases = read_cases(options.file, scan(options.docs) if options.docs else None)
    drafts = sum(case.draft for case in cases)
    if options.accept:
        accept_drafts(options.file)
        print(f"Accepted {drafts} drafts.")
        drafts = 0
    unanswerable = sum(not case.answerable for case in cases)
    print(printable(f"{options.file} is sound: {len(cases)} cases, {unanswerable} unanswerable, {drafts} drafts."))
    return 0


def _import(options: argparse.Namespace, settings: Settings) -> int:
    documents, cases = import_cases(options.path, options.out, options.split)
    out = options.out
    print(
        f"Wrote {documents} documents and {cases} cases. Measure:\n"
        f"  python -m eval --docs {out / 'docs'} --cases {out / 'cases.jsonl'}"
    )
    return 0


def _export(options: argparse.Namespace, settings: Settings) -> int:
    export_trec(read_result(options.result), options.out)
    print(f"Wrote {options.out / 'run.trec'} and {options.out / 'qrels.trec'}.")
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


def _limit(text: str) -> tuple[str, float]:
    """`figure=value` of --fail-under."""
    name, _, value = text.partition("=")
    names = [figure.name for figure in FIGURES if figure.higher]
    if name not in names:
        raise argparse.ArgumentTypeError(f"{name!r} is no figure that is better higher; those are {', '.join(names)}")
    try:
        limit = float(value)
    except ValueError:
        limit = math.nan
    if not math.isfinite(limit):
        raise argparse.ArgumentTypeError(f"{text!r} needs a number, as in {name}=0.9")
    return name, limit


def _under(summary: dict[str, Any], name: str, limit: float) -> str | None:
    value = summary.get(name)
    if value is None:
        return f"{name} has no value: no case asks for it. The limit {limit:g} is not reached."
    return f"{name} is {value:g}, under the limit {limit:g}." if value < limit else None


def _index_dir(parent: Path, docs: Path) -> Path:
    """One index a folder of documents, so that measuring another folder leaves the chat's index alone."""
    name = hashlib.sha256(str(docs.resolve()).encode()).hexdigest()[:12]
    return parent / "eval" / f"{docs.resolve().name}-{name}"


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} must be a whole number from 1 on")
    return int(text)


def run() -> None:
    """The console script citeseed-eval."""
    sys.exit(main())


if __name__ == "__main__":
    run()
