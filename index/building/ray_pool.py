"""A pool of processes that Ray runs, on this machine or on a cluster. The only owner of ray.

A task is sent the bytes of its files, so that nodes need no folder in common; they need the same citeseed. Ray runs a
task anew whose process or node is lost. A process stays for the tasks to come, with its parser and its embedder.
"""

import json
import logging
import os
import secrets
import shutil
import signal
import socket
import stat
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from index.building.spread import Files, Made, made
from index.embedding.embedder import Embedder
from index.embedding.opening import open_embedder
from index.errors import CiteseedError, ClusterError
from index.reading.parser import ParserProcess
from index.storing.generations import build_lock, is_locked
from index.storing.snapshot import identity

_AGAIN = 2  # times a task is run anew
_SECONDS = 3.0  # for an address to answer
_LOOK = 5.0  # seconds between looks at whether any node is left
_OURS = "citeseed-"  # what the name of a folder begins with, of which a run holds the lock
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_SAME = "Install the same version of citeseed on every node, and the same embedder."
_SETTINGS = b"\4"  # the type of the frame with which HTTP/2 begins, and so gRPC, which Ray speaks
_GREETING = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0" + _SETTINGS + b"\0\0\0\0\0"
_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_py_gcs_connect_timeout_s": "5",
}
_ALONE = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}  # on Linux too: then Ray listens on loopback, and nowhere else


