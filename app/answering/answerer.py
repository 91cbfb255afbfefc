"""The one way from a question to an `Answer`: what it wants, follow-up, search, sentences, gate, shape."""

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from app.answering.about_corpus import corpus, in_order, small_talk, summary
from app.answering.evidence import HITS, Evidence
from app.answering.gate import Gate, gate_features
from app.answering.naming import is_title, named
from app.answering.pinned import Unmet, unmet
from app.answering.ranking import STATEMENTS, SentenceRanker, choose, closest
from app.answering.reshaping import longer, reshaped
from app.answering.said import led, main_statement, unsaid_first
from app.answering.shape import closest_passages, shaped
from app.answering.standing import in_force, tell_when
from app.answering.summarising import Vectorise
from app.asking import timing
from app.asking.asked import Question
from app.asking.conversation import parts, plain
from app.asking.intake import MAX_QUESTION, NO_WORDS, Turn, checked
from app.asking.intent import EVERYTHING, THIS, Asked, read
from app.asking.spelling import Speller, with_apostrophes
from app.asking.spoken import of_passages, spoken_last
from app.asking.whole import Said, follows
from app.errors import QuestionError
from app.records import EXTRACT, Answer
from app.whole.editions import has_newer
from app.whole.folder import Folder
from app.whole.holding import holding, told
from app.whole.worked_out import worked_out
from index.language.identify import ENGLISH
from index.language.tidy import valid_text
from index.language.vocabulary import LANGUAGES
from index.language.wording import claimed
from index.language.words import terms
from index.records import Chunk, Document, Hit
from index.storing.bm25 import LexicalIndex

Search = Callable[[Mapping[str, float]], list[Hit]]
"""Hits for a question given in one or more forms, each with its weight, best first."""

_TURNS = 12  # of the conversation that are looked at
_MARKER = re.compile(r"\s*\[\d+\]\s*|\n")
_QUOTE = 20  # characters: shorter pieces of an answer may stand anywhere


