"""Nothing that comes from a document, a file name or a person becomes markup."""

import html
import re
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from app.records import Answer, Citation, Statement, quoting, to_json
from app.showing.html import answer_html, escape
from app.showing.text import answer_text
from index.records import Document

PAYLOADS = [
    "<img src=x onerror=alert(1)>", "![x](https://evil.example/a.png)", "<script>alert(1)</script>", "[a](javascript:alert(1))",
    "</mark></blockquote><form action=https://evil.example>", '"><svg onload=alert(1)>', "<style>*{background:url(//evil)}</style>",
    "https://evil.example/", "`code` **bold** $$x$$", "<https://evil.example>", "&lt;b&gt;", "\n\n# Heading\n\n<b>", "’\"'",
]  # fmt: skip
TEXTS = st.text(max_size=60) | st.sampled_from(PAYLOADS)
ALLOWED = {"div", "p", "span", "blockquote", "mark", "ul", "ol", "li", "strong"}


def html_of(answer: Answer) -> str:
    return answer_html(to_json(answer))


def text_of(answer: Answer) -> str:
    return answer_text(to_json(answer))


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


def answer(text: str, source: str, title: str | None, question: str) -> Answer:
    document = Document(source, text, title, None, "hash")
    middle = len(text) // 2
    return Answer(question, f"{question} {title}", "answered", 0.9, quoting([(document, 0, middle)]), (), "extract")


@given(TEXTS, TEXTS, st.none() | TEXTS, TEXTS)
def test_only_our_own_tags_reach_the_page(text: str, source: str, title: str | None, question: str) -> None:
    page = html_of(answer(text, source, title, question))
    tags = Tags()
    tags.feed(page)
    assert {tag for tag, _ in tags.tags} <= ALLOWED
    assert {name for _, attributes in tags.tags for name, _ in attributes} <= {"class", "dir"}
    shown = re.sub(r"<[^<>]*>", "", page)
    assert not re.search(r"[`*_\[\]$<>]", shown), "Markdown could see these"
    assert "\n" not in page


@given(TEXTS)
def test_what_is_escaped_is_shown_as_it_was(text: str) -> None:
    shown = html.unescape(escape(text))
    assert shown == " ".join(text.split())


def test_a_refusal_says_so_and_shows_no_citation() -> None:
    refused = Answer("q", "q", "refused", 0.1, (), (), "extract")
    assert "The documents don't say." in html.unescape(html_of(refused))
    assert "citation" not in html_of(refused)
    assert text_of(refused) == "The documents don't say. Ask in other words, or about something that is in them."


def test_the_quote_is_marked_in_its_surroundings() -> None:
    document = Document("a/b.txt", "First one. Second two. Third three.", "A title", "2020-01-02", "hash", (0, 5))
    shown = html_of(Answer("q", "q", "answered", 1.0, quoting([(document, 11, 22)]), (), "extract"))
    assert "First one. <mark>Second two.</mark> Third three." in shown
    assert "a/b.txt · A title · 2020-01-02 · page 2" in html.unescape(shown)


COUNCIL = Document("council.txt", "Members: Ann <b>. Bo met on May 5, 2020.", "Council", "2020-05-06", "hash")


def test_items_are_bullets_on_the_page_and_in_the_terminal() -> None:
    statements = quoting([(COUNCIL, 0, 8), (COUNCIL, 9, 17), (COUNCIL, 17, 40)])
    bullets = Answer("q", "q", "answered", 1.0, statements, (), "extract", shape="bullets")
    page = html_of(bullets)
    assert "<ul><li>Ann" in page
    assert page.count("<li>") == 2
    assert "<b>" not in page
    assert text_of(bullets).splitlines()[:3] == ["Members: [1]", "• Ann <b>. [2]", "• Bo met on May 5, 2020. [3]"]


def test_the_answer_proper_is_strong() -> None:
    (statement,) = quoting([(COUNCIL, 17, 40)])
    keyed = replace(statement, key=(10, 21))
    page = html_of(Answer("q", "q", "answered", 1.0, (keyed,), (), "extract"))
    assert "Bo met on <strong>May 5, 2020</strong>. <span" in page


def test_statements_of_several_documents_are_dated() -> None:
    undated = replace(COUNCIL, source="b.txt", date=None)
    statements = quoting([(COUNCIL, 17, 40), (undated, 17, 40)])
    several = Answer("q", "q", "answered", 1.0, statements, (), "extract", shape="several", notice="They differ.")
    assert '<span class="when">May 6, 2020:</span> Bo met' in html_of(several)
    lines = text_of(several).splitlines()
    assert lines[:3] == [
        "They differ.", "May 6, 2020: Bo met on May 5, 2020. [1]", "No date stated: Bo met on May 5, 2020. [2]"
    ]  # fmt: skip


def test_what_is_missing_and_what_is_related_is_said() -> None:
    partial = Answer("q", "q", "partial", 0.5, quoting([(COUNCIL, 17, 40)]), (), "extract", missing=("why <they> met",))
    assert '<div class="missing">Not found in the documents: why &#60;they&#62; met</div>' in html_of(partial).replace(
        "&#58;", ":"
    )
    assert "Not found in the documents: why <they> met" in text_of(partial)
    refused = Answer("q", "q", "refused", 0.2, (), (), "extract", related=(Citation(1, COUNCIL, 17, 40),))
    for shown in (html.unescape(html_of(refused)), text_of(refused)):
        assert "What the documents do say:" in shown
        assert "Bo met on May 5, 2020." in shown
    assert 'class="citation"' not in html_of(refused)


def test_what_is_merely_near_is_said_to_be_so_in_the_language_of_the_answer() -> None:
    question = "Wie viele Karten wurden im Jahr 2023 verkauft?"
    near = Answer(
        question, question, "unsure", 0.3, quoting([(COUNCIL, 17, 40)]), (), "extract", shape="closest", unmet=("2023",),
        language="de",
    )  # fmt: skip
    assert text_of(near).splitlines() == [
        "Ich bin nicht sicher. Die Stelle, die am nächsten kommt, erwähnt „2023“ nicht:",
        "[1] Bo met on May 5, 2020.",
        "  [1] council.txt · Council · 06.05.2020",
        "(Zitiert aus 1 Dokument; zu 30\u00a0% sicher, dass die Dokumente die Frage beantworten)",
    ]
    refused = replace(near, status="refused", statements=(), shape="sentence")
    assert text_of(refused).startswith("Das steht nicht in den Dokumenten. Am besten ")


def test_small_talk_claims_no_grounding() -> None:
    talk = Answer("hi", "hi", "answered", 1.0, (Statement("Hello!", ()),), (), "extract", shape="smalltalk")
    assert "status" not in html_of(talk)
    assert text_of(talk) == "Hello!"


def test_terminal_text_lists_the_citations() -> None:
    document = Document("a.txt", "One. Two.", None, None, "hash")
    lines = text_of(Answer("q", "q", "answered", 1.0, quoting([(document, 0, 4)]), (), "extract")).splitlines()
    assert lines == ["One. [1]", "  [1] a.txt · no date stated: “One.”", "(Quoted from 1 document)"]
    assert Statement("x", ()).supported
