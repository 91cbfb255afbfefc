"""Workbooks: what each place of a file holds is in the text or in a note, and figures are as people see them."""

import base64
import io
import re
import struct
import zipfile
from collections.abc import Callable
from datetime import datetime, time, timedelta
from time import process_time

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment

from index.errors import LoadError
from index.formats.registry import parse
from index.formats.tabular.figures import EPOCH_1904, shown
from index.records import Document
from tests import ole
from tests.samples import ods, table

_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def _read(book: Workbook, change: Callable[[str, bytes], bytes] = lambda name, data: data) -> Document:
    """A workbook as it is read, each of its parts changed before."""
    file, changed = io.BytesIO(), io.BytesIO()
    book.save(file)
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return parse("a.xlsx", changed.getvalue())


def _book(*rows: list[object]) -> Workbook:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return book


def test_values_are_shown_as_people_see_them() -> None:
    book = _book(
        ["Day", "Time", "At", "Long", "Count", "Sum", "Share", "Paid", "Failed", "Id"],
        [
            datetime(2024, 5, 1),
            time(9, 30),
            datetime(2024, 5, 1, 9, 5),
            timedelta(hours=30),
            3.0,
            0.1 + 0.2,
            0.25,
            True,
            "#N/A",
            1234567890123456,
        ],
    )
    book.active["G2"].number_format = "0%"
    book.properties.title = "Harvest"
    document = _read(book)
    assert document.title == "Harvest"
    assert document.text == (
        "Day: 2024-05-01; Time: 09:30; At: 2024-05-01 09:05; Long: 30:00; Count: 3; Sum: 0.3; Share: 25%; "
        "Paid: yes; Failed: #N/A; Id: 1234567890123456."
    )


@pytest.mark.parametrize(
    ("raw", "form", "expected"),
    [
        ("1234.5", '#,##0.00 "kr"', "1,234.50 kr"),
        ("1234.5", "[$€-2] #,##0.00", "€ 1,234.50"),
        ("-77.25", "#,##0.00;(#,##0.00)", "(77.25)"),
        ("-77.25", "0.0", "-77.3"),
        ("0", '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-', "0"),
        ("-1.5", '_-* #,##0.00\\ "kr"_-;-* #,##0.00\\ "kr"_-;_-@_-', "-1.50 kr"),
        ("12000000", '0.0,,"M"', "12.0M"),
        ("731", "00000", "00731"),
        ("5551234", "000-0000", "555-1234"),
        ("1.75", "# ?/?", "1 3/4"),
        ("12345", "0.00E+00", "1.23E+4"),
        ("0.0425", "0.00%", "4.25%"),
        ("1", '"yes";;"no"', "yes"),
        ("0", '"yes";;"no"', "no"),
        ("5", ";;;", "5"),
        ("5", '[>4]0"k";0', "5"),
        ("45292", "dd/mm/yyyy", "2024-01-01"),
        ("45292", "[$-409]mmm yy;@", "2024-01"),
        ("45292.5", "d mmm h:mm AM/PM", "2024-01-01 12:00"),
        ("0.585416666666667", "h:mm", "14:03"),
        ("1.26041666666667", "[h]:mm", "30:15"),
        ("-3", "yyyy-mm-dd", "-3"),
        ("1e300", "0.00", "1e+300"),
        ("words", "0.00", "words"),
        ("nan", "0.00", "nan"),
    ],
)
def test_formats_of_figures(raw: str, form: str, expected: str) -> None:
    assert shown(raw, form) == expected


def test_dates_may_count_from_1904() -> None:
    assert shown("43830", "yyyy-mm-dd", EPOCH_1904) == "2024-01-01"


@given(st.floats() | st.integers(-(10**18), 10**18), st.text('0#?.,%/E+-;"\\[]@_*yMdhs$€ k', max_size=20))
def test_any_format_shows_something(value: float, form: str) -> None:
    assert isinstance(shown(repr(value), form), str)


