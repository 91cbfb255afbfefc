"""The judge of answers about the whole, on answers made by hand."""

from collections.abc import Mapping
from typing import Any

import pytest

from app.records import Answer, Citation, Refinement, Statement
from eval.studies.whole import NOT_CLAIMED, RIGHT, WRONG, judged
from index.records import Document

DOCUMENTS = {
    name: Document(name, f"{name} mentions rent.", None, None, name, copies=(f"copy-{name}",)) for name in "abc"
}


def answer(headline: str, cited: str = "", shape: str = "count", said: str = "", status: str = "answered") -> Answer:
    """Cites a document for each letter of `cited`."""
    statements = [
        Statement(said or DOCUMENTS[name].text, (Citation(number, DOCUMENTS[name], 0, 1),), item=True)
        for number, name in enumerate(cited, start=1)
    ]
    return Answer(
        "q", "q", status, 1.0, tuple(statements), (), "extract", shape=shape,
        headline=Statement(headline, ()) if headline else None,
    )  # fmt: skip


def question(truth: Mapping[str, Any], kind: str = "mention_count", form: str = "all") -> Mapping[str, Any]:
    return {"kind": kind, "form": form, "answer": truth}


TWO = {"count": 2, "documents": ["a", "b"]}


@pytest.mark.parametrize(
    ("truth", "given", "outcome"),
    [
        (TWO, answer("2 of 3 documents mention “rent”.", "ab"), RIGHT),
        ({"count": 2, "documents": ["copy-a", "b"]}, answer("2 of 3 documents mention “rent”.", "ab"), RIGHT),
        (TWO, answer("3 of 4 documents mention “rent”.", "ab"), WRONG),
        (TWO, answer("2 of 3 documents mention “rent”.", "ac"), WRONG),
        (TWO, answer("2 of 3 documents mention “rent”.", "a"), WRONG),
        (TWO, answer("2 of 3 documents mention “rent”.", "abc"), WRONG),
        (TWO, answer("", "ab", shape="sentence"), NOT_CLAIMED),
        ({"count": 0, "documents": []}, answer("None of 3 documents mentions “rent”."), RIGHT),
        ({"count": 0, "documents": []}, answer("1 of 3 documents mentions “rent”.", "a"), WRONG),
        ({"count": 1200}, answer("1,200 of 3,000 documents mention “rent”."), RIGHT),
        ({"value": 12.5}, answer("£12.50 is the mean.", shape="table"), RIGHT),
        ({"value": 12.5}, answer("£12.60 is the mean.", shape="table"), WRONG),
        ({"value": -3}, answer("−3 is the least.", shape="table"), RIGHT),
        ({"people": ["Ada Smith"]}, answer("1 person.", "a", shape="listing", said="Ada Smith"), RIGHT),
        ({"people": ["Ada Smith"]}, answer("2 people.", "ab", shape="listing", said="Ada Smith"), WRONG),
        ({"people": ["Bo Li"]}, answer("1 person.", "a", shape="listing", said="Ada Smith"), WRONG),
        ({"winners": ["Ada Smith"]}, answer("Ada Smith wrote the most, 2.", shape="listing"), RIGHT),
        ({"winners": ["Bo Li"]}, answer("Ada Smith wrote the most, 2.", shape="listing"), WRONG),
    ],
)
def test_a_figure_is_right_with_the_very_documents_that_it_rests_on(
    truth: Mapping[str, Any], given: Answer, outcome: str
) -> None:
    assert judged(question(truth), given) == outcome


@pytest.mark.parametrize("kind", ["ordinary", "trap"])
def test_an_ordinary_question_is_not_to_be_taken_for_one_about_the_whole(kind: str) -> None:
    assert judged(question({}, kind), answer("2 of 3 documents mention “rent”.", "ab")) == WRONG
    assert judged(question({}, kind), answer("", "a", shape="sentence")) == RIGHT


def test_asking_back_is_right_where_it_offers_what_may_be_meant() -> None:
    asked = Answer(
        "q", "q", "unsure", 0.5, (), (), "extract", shape="choices",
        refinements=(Refinement("choice", "Amount in Orders", "What is the sum of Amount in Orders?"),),
    )  # fmt: skip
    assert judged(question({"ask_back": ["Amount"]}, "ambiguous_column"), asked) == RIGHT
    assert judged(question({"ask_back": ["Net"]}, "ambiguous_column"), asked) == NOT_CLAIMED
    assert judged(question({"value": 2}, "table_sum"), asked) == NOT_CLAIMED


def test_a_column_that_is_not_there_is_not_to_be_added_up() -> None:
    assert judged(question({}, "column_missing"), answer("£2 is the sum.", "a", shape="table")) == WRONG
    assert judged(question({}, "column_missing"), answer("", shape="sentence", status="refused")) == RIGHT


def test_what_holds_now_may_be_told_by_a_sentence_of_the_right_document() -> None:
    truth = {"value": "30 days", "document": "a"}
    assert judged(question(truth, "validity"), answer("", "a", "sentence", "It is 30 days.")) == RIGHT
    assert judged(question(truth, "validity"), answer("", "b", "sentence", "It is 30 days.")) == WRONG
    assert judged(question(truth, "validity"), answer("", "a", "sentence", "It is 20 days.")) == WRONG
    assert judged(question(truth, "validity"), answer("", shape="sentence", status="refused")) == NOT_CLAIMED
