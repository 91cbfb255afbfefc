"""Has a running server change over to newer indexes by itself: whoever asks first after a build waits for nothing.

What has changed in the folders since they were read is looked for while the server starts, and read before it answers,
unless there are so many files that looking takes longer: then while it answers already.
"""

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from contextlib import contextmanager, suppress
from threading import Event, Thread, Timer

from app.collection import Collections, Served
from app.documents.rebuild import Running
from index.building.progress import build_progress

_LOG = logging.getLogger(__name__)
_CHANGED = "The folder %s has changed since it was read. It is read again."
_EMBEDDED_ANEW = "The index of %s was made by another embedder, and answers until its texts are embedded anew."
_EVERY = 1.0  # seconds
_PATIENCE = 0.2  # seconds that it may take longer to start until it is known what has changed
_MANY = 2000  # files; more are looked through only
_LATER = 1.0  # seconds after the page can be reached: making it would take as much longer
_STEP = 0.2  # seconds between looks at how far a build is


@contextmanager
def looking(
    collections: Collections,
    every: float = _EVERY,
    *,
    catch_up: bool = True,
    patience: float = _PATIENCE,
    many: int = _MANY,
) -> Iterator[Callable[[], None]]:
    """As long as the block lasts it is looked every so many seconds whether there are newer indexes. At its beginning
    it is looked whether the folders have changed, if they are to `catch_up`. Gives what waits until those are read
    again of which that is known within `patience` seconds. Of a folder of more than so `many` files it is looked a
    second after that, and one that is to be embedded anew is begun with then. If other files are to be left out the
    build is waited for in any case."""
    over = Event()
    looks: list[Thread] = []
    later: list[Timer] = []
    for served in collections.open if catch_up else ():
        snapshot = served.live.bot.snapshot
        if served.folder.is_chosen_anew(snapshot):
            _catch_up(served)  # begins at once: there is nothing to look for
        elif len(snapshot.files) <= many and not served.folder.is_embedded_anew(snapshot):
            looks.append(Thread(target=_catch_up, args=[served], name="catch up", daemon=True))
        else:
            later.append(Timer(_LATER, _catch_up, [served]))
            later[-1].daemon = True
    for look in looks:
        look.start()

    def caught_up() -> None:
        for timer in later:
            timer.start()
        until = time.monotonic() + patience
        for look in looks:
            look.join(max(0.0, until - time.monotonic()))
        for served in collections.open:
            if running := served.folder.building:
                _watch(running)
                with suppress(OSError):  # of a disk that fails now; it is looked again soon
                    wait([loading] if (loading := served.live.look()) else [])

    Thread(target=_look, args=[collections, every, over], name="newer", daemon=True).start()
    try:
        yield caught_up
    finally:
        over.set()
        for timer in later:
            timer.cancel()


def _catch_up(served: Served) -> None:
    try:
        snapshot = served.live.bot.snapshot
        if served.folder.catch_up(snapshot):
            anew = served.folder.is_embedded_anew(snapshot)
            _LOG.warning(_EMBEDDED_ANEW if anew else _CHANGED, served.title)
    except Exception as error:
        _LOG.warning("It can't be told whether the folder %s has changed. %s", served.title, error)


def _watch(running: Running) -> None:
    """Shows how far a build is until it is over."""
    with build_progress() as show:
        while wait([running.outcome], _STEP).not_done:
            if progress := running.step.progress:
                show(progress)


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
