"""Copies chats and feedback from where they are kept to another place, for an index that is moved."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.keeping.chats import Chats, Whole
from app.keeping.feedback import Feedback
from index.errors import CiteseedError


@dataclass(slots=True)
class Copied:
    """How much was copied from where to where."""

    source: str
    target: str
    chats: int = 0
    answers: int = 0
    feedback: int = 0

    def __str__(self) -> str:
        return (
            f"{self.chats:,} chats with {self.answers:,} answers, and feedback about {self.feedback:,}, were copied "
            f"from {self.source} to {self.target}"
        )


def move(source: tuple[Chats, Feedback], target: tuple[Chats, Feedback], *, replace: bool = False) -> Copied:
    """Keeps the chats and the feedback of `source` in `target` too, each of them whole or not at all.

    `CiteseedError` if there are none, and if there are some in `target`, unless they are to be replaced; `NotKept`
    where they can't be read or written: then what was there stays.
    """
    (chats, feedback), (new_chats, new_feedback) = source, target
    given = feedback.read()
    if not given and not _any(chats):
        raise CiteseedError(f"There are neither chats nor feedback in {chats}.")
    if not replace and (_any(new_chats) or new_feedback.read()):
        raise CiteseedError(
            f"There are chats or feedback in {new_chats} already. To put the others in their place, add --replace."
        )
    copied = Copied(str(chats), str(new_chats), feedback=len(given))

    def counted() -> Iterator[Whole]:
        for one in chats.every():
            copied.chats += 1
            copied.answers += len(one.turns)
            yield one

    new_feedback.take(given)
    new_chats.take(counted())
    return copied


def _any(chats: Chats) -> bool:
    return next(chats.every(), None) is not None
