"""Makes a question that leans on the conversation stand alone, and takes a double question apart, without an LLM. Pure."""

import re
from collections.abc import Sequence
from typing import Any

from index.errors import QuestionError
from index.lexical import fold, terms

Turn = tuple[str, str]
"""Role (user or assistant) and what was said."""

_MAX_TURNS = 200
_LEANS = re.compile(
    r"\b(?:he|she|him|his|hers?|they|them|theirs?|it|its|this|that|these|those|there|then|same|one|ones|else|former|latter)\b"
    r"|^(?:and|but|so|also|or|what about|how about|which|why|how come|really|more)\b"
)
_FEW_TERMS = 2
_NEXT_PART = re.compile(
    r"(?:\?|[,;]? and|[,;])\s+(?=(?:and\s+)?(?:(?:in|on|at|for|to|from|with|by) )?(?:who|what|when|where|which|why|how)\b)",
    re.IGNORECASE,
)
_MAX_PARTS = 3


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question as it would be asked without the conversation: preceded by the one it leans on, if it leans.

    >>> standalone("When did he visit?", [("user", "Who is Mayorkas?"), ("assistant", "A secretary.")])
    'Who is Mayorkas? When did he visit?'
    """
    asked = [content for role, content in history if role == "user"]
    if not asked or not leans(question):
        return question
    return f"{standalone(asked[-1], [('user', earlier) for earlier in asked[:-1][-2:]])} {question}"


def parts(question: str) -> list[str]:
    """The questions within a question, at most three.

    >>> parts("Who hosted her, and when did they meet?")
    ['Who hosted her', 'when did they meet?']
    """
    pieces = _NEXT_PART.split(question, maxsplit=_MAX_PARTS - 1)
    return pieces if all(len(piece.split()) > 2 for piece in pieces) else [question]


def leans(question: str) -> bool:
    """Whether a question has a pronoun or an ellipsis, or hardly a word of its own."""
    return bool(_LEANS.search(fold(question).strip())) or len(terms(question)) < _FEW_TERMS


def parse_history(value: Any) -> list[Turn]:
    """The turns of a JSON list of `{role, content}`; `QuestionError` if it is anything else."""
    if not isinstance(value, list) or len(value) > _MAX_TURNS:
        raise QuestionError(f"The history must be a JSON list of at most {_MAX_TURNS} turns.")
    for turn in value:
        if not isinstance(turn, dict) or turn.get("role") not in ("user", "assistant", "system"):
            raise QuestionError('Each turn of the history must be {"role": "user" or "assistant", "content": "..."}.')
        if not isinstance(turn.get("content"), str):
            raise QuestionError("The content of each turn of the history must be a string.")
    return [(turn["role"], turn["content"]) for turn in value]
