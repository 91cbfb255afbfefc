"""Thumbs up and down, with notes and what was answered, wherever they are kept.

Of a conversation nothing is kept but the one question and its answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from app.errors import NotKept
from app.keeping.chats import now
from app.records import AnswerRecord, RecordError, from_json
from index.language.tidy import tidy

FULL = 100_000_000  # bytes
_NOTE = 2_000  # characters
_RATINGS = {True: "up", False: "down", None: "none"}  # None if it is taken back


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody thinks of an answer: `rating` is up or down, or none if it was taken back, `at` is ISO 8601 in UTC,
    `id` that of the turn."""

    at: str
    id: str
    rating: str
    note: str
    answer: AnswerRecord

    @property
    def is_taken_back(self) -> bool:
        return self.rating == _RATINGS[None]


class Feedback(Protocol):
    """Keeps feedback; as a text it says where. Safe between threads, processes and servers. `NotKept` where it can't be
    kept or read."""

    def give(self, turn_id: str, record: AnswerRecord, liked: bool | None, note: str = "") -> None:
        """Keeps what somebody thinks of an answer in the place of what was given about the same turn before; takes that
        back if `liked` is None."""

    def read(self) -> Sequence[Given]:
        """The last feedback about each turn, in the order given, without what was taken back.

        `NotKept` for what is no feedback, or of no answer record.
        """

    def take(self, given: Sequence[Given]) -> None:
        """Keeps this, in its order, in the place of all that there is; all or nothing."""


def made(turn_id: str, record: AnswerRecord, liked: bool | None, note: str) -> Given:
    """What is kept of feedback that is given now."""
    return Given(now(), turn_id, _RATINGS[liked], tidy(note, _NOTE), record)


def parsed(value: Any, where: str) -> Given:
    """What is kept, as an object of JSON. `NotKept` for anything else; `where` begins what is said."""
    match value:
        case {"at": str(at), "id": str(id), "rating": str(rating), "note": str(note), "answer": dict(record)} if (
            rating in _RATINGS.values()
        ):
            try:
                return Given(at, id, rating, note, from_json(record))
            except RecordError as error:
                raise NotKept(f"{where} holds no answer of citeseed's: {error} Mend it, or delete it.") from error
    raise NotKept(f"{where} is no feedback. Name what the chat has written.")
