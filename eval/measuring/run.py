"""Asks every case and scores each answer against the case and against the files themselves."""

import json
import time
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import groupby, islice
from pathlib import Path

from app.answering.answerer import merge
from app.answering.evidence import Evidence
from app.asking.intake import Turn
from app.bot import Bot
from app.checking.support import supports
from app.models.llm import LLM, LLMError
from app.reader.reader import Reader
from app.records import UNCITED, Answer, AnswerRecord, CitationRecord, StatementRecord, to_json
from eval.case import Case
from eval.measuring.metrics import correct, precision_recall, ranking_figures, sentence_f1, support, token_f1
from eval.measuring.result import Outcome, Scores
from eval.measuring.statistics import mean
from eval.measuring.written import as_measured, writing_figures
from index.errors import LoadError
from index.language.words import likely_language
from index.reading.folder import read
from index.reading.parser import Parser, ParserProcess

Count = Callable[[int, int], None]
"""Called with how many cases have been asked, and of how many."""

_AT_ONCE = 64  # cases whose questions are embedded together
_STAGES = ("search", "sentences", "rewrite", "first_token", "write", "check")  # whose times are kept


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
                    outcome: Outcome = json.loads(line)
                    if "error" not in outcome:  # what failed may not fail again
                        self.outcomes[outcome["id"]] = outcome

    def add(self, outcome: Outcome) -> None:
        if self._path:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"\n{json.dumps(outcome, ensure_ascii=False)}")
        self.outcomes[outcome["id"]] = outcome


class Watched:
    """A language model that keeps whether it has failed."""

    def __init__(self, llm: LLM) -> None:
        self._llm = llm
        self.name, self.context = llm.name, llm.context
        self.failed = False

    def stream(self, messages: Sequence[Turn]) -> Generator[str, None, None]:
        try:
            yield from self._llm.stream(messages)
        except LLMError:
            self.failed = True
            raise


class Quotes:
    """Looks quotes up in the files of a folder as they are now, read by `parser`."""

    def __init__(self, root: Path, parser: Parser) -> None:
        self._root = root
        self._parser = parser
        self._text = lru_cache(maxsize=64)(lambda source, data: parser.parse(source, data).text)

    def hold(self, citation: CitationRecord) -> bool:
        """Whether the file holds the quote at the offsets."""
        try:
            text = self._text(citation["source"], read(self._root, citation["source"]))
        except LoadError:
            return False  # it is gone, or is not what it was
        return text[citation["start"] : citation["end"]] == citation["quote"] != ""


def run(
    bot: Bot,
    cases: Sequence[Case],
    journal: Journal | None = None,
    progress: Count = lambda done, total: None,
    parser: Parser | None = None,
    llm: LLM | None = None,
) -> list[Outcome]:
    """The outcome of every case, in their order, answered by the language model if there is one.

    A case that hides files is asked of the bot as it would be without them. One that fails has an outcome with the
    error, and counts as wrong. What the journal holds is not asked again. The files are read by a process of its own,
    unless another `parser` is given.
    """
    journal = journal or Journal()
    progress(len(journal.outcomes), len(cases))
    waiting = sorted((case for case in cases if case.id not in journal.outcomes), key=_hidden)
    with ParserProcess() as process:
        quotes = Quotes(bot.snapshot.root, parser or process)
        for hidden, alike in groupby(waiting, key=_hidden):
            blinded, batch = bot.without(hidden) if hidden else bot, iter(alike)
            while together := list(islice(batch, _AT_ONCE)):
                for outcome in _ask(blinded, together, quotes, llm):
                    journal.add(outcome)
                    progress(len(journal.outcomes), len(cases))
    return [journal.outcomes[case.id] for case in cases]


def leave_evidence_out(cases: Sequence[Case]) -> list[Case]:
    """Each answerable case again, under its own id, with the files that answer hidden."""
    return [case.without_evidence() for case in cases if case.answerable]


def _ask(bot: Bot, cases: Sequence[Case], quotes: Quotes, llm: LLM | None) -> Iterator[Outcome]:
    """The outcomes of cases; their questions are embedded together, and each bears its share of that time."""
    started = time.perf_counter()
    with suppress(Exception):  # what can't be embedded fails again, and is recorded, when its own case is asked
        bot.embedder.queries([form for case in cases for form in bot.answerer.forms(case.question, case.history)])
    share = (time.perf_counter() - started) / len(cases)
    indexed_as = bot.snapshot.originals
    for case in cases:
        watched = Watched(llm) if llm else None
        outcome = _outcome(bot, case, share, watched)
        relevant = outcome["relevant"] = sorted({indexed_as.get(source, source) for source in case.sources})
        scores = outcome["scores"] = score(case, outcome["answer"], relevant, quotes, bot.reader)
        if watched:
            scores |= writing_figures(outcome["answer"], watched.failed)
        if relevant:
            ranked = list(dict.fromkeys(indexed_as.get(source, source) for source in outcome["ranked_sources"]))
            scores |= ranking_figures({case.id: ranked}, {case.id: relevant})[case.id]
        yield outcome