def test_every_place_of_a_workbook_is_read_or_noted() -> None:
    book = _book(["Item", "Price"], ["Oil", 1.5], ["Salt", "#N/A"])
    sheet = book.active
    sheet.title = "Shop"
    sheet["B3"].comment = Comment("Ask the miller about it.", "Ada")
    sheet["A2"].hyperlink = "https://oil.example/list"
    sheet["A4"], sheet["B4"] = CellRichText("Rye ", TextBlock(InlineFont(b=True), "bread")), "=B2*2"
    sheet.oddHeader.center.text, sheet.oddFooter.left.text = "Grocer Lund", "&P of &N"
    chart = BarChart()
    chart.title = "Prices in May"
    chart.add_data(Reference(sheet, min_col=2, min_row=2, max_row=3))
    sheet.add_chart(chart, "D2")
    sheet["A9"], sheet["B9"], sheet["C9"] = "hidden row", 1, "hidden column"
    sheet.row_dimensions[9].hidden = True
    sheet["C2"] = "hidden note"
    sheet.column_dimensions["C"].hidden = True
    for title in ("Lists", "Old"):
        book.create_sheet(title)["A1"] = "secret"
        book[title].sheet_state = "hidden" if title == "Old" else "veryHidden"
    document = _read(book)
    for words in (
        "## Shop",
        "Item: Oil; Price: 1.5.",
        "Item: Salt; Price: #N/A.",
        "Item: Rye bread.",
        "Note on B3: Ask the miller about it.",
        "Link of A2: https://oil.example/list",
        "Grocer Lund",
        "Prices in May",
    ):
        assert words in document.text
    assert not re.search("hidden|secret| of ", document.text.replace("Note on", "").replace("Link of", ""))
    assert document.omissions == (
        "1 formula without a saved value (sheet Shop); open it in Excel or LibreOffice and save it",
        "2 hidden sheets (Lists, Old)",
        "1 hidden row",
        "1 hidden column",
    )


def test_rows_that_a_filter_hides_are_read() -> None:
    book = _book(["Item", "Price"], ["Oil", 1], ["Salt", 2])
    book.active.row_dimensions[2].hidden = True
    book.active.auto_filter.ref = "A1:B3"
    book.active.auto_filter.add_filter_column(0, ["Salt"])
    document = _read(book)
    assert "Item: Oil; Price: 1." in document.text and not document.omissions


def test_merged_cells_stand_for_all_that_they_reach_over() -> None:
    book = _book(
        ["Spending of Oda", None, None, None, None],
        ["Region", "2022", None, "2023", "Total"],
        [None, "Plan", "Spent", "Plan", None],
        ["North", 5, 6, 7, 18],
        [None, 1, 2, 3, 6],
    )
    for area in ("A1:E1", "A2:A3", "B2:C2", "E2:E3", "A4:A5"):
        book.active.merge_cells(area)
    assert _read(book).text == (
        "Spending of Oda\n\nRegion: North; 2022 Plan: 5; 2022 Spent: 6; 2023 Plan: 7; Total: 18.\n"
        "Region: North; 2022 Plan: 1; 2022 Spent: 2; 2023 Plan: 3; Total: 6."
    )


def test_strict_workbooks_and_inline_texts_are_read() -> None:
    def strict(name: str, data: bytes) -> bytes:
        text = data.decode().replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"
        )
        text = text.replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        return text.replace("<t>Oil</t>", "<r><t>Rye</t></r><rPh><t>sound</t></rPh>").encode()

    assert _read(_book(["Item", "Price"], ["Oil", 1]), strict).text == "Item: Rye; Price: 1."


def test_shared_texts_are_read() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Shop")
        sheet.write_row(0, 0, ["Item", "Price"])
        sheet.write_row(1, 0, ["Rye\rbread", 1.5])
        sheet.write_rich_string(2, 0, "Red ", book.add_format({"bold": True}), "wine")
        sheet.insert_textbox(4, 1, "Closed on Sundays.")
        sheet.insert_image(9, 1, "a.png", {"image_data": io.BytesIO(_PIXEL), "description": "A map of the shop"})
        sheet.insert_image(9, 5, "b.png", {"image_data": io.BytesIO(_PIXEL), "decorative": True})
    document = parse("a.xlsx", file.getvalue())
    for words in (
        "Item: Rye bread; Price: 1.5.",
        "Item: Red wine.",
        "Closed on Sundays.",
        "Picture: A map of the shop",
    ):
        assert words in document.text
    assert document.omissions == ("1 picture",)


