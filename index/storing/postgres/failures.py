"""What errors of PostgreSQL are to users: what happened, in which database, and what to do. Tells no user, no
password."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors

from index.errors import StoreBusy, StoreFault, StoreUnreachable, StoreUnusable, StoreWriteError

_AGAIN = "Try again; if it stays so, see that PostgreSQL is running and CITESEED_STORE names it."
_REMEDIES = {  # by what PostgreSQL says
    r"database .* does not exist": "Create it (createdb), or correct the name in CITESEED_STORE.",
    r"password|authentication|no pg_hba|role .* does not exist": "Correct user and password in CITESEED_STORE.",
    r"could not translate host name|Name or service": "Correct the host in CITESEED_STORE.",
    r"No space left|disk full|could not extend": (
        "Free some space on its server and run the same command again: what is finished is kept."
    ),
    r"vector.* is not available|extension control file": (
        "Install pgvector on its server, as with: apt-get install postgresql-17-pgvector"
    ),
    r"permission denied to create extension": "Have its administrator run there: create extension vector",
    r"permission denied": "Give the user of CITESEED_STORE the right to create schemas and tables there.",
    r"lock timeout": (
        "See who does: select pg_blocking_pids(pid), * from pg_stat_activity. Wait for its end, or end it, and run the "
        "same command again: what is finished is kept."
    ),
    r"nothing of it went on": (
        "See what it waits for: select * from pg_stat_activity. Then run the same command again: what is finished is "
        "kept."
    ),
    r"read-only transaction": "Name the server that takes changes in CITESEED_STORE.",
}
_USER = re.compile(r' for user "[^"]*"|(?<=role )"[^"]*"|, user "[^"]*"')
_WRITING = (errors.DiskFull, errors.ReadOnlySqlTransaction, errors.InsufficientPrivilege, errors.FeatureNotSupported,
            errors.UndefinedFile)  # fmt: skip


class TooLong(psycopg.OperationalError):
    """A server that says nothing within the time, or one that has no connection left."""

    def __init__(self, reason: str = "it took too long") -> None:
        super().__init__(reason)


@contextmanager
def told(where: str, is_read: bool = False) -> Iterator[None]:
    """Has errors of the database `where` end as ours, also those of a query that only reads."""
    try:
        yield
    except psycopg.Error as error:
        raise _meant(error, where, is_read) from None


def _meant(error: psycopg.Error, where: str, is_read: bool) -> StoreFault:
    reason = _reason(error)
    remedy = next((told for said, told in _REMEDIES.items() if re.search(said, reason)), "")
    if isinstance(error, errors.LockNotAvailable):
        return StoreBusy(f"The database {where} can't be written (another session keeps a table locked). {remedy}")
    if is_read and isinstance(error, errors.InsufficientPrivilege):
        remedy = "Give the user of CITESEED_STORE the right to read its tables."
    elif isinstance(error, _WRITING):
        return StoreWriteError(f"The database {where} can't be written ({reason}). {remedy or _AGAIN}")
    if isinstance(error, psycopg.OperationalError):
        return StoreUnreachable(f"The database {where} can't be reached ({reason}). {remedy or _AGAIN}")
    return StoreUnusable(f"The database {where} can't be read ({reason}). {remedy}".rstrip())


def _reason(error: psycopg.Error) -> str:
    """The last line of what PostgreSQL says that tells what went wrong, without users."""
    if isinstance(error, errors.QueryCanceled):
        return str(TooLong())
    lines = [line for line in str(error).splitlines() if line.strip() and not line.lstrip().startswith(_BESIDE)]
    said = lines[0 if len(lines) < 2 or not lines[0].startswith("Multiple") else -1] if lines else type(error).__name__
    return _USER.sub("", said.rpartition("FATAL:")[2].strip(" -."))


_BESIDE = ("DETAIL", "HINT", "CONTEXT", "LINE", "Is the server", "^")
