"""Drafts cases from a folder of documents."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import replace
from itertools import islice, zip_longest
from pathlib import Path

from eval.case import Case
from eval.making.questions import Asker
from eval.measuring.metrics import holds, normalise
from eval.measuring.progress import Steps
from index.errors import CorpusError, LoadError
from index.language.sentences import sentences
from index.language.words import terms
from index.reading.folder import read, scan
from index.reading.parser import Parser
from index.records import Document

_DOCUMENTS = 500  # read, at most; of a larger folder a sample
_UNANSWERABLE = 4  # one draft in so many
_ELSEWHERE = 0.6  # share of a question's terms that makes another document a likely answer


def draft_cases(
    folder: Path,
    number: int,
    ask: Asker,
    parser: Parser,
    progress: Steps = lambda *_: None,
    exclude: Sequence[str] = (),
) -> list[Case]:
    """At most `number` drafts, spread over the documents of `folder`, of which it reads 500 at most.

    One in four is unanswerable: an answerable one whose file is hidden, if no other that was read seems to answer it.
    `ask` is `by_rule` or `by_llm(llm)`. What the patterns in `exclude` match is not read. Raises `CorpusError` if no
    sentence of the folder gives a question.
    """
    documents = _documents(folder, parser, exclude)
    drafts: list[Case] = []
    for case in islice(_drafts(documents, ask), number):
        drafts.append(case)
        progress("Drafting", len(drafts), number)
    unanswerable = min(number // _UNANSWERABLE, len(drafts) // (_UNANSWERABLE - 1))
    words = {document.source: (normalise(document.text), set(terms(document.text))) for document in documents}
    alone = (case.without_evidence() for case in drafts if not _elsewhere(case, words))
    hidden = [replace(case, type="evidence left out") for case in islice(alone, unanswerable)]
    kept = [*drafts[: number - len(hidden)], *hidden]
    if not kept:
        raise CorpusError(
            f"No sentence in {folder} was found to ask about. Write cases by hand; README shows what a case holds."
        )
    return [replace(case, id=f"draft-{place:03}", draft=True) for place, case in enumerate(kept, start=1)]


def _documents(folder: Path, parser: Parser, exclude: Sequence[str]) -> list[Document]:
    sources = scan(folder, exclude)
    if len(sources) > _DOCUMENTS:
        sources = sorted(random.Random(0).sample(sources, _DOCUMENTS))  # noqa: S311 - reproducible, not secret
    documents = []
    for source in sources:
        with suppress(LoadError):  # `python -m index` reports it
            documents.append(parser.parse(source, read(folder, source)))
    return documents


def _drafts(documents: Sequence[Document], ask: Asker) -> Iterator[Case]:
    """Drafts as they are wanted: one from each document, then another from each."""
    kinds: Counter[str] = Counter()
    for row in zip_longest(*(_of(document, ask, kinds) for document in documents)):
        yield from (case for case in row if case)


def _of(document: Document, ask: Asker, kinds: Counter[str]) -> Iterator[Case]:
    """Drafts of one document; of the questions that a sentence gives, the one of the kind that is rarest yet."""
    for start, end in sentences(document.text, document.language):
        sentence = document.text[start:end]
        if questions := ask(sentence):
            question = min(questions, key=lambda candidate: kinds[candidate.type])
            kinds[question.type] += 1
            answers, sources = [[question.answer]], [document.source]
            yield Case(
                "draft", question.text, answers=answers, sources=sources, type=question.type, evidence=[sentence]
            )


def _elsewhere(case: Case, words: Mapping[str, tuple[str, Set[str]]]) -> bool:
    """Whether another document holds the answer and most of the question's terms; `words` are its text and terms."""
    wanted, answer = set(terms(case.question)), normalise(case.answers[0][0])
    return any(
        source not in case.sources and len(wanted & stems) >= _ELSEWHERE * len(wanted) and holds(text, answer)
        for source, (text, stems) in words.items()
    )
