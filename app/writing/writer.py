"""The answerer with a language model: it writes from the passages that were found, and each sentence is checked."""

import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from app.answering.answerer import Answerer
from app.answering.evidence import Evidence
from app.asking.intake import MAX_QUESTION, Turn
from app.checking.finding import Check, Quote
from app.checking.words import Word, agrees, words
from app.models.llm import LLM, LLMError
from app.records import STATUSES, Answer, Citation, Statement, Written
from app.writing.prompt import answering, prompt_tokens, rewriting
from app.writing.reply import Draft, Reply, is_mere_yes, unknowing_part, without_unknown
from index.language.tidy import one_line
from index.language.tokens import tokens
from index.language.wording import say
from index.language.words import likely_language
from index.records import Chunk

_SHORT = 6  # words: a shorter item of a list says something only together with what leads to it


@dataclass(frozen=True)
class Writer:
    """Asks the gate first: the model writes only where the documents may answer."""

    llm: LLM
    answerer: Answerer
    nonce: Callable[[], str] = lambda: secrets.token_hex(8)

    def __call__(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Answer]:
        """The answer without a model, whole, before that is asked; then with what it has `written` so far, all of it
        last. The same once more while nothing comes.

        Without a passage to write from, it is the answer without a model alone: small talk, summaries, refusals.
        Within a conversation the model may understand the question better: then the quotes change once, before it
        writes. Raises `QuestionError` as `Answerer` does.
        """
        started = time.perf_counter()
        work = _Work(question, *self.answerer.answer_with_evidence(question, history), started)
        if work.searched and (history or work.plain.status != "refused"):
            begun = work.begun(self.llm.name)
            yield begun
            if history:
                yield from self._stand_alone(work, history, begun)
        if not work.searched or work.plain.status == "refused":
            yield work.unwritten()
            return
        if not work.failure:
            yield from self._write(work, history)
        yield work.whole(self.llm.name)

    def _stand_alone(self, work: "_Work", history: Sequence[Turn], begun: Answer) -> Iterator[Answer]:
        """Has the question understood as the model rewrites it, if that is faithful and the documents answer it."""
        started = time.perf_counter()
        messages = rewriting(work.question, history, self.llm.context)
        rewritten = ""
        try:
            with closing(self.llm.stream(messages)) as pieces:
                for piece in pieces:
                    rewritten += piece
                    yield begun
                    if len(rewritten) > MAX_QUESTION:
                        break
        except LLMError as error:
            work.failure = "" if rewritten else str(error)  # a server that is not there is not asked twice
            rewritten = ""
        work.count(messages, rewritten)
        rewritten = rewritten.strip().strip('"')
        if faithful(rewritten, work.question, history):
            plain, evidence = self.answerer.answer_with_evidence(rewritten, language=work.plain.language)
            if evidence and plain.shape != "summary" and _rank(plain) <= _rank(work.plain):
                work.plain, work.evidence = replace(plain, question=work.question, standalone=rewritten), evidence
        work.timings["rewrite"] = time.perf_counter() - started

    def _write(self, work: "_Work", history: Sequence[Turn]) -> Iterator[Answer]:
        """The answer as it grows; afterwards `work` holds all that was written, and why the model failed if it did."""
        answer = work.begun(self.llm.name)
        if history:
            yield answer
        started, written = time.perf_counter(), ""
        try:
            messages, passages = answering(
                work.plain.standalone, work.passages, history, self.llm.context, self.nonce()
            )
            check, reply = Check(passages, self.answerer.ranker.reader), _reply(passages)
            with closing(self.llm.stream(messages)) as pieces:
                for piece in pieces:
                    if piece and not work.began:
                        work.began = True
                        work.timings["first_token"] = time.perf_counter() - work.started
                    written += piece
                    if drafts := reply.add(piece):
                        work.add(drafts, check)
                        answer = work.begun(self.llm.name)
                    yield answer
        except LLMError as error:
            work.failure = str(error)
        if work.began:
            work.add(reply.end(), check)
            work.count(messages, written)
            work.timings["check"] = check.seconds
            work.timings["write"] = time.perf_counter() - started - check.seconds


def _reply(passages: Sequence[Chunk]) -> Reply:
    texts = [one_line(passage.text) for passage in passages]
    return Reply(lambda quotation: any(one_line(quotation) in text for text in texts), passages[0].document.language)


