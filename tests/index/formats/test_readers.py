"""What the readers of single formats make of headings, lists, notes, hidden parts, pages and metadata."""

import io
import json
from pathlib import Path

import matplotlib
import pytest
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from index.errors import LoadError
from index.formats.registry import parse
from index.formats.writer import Writer, sensible_title
from index.language.tidy import one_line
from tests.samples import GOOD, docx, epub, odt, paragraph, pdf

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=300),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)


def _text(source: str, data: str | bytes) -> str:
    return parse(source, data.encode() if isinstance(data, str) else data).text


@given(st.lists(st.lists(st.sampled_from(["A line.", "", "Two\n\nparts"]), max_size=3), max_size=8))
def test_every_page_starts_where_its_text_does(pages: list[list[str]]) -> None:
    writer = Writer()
    for number, blocks in enumerate(pages, 1):
        writer.page()
        for block in blocks:
            writer.paragraph(f"{block} on{number}." if block else "")
    content = writer.content()
    assert len(content.page_starts) == len(pages)
    document = parse("a.txt", b"")
    document = type(document)("a", content.text, None, None, "", content.page_starts)
    for number, blocks in enumerate(pages, 1):
        if any(blocks):
            assert document.page(content.text.index(f"on{number}.")) == number
    assert "\n\n\n" not in content.text


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Harbor report", "Harbor report"),
        ("  Two\r\n lines ", "Two lines"),
        ("Microsoft Word - report.doc", None),
        ("report_final.indd", None),
        ("untitled-2", None),
        ("PowerPoint Presentation", None),
        ("Document1", None),
        ("2024", None),
        ("x" * 251, None),
        (None, None),
    ],
)
def test_titles_that_programs_invent_are_none(title: str | None, expected: str | None) -> None:
    assert sensible_title(title) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h1>A <em>b</em></h1><p>C<br>d</p>tail", "# A b\n\nC\nd\n\ntail"),
        ("<p>Caf&eacute;&nbsp;&amp;\n bar<b>s</b></p>", "Café & bars"),
        ("<ul><li>A<ul><li>B</ul><li><p>C</p><p>D</p></ul><p>E</p>", "- A\n  - B\n- C\n  D\n\nE"),
        ('<ol start="3"><li>A<li>B</ol><ul><li>C</ul>', "3. A\n4. B\n\n- C"),
        ("<nav>N</nav><p hidden>H</p><p style='display: none'>D</p><script>S</script><!-- C --><p>P</p>", "P"),
        ("<p>Said.<sup><a href='#n1'>[1]</a></sup> So.</p><p>x<sup>2</sup></p>", "Said. So.\n\nx2"),
        ("<a href='http://x.org'>link</a> <img src=x alt=no>", "link"),
        ("<h2>Use<a href='#use'>¶</a></h2><p><a href='#use'>See</a></p>", "## Use\n\nSee"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<p>soft\u00adhyphen\u200b</p>", "softhyphen"),
        ("<table><tr><td>Only<p>layout</table>", "Only\n\nlayout"),
        ("<table><tr><td><h2>Head</h2><td>side</table>", "## Head\n\nside"),
        ("<table><caption>T</caption><tr><th>A<th>2024<tr><td>x<td>y</table>end", "T\n\nA: x; 2024: y.\n\nend"),
        (
            "<table><tr><th>A<th>B<th>C<tr><td rowspan=2>x<td>1<td>2<tr><td>3<td>4</table>",
            "A: x; B: 1; C: 2.\nA: x; B: 3; C: 4.",
        ),
        ("<table><tr><th>A<th colspan=2>B<tr><td>x<td>1<td>2</table>", "A: x; B: 1; B: 2."),
        ("<!-- nothing -->", ""),
    ],
)  # fmt: skip
def test_html_worked_by_hand(html: str, expected: str) -> None:
    assert _text("a.html", f"<!doctype html>{html}") == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1251", "shift_jis"])
def test_html_is_decoded_as_it_declares(encoding: str) -> None:
    words = "日本語の文章" if encoding == "shift_jis" else "Привет, мир"
    page = f'<html><head><meta charset="{encoding}"></head><p>{words}</p></html>'
    assert _text("a.html", page.encode(encoding)) == words


def test_html_in_utf_8_that_claims_to_be_latin_1_is_read_as_utf_8() -> None:
    assert _text("a.html", "<meta charset=iso-8859-1><p>Núñez</p>") == "Núñez"


def test_html_nested_too_deeply_is_refused_and_deep_html_is_read() -> None:
    assert _text("a.html", f"{'<div>' * 1500}deep") == "deep"
    with pytest.raises(LoadError, match="nested too deeply"):
        _text("a.html", f"{'<div>' * 5000}deep")