class RayPool:
    """Processes of the cluster at `address`, HOST:PORT or auto, one for each of its processors; if that is "", of a Ray
    that is started on this machine when it is first needed, and ended on `close`.

    `embedder` is the name of one; `make` is what `identity` says of it here: where it says otherwise nothing is read.
    Raises `ClusterError` if Ray is not installed, and later if the cluster can't be reached or used.
    """

    def __init__(
        self,
        address: str,
        embedder: str,
        make: Mapping[str, Any],
        opened: Callable[[str], Embedder] | None = None,
    ) -> None:
        if not find_spec("ray"):
            raise ClusterError('--ray needs Ray, which is not installed: pip install "citeseed[ray]"')
        self._address = address
        self._how = (opened or _one_thread, embedder, json.dumps(make, sort_keys=True))
        self._tasks: dict[Any, Files] = {}
        self._run: Any = None
        self._is_started = False
        self._folder: Path | None = None
        self._lock = ExitStack()  # of the folder

    def __enter__(self) -> "RayPool":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends what is running, and the Ray that was started."""
        if self._is_started:
            import ray

            ray.shutdown()
        self._run, self._is_started = None, False
        tries = 50  # what has been told to end may write a last line
        while self._folder and self._folder.exists() and (tries := tries - 1):
            shutil.rmtree(self._folder, ignore_errors=True)
            time.sleep(0.1)
        self._lock.close()

    @property
    def running(self) -> int:
        return len(self._tasks)

    @property
    def room(self) -> int:
        return 2 * self._processors()

    def submit(self, files: Files) -> None:
        self._start()
        self._tasks[self._run.remote(*self._how, files)] = files

    def next(self) -> tuple[Files, Made | None]:
        import ray
        from ray.exceptions import RayError, RayTaskError

        while not (ready := ray.wait([*self._tasks], timeout=_LOOK)[0]):
            self._processors()
        files = self._tasks.pop(ready[0])
        try:
            return files, ray.get(ready[0])
        except RayTaskError as error:
            if isinstance(error.cause, CiteseedError):
                raise error.cause from error
            if "No module named" in str(error) or "failed to import" in str(error):
                raise ClusterError(f"A node of the Ray cluster can't run citeseed. {_SAME}") from error
            raise
        except RayError:
            return files, None

    def _processors(self) -> int:
        self._start()
        import ray

        resources: dict[str, float] = ray.cluster_resources()  # type: ignore[no-untyped-call]
        processors = int(resources.get("CPU", 0))
        if not processors:
            raise ClusterError(
                f"No node of the Ray cluster at {self._address} has a processor to work with. Start one (ray start "
                "--address HOST:PORT) and run the same command again: what is finished is kept."
            )
        return processors

    def _start(self) -> None:
        if self._run:
            return
        if self._address not in ("", "auto"):
            _reach(self._address)
        alone = _ALONE if not self._address or self._address.rpartition(":")[0] in _LOOPBACK else {}
        with _environment(**_QUIET, **alone, **self._token()):
            import ray
            from ray._private import worker

            logging.getLogger("ray").setLevel(logging.CRITICAL)
            # Ray would tell of lost nodes at length on standard output, which is the report's.
            worker.print_to_stdstream = lambda *_, **__: None
            local: dict[str, Any] = {
                "include_dashboard": False,
                "_node_ip_address": _LOOPBACK[0],
                "_temp_dir": str(self._folder),
            }
            options = {} if self._address else local
            if self._folder:
                remove_leftovers(self._folder)
            self._is_started = True
            ends = signal.getsignal(signal.SIGTERM)
            try:
                ray.init(address=self._address or "local", log_to_driver=False, configure_logging=False, **options)
            except Exception as error:  # Ray raises all kinds for the one cause
                raise ClusterError(_unusable(self._address, error)) from error
            finally:
                if signal.getsignal(signal.SIGTERM) != ends:  # Ray has had it end without a word
                    signal.signal(signal.SIGTERM, ends)
        self._run = ray.remote(num_cpus=1, max_retries=_AGAIN)(_made)

    def _token(self) -> dict[str, str]:
        """What tells Ray by which token its processes know each other: this user's for a cluster, else a new one."""
        if self._address:
            has_own = (Path.home() / ".ray" / "auth_token").is_file()
            return {"RAY_AUTH_MODE": "token"} if has_own and "RAY_AUTH_MODE" not in os.environ else {}
        short = Path("/tmp")  # noqa: S108 # the paths of sockets must be short
        new = Path(tempfile.mkdtemp(prefix="ray-", dir=short if short.is_dir() else None))
        self._lock.enter_context(build_lock(new))
        self._folder = new.rename(new.with_name(_OURS + new.name))  # by that name it is locked
        token = self._folder / "token"
        token.write_text(secrets.token_hex(32), encoding="utf-8")
        return {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN_PATH": str(token)}


def remove_leftovers(own: Path) -> None:
    """Removes the folders that runs before left beside our own one as they were killed: this user's, which no process
    uses."""
    for folder in own.parent.glob(f"{_OURS}ray-*"):
        with suppress(OSError):
            status = folder.lstat()
            is_ours = stat.S_ISDIR(status.st_mode) and status.st_uid == own.lstat().st_uid
            if is_ours and not is_locked(folder) and not any(str(folder) in name for name in _used()):
                shutil.rmtree(folder, ignore_errors=True)


def _used() -> Iterator[str]:
    """What processes were started with, and the files that they have open: Ray's last ones end after a minute."""
    import psutil  # Ray brings it along

    for process in psutil.process_iter(["cmdline", "open_files"]):
        yield from process.info["cmdline"] or ()
        yield from (file.path for file in process.info["open_files"] or ())


def _made(opened: Callable[[str], Embedder], name: str, make: str, files: Files) -> Made:
    """What runs in a process of Ray."""
    embedder = _embedder(opened, name)
    if json.dumps(identity(embedder), sort_keys=True) != make:
        raise ClusterError(f"The node {socket.gethostname()} would make other chunks or vectors. {_SAME}")
    return made(files, _parser(), embedder)


@cache
def _embedder(opened: Callable[[str], Embedder], name: str) -> Embedder:
    return opened(name)


@cache
def _parser() -> ParserProcess:
    return ParserProcess()


def _one_thread(name: str) -> Embedder:
    """For a process that has one processor."""
    os.environ["RAYON_NUM_THREADS"] = "1"  # of the tokenizer; torch goes by OMP_NUM_THREADS, which Ray sets
    return open_embedder(name, threads=1)


def _reach(address: str) -> None:
    """Ray itself would try for minutes."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal():
        raise ClusterError(
            f"{address} is no address of a Ray cluster. Write --ray HOST:PORT or --ray auto, or --ray alone for the "
            "processors of this machine; the folder comes before it."
        )
    try:
        with socket.create_connection((host.strip("[]"), int(port)), _SECONDS) as connection:
            connection.sendall(_GREETING)
            speaks = connection.recv(len(_GREETING))[3:4] == _SETTINGS
    except (OSError, OverflowError) as error:
        raise ClusterError(_unusable(address, error)) from error
    if not speaks and os.environ.get("RAY_USE_TLS", "0") == "0":
        raise ClusterError(_unusable(address, "what answers there is something else"))


def _unusable(address: str, error: object) -> str:
    said = next(iter(str(error).strip().splitlines()), type(error).__name__)
    if not address:
        return f"Ray can't be started on this machine ({said}). Index without --ray."
    return (
        f"The Ray cluster at {address} can't be used from here ({said}). See whether it runs (ray status) and whether "
        "this machine is a node of it (ray start --address HOST:PORT). Or write --ray alone, for this machine only."
    )


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    """What Ray, and all that it starts, are to find there. What is set for citeseed stays here: keys are among it."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("CITESEED_") or name in values}
    for name in kept:
        del os.environ[name]
    os.environ.update(values)
    try:
        yield
    finally:
        for name in values:
            del os.environ[name]
        os.environ.update(kept)
