"""Has a running server change over to newer indexes by itself: whoever asks first after a build waits for nothing."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from app.collection import Collections

_LOG = logging.getLogger(__name__)
_EVERY = 1.0  # seconds


@contextmanager
def looking(collections: Collections, every: float = _EVERY) -> Iterator[None]:
    """As long as the block lasts it is looked every so many seconds whether there are newer indexes."""
    over = Event()
    Thread(target=_look, args=[collections, every, over], name="newer", daemon=True).start()
    try:
        yield
    finally:
        over.set()


def _look(collections: Collections, every: float, over: Event) -> None:
    said: dict[str, str] = {}
    while not over.wait(every):
        for served in collections.open:
            try:
                served.live.look()
                said.pop(served.name, None)
            except Exception as error:  # a disk that fails now may be well again in a second
                if said.get(served.name) != (reason := str(error)):
                    _LOG.warning("It can't be told whether there is a newer index of %s. %s", served.title, reason)
                said[served.name] = reason
