"""What became of files, in the words of people: the state of each, what was added, what a build did, and in which
languages too little is found. Pure."""

from collections.abc import Mapping, Sequence
from functools import partial

from app.words.catalogue import Said, Value, said, told
from index.building.report import Report
from index.embedding.foreign import Foreign
from index.formats.kinds import by_key
from index.language.cldr import called, number
from index.reading.changes import AS_LAST_READ
from index.reading.files import LEFT_OUT, FileEntry
from index.records import Document

SINCE = frozenset({"new", "changed", "unreadable", "gone"})
"""What became of a file since it was read."""
UNREAD = frozenset({"new", "unreadable", "failed", "stale", "empty"})
"""The states of a file that is not read, or not as it is now."""


def state_said(entry: FileEntry | None, since: str, document: Document | None) -> tuple[str, str]:
    """The state of a file and what is said of it; `since` is what became of it since, "" for nothing."""
    if entry is None or since:
        old = "_answers" * bool(entry and entry.answers)
        return since, said(f"files.{since}{old}")
    if entry.state == LEFT_OUT:
        return entry.state, said("files.left_out", reason=by_key(entry.reason).reason)
    if entry.state == "indexed" and document and document.omissions:
        return "partial", said("files.partial", reason="; ".join(document.omissions))
    if entry.state == "indexed":
        return entry.state, said("files.indexed")
    if entry.state == "duplicate":
        return entry.state, said("files.duplicate", source=entry.reason)
    key = "files.stale" if entry.state == "stale" else "files.not_read"
    return entry.state, said(key, reason=bare(entry.reason.removesuffix(AS_LAST_READ)))


def bare(reason: str) -> str:
    """A reason, to be put after a colon.

    >>> bare("it is protected by a password; save it without one")
    'protected by a password; save it without one'
    """
    return reason.removeprefix("it is ").removeprefix("it ")


def report_said(report: Report) -> tuple[str, Sequence[str]]:
    """What a build did, on a line, and below it what could not be read, and why all was read anew. Its warnings are not
    of the build alone: they stand above the list, as `foreign_said` says them."""
    counts = {"new": report.files_added, "changed": report.files_changed, "removed": report.files_removed}
    done: list[Said] = []
    for what, files in counts.items():
        if files:
            done.append(said(f"reading.{what}{'_too' * bool(done)}", count=files))
    seconds = partial(number, report.seconds, digits=0 if report.seconds >= 1 else 1)
    line = said("reading.done_in", done=joined(done), seconds=seconds) if done else said("reading.unchanged")
    unread = [said("reading.file_unread", source=one["source"], reason=bare(one["reason"])) for one in report.failures]
    unread += [said("reading.no_text", source=source) for source in report.empty]
    if len(unread) == 1:
        line, unread = said("reading.one_unread", line=line, reason=unread[0]), []
    elif unread:
        line = said("reading.unread", line=line, count=len(unread))
    return line, [*unread, *filter(None, [report.notice])]


def foreign_said(found: Foreign) -> Sequence[str]:
    """That documents are in languages which the embedder does not know, and what would help."""

    def languages(language: str) -> str:
        return ", ".join(called(code, language) for code in found.languages)

    counts = {"count": found.documents, "total": found.total}
    line = said("documents.foreign", **counts, model=found.embedder, languages=languages)
    return [line, *([said("documents.other_model", command=found.command)] if found.command else [])]


def kinds_said(left_out: Mapping[str, int]) -> Sequence[str]:
    """What is no document, the most first, by counts of the kinds that `index.formats.kinds` has."""
    most_first = sorted(left_out.items(), key=lambda pair: (-pair[1], pair[0]))
    return [said(f"kinds.{key}", count=count) for key, count in most_first]


def joined(parts: Sequence[str]) -> Value:
    """Words of the page one after the other, with commas."""
    return lambda language: ", ".join(told(part, language) for part in parts)


def added_said(added: Sequence[str], states: Mapping[str, tuple[str, str]]) -> list[tuple[str, Sequence[str]]]:
    """What files that were put into the folder came to: lines, each with those below it. `states` are as `state_said`
    says them, by source."""
    states = {source: states.get(source, ("new", said("files.new"))) for source in dict.fromkeys(added)}
    good = [source for source, (state, _) in states.items() if state == "indexed"]
    lines: list[tuple[str, Sequence[str]]] = []
    if len(good) == 1:
        lines.append((said("files.added", source=good[0]), ()))
    elif good:
        lines.append((said("files.all_added", count=len(good)), good))
    others = [_put(source, *states[source]) for source in states if source not in {*good}]
    if len(others) > 1:
        lines.append((said("files.put_but", count=len(others)), others))
    else:
        lines += [(line, ()) for line in others]
    return lines


def _put(source: str, state: str, words: str) -> str:
    if state in ("failed", "empty") and isinstance(words, Said):
        return said("files.put_unreadable", source=source, reason=words.values["reason"])
    return said("files.put_and", source=source, state=words)


def size_said(size: int) -> str:
    """
    >>> size_said(900), size_said(43_210), size_said(1_234_567)
    ('900 bytes', '43 kB', '1.2 MB')
    """
    if size < 1000:
        return said("count.byte", count=size)
    if size < 1_000_000:
        return said("documents.kilobytes", size=partial(number, size / 1000))
    return said("documents.megabytes", size=partial(number, size / 1_000_000, digits=1))
