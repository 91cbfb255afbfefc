"""Generations on disk: one is written beside the others, synced, renamed, and only then made current.

.citeseed/CURRENT                 "<generation> <sha256 of its manifest.json>"
.citeseed/LOCK, LOCK.pid          held by the one process that builds, and which that is
.citeseed/generations/<n>/        manifest.json, listing.sqlite, tables.sqlite
.citeseed/parts/<n>/              corpus.sqlite, vectors.faiss, bm25/: documents that generation n found new
.citeseed/staging-<made by>.sqlite  what an unfinished build has finished
.citeseed/stamps.json             hashes of files that have not been touched since
.citeseed/verified.json           the files of generations and parts that were verified, and have not been touched since

A generation is made of parts, some of them of generations before it. Knows nothing of what they hold.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from index.disk import partial_folder, sync, write_whole
from index.errors import IndexLocked, IndexUnusable
from index.storing.verified import Verified

REBUILD = "Rebuild it: python -m index"
ANEW = "Build it anew: python -m index --anew"  # for what a build does not see by itself
PART = "part"
_DIGITS = 20


def publish(index_dir: Path, write: Callable[[Path], Mapping[str, Any]]) -> Mapping[str, Any]:
    """Has `write` fill a folder and say what else the manifest tells, and makes that the current generation.

    What is in its subfolder `PART` becomes a part, the last of the generation; `parts` of the manifest are those that
    it has from generations before, by name.

    Returns the manifest. Everything is written and fsynced beside the others, then renamed, then `CURRENT` is
    replaced: a crash at any moment leaves the old generation current, or the new one; an error leaves the old one, and
    nothing else. The one before stays for readers about to open it.
    """
    generations, parts = index_dir / "generations", index_dir / "parts"
    for folder in (generations, parts):
        folder.mkdir(parents=True, exist_ok=True)
    number = max(_numbers(generations) + _numbers(parts), default=0) + 1
    with partial_folder(generations, ".partial-") as partial:
        told = write(partial)
        part = partial / PART
        new = {str(number): {"files": _checksums(part)}} if part.is_dir() else {}
        manifest = {
            "generation": number,
            "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
            **told,
            "parts": {**told.get("parts", {}), **new},
            "files": _own_checksums(partial, index_dir),
        }
        (partial / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        for path in [*_files(partial), *(path for path in partial.rglob("*") if path.is_dir()), partial]:
            sync(path)
        if new:
            part.rename(parts / str(number))
            sync(parts)
        partial.rename(generations / str(number))
    sync(generations)
    before = read_current(index_dir).partition(" ")[0]
    line = f"{number} {_checksum(generations / str(number) / 'manifest.json')['sha256']}\n"
    write_whole(index_dir / "CURRENT", line, durable=True)
    _remove(_unwanted(index_dir, (str(number), before)))
    return manifest


def orphans(index_dir: Path) -> list[Path]:
    """What killed builds have left behind: folders that no reader opens, but for the generation before the current."""
    generations = index_dir / "generations"
    current = read_current(index_dir).partition(" ")[0]
    if not generations.is_dir() or not current.isdecimal():
        return []
    before = max((number for number in _numbers(generations) if number < int(current)), default=0)
    return _unwanted(index_dir, (current, str(before)))


def _unwanted(index_dir: Path, wanted: Collection[str]) -> list[Path]:
    """The folders of generations but for the wanted, and of parts that are in none of these; no part, if it can't be
    told which are."""
    folder, parts = index_dir / "generations", index_dir / "parts"
    generations = [path for path in folder.iterdir() if path.name not in wanted]
    try:
        held = {part for name in wanted for part in _parts(folder / name / "manifest.json")}
    except (OSError, ValueError):
        return sorted(generations)
    stale = (path for path in (parts.iterdir() if parts.is_dir() else ()) if path.name not in held)
    return sorted([*generations, *stale])


def _parts(manifest: Path) -> Collection[str]:
    """Those that it names; none if it is not there, or of a time before there were any."""
    told = json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else {}
    if not isinstance(told, dict):
        raise ValueError(f"{manifest} is altered")
    return {*told.get("parts", {})}


def remove_orphans(index_dir: Path) -> None:
    """And unfinished files. Call it with the lock held."""
    _remove(orphans(index_dir))
    for path in index_dir.glob("*.partial"):
        with suppress(OSError):
            path.unlink()


def read_current(index_dir: Path) -> str:
    """The line that names the current generation and its checksum, "" if there is none. Cheap: verifies nothing."""
    path = index_dir / "CURRENT"
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def read_manifest(index_dir: Path) -> tuple[Path, dict[str, Any]]:
    """The folder of the current generation and its manifest; `IndexUnusable` if there is none, or if it was altered."""
    try:
        number, checksum = (index_dir / "CURRENT").read_text(encoding="utf-8").split()
        if not (number.isdecimal() and len(number) < _DIGITS):
            raise ValueError(number)
    except FileNotFoundError as error:
        raise IndexUnusable(f"There is no index in {index_dir}. Build it: python -m index") from error
    except ValueError as error:
        raise IndexUnusable(f"The index is damaged: {index_dir / 'CURRENT'} is altered. {REBUILD}") from error
    path = index_dir / "generations" / number / "manifest.json"
    if not path.is_file() or _checksum(path)["sha256"] != checksum:
        raise IndexUnusable(f"The index is damaged: {path} is missing or altered. {REBUILD}")
    return path.parent, json.loads(path.read_text(encoding="utf-8"))


def part_folder(index_dir: Path, name: str) -> Path:
    """The folder of a part that a manifest names."""
    return index_dir / "parts" / name


def altered(index_dir: Path, manifest: Mapping[str, Any], anew: bool = False) -> Iterator[Path]:
    """The files of a generation and its parts that are missing, or are not what was written. Those that were verified
    on this host, and not touched since, are not read, unless all are to be verified `anew`."""
    verified = Verified(index_dir)
    folders = {index_dir / "generations" / str(manifest["generation"]): manifest["files"]}
    folders |= {part_folder(index_dir, name): part["files"] for name, part in manifest["parts"].items()}
    for folder, files in folders.items():
        for name, expected in files.items():
            path = folder / name
            status = path.stat() if path.is_file() else None
            if status is None or status.st_size != expected["bytes"]:
                yield path
            elif anew or not verified.holds(path, status):
                if _checksum(path) != expected:
                    yield path
                else:
                    verified.note(path, status)
    verified.save()


@contextmanager
def build_lock(index_dir: Path) -> Iterator[None]:
    """Held while building. The operating system frees it when its process ends, however it ends."""
    index_dir.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(index_dir / "LOCK", timeout=0):
            (index_dir / "LOCK.pid").write_text(str(os.getpid()), encoding="utf-8")
            yield
    except Timeout as error:
        raise IndexLocked(
            f"The index {index_dir} is locked by pid {builder(index_dir)}, which is building it. Wait for it to end."
        ) from error


def builder(index_dir: Path) -> str:
    """The pid of the process that is building, or was last; "unknown" if there is no telling."""
    pid = ""
    with suppress(OSError):
        pid = (index_dir / "LOCK.pid").read_text(encoding="utf-8", errors="replace")
    return pid or "unknown"


def is_locked(index_dir: Path) -> bool:
    """Whether a process is building."""
    if not (index_dir / "LOCK").exists():
        return False
    try:
        with FileLock(index_dir / "LOCK", timeout=0):
            return False
    except Timeout:
        return True


def _remove(paths: Sequence[Path]) -> None:
    for path in paths:
        shutil.rmtree(path, ignore_errors=True)


def _numbers(generations: Path) -> list[int]:
    return [int(path.name) for path in generations.iterdir() if path.name.isdecimal()]


def _checksums(folder: Path) -> dict[str, Any]:
    """Of its files, by their paths within it."""
    return {path.relative_to(folder).as_posix(): _checksum(path) for path in _files(folder)}


def _own_checksums(partial: Path, index_dir: Path) -> dict[str, Any]:
    """Of the files of a generation itself; one that it shares with the generation before is not read again."""
    before, known = partial, {}
    with suppress(IndexUnusable):
        before, manifest = read_manifest(index_dir)
        known = manifest["files"]
    return {
        path.name: known[path.name] if path.name in known and _is_same(path, before / path.name) else _checksum(path)
        for path in _files(partial)
        if path.parent == partial
    }


def _is_same(path: Path, other: Path) -> bool:
    return other.exists() and path.samefile(other)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _checksum(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"sha256": hashlib.file_digest(file, "sha256").hexdigest(), "bytes": path.stat().st_size}
