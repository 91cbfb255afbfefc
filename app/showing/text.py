"""The record of an answer in words: what is said of it, and all of it as plain text. Pure."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import PurePosixPath

from app.records import (
    DOUBT,
    LISTED,
    UNCITED,
    WHOLE,
    AnswerRecord,
    CitationRecord,
    HitRecord,
    PlaceRecord,
    StatementRecord,
)
from app.showing.whole import FIRST, below, choice_lines, first_items, more_line, notice_above
from app.showing.written import alone, heading, outcome_line, unfound, unfound_line
from index.formats.names import page_word
from index.language import wording
from index.language.dates import spelt
from index.language.identify import ENGLISH
from index.language.tidy import one_line
from index.language.vocabulary import vocabulary

REFUSAL: str = vocabulary(ENGLISH, "wording")["refusal"]
"""What is said in the place of an answer to a question in English."""
MISSING = "Not found in the documents: "
OFFERED = "What the documents do say:"
"""Heads the quotes beside what a language model wrote and no document states."""
_LOW = {"answered": 0.8, "unsure": 0.5}  # confidence: below it, it is said
_DATED = ("several", "corpus")
_PAGES = 4  # of a document that are named
_CHOSEN = 3  # files named of those that it was asked of
_COPIES = 3  # named beside a file that has some


def status_line(record: AnswerRecord) -> str:
    """Who wrote the answer and how well the documents bear it out, in words; "" where it says no more than the answer
    does: small talk, a refusal, nothing."""
    if record["shape"] in UNCITED or record["status"] == "refused" or not record["statements"]:
        return ""
    numbered = enumerate(record["statements"], start=1)
    doubted = ", ".join(str(number) for number, statement in numbered if not statement["supported"])
    own = {number for statement in record["statements"] for number in statement["citations"]}
    count = len({citation["source"] for citation in record["citations"] if citation["number"] in own})
    cited = f"{count} document{'s' * (count != 1)}" if count else ""
    corrected = sum(statement["corrected"] for statement in record["statements"])
    written = record["shape"] == "written"
    parts = [
        f"written by {record['answered_by']}" if written else "",
        "partly answered" if record["status"] == "partial" and (record["missing"] or not doubted) else "",
        f"{DOUBT}: sentence {doubted}" if doubted else "",
        f"{'each sentence checked against' if written else 'quoted from'} {cited}" if cited and not doubted else "",
        f"{corrected} citation{'s' * (corrected != 1)} corrected" if corrected else "",
        confidence_line(record),
    ]
    line = "; ".join(part for part in parts if part)
    return line[:1].upper() + line[1:]


def confidence_line(record: AnswerRecord) -> str:
    """How sure it is that the question is answered; "" where that goes without saying, or would contradict that it is
    unsure: passages that lack what the question pins down are, however near they come."""
    if record["confidence"] >= _LOW.get(record["status"], 0.0) or record["shape"] in UNCITED:
        return ""
    claims = {"answered": "it answers the question", "unsure": "the documents answer the question"}
    claim = claims.get(record["status"])
    return f"{record['confidence']:.0%} sure that {claim}" if claim else ""


def only_line(record: AnswerRecord) -> str:
    """Of which documents it was asked, on one line; "" if of all."""
    files, more = record["only"][:_CHOSEN], len(record["only"]) - _CHOSEN
    return f"Asked only of {', '.join([*files, *([f'{more:,} more'] if more > 0 else [])])}" if files else ""


def date_line(date: str | None, dated_by: str) -> str:
    """A document's date and what states it, or that none is stated."""
    return " ".join([spelt(date), *([f"(from {dated_by})"] if dated_by else [])]) if date else "No date stated"


def runs(record: AnswerRecord) -> Iterator[tuple[bool, list[StatementRecord]]]:
    """The statements, in turns those that are no items of a list and those that are, which is told.

    None of a refused answer: what it holds is no answer.
    """
    listed, claims = record["shape"] in LISTED, record["statements"] if record["status"] != "refused" else []
    items = [(statement["item"] or (listed and place > 0), statement) for place, statement in enumerate(claims)]
    for item, run in groupby(items, lambda claim: claim[0]):
        yield item, [statement for _, statement in run]


