"""Who may use the page: names and hashed passwords in a file, and how often one may guess."""

import asyncio
import getpass
import hashlib
import hmac
import logging
import os
import re
import secrets
import sys
import time
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import CiteseedError

_LOG = logging.getLogger(__name__)
_NAME = re.compile(r"[\w.@+-]{1,64}")
_MOST_MEMORY = 256 * 2**20  # bytes that checking one password may take
_FORM = "name:scrypt$n$r$p$salt$hash"
_REMEDY = "Let `python -m app password NAME` print the line."


@dataclass(frozen=True, slots=True)
class Cost:
    """Parameters of scrypt: it takes 128 * n * r bytes, `p` times over."""

    n: int = 2**14
    r: int = 8
    p: int = 5

    def __post_init__(self) -> None:
        if self.n < 2 or self.n & (self.n - 1) or self.r < 1 or not 1 <= self.p <= 64 or self.memory > _MOST_MEMORY:
            raise ValueError("scrypt can't take these parameters")

    @property
    def memory(self) -> int:
        """Bytes."""
        return 128 * self.r * (self.n + self.p + 2)


@dataclass(frozen=True, slots=True)
class PasswordHash:
    """A password as the file keeps it. Its text is `scrypt$n$r$p$salt$hash`, the last two in hexadecimal."""

    cost: Cost
    salt: bytes = field(repr=False)
    digest: bytes = field(repr=False)

    @classmethod
    def of(cls, password: str, cost: Cost) -> "PasswordHash":
        salt = secrets.token_bytes(16)
        return cls(cost, salt, _scrypt(password, salt, cost))

    @classmethod
    def parse(cls, text: str) -> "PasswordHash":
        """Raises ValueError if it is not such a text."""
        method, n, r, p, salt, digest = text.split("$")
        parsed = cls(Cost(int(n), int(r), int(p)), bytes.fromhex(salt), bytes.fromhex(digest))
        if method != "scrypt" or len(parsed.salt) < 8 or len(parsed.digest) != 32:
            raise ValueError("not a hash of scrypt")
        return parsed

    def __str__(self) -> str:
        cost = self.cost
        return f"scrypt${cost.n}${cost.r}${cost.p}${self.salt.hex()}${self.digest.hex()}"

    def matches(self, password: str) -> bool:
        return hmac.compare_digest(_scrypt(password, self.salt, self.cost), self.digest)


class Users:
    """Those who may log in. A name that is not among them takes as long to refuse as a wrong password of the
    costliest."""

    def __init__(self, hashes: Mapping[str, PasswordHash]) -> None:
        self._hashes = dict(hashes)
        costliest = max((hashed.cost for hashed in self._hashes.values()), key=lambda cost: cost.n * cost.r * cost.p)
        self._decoy = PasswordHash.of(secrets.token_hex(), costliest)

    @classmethod
    def read(cls, path: Path) -> "Users":
        """From a file of one line a user, `name:scrypt$n$r$p$salt$hash`; blank lines and those with # are passed over.

        Raises `CiteseedError`, naming the file and the line. A file that others can write is refused, for they could
        add themselves; one that they can only read gives a warning, because containers mount secrets so.
        """
        try:
            text, mode = path.read_text(encoding="utf-8"), path.stat().st_mode
        except (OSError, UnicodeDecodeError) as error:
            raise CiteseedError(f"The file of users {path} can't be read ({error}). Check the path.") from error
        if os.name == "posix":
            _check_mode(path, mode)
        hashes: dict[str, PasswordHash] = {}
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip() or line.startswith("#"):
                continue
            name, _, hashed = line.strip().partition(":")
            if name in hashes:
                raise CiteseedError(f"{path}, line {number}: {name} is there twice. Delete one of the two lines.")
            try:
                _check_name(name)
                hashes[name] = PasswordHash.parse(hashed)
            except (ValueError, CiteseedError):
                raise CiteseedError(f"{path}, line {number} is not of the form {_FORM}. {_REMEDY}") from None
        if not hashes:
            raise CiteseedError(f"The file of users {path} names nobody. {_REMEDY}")
        return cls(hashes)

    def verify(self, name: str, password: str) -> bool:
        """Whether this is the password of a user of this name. Takes a fifth of a second: ask in a thread."""
        known = self._hashes.get(name)
        return (known or self._decoy).matches(password) and known is not None


@dataclass(slots=True)
class Lane:
    """Guesses that wait for one another: `free` wrong ones pass, before each later one is a pause, twice as long each
    time.

    Pauses are of `first` to `longest` seconds; `peace` seconds without a wrong guess wipe the slate. Whoever guesses
    holds `turn` meanwhile. For one event loop.
    """

    clock: Callable[[], float] = time.monotonic
    free: int = 5
    first: float = 0.5
    longest: float = 5.0
    peace: float = 900.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _wrong: int = 0
    _last: float = 0.0

    @property
    def pause(self) -> float:
        """Seconds until the next guess may be looked at, 0 for now."""
        if self._wrong < self.free:
            return 0.0
        pause = min(self.longest, self.first * 2.0 ** min(self._wrong - self.free, 60))
        return max(0.0, self._last + pause - self.clock())

    def failed(self) -> None:
        """Counts a wrong guess."""
        now = self.clock()
        self._wrong = 1 if now - self._last > self.peace else self._wrong + 1
        self._last = now


def hash_line(name: str, password: str, cost: Cost = Cost()) -> str:
    """The line of a user in the file. Raises `CiteseedError` if the name can't be one, or there is no password."""
    _check_name(name)
    if not password:
        raise CiteseedError("An empty password protects nothing. Choose another.")
    return f"{name}:{PasswordHash.of(password, cost)}"


def password_command(name: str) -> int:
    """Asks for a password, twice on a terminal, and prints the user's line for the file; returns the exit code."""
    _check_name(name)
    if sys.stdin.isatty():
        password = getpass.getpass(f"Password of {name}: ")
        if getpass.getpass("The same again: ") != password:
            raise CiteseedError("The two passwords differ. Run the command again.")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    print(hash_line(name, password))
    return 0


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise CiteseedError(f"{name!r} can't be a user's name. Take 1 to 64 letters, digits and . _ @ + -")


def _check_mode(path: Path, mode: int) -> None:
    if mode & 0o022:
        raise CiteseedError(f"Others can write the file of users {path}, and let themselves in. Run: chmod 600 {path}")
    if mode & 0o044:
        _LOG.warning("Others can read the file of users %s, and try passwords on it. Run: chmod 600 %s", path, path)


def _scrypt(password: str, salt: bytes, cost: Cost) -> bytes:
    text = unicodedata.normalize("NFC", password).encode("utf-8", errors="surrogatepass")
    return hashlib.scrypt(text, salt=salt, n=cost.n, r=cost.r, p=cost.p, maxmem=cost.memory + 2**20, dklen=32)
