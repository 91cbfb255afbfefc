"""The record of an answer in words: what is said of it, and all of it as plain text. Pure."""

from collections.abc import Callable, Iterator
from itertools import groupby

from app.records import DOUBT, LISTED, UNCITED, AnswerRecord, CitationRecord, HitRecord, PlaceRecord, StatementRecord
from index.language.dates import spelt
from index.language.identify import ENGLISH
from index.language.tidy import one_line
from index.language.vocabulary import LANGUAGES, own_table, vocabulary
from index.language.words import likely_language

REFUSALS = tuple(words["refusal"] for language in LANGUAGES if (words := own_table(language, "wording")))
"""What is said in the place of an answer, in each language that has words for it."""
REFUSAL: str = vocabulary(ENGLISH, "wording")["refusal"]
MISSING = "Not in the documents: "
OFFERED = "What the documents do say:"
"""Heads the quotes beside what a language model wrote and no document states."""
_STATUS = {
    "partial": "Partly answered: the rest was not found in the documents",
    "unsure": "Not sure that the documents answer this",
    "refused": "Not found in the documents",
}
_LOW = 0.8  # confidence: below it, it is said
_DATED = ("several", "corpus")
_COPIES = 3  # named beside a file that has some


def status_line(record: AnswerRecord) -> str:
    """How well the documents bear the answer out, in words; "" where nothing was asked of them."""
    if record["shape"] in UNCITED:
        return ""
    if record["status"] in ("refused", "unsure"):
        return _STATUS[record["status"]]
    if unsupported := [
        str(number) for number, statement in enumerate(record["statements"], start=1) if not statement["supported"]
    ]:
        return f"Partly supported: not found in the documents: sentence {', '.join(unsupported)}"
    if record["status"] == "partial" and not record["missing"]:
        return "Partly answered" if record["statements"] else ""
    if record["status"] == "partial":
        return _STATUS["partial"]
    files = len({citation["source"] for citation in record["citations"]})
    how = "Each sentence checked against" if record["shape"] == "written" else "Quoted from"
    doubt = "" if record["confidence"] >= _LOW else f"; {record['confidence']:.0%} sure that it answers the question"
    return f"{how} {files} document{'s' * (files != 1)}{doubt}"


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


def author(record: AnswerRecord) -> str:
    """Which language model wrote the answer, and what was done about it; "" if none did."""
    if record["shape"] != "written" or record["status"] == "refused" or not record["statements"]:
        return ""
    corrected = sum(statement["corrected"] for statement in record["statements"])
    line = f"Written by {record['answered_by']}, each sentence checked"
    return line + (f"; {corrected} citation{'s' * (corrected != 1)} corrected" if corrected else "")


def doubt_line(record: AnswerRecord) -> str:
    """What stands above the passages of an unsure answer, in the language of the question, and what they don't mention;
    "" of any other answer."""
    if record["status"] != "unsure":
        return ""
    words = vocabulary(likely_language(record["question"]), "wording")
    line: str = words["written" if record["shape"] == "written" else "unsure"]
    unmet = [f"“{word}”" for word in record["unmet"]]
    listed = f" {words['or']} ".join(filter(None, [", ".join(unmet[:-1]), *unmet[-1:]]))
    return f"{line} {words['unmet'].format(words=listed)}" if unmet else line


def refused_draft(record: AnswerRecord) -> tuple[str, list[str]]:
    """What a language model wrote and no document states, with a heading; no sentences if there was no such thing."""
    refused = record["shape"] == "written" and record["status"] == "refused"
    heading = f"What {record['answered_by']} wrote ({DOUBT})"
    return heading, [statement["text"] for statement in record["statements"]] if refused else []


def refusal(record: AnswerRecord) -> str:
    """What is said in the place of an answer. The documents may say it where a language model did not find it."""
    if record["shape"] != "written":
        wording: str = vocabulary(likely_language(record["question"]), "wording")["refusal"]
        return wording
    wrote = "wrote nothing that the documents state" if record["statements"] else "found no answer"
    return f"{record['answered_by']} {wrote}."


def advice(record: AnswerRecord) -> str:
    """What can be done after a refusal, in the language of the question."""
    line: str = vocabulary(likely_language(record["question"]), "wording")["advice"]
    return line


def answer_text(record: AnswerRecord) -> str:
    """The answer and its citations as lines for a terminal."""
    lines = []
    if record["standalone"] != record["question"]:
        lines.append(f"(understood as: {record['standalone']})")
    if record["notice"]:
        lines.append(record["notice"])
    if doubt := doubt_line(record):
        lines.append(doubt)
    if record["headline"]:
        lines.append(statement_line(record, record["headline"]))
    for item, run in runs(record):
        shown = [statement_line(record, statement) for statement in run]
        one_each = item or record["shape"] == "several"
        lines += [f"• {line}" if item else line for line in shown] if one_each else [" ".join(shown)]
    if record["status"] == "refused":
        lines.append(refusal(record))
    lines += [f"{MISSING}{part}" for part in record["missing"]]
    lines += [f"  [{citation['number']}] {quoted(citation)}" for citation in record["citations"]]
    if line := author(record):
        lines.append(f"({line})")
    if record["related"]:
        lines.append(OFFERED)
        lines += [f"  {quoted(citation)}" for citation in record["related"]]
    heading, draft = refused_draft(record)
    if draft:
        lines += [f"{heading}:", *(f"  {one_line(text)}" for text in draft)]
    return "\n".join(lines)


def place(passage: CitationRecord | HitRecord) -> str:
    """Where a citation or a hit is, on one line: file, title, date, page, and how that was read if it was a scan."""
    parts = (files(passage), passage["title"], passage["date"] or "no date stated", page_of(passage), doubt_of(passage))
    return " · ".join(part for part in parts if part)


def quoted(citation: CitationRecord, literal: Callable[[str], str] = one_line) -> str:
    """A citation on one line: where it is, and its words; each as `literal` has it."""
    return f"{literal(place(citation))}: “{literal(citation['quote'])}”"


def page_of(passage: PlaceRecord) -> str:
    """ "page 3"; "" in a document without pages."""
    return f"page {passage['page']}" if passage["page"] else ""


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
    """The date of the document quoted, where the answer spans several; "" if it is not to be shown."""
    if record["shape"] not in _DATED or not statement["citations"]:
        return ""
    first = statement["citations"][0]
    day = next(citation["date"] for citation in record["citations"] if citation["number"] == first)
    return spelt(day) if day else "No date stated"


def statement_line(record: AnswerRecord, statement: StatementRecord, literal: Callable[[str], str] = str) -> str:
    """A statement, its words as `literal` has them, with its date if that is shown, its markers, and a doubt."""
    date = dated(record, statement)
    markers = [f"[{number}]" for number in statement["citations"]]
    doubt = "" if statement["supported"] else f"({DOUBT})"
    parts = (f"{literal(date)}:" if date else "", literal(statement["text"]), *markers, doubt)
    return " ".join(part for part in parts if part)
