"""An answer as the chat shows it: nothing in it becomes markup, what is marked is the quote, and nothing is hidden."""

import html
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.records import CONTEXT, Answer, Citation, Statement, quoting, to_json
from app.showing.cards import turn_html
from app.showing.export import chat_markdown
from app.showing.html import answer_html
from app.showing.text import answer_text
from index.records import Chunk, Document, Hit
from tests.app.showing.test_html import PAYLOADS, TEXTS, Tags

ALLOWED = {
    "a", "b", "blockquote", "br", "button", "dd", "details", "div", "dl", "dt", "li", "mark", "p", "pre", "section", "span",
    "strong", "summary", "ul", "ol",
}  # fmt: skip
HASH = "ab" * 32
LETTERS = st.text(alphabet="ab #*\n.", max_size=40)


def cited(text: str, start: int, end: int, **facts: object) -> Answer:
    document = Document("a/b.txt", text, None, None, HASH)
    document = replace(document, **facts)  # type: ignore[arg-type]
    return Answer("q", "q", "answered", 0.9, quoting([(document, start, end)]), (), "extract")


def hit(document: Document, start: int, end: int) -> Hit:
    return Hit(Chunk(document, start, end), 0.5, 0.5, 0.5)


def tags_of(page: str) -> Tags:
    tags = Tags()
    tags.feed(page)
    return tags


def marked(page: str) -> str:
    """The text that the first card marks, a line break where it has one."""
    return html.unescape(page.split("<mark>")[1].split("</mark>")[0].replace("<br>", "\n"))


def plain(page: str) -> Sequence[str]:
    """What can be copied: of the answer, then of each card."""
    return [html.unescape(text) for text in re.findall(r'<pre class="plain" hidden>(.*?)</pre>', page)]


@given(TEXTS, TEXTS, TEXTS, st.none() | TEXTS, TEXTS)
@example("", "", "", None, '.txt"><img src=x onerror=alert(1)>')
def test_only_our_own_tags_reach_the_page(before: str, quote: str, after: str, title: str | None, source: str) -> None:
    document = Document(f"x{source}", f"{before}{quote}{after}", title, None, HASH, copies=(source,))
    span = (document, len(before), len(before) + len(quote))
    whole = Answer(
        f"{source}?", f"{title}?", "partial", 0.5, quoting([span]), (hit(*span), hit(document, 0, 0)), "extract", notice=source,
        missing=(before,), related=(Citation(1, *span),),
    )  # fmt: skip
    for page in (turn_html(to_json(whole)), turn_html(to_json(whole), growing=True)):
        tags = tags_of(page).tags
        assert {tag for tag, _ in tags} <= ALLOWED
        attributes = [(name, value or "") for _, own in tags for name, value in own]
        assert {name for name, _ in attributes} <= {"class", "dir", "hidden", "href", "title", "type"}
        for name, value in attributes:
            if name == "href":
                assert re.fullmatch(
                    rf"/documents/{HASH}(\.[^/?#]*)?(\?start=\d+&end=\d+#quote|/original#page=\d+)", value
                )
            if name == "class":
                assert re.fullmatch(r"[a-z]+( [a-z]+)*( card-r?\d+)?", value)
        assert not re.search(r"[`*_\[\]$<>\n]", re.sub(r"<[^<>]*>", "", page)), "Markdown could see these"


@given(LETTERS, st.text(min_size=1, max_size=40) | st.sampled_from(PAYLOADS), LETTERS)
@example("", "# not a heading", "")
@example("x\n", "## Kept\nas it is", "\n# Dropped")
def test_what_is_marked_is_the_quote(before: str, quote: str, after: str) -> None:
    page = turn_html(to_json(cited(before + quote + after, len(before), len(before) + len(quote))))
    lines = [" ".join(line.split()) for line in quote.strip().splitlines()]
    assert marked(page) == "\n".join(lines)


