"""Asks every case and scores each answer against the case and against the files themselves."""

import json
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from app.answer import merge
from app.open import Bot
from app.records import UNCITED, to_json
from app.support import supports
from eval.cases import Case
from eval.metrics import correct, precision_recall, ranking_figures, sentence_f1, support, token_f1
from eval.statistics import mean
from index.errors import LoadError
from index.loaders import read
from index.parser import Parser, ParserProcess

Outcome = dict[str, Any]
"""The JSON object of one case: `id`, `case`, `answer` record, `ranked_sources` best first, what the `gate` saw of each
part, `stages` and `seconds`, `scores`; or an `error` and no answer."""

Scores = dict[str, float | None]
Progress = Callable[[int, int], None]
"""Called with how many cases have been asked, and of how many."""

_AT_ONCE = 64  # cases whose questions are embedded together


class Journal:
    """The outcomes of a run, each on disk as soon as it is there: a run that is cut off goes on where it was.

    Without a path they are kept in memory alone.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self.outcomes: dict[str, Outcome] = {}
        if path and path.exists():
            for line in path.read_bytes().split(b"\n"):
                with suppress(ValueError):  # of a line that was cut off; its case is asked again
                    outcome = json.loads(line)
                    if "error" in outcome:
                        continue  # what failed may not fail again
                    self.outcomes[outcome["id"]] = outcome

    def add(self, outcome: Outcome) -> None:
        if self._path:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"\n{json.dumps(outcome, ensure_ascii=False)}")
        self.outcomes[outcome["id"]] = outcome


class Quotes:
    """Looks quotes up in the files of a folder as they are now, read by `parser`."""

    def __init__(self, root: Path, parser: Parser) -> None:
        self._root = root
        self._parser = parser
        self._text = lru_cache(maxsize=64)(lambda source, data: parser.parse(source, data).text)

    def hold(self, citation: dict[str, Any]) -> bool:
        """Whether the file holds the quote at the offsets."""
        try:
            text = self._text(citation["source"], read(self._root, citation["source"]))
        except LoadError:
            return False  # it is gone, or is not what it was
        return bool(text[citation["start"] : citation["end"]] == citation["quote"] != "")


def run(
    bot: Bot,
    cases: Sequence[Case],
    journal: Journal | None = None,
    progress: Progress = lambda done, total: None,
    parser: Parser | None = None,
) -> list[Outcome]:
    """The outcome of every case, in their order.

    A case that hides files is asked of the bot as it would be without them. One that fails has an outcome with the
    error, and counts as wrong. What the journal holds is not asked again. The files are read by a process of its own,
    unless another `parser` is given.
    """
    journal = journal or Journal()
    progress(len(journal.outcomes), len(cases))
    waiting = sorted((case for case in cases if case.id not in journal.outcomes), key=_hidden)
    with ParserProcess() as process:
        quotes = Quotes(bot.snapshot.root, parser or process)
        for hidden, own in groupby(waiting, key=_hidden):
            blinded = bot.without(hidden) if hidden else bot
            for batch in _batches(list(own)):
                for outcome in _ask(blinded, batch, quotes):
                    journal.add(outcome)
                    progress(len(journal.outcomes), len(cases))
    return [journal.outcomes[case.id] for case in cases]


def leave_evidence_out(cases: Sequence[Case]) -> list[Case]:
    """Each answerable case again, under its own id, with the files that answer hidden."""
    return [case.without_evidence() for case in cases if case.answerable]


def _ask(bot: Bot, cases: Sequence[Case], quotes: Quotes) -> Iterator[Outcome]:
    """The outcomes of cases; their questions are embedded together, and each bears its share of that time."""
    started = time.perf_counter()
    with suppress(Exception):  # what can't be embedded fails again, and is recorded, when its own case is asked
        bot.embedder.queries([form for case in cases for form in bot.answerer.forms(case.question, case.history)])
    share = (time.perf_counter() - started) / len(cases)
    indexed_as = bot.snapshot.originals
    for case in cases:
        outcome = _outcome(bot, case, share)
        relevant = sorted({indexed_as.get(source, source) for source in case.sources})
        scores = score(case, outcome["answer"], relevant, quotes)
        if relevant:
            ranked = list(dict.fromkeys(indexed_as.get(source, source) for source in outcome["ranked_sources"]))
            scores |= ranking_figures({case.id: ranked}, {case.id: relevant})[case.id]
        yield outcome | {"relevant": relevant, "scores": scores}


def _outcome(bot: Bot, case: Case, share: float) -> Outcome:
    started = time.perf_counter()
    outcome: Outcome = {"id": case.id, "case": case.to_json(), "answer": None, "ranked_sources": [], "gate": []}
    try:
        answer, found = bot.answerer.answer_with_evidence(case.question, case.history)
    except Exception as error:  # whatever it is, the other cases are asked, and this one is shown as failed
        outcome["error"] = f"{type(error).__name__}: {error}"
    else:
        ranked = [hit.chunk.document for hit in merge(evidence.hits for evidence in found)]
        if not found or answer.shape == "summary":  # of documents that were chosen, not found by their passages
            ranked = [*(citation.document for citation in answer.citations), *ranked]
        outcome["ranked_sources"] = list(
            dict.fromkeys(path for document in ranked for path in (document.source, *document.copies))
        )
        outcome["gate"] = [
            {
                "question": evidence.questions[0],
                "features": {name: round(value, 4) for name, value in evidence.features.items()},
                "confidence": round(evidence.confidence, 4),
            }
            for evidence in found
        ]
        stages = {"embed": share, "search": answer.timings["search"], "sentences": answer.timings["sentences"]}
        outcome["stages"] = {stage: round(seconds, 4) for stage, seconds in stages.items()}
        outcome["answer"] = to_json(answer)
    outcome["seconds"] = round(share + time.perf_counter() - started, 4)
    return outcome


def score(case: Case, answer: dict[str, Any] | None, relevant: Collection[str], quotes: Quotes) -> Scores:
    """The figures of one case, but for those of its ranking; None where the case does not ask for one.

    `right` is the verdict: a correct answer, or, where the case does not say what one holds, a citation of a right
    file; a refusal where the documents don't say. `answer` is None if asking failed.
    """
    statements, citations = (answer["statements"], answer["citations"]) if answer else ([], [])
    refused = bool(answer and answer["status"] == "refused")
    said = {citation["number"]: citation["quote"] for citation in citations}
    cited = [(statement["text"], [said[number] for number in statement["citations"]]) for statement in statements]
    if answer and answer["shape"] in UNCITED:
        cited = [(text, quoted) for text, quoted in cited if quoted]
    support_recall, support_precision = support(cited, supports)
    scores: Scores = {
        "right": float(refused),
        "refused": float(refused),
        "confidence": answer["confidence"] if answer else None,
        "citation_validity": mean(float(quotes.hold(citation)) for citation in citations),
        "support_recall": support_recall,
        "support_precision": support_precision,
    }
    if case.answerable:
        text = " ".join(statement["text"] for statement in statements)
        file_precision, file_recall = precision_recall({citation["source"] for citation in citations}, relevant)
        correctness = float(correct(text, case.answers)) if case.answers else None
        scores |= {
            "right": float(bool(file_recall)) if correctness is None else correctness,
            "correctness": correctness,
            "token_f1": token_f1(text, case.answers) if case.answers else None,
            "file_precision": file_precision,
            "file_recall": file_recall,
            "sentence_f1": sentence_f1(list(said.values()), case.evidence),
        }
    return scores


def _hidden(case: Case) -> list[str]:
    return sorted(set(case.hidden))


def _batches(cases: Sequence[Case]) -> Iterator[Sequence[Case]]:
    for start in range(0, len(cases), _AT_ONCE):
        yield cases[start : start + _AT_ONCE]
