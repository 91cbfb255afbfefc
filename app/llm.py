"""The seam to a language model: the protocol, the one place that chooses an adapter, and a fake for tests."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from app.question import Turn
from index.errors import CiteseedError
from index.settings import Settings


class LLMError(CiteseedError):
    """The language model can't be reached or refuses; the message says what to do."""


class LLM(Protocol):
    """Writes text."""

    name: str

    def stream(self, messages: Sequence[Turn]) -> Iterator[str]:
        """The reply to `messages` (role and content; roles system, user, assistant), piece by piece.

        Raises `LLMError`, before the first piece or between two.
        """


def open_llm(settings: Settings) -> LLM | None:
    """The language model of the settings; None if none is set."""
    if not settings.llm_url:
        return None
    from app.openai_llm import OpenAIServer  # its client takes a second to import

    return OpenAIServer(settings.llm_url, settings.llm_model, settings.llm_key)


class ScriptedLLM:
    """A fake for tests: gives the replies it was made with, in order, line by line. Keeps what it was asked."""

    name = "scripted"

    def __init__(self, *replies: str) -> None:
        self._replies = list(replies)
        self.asked: list[Sequence[Turn]] = []

    def stream(self, messages: Sequence[Turn]) -> Iterator[str]:
        self.asked.append(list(messages))
        if not self._replies:
            raise LLMError("The script of replies has ended.")
        yield from self._replies.pop(0).splitlines(keepends=True)