@given(LETTERS, LETTERS)
@example("# Title\n", "\n\n\n## Next\nline")
def test_around_it_stands_what_stands_there_in_the_document(before: str, after: str) -> None:
    page = turn_html(to_json(cited(f"{before}|quote|{after}", len(before), len(before) + 7)))
    passage = re.search(r'<blockquote class="passage" dir="auto">(.*?)</blockquote>', page)
    assert passage
    shown = html.unescape(re.sub(r"</?(b|mark)>", "", passage[1]).replace("<br>", "\n"))
    around = re.sub(r"(^|(?<=\n))#{1,6}[^\S\n]+(?=\S)", "", before), re.sub(r"(?<=\n)#{1,6}[^\S\n]+(?=\S)", "", after)
    assert shown.split() == f"{around[0]}|quote|{around[1]}".split()


def test_a_passage_that_is_cut_off_says_so() -> None:
    inside = turn_html(to_json(cited("a " * CONTEXT + "Quote. " + "b " * CONTEXT, 2 * CONTEXT, 2 * CONTEXT + 6)))
    assert re.search(r'<blockquote class="passage" dir="auto">…a.*a <mark>Quote\.</mark> b.*b ?…</blockquote>', inside)
    whole = turn_html(to_json(cited("Quote.", 0, 6)))
    assert '<blockquote class="passage" dir="auto"><mark>Quote.</mark></blockquote>' in whole


def test_headings_around_a_quote_are_bold_and_lines_are_kept() -> None:
    text = "# Orchard\n\nTrees *grow*. They stand.\n\n\n## Harvest\nSoon."
    page = turn_html(to_json(cited(text, 11, 24)))
    assert (
        "<b>Orchard</b><br><br> <mark>Trees &#42;grow&#42;.</mark> They stand.<br><br><b>Harvest</b><br>Soon." in page
    )


def test_a_card_tells_what_the_quote_stands_under() -> None:
    text = "# Trips\n\n## Huts\n\nBring:\n\n- a lamp\n"
    start = text.index("a lamp")
    shown = tags_of(turn_html(to_json(cited(text, start, start + 6)))).text
    assert "SectionTrips › Huts" in shown and "UnderBring:" in shown
    titled = tags_of(turn_html(to_json(cited(text, start, start + 6, title="Trips")))).text
    assert "SectionHuts" in titled and "TripsFile" in titled
    assert "Under" not in tags_of(turn_html(to_json(cited(text, text.index("Bring"), start - 4)))).text


PDF = Document(
    "plans/dome.PDF",
    "One page.\nThe dome opens.",
    "Dome <plans>",
    "2024-03-01",
    HASH,
    (0, 10),
    dated_by="its file name",
)


def test_a_card_tells_where_the_quote_is_and_leads_there() -> None:
    page = turn_html(to_json(Answer("q", "q", "answered", 0.9, quoting([(PDF, 10, 25)]), (), "extract")))
    text = tags_of(page).text
    for fact in ("Fileplans/dome.PDF", "DateMarch 1, 2024 (from its file name)", "Page2"):
        assert fact in text
    assert '<section class="card card-1" hidden><p class="name">Dome &#60;plans&#62;</p><dl>' in page
    assert f'<a href="/documents/{HASH}.pdf?start=10&amp;end=25#quote">Open document</a>' in page
    assert f'<a href="/documents/{HASH}.pdf/original#page=2">Open PDF at page 2</a>' in page
    assert plain(page)[1] == "“The dome opens.” (Dome <plans>, plans/dome.PDF, 2024-03-01, page 2)"
    other = turn_html(to_json(cited("Quote.", 0, 6)))
    assert "original" not in other
    assert "No date stated" in other and '<p class="name">b.txt</p>' in other
    assert plain(other)[1] == "“Quote.” (a/b.txt)"


def test_every_marker_has_its_card() -> None:
    text = "One. Two. Three."
    document = Document("a.txt", text, None, None, HASH)
    spans = [(document, 0, 4), (document, 5, 9), (document, 0, 4)]
    whole = Answer("q", "q", "answered", 0.9, quoting(spans), (), "extract")
    for page in (turn_html(to_json(whole)), turn_html(to_json(whole), growing=True)):
        assert set(re.findall(r"marker (card-\d+)", page)) == {"card-1", "card-2"}
        assert re.findall(r'class="card (card-\d+)"', page) == ["card-1", "card-2"]


