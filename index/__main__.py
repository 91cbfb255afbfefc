"""`python -m index [FOLDER]` builds or refreshes the index; `doctor` checks it, `move` takes it into the database."""

import argparse
import json
import shlex
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from index.building.build import build_with_progress
from index.building.making import Maker
from index.building.progress import build_progress
from index.building.report import report_lines
from index.building.spread import Spread
from index.embedding.opening import open_embedder
from index.errors import BuildStopped, CiteseedError, CorpusError, reported
from index.language.tidy import printable
from index.reading.parser import Parser
from index.settings import Settings
from index.storing.files import indexed_folder
from index.storing.opening import embedder_name, store_of
from index.storing.snapshot import identity
from index.storing.store import Store


def main(arguments: Sequence[str] | None = None, reader: Parser | None = None) -> int:
    """Runs the command; returns the exit code: 0 ok, 1 failed, 2 some files failed, 3 locked.

    Files are parsed in a process of its own, unless by another `reader`.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    return reported(lambda: _run(words, reader), as_json="--json" in words)


def _run(words: Sequence[str], reader: Parser | None) -> int:
    settings = Settings()
    parser = argparse.ArgumentParser(
        prog="citeseed-index",
        description="Build or refresh the index of a folder of documents.",
        epilog="Exit: 0 ok, 1 failed, 2 some files failed, 3 locked.",
        allow_abbrev=False,  # --json is looked for by its name
    )
    _common(parser, settings.index_dir)
    _, others = parser.parse_known_args([word for word in words if word not in ("-h", "--help")])
    if others[:1] not in _COMMANDS:
        parser.add_argument(
            "folder", nargs="?", default="", help=f"default: the last one indexed, else {settings.docs}"
        )
    parser.add_argument("--allow-empty", action="store_true", help="empty the index if there is nothing to index")
    parser.add_argument("--anew", action="store_true", help="take nothing over from the index that is there")
    parser.add_argument("--watch", action="store_true", help="go on: refresh after every change, until Ctrl-C")
    parser.add_argument(
        "--ray",
        nargs="?",
        const="",
        metavar="ADDRESS",
        help="read and embed by Ray: on the cluster at HOST:PORT, or auto; by itself on all processors of this machine",
    )
    parser.set_defaults(command=_build)
    if others[:1] in ([], *_COMMANDS):  # beside commands argparse would take a folder for one
        _add_commands(parser)
    options = parser.parse_args(words, argparse.Namespace(reader=reader))
    if options.watch and options.anew:
        parser.error("--anew builds once; then --watch")
    if options.watch and options.ray is not None:
        parser.error("--ray builds once; then --watch")
    return int(options.command(options, settings))


def _add_commands(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", prog=parser.prog)
    about = "check the index; a folder of this name is ./doctor"
    doctor = commands.add_parser("doctor", help=about, description="Check the index. Exit: 0 sound, 1 not.")
    doctor.set_defaults(command=_doctor)
    about = "copy the index into the database of CITESEED_STORE, or back; a folder of this name is ./move"
    mover = commands.add_parser(
        "move", help=about, allow_abbrev=False, epilog="Exit: 0 ok, 1 failed, 3 locked.",
        description="Copy the index from its files into the database of CITESEED_STORE, or back, without embedding "
        "anything again. What it is copied from stays. Chats and feedback: citeseed move.",
    )  # fmt: skip
    mover.add_argument("--back", action="store_true", help="from the database into files")
    mover.add_argument("--replace", action="store_true", help="put it in the place of an index that is there")
    mover.set_defaults(command=_move)
    for command in (doctor, mover):
        _common(command)


def _build(options: argparse.Namespace, settings: Settings) -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: it is told what is kept
    store = store_of(options.index_dir, settings.store)
    named = Path(options.folder) if options.folder else indexed_folder(store)
    folder = named or _first_folder(store, settings.docs)
    name = embedder_name(settings.embedder, store)
    embedder = open_embedder(name)

    def refresh(maker: Maker | None = None) -> int:
        report = build_with_progress(
            folder, store, embedder, settings.exclude, options.allow_empty, options.anew, options.reader, maker
        )
        text = json.dumps(asdict(report), ensure_ascii=False) if options.json else printable(report_lines(report))
        print(text, flush=True)
        return 2 if report.files_failed else 0

    if options.ray is not None:
        from index.building.ray_pool import RayPool

        with RayPool(options.ray, name, identity(embedder)) as pool:
            return refresh(Spread(pool))
    if not options.watch:
        return refresh()
    from index.building.watch import watch  # takes a while to import

    with suppress(KeyboardInterrupt, BuildStopped):
        watch(folder, refresh, index_dir=options.index_dir)
    return 0


def _first_folder(store: Store, docs: Path) -> Path:
    if store.current():
        raise CorpusError(f"Which folder {store} is of can't be told any more. Name it: python -m index FOLDER")
    return docs


def _doctor(options: argparse.Namespace, settings: Settings) -> int:
    from index.building.doctor import diagnose, hints

    store = store_of(options.index_dir, settings.store)
    embedder = open_embedder(embedder_name(settings.embedder, store))
    told, problems = hints(store, embedder), diagnose(store, embedder)
    if options.index_dir != settings.index_dir:
        there = f"python -m index --index-dir {shlex.quote(str(options.index_dir))}"
        problems = [problem.replace("python -m index", there) for problem in problems]
    if options.json:
        print(json.dumps({"ok": not problems, "problems": problems, "hints": told}, ensure_ascii=False))
    else:
        sound = f"The index in {store} is sound."
        print("\n".join([*(problems or [sound]), *map(printable, told)]))
    return 1 if problems else 0


def _move(options: argparse.Namespace, settings: Settings) -> int:
    from index.building.moving import move

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C
    if not settings.store:
        raise CiteseedError(
            "CITESEED_STORE names no database. Set it to the one to copy to or from: "
            "CITESEED_STORE=postgresql://HOST/DATABASE python -m index move"
        )
    files, database = store_of(options.index_dir), store_of(options.index_dir, settings.store)
    source, target = (database, files) if options.back else (files, database)
    with build_progress() as show:
        moved = move(source, target, show, replace=options.replace)
    print(
        json.dumps(asdict(moved), ensure_ascii=False) if options.json else printable(f"{moved}. {_AFTER[options.back]}")
    )
    return 0


_COMMANDS = (["doctor"], ["move"])
_AFTER = {
    False: "The files stay, and are not read while CITESEED_STORE is set. Chats and feedback: python -m app move",
    True: "The database stays. Unset CITESEED_STORE to use the files. Chats and feedback: python -m app move --back",
}  # by whether it went back


def _common(parser: argparse.ArgumentParser, index_dir: Path | None = None) -> None:
    """Adds the options of every command. Without `index_dir` those not given have no value: another parser gives it."""
    unset = None if index_dir else argparse.SUPPRESS
    where = f"default: {index_dir}" if index_dir else "of the index"
    parser.add_argument("--index-dir", type=Path, metavar="DIR", default=index_dir or unset, help=where)
    parser.add_argument("--json", action="store_true", default=unset, help="print one JSON object")


if __name__ == "__main__":
    sys.exit(main())
