"""What became of files, in the words of people: the state of each, what was added, what a build did. Pure."""

from collections.abc import Mapping, Sequence

from index.building.report import Report
from index.formats.kinds import by_key
from index.reading.changes import AS_LAST_READ
from index.reading.files import LEFT_OUT, FileEntry
from index.records import Document

SINCE = {
    "new": "Not read yet",
    "changed": "Changed since it was read",
    "unreadable": "Can't be read any more",
    "gone": "Gone from the folder since it was read",
}
"""What became of a file since it was read."""
UNREAD = frozenset({"new", "unreadable", "failed", "stale", "empty"})
"""The states of a file that is not read, or not as it is now."""


def state_said(entry: FileEntry | None, since: str, document: Document | None) -> tuple[str, str]:
    """The state of a file and what is said of it; `since` is what became of it since, "" for nothing."""
    if entry is None or since:
        old = ". Answers come from what it held then" if entry and entry.answers else ""
        return since, SINCE[since] + old
    if entry.state == LEFT_OUT:
        return entry.state, f"Left out: {by_key(entry.reason).reason}"
    if entry.state == "indexed" and document and document.omissions:
        return "partial", f"Read in part: {'; '.join(document.omissions)}"
    reason = bare(entry.reason.removesuffix(AS_LAST_READ))
    texts = {
        "indexed": "Read",
        "duplicate": f"Same as {entry.reason}",
        "empty": f"Not read: {reason}",
        "failed": f"Not read: {reason}",
        "stale": f"Not read again: {reason}. Answers come from what it held before",
    }
    return entry.state, texts[entry.state]


def bare(reason: str) -> str:
    """A reason, to be put after a colon.

    >>> bare("it is protected by a password; save it without one")
    'protected by a password; save it without one'
    """
    return reason.removeprefix("it is ").removeprefix("it ")


def report_said(report: Report) -> tuple[str, Sequence[str]]:
    """What a build did, on a line, and below it what is to be minded."""
    done = []
    if report.files_added:
        done.append(f"Read {count(report.files_added, 'new document')}")
    if report.files_changed:
        done.append(f"{'read' if done else 'Read'} {count(report.files_changed, 'changed document')} again")
    if report.files_removed:
        done.append(f"{'removed' if done else 'Removed'} {count(report.files_removed, 'document')}")
    seconds = f"{report.seconds:,.{0 if report.seconds >= 1 else 1}f} s"
    line = f"{', '.join(done)} in {seconds}." if done else "Nothing in the folder has changed."
    unread = [f"{failure['source']}: {bare(failure['reason'])}." for failure in report.failures]
    unread += [f"{source}: holds no text." for source in report.empty]
    if unread:
        line = f"{line} {len(unread):,} could not be read{f': {unread.pop()}' if len(unread) == 1 else ':'}"
    return line, [*unread, *filter(None, [report.notice]), *report.warnings]


def added_said(added: Sequence[str], states: Mapping[str, tuple[str, str]]) -> list[tuple[str, Sequence[str]]]:
    """What files that were put into the folder came to: lines, each with those below it. `states` are as `state_said`
    says them, by source."""
    states = {source: states.get(source, ("new", SINCE["new"])) for source in dict.fromkeys(added)}
    good = [source for source, (state, _) in states.items() if state == "indexed"]
    lines: list[tuple[str, Sequence[str]]] = []
    if len(good) == 1:
        lines.append((f"Added {good[0]}.", ()))
    elif good:
        lines.append((f"{count(len(good), 'file')} added", good))
    others = [_put(source, *states[source]) for source in states if source not in {*good}]
    if len(others) > 1:
        lines.append((f"{count(len(others), 'file')} put into the folder, but not read in full or as new:", others))
    else:
        lines += [(line, ()) for line in others]
    return lines


def _put(source: str, state: str, said: str) -> str:
    if state in ("failed", "empty"):
        return f"{source} was put into the folder but can't be read: {said.partition(': ')[2]}."
    return f"{source} was put into the folder. {said}."


def size_said(size: int) -> str:
    """
    >>> size_said(900), size_said(43_210), size_said(1_234_567)
    ('900 bytes', '43 kB', '1.2 MB')
    """
    if size < 1000:
        return count(size, "byte")
    return f"{size / 1000:,.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:,.1f} MB"


def count(number: int, what: str) -> str:
    """
    >>> count(1, "file"), count(2000, "file")
    ('1 file', '2,000 files')
    """
    return f"{number:,} {what}{'s' * (number != 1)}"