def doubt_line(record: AnswerRecord) -> str:
    """What stands above the statements of an unsure answer; "" above any other, and above none."""
    if record["status"] != "unsure" or record["shape"] == "choices":
        return ""
    written = record["shape"] == "written"
    return wording.doubt(record["question"], len(record["statements"]), record["unmet"], written)


def unmet_line(record: AnswerRecord) -> str:
    """Below what a language model has written to a question that the documents may not answer: the words of the
    question that are not in it; "" below any other answer."""
    unsure = record["status"] == "unsure" and record["shape"] == "written" and record["statements"]
    return wording.written_unmet(record["question"], record["unmet"]) if unsure else ""


def refused_draft(record: AnswerRecord) -> tuple[str, list[str]]:
    """What a language model wrote and no document states, with a heading; no sentences if there was no such thing."""
    refused = record["shape"] == "written" and record["status"] == "refused"
    heading = f"What {record['answered_by']} wrote ({DOUBT})"
    return heading, [statement["text"] for statement in record["statements"]] if refused else []


def refusal(record: AnswerRecord) -> str:
    """What is said in the place of an answer. The documents may say it where a language model did not find it."""
    if record["shape"] != "written":
        return wording.refusal(record["question"], len(record["only"]))
    return no_answer(record["answered_by"], wrote=bool(record["statements"]))


def no_answer(model: str, wrote: bool) -> str:
    """Why there is nothing of what a language model `wrote`, if it wrote anything."""
    return f"{model} {'wrote nothing that the documents state' if wrote else 'found no answer'}."


def refusal_lines(record: AnswerRecord) -> list[str]:
    """What is said in the place of an answer, and what can be done; nothing unless it is refused."""
    if record["status"] != "refused":
        return []
    advice = wording.advice(record["question"], len(record["only"]))
    return [refusal(record), *([advice] if record["shape"] != "written" else [])]


def brief_text(record: AnswerRecord, where: str = "", most: int = FIRST) -> str:
    """The text of the answer; of a long one about the whole with at most so many items, how many more there are, and
    `where`."""
    few = first_items(record, most)
    if few is record:
        return record["text"]
    lines = [statement_line(few, few["headline"])] if few["headline"] else []
    lines += [f"• {statement_line(few, statement)}" for statement in few["statements"]]
    return "\n".join([*lines, more_line(record, few, where)])


def answer_text(record: AnswerRecord, most: int | None = None, where: str = "") -> str:
    """The answer and its citations as lines for a terminal.

    Of an answer about the whole, at most so many items, how many more there are, and `where`.
    """
    whole, record = record, first_items(record, most)
    lines = []
    if record["standalone"] != record["question"]:
        lines.append(f"(understood as: {record['standalone']})")
    lines += [f"({line[:1].lower()}{line[1:]})"] if (line := only_line(record)) else []
    lines += filter(None, [notice_above(record), doubt_line(record)])
    if record["headline"]:
        lines.append(statement_line(record, record["headline"]))
    lines += _statement_lines(record)
    lines += filter(None, [more_line(whole, record, where), unmet_line(record), " ".join(refusal_lines(record))])
    lines += [f"{MISSING}{part}" for part in record["missing"]]
    lines += [*(f"• {line}" for line in choice_lines(record)), *below(record)]
    above = {number for own in record["statements"] for number in own["citations"]}
    above = above if record["shape"] in ("closest", *WHOLE) else set()  # of these the passages stand above
    cited = [(one["number"], (place if one["number"] in above else quoted)(one)) for one in record["citations"]]
    lines += [f"  [{number}] {words}" for number, words in cited]
    if line := status_line(record):
        lines.append(f"({line})")
    lines += _written_lines(record)
    if record["related"]:
        lines.append(OFFERED)
        lines += [f"  {quoted(citation)}" for citation in record["related"]]
    heading, draft = refused_draft(record)
    if draft:
        lines += [f"{heading}:", *(f"  {one_line(text)}" for text in draft)]
    return "\n".join(lines)


def _statement_lines(record: AnswerRecord) -> Iterator[str]:
    for item, run in runs(record):
        shown = [statement_line(record, statement) for statement in run]
        one_each = item or record["shape"] == "several"
        bulleted = item and record["shape"] != "closest"
        shown = [f"• {line}" if bulleted and not one["mark"] else line for one, line in zip(run, shown, strict=True)]
        yield from shown if one_each else [" ".join(shown)]