def test_pdf_lines_are_joined_to_paragraphs_and_running_heads_dropped() -> None:
    file = FPDF()
    file.set_title("Microsoft Word - glacier.doc")
    for number, subject in enumerate(("ice", "", "rock", "snow"), 1):
        file.add_page()
        file.set_font("Helvetica", size=9)
        file.cell(0, 5, f"Survey of 1987 - page {number}", new_x="LMARGIN", new_y="NEXT")
        if subject:
            file.set_font("Helvetica", size=18)
            file.cell(0, 12, f"About {subject}", new_x="LMARGIN", new_y="NEXT")
            file.set_font("Helvetica", size=11)
            wrapped = f"The {subject} was weighed by hand and by machine, which took the team of inter-\nnational experts most of a week. "
            file.multi_cell(0, 6, f"{wrapped}Then {subject} fell.", new_x="LMARGIN", new_y="NEXT")
            file.ln(6)
            file.multi_cell(0, 6, f"All {subject} melts.\n- First\n- Second", new_x="LMARGIN", new_y="NEXT")
    document = parse("a.pdf", bytes(file.output()))
    body = (
        "# About {0}\n\nThe {0} was weighed by hand and by machine, which took the team of international experts most "
        "of a week. Then {0} fell.\n\nAll {0} melts.\n\n- First\n- Second"
    )
    assert document.text == "\n\n".join(["Survey of 1987 - page 1", *(body.format(s) for s in ("ice", "rock", "snow"))])
    assert document.title == "Survey of 1987 - page 1"
    assert [document.page(document.text.index(f"About {s}")) for s in ("ice", "rock", "snow")] == [1, 3, 4]
    assert len(document.page_starts) == 4


@given(st.lists(st.sampled_from(["ice", "rock", ""]), min_size=1, max_size=5).filter(any))
def test_every_word_of_a_pdf_is_on_its_page(pages: list[str]) -> None:
    document = parse(
        "a.pdf", pdf(*(f"Part\nThe {word}{number} is cold." if word else "" for number, word in enumerate(pages, 1)))
    )
    assert len(document.page_starts) == len(pages)
    for number, word in enumerate(pages, 1):
        if word:
            assert document.page(document.text.index(f"{word}{number} is cold")) == number


def test_a_pdf_locked_for_editing_only_is_read() -> None:
    file = FPDF()
    file.set_encryption("owner")
    file.add_page()
    file.set_font("Helvetica", size=11)
    file.cell(0, 6, "Open words.")
    assert _text("a.pdf", bytes(file.output())) == "Open words."


def test_word_keeps_headings_lists_tables_and_notes_and_drops_what_was_deleted() -> None:
    document = parse("harbor.docx", GOOD["harbor.docx"][0]())
    assert document.title == "Harbor report"
    assert document.text == (
        "# Harbor report\n\nThe lighthouse keeper Odalys Brandt painted the tower green in April.\n\nFog came¹.\n\n"
        "¹ Seen by the pilot.\n\n## Cranes\n\n- They lift.\n- They turn.\n\n"
        "Crane: North; Lifts: 40 tons.\nCrane: South; Lifts: 25 tons."
    )
    assert document.omissions == ("1 deletion (tracked changes)",)
    assert parse("a.docx", docx(paragraph("x"), title="A visit")).title == "A visit"


def test_slides_are_pages_with_groups_charts_and_notes() -> None:
    document = parse("a.pptx", GOOD["observatory.pptx"][0]())
    assert document.text == (
        "# Observatory plans\n\n- The dome opens in March.\n- Visitors come at night.\n\n# Telescope\n\n"
        "The telescope mirror was polished by Ingrid Halloran.\n\nPart: Mirror; Price: 900 euros.\n\nNotes: Thank the sponsors."
    )
    assert (document.title, len(document.page_starts)) == ("Observatory plans", 2)
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[6])
    data = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = ["May", "June"]
    data.add_series("Visitors", (120, 95.5))  # type: ignore[no-untyped-call]
    deck.slides.add_slide(deck.slide_layouts[6]).shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, Inches(4), Inches(3), data
    )
    file = io.BytesIO()
    deck.save(file)
    document = parse("a.pptx", file.getvalue())
    assert document.text == "May; Visitors: 120.\nJune; Visitors: 95.5."
    assert document.page(0) == 2


def test_opendocument_keeps_headings_lists_tables_and_notes() -> None:
    assert _text("a.odt", GOOD["vineyard.odt"][0]()) == (
        "# Vineyard notes\n\nThe vineyard was planted by Renata Solis¹ in 1962.\n\n¹ With her sister.\n\n- Red\n  - Dry\n\n"
        "Grape: Malbec; Year: 2019."
    )
    body = "<text:section><text:p>A<text:tab/>b<text:line-break/>c<office:annotation><text:p>so?</text:p></office:annotation></text:p></text:section>"
    assert _text("a.odt", odt(body)) == "A\tb\nc\n\nComment: so?"