def test_a_damaged_sheet_leaves_the_others() -> None:
    book = _book(["Item", "Price"], *(["Oil", number] for number in range(900)))
    book.create_sheet("Costs").append(["Rent", 5])

    def cut(name: str, data: bytes) -> bytes:
        return data[: len(data) // 2] if name == "xl/worksheets/sheet1.xml" else data

    document = _read(book, cut)
    assert "Item: Oil; Price: 3." in document.text and "Rent: 5." in document.text
    assert document.omissions == ("a part of a damaged sheet (Sheet); open it and save it again",)


def test_cells_of_wrong_places_and_styles_are_read() -> None:
    def odd(name: str, data: bytes) -> bytes:
        return data.replace(b'r="B2"', b'r="QQQQ\xc3\xa9" s="99"').replace(b'r="2"', b'r="x"')

    assert "1" in _read(_book(["Item", "Price"], ["Oil", 1]), odd).text


def test_a_workbook_without_sheets_is_refused() -> None:
    with pytest.raises(LoadError, match="holds no sheets"):
        _read(
            _book(["a"]), lambda name, data: re.sub(rb"<sheet .*?/>", b"", data) if name == "xl/workbook.xml" else data
        )


def test_sheets_are_sections_but_a_lone_one_without_a_name_is_none() -> None:
    book = _book(["A", "B"], ["x", 1])
    book.active.title = "Sheet1"
    assert _read(book).text == "A: x; B: 1."
    book.create_sheet("Costs").append(["Total", 5])
    assert _read(book).text == "## Sheet1\n\nA: x; B: 1.\n\n## Costs\n\nTotal: 5."


def test_cells_far_apart_take_no_more_room_than_they_fill() -> None:
    book = Workbook()
    for row in range(1, 2000):
        book.active.cell(row, 16_384, f"far {row}")
    started = process_time()
    assert "far 1999" in _read(book).text
    assert process_time() - started < 5


def test_a_sheet_with_a_cell_far_down_is_read_at_once() -> None:
    book = Workbook()
    book.active["A1"], book.active["C1000000"] = "top", "bottom"
    assert _read(book).text.endswith("top\n\nbottom")


def test_every_place_of_an_old_workbook_is_read_or_noted() -> None:
    extra = ole.record(0x208, struct.pack("<HHHHHHI", 5, 0, 1, 0, 0, 0, 0x20)) + ole.record(0x1C, bytes(8))
    picture = ole.record(0x5D, struct.pack("<HHHH", 0x15, 4, 0x08, 1))
    sheets: dict[str, list[list[str | float]]] = {
        "Shop": [["Item", "Price"], ["Oil", 1.5]],
        "Costs": [["Rent", 5.0]],
        "Old": [["secret", 1.0]],
    }
    document = parse("a.xls", ole.xls(sheets, "Old", extra + picture))
    assert document.text == "## Shop\n\nItem: Oil; Price: 1.5.\n\n## Costs\n\nRent: 5."
    assert document.omissions[0] == "1 hidden sheet (Old)"
    assert set(document.omissions[1:]) == {"3 hidden rows", "3 notes on cells", "3 pictures"}


@pytest.mark.parametrize(
    "data",
    [
        b"<html><table><tr><th>Item</th><th>Price</th></tr><tr><td>Oil</td><td>1</td></tr></table></html>",
        b"Item\tPrice\nOil\t1\n",
    ],
)
def test_what_is_only_named_xls_is_read_as_what_it_is(data: bytes) -> None:
    assert parse("a.xls", data).text == "Item: Oil; Price: 1."


def test_every_place_of_an_open_workbook_is_read_or_noted() -> None:
    style = '<style:style style:name="t2" style:family="table"><style:table-properties table:display="false"/></style:style>'
    note = "<office:annotation><text:p>Ask the miller.</text:p></office:annotation>"
    shop = table("Shop", ["Item", "Price"], ["Oil", "\u20ac1,234.50"], ["Salt", "#DIV/0!"])
    document = parse(
        "a.ods", ods(shop + table("Costs", ["Rent"], more=note) + table("Old", ["secret"], style="t2"), style)
    )
    assert (
        "## Shop\n\nItem: Oil; Price: \u20ac1,234.50.\nItem: Salt; Price: #DIV/0!\n\n## Costs\n\nRent" in document.text
    )
    assert document.text.endswith("Note: Ask the miller.") and "secret" not in document.text
    assert document.omissions == ("1 hidden sheet (Old)",)
