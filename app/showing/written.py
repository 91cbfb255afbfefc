"""What a language model wrote below the quotes: in words, and as an answer by itself. Pure."""

from app.records import AnswerRecord, StatementRecord, WrittenRecord
from index.language.wording import doubt, say
from index.language.words import fold


def alone(record: AnswerRecord) -> AnswerRecord:
    """What was written as the whole answer, without the quotes, its citations numbered as they are; refused if none of
    it is in the documents, unless it is still coming, was cut off or stands in doubt. There must be such a thing."""
    written = record["written"]
    if not written:
        raise ValueError("No language model was asked: the record holds nothing that was written.")
    statements, state = written["statements"], written["state"]
    status, coming = record["status"], state == "coming"
    if status != "unsure" and (coming or not _all_found(statements) or state != "whole"):
        none = not any(one["supported"] for one in statements)
        status = "refused" if none and state in ("whole", "gave_up") else "partial"
    cited = {number for one in statements for number in one["citations"]}
    unmet = [] if coming or status != "unsure" else _still_unmet(record, statements)
    above = doubt(record["language"], len(statements), unmet, True) if status == "unsure" else ""
    notices = (written["notice"], record["notice"] if record["shape"] == "several" and not coming else "")
    return {
        **record,
        "status": status,
        "statements": statements,
        "citations": [citation for citation in record["citations"] if citation["number"] in cited],
        "text": "\n".join(filter(None, (above, written["text"]))) if status != "refused" else "",
        "answered_by": written["model"],
        "shape": "written",
        "notice": " ".join(filter(None, notices)),
        "missing": record["missing"] if not coming and status in ("answered", "partial") else [],
        "headline": None,
        "unmet": unmet,
        "written": None,
    }


def as_written(record: AnswerRecord) -> AnswerRecord:
    """For whoever is shown one text: what was written if the documents state any of it, or while it is coming; else
    the quotes, with a notice of what became of the writing."""
    written = record["written"]
    if not written:
        return record
    doubtful = record["status"] == "unsure" and written["state"] == "gave_up"
    if written["state"] == "coming" or (any(one["supported"] for one in written["statements"]) and not doubtful):
        return alone(record)
    language = record["language"]
    notices = (unfound_line(written, language), outcome_line(written, language), record["notice"])
    quotes = [*record["statements"], *([record["headline"]] if record["headline"] else [])]
    cited = {number for one in quotes for number in one["citations"]}
    citations = [citation for citation in record["citations"] if citation["number"] in cited]
    return {**record, "citations": citations, "notice": " ".join(filter(None, notices)), "written": None}


def heading(written: WrittenRecord, language: str) -> str:
    """Above what was written: by whom, and that it was checked; "" if nothing is to stand below it."""
    if not written["statements"] or unfound(written):
        return ""
    corrected = sum(one["corrected"] for one in written["statements"])
    more = f"; {say(language, 'corrected', corrected)}" if corrected else ""
    return f"{say(language, 'checked', model=written['model'])}{more}"


def outcome_line(written: WrittenRecord, language: str) -> str:
    """Below it: that it is still coming, why it is not whole, or that the model found no answer; "" if it is whole."""
    model = written["model"]
    found = any(one["supported"] for one in written["statements"])
    nothing = say(language, "no_answer_within", model=model) if not written["statements"] else ""
    return {
        "coming": say(language, "writing", model=model),
        "whole": nothing,
        "gave_up": say(language, "not_all", model=model) if found else nothing,
        "cut": written["notice"],
    }[written["state"]]


def unfound(written: WrittenRecord) -> list[str]:
    """The sentences written, if it is over and the documents state none of them; else none."""
    over = written["state"] != "coming" and not any(one["supported"] for one in written["statements"])
    return [one["text"] for one in written["statements"]] if over else []


def unfound_line(written: WrittenRecord, language: str) -> str:
    """ "qwen wrote 2 sentences that the documents don't state."; "" if they state any of it."""
    count = len(unfound(written))
    return say(language, "unfound", count, model=written["model"]) if count else ""


def _all_found(statements: list[StatementRecord]) -> bool:
    return all(one["supported"] for one in statements)


def _still_unmet(record: AnswerRecord, statements: list[StatementRecord]) -> list[str]:
    """Those words of the question that were not in the closest passages, and are not in what was written either."""
    cited = {number for one in statements for number in one["citations"]}
    quotes = [citation["quote"] for citation in record["citations"] if citation["number"] in cited]
    told = fold(" ".join([*quotes, *(one["text"] for one in statements if one["supported"])]))
    return [word for word in record["unmet"] if fold(word) not in told]
