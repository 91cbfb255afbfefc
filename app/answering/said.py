"""What earlier answers of a conversation said first, and which of the ranked sentences that is. Pure."""

import re
from collections.abc import Sequence

from app.answering.evidence import Candidate

_MARKER = re.compile(r"\s*\[\d+\]\s*|\n")
_EQUAL = 1.0  # log-odds that sentences may be apart which answer about equally well


def main_statement(answer: str) -> str:
    """What an answer of the conversation says first, without the numbers of its citations: behind the headline, which
    is a line of its own."""
    first, _, rest = answer.strip().partition("\n")
    words = _MARKER.split(first)[0]
    heads = len(_MARKER.findall(first)) == 1 and (words in rest or len(words.split()) == 1)  # "Yes" is no quote
    lead = rest if rest and heads else first
    return " ".join(_MARKER.split(lead.strip(), maxsplit=1)[0].split())


def unsaid_first(ranked: Sequence[Candidate], said: Sequence[str]) -> list[Candidate]:
    """In the same order, but that a sentence that led an earlier answer comes behind those that are about as good."""
    return sorted(ranked, key=lambda candidate: _EQUAL * led(candidate, said) - candidate.score)


def led(candidate: Candidate, said: Sequence[str]) -> bool:
    """Whether a sentence led one of the earlier answers."""
    return any(statement.startswith(candidate.line) for statement in said)
