"""What the readers of single formats make of headings, lists, notes, hidden parts, pages and metadata."""

import io
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
from tests.samples import GOOD, docx, epub, odt, paragraph, pdf


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


def test_rich_text_has_its_title_tables_and_characters() -> None:
    document = parse(
        "a.rtf",
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\title The \'e9t\'e9}}\f0 Caf\'e9 \u8364?5\par\trowd\cellx1\cellx2 "
        rb"Name\cell Age\cell\row\trowd Ada\cell 36\cell\row End.\par}",
    )
    assert document.title == "The été"
    assert document.text == "Café €5\n\nName: Ada; Age: 36.\n\nEnd."


@pytest.mark.parametrize("blank", ["\xa0\xa0", "\u2003", "\u205f"])
def test_a_large_line_of_a_pdf_that_holds_but_blanks_is_no_line(blank: str) -> None:
    file = FPDF()
    file.add_page()
    file.add_font("DejaVu", fname=Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf")
    for size, text in ((11, "The ferry left."), (24, blank), (11, "It came back.")):
        file.set_font("DejaVu", size=size)
        file.cell(0, 12, text, new_x="LMARGIN", new_y="NEXT")
    assert parse("a.pdf", bytes(file.output())).text.split() == ["The", "ferry", "left.", "It", "came", "back."]
