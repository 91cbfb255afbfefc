"""A chat as a file: a Markdown parser sees only what was said, and the JSON form holds the records."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.records import Answer, AnswerRecord, Citation, Statement, quoting, to_json
from app.showing.export import chat_json, chat_markdown
from app.showing.markdown import literal, plain, statements
from index.language.tidy import tidy
from index.records import Document

PAYLOADS = [
    "<img src=x onerror=alert(1)>", "![x](https://evil.example/a.png)", "<script>alert(1)</script>", "[a](javascript:x)",
    "<https://evil.example>", "https://evil.example/", "www.evil.example", "a@evil.example", "[1]: https://evil.example",
    "[a][1]", "`code` ``x`", "**b** _i_ ~~s~~ $x$", "# H #", "- a", "+ a", "* a", "1. a", "12) a", "> q", "---", "===", "***",
    "```\nx", "~~~", "    indented", "\tx", "&lt;b&gt; &#60; &copy; &copy AT&T", "a\\", "\\<b>", "<!-- x", "|a|b|\n|-|-|",
    "\n\n# Heading\n\n<b>", "a\n===", "\x00\u2028\u202e\ud800", "![", "](", "\\", "x  \ny",
]  # fmt: skip
ALPHABET = st.sampled_from([*"\\`*_[]()<>#~$@:/.-+=!&;|^{}\"'1a \n\t\x00é", "www", "http", "amp", "\u2028", "\ud800"])
TEXTS = st.text(max_size=40) | st.sampled_from(PAYLOADS) | st.lists(ALPHABET, max_size=14).map("".join)
PLAIN = {"text", "text_special", "softbreak"}
SHAPES = ["sentence", "bullets", "several", "closest"]
PARSERS = [
    MarkdownIt("commonmark", {"html": True}),
    MarkdownIt("js-default", {"html": True, "typographer": False}),  # with tables and ~~strikethrough~~
]


def lines(markdown: str, parser: MarkdownIt) -> Iterator[tuple[str, str]]:
    """What encloses each line that is shown, and its text. Whatever could load or run something fails."""
    around: list[str] = []
    for token in parser.parse(markdown):
        if token.nesting == 1:
            around.append(token.tag)
        elif token.nesting == -1:
            around.pop()
        else:
            assert token.type == "inline", f"{token.type} in {markdown!r}"
            yield " ".join(tag for tag in around if tag != "p"), shown(token, markdown)


def shown(token: Token, markdown: str) -> str:
    text = ""
    for child in token.children or ():
        if child.type not in ("em_open", "em_close", "strong_open", "strong_close"):
            assert child.type in PLAIN, f"{child.type} in {markdown!r}"
            text += " " if child.type == "softbreak" else child.content
    return text


@given(TEXTS, st.sampled_from(PARSERS))
def test_what_is_escaped_is_one_line_of_plain_text(text: str, parser: MarkdownIt) -> None:
    assert list(lines(literal(text), parser)) == ([("", tidy(text))] if tidy(text) else [])


@given(TEXTS)
def test_what_was_escaped_comes_back(text: str) -> None:
    assert plain(literal(text)) == tidy(text)


@given(TEXTS, TEXTS)
def test_a_text_that_grows_keeps_how_it_begins(text: str, more: str) -> None:
    assert literal(text + more).startswith(literal(text))


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        ("The cost, of 3.5 million (AT&T): 12% – it's up!", "The cost, of 3.5 million (AT&T): 12% – it's up!"),
        ("minutes-2021_final.txt", "minutes-2021\\_final.txt"),
        ("1999. A year", "1999\\. A year"),
    ],
)
def test_what_needs_no_escape_has_none(text: str, readable: str) -> None:
    assert literal(text) == readable


@st.composite
def records(draw: st.DrawFn) -> AnswerRecord:
    document = Document(
        f"f{draw(TEXTS)}", draw(TEXTS), draw(st.none() | TEXTS), draw(st.sampled_from([None, "2022-05-24"])), "hash",
        draw(st.sampled_from([(), (0,)])), copies=tuple(draw(st.lists(TEXTS, max_size=5))),
    )  # fmt: skip
    other = Document("other.txt", draw(TEXTS), None, None, "other")
    question = draw(TEXTS)
    spans = [(document, 0, len(document.text)), (other, 0, len(other.text))][: draw(st.integers(0, 2))]
    shape = draw(st.sampled_from(SHAPES))
    status = draw(st.sampled_from(["answered", "partial", "unsure"])) if shape != "closest" else "unsure"
    said = quoting(spans)
    headline = (
        Statement(draw(TEXTS), said[0].citations) if said and shape != "closest" and draw(st.booleans()) else None
    )
    return to_json(
        Answer(
            question=question,
            standalone=draw(st.just(question) | TEXTS),
            status=status if spans else "refused",
            confidence=draw(st.sampled_from([0.5, 0.9])),
            statements=tuple(replace(one, item=shape == "closest") for one in said),
            hits=(),
            answered_by="extract",
            shape=shape if spans else "sentence",
            notice=draw(TEXTS),
            missing=tuple(draw(st.lists(TEXTS, max_size=2))),
            related=() if spans else (Citation(1, document, 0, len(document.text)),),
            headline=headline,
            unmet=tuple(draw(st.lists(TEXTS, max_size=2))),
        )
    )


@given(TEXTS, st.lists(records(), max_size=2), st.sampled_from(PARSERS))
def test_a_parser_sees_the_words_and_no_markup_of_theirs(
    title: str, chat: Sequence[AnswerRecord], parser: MarkdownIt
) -> None:
    found = list(lines(chat_markdown(title, chat), parser))
    headings = [(tag, text) for tag, text in found if tag in ("h1", "h2")]
    assert headings == [("h1", tidy(title)), *(("h2", tidy(record["question"])) for record in chat)]
    quotes = [tidy(own["quote"]) for record in chat for own in [*record["citations"], *record["related"]]]
    assert [text for tag, text in found if tag == "blockquote"] == [quote for quote in quotes if quote]
    assert {tag for tag, _ in found} <= {"", "h1", "h2", "blockquote", "ul li"}
    said = [text for _, text in found]
    for record in chat:
        for own in record["citations"]:
            assert any(text.startswith(f"[{own['number']}] {tidy(own['source'])}") for text in said)
        for statement in [*record["statements"], *([record["headline"]] if record["headline"] else [])]:
            assert any(tidy(statement["text"]) in text for text in said)
        for part in record["missing"]:
            assert f"Not found in the documents: {tidy(part)}".strip() in said


HARBOR = Document("harbor.txt", "Three cranes were new. It rained.", "Harbor visit", "2022-05-24", "a", (0,))
NOTES = Document("notes/orchard_2.md", "Frost killed nine trees.", None, None, "b", copies=("b", "c", "d", "e", "f"))
ANSWER = Answer(
    question="and what was new?",
    standalone="Who toured the harbor? and what was new?",
    status="partial",
    confidence=0.7,
    statements=quoting([(HARBOR, 0, 22), (NOTES, 0, 24)]),
    hits=(),
    answered_by="extract",
    notice="The documents disagree.",
    missing=("what did it cost",),
)


def test_a_chat_reads_as_it_was_shown() -> None:
    refused = Answer(
        "Who sang?", "Who sang?", "refused", 0.1, (), (), "extract", related=(Citation(1, HARBOR, 23, 33),)
    )
    assert chat_markdown("Harbor", [to_json(ANSWER), to_json(refused)]) == (
        "# Harbor\n\n"
        "## and what was new?\n\n"
        "Understood as: Who toured the harbor? and what was new?\n\n"
        "The documents disagree.\n\n"
        "Three cranes were new. [1] Frost killed nine trees. [2]\n\n"
        "Not found in the documents: what did it cost\n\n"
        "*Partly answered; quoted from 2 documents*\n\n"
        "**[1]** harbor.txt · Harbor visit · 2022-05-24 · page 1\n\n"
        "> Three cranes were new.\n\n"
        "**[2]** notes/orchard\\_2.md (also b, c, d, 2 more) · no date stated\n\n"
        "> Frost killed nine trees.\n\n"
        "## Who sang?\n\n"
        "The documents don't say. Ask in other words, or about something that is in them.\n\n"
        "What the documents do say:\n\n"
        "harbor.txt · Harbor visit · 2022-05-24 · page 1\n\n"
        "> It rained.\n"
    )


def test_lists_dates_and_what_is_not_supported_are_shown() -> None:
    bullets = chat_markdown("x", [to_json(replace(ANSWER, shape="bullets"))])
    assert "Three cranes were new. [1]\n\n- Frost killed nine trees. [2]\n" in bullets
    several = chat_markdown("x", [to_json(replace(ANSWER, shape="several"))])
    assert "May 24, 2022: Three cranes were new. [1]\n\nNo date stated: Frost killed nine trees. [2]\n" in several
    talk = chat_markdown("x", [to_json(replace(ANSWER, shape="smalltalk", statements=(Statement("Hello.", ()),)))])
    assert "Hello.\n\nNot found in" in talk, "no status"
    doubtful = replace(ANSWER, statements=(replace(ANSWER.statements[0], supported=False),))
    assert "new. [1] (not found in the documents)\n" in chat_markdown("x", [to_json(doubtful)])


def test_the_headline_is_bold_and_passages_that_are_merely_near_are_numbered() -> None:
    headed = replace(ANSWER, headline=Statement("*3* cranes", ANSWER.statements[0].citations))
    assert "**\\*3\\* cranes** [1]\n\nThree cranes were new. [1] Frost" in chat_markdown("x", [to_json(headed)])
    near = replace(
        ANSWER, status="unsure", shape="closest", missing=(), notice="", unmet=("2023",), confidence=0.4,
        statements=tuple(replace(one, item=True) for one in ANSWER.statements),
    )  # fmt: skip
    assert (
        "I'm not sure. The closest passages don't mention “2023”:\n\n"
        "- [1] Three cranes were new.\n- [2] Frost killed nine trees.\n\n"
        "*Quoted from 2 documents; 40% sure that the documents answer the question*\n\n**[1]** harbor.txt"
    ) in chat_markdown("x", [to_json(near)])


@given(TEXTS)
def test_a_headline_comes_back_without_its_bold(text: str) -> None:
    headed = to_json(replace(ANSWER, notice="", headline=Statement(text, ANSWER.citations[:1])))
    first = plain(statements(headed)).splitlines()[0]
    assert first == " ".join(filter(None, [tidy(text), "[1]"]))


@given(TEXTS, st.lists(records(), max_size=2))
def test_json_holds_the_records(title: str, chat: Sequence[AnswerRecord]) -> None:
    made = chat_json(title, chat).encode()
    replaced = json.loads(json.dumps(chat, ensure_ascii=False).encode(errors="replace"))
    assert json.loads(made) == {
        "version": 1,
        "title": title.encode(errors="replace").decode(),
        "records": replaced,
    }


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        (("2.", "3."), "2. Cut. [1]\n3. Glue. [2]"),
        (("7.", "2."), "- 7\\. Cut. [1]\n- 2\\. Glue. [2]"),
        (("(1)", "(2)"), "- (1) Cut. [1]\n- (2) Glue. [2]"),
        (("1.", ""), "- 1\\. Cut. [1]\n- Glue. [2]"),
    ],
)
def test_steps_keep_their_numbers_where_markdown_would_count_them_anew(marks: Sequence[str], expected: str) -> None:
    document = Document("a.txt", "Cut. Glue.", None, None, "a" * 64)
    said = quoting([(document, 0, 4), (document, 5, 10)])
    steps = [replace(one, mark=mark, item=True) for one, mark in zip(said, marks, strict=True)]
    assert statements(to_json(replace(ANSWER, statements=tuple(steps)))) == expected
