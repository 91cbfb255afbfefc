"""Compares two results case by case: what got better, what got worse, and how likely that is chance. Pure."""

from collections.abc import Mapping
from typing import Any

from eval.measuring.result import Result, not_answered
from eval.measuring.statistics import mean, paired_test
from eval.measuring.summary import FIGURES

_NAMES = {figure.name for figure in FIGURES}
_LOWER = {figure.name for figure in FIGURES if not figure.higher}


def compare(old: Result, new: Result) -> dict[str, Any]:
    """What changed from one result to the other, over the cases that both hold and that ask the same.

    `figures`: for each its name, old and new mean, the number of cases and a two-sided p-value. `better`, `worse`
    and `mixed`: cases with the scores that changed, as [old, new]; the verdict `right` decides, else the changes' sum.
    `not_compared`: ids of cases that only one has, or that were altered. `notices`: what else differs.
    """
    before = {outcome["id"]: outcome for outcome in old["cases"]}
    after = {outcome["id"]: outcome for outcome in new["cases"]}
    same = [id for id in after if id in before and before[id]["case"] == after[id]["case"]]
    old_figures, new_figures = _figures(old), _figures(new)
    pairs = {id: (old_figures[id], new_figures[id]) for id in same}
    cases: dict[str, list[dict[str, Any]]] = {"better": [], "worse": [], "mixed": []}
    for id, (earlier, later) in pairs.items():
        changes = {name: [earlier[name], later[name]] for name in later if _gain(earlier, later, name)}
        balance = _gain(earlier, later, "right") or sum(_gain(earlier, later, name) for name in changes)
        if changes:
            kind = "better" if balance > 0 else "worse" if balance < 0 else "mixed"
            cases[kind].append({"id": id, "question": after[id]["case"]["question"], "changes": changes})
    return {
        "figures": [row for figure in FIGURES if (row := _row(figure.name, list(pairs.values())))],
        **cases,
        "not_compared": sorted(before.keys() ^ after.keys() | {id for id in after if id in before} - set(same)),
        "notices": _notices(old["run"], new["run"]),
    }


def _row(name: str, pairs: list[tuple[dict[str, float], dict[str, float]]]) -> dict[str, Any] | None:
    both = [(earlier[name], later[name]) for earlier, later in pairs if name in earlier and name in later]
    if not both:
        return None
    old, new = (mean(values) or 0.0 for values in zip(*both, strict=True))
    p = paired_test([later - earlier for earlier, later in both])
    return {"name": name, "old": round(old, 4), "new": round(new, 4), "cases": len(both), "p": round(p, 4)}


def _figures(result: Result) -> dict[str, dict[str, float]]:
    """By id the figures of each case that have a value and a better end."""
    left_out = {outcome["id"]: float(not_answered(outcome)) for outcome in result.get("left_out", ())}
    figures = {}
    for outcome in result["cases"]:
        scores = {**outcome["scores"]}
        if outcome["case"]["answerable"]:
            scores |= {"false_refusals": scores["refused"], "unsure_answerable": scores["unsure"]}
        else:
            scores |= {"refusal_recall": float(not_answered(outcome)), "unsure_unanswerable": scores["unsure"]}
        scores["left_out_refused"] = left_out.get(outcome["id"])
        figures[outcome["id"]] = {name: value for name, value in scores.items() if name in _NAMES and value is not None}
    return figures


def _gain(earlier: Mapping[str, float], later: Mapping[str, float], name: str) -> float:
    """How much better a figure has become; 0 where it is missing on one side."""
    if name not in earlier or name not in later:
        return 0.0
    return (later[name] - earlier[name]) * (-1 if name in _LOWER else 1)


def _notices(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    notices = {
        "corpus": "The documents have changed: what differs may be theirs.",
        "embedder": "The embedder is another one.",
        "thresholds": "The thresholds are others: more or fewer questions are answered.",
        "llm": "The language model is another one, or has another context; or only one of both runs has one.",
    }
    return [text for name, text in notices.items() if old.get(name) != new.get(name)]
