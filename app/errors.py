"""The errors of the chat that people can meet; each says what happened and what to do."""

from index.errors import CiteseedError


class QuestionError(CiteseedError):
    """The question, or the history given with it, can't be answered as it stands."""


class ChatGone(CiteseedError):
    """There is no such chat for this owner; nothing tells whether it is another's."""


class NotKept(CiteseedError):
    """Chats or feedback can't be kept or read: the file is damaged or full, or the disk fails."""
