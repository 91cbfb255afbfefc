"""The record of an answer in words: what is said of it, and all of it as plain text. Pure."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import PurePosixPath

from app.records import (
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
from index.language.cldr import day, share, spelt_day
from index.language.identify import ENGLISH
from index.language.tidy import one_line
from index.language.vocabulary import vocabulary
from index.language.wording import say

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
    corrected = sum(statement["corrected"] for statement in record["statements"])
    written, language = record["shape"] == "written", record["language"]
    parts = [
        say(language, "by", model=record["answered_by"]) if written else "",
        say(language, "partly") if record["status"] == "partial" and (record["missing"] or not doubted) else "",
        say(language, "doubted_at", numbers=doubted) if doubted else "",
        say(language, "checked_against" if written else "quoted_from", count) if count and not doubted else "",
        say(language, "corrected", corrected) if corrected else "",
        confidence_line(record),
    ]
    line = "; ".join(part for part in parts if part)
    return line[:1].upper() + line[1:]


def confidence_line(record: AnswerRecord) -> str:
    """How sure it is that the question is answered; "" where that goes without saying, or would contradict that it is
    unsure: passages that lack what the question pins down are, however near they come."""
    if record["confidence"] >= _LOW.get(record["status"], 0.0) or record["shape"] in UNCITED:
        return ""
    percent = share(record["confidence"], record["language"])
    return say(record["language"], f"sure_{record['status']}", percent=percent)


def only_line(record: AnswerRecord) -> str:
    """Of which documents it was asked, on one line; "" if of all."""
    files = _few(record["only"], _CHOSEN, record["language"])
    return say(record["language"], "only", files=files) if files else ""


def understood_line(record: AnswerRecord, literal: Callable[[str], str] = str) -> str:
    """What the question was understood as, its words as `literal` has them; "" where it was as it stands."""
    if record["standalone"] == record["question"]:
        return ""
    return say(record["language"], "understood", question=literal(record["standalone"]))


def missing_lines(record: AnswerRecord, literal: Callable[[str], str] = str) -> list[str]:
    """The parts of a question that the documents don't answer, their words as `literal` has them."""
    return [say(record["language"], "missing", part=literal(part)) for part in record["missing"]]


def offered_line(record: AnswerRecord) -> str:
    """Heads the quotes beside what a language model wrote and no document states."""
    return say(record["language"], "offered")


def date_line(date: str | None, dated_by: str, language: str = ENGLISH) -> str:
    """A document's date and what states it, or that none is stated."""
    if not date:
        return say(language, "no_date")
    spelt, names = spelt_day(date, language), vocabulary(language, "wording.dated_by")
    return say(language, "date_from", day=spelt, by=names.get(dated_by, dated_by)) if dated_by else spelt


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
    return wording.doubt(record["language"], len(record["statements"]), record["unmet"], written)


def unmet_line(record: AnswerRecord) -> str:
    """Below what a language model has written to a question that the documents may not answer: the words of the
    question that are not in it; "" below any other answer."""
    unsure = record["status"] == "unsure" and record["shape"] == "written" and record["statements"]
    return wording.written_unmet(record["language"], record["unmet"]) if unsure else ""


def refused_draft(record: AnswerRecord) -> tuple[str, list[str]]:
    """What a language model wrote and no document states, with a heading; no sentences if there was no such thing."""
    refused = record["shape"] == "written" and record["status"] == "refused"
    heading = say(record["language"], "draft", model=record["answered_by"])
    return heading, [statement["text"] for statement in record["statements"]] if refused else []


def refusal(record: AnswerRecord) -> str:
    """What is said in the place of an answer. The documents may say it where a language model did not find it."""
    if record["shape"] != "written":
        return wording.refusal(record["language"], len(record["only"]))
    why = "nothing_stated" if record["statements"] else "no_answer"
    return say(record["language"], why, model=record["answered_by"])


def refusal_lines(record: AnswerRecord) -> list[str]:
    """What is said in the place of an answer, and what can be done; nothing unless it is refused."""
    if record["status"] != "refused":
        return []
    advice = wording.advice(record["language"], len(record["only"]))
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
    lines += [f"({_within(line)})" for line in (understood_line(record), only_line(record)) if line]
    lines += filter(None, [notice_above(record), doubt_line(record)])
    if record["headline"]:
        lines.append(statement_line(record, record["headline"]))
    lines += _statement_lines(record)
    lines += filter(None, [more_line(whole, record, where), unmet_line(record), " ".join(refusal_lines(record))])
    lines += missing_lines(record)
    lines += [*(f"• {line}" for line in choice_lines(record)), *below(record)]
    above = {number for own in record["statements"] for number in own["citations"]}
    above = above if record["shape"] in ("closest", *WHOLE) else set()  # of these the passages stand above
    cited = [
        (one["number"], (place if one["number"] in above else quoted)(one, record["language"]))
        for one in record["citations"]
    ]
    lines += [f"  [{number}] {words}" for number, words in cited]
    if line := status_line(record):
        lines.append(f"({line})")
    lines += _written_lines(record)
    if record["related"]:
        lines.append(offered_line(record))
        lines += [f"  {quoted(citation, record['language'])}" for citation in record["related"]]
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
    language = record["language"]
    if head := heading(written, language):
        yield f"{head}:"
        yield from _statement_lines(alone(record))
    if line := unfound_line(written, language):
        yield line
        yield from (f"  {one_line(text)}" for text in unfound(written))
    if line := outcome_line(written, language):
        yield line