@dataclass(slots=True)
class _Work:
    """What one answer is made of: the answer without a model and its evidence, and what the model has written."""

    question: str
    plain: Answer
    evidence: Sequence[Evidence]
    started: float
    statements: list[Statement] = field(default_factory=list)
    began: bool = False
    failure: str = ""
    gave_up: bool = False
    timings: dict[str, float] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    _numbers: dict[tuple[str, int, int], int] = field(default_factory=dict)  # of places that the quotes don't cite
    _lead: str = ""

    @property
    def searched(self) -> bool:
        return bool(self.evidence) and self.plain.shape != "summary"

    @property
    def passages(self) -> list[Chunk]:
        """What to write from, best first: what holds the best sentences, then what else was found."""
        chosen = [candidate for evidence in self.evidence for candidate in evidence.chosen]
        chunks = [hit.chunk for hit in self.plain.hits]
        holding = [
            chunk
            for best in chosen
            for chunk in chunks
            if chunk.document == best.document and chunk.start <= best.start and best.end <= chunk.end
        ]
        return list(dict.fromkeys([*holding, *chunks]))

    def count(self, messages: Sequence[Turn], written: str) -> None:
        self.counts["tokens_in"] += prompt_tokens(messages)
        self.counts["tokens_out"] += tokens(written)

    def add(self, drafts: Sequence[Draft], check: Check) -> None:
        """Takes in statements, each with the words that state it, or without any."""
        for draft in drafts:
            if (unknowing := unknowing_part(draft.text)) and self._says_nothing(unknowing):
                self.gave_up = True
                continue
            if is_mere_yes(draft.text) or any(draft.text == statement.text for statement in self.statements):
                continue  # what follows says it; and small models say things again and again
            known = [number for number in draft.numbers if 1 <= number <= len(check.passages)]
            self.counts["unknown_numbers"] += len(draft.numbers) - len(known)
            lead = self._lead if draft.item and len(draft.text.split()) < _SHORT else ""
            quotes, corrected = check(without_unknown(f"{lead} {draft.text}".strip()), known)
            if not draft.item:
                self._lead = draft.text if draft.text.endswith(":") else ""
            if self._lead == draft.text and not quotes and self._says_nothing(draft.text):
                continue  # "Here is the answer:"
            span = check.key(self.evidence[0].question.full, draft.text) if quotes else None
            citations = tuple(self._citation(quote) for quote in quotes)
            self.statements.append(Statement(draft.text, citations, bool(quotes), span, corrected, draft.item))

    def _says_nothing(self, text: str) -> bool:
        """Whether it names nothing that the question does not name."""
        language = likely_language(self.question)
        return _all_stand_in(words(text, language), words(f"{self.question} {self.plain.standalone}", language))

    def _citation(self, quote: Quote) -> Citation:
        """A place has one number, among the quotes and what is written."""
        document, start, end = quote
        place = (document.source, start, end)
        quoted = self.plain.citations
        for citation in quoted:
            if (citation.document.source, citation.start, citation.end) == place:
                return citation
        last = max((citation.number for citation in quoted), default=0)
        return Citation(self._numbers.setdefault(place, last + len(self._numbers) + 1), document, start, end)

    def begun(self, model: str) -> Answer:
        """The quotes, and what has been written so far."""
        return replace(self.plain, written=Written(model, tuple(self.statements)))

    def unwritten(self) -> Answer:
        """The answer without a model."""
        return self._measured(self.plain)

    def whole(self, model: str) -> Answer:
        """The quotes, and all that was written."""
        state = "cut" if self.failure else "gave_up" if self.gave_up else "whole"
        what = say(self.plain.language, "cut" if self.statements else "nothing_written", model=model)
        notice = f"{what} {self.failure}" if self.failure else ""
        return self._measured(replace(self.plain, written=Written(model, tuple(self.statements), state, notice)))

    def _measured(self, answer: Answer) -> Answer:
        """With what it took; no usage if no model was asked."""
        names = ("tokens_in", "tokens_out", "unknown_numbers")
        usage = {name: self.counts[name] for name in names} if self.counts else {}
        timings = {**self.plain.timings, **self.timings, "total": time.perf_counter() - self.started}
        return replace(answer, timings=timings, usage=usage)


def _rank(answer: Answer) -> int:
    """Least for what answers best."""
    return STATUSES.index(answer.status)


def faithful(rewritten: str, question: str, history: Sequence[Turn]) -> bool:
    """Whether it is a question that keeps the names and figures of the one asked, and brings in none that are new."""
    if not rewritten or len(rewritten) > MAX_QUESTION or "\n" in rewritten:
        return False
    if question.rstrip().endswith("?") and not rewritten.endswith("?"):
        return False
    said = " ".join([question, *(content for _, content in history)])
    before, after, conversation = (words(text, likely_language(question)) for text in (question, rewritten, said))
    return _all_stand_in(after, conversation) and _all_stand_in(before, after)


def _all_stand_in(names: Sequence[Word], text: Sequence[Word]) -> bool:
    """Whether the names and figures among some words agree with words of the text."""
    return all(agrees(word, text) for word in names if word.kind in ("figure", "name"))
