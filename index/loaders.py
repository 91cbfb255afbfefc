"""The only reader of the corpus: finds the files of a folder and gives the bytes of one."""

import os
import stat
from pathlib import Path

from index.errors import CorpusError, LoadError
from index.formats import SUFFIXES

MAX_BYTES = 50_000_000


def scan(root: Path) -> list[str]:
    """Sources (POSIX paths relative to `root`) of the files below it, sorted; hidden ones and indexes are left out.

    Symbolic links are not followed, so nothing outside `root` is ever read. Files of unknown type are listed
    too, and folders that can't be read or are links, ending in a slash: `read` says why it refuses them. What is
    not UTF-8 in a name is escaped.
    """
    if not root.is_dir():
        raise CorpusError(f"There is no folder {root}. Name the folder that holds your documents.")
    sources: list[str] = []

    def unreadable(error: OSError) -> None:
        sources.append(f"{Path(error.filename).relative_to(root).as_posix()}/")

    for folder, subfolders, names in os.walk(root, onerror=unreadable):
        if "CURRENT" in names and "generations" in subfolders:
            subfolders.clear()  # an index, not documents
            continue
        links = [name for name in subfolders if (Path(folder) / name).is_symlink() and not name.startswith(".")]
        sources += [f"{(Path(folder) / name).relative_to(root).as_posix()}/" for name in links]
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        sources += [(Path(folder) / name).relative_to(root).as_posix() for name in names if not name.startswith(".")]
    return sorted(source.encode(errors="backslashreplace").decode() for source in sources)


def read(root: Path, source: str) -> bytes:
    """The bytes of one file of the corpus; `LoadError` with the reason if it is not a readable regular file."""
    if source.endswith("/"):
        linked = (root / source[:-1]).is_symlink()
        raise LoadError(
            "it is a symbolic link; copy the folder" if linked else "it can't be read; check its permissions"
        )
    if Path(source).suffix.lower() not in SUFFIXES:
        kind = Path(source).suffix or "a file without an ending"
        raise LoadError(f"{kind} is not supported; save it as PDF, .docx, .pptx, .xlsx, .html, .md or .txt")
    try:
        # O_NONBLOCK: opening a FIFO must not wait for a writer. O_NOFOLLOW: a link could lead out of the corpus.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(root / source, flags), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise LoadError("it is not a regular file")
            if status.st_size > MAX_BYTES:
                raise LoadError(f"it is larger than {MAX_BYTES // 1_000_000} MB; split it")
            return file.read()
    except OSError as error:
        if "\\udc" in source:
            raise LoadError("its name is not UTF-8; rename it") from error
        if (root / source).is_symlink():
            raise LoadError("it is a symbolic link; links are not followed, copy the file") from error
        raise LoadError(f"it can't be read ({error.strerror}); check its permissions") from error
