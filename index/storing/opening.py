"""Which store an index is kept in."""

import hashlib
import re
from contextlib import suppress
from pathlib import Path

from index.errors import CiteseedError, IndexUnusable
from index.storing.files import FileStore
from index.storing.store import Store

COLLECTIONS, EVAL = "collections", "eval"  # folders of an index, in which others are
_OUR = "citeseed"
_OTHER = re.compile(r"[^a-z0-9]+")
_LONGEST = 40  # characters of a name, of the 63 that PostgreSQL takes


def store_of(index_dir: Path, url: str = "") -> Store:
    """The index of this folder: in files, or in the database of that URL, with what this machine keeps besides in the
    folder.

    Raises `CiteseedError` for a URL of something else, and if what the database needs is not installed.
    """
    if not url:
        return FileStore(index_dir)
    check_url(url)
    from index.storing.postgres.store import PostgresStore  # its libraries are an extra

    return PostgresStore(url, schema_of(index_dir), index_dir)


def embedder_name(setting: str, *stores: Store | None) -> str:
    """By which name to open the embedder: what is set, else the one that made the first index there is, else "" for the
    bundled one."""
    for store in stores:
        if setting:
            break
        with suppress(IndexUnusable, KeyError):
            setting = str(store.manifest()["embedder"]["name"]) if store else ""
    return setting


def check_url(url: str) -> None:
    """`CiteseedError` for a URL of something else, and if what the database needs is not installed."""
    if not url.startswith(("postgresql://", "postgres://")):
        raise CiteseedError(
            "CITESEED_STORE names no database of PostgreSQL. Write it as in postgresql://HOST/DATABASE."
        )
    try:
        from index.storing.postgres.database import named
    except ImportError as error:
        raise CiteseedError(
            f'CITESEED_STORE needs the extra "postgres" ({error}). Install it: pip install "citeseed[postgres]"'
        ) from error
    named(url)


def schema_of(index_dir: Path) -> str:
    """The schema of a database that holds the index of this folder: by its name, not by where it is, so that servers
    whose folders are called the same share it.

    >>> schema_of(Path("here/.citeseed"))
    'citeseed'
    >>> schema_of(Path("there/.citeseed/collections/handbook"))
    'citeseed_collections_handbook'
    """
    parts = index_dir.resolve().parts[-3:]
    own = parts if len(parts) == 3 and parts[1] in (COLLECTIONS, EVAL) else parts[-1:]
    plain = [_OTHER.sub("_", part.lower()).strip("_") for part in own]
    named = "_".join(plain if plain[0] == _OUR else [_OUR, *plain])
    if tuple(plain) == (own[0].removeprefix("."), *own[1:]) and len(named) <= _LONGEST:
        return named
    return f"{named[:_LONGEST]}_{hashlib.sha256('/'.join(own).encode()).hexdigest()[:12]}"
