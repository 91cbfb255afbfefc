"""Asks every case and scores the answers against the case and against the files themselves."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.answer import decide, merge
from app.open import Bot
from app.records import to_json
from eval.cases import Case
from eval.metrics import correct, hit_at, mean, precision, quantile, recall_at, reciprocal_rank
from index.loaders import parse, read

Scores = dict[str, float | None]


def run(bot: Bot, cases: Sequence[Case]) -> dict[str, Any]:
    """The summary and, for each case, the answer record, ranked sources, scores and seconds."""
    results = [_run_case(bot, case) for case in cases]
    return {"summary": summarise(cases, results), "cases": results}


def _run_case(bot: Bot, case: Case) -> dict[str, Any]:
    started = time.perf_counter()
    found = bot.answerer.evidence(case.question, case.history)
    answer = to_json(decide(case.question, found))
    seconds = time.perf_counter() - started
    hits = merge(evidence.hits for evidence in found)
    ranked = list(dict.fromkeys(hit.chunk.document.source for hit in hits))
    scores = score(case, answer, ranked, bot.snapshot.root)
    return {"id": case.id, "answer": answer, "ranked_sources": ranked, "scores": scores, "seconds": round(seconds, 4)}


def score(case: Case, answer: dict[str, Any], ranked: Sequence[str], root: Path) -> Scores:
    """The figures of one case; None where the case does not ask for one."""
    refused = answer["status"] == "refused"
    citations = answer["citations"]
    scores: Scores = {
        "refused": float(refused),
        "citation_validity": mean(float(_quotes_file(citation, root)) for citation in citations),
    }
    if case.answerable:
        cited = [citation["source"] for citation in citations]
        scores["correctness"] = float(not refused and correct(answer["text"], case.answers)) if case.answers else None
        if case.sources:
            scores["hit@1"] = hit_at(ranked, case.sources, 1)
            scores["recall@5"] = recall_at(ranked, case.sources, 5)
            scores["mrr@10"] = reciprocal_rank(ranked, case.sources)
            scores["citation_precision"] = precision(cited, case.sources)
            scores["citation_recall"] = None if refused else recall_at(cited, case.sources, len(cited))
    return scores


def summarise(cases: Sequence[Case], results: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Means over the cases, refusal precision and recall over all of them, and latency in seconds."""
    scores: list[Scores] = [result["scores"] for result in results]
    names = ["correctness", "hit@1", "recall@5", "mrr@10", "citation_validity", "citation_precision", "citation_recall"]
    refused = [float(not case.answerable) for case, own in zip(cases, scores, strict=True) if own["refused"]]
    caught = [own["refused"] for case, own in zip(cases, scores, strict=True) if not case.answerable]
    seconds = [result["seconds"] for result in results]
    return {
        "cases": len(cases),
        **{name: _rounded(mean(own.get(name) for own in scores)) for name in names},
        "refusal_precision": _rounded(mean(refused)),
        "refusal_recall": _rounded(mean(caught)),
        "seconds_p50": quantile(seconds, 0.5),
        "seconds_p95": quantile(seconds, 0.95),
    }


def _quotes_file(citation: dict[str, Any], root: Path) -> bool:
    """Whether the file, read again from disk, holds the quote at the offsets."""
    text = parse(citation["source"], read(root, citation["source"])).text
    return bool(text[citation["start"] : citation["end"]] == citation["quote"] != "")


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
