"""Puts files that a browser sends into the folder of documents: under a plain name, whole, and over nothing unasked."""

import os
import re
import shutil
import time
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from stat import S_ISREG

from app.errors import message
from app.words.catalogue import said
from index.disk import partial_file, place_new, sync
from index.errors import CiteseedError, CorpusError
from index.formats.kinds import by_bytes
from index.formats.names import format_of
from index.formats.sniff import may_be_document
from index.formats.text import is_binary
from index.language.tidy import one_line
from index.reading.folder import MAX_BYTES, is_excluded, status, unsupported

MOST_FILES = 200  # at once
SPARE_BYTES = 200_000_000  # of the disk that an upload leaves free, for the index to be built
_MB = 1_000_000
_MOST_NAME = 200  # bytes in UTF-8; file systems take 255
_PARTIAL = ".citeseed-upload-"
_LEFT_OVER = 3600.0  # seconds after which nobody is writing an upload any more
_HEAD = 4096  # bytes that are looked at
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\.|$)", re.IGNORECASE)  # on Windows


class RefusedUpload(CiteseedError):
    """One file is not taken; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of uploads: sources that were `saved`, names that are taken by an `existing` file, with the uploads
    `waiting` to replace it, and those `refused`, each with the reason."""

    saved: tuple[str, ...] = ()
    existing: tuple[str, ...] = ()
    waiting: tuple[Path, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


def add(root: Path, uploads: Sequence[Path], exclude: Sequence[str] = (), replace: bool = False) -> Added:
    """Copies uploads, under their cleaned names, to the top of `root`; over an existing file only to `replace` it.

    Each file appears whole or not at all. Raises `CorpusError` if there is no such folder, or it can't be read.
    """
    taken = _names(root)
    saved: dict[str, str] = {}  # as in `taken`
    existing: dict[str, Path] = {}
    refused: list[tuple[str, str]] = []
    for number, upload in enumerate(uploads):
        try:
            if number >= MOST_FILES:
                raise RefusedUpload(said("refused.many", count=MOST_FILES))
            name = clean_name(upload.name)
            folded = _folded(name)
            if folded in saved:
                raise RefusedUpload(said("refused.same_name"))
            name = taken.get(folded, name)
            if is_excluded(name, exclude):
                raise RefusedUpload(said("refused.excluded"))
            _save(root, upload, name, replace)
            saved[folded] = name
        except FileExistsError:
            existing[name] = upload
        except RefusedUpload as error:
            refused.append((upload.name, message(error)))
        except (OSError, ValueError) as error:
            why = str(getattr(error, "strerror", None) or error)
            refused.append((upload.name, said("refused.unsaved", error=why)))
    with suppress(OSError):  # not every file system can
        sync(root)
    return Added(tuple(saved.values()), tuple(existing), tuple(existing.values()), tuple(refused))


def clean_name(name: str) -> str:
    """The plain, readable, visible file name that comes nearest; `RefusedUpload` if none is a document's.

    >>> clean_name("../../notes <1>.txt"), clean_name("con.md")
    ('notes _1_.txt', '_con.md')
    """
    name = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
    name = "".join(character for character in name if character.isprintable() or character.isspace())
    name = re.sub(r'[<>:"|?*`]', "_", one_line(unicodedata.normalize("NFC", name))).strip(". ")
    if reason := unsupported(name) if name else said("refused.unnamed"):
        raise RefusedUpload(reason)
    suffix = PurePosixPath(name).suffix
    stem = ("_" if _RESERVED.match(name) else "") + name.removesuffix(suffix)
    return stem.encode()[: _MOST_NAME - len(suffix)].decode(errors="ignore").rstrip(". ") + suffix


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _names(root: Path) -> dict[str, str]:
    """What the folder holds at its top, by what two names have in common that some file systems take for one."""
    try:
        names = [path.name for path in root.iterdir()]
    except OSError as error:
        why = str(error.strerror)
        raise CorpusError(said("problems.no_folder", folder=str(root), error=why)) from error
    for path in (root / name for name in names if name.startswith(_PARTIAL)):
        with suppress(OSError):
            if time.time() - path.lstat().st_mtime > _LEFT_OVER:
                path.unlink()
    return {_folded(name): name for name in names}


def _save(root: Path, upload: Path, name: str, replace: bool) -> None:
    before = status(root, name)
    if before and not replace:
        raise FileExistsError(name)
    if before and not S_ISREG(before.st_mode):
        raise RefusedUpload(said("refused.name_taken"))
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(upload, flags), "rb") as file:
        facts = os.fstat(file.fileno())
        if not S_ISREG(facts.st_mode):
            raise RefusedUpload(said("refused.irregular"))
        _check(file.read(_HEAD), facts.st_size, name)
        file.seek(0)
        free = shutil.disk_usage(root).free
        if free < facts.st_size + SPARE_BYTES:
            raise RefusedUpload(said("refused.disk_full", free=free // _MB))
        with partial_file(root, _PARTIAL) as partial:
            with partial.open("xb") as copy:
                shutil.copyfileobj(file, copy, 1 << 20)
            sync(partial)
            if before:
                partial.replace(root / name)
            else:
                place_new(partial, root / name)


def _check(head: bytes, size: int, name: str) -> None:
    """Refuses what is plainly not what its name says. Whether it can be read is for the build to tell."""
    if not size:
        raise RefusedUpload(said("refused.empty"))
    if size > MAX_BYTES:
        raise RefusedUpload(said("refused.large", most=MAX_BYTES // _MB))
    if is_binary(head) and not may_be_document(head):
        kind = by_bytes(head)
        raise RefusedUpload(kind.reason if kind else said("refused.content", format=format_of(name)))
