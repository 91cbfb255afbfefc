"""The page of one answer, to be printed: all of the answer with its sources, and nothing that runs or is pressed."""

from hypothesis import given
from lxml import html

from app.records import AnswerRecord, to_json
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
