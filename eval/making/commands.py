"""The commands beside measuring answers: init, draft, check, import and export of case sets, and claims."""

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.errors import NotKept
from app.keeping.files.feedback import NAME, FileFeedback
from app.keeping.opening import feedback_of
from app.models.choosing import open_llms
from app.reader.openvino_reader import READER
from app.settings import ChatSettings
from eval.case import Case, CaseError, accept_drafts, read_cases, write_cases
from eval.making.drafts import draft_cases
from eval.making.from_feedback import TO_FILL_IN, draft_from
from eval.making.interchange import export_trec, import_cases
from eval.making.questions import by_llm, by_rule
from eval.measuring.claims import claim_figures, read_claims
from eval.measuring.metrics import holds, normalise
from eval.measuring.progress import progress_bar
from eval.measuring.result import read_result
from index.disk import write_whole
from index.errors import CiteseedError, LoadError
from index.language.tidy import printable
from index.reading.folder import read, scan
from index.reading.parser import Parser

Command = Callable[[argparse.Namespace, ChatSettings], int]


def add_commands(add: Callable[..., argparse.ArgumentParser], settings: ChatSettings) -> None:
    """Adds them with `add`, argparse's `add_parser`. Each sets `command`, to be called with options and settings."""

    def added(run: Command, name: str, about: str, more: str = "") -> argparse.ArgumentParser:
        parser = add(name, help=about, description=f"{about[0].upper()}{about[1:]}.{more}")
        parser.set_defaults(command=run)
        return parser

    command = added(_init, "init", "draft cases from a folder of documents")
    command.add_argument("folder", type=Path)
    command.add_argument("--out", type=Path, help="default: FOLDER-cases.jsonl, here")
    command.add_argument("--number", type=positive, default=40, help="of drafts, at most; default: %(default)s")
    command.add_argument("--accept", action="store_true", help="let them count unread")
    command = added(
        _draft,
        "draft",
        "draft cases from the questions whose answers got a thumbs-down in the chat",
        " Each draft says what was answered and remarked; what a right answer holds is for you to fill in.",
    )
    command.add_argument(
        "--feedback",
        type=Path,
        metavar="FILE",
        help=f"default: {NAME} in the index's folder, or what is in the database of CITESEED_STORE",
    )
    command.add_argument("--index-dir", type=Path, default=settings.index_dir, help="default: %(default)s")
    command.add_argument("--out", type=Path, default=Path("feedback-cases.jsonl"), help="default: %(default)s, here")
    command = added(_check, "check", "check a case file")
    command.add_argument("file", type=Path)
    command.add_argument("--docs", type=Path, help="look for the files and the evidence that it names in this folder")
    command.add_argument("--accept", action="store_true", help="let its drafts count")
    command = added(_import, "import", "make documents and cases of a BEIR folder or a SQuAD file")
    command.add_argument("path", type=Path)
    command.add_argument("out", type=Path, help="a new folder")
    command.add_argument("--split", default="test", help="of a BEIR folder's qrels; default: %(default)s")
    command = added(_claims, "claims", "measure the check of what a language model writes")
    command.add_argument("file", type=Path, help="JSON lines: statement, quote, supported")
    command.add_argument("--json", type=Path, metavar="OUT", help="write the figures there")
    command = added(_export, "export", "write a result's run and qrels in TREC's format")
    command.add_argument("result", type=Path, help="a file that --json wrote")
    command.add_argument("out", type=Path, help="a folder")


def _init(options: argparse.Namespace, settings: ChatSettings) -> int:
    folder: Path = options.folder
    out: Path = options.out or Path(f"{folder.resolve().name}-cases.jsonl")
    check_new(out)
    llm = next(iter(open_llms(settings)), None)
    if llm:
        where = settings.llm_file or settings.llm_url
        print(printable(f"{llm.name} at {where} is sent single sentences and writes the questions."))
    with progress_bar() as show:
        cases = draft_cases(
            folder, options.number, by_llm(llm) if llm else by_rule, options.reader, show, settings.exclude or ()
        )
    write_cases(out, [replace(case, draft=not options.accept) for case in cases])
    unanswerable = sum(not case.answerable for case in cases)
    _say(f"Wrote {len(cases)} drafts to {out}, {unanswerable} of them unanswerable.")
    if not options.accept:
        _say(
            "Read them, mend or delete what is wrong, then let them count: take out their draft mark in an editor, or\n"
            f"  python -m eval check {out} --accept"
        )
    _say(f"Then measure:\n  python -m eval --cases {out} --docs {folder}")
    return 0


