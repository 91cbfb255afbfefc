"""The examples of an index, found once, by a thread of their own, when somebody first looks."""

import logging
from collections.abc import Callable, Sequence
from threading import Lock, Thread

from index.errors import StoreUnreachable

_LOG = logging.getLogger(__name__)

Find = Callable[[], Sequence[str]]


class Examples:
    """The examples of the newest index that was looked at. Nothing of an index is kept."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._generation = -1
        self._found: Sequence[str] | None = None

    def __call__(self, generation: int, find: Find) -> Sequence[str] | None:
        """Those of a generation of the index, which `find` finds; None while they are being found. Never waits."""
        with self._lock:
            if self._generation != generation:
                self._generation, self._found = generation, None
                Thread(target=self._find, args=[generation, find], name="examples", daemon=True).start()
            return self._found

    def _find(self, generation: int, find: Find) -> None:
        found: Sequence[str] = []
        is_away = False
        try:
            found = find()
        except StoreUnreachable as error:
            is_away = True
            _LOG.warning("No examples were found. %s", error)
        finally:  # without any, nobody asks for them again, unless they could not be looked for
            with self._lock:
                if self._generation == generation:
                    self._generation, self._found = (-1, None) if is_away else (generation, found)