@dataclass(slots=True)
class Answerer:
    """Answers with verbatim sentences, or refuses. Holds no conversation: the history comes with each question."""

    searcher: Search
    speller: Speller
    ranker: SentenceRanker
    lexical: LexicalIndex
    gate: Gate
    documents: Sequence[Document]
    vectorise: Vectorise
    folder: Folder

    def __call__(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Raises `QuestionError` if the question is empty, has no words, or is longer than `MAX_QUESTION`."""
        return self.answer_with_evidence(question, history)[0]

    def answer_with_evidence(
        self, question: str, history: Sequence[Turn] = (), language: str = ""
    ) -> tuple[Answer, list[Evidence]]:
        """The answer and what each part was decided on; nothing where nothing had to be searched for. It speaks
        `language`, if one is given."""
        turns, asked, about = self._read(checked(question), history)
        asked = replace(asked, language=language or asked.language)
        speaks = self._speaks(asked, ())
        if asked.kind == "talk":
            return small_talk(question, asked.topic, speaks, self.documents), []
        if asked.kind == "corpus":
            return worked_out(question, asked, self.folder) or corpus(question, self.documents, speaks), []
        if worked := worked_out(question, asked, self.folder):
            return worked, []
        if asked.kind == "whole":
            asked = replace(asked, kind="question")
        if about:
            return summary(question, about, self.vectorise, speaks), []
        if asked.kind == "reshape":
            return self._anew(question, asked, turns)
        if standing := self._in_force(question, asked, turns):
            return standing, []
        evidence = self._gathered(asked, turns)
        best, speaks = evidence[0], self._speaks(asked, [hit.chunk for hit in _hits(evidence)])
        if asked.kind == "summary" and asked.topic == THIS:
            about, confidence = self._at_hand(best, turns), 1.0
        elif asked.kind == "summary" and best.band == "answered":  # the document found is the one
            about, confidence = [hit.chunk.document for hit in best.hits[:1]], best.confidence
        if not about:
            return decide(question, evidence, speaks), evidence
        answer = summary(question, about, self.vectorise, speaks)
        timings = _timings([*evidence, answer])
        return replace(answer, hits=_hits(evidence), timings=timings, confidence=confidence), evidence

    def _anew(self, typed: str, asked: Asked, turns: Sequence[Turn]) -> tuple[Answer, list[Evidence]]:
        """The last question answered once more, in the shape that is wished for."""
        answer, evidence = self.answer_with_evidence(*_last_asked(turns), asked.language)
        if asked.topic == "long" and evidence and answer.shape != "summary":
            answer = longer(answer, evidence)
        understood = f"{answer.standalone} ({asked.bare})"
        return replace(reshaped(answer, asked.topic), question=typed, standalone=understood), evidence

    def of_the_whole(self, question: str, history: Sequence[Turn] = ()) -> Answer | None:
        """The answer if it is worked out over all of it, and what it names can be told of these documents."""
        turns, asked, _ = self._read(checked(question), history)
        return worked_out(question, asked, self.folder) or self._in_force(question, asked, turns)

    def _in_force(self, question: str, asked: Asked, turns: Sequence[Turn]) -> Answer | None:
        """The answer if it asks for what holds at some time, and that can be told for certain."""
        if asked.kind != "question" or len(parts(asked.bare)) != 1:
            return None
        understood = self._question(*_parts(asked, turns)[0])
        if not (decided := holding(understood.full, understood.language, self.folder)):
            return None
        said = [decided.holds] if decided.holds else [*decided.tied]
        speaks = self._speaks(asked, [chunk for one in said for chunk in self.folder.of(one.document)])
        return told(question, understood.full, decided, speaks)

    def _speaks(self, asked: Asked, passages: Sequence[Chunk]) -> str:
        """The language of the answer, given the passages that it is made of."""
        language = asked.language or of_passages(asked.bare, passages)
        return language if language in LANGUAGES else ENGLISH  # one that answers can speak

    def evidence(self, question: str, history: Sequence[Turn] = ()) -> list[Evidence]:
        """What there is for each part of the question, and how sure the gate is that it answers the part."""
        return self.answer_with_evidence(question, history)[1]

    def forms(self, question: str, history: Sequence[Turn] = ()) -> list[str]:
        """The texts embedded to answer the question's first part, as asked last; those of a later part hang on the
        answer before."""
        turns, asked, about = self._read(checked(question), history)
        if asked.kind in ("talk", "corpus") or about:
            return []
        if asked.kind == "reshape":
            return self.forms(*_last_asked(turns))
        first = self._question(*_parts(asked, turns)[0])
        return [*first.searched]

    def search(self, question: str, history: Sequence[Turn] = ()) -> list[Hit]:
        """Hits for the question's first part, best first."""
        turns, asked, _ = self._read(checked(question), history)
        if asked.kind == "reshape":
            return self.search(*_last_asked(turns))
        return self.searcher(self._question(*_parts(asked, turns)[0]).searched)

    def _read(self, typed: str, history: Sequence[Turn]) -> tuple[list[Turn], Asked, list[Document]]:
        """The conversation without greetings, small talk and lists of documents; what the question wants; the documents
        to summarise, if that can be told without a search."""
        known = self.lexical.knows
        self.lexical.prepare(
            [typed, *(content[:MAX_QUESTION] for role, content in history[-_TURNS:] if role == "user")]
        )
        turns: list[Turn] = []
        said: Said | None = None
        idle = False
        for role, content in history[-_TURNS:]:
            content = valid_text(content)[:MAX_QUESTION]
            if role == "user":
                earlier = read(" ".join(content.split()), known, opening=not _asked_before(turns))
                wordless = not any(map(str.isalnum, content))
                idle, content = wordless or earlier.kind in ("talk", "corpus", "reshape"), earlier.bare
                said = said if idle else self._said(earlier, said)
            else:
                content = claimed(content)
            if not idle:
                turns.append((role, content))
        asked = read(typed, known, not _asked_before(turns), self.folder.today)
        if asked.kind == "question" and not any(map(str.isalnum, asked.bare)):
            raise QuestionError(NO_WORDS)
        if (
            asked.kind in ("question", "whole")
            and said
            and (changed := follows(asked.bare, *said, self.folder.today()))
        ):
            asked = replace(asked, kind="whole", wishes=(changed[0],), bare=changed[1])
        about = self._named(asked, turns)
        said_before = (content for role, content in history[-_TURNS:] if role == "user")
        asked = replace(asked, language=asked.language or spoken_last(said_before, ""))
        if asked.only_named and not about:
            asked = replace(asked, kind="question", topic="", only_named=False)
        return turns, asked, about

    def _said(self, asked: Asked, before: Said | None) -> Said | None:
        """What is asked of the whole, if it is, be it that only what was asked before is changed."""
        changed = follows(asked.bare, *before, self.folder.today()) if before else None
        return changed or ((asked.wishes[0], asked.bare) if asked.wishes else None)

    def _named(self, asked: Asked, turns: Sequence[Turn]) -> list[Document]:
        if asked.kind != "summary" or not self.documents:
            return []
        if len(self.documents) == 1 and asked.topic == THIS:
            return list(self.documents)
        if asked.topic == EVERYTHING or (asked.topic == THIS and not turns):
            return in_order(self.documents)
        document = named(self.documents, asked.topic, self.lexical.rarity) if asked.topic != THIS else None
        return [document] if document and (not asked.only_named or is_title(document, asked.topic)) else []

    def _at_hand(self, evidence: Evidence, turns: Sequence[Turn]) -> list[Document]:
        """The document that was quoted last; else the one that comes nearest what was said."""
        documents = list(dict.fromkeys(hit.chunk.document for hit in evidence.hits[:HITS]))
        texts = [" ".join(document.text.split()) for document in documents]
        answers = [content for role, content in reversed(turns) if role == "assistant"]
        for piece in (piece for answer in answers for piece in _MARKER.split(answer)):
            quote = " ".join(piece.split())
            for document, text in zip(documents, texts, strict=True):
                if len(quote) >= _QUOTE and quote in text:
                    return [document]
        return documents[:1]

    def _gathered(self, asked: Asked, turns: Sequence[Turn]) -> list[Evidence]:
        gathered: list[Evidence] = []
        for part, before in _parts(asked, turns):
            turns_so_far = [*before]
            for evidence in gathered:  # a later part may lean on an earlier one: "and when did they meet?"
                answer = " ".join(candidate.text for candidate in evidence.chosen)
                turns_so_far += [("user", evidence.question.core), ("assistant", answer)]
            gathered.append(self._evidence(part, turns_so_far))
        return gathered

    def _question(self, text: str, history: Sequence[Turn]) -> Question:
        def mended(typed: str) -> str:
            return plain(self.speller(with_apostrophes(typed)), self.lexical.knows)

        alone = mended(text)
        if terms(alone) and not self.lexical.knows(alone):
            history = []  # no word of it is in the documents: no earlier question lends it any
        others = [plain(way, self.lexical.knows) for way in self.speller.ways(with_apostrophes(text))]
        return Question.of(text, history, mended, others)

    def _evidence(self, text: str, history: Sequence[Turn]) -> Evidence:
        evidence = self._found(text, history)
        when = timing.read(evidence.question.full)
        if when and when.first and tell_when(evidence.ranked, when.rest):
            then = self._found(when.rest, (), when)  # what held then may be said by a text that does not name that time
            if then.standing and then.band == "answered":
                return then
        is_of_now = when and not when.first and evidence.band == "answered" and not evidence.standing
        if is_of_now and has_newer(evidence.ranked[0].document, self.documents):
            return replace(evidence, band="unsure", chosen=closest(evidence.ranked))
        return evidence

    def _found(self, text: str, history: Sequence[Turn], when: timing.Wanted | None = None) -> Evidence:
        started = time.perf_counter()
        question = self._question(text, history)
        hits = self.searcher(question.searched)
        searched = time.perf_counter()
        ranked = self.ranker(question, hits)
        hits = self.ranker.reordered(question, hits, ranked)
        before = [main_statement(answer) for role, answer in history if role == "assistant" and question.follows]
        ranked = unsaid_first(ranked, before)  # a follow-up rather wants what has not been said yet
        ranked, standing = in_force(question, ranked, lambda: self.folder.now, when)
        features = gate_features(question, hits, ranked) if ranked else {}
        confidence = self.gate(features) if features else 0.0
        ended = time.perf_counter()
        timings = {"search": searched - started, "sentences": ended - searched, "total": ended - started}
        band = self.gate.band(confidence) if ranked else "refused"
        if band == "answered" and features["unmet"]:
            band = "unsure"  # whatever the odds: what the question pins down is not there
        said = bool(ranked) and led(ranked[0], before)
        chosen = choose(ranked) if band == "answered" else closest(ranked) if band == "unsure" else []
        if band == "answered" and said:
            chosen = [ranked[0], *[one for one in ranked if not led(one, before)][: STATEMENTS - 1]]
        lacking = _lacking(question, [unmet(question, hits, one) for one in chosen]) if band == "unsure" else ()
        return Evidence(question, hits, ranked, features, confidence, band, chosen, timings, lacking, said, standing)


def _lacking(question: Question, passages: Sequence[Unmet]) -> tuple[str, ...]:
    """Words that pin the question down and that none of some passages has, nor what it stands under."""
    every = [pin for pin in passages[0].pins if all(pin in one.pins for one in passages)] if passages else []
    return Unmet(tuple(every)).words(question.text if question.follows else question.full)


def decide(question: str, parts: Sequence[Evidence], language: str = ENGLISH) -> Answer:
    """The answer to a question from the evidence for each of its parts, which speaks this language.

    Answered if each is, partial if some are; else unsure, with the closest passages, or refused if nothing is near.
    """
    first = parts[0].question
    understood = " ".join([first.full, *(part.question.text for part in parts[1:])])
    answered = [part for part in parts if part.band == "answered"]
    near = [part for part in parts if part.band == "unsure"]
    shape = shaped(answered, language) if answered else closest_passages(near)
    return Answer(
        question=question,
        standalone=understood if first.full != first.text else question,
        status=_status(len(parts), len(answered), len(near)),
        confidence=fmean(part.confidence for part in parts),
        statements=shape.statements,
        hits=_hits(parts),
        answered_by=EXTRACT,
        timings=_timings(parts),
        shape=shape.shape,
        notice=shape.notice,
        headline=shape.headline,
        missing=tuple(part.question.text for part in parts if part not in answered) if answered else (),
        unmet=() if answered or not near else tuple(w for w in near[0].unmet if all(w in part.unmet for part in near)),
        language=language,
    )


def _status(parts: int, answered: int, near: int) -> str:
    if answered:
        return "answered" if answered == parts else "partial"
    return "unsure" if near else "refused"


def _asked_before(turns: Sequence[Turn]) -> bool:
    return any(role == "user" for role, _ in turns)


def _last_asked(turns: Sequence[Turn]) -> tuple[str, Sequence[Turn]]:
    """The last question of a conversation, and what was said before it."""
    last = max(nth for nth, (role, _) in enumerate(turns) if role == "user")
    return turns[last][1], turns[:last]


def _hits(parts: Sequence[Evidence]) -> tuple[Hit, ...]:
    return tuple(merge(part.hits for part in parts)[:HITS])


def _timings(timed: Sequence[Evidence | Answer]) -> dict[str, float]:
    return {stage: sum(part.timings[stage] for part in timed) for stage in timed[0].timings}


def _parts(asked: Asked, turns: Sequence[Turn]) -> list[tuple[str, Sequence[Turn]]]:
    """What to search for, each with the conversation that it may lean on."""
    if asked.kind != "summary":
        return [(part, turns) for part in parts(asked.bare)]
    return [("What is this about?", turns) if asked.topic == THIS else (asked.topic, ())]


def merge(rankings: Iterable[Sequence[Hit]]) -> list[Hit]:
    """The hits of several searches, each chunk once, best first."""
    best: dict[Chunk, Hit] = {}
    for hit in sorted((hit for hits in rankings for hit in hits), key=lambda hit: -hit.score):
        best.setdefault(hit.chunk, hit)
    return list(best.values())
