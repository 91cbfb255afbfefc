"""The errors of the chat that people can meet; each says what happened and what to do."""

import logging
import time
from functools import lru_cache

from index.errors import CiteseedError, GenerationGone, StoreFault, StoreLocked, StoreUnreachable, StoreWriteError

_LOG = logging.getLogger(__name__)
_LATER = "at the moment. Try again in a minute; if it stays so, tell whoever runs this page."
AWAY = f"The documents can't be reached {_LATER}"
_BUSY = "The folder is being read elsewhere just now. What has changed is answered from once that is done."
_UNCHANGED = f"The documents can't be changed {_LATER}"
_NOT_KEPT = f"Chats and feedback can't be kept or shown {_LATER}"


class QuestionError(CiteseedError):
    """The question, or the history given with it, can't be answered as it stands."""


class ChatGone(CiteseedError):
    """There is no such chat for this owner; nothing tells whether it is another's."""


class NotKept(CiteseedError):
    """Chats or feedback can't be kept or read: the file is damaged or full, or the disk fails."""


class KeptFault(NotKept, StoreFault):
    """The database that keeps chats and feedback fails."""


class KeptOutOfReach(KeptFault, StoreUnreachable):
    """The database that keeps chats and feedback can't be reached now, or is too slow: it may be later."""


def for_readers(error: CiteseedError) -> str:
    """What those who only read are told of it. Of a database they learn no more than what they can do, and the log has
    what it said, once a minute."""
    if not isinstance(error, StoreFault) or isinstance(error, GenerationGone):
        return str(error)
    _log(str(error), int(time.monotonic() / 60))
    if isinstance(error, NotKept):
        return _NOT_KEPT
    if isinstance(error, StoreLocked):
        return _BUSY
    return _UNCHANGED if isinstance(error, StoreWriteError) else AWAY


@lru_cache(maxsize=32)
def _log(line: str, minute: int) -> None:
    _LOG.warning(line)