def _draft(options: argparse.Namespace, settings: ChatSettings) -> int:
    out: Path = options.out
    check_new(out)
    if options.feedback and not options.feedback.exists():
        raise NotKept(
            f"There is no feedback in {options.feedback}: nobody has used the thumbs yet, or it was moved away."
        )
    named = FileFeedback(options.feedback) if options.feedback else None
    feedback = named or feedback_of(options.index_dir, settings.store)
    cases = draft_from(feedback.read())
    if not cases:
        _say(f"Nothing to draft: no thumbs-down in {feedback}.")
        return 0
    write_cases(out, cases)
    _say(
        f"Wrote {len(cases)} drafts to {out}. In each, write in answers what a right answer holds in the place of "
        f'"{TO_FILL_IN}", and mend sources; or, if the documents don\'t say, empty both and say answerable: false. '
        f"Then let them count:\n  python -m eval check {out} --accept"
    )
    return 0


def _check(options: argparse.Namespace, settings: ChatSettings) -> int:
    cases = read_cases(options.file, scan(options.docs) if options.docs else None)
    doubts = [
        f"{options.file}, case {case.id}: {doubt}"
        for case in cases
        for doubt in _doubts(case, options.docs, options.reader)
    ]
    if doubts:
        raise CaseError("\n".join(doubts))
    drafts = sum(case.draft for case in cases)
    if options.accept:
        accept_drafts(options.file)
        _say(f"Accepted {drafts} drafts.")
        drafts = 0
    unanswerable = sum(not case.answerable for case in cases)
    _say(f"{options.file} is sound: {len(cases)} cases, {unanswerable} unanswerable, {drafts} drafts.")
    return 0


def _import(options: argparse.Namespace, settings: ChatSettings) -> int:
    out: Path = options.out
    check_output(out)
    documents, cases, left_out = import_cases(options.path, out, options.split)
    skipped = f" {left_out} questions that are empty or too long were left out." if left_out else ""
    _say(f"Wrote {documents} documents and {cases} cases.{skipped}")
    _say(f"Measure:\n  python -m eval --docs {out / 'docs'} --cases {out / 'cases.jsonl'}")
    return 0


def _export(options: argparse.Namespace, settings: ChatSettings) -> int:
    export_trec(read_result(options.result), options.out)
    _say(f"Wrote {options.out / 'run.trec'} and {options.out / 'qrels.trec'}.")
    return 0


def _claims(options: argparse.Namespace, settings: ChatSettings) -> int:
    check_output(options.json)
    figures = claim_figures(read_claims(options.file), READER)
    if options.json:
        write_whole(options.json, json.dumps(figures, indent=1) + "\n")

    def share(value: float | None) -> str:
        return "none" if value is None else f"{value:.3f}"

    _say(f"{figures['true']} true and {figures['false']} false statements, each with the quote that it cites.")
    _say(f"Accepted: {share(figures['true_accepted'])} of the true, {share(figures['false_accepted'])} of the false.")
    _say(
        f"Of the true, where .05 of the false would be accepted: {share(figures['true_at_05'])}; "
        f"where .10: {share(figures['true_at_10'])}."
    )
    return 0


def check_output(path: Path | None) -> None:
    """`CiteseedError` if a file can't be written there, before the work is done that it is to hold."""
    if path and not path.resolve().parent.is_dir():
        raise CiteseedError(f"There is no folder {path.parent} to write {path.name} into. Make it first.")
    if path and path.is_dir():
        raise CiteseedError(f"{path} is a folder. Name one that is not there yet.")


def check_new(path: Path) -> None:
    """`CiteseedError` if a file can't be written there, or if there is one."""
    check_output(path)
    if path.exists():
        raise CaseError(f"{path} is there already. Name another file with --out, or move it away.")


def positive(text: str) -> int:
    """A whole number from 1 on, of the command line."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} must be a whole number from 1 on")
    return int(text)


def _doubts(case: Case, docs: Path | None, parser: Parser) -> list[str]:
    """What makes a case, though it can be asked, count as wrong whatever the answer."""
    doubts = [
        f"no answer can hold {group}; write words or figures"
        for group in case.answers
        if not any(normalise(alternative) for alternative in group)
    ]
    if docs and case.evidence:
        texts = []
        for source in case.sources:
            try:
                texts.append(normalise(parser.parse(source, read(docs, source)).text))
            except LoadError as error:
                doubts.append(f"{source} can't be read: {error}")
        doubts += [
            f"the evidence {sentence!r} stands in none of its sources; copy it from there"
            for sentence in case.evidence
            if not any(holds(text, normalise(sentence)) for text in texts)
        ]
    return doubts


def _say(text: str) -> None:
    print(printable(text))
