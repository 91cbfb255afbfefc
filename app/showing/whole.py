"""What is said of an answer about the whole besides its statements: its filters, its choices, its first items. Pure."""

from collections.abc import Callable

from app.records import WHOLE, AnswerRecord, CitationRecord, RefinementRecord
from index.language.wording import say

FIRST = 20  # items that are told where all of them would be too long a read


def filters(record: AnswerRecord) -> list[RefinementRecord]:
    """What was read out of the question and narrows what was looked at."""
    return [refinement for refinement in record["refinements"] if refinement["kind"] != "choice"]


def choices(record: AnswerRecord) -> list[RefinementRecord]:
    """What may have been meant, each with the question that means it."""
    return [refinement for refinement in record["refinements"] if refinement["kind"] == "choice"]


def beside(record: AnswerRecord) -> dict[int, CitationRecord]:
    """The citations, by number, whose place stands beside their item: of hits in many documents, of which a list of
    the sources would only tell it once more."""
    return {one["number"]: one for one in record["citations"]} if record["shape"] in ("count", "listing") else {}


def filters_line(record: AnswerRecord) -> str:
    """ "Filters: 2023, folder contracts"; "" if there are none."""
    labels = ", ".join(refinement["label"] for refinement in filters(record))
    return say(record["language"], "filters", labels=labels) if labels else ""


def choice_lines(record: AnswerRecord, literal: Callable[[str], str] = str) -> list[str]:
    """Each choice and the question to ask for it, their words as `literal` has them."""
    return [f"{literal(choice['label'])}: {literal(choice['question'])}" for choice in choices(record)]


def notice_above(record: AnswerRecord) -> str:
    """What to mind before the answer is read; "" of one about the whole, whose figure comes first."""
    return "" if record["shape"] in WHOLE else record["notice"]


def looked_at(record: AnswerRecord) -> str:
    """What was looked at to answer about the whole; "" of any other answer, whose notice stands above it."""
    return record["notice"] if record["shape"] in WHOLE else ""


def below(record: AnswerRecord) -> list[str]:
    """The lines that stand below the statements: what was looked at, the filters, what was worked out."""
    return [line for line in (looked_at(record), filters_line(record), record["plan"]) if line]


def first_items(record: AnswerRecord, most: int | None = FIRST) -> AnswerRecord:
    """The record with at most so many items and their citations, all if None; any other answer as it is."""
    if record["shape"] not in WHOLE or most is None or len(record["statements"]) <= most:
        return record
    statements = record["statements"][:most]
    said = [*statements, *([record["headline"]] if record["headline"] else [])]
    cited = {number for statement in said for number in statement["citations"]}
    citations = [citation for citation in record["citations"] if citation["number"] in cited]
    return {**record, "statements": statements, "citations": citations}


def more_line(record: AnswerRecord, shown: AnswerRecord, where: str = "") -> str:
    """ "and 37 more", and `where`, if only the statements of `shown` are; "" if all are."""
    left = len(record["statements"]) - len(shown["statements"])
    return f"{say(record['language'], 'more', left)}{where}" if left else ""
