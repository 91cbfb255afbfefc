"""Up to three questions to go on with after an answer: what the documents that it quotes say beside that, how many
mention what it names, and fewer of what it counts. Only what is answered, surely, by something not shown yet.
"""

import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice, zip_longest
from pathlib import PurePosixPath
from typing import Any

from app.proposing.facts import Fact, facts
from app.proposing.topics import about, names_of, sections
from app.proposing.trying import answers, counts
from app.records import WHOLE, Answer, AnswerRecord, CitationRecord
from app.words.catalogue import said
from index.language.vocabulary import own_table
from index.language.words import fold, likely_language
from index.records import Document

Ask = Callable[[str], Answer]
"""Answers a question as the next one of the chat, in quotes."""
Find = Callable[[CitationRecord], Document | None]
"""The document that is cited, if it is still answered from as it was."""

_MOST = 3
_TRIED = 6
_PATIENCE = 1.0  # seconds
_BEFORE, _BEHIND = 4_000, 8_000  # characters around a quote that are looked at
_OF_ONE = 3  # questions of a kind made of one document
_FOLDED = 5  # items that a list shows at first
_NARROWED = ("count", "listing")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a button says, and the question that it asks; "" of one that only opens all of the list that is shown."""

    label: str
    question: str


def follow_ups(
    records: Sequence[AnswerRecord], ask: Ask, find: Find, now: Callable[[], float] = time.monotonic
) -> list[Proposal]:
    """What to go on with after the last of a chat's answers. It gives up after a second."""
    last, until = records[-1], now() + _PATIENCE
    if last["status"] not in ("answered", "partial"):
        return []
    if last["shape"] in WHOLE:
        tried = _narrower(last)
        found = [_all_of(last)] if len(last["statements"]) > _FOLDED else []
    else:
        tried, found = _beside(records, find), []
    asked = {_plain(record["question"]) for record in records}
    for proposal, is_good in islice(tried, _TRIED):
        if len(found) == _MOST or now() > until:
            break
        if _plain(proposal.question) not in asked and is_good(ask(proposal.question)):
            asked.add(_plain(proposal.question))
            found.append(proposal)
    return found


_Tried = tuple[Proposal, Callable[[Answer], bool]]


def _all_of(record: AnswerRecord) -> Proposal:
    return Proposal(said("proposals.show_all", count=len(record["statements"])), "")


def _narrower(record: AnswerRecord) -> Iterator[_Tried]:
    """The same of one year, or of one folder, of those that what was found is of."""
    table = _table(likely_language(record["standalone"]))
    cited = {citation["source"]: citation for citation in record["citations"]}
    if record["shape"] not in _NARROWED or "of_date" not in table or len(cited) < 2:
        return
    filtered = {refinement["kind"] for refinement in record["refinements"]}
    alone = record["standalone"].rstrip(" ?.!")
    years = Counter(one["date"][:4] for one in cited.values() if one["date"])
    folders = Counter(str(PurePosixPath(source).parts[0]) for source in cited if "/" in source)

    def is_narrower(answer: Answer) -> bool:
        found = {citation.document.source for citation in answer.citations}
        return answer.shape in _NARROWED and bool(answer.refinements) and found < {*cited} and len(found) > 0

    for kind, values in (("date", years), ("folder", folders)):
        for value, _ in values.most_common(2) if kind not in filtered and len(values) > 1 else []:
            label = table[f"only_{kind}"].format(value=value)
            yield Proposal(label, table[f"of_{kind}"].format(question=alone, value=value)), is_narrower


def _beside(records: Sequence[AnswerRecord], find: Find) -> Iterator[_Tried]:
    """What else the documents say that the last answer quotes, nearest first; how many mention what it names."""
    last = records[-1]
    cited: dict[str, tuple[CitationRecord, Document]] = {}
    for citation in last["citations"]:
        if citation["source"] not in cited and (document := find(citation)):
            cited[citation["source"]] = (citation, document)
    shown = [citation for record in records for citation in record["citations"]]

    def told(fact: Fact) -> _Tried:
        def is_new(answer: Answer) -> bool:
            first = answer.statements[0].citations[0] if answer.statements and answer.statements[0].citations else None
            return answers(answer, fact) and first is not None and not _overlaps(first.document, first.start, first.end)

        return Proposal(fact.question, fact.question), is_new

    def _overlaps(document: Document, start: int, end: int) -> bool:
        return any(one["source"] == document.source and one["start"] < end and start < one["end"] for one in shown)

    rows = []
    for citation, document in islice(cited.values(), 2):
        at = citation["start"]
        low, high = max(0, document.text.rfind("\n", 0, max(0, at - _BEFORE))), at + _BEHIND

        def near(fact: Fact, at: int = at) -> int:
            return abs(fact.start - at)

        new = (fact for fact in facts(document, low, high) if not _overlaps(document, fact.start, fact.end))
        rows.append([told(fact) for fact in sorted(islice(new, 20), key=near)[:_OF_ONE]])
        if last["shape"] != "summary" and (whole := about(document)):
            rows.append([(Proposal(whole.question, whole.question), partial(answers, fact=whole))])
        rows.append([*_named(last, citation, document)])
        holding = (one for one in sections(document, low, high) if not one.start <= at < one.end)
        rows.append([told(one) for one in sorted(islice(holding, 40), key=near)[: _OF_ONE - 1]])
    yield from filter(None, chain.from_iterable(zip_longest(*rows)))


def _named(record: AnswerRecord, citation: CitationRecord, document: Document) -> Iterator[_Tried]:
    """How many documents mention a name that the quote has, and the question has not."""
    template = str(_table(document.language).get("count", ""))
    for name in names_of(citation["quote"], document) if template else []:
        if fold(name) not in fold(record["question"]):
            question = template.format(name=name)
            yield Proposal(question, question), lambda answer: counts(answer, sys.maxsize)
            return


def _table(language: str) -> Mapping[str, Any]:
    table: Mapping[str, Any] = own_table(language, "proposals").get("documents", {})
    return table


def _plain(question: str) -> str:
    return re.sub(r"\W+", " ", fold(question)).strip()