def _outcome(bot: Bot, case: Case, share: float, llm: LLM | None) -> Outcome:
    started = time.perf_counter()
    outcome: Outcome = {
        "id": case.id, "case": case.to_json(), "answer": None, "ranked_sources": [], "gate": [], "seconds": 0.0,
        "relevant": [], "scores": {},
    }  # fmt: skip
    try:
        answer, evidence, seconds = _answer(bot, case, llm)
    except Exception as error:  # whatever it is, the other cases are asked, and this one is shown as failed
        outcome["error"] = f"{type(error).__name__}: {error}"
        seconds = time.perf_counter() - started
    else:
        ranked = [hit.chunk.document for hit in merge(part.hits for part in evidence)]
        if not evidence or answer.shape == "summary":  # of documents that were chosen, not found by their passages
            ranked = [*(citation.document for citation in answer.citations), *ranked]
        outcome["ranked_sources"] = list(
            dict.fromkeys(path for document in ranked for path in (document.source, *document.copies))
        )
        outcome["gate"] = [
            {
                "question": part.question.text,
                "features": {name: round(value, 4) for name, value in part.features.items()},
                "confidence": round(part.confidence, 4),
            }
            for part in evidence
        ]
        stages = {"embed": share} | {name: answer.timings[name] for name in _STAGES if name in answer.timings}
        outcome["stages"] = {stage: round(seconds, 4) for stage, seconds in stages.items()}
        outcome["answer"] = to_json(answer)
    outcome["seconds"] = round(share + seconds, 4)
    return outcome


def _answer(bot: Bot, case: Case, llm: LLM | None) -> tuple[Answer, list[Evidence], float]:
    """The answer, what it was decided on, and the seconds it took."""
    started = time.perf_counter()
    if llm is None:
        answer, evidence = bot.answerer.answer_with_evidence(case.question, case.history)
        return answer, evidence, time.perf_counter() - started
    answer = deque(bot.stream(case.question, case.history, llm), maxlen=1)[0]
    seconds = time.perf_counter() - started
    plain, evidence = bot.answerer.answer_with_evidence(case.question, case.history)  # a moment, beside writing
    if answer.standalone != plain.standalone:
        evidence = bot.answerer.evidence(answer.standalone)  # the model has rewritten the question
    return answer, evidence, seconds


def score(case: Case, answer: AnswerRecord | None, relevant: Collection[str], quotes: Quotes, reader: Reader) -> Scores:
    """The figures of one case, but for those of its ranking; None where the case does not ask for one.

    `right` is the verdict: a correct answer, or, where the case does not say what one holds, a citation of a right
    file; no answer where the documents don't say. An unsure answer is none, and claims nothing, but what it shows can
    be correct. What a language model wrote is measured by itself, and counts only where it is supported: the rest is
    shown as not found. `answer` is None if asking failed.
    """
    answer = as_measured(answer) if answer else None
    statements, citations = (answer["statements"], answer["citations"]) if answer else ([], [])
    status = answer["status"] if answer else ""
    refused, unsure = status == "refused", status == "unsure"
    words = {citation["number"]: citation["quote"] for citation in citations}
    cited = [(statement["text"], [words[number] for number in statement["citations"]]) for statement in statements]
    if answer and answer["shape"] in UNCITED:
        cited = [(text, quoted) for text, quoted in cited if quoted]

    def stated(statement: str, words: Sequence[str]) -> bool:
        return supports(statement, words, reader, likely_language(statement))

    support_recall, support_precision = support(cited, stated)
    scores: Scores = {
        "right": float(refused or unsure),
        "refused": float(refused),
        "unsure": float(unsure),
        "words": len(text.split()) if (text := _said(statements)) and not unsure else None,
        "confidence": answer["confidence"] if answer else None,
        "citation_validity": mean(float(quotes.hold(citation)) for citation in citations),
        "support_recall": support_recall,
        "support_precision": support_precision,
    }
    if case.answerable:
        file_precision, file_recall = precision_recall({citation["source"] for citation in citations}, relevant)
        correctness = float(correct(text, case.answers)) if case.answers else None
        scores |= {
            "right": 0.0 if unsure else float(bool(file_recall)) if correctness is None else correctness,
            "correctness": correctness,
            "first_correct": float(correct(_said(statements[:1]), case.answers)) if case.answers else None,
            "token_f1": token_f1(text, case.answers) if case.answers else None,
            "file_precision": file_precision,
            "file_recall": file_recall,
            "sentence_f1": sentence_f1(list(words.values()), case.evidence),
        }
    return scores


def _said(statements: Sequence[StatementRecord]) -> str:
    """What is said, without what was not found in the documents."""
    return " ".join(statement["text"] for statement in statements if statement["supported"])


def _hidden(case: Case) -> list[str]:
    return sorted(set(case.hidden))
