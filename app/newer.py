"""Has a running server change over to newer indexes by itself: whoever asks first after a build waits for nothing.

What has changed in the folders since they were read is looked for once it answers, and read then.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from app.collection import Collections, Served

_LOG = logging.getLogger(__name__)
_EVERY = 1.0  # seconds


@contextmanager
def looking(collections: Collections, every: float = _EVERY, *, catch_up: bool = True) -> Iterator[None]:
    """As long as the block lasts it is looked every so many seconds whether there are newer indexes. At its beginning
    it is looked whether the folders have changed, if they are to `catch_up`."""
    over = Event()
    for served in collections.open if catch_up else ():
        Thread(target=_catch_up, args=[served], name="catch up", daemon=True).start()
    Thread(target=_look, args=[collections, every, over], name="newer", daemon=True).start()
    try:
        yield
    finally:
        over.set()


def _catch_up(served: Served) -> None:
    try:
        if served.folder.catch_up(served.live.bot.snapshot):
            _LOG.warning("The folder %s has changed since it was read. It is read again.", served.title)
    except Exception as error:
        _LOG.warning("It can't be told whether the folder %s has changed. %s", served.title, error)


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
