"""Tables of PDFs are read row by row, each cell under the name of its column."""

import random

import pytest
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st

from eval.studies.pdf_layouts import LAYOUTS, PROSE
from eval.studies.pdf_sheets import finished, sheet_of
from eval.studies.pdf_tables import f1, grids_of, lost_and_added
from index.formats.pdf.cells import is_value
from index.formats.registry import parse
from tests.index.formats.test_pdf import Text, drawn, text_of

HARD = {"empty cells": 0.45, "a filing": 0.5}
"""Of the layouts that aren't read without a fault: the least F1 of a sheet."""


def rows(*lines: tuple[float, list[tuple[float, str]]]) -> list[Text]:
    return [(x, y, text) for y, cells in lines for x, text in cells]


@pytest.mark.parametrize("name", LAYOUTS)
def test_tables_of_each_layout_are_read(name: str) -> None:
    for seed in (1, 2, 3):
        sheet, expected = LAYOUTS[name](sheet_of(seed))
        assert f1(expected, grids_of(finished(sheet))) >= HARD.get(name, 0.95)


@pytest.mark.parametrize("name", PROSE)
def test_prose_is_no_table_and_loses_no_word(name: str) -> None:
    for seed in (1, 2, 3):
        data = finished(PROSE[name](sheet_of(seed)))
        lost, added = lost_and_added(data)
        assert not grids_of(data) and not lost and not added


@given(st.integers(0, 10**6), st.sampled_from(sorted(set(LAYOUTS) - set(HARD))))
def test_every_word_of_a_table_is_in_the_text(seed: int, name: str) -> None:
    chance = random.Random(seed)
    sheet, expected = LAYOUTS[name](sheet_of(chance.randint(0, 10**6)))
    text = " ".join(parse("a.pdf", finished(sheet)).text.split())
    for grid in expected:
        for word in " ".join(cell for row in grid for cell in row).split():
            assert word in text


def test_a_row_is_a_sentence_that_names_its_columns() -> None:
    text = text_of(
        drawn(
            rows(
                (80, [(60, "Clinic"), (200, "Beds"), (280, "Head")]),
                (98, [(60, "Rosehill"), (200, "42"), (280, "Dr. Amara Diallo")]),
                (116, [(60, "Harrow Lane"), (200, "77"), (280, "Dr. Mei Tanaka")]),
            )
        )
    )
    assert (
        text
        == "Clinic: Rosehill; Beds: 42; Head: Dr. Amara Diallo.\nClinic: Harrow Lane; Beds: 77; Head: Dr. Mei Tanaka."
    )


def test_a_table_over_two_pages_names_its_columns_on_both_and_drops_the_second_head() -> None:
    head = [(60.0, "Vessel"), (200.0, "Berth"), (280.0, "Owner")]
    first = rows(
        (400, head),
        (418, [(60, "Ternen"), (200, "A1"), (280, "Ann Vik")]),
        (436, [(60, "Lomvi"), (200, "A2"), (280, "Bo Lie")]),
    )
    second = [
        (60, [(60.0, "Alken"), (200.0, "B7"), (280.0, "Cara Moe")]),
        (78, [(60.0, "Svartbak"), (200.0, "B9"), (280.0, "Dag Ness")]),
    ]
    wanted = "Vessel: Alken; Berth: B7; Owner: Cara Moe.\nVessel: Svartbak; Berth: B9; Owner: Dag Ness."
    for page in (second, [(42, head), *second]):
        document = parse("a.pdf", drawn(first, rows(*page)))
        assert document.text.endswith(f"\n\n{wanted}")
        assert document.page(document.text.index("Alken")) == 2
        assert document.text.count("Vessel: ") == 4


def test_names_and_values_beside_an_address() -> None:
    lines = ["Marrow & Daughters Ltd", "14 Quay Street", "Port Ellery"]
    facts = [("Invoice number", "INV-20417"), ("Invoice date", "17/04/2024"), ("Due date", "17/05/2024")]
    texts = [(60.0, 80 + 12.0 * n, line) for n, line in enumerate(lines)]
    texts += [
        text
        for n, (name, value) in enumerate(facts)
        for text in ((330.0, 80 + 17.0 * n, name), (450.0, 80 + 17.0 * n, value))
    ]
    assert text_of(drawn(sorted(texts, key=lambda text: text[1]))).endswith(
        "Invoice number: INV-20417.\nInvoice date: 17/04/2024.\nDue date: 17/05/2024."
    )


