"""The one way from a question to an `Answer`: what it wants, follow-up, search, sentences, gate, shape."""

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import fmean

from app.answering.about_corpus import corpus, in_order, small_talk, summary
from app.answering.evidence import Evidence
from app.answering.gate import Gate, gate_features
from app.answering.naming import is_title, named
from app.answering.ranking import SentenceRanker, choose
from app.answering.shape import related, shaped
from app.answering.summarising import Vectorise
from app.asking.asked import Question
from app.asking.conversation import plain
from app.asking.intake import MAX_QUESTION, Turn, checked
from app.asking.intent import EVERYTHING, THIS, Asked, read
from app.asking.spelling import Speller
from app.records import Answer
from index.language.tidy import valid_text
from index.language.words import terms
from index.records import Chunk, Document, Hit
from index.storing.bm25 import LexicalIndex

Search = Callable[[Mapping[str, float]], list[Hit]]
"""Hits for a question given in one or more forms, each with its weight, best first."""

_HITS = 10
_TURNS = 12  # of the conversation that are looked at
_MARKER = re.compile(r"\s*\[\d+\]\s*|\n")
_QUOTE = 20  # characters: shorter pieces of an answer may stand anywhere


class Answerer:
    """Answers with verbatim sentences, or refuses. Holds no conversation: the history comes with each question."""

    def __init__(
        self,
        search: Search,
        speller: Speller,
        ranker: SentenceRanker,
        lexical: LexicalIndex,
        gate: Gate,
        documents: Sequence[Document],
        vectorise: Vectorise,
    ) -> None:
        self._search = search
        self._speller = speller
        self._ranker = ranker
        self._lexical = lexical
        self._gate = gate
        self._documents = documents
        self._vectorise = vectorise

    @property
    def threshold(self) -> float:
        """The confidence from which on it answers."""
        return self._gate.threshold

    def __call__(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Raises `QuestionError` if the question is empty or longer than `MAX_QUESTION`."""
        return self.answer_with_evidence(question, history)[0]

    def answer_with_evidence(self, question: str, history: Sequence[Turn] = ()) -> tuple[Answer, list[Evidence]]:
        """The answer and what each part was decided on; nothing where nothing had to be searched for."""
        turns, asked = self._read(checked(question), history)
        if asked.kind == "talk":
            return small_talk(question, asked.topic, asked.language, self._documents), []
        if asked.kind == "corpus":
            return corpus(question, self._documents), []
        about = self._known(asked, turns)
        found = [] if about else self._found(asked, turns)
        if asked.kind == "summary" and not about:
            about = self._at_hand(found[0], turns) if asked.topic == THIS else self._best(found[0])
        if not about:
            return decide(question, found), found
        answer = summary(question, about, self._vectorise)
        if found:
            sure = found[0].confidence if asked.topic != THIS else 1.0
            answer = replace(answer, hits=_hits(found), timings=_timings([*found, answer]), confidence=sure)
        return answer, found

    def evidence(self, question: str, history: Sequence[Turn] = ()) -> list[Evidence]:
        """What was found for each part of the question, and how sure the gate is that it answers the part."""
        return self.answer_with_evidence(question, history)[1]

    def forms(self, question: str, history: Sequence[Turn] = ()) -> list[str]:
        """The texts embedded to answer the question's first part; those of a later part hang on the answer before."""
        turns, asked = self._read(checked(question), history)
        if asked.kind in ("talk", "corpus") or self._known(asked, turns):
            return []
        first = self._question(*_parts(asked, turns)[0])
        return list(dict.fromkeys([*first.searched, *first.forms]))

    def search(self, question: str, history: Sequence[Turn] = ()) -> list[Hit]:
        """Hits for the question's first part, best first."""
        turns, asked = self._read(checked(question), history)
        return self._search(self._question(*_parts(asked, turns)[0]).searched)

    def _read(self, typed: str, history: Sequence[Turn]) -> tuple[list[Turn], Asked]:
        """The conversation without greetings, small talk and lists of documents; and what the question wants."""
        known = self._lexical.knows
        turns: list[Turn] = []
        idle = False
        for role, said in history[-_TURNS:]:
            content = valid_text(said)[:MAX_QUESTION]
            if role == "user":
                earlier = read(" ".join(content.split()), known, opening=not turns)
                idle, content = earlier.kind in ("talk", "corpus"), earlier.bare
            if not idle:
                turns.append((role, content))
        asked = read(typed, known, opening=not turns)
        if asked.only_named and not self._known(asked, turns):
            asked = replace(asked, kind="question", topic="", only_named=False)
        return turns, asked

    def _known(self, asked: Asked, turns: Sequence[Turn]) -> list[Document]:
        """The documents to summarise, if that can be told without a search."""
        if asked.kind != "summary" or not self._documents:
            return []
        if len(self._documents) == 1 and asked.topic == THIS:
            return list(self._documents)
        if asked.topic == EVERYTHING or (asked.topic == THIS and not turns):
            return in_order(self._documents)
        document = named(self._documents, asked.topic, self._lexical.rarity) if asked.topic != THIS else None
        return [document] if document and (not asked.only_named or is_title(document, asked.topic)) else []

    def _at_hand(self, found: Evidence, turns: Sequence[Turn]) -> list[Document]:
        """The document that was quoted last; else the one that comes nearest what was said."""
        documents = list(dict.fromkeys(hit.chunk.document for hit in found.hits[:_HITS]))
        texts = [" ".join(document.text.split()) for document in documents]
        for role, content in reversed(turns):
            for piece in _MARKER.split(content) if role == "assistant" else ():
                quote = " ".join(piece.split())
                for document, text in zip(documents, texts, strict=True):
                    if len(quote) >= _QUOTE and quote in text:
                        return [document]
        return documents[:1]

    def _best(self, found: Evidence) -> list[Document]:
        """The document found, if the gate thinks that it is the one."""
        return [hit.chunk.document for hit in found.hits[:1]] if found.confidence >= self.threshold else []

    def _found(self, asked: Asked, turns: Sequence[Turn]) -> list[Evidence]:
        found: list[Evidence] = []
        for part, before in _parts(asked, turns):
            said = list(before)
            for evidence in found:  # a later part may lean on an earlier one: "and when did they meet?"
                answer = " ".join(candidate.text for candidate in evidence.chosen)
                said += [("user", evidence.question.core), ("assistant", answer)]
            found.append(self._evidence(part, said))
        return found

    def _question(self, text: str, history: Sequence[Turn]) -> Question:
        mended = self._plain(text)
        if terms(mended) and not self._lexical.knows(mended):
            history = []  # no word of it is in the documents: no earlier question lends it any
        return Question.of(text, history, self._plain)

    def _plain(self, text: str) -> str:
        return plain(self._speller(text), self._lexical.knows)

    def _evidence(self, text: str, history: Sequence[Turn]) -> Evidence:
        started = time.perf_counter()
        question = self._question(text, history)
        hits = self._search(question.searched)
        searched = time.perf_counter()
        ranked = self._ranker(question, hits)
        if question.follows:  # a follow-up wants what has not been said yet
            said = " ".join(content for role, content in history if role == "assistant")
            ranked = sorted(ranked, key=lambda candidate: " ".join(candidate.text.split()) in said)
        features = gate_features(question, hits, ranked, self._lexical) if ranked else {}
        confidence = self._gate(features) if features else 0.0
        ended = time.perf_counter()
        timings = {"search": searched - started, "sentences": ended - searched, "total": ended - started}
        chosen = choose(ranked) if confidence >= self._gate.threshold else []
        return Evidence(question, hits, ranked, features, confidence, chosen, timings)


def decide(question: str, found: Sequence[Evidence]) -> Answer:
    """The answer to a question from the evidence for each of its parts: answered, partial or refused."""
    shape, answered = shaped(found), [bool(evidence.chosen) for evidence in found]
    first = found[0].question
    understood = " ".join([first.full, *(evidence.question.text for evidence in found[1:])])
    return Answer(
        question=question,
        standalone=understood if first.full != first.text else question,
        status="answered" if all(answered) else "partial" if any(answered) else "refused",
        confidence=fmean(evidence.confidence for evidence in found),
        statements=shape.statements,
        hits=_hits(found),
        answered_by="extract",
        timings=_timings(found),
        shape=shape.shape,
        notice=shape.notice,
        missing=tuple(own.question.text for own in found if not own.chosen) if any(answered) else (),
        related=() if any(answered) else related(found),
    )


def _hits(found: Sequence[Evidence]) -> tuple[Hit, ...]:
    return tuple(merge(evidence.hits for evidence in found)[:_HITS])


def _timings(timed: Sequence[Evidence | Answer]) -> dict[str, float]:
    return {stage: sum(own.timings[stage] for own in timed) for stage in timed[0].timings}


def _parts(asked: Asked, turns: Sequence[Turn]) -> list[tuple[str, Sequence[Turn]]]:
    """What to search for, each with the conversation that it may lean on."""
    if asked.kind != "summary":
        return [(part, turns) for part in asked.parts]
    return [("What is this about?", turns) if asked.topic == THIS else (asked.topic, ())]


def merge(rankings: Iterable[Sequence[Hit]]) -> list[Hit]:
    """The hits of several searches, each chunk once, best first."""
    best: dict[Chunk, Hit] = {}
    for hit in sorted((hit for hits in rankings for hit in hits), key=lambda hit: -hit.score):
        best.setdefault(hit.chunk, hit)
    return list(best.values())
