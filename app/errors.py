"""The errors of the chat that people can meet; each says what happened and what to do."""

import logging
import time
from functools import lru_cache

from app.words.catalogue import said, told
from index.errors import CiteseedError, GenerationGone, StoreFault, StoreLocked, StoreUnreachable, StoreWriteError
from index.language.identify import ENGLISH

_LOG = logging.getLogger(__name__)
AWAY = said("problems.away")
_BUSY = said("problems.busy")
_UNCHANGED = said("problems.unchanged")
_NOT_KEPT = said("problems.not_kept")


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


def for_readers(error: CiteseedError, language: str = ENGLISH) -> str:
    """What those who only read are told of it, in a language of the page. Of a database they learn no more than what
    they can do, and the log has what it said, once a minute."""
    return told(readers_words(error), language)


def readers_words(error: CiteseedError) -> str:
    """The same in English, to be `told` in another language."""
    if not isinstance(error, StoreFault) or isinstance(error, GenerationGone):
        return message(error)
    _log(str(error), int(time.monotonic() / 60))
    if isinstance(error, NotKept):
        return _NOT_KEPT
    if isinstance(error, StoreLocked):
        return _BUSY
    return _UNCHANGED if isinstance(error, StoreWriteError) else AWAY


def message(error: BaseException) -> str:
    """What an error says, to be `told` in another language if those are words of the page."""
    return error.args[0] if error.args and isinstance(error.args[0], str) else str(error)


@lru_cache(maxsize=32)
def _log(line: str, minute: int) -> None:
    _LOG.warning(line)