def test_addresses_side_by_side_are_no_table() -> None:
    left = ["Bill to:", "Marrow & Daughters Ltd", "14 Quay Street", "Port Ellery"]
    right = ["Ship to:", "Marrow warehouse", "Unit 9, Larkfield Estate", "Ellery North"]
    texts = [text for n in range(4) for text in ((60.0, 80 + 13.0 * n, left[n]), (320.0, 80 + 13.0 * n, right[n]))]
    assert text_of(drawn(texts)).split() == " ".join([*left, *right]).split()


def test_a_box_around_a_page_and_the_grid_of_a_chart_are_no_tables() -> None:
    file = FPDF(unit="pt", format="A4")
    file.add_page()
    file.set_font("Helvetica", size=10)
    file.rect(30, 30, 530, 780)
    for n in range(9):
        file.line(100 + 30 * n, 300, 100 + 30 * n, 540)
        file.line(100, 300 + 30 * n, 340, 300 + 30 * n)
        file.text(95 + 30 * n, 556, str(10 * n))
    file.text(60, 80, "The harbour handled more goods in each year.")
    text = text_of(bytes(file.output()))
    assert ":" not in text and ";" not in text


def test_a_merged_cell_is_said_on_each_of_its_rows() -> None:
    sheet, (grid,) = LAYOUTS["merged cells"](sheet_of(1))
    lines = parse("a.pdf", finished(sheet)).text.split("\n")
    assert [line.split("; ")[0] for line in lines] == [f"{grid[0][0]}: {row[0]}" for row in grid[1:]]


@given(st.text(max_size=20))
def test_what_holds_no_digit_and_a_letter_is_no_value(text: str) -> None:
    if any(map(str.isalpha, text)) and not any(map(str.isdecimal, text)):
        assert not is_value(text)


def test_a_table_under_another_one_with_columns_of_its_own_is_another_one() -> None:
    first = [
        (80.0 + 18 * n, [(60.0, name), (260.0, a), (360.0, b)])
        for n, (name, a, b) in enumerate([("Item", "2022", "2023"), ("Boats", "12", "14"), ("Nets", "30", "28")])
    ]
    second = [
        (142.0 + 14 * n, [(60.0, name), (180.0, value)])
        for n, (name, value) in enumerate([("Contract", "C-2231"), ("Start", "1 May 2024")])
    ]
    assert text_of(drawn(rows(*first, *second))) == (
        "Item: Boats; 2022: 12; 2023: 14.\nItem: Nets; 2022: 30; 2023: 28.\n\nContract: C-2231.\nStart: 1 May 2024."
    )


def test_cells_in_the_middle_of_filled_rows_belong_to_their_row() -> None:
    file = FPDF(unit="pt", format="A4")
    file.add_page()
    file.set_font("Helvetica", size=10)
    file.set_fill_color(230)
    notes = [
        ["Keeps the log of the northern pier", "and of all that belongs to it"],
        ["On leave until May"],
        ["Works at the counter in the morning", "and by telephone"],
    ]
    for x, text in ((60, "Name"), (160, "Since"), (230, "Notes")):
        file.text(x, 80, text)
    for n, (name, year) in enumerate((("Ada", "2011"), ("Bo", "2015"), ("Cy", "2019"))):
        top = 90 + 40 * n
        if n % 2 == 0:
            file.rect(50, top, 400, 40, "F")
        file.text(60, top + 23, name)
        file.text(160, top + 23, year)
        for number, line in enumerate(notes[n]):
            file.text(230, top + 23 + 13 * number - 6.5 * (len(notes[n]) - 1), line)
    wanted = "\n".join(
        f"Name: {name}; Since: {year}; Notes: {' '.join(note)}."
        for name, year, note in zip(("Ada", "Bo", "Cy"), ("2011", "2015", "2019"), notes, strict=True)
    )
    assert text_of(bytes(file.output())) == wanted
