"""Delimited text: what each place of a file holds is read or noted."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.formats.registry import parse
from index.language.sentences import sentences
from index.language.tidy import one_line

_WORDS = st.text("abcdeéß 日\"'\n-", max_size=12) | st.integers(-10_000, 10_000).map(str)
_NAMES = st.lists(st.text("abcde", min_size=2, max_size=6), min_size=2, max_size=5, unique=True)


@given(_NAMES, st.lists(st.lists(_WORDS, min_size=2, max_size=5), min_size=1, max_size=6), st.sampled_from(",;\t|"))
def test_every_cell_of_delimited_text_is_read(names: list[str], rows: list[list[str]], delimiter: str) -> None:
    rows = [(row + [""] * len(names))[: len(names)] for row in rows]
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows([names, *rows])
    text = parse("a.csv", file.getvalue().encode()).text
    for row in rows:
        for cell in row:
            assert one_line(cell) in text


@given(_NAMES, st.data())
def test_a_row_is_a_line_and_a_sentence(names: list[str], data: st.DataObject) -> None:
    cell = st.text("FGHIJK ", min_size=1, max_size=40).filter(str.strip)
    rows = data.draw(
        st.lists(st.lists(cell, min_size=len(names), max_size=len(names), unique=True), min_size=1, max_size=6)
    )
    file = io.StringIO(newline="")
    csv.writer(file).writerows([names, *rows])
    text = parse("a.csv", file.getvalue().encode()).text
    assert [text[start:end] for start, end in sentences(text, "en")] == text.split("\n")
    assert len(text.split("\n")) == len(rows)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"Name;Price\nOil;1,50\nSalt;0,40\n", "Name: Oil; Price: 1,50.\nName: Salt; Price: 0,40."),
        (b"sep=|\r\nA|B\r\n1|2\r\n", "A: 1; B: 2."),
        (
            "Name,Stadt\r\nJörg,die Brücke über den Fluss\r\n".encode("cp1252"),
            "Name: Jörg; Stadt: die Brücke über den Fluss.",
        ),
        ("A\tB\nx\ty\n".encode("utf-16"), "A: x; B: y."),
        (b'A,B\n"x, y","two\nlines"\n"say ""hi""",z\n', 'A: x, y; B: two lines.\nA: say "hi"; B: z.'),
        (b'Item\tSize\n"never closed\t5\nBolt\t3\n', 'Item: "never closed; Size: 5.\nItem: Bolt; Size: 3.'),
        (b"Remark\nIt rained, then stopped\nSun\n", "Remark: It rained, then stopped.\nRemark: Sun."),
    ],
)
def test_delimiters_quotes_and_encodings(data: bytes, expected: str) -> None:
    assert parse("a.csv", data).text == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            "# exported 2024\nName,Age\nAda,36\nBo,40\n",
            ["# exported 2024", "Name: Ada; Age: 36.", "Name: Bo; Age: 40."],
        ),
        ("Town;2019;2020\nTrysil;6564;6530\n", ["Town: Trysil; 2019: 6564; 2020: 6530."]),
        (
            "Name,Age\nAda,36,left early\nBo\nCy,41\nDi,42\n",
            ["Name: Ada; Age: 36; left early.", "Name: Bo.", "Name: Cy; Age: 41.", "Name: Di; Age: 42."],
        ),
        ("Name,,Age,\nAda,,36,\n", ["Name: Ada; Age: 36."]),
        ("Name,Phone,Phone\nAda,5,6\n", ["Name: Ada; Phone: 5; Phone: 6."]),
        ("Name,Age,Town\n", ["Name; Age; Town."]),
        ("Name: Ada\nTown: Oslo, east\n", ["Name: Ada.", "Town: Oslo, east."]),
        ('Name,Note\nAda,"One; two.\nThree?"\nBo,\n', ["Name: Ada; Note: One; two. Three?", "Name: Bo."]),
        ("\ufeffName\tAge\r\nAda\t36\r\n", ["Name: Ada; Age: 36."]),
    ],
)
def test_headers_and_ragged_rows(data: str, expected: list[str]) -> None:
    assert [line for line in parse("a.csv", data.encode()).text.split("\n") if line] == expected


def test_no_cell_is_too_long() -> None:
    assert len(parse("a.csv", b"Name,Text\nAda," + b"x" * 200_000).text) > 200_000
