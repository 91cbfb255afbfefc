"""What can be set from outside. Every setting is an environment variable; the command line's options win over it."""

import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit


def variable(name: str, default: str = "") -> str:
    """That of the environment, the default if it is unset or empty."""
    return os.environ.get(name) or default


def listed(text: str | None) -> tuple[str, ...] | None:
    """What stands between commas or on lines; None of None."""
    if text is None:
        return None
    return tuple(stripped for pattern in text.replace("\n", ",").split(",") if (stripped := pattern.strip()))


def passwords(url: str) -> list[str]:
    """The password in a URL, as it is written there and as it is meant, also one that should have been written
    otherwise.

    >>> passwords("postgresql://me:a%20b@host/docs")
    ['a%20b', 'a b']
    >>> passwords("postgresql://me:a/b@c@host/docs")
    ['a/b@c']
    """
    written = [url.partition("://")[2].rpartition("@")[0].partition(":")[2]]
    with suppress(ValueError):
        parts = urlsplit(url)
        written += [parts.password or "", *parse_qs(parts.query).get("password", [])]
    return [*dict.fromkeys(told for secret in written if secret for told in (secret, unquote(secret)))]


@dataclass(frozen=True, slots=True)
class Settings:
    """`CITESEED_DOCS`: the folder of documents. `CITESEED_INDEX`: where the index lives. `CITESEED_EMBEDDER`:
    "all-MiniLM-L6-v2", "multilingual", or a sentence-transformers name or folder; "" for the one that made the index.
    `CITESEED_EXCLUDE`: patterns as in a .gitignore, with commas between, of what
    is not to be indexed; None for those of the build before. `CITESEED_STORE`: the URL of the database that holds
    index, chats and feedback, "" for files in the folder of the index."""

    docs: Path = field(default_factory=lambda: Path(variable("CITESEED_DOCS", "seeds")))
    index_dir: Path = field(default_factory=lambda: Path(variable("CITESEED_INDEX", ".citeseed")))
    embedder: str = field(default_factory=lambda: variable("CITESEED_EMBEDDER"))
    exclude: tuple[str, ...] | None = field(default_factory=lambda: listed(os.environ.get("CITESEED_EXCLUDE")))
    store: str = field(default_factory=lambda: variable("CITESEED_STORE"), repr=False)
