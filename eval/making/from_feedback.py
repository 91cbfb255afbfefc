"""Drafts cases from what people thought of answers: each thumbs-down is a question to measure with. Pure."""

import hashlib
from collections.abc import Iterable

from app.asking.intake import MAX_QUESTION, Turn
from app.keeping.feedback import Given
from app.records import AnswerRecord
from app.showing.text import brief_text
from eval.case import Case
from eval.measuring.metrics import normalise
from index.language.tidy import valid_text
from index.language.wording import refusal

TO_FILL_IN = "?"  # no answer can hold it: `check` refuses a draft that was accepted as it is


def draft_from(feedback: Iterable[Given]) -> list[Case]:
    """A draft of each question whose answer somebody put the thumb down on, the last where it was so more than once.

    What a right answer holds is left to be filled in. The sources are a suggestion: those that the answer cited, or of
    a refusal those that came near. The `note` says what was remarked and what was answered.
    """
    drafts: dict[str, Case] = {}
    for given in feedback:
        if given.rating == "down":
            case = _draft(given)
            drafts.pop(case.id, None)
            drafts[case.id] = case
    return list(drafts.values())


def _draft(given: Given) -> Case:
    """The draft of a question; its id tells it from others."""
    answer = given.answer
    question, history = _asked(answer["question"], answer["standalone"])
    key = normalise(valid_text(answer["standalone"]))
    sources = _sources(answer)
    remarks = [
        f"Remarked: {given.note}" if given.note else "",
        f"Asked as: {answer['question']}" if answer["question"] != question else "",
        f"Answered ({answer['status']}): {brief_text(answer) or refusal(answer['language'])}",
    ]
    return Case(
        id=f"feedback-{hashlib.sha256(key.encode()).hexdigest()[:10]}",
        question=question,
        history=history,
        answers=[[TO_FILL_IN]],
        sources=sources,
        answerable=bool(sources),
        type="feedback",
        draft=True,
        note=valid_text(" | ".join(remark for remark in remarks if remark)),
    )


def _asked(question: str, standalone: str) -> tuple[str, list[Turn]]:
    """The question with as much of its conversation as the record tells: what it leaned on stands before it."""
    before = standalone.removesuffix(question).strip()
    if question.strip() and before != standalone.strip():
        return valid_text(question), [("user", valid_text(before))] if before else []
    alone = standalone if standalone.strip() and len(standalone) <= MAX_QUESTION else question
    return valid_text(alone), []


def _sources(answer: AnswerRecord) -> list[str]:
    near = [passage["source"] for passage in answer["citations"] or answer["related"] or answer["hits"][:1]]
    return [source for source in dict.fromkeys(near) if source == valid_text(source)]
