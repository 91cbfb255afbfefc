"""The seam to a language model: the protocol, the errors, the names that no model may have, and a fake for tests."""

from collections.abc import Generator, Sequence
from typing import Protocol

from app.asking.intake import Turn
from app.records import EXTRACT
from index.errors import CiteseedError

REPLY = 700  # tokens that a reply may have
QUOTES = "quotes"  # the choice of no language model: what the documents say, word for word
ANY, ONLY_QUOTES = "citeseed", "citeseed-quotes"  # what programs may name instead of a model
RESERVED = (QUOTES, ONLY_QUOTES, ANY, EXTRACT)  # what other answers than a model's go by


class LLMError(CiteseedError):
    """The language model can't be reached, refuses or breaks off; the message says what to do."""


class LLM(Protocol):
    """Writes text. `context` is how many tokens a prompt and its reply may have together."""

    name: str
    context: int

    def stream(self, messages: Sequence[Turn]) -> Generator[str]:
        """The reply to `messages` (role and content; roles system, user, assistant), piece by piece.

        A piece is empty if nothing came for a moment, so that who reads can stop; closing the iterator ends the
        request. Raises `LLMError`, before the first piece that is not empty or after one.
        """


class ScriptedLLM:
    """A fake for tests: gives the replies it was made with, in order, line by line. Keeps what it was asked.

    A reply that ends in `BREAK` fails there; `closed` counts the replies that were not read to their end.
    """

    name = "scripted"
    BREAK = "\0"

    def __init__(self, *replies: str, context: int = 4096) -> None:
        self._replies = list(replies)
        self.context = context
        self.asked: list[Sequence[Turn]] = []
        self.closed = 0

    def stream(self, messages: Sequence[Turn]) -> Generator[str]:
        self.asked.append(list(messages))
        if not self._replies:
            raise LLMError("The script of replies has ended.")
        reply = self._replies.pop(0)
        try:
            yield from reply.removesuffix(self.BREAK).splitlines(keepends=True)
        except GeneratorExit:
            self.closed += 1
            raise
        if reply.endswith(self.BREAK):
            raise LLMError("The script broke off.")
