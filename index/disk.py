"""Files and folders that nobody ever finds half of: they are filled under another name, then renamed."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex


def write_whole(path: Path, text: str, durable: bool = False) -> None:
    """Writes a file of UTF-8 text, lines ended as they are in `text`; what stood there before stays if that fails.

    With `durable` the file and its name have reached the disk when this returns.
    """
    with partial_file(path.parent, f"{path.name}.") as partial:
        partial.write_bytes(text.encode())
        if durable:
            sync(partial)
        partial.replace(path)
    if durable:
        sync(path.parent)


def place_new(partial: Path, path: Path) -> None:
    """Gives a finished file its name; `FileExistsError` if something has that name by now."""
    try:
        path.hardlink_to(partial)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        path.touch(exist_ok=False)
        partial.replace(path)


def share(path: Path, other: Path) -> None:
    """Gives a file, which never changes again, a second name; a copy where the file system has no hard links."""
    try:
        other.hardlink_to(path)
    except OSError:
        shutil.copyfile(path, other)


@contextmanager
def partial_file(folder: Path, prefix: str) -> Iterator[Path]:
    """A name in the folder for a file to be filled and renamed. If it is not renamed, it is gone afterwards."""
    partial = folder / f"{prefix}{token_hex(8)}.partial"
    try:
        yield partial
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


@contextmanager
def partial_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """A new folder to be filled and renamed. If it is not renamed, it is gone afterwards."""
    partial = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    try:
        yield partial
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def sync(path: Path) -> None:
    """Has what was written to a file, or renamed in a folder, reach the disk."""
    if os.name == "nt" and path.is_dir():
        return  # Windows can't open a folder; its renames are durable by the file system's journal
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
