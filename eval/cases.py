"""Reads case files: one JSON object a line, each a question with what a right answer holds."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.answer import checked
from app.question import Turn, parse_history
from index.errors import CiteseedError, QuestionError


class CaseError(CiteseedError):
    """A case file can't be read; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Case:
    """`answers` are groups of alternatives: of every group one must appear. `evidence` are sentences that answer."""

    id: str
    question: str
    history: Sequence[Turn]
    answers: Sequence[Sequence[str]]
    sources: Sequence[str]
    answerable: bool
    type: str
    evidence: Sequence[str] = ()


def read_cases(path: Path) -> list[Case]:
    """The cases of a file; `CaseError` with the line number if one is broken."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"The case file {path} can't be read: {error}") from error
    cases = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                cases.append(_case(json.loads(line)))
            except (KeyError, TypeError, ValueError, QuestionError) as error:
                raise CaseError(f"{path}, line {number}: {type(error).__name__}: {error}. Mend the line.") from error
    if len({case.id for case in cases}) != len(cases) or not cases:
        raise CaseError(f"{path} holds no cases, or two with the same id. Give every case an id of its own.")
    return cases


def _case(record: dict[str, Any]) -> Case:
    case = Case(
        id=str(record["id"]),
        question=str(record["question"]),
        history=parse_history(record.get("history", [])),
        answers=[_strings(group) for group in _list(record["answers"])],
        sources=_strings(record["sources"]),
        answerable=record["answerable"],
        type=str(record["type"]),
        evidence=_strings(record.get("evidence", [])),
    )
    if not isinstance(case.answerable, bool) or not all(case.answers):
        raise ValueError("answerable must be true or false, and every group of answers hold an alternative")
    checked(case.question)
    return case


def _strings(value: Any) -> list[str]:
    if not all(isinstance(item, str) for item in _list(value)):
        raise TypeError(f"{value!r} must be a list of strings")
    return list(value)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} must be a list")
    return value
