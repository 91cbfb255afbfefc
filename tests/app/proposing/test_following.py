"""What is proposed after an answer is answered by something else, and never more than the documents say."""

from collections.abc import Callable, Sequence
from typing import Any, cast

import pytest

from app.proposing.following import Proposal, follow_ups
from app.records import Answer, AnswerRecord, Citation, CitationRecord, Refinement, Statement, to_json
from index.records import Document

TEXT = (
    "The town hall was opened on 3 May 1994. Ann Silva built it. The sports hall was opened on 4 June 2001. "
    "The membership fee is £35 a year."
)
HALL = Document("hall.txt", TEXT, "Halls of the town", None, "h" * 64)
FIRST = TEXT.index("Ann") - 1


def of(question: str, *places: tuple[Document, int, int], **more: Any) -> Answer:
    said = tuple(
        Statement("So it is, as it always was here.", (Citation(at, *place),))
        for at, place in enumerate(places, start=1)
    )
    given: dict[str, Any] = {"status": "answered", "confidence": 0.95, "statements": said} | more
    return Answer(question, question, hits=(), answered_by="extract", **given)


def by_sentence(question: str) -> Answer:
    """The answer of someone who finds every sentence of the halls."""
    if question.startswith("How many"):
        return of(question, (HALL, 0, 9), (Document("b.txt", TEXT, None, None, "b"), 0, 9), shape="count")
    if "about" in question:
        return of(question, (HALL, 0, 9), (HALL, FIRST, len(TEXT)), shape="summary")
    start = TEXT.index("The sports" if "sports" in question else "The member" if "fee" in question else "The old")
    return of(question, (HALL, start, start + 30))


def proposed(
    *answers: Answer,
    ask: Callable[[str], Answer] = by_sentence,
    documents: Sequence[Document] = (HALL,),
    now: Callable[[], float] = lambda: 0.0,
) -> list[Proposal]:
    def find(citation: CitationRecord) -> Document | None:
        return next((one for one in documents if one.source == citation["source"]), None)

    return follow_ups(cast(list[AnswerRecord], [to_json(answer) for answer in answers]), ask, find, now)


WHEN = of("When was the town hall opened?", (HALL, 0, FIRST))


def test_they_come_from_what_stands_beside_the_quote() -> None:
    questions = [one.question for one in proposed(WHEN)]
    assert "When was the sports hall opened?" in questions
    assert "What is “Halls of the town” about?" in questions
    assert len(questions) == 3
    assert WHEN.question not in questions


def test_what_was_asked_or_shown_before_in_the_chat_is_not_proposed() -> None:
    start = TEXT.index("The sports")
    before = of("When was the second hall opened?", (HALL, start, start + 30))
    assert "When was the sports hall opened?" not in [one.question for one in proposed(before, WHEN)]
    about = of("what is “halls of the town” about", (HALL, 0, 9), shape="summary")
    assert "What is “Halls of the town” about?" not in [one.question for one in proposed(about, WHEN)]


@pytest.mark.parametrize("more", [{"status": "refused"}, {"confidence": 0.5}, {"notice": "Mind this."}])
def test_what_would_not_be_answered_surely_is_not_proposed(more: dict[str, Any]) -> None:
    def ask(question: str) -> Answer:
        return of(question, (HALL, TEXT.index("The sports"), len(TEXT)), **more)

    assert proposed(WHEN, ask=ask) == []


def test_what_is_answered_by_a_sentence_already_shown_is_not_proposed() -> None:
    assert proposed(WHEN, ask=lambda question: of(question, (HALL, 0, FIRST))) == []


def test_what_a_document_is_about_is_not_proposed_where_that_reads_badly() -> None:
    rows = tuple(Statement("Mon; morning: closed; evening: –.", (Citation(at, HALL, 0, 9),)) for at in (1, 2))

    def ask(question: str) -> Answer:
        return of(question, statements=rows, shape="summary")

    assert proposed(WHEN, ask=ask) == []


def test_of_a_long_document_the_sections_near_the_quote_are_asked_about() -> None:
    parts = ("wood", "bark", "leaf", "seed", "root", "sap", "moss")
    names = [f"{tree} {part}" for tree in ("Oak", "Elm", "Ash", "Yew", "Fir", "Fig", "Bay") for part in parts]
    text = "# Trees of the park\n\n" + "\n\n".join(f"## {name}\n\n{'It is there and well. ' * 20}" for name in names)
    trees = Document("trees.md", text, "Trees of the park", None, "t" * 64)

    def ask(question: str) -> Answer:
        name = next((name for name in names if f"“{name}”" in question), "")
        start = text.index(f"## {name}") + len(name) + 5 if name else 0
        return of(question, (trees, start, start + 21)) if name else of(question, status="refused")

    quoted = text.index("## Bay seed") + 13
    found = proposed(of("Where is it?", (trees, quoted, quoted + 21)), ask=ask, documents=[trees])
    assert [one.question.split("“")[2] for one in found] == ["Bay root”?", "Bay leaf”?"]


def test_after_a_refusal_there_is_nothing_to_go_on_with() -> None:
    def ask(question: str) -> Answer:
        raise AssertionError(question)

    assert proposed(of("Why?", status="refused"), ask=ask) == []
    assert proposed(of("Why?", (HALL, 0, 9), status="unsure", shape="closest"), ask=ask) == []
    assert proposed(WHEN, ask=ask, documents=[]) == [], "the document has gone"


def test_it_gives_up_after_a_second() -> None:
    asked: list[str] = []

    def ask(question: str) -> Answer:
        asked.append(question)
        return of(question, status="refused")

    assert proposed(WHEN, ask=ask, now=lambda: 0.6 * len(asked)) == []
    assert len(asked) == 2


def dated(year: int, folder: str = "a") -> Document:
    return Document(f"{folder}/{year}.txt", TEXT, None, f"{year}-02-03", f"{year}{folder}")


MANY = [(dated(year, folder), 0, 9) for year in (2021, 2022, 2023) for folder in "ab"]


def narrowed(question: str) -> Answer:
    """A count over the documents of the year or the folder that is named last."""
    kept = [
        place
        for place in MANY
        if (place[0].date or "-")[:4] in question or f"the {place[0].source[0]} folder" in question
    ]
    return of(question, *kept, shape="count", refinements=(Refinement("date", "from 2022", "How many?"),))


def test_a_list_can_be_opened_and_narrowed() -> None:
    found = proposed(of("How many documents mention the hall?", *MANY, shape="count"), ask=narrowed)
    assert found[0] == Proposal("Show all 6", "")
    assert [one.label for one in found[1:]] == ["Only 2021", "Only 2022"]
    assert found[1].question == "How many documents mention the hall from 2021?"


def test_what_would_narrow_nothing_is_not_proposed() -> None:
    def ask(question: str) -> Answer:
        return of(question, *MANY, shape="count")  # the year was not understood

    count = of("How many documents mention the hall?", *MANY, shape="count")
    assert [one.question for one in proposed(count, ask=ask)] == [""]
    assert proposed(of("How many documents mention the hall?", MANY[0], shape="count"), ask=ask) == []
