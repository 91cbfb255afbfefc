"""What programs and people hand in, checked: a question on one line, the turns before it."""

from typing import Any

from app.errors import QuestionError
from app.words.catalogue import said
from index.language.tidy import valid_text

Turn = tuple[str, str]
"""Role (user or assistant) and what was said."""

NO_WORDS = said("problems.no_words")
MAX_QUESTION = 2000  # characters
_MAX_TURNS = 200


def parse_history(value: Any) -> list[Turn]:
    """The turns of a JSON list of `{role, content}`; `QuestionError` if it is anything else."""
    if not isinstance(value, list) or len(value) > _MAX_TURNS:
        raise QuestionError(f"The history must be a JSON list of at most {_MAX_TURNS} turns.")
    for turn in value:
        if not isinstance(turn, dict) or turn.get("role") not in ("user", "assistant", "system"):
            raise QuestionError('Each turn of the history must be {"role": "user" or "assistant", "content": "..."}.')
        if not isinstance(turn.get("content"), str):
            raise QuestionError("The content of each turn of the history must be a string.")
    return [(turn["role"], valid_text(turn["content"])) for turn in value]


def parse_asked(
    question: Any, history: Any, sources: Any, model: Any = "", collection: Any = None
) -> tuple[str, list[Turn], list[str], str, str | None]:
    """What a program asks with: a question, the conversation before it, the files to answer from, the model, the
    collection's name, nothing of the last four if None; `QuestionError` if it is anything else."""
    if not isinstance(question, str):
        raise QuestionError("The question must be a string.")
    if not isinstance(sources or [], list) or not all(isinstance(source, str) for source in sources or []):
        raise QuestionError("The files to answer from must be a list of their names.")
    if not isinstance(model or "", str):
        raise QuestionError("The model must be a string.")
    if not isinstance(collection or "", str):
        raise QuestionError("The collection must be a string.")
    return question, parse_history(history or []), sources or [], model or "", collection or None


def checked(question: str) -> str:
    """The question on one line; `QuestionError` if it is empty or too long."""
    asked = " ".join(valid_text(question).split())
    if not asked:
        raise QuestionError(said("problems.empty"))
    if len(asked) > MAX_QUESTION:
        raise QuestionError(said("problems.long", length=len(asked), most=MAX_QUESTION))
    return asked
