"""The messages that a language model is sent: numbered passages in fences, the conversation, the question. Pure.

They fit into the model's context: tokens are counted by tiktoken, with a margin, since its vocabulary is not theirs.
"""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

from app.asking.intake import Turn
from app.models.llm import REPLY, LLMError
from index.language.dates import spelt
from index.language.tokens import tokens
from index.records import Chunk

PASSAGES = 6  # at most: a laptop reads each for seconds
_MARGIN = 1.3  # what other vocabularies may need for each token of tiktoken's, and a little more
_FRAME = 8  # tokens around a message
_HISTORY = 0.25  # share of the room that earlier turns may take
_PROMPTS = tomllib.loads(Path(__file__).with_name("prompts.toml").read_text(encoding="utf-8"))
# Some servers read a chat template's own marks, such as <|im_end|>, </s> and [INST], as such wherever they stand.
_TEMPLATE = re.compile(r"<(?=[|｜/<]?\|?[A-Za-z_｜])|\[(?=/?g?[A-Z_]{3,}\])")
_MARKERS = re.compile(r"\s*\[\d+\]")


def answering(
    question: str, passages: Sequence[Chunk], history: Sequence[Turn], context: int, nonce: str
) -> tuple[list[Turn], list[Chunk]]:
    """The messages, and the passages in the order in which they are numbered from 1.

    `passages` are given best first; in the prompt the best stand first and last, since models read the middle least
    (Liu et al., "Lost in the Middle", 2023). `nonce` must be drawn anew for each request: nobody who wrote a document
    knows it. What does not fit is left out: of the conversation the oldest turns, of the passages the worst, and
    any that is too long. Raises `LLMError` if none fits.
    """
    system = ("system", _PROMPTS["rules"].format(nonce=nonce))
    asked = f"Question: {_safe(question, nonce)}"
    room = context - REPLY - _size([system, ("user", asked)])
    earlier = _fitting(history, _HISTORY * room, nonce)
    chosen: list[Chunk] = []
    messages: list[Turn] = []
    for passage in passages[:PASSAGES]:
        tried = [*chosen, passage]
        ordered = [*tried[::2], *reversed(tried[1::2])]
        fenced = [_fenced(number, chunk, nonce) for number, chunk in enumerate(ordered, start=1)]
        asking = [system, *earlier, ("user", "\n\n".join([*fenced, asked]))]
        if _size(asking) <= context - REPLY:
            chosen, numbered, messages = tried, ordered, asking
    if not chosen:
        raise LLMError(
            f"A context of {context:,} tokens has no room for a passage. Give the model more, and say so with "
            "--llm-context (CITESEED_LLM_CONTEXT)."
        )
    return messages, numbered


def rewriting(question: str, history: Sequence[Turn], context: int) -> list[Turn]:
    """The messages that ask for a question which stands alone."""
    system, asked = ("system", _PROMPTS["rewrite"]), ("user", f"The question to rewrite: {_safe(question)}")
    return [system, *_fitting(history, context - REPLY - _size([system, asked])), asked]


def prompt_tokens(messages: Sequence[Turn]) -> int:
    """Of cl100k_base, without margin."""
    return sum(tokens(content) + _FRAME for _, content in messages)


def _fenced(number: int, passage: Chunk, nonce: str) -> str:
    document = passage.document
    day = spelt(document.date) if document.date else "no date stated"
    head = " | ".join(filter(None, (document.title, day, document.source, passage.heading)))
    return (
        f"{nonce} passage [{number}]: {_safe(' '.join(head.split()), nonce)}\n{_safe(passage.text, nonce)}\n{nonce} end"
    )


def _safe(text: str, nonce: str = "") -> str:
    """The text, in which no chat template finds a mark of its own and nobody the nonce, however it got there."""
    text = _TEMPLATE.sub(lambda match: f"{match.group()} ", text)
    return text.replace(nonce, "…") if nonce else text  # an empty one could join what is around it to another nonce


def _fitting(history: Sequence[Turn], room: float, nonce: str = "") -> list[Turn]:
    """The newest turns of the conversation that fit, without the numbers of their citations: they mean others now.

    User and assistant take turns, the user first, the assistant last: some chat templates refuse all else.
    """
    turns: list[Turn] = []
    for role, text in history:
        if role not in ("user", "assistant"):
            continue  # nobody but us gives orders
        content = _safe(_MARKERS.sub("", text), nonce)
        if turns and turns[-1][0] == role:
            turns[-1] = (role, f"{turns[-1][1]}\n\n{content}")
        else:
            turns.append((role, content))
    if turns and turns[-1][0] == "user":
        turns.append(("assistant", "…"))
    first = len(turns)
    while first and (room := room - _size([turns[first - 1]])) >= 0:
        first -= 1
    return turns[first + (first < len(turns) and turns[first][0] != "user") :]


def _size(messages: Sequence[Turn]) -> float:
    """What they may take of a model's context, in its tokens."""
    return _MARGIN * prompt_tokens(messages)
