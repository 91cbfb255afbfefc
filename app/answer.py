"""The one way from a question to an `Answer`: follow-up, search, sentences, gate."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.extract import Candidate, Rarity, SentenceRanker, choose
from app.followup import Turn, standalone
from app.gate import THRESHOLD, Gate, gate_features
from app.records import Answer, quoting
from index.errors import QuestionError
from index.records import Hit

Search = Callable[[Sequence[str]], list[Hit]]
"""Hits for a question given in one or more forms, best first."""

MAX_QUESTION = 2000  # characters
_HITS = 10


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything an answer is decided on; what `explain` shows."""

    questions: tuple[str, ...]
    hits: Sequence[Hit]
    ranked: Sequence[Candidate]
    features: dict[str, float]
    confidence: float
    timings: dict[str, float]


class Answerer:
    """Answers with verbatim sentences, or refuses. Holds no conversation: the history comes with each question."""

    def __init__(self, search: Search, ranker: SentenceRanker, rarity: Rarity, gate: Gate) -> None:
        self._search = search
        self._ranker = ranker
        self._rarity = rarity
        self._gate = gate

    def __call__(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Raises `QuestionError` if the question is empty or longer than `MAX_QUESTION`."""
        return self.decide(question, self.evidence(question, history))

    def decide(self, question: str, evidence: Evidence) -> Answer:
        """Answers from the evidence, or refuses if the gate does not think that it answers."""
        chosen = choose(evidence.ranked) if evidence.confidence >= THRESHOLD else []
        return Answer(
            question=question,
            standalone=evidence.questions[-1],
            status="answered" if chosen else "refused",
            confidence=evidence.confidence,
            statements=quoting([(candidate.document, candidate.start, candidate.end) for candidate in chosen]),
            hits=tuple(evidence.hits[:_HITS]),
            answered_by="extract",
            timings=evidence.timings,
        )

    def evidence(self, question: str, history: Sequence[Turn] = ()) -> Evidence:
        """What was found for the question, and how sure the gate is that it answers."""
        started = time.perf_counter()
        asked = checked(question)
        questions = tuple(dict.fromkeys([asked, standalone(asked, history)]))
        hits = self._search(questions)
        searched = time.perf_counter()
        ranked = self._ranker(questions, hits)
        features = gate_features(questions, hits, ranked, self._rarity) if ranked else {}
        ended = time.perf_counter()
        timings = {"search": searched - started, "sentences": ended - searched, "total": ended - started}
        confidence = self._gate(features) if features else 0.0
        return Evidence(questions, hits, ranked, features, confidence, timings)


def checked(question: str) -> str:
    """The question on one line; `QuestionError` if it is empty or too long."""
    asked = " ".join(question.split())
    if not asked:
        raise QuestionError("The question is empty. Ask something about the documents.")
    if len(asked) > MAX_QUESTION:
        raise QuestionError(f"The question has {len(asked):,} characters; the limit is {MAX_QUESTION:,}. Ask it shorter.")
    return asked
