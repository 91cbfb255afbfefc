"""Cells as values: one type, one mark for decimals and one order of dates a column, and nothing guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.tables.amounts import amount, unit_in_name
from index.tables.decimals import figure
from index.tables.store import decoded, encoded
from index.tables.typed import Column, typed
from index.tables.words import sums_up

_GROUPS = {".": [",", " ", "'"], ",": [".", " ", "’"]}


def _column(*cells: str, name: str = "x", language: str = "en") -> Column:
    return typed([name], [[cell] for cell in cells], language)[0]


def _values(column: Column) -> list[Decimal | None]:
    return [None if value is None else Decimal(f"{value}E-{column.places}") for value in column.values]


def _decimals(*texts: str) -> list[Decimal | None]:
    return [Decimal(text) if text else None for text in texts]


@pytest.mark.parametrize(
    ("cells", "language", "values"),
    [
        (["1.234,50", "2.000"], "en", ["1234.50", "2000"]),
        (["1,234.50", "2,000"], "de", ["1234.50", "2000"]),
        (["1 234,50", "7"], "fr", ["1234.50", "7"]),
        (["1'234.50", "2'000"], "de", ["1234.50", "2000"]),
        (["2,000", "3,000"], "en", ["2000", "3000"]),
        (["2.000", "3.000"], "de", ["2000", "3000"]),
        (["2.000", "3.125"], "en", ["2.000", "3.125"]),
        (["12,34,567", "1.5"], "en", ["1234567", "1.5"]),
        (["(200)", "−5", "-7", "+8", "9-"], "en", ["-200", "-5", "-7", "8", "-9"]),
        (["1.5E+03", "2e-2", ".5"], "en", ["1500", "0.02", "0.5"]),
        (["n/a", "-", "3", "", "#N/A"], "en", ["", "", "3", "", ""]),
    ],
)
def test_numbers_of_every_locale_are_read_exactly(cells: list[str], language: str, values: list[str]) -> None:
    column = _column(*cells, language=language)
    assert (column.kind, _values(column), column.unread) == ("number", _decimals(*values), 0)


def test_where_the_marks_of_a_column_disagree_what_could_be_either_is_unread() -> None:
    column = _column("1.234,5", "1,234.5", "2,000", "7")
    assert _values(column) == _decimals("1234.5", "1234.5", "", "7")
    assert (column.filled, column.unread) == (4, 1)


def test_the_mark_of_a_table_decides_for_a_column_that_does_not_tell() -> None:
    columns = typed(["a", "b"], [["1,5", "2.000"], ["2,5", "3.000"]], "en")
    assert _values(columns[1]) == _decimals("2000", "3000")


@given(
    st.integers(0, 10**12),
    st.integers(0, 4),
    st.sampled_from(".,"),
    st.integers(0, 2),
    st.sampled_from(["", "-", "−"]),
)
def test_a_number_written_with_groups_is_read_back(digits: int, places: int, mark: str, group: int, sign: str) -> None:
    whole, decimals = divmod(digits, 10**places)
    text = f"{whole:,}".replace(",", _GROUPS[mark][group]) + (f"{mark}{decimals:0{places}}" if places else "")
    number = figure(text)
    assert number is not None
    exact = number.read(mark)
    assert exact is not None and Decimal(f"{exact.digits}E-{exact.places}") == Decimal(f"{digits}E-{places}")
    signed = amount(f"{sign}{text}", "en")
    assert signed is not None and signed.sign == (-1 if sign else 1)


@pytest.mark.parametrize(
    ("cell", "value", "unit", "kind"),
    [
        ("€4.50", "4.50", "EUR", "money"),
        ("4,50 €", "4.50", "EUR", "money"),
        ("US$ 1,200", "1200", "USD", "money"),
        ("CHF 12.-", None, "", ""),
        ("-$5", "-5", "USD", "money"),
        ("$-5", "-5", "USD", "money"),
        ("($5)", "-5", "USD", "money"),
        ("$3m", "3000000", "USD", "money"),
        ("12 kg", "12", "kilogram", "number"),
        ("12kg", "12", "kilogram", "number"),
        ("3 %", "3", "percent", "percent"),
        ("7 crates", "7", "crates", ""),
        ("007", None, "", ""),
        ("A12", None, "", ""),
        ("1/2", None, "", ""),
        ("10-12", None, "", ""),
        ("+49 170 1234567", None, "", ""),
        ("1.2.3", None, "", ""),
        ("--5", None, "", ""),
        ("(5", None, "", ""),
        ("12 Main Street", None, "", ""),
    ],
)
def test_a_cell_is_an_amount_with_its_unit(cell: str, value: str | None, unit: str, kind: str) -> None:
    found = amount(cell, "en")
    if value is None:
        assert found is None
        return
    assert found is not None
    exact = found.read("," if "," in cell and "€" in cell else ".")
    assert exact is not None and Decimal(f"{exact.digits}E-{exact.places}") == Decimal(value)
    assert (found.unit, found.kind) == (unit, kind)


def test_currencies_of_a_column_stay_apart() -> None:
    column = _column("€ 4.50", "$5", "7 EUR", "3")
    assert (column.kind, column.units, list(column.unit_of)) == ("money", ("EUR", "USD", ""), [0, 1, 0, 2])


def test_percents_stay_apart_from_plain_numbers() -> None:
    column = _column("12%", "5%", "7")
    assert (column.kind, column.units) == ("percent", ("percent", ""))


def test_the_name_of_a_column_says_the_unit_of_its_plain_numbers() -> None:
    assert _column("12", "5", name="Weight (kg)").units == ("kilogram",)
    assert _column("12", "5 USD", name="Amount EUR").units == ("EUR", "USD")
    assert [unit_in_name(name, "en") for name in ("Price in €", "Share %", "Plan (2024)", "Room A", "%")] == [
        ("money", "EUR"), ("percent", "percent"), None, None, ("percent", "percent"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "language", "values"),
    [
        (["13/05/2024", "03/05/2024"], "en", ["2024-05-13", "2024-05-03"]),
        (["05/13/2024", "03/05/2024"], "en", ["2024-05-13", "2024-03-05"]),
        (["3.5.2024", "4.5.2024"], "en", ["2024-05-03", "2024-05-04"]),
        (["3/5/2024", "4/5/2024"], "de", ["2024-05-03", "2024-05-04"]),
        (["3/5/24", "25/5/98"], "en", ["2024-05-03", "1998-05-25"]),
        (["2024-05-01", "2024-05"], "en", ["2024-05-01", "2024-05"]),
        (["2024-05-01 10:30", "2024-05-02T08:00:00Z"], "en", ["2024-05-01", "2024-05-02"]),
        (["May 5, 2024", "5 June 2024"], "en", ["2024-05-05", "2024-06-05"]),
        (["5. Mai 2024", "6. Juni 2024"], "de", ["2024-05-05", "2024-06-06"]),
        (["5/5/2024", "6/6/2024"], "en", ["2024-05-05", "2024-06-06"]),
    ],
)
def test_dates_are_read_in_the_order_of_their_column(cells: list[str], language: str, values: list[str]) -> None:
    column = _column(*cells, language=language)
    assert (column.kind, list(column.values), column.ambiguous) == ("date", values, False)


@pytest.mark.parametrize("cells", [["3/5/2024", "4/5/2024"], ["13/5/2024", "5/13/2024", "3/5/2024"]])
def test_a_column_whose_dates_could_be_of_two_days_is_ambiguous(cells: list[str]) -> None:
    column = _column(*cells)
    assert (column.kind, column.ambiguous, column.values[-1]) == ("date", True, None)


def test_the_order_of_a_table_decides_for_a_column_that_does_not_tell() -> None:
    columns = typed(["a", "b"], [["13/5/2024", "3/5/2024"], ["14/5/2024", "4/5/2024"]], "en")
    assert list(columns[1].values) == ["2024-05-03", "2024-05-04"]


def test_codes_texts_and_mixed_columns_are_text() -> None:
    assert _column("00731", "12345").kind == "text"
    assert _column("12", "closed", "open", "13").kind == "text"
    assert _column("12 Apples", "13 Plums", "14 Pears").kind == "text"
    assert _column("", "-").filled == 0


def test_the_odd_word_in_a_column_of_numbers_is_unread() -> None:
    column = _column("12", "13", "14", "unknown")
    assert (column.kind, column.unread, column.values[3]) == ("number", 1, None)


@given(st.lists(st.integers(-(10**30), 10**30), min_size=2))
def test_numbers_too_long_for_a_database_sort_and_come_back(numbers: list[int]) -> None:
    width = len(str(max(map(abs, numbers)))) + 1
    texts = [str(encoded(number, width)) for number in numbers]
    assert [decoded(text, width) for text in sorted(texts)] == sorted(numbers)


@pytest.mark.parametrize(
    ("label", "language", "says"),
    [
        ("Total", "en", ("totals", True)),
        ("TOTAL:", "en", ("totals", True)),
        ("Sub-total", "en", ("totals", True)),
        ("Total 2024", "en", ("totals", True)),
        ("North Total", "en", ("totals", False)),
        ("Zwischensumme", "de", ("totals", True)),
        ("Total general", "es", ("totals", True)),
        ("Moyenne", "fr", ("means", True)),
        ("Totally new", "en", ("", False)),
        ("Summer", "en", ("", False)),
    ],
)
def test_a_label_says_what_a_row_sums_up(label: str, language: str, says: tuple[str, bool]) -> None:
    assert sums_up(label, language) == says