def test_a_book_is_read_in_its_order_without_its_contents_list() -> None:
    document = parse("a.epub", epub("<h1>One</h1><p>The ferry left.</p>"))
    assert (document.title, document.text) == ("The ferry", "# One\n\nThe ferry left.\n\n# Two\n\nThe end.")
    with pytest.raises(LoadError, match="which chapters"):
        parse("a.epub", epub("", {"META-INF/container.xml": "<a/>"}))


def test_mail_has_its_headers_its_date_and_the_names_of_attachments() -> None:
    document = parse("a.eml", GOOD["windmill.eml"][0]())
    assert (document.title, document.date) == ("Repair of the windmill", "2024-05-01")
    assert document.text == (
        "From: Zoë Lindqvist <zoe@example.org>\n\nTo: crew@example.org\n\nDate: May 1, 2024, 10:30\n\n"
        "Subject: Repair of the windmill\n\nAttachments: bill.pdf\n\n"
        "The windmill sails were replaced by Gustavo Pérez on Friday."
    )


@pytest.mark.parametrize(
    ("mail", "expected"),
    [
        ("Subject: =?utf-8?b?w4k=?=\n\nx", "Subject: É\n\nx"),
        ("Subject: A\nContent-Type: text/html\n\n<p>x <b>y</b></p><script>z</script>", "Subject: A\n\nx y"),
        ("Subject: A\nContent-Type: text/plain; charset=martian\n\nx", "Subject: A\n\nx"),
        ("From: a@b.c\nDate: not a day\n\nx", "From: a@b.c\n\nx"),
        (
            "Subject: A\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n \n--b\n"
            "Content-Type: text/html\n\n<p>x</p>\n--b--",
            "Subject: A\n\nx",
        ),
        (
            "Subject: A\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\nContent-Type: message/rfc822\n\n"
            "Subject: Old\n\ny\n--b--",
            "Subject: A\n\nAttachments: the message “Old”\n\nx",
        ),
    ],
)
def test_mail_worked_by_hand(mail: str, expected: str) -> None:
    assert _text("a.eml", mail) == expected


def test_rich_text_has_its_title_tables_and_characters() -> None:
    document = parse(
        "a.rtf",
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\title The \'e9t\'e9}}\f0 Caf\'e9 \u8364?5\par\trowd\cellx1\cellx2 "
        rb"Name\cell Age\cell\row\trowd Ada\cell 36\cell\row End.\par}",
    )
    assert document.title == "The été"
    assert document.text == "Café €5\n\nName: Ada; Age: 36.\n\nEnd."


def test_json_worked_by_hand() -> None:
    data = {
        "title": "Fleet",
        "home_port": {"city": "Bergen", "depth": 12.50, "flags": ["a", "b"], "none": None},
        "active": True,
        "about": "word " * 50,
        "boats": [{"name": "Sun", "size": {"length": 3}}, {"name": "Moon"}],
    }
    document = parse("a.json", json.dumps(data).encode())
    assert document.title == "Fleet"
    assert document.text == (
        "title: Fleet.\nactive: yes.\n\n## home port\n\ncity: Bergen.\ndepth: 12.5.\nflags: a, b.\n\n## about\n\n"
        + ("word " * 50).strip()
        + "\n\n## boats\n\nname: Sun; size length: 3.\nname: Moon."
    )
    assert _text("a.json", '[{"a": 1.10}]') == "a: 1.10."
    assert _text("a.json", '"\\ud800 half"') == "\ufffd half"
    assert _text("a.jsonl", '{"a": 1}\n\n{"a": 2, "b": "x"}\n') == "a: 1.\na: 2; b: x."


@given(_JSON)
def test_all_texts_of_json_are_read(value: object) -> None:
    text = one_line(_text("a.json", json.dumps(value)))
    leaves = [value]
    while leaves:
        leaf = leaves.pop()
        if isinstance(leaf, dict):
            leaves += leaf.values()
        elif isinstance(leaf, list):
            leaves += leaf
        elif isinstance(leaf, str):
            assert one_line(leaf) in text


@pytest.mark.parametrize("blank", ["\xa0\xa0", "\u2003", "\u205f"])
def test_a_large_line_of_a_pdf_that_holds_but_blanks_is_no_line(blank: str) -> None:
    file = FPDF()
    file.add_page()
    file.add_font("DejaVu", fname=Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf")
    for size, text in ((11, "The ferry left."), (24, blank), (11, "It came back.")):
        file.set_font("DejaVu", size=size)
        file.cell(0, 12, text, new_x="LMARGIN", new_y="NEXT")
    assert parse("a.pdf", bytes(file.output())).text.split() == ["The", "ferry", "left.", "It", "came", "back."]