def test_the_answer_is_copied_as_it_reads_in_a_terminal() -> None:
    page = turn_html(to_json(cited("Quote *one*.", 0, 12)))
    assert plain(page)[0].splitlines() == [
        "Quote one. [1]", "[1] a/b.txt · no date stated: “Quote *one*.”", "(Quoted from 1 document)"
    ]  # fmt: skip


def test_what_is_not_supported_is_marked_and_named_in_the_status() -> None:
    whole = cited("It is so. It was.", 0, 9)
    doubtful = replace(whole, statements=(*whole.statements, Statement("It will be.", (), supported=False)))
    page = turn_html(to_json(doubtful))
    assert '<div class="status partial">Not found in the documents&#58; sentence 2</div>' in page
    assert (
        '<span class="doubted">It will be.</span> <span class="unsupported">not found in the documents</span>' in page
    )
    assert page.count("unsupported") == 1


@pytest.mark.parametrize(
    ("status", "confidence", "said"),
    [
        ("answered", 0.8, "Quoted from 1 document"),
        ("answered", 0.64, "Quoted from 1 document; 64% sure that it answers the question"),
        ("partial", 0.64, "Partly answered; quoted from 1 document"),
        ("unsure", 0.31, "Quoted from 1 document; 31% sure that the documents answer the question"),
        ("unsure", 0.72, "Quoted from 1 document"),
        ("unsure", 0.88, "Quoted from 1 document"),
    ],
)
def test_one_line_below_the_answer_says_how_well_the_documents_bear_it_out(
    status: str, confidence: float, said: str
) -> None:
    page = html.unescape(turn_html(to_json(replace(cited("It is so.", 0, 9), status=status, confidence=confidence))))
    assert page.count('class="status') == 1
    assert page.index("It is so.") < page.index(f'<div class="status {status}">{said}</div>')


@pytest.mark.parametrize("shape", ["sentence", "written"])
def test_what_is_refused_or_empty_says_all_in_the_answer_itself(shape: str) -> None:
    for status in ("refused", "partial"):
        empty = Answer("q", "q", status, 0.1, (), (), "a model", shape=shape)
        assert 'class="status' not in turn_html(to_json(empty))


SONGS = Document("songs.txt", "It sold 412 copies in 2022. Nobody sang in May.", None, None, HASH)
NEAR = Answer(
    "How many were sold in 2023?", "How many were sold in 2023?", "unsure", 0.3,
    tuple(replace(one, item=True) for one in quoting([(SONGS, 0, 27), (SONGS, 28, 47)])), (), "extract", shape="closest",
    unmet=("2023",),
)  # fmt: skip


def test_passages_that_are_merely_near_are_numbered_and_claim_nothing() -> None:
    likely = replace(NEAR.statements[0], key=(8, 18))
    for growing in (False, True):
        page = turn_html(to_json(replace(NEAR, statements=(likely, NEAR.statements[1]))), growing)
        line, listed, _ = re.split(r"<ul class=.closest.>|</ul>", page, maxsplit=2)
        assert html.unescape(line).endswith(
            "<p class=\"doubt\">I'm not sure. The closest passages don't mention “2023”:</p>"
        )
        assert re.findall(r'<li><span class="numbers"><button [^>]*class="marker (card-\d)"', listed) == [
            "card-1",
            "card-2",
        ]
        assert "It sold <mark>412 copies</mark> in 2022." in listed
        assert "<strong>" not in line + listed and 'class="statement"' not in page


def test_the_headline_stands_first_and_then_the_sentence_it_is_from() -> None:
    whole = cited("It costs £5 a day.", 0, 18)
    (sentence,) = whole.statements
    whole = replace(whole, statements=(replace(sentence, key=(9, 11)),), headline=Statement("£5", sentence.citations))
    for page in (turn_html(to_json(whole)), turn_html(to_json(whole), growing=True)):
        start = page.index('<div class="answer"><p class="headline">£5 <button')
        assert start < page.index('<p class="statement">It costs <strong>£5</strong> a day. <button')
        assert page.count('class="card card-1"') == 1


def sources(answer: Answer) -> list[str]:
    """The lines that list what is cited, as they read."""
    (listed,) = re.findall(r'<ul class="sources">(.*?)</ul>', turn_html(to_json(answer)))
    return [" ".join(tags_of(line).text.split()) for line in re.findall(r"<li>(.*?)</li>", listed)]