def _written_lines(record: AnswerRecord) -> Iterator[str]:
    """What a language model wrote below the quotes."""
    if not (written := record["written"]):
        return
    if head := heading(written):
        yield f"{head}:"
        yield from _statement_lines(alone(record))
    if line := unfound_line(written):
        yield line
        yield from (f"  {one_line(text)}" for text in unfound(written))
    if line := outcome_line(written):
        yield line


def place(passage: CitationRecord | HitRecord, beside: str = "") -> str:
    """Where a citation or a hit is, on one line: file, title, unless it is in the words `beside`, date, page, and how
    that was read if it was a scan."""
    title = passage["title"] if passage["title"] and passage["title"] not in beside else ""
    parts = (files(passage), title, passage["date"] or "no date stated", page_of(passage), doubt_of(passage))
    return " · ".join(part for part in parts if part)


def quoted(citation: CitationRecord, literal: Callable[[str], str] = one_line) -> str:
    """A citation on one line: where it is, and its words; each as `literal` has it."""
    return f"{literal(place(citation))}: “{literal(citation['quote'])}”"


def page_of(passage: PlaceRecord) -> str:
    """ "page 3", "slide 3" of a presentation; "" in a document without pages."""
    return f"{page_word(passage['source'])} {passage['page']}" if passage["page"] else ""


def name_of(passage: PlaceRecord) -> str:
    """What a document is called: its title, else the name of its file."""
    return passage["title"] or PurePosixPath(passage["source"]).name


def beside_name(passages: Sequence[CitationRecord | HitRecord]) -> str:
    """What stands beside the name of a document of which these are passages: its file, unless the name says it, its
    date, if it states one, the pages, and how they were read."""
    first = passages[0]
    file = files(first)
    pages = list(dict.fromkeys(one["page"] for one in passages if one["page"]))
    word = page_word(first["source"])
    listed = ", ".join(map(str, pages[:_PAGES])) + ", …" * (len(pages) > _PAGES)
    parts = (
        file if file != name_of(first) else "",
        spelt(first["date"]) if first["date"] else "",
        f"{word}{'s' * (len(pages) > 1)} {listed}" if pages else "",
        next(filter(None, map(doubt_of, passages)), ""),
    )
    return " · ".join(filter(None, parts))


def doubt_of(passage: PlaceRecord) -> str:
    """ "read by OCR, 91% sure" of a passage of a scan, else ""."""
    sure = passage["recognised"]
    return "" if sure is None else f"read by OCR, {sure:.0%} sure"


def files(passage: CitationRecord | HitRecord) -> str:
    """The file, and those that hold the same."""
    copies = passage["copies"] if "copies" in passage else []  # noqa: SIM401 - a hit has no such field
    if not copies:
        return passage["source"]
    more = len(copies) - _COPIES
    return f"{passage['source']} (also {', '.join([*copies[:_COPIES], *([f'{more:,} more'] if more > 0 else [])])})"


def dated(record: AnswerRecord, statement: StatementRecord) -> str:
    """The date of the document quoted, where the answer spans several; "" if it is not to be shown: of a headline."""
    if record["shape"] not in _DATED or not statement["citations"] or statement is record["headline"]:
        return ""
    first = statement["citations"][0]
    day = next(citation["date"] for citation in record["citations"] if citation["number"] == first)
    return spelt(day) if day else "No date stated"


def statement_line(record: AnswerRecord, statement: StatementRecord, literal: Callable[[str], str] = str) -> str:
    """A statement, its words as `literal` has them, with its date if that is shown, its number in a list, its markers,
    which number the passages of an unsure answer, and a doubt."""
    date = dated(record, statement)
    markers = [f"[{number}]" for number in statement["citations"]]
    first, behind = (markers, []) if record["shape"] == "closest" else ([], markers)
    doubt = "" if statement["supported"] else f"({DOUBT})"
    words = (literal(statement["mark"]), literal(statement["text"]))
    parts = (*first, f"{literal(date)}:" if date else "", *words, *behind, doubt)
    return " ".join(part for part in parts if part)
