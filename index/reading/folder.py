"""The only reader of the corpus: finds the files of a folder and gives the bytes of one."""

import os
import stat
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from pathspec import GitIgnoreSpec

from index.errors import CorpusError, LeftOut, LoadError, NotADocument
from index.formats import kinds
from index.formats.names import PICTURES, SUFFIXES, format_of
from index.formats.scans.installed import REMEDY

MAX_BYTES = 50_000_000
_HEAD = 16_000  # bytes that tell whether a file of unknown ending may be a text: all of it is looked at if it is read
_AGAIN = 2  # times a file is read that changes meanwhile


class Listing(NamedTuple):
    """What a folder holds: `sources` to be read, and how many files and folders are left out, by kind."""

    sources: list[str]
    left_out: Counter[str]


def listing(root: Path, exclude: Sequence[str] = ()) -> Listing:
    """The files below `root`, as POSIX paths relative to it and sorted, and what is left out: `index.formats.kinds`.

    `exclude` are patterns as in a .gitignore; what they match, and other indexes, are left out without being counted.
    Symbolic links are not followed, so nothing outside `root` is ever read. Documents that no reader reads are listed,
    and folders that can't be read or are links, ending in a slash: `read` says why it refuses them. What is not UTF-8
    in a name is escaped. Raises `CorpusError` if there is no such folder, it can't be read, or a pattern is senseless.
    """
    if not root.is_dir():
        raise CorpusError(f"There is no folder {root}. Name the folder that holds your documents.")
    excluded = _excluded(exclude)
    sources: list[str] = []
    left_out: Counter[str] = Counter()

    def unreadable(error: OSError) -> None:
        if Path(error.filename) == root:
            raise CorpusError(f"The folder {root} can't be read ({error.strerror}). Check its permissions.") from error
        sources.append(f"{Path(error.filename).relative_to(root).as_posix()}/")

    def counted(kind: kinds.Kind | None) -> bool:
        left_out.update([kind.key] if kind else [])
        return kind is not None

    for folder, subfolders, names in os.walk(root, onerror=unreadable):
        if _is_index({*names}, {*subfolders}):
            if Path(folder) == root:
                raise CorpusError(f"The folder {root} is that of an index. Keep the index and the documents apart.")
            subfolders.clear()  # an index, not documents
            continue
        if Path(folder) != root and counted(kinds.of_content(names)):
            subfolders.clear()
            continue
        prefix = Path(folder).relative_to(root).as_posix().removeprefix(".")
        prefix += "/" * bool(prefix)
        wanted = [name for name in subfolders if not excluded.match_file(f"{prefix}{name}/")]
        subfolders[:] = [name for name in wanted if not counted(kinds.of_folder(name))]
        sources += [f"{prefix}{name}/" for name in subfolders if (Path(folder) / name).is_symlink()]
        files = [name for name in names if not excluded.match_file(f"{prefix}{name}")] if exclude else names
        sources += [f"{prefix}{name}" for name in files if not counted(_no_document(name))]
    return Listing(sorted(source.encode(errors="backslashreplace").decode() for source in sources), left_out)


def _is_index(names: Set[str], subfolders: Set[str]) -> bool:
    """Whether a folder that holds these is that of an index, or of several beside their chats."""
    built = "CURRENT" in names and "generations" in subfolders
    return built or {"LOCK", "LOCK.pid"} <= names or ("chats.sqlite" in names and "collections" in subfolders)


def scan(root: Path, exclude: Sequence[str] = ()) -> list[str]:
    """The sources of `listing`."""
    return listing(root, exclude).sources


def is_left_out(source: str) -> bool:
    """Whether `listing` leaves out a file for its name or that of a folder it is in."""
    *folders, name = source.split("/")
    return _no_document(name) is not None or any(map(kinds.of_folder, folders))


def _no_document(name: str) -> kinds.Kind | None:
    """The kind of a file that is left out for its name, None for one that is read or said not to be."""
    kind = kinds.by_name(name) or (None if format_of(name) else kinds.by_ending(name))
    return kind if kind and not kind.remedy else None


