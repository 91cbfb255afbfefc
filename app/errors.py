"""The errors of the chat that people can meet; each says what happened and what to do."""

from index.errors import CiteseedError, StoreUnreachable


class QuestionError(CiteseedError):
    """The question, or the history given with it, can't be answered as it stands."""


class ChatGone(CiteseedError):
    """There is no such chat for this owner; nothing tells whether it is another's."""


class NotKept(CiteseedError):
    """Chats or feedback can't be kept or read: the file is damaged or full, or the disk fails."""


class KeptOutOfReach(NotKept, StoreUnreachable):
    """The database that keeps chats and feedback can't be reached now, or is too slow: it may be later."""