def place(passage: CitationRecord | HitRecord, language: str) -> str:
    """Where a citation or a hit is, on one line: file, title, date, page, and how that was read if it was a scan."""
    date = day(passage["date"], language) if passage["date"] else _within(say(language, "no_date"))
    parts = (files(passage, language), passage["title"], date, page_of(passage, language), doubt_of(passage, language))
    return " · ".join(part for part in parts if part)


def quoted(citation: CitationRecord, language: str, literal: Callable[[str], str] = one_line) -> str:
    """A citation on one line: where it is, and its words; each as `literal` has it."""
    return f"{literal(place(citation, language))}: {wording.quoted(language, literal(citation['quote']))}"


def page_of(passage: PlaceRecord, language: str) -> str:
    """ "page 3", "slide 3" of a presentation; "" in a document without pages."""
    page = passage["page"]
    return say(language, page_word(passage["source"]), 1, pages=str(page)) if page else ""


def name_of(passage: PlaceRecord) -> str:
    """What a document is called: its title, else the name of its file."""
    return passage["title"] or PurePosixPath(passage["source"]).name


def beside_name(passages: Sequence[CitationRecord | HitRecord], language: str) -> str:
    """What stands beside the name of a document of which these are passages: its file, unless the name says it, its
    date, if it states one, the pages, and how they were read."""
    first = passages[0]
    file = files(first, language)
    pages = list(dict.fromkeys(one["page"] for one in passages if one["page"]))
    listed = ", ".join(map(str, pages[:_PAGES])) + ", …" * (len(pages) > _PAGES)
    parts = (
        file if file != name_of(first) else "",
        spelt_day(first["date"], language) if first["date"] else "",
        say(language, page_word(first["source"]), len(pages), pages=listed) if pages else "",
        next(filter(None, (doubt_of(one, language) for one in passages)), ""),
    )
    return " · ".join(filter(None, parts))


def doubt_of(passage: PlaceRecord, language: str) -> str:
    """ "read by OCR, 91% sure" of a passage of a scan, else ""."""
    sure = passage["recognised"]
    return "" if sure is None else say(language, "recognised", percent=share(sure, language))


def files(passage: CitationRecord | HitRecord, language: str) -> str:
    """The file, and those that hold the same."""
    copies = _few(passage["copies"] if "copies" in passage else [], _COPIES, language)  # noqa: SIM401 - a hit has none
    return say(language, "copies", file=passage["source"], copies=copies) if copies else passage["source"]


def _few(names: Sequence[str], most: int, language: str) -> str:
    """The first of them in a row, and how many more there are."""
    more = len(names) - most
    return ", ".join([*names[:most], *([say(language, "more_files", more)] if more > 0 else [])])


def _within(line: str) -> str:
    """A line as it stands within another."""
    return line[:1].lower() + line[1:]


def dated(record: AnswerRecord, statement: StatementRecord) -> str:
    """The date of the document quoted, where the answer spans several; "" if it is not to be shown: of a headline."""
    if record["shape"] not in _DATED or not statement["citations"] or statement is record["headline"]:
        return ""
    first = statement["citations"][0]
    stated = next(citation["date"] for citation in record["citations"] if citation["number"] == first)
    return spelt_day(stated, record["language"]) if stated else say(record["language"], "no_date")


def statement_line(record: AnswerRecord, statement: StatementRecord, literal: Callable[[str], str] = str) -> str:
    """A statement, its words as `literal` has them, with its date if that is shown, its number in a list, its markers,
    which number the passages of an unsure answer, and a doubt."""
    date = dated(record, statement)
    markers = [f"[{number}]" for number in statement["citations"]]
    first, behind = (markers, []) if record["shape"] == "closest" else ([], markers)
    doubt = "" if statement["supported"] else f"({say(record['language'], 'doubted')})"
    words = (literal(statement["mark"]), literal(statement["text"]))
    parts = (*first, f"{literal(date)}:" if date else "", *words, *behind, doubt)
    return " ".join(part for part in parts if part)
