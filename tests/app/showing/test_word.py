"""A chat as a Word document: opened by python-docx and by our own reader of such files, and held against its records."""

import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import docx
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings

from app.records import Answer, AnswerRecord, Statement, Written, to_json
from app.showing.text import quoted, refusal
from app.showing.word import chat_word
from index.formats.registry import parse
from index.language.tidy import one_line
from tests.app.showing.test_export import TEXTS, records
from tests.app.showing.test_only import answer
from tests.app.showing.test_written_shown import REFUSED, WRITTEN
from tests.whole_answers import counted

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts(file: bytes) -> tuple[list[str], list[str]]:
    """The paragraphs, each with its references as [n], and the texts of the footnotes, from the first on."""
    with ZipFile(BytesIO(file)) as archive:
        body, notes = (fromstring(archive.read(f"word/{name}.xml")) for name in ("document", "footnotes"))
    paragraphs = []
    for paragraph in body.iter(f"{W}p"):
        text = ""
        for element in paragraph.iter():
            if element.tag == f"{W}t":
                text += element.text or ""
            elif element.tag == f"{W}footnoteReference":
                text += f"[{element.get(f'{W}id')}]"
        paragraphs.append(text)
    texts = ["".join(note.itertext()).strip() for note in notes if int(note.get(f"{W}id")) > 0]
    return paragraphs, texts


def test_each_source_is_a_footnote_of_what_rests_on_it() -> None:
    record = to_json(counted("How many leases?", 3))
    paragraphs, notes = parts(chat_word("Leases", [record, record]))
    assert paragraphs[:2] == ["Leases", "How many leases?"]
    assert notes == [one_line(quoted(citation, "en")) for citation in record["citations"]] * 2
    first = record["statements"][0]["text"]
    assert [text for text in paragraphs if text.startswith(first)] == [f"{first}[1]", f"{first}[4]"]


def test_the_same_words_once_more_are_the_same_footnote() -> None:
    said = WRITTEN.statements[0]
    both = replace(WRITTEN, statements=(said, replace(said, text="Once more.")))
    paragraphs, notes = parts(chat_word("Chat", [to_json(both)]))
    assert "Once more. 1" in paragraphs
    assert len(notes) == 1


def test_what_is_doubted_or_refused_says_so() -> None:
    doubted = replace(WRITTEN, statements=(Statement("Bo flew.", (), supported=False),))
    text = "\n".join(parts(chat_word("Chat", [to_json(doubted), answer("refused", ("a.txt",))]))[0])
    assert "Bo flew. (not found in the documents)" in text
    assert refusal(answer("refused", ("a.txt",))) in text
    assert re.search("wrote nothing|found no answer", "\n".join(parts(chat_word("Chat", [to_json(REFUSED)]))[0]))


@settings(max_examples=30)
@given(records(), TEXTS)
def test_whatever_is_said_the_document_opens_and_holds_it(record: AnswerRecord, title: str) -> None:
    file = chat_word(title, [record])
    assert docx.Document(BytesIO(file)).paragraphs
    paragraphs, notes = parts(file)
    assert one_line(record["question"]) in paragraphs
    if record["status"] != "refused":
        for statement in record["statements"]:
            assert any(one_line(statement["text"]) in text for text in paragraphs)
        assert {*notes} == {one_line(quoted(citation, "en")) for citation in record["citations"]}
    assert one_line(record["question"]) in one_line(parse("chat.docx", file).text)


def test_what_a_model_wrote_stands_below_the_quotes_with_the_same_footnotes() -> None:
    said = replace(WRITTEN.statements[0], text="Ann opened it.")
    written = Written("small", (replace(said, text="It was Ann."),))
    question = "Who opened it?"
    quoted_answer = Answer(question, question, "answered", 0.9, (said,), (), "extract", written=written)
    paragraphs, notes = parts(chat_word("Chat", [to_json(quoted_answer)]))
    by = next(place for place, text in enumerate(paragraphs) if text.startswith("Written by small"))
    assert "Ann opened it.[1]" in paragraphs[:by]
    assert paragraphs[by + 1] == "It was Ann. 1"
    assert len(notes) == 1
