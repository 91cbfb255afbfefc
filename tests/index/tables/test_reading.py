"""Rows written by the formats are read back as they were, and prose is no table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.formats.registry import parse
from index.formats.writer import Writer
from index.records import Document
from index.tables.reading import Table, tables_of
from tests.index.tables.sheets import document, sheet

_WORDS = st.from_regex(r"[A-Z][a-z]{1,6}( [a-z]{2,6})?", fullmatch=True)
_CELLS = st.one_of(
    st.just(""),
    st.from_regex(r"[a-zäß]{2,8}( [a-z]{2,8}){0,3}", fullmatch=True),
    st.integers(-10_000, 10_000).map(str),
    st.sampled_from(["1,234.50", "€ 4.50", "2024-05-01", "a: b", "x; y", "12:30", "see 3.2, p. 4", "5 %"]),
)


def _cells(table: Table) -> list[list[str]]:
    return [row.cells for row in table.rows]


@st.composite
def _sheets(draw: st.DrawFn) -> list[list[str]]:
    """The first row has all cells: which column stands where, a sparse table has no trace of."""
    names = draw(st.lists(_WORDS, min_size=2, max_size=6, unique_by=str.lower))
    width = len(names) - 1
    rows = draw(st.lists(st.lists(_CELLS, min_size=width, max_size=width), min_size=1, max_size=8))
    return [
        names,
        ["the first", *["all of them"] * width],
        *([f"key {number}", *row] for number, row in enumerate(rows)),
    ]


@given(_sheets())
def test_a_sheet_is_read_back_as_it_was_written(rows: list[list[str]]) -> None:
    names, *body = rows
    written = document(rows)
    [table] = tables_of(written)
    assert table.columns == names
    assert _cells(table) == body
    assert [written.text[row.start : row.end] for row in table.rows] == written.text.splitlines()


def test_a_column_that_nothing_stands_in_is_one() -> None:
    [table] = tables_of(document(sheet("Name|Phone|City\nAda||Rome\nBob||Oslo")))
    assert (table.columns, _cells(table)) == (["Name", "Phone", "City"], [["Ada", "", "Rome"], ["Bob", "", "Oslo"]])


def test_a_cell_with_marks_of_a_row_in_it_stays_one_cell() -> None:
    [table] = tables_of(document(sheet("Item|Note|Price\nTea|hot; with milk|3\nCake|see: b; c|4")))
    assert _cells(table) == [["Tea", "hot; with milk", "3"], ["Cake", "see: b; c", "4"]]


def test_columns_of_one_name_stay_apart_and_a_cell_that_may_be_of_either_is_unsure() -> None:
    [table] = tables_of(document([["Item", "Price", "Price"], ["Tea", "3", "4"], ["Milk", "5", ""], ["Rum", "6", "7"]]))
    assert table.columns == ["Item", "Price", "Price"]
    assert [row.unsure for row in table.rows] == [(), (1,), ()]


def test_a_column_without_a_name_is_one() -> None:
    [table] = tables_of(document(sheet("Name||City\nAda|3|Rome\nBob|4|Oslo\nCy|5|Bonn")))
    assert (table.columns, _cells(table)[0]) == (["Name", "", "City"], ["Ada", "3", "Rome"])
    [table] = tables_of(document(sheet("|2022|2023\nBarley|4|5\nOats|6|7")))
    assert (table.columns, _cells(table)[1]) == (["", "2022", "2023"], ["Oats", "6", "7"])


def test_a_table_is_called_after_what_stands_above_it() -> None:
    writer = Writer()
    writer.heading("Sheet one", 2)
    writer.table(sheet("Team|Amount\nNorth|5\nSouth|6"))
    writer.heading("Sheet two", 2)
    writer.paragraph("Crew of the Heron")
    writer.table(sheet("Name|Age\nAda|36\nBob|7"))
    tables = tables_of(Document("crew.xlsx", writer.content().text, None, None, ""))
    assert [(table.name, table.columns) for table in tables] == [
        ("Sheet one", ["Team", "Amount"]),
        ("Crew of the Heron", ["Name", "Age"]),
    ]


def test_tables_right_below_each_other_are_two() -> None:
    text = "Team: North; Amount: 5.\nTeam: South; Amount: 7.\nName: Ada; City: Rome.\nName: Bob; City: Oslo."
    tables = tables_of(Document("a.csv", text, None, None, ""))
    assert [table.columns for table in tables] == [["Team", "Amount"], ["Name", "City"]]


def test_a_table_goes_on_over_the_end_of_a_page() -> None:
    text = "Team: A; Amount: 5.\nTeam: B; Amount: 7.\n\nTeam: C; Amount: 9."
    [table] = tables_of(Document("a.pdf", text, None, None, ""))
    assert [row.cells[0] for row in table.rows] == ["A", "B", "C"]
    assert len(tables_of(Document("a.pdf", text.replace("\n\n", "\n\n# Next\n\n"), None, None, ""))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "He said: go; she said: stay.\nThey left.",
        "Name: Ada.\nAge: 36.\nCity: Rome.",
        "- one: two; three: four\n- one: five; three: six",
        "Note: we met; the reason: rain.\nLater: we left; no reason: none.",
        "",
    ],
)
def test_prose_is_no_table(text: str) -> None:
    assert tables_of(Document("a.txt", text, None, None, "")) == []


def test_a_table_in_markdown_is_read_as_any_other() -> None:
    text = b"# Prices\n\n| Item | Price |\n|---|---|\n| Tea | 3.50 |\n| Milk | 4.00 |\n"
    [table] = tables_of(parse("prices.md", text))
    assert (table.columns, _cells(table)) == (["Item", "Price"], [["Tea", "3.50"], ["Milk", "4.00"]])


@given(st.text(alphabet="ab:; .\n#-", max_size=200))
def test_any_text_is_read_and_every_row_is_a_line_of_it(text: str) -> None:
    for source in ("a.csv", "a.txt"):
        for table in tables_of(Document(source, text, None, None, "")):
            for row in table.rows:
                assert text[row.start : row.end] in text.split("\n") or text[row.start : row.end].rstrip()
                assert len(row.cells) == len(table.columns)
