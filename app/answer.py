"""The one way from a question to an `Answer`: follow-up, search, sentences, gate."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from statistics import fmean

from app.extract import STATEMENTS, Candidate, SentenceRanker, choose
from app.gate import Gate, gate_features
from app.question import Turn, core, in_context, parts, plain, standalone, valid_text
from app.records import Answer, quoting
from app.spelling import Speller
from index.errors import QuestionError
from index.lexical import LexicalIndex, terms
from index.records import Chunk, Hit

Search = Callable[[Mapping[str, float]], list[Hit]]
"""Hits for a question given in one or more forms, each with its weight, best first."""

MAX_QUESTION = 2000  # characters
_HITS = 10
_TURNS = 8  # of the conversation, that a question may lean on


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one question is decided on; what `explain` shows.

    `questions` are its forms: as asked, its core, and standing alone with its slips mended. `chosen` are the sentences
    to answer with, none if the gate does not think that they answer.
    """

    questions: tuple[str, ...]
    hits: Sequence[Hit]
    ranked: Sequence[Candidate]
    features: dict[str, float]
    confidence: float
    chosen: Sequence[Candidate]
    timings: dict[str, float]


class Answerer:
    """Answers with verbatim sentences, or refuses. Holds no conversation: the history comes with each question."""

    def __init__(
        self, search: Search, speller: Speller, ranker: SentenceRanker, lexical: LexicalIndex, gate: Gate
    ) -> None:
        self._search = search
        self._speller = speller
        self._ranker = ranker
        self._lexical = lexical
        self._gate = gate

    @property
    def threshold(self) -> float:
        """The confidence from which on it answers."""
        return self._gate.threshold

    def __call__(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Raises `QuestionError` if the question is empty or longer than `MAX_QUESTION`."""
        return decide(question, self.evidence(question, history))

    def evidence(self, question: str, history: Sequence[Turn] = ()) -> list[Evidence]:
        """What was found for each part of the question, and how sure the gate is that it answers the part."""
        asked = checked(question)
        found: list[Evidence] = []
        for part in parts(asked):
            turns = list(history)
            for evidence in found:  # a later part may lean on an earlier one: "and when did they meet?"
                answer = " ".join(candidate.text for candidate in evidence.chosen)
                turns += [("user", evidence.questions[1]), ("assistant", answer)]
            found.append(self._evidence(part, turns))
        return found

    def forms(self, question: str, history: Sequence[Turn] = ()) -> list[str]:
        """The texts embedded to answer the question's first part; those of a later part hang on the answer before."""
        questions, searched, _ = self._forms(parts(checked(question))[0], history)
        return list(dict.fromkeys([*searched, *questions]))

    def _forms(self, asked: str, history: Sequence[Turn]) -> tuple[tuple[str, ...], dict[str, float], bool]:
        """`Evidence.questions`, the forms to search with, and whether the question leans on the conversation."""
        mended = plain(self._speller(asked), self._lexical.__contains__)
        own = terms(mended)
        if own and not any(term in self._lexical for term in own):
            history = []  # no word of it is in the documents: no earlier question lends it any
        history = [(role, self._speller(content) if role == "user" else content) for role, content in history[-_TURNS:]]
        questions = (asked, core(mended), standalone(mended, history))
        searched = in_context(mended, history)
        return questions, searched, questions[-1] != mended

    def _evidence(self, asked: str, history: Sequence[Turn]) -> Evidence:
        started = time.perf_counter()
        questions, searched_with, follows = self._forms(asked, history)
        hits = self._search(searched_with)
        searched = time.perf_counter()
        ranked = self._ranker(questions, hits)
        if follows:  # a follow-up wants what has not been said yet
            said = " ".join(content for role, content in history if role == "assistant")
            ranked = sorted(ranked, key=lambda candidate: " ".join(candidate.text.split()) in said)
        features = gate_features(questions, hits, ranked, self._lexical) if ranked else {}
        confidence = self._gate(features) if features else 0.0
        ended = time.perf_counter()
        timings = {"search": searched - started, "sentences": ended - searched, "total": ended - started}
        chosen = choose(ranked) if confidence >= self._gate.threshold else []
        return Evidence(questions, hits, ranked, features, confidence, chosen, timings)


def decide(question: str, found: Sequence[Evidence]) -> Answer:
    """The answer to a question from the evidence for each of its parts: answered, partial or refused."""
    chosen = [evidence.chosen for evidence in found]
    first = found[0].questions
    understood = " ".join([first[-1], *(evidence.questions[0] for evidence in found[1:])])
    in_turn = [candidate for row in zip_longest(*chosen) for candidate in row if candidate]  # each part's best first
    spans = list(dict.fromkeys((candidate.document, candidate.start, candidate.end) for candidate in in_turn))
    return Answer(
        question=question,
        standalone=understood if first[-1] != first[0] else question,
        status="answered" if all(chosen) else "partial" if any(chosen) else "refused",
        confidence=fmean(evidence.confidence for evidence in found),
        statements=quoting(spans[:STATEMENTS]),
        hits=tuple(merge(evidence.hits for evidence in found)[:_HITS]),
        answered_by="extract",
        timings={stage: sum(evidence.timings[stage] for evidence in found) for stage in found[0].timings},
    )


def merge(rankings: Iterable[Sequence[Hit]]) -> list[Hit]:
    """The hits of several searches, each chunk once, best first."""
    best: dict[Chunk, Hit] = {}
    for hit in sorted((hit for hits in rankings for hit in hits), key=lambda hit: -hit.score):
        best.setdefault(hit.chunk, hit)
    return list(best.values())


def checked(question: str) -> str:
    """The question on one line; `QuestionError` if it is empty or too long."""
    asked = " ".join(valid_text(question).split())
    if not asked:
        raise QuestionError("The question is empty. Ask something about the documents.")
    if len(asked) > MAX_QUESTION:
        raise QuestionError(
            f"The question has {len(asked):,} characters; the limit is {MAX_QUESTION:,}. Ask it shorter."
        )
    return asked