def out_of_sight(root: Path, sources: Iterable[str], before: Iterable[str], exclude: Sequence[str] = ()) -> list[str]:
    """Sources of an earlier scan in folders that could not be read now: nobody knows whether they are gone."""
    excluded = _excluded(exclude)
    closed = tuple(source for source in sources if source.endswith("/") and not (root / source[:-1]).is_symlink())
    hidden = [source for source in before if source.startswith(closed) and source not in closed]
    return [source for source in hidden if not excluded.match_file(source)]


def is_excluded(source: str, exclude: Sequence[str]) -> bool:
    """Whether `scan` would leave out a file of that name for these patterns."""
    return _excluded(exclude).match_file(source)


def _excluded(patterns: Sequence[str]) -> GitIgnoreSpec:
    try:
        return GitIgnoreSpec.from_lines(patterns)
    except ValueError as error:
        raise CorpusError(f"{error} in CITESEED_EXCLUDE. Write them as in a .gitignore, commas between.") from error


def status(root: Path, source: str) -> os.stat_result | None:
    """That of the file itself, links not followed; None if there is none to be had."""
    try:
        return os.lstat(f"{root}/{source.rstrip('/')}")
    except (OSError, ValueError):
        return None


def read(root: Path, source: str) -> bytes:
    """The bytes of one file of the corpus.

    Raises `NotADocument` for what is none (a link, a device, a file of another type; `LeftOut` if nobody would ask
    about it), and `LoadError` for a file that can't be read now; each with the reason.
    """
    if source.endswith("/"):
        if (root / source[:-1]).is_symlink():
            raise NotADocument("it is a symbolic link; copy the folder")
        raise LoadError("it can't be read; check its permissions")
    if reason := unsupported(source):
        raise NotADocument(reason)
    try:
        for _ in range(_AGAIN):
            if (data := _read_still(root, source)) is not None:
                return data
    except OSError as error:
        if "\\udc" in source:
            raise NotADocument("its name is not UTF-8; rename it") from error
        if (root / source).is_symlink():
            raise NotADocument("it is a symbolic link; links are not followed, copy the file") from error
        raise LoadError(f"it can't be read ({error.strerror}); check its permissions") from error
    raise LoadError("it is being written; it will be read when that is done")


def unsupported(source: str) -> str:
    """Why a file of that name can't be read, "" if it can."""
    kind = kinds.by_name(PurePosixPath(source).name) or (None if format_of(source) else kinds.by_ending(source))
    if kind is None:
        return ""
    suffix = PurePosixPath(source).suffix
    reason = f"it is a picture: {REMEDY}" if suffix.lower() in PICTURES else kind.reason
    return f"{suffix or source} is not supported: {reason}"


def _check(head: bytes) -> None:
    """Refuses what begins like no document, where the name doesn't say what it is."""
    from index.formats.sniff import may_be_document  # takes a while to import, and few names say nothing
    from index.formats.text import is_binary

    if not is_binary(head) or may_be_document(head):
        return
    kind = kinds.by_bytes(head) or kinds.by_key(kinds.UNKNOWN)
    if kind.remedy:
        raise NotADocument(kind.reason)
    raise LeftOut(kind.key, kind.reason)


def _read_still(root: Path, source: str) -> bytes | None:
    """The bytes of a file, None if it changed while it was read."""
    path = root / source
    # O_NONBLOCK: opening a FIFO must not wait for a writer. O_NOFOLLOW: a link could lead out of the corpus.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise NotADocument("it is not a regular file")
        if not path.resolve().is_relative_to(root.resolve()):
            raise NotADocument("a symbolic link on its path leads out of the folder; copy the file")
        head = file.read(_HEAD)
        if PurePosixPath(source).suffix.lower() not in SUFFIXES:
            _check(head)
        if before.st_size > MAX_BYTES:
            raise LoadError(f"it is larger than {MAX_BYTES // 1_000_000} MB; split it")
        data = head + file.read(MAX_BYTES + 1 - len(head))
        after = os.fstat(file.fileno())
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns) and len(data) == after.st_size
    return data if same else None
