"""The answer record's JSON form, over generated answers: what it holds, and what is read of one that is damaged."""

import dataclasses
import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.records import (
    CONTEXT,
    SHAPES,
    WRITING,
    Answer,
    AnswerRecord,
    Citation,
    RecordError,
    Statement,
    Written,
    from_json,
    quoting,
    to_json,
)
from app.showing.cards import turn_html
from app.showing.export import chat_json, chat_markdown
from app.showing.html import answer_html
from app.showing.text import answer_text
from app.web.openai_api import Request, completion
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
    headline=Statement("Ann Silva", (Citation(1, COUNCIL, 0, 16),)),
    unmet=("2023",),
    written=Written("a model", (Statement("Ann spoke.", (Citation(1, COUNCIL, 0, 16),)),), "whole"),
)


@st.composite
def documents(draw: st.DrawFn) -> list[Document]:
    """Up to three documents; some state a title or a date, some have pages, one may be empty."""
    texts = draw(st.lists(st.text(max_size=40), min_size=1, max_size=3))
    return [
        Document(
            source=f"folder/{number}.txt",
            body=text,
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
    key = st.none() | st.tuples(st.integers(0, 4), st.integers(5, 9))
    statement = st.builds(Statement, st.text(min_size=9, max_size=20), cited.map(tuple), st.booleans(), key)
    score = st.floats(-30, 30)
    answer = Answer(
        question=draw(st.text(max_size=20)),
        standalone=draw(st.text(max_size=20)),
        status=draw(st.sampled_from(["answered", "partial", "unsure", "refused"])),
        confidence=draw(st.floats(0, 1)),
        statements=tuple(draw(st.lists(statement, max_size=3))),
        hits=tuple(Hit(Chunk(*span()), draw(score), draw(score), draw(score)) for _ in range(draw(st.integers(0, 3)))),
        answered_by=draw(st.sampled_from(["extract", "a model"])),
        timings=draw(st.dictionaries(st.sampled_from(["search", "sentences", "total"]), st.floats(0, 100))),
        shape=draw(st.sampled_from(SHAPES)),
        notice=draw(st.text(max_size=5)),
        missing=tuple(draw(st.lists(st.text(max_size=5), max_size=2))),
        related=tuple(Citation(number, *span()) for number in range(1, draw(st.integers(1, 4)))),
        unmet=tuple(draw(st.lists(st.text(max_size=5), max_size=2))),
    )
    headline = draw(st.none() | st.sampled_from(answer.statements)) if answer.statements else None
    below = st.builds(
        Written,
        st.text(max_size=5),
        st.lists(statement, max_size=2).map(tuple),
        st.sampled_from(WRITING),
        st.text(max_size=5),
    )
    return dataclasses.replace(answer, headline=headline, written=draw(st.none() | below)), own


@settings(max_examples=60)
@given(answers())
def test_a_record_holds_what_its_documents_say(made: tuple[Answer, list[Document]]) -> None:
    answer, own = made
    texts = {document.source: document.text for document in own}
    record = to_json(answer)
    assert json.loads(json.dumps(record)) == record
    for citation in [*record["citations"], *record["related"]]:
        text = texts[citation["source"]]
        assert citation["quote"] == text[citation["start"] : citation["end"]]
        around = citation["before"] + citation["quote"] + citation["after"]
        at = citation["start"] - len(citation["before"])
        assert around == text[at : at + len(around)]
    for hit in record["hits"]:
        assert hit["excerpt"] in " ".join(texts[hit["source"]].split())
    numbers = [citation["number"] for citation in record["citations"]]
    below = record["written"]["statements"] if record["written"] else []
    assert numbers == sorted({number for own in [*record["statements"], *below] for number in own["citations"]})


def test_the_figures_are_rounded_and_the_rest_is_as_it_was() -> None:
    record = to_json(dataclasses.replace(ANSWER, confidence=0.123456, timings={"total": 1.23456}))
    assert (record["confidence"], record["timings"]) == (0.1235, {"total": 1.2346})
    assert record["text"] == (
        "Ann Silva [1]\nAnn Silva spoke. [1] [2] Bo stayed. [2] (not found in the documents) Nothing more."
    )
    assert [statement["supported"] for statement in record["statements"]] == [True, False, True]
    assert record["citations"][1] == {
        "number": 2, "source": "zoo/birds.md", "sha256": "z", "title": None, "date": None, "dated_by": "", "page": 1, "start": 0,
        "end": 5, "recognised": None, "copies": [], "headings": [], "lead_in": "", "quote": "Ñandú", "before": "", "after": " birds arrived.",
    }  # fmt: skip
    assert record["hits"][0] == {
        "source": "council.txt", "sha256": "c", "title": "Council", "date": "2020-05-05", "dated_by": "", "page": None,
        "start": 0, "end": 25, "recognised": None, "score": 1.0, "excerpt": "Ann Silva spoke. Bo left.",
    }  # fmt: skip


def test_of_a_long_document_only_the_surroundings_are_kept() -> None:
    long = Document("long.txt", "a" * 1000 + "QUOTE" + "b" * 1000, None, None, "l")
    citation = to_json(dataclasses.replace(ANSWER, statements=quoting([(long, 1000, 1005)]), written=None))[
        "citations"
    ][0]
    assert (citation["before"], citation["after"]) == ("a" * CONTEXT, "b" * CONTEXT)


def test_items_stand_on_lines_of_their_own() -> None:
    answer = dataclasses.replace(ANSWER, shape="bullets")
    assert answer.text.split("\n") == [
        "Ann Silva [1]",
        "Ann Silva spoke. [1] [2]",
        "• Bo stayed. [2] (not found in the documents)",
        "• Nothing more.",
    ]


def test_an_unsure_answer_begins_with_saying_so() -> None:
    near = dataclasses.replace(
        ANSWER, status="unsure", shape="closest", headline=None, statements=ANSWER.statements[:1]
    )
    assert near.text == "I'm not sure. The closest passage doesn't mention “2023”:\n[1] [2] Ann Silva spoke."
    assert dataclasses.replace(near, statements=(), shape="sentence").text == ""
    written = dataclasses.replace(near, shape="written", answered_by="a model")
    assert written.text == "I'm not sure that this answers the question.\nAnn Silva spoke. [1] [2]"


def test_a_refusal_of_an_earlier_version_with_what_came_near_is_read_and_shown() -> None:
    refused = dataclasses.replace(ANSWER, status="refused", statements=(), headline=None, unmet=())
    record = from_json(earlier(written(dataclasses.replace(refused, related=ANSWER.citations))) | {
        "related": to_json(dataclasses.replace(refused, related=ANSWER.citations))["related"]
    })  # fmt: skip
    for show in (turn_html, answer_html, answer_text):
        assert "Ann Silva spoke." in show(record) and "don&#39;t say" in show(record).replace("'", "&#39;")


Path = tuple[str | int, ...]
JUNK: list[Any] = [
    None, True, 0, -1, 7, 0.5, 10**400, float("nan"), float("inf"), "", "x", "2022-99-99", [], [1], ["x"], [[]], {}, {"x": 1},
    {"citations": [9]},
]  # fmt: skip
NEW = ("shape", "notice", "missing", "related", "usage", "headline", "unmet", "written")
NEW_OF_PARTS = ("key", "corrected", "item", "mark", "further", "copies", "before", "after", "excerpt")


def paths(value: Any, begun: Path = ()) -> Iterator[Path]:
    """Where in a JSON value there is another one, the outer ones first."""
    yield begun
    for name, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from paths(part, (*begun, name))


def changed(value: Any, path: Path, part: Any) -> Any:
    """The value with another part at that place, left out if the part is `changed` itself."""
    if not path:
        return part
    value, (name, *rest) = deepcopy(value), path
    if not rest and part is changed:
        del value[name]
    else:
        value[name] = changed(value[name], tuple(rest), part)
    return value


def written(answer: Answer) -> Any:
    """The record as a file or a client holds it."""
    return json.loads(json.dumps(to_json(answer)))


def earlier(record: Any) -> Any:
    """The record without what was not in it in the first version that kept chats."""
    parts = [*record["statements"], *record["citations"], *record["hits"]]
    for part, names in [(record, NEW), *((part, NEW_OF_PARTS) for part in parts)]:
        for name in names:
            part.pop(name, None)
    return record


@settings(max_examples=60)
@given(answers())
def test_a_record_that_was_written_is_read_as_it_was(made: tuple[Answer, list[Document]]) -> None:
    assert from_json(written(made[0])) == to_json(made[0])
    read = from_json(written(made[0]) | {"unknown": 1})
    assert read == to_json(made[0]), "what is unknown is left out"


@st.composite
def damaged(draw: st.DrawFn) -> Any:
    record = written(draw(answers())[0] if draw(st.booleans()) else ANSWER)
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(list(paths(record))))
        part = draw(st.sampled_from([*JUNK, changed]))
        record = changed(record, path, part if path or part is not changed else None)
    return record


@settings(max_examples=300, deadline=None)
@given(damaged() | st.sampled_from(JUNK))
@example({"question": 1})
def test_of_a_damaged_record_it_is_said_what_is_wrong_or_it_can_be_shown(value: Any) -> None:
    try:
        record = from_json(value)
    except RecordError as error:
        assert str(error).startswith("record")
        assert len(str(error)) < 200
        return
    for show in (turn_html, answer_html):
        assert show(record)
    assert isinstance(answer_text(record), str)  # "" of one that says nothing
    assert chat_markdown("Chat", [record])
    assert json.loads(chat_json("Chat", [record]), parse_constant=pytest.fail)
    assert completion(record, Request("?"), "c", 1)


@settings(max_examples=60)
@given(answers())
def test_a_record_of_an_earlier_version_is_read(made: tuple[Answer, list[Document]]) -> None:
    read, whole = from_json(earlier(written(made[0]))), to_json(made[0])
    assert {name: read[name] for name in NEW} == {  # type: ignore[literal-required]
        "shape": "sentence", "notice": "", "missing": [], "related": [], "usage": {}, "headline": None, "unmet": [],
        "written": None,
    }  # fmt: skip
    assert [hit["excerpt"] for hit in read["hits"]] == [""] * len(whole["hits"])
    assert [(own["before"], own["copies"], own["after"]) for own in read["citations"]] == [("", [], "")] * len(
        whole["citations"]
    )
    new = [(own["key"], own["corrected"], own["item"], own["mark"], own["further"]) for own in read["statements"]]
    assert new == [(None, False, False, "", False)] * len(whole["statements"])
    assert (read["question"], read["text"], read["confidence"]) == (
        whole["question"], whole["text"], whole["confidence"]
    )  # fmt: skip


def test_defaults_are_not_shared_between_records() -> None:
    one: AnswerRecord = from_json(earlier(written(ANSWER)))
    one["missing"].append("x")
    one["usage"]["x"] = 1
    other = from_json(earlier(written(ANSWER)))
    assert (other["missing"], other["usage"]) == ([], {})


@pytest.mark.parametrize(
    ("path", "part", "message"),
    [
        ((), [], "record must be an object."),
        (("question",), changed, "record.question must be a string."),
        (("confidence",), True, "record.confidence must be a number."),
        (("status",), "sure", "record.status must be one of answered, partial, unsure, refused."),
        (("shape",), "ring", "record.shape must be one of"),
        (("citations", 1, "page"), "1", r"record.citations\[1\].page must be a whole number or null."),
        (("citations", 0, "date"), "May", "The date of council.txt in the record must be as in 2022-05-24, or null."),
        (("citations", 0, "number"), 9, r"record.statements\[0\].citations must be numbers of citations"),
        (("statements", 1, "key"), [1], r"record.statements\[1\].key must be where words of its text stand, or null."),
        (("statements", 0, "supported"), 1, r"record.statements\[0\].supported must be true or false."),
        (("headline", "citations"), [9], r"record.headline.citations must be numbers of citations"),
        (("headline", "key"), [0, 99], r"record.headline.key must be where words of its text stand, or null."),
        (("headline",), "Ann", "record.headline must be an object or null."),
        (("written",), "Ann", "record.written must be an object or null."),
        (("written", "state"), "done", "record.written.state must be one of coming, whole, gave_up, cut."),
        (("written", "statements", 0, "citations"), [9], r"record.written.statements\[0\].citations must be numbers"),
        (("unmet", 0), 2023, r"record.unmet\[0\] must be a string."),
        (("hits",), {}, "record.hits must be a list."),
        (("timings", "total"), "1 s", "record.timings.total must be a number."),
    ],
)
def test_the_field_that_is_wrong_is_named(path: Path, part: Any, message: str) -> None:
    with pytest.raises(RecordError, match=message):
        from_json(changed(written(ANSWER), path, part))