def test_a_document_stands_among_the_sources_once_however_often_it_is_cited() -> None:
    page = turn_html(to_json(NEAR))
    (listed,) = re.findall(r'<ul class="sources">(.*?)</ul>', page)
    assert listed.count("<li>") == 1
    assert re.findall(r"marker (?:source )?(card-\d)", listed) == ["card-1", "card-2"]
    assert sources(NEAR) == ["[1] songs.txt [2]"]
    many = Answer("q", "q", "answered", 0.9, quoting([(PDF, 10, 15), (SONGS, 0, 27), (PDF, 0, 9)]), (), "extract")
    assert sources(many) == [
        "[1] Dome <plans> plans/dome.PDF · March 1, 2024 · pages 2, 1 [3]", "[2] songs.txt"
    ]  # fmt: skip


def test_what_leads_a_line_of_the_sources_is_one_button() -> None:
    page = turn_html(to_json(Answer("q", "q", "answered", 0.9, quoting([(PDF, 10, 25)]), (), "extract")))
    assert (
        '<li><button type="button" class="marker source card-1"><span class="number">&#91;1&#93;</span> '
        '<span class="name">Dome &#60;plans&#62;</span> <span class="place">plans/dome.PDF · March 1, 2024 · page 2</span>'
        "</button></li>"
    ) in html.unescape(page).replace("[1]", "&#91;1&#93;").replace("Dome <plans>", "Dome &#60;plans&#62;")


@pytest.mark.parametrize("name", ["talk.pptx", "talk.odp", "talk.PPSX"])
def test_the_pages_of_a_presentation_are_slides(name: str) -> None:
    whole = cited("One.\nTwo.", 5, 9, source=name, page_starts=(0, 5))
    page = turn_html(to_json(whole))
    assert "Slide2" in tags_of(page).text and "slide 2" in page and "page" not in tags_of(page).text.lower()
    assert plain(page)[1] == f"“Two.” ({name}, slide 2)"
    assert "slide 2" in chat_markdown("Chat", [to_json(whole)])


def keyed(text: str, key: tuple[int, int] | None) -> Answer:
    whole = cited(text, 0, len(text))
    return replace(whole, statements=tuple(replace(one, key=key) for one in whole.statements))


def test_the_answer_proper_is_marked_within_the_quote_of_its_card() -> None:
    page = turn_html(to_json(keyed("3. **It costs**\n £5 a day.", (9, 11))))
    assert "<mark>3. &#42;&#42;It costs&#42;&#42;<br> <strong>£5</strong> a day.</mark>" in page
    cut = keyed("It costs £5 a day.", (9, 11))
    cut = replace(cut, statements=(replace(cut.statements[0], text="… It costs £5 a day. …", key=(11, 13)),))
    assert "<mark>It costs <strong>£5</strong> a day.</mark>" in turn_html(to_json(cut))
    written = replace(cut, statements=(replace(cut.statements[0], text="A day comes to £5.", key=(15, 17)),))
    assert "<mark>It costs £5 a day.</mark>" in turn_html(to_json(written))


@given(st.text(min_size=1, max_size=40) | st.sampled_from(PAYLOADS), st.data())
def test_a_key_changes_nothing_of_what_is_marked(quote: str, data: st.DataObject) -> None:
    length = len(quoting([(Document("a.txt", quote, None, None, HASH), 0, len(quote))])[0].text)
    start = data.draw(st.integers(0, max(0, length - 1)))
    end = data.draw(st.integers(start + 1, max(start + 1, length)))
    page = turn_html(to_json(keyed(quote, (start, end) if end <= length else None)))
    seen = re.sub(r"</?strong>", "", page.split("<mark>")[1].split("</mark>")[0])
    assert "".join(html.unescape(seen.replace("<br>", "\n")).split()) == "".join(quote.split())


def test_what_the_answer_does_without_is_folded_and_counted() -> None:
    whole = cited("It is so. It was. It will be.", 0, 9)
    one, *_ = whole.statements
    more = (replace(one, text="It was.", further=True), replace(one, text="It will be.", further=True))
    page = turn_html(to_json(replace(whole, statements=(one, *more), headline=Statement("Yes", one.citations))))
    seen, _, folded = page.partition('<details class="more"><summary>2 more sentences</summary>')
    assert "It is so." in seen and "It was." not in seen
    assert folded.index("It was.") < folded.index("It will be.") < folded.index("</details>")
    assert "<details" not in answer_html(to_json(replace(whole, statements=(one, *more))))


