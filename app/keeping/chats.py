"""What is kept of chats, wherever it is kept: each belongs to one owner and is shown to no other.

A turn is kept wholly or not at all, whatever happens meanwhile. A record that has been damaged since is read as an
answer that says so, in its place; what is kept is left as it is.
"""

import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

from app.errors import NotKept
from app.records import EXTRACT, Answer, AnswerRecord, RecordError, from_json, to_json
from app.words.catalogue import said
from index.errors import CiteseedError
from index.language.tidy import shortened, tidy

GONE = said("problems.chat_gone")
_TITLE = 60  # characters of a title made of a question
_NAME = 120  # characters of a title that a person gives


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat in the list of its owner; `changed` is when it was added to, ISO 8601 in UTC. `collection` is the name of
    the one that it is about, "" for the folder without a name."""

    id: str
    title: str
    changed: str
    collection: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer. The `id`, which can't be guessed, is that of feedback about it, too."""

    id: str
    record: AnswerRecord


class Whole(NamedTuple):
    """A chat of an `owner` with all that is kept of it: the ids of its turns, and their records as they are kept."""

    owner: str
    chat: Chat
    turns: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Limits:
    """What is kept at most. Past `per_owner`, `overall` and `size` the chats go that were left alone for longest."""

    per_owner: int = 200  # chats
    turns: int = 200  # of a chat
    overall: int = 20_000  # chats
    size: int = 1 << 30  # bytes of the file, or of the records in a database


LIMITS = Limits()


class Chats(Protocol):
    """The chats of all owners. Safe between threads, and between processes and servers that share what keeps them.

    Every method raises `ChatGone` where a chat or turn is not this owner's, whether or not it is another's, and
    `NotKept` where what keeps them is damaged, fails, or can't be reached.
    """

    def list(self, owner: str, words: str = "") -> Sequence[Chat]:
        """The owner's chats, the one added to last first; those alone that have these words in the title or a question.

        However the words are ordered, and whether in capitals.
        """

    def create(self, owner: str, title: str, collection: str = "") -> str:
        """Begins a chat about a collection; returns its id, which can't be guessed."""

    def collection(self, owner: str, chat: str) -> str:
        """The name of the collection that a chat is about."""

    def exchanges(self, owner: str, chat: str) -> Sequence[Exchange]:
        """What was asked and answered in a chat, in order."""

    def record(self, owner: str, turn: str) -> AnswerRecord:
        """What was answered in a turn."""

    def add(self, owner: str, chat: str, record: AnswerRecord, again: bool = False) -> str:
        """Adds a turn, `again` in the place of the last one, if there is one; returns its id."""

    def rename(self, owner: str, chat: str, title: str) -> None:
        """Gives a chat another title; it keeps its place in the list."""

    def delete(self, owner: str, chat: str) -> None:
        """Deletes a chat and all its turns."""

    def every(self) -> Iterator[Whole]:
        """The chats of all owners, the one added to last at the end, each as it is at one moment."""

    def take(self, chats: Iterable[Whole]) -> None:
        """Keeps these, in their order, in the place of all that there are; all or none."""

    def __str__(self) -> str:
        """Where they are kept."""

    def close(self) -> None:
        """Nothing more is asked of it."""


def title_of(question: str) -> str:
    """A title for the chat that begins with a question: on one line, ended after a word.

    >>> title_of("Who \\n toured the harbor?")
    'Who toured the harbor?'
    """
    return shortened(question, _TITLE) or "Chat"


def name_of(title: str) -> str:
    """The title that a person gives a chat, as it is kept. `CiteseedError` if nothing of it can be seen."""
    if name := tidy(title, _NAME):
        return name
    raise CiteseedError(said("problems.name_empty"))


def having(words: str, chats: Sequence[Chat], asked: Iterable[tuple[str, str]]) -> Sequence[Chat]:
    """Those of the chats that have all the words in the title or in what was `asked` in them: ids, and questions. What
    was asked in chats that have gone since is passed over."""
    sought, texts = words.casefold().split(), {chat.id: chat.title for chat in chats}
    for chat, question in asked:
        if chat in texts:
            texts[chat] += f"\n{question}"
    return [chat for chat in chats if all(word in texts[chat.id].casefold() for word in sought)]


def check_room(turns: int, limits: Limits) -> None:
    """`NotKept` if a chat of so many turns takes no more."""
    if turns >= limits.turns:
        raise NotKept(said("problems.chat_full", count=turns))


def read_record(text: str) -> AnswerRecord:
    """The record that is kept as this text; in the place of a damaged one, one that says so."""
    value = None
    try:
        value = json.loads(text)
        return from_json(value)
    except (ValueError, RecursionError, RecordError) as error:
        question = value.get("question") if isinstance(value, dict) else None
        asked = question if isinstance(question, str) else "?"
        notice = f"This answer was damaged where it is kept, and can't be shown: {str(error).rstrip('.')}. Ask again."
        return to_json(Answer(asked, asked, "partial", 0.0, (), (), EXTRACT, notice=notice))


def asked_in(text: str) -> str:
    """The question of the record that is kept as this text; "" for a damaged one."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    question = value.get("question") if isinstance(value, dict) else None
    return question if isinstance(question, str) else ""


def new_id() -> str:
    """One that nobody can guess."""
    return secrets.token_urlsafe(16)


def now() -> str:
    """ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")
