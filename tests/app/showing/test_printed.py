"""The page of one answer, to be printed: all of the answer with its sources, and nothing that runs or is pressed."""

import re
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from lxml import html

import eval.reporting
from app.records import AnswerRecord, Statement, to_json
from app.showing.printed import PRINTED_HEADERS, printed_answer
from index.language.tidy import one_line
from tests.app.showing.test_export import records
from tests.whole_answers import counted

TAGS = {
    "html", "head", "meta", "title", "style", "body", "h1", "div", "p", "ul", "ol", "li", "span", "strong", "mark",
    "blockquote", "footer", "b", "br", "details", "summary",
}  # fmt: skip


@given(records())
def test_only_our_own_tags_are_on_it_and_every_quote_is(record: AnswerRecord) -> None:
    page = html.document_fromstring(printed_answer(record))
    assert {element.tag for element in page.iter()} <= TAGS
    text = " ".join(page.text_content().split())
    assert " ".join(one_line(record["question"]).split()) in text
    if record["status"] != "refused":
        for citation in record["citations"]:
            if citation["quote"].isprintable():  # what isn't has no place in HTML
                assert " ".join(citation["quote"].split()) in text


def test_all_items_of_a_long_list_are_on_it() -> None:
    page = html.document_fromstring(printed_answer(to_json(counted("How many?", 60))))
    assert len(page.findall(".//div[@class='citation']")) == 60
    assert "sandbox; default-src 'none'" in PRINTED_HEADERS["Content-Security-Policy"]


def test_a_step_has_its_number_once() -> None:
    steps = tuple(Statement(text, (), mark=mark, item=True) for text, mark in (("Cut.", "2."), ("Glue.", "3.")))
    page = printed_answer(to_json(replace(counted("How?", 2), shape="bullets", statements=steps)))
    listed = html.document_fromstring(page).findall(".//ol[@class='steps']/li")
    assert [" ".join(step.text_content().split()) for step in listed] == ["2. Cut.", "3. Glue."]
    for styled in (page, (Path(eval.reporting.__file__).parent / "page.html").read_text(encoding="utf-8")):
        assert re.search(r"\.steps\b[^{}]*\{ list-style: none", styled), "a browser would number them once more"
