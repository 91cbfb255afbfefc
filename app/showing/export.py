"""A chat as a file: Markdown to read, JSON with all that the records hold. Pure."""

import json
from collections.abc import Iterator, Sequence

from app.records import AnswerRecord
from app.showing.markdown import literal, statements
from app.showing.text import (
    doubt_line,
    missing_lines,
    offered_line,
    only_line,
    place,
    refusal_lines,
    refused_draft,
    status_line,
    understood_line,
    unmet_line,
)
from app.showing.whole import below, choice_lines, notice_above
from app.showing.written import alone, heading, outcome_line, unfound, unfound_line
from index.language.tidy import valid_text

VERSION = 1  # of the JSON form


def chat_markdown(title: str, records: Sequence[AnswerRecord]) -> str:
    """Questions and answers, each with its citations: number, place, and quote as a block quote."""
    blocks = [f"# {literal(title)}", *(block for record in records for block in _blocks(record))]
    return "\n\n".join(block.rstrip() for block in blocks) + "\n"


def chat_json(title: str, records: Sequence[AnswerRecord]) -> str:
    """`{"version", "title", "records"}`, the records as they are kept."""
    chat = {"version": VERSION, "title": title, "records": list(records)}
    return valid_text(json.dumps(chat, ensure_ascii=False, indent=1)) + "\n"


def _blocks(record: AnswerRecord) -> Iterator[str]:
    yield f"## {literal(record['question'])}"
    if understood := understood_line(record, literal):
        yield understood
    if only := only_line(record):
        yield literal(only)
    if notice := notice_above(record):
        yield literal(notice)
    if doubt := doubt_line(record):
        yield literal(doubt)
    if answer := statements(record):
        yield answer
    if unmet := unmet_line(record):
        yield literal(unmet)
    if refused := refusal_lines(record):
        yield literal(" ".join(refused))
    yield from missing_lines(record, literal)
    if choices := choice_lines(record, literal):
        yield "\n".join(f"- {line}" for line in choices)
    yield from map(literal, below(record))
    if status := status_line(record):
        yield f"*{literal(status)}*"
    yield from _written(record)
    for citation in record["citations"]:
        yield f"**[{citation['number']}]** {literal(place(citation, record['language']))}"
        yield f"> {literal(citation['quote'])}"
    if record["related"]:
        yield offered_line(record)
    for citation in record["related"]:
        yield literal(place(citation, record["language"]))
        yield f"> {literal(citation['quote'])}"
    heading, draft = refused_draft(record)
    if draft:
        yield f"{literal(heading)}:"
        yield "\n".join(f"- {literal(text)}" for text in draft)


def _written(record: AnswerRecord) -> Iterator[str]:
    """What a language model wrote below the quotes."""
    if not (written := record["written"]):
        return
    language = record["language"]
    if head := heading(written, language):
        yield f"{literal(head)}:"
        yield statements(alone(record))
    if line := unfound_line(written, language):
        yield literal(line)
        yield "\n".join(f"- {literal(text)}" for text in unfound(written))
    if line := outcome_line(written, language):
        yield literal(line)