def test_a_sentence_that_is_the_whole_answer_leads() -> None:
    whole = cited("It is so.", 0, 9)
    assert '<p class="statement lead">It is so. <button' in turn_html(to_json(whole))
    headed = replace(whole, headline=Statement("Yes", whole.statements[0].citations))
    assert '<p class="statement">It is so. <button' in turn_html(to_json(headed))


STEPS = Document("steps.txt", "Steps:\n3. Cut.\n4. Glue it.", None, None, HASH)
LISTED = Answer(
    "q", "q", "answered", 0.9,
    tuple(
        replace(one, mark=mark)
        for one, mark in zip(quoting([(STEPS, 0, 6), (STEPS, 7, 14), (STEPS, 15, 26)]), ("", "3.", "4."), strict=True)
    ),
    (), "extract", shape="bullets",
)  # fmt: skip


def test_steps_keep_their_numbers_on_the_page_in_a_terminal_and_in_a_file() -> None:
    for page in (turn_html(to_json(LISTED)), answer_html(to_json(LISTED))):
        (listed,) = re.findall(r'<ol class="steps">(.*?)</ol>', page)
        assert re.findall(r'<li><span class="step">(.*?)</span> (.*?) <', listed) == [
            ("3.", "Cut."),
            ("4.", "Glue it."),
        ]
    assert answer_text(to_json(LISTED)).splitlines()[:3] == ["Steps: [1]", "3. Cut. [2]", "4. Glue it. [3]"]
    assert "Steps: [1]\n\n3. Cut. [2]\n4. Glue it. [3]\n" in chat_markdown("Chat", [to_json(LISTED)])
    assert LISTED.text.splitlines() == ["Steps: [1]", "3. Cut. [2]", "4. Glue it. [3]"]


def test_related_passages_of_a_refusal_can_be_opened_and_are_no_sources() -> None:
    whole = Answer("q", "q", "refused", 0.2, (), (), "extract", related=(Citation(1, PDF, 10, 25),))
    page = turn_html(to_json(whole))
    assert '<button type="button" class="marker quoted card-r1">The dome opens.</button>' in page
    assert 'class="card card-r1"' in page
    assert 'class="sources"' not in page


def test_also_retrieved_leaves_out_what_is_cited_and_is_folded() -> None:
    other = Document("c.txt", "Elsewhere it rained.", None, None, "cd" * 32)
    hits = (hit(PDF, 0, 25), hit(other, 0, 20), hit(PDF, 0, 10))
    whole = Answer("q", "q", "answered", 0.9, quoting([(PDF, 10, 25)]), hits, "extract")
    page = turn_html(to_json(whole))
    (folded,) = re.findall(r'<details class="also">.*?</details>', page)
    assert "Also retrieved (2)" in folded
    assert re.findall(r"start=(\d+)&amp;end=(\d+)", folded) == [("0", "20"), ("0", "10")]
    assert "<details class" not in turn_html(to_json(replace(whole, hits=hits[:1])))


def test_while_it_grows_it_claims_nothing() -> None:
    page = turn_html(to_json(cited("It is so.", 0, 9)), growing=True)
    assert "Quoted" not in page
    assert 'class="sources"' not in page
    assert "It is so." in page
    assert "Answering…" in page


def test_a_record_is_shown_and_exported_with_the_same_citations_whenever_it_is() -> None:
    record = to_json(Answer("q", "q", "answered", 0.9, quoting([(PDF, 10, 25), (PDF, 0, 9)]), (), "extract"))
    assert turn_html(record) == turn_html(record)
    (listed,) = re.findall(r'<ul class="sources">(.*?)</ul>', turn_html(record))
    exported = re.findall(r"\*\*\[(\d+)\]\*\* (.*)", chat_markdown("Chat", [record]))
    assert re.findall(r"card-(\d+)", listed) == [number for number, _ in exported] == ["1", "2"]
    assert all("plans/dome.PDF" in place for _, place in exported)
