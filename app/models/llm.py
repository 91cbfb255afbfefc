"""The seam to a language model: the protocol, the errors, the one place that chooses adapters, and a fake for tests."""

from collections.abc import Generator, Sequence
from typing import Protocol

from app.asking.conversation import Turn
from app.errors import QuestionError
from index.errors import CiteseedError
from index.settings import Settings

REPLY = 700  # tokens that a reply may have
QUOTES = "quotes"  # the choice of no language model: what the documents say, word for word
RESERVED = (QUOTES, "citeseed-quotes", "citeseed", "extract")  # what other answers than a model's go by


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


def open_llms(settings: Settings) -> list[LLM]:
    """The language models of the settings, the one to use first; none if none is set."""
    llms: list[LLM] = []
    if settings.llm_file:
        from app.models.gguf import open_gguf

        llms.append(open_gguf(settings.llm_file, settings.llm_context))
    if settings.llm_url:
        from app.models.openai_server import open_server  # its client takes a second to import

        llms += open_server(settings.llm_url, settings.llm_models, settings.llm_key, settings.llm_context)
    return llms


class Models:
    """The language models to choose from, and always `QUOTES`; the first of `names` is what answers by default.

    One whose name is taken is given another, such as "small (2)".
    """

    def __init__(self, llms: Sequence[LLM] = ()) -> None:
        self._llms: dict[str, LLM] = {}
        for llm in llms:
            own, number = llm.name, 1
            while llm.name in self._llms or llm.name in RESERVED:
                number += 1
                llm.name = f"{own} ({number})"
            self._llms[llm.name] = llm
        self.names = [*self._llms, QUOTES]

    def __call__(self, name: str = "") -> LLM | None:
        """The model of that name, "" for the default; None for `QUOTES`. Raises `QuestionError` if there is none."""
        chosen = name or self.names[0]
        if chosen != QUOTES and chosen not in self._llms:
            raise QuestionError(f"There is no model {chosen!r} here. Choose one of: {', '.join(self.names)}.")
        return self._llms.get(chosen)


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
