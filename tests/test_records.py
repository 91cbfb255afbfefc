"""The answer record's JSON form and its inverse, over generated answers."""

import dataclasses
import json
from math import nan
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.records import SHAPES, Answer, Citation, Statement, from_json, quoting, to_json
from index.records import Chunk, Document, Hit

COUNCIL = Document("council.txt", "Ann Silva spoke.\nBo left.", title="Council", date="2020-05-05", sha256="c")
ZOO = Document("zoo/birds.md", "Ñandú birds arrived.", title=None, date=None, sha256="z", page_starts=(0, 6))
ANSWER = Answer(
    question="and who spoke?",
    standalone="Who spoke in the council?",
    status="partial",
    confidence=0.5,
    statements=(
        Statement("Ann Silva spoke.", (Citation(1, COUNCIL, 0, 16), Citation(2, ZOO, 0, 5))),
        Statement("Bo stayed.", (Citation(2, ZOO, 0, 5),), supported=False),
        Statement("Nothing more.", ()),
    ),
    hits=(Hit(Chunk(COUNCIL, 0, 25), 1.0, 0.75, 3.5), Hit(Chunk(ZOO, 0, 20), 0.25, -0.125, 0.0)),
    answered_by="extract",
    timings={"search": 0.25, "total": 0.5},
)
DOCUMENTS = {document.source: document for document in (COUNCIL, ZOO)}


@st.composite
def documents(draw: st.DrawFn) -> list[Document]:
    """Up to three documents; some state a title or a date, some have pages, one may be empty."""
    texts = draw(st.lists(st.text(max_size=40), min_size=1, max_size=3))
    return [
        Document(
            source=f"folder/{number}.txt",
            text=text,
            title=draw(st.none() | st.text(min_size=1, max_size=5)),
            date=draw(st.none() | st.dates().map(lambda day: day.isoformat())),
            sha256=f"{number:064}",
            page_starts=draw(st.sampled_from([(), (0,), (0, 3, 9)])),
        )
        for number, text in enumerate(texts)
    ]


@st.composite
def answers(draw: st.DrawFn) -> tuple[Answer, list[Document]]:
    """An answer over documents: statements that share citations or have none, hits, and figures of any length."""
    own = draw(documents())

    def span() -> tuple[Document, int, int]:
        document = draw(st.sampled_from(own))
        start = draw(st.integers(0, len(document.text)))
        return document, start, draw(st.integers(start, len(document.text)))

    pool = [Citation(number, *span()) for number in range(1, draw(st.integers(1, 4)))]
    cited = st.lists(st.sampled_from(pool), unique_by=lambda citation: citation.number) if pool else st.just([])
    key = st.none() | st.tuples(st.integers(0, 5), st.integers(5, 9))
    statement = st.builds(Statement, st.text(max_size=20), cited.map(tuple), st.booleans(), key)
    score = st.floats(-30, 30)
    answer = Answer(
        question=draw(st.text(max_size=20)),
        standalone=draw(st.text(max_size=20)),
        status=draw(st.sampled_from(["answered", "partial", "refused"])),
        confidence=draw(st.floats(0, 1)),
        statements=tuple(draw(st.lists(statement, max_size=3))),
        hits=tuple(Hit(Chunk(*span()), draw(score), draw(score), draw(score)) for _ in range(draw(st.integers(0, 3)))),
        answered_by=draw(st.sampled_from(["extract", "a model"])),
        timings=draw(st.dictionaries(st.sampled_from(["search", "sentences", "total"]), st.floats(0, 100))),
        shape=draw(st.sampled_from(SHAPES)),
        notice=draw(st.text(max_size=5)),
        missing=tuple(draw(st.lists(st.text(max_size=5), max_size=2))),
        related=tuple(Citation(number, *span()) for number in range(1, draw(st.integers(1, 4)))),
    )
    return answer, own


def rounded(answer: Answer) -> Answer:
    """The answer with its figures as the record gives them: four places."""
    return dataclasses.replace(
        answer,
        confidence=round(answer.confidence, 4),
        hits=tuple(dataclasses.replace(hit, score=round(hit.score, 4), dense=nan, lexical=nan) for hit in answer.hits),
        timings={stage: round(seconds, 4) for stage, seconds in answer.timings.items()},
    )


@settings(max_examples=60)
@given(answers())
def test_an_answer_and_its_json_form_give_each_other(made: tuple[Answer, list[Document]]) -> None:
    answer, own = made
    record = json.loads(json.dumps(to_json(answer)))
    again = from_json(record, {document.source: document for document in own})
    assert again == rounded(answer)
    assert to_json(again) == record


def test_a_hand_made_answer_comes_back_unrounded() -> None:
    """Its figures have at most four places."""
    assert from_json(to_json(ANSWER), DOCUMENTS) == rounded(ANSWER)


def test_quotes_pages_and_text_are_those_of_the_documents() -> None:
    answer = from_json(to_json(ANSWER), DOCUMENTS)
    assert [citation.quote for citation in answer.citations] == ["Ann Silva spoke.", "Ñandú"]
    assert [citation.page for citation in answer.citations] == [None, 1]
    assert answer.text == "Ann Silva spoke. [1] [2] Bo stayed. [2] Nothing more."
    assert [statement.supported for statement in answer.statements] == [True, False, True]
    assert answer.citations[0].document is COUNCIL, "documents are not copied"


def test_a_refusal_that_found_nothing_comes_back() -> None:
    refusal = Answer("Who?", "Who?", "refused", 0.0, (), (), "extract")
    assert from_json(to_json(refusal), {}) == refusal


def test_a_quoted_answer_comes_back_with_its_numbers() -> None:
    answer = dataclasses.replace(ANSWER, statements=quoting([(COUNCIL, 17, 25), (ZOO, 0, 20), (COUNCIL, 17, 25)]))
    again = from_json(to_json(answer), DOCUMENTS)
    assert again == rounded(answer)
    assert [[citation.number for citation in own.citations] for own in again.statements] == [[1], [2], [1]]


def test_a_document_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError, match=r"zoo/birds\.md"):
        from_json(to_json(ANSWER), {"council.txt": COUNCIL})
    only_hit = dataclasses.replace(ANSWER, statements=())
    with pytest.raises(KeyError, match=r"council\.txt"):
        from_json(to_json(only_hit), {"zoo/birds.md": ZOO})


@pytest.mark.parametrize(
    "name",
    [
        "question",
        "standalone",
        "status",
        "confidence",
        "statements",
        "citations",
        "hits",
        "answered_by",
        "timings",
        "shape",
        "notice",
        "missing",
        "related",
    ],
)
def test_a_record_of_another_make_is_a_key_error(name: str) -> None:
    record = {key: value for key, value in to_json(ANSWER).items() if key != name}
    with pytest.raises(KeyError, match=name):
        from_json(record, DOCUMENTS)


def test_a_statement_that_cites_what_is_not_listed_is_a_key_error() -> None:
    record: dict[str, Any] = to_json(ANSWER)
    with pytest.raises(KeyError, match="2"):
        from_json(record | {"citations": record["citations"][:1]}, DOCUMENTS)


def test_items_stand_on_lines_of_their_own() -> None:
    answer = dataclasses.replace(ANSWER, shape="bullets")
    assert answer.text.split("\n") == ["Ann Silva spoke. [1] [2]", "• Bo stayed. [2]", "• Nothing more."]
