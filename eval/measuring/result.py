"""What a run comes to: the outcome of each case, and the result that `--json` writes and this reads again."""

import json
from pathlib import Path
from typing import Any, NotRequired, TypedDict

from app.records import AnswerRecord, RecordError, from_json
from eval.case import CaseError

Scores = dict[str, float | None]
"""Figures of one case by name; None where the case does not ask for one."""


class GateView(TypedDict):
    """What the gate saw of one part of a question, and made of it."""

    question: str
    features: dict[str, float]
    confidence: float


class Outcome(TypedDict):
    """What came of one case, whose line is `case`: its answer, or an `error` and none.

    `ranked_sources` are the files found, best first, `relevant` those that answer, as they are indexed.
    """

    id: str
    case: dict[str, Any]
    answer: AnswerRecord | None
    ranked_sources: list[str]
    gate: list[GateView]
    stages: NotRequired[dict[str, float]]
    seconds: float
    error: NotRequired[str]
    relevant: list[str]
    scores: Scores


class Figures(TypedDict):
    """What `summarise` makes of outcomes, and explains."""

    summary: dict[str, Any]
    intervals: dict[str, list[float]]
    counts: dict[str, int]
    by_type: dict[str, dict[str, Any]]
    latency: dict[str, dict[str, float | None]]
    reliability: list[dict[str, Any]]
    refusal_curve: list[tuple[float, float]]


class Result(Figures):
    """A whole result. `run` is what the outcomes depend on, `comparison` what `compare` says of an older result, `own`
    the `Setting` of the thresholds by these cases."""

    run: dict[str, Any]
    cases: list[Outcome]
    left_out: NotRequired[list[Outcome]]
    own: NotRequired[dict[str, Any]]
    comparison: NotRequired[dict[str, Any]]


def read_result(path: Path) -> Result:
    """A result that `--json` wrote; `CaseError` if it is none."""
    try:
        result: Result = json.loads(path.read_text(encoding="utf-8"))
        outcomes = [*result["cases"], *result.get("left_out", ())]
        if all(map(_whole, outcomes)) and {"version", "corpus", "embedder"} <= result.get("run", {}).keys():
            for outcome in outcomes:
                outcome["answer"] = None if outcome["answer"] is None else from_json(outcome["answer"])
            return result
    except RecordError as error:
        raise CaseError(f"{path}, case {outcome['id']}: {error} Run the eval anew with --json.") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CaseError(f"{path} can't be read as a result: {error}. Name a file that --json wrote.") from error
    raise CaseError(f"{path} was written by another version of citeseed. Run that version's eval anew with --json.")


def _whole(outcome: Outcome) -> bool:
    """Whether an outcome holds what is compared and exported."""
    named = {"id", "answer", "ranked_sources", "relevant"} <= outcome.keys()
    return named and "answerable" in outcome["case"] and {"refused", "unsure"} <= outcome["scores"].keys()


def not_answered(outcome: Outcome) -> bool:
    """Whether nothing is claimed: the question was refused, or passages are shown as merely near."""
    return bool(outcome["scores"]["refused"] or outcome["scores"]["unsure"])


def is_answer(outcome: Outcome) -> bool:
    """Whether something is claimed."""
    return "error" not in outcome and not not_answered(outcome)
