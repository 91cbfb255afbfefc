"""`python -m app` serves the chat; `ask` answers one question; `explain` shows why; `move` copies what is kept."""

import argparse
import json
import os
import signal
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from app.answering.evidence import Evidence
from app.asking.intake import Turn, parse_history
from app.bot import Bot, LiveBot, open_bot
from app.collection import Place, Served, open_all, place, places
from app.errors import QuestionError
from app.models.options import add_llm_options, chosen_models
from app.newer import looking
from app.records import to_json
from app.redact import redacting
from app.settings import ChatSettings, collection_name, named_folder, port_number
from app.showing.text import answer_text
from app.showing.whole import below
from index.building.build import build_with_progress
from index.building.report import Report, report_lines
from index.embedding.opening import open_embedder
from index.errors import CiteseedError, IndexLocked, StoreUnreachable, reported
from index.language.tidy import printable
from index.language.wording import say
from index.storing.opening import embedder_name

_ITEMS = 10  # of an answer about the whole that `ask` prints


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit code: 0 ok, 1 failed, 3 the index is locked."""
    return reported(lambda: _run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    settings = ChatSettings()
    sys.stderr = redacting(sys.stderr, settings.secrets)
    parser = argparse.ArgumentParser(
        prog="citeseed", description="Chat with a folder of documents, with exact citations."
    )
    parser.add_argument("--index-dir", type=Path, default=settings.index_dir, help="default: %(default)s")
    parser.add_argument(
        "--collection", type=named_folder, action="append", metavar="NAME=FOLDER", dest="collections",
        help="answer from this folder of documents, called so; again for another",
    )  # fmt: skip
    parser.add_argument(
        "--port", type=port_number, default=settings.port, help="of the chat page; default: %(default)s"
    )
    parser.add_argument("--read-only", action="store_true", help="the page changes neither documents nor index")
    parser.add_argument("--auth-file", type=Path, help="users who may log in, a line each: citeseed password NAME")
    parser.add_argument("--mcp", action="store_true", help="serve MCP at /mcp too: tools to ask and to search")
    add_llm_options(parser)
    parser.set_defaults(command=_serve)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    ask = commands.add_parser("ask", help="answer one question")
    explain = commands.add_parser("explain", help="show ranks and what the gate saw")
    for command, run_command in ((ask, _ask), (explain, _explain)):
        command.add_argument("question")
        command.add_argument("--index-dir", type=Path, default=argparse.SUPPRESS)
        command.add_argument("--collection", metavar="NAME", help="the collection to answer from; else the first")
        command.add_argument("--history", type=Path, metavar="FILE", help="JSON list of {role, content}")
        command.set_defaults(command=run_command)
    ask.add_argument("--json", action="store_true", help="print the answer record")
    ask.add_argument("--all", action="store_true", help=f"print a list to its end, not its first {_ITEMS} items")
    add_llm_options(ask, argparse.SUPPRESS)
    password = commands.add_parser("password", help="make a user's line for --auth-file")
    password.add_argument("name")
    password.set_defaults(command=_password)
    mover = commands.add_parser(
        "move", help="copy chats and feedback into the database of CITESEED_STORE, or back",
        description="Copy chats and feedback from the folder of the index into the database of CITESEED_STORE, or "
        "back. They stay where they are too. Stop the servers first: what is asked meanwhile may be missing. The "
        "index: citeseed-index move.",
    )  # fmt: skip
    mover.add_argument("--index-dir", type=Path, default=argparse.SUPPRESS)
    mover.add_argument("--back", action="store_true", help="from the database into the folder")
    mover.add_argument("--replace", action="store_true", help="put them in the place of those that are there")
    mover.set_defaults(command=_move)
    options = parser.parse_args(arguments)
    return int(options.command(options, settings))


def _move(options: argparse.Namespace, settings: ChatSettings) -> int:
    from app.keeping.moving import move
    from app.keeping.opening import open_kept

    if not settings.store:
        raise CiteseedError(
            "CITESEED_STORE names no database. Set it to the one to copy to or from: "
            "CITESEED_STORE=postgresql://HOST/DATABASE python -m app move"
        )
    options.index_dir.mkdir(parents=True, exist_ok=True)
    files, database = open_kept(options.index_dir), open_kept(options.index_dir, settings.store)
    copied = (
        move(database, files, replace=options.replace)
        if options.back
        else move(files, database, replace=options.replace)
    )
    print(f"{copied}. They stay there too.")
    return 0


def _serve(options: argparse.Namespace, settings: ChatSettings) -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: what is to be tidied up is
    with tempfile.TemporaryDirectory(prefix="citeseed-") as uploads:  # others can't look into it
        os.environ["GRADIO_TEMP_DIR"] = uploads  # read when gradio is imported
        return _serve_page(options, settings)


def _serve_page(options: argparse.Namespace, settings: ChatSettings) -> int:
    # gradio takes seconds to import, and the rest a moment: not for `ask`
    from app.documents.folder import Folder
    from app.keeping.opening import open_kept
    from app.page.page import make_page, serve
    from app.web.login import Users
    from app.web.routes import launch_options
    from app.web.starting import when_there
    from app.web.wiring import make_site

    users = Users.read(options.auth_file) if options.auth_file else None
    models = chosen_models(settings, options)
    folders = places(options.collections or settings.collections, settings.docs, options.index_dir, settings.store)
    name = embedder_name(settings.embedder, *(here.store for here in folders))
    embedder = open_embedder(name)
    # Rebuilding has a model of its own, so that nobody who asks meanwhile waits for a batch to be embedded.
    builder = open_embedder(name)

    def opened(here: Place) -> Served:
        rebuild = _left_to_others if options.read_only and settings.store else _building(here)
        if not here.is_indexed:  # a folder without documents gets an index too: the page can fill it
            try:
                report = rebuild(here.docs, here.store, embedder, settings.exclude, allow_empty=True)
            except IndexLocked as error:
                if not settings.store:
                    raise
                raise StoreUnreachable(str(error)) from error  # another server is building it
            print(printable(report_lines(report)))
        live = LiveBot(here.store, here.docs, embedder, settings.exclude, rebuild, models)
        root = live.bot.snapshot.root
        folder = Folder(root, here.store, builder, settings.exclude, read_only=options.read_only)
        return Served(here.name, live, folder)

    def say(text: str) -> None:
        print(printable(text), file=sys.stderr, flush=True)

    collections = when_there(lambda: open_all(folders, opened, models, say), options.port, say, login=users is not None)
    chats, feedback = open_kept(options.index_dir, settings.store)
    try:
        with looking(collections, catch_up=not (options.read_only and settings.store)) as caught_up:
            page = make_page(collections, chats, feedback)
            site = make_site(collections, chats, options.index_dir, users, options.mcp)
            caught_up()
            try:
                serve(page, launch_options(options.port, site), open_browser=sys.stdout.isatty())
            except OSError as error:
                problem = f"The chat can't use port {options.port} ({error}). Choose another: --port N"
                raise CiteseedError(problem) from error
            print(f"citeseed answers at http://127.0.0.1:{options.port} (stop with Ctrl-C)", flush=True)
            with suppress(KeyboardInterrupt):
                threading.Event().wait()
            page.close()
    finally:
        for served in collections.open:
            served.folder.stop()
    return 0


def _password(options: argparse.Namespace, settings: ChatSettings) -> int:
    from app.web.login import password_command

    return password_command(options.name)


def _ask(options: argparse.Namespace, settings: ChatSettings) -> int:
    history, llm = _history(options.history), chosen_models(settings, options)()
    answers = _bot(options, settings).stream(options.question, history, llm)
    record = to_json(deque(answers, maxlen=1)[0])
    text = answer_text(record, None if options.all else _ITEMS, say(record["language"], "all_by_option"))
    print(json.dumps(record, ensure_ascii=False) if options.json else printable(text))
    return 0


def _explain(options: argparse.Namespace, settings: ChatSettings) -> int:
    console = Console(markup=False, highlight=False)
    answerer = _bot(options, settings).answerer
    answer, searches = answerer.answer_with_evidence(options.question, _history(options.history))
    for evidence in searches:
        _show(evidence, console)
    console.print(f"Shape of the answer: {answer.shape}" + ("" if searches else "; nothing had to be searched for"))
    for line in below(to_json(answer)):
        console.print(printable(line))
    return 0


def _show(evidence: Evidence, console: Console) -> None:
    """Ranks by each method, the features of the best sentences, and what the gate made of it."""
    by_cosine = sorted(evidence.hits, key=lambda hit: -hit.dense)
    by_terms = sorted(evidence.hits, key=lambda hit: -hit.lexical)
    forms = printable(" | ".join(evidence.question.searched))
    passages = Table("fused", "dense", "BM25", "passage", title=f"Searched for: {forms}")
    for rank, hit in enumerate(evidence.hits[:10], start=1):
        chunk = hit.chunk
        passages.add_row(
            f"{rank}: {hit.score:.2f}",
            f"{by_cosine.index(hit) + 1}: {hit.dense:.2f}",
            f"{by_terms.index(hit) + 1}: {hit.lexical:.1f}",
            printable(f"{chunk.document.source} {chunk.start}-{chunk.end}"),
        )
    console.print(passages)
    sentences = Table("score", "features", "sentence", "answer proper", title="Best sentences, as the reader sees them")
    for candidate in evidence.ranked[:5]:
        features = " ".join(f"{name}={value:.2f}" for name, value in candidate.features.items())
        words = printable(candidate.document.text[slice(*candidate.span)]) if candidate.span else ""
        sentences.add_row(
            f"{candidate.score:.2f}", features, printable(candidate.text), f"{candidate.exact:.2f}: {words}"
        )
    console.print(sentences)
    features = " ".join(f"{name}={value:.2f}" for name, value in evidence.features.items())
    console.print(f"Gate: {features} -> confidence {evidence.confidence:.2f}, {evidence.band}")


def _bot(options: argparse.Namespace, settings: ChatSettings) -> Bot:
    folders, name = options.collections or settings.collections, ""
    if options.collection and "=" in options.collection:
        folders = [named_folder(options.collection)]
    elif options.collection:
        name = collection_name(options.collection)
    where = options.index_dir, settings.store
    here = place(name, places(folders, settings.docs, *where), *where)
    embedder, rebuild = open_embedder(embedder_name(settings.embedder, here.store)), _building(here)
    if not here.is_indexed:
        rebuild(here.docs, here.store, embedder, settings.exclude)
    return open_bot(here.store, here.docs, embedder, settings.exclude, rebuild)


def _building(here: Place) -> Callable[..., Report]:
    """A build of the collection, which says whose it is."""

    def build(*given: Any, **more: Any) -> Report:
        if here.name:
            print(f"Indexing {here.name}", file=sys.stderr)
        return build_with_progress(*given, **more)

    return build


def _left_to_others(*given: Any, **more: Any) -> Report:
    raise IndexLocked("With --read-only an index in a database is left to others to build: python -m index")


def _history(path: Path | None) -> list[Turn]:
    if path is None:
        return []
    try:
        return parse_history(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise QuestionError(f"The history {path} can't be read: {error}. Give a JSON list of turns.") from error


if __name__ == "__main__":
    sys.exit(main())
