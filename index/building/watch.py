"""Refreshes an index whenever its folder changes. The only owner of watchfiles.

Changes are heard of from the system (inotify, FSEvents, ReadDirectoryChangesW). Where it can't tell, as on network
drives and in some containers, WATCHFILES_FORCE_POLLING=1 makes watchfiles look by itself; it does so unasked where
inotify is missing or has no watches left.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event

import watchfiles
from watchfiles import Change

from index.errors import BuildStopped, CiteseedError, CorpusError
from index.language.tidy import printable
from index.reading.folder import is_left_out

_SETTLED = 300  # ms without a change, after which the files are taken to be whole
_AT_MOST = 3000  # ms to wait for that
_WAKE = 500  # ms: how often the stop event and the root are looked at
_POLL = 1000  # ms between looks, where it polls
_RETRY_MOST = 60.0  # seconds between tries


def watch(
    root: Path,
    refresh: Callable[[], object],
    stop: Event | None = None,
    index_dir: Path | None = None,
    retry: float = 3.0,
) -> None:
    """Calls `refresh` at once and after every change below `root`, until `stop` is set, or a refresh is stopped.

    The folder is watched before the first refresh, so that no change goes unseen between the two. What a scan leaves
    out for its name and `index_dir` are ignored. A refresh that fails is said on standard error and tried again after
    `retry` seconds, then twice as many. A root that vanishes is waited for; `CorpusError` if there is none at first.
    """
    if not root.is_dir():
        raise CorpusError(f"There is no folder {root}. Name the folder that holds your documents.")
    stop = stop or Event()
    refreshed = _Refresh(refresh, retry)
    while not stop.is_set():
        for changes in _changes(root.resolve(), stop, index_dir and index_dir.resolve()):
            if changes or refreshed.is_due():
                refreshed()
        if not stop.is_set():
            _say(f"The folder {root} is gone. It is indexed again once it is back.")
        while not root.is_dir() and not stop.wait(_WAKE / 1000):
            pass
        refreshed = _Refresh(refresh, retry)


class _Refresh:
    """A refresh whose failures are said, each once, and which is due at first and after a failure."""

    def __init__(self, refresh: Callable[[], object], retry: float) -> None:
        self._refresh, self._retry = refresh, retry
        self._due, self._wait, self._last = 0.0, retry, ""

    def is_due(self) -> bool:
        return time.monotonic() >= self._due

    def __call__(self) -> None:
        try:
            self._refresh()
        except BuildStopped:
            raise
        except (CiteseedError, OSError) as error:
            if str(error) != self._last:
                _say(str(error))
            self._due = time.monotonic() + self._wait
            self._wait, self._last = min(2 * self._wait, _RETRY_MOST), str(error)
        else:
            self._due, self._wait, self._last = float("inf"), self._retry, ""


def _changes(root: Path, stop: Event, index_dir: Path | None) -> Iterator[set[tuple[Change, str]]]:
    """Settled changes below `root`, and an empty set twice a second; ends when `stop` is set or `root` is gone."""

    def counts(_: Change, path: str) -> bool:
        if index_dir and Path(path).is_relative_to(index_dir):
            return False
        return Path(path).is_relative_to(root) and not is_left_out(Path(path).relative_to(root).as_posix())

    with suppress(FileNotFoundError):
        changed = root.stat()
        for polling in (None, True):  # None: as WATCHFILES_FORCE_POLLING says
            try:
                for changes in watchfiles.watch(
                    root,
                    watch_filter=counts,
                    debounce=_AT_MOST,
                    step=_SETTLED,
                    stop_event=stop,
                    rust_timeout=_WAKE,
                    yield_on_timeout=True,
                    force_polling=polling,
                    poll_delay_ms=_POLL,
                    ignore_permission_denied=True,
                ):
                    now = root.stat()
                    if (now.st_dev, now.st_ino) != (changed.st_dev, changed.st_ino):
                        return  # another folder took its place, which is not watched
                    yield changes
                return
            except FileNotFoundError:
                return
            except (OSError, RuntimeError) as error:  # watchfiles' changed error is a RuntimeError
                if polling:
                    raise
                _say(f"The system can't tell of changes ({error}); looking every {_POLL / 1000:g} s instead.")


def _say(message: str) -> None:
    print(printable(message), file=sys.stderr, flush=True)
